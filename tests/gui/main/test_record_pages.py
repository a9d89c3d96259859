"""History, tie-out and connections."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.failures import Misconfigured, NotAuthorised
from splynx_xero_gui.domain.matching import Gate
from splynx_xero_gui.domain.results import Explained, TieOut, TieOutRow
from splynx_xero_gui.gui.kit.state_view import StateView
from splynx_xero_gui.gui.main.figures import IconLine
from splynx_xero_gui.gui.main.model import Work
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main.replace_key_dialog import ReplaceKeyDialog
from splynx_xero_gui.gui.main.run_words import run_ending
from splynx_xero_gui.gui.main.verdict import explanation, is_day, verdict
from splynx_xero_gui.gui.main_window import MainWindow
from tests.gui.main.conftest import Open, settle, window_books
from tests.gui.main.scenes import books, different, equal, past_runs
from tests.support.accessibility import accessibility_problems

Turn = Callable[[MainWindow, PageKey], None]
DAY = dt.date(2026, 11, 12)


def plain(text: str) -> str:
    """Without blanks that must not break."""
    return text.replace("\u00a0", " ")


# -- history --


def test_the_newest_run_is_shown_with_its_items(open_window: Open, on_page: Turn) -> None:
    window = open_window()
    on_page(window, PageKey.HISTORY)
    items = window.history.items_table()
    assert items is not None
    assert len(items.model().rows()) == 9
    assert window.history.runs_table().current_row() == window.model.runs[0]


def test_another_run_brings_its_own_items(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    window = open_window()
    on_page(window, PageKey.HISTORY)
    window.history.runs_table().select_row("r2")
    items = window.history.items_table()
    assert items is not None
    qtbot.waitUntil(lambda: len(items.model().rows()) == 2)


def test_the_entries_of_the_running_sync_are_read_when_it_ended(open_window: Open, qtbot: QtBot) -> None:
    newest, *older = past_runs()
    known = books(runs=(dataclasses.replace(newest, outcome="running"), *older))
    known.hold("sync")
    window = open_window(known)
    window.show_page(PageKey.SYNC)
    window.sync_page.press_verb()
    window.show_page(PageKey.HISTORY)
    items = window.history.items_table()
    assert items is not None
    assert items.findChild(StateView).sentence() == "What this sync writes is listed when it ends."
    assert "run_items" not in known.calls
    known.release("sync")
    qtbot.waitUntil(lambda: len(items.model().rows()) == 9)


def test_items_are_saved_with_both_ids(open_window: Open, on_page: Turn, tmp_path: Path) -> None:
    window = open_window()
    on_page(window, PageKey.HISTORY)
    items = window.history.items_table()
    assert items is not None
    items.save_csv(tmp_path / "run.csv")
    lines = (tmp_path / "run.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 10
    assert "5f3c9d7e-0000-4000-8000-000000000001" in lines[1]
    assert "460.00" in lines[1]


def test_a_profile_without_runs_says_so(open_window: Open, on_page: Turn) -> None:
    window = open_window(books(runs=()))
    on_page(window, PageKey.HISTORY)
    state = window.findChild(QWidget, "history.runs.state")
    assert state is not None
    assert state.isVisible()


@pytest.mark.parametrize(
    ("outcome", "reason", "word"),
    [
        ("completed", None, "Done"),
        ("needs-decisions", None, "Done, decisions wait"),
        ("needs-decisions", "too-many-changes", "Stopped: very many changes"),
        ("stopped", "day-limit", "Stopped: Xero's limit for today"),
        ("stopped", "interrupted", "Stopped: the program ended"),
        ("stopped", "internal", "Stopped: an error in the program"),
        ("running", None, "Running"),
    ],
)
def test_endings_are_words(outcome: str, reason: str | None, word: str) -> None:
    assert run_ending(outcome, reason).word == word


# -- tie-out --


def test_equal_to_the_cent_names_all_three_measures() -> None:
    said = verdict(equal(), "ZAR")
    assert said.text == "Equal to the cent: receivables 98,450.00, tax 12,841.30, 4 accounts."


def test_a_difference_without_a_reason_is_said_with_its_money() -> None:
    assert plain(verdict(different(), "ZAR").text) == "Difference of ZAR 120.00, ZAR 20.00 of it without a reason."


def test_a_named_difference_is_no_alarm() -> None:
    part = Explained("invoice 1", Decimal("20.00"), "waits for a decision")
    row = TieOutRow("receivables", "all", Decimal(100), Decimal(80), (part,))
    named = TieOut(DAY, (row,))
    assert plain(verdict(named, "ZAR").text) == "Difference of ZAR 20.00, all named (1 document)."
    assert explanation(row) == "Invoice 1: waits for a decision"


def test_half_a_reading_is_no_proof() -> None:
    partly = dataclasses.replace(equal(), incomplete=("Xero payments",))
    assert verdict(partly, "ZAR").text == "This is not a proof: Xero payments could not be read."


@pytest.mark.parametrize(
    ("measure", "day"), [("bank:090:EFT", False), ("bank:090:EFT:2026-11-12", True), ("tax:OUTPUT3", False)]
)
def test_days_are_told_from_accounts(measure: str, day: bool) -> None:
    assert is_day(TieOutRow(measure, "", Decimal(0), Decimal(0))) is day


def test_comparing_shows_what_differs_and_why(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    window = open_window(books(tie_out=different()))
    on_page(window, PageKey.TIE_OUT)
    button = window.findChild(QWidget, "tieout.compare")
    window_books(window).status = dataclasses.replace(window.model.status, last_tie_out=different())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "reconcile" in window_books(window).calls and not window.model.is_busy())
    table = window.tie_out.table()
    assert table is not None
    assert [row.measure for row in table.model().rows()][:2] == ["receivables", "receivables:17"]
    table.select_row("receivables")
    parts = window.findChild(QWidget, "tieout.parts")
    assert parts is not None
    assert parts.model().rowCount() == 2  # type: ignore[attr-defined]


def test_comparing_can_be_stopped(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    known = books()
    known.hold("reconcile")
    window = open_window(known)
    on_page(window, PageKey.TIE_OUT)
    window.tie_out.read_again()
    qtbot.waitUntil(lambda: "reconcile" in known.calls)
    window.model.stop()
    qtbot.waitUntil(lambda: not window.model.is_busy())
    assert window.strip.current() is None


# -- connections --


def test_a_new_key_is_tested_before_the_old_one_goes(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    window = open_window()
    known = window_books(window)
    known.fail["connect_splynx"] = NotAuthorised("S4", "Splynx does not accept this key", "It is wrong.", "Edit it.")
    on_page(window, PageKey.CONNECTIONS)
    window.connections.replace_key()
    dialog = window.findChild(ReplaceKeyDialog)
    assert dialog is not None
    settle()
    assert accessibility_problems(dialog) == []
    key, secret = dialog.findChild(QLineEdit, "key.key"), dialog.findChild(QLineEdit, "key.secret")
    assert key is not None
    assert secret is not None
    dialog.begin()
    assert "connect_splynx" not in known.calls
    key.setText("new")
    secret.setText("s3cret")
    dialog.begin()
    qtbot.waitUntil(lambda: "connect_splynx" in known.calls and not window.background.tasks())
    assert dialog.isVisible()
    known.fail.clear()
    with qtbot.waitSignal(dialog.replaced):
        dialog.begin()
    assert window.model.session.key == ("https://isp.example.net", "new", "s3cret")  # type: ignore[attr-defined]


def test_signing_in_again_keeps_the_organisation(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    window = open_window()
    on_page(window, PageKey.CONNECTIONS)
    window.connections.sign_in()
    qtbot.waitUntil(lambda: "choose_organisation" in window_books(window).calls)
    qtbot.waitUntil(lambda: not window.background.tasks())
    assert not window.connections.signing().is_waiting()


def test_another_organisation_is_refused_in_words(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    window = open_window()
    known = window_books(window)
    known.fail["choose_organisation"] = Misconfigured("X5", "This is another organisation", "You chose B.", "Choose A.")
    on_page(window, PageKey.CONNECTIONS)
    window.connections.sign_in()
    qtbot.waitUntil(lambda: window.strip.current() is not None)
    shown = window.strip.current()
    assert shown is not None
    assert shown.title == "This is another organisation"


def test_disconnecting_asks_and_stays_by_default(open_window: Open, on_page: Turn) -> None:
    window = open_window()
    on_page(window, PageKey.CONNECTIONS)
    window.connections.ask_disconnect()
    question = window.connections.question()
    assert question is not None
    assert question.windowTitle() == "Disconnect from Example ISP Ltd?"
    assert question.button("stay").isDefault()
    question.reject()
    assert "disconnect" not in window_books(window).calls


def test_disconnecting_withdraws_the_access(open_window: Open, on_page: Turn, qtbot: QtBot) -> None:
    window = open_window()
    on_page(window, PageKey.CONNECTIONS)
    window.connections.ask_disconnect()
    question = window.connections.question()
    assert question is not None
    with qtbot.waitSignal(window.model.disconnected):
        question.button("disconnect").click()
    qtbot.waitUntil(lambda: window.model.work() is None)
    assert "disconnect" in window_books(window).calls
    assert Work.DISCONNECT not in window.model.troubles


@pytest.mark.parametrize(
    ("gate", "said"),
    [
        (None, ""),
        (Gate(dt.date(2026, 10, 31), holds=False), ""),
        (Gate(dt.date(2026, 10, 31), True, Decimal("34.50"), 2), "The schedule stays off."),
        (Gate(dt.date(2026, 10, 31), False, Decimal("34.50"), 1, "Thandi M."), "Thandi M. signed for it."),
    ],
)
def test_the_tie_out_says_whether_the_cut_over_holds_the_schedule(
    open_window: Open, on_page: Turn, qtbot: QtBot, gate: Gate | None, said: str
) -> None:
    window = open_window(books(tie_out=different()))
    on_page(window, PageKey.TIE_OUT)
    window_books(window).status = dataclasses.replace(window.model.status, gate=gate)
    window.tie_out.read_again()
    qtbot.waitUntil(lambda: "reconcile" in window_books(window).calls and not window.model.is_busy())
    qtbot.waitUntil(lambda: window.model.status.gate == gate)
    settle()
    line = window.findChild(IconLine, "tieout.gate")
    assert line is not None
    assert line.isVisible() is bool(said)
    assert said in line.text()
    assert accessibility_problems(window) == []
