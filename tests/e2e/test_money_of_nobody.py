"""Money on contacts that are no customer's: who may have paid is named and offered, best first (R6, R22, R25)."""

import pytest

from splynx_xero_gui.domain.conflict import ConflictKind, Needs
from tests.support.bank_office import BANK_ACCOUNT, billed, mixed
from tests.support.inprocess import Office


@pytest.fixture
def office(make_office) -> Office:
    return mixed(make_office())


def named(office: Office, reference: str) -> list[tuple[str, str]]:
    """Customer and what speaks for them, in the order of the question about this receipt."""
    question = next(c for c in office.conflicts() if c.subject == f"receipt {reference}")
    assert question.kind is ConflictKind.PAYMENT_UNMATCHED
    return [(field.name.removeprefix("customer "), str(field.splynx)) for field in question.fields if field.splynx]


def test_money_of_nobody_names_who_may_have_paid_best_first(office: Office) -> None:
    anna, ben, cleo = office.customer(), office.customer("Ben Cele"), office.customer("Cleo Dube", login="cleo-77")
    first, _, third = office.bill(anna, "100"), office.bill(ben, "100"), office.bill(cleo, "200")
    office.sync()
    stranger = office.desk.add_contact("EFT deposits")
    receive = office.desk.receive_overpayment
    receive(stranger, 115, BANK_ACCOUNT, office.today, f"for {third.number}")
    receive(stranger, 115, BANK_ACCOUNT, office.today, "deposit 2")
    receive(stranger, 60, BANK_ACCOUNT, office.today, "deposit 3", "cash from B CELE")
    receive(stranger, 60, BANK_ACCOUNT, office.today, "deposit 4 cleo-77")
    receive(stranger, 7, BANK_ACCOUNT, office.today, "deposit 5")
    assert office.sync() == {}
    by_number = named(office, f"for {third.number}")
    assert [id for id, _ in by_number] == ["3", "1", "2"]
    assert by_number[0][1] == f"Cleo Dube, invoice {third.number}, 230.00 (number)"
    assert named(office, "deposit 2")[0] == ("1", f"Anna Botha, invoice {first.number}, 115.00 (amount)")
    assert [id for id, _ in named(office, "deposit 2")] == ["1", "2"]
    assert named(office, "deposit 3") == [("2", "Ben Cele (part of the name)")]
    assert named(office, "deposit 4 cleo-77")[0] == ("3", "Cleo Dube (login, part of the name)")
    assert named(office, "deposit 5") == []

    question = next(c for c in office.conflicts() if c.subject == f"receipt for {third.number}")
    offered = office.session.find(Needs.CUSTOMER, question.id, "")
    assert [pick.key for pick in offered] == ["3", "1", "2"], "the field offers them before anything is typed"
    office.session.resolve(question.id, "customer", offered[0].key)
    assert office.sync() == {"create-payment": 1}
    assert [p.customer_id for p in billed(office)] == [cleo.id]


def test_money_booked_as_income_names_the_invoices_it_may_be_for(office: Office) -> None:
    anna = office.customer()
    old, equal = office.bill(anna, "300"), office.bill(anna, "100")
    office.sync()
    office.later(days=1)
    office.desk.receive_money(office.desk.contact("SPX-1"), 115, BANK_ACCOUNT, office.today, "200", "EFT")
    assert office.sync() == {}
    rows = {f.name: f.splynx for f in office.question("receipt-not-on-receivables").fields if f.splynx}
    assert list(rows) == [f"invoice {equal.number}", f"invoice {old.number}"]
    assert rows[f"invoice {equal.number}"] == f"{equal.date_created}, 115.00 open (amount)"
