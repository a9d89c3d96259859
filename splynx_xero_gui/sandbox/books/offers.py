"""What the provider sells: net prices with four decimals, made of round prices with tax as a provider thinks them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from splynx_xero_gui.sandbox.splynx import DISCOUNT, SERVICE, Line

VAT_15, VAT_14 = 1, 2
INSTALLATION, EQUIPMENT = 6, 7
CASH, BANK, CARD, PAYPAL = 1, 2, 3, 4

_VAT: Final = Decimal(15)
_OLD_VAT: Final = Decimal(14)


@dataclass(frozen=True, slots=True)
class Offer:
    """A monthly service, or something sold once. `price` is net per unit."""

    text: str
    price: Decimal
    tax_id: int = VAT_15
    category_id: int = SERVICE
    quantity: Decimal = Decimal(1)
    tax_percent: Decimal | None = None

    def line(self) -> Line:
        """The offer as a document line without a period."""
        return Line(self.text, self.price, self.quantity, self.tax_id, self.category_id, self.tax_percent)


HOME_PLANS: Final = (
    Offer("Fibre 25 Mbps Home", Decimal("433.9130")),
    Offer("Fibre 50 Mbps Home", Decimal("607.8261")),
    Offer("Fibre 100 Mbps Home", Decimal("781.7391")),
    Offer("Wireless 10 Mbps Home", Decimal("346.9565")),
    Offer("LTE 20 GB", Decimal("173.0435")),
)
BUSINESS_PLANS: Final = (
    Offer("Fibre 100 Mbps Business", Decimal("1303.4783")),
    Offer("Fibre 500 Mbps Business", Decimal("2607.8261")),
    Offer("Dedicated 1 Gbps", Decimal("8651.3043")),
)
EXTRAS: Final = (
    Offer("Voice line", Decimal("86.0870")),
    Offer("Voice minutes", Decimal("0.6087"), quantity=Decimal(137)),
    Offer("Static IP address", Decimal("50.0000")),
    Offer("Router rental", Decimal("34.7826")),
    Offer("Co-location, per unit", Decimal("212.3457"), quantity=Decimal("2.5")),
)
OLD_CONTRACT: Final = Offer("Wireless 4 Mbps, contract of 2017", Decimal("350.8772"), tax_id=VAT_14)
OLD_RATE_ON_NEW_TAX: Final = Offer(
    "Wireless 6 Mbps, contract of 2017", Decimal("438.5965"), tax_id=VAT_15, tax_percent=_OLD_VAT
)
UNTAXED: Final = Offer("Community network levy", Decimal("25.0000"), tax_id=0)
WORK: Final = (
    Offer("Installation, standard", Decimal("868.6957"), category_id=INSTALLATION),
    Offer("Call-out", Decimal("391.3043"), category_id=INSTALLATION),
    Offer("Cabling, per metre", Decimal("12.1739"), category_id=INSTALLATION, quantity=Decimal(37)),
    Offer("Engineer, per hour", Decimal("520.0000"), category_id=INSTALLATION, quantity=Decimal("1.75")),
    Offer("Router AX1800", Decimal("1129.5652"), category_id=EQUIPMENT),
)


def discount_on(offer: Offer, percent: int) -> Offer:
    """The negative line that takes `percent` off an offer."""
    price = (-offer.price * percent / 100).quantize(Decimal("0.0001"))
    return Offer(f"Discount {percent} %", price, offer.tax_id, DISCOUNT, offer.quantity, offer.tax_percent)
