"""D1: go on, start again, open a profile, demo, quit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.start_dialog import StartAnswer, StartDialog, StartKind
from splynx_xero_gui.wizard.drafts import Draft
from splynx_xero_gui.wizard.flow import Progress
from splynx_xero_gui.wizard.pages import PageId
from tests.support.fake_settings import MOMENT
from tests.support.shots import cut_texts, overlaps
from tests.unit.wizard.test_flow import finished

DRAFT = Draft(finished(), Progress(PageId.TAXES), MOMENT)
Open = Callable[..., StartDialog]


@pytest.fixture
def open_start(qtbot: QtBot) -> Open:
    def open_it(draft: Draft | None = None, profiles: tuple[str, ...] = ()) -> StartDialog:
        dialog = StartDialog(draft, profiles)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitExposed(dialog)
        return dialog

    return open_it


def press(qtbot: QtBot, dialog: StartDialog, name: str) -> None:
    button = dialog.findChild(QAbstractButton, name)
    assert button is not None
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_draft_is_offered_with_its_day_and_step(open_start: Open) -> None:
    dialog = open_start(DRAFT)
    text = dialog.findChild(QLabel, "start.draft").text()
    assert text.startswith("Set-up of Main was saved on 12/11/2026")
    assert text.endswith("at step 6, Map tax rates.")


def test_enter_goes_on(open_start: Open, qtbot: QtBot) -> None:
    dialog = open_start(DRAFT)
    qtbot.keyClick(dialog.findChild(QAbstractButton, "start.continue"), Qt.Key.Key_Return)
    assert dialog.answer() == StartAnswer(StartKind.CONTINUE, "Main")


def test_escape_quits(open_start: Open, qtbot: QtBot) -> None:
    dialog = open_start(DRAFT, ("Main",))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.answer().kind is StartKind.QUIT


def test_starting_again_asks_once_and_keeps_no_keys_unless_ticked(open_start: Open, qtbot: QtBot) -> None:
    dialog = open_start(DRAFT)
    press(qtbot, dialog, "start.again")
    assert dialog.isVisible()
    press(qtbot, dialog, "start.yes")
    assert dialog.answer() == StartAnswer(StartKind.AGAIN, "Main", keep_keys=False)


def test_the_keys_are_kept_if_ticked(open_start: Open, qtbot: QtBot) -> None:
    dialog = open_start(DRAFT)
    press(qtbot, dialog, "start.again")
    dialog.findChild(QAbstractButton, "start.keep").click()
    press(qtbot, dialog, "start.yes")
    assert dialog.answer().keep_keys


def test_starting_again_can_be_thought_over(open_start: Open, qtbot: QtBot) -> None:
    dialog = open_start(DRAFT)
    press(qtbot, dialog, "start.again")
    press(qtbot, dialog, "start.no")
    assert not dialog.findChild(QAbstractButton, "start.yes").isVisible()
    press(qtbot, dialog, "start.continue")
    assert dialog.answer().kind is StartKind.CONTINUE


def test_a_profile_is_chosen_from_several(open_start: Open, qtbot: QtBot) -> None:
    dialog = open_start(None, ("Coast", "Main"))
    dialog.findChild(QAbstractButton, "start.profile.Main").click()
    press(qtbot, dialog, "start.open")
    assert dialog.answer() == StartAnswer(StartKind.PROFILE, "Main")


def test_a_new_set_up_and_the_demo_books_can_be_chosen(open_start: Open, qtbot: QtBot) -> None:
    dialog = open_start(None, ("Coast", "Main"))
    press(qtbot, dialog, "start.new")
    assert dialog.answer().kind is StartKind.NEW
    dialog = open_start(DRAFT)
    press(qtbot, dialog, "start.demo")
    assert dialog.answer().kind is StartKind.DEMO


def test_nothing_is_cut(open_start: Open, qtbot: QtBot) -> None:
    dialog = open_start(DRAFT, ("Coast", "Main"))
    press(qtbot, dialog, "start.again")
    qtbot.wait(20)
    assert not cut_texts(dialog)
    assert not overlaps(dialog)
