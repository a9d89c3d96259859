"""Events of a sync become one picture (ui.md W11)."""

from decimal import Decimal

from splynx_xero_gui.domain.kinds import ActionKind, Side
from splynx_xero_gui.ports.control import (
    BatchStarted,
    CallsUsed,
    Event,
    ItemDone,
    ItemsRead,
    Pausing,
    PlanReady,
    StageStarted,
)
from splynx_xero_gui.wizard.progress import (
    KEPT_ITEMS,
    KindState,
    Now,
    Reading,
    SyncProgress,
    expected_progress,
    reduce,
    reduce_all,
)

INVOICE, PAYMENT, CONTACT = ActionKind.CREATE_INVOICE, ActionKind.CREATE_PAYMENT, ActionKind.CREATE_CONTACT
TOTALS = {CONTACT: (27, Decimal(0)), INVOICE: (180, Decimal("82800.00")), PAYMENT: (7, Decimal("3220.00"))}


def done(
    kind: ActionKind = INVOICE, result: str = "done", amount: str = "460.00", subject: str = "invoice 1"
) -> ItemDone:
    return ItemDone(kind, subject, "J. Smith", Decimal(amount), result)


def after(*events: Event, start: SyncProgress | None = None, at: float = 0.0) -> SyncProgress:
    return reduce_all(start or expected_progress(TOTALS), events, at)


WRITING = after(StageStarted("write"))


def test_before_the_first_event_every_kind_waits() -> None:
    start = expected_progress(TOTALS)
    assert [kind.state for kind in start.kinds] == [KindState.WAITS] * 3
    assert (start.total, start.total_amount) == (214, Decimal("86020.00"))


def test_the_reviewed_plan_is_not_replaced_by_a_newer_one() -> None:
    newer = PlanReady({INVOICE: (300, Decimal(1))})
    assert after(newer).total == 214
    assert after(newer, start=SyncProgress()).total == 300


def test_written_items_move_their_bar_by_count_and_money() -> None:
    now = after(BatchStarted(INVOICE, 1, 50), done(), done(amount="40.00"), start=WRITING)
    bar = now.kinds[1]
    assert (bar.done, bar.done_amount, bar.state) == (2, Decimal("500.00"), KindState.RUNNING)
    assert now.now == Now(INVOICE, 1, 50)
    assert (now.written, now.written_amount) == (2, Decimal("500.00"))


def test_a_kind_is_done_when_every_item_has_its_answer() -> None:
    events = [done(PAYMENT) for _ in range(5)] + [done(PAYMENT, "refused"), done(PAYMENT, "uncertain")]
    now = after(*events, start=WRITING)
    assert now.kinds[2].state is KindState.DONE
    assert (now.written, now.refused, now.uncertain) == (5, 1, 1)


def test_what_was_refused_or_lost_is_not_counted_as_written() -> None:
    now = after(done(result="refused"), done(result="uncertain"), start=WRITING)
    assert (now.written, now.written_amount, now.ended) == (0, Decimal("0.00"), 2)


def test_items_found_again_before_writing_belong_to_an_earlier_run() -> None:
    now = after(StageStarted("recover"), done(result="adopted"))
    assert now.written == 0
    assert len(now.last) == 1


def test_a_kind_nobody_announced_gets_a_line_of_its_own() -> None:
    now = after(done(ActionKind.CREATE_REFUND), start=WRITING)
    assert now.kinds[-1].kind is ActionKind.CREATE_REFUND
    assert now.kinds[-1].total == 1


def test_the_newest_items_are_kept_newest_first() -> None:
    now = after(*[done(subject=f"invoice {n}") for n in range(60)], start=WRITING)
    assert len(now.last) == KEPT_ITEMS
    assert now.last[0].subject == "invoice 59"


def test_requests_keep_what_is_known() -> None:
    now = after(CallsUsed({Side.XERO: 3}, 944), CallsUsed({Side.SPLYNX: 5}))
    assert dict(now.used) == {Side.XERO: 3, Side.SPLYNX: 5}
    assert now.left_today == 944


def test_reading_is_told_per_stream_and_ends_with_the_stage() -> None:
    now = after(StageStarted("read-xero"), ItemsRead(Side.XERO, "invoice", 100, 400))
    assert now.reading == Reading(Side.XERO, "invoice", 100, 400)
    assert after(StageStarted("compare"), start=now).reading is None


def test_a_pause_is_counted_down_and_ends_by_itself() -> None:
    now = after(Pausing(Side.XERO, 30.0, "minute"), at=100.0)
    assert now.pausing(100.0) == 31
    assert now.pausing(129.5) == 1
    assert now.pausing(130.0) is None


def test_of_two_pauses_the_longer_counts() -> None:
    now = after(Pausing(Side.XERO, 30.0, "minute"), at=100.0)
    assert after(Pausing(Side.XERO, 5.0, "minute"), start=now, at=101.0).pausing(101.0) == 30


def test_the_end_is_foretold_once_enough_is_known() -> None:
    start = reduce(expected_progress({INVOICE: (100, Decimal(1))}), StageStarted("write"), 0.0)
    assert start.seconds_left(10.0) is None
    some = after(*[done() for _ in range(25)], start=start)
    assert some.seconds_left(2.0) is None
    assert some.seconds_left(10.0) == 30.0
    assert after(*[done() for _ in range(75)], start=some).seconds_left(20.0) is None
