"""D13: one item of a plan, with everything that will be written (ui.md §3). Nothing can be changed in here."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.item_facts import ItemLine, before_text, item_facts, item_lines
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.details import DetailsBox
from splynx_xero_gui.gui.kit.fold import Fold
from splynx_xero_gui.gui.kit.labels import ActionButton, PageTitle, PlainLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, lines, set_spacing
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.words import subject_title

_WIDE_CH, _HIGH_LINES = 100, 30
_MOST_LINES = 8


class ItemDialog(QDialog):
    """Facts, lines, and what was there before. Esc and *Close* close it; the focus goes back to the opener."""

    def __init__(
        self, action: SyncAction, reference: AccountingReference | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._opener = QApplication.focusWidget()
        title = subject_title(action.subject)
        self.setObjectName("item")
        self.setWindowTitle(title)
        self.setModal(True)
        self.setSizeGripEnabled(True)
        content = QWidget(self)
        column = QVBoxLayout(content)
        set_spacing(column, 1, 2)
        column.addWidget(PageTitle(title, content))
        column.addWidget(self._facts(action, reference, content))
        shown = item_lines(action, reference)
        if shown:
            column.addWidget(self._lines(shown, action.currency, content))
        before = before_text(action)
        if before:
            box = DetailsBox("item.before", content)
            box.set_text(before)
            column.addWidget(Fold(self.tr("What is there now"), box, "item.before.fold", content))
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(content)
        self._close = ActionButton(self.tr("&Close"), self)
        self._close.setObjectName("item.close")
        self._close.setDefault(True)
        self._close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        outer = QVBoxLayout(self)
        set_spacing(outer, 2, 2)
        outer.addWidget(area, 1)
        outer.addLayout(foot)
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _facts(self, action: SyncAction, reference: AccountingReference | None, parent: QWidget) -> QWidget:
        box = QWidget(parent)
        grid = QGridLayout(box)
        set_spacing(grid, 0, 1)
        grid.setColumnStretch(1, 1)
        for line, (title, value) in enumerate(item_facts(action, reference)):
            name = TypeLabel(title, TextRole.BODY, Accent.QUIET, box)
            name.setWordWrap(False)
            text = PlainLabel(value, box)
            text.setWordWrap(True)
            text.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            text.setAccessibleName(f"{title}: {value}")
            grid.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, line, 1, Qt.AlignmentFlag.AlignTop)
        return box

    def _lines(self, shown: tuple[ItemLine, ...], currency: str, parent: QWidget) -> QWidget:
        columns: tuple[Column[ItemLine], ...] = (
            Column("description", self.tr("Description"), lambda row: row.description, stretch=True),
            Column("quantity", self.tr("Quantity"), lambda row: row.quantity, width_ch=9),
            Column("price", self.tr("Price"), lambda row: row.price, width_ch=12),
            Column(
                "amount",
                self.tr("Net, {currency}").format(currency=currency),
                lambda row: row.amount,
                ColumnKind.MONEY,
                summed=True,
            ),
            Column("account", self.tr("Account"), lambda row: row.account, width_ch=20),
            Column("tax", self.tr("Tax rate"), lambda row: row.tax, width_ch=24),
        )
        table: MoneyTable[ItemLine] = MoneyTable(
            RowsModel(columns, lambda row: row.key, rows=shown), "item.lines", self.tr("Lines"), parent=parent
        )
        line = table.view.verticalHeader().defaultSectionSize()
        table.setFixedHeight((min(max(1, len(shown)), _MOST_LINES) + 2) * line + lines(self, 0.8))
        return table

    def sizeHint(self) -> QSize:
        wanted = QSize(ch(self, _WIDE_CH), lines(self, _HIGH_LINES))
        return wanted.boundedTo(self.screen().availableSize() * 0.9)

    def done(self, result: int) -> None:
        super().done(result)
        if self._opener is not None and self._opener.isVisible():
            self._opener.setFocus(Qt.FocusReason.OtherFocusReason)
