"""A set-up window on one of the pages W5 to W11, with services that answer as a test says."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.conflict import Conflict
from splynx_xero_gui.domain.matching import Gate
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.profile import Profile, SplynxSettings, XeroSettings
from splynx_xero_gui.domain.results import SyncReport, SyncRequest, TieOut
from splynx_xero_gui.gui.wizard.base import WizardPageBase
from splynx_xero_gui.gui.wizard.frame import SetupWizard
from splynx_xero_gui.gui.wizard.model import SetupModel
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.flow import Progress
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.services import Status
from splynx_xero_gui.wizard.state import SetupState, SplynxAnswers
from tests.support.fake_scheduling import FakeScheduling

FROM = dt.date(2026, 11, 1)
MOMENT = dt.datetime(2026, 11, 23, 14, 5, tzinfo=dt.UTC)
Work = Callable[[Observer, Cancel], Any]


class StageClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = MOMENT

    def now(self) -> dt.datetime:
        return self.at


class StageSession:
    """Answers plan, sync and reconcile with what a test put there: a value, a failure, or work to run."""

    def __init__(self) -> None:
        self.name = "Main"
        self.stored: Profile | None = None
        self.plans: list[SyncPlan | Exception | Work] = []
        self.syncs: list[SyncReport | Exception | Work] = []
        self.tie_outs: list[TieOut | Exception | Work] = []
        self.requests: list[SyncRequest] = []
        self.threads: set[int] = set()
        self.left_today: int | None = 947
        self.rights: Exception | None = None
        self.gate: Gate | None = None
        self.schedule_fails: dict[str, Exception] = {}
        self.schedule = FakeScheduling(self._schedule_called)

    def _schedule_called(self, name: str) -> None:
        self.threads.add(threading.get_ident())
        if name in self.schedule_fails:
            raise self.schedule_fails[name]

    def profile(self) -> Profile | None:
        return self.stored

    def status(self) -> Status:
        return Status(self.name, gate=self.gate)

    def save_profile(self, profile: Profile) -> None:
        self.threads.add(threading.get_ident())
        self.stored = profile

    def check_payment_rights(self, cancel: Cancel) -> None:
        self.threads.add(threading.get_ident())
        if self.rights is not None:
            raise self.rights

    def plan(self, observer: Observer, cancel: Cancel) -> SyncPlan:
        made = self._answer(self.plans, observer, cancel)
        assert isinstance(made, SyncPlan)
        return made

    def sync(self, request: SyncRequest, observer: Observer, cancel: Cancel) -> SyncReport:
        self.requests.append(request)
        report = self._answer(self.syncs, observer, cancel)
        assert isinstance(report, SyncReport)
        return report

    def reconcile(
        self, as_of: dt.date | None, observer: Observer, cancel: Cancel, since: dt.date | None = None
    ) -> TieOut:
        result = self._answer(self.tie_outs, observer, cancel)
        assert isinstance(result, TieOut)
        return result

    def conflicts(self) -> Sequence[Conflict]:
        return ()

    def _answer(self, answers: list[Any], observer: Observer, cancel: Cancel) -> object:
        self.threads.add(threading.get_ident())
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer(observer, cancel) if callable(answer) else answer


class StageWorkplace:
    """One profile; drafts are kept in memory."""

    def __init__(self, session: StageSession | None = None, *, demo: bool = False) -> None:
        self.demo = demo
        self.only = session or StageSession()
        self.draft: Mapping[str, object] | None = None
        self.log_folder = Path()

    def session(self, name: str) -> StageSession:
        return self.only

    def profiles(self) -> Sequence[str]:
        return ("Main",)

    def load_draft(self) -> Mapping[str, object] | None:
        return self.draft

    def save_draft(self, draft: Mapping[str, object] | None) -> None:
        self.draft = draft


class Before(WizardPageBase):
    """Stands for the pages before the one under test."""

    def refusal(self) -> None:
        return None


def _before(model: SetupModel) -> WizardPageBase:
    return Before(PageId.RANGE, "What to sync", "From which day on?", model)


def read(model: SetupModel) -> WizardPageBase:
    """Stands for W3."""
    return Before(PageId.READ, "Read the settings", "", model)


def after(model: SetupModel) -> WizardPageBase:
    """Stands for the page after the one under test."""
    return Before(PageId.FLOW, "How payments flow", "", model)


def ready(state: SetupState) -> SetupState:
    """The state as the first pages leave it: both sides connected, so that a profile can be stored."""
    days = dataclasses.replace(state.range.options, documents_from=FROM, payments_from=FROM)
    return dataclasses.replace(
        state,
        owns_name=True,
        range=dataclasses.replace(state.range, options=days),
        splynx=SplynxAnswers(SplynxSettings("https://isp.example.net"), tested_url="https://isp.example.net"),
        xero=dataclasses.replace(state.xero, settings=XeroSettings("0123456789ABCDEF" * 2)),
    )


class Stage(QObject):
    """The window with one page between two others; Back leads to W4."""

    def __init__(
        self,
        page: PageId,
        state: SetupState,
        factories: Mapping[PageId, Callable[[SetupModel], Any]],
        session: StageSession | None = None,
        start: PageId | None = None,
    ) -> None:
        super().__init__()
        self.workplace = StageWorkplace(session)
        self.session = self.workplace.only
        self.clock = StageClock()
        self.opened: list[str] = []
        self.window = SetupWizard(
            self.workplace,  # type: ignore[arg-type]
            ready(state),
            Progress(start or page, done=frozenset({PageId.RANGE})),
            opener=self._open,
            clock=self.clock,
            factories={PageId.RANGE: _before, **factories},
        )

    def _open(self, address: str) -> bool:
        self.opened.append(address)
        return True

    @property
    def page(self) -> Any:
        return self.window.current()

    def close(self) -> None:
        self.window.background.shutdown()
        self.window.hide()
        self.window.deleteLater()


@pytest.fixture
def on_stage(qtbot: QtBot) -> Iterator[Callable[..., Stage]]:
    """Opens the window on a page; takes what a Stage takes."""
    opened: list[Stage] = []

    def open_stage(*args: Any, **more: Any) -> Stage:
        stage = Stage(*args, **more)
        opened.append(stage)
        with qtbot.waitActive(stage.window):
            stage.window.show()
            stage.window.activateWindow()
        return stage

    yield open_stage
    for stage in opened:
        stage.close()
