"""The demo: sixty customers over three months ending today, and the profile that fits the sandbox's Xero chart."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx import SplynxBooks
from splynx_xero_gui.sandbox.xero import Edition

from .generator import first_day, generate
from .markets import SOUTH_AFRICA, market_of

DEMO_CUSTOMERS: Final = 60
DEMO_MONTHS: Final = 3
_SEED: Final = 20
_CATEGORIES: Final = {
    "Service": "200",
    "Discount": "200",
    "Correction": "200",
    "Installation": "260",
    "Equipment": "260",
}
_METHODS: Final = {"Cash": "091", "Bank transfer": "090", "Credit card": "092", "PayPal": "092"}


def demo_books(today: date, clock: SandboxClock | None = None, edition: Edition = Edition.ZA) -> SplynxBooks:
    """The demo's books, always current: the same customers and acts, dated up to `today`."""
    return generate(_SEED, DEMO_CUSTOMERS, DEMO_MONTHS, today, clock=clock, market=market_of(edition))


@dataclass(frozen=True, slots=True)
class DemoProfile:
    """A profile for generated books and the chart of the Xero sandbox, scenario push-all.

    Mappings are by name, as the console's profile file has them: category -> account code, tax (`@` percent) -> tax
    type, payment method -> account code of its bank account.
    """

    splynx_url: str
    xero_url: str
    client_id: str
    redirect_ports: tuple[int, ...]
    documents_from: date
    organisation: str = ""
    categories: Mapping[str, str] = field(default_factory=lambda: dict(_CATEGORIES))
    taxes: Mapping[str, str] = field(default_factory=lambda: dict(SOUTH_AFRICA.rates))
    methods: Mapping[str, str] = field(default_factory=lambda: dict(_METHODS))

    def toml(self) -> str:
        """The profile file, ready for `splynx-xero setup --from`."""
        xero = {
            "client_id": self.client_id,
            **({"organisation": self.organisation} if self.organisation else {}),
            "redirect_ports": list(self.redirect_ports),
            "api_url": self.xero_url,
            "identity_url": self.xero_url,
            "login_url": self.xero_url,
        }
        day = self.documents_from.isoformat()
        flows = [f'{json.dumps(name)} = {{ account = {json.dumps(code)}, flow = "to-xero" }}'
                 for name, code in self.methods.items()]  # fmt: skip
        sections = (
            _section("splynx", _entries({"url": self.splynx_url})),
            _section("xero", _entries(xero)),
            _section("scenario", _entries({"kind": "push-all"})),
            _section("options", [f"documents_from = {day}", f"payments_from = {day}", 'invoice_status = "AUTHORISED"']),
            _section("mapping.categories", _entries(self.categories, quoted=True)),
            _section("mapping.taxes", _entries(self.taxes, quoted=True)),
            _section("mapping.payment_methods", flows),
        )
        return "\n".join(sections)


def demo_profile(
    splynx_url: str,
    xero_url: str,
    *,
    client_id: str = "",
    redirect_ports: tuple[int, ...] = (8888, 8889, 8890),
    documents_from: date,
    organisation: str = "",
    edition: Edition = Edition.ZA,
) -> DemoProfile:
    """The profile for generated books; `documents_from` is the first day of their first month (`first_day`)."""
    taxes = dict(market_of(edition).rates)
    return DemoProfile(splynx_url, xero_url, client_id, redirect_ports, documents_from, organisation, taxes=taxes)


def demo_first_day(today: date) -> date:
    """The first day the demo's books have documents of."""
    return first_day(today, DEMO_MONTHS)


def _section(name: str, lines: Iterable[str]) -> str:
    return "\n".join((f"[{name}]", *lines, ""))


def _entries(values: Mapping[str, object], *, quoted: bool = False) -> list[str]:
    """Strings and lists are written the same in TOML and in JSON."""
    return [f"{json.dumps(name) if quoted else name} = {json.dumps(value)}" for name, value in values.items()]
