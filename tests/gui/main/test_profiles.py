"""Settings › Profiles: the list, another name, a copy as a file, and forgetting one with its name typed (D9, Q3)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.failures import Busy
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from tests.gui.main.conftest import Open, window_books
from tests.gui.main.scenes import books, connected
from tests.support.fake_session import FakeSession

Turn = Callable[[MainWindow, PageKey], None]


@pytest.fixture
def window(open_window: Open, on_page: Turn) -> MainWindow:
    opened = open_window(books())
    other = opened.model.workplace.session("Coast")
    assert isinstance(other, FakeSession)
    connected(other)
    on_page(opened, PageKey.PROFILES)
    return opened


def press(window: MainWindow, name: str) -> None:
    button = window.findChild(QAbstractButton, name)
    assert isinstance(button, QAbstractButton)
    assert button.isEnabled()
    button.click()


def names(window: MainWindow) -> list[str]:
    return [profile.name for profile in window.profiles.table().model().rows()]


def said(window: MainWindow) -> str:
    shown = window.profiles.strip.current()
    return f"{shown.title} {shown.text}".strip() if shown else ""


def settled(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.background.tasks())


def test_every_profile_is_listed_and_the_open_one_is_chosen(window: MainWindow) -> None:
    assert names(window) == ["Coast", "Main"]
    chosen = window.profiles.chosen()
    assert chosen is not None
    assert chosen.name == "Main"
    button = window.findChild(QAbstractButton, "profiles.open")
    assert isinstance(button, QAbstractButton)
    assert not button.isEnabled()


def test_another_profile_is_opened(window: MainWindow) -> None:
    wanted: list[str] = []
    window.switch_wanted.connect(wanted.append)
    window.profiles.table().select_row("Coast")
    press(window, "profiles.open")
    assert wanted == ["Coast"]


def test_a_profile_gets_another_name(window: MainWindow, qtbot: QtBot) -> None:
    window.profiles.table().select_row("Coast")
    press(window, "profiles.rename")
    dialog = window.profiles.rename_dialog()
    assert dialog is not None
    line = dialog.findChild(QLineEdit, "rename.name")
    assert isinstance(line, QLineEdit)
    line.setText("main")
    press_in(dialog, "rename.ok")
    assert dialog.isVisible(), "there is a profile of that name"
    line.setText("Coastal")
    press_in(dialog, "rename.ok")
    qtbot.waitUntil(lambda: names(window) == ["Coastal", "Main"])
    assert said(window) == "Profile Coast is called Coastal now."


def press_in(dialog: object, name: str) -> None:
    button = dialog.findChild(QAbstractButton, name)  # type: ignore[attr-defined]
    assert isinstance(button, QAbstractButton)
    button.click()


def test_renaming_the_open_profile_opens_it_again_under_its_new_name(window: MainWindow, qtbot: QtBot) -> None:
    wanted: list[str] = []
    window.switch_wanted.connect(wanted.append)
    press(window, "profiles.rename")
    dialog = window.profiles.rename_dialog()
    assert dialog is not None
    line = dialog.findChild(QLineEdit, "rename.name")
    assert isinstance(line, QLineEdit)
    line.setText("Head office")
    press_in(dialog, "rename.ok")
    qtbot.waitUntil(lambda: wanted == ["Head office"])


def test_removing_needs_the_name_typed_and_names_what_is_forgotten(window: MainWindow, qtbot: QtBot) -> None:
    window.profiles.table().select_row("Coast")
    press(window, "profiles.remove")
    question = window.profiles.question()
    assert question is not None
    assert "The links of 180 documents are forgotten" in question.accessibleDescription()
    assert question.button("keep").isDefault()
    assert not question.button("remove").isEnabled()
    line = question.findChild(QLineEdit, "removing.typed")
    assert isinstance(line, QLineEdit)
    line.setText("coast")
    assert not question.button("remove").isEnabled()
    line.setText("Coast")
    question.button("remove").click()
    qtbot.waitUntil(lambda: names(window) == ["Main"])
    assert said(window).startswith("Profile Coast was removed A copy is saved in")


def test_closing_the_question_removes_nothing(window: MainWindow, qtbot: QtBot) -> None:
    press(window, "profiles.remove")
    question = window.profiles.question()
    assert question is not None
    question.reject()
    settled(window, qtbot)
    assert names(window) == ["Coast", "Main"]
    assert "remove_profile" not in window_books(window).calls


def test_a_profile_that_syncs_now_is_not_removed(window: MainWindow, qtbot: QtBot) -> None:
    busy = Busy("L7", "A sync of this profile is already running", "Started 14:05 by thandi.", "Wait.")
    window_books(window).fail["remove_profile"] = busy
    window.profiles.table().select_row("Coast")
    press(window, "profiles.remove")
    question = window.profiles.question()
    assert question is not None
    line = question.findChild(QLineEdit, "removing.typed")
    assert isinstance(line, QLineEdit)
    line.setText("Coast")
    question.button("remove").click()
    qtbot.waitUntil(lambda: said(window) != "")
    assert said(window).startswith("A sync of this profile is already running")
    assert names(window) == ["Coast", "Main"]


def test_a_profile_is_saved_as_a_file_without_keys(window: MainWindow, tmp_path: Path) -> None:
    window.profiles.export("Coast", tmp_path / "coast.toml")
    assert (tmp_path / "coast.toml").exists()
    assert said(window).endswith("There are no keys in it.")
