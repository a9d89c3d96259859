"""The plan as it is reviewed: totals, undo, leaving out with what depends on it (ui.md W10, D4)."""

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import ActionKind, Side, Undo
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.wizard.review import KindCount, Review, fits_today
from tests.unit.wizard.plan_world import action, conflict, first_sync, plan


def test_totals_stand_in_the_order_of_writing_with_their_money() -> None:
    lines = Review(first_sync()).lines
    assert [(line.kind, line.count, line.amount) for line in lines] == [
        (ActionKind.CREATE_CONTACT, 2, None),
        (ActionKind.CREATE_INVOICE, 3, Decimal("805.00")),
        (ActionKind.CREATE_PAYMENT, 2, Decimal("460.00")),
        (ActionKind.ATTACH_FILE, 1, None),
    ]


def test_one_kind_on_both_sides_is_two_lines() -> None:
    both = plan([action("a", side=Side.XERO), action("b", side=Side.SPLYNX)])
    assert [line.key for line in Review(both).lines] == ["xero.create-invoice", "splynx.create-invoice"]


def test_what_can_be_undone_is_counted_and_the_rest_named() -> None:
    review = Review(first_sync())
    assert (review.undoable, review.count) == (7, 8)
    assert review.not_undoable == (KindCount(ActionKind.ATTACH_FILE, 1, Decimal("0.00")),)
    assert review.lines[1].undo == {Undo.VOID}


def test_leaving_an_invoice_out_leaves_out_its_payments() -> None:
    left = Review(first_sync()).consequence("i1")
    assert [a.id for a in left.dependents] == ["p1", "p2"]
    assert left.by_kind == (KindCount(ActionKind.CREATE_PAYMENT, 2, Decimal("460.00")),)
    assert left.ids == {"i1", "p1", "p2"}


def test_leaving_a_customer_out_leaves_out_all_that_hangs_on_it() -> None:
    review = Review(first_sync()).without(["c1"])
    assert [a.id for a in review.actions] == ["c2", "i3", "f1"]
    assert review.count == 3


def test_what_stays_out_already_is_not_counted_again() -> None:
    review = Review(first_sync()).without(["p1"])
    assert [a.id for a in review.consequence("i1").dependents] == ["p2"]


def test_taking_a_payment_back_brings_its_invoice_and_customer() -> None:
    review = Review(first_sync()).without(["c1"]).with_back(["p2"])
    assert [a.id for a in review.actions] == ["c1", "c2", "i1", "i3", "p2", "f1"]


def test_a_left_out_item_changes_the_fingerprint_and_taking_it_back_restores_it() -> None:
    review = Review(first_sync())
    without = review.without(["i2"])
    assert without.fingerprint != review.fingerprint
    assert without.with_back(["i2"]).fingerprint == review.fingerprint
    assert len(review.short_fingerprint) == 9


def test_the_request_names_the_shown_plan_and_what_is_left_out() -> None:
    review = Review(first_sync()).without(["i1"])
    request = review.request(allow_many=5)
    assert request.plan == first_sync().fingerprint
    assert request.leave_out == {"i1", "p1", "p2"}
    assert request.allow_many == 5


def test_questions_are_counted_with_their_money_whatever_its_sign() -> None:
    review = Review(first_sync())
    assert (len(review.questions), review.questions_amount) == (2, Decimal("766.67"))


def test_too_many_changes_is_asked_by_itself() -> None:
    many = conflict("m", ConflictKind.TOO_MANY_CHANGES)
    review = Review(plan([action("a")], [many]))
    assert review.too_many == many
    assert review.questions == ()


def test_nothing_to_do_means_no_question_either() -> None:
    assert Review(SyncPlan("0")).nothing_to_do
    assert not Review(plan([], [conflict("q")])).nothing_to_do
    assert not Review(first_sync()).without([a.id for a in first_sync().actions]).nothing_to_do


def test_a_new_plan_keeps_the_wishes_that_still_make_sense() -> None:
    old = Review(first_sync()).without(["i1"])
    newer = plan([a for a in first_sync().actions if a.id != "p2"] + [action("i9")])
    new = old.of_new_plan(newer)
    assert new.left_out == {"i1", "p1"}
    assert new.changed_since(first_sync()) == 1


def test_how_many_items_fit_into_the_day_is_told_only_when_they_do_not() -> None:
    review = Review(plan([action(str(n)) for n in range(200)], calls=20))
    assert fits_today(review, 100, 50) is None
    assert fits_today(review, None, 50) is None
    assert fits_today(review, 60, 50) == 100
    assert fits_today(review, 10, 50) == 0


@st.composite
def plans(draw: st.DrawFn) -> SyncPlan:
    count = draw(st.integers(1, 12))
    order = random.Random(draw(st.integers(0, 999)))
    made = []
    for n in range(count):
        needs = [f"a{k}" for k in range(n) if order.random() < 0.3]
        made.append(action(f"a{n}", needs=needs))
    return plan(made)


@given(plans(), st.sets(st.integers(0, 11)))
def test_whatever_is_left_out_nothing_remains_that_needs_it(shown: SyncPlan, out: set[int]) -> None:
    review = Review(shown).without(f"a{n}" for n in out)
    remaining = {a.id for a in review.actions}
    assert all(set(a.depends_on) <= remaining for a in review.actions)
    assert review.count == len(remaining)


@given(plans(), st.sets(st.integers(0, 11)), st.integers(0, 11))
def test_whatever_is_taken_back_nothing_is_missing_for_it(shown: SyncPlan, out: set[int], back: int) -> None:
    review = Review(shown).without(f"a{n}" for n in out).with_back([f"a{back}"])
    remaining = {a.id for a in review.actions}
    assert all(set(a.depends_on) <= remaining for a in review.actions)


@given(plans(), st.lists(st.tuples(st.booleans(), st.integers(0, 11)), max_size=8))
def test_counts_kept_up_with_are_those_counted_anew(shown: SyncPlan, wishes: list[tuple[bool, int]]) -> None:
    review = Review(shown).counted()
    for back, n in wishes:
        review = review.with_back([f"a{n}"]) if back else review.without([f"a{n}"])
    anew = Review(shown, review.left_out)
    assert set(review.lines) == set(anew.lines)
    assert review.totals() == anew.totals()
    assert (review.undoable, review.count) == (anew.undoable, anew.count)
    assert set(review.not_undoable) == set(anew.not_undoable)
    assert review.fingerprint == anew.fingerprint
