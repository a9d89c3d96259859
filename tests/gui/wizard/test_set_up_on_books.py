"""The second half of the set-up against both services on this computer: from mapping to both sides being equal."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWizard
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.profile import Mappings
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.gui.wizard.frame import SetupWizard
from splynx_xero_gui.gui.wizard.mapping_page import MappingPage
from splynx_xero_gui.gui.wizard.match_page import MatchPage
from splynx_xero_gui.gui.wizard.review_page import ReviewPage
from splynx_xero_gui.gui.wizard.sync_page import SyncPage
from splynx_xero_gui.wizard.flow import Progress
from splynx_xero_gui.wizard.pages import SHOWN_PAGES, PageId
from splynx_xero_gui.wizard.resume import again
from tests.support.inprocess import Office, office

Button = QWizard.WizardButton
PATIENCE_MS = 60_000


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Office]:
    """An Internet provider with a dozen customers, connected, its settings and documents read, nothing mapped."""
    with office(tmp_path / "books", customers=12, months=1) as made:
        made.change_profile(mappings=Mappings())
        made.session.read_scope(Silent(), made.cancel)
        yield made


@pytest.fixture
def window(provider: Office, qtbot: QtBot) -> Iterator[SetupWizard]:
    done = frozenset(SHOWN_PAGES[: SHOWN_PAGES.index(PageId.CATEGORIES)])
    state = again(provider.session)
    info = provider.session.retest_splynx(provider.cancel)
    state = dataclasses.replace(state, splynx=dataclasses.replace(state.splynx, info=info))
    shown = SetupWizard(provider.workplace, state, Progress(PageId.CATEGORIES, done), clock=provider.clock)
    with qtbot.waitActive(shown):
        shown.show()
        shown.activateWindow()
    yield shown
    shown.background.shutdown()
    shown.hide()
    shown.deleteLater()


def settle(window: SetupWizard, qtbot: QtBot) -> None:
    """Until nothing runs on the page."""
    qtbot.waitUntil(lambda: not window.current().is_busy(), timeout=PATIENCE_MS)


def map_page(window: SetupWizard, page: PageId, missing: dict[str, str]) -> None:
    """Accept what is suggested, choose what is not, go on."""
    assert window.flow.current is page
    shown = window.current()
    assert isinstance(shown, MappingPage)
    table = shown._answers()
    table.confirm(table.to_check())
    for row in table.rows():
        wanted = missing.get(row.subject.name or "No tax")
        if row.subject.used and not row.choice.value and wanted:
            table.choose([row.key], wanted)
    shown._refresh()
    window.button(Button.NextButton).click()


def look_for_matches(window: SetupWizard, qtbot: QtBot) -> None:
    """Xero is empty: the page says so, and Next goes on."""
    assert window.flow.current is PageId.MATCH
    settle(window, qtbot)
    page = window.current()
    assert isinstance(page, MatchPage)
    page._on_find()
    settle(window, qtbot)
    window.button(Button.NextButton).click()


def test_the_first_sync_made_in_the_window_leaves_both_sides_equal(
    provider: Office, window: SetupWizard, qtbot: QtBot
) -> None:
    map_page(window, PageId.CATEGORIES, dict.fromkeys(("Discount", "Correction", "Equipment", "Refund"), "200"))
    map_page(window, PageId.TAXES, {})
    map_page(window, PageId.ACCOUNTS, {"PayPal": "092", "Credit card": "092", "Cash": "091", "Bank transfer": "090"})
    look_for_matches(window, qtbot)
    assert window.flow.current is PageId.FLOW
    window.button(Button.NextButton).click()
    review = window.current()
    assert isinstance(review, ReviewPage)
    settle(window, qtbot)
    strip = review.strip.current()
    assert review._review is not None, strip
    planned = review._review.count
    assert planned > 20
    window.button(Button.CommitButton).click()
    sync = window.current()
    assert isinstance(sync, SyncPage)
    qtbot.waitUntil(lambda: sync.report() is not None and not window.background.tasks(), timeout=PATIENCE_MS)
    report = sync.report()
    assert report is not None
    assert report.reason is None, f"{report.title}: {report.message} {report.details}"
    assert sum(entry.count for entry in report.written) == planned
    progress = sync.view.progress()
    assert (progress.written, progress.total) == (planned, planned)
    assert sync._result is not None
    assert sync._result.tie_out_line() == "Receivables: difference 0.00"
    with qtbot.waitSignal(window.accepted):
        window.button(Button.FinishButton).click()
    provider.settled()


def test_the_reviewed_plan_is_what_is_written_when_the_books_change_meanwhile(
    provider: Office, window: SetupWizard, qtbot: QtBot
) -> None:
    map_page(window, PageId.CATEGORIES, dict.fromkeys(("Discount", "Correction", "Equipment", "Refund"), "200"))
    map_page(window, PageId.TAXES, {})
    map_page(window, PageId.ACCOUNTS, {"PayPal": "092", "Credit card": "092", "Cash": "091", "Bank transfer": "090"})
    look_for_matches(window, qtbot)
    window.button(Button.NextButton).click()
    review = window.current()
    assert isinstance(review, ReviewPage)
    settle(window, qtbot)
    assert review._review is not None
    shown = {action.id for action in review._review.actions}
    provider.bill(provider.customer("Late Comer"))
    window.button(Button.CommitButton).click()
    sync = window.current()
    assert isinstance(sync, SyncPage)
    qtbot.waitUntil(lambda: sync.report() is not None and not window.background.tasks(), timeout=PATIENCE_MS)
    report = sync.report()
    assert report is not None
    assert sum(entry.count for entry in report.written) == len(shown)
    late = provider.plan()
    assert {action.customer_name for action in late.actions} == {"Late Comer"}
    assert report.reason is None
