"""R9: totals and tax per rate equal to the cent, held against an independent statement of Xero's rule."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from splynx_xero_gui.domain.payloads import LinePayload
from splynx_xero_gui.domain.policy import NO_TAX, TaxKey
from splynx_xero_gui.engine.reconcile.cents import Fit, Misfit, PricedLine, RoundingPlace, fit, splynx_sums

PERCENTS = {"A": Decimal(15), "B": Decimal("7.5"), "C": Decimal(14), "N": Decimal(0), "R": Decimal(0)}
ROUNDING = RoundingPlace("860", "R")
CENT = Decimal("0.01")


def up(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def xero_computes(lines: tuple[LinePayload, ...]) -> tuple[Decimal, dict[str, Decimal]]:
    """Xero's rule (xero-api.md §8): tax per line, half up, of the line amount; then sums. TaxAmount overrides."""
    net, taxes = Decimal(0), defaultdict(Decimal)
    for line in lines:
        assert line.quantity >= 0
        assert line.quantity == line.quantity.quantize(Decimal("0.0001"))
        assert line.unit_amount == line.unit_amount.quantize(Decimal("0.0001"))
        amount = up(line.quantity * line.unit_amount)
        net += amount
        taxes[line.tax_type] += (
            up(amount * PERCENTS[line.tax_type] / 100) if line.tax_amount is None else line.tax_amount
        )
    return net + sum(taxes.values()), dict(taxes)


def priced(
    unit: object, quantity: object = 1, rate: str = "A", *, tax: object = None, account: str = "200"
) -> PricedLine:
    unit, quantity, percent = Decimal(str(unit)), Decimal(str(quantity)), PERCENTS[rate]
    exact = (unit * quantity * percent / 100).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    key = TaxKey(rate if percent else NO_TAX, percent)
    return PricedLine("line", quantity, unit, exact if tax is None else Decimal(str(tax)), account, rate, key)


def splynx_says(lines: list[PricedLine]) -> tuple[Decimal, dict[str, Decimal]]:
    """Splynx: tax per rate is the rounded sum; the total is the rounded sum of everything."""
    taxes: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        taxes[line.tax_type] += line.tax_amount
    whole = sum((line.quantity * line.unit_price + line.tax_amount for line in lines), Decimal(0))
    return up(whole), {rate: up(tax) for rate, tax in taxes.items()}


def test_lines_xero_computes_alike_are_left_alone():
    lines = [priced(100), priced(50, 2)]
    found = fit(lines, Decimal("230.00"), tax_override=True, rounding=ROUNDING)
    assert isinstance(found, Fit)
    assert not found.overrides
    assert found.rounding == 0
    assert [line.tax_amount for line in found.lines] == [None, None]


def test_the_example_of_xeros_page_gets_a_tax_override_on_the_largest_line():
    lines = [priced("25.06"), priced("25.61"), priced("25.63")]
    found = fit(lines, Decimal("87.75"), tax_override=True, rounding=ROUNDING)
    assert isinstance(found, Fit)
    assert found.total_tax == Decimal("11.45")
    assert [line.tax_amount for line in found.lines] == [None, None, Decimal("3.85")]


def test_a_net_that_differs_gets_one_rounding_line_without_tax():
    lines = [priced("10.004", rate="N"), priced("10.004", rate="N"), priced("10.004", rate="N")]
    found = fit(lines, Decimal("30.01"), tax_override=True, rounding=ROUNDING)
    assert isinstance(found, Fit)
    assert found.rounding == CENT
    assert (found.lines[-1].account_code, found.lines[-1].tax_type) == ("860", "R")


def test_a_negative_quantity_is_sent_as_a_negative_unit_amount():
    found = fit([priced(100), priced(20, -1)], Decimal("92.00"), tax_override=True, rounding=ROUNDING)
    assert isinstance(found, Fit)
    assert (found.lines[1].quantity, found.lines[1].unit_amount) == (1, -20)


def test_more_than_a_cent_per_line_is_not_explained_by_rounding():
    found = fit([priced(100)], Decimal("115.02"), tax_override=True, rounding=ROUNDING)
    assert isinstance(found, Misfit)
    assert (found.splynx, found.xero, found.difference) == (Decimal("115.02"), Decimal("115.00"), Decimal("0.02"))


def test_a_tax_that_is_not_the_rates_share_is_not_explained_by_rounding():
    assert isinstance(fit([priced(100, tax="14")], Decimal(114), tax_override=True, rounding=ROUNDING), Misfit)


def test_tax_on_a_line_at_zero_percent_is_never_sent():
    found = fit([priced(100, rate="N", tax="0.01")], Decimal("100.01"), tax_override=True, rounding=ROUNDING)
    assert isinstance(found, Misfit)


def test_without_a_rounding_account_a_net_difference_is_a_question():
    found = fit([priced("10.005", rate="N")], Decimal("10.00"), tax_override=True, rounding=None)
    assert isinstance(found, Misfit)
    assert "rounding account" in found.reason


def test_without_tax_override_the_rounding_line_makes_the_total_equal():
    lines = [priced("25.06"), priced("25.61"), priced("25.63")]
    found = fit(lines, Decimal("87.75"), tax_override=False, rounding=ROUNDING)
    assert isinstance(found, Fit)
    assert all(line.tax_amount is None for line in found.lines)
    assert xero_computes(found.lines)[0] == Decimal("87.75")
    assert found.total_tax == Decimal("11.44")


four = st.decimals(min_value="-300", max_value="3000", places=4, allow_nan=False, allow_infinity=False)
quantities = st.one_of(st.just(Decimal(1)), st.decimals(min_value="-5", max_value="40", places=4, allow_nan=False))
line_of = st.builds(lambda u, q, r: priced(u, q, r), four, quantities, st.sampled_from(["A", "B", "C", "N"]))


@settings(max_examples=400)
@given(st.lists(line_of, min_size=1, max_size=12))
def test_xero_comes_to_splynxs_total_and_tax_per_rate(lines: list[PricedLine]):
    """R9 as a property: discounts, several rates, four-decimal nets and quantities."""
    total, taxes = splynx_says(lines)
    found = fit(lines, total, tax_override=True, rounding=ROUNDING)
    assert isinstance(found, Fit), "rounding alone never exceeds a cent per line on a dozen lines"
    xero_total, xero_taxes = xero_computes(found.lines)
    assert xero_total == total == found.total
    assert {rate: tax for rate, tax in xero_taxes.items() if rate != "R" and tax} == {
        r: t for r, t in taxes.items() if t
    }
    assert sum(xero_taxes.values()) == found.total_tax
    limit = CENT * len(lines)
    assert sum(map(abs, found.overrides.values()), Decimal(0)) <= limit
    assert abs(found.rounding) <= limit


@settings(max_examples=300)
@given(
    st.lists(
        st.builds(lambda u, r: priced(u, 1, r), four, st.sampled_from(["A", "B", "C", "N"])), min_size=1, max_size=30
    )
)
def test_ordinary_invoices_always_fit(lines: list[PricedLine]):
    """One unit per line, as providers bill: a cent per line always suffices."""
    total, _ = splynx_says(lines)
    assert isinstance(fit(lines, total, tax_override=True, rounding=ROUNDING), Fit)


@settings(max_examples=300)
@given(st.lists(line_of, min_size=1, max_size=12), st.decimals(min_value="-20", max_value="20", places=2))
def test_splynxs_own_sums_give_any_total_exactly(lines: list[PricedLine], off: Decimal):
    """The answer as-splynx-lines: one line per rate and account, tax per rate as Splynx says."""
    total, taxes = splynx_says(lines)
    found = splynx_sums(lines, total + off)
    xero_total, xero_taxes = xero_computes(found.lines)
    assert xero_total == total + off
    assert {rate: tax for rate, tax in xero_taxes.items() if tax} == {rate: tax for rate, tax in taxes.items() if tax}
    assert len(found.lines) == len({line.key for line in lines})


@settings(max_examples=200)
@given(st.lists(line_of, min_size=1, max_size=8))
def test_a_credit_note_of_the_same_lines_is_the_exact_opposite(lines: list[PricedLine]):
    total, _ = splynx_says(lines)
    opposite = [
        PricedLine(x.description, -x.quantity, x.unit_price, -x.tax_amount, x.account_code, x.tax_type, x.key)
        for x in lines
    ]
    one = fit(lines, total, tax_override=True, rounding=ROUNDING)
    other = fit(opposite, -total, tax_override=True, rounding=ROUNDING)
    assert isinstance(one, Fit) == isinstance(other, Fit)
    if isinstance(one, Fit) and isinstance(other, Fit):
        assert one.total_tax == -other.total_tax
        assert xero_computes(other.lines)[0] == -xero_computes(one.lines)[0]
