"""What Splynx says when it says no, and the sentences a person is told (splynx-api.md §4, ui.md §6 S1–S7)."""

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from splynx_xero_gui.domain.failures import NetworkLost, NotAuthorised, ServiceDown
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.domain.redaction import without_keys
from splynx_xero_gui.transport.texts import sound

_LONGEST = 300
_TAGS = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_BLANKS = re.compile(r"\s+")


class Reaction(Enum):
    """What an internal code asks of us (splynx-api.md §4)."""

    SHOW = "show"
    RETRY = "retry"
    PERMISSION = "permission"
    PARTNER = "partner"
    LOG_IN_AGAIN = "log-in-again"
    CREDENTIALS = "credentials"


def reaction(status: int, internal_code: str) -> Reaction:
    """The reaction to a refusal; codes we do not know (the list is open) go by the HTTP status."""
    match internal_code.upper():
        case "SERVER_ERROR":
            return Reaction.RETRY
        case "NOT_ALLOWED_BY_PARTNER_RESTRICTION":
            return Reaction.PARTNER
        case "FORBIDDEN" | "NOT_ALLOWED_BY_USER_RESTRICTION":
            return Reaction.PERMISSION
        case (
            "EMPTY_ACCESS_TOKEN"
            | "EXPIRED_ACCESS_TOKEN"
            | "EXPIRED_REFRESH_TOKEN"
            | "TOKEN_BANNED"
            | "IP_CHANGED"
            | "USER_AGENT_CHANGED"
        ):
            return Reaction.LOG_IN_AGAIN
        case (
            "MISSED_AUTHORIZATION_HEADER"
            | "INVALID_SASH"
            | "INVALID_AUTH_TYPE"
            | "INVALID_USER"
            | "INVALID_TWO_FACTOR_CODE"
            | "MISSED_TWO_FACTOR_CODE"
        ):
            return Reaction.CREDENTIALS
        case "UNAUTHORIZED":
            # The blueprint files it under permissions; a 401 still means that the key itself was not taken.
            return Reaction.PERMISSION if status == 403 else Reaction.CREDENTIALS
        case _:
            return {401: Reaction.CREDENTIALS, 403: Reaction.PERMISSION}.get(status, Reaction.SHOW)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is no success. `messages` are (field, words); the field is "" where none is named."""

    status: int
    internal_code: str
    messages: tuple[tuple[str, str], ...]
    is_splynx: bool

    @property
    def reaction(self) -> Reaction:
        """What to do about it."""
        return reaction(self.status, self.internal_code)

    @property
    def words(self) -> tuple[str, ...]:
        """The service's own words, one per message, verbatim."""
        return tuple(f"{field}: {words}" if field else words for field, words in self.messages)

    @property
    def short(self) -> str:
        """All of it in one line for a person."""
        text = " ".join(self.words) or f"HTTP {self.status}"
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

    @property
    def details(self) -> str:
        """For *Details*: status, code, words."""
        return " · ".join(part for part in (f"HTTP {self.status}", self.internal_code, *self.words) if part)


def read_refusal(status: int, body: bytes) -> Refusal:
    """Any of the body shapes: {"error": {…}}, a list of {field, message}, {field: [messages]}, plain text or HTML.

    Never raises. `is_splynx` is False where the body is not JSON: a proxy or another program may have answered.
    """
    text = body.decode("utf-8-sig", "replace").strip()
    try:
        value = sound(json.loads(text), body)
    except (ValueError, RecursionError):
        plain = _plain(text)
        return Refusal(status, "", (("", plain),) if plain else (), is_splynx=False)
    code = ""
    if isinstance(value, Mapping) and isinstance(value.get("error"), Mapping):
        error = value["error"]
        code = without_keys(str(error.get("internal_code") or ""))
        value = error["message"] if "message" in error else {k: v for k, v in error.items() if k != "internal_code"}
    return Refusal(status, code, tuple(_messages("", value)), is_splynx=True)


def _messages(field: str, value: object) -> list[tuple[str, str]]:
    if isinstance(value, Mapping):
        if "message" in value:
            return _messages(without_keys(str(value.get("field") or field)), value["message"])
        return [pair for name, inner in value.items() for pair in _messages(without_keys(str(name)), inner)]
    if isinstance(value, list):
        return [pair for inner in value for pair in _messages(field, inner)]
    words = _plain(str(value)) if value not in (None, "", False) else ""
    return [(field, words)] if words else []


def _plain(text: str) -> str:
    return without_keys(_BLANKS.sub(" ", html.unescape(_TAGS.sub(" ", text))).strip())[: 2 * _LONGEST]


# -- what a person is told ------------------------------------------------------------------------------------------


def unreachable(host: str, details: str = "") -> NetworkLost:
    """S1. Where a write was under way, whether it arrived is not known."""
    return NetworkLost(
        "S1",
        "Splynx does not answer",
        f"{host} could not be reached.",
        "Check the address and your connection (VPN, if you use one). Nothing was changed.",
        details=details,
    )


def proxy_refused(host: str, details: str = "") -> NetworkLost:
    """S1: the proxy between did not let us through; nothing was sent."""
    return NetworkLost(
        "S1",
        "The proxy of this network refuses the connection",
        f"It did not let this program through to {host}. Nothing was sent.",
        "Ask whoever runs your network for the proxy's address and password, and set them in the system's network "
        "settings.",
        details=details,
    )


def maybe_arrived(details: str = "") -> NetworkLost:
    """L2 for one write: it was sent, and no answer came."""
    return NetworkLost(
        "L2",
        "The connection broke",
        "Splynx did not answer the last step; it may have arrived there all the same.",
        "It is looked up before anything else is done. Nothing is sent twice.",
        details=details,
    )


def unsafe(host: str, cause: str, details: str = "") -> NetworkLost:
    """S2. `cause` completes "Its certificate …". Nothing was sent."""
    return NetworkLost(
        "S2",
        f"The connection to {host} is not safe",
        f"Its certificate {cause}. No key was sent.",
        "Ask who runs your Splynx server to renew it. This check cannot be switched off.",
        details=details,
    )


def not_allowed(missing: Sequence[str], details: str = "") -> NotAuthorised:
    """S3. `missing` are screen names of permissions."""
    count = len(missing)
    return NotAuthorised(
        "S3",
        f"The key is missing {count} permission{'' if count == 1 else 's'}",
        f"Splynx accepted the key, but it may not: {' · '.join(missing)}.",
        "In Splynx open Administration › API keys › your key › Permissions, tick these, save, then try again.",
        details=details,
    )


def wrong_key(details: str = "") -> NotAuthorised:
    """S4."""
    return NotAuthorised(
        "S4",
        "Splynx does not accept this key",
        "The key or the secret is wrong, or the key is switched off, or it may not be used from this computer's "
        "address. Nothing was changed.",
        "Edit the key and the secret, then try again.",
        details=details,
    )


def not_splynx(host: str, details: str = "") -> ServiceDown:
    """S5."""
    return ServiceDown(
        "S5",
        "This is not a Splynx address",
        f"{host} answered, but not like Splynx.",
        "Use the address where you sign in to Splynx.",
        details=details,
    )


def other_partner(name: str, count: int, money: Decimal, details: str = "") -> NotAuthorised:
    """S7. Documents of a partner that the key may not see."""
    return NotAuthorised(
        "S7",
        "Not visible to this key",
        f"Some documents belong to partner {name}, which the key may not see.",
        f"They are left out and named in the tie-out ({count}, {money_text(money)}).",
        details=details,
    )


def not_visible(what: str, details: str = "") -> NotAuthorised:
    """S7 for one object whose partner Splynx does not name."""
    return NotAuthorised(
        "S7",
        "Not visible to this key",
        f"{what} belongs to a partner which the key may not see. Nothing was changed.",
        "Use a key of that partner, or leave this item out.",
        details=details,
    )


def out_of_order(short: str, details: str = "") -> ServiceDown:
    """L8 for Splynx: it answered that it cannot, or something that makes no sense."""
    return ServiceDown(
        "L8",
        "Splynx is out of order",
        f'It answered "{short}".',
        "Try again later. If it stays like this, ask who runs your Splynx server. Nothing is lost or doubled.",
        details=details,
    )


def certificate_expired(since: date | None) -> str:
    """Cause of S2."""
    return f"is out of date since {since.isoformat()}" if since else "is out of date"


def certificate_of_another(name: str) -> str:
    """Cause of S2."""
    return f"belongs to {name}" if name else "belongs to another name"


def certificate_unknown() -> str:
    """Cause of S2."""
    return "is not signed by a known authority"


def certificate_not_yet_valid(day: date | None) -> str:
    """Cause of S2 that ui.md does not list: mostly this computer's clock is wrong."""
    return f"is not valid before {day.isoformat()}; check this computer's date" if day else "is not valid yet"
