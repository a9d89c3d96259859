"""Lines whose Xero totals are Splynx's to the cent (R9). Pure: it predicts what Xero will compute (xero-api.md §8)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from splynx_xero_gui.domain.money import CENT, ZERO, cents, places, total
from splynx_xero_gui.domain.payloads import LinePayload
from splynx_xero_gui.domain.policy import TaxKey

ROUNDING_TEXT = "Rounding"
_HUNDRED = Decimal(100)
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A Splynx line with its place in Xero. `unit_price` is net, `tax_amount` its tax with four decimals.

    `key.percent` is the rate on the line, equal to the Xero rate's effective one (R8).
    """

    description: str
    quantity: Decimal
    unit_price: Decimal
    tax_amount: Decimal
    account_code: str
    tax_type: str
    key: TaxKey
    tracking: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RoundingPlace:
    """Where a rounding line is booked: the ROUNDING system account, with the TaxType mapped to `none`."""

    account_code: str
    tax_type: str


@dataclass(frozen=True, slots=True)
class Fit:
    """Lines that Xero adds up to `total` with `total_tax`.

    `overrides` says by how much the tax of each rate was corrected, `rounding` is the rounding line's amount.
    """

    lines: tuple[LinePayload, ...]
    total: Decimal
    total_tax: Decimal
    overrides: Mapping[TaxKey, Decimal] = field(default_factory=dict)
    rounding: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Misfit:
    """Splynx's total lies beyond what rounding explains: `xero` is what Xero would come to."""

    xero: Decimal
    splynx: Decimal
    reason: str

    @property
    def difference(self) -> Decimal:
        """Splynx minus Xero."""
        return self.splynx - self.xero


def line_amount(line: LinePayload) -> Decimal:
    """Xero's LineAmount: quantity times the unit amount with four decimals, two decimals."""
    return cents(line.quantity * line.unit_amount)


def computed_tax(amount: Decimal, percent: Decimal) -> Decimal:
    """Xero's tax of one line: per line, half up, two decimals (xero-api.md §8)."""
    return cents(amount * percent / _HUNDRED)


def splynx_taxes(lines: Sequence[PricedLine]) -> dict[TaxKey, Decimal]:
    """Splynx's tax per (tax, percent): the sum of the lines' tax, rounded once (R9)."""
    sums: dict[TaxKey, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.key] += line.tax_amount
    return {key: cents(amount) for key, amount in sums.items()}


def fit(
    lines: Sequence[PricedLine], document_total: Decimal, *, tax_override: bool, rounding: RoundingPlace | None
) -> Fit | Misfit:
    """The lines as Xero must get them, in R9's order, or why that cannot be done.

    Corrections of tax and of net are limited to one cent per line of the document, each.
    """
    sent = [_payload(line) for line in lines]
    amounts = [line_amount(line) for line in sent]
    taxes = [computed_tax(amount, line.key.percent) for amount, line in zip(amounts, lines, strict=True)]
    limit = CENT * len(lines)
    wanted = splynx_taxes(lines)
    off = _differences(lines, taxes, wanted)
    as_computed = total(amounts) + total(taxes)
    if sum(map(abs, off.values()), ZERO) > limit:
        return Misfit(as_computed, document_total, "The tax of its lines is not the rate's share of their amounts.")
    if tax_override:
        if any(key.percent == 0 for key in off):
            return Misfit(as_computed, document_total, "It has tax on lines at 0 %.")
        for key, difference in off.items():
            largest = _largest(lines, amounts, key)
            taxes[largest] += difference
            sent[largest] = replace(sent[largest], tax_amount=taxes[largest])
    net_off = document_total - total(taxes) - total(amounts)
    if net_off:
        if abs(net_off) > limit:
            return Misfit(as_computed, document_total, "Its lines do not add up to its total.")
        if rounding is None:
            reason = "Its lines need a rounding line, but Xero has no rounding account or 'no tax' is not mapped."
            return Misfit(as_computed, document_total, reason)
        head = lines[max(range(len(lines)), key=lambda i: (abs(amounts[i]), -i))] if lines else None
        tracking = head.tracking if head else ()
        sent.append(
            LinePayload(ROUNDING_TEXT, _ONE, net_off, rounding.account_code, rounding.tax_type, tracking=tracking)
        )
    return Fit(tuple(sent), document_total, total(taxes), off if tax_override else {}, net_off)


def splynx_sums(lines: Sequence[PricedLine], document_total: Decimal) -> Fit:
    """One line per tax rate and account over Splynx's own sums: the answer `as-splynx-lines`.

    Tax per rate is Splynx's; what the nets leave of the total goes onto the largest line.
    """
    groups: dict[tuple[TaxKey, str, str, tuple[tuple[str, str], ...]], list[PricedLine]] = defaultdict(list)
    for line in lines:
        groups[line.key, line.account_code, line.tax_type, line.tracking].append(line)
    members = list(groups.values())
    heads = [group[0] for group in members]
    nets = [cents(sum((line.quantity * line.unit_price for line in group), Decimal(0))) for group in members]
    wanted = splynx_taxes(lines)
    biggest = max(range(len(nets)), key=lambda i: (abs(nets[i]), -i))
    taxed = total(tax for key, tax in wanted.items() if key.percent)
    nets[biggest] += document_total - taxed - total(nets)
    taxes = [computed_tax(net, head.key.percent) for net, head in zip(nets, heads, strict=True)]
    sent = [
        LinePayload(_joined(group), _ONE, net, head.account_code, head.tax_type, tracking=head.tracking)
        for net, head, group in zip(nets, heads, members, strict=True)
    ]
    off = {key: diff for key, diff in _differences(heads, taxes, wanted).items() if key.percent}
    for key, difference in off.items():
        largest = _largest(heads, nets, key)
        taxes[largest] += difference
        sent[largest] = replace(sent[largest], tax_amount=taxes[largest])
    return Fit(tuple(sent), document_total, total(taxes), off)


def _payload(line: PricedLine) -> LinePayload:
    """Xero takes no quantity below zero: then the unit amount carries the sign (xero-api.md §15.3)."""
    quantity, unit = places(line.quantity, 4), places(line.unit_price, 4)
    if quantity < 0:
        quantity, unit = -quantity, -unit
    return LinePayload(line.description, quantity, unit, line.account_code, line.tax_type, tracking=line.tracking)


def _differences(
    lines: Sequence[PricedLine], taxes: Sequence[Decimal], wanted: Mapping[TaxKey, Decimal]
) -> dict[TaxKey, Decimal]:
    computed: dict[TaxKey, Decimal] = defaultdict(lambda: ZERO)
    for line, tax in zip(lines, taxes, strict=True):
        computed[line.key] += tax
    return {key: tax - computed[key] for key, tax in wanted.items() if tax != computed[key]}


def _largest(lines: Sequence[PricedLine], amounts: Sequence[Decimal], key: TaxKey) -> int:
    """The line of this rate with the largest amount, the first of equals."""
    return max((i for i, line in enumerate(lines) if line.key == key), key=lambda i: (abs(amounts[i]), -i))


def _joined(group: Sequence[PricedLine]) -> str:
    return "; ".join(dict.fromkeys(line.description for line in group))[:4000]
