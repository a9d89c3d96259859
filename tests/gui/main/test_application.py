"""From start to end: which window opens, and that nothing is left behind."""

from __future__ import annotations

import os
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.__main__ import main, window_problem
from splynx_xero_gui.domain.failures import Failure, StorageTrouble
from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.gui.application import Application
from splynx_xero_gui.gui.crash import CrashReporter
from splynx_xero_gui.gui.entry import Entry
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.gui.start_dialog import StartDialog
from splynx_xero_gui.gui.support import error_text, save_support_file, versions_text
from splynx_xero_gui.gui.wizard.frame import SetupWizard
from splynx_xero_gui.wizard.drafts import draft_json
from splynx_xero_gui.wizard.flow import Progress
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.services import Workplace
from splynx_xero_gui.wizard.state import SetupState
from tests.gui.main.scenes import books, connected
from tests.support.fake_session import FakeWorkplace
from tests.support.fake_settings import CLIENT_ID, MOMENT


class FakeDemo:
    """Demo books without servers."""

    def __init__(self, *, keys_in_memory: bool = False) -> None:
        self.keys_in_memory = keys_in_memory
        self.workplace: Workplace = FakeWorkplace(books(), demo=True)
        self.url = "http://127.0.0.1:1"
        self.api_key, self.api_secret = "demo-key", "demo-secret"
        self.xero = XeroSettings(CLIENT_ID)
        self.closed = False

    def close(self) -> None:
        self.closed = True


class Started:
    """An application over made-up computers; it may end, the test's process goes on."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.own = FakeWorkplace(books())
        self.demo = FakeDemo()
        self.threads: set[int] = set()
        self.fail: Failure | None = None
        self.application: Application | None = None

    def profile(self, name: str) -> None:
        connected(self.own.session(name))

    def start(self, profile: str = "", demo: bool = False) -> Application:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.application = Application(app, Entry(self._own, self._demo), profile, demo, opener=lambda _: True)
        self.application.start()
        return self.application

    def window(self, kind: type[QWidget]) -> QWidget:
        assert self.application is not None
        application = self.application
        self.qtbot.waitUntil(lambda: isinstance(application.window(), kind))
        window = application.window()
        assert window is not None
        assert window.isVisible()
        return window

    def _own(self) -> Workplace:
        self.threads.add(threading.get_ident())
        if self.fail is not None:
            raise self.fail
        return self.own

    def _demo(self) -> FakeDemo:
        return self.demo

    def close(self) -> None:
        if self.application is None:
            return
        window = self.application.window()
        if isinstance(window, (MainWindow, SetupWizard)):
            window.blockSignals(True)
            window.background.shutdown()
        if window is not None:
            window.hide()
            window.deleteLater()
        self.application.end()
        self.application.deleteLater()


@pytest.fixture
def started(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Started]:
    monkeypatch.setattr(QApplication, "quit", lambda *_: None)
    made = Started(qtbot)
    yield made
    made.close()


def test_the_first_start_opens_the_set_up(started: Started) -> None:
    started.start()
    window = started.window(SetupWizard)
    assert isinstance(window, SetupWizard)
    assert window.model.state.profile_name == "Main"


def test_the_books_are_opened_in_the_background(started: Started) -> None:
    started.start()
    started.window(SetupWizard)
    assert threading.get_ident() not in started.threads


def test_with_one_profile_the_main_window_opens(started: Started) -> None:
    started.profile("Main")
    started.start()
    window = started.window(MainWindow)
    assert isinstance(window, MainWindow)
    assert window.model.session.name == "Main"


def test_with_several_profiles_it_asks_which(started: Started) -> None:
    started.profile("Main")
    started.profile("Second")
    started.start()
    assert isinstance(started.window(StartDialog), StartDialog)


def test_a_named_profile_opens_at_once(started: Started) -> None:
    started.profile("Main")
    started.profile("Second")
    started.start(profile="Second")
    window = started.window(MainWindow)
    assert isinstance(window, MainWindow)
    assert window.model.session.name == "Second"


def test_an_unknown_profile_is_said_with_those_there_are(started: Started, qtbot: QtBot) -> None:
    started.profile("Main")
    application = started.start(profile="Other")
    qtbot.waitUntil(lambda: application.question() is not None)
    question = application.question()
    assert question is not None
    assert question.windowTitle() == "There is no profile called Other"
    assert "Main" in question.accessibleDescription()
    question.reject()


def test_a_set_up_put_aside_is_continued_where_it_was(started: Started) -> None:
    state = SetupState(profile_name="Half")
    draft = draft_json(state, Progress(PageId.XERO, done=frozenset({PageId.SPLYNX})), MOMENT)
    started.own.save_draft(draft)
    started.start()
    dialog = started.window(StartDialog)
    button = dialog.findChild(QWidget, "start.continue")
    assert button is not None
    button.click()  # type: ignore[attr-defined]
    window = started.window(SetupWizard)
    assert isinstance(window, SetupWizard)
    assert window.model.state.profile_name == "Half"


def test_starting_again_forgets_the_draft_and_the_keys(started: Started, qtbot: QtBot) -> None:
    started.own.save_draft(draft_json(SetupState(profile_name="Half"), Progress(PageId.XERO), MOMENT))
    started.own.session("Half").key = ("url", "key", "secret")
    started.start()
    dialog = started.window(StartDialog)
    for name in ("start.again", "start.yes"):
        dialog.findChild(QWidget, name).click()  # type: ignore[union-attr]
    started.window(SetupWizard)
    assert started.own.session("Half").key is None


def test_the_demo_fills_the_empty_fields(started: Started) -> None:
    started.start(demo=True)
    window = started.window(SetupWizard)
    assert isinstance(window, SetupWizard)
    assert window.model.prefill.url == started.demo.url
    assert window.model.prefill.api_secret == "demo-secret"
    assert window.model.state.profile_name == "Demo"
    assert "(demo books)" in window.windowTitle()


def test_without_a_password_store_the_demo_says_that_its_keys_stay_in_memory(started: Started) -> None:
    started.demo.keys_in_memory = True
    started.start(demo=True)
    window = started.window(SetupWizard)
    assert isinstance(window, SetupWizard)
    shown = window.page_of(PageId.SPLYNX).strip.current()
    assert shown is not None
    assert shown.title == "The demo's keys are kept in memory only"


def test_from_the_set_up_to_the_demo_and_back(started: Started, qtbot: QtBot) -> None:
    application = started.start()
    own = started.window(SetupWizard)
    assert isinstance(own, SetupWizard)
    own.demo_requested.emit()
    qtbot.waitUntil(lambda: application.window() is not own and isinstance(application.window(), SetupWizard))
    demo = application.window()
    assert isinstance(demo, SetupWizard)
    assert demo.model.workplace.demo
    demo.own_books_requested.emit()
    qtbot.waitUntil(lambda: application.window() is not demo and isinstance(application.window(), SetupWizard))
    assert started.demo.closed


def test_a_finished_set_up_opens_the_main_window(started: Started) -> None:
    started.start()
    wizard = started.window(SetupWizard)
    assert isinstance(wizard, SetupWizard)
    started.profile("Main")
    QDialog.done(wizard, QDialog.DialogCode.Accepted)  # as the last page does, once it is valid
    window = started.window(MainWindow)
    assert isinstance(window, MainWindow)


def test_a_new_set_up_put_aside_leads_back_to_the_main_window(started: Started, qtbot: QtBot) -> None:
    started.profile("Main")
    application = started.start()
    main_window = started.window(MainWindow)
    assert isinstance(main_window, MainWindow)
    main_window.setup_wanted.emit(False)
    wizard = started.window(SetupWizard)
    assert isinstance(wizard, SetupWizard)
    assert wizard.model.state.profile_name == "Main 2"
    wizard.reject()
    qtbot.waitUntil(lambda: application.window() is main_window)


def test_running_the_set_up_again_starts_from_the_stored_profile(started: Started) -> None:
    started.profile("Main")
    started.start()
    main_window = started.window(MainWindow)
    assert isinstance(main_window, MainWindow)
    main_window.setup_wanted.emit(True)
    wizard = started.window(SetupWizard)
    assert isinstance(wizard, SetupWizard)
    assert wizard.model.state.profile_name == "Main"
    assert wizard.model.state.splynx.settings.url == "https://isp.example.net"


def test_switching_opens_the_other_profile(started: Started, qtbot: QtBot) -> None:
    started.profile("Main")
    started.profile("Second")
    application = started.start(profile="Main")
    first = started.window(MainWindow)
    assert isinstance(first, MainWindow)
    first.switch_wanted.emit("Second")
    qtbot.waitUntil(lambda: application.window() is not first)
    second = application.window()
    assert isinstance(second, MainWindow)
    assert second.model.session.name == "Second"


def test_books_that_cannot_be_opened_are_said_and_tried_again(started: Started, qtbot: QtBot) -> None:
    started.fail = StorageTrouble("R2", "These books were used with a newer version", "Nothing was opened.", "Update.")
    application = started.start()
    qtbot.waitUntil(lambda: application.question() is not None)
    question = application.question()
    assert question is not None
    assert question.windowTitle() == "These books were used with a newer version"
    started.fail = None
    question.button("again").click()
    started.window(SetupWizard)


def test_ending_closes_the_demo(started: Started) -> None:
    application = started.start(demo=True)
    wizard = started.window(SetupWizard)
    assert isinstance(wizard, SetupWizard)
    wizard.background.shutdown()
    application.end()
    assert started.demo.closed


# -- errors of our own --


def broken(secret: str) -> None:
    raise ValueError(f"the key is {secret}")


def caught(act: Callable[[], None]) -> tuple[type[BaseException], BaseException, object]:
    try:
        act()
    except ValueError:
        kind, error, trace = sys.exc_info()
        assert kind is not None
        assert error is not None
        return kind, error, trace
    raise AssertionError("nothing was raised")


def test_an_error_is_noted_without_its_words(qtbot: QtBot, tmp_path: Path) -> None:
    reporter = CrashReporter(lambda: tmp_path / "logs")
    kind, error, trace = caught(lambda: broken("s3cret"))
    with qtbot.waitSignal(reporter.reported):
        reporter.caught(kind, error, trace)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: reporter.dialog() is not None)
    dialog = reporter.dialog()
    assert dialog is not None
    assert dialog.windowTitle() == "Something went wrong in the program"
    notes = list((tmp_path / "logs").glob("crash-*.txt"))
    assert len(notes) == 1
    text = notes[0].read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "test_application.py" in text
    assert "s3cret" not in text
    dialog.reject()


def test_a_support_file_that_cannot_be_saved_is_said_and_asked_for_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = iter([str(tmp_path / "no such folder" / "a.zip"), str(tmp_path / "b.zip")])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (next(places), ""))
    reporter = CrashReporter(lambda: tmp_path / "logs")
    try:
        broken("s3cret")
    except ValueError as error:
        reporter.caught(type(error), error, error.__traceback__)
    for title in ("Something went wrong in the program", "The support file could not be saved"):
        qtbot.waitUntil(lambda: reporter.dialog() is not None)
        dialog = reporter.dialog()
        assert dialog is not None
        assert dialog.windowTitle() == title
        save = next(button for button in dialog.findChildren(QPushButton) if "Save" in button.text())
        qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    assert reporter.dialog() is None
    with zipfile.ZipFile(tmp_path / "b.zip") as packed:
        assert "ValueError" in packed.read("error.txt").decode()
        assert not any(b"s3cret" in packed.read(name) for name in packed.namelist())


def test_an_error_in_another_thread_is_told_in_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    reporter = CrashReporter(lambda: tmp_path)
    reporter.install()
    try:
        thread = threading.Thread(target=broken, args=("x",))
        with qtbot.waitSignal(reporter.reported):
            thread.start()
            thread.join()
    finally:
        reporter.uninstall()
    qtbot.waitUntil(lambda: reporter.dialog() is not None)
    dialog = reporter.dialog()
    assert dialog is not None
    dialog.reject()


def test_causes_are_named_too() -> None:
    try:
        try:
            broken("x")
        except ValueError as first:
            raise KeyError("y") from first
    except KeyError as error:
        text = error_text(type(error), error, error.__traceback__)
    assert "KeyError" in text
    assert "ValueError" in text


def test_the_support_file_holds_versions_and_logs_only(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "splynx-xero.log").write_text("a line\n", encoding="utf-8")
    (logs / "profile.toml").write_text("url\n", encoding="utf-8")
    save_support_file(tmp_path / "s.zip", logs, "ValueError")
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        assert sorted(archive.namelist()) == ["error.txt", "logs/splynx-xero.log", "versions.txt"]
    assert "Qt " in versions_text()


# -- the command --


def test_without_a_screen_it_says_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert window_problem(os.environ, "linux") is not None
    assert main([]) == 1
    said = capsys.readouterr().err
    assert "No window can be opened" in said
    assert "splynx-xero --help" in said


@pytest.mark.parametrize(
    ("env", "platform"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux"),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux"),
        ({}, "win32"),
        ({}, "darwin"),
    ],
)
def test_where_a_window_can_be_opened_nothing_is_said(env: dict[str, str], platform: str) -> None:
    assert window_problem(env, platform) is None
