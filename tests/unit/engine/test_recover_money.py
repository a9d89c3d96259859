"""Looking up payments, credits and allocations whose answers never came (P3, R1, R2, R29)."""

from dataclasses import replace
from typing import Any

import pytest

from splynx_xero_gui.domain.accounting import (
    AccountingStatus,
    Allocation,
    Credit,
    Payment,
    PaymentTarget,
)
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    CreditPayload,
    DeallocationPayload,
    DeletionPayload,
    Ref,
)
from splynx_xero_gui.domain.records import Role
from splynx_xero_gui.engine.recover import Recovery
from tests.support import samples
from tests.support.fakes import Office, money
from tests.support.lost_writes import (
    _A,
    PAYMENT,
    PAYMENT_LINK,
    Recover,
    link,
    lose,
    seen,
    settled,
)

# -- payments and credits --


def test_a_payment_is_found_by_its_token_on_its_invoice(office: Office, recover: Recover) -> None:
    office.world.hold(samples.payment("p-0", reference="SPX-P11.1"))
    office.world.hold(samples.payment("p-1", reference="R1 SPX-P1.1"))
    lose(office, _A.CREATE_PAYMENT, PAYMENT, PAYMENT_LINK)
    assert recover() == Recovery(adopted=1)
    assert office.store.links()[0].xero_id == "p-1"


@pytest.mark.parametrize(
    "held",
    [
        samples.payment("p-1", reference="SPX-P1.2"),
        samples.payment("p-1", reference="R1"),
        samples.payment("p-1", reference="SPX-P1.1", target_id="d-2"),
        samples.payment("p-1", reference="SPXa-P1.1"),
    ],
    ids=["another part", "no token", "another invoice", "another tag"],
)
def test_a_payment_of_something_else_is_not_adopted(office: Office, recover: Recover, held: Payment) -> None:
    office.world.hold(held)
    lose(office, _A.CREATE_PAYMENT, PAYMENT, PAYMENT_LINK)
    assert recover() == Recovery(absent=1)
    assert office.store.links() == []


@pytest.mark.parametrize("changes", [{"amount": money("100.00")}, {"status": AccountingStatus.DELETED}])
def test_a_payment_with_our_token_that_differs_is_shown_to_the_next_plan(
    office: Office, recover: Recover, changes: dict[str, Any]
) -> None:
    office.world.hold(samples.payment("p-1", reference="SPX-P1.1", **changes))
    lose(office, _A.CREATE_PAYMENT, PAYMENT, PAYMENT_LINK)
    assert recover() == Recovery(absent=1)
    assert seen(office, ObjectKind.PAYMENT, "p-1") is not None


def test_a_refund_is_looked_up_on_its_credit(office: Office, recover: Recover) -> None:
    refund = replace(PAYMENT, target=PaymentTarget.OVERPAYMENT, target_ref=Ref(id="o-1"))
    held = samples.payment("p-1", target=PaymentTarget.OVERPAYMENT, target_id="o-1", reference="SPX-P1.1")
    office.world.hold(held)
    lose(office, _A.CREATE_REFUND, refund, PAYMENT_LINK)
    assert recover().adopted == 1
    assert office.accounting.asked_for("payments_of") == [(ObjectKind.OVERPAYMENT, "o-1")]


CREDIT = CreditPayload(
    ObjectKind.OVERPAYMENT, Ref(id="c-1"), "090", samples.DAY, money("115.00"), "R1 SPX-P1.1", "SPX-P1.1", "ZAR"
)
CREDIT_LINK = link(ObjectKind.PAYMENT, Role.CREDIT, ObjectKind.OVERPAYMENT)


def test_an_overpayment_is_found_by_its_token_and_knows_the_account_we_sent_it_to(
    office: Office, recover: Recover
) -> None:
    office.store.save_reference(None, office.accounting.reference(), office.clock.now())
    office.world.hold(samples.credit(reference="R1 SPX-P1.1"))
    lose(office, _A.CREATE_OVERPAYMENT, CREDIT, CREDIT_LINK)
    assert recover() == Recovery(adopted=1)
    assert seen(office, ObjectKind.OVERPAYMENT, "o-1").account_id == "a090"
    settled(office)


@pytest.mark.parametrize(
    "changes",
    [{"total": money("100.00")}, {"status": AccountingStatus.VOIDED}, {"kind": ObjectKind.PREPAYMENT}],
    ids=["amount", "dead", "kind"],
)
def test_a_credit_with_our_token_that_differs_is_shown_to_the_next_plan(
    office: Office, recover: Recover, changes: dict[str, Any]
) -> None:
    held = office.world.hold(samples.credit(reference="SPX-P1.1", **changes))
    lose(office, _A.CREATE_OVERPAYMENT, CREDIT, CREDIT_LINK)
    assert recover() == Recovery(absent=1)
    assert isinstance(held, Credit)
    assert seen(office, held.kind, "o-1") is not None


def test_a_credit_of_another_contact_is_not_ours(office: Office, recover: Recover) -> None:
    office.world.hold(samples.credit(contact_id="c-2", reference="SPX-P1.1"))
    lose(office, _A.CREATE_OVERPAYMENT, CREDIT, CREDIT_LINK)
    assert recover() == Recovery(absent=1)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(AccountingStatus.DELETED, Recovery(adopted=1)), (AccountingStatus.AUTHORISED, Recovery(absent=1))],
)
def test_a_deletion_is_done_when_the_payment_is_dead(
    office: Office, recover: Recover, status: AccountingStatus, expected: Recovery
) -> None:
    office.world.hold(samples.payment("p-1", status=status))
    lose(office, _A.DELETE_PAYMENT, DeletionPayload(ObjectKind.PAYMENT, "p-1"), xero_id="p-1")
    assert recover() == expected


# -- allocations --

ALLOCATE = AllocationPayload(ObjectKind.OVERPAYMENT, Ref(id="o-1"), Ref(id="d-1"), money("50.00"), samples.DAY)
ALLOCATION_LINK = link(
    ObjectKind.PAYMENT, Role.ALLOCATION, ObjectKind.OVERPAYMENT, invoice_id="1", amount=money("50.00")
)


def hold_allocations(office: Office, *allocations: Allocation) -> None:
    office.world.hold(samples.credit(allocations=allocations))


def test_an_allocation_is_found_on_its_credit_by_invoice_and_amount(office: Office, recover: Recover) -> None:
    hold_allocations(office, Allocation("x1", "d-1", money("50.00")))
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, ALLOCATION_LINK)
    assert recover() == Recovery(adopted=1)
    (made,) = office.store.links()
    assert (made.xero_id, made.xero_part) == ("o-1", "x1")


@pytest.mark.parametrize("held", [Allocation("x1", "d-2", money("50.00")), Allocation("x1", "d-1", money("49.00"))])
def test_an_allocation_of_something_else_does_not_count(office: Office, recover: Recover, held: Allocation) -> None:
    hold_allocations(office, held)
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, ALLOCATION_LINK)
    assert recover() == Recovery(absent=1)
    assert seen(office, ObjectKind.OVERPAYMENT, "o-1").allocations == (held,)


def test_of_two_equal_allocations_that_were_lost_each_finds_its_own(office: Office, recover: Recover) -> None:
    hold_allocations(office, Allocation("x1", "d-1", money("50.00")), Allocation("x2", "d-1", money("50.00")))
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, ALLOCATION_LINK)
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, replace(ALLOCATION_LINK, part=2))
    assert recover() == Recovery(adopted=2)
    assert {made.xero_part for made in office.store.links()} == {"x1", "x2"}


@pytest.mark.parametrize("id", ["x1", ""], ids=["with ids", "without ids"])
def test_of_two_equal_allocations_only_one_arrived(office: Office, recover: Recover, id: str) -> None:
    hold_allocations(office, Allocation(id, "d-1", money("50.00")))
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, ALLOCATION_LINK)
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, replace(ALLOCATION_LINK, part=2))
    assert recover() == Recovery(adopted=1, absent=1)


@pytest.mark.parametrize("id", ["x1", ""], ids=["with ids", "without ids"])
def test_an_allocation_linked_before_is_not_taken_for_the_lost_one(office: Office, recover: Recover, id: str) -> None:
    office.store.save_links([replace(ALLOCATION_LINK, xero_id="o-1", xero_part=id)])
    hold_allocations(office, Allocation(id, "d-1", money("50.00")))
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, replace(ALLOCATION_LINK, part=2))
    assert recover() == Recovery(absent=1)


def test_an_allocation_of_a_credit_that_is_not_there_never_arrived(office: Office, recover: Recover) -> None:
    lose(office, _A.ALLOCATE_OVERPAYMENT, ALLOCATE, ALLOCATION_LINK)
    assert recover() == Recovery(absent=1)


@pytest.mark.parametrize(
    ("held", "expected"),
    [((), Recovery(adopted=1)), ((Allocation("x1", "d-1", money("50.00")),), Recovery(absent=1))],
    ids=["taken off", "still there"],
)
def test_taking_an_allocation_off_is_done_when_it_is_gone(
    office: Office, recover: Recover, held: tuple[Allocation, ...], expected: Recovery
) -> None:
    hold_allocations(office, *held)
    lose(office, _A.DEALLOCATE_OVERPAYMENT, DeallocationPayload(ObjectKind.OVERPAYMENT, "o-1", "x1"))
    assert recover() == expected
