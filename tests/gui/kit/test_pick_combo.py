"""PickCombo by keyboard: finds by code or name, never keeps what is no item."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.kit.pick_combo import PickCombo
from splynx_xero_gui.gui.kit.pick_model import PickItem, PickModel, found, matches
from tests.gui.kit.samples import ACCOUNTS


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    """A page with the combo box and a field after it, active so that focus moves."""
    widget = QWidget()
    qtbot.addWidget(widget)
    layout = QVBoxLayout(widget)
    layout.addWidget(PickCombo(ACCOUNTS, "categories.account"))
    layout.addWidget(QLineEdit())
    with qtbot.waitActive(widget):
        widget.show()
    widget.findChild(PickCombo).setFocus()
    return widget


@pytest.fixture
def combo(page: QWidget) -> PickCombo:
    widget = page.findChild(PickCombo, "categories.account")
    assert isinstance(widget, PickCombo)
    return widget


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("20", ["200"]),
        ("sal", ["200", "310"]),
        ("SALES", ["200", "310"]),
        ("cafe", ["310"]),
        ("uber", ["310"]),
        ("rev other", ["260"]),
        ("00", []),
        ("xyz", []),
        ("", ["200", "260", "270", "310", "610"]),
    ],
)
def test_typed_words_find_by_the_start_of_any_word(typed: str, codes: list[str]) -> None:
    assert [item.code for item in ACCOUNTS if matches(item, typed)] == codes


def test_the_model_of_the_list_is_sound(qtbot: QtBot) -> None:
    model = PickModel(ACCOUNTS)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_items(found(ACCOUNTS, "sal"))
    assert model.rowCount() == 2


def test_a_refused_item_is_never_found() -> None:
    assert [item.code for item in found(ACCOUNTS, "")] == ["200", "260", "270", "310"]


def test_a_list_line_shows_code_name_and_type(combo: PickCombo) -> None:
    assert combo.model().index(0, 0).data() == "200 · Sales · Revenue"


@pytest.mark.parametrize("typed", ["26", "other rev"])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_typing_code_or_name_and_confirming_takes_the_first_match(
    combo: PickCombo, qtbot: QtBot, typed: str, key: Qt.Key
) -> None:
    qtbot.keyClicks(combo, typed)
    with qtbot.waitSignal(combo.picked) as caught:
        qtbot.keyClick(combo, key)
    assert caught.args == ["a260"]
    assert combo.current_key() == "a260"
    assert combo.currentText() == "260 Other Revenue"


def test_the_marked_line_of_the_typed_list_is_taken(combo: PickCombo, qtbot: QtBot) -> None:
    qtbot.keyClicks(combo, "rev")
    popup = combo.completer_popup()
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert combo.current_key() == "a260"


def test_a_click_in_the_typed_list_takes_that_line(combo: PickCombo, qtbot: QtBot) -> None:
    qtbot.keyClicks(combo, "rev")
    popup = combo.completer_popup()
    line = popup.visualRect(popup.model().index(2, 0)).center()
    qtbot.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=line)
    assert combo.current_key() == "a270"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_unknown_text_is_never_kept(combo: PickCombo, qtbot: QtBot, key: Qt.Key) -> None:
    combo.set_current_key("a200")
    combo.lineEdit().selectAll()
    qtbot.keyClicks(combo, "no such account")
    qtbot.keyClick(combo, key)
    assert combo.current_key() == "a200"
    assert combo.currentText() == "200 Sales"


def test_leaving_with_several_matches_changes_nothing(page: QWidget, combo: PickCombo, qtbot: QtBot) -> None:
    qtbot.keyClicks(combo, "rev")
    combo.completer_popup().hide()
    page.findChildren(QLineEdit)[-1].setFocus()
    assert combo.current_key() is None
    assert combo.currentText() == ""


def test_escape_takes_the_typing_back_and_closes_nothing_else(combo: PickCombo, qtbot: QtBot) -> None:
    combo.set_current_key("a200")
    combo.lineEdit().selectAll()
    qtbot.keyClicks(combo, "xyz")
    qtbot.keyClick(combo, Qt.Key.Key_Escape)
    assert combo.currentText() == "200 Sales"
    assert not combo.is_typing()


def test_del_empties_the_field(combo: PickCombo, qtbot: QtBot) -> None:
    combo.set_current_key("a200")
    with qtbot.waitSignal(combo.picked) as caught:
        qtbot.keyClick(combo, Qt.Key.Key_Delete)
    assert caught.args == [None]
    assert combo.current_key() is None
    assert combo.currentText() == ""


def test_del_in_the_middle_of_typing_only_deletes_a_letter(combo: PickCombo, qtbot: QtBot) -> None:
    qtbot.keyClicks(combo, "sal")
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    combo.lineEdit().setCursorPosition(0)
    with qtbot.assertNotEmitted(combo.picked):
        qtbot.keyClick(combo, Qt.Key.Key_Delete)
    assert combo.lineEdit().text() == "al"


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_F4])
def test_down_and_f4_open_the_whole_list_without_changing_the_choice(
    combo: PickCombo, qtbot: QtBot, key: Qt.Key
) -> None:
    combo.set_current_key("a200")
    qtbot.keyClick(combo, key)
    qtbot.waitUntil(combo.view().isVisible)
    assert combo.count() == 4
    assert combo.current_key() == "a200"
    qtbot.keyClick(combo.view(), Qt.Key.Key_Down)
    qtbot.keyClick(combo.view(), Qt.Key.Key_Return)
    assert combo.current_key() == "a260"


def test_the_mouse_wheel_does_not_change_the_choice(combo: PickCombo) -> None:
    combo.set_current_key("a200")
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, turn)
    assert not turn.isAccepted()
    assert combo.current_key() == "a200"


def test_what_the_other_side_forbids_is_not_listed_unless_asked_for(combo: PickCombo, qtbot: QtBot) -> None:
    assert combo.count() == 4
    combo.set_show_refused(True)
    assert combo.count() == 5
    refused = combo.model().index(4, 0)
    assert "Xero keeps it for itself" in refused.data()
    assert not refused.flags() & Qt.ItemFlag.ItemIsEnabled
    qtbot.keyClicks(combo, "610")
    qtbot.keyClick(combo, Qt.Key.Key_Return)
    assert combo.current_key() is None


def test_choosing_by_program_tells_nobody(combo: PickCombo, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(combo.picked):
        combo.set_current_key("a270")
        combo.set_current_key("gone")
    assert combo.current_key() is None


def test_new_items_keep_the_choice_when_it_is_still_there(combo: PickCombo) -> None:
    combo.set_current_key("a260")
    combo.set_items(ACCOUNTS[1:3])
    assert combo.current_key() == "a260"
    combo.set_items(ACCOUNTS[:1])
    assert combo.current_key() is None
    assert combo.currentText() == ""


def test_a_stored_choice_that_became_unusable_is_still_shown(qtbot: QtBot) -> None:
    archived = PickItem("old", "900", "Old bank", refused="archived in Xero")
    combo = PickCombo()
    qtbot.addWidget(combo)
    combo.set_items((*ACCOUNTS, archived), current="old")
    assert combo.current_key() == "old"
    assert combo.currentText() == "900 Old bank"


def test_enter_without_typing_is_left_to_the_wizard(combo: PickCombo, qtbot: QtBot) -> None:
    combo.set_current_key("a200")
    with qtbot.assertNotEmitted(combo.confirmed):
        qtbot.keyClick(combo, Qt.Key.Key_Return)
