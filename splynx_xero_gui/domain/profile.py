"""What a profile holds: connections, scenario, options and mappings (interface.md, "Profile file"). No secrets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind


@dataclass(frozen=True, slots=True)
class SplynxSettings:
    """Where Splynx is. `tag` tells two Splynx systems apart in one organisation (R2)."""

    url: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class XeroSettings:
    """Which Xero app and organisation. `organisation` is a name or tenant id, empty when only one is authorised."""

    client_id: str = ""
    organisation: str = ""
    redirect_ports: tuple[int, ...] = (8888, 8889, 8890)
    api_url: str = "https://api.xero.com"
    identity_url: str = "https://identity.xero.com"
    login_url: str = "https://login.xero.com"


@dataclass(frozen=True, slots=True)
class Options:
    """The `[options]` table; defaults as in interface.md. `partners` empty = all."""

    documents_from: date | None = None
    payments_from: date | None = None
    invoice_status: str = "AUTHORISED"
    partners: tuple[str, ...] = ()
    contact_name: str = "{name}"
    invoice_reference: str = "{number}"
    account_number: str = ""
    payment_reference: str = "{receipt_number}"
    contacts: str = "with-documents"
    unallocated: str = "overpayment"
    proforma: str = "overpayment"
    prepayment_account: str = ""
    prepayment_tax: str = ""
    negative_invoice: str = "ask"
    earlier_months: str = "ask"
    tax_override: bool = True
    closed_until: date | None = None
    too_many_percent: int = 20
    too_many_items: int = 50
    history_note: bool = False
    attach_pdf: bool = False
    export_reconciled: bool = False
    calls_per_day: int = 1000
    day_reserve: int = 50


@dataclass(frozen=True, slots=True)
class MethodMapping:
    """Account and flow of one payment method. `account` is a code or an AccountID; empty with flow IGNORE."""

    account: str = ""
    flow: Flow = Flow.TO_XERO
    arrival: bool = False


@dataclass(frozen=True, slots=True)
class TrackingMapping:
    """A Xero tracking category fed from `source` (partner, location or category); `values` maps Splynx names to
    options.
    """

    source: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Mappings:
    """Names or ids as the person wrote them; resolved to ids at `fetch`.

    Tax keys may be `name@percent` (R8); "none" = no tax.
    """

    categories: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    taxes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    payment_methods: Mapping[str, MethodMapping] = field(default_factory=lambda: MappingProxyType({}))
    tracking: Mapping[str, TrackingMapping] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Profile:
    """One connection of one Splynx to one Xero organisation."""

    splynx: SplynxSettings = SplynxSettings()
    xero: XeroSettings = XeroSettings()
    ledger_url: str = ""
    scenario: ScenarioKind = ScenarioKind.PUSH_ALL
    options: Options = Options()
    mappings: Mappings = Mappings()
