"""D2 Find another match, D3 Spreadsheet read back, and the differences at cut-over that somebody signs for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import AgedRow, CutOver, Match
from splynx_xero_gui.engine.match_compare import Candidate
from splynx_xero_gui.engine.match_sheet import Reading, RefusedRow
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.formats import date_text, money_sentence
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, PlainLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, lines, set_spacing
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.gui.worker import Background, Task
from splynx_xero_gui.ports.control import Cancel, Observer

Search = Callable[[Match, str], Sequence[Candidate]]
_SEARCH_AFTER_MS = 200


class _Dialog(QDialog):
    """Title, contents in a column, buttons in a row; the focus goes back to its opener."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._opener = QApplication.focusWidget()
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(ch(self, 100))
        self.column = QVBoxLayout(self)
        set_spacing(self.column, 3, 2)
        heading = TypeLabel(title, TextRole.INSTRUCTION, None, self)
        self.column.addWidget(heading)

    def add_buttons(self, *buttons: ActionButton) -> None:
        """The row at the foot."""
        row = QWidget(self)
        flow = FlowLayout(row, trailing=True)
        for button in buttons:
            button.setParent(row)
            flow.addWidget(button)
        self.column.addWidget(row)

    def button(self, key: str, text: str) -> ActionButton:
        """A button named after the dialog."""
        button = ActionButton(text, self)
        button.setObjectName(f"{self.objectName()}.{key}")
        return button

    def done(self, result: int) -> None:
        super().done(result)
        if self._opener is not None and self._opener.isVisible():
            self._opener.setFocus(Qt.FocusReason.OtherFocusReason)


class FindMatchDialog(_Dialog):
    """D2: a search in Xero's list. What is linked already is shown and cannot be chosen. `chosen(Candidate)`."""

    chosen = Signal(object)

    def __init__(self, row: Match, search: Search, background: Background, currency: str, parent: QWidget) -> None:
        title = self.tr("Find the match of {name}").format(name=row.splynx_name or row.splynx_id)
        super().__init__("match.find_other", title, parent)
        self._row, self._search, self._background = row, search, background
        self._task: Task | None = None
        self.field = QLineEdit(self)
        self.field.setObjectName("match.find_other.search")
        self.field.setPlaceholderText(self.tr("Name, number or amount"))
        self.field.setAccessibleName(self.tr("Search"))
        self.field.setClearButtonEnabled(True)
        model: RowsModel[Candidate] = RowsModel(self._columns(row.kind, currency), lambda c: c.xero_id)
        self.table: MoneyTable[Candidate] = MoneyTable(model, "match.find_other.table", title, parent=self)
        self.table.setMinimumHeight(lines(self, 12))
        self.table.set_empty(IconName.SEARCH, Accent.QUIET, self.tr("Nothing found. Search by name, number or amount."))
        self.table.selection_changed.connect(self._on_selection)
        self.table.row_opened.connect(self._on_opened)
        self.column.addWidget(self.field)
        self.column.addWidget(self.table, 1)
        self.link = self.button("link", self.tr("&Link"))
        self.link.setEnabled(False)
        self.link.clicked.connect(self.accept)
        cancel = self.button("cancel", self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.add_buttons(self.link, cancel)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SEARCH_AFTER_MS)
        self._timer.timeout.connect(self._look)
        self.field.textChanged.connect(self._on_text)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()

    def _columns(self, kind: ObjectKind, currency: str) -> list[Column[Candidate]]:
        name = Column[Candidate]("name", self.tr("Number or name"), lambda c: c.name, stretch=True)
        linked = Column[Candidate](
            "linked", self.tr("Linked to"), lambda c: c.linked_to, accent=lambda _c: Accent.QUIET, width_ch=18
        )
        if kind is ObjectKind.CUSTOMER:
            return [name, linked]
        amount = self.tr("Amount ({currency})").format(currency=currency)
        return [
            name,
            Column[Candidate]("date", self.tr("Date"), lambda c: c.date, ColumnKind.DATE),
            Column[Candidate]("amount", amount, lambda c: c.amount, ColumnKind.MONEY),
            linked,
        ]

    def _on_text(self, _text: str) -> None:
        self._timer.start()

    def _look(self) -> None:
        row, text, search = self._row, self.field.text(), self._search

        def call(_observer: Observer, _cancel: Cancel) -> Sequence[Candidate]:
            return search(row, text)

        self._task = self._background.start(session_job(call), "match search").deliver(result=self._on_found)

    def _on_found(self, found: object) -> None:
        if self.sender() is self._task and isinstance(found, (list, tuple)):
            self.table.set_rows(list(found))

    def _candidate(self) -> Candidate | None:
        row = self.table.current_row()
        return row if row is not None and not row.linked_to else None

    def _on_selection(self) -> None:
        self.link.setEnabled(self._candidate() is not None)

    def _on_opened(self, _row: object) -> None:
        self.accept()

    def accept(self) -> None:
        candidate = self._candidate()
        if candidate is None:
            return
        super().accept()
        self.chosen.emit(candidate)


class ImportDialog(_Dialog):
    """D3: what a returned spreadsheet changes, and what of it is refused. `applied()`; Esc imports nothing."""

    applied = Signal()

    def __init__(self, reading: Reading, parent: QWidget) -> None:
        super().__init__("match.import_dialog", self.tr("Spreadsheet read back"), parent)
        count = len(reading.changes)
        changes = counted(count, self.tr("1 answer changes"), self.tr("{n} answers change"))
        refused = counted(len(reading.refused), self.tr("1 row refused"), self.tr("{n} rows refused"))
        said = self.tr("{changes}, {refused}.").format(changes=changes, refused=refused)
        self.summary = TypeLabel(said, TextRole.BODY, None, self)
        self.column.addWidget(self.summary)
        if reading.refused:
            columns = (
                Column[RefusedRow]("line", self.tr("Row"), lambda r: r.line, ColumnKind.NUMBER, width_ch=7),
                Column[RefusedRow]("subject", self.tr("Name"), lambda r: r.subject, width_ch=24),
                Column[RefusedRow]("reason", self.tr("Why it is refused"), lambda r: r.reason, stretch=True),
            )
            model: RowsModel[RefusedRow] = RowsModel(columns, lambda r: f"{r.line}", rows=reading.refused)
            name = "match.import_dialog.table"
            self.table: MoneyTable[RefusedRow] = MoneyTable(model, name, self.tr("Refused rows"), parent=self)
            self.table.setMinimumHeight(lines(self, 10))
            self.column.addWidget(self.table, 1)
        self.apply = self.button("apply", counted(count, self.tr("&Apply 1 answer"), self.tr("&Apply {n} answers")))
        self.apply.setEnabled(count > 0)
        self.apply.clicked.connect(self.accept)
        cancel = self.button("cancel", self.tr("Cancel"))
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        self.add_buttons(self.apply, cancel)

    def accept(self) -> None:
        super().accept()
        self.applied.emit()


class CutOverDialog(_Dialog):
    """Receivables that differ, customer by customer, and a line to sign on. `signed(name)`."""

    signed = Signal(str)

    def __init__(self, found: CutOver, currency: str, parent: QWidget) -> None:
        day = date_text(found.as_of, long=True)
        super().__init__("match.cut_over", self.tr("Receivables as of {day}").format(day=day), parent)
        said = self.tr(
            "Splynx {splynx}, Xero {xero}, difference {difference}. The schedule stays off until both agree, or until "
            "somebody signs that these differences are known. A sync by hand is not held back."
        ).format(
            splynx=money_sentence(found.splynx, currency),
            xero=money_sentence(found.xero, currency),
            difference=money_sentence(found.difference, currency),
        )
        self.column.addWidget(TypeLabel(said, TextRole.BODY, None, self))
        rows = [row for row in found.rows if row.differences]
        columns = (
            Column[AgedRow]("customer", self.tr("Customer"), lambda r: r.name, width_ch=26),
            Column[AgedRow]("splynx", "Splynx", lambda r: r.splynx.total, ColumnKind.MONEY, summed=True),
            Column[AgedRow]("xero", "Xero", lambda r: r.xero.total, ColumnKind.MONEY, summed=True),
            Column[AgedRow]("difference", self.tr("Difference"), lambda r: r.difference, ColumnKind.MONEY, summed=True),
            Column[AgedRow]("why", self.tr("Made of"), _made_of, stretch=True, tool_tip=partial(_made_of, apart="\n")),
        )
        model: RowsModel[AgedRow] = RowsModel(columns, lambda r: r.customer_id, rows=rows)
        self.table: MoneyTable[AgedRow] = MoneyTable(
            model, "match.cut_over.table", self.tr("Customers that differ"), parent=self
        )
        self.table.setMinimumHeight(lines(self, 12))
        self.table.set_empty(IconName.TICK, Accent.OK, self.tr("Both sides agree to the cent."))
        self.column.addWidget(self.table, 1)
        self.setMinimumWidth(ch(self, 140))
        caption = PlainLabel(self.tr("Signed by (&name)"), self)
        self.name_field = QLineEdit(self)
        self.name_field.setObjectName("match.cut_over.name")
        self.name_field.setMaximumWidth(ch(self, 40))
        caption.setBuddy(self.name_field)
        self.column.addWidget(caption)
        self.column.addWidget(self.name_field)
        self.sign = self.button("sign", self.tr("&Sign for these differences"))
        self.sign.setEnabled(False)
        self.sign.clicked.connect(self.accept)
        close = self.button("close", self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.reject)
        for widget in (caption, self.name_field, self.sign):
            widget.setVisible(bool(rows))
        self.name_field.textChanged.connect(self._on_name)
        self.add_buttons(self.sign, close)

    def _on_name(self, text: str) -> None:
        self.sign.setEnabled(bool(text.strip()))

    def accept(self) -> None:
        name = self.name_field.text().strip()
        if name:
            super().accept()
            self.signed.emit(name)


def _made_of(row: AgedRow, apart: str = "; ") -> str:
    return apart.join(f"{part.subject} {part.why} ({part.amount:.2f})" for part in row.differences)
