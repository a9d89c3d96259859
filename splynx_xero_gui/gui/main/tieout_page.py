"""M5 in its first form: do both sides agree, to the cent, and if not, why not. Comparing writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from splynx_xero_gui.domain.matching import Gate
from splynx_xero_gui.domain.results import Explained, TieOut, TieOutRow
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.certificate.window import open_certificate
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.filter_bar import FilterBar, StateFilter
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.formats import date_text, moment_text, money_sentence
from splynx_xero_gui.gui.kit.icons import IconName, set_button_icon
from splynx_xero_gui.gui.kit.labels import ActionButton, PlainLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, lines, set_spacing
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.main.figures import IconLine
from splynx_xero_gui.gui.main.model import MainModel, Work
from splynx_xero_gui.gui.main.page import MainPage, PageKey
from splynx_xero_gui.gui.main.run_words import local
from splynx_xero_gui.gui.main.tieout_period import month_after, period_columns
from splynx_xero_gui.gui.main.verdict import RECEIVABLES, explanation, is_day, verdict
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.gui.wizard.date_field import DateField
from splynx_xero_gui.gui.wizard.optional_date import OptionalDate
from splynx_xero_gui.gui.words import subject_title
from splynx_xero_gui.wizard.certificate import is_certifiable


@dataclass(frozen=True, slots=True)
class _Part:
    """A named part of a difference, or a line beside the comparison."""

    place: int
    of: str
    part: Explained


class TieOutPage(MainPage):
    """As-of date, verdict, one row per measure, and below them the parts of the chosen row's difference."""

    def __init__(self, model: MainModel, parent: QWidget | None = None) -> None:
        super().__init__(PageKey.TIE_OUT, "", model, parent)
        self.title = self.tr("Tie-out")
        self.heading.setText(self.title)
        self.setAccessibleName(self.title)
        self._shown: TieOut | None = None
        self._currency: str | None = None
        self._period = False
        self._table: MoneyTable[TieOutRow] | None = None
        self._parts: MoneyTable[_Part] | None = None
        self._add_head()
        self._verdict = IconLine(TextRole.INSTRUCTION, 1.25, self)
        self._verdict.setObjectName("tieout.verdict")
        self._when = TypeLabel("", TextRole.CAPTION, Accent.QUIET, self)
        self.column().addWidget(self._verdict)
        self.column().addWidget(self._when)
        self._gate = IconLine(TextRole.BODY, 1.0, self)
        self._gate.setObjectName("tieout.gate")
        self._gate.hide()
        self.column().addWidget(self._gate)
        self._holder = QVBoxLayout()
        self.column().addLayout(self._holder, 1)
        self._busy = BusyBar("tieout.busy", self)
        self._busy.stop_requested.connect(self.model.stop)
        self.column().addWidget(self._busy)
        self._content: QWidget | None = None

    def _add_head(self) -> None:
        today = self.model.clock.now().astimezone().date()
        row = QWidget(self)
        line = FlowLayout(row)
        self._since = OptionalDate(today, self.tr("Only from"), self.tr("First day of the period"), "tieout.since", row)
        self._since.setObjectName("tieout.since")
        self._since.field().set_day(today.replace(day=1))
        beside = QWidget(row)  # label and field wrap together
        pair = QHBoxLayout(beside)
        set_spacing(pair, 0, 1)
        label = PlainLabel(self.tr("&As of"), beside)
        self._as_of = DateField(today, beside)
        pair.addWidget(label)
        pair.addWidget(self._as_of)
        self._as_of.setObjectName("tieout.as_of")
        self._as_of.setAccessibleName(self.tr("As of"))
        self._as_of.set_day(today)
        label.setBuddy(self._as_of)
        self._compare = ActionButton(self.tr("&Compare now"), row)
        self._compare.setObjectName("tieout.compare")
        self._compare.clicked.connect(self._on_compare)
        self._export = ActionButton(self.tr("&Export…"), row)
        self._export.setObjectName("tieout.export")
        set_button_icon(self._export, IconName.EXPORT)
        self._export.clicked.connect(self._on_export)
        self._export.setEnabled(False)
        self._certificate = ActionButton(self.tr("Ce&rtificate…"), row)
        self._certificate.setObjectName("tieout.certificate")
        set_button_icon(self._certificate, IconName.PRINT)
        self._certificate.clicked.connect(self._on_certificate)
        self._certificate.setEnabled(False)
        for widget in (self._since, beside, self._compare, self._export, self._certificate):
            line.addWidget(widget)
        self.column().addWidget(row)
        for field in (self._since.field(), self._as_of):
            field.installEventFilter(self)

    def first_field(self) -> QWidget | None:
        if self._table is not None and self._shown is not None and self._shown.rows:
            return self._table.view
        return self._compare

    def read_again(self) -> None:
        self._on_compare()

    def help_text(self) -> str:
        return self.tr(
            "The tie-out compares both sides to the cent: what customers owe, tax per rate, and what moved on each "
            "account. A difference that a document or a decision explains is named; what is left has no reason yet and "
            "should be looked at.\n\nComparing reads what changed on both sides and writes nothing. Certificate… shows "
            "it on its pages, to be printed, signed and kept.\n\nIn the date fields: T today, + and − a day, Ctrl+M "
            "this month, PgUp and PgDn the month before and after."
        )

    def table(self) -> MoneyTable[TieOutRow] | None:
        """The measures; None before anything was compared."""
        return self._table

    # -- filling --

    def show_known(self) -> None:
        tie_out = self.model.status.last_tie_out
        self._show_gate(self.model.status.gate)
        working = self.model.work() is Work.COMPARE
        self._compare.setEnabled(self.model.connected and not self.model.is_busy())
        if working and not self._busy.is_running():
            self._busy.start(self.tr("Comparing both sides…"))
        elif not working:
            self._busy.finish()
        self._certificate.setEnabled(is_certifiable(tie_out))
        if tie_out is None:
            self._verdict.set_line(self.tr("Both sides were never compared."), IconName.DASH, Accent.QUIET)
            self._when.setText(self.tr("Compare now reads what changed on both sides; nothing is written."))
            return
        said = verdict(tie_out, self.model.currency)
        self._verdict.set_line(said.text, said.icon, said.accent)
        self._when.setText(self._age(tie_out))
        if tie_out is self._shown and self._currency == self.model.currency:
            return
        self._make(period=tie_out.since is not None)
        self._shown = tie_out
        assert self._table is not None  # just made
        self._table.set_rows(_ordered(tie_out.rows))
        self._export.setEnabled(bool(tie_out.rows))
        self._show_parts()

    def _show_gate(self, gate: Gate | None) -> None:
        """Whether the cut-over holds the schedule, and who signed for what differs."""
        self._gate.setVisible(gate is not None and (gate.holds or bool(gate.signed_by)))
        if gate is None or self._gate.isHidden():
            return
        day, money = date_text(gate.as_of, long=True), money_sentence(gate.difference, self.model.currency)
        one = self.tr("At cut-over on {day} receivables of 1 customer differ by {money}")
        many = self.tr("At cut-over on {day} receivables of {n} customers differ, in all by {money}")
        one, many = (text.replace("{day}", day).replace("{money}", money) for text in (one, many))
        differ = counted(gate.customers, one, many)
        if gate.holds:
            text = self.tr("The schedule stays off. {differ}, and nobody signed for it.").format(differ=differ)
            self._gate.set_line(text, IconName.TRIANGLE, Accent.ATTENTION)
        else:
            text = self.tr("{differ}; {name} signed for it.").format(differ=differ, name=gate.signed_by)
            self._gate.set_line(text, IconName.TICK, Accent.QUIET)

    def _age(self, tie_out: TieOut) -> str:
        day = date_text(tie_out.as_of, long=True)
        if tie_out.since is not None:
            day = self.tr("{day}, moved from {first} on").format(day=day, first=date_text(tie_out.since, long=True))
        if tie_out.at is None:
            return self.tr("As of {day}").format(day=day)
        return self.tr("As of {day}, compared {time}").format(day=day, time=moment_text(local(tie_out.at)))

    def _make(self, *, period: bool) -> None:
        """The currency stands in the headings, so the tables are made once it is known; a period has more columns."""
        if self._content is not None and (self._currency, self._period) == (self.model.currency, period):
            return
        self._currency, self._period = self.model.currency, period
        if self._content is not None:
            self._holder.removeWidget(self._content)
            self._content.deleteLater()
        rows: RowsModel[TieOutRow] = RowsModel(self._columns(), _measure)
        self._table = MoneyTable(rows, "tieout.table", self.tr("Measures"), parent=self)
        self._table.set_empty(IconName.DASH, Accent.QUIET, self.tr("There was nothing to compare."))
        self._table.view.setSelectionMode(self._table.view.SelectionMode.SingleSelection)
        self._table.selection_changed.connect(self._on_row)
        parts: RowsModel[_Part] = RowsModel(self._part_columns(), _part_id)
        self._parts = MoneyTable(parts, "tieout.parts", self.tr("Parts of the difference"), parent=self)
        self._parts.set_empty(IconName.TICK, Accent.OK, self.tr("No difference, nothing to explain."))
        self._parts.setMinimumHeight(lines(self, 4))
        states = (
            StateFilter[TieOutRow]("all", self.tr("All")),
            StateFilter[TieOutRow]("differences", self.tr("Differences"), lambda row: not row.agrees),
            StateFilter[TieOutRow]("unexplained", self.tr("Without a reason"), lambda row: not row.named),
        )
        self._content = QWidget(self)
        column = QVBoxLayout(self._content)
        set_spacing(column, 0, 1)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(FilterBar(self._table, states, "tieout"))
        split = QSplitter(Qt.Orientation.Vertical, self._content)
        split.setChildrenCollapsible(False)
        split.addWidget(self._table)
        below = QWidget(split)
        inner = QVBoxLayout(below)
        set_spacing(inner, 0, 0.5)
        self._parts_title = TypeLabel("", TextRole.STRONG, None, below)
        inner.addWidget(self._parts_title)
        inner.addWidget(self._parts, 1)
        split.addWidget(below)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        column.addWidget(split, 1)
        self._holder.addWidget(self._content)

    def _columns(self) -> tuple[Column[TieOutRow], ...]:
        currency = self.model.currency

        def narrow(width: int) -> int:
            """A period has four columns more, and the difference must still be seen."""
            return width * 2 // 3 if self._period else width

        def money(side: str) -> str:
            return self.tr("{side}, {currency}").format(side=side, currency=currency) if currency else side

        return (
            Column("kind", self.tr("Measure"), self._kind, width_ch=narrow(24)),
            Column("label", self.tr("Of"), self._label, width_ch=narrow(40)),
            *period_columns("splynx", "Splynx", shown=self._period),
            Column("splynx", money("Splynx"), lambda row: row.splynx, ColumnKind.MONEY, width_ch=narrow(16)),
            *period_columns("xero", "Xero", shown=self._period),
            Column("xero", money("Xero"), lambda row: row.xero, ColumnKind.MONEY, width_ch=narrow(16)),
            Column(
                "difference",
                self.tr("Difference"),
                lambda row: row.difference,
                ColumnKind.MONEY,
                icon=_row_icon,
                accent=_row_accent,
                bold=lambda row: not row.agrees,
            ),
            Column("explanation", self.tr("Explanation"), explanation, stretch=True),
        )

    def _part_columns(self) -> tuple[Column[_Part], ...]:
        return (
            Column("of", self.tr("Of"), lambda row: row.of, width_ch=24),
            Column("subject", self.tr("Document"), lambda row: subject_title(row.part.subject), width_ch=34),
            Column("amount", self.tr("Amount"), lambda row: row.part.amount, ColumnKind.MONEY),
            Column("why", self.tr("Why"), lambda row: row.part.why, stretch=True),
        )

    def _kind(self, row: TieOutRow) -> str:
        if row.measure == RECEIVABLES:
            return self.tr("Receivables")
        if row.measure.startswith("receivables:"):
            return self.tr("Receivables, customer")
        if row.measure.startswith("tax:"):
            return self.tr("Tax")
        return self.tr("Account, one day") if is_day(row) else self.tr("Moved on account")

    def _label(self, row: TieOutRow) -> str:
        return self.tr("All customers") if row.measure == RECEIVABLES else row.label

    def _on_row(self) -> None:
        self._show_parts()

    def _show_parts(self) -> None:
        if self._table is None or self._parts is None or self._shown is None:
            return
        row = self._table.current_row()
        if row is not None and not row.agrees:
            of = f"{self._kind(row)}: {self._label(row)}"
            self._parts_title.setText(self.tr("Difference of {row}").format(row=of))
            found = [_Part(place, of, part) for place, part in enumerate(row.parts)]
            if row.loose:
                rest = Explained(self.tr("without a reason"), row.loose, self.tr("Nothing explains it yet."))
                found.append(_Part(len(found), of, rest))
        else:
            self._parts_title.setText(self.tr("Beside the comparison"))
            beside = self.tr("Information")
            found = [_Part(place, beside, part) for place, part in enumerate(self._shown.information)]
        self._parts.set_rows(found)

    # -- what the person does --

    def _on_compare(self) -> None:
        since = self._since.day()
        self.model.compare(self._as_of.day(), min(since, self._as_of.day()) if since is not None else None)

    def _on_certificate(self) -> None:
        tie_out = self.model.status.last_tie_out
        if tie_out is not None and is_certifiable(tie_out):
            open_certificate(tie_out, self.model.status, self.model.profile, self)

    def set_as_of(self, day: dt.date) -> None:
        """Compare as of this day next."""
        self._as_of.set_day(day)

    def set_month(self, day: dt.date) -> None:
        """Compare this month next: its first day to its last."""
        first = day.replace(day=1)
        self._since.set_day(first)
        self._as_of.set_day(month_after(first) - dt.timedelta(days=1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Month keys in the date fields: Ctrl+M this month, PgUp and PgDn the month before and after."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        first = self._as_of.day().replace(day=1)
        if event.key() == Qt.Key.Key_PageUp:
            self.set_month(first - dt.timedelta(days=1))
        elif event.key() == Qt.Key.Key_PageDown:
            self.set_month(month_after(first))
        elif event.key() == Qt.Key.Key_M and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.set_month(self.model.clock.now().astimezone().date())
        else:
            return super().eventFilter(watched, event)
        return True

    def _on_export(self) -> None:
        if self._table is not None:
            self._table.ask_and_export()


def _ordered(rows: Sequence[TieOutRow]) -> list[TieOutRow]:
    """Receivables, tax, accounts; what differs first within its kind."""

    def place(row: TieOutRow) -> tuple[int, bool]:
        kinds = (RECEIVABLES, "receivables:", "tax:", "bank:")
        kind = next((n for n, start in enumerate(kinds) if row.measure.startswith(start) and n != 0), 0)
        return (0 if row.measure == RECEIVABLES else kind, row.agrees)

    return sorted(rows, key=place)


def _measure(row: TieOutRow) -> str:
    return row.measure


def _part_id(row: _Part) -> str:
    return f"{row.of}.{row.place}"


def _row_icon(row: TieOutRow) -> IconName:
    if row.agrees:
        return IconName.TICK
    return IconName.TRIANGLE if row.named else IconName.OCTAGON


def _row_accent(row: TieOutRow) -> Accent:
    if row.agrees:
        return Accent.OK
    return Accent.ATTENTION if row.named else Accent.DANGER
