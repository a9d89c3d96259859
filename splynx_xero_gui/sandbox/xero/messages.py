"""What Xero says when it refuses. Verbatim where xero-api.md §15 quotes it; the others are this sandbox's wording.

Kept in one place, so that a message seen on a live account can be put right here.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

# --- verbatim, xero-api.md §15 ----------------------------------------------------------------------------------------
CONTACT_NUMBER_TAKEN: Final = "Another contact has this contact number. Please enter a different contact number."
ACCOUNT_NUMBER_TAKEN: Final = "The Account Number already exists. Please enter a different Account Number."
CONTACT_ARCHIVED: Final = (
    "The specified contact details matched an archived contact. Archived contacts cannot "
    "currently be edited via the API."
)
CONTACT_ARCHIVED_ON_DOCUMENT: Final = (
    "The Contact with the specified contact details has been archived. This Contact must be un-archived before "
    "creating new Invoices, Credit Notes or Purchase Orders."
)
CONTACT_MISSING: Final = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber"
)
CONTACT_NAME_EMPTY: Final = "Contact Name cannot be empty."
EMAIL_INVALID: Final = "Email address must be valid."
WEBSITE_INVALID: Final = "Website must be valid"
NUMBER_TAKEN: Final = "Invoice # must be unique."
NOT_MODIFIABLE: Final = "Invoice not of valid status for modification"
HAS_PAYMENT: Final = "This document cannot be edited as it has a payment or credit note allocated to it."
NEGATIVE_TOTAL: Final = "The Total for this document must be greater than or equal to zero."
DUE_DATE_EMPTY: Final = "Due date cannot be empty."
TOTAL_MISMATCH: Final = "The invoice total does not equal the sum of the lines."
TRACKING_UNKNOWN: Final = "Unknown tracking details. A Tracking Category did not match."
APPROVAL_LIMIT: Final = "You have reached the limit of invoices you can approve"
CREDIT_NOTE_UNKNOWN: Final = "An existing Credit Note with the specified CreditNoteID could not be found"
DOCUMENT_UNKNOWN: Final = "The document with the supplied id was not found for this endpoint."
ALREADY_PAID_OFF: Final = "The invoice you are trying to allocate to has already been paid off"
PAYMENT_TOO_BIG: Final = "Payment amount exceeds the amount outstanding on this document"
NOT_AUTHORISED: Final = "Payments can only be made against Authorised documents"
ACCOUNT_NOT_PAYABLE: Final = "Account type is invalid for making a payment to/from"
RECONCILED: Final = "This payment has been reconciled and cannot be deleted"
PAYMENT_LOCKED: Final = "Organisation accounts are locked on the specified payment date"

# --- the sandbox's own wording ----------------------------------------------------------------------------------------
CONTACT_UNKNOWN: Final = "An existing Contact with the specified ContactID could not be found"
TOO_MANY_PERSONS: Final = "A contact can have at most 5 contact persons."
TYPE_MISSING: Final = "The document must have a Type"
NOT_CREATABLE: Final = "Invoice not of valid status for creation"
MAY_NOT_APPROVE: Final = "You do not have permission to approve this document"
NO_LINES: Final = "One or more line items must be specified"
DESCRIPTION_MISSING: Final = "A line item must have a description"
ACCOUNT_MISSING: Final = "Account code must be specified"
AMOUNTS_MISSING: Final = "A line item must have a quantity and a unit amount"
LINE_UNKNOWN: Final = "The LineItemID does not match a line item of this document"
TOO_MANY_TRACKING: Final = "A line item can have at most 2 tracking categories"
DISCOUNT_FORBIDDEN: Final = "Discounts are allowed on sales invoices only"
TAX_OVERRIDE_FORBIDDEN: Final = "The tax amount must be zero for a line without tax"
URL_FORBIDDEN: Final = "Url must not point to Xero"
SENT_TOO_EARLY: Final = "SentToContact can be set on approved invoices only"
ONE_TARGET: Final = "A payment must name exactly one Invoice, CreditNote, Prepayment or Overpayment"
AMOUNT_NOT_POSITIVE: Final = "Amount must be greater than zero"
AMOUNT_NOT_CENTS: Final = "Amount must not have more than 2 decimal places"
ACCOUNT_UNKNOWN: Final = "Account could not be found"
ALREADY_DELETED: Final = "This payment has already been deleted"
IN_BATCH: Final = "This payment is part of a batch payment and cannot be deleted by itself"
NOT_A_BANK: Final = "The bank account is not of type BANK"
CREDIT_IN_USE: Final = "This transaction cannot be deleted as its credit has been allocated or refunded"
OTHER_CONTACT: Final = "The credit and the invoice belong to different contacts"
TOO_MANY_FILES: Final = "A document can have at most 10 attachments"


def name_taken(name: str) -> str:
    """Duplicate contact name (seen)."""
    return (
        f"The contact name {name} is already assigned to another contact. The contact name must be unique across "
        "all active contacts."
    )


def name_malformed(name: str) -> str:
    """Angle brackets or stray spaces in a contact name (xero-api.md §6; the wording is ours)."""
    return f"The contact name {name!r} must not contain angle brackets, nor leading, trailing or double spaces."


def too_long(field: str, limit: int) -> str:
    """A text over its limit; the wording is ours."""
    return f"The field {field} must be a string with a maximum length of {limit}."


def negative_quantity(quantity: Decimal) -> str:
    """Negative quantity."""
    return f"The quantity value '{quantity:.4f}' is invalid. Quantity must not be less than zero."


def account_not_valid(code: str) -> str:
    """An account of a type that cannot stand on this document."""
    return f"Account code '{code}' is not a valid code for this document."


def account_removed(code: str) -> str:
    """An unknown account code."""
    return f"Account code ''{code}'' has been removed as it does not match a recognised account."


def account_archived(code: str) -> str:
    """An archived or deleted account."""
    return f"Account code '{code}' has been archived or deleted. Each line item must reference a valid account."


def tax_not_allowed(tax_type: str, code: str) -> str:
    """A tax rate that may not stand on that account."""
    return f"The TaxType code '{tax_type}' cannot be used with account code '{code}'."


def tax_unknown(tax_type: str) -> str:
    """An unknown, archived or deleted tax rate; the wording is ours."""
    return f"The TaxType code '{tax_type}' does not exist or cannot be used."


def line_total(given: Decimal, expected: Decimal) -> str:
    """A LineAmount that is not quantity x unit amount; the wording is ours."""
    return f"The line total {given} does not match the expected line total {expected}"


def currency_missing(currency: str) -> str:
    """A currency the organisation has not subscribed to."""
    return f"Organisation is not subscribed to currency {currency}"


def over_allocated(word: str) -> str:
    """More than the credit or the invoice has left."""
    return f"{word} cannot be allocated as amount is greater than amount outstanding"


def wrong_invoice_type(word: str) -> str:
    """A sales credit on a purchase bill."""
    return f"{word} cannot be allocated to an incorrect invoice type"


def period_locked(lock: date) -> str:
    """On or before the period lock date."""
    return f"The document date cannot be before the period lock date, currently set at {_day(lock)}"


def year_locked(lock: date) -> str:
    """On or before the end of year lock date."""
    return f"The document date cannot be before the end of year lock date, currently set at {_day(lock)}"


def _day(day: date) -> str:
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[day.month - 1]
    return f"{day.day:02d}-{month}-{day.year}"
