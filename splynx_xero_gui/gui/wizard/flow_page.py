"""W9 Payment flow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.flow_diagram import FlowNames
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import HelpLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, lines
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.pick_model import PickItem
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.kit.strip import Severity, StripAction, StripMessage
from splynx_xero_gui.gui.wizard.base import REFUSED, Call, WizardPageBase
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.gui.wizard.flow_cards import FlowCards
from splynx_xero_gui.gui.wizard.flow_words import (
    arrival_text,
    example_text,
    fault_text,
    first_seen,
    flow_name,
    reason_text,
    row_sentence,
)
from splynx_xero_gui.gui.wizard.model import SetupModel
from splynx_xero_gui.gui.wizard.page_words import page_instruction, page_title
from splynx_xero_gui.wizard.checks import Missing, Problem
from splynx_xero_gui.wizard.flowchoice import (
    BothDirections,
    FlowRow,
    NoAccount,
    flow_rows,
    payment_methods,
    suggest_scenario,
    with_arrival,
    with_flow,
    with_scenario,
)
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.state import SetupState
from splynx_xero_gui.wizard.suggest import is_bank, is_gateway

_FLOW = "flow"
_ARRIVAL = "arrival"
_PRESET = "preset"
_MOST_LINES = 6


class FlowPage(WizardPageBase):
    """Three cards, and below them each payment method with its account and flow."""

    def __init__(self, model: SetupModel) -> None:
        super().__init__(PageId.FLOW, page_title(PageId.FLOW), page_instruction(PageId.FLOW), model)
        self._cards = FlowCards("flow", self)
        self._cards.chosen.connect(self._on_card)
        self._built_for: tuple[str, bool] | None = None
        self._caption = TypeLabel(self.tr("Each payment method"), TextRole.STRONG, None, self)
        self._view: MoneyTable[FlowRow] | None = None
        self._hint = HelpLabel(
            self.tr(
                "Methods sent to Xero work best with a clearing account: what a customer paid at once for several "
                "invoices carries one mark and date, so Xero's Find && match shows it together."
            ).replace("&&", "&"),
            self,
        )
        self._meaning = HelpLabel("", self)
        self._meaning.setObjectName("flow.meaning")
        self.body().addWidget(self._cards)
        self.body().addWidget(self._caption)
        self.body().addWidget(self._meaning)
        self.body().addWidget(self._hint)
        self.body().addStretch(1)

    # -- page --

    def show_state(self, state: SetupState) -> None:
        suggestion = suggest_scenario(payment_methods(state))
        if not self.model.within_settings:
            scenario = state.flow.scenario if state.flow.scenario_chosen else suggestion.scenario
            self.model.change(with_scenario(state, scenario, chosen=state.flow.scenario_chosen))
        used = sum(method.usage.count for method in payment_methods(state))
        self._cards.show_choice(self.state.flow.scenario, suggestion.scenario, reason_text(suggestion.reason, used))
        self._refresh()

    def first_field(self) -> QWidget | None:
        return self._cards.card(self.state.flow.scenario).radio()

    def collect(self) -> None:
        scenario = self._cards.current()
        if scenario is not None and scenario is not self.state.flow.scenario:
            self.model.change(with_scenario(self.state, scenario))

    def refusal(self) -> Missing | None:
        for row in flow_rows(self.state):
            if row.fault is not None:
                both = isinstance(row.fault, BothDirections)
                return Missing("flow.table", Problem.BOTH_DIRECTIONS if both else Problem.NO_FLOW, row=row.key)
        return super().refusal()

    def refuse(self, missing: Missing) -> None:
        row = next((row for row in flow_rows(self.state) if row.key == missing.row), None)
        if row is None or row.fault is None or self._view is None:
            super().refuse(missing)
            return
        self._view.select_row(row.key, _FLOW)
        actions: tuple[StripAction, ...] = ()
        if isinstance(row.fault, BothDirections | NoAccount):
            actions = (StripAction("accounts", self.tr("Go to payment accounts")),)
        if isinstance(row.fault, NoAccount):
            actions += (StripAction("alone", self.tr("Leave it alone")),)
        both = isinstance(row.fault, BothDirections)
        self.strip.show_message(
            StripMessage(REFUSED, Severity.DANGER if both else Severity.ATTENTION, fault_text(row.fault), "", actions),
            insist=True,
        )
        self.body_area.reveal(self._view.view)
        self._view.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def act(self, message: str, action: str) -> None:
        self.strip.clear_message(REFUSED)
        if action == "accounts":
            self.jump.emit(PageId.ACCOUNTS.value)
        elif action == "alone" and self._view is not None:
            row = self._view.current_row()
            if row is not None:
                self.model.change(with_flow(self.state, [row.key], Flow.IGNORE))
                self._refresh()
                self.answered.emit()

    def next_call(self) -> Call[object] | None:
        """Where payments are to be made in Splynx, its key must be allowed to (ui.md W9)."""
        if not any(flow is Flow.FROM_XERO for flow in self.state.flow.flows.values()):
            return None
        session = self.model.session
        return lambda _, cancel: session.check_payment_rights(cancel)

    def next_text(self) -> str:
        return self.tr("Asking Splynx what its key may do…")

    def help_text(self) -> str:
        return self.tr(
            "Choose where your customers' payments are recorded first. Each payment method then has one direction, so "
            "that no payment travels twice. Invoices and credit notes always go from Splynx to Xero.\n\n"
            "Money seen first in Xero is made in Splynx under one payment method. Where several methods are read from "
            "the same account, choose under Receipts here which one that is."
        )

    # -- the table --

    def _build_view(self, shared: bool) -> None:
        """The currency stands in a heading; the column for receipts is there where accounts are shared (R24)."""
        currency = self.state.currency
        if self._view is not None and self._built_for == (currency, shared):
            return
        if self._view is not None:
            self.body().removeWidget(self._view)
            self._view.deleteLater()
        self._built_for = (currency, shared)
        model: RowsModel[FlowRow] = RowsModel(self._columns(currency, shared), _key, row_sentence)
        model.edited.connect(self._on_edited)
        self._view = MoneyTable(model, "flow.table", self.tr("Each payment method"), parent=self)
        self._view.set_empty(IconName.INFO, Accent.QUIET, self.tr("Splynx lists no payment methods."))
        self._view.selection_changed.connect(self._show_meaning)
        self.body().insertWidget(2, self._view)

    def _columns(self, currency: str, shared: bool) -> tuple[Column[FlowRow], ...]:
        arrival = Column[FlowRow](
            _ARRIVAL,
            self.tr("Receipts here"),
            arrival_text,
            width_ch=14,
            pick_key=lambda row: None if row.arrival is None else "yes" if row.arrival else "no",
            pick_items=self._arrival_items,
        )
        return (
            Column("method", self.tr("Splynx method"), lambda row: row.subject.name, width_ch=14),
            Column("used", self.tr("Payments"), lambda row: row.subject.usage.count, ColumnKind.NUMBER, width_ch=9),
            Column(
                "amount",
                self.tr("Amount, {currency}").format(currency=currency),
                lambda row: row.subject.usage.amount,
                ColumnKind.MONEY,
            ),
            Column("first", self.tr("Seen first in"), first_seen, width_ch=12),
            Column("account", self.tr("Xero account"), lambda row: row.account_name, width_ch=21),
            Column(
                _FLOW,
                self.tr("Flow"),
                lambda row: flow_name(row.flow) if row.flow else "",
                width_ch=21,
                pick_key=lambda row: row.flow.value if row.flow else None,
                pick_items=lambda row: [PickItem(flow.value, "", flow_name(flow)) for flow in row.offered],
                placeholder=self.tr("Choose…"),
            ),
            *((arrival,) if shared else ()),
            Column(
                "example",
                self.tr("What happens"),
                example_text,
                width_ch=22,
                stretch=True,
                optional=True,  # the sentence of the chosen row stands below the table in full
                icon=lambda row: IconName.OCTAGON if row.fault else None,
                accent=lambda row: Accent.DANGER if row.fault else None,
            ),
        )

    def _show_meaning(self) -> None:
        """The sentence of the current row in full: its cell may be too narrow."""
        row = self._view.current_row() if self._view is not None else None
        self._meaning.setText(example_text(row) if row is not None and row.flow is not None else "")
        self._meaning.setVisible(bool(self._meaning.text()))

    def _arrival_items(self, row: FlowRow) -> list[PickItem]:
        """Only another method can take the receipts away from the one that has them."""
        if row.arrival is None:
            return []
        yes = PickItem("yes", "", self.tr("Yes"))
        return [yes] if row.arrival else [yes, PickItem("no", "", self.tr("No"))]

    def _refresh(self) -> None:
        rows = flow_rows(self.state)
        self._build_view(any(row.arrival is not None for row in rows))
        assert self._view is not None  # just built
        self._view.set_rows(rows)
        line = self._view.view.verticalHeader().defaultSectionSize()
        shown = max(2, min(len(rows), _MOST_LINES))
        self._view.setFixedHeight((shown + 1) * line + lines(self, 1))
        sent = [row for row in rows if row.subject.used]
        accounts = [row.account_name for row in sent if row.account_name and row.flow is not Flow.IGNORE]
        self._cards.show_names(
            FlowNames(
                gateway=tuple(row.subject.name for row in sent if is_gateway(row.subject.name)),
                bank=tuple(row.subject.name for row in sent if is_bank(row.subject.name)),
                xero=tuple(dict.fromkeys(accounts)),
            )
        )
        self._show_meaning()
        self._hint.setVisible(any(row.flow is Flow.TO_XERO for row in rows))

    # -- answers --

    def _on_card(self, key: str) -> None:
        before = dict(self.state.flow.flows)
        self.model.change(with_scenario(self.state, ScenarioKind(key)))
        changed = sum(1 for method, flow in self.state.flow.flows.items() if before.get(method) is not flow)
        self._refresh()
        self.answered.emit()
        self.strip.clear_message(REFUSED)
        if changed:
            self.strip.show_message(
                StripMessage(
                    _PRESET,
                    Severity.INFO,
                    counted(
                        changed,
                        self.tr("The flow of 1 method was set to fit this choice. Look it over below."),
                        self.tr("The flows of {n} methods were set to fit this choice. Look them over below."),
                    ),
                )
            )

    def _on_edited(self, row: FlowRow, column: str, value: object) -> None:
        if not isinstance(value, str):
            return
        if column == _ARRIVAL:
            if value == "yes":
                self.model.change(with_arrival(self.state, row.key))
        else:
            keys = [selected.key for selected in self._view.selected_rows()] if self._view is not None else []
            self.model.change(with_flow(self.state, keys if row.key in keys else [row.key], Flow(value)))
        self._refresh()
        self.answered.emit()
        self.strip.clear()


def _key(row: FlowRow) -> str:
    return row.key
