"""The words of W9: cards, flows, example sentences, what is wrong (ui.md W9)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.domain.reference import Usage
from splynx_xero_gui.gui.kit.formats import money_text
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.wizard.flowchoice import BothDirections, FlowFault, FlowReason, FlowRow, NoAccount, NoFlow

translate = QCoreApplication.translate


def scenario_title(scenario: ScenarioKind) -> str:
    """The card's name."""
    match scenario:
        case ScenarioKind.PUSH_ALL:
            return translate("Flow", "All in Splynx")
        case ScenarioKind.XERO_PAYMENTS:
            return translate("Flow", "All in Xero")
        case ScenarioKind.MIXED:
            return translate("Flow", "Both")


def scenario_text(scenario: ScenarioKind) -> str:
    """The card's sentences."""
    match scenario:
        case ScenarioKind.PUSH_ALL:
            return translate(
                "Flow", "Payments are taken in Splynx, by gateways or by hand. Each one is sent to Xero once."
            )
        case ScenarioKind.XERO_PAYMENTS:
            return translate(
                "Flow",
                "Payments are seen in Xero, by the bank feed. Each one is taken over into Splynx once and put on its "
                "invoices.",
            )
        case ScenarioKind.MIXED:
            return translate(
                "Flow",
                "Card payments are taken in Splynx and sent to Xero. Bank payments are seen in Xero and taken over "
                "into Splynx. No payment travels twice.",
            )


def reason_text(reason: FlowReason, used: int) -> str:
    """Why a card is suggested. `used` counts the payments recorded in Splynx."""
    match reason:
        case FlowReason.CARD_AND_BANK:
            return translate("Flow", "You have card payments in Splynx and a bank feed in Xero")
        case FlowReason.BANK_ONLY:
            return translate("Flow", "All your payments come in by bank")
        case FlowReason.RECORDED_IN_SPLYNX:
            return counted(
                used,
                translate("Flow", "Your payments are recorded in Splynx"),
                translate("Flow", "Your {n} payments are recorded in Splynx"),
            )


def flow_name(flow: Flow) -> str:
    """A flow as the list shows it."""
    match flow:
        case Flow.TO_XERO:
            return translate("Flow", "Send to Xero")
        case Flow.FROM_XERO:
            return translate("Flow", "Take over from Xero")
        case Flow.IGNORE:
            return translate("Flow", "Leave alone")


def example_text(row: FlowRow) -> str:
    """What the flow means for this method, in one sentence; or what is wrong."""
    if isinstance(row.fault, BothDirections):
        return translate("Flow", "{account} is also read from Xero").format(account=row.account_name)
    if isinstance(row.fault, NoAccount):
        return translate("Flow", "has no account in Xero")
    match row.flow:
        case None:
            return translate("Flow", "no flow yet") if row.subject.used else translate("Flow", "never used")
        case Flow.TO_XERO:
            return translate("Flow", "{method} payments go to {account}.").format(
                method=row.subject.name, account=row.account_name
            )
        case Flow.FROM_XERO if row.arrival is False:
            return translate("Flow", "Payments in {account} become payments of the method marked for receipts.").format(
                account=row.account_name
            )
        case Flow.FROM_XERO:
            return translate("Flow", "Payments in {account} become {method} payments.").format(
                method=row.subject.name, account=row.account_name
            )
        case Flow.IGNORE:
            return translate("Flow", "{method} payments stay where they are.").format(method=row.subject.name)


def fault_text(fault: FlowFault) -> str:
    """What is wrong and what to do."""
    match fault:
        case NoFlow(method, usage):
            return translate("Flow", "Choose a flow for {method} ({used}).").format(method=method, used=_used(usage))
        case NoAccount(method, usage):
            return translate(
                "Flow", "{method} has no account in Xero ({used}). Give it an account, or leave it alone."
            ).format(method=method, used=_used(usage))
        case BothDirections(account, method):
            return translate(
                "Flow",
                "{account} both receives from Splynx and is read from Xero. Payments could come back. "
                "Give {method} another account.",
            ).format(account=account, method=method)


def first_seen(row: FlowRow) -> str:
    """Where money of this method is seen first."""
    match row.flow:
        case Flow.TO_XERO:
            return translate("Flow", "Splynx")
        case Flow.FROM_XERO:
            return translate("Flow", "Xero")
        case _:
            return "–"


def first_seen_sentence(row: FlowRow) -> str:
    """The same as a screen reader says it."""
    match row.flow:
        case Flow.TO_XERO:
            return translate("Flow", "seen first in Splynx")
        case Flow.FROM_XERO:
            return translate("Flow", "seen first in Xero")
        case _:
            return ""


def arrival_text(row: FlowRow) -> str:
    """Whether receipts of a shared account arrive under this method (R24)."""
    if row.arrival is None:
        return ""
    return translate("Flow", "Yes") if row.arrival else translate("Flow", "No")


def row_sentence(row: FlowRow) -> str:
    """What a screen reader says for a row."""
    parts = [
        row.subject.name,
        _used(row.subject.usage),
        row.account_name,
        first_seen_sentence(row),
        flow_name(row.flow) if row.flow else translate("Flow", "no flow yet"),
        translate("Flow", "receipts arrive under it") if row.arrival else "",
        example_text(row),
    ]
    return ", ".join(part for part in parts if part)


def _used(usage: Usage) -> str:
    text = counted(usage.count, translate("Flow", "1 payment, {money}"), translate("Flow", "{n} payments, {{money}}"))
    return text.format(money=money_text(usage.amount))
