"""Where a total needs a tax override or a rounding line, the plan, the run's history and the tie-out say so (R9)."""

from decimal import Decimal

import pytest

from splynx_xero_gui.sandbox.splynx import Line
from tests.support.inprocess import VAT, D, Office

CENT = D("0.01")


def three_lines(office: Office) -> None:
    """Xero's own example (xero-api.md §8): tax 11.44 by line, 11.45 by the sum."""
    lines = [Line("Part", D(price), tax_id=VAT) for price in ("25.06", "25.61", "25.63")]
    office.books.create_invoice(office.customer().id, lines)


def a_third(office: Office) -> None:
    """Two nets that round up on their own, and do not together."""
    lines = [Line("Part", D("0.3350"), tax_id=0), Line("Part", D("0.3350"), tax_id=0)]
    office.books.create_invoice(office.customer().id, lines)


@pytest.mark.parametrize(
    ("bill", "kind", "words", "on_tie_out"),
    [
        (three_lines, "tax-override", "Tax at 15 % corrected by 0.01 to equal Splynx.", "tax corrected in 1 documents"),
        (a_third, "rounding-line", "A rounding line of -0.01 makes the net equal Splynx.", "rounding lines in 1"),
    ],
)
def test_a_correction_is_on_the_plan_in_history_and_on_the_tie_out(
    make_office, bill, kind: str, words: str, on_tie_out: str
) -> None:
    office: Office = make_office()
    bill(office)
    plan = office.plan()
    assert [(n.kind, n.text) for n in plan.notices] == [(kind, words)]
    assert [a.why for a in plan.actions if a.kind == "create-invoice"] == [words]
    run = office.run()
    items = office.session.run_items(run.run_id)
    assert [item.message for item in items if item.kind == "create-invoice"] == [words]
    tie_out = office.equal()
    (said,) = [line for line in tie_out.information if line.subject.startswith(on_tie_out)]
    assert abs(said.amount) == CENT


def test_an_invoice_that_needs_no_correction_says_nothing(make_office) -> None:
    office: Office = make_office()
    office.bill(office.customer())
    assert office.plan().notices == ()
    office.sync()
    assert not [line for line in office.equal().information if "Splynx's to the cent" in line.why]


def test_without_overrides_the_rounding_line_carries_the_cent(make_office) -> None:
    office: Office = make_office(tax_override="false")
    three_lines(office)
    assert [n.kind for n in office.plan().notices] == ["rounding-line"]
    office.sync()
    tie_out = office.reconcile()
    assert next(row.difference for row in tie_out.rows if row.measure == "receivables") == Decimal(0)
