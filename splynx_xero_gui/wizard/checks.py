"""What is still missing on a page, and what is wrong with a field (ui.md §4). The window words each `Problem`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from splynx_xero_gui.domain.kinds import Flow
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.domain.reference import Usage
from splynx_xero_gui.wizard.mapping import RatesDiffer
from splynx_xero_gui.wizard.mapping_pages import mapping_table
from splynx_xero_gui.wizard.mapping_subjects import MappingKind
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.state import MappingAnswers, SetupState

CONTACT_WORDS = ("id", "login", "name", "email")
PAYMENT_WORDS = (
    "receipt_number",
    "id",
    "method",
    "comment",
    "field_1",
    "field_2",
    "field_3",
    "field_4",
    "field_5",
)
REFERENCE_WORDS = ("number", "date", "id", "login", "name", "email")
_CLIENT_ID = re.compile(r"[0-9A-Fa-f]{32}")
_CUT_OFF = re.compile(r"/(admin|api/2\.0|api)(/.*)?$")
_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*")
_TAG = re.compile(r"[a-z0-9]{0,8}")
_PROFILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}")


class Problem(StrEnum):
    """Why Next refuses, or what is wrong with a field."""

    NOT_AN_ADDRESS = "not-an-address"
    HTTPS_NEEDED = "https-needed"
    KEY_EMPTY = "key-empty"
    SECRET_EMPTY = "secret-empty"
    NAME_TAKEN = "name-taken"
    NAME_UNUSABLE = "name-unusable"
    ADDON_ON = "addon-on"
    NOT_TESTED = "not-tested"
    CLIENT_ID_WRONG = "client-id-wrong"
    NOT_SIGNED_IN = "not-signed-in"
    NO_ORGANISATION = "no-organisation"
    CURRENCY = "currency"
    NOT_READ = "not-read"
    NO_DATE = "no-date"
    LOCKED = "locked"
    NO_PARTNER = "no-partner"
    UNKNOWN_WORD = "unknown-word"
    PATTERN_EMPTY = "pattern-empty"
    RESERVE_TOO_LARGE = "reserve-too-large"
    PREPAYMENT_NEEDS = "prepayment-needs"
    TAG_WRONG = "tag-wrong"
    UNMAPPED = "unmapped"
    NOT_CHECKED = "not-checked"
    UNUSABLE = "unusable"
    RATE_DIFFERS = "rate-differs"
    NO_FLOW = "no-flow"
    BOTH_DIRECTIONS = "both-directions"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing Next needs. `field` is the objectName of the field at fault, `row` a key in its table.

    `values` fill the sentence; `count` and `amount` are what waits because of it.
    """

    field: str
    problem: Problem
    row: str = ""
    values: tuple[str, ...] = ()
    count: int = 0
    amount: Decimal = ZERO


def missing(page: PageId, state: SetupState) -> tuple[Missing, ...]:
    """What the page needs before Next goes on, in reading order."""
    check = _checks().get(page)
    return tuple(check(state)) if check else ()


def _checks() -> Mapping[PageId, Callable[[SetupState], list[Missing]]]:
    return {
        PageId.SPLYNX: _splynx,
        PageId.XERO: _xero,
        PageId.READ: _read,
        PageId.RANGE: _range,
        PageId.CATEGORIES: lambda s: _mapped(s, MappingKind.CATEGORIES, s.categories, "categories.table"),
        PageId.TAXES: lambda s: _mapped(s, MappingKind.TAXES, s.taxes, "taxes.table"),
        PageId.ACCOUNTS: lambda s: _mapped(s, MappingKind.METHODS, s.accounts, "accounts.table"),
        PageId.FLOW: _flow,
    }


# -- W1 --


def normal_address(text: str) -> str:
    """The address as it is kept: https:// added, what Splynx's own pages add cut off, no slash at the end."""
    packed = text.strip()
    if packed and "://" not in packed:
        packed = f"https://{packed}"
    packed = packed.split("#")[0].split("?")[0].rstrip("/")
    scheme, separator, rest = packed.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{separator}{host}{_CUT_OFF.sub('', slash + path)}".rstrip("/")


def address_problem(text: str) -> Problem | None:
    """What is wrong with an address as typed, None when it can be tried."""
    try:
        parts = urlsplit(normal_address(text))
        host, _ = parts.hostname, parts.port
    except ValueError:
        return Problem.NOT_AN_ADDRESS
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        return Problem.NOT_AN_ADDRESS
    if not (_is_ip(host) or _HOST.fullmatch(_ascii(host))):
        return Problem.NOT_AN_ADDRESS
    if "." not in host and host != "localhost" and not _is_ip(host):
        return Problem.NOT_AN_ADDRESS
    if parts.scheme == "http" and not is_this_computer(host):
        return Problem.HTTPS_NEEDED
    return None


def is_this_computer(host: str) -> bool:
    """Whether a host name can only mean this computer."""
    if host.casefold() == "localhost":
        return True
    return _is_ip(host) and ip_address(host).is_loopback


def _ascii(host: str) -> str:
    """A host name with other letters as the network knows it; empty where it is none."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return ""


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def name_problem(name: str, taken: tuple[str, ...]) -> Problem | None:
    """What is wrong with a profile's name; it is compared without case, because it becomes a file's name."""
    packed = name.strip()
    if packed.casefold() in {other.casefold() for other in taken}:
        return Problem.NAME_TAKEN
    return None if _PROFILE_NAME.fullmatch(packed) and not packed.endswith(".") else Problem.NAME_UNUSABLE


def _splynx(state: SetupState) -> list[Missing]:
    found = []
    if problem := address_problem(state.splynx.settings.url):
        found.append(Missing("splynx.url", problem))
    elif not state.splynx.tested:
        found.append(Missing("splynx.key", Problem.NOT_TESTED))
    elif state.splynx.info and state.splynx.info.addon_mapped and not state.splynx.addon_off:
        found.append(Missing("splynx.strip", Problem.ADDON_ON, count=state.splynx.info.addon_mapped))
    return found


# -- W2 --


def normal_client_id(text: str) -> str:
    """Without blanks, in capitals."""
    return "".join(text.split()).upper()


def client_id_problem(text: str) -> Problem | None:
    """What is wrong with a client ID as typed."""
    return None if _CLIENT_ID.fullmatch(normal_client_id(text)) else Problem.CLIENT_ID_WRONG


def currencies(state: SetupState) -> tuple[str, str] | None:
    """What Splynx bills in and what the organisation keeps its books in, where these do not fit (C1, R30)."""
    billed = state.read.billing.currency if state.read.billing else None
    kept = state.currency
    return (billed, kept) if billed and kept and billed != kept else None


def _xero(state: SetupState) -> list[Missing]:
    if problem := client_id_problem(state.xero.settings.client_id):
        return [Missing("xero.client_id", problem)]
    if state.xero.organisation is None:
        choosing = len(state.xero.choices) > 0
        field, problem = (
            ("xero.organisations", Problem.NO_ORGANISATION) if choosing else ("xero.sign_in", Problem.NOT_SIGNED_IN)
        )
        return [Missing(field, problem)]
    if odd := currencies(state):
        return [Missing("xero.other", Problem.CURRENCY, values=odd)]
    return []


# -- W3 --


def _read(state: SetupState) -> list[Missing]:
    return [] if state.read.complete else [Missing("read.again", Problem.NOT_READ)]


# -- W4 --


def pattern_problem(pattern: str, words: tuple[str, ...], needed: bool = False) -> Problem | None:
    """What is wrong with a pattern of names in braces."""
    if needed and not pattern.strip():
        return Problem.PATTERN_EMPTY
    rest = re.sub(r"\{(\w*)\}", lambda found: "" if found[1] in words else "{", pattern)
    return Problem.UNKNOWN_WORD if "{" in rest or "}" in rest else None


def _range(state: SetupState) -> list[Missing]:
    options = state.range.options
    found = []
    if options.documents_from is None:
        found.append(Missing("range.documents_from", Problem.NO_DATE))
    if options.payments_from is None:
        found.append(Missing("range.payments_from", Problem.NO_DATE))
    if state.range.partners is not None and not state.range.partners:
        found.append(Missing("range.partners", Problem.NO_PARTNER))
    if problem := pattern_problem(options.contact_name, CONTACT_WORDS, needed=True):
        found.append(Missing("range.contact_name", problem))
    if problem := pattern_problem(options.invoice_reference, REFERENCE_WORDS):
        found.append(Missing("range.invoice_reference", problem))
    if problem := pattern_problem(options.account_number, CONTACT_WORDS):
        found.append(Missing("range.account_number", problem))
    if problem := pattern_problem(options.payment_reference, PAYMENT_WORDS):
        found.append(Missing("range.payment_reference", problem))
    found += [Missing(f"range.{field}", problem) for field, problem in prepayment_problems(options).items()]
    if options.day_reserve >= options.calls_per_day:
        found.append(Missing("range.day_reserve", Problem.RESERVE_TOO_LARGE))
    return found


def prepayment_problems(options: Options) -> Mapping[str, Problem]:
    """Fields that prepayments need (R17), by option."""
    if "prepayment" not in (options.unallocated, options.proforma):
        return {}
    needed = {"prepayment_account": options.prepayment_account, "prepayment_tax": options.prepayment_tax}
    return {name: Problem.PREPAYMENT_NEEDS for name, value in needed.items() if not value}


def tag_problem(tag: str) -> Problem | None:
    """What is wrong with the mark of a Splynx (R2)."""
    return None if _TAG.fullmatch(tag.strip()) else Problem.TAG_WRONG


# -- W5 to W9 --


def _used(state: SetupState, what: str) -> Mapping[str, Usage]:
    return state.scope.usage.get(what, {}) if state.scope else {}


def _mapped(state: SetupState, kind: MappingKind, answers: MappingAnswers, field: str) -> list[Missing]:
    """Rows at fault first, then those without a place, then suggestions that nobody has looked at."""
    table = mapping_table(kind, state)
    rows = table.rows() if table is not None else ()
    faults = [
        Missing(field, Problem.RATE_DIFFERS if isinstance(row.fault, RatesDiffer) else Problem.UNUSABLE, row=row.key)
        for row in rows
        if row.blocks
    ]
    unchecked = [
        Missing(field, Problem.NOT_CHECKED, row=key) for key, choice in answers.choices.items() if choice.to_check
    ]
    return [*faults, *unmapped(answers, _used(state, kind.value), field), *unchecked]


def unmapped(answers: MappingAnswers, used: Mapping[str, Usage], field: str) -> list[Missing]:
    """The used things without a place in Xero that nobody agreed to leave out (U1)."""
    rows = [
        (key, use)
        for key, use in used.items()
        if use.count and not answers.value(key) and key not in answers.unmapped_accepted
    ]
    rows.sort(key=lambda row: (-row[1].count, row[0]))
    return [Missing(field, Problem.UNMAPPED, row=key, count=use.count, amount=use.amount) for key, use in rows]


def _flow(state: SetupState) -> list[Missing]:
    found = []
    flows = state.flow.flows
    for key, use in _used(state, "methods").items():
        if use.count and key not in flows:
            found.append(Missing("flow.table", Problem.NO_FLOW, row=key, count=use.count, amount=use.amount))
    by_account: dict[str, set[Flow]] = {}
    for key, flow in flows.items():
        account = state.accounts.value(key)
        if account and flow is not Flow.IGNORE:
            by_account.setdefault(account, set()).add(flow)
            if len(by_account[account]) > 1:
                found.append(Missing("flow.table", Problem.BOTH_DIRECTIONS, row=key, values=(account,)))
    return found
