"""W5 Categories, W6 Tax rates, W7 Payment accounts: one page, three contents (ui.md §4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from splynx_xero_gui.domain.reference import TrackingCategory
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.filter_bar import FilterBar, StateFilter
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import HelpLabel
from splynx_xero_gui.gui.kit.metrics import lines, set_spacing
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.kit.state_view import StateView
from splynx_xero_gui.gui.kit.still_fields import StillCombo
from splynx_xero_gui.gui.kit.strip import Severity, StripMessage
from splynx_xero_gui.gui.wizard.base import REFUSED, WizardPageBase
from splynx_xero_gui.gui.wizard.choose_dialog import ChooseDialog
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.gui.wizard.mapping_columns import CHOICE, TRACKING, mapping_columns
from splynx_xero_gui.gui.wizard.mapping_refusals import refusal_message
from splynx_xero_gui.gui.wizard.mapping_tools import MappingTools
from splynx_xero_gui.gui.wizard.mapping_words import (
    pasted_line_text,
    pick_item,
    row_sentence,
    table_words,
    without_row_text,
)
from splynx_xero_gui.gui.wizard.model import SetupModel
from splynx_xero_gui.gui.wizard.page_words import page_instruction, page_title
from splynx_xero_gui.gui.wizard.tracking_sources import TrackingDialog, TrackingSources
from splynx_xero_gui.wizard.checks import Missing, Problem
from splynx_xero_gui.wizard.mapping import MappingTable, NotAllowedTogether, Row, RowState
from splynx_xero_gui.wizard.mapping_pages import (
    mapping_table,
    tracking_by_category,
    with_table,
    without_row,
    without_unmapped,
)
from splynx_xero_gui.wizard.mapping_paste import paste
from splynx_xero_gui.wizard.mapping_subjects import MappingKind
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.state import SetupState
from splynx_xero_gui.wizard.suggest import is_gateway
from splynx_xero_gui.wizard.tracking import TrackingSource, fed_categories, names_of, with_source, with_values

_PASTED = "pasted"
_PAGES = {
    PageId.CATEGORIES: MappingKind.CATEGORIES,
    PageId.TAXES: MappingKind.TAXES,
    PageId.ACCOUNTS: MappingKind.METHODS,
}


def _unmapped(row: Row) -> bool:
    return row.state is RowState.UNMAPPED


def _to_check(row: Row) -> bool:
    return row.state is RowState.CHECK


def _problem(row: Row) -> bool:
    return row.state is RowState.PROBLEM


class MappingPage(WizardPageBase):
    """A table with one line per Splynx category, tax or payment method, and what it is in Xero."""

    def __init__(self, page: PageId, model: SetupModel) -> None:
        super().__init__(page, page_title(page), page_instruction(page), model)
        self._kind = _PAGES[page]
        self._words = table_words(self._kind)
        self._table: MappingTable | None = None
        self._built_for: object = None
        self._feeding = ""
        self._to_confirm = ""
        self._refused = RowState.UNMAPPED
        # Pairs of rate and account the person has been told about: Xero judges by the lines that really occur.
        self._told: frozenset[str] = frozenset()
        self._view: MoneyTable[Row] | None = None
        self._bar: FilterBar[Row] | None = None
        self._place = QVBoxLayout()
        set_spacing(self._place, 0, 1)
        content = QWidget(self)
        content.setLayout(self._place)
        content.setMinimumHeight(lines(self, 9))
        self._unread = StateView(f"{page.value}.unread", self)
        self._unread.set_state(
            IconName.INFO,
            Accent.ATTENTION,
            self.tr("The settings of both sides were not read yet."),
            self.tr("Read the settings"),
        )
        self._unread.button_clicked.connect(self._on_unread)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(content)
        self._stack.addWidget(self._unread)
        self.body().addWidget(self._stack, 1)
        self._tools = MappingTools(page.value, self._words.missing_choice, self)
        self._tools.accept_wanted.connect(self._on_accept)
        self._tools.set_wanted.connect(self._on_set)
        self._tools.clear_wanted.connect(self._on_clear)
        self._tools.why_toggled.connect(self._on_why)
        self.body().addWidget(self._tools)
        self._sources = TrackingSources(page.value, self)
        self._sources.hide()
        self._sources.source_chosen.connect(self._on_source)
        self._sources.options_wanted.connect(self._on_options)
        self.body().addWidget(self._sources)
        self._note = HelpLabel("", self)
        self._note.setObjectName(f"{page.value}.note")
        self.body().addWidget(self._note)
        undo = QShortcut(QKeySequence.StandardKey.Undo, self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.undo)

    # -- page --

    def show_state(self, state: SetupState) -> None:
        self._table = mapping_table(self._kind, state)
        self._stack.setCurrentIndex(0 if self._table is not None else 1)
        self._tools.setVisible(self._table is not None)
        self._told = frozenset()
        if self._table is None:
            self._note.hide()
            self._sources.hide()
            return
        if self._kind is MappingKind.CATEGORIES and state.read.billing is not None:
            self._sources.show_fed(fed_categories(state), state.read.billing)
        self._build_view(state)
        assert self._view is not None  # just built
        self._view.set_rows(self._table.rows())
        self._show_note(state)
        self._show_counts()
        self._show_selection()

    def entered(self) -> None:
        if self._view is not None and self._table is not None and self._table.rows():
            first = next((row for row in self._table.rows() if row.state is not RowState.MAPPED), self._table.rows()[0])
            self._view.select_row(first.key, CHOICE)

    def first_field(self) -> QWidget | None:
        if self._table is None:
            return self._unread.button()
        return self._view.view if self._view is not None else None

    def collect(self) -> None:
        if self._table is not None:
            self.model.change(with_table(self.state, self._table))

    def refusal(self) -> Missing | None:
        if self._table is None:
            return Missing(f"{self.page.value}.unread.button", Problem.NOT_READ)
        missing = self.model.flow.missing(self.page)
        faults = [entry for entry in missing if entry.problem in (Problem.RATE_DIFFERS, Problem.UNUSABLE)]
        if faults:
            return faults[0]
        for row in self._table.rows():
            if isinstance(row.fault, NotAllowedTogether) and row.key not in self._told:
                return Missing(self._table_name(), Problem.RATE_DIFFERS, row=row.key)
        return missing[0] if missing else None

    def refuse(self, missing: Missing) -> None:
        if self._table is None or self._view is None:
            super().refuse(missing)
            return
        row = self._table.row(missing.row)
        self._go_to(missing.row)
        self._refused = row.state
        self.strip.show_message(refusal_message(REFUSED, self._table, row, self.state), insist=True)

    def act(self, message: str, action: str) -> None:
        if self._table is None or self._bar is None:
            return
        self.strip.clear_message(REFUSED)
        match action:
            case "show":
                self._bar.set_state("check" if self._refused is RowState.CHECK else "unmapped")
                self._focus_table()
            case "go-on" if self._refused is RowState.PROBLEM:
                self._told |= {r.key for r in self._table.rows() if isinstance(r.fault, NotAllowedTogether)}
                self.go_on.emit()
            case "go-on":
                self.model.change(without_unmapped(self.state, self._table))
                self.go_on.emit()
            case "accept":
                self._on_accept()
                self.go_on.emit()
            case "categories":
                self.jump.emit(PageId.CATEGORIES.value)

    def help_text(self) -> str:
        return self._words.help

    # -- the view --

    def _table_name(self) -> str:
        return f"{self.page.value}.table"

    def _build_view(self, state: SetupState) -> None:
        """Columns depend on currency and tracking categories; with the same ones the table keeps its widths."""
        accounting = state.read.accounting
        tracking: tuple[TrackingCategory, ...] = ()
        if self._kind is MappingKind.CATEGORIES and accounting is not None:
            tracking = tracking_by_category(accounting, state.kept)
        wanted = (state.currency, tracking)
        if self._view is not None and self._built_for == wanted:
            return
        self._drop_view()
        self._built_for = wanted
        columns = mapping_columns(self._kind, self._answers, state.currency, tracking)
        model: RowsModel[Row] = RowsModel(columns, _key, self._sentence)
        model.edited.connect(self._on_edited)
        self._view = MoneyTable(model, self._table_name(), self.title_text, parent=self)
        self._view.set_empty(IconName.INFO, Accent.QUIET, self._words.empty)
        self._view.pasted.connect(self._on_pasted)
        self._view.undo_wanted.connect(self.undo)
        self._view.selection_changed.connect(self._on_selection)
        self._view.view.installEventFilter(self)
        delegate = self._view.view.pick_delegate()
        delegate.set_show_refused(self._tools.shows_refused())
        delegate.commitData.connect(self._on_commit)
        delegate.entered.connect(self._on_entered)
        filters = (
            StateFilter[Row]("all", self.tr("All")),
            StateFilter("unmapped", self.tr("Unmapped"), _unmapped),
            StateFilter("check", self.tr("To check"), _to_check),
            StateFilter("problems", self.tr("Problems"), _problem),
        )
        self._bar = FilterBar(self._view, filters, self.page.value, self)
        self._place.addWidget(self._bar)
        self._place.addWidget(self._view, 1)

    def _drop_view(self) -> None:
        for widget in (self._bar, self._view):
            if widget is not None:
                self._place.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self._bar = self._view = None

    def _answers(self) -> MappingTable:
        assert self._table is not None  # lists are only opened in a table
        return self._table

    def _sentence(self, row: Row) -> str:
        return row_sentence(self._kind, row)

    def _refresh(self) -> None:
        """Show the answers as they are now; rows keep their places."""
        if self._table is None or self._view is None:
            return
        model = self._view.model()
        shown = {row.key: row for row in model.rows()}
        for row in self._table.rows():
            if shown.get(row.key) != row:
                model.replace_row(row)
        self._show_counts()
        self.strip.clear_message(REFUSED)
        self.answered.emit()

    def _show_counts(self) -> None:
        if self._table is None:
            return
        rows = self._table.rows()
        self._tools.show_counts(len(self._table.to_check()), sum(1 for row in rows if row.choice.value), len(rows))

    def _show_note(self, state: SetupState) -> None:
        notes = []
        if self._kind is MappingKind.METHODS and self._table is not None:
            if any(is_gateway(subject.name) for subject in self._table.subjects):
                notes.append(self.tr("Tip: give card money an account of its own, so that payouts can be followed."))
        odd = without_row(state, self._kind)
        if odd.count:
            notes.append(without_row_text(self._kind, odd, state.currency))
        self._note.setText(" ".join(notes))
        self._note.setVisible(bool(notes))

    def _show_selection(self) -> None:
        self._tools.set_has_selection(bool(self._selected()))

    def _go_to(self, key: str) -> None:
        if self._view is None or self._bar is None:
            return
        if not self._view.select_row(key, CHOICE):
            self._bar.clear()
            self._view.select_row(key, CHOICE)
        self._focus_table()

    def _focus_table(self) -> None:
        if self._view is None:
            return
        rows = self._view.shown_rows()
        if rows and self._view.current_row() is None:
            self._view.select_row(rows[0].key, CHOICE)
        self._view.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- answers --

    def undo(self) -> None:
        """Take the last answer back."""
        if self._table is not None and self._table.undo():
            self._refresh()
            announce(self, self.tr("Taken back"))

    def _selected(self) -> list[str]:
        return [row.key for row in self._view.selected_rows()] if self._view is not None else []

    def _on_edited(self, row: Row, column: str, value: object) -> None:
        key = value if isinstance(value, str) else ""
        table = self._answers()
        if column.startswith(TRACKING):
            table.set_tracking([row.key], column.removeprefix(TRACKING), key)
        elif key:
            table.choose([row.key], key)
        else:
            table.clear([row.key])
        self._refresh()

    def _on_commit(self, _editor: object) -> None:
        """The editor of a cell is about to end; Enter then confirms the row even where the choice stays."""
        row = self._view.current_row() if self._view is not None else None
        self._to_confirm = row.key if row is not None else ""

    def _on_entered(self) -> None:
        self._confirm([self._to_confirm])

    def _confirm(self, keys: Iterable[str]) -> None:
        if self._answers().confirm(keys):
            self._refresh()

    def _on_accept(self) -> None:
        table = self._answers()
        count = table.confirm(table.to_check())
        self._refresh()
        announce(self, counted(count, self.tr("1 suggestion accepted"), self.tr("{n} suggestions accepted")))

    def _on_clear(self) -> None:
        self._answers().clear(self._selected())
        self._refresh()

    def _on_set(self) -> None:
        keys = self._selected()
        if not keys:
            return
        items = [pick_item(offer) for offer in self._answers().offers(keys[0])]
        dialog = ChooseDialog(
            counted(len(keys), self.tr("Set 1 row"), self.tr("Set {n} rows")),
            self._words.xero_column,
            items,
            f"{self.page.value}.choose",
            self,
        )
        dialog.combo.set_show_refused(self._tools.shows_refused())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._on_chosen)
        dialog.open()

    def _on_chosen(self, key: str) -> None:
        count = self._answers().choose(self._selected(), key)
        self._refresh()
        announce(self, counted(count, self.tr("1 row set"), self.tr("{n} rows set")))

    def _on_source(self, category: str, source: str) -> None:
        self.collect()
        self._take(with_source(self.state, category, TrackingSource(source)))
        combo = self._sources.findChild(StillCombo, f"{self.page.value}.tracking.{category}")
        if combo is not None:
            combo.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_options(self, category: str) -> None:
        fed = next((one for one in fed_categories(self.state) if one.category.name == category), None)
        billing = self.state.read.billing
        if fed is None or billing is None:
            return
        self._feeding = category
        dialog = TrackingDialog(fed, names_of(fed.source, billing), f"{self.page.value}.options", self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._on_options_chosen)
        dialog.open()

    def _on_options_chosen(self, values: object) -> None:
        if isinstance(values, dict):
            self.collect()
            self._take(with_values(self.state, self._feeding, values))

    def _take(self, state: SetupState) -> None:
        self.model.change(state)
        self.show_state(self.state)
        self.answered.emit()

    def _on_why(self, checked: bool) -> None:
        if self._view is not None:
            self._view.view.pick_delegate().set_show_refused(checked)

    def _on_pasted(self, cells: Sequence[Sequence[str]]) -> None:
        done = paste(self._answers(), cells)
        self._refresh()
        filled = counted(done.filled, self.tr("1 row filled"), self.tr("{n} rows filled"))
        if not done.left:
            self.strip.show_message(StripMessage(_PASTED, Severity.OK, self.tr("{done}.").format(done=filled)))
            return
        left = counted(len(done.left), self.tr("1 line was left out"), self.tr("{n} lines were left out"))
        self.strip.show_message(
            StripMessage(
                _PASTED,
                Severity.ATTENTION,
                self.tr("{done}, {left}.").format(done=filled, left=left),
                self.tr("The lines left out, with the reason, are under Details."),
                details="\n".join(pasted_line_text(line) for line in done.left),
            )
        )

    def _on_selection(self) -> None:
        self._show_selection()

    def _on_unread(self) -> None:
        self.jump.emit(PageId.READ.value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not event.modifiers():
            if event.key() == Qt.Key.Key_Space:
                self._confirm(self._selected())
                self._answers_moved()
                return True
            if event.key() == Qt.Key.Key_Delete:
                self._delete()
                return True
        return super().eventFilter(watched, event)

    def _answers_moved(self) -> None:
        """After Space the next row is the current one, as after Enter."""
        if self._view is not None and len(self._selected()) == 1:
            self._view.view.move_down()

    def _delete(self) -> None:
        """Del empties the current column of the selected rows, in one step to undo."""
        if self._view is None:
            return
        place = self._view.view.currentIndex().column()
        column = self._view.model().columns()[place].key if place >= 0 else CHOICE
        if column.startswith(TRACKING):
            self._answers().set_tracking(self._selected(), column.removeprefix(TRACKING), "")
        else:
            self._answers().clear(self._selected())
        self._refresh()


def _key(row: Row) -> str:
    return row.key


def categories_page(model: SetupModel) -> MappingPage:
    """W5."""
    return MappingPage(PageId.CATEGORIES, model)


def taxes_page(model: SetupModel) -> MappingPage:
    """W6."""
    return MappingPage(PageId.TAXES, model)


def accounts_page(model: SetupModel) -> MappingPage:
    """W7."""
    return MappingPage(PageId.ACCOUNTS, model)
