"""W1 to W4 against both services over real HTTP, with a real keyring entry and sync record, by clicks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.bootstrap import open_workplace
from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.gui.wizard.frame import SetupWizard
from splynx_xero_gui.gui.wizard.model import Prefill
from splynx_xero_gui.sandbox.books import first_day, generate
from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.world import SandboxWorld
from splynx_xero_gui.wizard.drafts import draft_of
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.resume import resumed
from tests.gui.wizard.conftest import following_page


@pytest.fixture
def world() -> Iterator[SandboxWorld]:
    clock = SandboxClock()
    today = clock.now().date()
    books = generate(5, 12, 2, today, clock=clock)
    with SandboxWorld(books, clock, documents_from=first_day(today, 2), minute_limit=100_000) as world:
        yield world


class Person:
    """Clicks through the window; the browser is a thread that allows access."""

    def __init__(self, world: SandboxWorld, bot: QtBot) -> None:
        self.world, self.bot = world, bot
        self.browsers: list[threading.Thread] = []
        self.workplace = open_workplace(clock=world.clock)

    def browse(self, address: str) -> bool:
        browser = threading.Thread(target=self.world.approve, args=(address,))
        self.browsers.append(browser)
        browser.start()
        return True

    def sit_down(self, **more: object) -> SetupWizard:
        from splynx_xero_gui.gui.wizard.range_page import RangePage
        from splynx_xero_gui.gui.wizard.read_page import ReadPage
        from splynx_xero_gui.gui.wizard.splynx_page import SplynxPage
        from splynx_xero_gui.gui.wizard.xero_page import XeroPage

        world = self.world
        xero = XeroSettings(world.client_id, "", world.redirect_ports, world.xero_url, world.xero_url, world.xero_url)
        prefill = Prefill(world.splynx_url, world.api_key, world.api_secret, xero)
        pages = {
            PageId.SPLYNX: SplynxPage,
            PageId.XERO: XeroPage,
            PageId.READ: ReadPage,
            PageId.RANGE: RangePage,
            PageId.CATEGORIES: following_page,
        }
        window = SetupWizard(
            self.workplace,
            opener=self.browse,
            clock=world.clock,
            prefill=prefill,
            factories=pages,
            **more,  # type: ignore[arg-type]
        )
        self.bot.addWidget(window)
        window.show()
        self.bot.waitExposed(window)
        return window

    def click(self, window: SetupWizard, name: str) -> None:
        button = window.findChild(QWidget, name)
        assert button.isVisible(), name
        assert button.isEnabled(), name
        self.bot.mouseClick(button, Qt.MouseButton.LeftButton)

    def next_to(self, window: SetupWizard, page: PageId) -> None:
        self.click(window, "setup.next")
        self.bot.waitUntil(lambda: window.flow.current is page, timeout=20_000)
        self.bot.waitUntil(lambda: not window.background.tasks(), timeout=30_000)


def test_the_first_four_pages_connect_read_and_count_and_can_be_continued(world: SandboxWorld, qtbot: QtBot) -> None:
    person = Person(world, qtbot)
    with ExitStack() as closing:
        window = person.sit_down()
        closing.callback(window.background.shutdown)
        person.next_to(window, PageId.XERO)
        person.click(window, "xero.sign_in")
        qtbot.waitUntil(lambda: window.model.state.xero.organisation is not None, timeout=20_000)
        person.browsers[0].join()
        person.next_to(window, PageId.READ)
        assert window.model.state.read.complete, window.current().strip.messages()
        person.next_to(window, PageId.RANGE)
        scope = window.model.state.range.scope
        assert scope is not None
        assert scope.documents > 0
        assert scope.example["name"]
        window.close()
    draft = draft_of(person.workplace.load_draft())
    assert draft is not None
    assert world.api_secret not in str(person.workplace.load_draft())
    state = resumed(draft.state, person.workplace.session("Main"))
    with ExitStack() as closing:
        again = person.sit_down(state=state, progress=draft.progress)
        closing.callback(again.background.shutdown)
        assert again.flow.current is PageId.RANGE
        qtbot.waitUntil(lambda: not again.background.tasks(), timeout=30_000)
        person.next_to(again, PageId.CATEGORIES)
        stored = person.workplace.session("Main").profile()
        assert stored is not None
        assert stored.options.documents_from == again.model.state.range.options.documents_from
        again.close()
