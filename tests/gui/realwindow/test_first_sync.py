"""An accountant's first sync in a real window: from the demo's start to equal books, by mouse and keyboard only.

With SPLYNX_XERO_PICTURES set to a folder (docs/take_pictures.py does that) every step leaves a picture there.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QTableView, QWidget, QWizard
from pytestqt.qtbot import QtBot

from splynx_xero_gui.bootstrap.demo import DemoBooks
from splynx_xero_gui.gui.accents import is_dark
from splynx_xero_gui.gui.application import Application
from splynx_xero_gui.gui.certificate.window import CertificateWindow
from splynx_xero_gui.gui.entry import Entry
from splynx_xero_gui.gui.kit.columns import TableRole
from splynx_xero_gui.gui.kit.formats import money_text
from splynx_xero_gui.gui.kit.pick_combo import PickCombo
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.gui.translations import load_translations
from splynx_xero_gui.gui.wizard.date_field import DateField
from splynx_xero_gui.gui.wizard.frame import SetupWizard
from splynx_xero_gui.gui.wizard.sync_page import SyncPage
from splynx_xero_gui.wizard.mapping import Row
from splynx_xero_gui.wizard.pages import MAPPING_PAGES, PageId
from splynx_xero_gui.wizard.services import Workplace
from tests.gui.main.conftest import settle
from tests.support.accessibility import accessibility_problems
from tests.support.palettes import light_palette

pytestmark = [pytest.mark.realwindow, pytest.mark.timeout(200)]
PATIENCE = 60_000
_Button = QWizard.WizardButton


class Accountant:
    """Clicks and types. Sees only what is on the screen."""

    def __init__(self, qtbot: QtBot, pictures: Path | None) -> None:
        self._qtbot = qtbot
        self._pictures = pictures

    def wait(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=PATIENCE)

    def find(self, window: QWidget, name: str) -> QWidget:
        def seen() -> list[QWidget]:
            return [widget for widget in window.findChildren(QWidget, name) if widget.isVisible()]

        self.wait(lambda: bool(seen()))
        return seen()[0]

    def click(self, widget: QWidget | None) -> None:
        assert widget is not None
        assert widget.isVisible()
        assert widget.isEnabled()
        assert not isinstance(widget, QAbstractButton) or widget.width() >= 24
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def press(
        self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self._qtbot.keyClick(widget, key, modifier)

    def type(self, widget: QWidget, text: str) -> None:
        self._qtbot.keyClicks(widget, text)

    def picture(self, window: QWidget, name: str) -> None:
        settle()
        assert accessibility_problems(window) == [], name
        if self._pictures is None:
            return
        screen = window.screen() or QGuiApplication.primaryScreen()
        assert screen is not None
        assert screen.grabWindow(window.winId()).save(str(self._pictures / f"{name}.png"))


@pytest.fixture
def pictures() -> Path | None:
    named = os.environ.get("SPLYNX_XERO_PICTURES")
    if not named:
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass
class Running:
    """The program, and the demo it opened."""

    program: Application
    demos: list[DemoBooks]

    def window(self) -> QWidget | None:
        return self.program.window()


@pytest.fixture
def application(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """The program on the demo books; the person's browser allows access at once."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    monkeypatch.setattr(QApplication, "quit", lambda *_: None)
    before, palette = QLocale(), app.palette()
    QLocale.setDefault(QLocale("en_ZA"))
    app.setStyle("Fusion")
    app.setPalette(light_palette())
    translators = load_translations(app, QLocale("en"))
    made: list[DemoBooks] = []

    def open_demo() -> DemoBooks:
        made.append(DemoBooks())
        return made[0]

    def browser(address: str) -> bool:
        threading.Thread(target=made[0].world.approve, args=(address,)).start()
        return True

    def open_own() -> Workplace:
        raise AssertionError("the demo never opens a person's own books")

    running = Application(app, Entry(open_own, open_demo), demo=True, opener=browser)
    running.start()
    yield Running(running, made)
    window = running.window()
    if isinstance(window, (MainWindow, SetupWizard)):
        window.blockSignals(True)
        window.background.shutdown()
        window.hide()
    running.end()
    for translator in translators:
        app.removeTranslator(translator)
    QLocale.setDefault(before)
    app.setPalette(palette)
    settle()  # while there still is a screen


def test_from_the_first_start_to_equal_books(qtbot: QtBot, application: Running, pictures: Path | None) -> None:
    assert QGuiApplication.platformName() == "xcb"
    person = Accountant(qtbot, pictures)
    person.wait(lambda: isinstance(application.window(), SetupWizard))
    wizard = application.window()
    assert isinstance(wizard, SetupWizard)
    wizard.resize(QSize(1000, 620))
    books = application.demos[0]
    for page in wizard.flow.pages:
        person.wait(lambda page=page: wizard.flow.current is page and not wizard.current().is_busy())  # type: ignore[misc]
        work_page(person, wizard, page, books)
    person.click(wizard.button(_Button.FinishButton))
    person.wait(lambda: isinstance(application.window(), MainWindow))
    window = application.window()
    assert isinstance(window, MainWindow)
    use_main_window(person, window)


def work_page(person: Accountant, wizard: SetupWizard, page: PageId, books: DemoBooks) -> None:
    """One page as a person works it, and Next."""
    state = wizard.model.state
    match page:
        case PageId.SPLYNX:
            person.picture(wizard, "w01-splynx")
            # Enter in a field means Next.
            person.press(person.find(wizard, "splynx.url"), Qt.Key.Key_Return)
            return
        case PageId.XERO:
            person.picture(wizard, "w02-xero")
            person.click(person.find(wizard, "xero.sign_in"))
            person.wait(lambda: wizard.model.state.xero.organisation is not None)
            person.picture(wizard, "w02-connected")
        case PageId.READ:
            person.wait(lambda: wizard.model.state.read.complete)
            person.picture(wizard, "w03-read")
        case PageId.RANGE:
            type_days(person, wizard, books)
            person.wait(lambda: wizard.model.state.scope is not None)
            person.picture(wizard, "w04-range")
        case _ if page in MAPPING_PAGES:
            map_rows(person, wizard, page, books)
            person.picture(wizard, f"w{page.number:02}-{page.value}")
        case PageId.MATCH:
            person.wait(lambda: not wizard.current().is_busy())
            person.click(person.find(wizard, "match.start.button"))
            person.wait(lambda: not wizard.current().is_busy())
            person.picture(wizard, "w08-nothing-to-match")
        case PageId.FLOW:
            # The demo's bank sees no payments by itself: all of them are taken in Splynx. Space takes a card.
            person.press(person.find(wizard, "flow.push-all"), Qt.Key.Key_Space)
            assert wizard.current().findChild(QAbstractButton, "flow.push-all").isChecked()
            person.picture(wizard, "w09-flow")
        case PageId.REVIEW:
            person.wait(lambda: wizard.button(_Button.CommitButton).isEnabled())
            person.picture(wizard, "w10-review")
            # Enter does nothing here: the button that writes is never the default.
            person.press(wizard, Qt.Key.Key_Return)
            assert wizard.flow.current is PageId.REVIEW
            person.click(wizard.button(_Button.CommitButton))
            return
        case PageId.SYNC:
            watch_sync(person, wizard)
            return
        case _:
            raise AssertionError(f"nobody knows how to work {page} {state}")
    if page in (PageId.XERO, PageId.RANGE):
        person.press(wizard, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    else:
        person.click(wizard.button(_Button.NextButton))


def type_days(person: Accountant, wizard: SetupWizard, books: DemoBooks) -> None:
    """The day from which on, by the keys of an accounting program."""
    wanted = books.world.documents_from
    for name in ("range.documents_from", "range.payments_from"):
        field = person.find(wizard, name)
        assert isinstance(field, DateField)
        field.setFocus()
        while field.day() > wanted:
            key = Qt.Key.Key_M if field.day().day > 1 and field.day().replace(day=1) >= wanted else Qt.Key.Key_Minus
            modifier = Qt.KeyboardModifier.ControlModifier if key == Qt.Key.Key_M else Qt.KeyboardModifier.NoModifier
            person.press(field, key, modifier)
        while field.day() < wanted:
            person.press(field, Qt.Key.Key_Plus)
        assert field.day() == wanted
    person.wait(lambda: not wizard.current().is_busy())


def map_rows(person: Accountant, wizard: SetupWizard, page: PageId, books: DemoBooks) -> None:
    """Accept what is suggested; type the code or name of the rest."""
    accept = person.find(wizard, f"{page.value}.accept")
    if accept.isEnabled():
        person.click(accept)
    profile = books.world.profile
    wanted = {
        PageId.CATEGORIES: profile.categories,
        PageId.TAXES: profile.taxes,
        PageId.ACCOUNTS: profile.methods,
    }[page]
    table = person.find(wizard, f"{page.value}.table")
    assert isinstance(table, QTableView)
    model = table.model()
    for line in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(line, column)
            row = index.data(TableRole.ROW)
            offered = index.data(TableRole.PICK_ITEMS)
            if offered is None or index.data(TableRole.PICK_KEY) is not None or not isinstance(row, Row):
                continue
            key = wanted.get("none" if row.subject.is_no_tax else row.subject.name)
            item = next((item for item in offered if item.key == key), None)
            if item is None:
                continue
            table.setCurrentIndex(index)
            person.press(table, Qt.Key.Key_F2)
            editor = table.findChild(PickCombo)
            assert editor is not None
            person.type(editor, item.code or item.name)
            person.press(editor, Qt.Key.Key_Return)


def watch_sync(person: Accountant, wizard: SetupWizard) -> None:
    """The sync runs by itself; both sides are compared when it is done."""
    page = wizard.current()
    assert isinstance(page, SyncPage)
    person.picture(wizard, "w11-running")
    person.wait(lambda: page.report() is not None)
    report = page.report()
    assert report is not None
    assert report.outcome.value in ("completed", "needs-decisions"), f"{report.title} {report.message}"
    equal = f"Receivables: difference {money_text(Decimal(0))}"
    person.wait(lambda: any(label.text() == equal for label in page.findChildren(QLabel)))
    person.wait(lambda: not wizard.background.tasks())
    assert not person.find(wizard, "sync.schedule.on").isEnabled()  # demo books are not synced by themselves
    person.picture(wizard, "w11-done")
    look_at_certificate(person, wizard)


def look_at_certificate(person: Accountant, wizard: SetupWizard) -> None:
    """The proof on its pages; nothing is printed or saved."""
    person.click(person.find(wizard, "sync.tie-out.button"))
    person.wait(lambda: wizard.findChild(CertificateWindow) is not None)
    window = wizard.findChild(CertificateWindow)
    assert window is not None
    person.wait(lambda: window.pages == 1)
    person.picture(window, "d12-certificate")
    person.click(window.button("close"))
    assert not window.isVisible()


def choose_look(person: Accountant, window: MainWindow) -> None:
    """Dark at once, and as it was before by one press."""
    person.click(person.find(window, "nav.look"))
    theme = person.find(window, "look.theme")
    assert isinstance(theme, QComboBox)
    theme.setFocus()
    person.press(theme, Qt.Key.Key_End)
    person.wait(lambda: is_dark(window.palette()))
    person.picture(window, "m6-look")
    person.click(person.find(window, "look.usual"))
    person.wait(lambda: theme.currentIndex() == 0)
    QApplication.setPalette(light_palette())


def look_at_undo(person: Accountant, window: MainWindow) -> None:
    """What of the first sync could be taken back; nothing is."""
    person.press(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    person.click(person.find(window, "history.undo"))
    dialog = window.history.undo_dialog()
    assert dialog is not None
    person.wait(lambda: window.model.work() is None and not window.background.tasks())
    person.picture(dialog, "d6-undo")
    person.press(dialog, Qt.Key.Key_Escape)
    person.wait(lambda: window.history.undo_dialog() is None)


def use_main_window(person: Accountant, window: MainWindow) -> None:
    """Everything is equal; the next plan is empty; the tie-out is to the cent."""
    window.resize(QSize(1180, 640))
    person.wait(lambda: window.model.known and not window.model.is_busy() and window.model.review is not None)
    person.picture(window, "m1-overview")
    assert window.model.review is not None
    assert window.model.review.count == 0
    person.press(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    person.click(person.find(window, "tieout.compare"))
    person.wait(lambda: not window.model.is_busy() and window.model.status.last_tie_out is not None)
    tie_out = window.model.status.last_tie_out
    assert tie_out is not None
    assert tie_out.balanced
    person.picture(window, "m5-tie-out")
    for number, name in ((2, "m2-sync"), (3, "m3-decisions"), (4, "m4-history"), (6, "m6-mappings")):
        person.press(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
        person.wait(lambda: not window.background.tasks())
        person.picture(window, name)
    assert window.current().key is PageKey.MAPPINGS
    choose_look(person, window)
    look_at_undo(person, window)
    history = window.history.items_table()
    assert history is not None
    assert len(window.model.runs) == 1
    assert len(history.model().rows()) > 100
    window.close()
    assert not window.isVisible()
