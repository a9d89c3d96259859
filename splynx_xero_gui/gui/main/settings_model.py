"""What Settings work on: the profile as answers, what was changed of it, and *Save* (ui.md M6).

The pages of the set-up are used again, over a `SetupModel` that stores nothing by itself. Nothing is lost on leaving a
page: what was changed stays until it is saved or given up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.gui.main.model import MainModel
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard.failure_words import unexpected_failure
from splynx_xero_gui.gui.wizard.model import SetupModel
from splynx_xero_gui.gui.worker import Task
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.changes import Change, changes, changes_flows, with_changes, without_suggestions
from splynx_xero_gui.wizard.flow import SetupFlow
from splynx_xero_gui.wizard.profiles import profile_of
from splynx_xero_gui.wizard.resume import again
from splynx_xero_gui.wizard.services import FlowEffect
from splynx_xero_gui.wizard.state import SetupState


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What the session holds now. `saved`: how many keys were just written, and how many documents stay as they are."""

    state: SetupState
    profile: Profile | None
    saved: int | None = None
    documents: int = 0


class SettingsModel(QObject):
    """Lives in the window's thread. `loaded`: the pages fill themselves anew. `changed`: other keys differ than before.

    `saved(keys, documents)`, `failed(Failure)`. `flow_asked(FlowEffect)`: what a change of payment flow would do; the
    answer is `save(flow_agreed=True)`.
    """

    loaded = Signal()
    changed = Signal()
    saved = Signal(int, int)
    failed = Signal(object)
    flow_asked = Signal(object)
    busy_changed = Signal()

    def __init__(self, main: MainModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.main = main
        name = main.session.name
        self.setup = SetupModel(
            main.workplace,
            SetupFlow(SetupState(profile_name=name, owns_name=True)),
            main.background,
            main.opener,
            main.clock,
            parent=self,
            within_settings=True,
        )
        self._before: Profile | None = None
        self._task: Task | None = None
        self._made: tuple[Change, ...] = ()
        self._effect: FlowEffect | None = None

    @property
    def ready(self) -> bool:
        """Whether the profile was read."""
        return self._before is not None

    @property
    def busy(self) -> bool:
        """Whether it is being read or saved."""
        return self._task is not None

    @property
    def changes(self) -> tuple[Change, ...]:
        """What was changed and not saved."""
        return self._made

    # -- work --

    def load(self) -> None:
        """Read the profile again, unless something was changed here that is not saved."""
        if not self._made:
            self._start(self._load, "settings")

    def discard(self) -> None:
        """Give up what was changed."""
        self._made = ()
        self._start(self._load, "settings")

    def forget(self) -> None:
        """The window goes: what was not saved is given up."""
        self._made = ()
        self.changed.emit()

    def look(self) -> None:
        """A page wrote into the answers: tell what differs from the stored profile now."""
        made = changes(self._before, profile_of(self.setup.state)) if self._before is not None else ()
        if made != self._made:
            self._made = made
            self.changed.emit()

    def save(self, *, flow_agreed: bool = False, include_older: bool = False) -> None:
        """Write what was changed, and only that. A change of payment flow asks first (D5)."""
        if not self._made:
            return
        if changes_flows(self._made) and not flow_agreed:
            self._start(partial(self._ask_flow, self._made), "flow effect")
        else:
            self._start(partial(self._save, self._made, include_older), "save settings")

    def _start(self, call: object, name: str) -> None:
        if self._task is not None:
            return
        self._task = self.main.background.start(session_job(call), name)  # type: ignore[arg-type]
        self._task.deliver(result=self._on_result, failed=self._on_failed, finished=self._on_finished)
        self.busy_changed.emit()

    # -- in the worker's thread --

    def _load(self, _observer: Observer, _cancel: Cancel) -> _Loaded:
        return self._read()

    def _read(self, saved: int | None = None) -> _Loaded:
        session = self.main.session
        profile = session.profile()
        documents = session.synced_documents() if saved else 0
        return _Loaded(without_suggestions(again(session)), profile, saved, documents)

    def _ask_flow(self, made: Sequence[Change], _observer: Observer, cancel: Cancel) -> FlowEffect:
        session = self.main.session
        wanted = with_changes(profile_of(again(session)), made)
        if any(method.flow.value == "from-xero" for method in wanted.mappings.payment_methods.values()):
            session.check_payment_rights(cancel)
        return session.flow_effect(wanted)

    def _save(self, made: Sequence[Change], include_older: bool, _observer: Observer, _cancel: Cancel) -> _Loaded:
        """On top of what is stored by now: an answered question may have written a mapping meanwhile."""
        session = self.main.session
        wanted = with_changes(profile_of(again(session)), made)
        session.change_profile(wanted, include_older=include_older)
        return self._read(len(made))

    # -- in the window's thread --

    def _on_result(self, result: object) -> None:
        if isinstance(result, FlowEffect):
            self._effect = result
            return
        if not isinstance(result, _Loaded):
            return
        self.setup.change(result.state)
        self._before = profile_of(result.state) if result.profile is not None else None
        self._made = ()
        self.loaded.emit()
        self.changed.emit()
        if result.saved is not None:
            self.main.outdate_plan()
            self.saved.emit(result.saved, result.documents)

    def _on_failed(self, error: object) -> None:
        failure = error if isinstance(error, Failure) else None
        if failure is None and isinstance(error, BaseException):
            failure = unexpected_failure(error)
        if failure is not None:
            self.failed.emit(failure)

    def _on_finished(self) -> None:
        self._task = None
        self.busy_changed.emit()
        effect, self._effect = self._effect, None
        if effect is not None:
            self.flow_asked.emit(effect)  # the answer may be a piece of work again
