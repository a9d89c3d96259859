"""Main windows over made-up services: opened, waited for, closed; and what a screen reader would have said."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.results import TieOut
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.gui.translations import load_translations
from tests.gui.main.scenes import main_window
from tests.support.fake_session import FakeBooks, FakeSession

Open = Callable[..., MainWindow]


@pytest.fixture(autouse=True)
def english(qtbot: QtBot) -> Iterator[None]:
    """English with its plurals, as the program has them."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    app = QCoreApplication.instance()
    assert app is not None
    translators = load_translations(app, QLocale("en_US"))
    yield
    for translator in translators:
        app.removeTranslator(translator)
    QLocale.setDefault(before)


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Open]:
    """Opens a main window and waits until it has read what it reads by itself."""
    windows: list[MainWindow] = []

    def opened(
        books: FakeBooks | None = None, tie_out: TieOut | None = None, *, demo: bool = False, settled: bool = True
    ) -> MainWindow:
        window = main_window(books, tie_out, demo=demo)
        windows.append(window)
        window.show()
        if settled:
            qtbot.waitUntil(lambda: window.model.known and not window.model.is_busy())
            qtbot.waitUntil(lambda: not window.background.tasks())
        return window

    yield opened
    for window in windows:
        for name in window_books(window).held:
            window_books(window).release(name)
        window.background.shutdown()
        window.hide()
        window.deleteLater()
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete


def settle() -> None:
    """Let layouts follow what was shown: each round of the loop may ask for another one."""
    for _ in range(6):
        QApplication.processEvents()


def window_books(window: MainWindow) -> FakeBooks:
    """The made-up books behind a window."""
    session = window.model.session
    assert isinstance(session, FakeSession)
    return session.books


@pytest.fixture
def on_page(qtbot: QtBot) -> Callable[[MainWindow, PageKey], None]:
    """Turns to a page and waits until it has read what it shows."""

    def turn(window: MainWindow, key: PageKey) -> None:
        window.show_page(key)
        for _ in range(2):  # what was read may ask for something more: settings, then their counts
            qtbot.waitUntil(lambda: not window.background.tasks())
            settle()

    return turn
