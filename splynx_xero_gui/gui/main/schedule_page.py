"""Settings › Schedule: off or how often, who starts it, and how the last syncs that started by themselves ended."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from splynx_xero_gui.domain.schedule import ScheduledResult
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.formats import moment_text
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import HelpLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, lines
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.main.model import MainModel
from splynx_xero_gui.gui.main.page import MainPage, PageKey
from splynx_xero_gui.gui.main.run_words import local, run_ending
from splynx_xero_gui.gui.schedule_box import ScheduleBox
from splynx_xero_gui.gui.schedule_model import ScheduleModel


class SchedulePage(MainPage):
    """Applies at once: the system holds the schedule, not the profile."""

    def __init__(self, model: MainModel, parent: QWidget | None = None) -> None:
        super().__init__(PageKey.SCHEDULE, "", model, parent)
        self.title = self.tr("Schedule")
        self.heading.setText(self.title)
        self.setAccessibleName(self.title)
        self.schedule = ScheduleModel(model.session, model.background, self)
        self.column().addWidget(
            HelpLabel(self.tr("For this profile on this computer. A choice applies at once."), self)
        )
        self.box = ScheduleBox("schedule.box", self.schedule, model.currency, self)
        self.column().addWidget(self.box)
        self._place = TypeLabel("", TextRole.CAPTION, Accent.QUIET, self)
        self._place.setObjectName("schedule.place")
        self.column().addWidget(self._place)
        heading = TypeLabel(self.tr("The last syncs that started by themselves"), TextRole.STRONG, None, self)
        self.column().addWidget(heading)
        self._results = self._table()
        self.column().addWidget(self._results, 1)
        self.schedule.changed.connect(self._show)
        self.schedule.switched.connect(model.look)
        self._show()

    def _table(self) -> MoneyTable[ScheduledResult]:
        columns: tuple[Column[ScheduledResult], ...] = (
            Column("at", self.tr("Ended"), lambda row: moment_text(local(row.at)), width_ch=26),
            Column(
                "outcome",
                self.tr("Outcome"),
                lambda row: run_ending(row.outcome, row.reason).word,
                width_ch=30,
                icon=lambda row: run_ending(row.outcome, row.reason).icon,
                accent=lambda row: run_ending(row.outcome, row.reason).accent,
            ),
            Column("written", self.tr("Written"), lambda row: row.written, ColumnKind.NUMBER, width_ch=10),
            Column("waiting", self.tr("Decisions"), lambda row: row.waiting, ColumnKind.NUMBER, width_ch=11),
            Column("why", self.tr("Why"), _why, stretch=True),
        )
        rows: RowsModel[ScheduledResult] = RowsModel(columns, lambda row: row.at.isoformat())
        table = MoneyTable(rows, "schedule.results", self.tr("Last syncs of the schedule"), parent=self)
        table.set_empty(IconName.DASH, Accent.QUIET, self.tr("None yet."))
        table.setMinimumHeight(lines(self, 7))
        return table

    def first_field(self) -> QWidget | None:
        return self.box.tick

    def entered(self) -> None:
        if not self.schedule.busy:
            self.schedule.load()

    def read_again(self) -> None:
        self.entered()

    def show_known(self) -> None:
        self.box.may_start(True, self.model.currency)

    def help_text(self) -> str:
        return self.tr(
            "This computer's own scheduler starts the sync; the program need not be open, but you must be signed in, "
            "for the keys are in your password store. A sync that starts by itself writes what is certain and leaves "
            "questions for you.\n\nEvery sync costs Xero requests even when there is nothing to do; an interval that "
            "would use more than half of the day's requests on that cannot be chosen. After an undo the schedule "
            "pauses until you start a sync yourself."
        )

    def _show(self) -> None:
        state = self.schedule.state
        place = state.place if state is not None else ""
        self._place.setText(self.tr("Entry: {place}").format(place=place) if place else "")
        self._place.setVisible(bool(place))
        self._results.set_rows(list(state.results) if state is not None else [])


def _why(row: ScheduledResult) -> str:
    return " ".join(part for part in (f"{row.title}." if row.title else "", row.message, row.what_to_do) if part)
