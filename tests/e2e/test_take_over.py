"""Another workstation, or a damaged record: the links are read back by their keys, and nothing is sent twice (R32)."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import keyring
import pytest

from splynx_xero_gui.bootstrap.session import LocalSession
from splynx_xero_gui.domain.failures import Misconfigured, StorageTrouble
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.domain.results import TakenOver
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.sandbox.splynx import Line
from splynx_xero_gui.storage.ledger import open_ledger
from tests.support.inprocess import BANK, CASH, Office
from tests.support.memory_keyring import MemoryKeyring
from tests.support.truth import assert_nothing_is_twice
from tests.support.undo_history import in_xero

MakeOffice = Callable[..., Office]


Second = Callable[[Office], Office]


def record(office: Office) -> Path:
    session = office.session
    assert isinstance(session, LocalSession)
    return session._wiring.paths.ledger_file(office.name)


def links_of(office: Office) -> Counter[tuple[Any, ...]]:
    """Active links by everything that says what is linked to what. Who made an allocation, nothing tells any more."""
    with open_ledger(record(office), office.clock) as ledger:
        return Counter(_facts(link) for link in ledger.links() if link.state is LinkState.ACTIVE)


def _facts(link: Link) -> tuple[Any, ...]:
    made_by = None if link.role is Role.ALLOCATION else link.birthplace
    return (
        link.kind, link.splynx_id, link.role, link.xero_kind, link.xero_id, link.part, link.generation,
        link.xero_part, link.invoice_id, link.amount, link.date, made_by, link.customer_id,
    )  # fmt: skip


@pytest.fixture
def second_workstation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Second:
    """Another computer, with its own folders and keyring, over the same books."""

    def make(office: Office) -> Office:
        office.later(minutes=1)
        monkeypatch.setenv("SPLYNX_XERO_HOME", str(tmp_path / "second"))
        keyring.set_keyring(MemoryKeyring())
        return Office(office.world, tmp_path / "profiles" / office.name)

    return make


def take_over(office: Office) -> TakenOver:
    return office.session.take_over(Silent(), office.cancel)


def assert_same(first: Counter[tuple[Any, ...]], second: Counter[tuple[Any, ...]]) -> None:
    lost = [f"lost {fact}" for fact in first - second] + [f"new {fact}" for fact in second - first]
    assert not lost, "\n".join(lost)


def lively(office: Office) -> None:
    """Everything a year brings: parts, credits, refunds, credit notes, re-issues, second generations, an undo."""
    books = office.books
    anna, ben = office.customer("Anna Botha"), office.customer("Ben Nel", email="ben@example.net")
    first, second = office.bill(anna, "100"), office.bill(anna, "50", "20")
    third = office.bill(ben, "200")
    books.take_payment(anna.id, Decimal("150.00"), method=CASH, invoices=[(first.id, Decimal(115)), (second.id, 20)])
    books.take_payment(ben.id, Decimal("60.00"), method=BANK)
    office.sync()
    books.allocate_payment(2, third.id, Decimal("40.00"))
    note = books.create_credit_note(anna.id, [Line("Outage", Decimal(20), tax_id=1)], invoice_id=second.id)
    books.allocate_credit_note(note.id, second.id)
    books.refund(ben.id, Decimal("5.00"), method=BANK, payment_id=2)
    office.sync()
    books.change_payment(1, method=BANK)
    office.reconcile()  # an edit of a payment shows in a full reading
    office.answer("payment-edited", "replace")
    office.sync()


def test_another_computer_is_refused_until_it_takes_over(make_office: MakeOffice, second_workstation: Second) -> None:
    office = make_office()
    lively(office)
    other = second_workstation(office)
    before = in_xero(office)
    report = other.run()
    assert report.reason == "second-workstation"
    assert "take-over" in report.what_to_do
    assert in_xero(office) == before

    result = take_over(other)
    assert (result.writes, result.questions) == (0, 0)
    assert_same(links_of(office), links_of(other))
    assert other.plan().actions == ()
    assert other.sync() == {}
    assert in_xero(office) == before
    other.equal()


def test_after_the_take_over_work_goes_on(make_office: MakeOffice, second_workstation: Second) -> None:
    office = make_office()
    lively(office)
    other = second_workstation(office)
    take_over(other)
    invoice = other.bill(next(iter(other.books.customers)), "80")
    other.books.take_payment(invoice.customer_id, Decimal("92.00"), method=CASH, invoices=[invoice.id])
    other.books.change_customer(invoice.customer_id, phone="021 555 0101")
    assert other.sync() == {"create-invoice": 1, "create-payment": 1, "update-contact": 1}
    other.equal()


def test_generated_books_are_taken_over_link_by_link(make_office: MakeOffice, second_workstation: Second) -> None:
    office = make_office(customers=25, months=3, seed=4)
    office.sync()
    other = second_workstation(office)
    result = take_over(other)
    assert_same(links_of(office), links_of(other))
    assert (result.writes, result.questions) == (0, 0)
    assert result.links[ObjectKind.CUSTOMER] >= 20


def test_renumbered_and_reissued_documents_are_found_again(make_office: MakeOffice, second_workstation: Second) -> None:
    """R3, R14."""
    office = make_office()
    customer = office.customer()
    invoice = office.bill(customer, "100")
    office.books.take_payment(customer.id, Decimal("115.00"), method=CASH, invoices=[invoice.id])
    office.sync()
    office.books.change_invoice(invoice.id, lines=[Line("Fibre", Decimal(70), tax_id=1)])
    office.sync()
    office.answer("invoice-changed-after-payment", "credit-reissue")
    office.sync()
    office.sync()
    other = second_workstation(office)
    result = take_over(other)
    assert_same(links_of(office), links_of(other))
    assert result.writes == 0
    assert other.sync() == {}
    assert_nothing_is_twice(office.world)


def test_what_was_undone_is_not_sent_again_by_another_computer(
    make_office: MakeOffice, second_workstation: Second
) -> None:
    """R15."""
    office = make_office()
    customer = office.customer()
    kept = office.bill(customer, "10")
    office.sync()
    invoice = office.bill(customer, "100")
    office.books.take_payment(customer.id, Decimal("115.00"), method=CASH, invoices=[invoice.id])
    run_id = office.run().run_id
    office.session.undo(run_id, None, Silent(), office.cancel)
    other = second_workstation(office)
    result = take_over(other)
    assert (result.writes, result.questions) == (0, 2)
    assert {c.kind.value for c in other.conflicts()} == {"undone"}
    assert other.due(kept) == Decimal("11.50")


def test_a_receipt_deleted_in_xero_by_hand_is_asked_about_not_sent_again(
    make_office: MakeOffice, second_workstation: Second
) -> None:
    office = make_office()
    customer = office.customer()
    invoice = office.bill(customer, "100")
    office.books.take_payment(customer.id, Decimal("115.00"), method=CASH, invoices=[invoice.id])
    office.sync()
    office.later(minutes=1)
    office.desk.delete_payment(office.receipts()[0])
    other = second_workstation(office)
    assert take_over(other).writes == 0
    assert other.sync() == {}
    assert [c.kind.value for c in other.conflicts()] == ["undone"]


def test_a_record_with_links_is_not_taken_over(make_office: MakeOffice) -> None:
    office = make_office()
    office.bill(office.customer())
    office.sync()
    with pytest.raises(Misconfigured) as refused:
        take_over(office)
    assert refused.value.id == "H3"


# -- a damaged record (R1, D11) --


def test_a_damaged_record_is_set_aside_told_and_rebuilt(make_office: MakeOffice) -> None:
    office = make_office()
    lively(office)
    before = links_of(office)
    file = record(office)
    with file.open("r+b") as damaged:
        damaged.seek(4096)
        damaged.write(b"\x00damage\xff" * 4000)
    fresh = Office.again(office)
    with pytest.raises(StorageTrouble) as told:
        fresh.plan()
    assert told.value.id == "R1"
    assert "take-over" in told.value.what_to_do
    assert list(file.parent.glob("*.damaged-*"))

    fresh._connect()
    assert fresh.run().reason == "second-workstation"
    take_over(fresh)
    assert_same(before, links_of(fresh))
    assert fresh.sync() == {}


# -- pointing a profile elsewhere (X5, S8) --


def test_another_splynx_is_refused_until_the_links_are_set_aside(make_office: MakeOffice) -> None:
    office = make_office()
    office.bill(office.customer())
    office.sync()
    profile = office.profile()
    elsewhere = profile.splynx.url.replace("127.0.0.1", "localhost")
    office.change_profile(splynx=replace(profile.splynx, url=elsewhere))
    with pytest.raises(Misconfigured) as refused:
        office.plan()
    assert refused.value.id == "S8"
    assert profile.splynx.url.rstrip("/") in refused.value.message

    kept = Path(office.session.archive_record())
    with open_ledger(kept, office.clock) as archive:
        assert [link for link in archive.links() if link.state is LinkState.ACTIVE]
        assert archive.runs()
    assert office.session.runs() == []
    office.later(minutes=1)
    office._connect()
    assert office.run().reason == "second-workstation"  # the same books by another name: their marks are seen


def test_a_profile_moves_to_another_computer_with_its_record(
    make_office: MakeOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Export, copy the record, import there, sign in anew: it goes on where it was."""
    office = make_office()
    lively(office)
    file = tmp_path / "moved.toml"
    office.workplace.export_profile(office.name, file)
    assert "secret" not in file.read_text().lower()
    kept = record(office).read_bytes()

    monkeypatch.setenv("SPLYNX_XERO_HOME", str(tmp_path / "other-computer"))
    office.later(minutes=1)
    keyring.set_keyring(MemoryKeyring())
    there = Office.again(office, file)
    target = record(there)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(kept)
    there._connect()
    assert there.sync() == {}
    assert there.session.runs()[-1].started_at.date() == dt.date(2026, 11, 20)
    there.equal()
