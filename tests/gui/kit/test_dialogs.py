"""Message dialogs: doing nothing is the default, and what Esc means."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.kit.details import DetailsBox
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog, TypedConfirmation
from splynx_xero_gui.gui.kit.strip import Severity

CLOSE = (
    DialogButton("keep", "Keep syncing", ButtonRole.SAFE),
    DialogButton("stop", "Stop after this step and close", ButtonRole.DANGER),
)


def shown(qtbot: QtBot, dialog: MessageDialog) -> MessageDialog:
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
    return dialog


def test_escape_means_the_safe_button(qtbot: QtBot) -> None:
    dialog = shown(qtbot, MessageDialog("A sync is running", "127 of 214 written.", CLOSE))
    with qtbot.waitSignal(dialog.answered) as caught:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert caught.args == ["keep"]


def test_where_something_can_be_written_enter_does_nothing_harmful(qtbot: QtBot) -> None:
    dialog = shown(qtbot, MessageDialog("A sync is running", "127 of 214 written.", CLOSE[::-1]))
    assert QApplication.focusWidget() is dialog.button("keep")
    with qtbot.waitSignal(dialog.answered) as caught:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert caught.args == ["keep"]


def test_a_harmless_dialog_has_its_first_button_as_default(qtbot: QtBot) -> None:
    buttons = (DialogButton("retry", "Try again"), DialogButton("close", "Close", ButtonRole.SAFE))
    dialog = shown(qtbot, MessageDialog("Your password store is locked", "Unlock it.", buttons))
    with qtbot.waitSignal(dialog.answered) as caught:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert caught.args == ["retry"]


def test_a_click_answers_with_its_key(qtbot: QtBot) -> None:
    dialog = shown(qtbot, MessageDialog("A sync is running", "127 of 214 written.", CLOSE))
    with qtbot.waitSignal(dialog.answered) as caught:
        qtbot.mouseClick(dialog.button("stop"), Qt.MouseButton.LeftButton)
    assert caught.args == ["stop"]
    assert dialog.result() == MessageDialog.DialogCode.Accepted


def test_ask_waits_and_returns_the_key(qtbot: QtBot) -> None:
    dialog = MessageDialog("A sync is running", "127 of 214 written.", CLOSE)
    qtbot.addWidget(dialog)
    QTimer.singleShot(0, dialog.button("stop").click)
    assert dialog.ask() == "stop"


def test_the_harmful_button_waits_for_what_must_be_typed(qtbot: QtBot) -> None:
    buttons = (
        DialogButton("keep", "Keep", ButtonRole.SAFE),
        DialogButton("remove", "Remove", ButtonRole.DANGER),
    )
    typed = TypedConfirmation("remove", "Type the name to confirm", "Main")
    dialog = shown(qtbot, MessageDialog("Remove profile Main?", "Both sides stay.", buttons, typed=typed))
    field = dialog.findChild(QLineEdit, "message.typed")
    assert not dialog.button("remove").isEnabled()
    qtbot.keyClicks(field, "Mai")
    assert not dialog.button("remove").isEnabled()
    qtbot.keyClicks(field, "n")
    assert dialog.button("remove").isEnabled()


def test_the_services_words_are_folded_away(qtbot: QtBot) -> None:
    dialog = shown(
        qtbot,
        MessageDialog("Xero refused 1 item", "…", CLOSE, Severity.DANGER, details="A validation exception occurred"),
    )
    box = dialog.findChild(DetailsBox)
    assert box.text() == "A validation exception occurred"
    assert not box.isVisible()


def test_the_focus_goes_back_to_the_opener(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
    field.setFocus()
    dialog = shown(qtbot, MessageDialog("A sync is running", "127 of 214 written.", CLOSE, parent=field))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field)


def test_a_dialog_without_a_safe_way_out_is_refused(qtbot: QtBot) -> None:
    with pytest.raises(ValueError, match="exactly one safe button"):
        MessageDialog("x", "y", (DialogButton("a", "A"),))
