"""The set-up window over made-up services, and what a screen reader would have said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.kit import announce
from splynx_xero_gui.gui.wizard.base import WizardPageBase
from splynx_xero_gui.gui.wizard.frame import SetupWizard
from splynx_xero_gui.gui.wizard.model import Prefill, SetupModel
from splynx_xero_gui.gui.wizard.range_page import RangePage
from splynx_xero_gui.gui.wizard.read_page import ReadPage
from splynx_xero_gui.gui.wizard.splynx_page import SplynxPage
from splynx_xero_gui.gui.wizard.xero_page import XeroPage
from splynx_xero_gui.wizard.flow import Progress
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.state import SetupState
from tests.support.fake_session import FakeWorkplace
from tests.support.fake_settings import MOMENT
from tests.support.samples import FixedClock


class _Listener:
    AnnouncementPoliteness = QAccessible.AnnouncementPoliteness

    def __init__(self) -> None:
        self.said: list[tuple[str, bool]] = []

    def updateAccessibility(self, event: QAccessibleAnnouncementEvent) -> None:
        assertive = event.politeness() == QAccessible.AnnouncementPoliteness.Assertive
        self.said.append((event.message(), assertive))


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What was announced, in order: text, and whether it interrupted."""
    listener = _Listener()
    monkeypatch.setattr(announce, "QAccessible", listener)
    return listener.said


@pytest.fixture(autouse=True)
def english(qtbot: QtBot) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


def following_page(model: SetupModel) -> WizardPageBase:
    """Stands for the pages after W4."""
    return WizardPageBase(PageId.CATEGORIES, "Map categories", "", model)


@dataclass
class Setup:
    """A person in front of the set-up window."""

    window: SetupWizard
    workplace: FakeWorkplace
    bot: QtBot
    opened: list[str] = field(default_factory=list)

    @property
    def books(self):  # type: ignore[no-untyped-def]
        return self.workplace.books

    @property
    def state(self) -> SetupState:
        return self.window.model.state

    @property
    def page(self) -> PageId:
        return self.window.flow.current

    @property
    def strip(self):  # type: ignore[no-untyped-def]
        return self.window.current().strip

    def find(self, name: str) -> QWidget:
        """The widget of this name on the page on show, else in the window."""
        found = self.window.current().findChild(QWidget, name) or self.window.findChild(QWidget, name)
        assert isinstance(found, QWidget), f"there is no {name}"
        return found

    def type(self, name: str, text: str) -> None:
        """Empty a field and type into it."""
        widget = self.find(name)
        widget.setFocus()
        widget.clear()  # type: ignore[attr-defined]
        self.bot.keyClicks(widget, text)

    def click(self, name: str) -> None:
        """Click with the mouse what is on show."""
        widget = self.find(name)
        assert widget.isVisible(), f"{name} is not on show"
        assert widget.isEnabled(), f"{name} is switched off"
        middle = widget.rect().center()
        if isinstance(widget, (QCheckBox, QRadioButton)):  # they react on their box and text only
            middle.setX(widget.height() // 2)
        self.bot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=middle)

    def click_next(self) -> None:
        self.click("setup.next")

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for something to become true."""

        def check() -> None:
            assert condition()

        self.bot.waitUntil(check, timeout=5000)

    def idle(self) -> None:
        """Wait until nothing runs in the background."""
        self.until(lambda: not self.window.background.tasks())

    def go_to(self, page: PageId) -> None:
        """Press Next until the page is on show."""
        while self.page is not page:
            here = self.page
            if here is PageId.SPLYNX and not self.state.splynx.tested:
                self.enter_splynx()
            if here is PageId.XERO and self.state.xero.organisation is None:
                self.sign_in()
            self.idle()
            self.click_next()
            self.until(lambda here=here: self.page is not here)
        self.idle()

    def enter_splynx(self) -> None:
        self.type("splynx.url", "isp.example.net")
        self.type("splynx.key", "key-1")
        self.type("splynx.secret", "secret-1")

    def sign_in(self) -> None:
        self.type("xero.client_id", "0123456789ABCDEF0123456789ABCDEF")
        self.click("xero.sign_in")
        self.until(lambda: self.state.xero.organisation is not None)

    def focused(self) -> str:
        widget = QApplication.focusWidget()
        return widget.objectName() if widget is not None else ""


OpenSetup = Callable[..., Setup]


@pytest.fixture
def open_setup(qtbot: QtBot) -> Iterator[OpenSetup]:
    """Opens the window on W1 to W4; closed and joined at the end of the test."""
    windows: list[SetupWizard] = []

    def open_it(
        workplace: FakeWorkplace | None = None,
        state: SetupState | None = None,
        progress: Progress | None = None,
        prefill: Prefill | None = None,
        browser: bool = True,
    ) -> Setup:
        workplace = workplace or FakeWorkplace()
        opened: list[str] = []

        def opener(address: str) -> bool:
            opened.append(address)
            return browser

        factories = {
            PageId.SPLYNX: SplynxPage,
            PageId.XERO: XeroPage,
            PageId.READ: ReadPage,
            PageId.RANGE: RangePage,
            PageId.CATEGORIES: following_page,
        }
        window = SetupWizard(workplace, state, progress, opener, FixedClock(MOMENT), prefill, factories)
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
        return Setup(window, workplace, qtbot, opened)

    yield open_it
    for window in windows:
        window.background.shutdown()
