"""Generated documents by the hundred thousand, as Splynx bills them and as Xero's own arithmetic takes them (R8, R9).

Splynx's side is `sandbox.splynx.money`, Xero's is `sandbox.xero.money`: neither knows the rule that is tested.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.policy import NO_TAX, TaxKey
from splynx_xero_gui.engine.reconcile.cents import Fit, Misfit, PricedLine, RoundingPlace, fit
from splynx_xero_gui.sandbox.splynx.money import cents, document_total, line_money
from splynx_xero_gui.sandbox.xero.model import LineAmounts
from splynx_xero_gui.sandbox.xero.money import cents as xero_cents
from splynx_xero_gui.sandbox.xero.money import tax_of, to_places

RATES = {
    "ZERO": Decimal(0),
    "NONE": Decimal(0),
    **{f"R{n}": Decimal(percent) for n, percent in enumerate(
        ("5", "6.35", "7.5", "8.875", "10", "12.5", "14", "14.975", "15", "19", "20", "25")
    )},
}  # fmt: skip
"""TaxTypes and their percents: those of all editions of the sandbox."""
ROUNDING = RoundingPlace("860", "NONE")
_ZERO = Decimal("0.00")
_KEYS = {name: TaxKey(NO_TAX if name == "NONE" else name, percent.normalize()) for name, percent in RATES.items()}


@dataclass(slots=True)
class Figures:
    """What a sweep came to. `as_computed` documents were left to Xero as they are."""

    documents: int = 0
    lines: int = 0
    as_computed: int = 0
    overridden: int = 0
    rounded: int = 0
    largest_override: Decimal = _ZERO
    largest_rounding: Decimal = _ZERO
    refused: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.documents} documents, {self.lines} lines: {self.as_computed} as Xero computes, {self.overridden} "
            f"with a tax override (largest {self.largest_override}), {self.rounded} with a rounding line (largest "
            f"{self.largest_rounding}), {self.refused} refused, {len(self.wrong)} wrong"
        )


def documents(rng: random.Random) -> Iterator[list[PricedLine]]:
    """Endless documents of one to forty lines; prices and quantities with up to four decimals, either sign."""
    while True:
        names = rng.sample(sorted(RATES), rng.choice((1, 1, 1, 2, 3)))
        count = rng.choice((1, 1, 2, 2, 3, 4, 6, 10, 40))
        yield [_line(rng, rng.choice(names)) for _ in range(count)]


def _line(rng: random.Random, name: str) -> PricedLine:
    price = _price(rng)
    quantity = Decimal(rng.choice((10000, 10000, 10000, rng.randrange(1, 400) * 10000, rng.randrange(1, 500_000))))
    quantity = quantity.scaleb(-4) * rng.choice((1, 1, 1, 1, 1, -1))
    percent = RATES[name]
    tax = line_money(price, quantity, percent).tax
    return PricedLine("line", quantity, price, tax, "200", name, _KEYS[name])


def _price(rng: random.Random) -> Decimal:
    """Any four decimals; or what is left of a round gross price, as providers have them."""
    if rng.random() < 0.4:
        gross = Decimal(rng.randrange(1, 500_000)).scaleb(-2)
        return to_places(gross * 100 / (100 + rng.choice((Decimal(15), Decimal(20), Decimal(10)))), 4)
    return Decimal(rng.randrange(1, 10 ** rng.randrange(1, 9))).scaleb(-4) * rng.choice((1, 1, 1, 1, -1))


def sweep(seed: int, lines: int, *, tax_override: bool = True) -> Figures:
    """Fit documents until so many lines were used, and hold every one against both services' arithmetic."""
    figures = Figures()
    for document in documents(random.Random(seed)):
        if figures.lines >= lines:
            return figures
        figures.documents += 1
        figures.lines += len(document)
        _check(document, figures, tax_override=tax_override)
    raise AssertionError("unreachable: documents never end")


def _check(document: list[PricedLine], figures: Figures, *, tax_override: bool) -> None:
    billed = [line_money(line.unit_price, line.quantity, line.key.percent) for line in document]
    total = document_total(billed).quantize(Decimal("0.01"))
    wanted: dict[str, Decimal] = defaultdict(lambda: _ZERO)
    for line, money in zip(document, billed, strict=True):
        wanted[line.tax_type] += money.tax
    taxes = {name: cents(amount).quantize(Decimal("0.01")) for name, amount in wanted.items()}
    found = fit(document, total, tax_override=tax_override, rounding=ROUNDING)
    if isinstance(found, Misfit):
        figures.refused += 1
        if tax_override:
            figures.wrong.append(f"refused: {found} of {document}")
        return
    gross, by_rate = _xero_adds_up(found)
    if gross != total or (tax_override and any(by_rate[name] != tax for name, tax in taxes.items())):
        figures.wrong.append(f"{gross} is not {total}, or {dict(by_rate)} is not {taxes}: {document}")
    _count(document, found, total, taxes, figures, tax_override=tax_override)


def _xero_adds_up(found: Fit) -> tuple[Decimal, dict[str, Decimal]]:
    """Xero's arithmetic over what is sent (xero-api.md §8)."""
    net = _ZERO
    by_rate: dict[str, Decimal] = defaultdict(lambda: _ZERO)
    for line in found.lines:
        assert line.quantity >= 0, "Xero takes no quantity below zero"
        amount = xero_cents(to_places(line.quantity, 4) * to_places(line.unit_amount, 4))
        net += amount
        computed = tax_of(amount, RATES[line.tax_type], LineAmounts.EXCLUSIVE)
        by_rate[line.tax_type] += computed if line.tax_amount is None else line.tax_amount
    return net + sum(by_rate.values(), _ZERO), by_rate


def _count(
    document: list[PricedLine],
    found: Fit,
    total: Decimal,
    taxes: dict[str, Decimal],
    figures: Figures,
    *,
    tax_override: bool,
) -> None:
    """Overrides and rounding lines are used where they are needed and nowhere else, within their limits."""
    overridden = any(line.tax_amount is not None for line in found.lines)
    figures.overridden += overridden
    figures.rounded += bool(found.rounding)
    figures.as_computed += not overridden and not found.rounding
    for amount in found.overrides.values():
        figures.largest_override = max(figures.largest_override, abs(amount))
    figures.largest_rounding = max(figures.largest_rounding, abs(found.rounding))
    limit = Decimal("0.01") * len(document)
    if abs(found.rounding) > limit or sum(map(abs, found.overrides.values()), _ZERO) > limit:
        figures.wrong.append(f"beyond the limit of {limit}: {found}")
    gross, by_rate = _xero_adds_up(_bare(found, len(document)))
    needs_tax = tax_override and any(by_rate[name] != tax for name, tax in taxes.items())
    if overridden != needs_tax or (not overridden and bool(found.rounding) != (gross != total)):
        figures.wrong.append(f"used where it is not needed: {found}")


def _bare(found: Fit, lines: int) -> Fit:
    """The document as it would be sent without any correction."""
    plain = tuple(
        type(line)(line.description, line.quantity, line.unit_amount, line.account_code, line.tax_type)
        for line in found.lines[:lines]
    )
    return Fit(plain, found.total, found.total_tax)
