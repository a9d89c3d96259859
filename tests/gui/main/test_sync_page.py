"""M2: nothing is written that was not listed before, and exactly what is listed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.failures import NetworkLost
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.results import SyncOutcome, SyncReport
from splynx_xero_gui.engine.reconcile.draft import Subject
from splynx_xero_gui.engine.reconcile.questions import phrase
from splynx_xero_gui.gui.item_dialog import ItemDialog
from splynx_xero_gui.gui.kit.dialogs import MessageDialog
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.ports.control import CallsUsed, ItemDone, PlanReady, StageStarted
from tests.gui.main.conftest import Open, settle, window_books
from tests.gui.main.scenes import books, planned
from tests.support.samples import FixedClock

Turn = Callable[[MainWindow, PageKey], None]


def very_many() -> SyncPlan:
    """A plan that asks whether so many changes are meant."""
    facts = {"count": "30", "total": "60", "percent": "50", "kinds": "30 invoices"}
    question = phrase(
        ConflictKind.TOO_MANY_CHANGES, Subject(ObjectKind.CUSTOMER, "this sync", None, "", Decimal("8394.00")), facts
    )
    return dataclasses.replace(planned(), conflicts=(question,))


def test_the_button_says_how_many_items(open_window: Open, on_page: Turn) -> None:
    window = open_window()
    on_page(window, PageKey.SYNC)
    assert window.sync_page.verb_button().text() == "&Sync 30 items now"
    assert not window.sync_page.verb_button().isDefault()


def test_one_item_is_one_item(open_window: Open, on_page: Turn) -> None:
    only = dataclasses.replace(planned(), actions=planned().actions[:1])
    window = open_window(books(plan=only))
    on_page(window, PageKey.SYNC)
    assert window.sync_page.verb_button().text() == "&Sync 1 item now"


def test_leaving_a_customer_out_leaves_out_what_needs_it(
    open_window: Open, on_page: Turn, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    on_page(window, PageKey.SYNC)
    table = window.sync_page.plan_table()
    assert table is not None
    monkeypatch.setattr(MessageDialog, "ask", lambda self: "leave")
    table.table.select_row("c1")
    qtbot.keyClick(table.table.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.sync_page.verb_button().text() == "&Sync 27 items now")
    window.sync_page.press_verb()
    qtbot.waitUntil(lambda: not window.model.is_busy())
    assert window_books(window).requests[0].leave_out == {"c1", "i1", "p1"}


def test_questions_stay_out_and_lead_to_the_decisions(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    window = open_window()
    on_page(window, PageKey.SYNC)
    look = window.findChild(QWidget, "plan.look")
    assert look is not None
    qtbot.mouseClick(look, Qt.MouseButton.LeftButton)
    assert window.current().key is PageKey.DECISIONS


def test_an_old_plan_is_made_anew_before_anything_is_written(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    window = open_window()
    known = window_books(window)
    on_page(window, PageKey.SYNC)
    clock = window.model.clock
    assert isinstance(clock, FixedClock)
    clock.pass_time(minutes=11)
    window.sync_page.press_verb()
    qtbot.waitUntil(lambda: known.calls.count("plan") == 2 and not window.model.is_busy())
    assert known.requests == []


def test_an_answer_makes_the_plan_out_of_date(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    window = open_window()
    known = window_books(window)
    on_page(window, PageKey.DECISIONS)
    choices = window.decisions.desk.panel().choices()
    assert choices is not None
    choices.choose("wait")
    window.decisions.desk.panel().apply()
    qtbot.waitUntil(lambda: window.model.planned_at is None)
    on_page(window, PageKey.SYNC)
    qtbot.waitUntil(lambda: known.calls.count("plan") == 2 and not window.model.is_busy())


def test_very_many_changes_need_their_number_typed(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    window = open_window(books(plan=very_many()))
    known = window_books(window)
    on_page(window, PageKey.SYNC)
    window.sync_page.press_verb()
    question = window.sync_page.question()
    assert question is not None
    assert question.button("nothing").isDefault()
    assert not question.button("allow").isEnabled()
    field = question.findChild(QLineEdit)
    assert field is not None
    field.setText("29")
    assert not question.button("allow").isEnabled()
    field.setText("30")
    question.button("allow").click()
    qtbot.waitUntil(lambda: len(known.requests) == 1)
    assert known.requests[0].allow_many == 30
    qtbot.waitUntil(lambda: not window.model.is_busy())


def test_doing_nothing_about_very_many_changes_writes_nothing(open_window: Open, on_page: Turn) -> None:
    window = open_window(books(plan=very_many()))
    on_page(window, PageKey.SYNC)
    window.sync_page.press_verb()
    question = window.sync_page.question()
    assert question is not None
    question.reject()
    assert window_books(window).requests == []


def test_a_sync_is_watched_and_compared_afterwards(open_window: Open, qtbot: QtBot) -> None:
    known = books(
        events=(
            StageStarted("write"),
            PlanReady({ActionKind.CREATE_INVOICE: (12, Decimal("5598.00"))}),
            ItemDone(ActionKind.CREATE_INVOICE, "invoice 202611010001", "J. Smith", Decimal("461.00"), "done"),
            CallsUsed({Side.XERO: 3}, 944),
        )
    )
    known.hold("sync")
    window = open_window(known)
    window.show_page(PageKey.SYNC)
    window.sync_page.press_verb()
    qtbot.waitUntil(lambda: window.sync_page.view().progress().written == 1)
    assert window.sync_page.view().isVisible()
    assert window.sync_page.view().stop_button().hasFocus()
    known.release("sync")
    qtbot.waitUntil(lambda: "reconcile" in known.calls and not window.model.is_busy())
    result = window.sync_page.result()
    assert result is not None
    assert result.isVisible()
    assert result.tie_out_line() == "Receivables: difference 0.00"


def test_the_table_holds_no_plan_while_it_is_written(open_window: Open, qtbot: QtBot) -> None:
    known = books()
    known.hold("sync")
    window = open_window(known)
    window.show_page(PageKey.SYNC)
    table = window.sync_page.plan_table()
    assert table is not None
    assert len(table.table.model().rows()) == 30
    window.sync_page.press_verb()
    assert table.table.model().rows() == []
    assert table.review() is None
    known.release("sync")
    qtbot.waitUntil(lambda: not window.model.is_busy())


def test_a_sync_that_does_not_begin_leaves_the_plan_on_show(open_window: Open, qtbot: QtBot) -> None:
    known = books()
    known.fail["sync"] = NetworkLost("L2", "The connection broke", "Nothing was written.", "Try again.")
    window = open_window(known)
    window.show_page(PageKey.SYNC)
    window.sync_page.press_verb()
    qtbot.waitUntil(lambda: not window.model.is_busy())
    table = window.sync_page.plan_table()
    assert table is not None
    assert window.sync_page.shows_plan()
    assert len(table.table.model().rows()) == 30


def test_a_stopped_sync_is_not_compared_and_can_go_on(open_window: Open, qtbot: QtBot) -> None:
    known = books(report=SyncReport("r4", SyncOutcome.STOPPED, "cancelled", planned=30, seconds=1))
    window = open_window(known)
    window.show_page(PageKey.SYNC)
    window.sync_page.press_verb()
    qtbot.waitUntil(lambda: window.model.report is not None and not window.model.is_busy())
    assert "reconcile" not in known.calls
    result = window.sync_page.result()
    assert result is not None
    again = result.message().button("again")
    assert again is not None
    again.click()
    qtbot.waitUntil(lambda: known.calls.count("plan") == 2 and not window.model.is_busy())
    assert window.sync_page.shows_plan()


def test_the_books_changed_shows_the_new_plan(open_window: Open, qtbot: QtBot) -> None:
    known = books(report=SyncReport("r4", SyncOutcome.STOPPED, "plan-changed", title="The books changed"))
    window = open_window(known)
    window.show_page(PageKey.SYNC)
    window.sync_page.press_verb()
    qtbot.waitUntil(lambda: window.model.report is not None and not window.model.is_busy())
    result = window.sync_page.result()
    assert result is not None
    review = result.message().button("review")
    assert review is not None
    review.click()
    qtbot.waitUntil(window.sync_page.shows_plan)


def test_equal_sides_say_so(open_window: Open, on_page: Turn) -> None:
    window = open_window(books(plan=SyncPlan("0", calls={Side.XERO: 7}), conflicts=()))
    on_page(window, PageKey.SYNC)
    state = window.findChild(QWidget, "plan.state")
    assert state is not None
    assert state.isVisible()
    assert not window.sync_page.verb_button().isVisible()


def test_a_plan_that_cannot_be_made_says_that_nothing_was_written(open_window: Open, on_page: Turn) -> None:
    known = books(runs=())
    known.fail["plan"] = NetworkLost("L2", "The connection broke", "Nothing was written.", "Try again.")
    window = open_window(known)
    on_page(window, PageKey.SYNC)
    settle()
    shown = window.strip.current()
    assert shown is not None
    assert shown.title == "The connection broke"


def test_enter_opens_an_item(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    window = open_window()
    on_page(window, PageKey.SYNC)
    table = window.sync_page.plan_table()
    assert table is not None
    table.table.select_row("i1")
    qtbot.keyClick(table.table.view, Qt.Key.Key_Return)
    dialog = window.findChild(ItemDialog)
    assert dialog is not None
    dialog.reject()


def test_space_on_everything_in_a_large_plan_leaves_it_out_and_takes_it_back(open_window: Open, qtbot: QtBot) -> None:
    window = open_window(books(plan=planned(810)))
    window.show_page(PageKey.SYNC)
    table = window.sync_page.plan_table()
    assert table is not None
    qtbot.waitUntil(table.is_settled)
    view, count = table.table.view, len(table.table.model().rows())
    assert count > table.table.proxy().AT_ONCE
    table.table.sort_by("customer")
    qtbot.waitUntil(table.is_settled)
    before = [row.action.id for row in table.table.shown_rows()]
    view.setCurrentIndex(table.table.proxy().index(3, 0))
    view.selectAll()
    qtbot.keyClick(view, Qt.Key.Key_Space)
    window.sync_page.press_verb()  # nothing is written while it is not known yet what is wanted
    qtbot.waitUntil(table.is_settled)
    assert not window.model.is_busy()
    assert window.model.review is not None
    assert window.model.review.count == 0
    assert not any(row.included for row in table.table.model().rows())
    assert table.table.sum_row().text(table.table.model().column_place("amount")) == "0.00"
    assert [row.action.id for row in table.table.shown_rows()] == before
    assert len(table.table.selected_rows()) == count
    assert view.currentIndex().row() == 3
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.waitUntil(
        lambda: table.is_settled() and window.model.review is not None and window.model.review.count == count
    )
    assert all(row.included for row in table.table.model().rows())


def test_many_items_left_out_are_asked_about_with_what_needs_them(
    open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(MessageDialog, "ask", lambda self: asked.append(self.accessibleDescription()) or "leave")
    window = open_window(books(plan=planned(510)))
    window.show_page(PageKey.SYNC)
    table = window.sync_page.plan_table()
    assert table is not None
    qtbot.waitUntil(table.is_settled)
    table.table.set_search("has documents")  # the customers
    qtbot.waitUntil(table.is_settled)
    table.table.view.setCurrentIndex(table.table.proxy().index(0, 0))
    table.table.view.selectAll()
    qtbot.keyClick(table.table.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: table.is_settled() and bool(asked))
    assert "Leaving out 510 items also leaves out 765 items" in asked[0]
    assert window.model.review is not None
    assert window.model.review.count == 0
