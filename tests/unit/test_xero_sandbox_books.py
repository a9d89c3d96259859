"""Whatever is done to the Xero sandbox's books, they stay consistent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.xero import DocKind, OrganisationSpec, Refused, Status, XeroBooks, XeroDesk
from splynx_xero_gui.sandbox.xero.model import Document, Payment

DAY = date(2026, 11, 5)
DEEDS = ("invoice", "note", "over", "pay", "refund", "unpay", "allocate", "deallocate", "void", "batch")
AMOUNTS = st.decimals(min_value="0.01", max_value=150, places=2)
STEPS = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 5), st.integers(0, 5), AMOUNTS), max_size=40)


def new_desk() -> XeroDesk:
    clock = SandboxClock(datetime(2026, 11, 20, tzinfo=UTC))
    return XeroDesk(XeroBooks((OrganisationSpec("Books"),), clock).organisation())


def step(desk: XeroDesk, what: str, a: int, b: int, amount: Decimal) -> None:
    contact = desk.contact("Ann")
    invoices, notes = desk.documents(DocKind.INVOICE), desk.documents(DocKind.CREDIT_NOTE)
    credits = notes + desk.documents(DocKind.OVERPAYMENT)
    line = {"Description": "x", "Quantity": 1, "UnitAmount": amount, "AccountCode": "200"}
    if what == "invoice":
        desk.add_invoice(contact, [line], DAY)
    elif what == "note":
        desk.add_credit_note(contact, [line], DAY)
    elif what == "over":
        desk.receive_overpayment(contact, amount, "090", DAY)
    elif what == "pay" and invoices:
        desk.record_payment(invoices[a % len(invoices)], amount, "090", DAY)
    elif what == "refund" and credits:
        desk.record_payment(credits[a % len(credits)], amount, "090", DAY)
    elif what == "unpay" and desk.payments():
        desk.delete_payment(desk.payments()[a % len(desk.payments())])
    elif what == "allocate" and invoices and credits:
        desk.allocate(credits[a % len(credits)], invoices[b % len(invoices)], amount, DAY)
    elif what == "deallocate" and invoices and invoices[a % len(invoices)].allocations:
        desk.deallocate(invoices[a % len(invoices)].allocations[0])
    elif what == "void" and invoices + notes:
        desk.void((invoices + notes)[a % len(invoices + notes)])
    elif what == "batch" and invoices:
        desk.batch_deposit([(invoices[a % len(invoices)], amount), (invoices[b % len(invoices)], amount)], "090", DAY)


def check(document: Document, payments: list[Payment]) -> None:
    mine = [p for p in payments if p.target is document and p.status is not Status.DELETED]
    assert sorted(p.payment_id for p in mine) == sorted(p.payment_id for p in document.payments)
    assert document.paid == sum((p.amount for p in mine), Decimal(0))
    assert document.applied == sum((a.amount for a in document.allocations), Decimal(0))
    assert document.open_amount >= 0
    assert document.total == document.sub_total + document.total_tax
    if document.status in (Status.AUTHORISED, Status.PAID):
        assert (document.status is Status.PAID) == (document.open_amount == 0)
        assert (document.fully_paid_on is not None) == (document.status is Status.PAID)
    else:
        assert not document.is_touched


@settings(max_examples=150)
@given(STEPS)
def test_documents_payments_and_allocations_always_agree(steps: list[tuple[str, int, int, Decimal]]) -> None:
    desk = new_desk()
    desk.add_contact("Ann")
    for what, a, b, amount in steps:
        try:
            step(desk, what, a, b, amount)
        except Refused:
            continue  # a refusal must leave everything as it was, which is what is checked below
        finally:
            for kind in DocKind:
                for document in desk.documents(kind):
                    check(document, desk.payments())


def test_the_same_seed_gives_the_same_ids() -> None:
    first, second = new_desk(), new_desk()
    assert first.add_contact("Ann").contact_id == second.add_contact("Ann").contact_id
    assert first.org.tenant_id == second.org.tenant_id


def test_an_unknown_key_is_a_key_error() -> None:
    desk = new_desk()
    for ask in (desk.invoice, desk.credit_note, desk.contact, desk.account):
        with pytest.raises(KeyError):
            ask("nothing")
