"""What the set-up's pages share: the flow with its state, the profile's session, background work, the browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from splynx_xero_gui.domain.matching import CutOver
from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.engine.control import SystemClock
from splynx_xero_gui.gui.worker import Background
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.wizard.flow import SetupFlow
from splynx_xero_gui.wizard.review import Review
from splynx_xero_gui.wizard.services import Session, Workplace
from splynx_xero_gui.wizard.state import SetupState

Opener = Callable[[str], bool]


def open_in_browser(address: str) -> bool:
    """Open an address in the person's browser; False when there is none."""
    return QDesktopServices.openUrl(QUrl(address))


@dataclass(frozen=True, slots=True)
class Prefill:
    """Values the demo books put into empty fields. Never a person's own secrets."""

    url: str = ""
    api_key: str = ""
    api_secret: str = ""
    xero: XeroSettings = field(default_factory=XeroSettings)


class SetupModel(QObject):
    """One set-up under way. Lives in the GUI thread; `changed` follows every change of the state or the steps.

    `within_settings`: the pages stand in the main window's Settings. There nothing is stored before *Save*, and nothing
    is filled in by itself.
    """

    changed = Signal()

    def __init__(
        self,
        workplace: Workplace,
        flow: SetupFlow,
        background: Background,
        opener: Opener = open_in_browser,
        clock: Clock | None = None,
        prefill: Prefill | None = None,
        parent: QObject | None = None,
        *,
        within_settings: bool = False,
    ) -> None:
        super().__init__(parent)
        self.within_settings = within_settings
        self.workplace = workplace
        self.flow = flow
        self.background = background
        self.opener = opener
        self.clock = clock or SystemClock()
        self.prefill = prefill or Prefill()
        # What W10 shows and W11 runs; plans are never kept in a draft.
        self.review: Review | None = None
        self.allow_many: int | None = None
        # How receivables stood when W8 looked last.
        self.cut_over: CutOver | None = None

    @property
    def state(self) -> SetupState:
        """What is known now."""
        return self.flow.state

    @property
    def session(self) -> Session:
        """The session of the profile being set up."""
        return self.workplace.session(self.state.profile_name)

    def change(self, state: SetupState) -> None:
        """Take a new state over, for example `change(replace(model.state, taxes=…))`."""
        if state == self.flow.state:
            return
        self.flow.change(state)
        self.changed.emit()
