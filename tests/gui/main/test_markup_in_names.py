"""A customer may be called anything: HTML in a name is read as it is written, on every page, tool tip and dialog."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import Qt
from pytestqt.qtbot import QtBot

import splynx_xero_gui.gui
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.engine.fetching import FetchLine
from splynx_xero_gui.gui.decisions.desk import DecisionDesk
from splynx_xero_gui.gui.item_dialog import ItemDialog
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog, TypedConfirmation
from splynx_xero_gui.gui.kit.labels import PlainLabel, plain_tip
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.gui.plan_print import plan_document
from splynx_xero_gui.gui.wizard.read_lines import LineState, ReadLine
from splynx_xero_gui.wizard.review import Review
from tests.gui.main.conftest import Open, settle
from tests.gui.main.scenes import books, different
from tests.gui.main.test_undo_dialog import undo_plan
from tests.support.markup import POISON, SEEN, obeyed, poisoned, shows_poison
from tests.support.questions import several
from tests.unit.wizard.mapping_world import xero
from tests.unit.wizard.plan_world import action

Turn = Callable[[MainWindow, PageKey], None]
GUI = Path(splynx_xero_gui.gui.__file__).parent
# Pages that show names of customers, documents, accounts or people.
NAMED = (PageKey.SYNC, PageKey.DECISIONS, PageKey.HISTORY, PageKey.TIE_OUT, PageKey.MAPPINGS)


@pytest.fixture
def poisoned_window(open_window: Open) -> MainWindow:
    known = poisoned(books(undo_plan=undo_plan()))
    return open_window(known, poisoned(different()))


@pytest.mark.parametrize("key", list(PageKey))
def test_no_page_obeys_a_name(poisoned_window: MainWindow, on_page: Turn, key: PageKey) -> None:
    on_page(poisoned_window, key)
    assert obeyed(poisoned_window) == []
    if key in NAMED:
        assert shows_poison(poisoned_window), "nothing with a name was shown"


def test_no_question_of_the_desk_obeys_a_name(poisoned_window: MainWindow, on_page: Turn, qtbot: QtBot) -> None:
    on_page(poisoned_window, PageKey.DECISIONS)
    desk = poisoned_window.findChild(DecisionDesk)
    assert desk is not None
    table = desk.group_table()
    assert table is not None
    groups = table.model().rows()
    assert len(groups) == len({question.group for question in several()})
    for group in groups:
        assert desk.set_kind(group.key)
        settle()
        assert obeyed(poisoned_window) == []


def test_a_message_and_its_confirmation_obey_no_name(qtbot: QtBot) -> None:
    dialog = MessageDialog(
        f"Void {POISON}?",
        POISON,
        (DialogButton("no", "No", ButtonRole.SAFE), DialogButton("yes", "Yes")),
        details=POISON,
        typed=TypedConfirmation("yes", f"Type {POISON}", "12"),
    )
    qtbot.addWidget(dialog)
    dialog.show()
    assert obeyed(dialog) == []
    assert shows_poison(dialog)


def test_what_an_item_will_do_obeys_no_name(qtbot: QtBot) -> None:
    dialog = ItemDialog(poisoned(action("i1", customer="J. Smith", subject="invoice 12")), poisoned(xero()))
    qtbot.addWidget(dialog)
    dialog.show()
    assert obeyed(dialog) == []
    assert shows_poison(dialog)


def test_a_printed_plan_holds_names_as_text(poisoned_window: MainWindow) -> None:
    plan = poisoned(books()).plan
    document = plan_document(Review(plan), f"Main {POISON}", "ZAR", dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    assert SEEN in document.toPlainText()
    assert "<img" not in document.toHtml()
    assert "<a href" not in document.toHtml()


def test_the_reason_of_a_failed_reading_obeys_nothing(qtbot: QtBot) -> None:
    assert plain_tip("Anna & Co") == "Anna & Co"
    assert plain_tip(POISON).startswith("<qt>&lt;img src=x")
    label = PlainLabel(POISON)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    line = ReadLine(FetchLine.ACCOUNTS, "Accounts", Side.XERO)
    qtbot.addWidget(line)
    line.set_state(LineState.FAILED, failure=POISON)
    assert line.failure() == POISON
    assert obeyed(line) == []


# -- what keeps it so: rules on the code --


def calls(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = [(c.func.attr if isinstance(c.func, ast.Attribute) else getattr(c.func, "id", ""), c) for c in found]
    return [(name, call) for name, call in names if name]


def test_labels_message_boxes_and_documents_are_made_in_one_place_only() -> None:
    allowed = {("QLabel", "labels.py"), ("setHtml", "plan_print.py")}
    guarded = {"QLabel", "QMessageBox", "QErrorMessage", "QTextBrowser", "QTextEdit", "setHtml", "setMarkdown"}
    found = {
        (name, file.name)
        for file in GUI.rglob("*.py")
        for name, _ in calls(ast.parse(file.read_text(encoding="utf-8")))
        if name in guarded
    }
    assert found <= allowed


def test_only_words_of_the_program_are_tool_tips_unguarded() -> None:
    known = {
        ("navigation.py", "name"),  # the page's own title
        ("history_page.py", "why"),  # why undo is off, in the program's words
    }
    unguarded = set()
    for file in GUI.rglob("*.py"):
        for name, call in calls(ast.parse(file.read_text(encoding="utf-8"))):
            if name != "setToolTip":
                continue
            words = ast.unparse(call.args[0])
            if not words.startswith(("plain_tip(", "self.tr(")):
                unguarded.add((file.name, words))
    assert {file for file, _ in unguarded} <= {file for file, _ in known}, unguarded
