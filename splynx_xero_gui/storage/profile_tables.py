"""The profile file's tables as pydantic models: what each key may hold by itself (interface.md, "Profile file").

What several keys must agree on is in `profile_rules`.
"""

import re
from datetime import date
from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind

# The words the engine fills in (engine.reconcile.patterns): storage may not import it, a test keeps the two equal.
CONTACT_WORDS = frozenset({"id", "login", "name", "email"})
DOCUMENT_WORDS = frozenset({"number", "date", "id", "login", "name", "email"})
PAYMENT_WORDS = frozenset(
    {"receipt_number", "id", "method", "comment", "field_1", "field_2", "field_3", "field_4", "field_5"}
)

_TAG = re.compile(r"[a-z0-9]{1,8}")
_CLIENT_ID = re.compile(r"[0-9A-Fa-f]{32}")
_PERCENT = re.compile(r"\d{1,3}(\.\d{1,4})?")


def _web_address(text: str) -> str:
    """https, or http on this computer. Raises ValueError."""
    try:
        parts = urlsplit(text.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or parts.query or parts.fragment or " " in text.strip():
        raise ValueError("This does not look like a web address. Example: https://isp.example.net")
    if parts.username or parts.password:
        raise ValueError("A name or password does not belong into the address; keys are kept in the password store.")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("It must start with https://; http is accepted for this computer only.")
    return text.strip().rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host name can only mean this computer."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _splynx_address(text: str) -> str:
    """As people copy it from the browser: `/admin` and `/api/2.0` are cut off (ui.md W1)."""
    address = _web_address(text)
    while found := re.search(r"/(admin|api/2\.0|api)$", address):
        address = address[: found.start()].rstrip("/")
    return address


def _client_id(text: str) -> str:
    packed = "".join(text.split())
    if not _CLIENT_ID.fullmatch(packed):
        raise ValueError("A client ID has 32 letters and digits. You find it at developer.xero.com under My apps.")
    return packed


def _ports(ports: list[int]) -> list[int]:
    if not ports:
        raise ValueError("At least one port is needed, for Xero's answer to come back.")
    wrong = [port for port in ports if not 1 <= port <= 65535]
    if wrong:
        raise ValueError(f"{wrong[0]} is not a port: use numbers from 1 to 65535.")
    if len(set(ports)) < len(ports):
        raise ValueError("Each port only once.")
    return ports


def _ledger_address(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if not separator or not rest.strip("/") or scheme.split("+")[0] not in ("postgresql", "sqlite"):
        raise ValueError("Write postgresql://user@server/database or sqlite:///file.")
    try:
        address = urlsplit(text)
        secret = address.password or next((v for k, v in parse_qsl(address.query) if "password" in k), None)
    except ValueError as error:
        raise ValueError("This is not an address of a database.") from error
    if secret is not None:
        raise ValueError("The password does not belong into the profile: it is kept in the password store.")
    return text


def _tag(text: str) -> str:
    if text and not _TAG.fullmatch(text):
        raise ValueError("Use up to eight small letters and digits.")
    return text


def _words(known: frozenset[str]) -> AfterValidator:
    def check(pattern: str) -> str:
        rest = re.sub(r"\{(\w*)\}", "", pattern)
        unknown = [word for word in re.findall(r"\{(\w*)\}", pattern) if word not in known]
        if unknown or "{" in rest or "}" in rest:
            named = f"{{{unknown[0]}}} is not known here. " if unknown else "A brace stands alone. "
            raise ValueError(named + "Use only " + ", ".join(f"{{{word}}}" for word in sorted(known)) + ".")
        return pattern

    return AfterValidator(check)


def _not_empty(text: str) -> str:
    if not text.strip():
        raise ValueError("This may not be empty.")
    return text


def _all_named(names: list[str]) -> list[str]:
    if any(not name.strip() for name in names):
        raise ValueError("A name in the list is empty.")
    if len(set(names)) < len(names):
        raise ValueError("Each name only once.")
    return names


def check_tax_key(key: str) -> str | None:
    """What is wrong with the key of a tax mapping (R8), None when it is good: a name or id, or `name@percent`."""
    name, separator, percent = key.rpartition("@")
    if separator and (not name.strip() or not _PERCENT.fullmatch(percent.strip())):
        return "After the @ comes the percentage as a number, as in “VAT 15%@14”."
    return None


class _Table(BaseModel):
    # Strict: a number for a text is a mistake to be told, not to be guessed at.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


NotEmpty = Annotated[str, AfterValidator(_not_empty)]
Address = Annotated[str, AfterValidator(_web_address)]
ContactPattern = Annotated[str, _words(CONTACT_WORDS)]


class SplynxTable(_Table):
    """`[splynx]`."""

    url: Annotated[str, AfterValidator(_splynx_address)]
    tag: Annotated[str, AfterValidator(_tag)] = ""


class XeroTable(_Table):
    """`[xero]`."""

    client_id: Annotated[str, AfterValidator(_client_id)]
    organisation: str = ""
    redirect_ports: Annotated[list[int], AfterValidator(_ports)] = [8888, 8889, 8890]
    api_url: Address = "https://api.xero.com"
    identity_url: Address = "https://identity.xero.com"
    login_url: Address = "https://login.xero.com"


class LedgerTable(_Table):
    """`[ledger]`."""

    url: Annotated[str, AfterValidator(_ledger_address)]


class ScenarioTable(_Table):
    """`[scenario]`."""

    kind: Annotated[ScenarioKind, Field(strict=False)] = ScenarioKind.PUSH_ALL


class OptionsTable(_Table):
    """`[options]`; the defaults are those of `domain.profile.Options`."""

    documents_from: date | None = None
    payments_from: date | None = None
    invoice_status: Literal["AUTHORISED", "DRAFT"] = "AUTHORISED"
    partners: Annotated[list[str], AfterValidator(_all_named)] = []
    contact_name: Annotated[NotEmpty, _words(CONTACT_WORDS)] = "{name}"
    invoice_reference: Annotated[str, _words(DOCUMENT_WORDS)] = "{number}"
    account_number: ContactPattern = ""
    payment_reference: Annotated[str, _words(PAYMENT_WORDS)] = "{receipt_number}"
    contacts: Literal["with-documents", "all"] = "with-documents"
    unallocated: Literal["overpayment", "prepayment"] = "overpayment"
    proforma: Literal["overpayment", "prepayment"] = "overpayment"
    prepayment_account: str = ""
    prepayment_tax: str = ""
    negative_invoice: Literal["ask", "as-credit-note"] = "ask"
    earlier_months: Literal["ask", "allow"] = "ask"
    tax_override: bool = True
    closed_until: date | None = None
    too_many_percent: Annotated[int, Field(ge=1, le=100)] = 20
    too_many_items: Annotated[int, Field(ge=1)] = 50
    history_note: bool = False
    attach_pdf: bool = False
    export_reconciled: bool = False
    calls_per_day: Annotated[int, Field(ge=1)] = 1000
    day_reserve: Annotated[int, Field(ge=0)] = 50


class MethodTable(_Table):
    """One entry of `[mapping.payment_methods]`."""

    account: str = ""
    flow: Annotated[Flow, Field(strict=False)]
    arrival: bool = False


class TrackingTable(_Table):
    """One entry of `[mapping.tracking]`. `from` is a word of Python's, hence the alias."""

    source: Annotated[Literal["partner", "location", "category"], Field(alias="from")]
    values: dict[str, NotEmpty] = {}
