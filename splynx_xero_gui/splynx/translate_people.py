"""Customers and what is known of them, from Splynx's JSON (splynx-api.md §7.1)."""

from splynx_xero_gui.domain.billing import Customer, CustomerDetails
from splynx_xero_gui.splynx.scalars import (
    Json,
    flag,
    identity,
    identity_or_none,
    mails,
    number_or_none,
    phones,
    pick,
    pick_or,
    text,
)

_AGGREGATED = {"aggregated": True, "independent": False, "": None}


def customer(obj: Json) -> Customer:
    """One customer. Raises Untranslatable."""
    return Customer(
        id=identity(pick(obj, "id"), "id"),
        name=text(pick(obj, "name"), "name"),
        login=text(pick_or(obj, "", "login"), "login"),
        status=text(pick_or(obj, "", "status"), "status"),
        category=text(pick_or(obj, "person", "category"), "category") or "person",
        partner_id=identity(pick(obj, "partner_id"), "partner_id"),
        location_id=identity_or_none(pick_or(obj, None, "location_id"), "location_id"),
        parent_id=identity_or_none(pick_or(obj, None, "parent_id"), "parent_id"),
        emails=mails(pick_or(obj, "", "email"), "email"),
        billing_emails=mails(pick_or(obj, "", "billing_email"), "billing_email"),
        phones=phones(pick_or(obj, "", "phone"), "phone"),
        street=text(pick_or(obj, "", "street_1", "street"), "street_1"),
        zip_code=text(pick_or(obj, "", "zip_code", "zip"), "zip_code"),
        city=text(pick_or(obj, "", "city"), "city"),
    )


def customer_details(customer_id: str, info: Json, billing: Json) -> CustomerDetails:
    """customer-info and customer-billing put together; either may be empty. Raises Untranslatable."""
    mode = text(pick_or(billing, "", "sub_billing_mode"), "sub_billing_mode").lower()
    return CustomerDetails(
        customer_id=customer_id,
        vat_id=text(pick_or(info, "", "vat_id"), "vat_id"),
        company_id=text(pick_or(info, "", "company_id"), "company_id"),
        contact_person=text(pick_or(info, "", "contact_person"), "contact_person"),
        billing_person=text(pick_or(billing, "", "billing_person"), "billing_person"),
        billing_street=text(pick_or(billing, "", "billing_street_1", "billing_street"), "billing_street_1"),
        billing_zip_code=text(pick_or(billing, "", "billing_zip_code"), "billing_zip_code"),
        billing_city=text(pick_or(billing, "", "billing_city"), "billing_city"),
        aggregated=_AGGREGATED[mode] if mode in _AGGREGATED else flag(mode, "sub_billing_mode"),
        payment_method_id=identity_or_none(pick_or(billing, None, "payment_method"), "payment_method"),
        deposit=number_or_none(pick_or(billing, None, "deposit"), "deposit"),
    )
