"""Where payments come from and which way each method's payments travel (ui.md W9; design.md §2; R24)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.domain.reference import Usage
from splynx_xero_gui.wizard.mapping_subjects import MappingKind, Subject, subjects
from splynx_xero_gui.wizard.state import SetupState
from splynx_xero_gui.wizard.suggest import is_bank, is_gateway


class FlowReason(StrEnum):
    """Why a scenario is suggested."""

    RECORDED_IN_SPLYNX = "recorded-in-splynx"
    CARD_AND_BANK = "card-and-bank"
    BANK_ONLY = "bank-only"


@dataclass(frozen=True, slots=True)
class FlowSuggestion:
    """A scenario and why."""

    scenario: ScenarioKind
    reason: FlowReason


@dataclass(frozen=True, slots=True)
class NoFlow:
    """A used method without a flow."""

    method: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class NoAccount:
    """A method that is to be sent or read has no account in Xero."""

    method: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class BothDirections:
    """One account for both directions: payments could come back (R24)."""

    account: str
    method: str


FlowFault = NoFlow | NoAccount | BothDirections


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A payment method with its account and flow. `account` is a code or id, `account_name` as a person knows it.

    `arrival`: whether receipts of its account arrive under it; None where no other method shares the account (R24).
    """

    subject: Subject
    account: str
    account_name: str
    flow: Flow | None
    offered: tuple[Flow, ...]
    fault: FlowFault | None = None
    arrival: bool | None = None

    @property
    def key(self) -> str:
        """The row's name for good."""
        return self.subject.key


def allowed_flows(scenario: ScenarioKind) -> tuple[Flow, ...]:
    """What a scenario lets a method do (interface.md)."""
    match scenario:
        case ScenarioKind.PUSH_ALL:
            return (Flow.TO_XERO, Flow.IGNORE)
        case ScenarioKind.XERO_PAYMENTS:
            return (Flow.FROM_XERO, Flow.IGNORE)
        case ScenarioKind.MIXED:
            return (Flow.TO_XERO, Flow.FROM_XERO, Flow.IGNORE)


def preset(scenario: ScenarioKind, method: str) -> Flow:
    """The flow a scenario gives a method until a person says otherwise."""
    match scenario:
        case ScenarioKind.PUSH_ALL:
            return Flow.TO_XERO
        case ScenarioKind.XERO_PAYMENTS:
            return Flow.FROM_XERO
        case ScenarioKind.MIXED:
            return Flow.FROM_XERO if is_bank(method) else Flow.TO_XERO


def suggest_scenario(methods: Sequence[Subject]) -> FlowSuggestion:
    """The scenario that fits the methods in use."""
    used = [method.name for method in methods if method.used]
    card, bank = any(map(is_gateway, used)), any(map(is_bank, used))
    if card and bank:
        return FlowSuggestion(ScenarioKind.MIXED, FlowReason.CARD_AND_BANK)
    if used and all(map(is_bank, used)):
        return FlowSuggestion(ScenarioKind.XERO_PAYMENTS, FlowReason.BANK_ONLY)
    return FlowSuggestion(ScenarioKind.PUSH_ALL, FlowReason.RECORDED_IN_SPLYNX)


def payment_methods(state: SetupState) -> tuple[Subject, ...]:
    """The methods W9 lists, used ones first."""
    if state.read.billing is None:
        return ()
    usage = state.scope.usage.get(MappingKind.METHODS.value, {}) if state.scope else {}
    listed = subjects(MappingKind.METHODS, state.read.billing, usage)
    return tuple(sorted(listed, key=lambda method: (not method.used, -method.usage.count)))


def with_scenario(state: SetupState, scenario: ScenarioKind, *, chosen: bool = True) -> SetupState:
    """The state after a card was taken: flows it forbids, and those without one, are preset.

    A method that was left without an account on purpose is left alone.
    """
    allowed = allowed_flows(scenario)
    flows: dict[str, Flow] = {}
    for method in payment_methods(state):
        now = state.flow.flows.get(method.key)
        if now is not None and now in allowed:
            flows[method.key] = now
        elif state.accounts.value(method.key):
            flows[method.key] = preset(scenario, method.name)
        elif method.key in state.accounts.unmapped_accepted or not method.used:
            flows[method.key] = Flow.IGNORE
    chosen = chosen or state.flow.scenario_chosen
    answers = replace(state.flow, scenario=scenario, scenario_chosen=chosen, flows=MappingProxyType(flows))
    return replace(state, flow=answers)


def with_flow(state: SetupState, keys: Sequence[str], flow: Flow) -> SetupState:
    """The state after a flow was chosen for methods; what the scenario forbids is not taken."""
    if flow not in allowed_flows(state.flow.scenario):
        return state
    flows = {**state.flow.flows, **dict.fromkeys(keys, flow)}
    return replace(state, flow=replace(state.flow, flows=MappingProxyType(flows)))


def arrivals(state: SetupState) -> frozenset[str]:
    """Of several methods read from one account, the one under which its receipts arrive in Splynx (R24): that of the
    stored profile, else the most used one, a bank method before others.
    """
    order = {method.key: position for position, method in enumerate(payment_methods(state))}
    names = {method.key: method.name for method in payment_methods(state)}
    chosen = set()
    for keys in _sharing(state):
        rank = [
            (key not in state.flow.arrivals, not is_bank(names.get(key, "")), order.get(key, len(order)), key)
            for key in keys
        ]
        chosen.add(min(rank)[-1])
    return frozenset(chosen)


def with_arrival(state: SetupState, key: str) -> SetupState:
    """The state after a method was chosen for the receipts of the account it shares with others (R24)."""
    group = next((keys for keys in _sharing(state) if key in keys), None)
    if group is None:
        return state
    named = state.flow.arrivals - set(group) | {key}
    return replace(state, flow=replace(state.flow, arrivals=frozenset(named)))


def _sharing(state: SetupState) -> list[list[str]]:
    """Methods that are read from one account, where they are several."""
    by_account: dict[str, list[str]] = {}
    for key, flow in state.flow.flows.items():
        account = state.accounts.value(key)
        if flow is Flow.FROM_XERO and account:
            by_account.setdefault(account, []).append(key)
    return [keys for keys in by_account.values() if len(keys) > 1]


def flow_rows(state: SetupState) -> tuple[FlowRow, ...]:
    """The table *Each payment method*, with what is wrong in each row."""
    offered = allowed_flows(state.flow.scenario)
    faults = _both_directions(state)
    shared = {key for keys in _sharing(state) for key in keys}
    arriving = arrivals(state)
    rows = []
    for method in payment_methods(state):
        account = state.accounts.value(method.key)
        flow = state.flow.flows.get(method.key)
        fault: FlowFault | None = None
        if method.used and flow is None:
            fault = NoFlow(method.name, method.usage)
        elif method.used and flow is not None and flow is not Flow.IGNORE and not account:
            fault = NoAccount(method.name, method.usage)
        elif method.key in faults:
            fault = BothDirections(account_text(state, account), method.name)
        arrival = method.key in arriving if method.key in shared else None
        rows.append(FlowRow(method, account, account_text(state, account), flow, offered, fault, arrival))
    return tuple(rows)


def account_text(state: SetupState, account: str) -> str:
    """An account as a person knows it: code and name."""
    found = state.read.accounting.account(account) if state.read.accounting and account else None
    return " ".join(part for part in (found.code, found.name) if part) if found else account


def _both_directions(state: SetupState) -> Mapping[str, str]:
    """Methods sent to an account that another method reads, by key; the method to be changed is the one sent."""
    read = {state.accounts.value(key) for key, flow in state.flow.flows.items() if flow is Flow.FROM_XERO} - {""}
    return {
        key: account
        for key, flow in state.flow.flows.items()
        if flow is Flow.TO_XERO and (account := state.accounts.value(key)) in read
    }
