"""How a sync ended: one message, what was written per kind, what waits, whether both sides agree (ui.md W11, M2)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.kinds import ActionKind
from splynx_xero_gui.domain.results import SyncReport, TieOut, Written
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.icon_line import IconLine
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.metrics import lines, set_spacing
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.kit.strip import MessageStrip, Severity, StripAction, StripMessage
from splynx_xero_gui.gui.sync_words import SyncEnding, questions_text, tie_out_text, uncertain_text
from splynx_xero_gui.gui.words import action_icon, action_title, side_name
from splynx_xero_gui.wizard.certificate import is_certifiable
from splynx_xero_gui.wizard.review import has_money

AGAIN, DECIDE, REVIEW, SIGN_IN, SHOW, COMPARE = "again", "decide", "review", "sign-in", "show", "compare"
CERTIFICATE = "certificate"
_MOST_LINES = 8


class SyncResult(QWidget):
    """`action_wanted(key)`: again, decide, review, sign-in, compare or certificate was pressed.

    `stop_wanted`: stop comparing.
    """

    action_wanted = Signal(str)
    stop_wanted = Signal()

    def __init__(self, name: str, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.result")
        self._name = name
        self._message = MessageStrip(f"{name}.ending", self)
        self._message.action_triggered.connect(self._on_message)
        self._table = self._written_table(currency)
        self._currency = currency
        self._waiting = IconLine(
            f"{name}.waiting", IconName.TRIANGLE, Accent.ATTENTION, self.tr("&Decide now"), DECIDE, self
        )
        self._lost = IconLine(f"{name}.lost", IconName.BROKEN_CIRCLE, Accent.UNCERTAIN, "", "", self)
        self._tie_out = IconLine(
            f"{name}.tie-out", IconName.SCALES, Accent.INFO, self.tr("&Compare now"), COMPARE, self
        )
        self._comparing = BusyBar(f"{name}.comparing", self)
        self._comparing.stop_requested.connect(self.stop_wanted)
        for line in (self._waiting, self._lost, self._tie_out):
            line.pressed.connect(self.action_wanted)
        column = QVBoxLayout(self)
        set_spacing(column, 0, 1.5)
        for widget in (self._message, self._table, self._waiting, self._lost, self._tie_out, self._comparing):
            column.addWidget(widget)
        self.setFocusProxy(self._table.view)

    def _written_table(self, currency: str) -> MoneyTable[Written]:
        columns: tuple[Column[Written], ...] = (
            Column("what", self.tr("Written"), lambda row: action_title(row.kind), stretch=True, icon=_icon),
            Column("side", self.tr("Side"), lambda row: side_name(row.side), width_ch=10),
            Column("items", self.tr("Items"), lambda row: row.count, ColumnKind.NUMBER, summed=True, width_ch=10),
            Column(
                "amount",
                self.tr("Amount, {currency}").format(currency=currency),
                lambda row: row.amount if has_money(row.kind) else None,
                ColumnKind.MONEY,
                width_ch=18,
            ),
        )
        table: MoneyTable[Written] = MoneyTable(
            RowsModel(columns, lambda row: f"{row.side.value}.{row.kind.value}"),
            f"{self._name}.written",
            self.tr("What was written"),
            parent=self,
        )
        table.set_empty(IconName.DASH, Accent.QUIET, self.tr("Nothing was written."))
        table.set_sum_label(self.tr("Total"))
        return table

    # -- what others use --

    def show_report(self, report: SyncReport, ending: SyncEnding) -> None:
        """The result, and what waits; the comparison is told by the methods below."""
        actions = tuple(StripAction(key, self._label(key)) for key in ending.actions)
        self._message.clear()
        self._message.show_message(
            StripMessage("ending", ending.severity, ending.title, ending.text, actions, ending.details), insist=True
        )
        order = list(ActionKind)
        self._table.set_rows(sorted(report.written, key=lambda entry: (entry.side.value, order.index(entry.kind))))
        line = self._table.view.verticalHeader().defaultSectionSize()
        shown = max(2, min(len(report.written), _MOST_LINES))
        self._table.setFixedHeight((shown + 2) * line + lines(self, 1))
        self._table.setVisible(bool(report.written))
        self._waiting.setVisible(report.waiting > 0)
        self._waiting.set_text(questions_text(report.waiting, report.waiting_amount, self._currency))
        lost = report.uncertain if ending.severity is not Severity.UNCERTAIN else 0
        self._lost.setVisible(lost > 0)
        self._lost.set_text(uncertain_text(report.uncertain))
        self._tie_out.hide()

    def show_comparing(self) -> None:
        """Both sides are being compared."""
        self._tie_out.hide()
        self._comparing.start(self.tr("Comparing both sides to the cent…"))

    def set_comparing_text(self, text: str) -> None:
        """What the comparison does now."""
        self._comparing.set_text(text)

    def show_tie_out(self, result: TieOut) -> None:
        """What the comparison found."""
        self._comparing.finish()
        severity, text = tie_out_text(result)
        self._tie_out.set_picture(severity.icon, severity.accent)
        self._tie_out.set_text(text)
        if is_certifiable(result):
            self._tie_out.set_button(self.tr("&Certificate…"), CERTIFICATE)
        else:  # not a proof: comparing again may make it one
            self._tie_out.set_button(self.tr("&Compare now"), COMPARE)
        self._tie_out.show()

    def show_not_compared(self, failure: Failure | None = None) -> None:
        """The comparison did not come to an end; it can be tried again."""
        self._comparing.finish()
        text = self.tr("Both sides were not compared yet.")
        if failure is not None:
            text = self.tr("Both sides could not be compared: {why}.").format(why=failure.title)
        self._tie_out.set_picture(IconName.SCALES, Accent.ATTENTION)
        self._tie_out.set_text(text)
        self._tie_out.set_button(self.tr("&Compare now"), COMPARE)
        self._tie_out.show()

    def show_waiting(self, text: str) -> None:
        """Other words for what waits, after some of it was answered; empty hides the line."""
        self._waiting.set_text(text)
        self._waiting.setVisible(bool(text))

    def tie_out_line(self) -> str:
        """The sentence on the comparison; empty while there is none."""
        return self._tie_out.text() if not self._tie_out.isHidden() else ""

    def message(self) -> MessageStrip:
        """The strip with the ending."""
        return self._message

    def _label(self, key: str) -> str:
        labels = {
            AGAIN: self.tr("&Try again"),
            DECIDE: self.tr("&Decide now"),
            REVIEW: self.tr("&Show the new plan"),
            SIGN_IN: self.tr("S&ign in again"),
            SHOW: self.tr("&Show what waits"),
        }
        return labels[key]

    def _on_message(self, _message: str, action: str) -> None:
        self.action_wanted.emit(action)


def _icon(row: Written) -> IconName:
    return action_icon(row.kind)
