"""W11's offer to sync by itself from now on: only once both sides agree, or a person knows why they do not."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from splynx_xero_gui.domain.results import TieOut
from splynx_xero_gui.gui.kit.indicators import CheckBox
from splynx_xero_gui.gui.kit.metrics import set_spacing
from splynx_xero_gui.gui.schedule_box import ScheduleBox
from splynx_xero_gui.gui.schedule_model import ScheduleModel
from splynx_xero_gui.gui.worker import Background
from splynx_xero_gui.wizard.services import Session


class ScheduleOffer(QWidget):
    """Hidden until both sides were compared."""

    def __init__(
        self, session: Session, background: Background, currency: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sync.offer")
        self.schedule = ScheduleModel(session, background, self)
        self._equal = False
        self.known = CheckBox(self.tr("The differences are &known"), self)
        self.known.setObjectName("sync.known")
        self.known.setAccessibleDescription(
            self.tr("Needed before syncs may start by themselves while both sides differ.")
        )
        self.known.toggled.connect(self._on_known)
        self.box = ScheduleBox("sync.schedule", self.schedule, currency, self)
        column = QVBoxLayout(self)
        set_spacing(column, 0, 1)
        column.addWidget(self.known)
        column.addWidget(self.box)
        self.schedule.changed.connect(self._show)
        self.hide()

    def show_tie_out(self, result: TieOut) -> None:
        """Both sides were compared."""
        self._equal = result.equal
        self.known.setChecked(False)
        self._show()
        self.show()
        self.schedule.load()

    def _on_known(self, _on: bool) -> None:
        self._show()

    def _show(self) -> None:
        state = self.schedule.state
        blocked = state is None or state.demo or state.held
        self.known.setVisible(not self._equal and not blocked)
        self.box.may_start(self._equal or self.known.isChecked())
