"""Where the generated provider does business: places, taxes of Splynx, and the Xero rates they belong to.

One market per edition of Xero. Each has a present tax and a second one, a rate at which some lines of the present tax
are still billed (R8), and lines without tax.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from splynx_xero_gui.sandbox.splynx import SplynxBooks, TaxPart
from splynx_xero_gui.sandbox.xero import Edition, OrganisationSpec

from .words import PLACES


@dataclass(frozen=True, slots=True)
class BilledTax:
    """A tax of Splynx in percent, or a group: `parts` are (name, percent, on the parts before it too)."""

    name: str
    percent: str = ""
    archived: bool = False
    parts: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Market:
    """`lower` is the percent of lines of the present tax that are billed at another rate; `rates` maps as a profile
    does: `tax` or `tax@percent` to Xero's TaxType. `places` are city and postal code.
    """

    edition: Edition
    country: str
    iso: str
    zone: str
    currency: str
    organisation: str
    places: tuple[tuple[str, str], ...]
    mail: str
    vat_id: str
    tax: BilledTax
    second: BilledTax
    lower: Decimal
    rates: Mapping[str, str]

    @property
    def spec(self) -> OrganisationSpec:
        """The Xero organisation that keeps these books."""
        return OrganisationSpec(self.organisation, self.edition)

    def add_taxes(self, books: SplynxBooks) -> None:
        """The present tax as number 1, the second as number 2, and what groups are made of."""
        groups = []
        for tax in (self.tax, self.second):
            made = books.add_tax(tax.name, tax.percent or 0, archived=tax.archived)
            if tax.parts:
                groups.append((made, tax.parts))
        for made, parts in groups:
            members = []
            for position, (name, percent, on_all) in enumerate(parts, start=1):
                single = books.add_tax(name, percent)
                members.append(TaxPart(single.id, "net", on_all, position))
            books.make_tax_group(made.id, members)


SOUTH_AFRICA: Final = Market(
    Edition.ZA,
    "South Africa",
    "ZA",
    "Africa/Johannesburg",
    "ZAR",
    "Demo ISP (Pty) Ltd",
    PLACES,
    "example.co.za",
    "4{number:09}",
    BilledTax("VAT 15%", "15"),
    BilledTax("VAT 14%", "14", archived=True),
    Decimal(14),
    {"VAT 15%": "OUTPUT3", "VAT 15%@14": "OUTPUT2", "VAT 14%": "OUTPUT2", "none": "NONE"},
)
AUSTRALIA: Final = Market(
    Edition.AU,
    "Australia",
    "AU",
    "Australia/Sydney",
    "AUD",
    "Demo ISP Pty Ltd",
    (("Fremantle", "6160"), ("Ballarat", "3350"), ("Cairns", "4870")),
    "example.com.au",
    "51{number:09}",
    BilledTax("GST 10%", "10"),
    BilledTax("GST free", "0"),
    Decimal(0),
    {"GST 10%": "OUTPUT", "GST free": "EXEMPTOUTPUT", "none": "BASEXCLUDED"},
)
NEW_ZEALAND: Final = Market(
    Edition.NZ,
    "New Zealand",
    "NZ",
    "Pacific/Auckland",
    "NZD",
    "Demo ISP Limited",
    (("Napier", "4110"), ("Nelson", "7010"), ("Dunedin", "9016")),
    "example.co.nz",
    "1{number:08}",
    BilledTax("GST 15%", "15"),
    BilledTax("GST 12.5%", "12.5", archived=True),
    Decimal("12.5"),
    {"GST 15%": "OUTPUT2", "GST 15%@12.5": "TAX001", "GST 12.5%": "TAX001", "none": "NONE"},
)
UNITED_KINGDOM: Final = Market(
    Edition.UK,
    "United Kingdom",
    "GB",
    "Europe/London",
    "GBP",
    "Demo ISP Ltd",
    (("Ludlow", "SY8 1AA"), ("Penrith", "CA11 7EH"), ("Whitby", "YO21 1QL")),
    "example.co.uk",
    "GB{number:09}",
    BilledTax("VAT 20%", "20"),
    BilledTax("VAT 5%", "5"),
    Decimal(5),
    {"VAT 20%": "OUTPUT2", "VAT 20%@5": "RROUTPUT", "VAT 5%": "RROUTPUT", "none": "NONE"},
)
UNITED_STATES: Final = Market(
    Edition.US,
    "United States",
    "US",
    "America/New_York",
    "USD",
    "Demo ISP Inc.",
    (("Ithaca", "14850"), ("Albany", "12207"), ("Danbury", "06810")),
    "example.com",
    "{number:09}",
    BilledTax(
        "Sales tax, New York City",
        parts=(("State", "4", False), ("City", "4.5", False), ("Transportation District", "0.375", False)),
    ),
    BilledTax("Sales tax, Connecticut", "6.35"),
    Decimal("6.35"),
    {
        "Sales tax, New York City": "TAX001",
        "Sales tax, New York City@6.35": "TAX002",
        "Sales tax, Connecticut": "TAX002",
        "none": "NONE",
    },
)
CANADA: Final = Market(
    Edition.GLOBAL,
    "Canada",
    "CA",
    "America/Toronto",
    "CAD",
    "Demo ISP Inc.",
    (("Gatineau", "J8X 1A1"), ("Rimouski", "G5L 1A1"), ("Sherbrooke", "J1H 1A1")),
    "example.ca",
    "{number:09}RT0001",
    BilledTax("GST + QST", parts=(("GST part", "5", False), ("QST part", "9.5", True))),
    BilledTax("GST 5%", "5"),
    Decimal(5),
    {"GST + QST": "CAN030", "GST + QST@5": "TAX008", "GST 5%": "TAX008", "none": "NONE"},
)
_MARKETS: Final = (SOUTH_AFRICA, AUSTRALIA, NEW_ZEALAND, UNITED_KINGDOM, UNITED_STATES, CANADA)


def market_of(edition: Edition) -> Market:
    """The market of an edition of Xero."""
    return next(market for market in _MARKETS if market.edition is edition)
