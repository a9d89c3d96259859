"""No page of the set-up obeys a name, nor is any turned round by one (docs/threat-model.md)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWizard
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.results import SyncOutcome
from splynx_xero_gui.gui.wizard.sync_page import SyncPage
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.state import Choice, MappingAnswers
from tests.gui.wizard.conftest import OpenSetup
from tests.gui.wizard.stage import Stage, StageSession, on_stage
from tests.gui.wizard.test_later_pages import FACTORIES, LATER
from tests.gui.wizard.test_sync_page import equal, report
from tests.support.markup import obeyed, poisoned, shows_poison
from tests.unit.wizard.mapping_world import state
from tests.unit.wizard.plan_world import first_sync

__all__ = ["on_stage"]


def test_the_first_pages_obey_no_name(open_setup: OpenSetup) -> None:
    setup = open_setup()
    clean = setup.workplace.books
    for field in dataclasses.fields(clean):
        if field.name not in ("status", "fail", "held", "calls"):
            setattr(clean, field.name, poisoned(getattr(clean, field.name)))
    shown = []
    for page in (PageId.SPLYNX, PageId.XERO, PageId.READ, PageId.RANGE):
        setup.go_to(page)
        assert obeyed(setup.window) == [], page
        shown.append(shows_poison(setup.window))
    assert any(shown), "nothing with a name was shown"


@pytest.mark.parametrize("page", LATER)
def test_the_later_pages_obey_no_name(on_stage: Callable[..., Stage], qtbot: QtBot, page: PageId) -> None:
    session = StageSession()
    session.plans = [poisoned(first_sync())]
    session.syncs = [poisoned(report(SyncOutcome.STOPPED, reason="service", waiting=3, uncertain=1))]
    session.tie_outs = [poisoned(equal())]
    codes = {"1": "091", "2": "090", "3": "092"}
    accounts = MappingAnswers({key: Choice(code, confirmed=True) for key, code in codes.items()})
    of = state(accounts=accounts) if page in (PageId.FLOW, PageId.REVIEW, PageId.SYNC) else state()
    read = dataclasses.replace(of.read, billing=poisoned(of.read.billing), accounting=poisoned(of.read.accounting))
    start = PageId.REVIEW if page is PageId.SYNC else page
    stage = on_stage(
        start, dataclasses.replace(of, read=read), {start: FACTORIES[start], PageId.SYNC: SyncPage}, session
    )
    qtbot.waitUntil(lambda: not stage.page.is_busy())
    if page is PageId.SYNC:
        stage.window.button(QWizard.WizardButton.CommitButton).click()
        qtbot.waitUntil(lambda: not stage.window.background.tasks())
    assert obeyed(stage.window) == []
    if page is not PageId.SYNC:
        assert shows_poison(stage.window), "nothing with a name was shown"
