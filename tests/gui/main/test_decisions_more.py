"""The desk's further parts: pickers, what may have arrived, the reach of a rule, rules and the journal."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind, Rule
from splynx_xero_gui.domain.journal import JournalEntry, JournalEvent
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.engine.picking import Pick
from splynx_xero_gui.engine.reconcile.draft import Subject
from splynx_xero_gui.engine.reconcile.questions import phrase
from splynx_xero_gui.engine.rulebook import KnownRule, Reach
from splynx_xero_gui.engine.uncertain import Candidate, MayHaveArrived
from splynx_xero_gui.gui.decisions import desk as desk_module
from splynx_xero_gui.gui.decisions import groups as groups_module
from splynx_xero_gui.gui.decisions.find_field import FindField
from splynx_xero_gui.gui.decisions.groups import Item, ready_groups
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main.rules_page import RulesPage
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.gui.worker import Background
from tests.gui.main.conftest import Open, settle
from tests.gui.main.scenes import books, connected
from tests.gui.main.test_decisions import Desk
from tests.support.accessibility import accessibility_problems
from tests.support.fake_session import FakeWorkplace
from tests.support.fake_settings import MOMENT
from tests.support.questions import several

D = Decimal
MONEY_OF_NOBODY = phrase(
    ConflictKind.PAYMENT_UNMATCHED,
    Subject(ObjectKind.PAYMENT, "payment EFT", None, "", D("115.00"), "x-1", dt.date(2026, 11, 10)),
    {"date": "2026-11-10", "reference": "EFT", "reason": "No customer is linked to its contact."},
    first="customer",
)
LOST = MayHaveArrived(
    "i-1", ActionKind.CREATE_PAYMENT, Side.XERO, "payment 812", "T. Mbeki", D("460.00"), dt.date(2026, 11, 12), MOMENT
)
TWIN = Candidate("p-9", "", dt.date(2026, 11, 12), D("460.00"), "Splynx payment 812")
RULE = Rule("r-1", ConflictKind.NEGATIVE_INVOICE, "as-credit-note", scope="kind", by="Thandi on PC-1", at=MOMENT)


def press(window: QWidget, name: str) -> None:
    """Press a button by its name."""
    button = window.findChild(QAbstractButton, name)
    assert button is not None
    button.click()


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(qtbot, (MONEY_OF_NOBODY, *several()))
    yield made
    made.close()


def test_the_window_makes_no_group_and_no_line_of_many_questions(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand open questions: a worker gathers, sums and numbers them; the window only shows them."""
    made: set[int] = set()

    def watched(*read: object) -> object:
        made.add(threading.get_ident())
        return ready_groups(*read)  # type: ignore[arg-type]

    monkeypatch.setattr(desk_module, "ready_groups", watched)
    monkeypatch.setattr(groups_module, "Item", _noted(made))
    desk.desk.load()
    desk.wait()
    table, items = desk.desk.group_table(), desk.desk.item_table()
    assert table is not None
    assert items is not None
    for group in table.model().rows():
        table.select_row(group.key)
        assert len(items.model().rows()) == group.count
    assert made
    assert threading.get_ident() not in made


def _noted(made: set[int]) -> Callable[..., Item]:
    def make(conflict: Conflict, ticked: bool = True) -> Item:
        made.add(threading.get_ident())
        return Item(conflict, ticked)

    return make


class TestPickers:
    def test_a_customer_is_found_by_typing_and_picked_with_the_keyboard(self, desk: Desk, qtbot: QtBot) -> None:
        desk.books.picks = (Pick("7", "7", "Anna Botha", "anna@example.net"), Pick("8", "8", "Ben Nel"))
        desk.show("Payment without customer")
        desk.choose("customer")
        choices = desk.desk.panel().choices()
        assert choices is not None
        field = choices.field("customer")
        assert isinstance(field, FindField)
        qtbot.waitUntil(lambda: len(field.found()) == 2)
        assert not desk.desk.panel().apply_button().isEnabled()
        qtbot.keyClicks(field.edit, "botha")
        qtbot.waitUntil(lambda: [item.name for item in field.found()] == ["Anna Botha"])
        qtbot.keyClick(field.edit, Qt.Key.Key_Down)
        assert field.value() == "7"
        desk.apply()
        assert desk.books.answered == [(MONEY_OF_NOBODY.id, "customer", "7")]

    def test_nothing_found_is_said(self, desk: Desk, qtbot: QtBot) -> None:
        desk.show("Payment without customer")
        desk.choose("customer")
        choices = desk.desk.panel().choices()
        assert choices is not None
        field = choices.field("customer")
        assert isinstance(field, FindField)
        qtbot.waitUntil(lambda: not field.is_searching())
        assert field.value() == ""
        assert accessibility_problems(desk.window) == []


class TestMayHaveArrived:
    def test_it_stands_first_and_is_looked_up_by_itself(self, desk: Desk) -> None:
        desk.books.lost = (LOST,)
        desk.desk.load()
        desk.wait()
        table = desk.desk.group_table()
        assert table is not None
        assert table.model().rows()[0].title == "May have arrived"
        assert "look_up" not in desk.books.calls
        desk.show("May have arrived")
        desk.wait()
        assert desk.books.calls.count("look_up") == 1
        assert desk.books.lost[0].looked_up == 1

    def test_it_is_sent_again_only_after_a_look_up_found_nothing(self, desk: Desk, qtbot: QtBot) -> None:
        desk.books.lost = (LOST,)
        desk.books.hold("look_up")
        desk.desk.load()
        desk.wait_held()
        desk.show("May have arrived")
        work = desk.desk.lost()
        assert work is not None
        assert not work.view.send_again.isEnabled()
        desk.books.release("look_up")
        desk.wait()
        assert work.view.send_again.isEnabled()
        work.view.send_again.click()
        dialog = work.view.dialog()
        assert dialog is not None
        assert "460.00" in dialog.accessibleDescription()
        dialog.button("later").click()
        desk.wait()
        assert desk.books.answered == []
        work.view.send_again.click()
        again = work.view.dialog()
        assert again is not None
        again.button("yes").click()
        desk.wait()
        assert desk.books.answered == [("i-1", "it is not there", "")]
        assert desk.desk.count() == len(desk.books.conflicts)

    def test_what_is_there_is_shown_side_by_side_and_linked(self, desk: Desk) -> None:
        desk.books.lost = (dataclasses.replace(LOST, candidates=(TWIN,), looked_up=1),)
        desk.desk.load()
        desk.wait()
        desk.show("May have arrived")
        work = desk.desk.lost()
        assert work is not None
        work.view.is_there.click()
        dialog = work.view.dialog()
        assert dialog is not None
        told = dialog.accessibleDescription()
        assert "T. Mbeki" in told
        assert "Splynx payment 812" in told
        dialog.button("yes").click()
        desk.wait()
        assert desk.books.answered == [("i-1", "it is there", "p-9")]


class TestRules:
    def test_the_reach_is_told_before_a_rule_is_made(self, desk: Desk, qtbot: QtBot) -> None:
        desk.books.reach = Reach(3, D("1380.00"), 12, D("5520.00"))
        desk.show("Closed period")
        desk.choose("leave-out")
        panel = desk.desk.panel()
        remember = panel.findChild(QAbstractButton, "decisions.remember")
        assert remember is not None
        remember.click()
        dialog = panel.remember_dialog()
        assert dialog is not None
        desk.wait()
        told = dialog.findChild(QLabel, "remember.reach")
        assert told is not None
        text = told.text()
        assert "3 of the questions open now" in text
        assert "12" in text
        assert "5,520.00" in text
        dialog.reject()

    def test_rules_are_listed_revoked_and_followed_into_the_journal(self, qtbot: QtBot) -> None:
        used = JournalEntry(MOMENT, JournalEvent.BY_RULE, "rule of Thandi on PC-1", "negative-invoice", "invoice 7",
                            amount=D("46.00"), answer="Send it as a credit note", rule_id="r-1", seq=2)  # fmt: skip
        other = JournalEntry(MOMENT, JournalEvent.ANSWERED, "Thandi on PC-1", "invoice-differs", "invoice 8", seq=1)
        made = books(rules=(KnownRule(RULE, "Send it as a credit note", "", 1, MOMENT),), journal=(used, other))
        session = FakeWorkplace(made).session("Main")
        connected(session)
        window = QWidget()
        background = Background(window)
        page = RulesPage(session, background, parent=window)
        page.resize(1000, 600)
        window.show()
        page.load()
        qtbot.waitUntil(lambda: not background.tasks())
        settle()
        table, journal = page.rules_table(), page.journal_table()
        assert table is not None
        assert journal is not None
        assert [k.answer for k in table.model().rows()] == ["Send it as a credit note"]
        press(page, "rules.answered")
        assert [e.subject for e in journal.model().rows()] == ["invoice 7"]
        press(page, "rules.all")
        assert len(journal.model().rows()) == 2
        page.tabs().setCurrentIndex(0)
        with qtbot.waitSignal(page.changed):
            press(page, "rules.revoke")
            dialog = page.dialog()
            assert dialog is not None
            dialog.button("revoke").click()
        qtbot.waitUntil(lambda: not background.tasks())
        assert made.rules[0].rule.revoked_at is not None
        assert accessibility_problems(window) == []
        background.shutdown()
        window.hide()
        window.deleteLater()


def test_the_record_of_decisions_is_one_press_away(
    open_window: Open, on_page: Callable[[MainWindow, PageKey], None]
) -> None:
    window = open_window(books(rules=(KnownRule(RULE, "Send it as a credit note"),)))
    on_page(window, PageKey.DECISIONS)
    press(window, "decisions.made")
    assert window.current().key is PageKey.RULES
