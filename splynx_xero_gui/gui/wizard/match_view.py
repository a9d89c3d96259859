"""The tabs, table and compare pane of W8; what is done with rows is the page's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QVBoxLayout, QWidget

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import MATCH_KINDS, Match, MatchAnswer
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.filter_bar import FilterBar, StateFilter
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import TypeLabel
from splynx_xero_gui.gui.kit.late_signals import while_alive
from splynx_xero_gui.gui.kit.metrics import TextRole, lines, set_spacing
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.wizard import match_words as words
from splynx_xero_gui.gui.wizard.match_compare import ComparePane
from splynx_xero_gui.gui.wizard.match_tools import MatchTools
from splynx_xero_gui.wizard.matching import MatchDesk, RowState

_MANY = 200


class _StateBar(FilterBar[Match]):
    """Shows the desk's own counts: five passes over 20,000 rows would be felt at every key."""

    _counts: Mapping[RowState, int] = MappingProxyType({})

    def show_counts(self, counts: Mapping[RowState, int]) -> None:
        """From now on."""
        self._counts = counts
        self.count()

    def count(self) -> None:
        self.show_numbers(
            {"all": sum(self._counts.values()), **{state.value: self._counts.get(state, 0) for state in RowState}}
        )


class MatchView(QWidget):
    """`answered(MatchAnswer)` for the rows selected (Space, N, the buttons); `other_wanted()` F2, Enter, the button;
    `tab_changed()`; `selected()`.
    """

    answered = Signal(object)
    other_wanted = Signal()
    tab_changed = Signal()
    selected = Signal()
    undo_wanted = Signal()

    def __init__(self, title: str, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("match.tabs")
        self.tabs.setAccessibleName(self.tr("What is matched"))
        self.tabs.setDrawBase(False)
        for kind in MATCH_KINDS:
            self.tabs.addTab(words.tab_text(kind, 0))
        self.tabs.currentChanged.connect(while_alive(self._on_tab))
        self.table = self._make_table(title, currency)
        self._desk = MatchDesk()
        self._shown = self.kind
        filters = [StateFilter[Match]("all", self.tr("All"))]
        filters += [
            StateFilter[Match](state.value, words.state_label(state), partial(self._is_in, state)) for state in RowState
        ]
        self.bar = _StateBar(self.table, filters, "match", self)
        self.pane = ComparePane("match.compare", self)
        self.follows = TypeLabel("", TextRole.CAPTION, Accent.QUIET, self)
        self.follows.setObjectName("match.follows")
        self.tools = MatchTools("match", self)
        self.tools.link_wanted.connect(self._on_link)
        self.tools.new_wanted.connect(self._on_new)
        self.tools.leave_wanted.connect(self._on_leave)
        self.tools.other_wanted.connect(self.other_wanted)
        column = QVBoxLayout(self)
        set_spacing(column, 0, 1)
        column.addWidget(self.tabs)
        column.addWidget(self.bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.pane)
        column.addWidget(self.follows)
        column.addWidget(self.tools)

    def _make_table(self, title: str, currency: str) -> MoneyTable[Match]:
        amount = self.tr("Amount ({currency})").format(currency=currency) if currency else self.tr("Amount")
        columns = (
            Column[Match]("splynx", "Splynx", lambda r: f"{r.splynx_id} {r.splynx_name}".strip(), width_ch=24),
            Column[Match]("xero", "Xero", lambda r: r.xero_name, width_ch=23),
            Column[Match](
                "sure",
                self.tr("How sure"),
                words.sure_text,
                icon=words.sure_icon,
                accent=words.sure_accent,
                width_ch=16,
            ),
            Column[Match]("answer", self.tr("Answer"), words.answer_text, icon=words.answer_icon, width_ch=19),
            Column[Match]("why", self.tr("Why"), words.why_text, stretch=True),
            Column[Match]("amount", amount, _amount, ColumnKind.MONEY),
        )
        model: RowsModel[Match] = RowsModel(columns, row_id, words.row_sentence)
        table: MoneyTable[Match] = MoneyTable(model, "match.table", title, parent=self)
        table.setMinimumHeight(lines(self, 7))
        # The table gives way to the compare pane, so that the buttons stay in sight.
        table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        table.selection_changed.connect(self._on_selection)
        table.row_opened.connect(self._on_opened)
        table.undo_wanted.connect(self.undo_wanted)
        table.view.installEventFilter(self)
        table.set_empty(IconName.TICK, Accent.QUIET, self.tr("Neither side holds any of these yet."))
        return table

    def _is_in(self, state: RowState, row: Match) -> bool:
        return self._desk.state(row) is state

    @property
    def kind(self) -> ObjectKind:
        """What the tab on show is about."""
        return MATCH_KINDS[max(0, self.tabs.currentIndex())]

    def show_desk(self, desk: MatchDesk) -> None:
        """Show the rows of the tab as they stand, and how many every tab has."""
        self._desk = desk
        if self._shown is not self.kind:
            # Rows of two kinds may have one number: what was selected there is not meant here.
            self.table.view.selectionModel().clear()
            self._shown = self.kind
        for place, (kind, count) in enumerate(desk.counts().items()):
            self.tabs.setTabText(place, words.tab_text(kind, count))
        self.bar.show_counts(desk.states(self.kind))
        self.table.set_rows(desk.rows(self.kind))
        self.pane.show_fields(())
        self.show_selection()

    def refresh(self, desk: MatchDesk, rows: Sequence[Match]) -> None:
        """These rows changed."""
        self.bar.show_counts(desk.states(self.kind))
        if len(rows) > _MANY:
            self.table.set_rows(desk.rows(self.kind))
            return
        for row in rows:
            if self.table.model().place_of(row_id(row)) >= 0:
                self.table.model().replace_row(row)

    def show_waiting(self, first: Match) -> None:
        """Go to a row that waits, and show only such."""
        self.tabs.setCurrentIndex(MATCH_KINDS.index(first.kind))
        self.bar.set_state(RowState.TO_CHECK.value)
        self.table.select_row(row_id(first))
        self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_selection(self) -> None:
        """Offer what the selected rows allow."""
        chosen = self.table.selected_rows()
        self.tools.show_selection(
            can_link=any(row.xero_id and row.splynx_id and not row.linked for row in chosen),
            can_answer=any(row.splynx_id and not row.linked for row in chosen),
            is_one=len(chosen) == 1 and bool(chosen[0].splynx_id) and not chosen[0].linked,
        )

    def _on_selection(self) -> None:
        self.show_selection()
        self.selected.emit()

    def _on_tab(self, _place: int) -> None:
        self.tab_changed.emit()

    def _on_opened(self, _row: object) -> None:
        self.other_wanted.emit()

    def _on_link(self) -> None:
        self.answered.emit(MatchAnswer.LINK)

    def _on_new(self) -> None:
        self.answered.emit(MatchAnswer.NEW)

    def _on_leave(self) -> None:
        self.answered.emit(MatchAnswer.LEAVE)

    def minimumSizeHint(self) -> QSize:
        # As in PageBody: wrapped lines are counted at the width there is, not at their narrowest. In a small window the
        # page scrolls: nothing is laid over the table.
        inner = self.layout()
        if inner is None or self.width() <= 0:
            return QSize(0, 0)
        return QSize(0, inner.minimumHeightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        """All of it, so that a small window scrolls: squeezed, the comparison would lie on the table."""
        layout = self.layout()
        assert layout is not None  # made with the view
        return max(super().heightForWidth(width), layout.minimumHeightForWidth(width))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not event.modifiers():
            match event.key():
                case Qt.Key.Key_Space:
                    self._on_link()
                    return True
                case Qt.Key.Key_N:
                    self._on_new()
                    return True
                case Qt.Key.Key_F2:
                    self.other_wanted.emit()
                    return True
        return super().eventFilter(watched, event)


def row_id(row: Match) -> str:
    """The name of a row in the table, which shows one kind at a time."""
    return row.splynx_id or f"|{row.xero_id}"


def _amount(row: Match) -> Decimal:
    return row.splynx_amount if row.splynx_id else row.xero_amount
