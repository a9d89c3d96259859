"""W10 with real widgets: the plan in the background, totals, leaving out, questions, the verb button (ui.md W10)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QTableView, QWidget, QWizard
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.failures import NetworkLost
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.matching import Gate
from splynx_xero_gui.domain.plan import Notice, SyncPlan, Waiting
from splynx_xero_gui.domain.records import Link, Role
from splynx_xero_gui.domain.results import SyncOutcome, SyncReport
from splynx_xero_gui.gui.kit.dialogs import MessageDialog
from splynx_xero_gui.gui.plan_print import plan_document
from splynx_xero_gui.gui.wizard.review_page import ReviewPage
from splynx_xero_gui.ports.control import Cancel, ItemsRead, Observer, StageStarted
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.review import Review
from splynx_xero_gui.wizard.state import SetupState
from tests.gui.wizard.stage import MOMENT, Before, Stage, StageSession, on_stage
from tests.support.shots import cut_texts, overlaps
from tests.unit.wizard.mapping_world import state
from tests.unit.wizard.plan_world import action, conflict, first_sync, plan

__all__ = ["on_stage"]
OpenStage = Callable[..., Stage]
Button = QWizard.WizardButton


def sync_stand_in(model: object) -> Before:
    return Before(PageId.SYNC, "Syncing", "", model)  # type: ignore[arg-type]


class ReviewStage:
    """A person in front of W10."""

    def __init__(self, open_stage: OpenStage, qtbot: QtBot, *plans: Any, of: SetupState | None = None) -> None:
        session = StageSession()
        session.plans = list(plans)
        self.session = session
        self.bot = qtbot
        self.stage = open_stage(
            PageId.REVIEW, of or state(), {PageId.REVIEW: ReviewPage, PageId.SYNC: sync_stand_in}, session
        )
        self.page: ReviewPage = self.stage.page

    def ready(self) -> ReviewStage:
        self.bot.waitUntil(lambda: not self.page.is_busy())
        return self

    @property
    def verb(self) -> QPushButton:
        return self.stage.window.button(Button.CommitButton)  # type: ignore[return-value]

    @property
    def at_sync(self) -> bool:
        return self.stage.window.flow.current is PageId.SYNC

    def text(self, name: str) -> str:
        found = self.page.findChild(QWidget, name)
        assert found is not None
        return found.text() if hasattr(found, "text") else ""

    def shown(self, name: str) -> bool:
        found = self.page.findChild(QWidget, name)
        assert found is not None
        return found.isVisible()

    def strip(self) -> str:
        shown = self.page.strip.current()
        return f"{shown.title} {shown.text}".strip() if shown else ""

    def totals(self) -> list[tuple[str, ...]]:
        table = self.page._body.totals  # type: ignore[union-attr]
        columns = table.model().columns()
        return [tuple(column.display(row) for column in columns) for row in table.model().rows()]


def answer_next_dialog(key: str, typed: str = "") -> list[str]:
    """Answers the next modal dialog as soon as it is there; returns where its text will stand."""
    seen: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, MessageDialog):
            QTimer.singleShot(10, answer)
            return
        seen.append(f"{dialog.windowTitle()} | {dialog.accessibleDescription()}")
        if typed:
            assert dialog._field is not None
            QTest.keyClicks(dialog._field, typed)
        dialog.button(key).click()

    QTimer.singleShot(0, answer)
    return seen


def test_the_plan_is_made_in_the_background_and_the_profile_stored_before(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync()).ready()
    assert threading.get_ident() not in shown.session.threads
    assert shown.session.stored is not None
    assert shown.session.stored.splynx.url == "https://isp.example.net"


def test_while_the_plan_is_made_its_stage_is_told_and_stop_is_offered(on_stage: OpenStage, qtbot: QtBot) -> None:
    go_on = threading.Event()

    def slow(observer: Observer, cancel: Cancel) -> SyncPlan:
        observer.notify(StageStarted("read-xero"))
        observer.notify(ItemsRead(Side.XERO, "invoice", 200, 1980))
        go_on.wait(20)
        cancel.raise_if_requested()
        return first_sync()

    shown = ReviewStage(on_stage, qtbot, slow)
    qtbot.waitUntil(lambda: "Reading Xero: invoices, 200 of 1,980" in shown.page.busy_bar._text.text())
    assert not shown.verb.isEnabled()
    qtbot.waitUntil(shown.stage.window.button(Button.CustomButton1).isVisible)
    shown.stage.window.button(Button.CustomButton1).click()
    go_on.set()
    shown.ready()
    assert shown.page._empty.sentence() == "There is no plan yet."
    assert not shown.verb.isEnabled()


def test_totals_stand_with_their_money_and_how_they_can_be_undone(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync()).ready()
    assert shown.totals() == [
        ("Make customers", "Xero", "2", "–", "archive"),
        ("Make invoices", "Xero", "3", "805.00", "void"),
        ("Send payments", "Xero", "2", "460.00", "delete"),
        ("Attach files", "Xero", "1", "–", "no"),
    ]
    assert shown.page._body is not None
    assert shown.page._body.totals.sum_row().label() == "Total"
    assert shown.page._body._undo.text() == "7 of 8 can be undone."
    assert shown.page._body._questions.text() == "2 questions wait (ZAR\u00a0766.67), left out until answered"
    assert shown.text("review.fingerprint").startswith("Plan ")


def test_the_verb_button_names_the_number_and_is_never_the_default(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync()).ready()
    assert shown.verb.text() == "&Sync 8 items now"
    assert not shown.verb.isDefault()
    assert shown.page._body is not None
    assert shown.page._body.totals.view.hasFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        QTest.keyClick(shown.page._body.totals.view, key)
        QTest.keyClick(shown.stage.window, key)
    assert not shown.at_sync


@pytest.mark.parametrize("way", ["ctrl-enter", "alt-s", "click"])
def test_the_verb_button_is_pressed_on_purpose(on_stage: OpenStage, qtbot: QtBot, way: str) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync()).ready()
    match way:
        case "ctrl-enter":
            QTest.keyClick(shown.stage.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        case "alt-s":
            QTest.keyClick(shown.stage.window, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
        case _:
            shown.verb.click()
    qtbot.waitUntil(lambda: shown.at_sync)
    assert shown.stage.window.model.review is not None


def test_elsewhere_next_is_the_default_button_again(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync()).ready()
    shown.stage.window.button(Button.BackButton).click()
    assert shown.stage.window.button(Button.NextButton).isDefault()
    assert not shown.stage.window.button(Button.CustomButton2).isVisible()


def test_leaving_an_invoice_out_asks_about_its_payments(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync()).ready()
    body = shown.page._body
    assert body is not None
    before = shown.text("review.fingerprint")
    body.show_all()
    body.items.table.select_row("i1", "included")
    said = answer_next_dialog("leave")
    QTest.keyClick(body.items.table.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown.verb.text() == "&Sync 5 items now")
    assert said == [
        "Other items stay out too | Leaving out Invoice i1 (ZAR\u00a0460.00) also leaves out 2 payments on it "
        "(ZAR\u00a0460.00). They come back in the next plan."
    ]
    assert shown.text("review.fingerprint") != before
    assert body._left_out.text() == "3 items are left out of this sync"
    assert shown.totals()[2:] == [("Attach files", "Xero", "1", "–", "no")]


def test_keep_leaves_everything_in(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync()).ready()
    body = shown.page._body
    assert body is not None
    body.show_all()
    body.items.table.select_row("c1", "included")
    said = answer_next_dialog("keep")
    QTest.keyClick(body.items.table.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(said))
    assert "4 items that need it" in said[0]
    assert shown.verb.text() == "&Sync 8 items now"


def test_an_item_nothing_hangs_on_is_left_out_without_a_question(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync()).ready()
    body = shown.page._body
    assert body is not None
    body.show_all()
    body.items.table.select_row("p2", "included")
    QTest.keyClick(body.items.table.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown.verb.text() == "&Sync 7 items now")
    QTest.keyClick(body.items.table.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown.verb.text() == "&Sync 8 items now")


def test_what_is_left_out_is_kept_for_the_sync(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync()).ready()
    assert shown.page._review is not None
    shown.page._on_review(shown.page._review.without(["i2"]))
    shown.verb.click()
    review = shown.stage.window.model.review
    assert review is not None
    assert review.request().leave_out == {"i2"}


def test_an_old_plan_is_made_again_before_anything_is_written(on_stage: OpenStage, qtbot: QtBot) -> None:
    newer = plan([a for a in first_sync().actions if a.id != "p2"] + [action("i9")])
    shown = ReviewStage(on_stage, qtbot, first_sync(), newer).ready()
    shown.stage.clock.at += dt.timedelta(minutes=11)
    shown.verb.click()
    shown.ready()
    assert not shown.at_sync
    assert shown.strip() == (
        "The books changed since this plan 1 of the items shown has changed or is gone. "
        "Nothing was written. Here is the new plan."
    )
    assert shown.verb.isEnabled()
    button = shown.page.strip.button("show")
    assert button is not None
    button.click()
    dialog = shown.page.findChild(QDialog, "review.message")
    assert isinstance(dialog, MessageDialog)
    dialog.button("close").click()
    shown.verb.click()
    assert shown.at_sync


def test_an_old_plan_that_is_still_the_same_is_written(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync(), first_sync()).ready()
    shown.stage.clock.at += dt.timedelta(minutes=11)
    shown.verb.click()
    qtbot.waitUntil(lambda: shown.at_sync)


def test_a_failure_leaves_the_button_off_and_can_be_tried_again(on_stage: OpenStage, qtbot: QtBot) -> None:
    failure = NetworkLost("S1", "Splynx does not answer", "isp.example.net could not be reached.", "Try again.")
    shown = ReviewStage(on_stage, qtbot, failure, first_sync()).ready()
    assert shown.strip().startswith("Splynx does not answer")
    assert not shown.verb.isEnabled()
    button = shown.page.strip.button("try-again")
    assert button is not None
    button.click()
    shown.ready()
    assert shown.verb.isEnabled()
    assert shown.totals()


def test_nothing_to_do_finishes_the_set_up(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, SyncPlan("0000-0000")).ready()
    assert shown.verb.text() == "&Finish set-up"
    assert shown.page._body is not None
    assert shown.page._body.totals._state.sentence() == "Both sides are equal. There is nothing to write."
    with qtbot.waitSignal(shown.stage.window.accepted):
        shown.verb.click()
    assert shown.session.requests == []


def test_links_that_were_found_are_kept_even_when_nothing_is_written(on_stage: OpenStage, qtbot: QtBot) -> None:
    link = Link(ObjectKind.CUSTOMER, "118", Role.MAIN, ObjectKind.CONTACT, "x1", "118")
    shown = ReviewStage(on_stage, qtbot, SyncPlan("0000-0000", links=(link,))).ready()
    shown.session.syncs = [SyncReport("r1", SyncOutcome.COMPLETED)]
    with qtbot.waitSignal(shown.stage.window.accepted):
        shown.verb.click()
    assert [request.plan for request in shown.session.requests] == ["0000-0000"]


def test_finish_without_syncing_keeps_the_profile_and_writes_nothing(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync()).ready()
    button = shown.stage.window.button(Button.CustomButton2)
    assert button.isVisible()
    assert button.text().replace("&", "") == "Finish without syncing"
    shown.session.stored = None
    with qtbot.waitSignal(shown.stage.window.accepted):
        button.click()
    assert shown.session.stored is not None
    assert shown.session.requests == []


def too_many() -> SyncPlan:
    question = dataclasses.replace(
        conflict("m", ConflictKind.TOO_MANY_CHANGES),
        question="This sync would change 8 of 12 items (67 %), 1,265.00.",
        group_count=8,
    )
    return dataclasses.replace(first_sync(), conflicts=(question,))


def test_very_many_changes_are_asked_about_first_and_nothing_is_the_default(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, too_many()).ready()
    said = answer_next_dialog("nothing")
    shown.verb.click()
    assert said[0].startswith("This would change very much | This sync would change 8 of 12 items (67 %), 1,265.00.")
    assert not shown.at_sync


def test_very_many_changes_are_allowed_by_typing_their_number(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, too_many()).ready()
    answer_next_dialog("allow", typed="8")
    shown.verb.click()
    assert shown.at_sync
    assert shown.stage.window.model.allow_many == 8


def test_more_requests_than_the_day_has_are_told_without_alarm(on_stage: OpenStage, qtbot: QtBot) -> None:
    of = state()
    of = dataclasses.replace(of, read=dataclasses.replace(of.read, calls_left_today=60))
    big = plan([action(str(n)) for n in range(200)], calls=20)
    shown = ReviewStage(on_stage, qtbot, big, of=of).ready()
    assert shown.strip() == "About 100 items fit today; the rest goes on tomorrow by itself."
    assert shown.text("review.requests") == "Xero requests: 20 of 60 left"


def test_what_cannot_be_undone_is_named_with_the_reason(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync()).ready()
    assert shown.page._body is not None
    shown.page._body._undo.button().click()
    dialog = shown.page.findChild(QDialog, "review.message")
    assert isinstance(dialog, MessageDialog)
    assert dialog.accessibleDescription() == "Attach files: 1 – A file attached in Xero is not taken off again."
    dialog.close()


def test_what_holds_the_schedule_is_remarked_though_nobody_looked_at_matching_today(
    on_stage: OpenStage, qtbot: QtBot
) -> None:
    """The record knows how receivables stood at cut-over; W8 need not be opened in this session."""
    shown = ReviewStage(on_stage, qtbot, first_sync(), first_sync()).ready()
    assert not [row for row in shown.page._body.remarks.model().rows() if row.key == "cut-over"]
    shown.session.gate = Gate(dt.date(2026, 10, 31), holds=True, difference=Decimal("34.50"), customers=2)
    shown.page.make_plan()
    shown.ready()
    rows = shown.page._body.remarks.model().rows()
    assert [(row.subject, row.amount) for row in rows if "schedule stays off" in row.text] == [
        ("Receivables of linked customers", Decimal("34.50"))
    ]


def test_remarks_tell_what_waits_and_what_was_rounded(on_stage: OpenStage, qtbot: QtBot) -> None:
    remarked = dataclasses.replace(
        first_sync(),
        waiting=(Waiting("payment 877", "877", "118", Decimal("460.00"), "waiting-for-invoice"),),
        notices=(Notice("rounding", "invoice i1", Decimal("0.01"), "A rounding line makes the total equal."),),
    )
    shown = ReviewStage(on_stage, qtbot, remarked).ready()
    assert shown.page._body is not None
    rows = shown.page._body.remarks.model().rows()
    assert [(row.subject, row.text) for row in rows] == [
        ("Payment 877", "waits for its invoice"),
        ("Invoice i1", "A rounding line makes the total equal."),
    ]


def test_coming_back_with_a_changed_mapping_makes_a_new_plan(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync(), first_sync()).ready()
    shown.stage.window.button(Button.BackButton).click()
    model = shown.stage.window.model
    changed = dataclasses.replace(model.state.range.options, invoice_reference="{id}")
    model.change(dataclasses.replace(model.state, range=dataclasses.replace(model.state.range, options=changed)))
    shown.stage.window.button(Button.NextButton).click()
    assert shown.page.is_busy()
    shown.ready()


def test_coming_back_without_a_change_keeps_the_plan(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync(), first_sync()).ready()
    shown.stage.window.button(Button.BackButton).click()
    shown.stage.window.button(Button.NextButton).click()
    assert not shown.page.is_busy()
    assert shown.verb.text() == "&Sync 8 items now"


def test_the_printed_plan_has_totals_questions_and_every_item() -> None:
    document = plan_document(Review(first_sync()), "Review – Main, Example <ISP>", "ZAR", MOMENT, demo=True)
    text = document.toPlainText()
    for expected in ("Example <ISP>", "Make invoices", "805.00", "Is it the same one?", "Payment p2", "Demo books"):
        assert expected in text


def test_the_list_of_items_can_be_exported(on_stage: OpenStage, qtbot: QtBot, tmp_path: Any) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync()).ready()
    assert shown.page._body is not None
    shown.page._body.items.table.save_csv(tmp_path / "plan.csv")
    lines = (tmp_path / "plan.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 9
    assert "460.00" in lines[3]


@pytest.mark.parametrize("size", [(1000, 620), (853, 480), (640, 360)])
def test_nothing_is_cut_or_overlaps(on_stage: OpenStage, qtbot: QtBot, size: tuple[int, int]) -> None:
    shown = ReviewStage(on_stage, qtbot, first_sync()).ready()
    assert isinstance(shown.page.findChild(QTableView, "review.totals"), QTableView)
    shown.stage.window.resize(*size)
    qtbot.wait(1)
    assert cut_texts(shown.stage.window) == []
    assert overlaps(shown.stage.window) == []
