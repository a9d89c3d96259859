"""Who must be planned again, and who need not (ports.ledger, "planner input")."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.conflict import Resolution
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.records import LinkState
from splynx_xero_gui.ports.ledger import Ledger
from tests.contract.conftest import LedgerMaker
from tests.support import samples
from tests.support.samples import seen


@pytest.fixture
def linked(ledger: Ledger) -> Ledger:
    """Customers 1 and 2 with contacts c-1 and c-2, an invoice each, all settled."""
    for n in ("1", "2"):
        ledger.store_page([seen(samples.customer(n)), seen(samples.invoice(n, n))])
        ledger.store_page([seen(samples.contact(f"c-{n}")), seen(samples.document(f"d-{n}", f"c-{n}"))])
        ledger.save_links([samples.contact_link(n, f"c-{n}"), samples.invoice_link(n, f"d-{n}", n)])
    ledger.settle(["1", "2"])
    assert ledger.dirty_customers() == frozenset()
    return ledger


def test_a_new_splynx_object_makes_its_customer_dirty(ledger: Ledger) -> None:
    ledger.store_page([seen(samples.invoice("1", "7"))])
    assert ledger.dirty_customers() == {"7"}


def test_a_changed_splynx_object_makes_its_customer_dirty(linked: Ledger) -> None:
    linked.store_page([seen(samples.invoice("2", "2", note="edited")), seen(samples.invoice("1", "1"))])
    assert linked.dirty_customers() == {"2"}


def test_a_splynx_object_given_to_another_customer_makes_both_dirty(linked: Ledger) -> None:
    linked.store_page([seen(samples.invoice("1", "2"))])
    assert linked.dirty_customers() == {"1", "2"}


def test_a_changed_xero_object_makes_the_contacts_customers_dirty(linked: Ledger) -> None:
    linked.store_page([seen(samples.document("d-2", "c-2", paid=Decimal("1.00")))])
    assert linked.dirty_customers() == {"2"}


def test_a_new_xero_payment_makes_the_contacts_customers_dirty(linked: Ledger) -> None:
    linked.store_page([seen(samples.payment("p-1", "c-1"))])
    assert linked.dirty_customers() == {"1"}


def test_a_linked_xero_object_given_to_another_contact_makes_both_customers_dirty(linked: Ledger) -> None:
    linked.store_page([seen(samples.document("d-1", "c-2"))])
    assert linked.dirty_customers() == {"1", "2"}


def test_a_xero_object_of_an_unlinked_contact_makes_nobody_dirty(linked: Ledger) -> None:
    linked.store_page([seen(samples.document("d-9", "c-9")), seen(samples.contact("c-9"))])
    assert linked.dirty_customers() == frozenset()


def test_a_xero_object_of_no_contact_makes_nobody_dirty(linked: Ledger) -> None:
    linked.save_links([samples.contact_link("3", "", state=LinkState.LEFT)])
    linked.settle(["3"])
    linked.store_page([seen(samples.payment("p-1", ""))])
    assert linked.dirty_customers() == frozenset()


def test_a_shared_contact_makes_all_its_customers_dirty(linked: Ledger) -> None:
    linked.save_links([samples.contact_link("3", "c-1")])
    linked.settle(["3"])
    linked.store_page([seen(samples.contact("c-1", name="Renamed"))])
    assert linked.dirty_customers() == {"1", "3"}


def test_reading_the_same_again_makes_nobody_dirty(linked: Ledger) -> None:
    linked.store_page([seen(samples.customer("1")), seen(samples.invoice("1", "1")), seen(samples.contact("c-1"))])
    assert linked.dirty_customers() == frozenset()


def test_an_absence_in_xero_makes_the_contacts_customers_dirty(linked: Ledger) -> None:
    linked.mark_gone(Side.XERO, ObjectKind.INVOICE, ["d-2"])
    assert linked.dirty_customers() == {"2"}


def test_a_new_link_makes_its_customer_dirty(linked: Ledger) -> None:
    linked.save_links([samples.contact_link("5", "c-5")])
    assert linked.dirty_customers() == {"5"}


def test_a_link_moved_to_another_customer_makes_both_dirty(linked: Ledger) -> None:
    (link,) = linked.links(customer_ids=["1"], kinds=[ObjectKind.INVOICE])
    linked.save_links([dataclasses.replace(link, customer_id="6")])
    assert linked.dirty_customers() == {"1", "6"}


def test_everybody_known_can_be_made_dirty(linked: Ledger) -> None:
    linked.save_links([samples.contact_link("9", "c-9")])
    linked.settle(["9"])
    linked.mark_dirty(None)
    assert linked.dirty_customers() == {"1", "2", "9"}


def test_named_customers_can_be_made_dirty_and_settled(linked: Ledger) -> None:
    linked.mark_dirty(["1", "2", "1"])
    linked.mark_dirty(["2"])
    linked.settle(["1", "unknown"])
    assert linked.dirty_customers() == {"2"}


def test_thousands_can_be_settled_at_once(ledger: Ledger) -> None:
    many = [str(n) for n in range(1, 3001)]
    ledger.mark_dirty(many)
    assert len(ledger.dirty_customers()) == 3000
    ledger.settle(many[1:])
    assert ledger.dirty_customers() == {"1"}


def test_an_answer_makes_the_customer_of_its_question_dirty(linked: Ledger) -> None:
    question = samples.conflict("q1", "2")
    linked.save_conflicts([question], None)
    linked.save_resolution(Resolution("q1", question.kind, "skip"))
    assert linked.dirty_customers() == {"2"}


def test_an_answer_used_up_makes_the_customer_dirty_again(linked: Ledger) -> None:
    question = samples.conflict("q1", "2")
    linked.save_conflicts([question], None)
    linked.save_resolution(Resolution("q1", question.kind, "skip"))
    linked.settle(["2"])
    linked.consume_resolutions(["q1"])
    assert linked.dirty_customers() == {"2"}


def test_what_is_dirty_survives_the_program(ledgers: LedgerMaker) -> None:
    ledgers().mark_dirty(["4"])
    assert ledgers().dirty_customers() == {"4"}
