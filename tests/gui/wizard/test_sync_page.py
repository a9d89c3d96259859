"""W11 with real widgets: progress, stopping, endings, the comparison afterwards, closing meanwhile (ui.md W11, D10)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QPushButton, QWidget, QWizard
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.failures import Misconfigured, NetworkLost
from splynx_xero_gui.domain.kinds import ActionKind, Side
from splynx_xero_gui.domain.results import Explained, SyncOutcome, SyncReport, TieOut, TieOutRow, Written
from splynx_xero_gui.gui.certificate.window import CertificateWindow
from splynx_xero_gui.gui.kit.dialogs import MessageDialog
from splynx_xero_gui.gui.wizard.review_page import ReviewPage
from splynx_xero_gui.gui.wizard.sync_page import SyncPage
from splynx_xero_gui.ports.control import (
    BatchStarted,
    CallsUsed,
    Cancel,
    Event,
    ItemDone,
    Observer,
    Pausing,
    StageStarted,
)
from splynx_xero_gui.wizard.pages import PageId
from tests.gui.wizard.stage import MOMENT, Stage, StageSession, on_stage
from tests.support.shots import cut_texts, overlaps
from tests.unit.wizard.mapping_world import state
from tests.unit.wizard.plan_world import action, first_sync, plan

__all__ = ["on_stage"]
OpenStage = Callable[..., Stage]
Button = QWizard.WizardButton
INVOICE = ActionKind.CREATE_INVOICE


def report(outcome: SyncOutcome = SyncOutcome.COMPLETED, reason: str | None = None, **more: Any) -> SyncReport:
    usual: dict[str, Any] = {
        "written": (
            Written(Side.XERO, ActionKind.CREATE_CONTACT, 2, Decimal(0)),
            Written(Side.XERO, INVOICE, 3, Decimal("805.00")),
        ),
        "planned": 8,
        "seconds": 3.2,
    }
    return SyncReport("r1", outcome, reason, **{**usual, **more})


def equal(difference: str = "0.00", explained: tuple[Explained, ...] = ()) -> TieOut:
    row = TieOutRow(
        "receivables", "All customers", Decimal("98450.00"), Decimal("98450.00") - Decimal(difference), explained
    )
    return TieOut(dt.date(2026, 11, 23), (row,), at=MOMENT)


def done(subject: str, kind: ActionKind = INVOICE, result: str = "done", amount: str = "460.00") -> ItemDone:
    return ItemDone(kind, subject, "J. Smith", Decimal(amount), result)


class Held:
    """Work of the session that tells its events, then waits until it is let go or told to stop."""

    def __init__(self, *events: Event, result: Any, stopped: Any = None) -> None:
        self.events = events
        self.result = result
        self.stopped = stopped
        self.go_on = threading.Event()

    def __call__(self, observer: Observer, cancel: Cancel) -> Any:
        for event in self.events:
            observer.notify(event)
        while not self.go_on.wait(0.01):
            if cancel.requested and self.stopped is not None:
                return self.stopped
        return self.result


class SyncStage:
    """A person who has pressed the verb button on W10."""

    def __init__(
        self, open_stage: OpenStage, bot: QtBot, *syncs: Any, tie_out: Any = None, plans: tuple[Any, ...] = ()
    ) -> None:
        self.session = StageSession()
        self.session.plans = [first_sync(), *plans]
        self.session.syncs = list(syncs)
        self.session.tie_outs = [tie_out if tie_out is not None else equal()]
        self.bot = bot
        self.stage = open_stage(
            PageId.REVIEW, state(), {PageId.REVIEW: ReviewPage, PageId.SYNC: SyncPage}, self.session
        )
        review = self.stage.page
        bot.waitUntil(lambda: not review.is_busy())
        self.window.button(Button.CommitButton).click()
        assert isinstance(self.stage.page, SyncPage)
        self.page: SyncPage = self.stage.page

    @property
    def window(self) -> QWizard:
        return self.stage.window

    def ended(self) -> SyncStage:
        self.bot.waitUntil(lambda: not self.page.is_syncing() and not self.stage.window.background.tasks())
        return self

    def label(self, name: str) -> str:
        found = self.page.findChild(QLabel, name)
        assert found is not None
        return found.text()

    def line(self, name: str) -> str:
        found = self.page.findChild(QWidget, name)
        assert found is not None
        return found.accessibleName() if found.isVisible() else ""

    def message(self) -> str:
        assert self.page._result is not None
        shown = self.page._result.message().current()
        return f"{shown.title} {shown.text}".strip() if shown else ""

    def press(self, action: str) -> None:
        assert self.page._result is not None
        button = self.page._result.message().button(action)
        assert button is not None
        button.click()

    def title(self) -> str:
        return self.label("sync.title")


RUNNING = (
    StageStarted("write"),
    BatchStarted(ActionKind.CREATE_CONTACT, 1, 2),
    done("contact J. Smith", ActionKind.CREATE_CONTACT, amount="0"),
    done("contact A. Moyo", ActionKind.CREATE_CONTACT, amount="0"),
    BatchStarted(INVOICE, 1, 3),
    done("invoice i1"),
    CallsUsed({Side.XERO: 3}, 944),
)


def test_the_certificate_is_opened_beside_the_result_of_the_comparison(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = SyncStage(on_stage, qtbot, report()).ended()
    assert shown.line("sync.tie-out") == "Receivables: difference 0.00"
    button = shown.page.findChild(QPushButton, "sync.tie-out.button")
    assert button is not None
    assert button.text() == "&Certificate…"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    shown.ended()
    window = shown.page.findChild(CertificateWindow)
    assert window is not None
    assert window.isVisible()
    assert "98,450.00" in window.text()
    window.close()


def test_a_comparison_that_is_no_proof_offers_another_one_instead_of_a_certificate(
    on_stage: OpenStage, qtbot: QtBot
) -> None:
    partly = dataclasses.replace(equal(), incomplete=("payments",))
    shown = SyncStage(on_stage, qtbot, report(), tie_out=partly).ended()
    button = shown.page.findChild(QPushButton, "sync.tie-out.button")
    assert button is not None
    assert button.text() == "&Compare now"


def test_the_sync_starts_by_itself_with_exactly_the_reviewed_plan(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = SyncStage(on_stage, qtbot, report()).ended()
    assert [request.plan for request in shown.session.requests] == [first_sync().fingerprint]
    assert threading.get_ident() not in shown.session.threads


def test_progress_is_shown_per_kind_with_its_money(on_stage: OpenStage, qtbot: QtBot) -> None:
    held = Held(*RUNNING, result=report())
    shown = SyncStage(on_stage, qtbot, held)
    qtbot.waitUntil(lambda: "944" in shown.label("sync.requests"))
    assert shown.title() == "Syncing"
    assert shown.label("sync.create-contact.count") == "2 / 2"
    assert shown.label("sync.create-invoice.count") == "1 / 3"
    assert shown.label("sync.create-invoice.money") == "460.00 of 805.00"
    assert shown.label("sync.create-payment.count") == "waits"
    assert shown.label("sync.now") == "Now: make invoices, 1 to 3"
    assert shown.label("sync.requests") == "Xero requests: 3 used in this run · 944 left today"
    bar = shown.page.findChild(QProgressBar, "sync.create-invoice")
    assert bar is not None
    assert (bar.value(), bar.maximum()) == (1, 3)
    assert bar.accessibleDescription() == "1 / 3, 460.00 of 805.00"
    held.go_on.set()
    shown.ended()


def test_while_it_runs_there_is_no_way_back_and_no_way_on(on_stage: OpenStage, qtbot: QtBot) -> None:
    held = Held(*RUNNING, result=report())
    shown = SyncStage(on_stage, qtbot, held)
    assert not shown.window.button(Button.BackButton).isVisible()
    assert not shown.window.button(Button.NextButton).isVisible()
    assert not shown.window.button(Button.FinishButton).isEnabled()
    assert not shown.stage.window.flow.may_go_to(PageId.RANGE)
    held.go_on.set()
    shown.ended()
    assert shown.window.button(Button.FinishButton).isEnabled()
    assert shown.window.button(Button.FinishButton).text() == "&Open overview"


def test_a_short_pause_is_told_without_alarm(on_stage: OpenStage, qtbot: QtBot) -> None:
    held = Held(*RUNNING, Pausing(Side.XERO, 30.0, "minute"), result=report())
    shown = SyncStage(on_stage, qtbot, held)
    qtbot.waitUntil(lambda: shown.label("sync.now").startswith("Xero asks for a short pause: going on in "))
    held.go_on.set()
    shown.ended()


def test_stop_takes_effect_after_the_request_under_way(on_stage: OpenStage, qtbot: QtBot) -> None:
    stopped = report(SyncOutcome.STOPPED, "cancelled", planned=8)
    held = Held(*RUNNING, result=report(), stopped=stopped)
    shown = SyncStage(on_stage, qtbot, held)
    button = shown.page.view.stop_button()
    assert button.hasFocus()
    button.click()
    assert shown.label("sync.now") == "Stopping after the request under way…"
    assert not button.isEnabled()
    shown.ended()
    assert shown.title() == "Sync stopped"
    assert shown.message() == ("Stopped. 5 of 8 written, the rest was not touched. Sync again whenever you like.")


def test_a_sync_that_is_done_tells_counts_money_and_that_both_sides_agree(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = SyncStage(on_stage, qtbot, report()).ended()
    assert shown.title() == "Sync done"
    assert shown.message() == "5 items were written in 3 s."
    assert shown.page._result is not None
    rows = shown.page._result._table.model().rows()
    assert [(row.kind, row.count) for row in rows] == [(ActionKind.CREATE_CONTACT, 2), (INVOICE, 3)]
    assert shown.line("sync.tie-out") == "Receivables: difference 0.00"


def test_a_named_difference_is_no_alarm_and_an_unnamed_one_is(on_stage: OpenStage, qtbot: QtBot) -> None:
    named = equal("120.00", (Explained("invoice 1", Decimal("120.00"), "left alone"),))
    shown = SyncStage(on_stage, qtbot, report(), tie_out=named).ended()
    assert shown.line("sync.tie-out") == "Receivables: difference 120.00, all of it named"
    other = SyncStage(on_stage, qtbot, report(), tie_out=equal("120.00")).ended()
    assert other.line("sync.tie-out") == "Receivables: difference 120.00, 120.00 of it without a reason"


def test_a_comparison_that_fails_can_be_made_again(on_stage: OpenStage, qtbot: QtBot) -> None:
    failure = NetworkLost("L2", "Xero does not answer", "Nothing is lost.", "Try again.")
    shown = SyncStage(on_stage, qtbot, report(), tie_out=failure).ended()
    assert shown.line("sync.tie-out") == "Both sides could not be compared: Xero does not answer."
    shown.session.tie_outs = [equal()]
    button = shown.page.findChild(QPushButton, "sync.tie-out.button")
    assert button is not None
    button.click()
    shown.ended()
    assert shown.line("sync.tie-out") == "Receivables: difference 0.00"


def test_questions_that_wait_can_be_decided_now(on_stage: OpenStage, qtbot: QtBot) -> None:
    waits = report(SyncOutcome.NEEDS_DECISIONS, waiting=3, waiting_amount=Decimal("1150.00"))
    shown = SyncStage(on_stage, qtbot, waits).ended()
    assert shown.title() == "Sync done"
    assert shown.line("sync.waiting") == "3 questions wait (ZAR\u00a01,150.00)"


def test_the_day_limit_says_when_it_goes_on(on_stage: OpenStage, qtbot: QtBot) -> None:
    limit = report(SyncOutcome.STOPPED, "day-limit", resume_at=MOMENT)
    shown = SyncStage(on_stage, qtbot, limit).ended()
    text = shown.message()
    assert text.startswith(
        "Xero's limit for today is reached 5 of 8 items were written (ZAR\u00a0805.00); 3 wait (ZAR\u00a0460.00). "
        "Going on at "
    )
    assert text.endswith("by itself if this program or the schedule runs. Nothing is lost or doubled.")
    assert shown.line("sync.tie-out") == ""


def test_a_broken_connection_never_says_failed(on_stage: OpenStage, qtbot: QtBot) -> None:
    broken = report(SyncOutcome.STOPPED, "network", uncertain=2)
    shown = SyncStage(on_stage, qtbot, broken).ended()
    assert shown.message() == (
        "The connection broke 5 of 8 items were written. 2 may have arrived and are looked up first. "
        "Nothing is sent twice."
    )
    assert "failed" not in shown.message()


def test_trying_again_writes_only_what_was_reviewed(on_stage: OpenStage, qtbot: QtBot) -> None:
    broken = report(SyncOutcome.STOPPED, "network")
    rest = plan([a for a in first_sync().actions if a.id in {"p1", "p2", "f1"}] + [action("unseen")])
    shown = SyncStage(on_stage, qtbot, broken, report(), plans=(rest,)).ended()
    shown.press("again")
    shown.ended()
    again = shown.session.requests[-1]
    assert again.plan == rest.fingerprint
    assert again.leave_out == {"unseen"}
    assert shown.title() == "Sync done"


def test_changed_books_lead_back_to_the_review(on_stage: OpenStage, qtbot: QtBot) -> None:
    changed = report(
        SyncOutcome.STOPPED,
        "plan-changed",
        written=(),
        title="The books changed since this plan",
        message="1 of the items shown have changed or are gone. Nothing was written.",
        what_to_do="Look at the new plan, then sync that one.",
    )
    shown = SyncStage(on_stage, qtbot, changed, plans=(plan([action("i9")]),)).ended()
    assert shown.message().startswith("The books changed since this plan")
    shown.press("review")
    assert shown.stage.window.flow.current is PageId.REVIEW
    review = shown.stage.page
    qtbot.waitUntil(lambda: not review.is_busy())


def test_a_lost_sign_in_says_what_waits(on_stage: OpenStage, qtbot: QtBot) -> None:
    lost = report(
        SyncOutcome.STOPPED,
        "authorisation",
        title="Xero asks you to sign in again",
        message="The access was withdrawn in Xero.",
        what_to_do="Sign in again; nothing is lost.",
    )
    shown = SyncStage(on_stage, qtbot, lost).ended()
    assert shown.message() == (
        "Xero asks you to sign in again 5 of 8 items were written. The access was withdrawn in Xero. "
        "Sign in again; nothing is lost."
    )


def test_what_refuses_to_start_is_told_and_the_review_is_open_again(on_stage: OpenStage, qtbot: QtBot) -> None:
    refusal = Misconfigured("P0", "There is no profile", "It was removed.", "Set it up again.")
    shown = SyncStage(on_stage, qtbot, refusal).ended()
    strip = shown.page.strip.current()
    assert strip is not None
    assert strip.title == "There is no profile"
    assert shown.stage.window.flow.may_go_to(PageId.REVIEW)


def answer_close(key: str) -> list[str]:
    seen: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, MessageDialog):
            seen.append(f"{dialog.windowTitle()} | {dialog.accessibleDescription()}")
            dialog.button(key).click()
        else:
            QTimer.singleShot(10, answer)

    QTimer.singleShot(0, answer)
    return seen


def test_closing_meanwhile_asks_and_keeps_syncing_by_default(on_stage: OpenStage, qtbot: QtBot) -> None:
    held = Held(*RUNNING, result=report())
    shown = SyncStage(on_stage, qtbot, held)
    qtbot.waitUntil(lambda: shown.page.view.progress().written == 3)
    said = answer_close("keep")
    shown.window.close()
    assert said == ["A sync is running | 3 of 8 written."]
    assert shown.window.isVisible()
    assert shown.page.is_syncing()
    held.go_on.set()
    shown.ended()


def test_closing_meanwhile_can_stop_after_this_step_and_then_closes(on_stage: OpenStage, qtbot: QtBot) -> None:
    held = Held(*RUNNING, result=report(), stopped=report(SyncOutcome.STOPPED, "cancelled"))
    shown = SyncStage(on_stage, qtbot, held)
    answer_close("stop")
    shown.window.close()
    qtbot.waitUntil(lambda: not shown.window.isVisible())


def test_open_overview_ends_the_set_up_and_no_draft_is_left(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = SyncStage(on_stage, qtbot, report()).ended()
    with qtbot.waitSignal(shown.window.accepted):
        shown.window.button(Button.FinishButton).click()
    assert shown.stage.workplace.draft is None


def test_leaving_while_both_sides_are_compared_leaves_no_thread(on_stage: OpenStage, qtbot: QtBot) -> None:
    comparing = Held(StageStarted("read-xero"), result=equal(), stopped=equal())
    shown = SyncStage(on_stage, qtbot, report(), tie_out=comparing)
    qtbot.waitUntil(lambda: shown.page.report() is not None)
    with qtbot.waitSignal(shown.window.accepted):
        shown.window.button(Button.FinishButton).click()
    assert shown.stage.window.background.tasks() == ()


@pytest.mark.parametrize("size", [(1000, 620), (853, 480), (640, 360)])
def test_nothing_is_cut_or_overlaps(on_stage: OpenStage, qtbot: QtBot, size: tuple[int, int]) -> None:
    held = Held(*RUNNING, done("invoice i2", result="uncertain"), result=report(waiting=1, uncertain=1))
    shown = SyncStage(on_stage, qtbot, held)
    shown.window.resize(*size)
    qtbot.waitUntil(lambda: shown.page.view.progress().uncertain == 1)
    assert cut_texts(shown.window) == []
    assert overlaps(shown.window) == []
    held.go_on.set()
    shown.ended()
    qtbot.wait(1)
    assert cut_texts(shown.window) == []
    assert overlaps(shown.window) == []
