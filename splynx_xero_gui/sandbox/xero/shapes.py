"""What a request body may hold: known fields and their types, strict without Xero's OpenAPI file.

Real Xero ignores unknown fields; the sandbox names them, because an ignored field is a misunderstanding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from splynx_xero_gui.sandbox.xero import wire
from splynx_xero_gui.sandbox.xero.errors import bad_data

Check = Callable[[Any, str], None]

_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def text(value: Any, where: str) -> None:
    """A string."""
    if not isinstance(value, str):
        raise bad_data(f"The value of {where} is not a string.")


def guid(value: Any, where: str) -> None:
    """A GUID."""
    if not isinstance(value, str) or _GUID.fullmatch(value) is None:
        raise bad_data(f"The value '{value}' of {where} is not a valid Guid.")


def number(value: Any, where: str) -> None:
    """A JSON number, never a string."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise bad_data(f"The value '{value}' of {where} is not a number.")


def flag(value: Any, where: str) -> None:
    """true or false."""
    if not isinstance(value, bool):
        raise bad_data(f"The value '{value}' of {where} is not a boolean.")


def day(value: Any, where: str) -> None:
    """A date: ISO or /Date(ms)/."""
    text(value, where)
    try:
        wire.read_day(value)
    except ValueError:
        raise bad_data(f"The string '{value}' is not a valid AllXsd value.") from None


def one_of(*allowed: str) -> Check:
    """One of the given words, exactly."""

    def check(value: Any, where: str) -> None:
        if value not in allowed:
            raise bad_data(f"The value '{value}' of {where} is not one of {', '.join(allowed)}.")

    return check


def many(inner: Check) -> Check:
    """A list."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, list):
            raise bad_data(f"The value of {where} is not a list.")
        for place, item in enumerate(value):
            inner(item, f"{where}[{place}]")

    return check


def record(fields: Mapping[str, Check], required: tuple[str, ...] = ()) -> Check:
    """An object with these fields and no other."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise bad_data(f"The value of {where} is not an object.")
        for name, item in value.items():
            known = fields.get(name)
            if known is None:
                raise bad_data(f"Unknown field {where}.{name}.")
            known(item, f"{where}.{name}")
        for name in required:
            if name not in value:
                raise bad_data(f"The field {where}.{name} is required.")

    return check


_ACCOUNT_REF: Final = record({"Code": text, "AccountID": guid})
_CONTACT_REF: Final = record(
    {
        "ContactID": guid,
        "Name": text,
        "ContactNumber": text,
        "EmailAddress": text,
        "FirstName": text,
        "LastName": text,
        "AccountNumber": text,
    }
)
_INVOICE_REF: Final = record({"InvoiceID": guid, "InvoiceNumber": text})
_CREDIT_NOTE_REF: Final = record({"CreditNoteID": guid, "CreditNoteNumber": text})
_OVERPAYMENT_REF: Final = record({"OverpaymentID": guid})
_PREPAYMENT_REF: Final = record({"PrepaymentID": guid})
_TRACKING: Final = record({"TrackingCategoryID": guid, "TrackingOptionID": guid, "Name": text, "Option": text})
_ANSWER_FLAGS: Final[Mapping[str, Check]] = {  # xero-python's models write these (xero-api.md §16.2, trap 12)
    "HasAttachments": flag,
    "HasErrors": flag,
    "HasValidationErrors": flag,
}
_LINE: Final = record(
    {
        "LineItemID": guid,
        "Description": text,
        "Quantity": number,
        "UnitAmount": number,
        "ItemCode": text,
        "AccountCode": text,
        "AccountID": guid,
        "TaxType": text,
        "TaxAmount": number,
        "LineAmount": number,
        "Tracking": many(_TRACKING),
        "DiscountRate": number,
        "DiscountAmount": number,
    }
)
_ADDRESS: Final = record(
    {
        "AddressType": one_of("POBOX", "STREET", "DELIVERY"),
        "AddressLine1": text,
        "AddressLine2": text,
        "AddressLine3": text,
        "AddressLine4": text,
        "City": text,
        "Region": text,
        "PostalCode": text,
        "Country": text,
        "AttentionTo": text,
    },
    ("AddressType",),
)
_PHONE: Final = record(
    {
        "PhoneType": one_of("DEFAULT", "DDI", "MOBILE", "FAX", "OFFICE"),
        "PhoneNumber": text,
        "PhoneAreaCode": text,
        "PhoneCountryCode": text,
    },
    ("PhoneType",),
)
_PERSON: Final = record({"FirstName": text, "LastName": text, "EmailAddress": text, "IncludeInEmails": flag})
_STATUSES: Final = one_of("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")
_AMOUNTS: Final = one_of("Exclusive", "Inclusive", "NoTax")
_DOCUMENT: Final[Mapping[str, Check]] = {
    **_ANSWER_FLAGS,
    "Contact": _CONTACT_REF,
    "Date": day,
    "DueDate": day,
    "Status": _STATUSES,
    "LineAmountTypes": _AMOUNTS,
    "LineItems": many(_LINE),
    "Reference": text,
    "CurrencyCode": text,
    "CurrencyRate": number,
    "SubTotal": number,
    "TotalTax": number,
    "Total": number,
    "BrandingThemeID": guid,
}

CONTACT: Final = record(
    {
        **_ANSWER_FLAGS,
        "ContactID": guid,
        "ContactNumber": text,
        "AccountNumber": text,
        "ContactStatus": one_of("ACTIVE", "ARCHIVED"),
        "Name": text,
        "FirstName": text,
        "LastName": text,
        "CompanyNumber": text,
        "EmailAddress": text,
        "ContactPersons": many(_PERSON),
        "BankAccountDetails": text,
        "TaxNumber": text,
        "Addresses": many(_ADDRESS),
        "Phones": many(_PHONE),
        "DefaultCurrency": text,
    }
)
INVOICE: Final = record(
    {
        **_DOCUMENT,
        "Type": one_of("ACCREC", "ACCPAY"),
        "InvoiceID": guid,
        "InvoiceNumber": text,
        "Url": text,
        "SentToContact": flag,
        "ExpectedPaymentDate": day,
        "PlannedPaymentDate": day,
    }
)
CREDIT_NOTE: Final = record(
    {**_DOCUMENT, "Type": one_of("ACCRECCREDIT", "ACCPAYCREDIT"), "CreditNoteID": guid, "CreditNoteNumber": text}
)
PAYMENT: Final = record(
    {
        **_ANSWER_FLAGS,
        "Invoice": _INVOICE_REF,
        "CreditNote": _CREDIT_NOTE_REF,
        "Overpayment": _OVERPAYMENT_REF,
        "Prepayment": _PREPAYMENT_REF,
        "InvoiceNumber": text,
        "CreditNoteNumber": text,
        "Account": _ACCOUNT_REF,
        "Code": text,
        "Date": day,
        "Amount": number,
        "Reference": text,
        "IsReconciled": flag,
        "CurrencyRate": number,
        "Status": one_of("AUTHORISED", "DELETED"),
        "PaymentID": guid,
    }
)
PAYMENT_DELETE: Final = record({"Status": one_of("DELETED"), "PaymentID": guid}, ("Status",))
BATCH_PAYMENT: Final = record(
    {
        "Account": _ACCOUNT_REF,
        "Date": day,
        "Reference": text,
        "Payments": many(record({"Invoice": _INVOICE_REF, "Amount": number, "Reference": text}, ("Invoice", "Amount"))),
    },
    ("Account", "Payments"),
)
BATCH_DELETE: Final = record({"BatchPaymentID": guid, "Status": one_of("DELETED")}, ("Status",))
BANK_TRANSACTION: Final = record(
    {
        "Type": one_of(
            "RECEIVE",
            "RECEIVE-OVERPAYMENT",
            "RECEIVE-PREPAYMENT",
            "SPEND",
            "SPEND-OVERPAYMENT",
            "SPEND-PREPAYMENT",
            "RECEIVE-TRANSFER",
            "SPEND-TRANSFER",
        ),
        "BankTransactionID": guid,
        "Contact": _CONTACT_REF,
        "LineItems": many(_LINE),
        "BankAccount": _ACCOUNT_REF,
        "Date": day,
        "Reference": text,
        "Status": one_of("AUTHORISED", "DELETED", "VOIDED"),
        "IsReconciled": flag,
        "LineAmountTypes": _AMOUNTS,
        "CurrencyCode": text,
        "CurrencyRate": number,
        "SubTotal": number,
        "TotalTax": number,
        "Total": number,
        "Url": text,
        **_ANSWER_FLAGS,
    }
)
ALLOCATION: Final = record({"Amount": number, "AppliedAmount": number, "Invoice": _INVOICE_REF, "Date": day})
HISTORY: Final = record({"Details": text}, ("Details",))
