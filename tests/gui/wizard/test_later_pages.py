"""What holds for every page from W5 on: letters, names, large text, right-to-left, a longer language (ui.md §9-11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
    QWizard,
)
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.results import SyncOutcome, SyncReport
from splynx_xero_gui.gui.wizard.flow_page import FlowPage
from splynx_xero_gui.gui.wizard.mapping_page import accounts_page, categories_page, taxes_page
from splynx_xero_gui.gui.wizard.review_page import ReviewPage
from splynx_xero_gui.gui.wizard.sync_page import SyncPage
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.state import Choice, MappingAnswers
from tests.gui.wizard.stage import Stage, StageSession, on_stage
from tests.gui.wizard.test_sync_page import equal, report
from tests.support.shots import cut_texts, overlaps
from tests.unit.wizard.mapping_world import state
from tests.unit.wizard.plan_world import first_sync

__all__ = ["on_stage"]
OpenStage = Callable[..., Stage]
LATER = (PageId.CATEGORIES, PageId.TAXES, PageId.ACCOUNTS, PageId.FLOW, PageId.REVIEW, PageId.SYNC)
FACTORIES = {
    PageId.CATEGORIES: categories_page,
    PageId.TAXES: taxes_page,
    PageId.ACCOUNTS: accounts_page,
    PageId.FLOW: FlowPage,
    PageId.REVIEW: ReviewPage,
    PageId.SYNC: SyncPage,
}


@pytest.fixture
def at_page(on_stage: OpenStage, qtbot: QtBot) -> Callable[[PageId], QWizard]:
    """The window on a page, with nothing running any more."""

    def open_page(page: PageId) -> QWizard:
        session = StageSession()
        session.plans = [first_sync()]
        session.syncs = [report(SyncOutcome.NEEDS_DECISIONS, waiting=3, uncertain=1)]
        session.tie_outs = [equal()]
        assert isinstance(session.syncs[0], SyncReport)
        codes = {"1": "091", "2": "090", "3": "092"}
        accounts = MappingAnswers({key: Choice(code, confirmed=True) for key, code in codes.items()})
        of = state(accounts=accounts) if page in (PageId.FLOW, PageId.REVIEW, PageId.SYNC) else state()
        start = PageId.REVIEW if page is PageId.SYNC else page
        shown = {start: FACTORIES[start], PageId.SYNC: SyncPage}
        stage = on_stage(start, of, shown, session)
        qtbot.waitUntil(lambda: not stage.page.is_busy())
        if page is PageId.SYNC:
            stage.window.button(QWizard.WizardButton.CommitButton).click()
            qtbot.waitUntil(lambda: not stage.window.background.tasks())
        return stage.window

    return open_page


@pytest.mark.parametrize("page", LATER)
def test_the_letters_for_the_keyboard_are_unique(at_page: Callable[[PageId], QWizard], page: PageId) -> None:
    window = at_page(page)
    letters: dict[str, str] = {}
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QAbstractButton | QLabel):
            continue
        if isinstance(widget, QLabel) and widget.buddy() is None:
            continue
        found = re.search(r"&(\w)", widget.text().replace("&&", ""))
        if found:
            letter = found[1].lower()
            assert letter not in letters, f"{letter}: {letters.get(letter)!r} and {widget.text()!r}"
            letters[letter] = widget.text()
    assert {"h", "l"} <= set(letters)


@pytest.mark.parametrize("page", LATER)
def test_every_input_has_a_name_to_be_read_out(at_page: Callable[[PageId], QWizard], page: PageId) -> None:
    window = at_page(page)
    for widget in window.currentPage().findChildren(QWidget):
        if not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        if isinstance(widget, QLineEdit | QComboBox | QAbstractItemView):
            assert widget.accessibleName(), widget.objectName() or type(widget).__name__
        elif isinstance(widget, QAbstractButton):
            assert widget.accessibleName() or widget.text(), widget.objectName()


@pytest.fixture
def twice_the_text(qtbot: QtBot) -> Iterator[None]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = QFont(app.font())
    large = QFont(before)
    large.setPointSizeF(before.pointSizeF() * 2)
    app.setFont(large)
    yield
    app.setFont(before)


@pytest.mark.usefixtures("twice_the_text")
@pytest.mark.parametrize("page", LATER)
def test_text_of_twice_the_size_is_not_cut(at_page: Callable[[PageId], QWizard], qtbot: QtBot, page: PageId) -> None:
    window = at_page(page)
    window.resize(1280, 720)
    qtbot.wait(1)
    assert cut_texts(window) == []
    assert overlaps(window) == []


@pytest.fixture
def right_to_left(qtbot: QtBot) -> Iterator[None]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.usefixtures("right_to_left")
@pytest.mark.parametrize("page", LATER)
def test_a_mirrored_layout_is_whole(at_page: Callable[[PageId], QWizard], qtbot: QtBot, page: PageId) -> None:
    window = at_page(page)
    window.resize(1000, 620)
    qtbot.wait(1)
    assert cut_texts(window) == []
    assert overlaps(window) == []
    help_button = window.button(QWizard.WizardButton.HelpButton)
    assert help_button.x() > window.width() / 2
