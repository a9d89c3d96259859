"""D6: undo of a run from the history, told before, done, and its result."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.failures import NetworkLost
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.payloads import DeletionPayload, VoidPayload
from splynx_xero_gui.domain.plan import SyncAction, Total
from splynx_xero_gui.domain.results import SyncOutcome, SyncReport, Written
from splynx_xero_gui.domain.undo import Kept, Obstacle, UndoPlan
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main.undo_dialog import UndoDialog
from splynx_xero_gui.gui.main_window import MainWindow
from tests.gui.main.conftest import Open, settle, window_books
from tests.gui.main.scenes import books, past_runs
from tests.support.accessibility import accessibility_problems
from tests.support.shots import cut_texts, overlaps

Turn = Callable[[MainWindow, PageKey], None]
DAY = dt.date(2026, 11, 12)


def action(number: int, kind: ActionKind, subject: str, amount: str) -> SyncAction:
    payload = (
        VoidPayload(ObjectKind.INVOICE, f"x{number}", "VOIDED", "N")
        if kind is ActionKind.VOID_INVOICE
        else DeletionPayload(ObjectKind.PAYMENT, f"x{number}")
    )
    return SyncAction(
        f"a{number}", kind, Side.XERO, subject, str(number), f"x{number}", "12", "Anna Botha", DAY,
        Decimal(amount), "ZAR", None, payload, undoes=f"i{number}",
    )  # fmt: skip


def kept(number: int, obstacle: Obstacle, why: str) -> Kept:
    return Kept(
        f"k{number}", ActionKind.CREATE_INVOICE, Side.XERO, f"invoice 2026110{number:05}", "Ben Nel", str(number),
        f"y{number}", DAY, Decimal("460.00"), "ZAR", obstacle, why,
    )  # fmt: skip


def undo_plan(*, stays: bool = True) -> UndoPlan:
    actions = (
        *(action(n, ActionKind.DELETE_PAYMENT, f"payment R-{n}", "115.00") for n in range(1, 4)),
        *(action(n, ActionKind.VOID_INVOICE, f"invoice 20261100{n:04}", "460.00") for n in range(4, 12)),
    )
    reasons = (
        kept(1, Obstacle.PAID, "It has been paid or credited: 60.00."),
        kept(2, Obstacle.LOCKED, "The month is locked: it is dated 2026-10-12, the books are closed up to 2026-10-31."),
        kept(3, Obstacle.RECONCILED, "It is reconciled in Xero."),
    )
    totals = (
        Total(ActionKind.DELETE_PAYMENT, 3, Decimal("345.00")),
        Total(ActionKind.VOID_INVOICE, 8, Decimal("3680.00")),
    )
    return UndoPlan("r1", "7F3A-91C2", actions, reasons if stays else (), totals=totals, calls={Side.XERO: 11})


@pytest.fixture
def dialog_of(open_window: Open, on_page: Turn, qtbot: QtBot) -> Callable[..., tuple[MainWindow, UndoDialog]]:
    def opened(**changes: object) -> tuple[MainWindow, UndoDialog]:
        changes.setdefault("undo_plan", undo_plan())
        window = open_window(books(**changes))
        on_page(window, PageKey.HISTORY)
        qtbot.mouseClick(window.history.undo_button(), Qt.MouseButton.LeftButton)
        dialog = window.history.undo_dialog()
        assert dialog is not None
        qtbot.waitUntil(lambda: not window.background.tasks())
        settle()
        return window, dialog

    return opened


def test_what_will_happen_and_what_cannot_stand_in_two_tables_with_their_money(dialog_of) -> None:
    _, dialog = dialog_of()
    assert dialog.heading() == "11 of 14 can be undone, 3 cannot."
    can, cannot = dialog.tables()
    assert len(can.model().rows()) == 11
    assert [row.obstacle for row in cannot.model().rows()] == [Obstacle.PAID, Obstacle.LOCKED, Obstacle.RECONCILED]
    assert dialog.verb_button().text().replace("&", "") == "Undo 11 items now"
    assert not dialog.verb_button().isDefault()
    assert not accessibility_problems(dialog)
    assert cut_texts(dialog) == []
    assert overlaps(dialog) == []


def test_nothing_is_undone_by_enter_or_by_closing(dialog_of, qtbot: QtBot) -> None:
    window, dialog = dialog_of()
    assert QApplication.focusWidget() is not dialog.verb_button()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.history.undo_dialog() is None)
    assert window_books(window).undone == []


def test_pressing_the_button_undoes_exactly_what_was_shown(dialog_of, qtbot: QtBot) -> None:
    done = SyncReport(
        "u1",
        SyncOutcome.NEEDS_DECISIONS,
        written=(Written(Side.XERO, ActionKind.VOID_INVOICE, 8, Decimal("3680.00")),),
        planned=11,
        waiting=11,
        waiting_amount=Decimal("4025.00"),
    )
    window, dialog = dialog_of(report=done)
    qtbot.mouseClick(dialog.verb_button(), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.heading() == "Undone")
    assert window_books(window).undone == [("r3", "7F3A-91C2")]
    told = dialog.ending().message().current()
    assert told is not None
    assert told.title == "8 items were undone."
    assert dialog.ending().isVisible()
    assert not dialog.verb_button().isVisible()


def test_while_it_writes_it_can_be_stopped_but_not_closed(dialog_of, qtbot: QtBot) -> None:
    window, dialog = dialog_of()
    window_books(window).hold("undo")
    qtbot.mouseClick(dialog.verb_button(), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "undo" in window_books(window).calls)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert not window.close()
    window_books(window).release("undo")
    qtbot.waitUntil(lambda: not window.background.tasks())


def test_why_there_is_no_plan_is_said_in_the_dialog(dialog_of) -> None:
    lost = NetworkLost("N1", "No connection", "Xero did not answer. Nothing was written.", "Try again.")
    window, dialog = dialog_of(fail={"undo_plan": lost})
    assert dialog.heading() == "No connection"
    assert not dialog.verb_button().isVisible()
    assert window_books(window).undone == []


def test_a_run_undone_before_says_so(dialog_of) -> None:
    _, dialog = dialog_of(undo_plan=dataclasses.replace(UndoPlan("r1", "0"), already=3))
    assert dialog.heading() == "Everything this run wrote was undone before."


def test_an_undo_itself_cannot_be_undone_and_the_button_says_why(open_window: Open, on_page: Turn) -> None:
    first, *others = past_runs()
    runs = (dataclasses.replace(first, id="u9", undoes=first.id), first, *others)
    window = open_window(books(runs=runs))
    on_page(window, PageKey.HISTORY)
    button = window.history.undo_button()
    assert not button.isEnabled()
    assert "Send again" in button.toolTip()
    row = window.history.runs_table().model().rows()[0]
    assert window.history._ended(row).startswith("Undo of the run of")
