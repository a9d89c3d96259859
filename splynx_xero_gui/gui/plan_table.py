"""The plan item by item, with *Leave out* per row (ui.md W10, M2, D4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from splynx_xero_gui.domain.money import total
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.filter_bar import FilterBar, StateFilter
from splynx_xero_gui.gui.kit.formats import money_sentence, money_text
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.metrics import set_spacing
from splynx_xero_gui.gui.kit.money_table import MoneyTable, WidthStore
from splynx_xero_gui.gui.kit.rows_model import ReadyRows, RowsModel
from splynx_xero_gui.gui.kit.slices import Slices, Steps, at_once
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.plan_words import items_count, leave_out_text
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.words import action_icon, action_word, side_name, subject_title, undo_word
from splynx_xero_gui.gui.worker import Background, Task
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.review import Review, has_money

_ROWS_A_STEP = 500
_AT_ONCE = 500  # items left out or taken back; more of them are worked out in the background


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One write, and whether it would be made."""

    action: SyncAction
    included: bool


_Wish = tuple[Sequence[PlanRow], bool]  # rows, and whether they shall be written


class PlanModel(RowsModel[PlanRow]):
    """Sums count what would be written only."""

    def addend(self, column: Column[PlanRow], row: PlanRow) -> Decimal | int:
        return super().addend(column, row) if row.included else 0


class _PlanBar(FilterBar[PlanRow]):
    """Takes its numbers from the review: nothing is counted over a plan again."""

    _review: Review | None = None

    def show_review(self, review: Review | None) -> None:
        """From now on."""
        self._review = review
        self.count()

    def count(self) -> None:
        total = len(self._review.plan.actions) if self._review is not None else 0
        out = len(self._review.left_out) if self._review is not None else 0
        self.show_numbers({"all": total, "in": total - out, "out": out})


class PlanTable(QWidget):
    """`review_changed(Review)`: the person left items out or took them back. `item_opened(SyncAction)`: Enter."""

    review_changed = Signal(object)
    item_opened = Signal(object)

    def __init__(
        self,
        name: str,
        currency: str,
        background: Background,
        widths: WidthStore | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._deciding: Task | None = None
        self._name = name
        self._currency = currency
        self._review: Review | None = None
        self._wishes: list[_Wish] = []
        self._model = model = PlanModel(self._columns(currency), _row_id, self._sentence)
        model.ticked.connect(self._on_ticked)
        self.table: MoneyTable[PlanRow] = MoneyTable(
            model, f"{name}.table", self.tr("Items of the plan"), filter_row=True, widths=widths, parent=self
        )
        self._show_emptiness()
        self._slices = Slices(self)
        self.table.row_opened.connect(self._on_opened)
        filters = (
            StateFilter[PlanRow]("all", self.tr("All")),
            StateFilter("in", self.tr("To be written"), _is_in),
            StateFilter("out", self.tr("Left out"), _is_out),
        )
        self._bar = _PlanBar(self.table, filters, name, self)
        # Several rows ticked at once arrive one by one: they are asked about together.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._decide)
        layout = QVBoxLayout(self)
        set_spacing(layout, 0, 1)
        layout.addWidget(self._bar)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def review(self) -> Review | None:
        """What is shown."""
        return self._review

    def show_review(self, review: Review) -> None:
        """Show a plan with what is left out of it."""
        before, self._review = self._review, review
        self._bar.show_review(review)
        model = self.table.model()
        changed = before.left_out ^ review.left_out if before is not None and before.plan is review.plan else None
        same = changed is not None and len(model.rows()) == len(review.plan.actions)
        if changed is not None and same and len(changed) <= _AT_ONCE and not self._slices.is_running():
            shown = [model.row(model.place_of(id)) for id in changed]
            model.replace_rows([PlanRow(row.action, row.action.id not in review.left_out) for row in shown])
        elif same:
            self._slices.start(_rows_of(review, self._model), self._model.exchange_rows)
        elif len(review.plan.actions) <= self.table.proxy().AT_ONCE:
            self._slices.stop()
            self._take_rows(at_once(_rows_of(review, self._model)))
        else:
            self.table.set_empty(IconName.CLOCK, Accent.QUIET, self.tr("Making the list…"))
            self._slices.start(_rows_of(review, self._model), self._take_rows)

    def clear(self) -> None:
        """Hold no plan: the sync that writes it needs its memory."""
        self._slices.stop()
        self._review = None
        self._bar.show_review(None)
        self.table.set_rows([])

    def _take_rows(self, rows: ReadyRows[PlanRow]) -> None:
        self.table.set_rows(rows)
        self._show_emptiness()

    def _show_emptiness(self) -> None:
        self.table.set_empty(IconName.TICK, Accent.OK, self.tr("There is nothing to write."))

    # -- columns --

    def _columns(self, currency: str) -> tuple[Column[PlanRow], ...]:
        return (
            Column("included", self.tr("Sync"), lambda row: row.included, ColumnKind.CHECK, width_ch=6),
            Column("side", self.tr("Side"), lambda row: side_name(row.action.side), width_ch=8, accent=_side_accent),
            Column("what", self.tr("What"), _what, width_ch=26, icon=_icon),
            Column("subject", self.tr("Number or name"), _subject, width_ch=24),
            Column("customer", self.tr("Customer"), lambda row: row.action.customer_name, width_ch=20),
            Column("date", self.tr("Date"), lambda row: row.action.date, ColumnKind.DATE),
            Column(
                "amount",
                self.tr("Amount, {currency}").format(currency=currency),
                _amount,
                ColumnKind.MONEY,
                summed=True,
            ),
            Column("why", self.tr("Why"), self._why, width_ch=22, stretch=True),
            Column("undo", self.tr("Undo"), lambda row: undo_word(row.action.undo) or self.tr("no"), width_ch=10),
        )

    def _why(self, row: PlanRow) -> str:
        return row.action.why if row.included else self.tr("left out")

    def _sentence(self, row: PlanRow) -> str:
        parts = [
            self.tr("ticked") if row.included else self.tr("left out"),
            _what(row),
            subject_title(row.action.subject),
            row.action.customer_name,
            money_text(row.action.amount) if has_money(row.action.kind) else "",
            side_name(row.action.side),
        ]
        return ", ".join(part for part in parts if part)

    # -- leaving out --

    def _on_opened(self, row: PlanRow) -> None:
        self.item_opened.emit(row.action)

    def _on_ticked(self, rows: Sequence[PlanRow], _column: str, ticked: bool) -> None:
        self._wishes.append((rows, ticked))
        self._soon.start()

    def is_deciding(self) -> bool:
        """Whether it is not known yet what a wish leaves out: what is on show is not what the person wants."""
        return bool(self._wishes) or self._deciding is not None

    def is_settled(self) -> bool:
        """Whether everything the person wished is on show."""
        return not self.is_deciding() and not self._slices.is_running() and self.table.is_settled()

    def _decide(self) -> None:
        review = self._review
        if self._deciding is not None:
            return  # what was wished since is looked at afterwards
        wishes, self._wishes = self._wishes, []
        if review is None or not wishes:
            return
        decide = partial(_decided, review, wishes)
        if sum(len(rows) for rows, _ in wishes) <= _AT_ONCE:
            self._on_decided(decide())
            return

        def job(_observer: Observer, _cancel: Cancel) -> _Decided:
            return decide()

        self._deciding = self._background.start(session_job(job), f"{self._name} leave out")
        self._deciding.deliver(result=self._on_decided, finished=self._on_free)

    def _on_free(self) -> None:
        self._deciding = None
        self._decide()

    def _on_decided(self, decided: object) -> None:
        assert isinstance(decided, _Decided)
        if decided.before is not self._review:
            return  # another plan is on show
        if decided.out and decided.fallen:
            self._ask(decided)
        else:
            self._take(decided.after)

    def _ask(self, decided: _Decided) -> None:
        review, out, more = decided.before, decided.out, len(decided.fallen)
        if len(out) == 1:
            text = leave_out_text(review.consequence(out[0]), self._currency)
        else:
            text = self.tr(
                "Leaving out {these} also leaves out {others} that need them ({money}). "
                "They come back in the next plan."
            ).format(
                these=items_count(len(out)),
                others=items_count(more),
                money=money_sentence(total(a.amount for a in decided.fallen if has_money(a.kind)), self._currency),
            )
        count = len(decided.after.left_out - review.left_out)
        dialog = MessageDialog(
            self.tr("Other items stay out too"),
            text,
            (
                DialogButton("leave", self.tr("&Leave out {items}").format(items=items_count(count))),
                DialogButton("keep", self.tr("&Keep"), ButtonRole.SAFE),
            ),
            Severity.ATTENTION,
            name=f"{self._name}.leave-out",
            parent=self,
        )
        if dialog.ask() == "leave":
            self._take(decided.after)
        dialog.deleteLater()

    def _take(self, review: Review) -> None:
        self.show_review(review)
        self.review_changed.emit(review)


@dataclass(frozen=True, slots=True)
class _Decided:
    """What follows from a wish: `fallen` stays out with what the person left out."""

    before: Review
    after: Review
    out: Sequence[str]
    fallen: Sequence[SyncAction]


def _decided(review: Review, wishes: Sequence[_Wish]) -> _Decided:
    wanted = {row.action.id: ticked for rows, ticked in wishes for row in rows}  # of one item the last wish counts
    back = [id for id, included in wanted.items() if included]
    out = [id for id, included in wanted.items() if not included]
    after = review.with_back(back)
    after = after.without(out) if out else after
    fallen = after.left_out - review.left_out - set(out)
    actions = [action for action in review.plan.actions if action.id in fallen] if fallen else []
    return _Decided(review, after.counted(), out, actions)


def _rows_of(review: Review, model: PlanModel) -> Steps[ReadyRows[PlanRow]]:
    """The rows with all the table would compute of them."""
    actions, left_out = review.plan.actions, review.left_out
    rows: list[PlanRow] = []
    places: dict[str, int] = {}
    amount = model.columns()[model.column_place("amount")]
    money = Decimal(0)
    for start in range(0, len(actions), _ROWS_A_STEP):
        more = [PlanRow(action, action.id not in left_out) for action in actions[start : start + _ROWS_A_STEP]]
        rows += more
        places.update((row.action.id, place) for place, row in enumerate(more, start))
        money += model.sum_of(amount, more)
        yield
    return ReadyRows(rows, places, {"amount": money})


def _row_id(row: PlanRow) -> str:
    return row.action.id


def _is_in(row: PlanRow) -> bool:
    return row.included


def _is_out(row: PlanRow) -> bool:
    return not row.included


def _what(row: PlanRow) -> str:
    return action_word(row.action.kind)


def _icon(row: PlanRow) -> IconName:
    return action_icon(row.action.kind)


def _side_accent(row: PlanRow) -> Accent:
    return Accent.SPLYNX if row.action.side.value == "splynx" else Accent.XERO


def _subject(row: PlanRow) -> str:
    """The number or name without the word for what it is, which stands in the column before."""
    _, blank, rest = row.action.subject.partition(" ")
    return rest if blank and row.action.subject[:1].islower() else row.action.subject


def _amount(row: PlanRow) -> Decimal | None:
    return row.action.amount if has_money(row.action.kind) else None
