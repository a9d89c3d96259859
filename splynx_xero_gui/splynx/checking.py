"""The connection test of W1: who answers, what the key may do, how many customers (ui.md W1)."""

from collections.abc import Sequence

from splynx_xero_gui.domain.failures import NotAuthorised
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.ports.billing import BillingInfo
from splynx_xero_gui.splynx import translate_reference as translate
from splynx_xero_gui.splynx.auth import Authenticator
from splynx_xero_gui.splynx.client import ApiRefused, Client
from splynx_xero_gui.splynx.counting import total
from splynx_xero_gui.splynx.paths import CUSTOMERS
from splynx_xero_gui.splynx.permissions import AREAS, Area, Verdict, missing_payment_writes, missing_views
from splynx_xero_gui.splynx.reading import listing, translated_all
from splynx_xero_gui.splynx.reference import (
    CATEGORIES,
    COMPANY,
    METHODS,
    PARTNERS,
    TAXES,
    read_company,
    read_taxes,
    read_version,
)
from splynx_xero_gui.splynx.scalars import Json


def check(client: Client, auth: Authenticator) -> BillingInfo:
    """Sign in and look around. What may not be viewed is listed, not raised.

    Raises NotAuthorised S4, NetworkLost S1/S2, ServiceDown S5, Cancelled.
    """
    first_customer = _sign_in(client)
    missing = missing_views(auth.permissions, lambda area: _probe(client, area, first_customer))

    def allowed(path: str) -> bool:
        area = next(area for area in AREAS if area.path == path)
        return area.permission("view") not in missing

    company = read_company(client)[0] if allowed(COMPANY) else ""
    partners = _rows(client, PARTNERS) if allowed(PARTNERS) else ()
    categories = _rows(client, CATEGORIES) if allowed(CATEGORIES) else ()
    methods = _rows(client, METHODS) if allowed(METHODS) else ()
    addon = [one.addon_id for one in translated_all("Transaction category", translate.category, categories)]
    addon += [one.addon_id for one in translated_all("Payment method", translate.method, methods)]
    addon += [one.addon_id for one in read_taxes(client)] if allowed(TAXES) else []
    return BillingInfo(
        company=company,
        version=read_version(client),
        partners=len(partners),
        customers=total(client, ObjectKind.CUSTOMER) if allowed(CUSTOMERS) else 0,
        missing_permissions=missing,
        addon_mapped=sum(1 for one in addon if one),
        missing_payment_writes=missing_payment_writes(auth.permissions),
    )


def _sign_in(client: Client) -> str | None:
    """The id of some customer, None where there is none or it may not be told. Impatient: a person waits."""
    try:
        found = listing(client, CUSTOMERS, "limit=1", patient=False)
    except NotAuthorised as failure:
        if failure.id != "S3":
            raise
        return None
    except ApiRefused:
        return None
    return str(found[0]["id"]) if found and found[0].get("id") else None


def _probe(client: Client, area: Area, customer_id: str | None) -> Verdict:
    """Ask for one object of the area. A version that does not have it is not missing a permission."""
    if area.by_customer and customer_id is None:
        return Verdict.UNTOLD
    path, query = (f"{area.path}/{customer_id}", "") if area.by_customer else (area.path, "limit=1")
    try:
        client.get(path, query)
    except ApiRefused:
        return Verdict.UNTOLD
    except NotAuthorised as failure:
        if failure.id != "S3":
            raise
        return Verdict.DENIED
    return Verdict.ALLOWED


def _rows(client: Client, path: str) -> Sequence[Json]:
    try:
        return listing(client, path)
    except ApiRefused:
        return ()
