"""The desk of questions: doing nothing is the default, an answer goes to the ticked items only, and can be undone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.conflict import Conflict
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.engine.picking import Pick
from splynx_xero_gui.gui.decision_dialog import DecisionDialog
from splynx_xero_gui.gui.decisions.answer import Answer, Remembered, give
from splynx_xero_gui.gui.decisions.desk import DecisionDesk
from splynx_xero_gui.gui.decisions.field_words import field_value
from splynx_xero_gui.gui.decisions.find_field import FindField
from splynx_xero_gui.gui.decisions.remember_dialog import RememberDialog
from splynx_xero_gui.gui.decisions.three_columns import ThreeColumns, ValueCell
from splynx_xero_gui.gui.decisions.value_fields import PickField
from splynx_xero_gui.gui.kit.pick_combo import PickCombo
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.worker import Background
from tests.gui.main.conftest import Open, settle
from tests.gui.main.scenes import books, connected
from tests.support.accessibility import accessibility_problems
from tests.support.fake_session import FakeBooks, FakeWorkplace
from tests.support.questions import (
    changed_after_payment,
    closed_period,
    contact_changed,
    looks_twice,
    several,
    unmapped_category,
)


class Desk:
    """The desk over made-up services."""

    def __init__(self, qtbot: QtBot, conflicts: tuple[Conflict, ...]) -> None:
        self.qtbot = qtbot
        self.books: FakeBooks = books(conflicts=conflicts)
        workplace = FakeWorkplace(self.books)
        self.session = workplace.session("Main")
        connected(self.session)
        self.window = QWidget()
        self.window.resize(1000, 640)
        self.background = Background(self.window)
        self.desk = DecisionDesk(self.session, self.background, "decisions", self.window)
        self.desk.resize(1000, 640)
        self.window.show()
        self.desk.load()
        self.wait()

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: not self.background.tasks())
        settle()

    def wait_held(self) -> None:
        """Until only what is held still runs."""
        self.qtbot.waitUntil(lambda: not self.desk.is_busy())
        settle()

    def show(self, title: str) -> None:
        table = self.desk.group_table()
        assert table is not None
        group = next(group for group in table.model().rows() if group.title == title)
        assert self.desk.set_kind(group.key)

    def choose(self, id: str) -> None:
        choices = self.desk.panel().choices()
        assert choices is not None
        choices.choose(id)

    def untick(self, place: int) -> None:
        table = self.desk.item_table()
        assert table is not None
        index = table.model().index(place, 0)
        table.model().setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)

    def apply(self) -> None:
        button = self.desk.panel().apply_button()
        assert button.isEnabled()
        button.click()
        self.wait()

    def close(self) -> None:
        self.background.shutdown()
        self.window.hide()
        self.window.deleteLater()


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(qtbot, tuple(several()))
    yield made
    made.close()


def test_causes_are_grouped_with_most_money_first(desk: Desk) -> None:
    table = desk.desk.group_table()
    assert table is not None
    assert [(g.title, g.count) for g in table.model().rows()] == [
        ("Closed period", 3),
        ("Category without account", 1),
        ("Changed after payment", 1),
        ("Changed on both sides", 1),
    ]


def test_decide_later_is_chosen_and_nothing_can_be_applied(desk: Desk) -> None:
    choices = desk.desk.panel().choices()
    assert choices is not None
    assert choices.radio("later").isChecked()
    assert not desk.desk.panel().apply_button().isEnabled()
    desk.desk.panel().apply()
    assert desk.books.answered == []


def test_one_answer_serves_the_whole_group(desk: Desk) -> None:
    first = closed_period()[0].id
    desk.choose("leave-out")
    assert desk.desk.panel().apply_button().text() == "&Apply to 3 selected"
    desk.apply()
    assert desk.books.answered == [(first, "leave-out", "")]
    assert desk.desk.count() == 3
    shown = desk.desk.strip.current()
    assert shown is not None
    assert shown.title.replace("\u00a0", " ") == "Answered. It is in the next sync (3 items, ZAR 1,380.00)."


def test_only_ticked_items_are_answered(desk: Desk) -> None:
    desk.untick(1)
    desk.choose("wait")
    assert desk.desk.panel().apply_button().text() == "&Apply to 2 selected"
    desk.apply()
    ids = [conflict.id for conflict in closed_period()]
    assert [answer[0] for answer in desk.books.answered] == [ids[0], ids[2]]


def test_with_nothing_ticked_nothing_can_be_applied(desk: Desk) -> None:
    for place in range(3):
        desk.untick(place)
    desk.choose("wait")
    assert not desk.desk.panel().apply_button().isEnabled()


def test_an_answer_that_names_one_item_is_refused_for_several(desk: Desk) -> None:
    desk.books.picks = (Pick("x-7", "INV-7", ""), Pick("x-70", "INV-70", ""))
    desk.choose("in-sync")
    choices = desk.desk.panel().choices()
    field = choices.field("in-sync") if choices is not None else None
    assert isinstance(field, FindField)
    field.search_for("inv-7")
    desk.wait()
    assert not desk.desk.panel().apply_button().isEnabled()
    desk.untick(1)
    desk.untick(2)
    desk.apply()
    assert desk.books.answered == [(closed_period()[0].id, "in-sync", "x-7")]


def test_a_mapping_is_answered_by_picking_an_account(desk: Desk) -> None:
    desk.show("Category without account")
    desk.choose("map")
    assert not desk.desk.panel().apply_button().isEnabled()
    combo = desk.desk.findChild(QComboBox, "decisions.choice.map.value")
    assert isinstance(combo, PickCombo)
    assert [item.code for item in combo.items()][:3] == ["200", "260", "270"]
    assert "610" not in [item.code for item in combo.items()]  # Xero keeps it for itself
    edit = combo.lineEdit()
    assert edit is not None
    desk.qtbot.keyClicks(edit, "oth")
    desk.qtbot.keyClick(combo, Qt.Key.Key_Return)
    desk.apply()
    assert desk.books.answered == [(unmapped_category().id, "map", "260")]


def test_what_cannot_be_undone_is_asked_once_and_names_the_money(desk: Desk) -> None:
    desk.show("Changed after payment")
    desk.choose("credit-reissue")
    desk.desk.panel().apply()
    question = desk.desk.panel().confirmation()
    assert question is not None
    assert "ZAR 20.00" in question.accessibleDescription().replace("\u00a0", " ")
    assert question.button("keep").isDefault()
    question.button("keep").click()
    assert desk.books.answered == []
    desk.desk.panel().apply()
    again = desk.desk.panel().confirmation()
    assert again is not None
    again.button("apply").click()
    desk.wait()
    assert desk.books.answered == [(changed_after_payment().id, "credit-reissue", "")]


def test_fields_are_chosen_one_by_one(desk: Desk) -> None:
    desk.show("Changed on both sides")
    desk.choose("per-field")
    box = desk.desk.findChild(QWidget, "decisions.choice.per-field.value.phone")
    assert box is not None
    desk.qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    desk.apply()
    assert desk.books.answered == [(contact_changed().id, "per-field", "phone")]


def test_an_answer_can_be_taken_back(desk: Desk) -> None:
    desk.choose("wait")
    desk.apply()
    undo = desk.desk.strip.button("undo")
    assert undo is not None
    undo.click()
    desk.wait()
    ids = {conflict.id for conflict in closed_period()}
    assert {id for id, choice, _ in desk.books.answered if choice == "withdraw"} == ids


def test_a_refused_answer_keeps_the_question_and_says_why(desk: Desk) -> None:
    desk.books.fail["resolve"] = Misconfigured("D1", "There is no such question", "It is gone.", "Read again.")
    desk.choose("wait")
    desk.apply()
    shown = desk.desk.strip.current()
    assert shown is not None
    assert shown.title == "There is no such question"
    assert desk.desk.count() == 6


def test_a_remembered_answer_says_how_far_it_reaches(desk: Desk) -> None:
    desk.choose("leave-out")
    remember = desk.desk.findChild(QWidget, "decisions.remember")
    assert remember is not None
    desk.qtbot.keyClick(remember, Qt.Key.Key_Space)
    dialog = desk.desk.findChild(RememberDialog)
    assert dialog is not None
    amount = dialog.findChild(QLineEdit, "remember.up_to")
    assert amount is not None
    amount.setText("50.00")
    desk.qtbot.mouseClick(dialog.findChild(QWidget, "remember.scope.kind"), Qt.MouseButton.LeftButton)
    dialog.accept()
    desk.apply()
    assert desk.books.answered[0][1] == "leave-out"


def test_a_rule_needs_an_amount_that_can_be_read(qtbot: QtBot) -> None:
    conflict = closed_period()[0]
    dialog = RememberDialog(conflict, conflict.choices[0], "Customer 1", "ZAR")
    qtbot.addWidget(dialog)
    field = dialog.findChild(QLineEdit, "remember.up_to")
    assert field is not None
    field.setText("1,250.50")
    found = dialog.remembered()
    assert found is not None
    assert (found.scope, str(found.up_to)) == ("customer", "1250.50")
    field.setText("fifty")
    assert dialog.remembered() is None
    field.setText("-1")
    assert dialog.remembered() is None


def test_one_rule_is_enough_for_several_items() -> None:
    class Counting:
        rules = 0

        def resolve(self, id: str, choice: str, value: str = "", *, remember: bool = False, **_: object) -> int:
            self.rules += remember
            return 1

    session = Counting()
    conflicts = tuple(closed_period())
    answer = Answer(conflicts[:2], conflicts[0].choices[0], "", Remembered("kind"))
    assert give(session, answer) == 2  # type: ignore[arg-type]
    assert session.rules == 1


def test_ctrl_enter_applies(desk: Desk) -> None:
    desk.choose("wait")
    desk.window.activateWindow()
    view = desk.desk.item_table()
    assert view is not None
    view.view.setFocus()
    desk.qtbot.keyClick(view.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.wait()
    assert len(desk.books.answered) == 1


def test_when_nothing_waits_it_says_so(qtbot: QtBot) -> None:
    empty = Desk(qtbot, ())
    state = empty.desk.findChild(QWidget, "decisions.state")
    assert state is not None
    assert state.isVisible()
    assert not empty.desk.panel().isVisible()
    empty.close()


@pytest.mark.parametrize("title", ["Closed period", "Category without account", "Changed on both sides"])
def test_every_question_can_be_used_by_everyone(desk: Desk, title: str) -> None:
    desk.show(title)
    choices = desk.desk.panel().choices()
    assert choices is not None
    chosen = next(choice.id for choice in several()[0].choices) if title == "Changed on both sides" else "later"
    choices.choose(chosen)
    settle()
    assert accessibility_problems(desk.window) == []


def test_changed_values_are_marked_by_more_than_colour(qtbot: QtBot) -> None:
    columns = ThreeColumns("c")
    qtbot.addWidget(columns)
    columns.set_fields(changed_after_payment().fields)
    columns.show()
    cells = {cell.accessibleName(): cell for cell in columns.findChildren(ValueCell)}
    changed = cells["Total, Splynx now, 480.00, changed"]
    assert changed.is_changed()
    assert changed.font().bold() or changed.font().weight() > cells["Total, last agreed, 460.00"].font().weight()
    assert not cells["Date, Xero now, 11/1/26"].isVisible()  # equal everywhere: folded away


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("total", "1234.5", "1,234.50"),
        ("tax at 15 %", "60.00", "60.00"),
        ("date", "2026-11-01", "11/1/26"),
        ("status", "AUTHORISED", "Approved"),
        ("status", "not_paid", "Unpaid"),
        ("email", "", "(empty)"),
        ("total", "unknown", "unknown"),
    ],
)
def test_values_read_as_a_person_writes_them(name: str, value: str, shown: str) -> None:
    assert field_value(name, value) == shown


def test_the_dialog_of_the_set_up_shows_the_same_desk(qtbot: QtBot) -> None:
    known = books()
    session = FakeWorkplace(known).session("Main")
    connected(session)
    window = QWidget()
    qtbot.addWidget(window)
    background = Background(window)
    dialog = DecisionDialog(session, background, window)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.desk.count() == 6)
    settle()
    assert accessibility_problems(dialog) == []
    choices = dialog.desk.panel().choices()
    assert choices is not None
    choices.choose("wait")
    with qtbot.waitSignal(dialog.answered):
        dialog.desk.panel().apply()
    dialog.accept()
    background.shutdown()


def test_payments_are_picked_where_one_of_them_is_a_double(qtbot: QtBot) -> None:
    made = Desk(qtbot, (looks_twice(),))
    made.choose("same")
    field = made.desk.findChild(PickField)
    assert field is not None
    combo = made.desk.findChild(QComboBox, "decisions.choice.same.value")
    assert isinstance(combo, PickCombo)
    assert [item.key for item in combo.items()] == ["811", "812"]
    made.close()


def test_very_many_questions_are_read_before_somebody_turns_to_them(open_window: Open, qtbot: QtBot) -> None:
    many = tuple(dataclasses.replace(c, id=f"{c.id}-{n}") for n in range(90) for c in several())
    window = open_window(books(conflicts=many))
    desk = window.decisions.desk
    qtbot.waitUntil(lambda: desk.count() == len(many) and not desk.is_busy())
    assert not window.decisions.isVisible()
    window.show_page(PageKey.DECISIONS)
    groups = desk.group_table()
    assert groups is not None
    assert groups.view.isVisible()
    qtbot.waitUntil(lambda: not desk.is_busy())
    assert desk.count() == len(many)


def test_a_few_questions_are_read_when_somebody_turns_to_them(open_window: Open) -> None:
    window = open_window(books())
    assert window.decisions.desk.count() == 0
