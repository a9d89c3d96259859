"""Organisations of every edition of Xero: set up, synced, equal to the cent, each with its own taxes (R8, R9, R30)."""

from collections import defaultdict
from decimal import Decimal

import pytest

from splynx_xero_gui.sandbox.books import market_of
from splynx_xero_gui.sandbox.splynx import Line
from splynx_xero_gui.sandbox.xero import DocKind, Edition, Status
from splynx_xero_gui.sandbox.xero.countries import AUTOMATIC
from tests.support.inprocess import D, Office

DEAD = (Status.VOIDED, Status.DELETED)


def taxes_in_splynx(office: Office) -> dict[tuple[str, Decimal], Decimal]:
    """Tax of the living invoices per tax and percent, each document's rounded as R9 says."""
    sums: dict[tuple[str, Decimal], Decimal] = defaultdict(Decimal)
    for invoice in office.books.invoices:
        if invoice.status == "deleted":
            continue
        of_document: dict[tuple[str, Decimal], Decimal] = defaultdict(Decimal)
        for item in invoice.items:
            of_document[str(item.tax_id) if item.tax else "none", item.tax.normalize()] += item.tax_amount
        for key, amount in of_document.items():
            sums[key] += amount.quantize(D("0.01"), "ROUND_HALF_UP")
    return {key: amount for key, amount in sums.items() if amount}


def taxes_in_xero(office: Office) -> dict[str, Decimal]:
    """Tax of the living invoices per TaxType."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for document in office.desk.documents(DocKind.INVOICE):
        if document.status not in DEAD:
            for line in document.lines:
                sums[line.tax_type] += line.tax_amount
    return {key: amount for key, amount in sums.items() if amount}


@pytest.mark.parametrize("edition", Edition)
def test_books_of_each_edition_are_equal_to_the_cent_and_so_is_the_tax_of_each_rate(make_office, edition) -> None:
    office: Office = make_office(customers=50, months=2, edition=edition)
    market = market_of(edition)
    assert office.session.status().organisation.base_currency == market.currency
    office.sync()
    office.equal()

    names = {str(tax.id): tax.name for tax in office.books.taxes}
    expected: dict[str, Decimal] = defaultdict(Decimal)
    for (tax_id, percent), amount in taxes_in_splynx(office).items():
        name = names[tax_id]
        by_percent = {f"{name}@{percent:f}", name}
        expected[next(market.rates[key] for key in sorted(by_percent, reverse=True) if key in market.rates)] += amount
    assert taxes_in_xero(office) == expected
    assert expected, "these books bear tax"


@pytest.mark.parametrize("edition", [Edition.US, Edition.GLOBAL])
def test_a_group_of_taxes_is_one_rate_in_xero(make_office, edition) -> None:
    office: Office = make_office(edition=edition)
    group = office.books.tax(1)
    assert group.type == "group"
    invoice = office.bill(office.customer(), "433.9130", "25.06", "0.3333")
    office.sync()
    held = office.desk.invoice(invoice.number)
    assert {line.tax_type for line in held.lines} <= {*market_of(edition).rates.values()}
    assert held.total == invoice.total
    office.equal()


@pytest.mark.parametrize("edition", Edition)
def test_lines_without_tax_zero_rated_and_taxed_stand_on_one_invoice(make_office, edition) -> None:
    office: Office = make_office(edition=edition)
    lines = [
        Line("Fibre", D("433.9130"), tax_id=1),
        Line("Levy", D("25.0050"), tax_id=0),
        Line("Old contract", D("350.8772"), tax_id=2),
    ]
    invoice = office.books.create_invoice(office.customer().id, lines)
    office.sync()
    held = office.desk.invoice(invoice.number)
    rates = market_of(edition).rates
    tax, second = office.books.tax(1).name, office.books.tax(2).name
    assert [line.tax_type for line in held.lines[:3]] == [rates[tax], rates["none"], rates[second]]
    assert held.total == invoice.total
    office.equal()


def test_a_rate_that_xero_looks_up_by_itself_is_never_used(make_office) -> None:
    office: Office = make_office(edition=Edition.US)
    mappings = office.profile().mappings
    taxes = {**mappings.taxes, "none": AUTOMATIC}
    office.change_profile(mappings=type(mappings)(mappings.categories, taxes, mappings.payment_methods))
    office.books.create_invoice(office.customer().id, [Line("Levy", D("25"), tax_id=0)])
    office.sync()
    question = office.answer("unmapped-tax", "map", "NONE")
    assert "no Xero tax rate" in question.question
    office.sync()
    assert [line.tax_type for line in office.desk.documents(DocKind.INVOICE)[0].lines] == ["NONE"]


@pytest.mark.parametrize("edition", [Edition.ZA, Edition.UK, Edition.GLOBAL])
def test_an_invoice_entered_in_xero_with_the_tax_in_its_prices_is_the_same_invoice(make_office, edition) -> None:
    """Inclusive books: contact, day and total decide (R4); what Xero keeps inside is not asked for."""
    office: Office = make_office(edition=edition)
    first = office.bill(office.customer())
    office.sync()
    contact = office.desk.invoice(first.number).contact
    second = office.bill(office.books.customer(first.customer_id), "433.9130", number="202611990001")
    rate = market_of(edition).rates[office.books.tax(1).name]
    entered = {"Description": "Fibre", "Quantity": 1, "UnitAmount": second.total, "AccountCode": "200", "TaxType": rate}
    office.desk.add_invoice(
        contact, [entered], office.today, InvoiceNumber=second.number, LineAmountTypes="Inclusive",
        DueDate=office.today.isoformat(),
    )  # fmt: skip
    office.later(minutes=1)
    assert office.sync() == {}
    office.equal()
    office.books.change_invoice(second.id, lines=[Line("Fibre", D("500"), tax_id=1)])
    assert office.sync() == {"update-invoice": 1}
    assert office.desk.invoice(second.number).total == office.books.invoice(second.id).total
    office.equal()
