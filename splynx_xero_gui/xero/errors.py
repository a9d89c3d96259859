"""What Xero's words mean: plain causes for refusals (ui.md L10, xero-api.md §15) and failures for everything else."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from splynx_xero_gui.domain.failures import DayLimitReached, Failure, NetworkLost, NotAuthorised, ServiceDown
from splynx_xero_gui.domain.redaction import without_keys
from splynx_xero_gui.ports import accounting as port


class PlainCause(StrEnum):
    """The plain causes of ui.md L10; the value is what the person reads."""

    NAME_IN_USE = "name in use"
    NUMBER_IN_USE = "number in use"
    NUMBER_VOIDED = "number belongs to a voided document"
    ALREADY_PAID = "already paid or credited"
    MORE_THAN_OWED = "more than is owed"
    STILL_A_DRAFT = "invoice is still a draft"
    ACCOUNT_UNUSABLE = "account archived, unknown or not open to payments"
    TAX_NOT_ALLOWED = "tax not allowed on the account"
    CLOSED_PERIOD = "closed period"
    CONTACT_ARCHIVED = "contact archived"
    TOTAL_BELOW_ZERO = "total below zero"
    CURRENCY_NOT_SET_UP = "currency not set up"
    PLAN_LIMIT = port.PLAN_LIMIT
    MAY_NOT_APPROVE = "the Xero user may not approve invoices"
    CONTACT_ADDRESS_INVALID = "e-mail or web address of the contact is invalid"


# The first pattern found in the message decides; variable parts (names, codes, dates) are left out of the patterns.
_CAUSES: Final[tuple[tuple[re.Pattern[str], PlainCause], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), cause)
    for pattern, cause in (
        (r"contact name .* is already assigned", PlainCause.NAME_IN_USE),
        (r"another contact has this contact number", PlainCause.NUMBER_IN_USE),
        (r"account number already exists", PlainCause.NUMBER_IN_USE),
        (r"(invoice|credit note) ?# must be unique", PlainCause.NUMBER_IN_USE),
        (r"archived contact", PlainCause.CONTACT_ARCHIVED),
        (r"contact details has been archived", PlainCause.CONTACT_ARCHIVED),
        (r"not of valid status for modification", PlainCause.NUMBER_VOIDED),
        (r"cannot be edited as it has a payment or credit", PlainCause.ALREADY_PAID),
        (r"has already been paid off", PlainCause.ALREADY_PAID),
        (r"only be made against authorised documents", PlainCause.STILL_A_DRAFT),
        (r"payment amount exceeds the amount outstanding", PlainCause.MORE_THAN_OWED),
        (r"amount is greater than amount outstanding", PlainCause.MORE_THAN_OWED),
        (r"total for this document must be greater than or equal", PlainCause.TOTAL_BELOW_ZERO),
        (r"taxtype code .* cannot be used", PlainCause.TAX_NOT_ALLOWED),
        (r"account code .* is not a valid code", PlainCause.ACCOUNT_UNUSABLE),
        (r"account code .* has been (removed|archived)", PlainCause.ACCOUNT_UNUSABLE),
        (r"account type is invalid for making a payment", PlainCause.ACCOUNT_UNUSABLE),
        (r"period lock date", PlainCause.CLOSED_PERIOD),
        (r"end of year lock date", PlainCause.CLOSED_PERIOD),
        (r"organisation accounts are locked", PlainCause.CLOSED_PERIOD),
        (r"not subscribed to currency", PlainCause.CURRENCY_NOT_SET_UP),
        (r"reached the limit of invoices", PlainCause.PLAN_LIMIT),
        (r"permission to approve", PlainCause.MAY_NOT_APPROVE),
        (r"email address must be valid", PlainCause.CONTACT_ADDRESS_INVALID),
        (r"website must be valid", PlainCause.CONTACT_ADDRESS_INVALID),
    )
)
_KEY_REUSED: Final = re.compile(r"idempotency.?key.*different request", re.IGNORECASE | re.DOTALL)
_LONGEST_DETAIL: Final = 500


def plain_cause(messages: Iterable[str], *, updating: bool = False) -> str:
    """The plain cause of the first message that is known, "" where none is.

    `updating`: the same words mean "paid" rather than "number of a voided document" where the document was found by id.
    """
    for message in messages:
        for pattern, cause in _CAUSES:
            if pattern.search(message):
                if cause is PlainCause.NUMBER_VOIDED and updating:
                    return PlainCause.ALREADY_PAID.value
                return cause.value
    return ""


def element_messages(element: Mapping[str, Any]) -> tuple[str, ...]:
    """The validation messages of one element, verbatim, each once."""
    return _messages(element.get("ValidationErrors"))


def element_warnings(element: Mapping[str, Any]) -> tuple[str, ...]:
    """The warnings of one element, verbatim."""
    return _messages(element.get("Warnings"))


def body_messages(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The messages of a refused call: of its elements, else its own."""
    elements = body.get("Elements")
    found: list[str] = []
    for element in elements if isinstance(elements, list) else []:
        if isinstance(element, dict):
            found += element_messages(element)
    own = [without_keys(str(body[key])) for key in ("Message", "Detail", "Title") if body.get(key)]
    return tuple(dict.fromkeys(found)) or tuple(own[:1])


def _messages(rows: object) -> tuple[str, ...]:
    told = [row.get("Message") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    found = [without_keys(str(message or "")) for message in told]
    return tuple(dict.fromkeys(message for message in found if message))


def is_key_reused(messages: Iterable[str]) -> bool:
    """Whether Xero says that the idempotency key belongs to another request (§5): then nothing is known."""
    return any(_KEY_REUSED.search(message) for message in messages)


def not_authorised(details: str = "") -> NotAuthorised:
    """X4: sign in again."""
    return NotAuthorised(
        "X4",
        "Xero asks you to sign in again",
        "The access has ended. Nothing is lost.",
        "Sign in to Xero again.",
        details=details[:_LONGEST_DETAIL],
    )


def may_not_approve(details: str = "") -> NotAuthorised:
    """X11: the role of the connected user; nothing was written, and everything goes on once the role fits."""
    return NotAuthorised(
        "X11",
        "Your Xero user may not approve invoices",
        "Xero let the person who is signed in approve nothing. These documents were not written; nothing is lost.",
        "Ask for Standard or Adviser with sales access, or send invoices as drafts.",
        details=details[:_LONGEST_DETAIL],
    )


def service_down(short: str, details: str = "") -> ServiceDown:
    """L8: the service cannot work now, or did not answer in its own language."""
    return ServiceDown(
        "L8",
        "Xero is out of order",
        f"It answered “{short}”. What was not written yet waits; nothing is lost.",
        "Try again in a few minutes.",
        details=details[:_LONGEST_DETAIL],
    )


def network_lost(host: str, details: str = "") -> NetworkLost:
    """L2: no answer arrived."""
    return NetworkLost(
        "L2",
        "The connection broke",
        f"{host} gave no answer. What may have arrived is looked up first; nothing is sent twice.",
        "Check your connection, then try again.",
        details=details[:_LONGEST_DETAIL],
    )


def unsafe_connection(host: str, details: str = "") -> NetworkLost:
    """The certificate is not trusted: nothing was sent."""
    return NetworkLost(
        "L2",
        f"The connection to {host} is not safe",
        "Its certificate is not one this computer trusts. Nothing was sent. This check cannot be switched off.",
        "Ask whoever runs your network; a proxy that opens connections needs its certificate on this computer.",
        details=details[:_LONGEST_DETAIL],
    )


def proxy_refused(host: str, details: str = "") -> NetworkLost:
    """The proxy between did not let us through: nothing was sent."""
    return NetworkLost(
        "L2",
        "The proxy of this network refuses the connection",
        f"It did not let this program through to {host}. Nothing was sent.",
        "Ask whoever runs your network for the proxy's address and password, and set them in the system's network "
        "settings.",
        details=details[:_LONGEST_DETAIL],
    )


def day_limit(resume_at: datetime | None, details: str = "") -> DayLimitReached:
    """L1: no further call today."""
    return DayLimitReached(
        "L1",
        "Xero's limit for today is reached",
        "What was not written yet waits. Nothing is lost or doubled.",
        "Nothing to do: it goes on by itself when Xero allows calls again.",
        resume_at=resume_at,
        details=details[:_LONGEST_DETAIL],
    )


def unreadable(what: str, error: Exception) -> Failure:
    """An object in an answer could not be read: reading on would forget it (P9), so the run stops. Names no content."""
    return service_down("an answer that could not be read", f"{what}: {error}")
