"""What one planned write will do, as facts with titles and lines: the content of D13 before the sync (ui.md §3)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    ContactPayload,
    CreditPayload,
    DocumentPayload,
    LinePayload,
    NotePayload,
    PaymentPayload,
    SplynxPaymentPayload,
    VoidPayload,
)
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.gui.kit.formats import date_text, money_sentence, money_text
from splynx_xero_gui.gui.words import action_word, side_name, undo_word
from splynx_xero_gui.wizard.review import has_money

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One line of a document. Amounts are net."""

    key: str
    description: str
    quantity: str
    price: str
    amount: Decimal
    account: str
    tax: str


def item_facts(action: SyncAction, reference: AccountingReference | None = None) -> tuple[Fact, ...]:
    """Title and value, in reading order; what is empty is left out."""
    money = money_sentence(action.amount, action.currency) if has_money(action.kind) else ""
    facts: list[Fact] = [
        (_say("What"), action_word(action.kind)),
        (_say("Side"), side_name(action.side)),
        (_say("Customer"), action.customer_name),
        (_say("Date"), date_text(action.date) if action.date else ""),
        (_say("Amount"), money),
        *_payload_facts(action, reference),
        (_say("Why"), action.why),
        (_say("Can be undone"), undo_word(action.undo) or _say("no")),
        (_say("Id in Splynx"), action.splynx_id or ""),
        (_say("Id in Xero"), action.xero_id or _say("not there yet")),
    ]
    return tuple(fact for fact in facts if fact[1])


def item_lines(action: SyncAction, reference: AccountingReference | None = None) -> tuple[ItemLine, ...]:
    """The lines of a document that is made or changed; empty for everything else."""
    if not isinstance(action.payload, DocumentPayload):
        return ()
    return tuple(_line(place, line, reference) for place, line in enumerate(action.payload.lines))


def before_text(action: SyncAction) -> str:
    """What is replaced or removed, as it is now; empty where nothing is."""
    if not action.before:
        return ""
    try:
        return json.dumps(json.loads(action.before), indent=2, ensure_ascii=False)
    except ValueError:
        return action.before


def _line(place: int, line: LinePayload, reference: AccountingReference | None) -> ItemLine:
    tax = _rate(line.tax_type, reference)
    if line.tax_amount is not None:
        tax = _say("{rate}, tax {amount}").format(rate=tax, amount=money_text(line.tax_amount))
    amount = (line.quantity * line.unit_amount).quantize(Decimal("0.01"))
    quantity, price = f"{line.quantity.normalize():f}", f"{line.unit_amount.normalize():f}"
    return ItemLine(str(place), line.description, quantity, price, amount, _account(line.account_code, reference), tax)


def _payload_facts(action: SyncAction, reference: AccountingReference | None) -> Sequence[Fact]:
    match action.payload:
        case DocumentPayload() as document:
            return (
                (_say("Number"), document.number),
                (_say("Due date"), date_text(document.due_date) if document.due_date else ""),
                (_say("Reference"), document.reference),
                (_say("Tax"), money_sentence(document.total_tax, document.currency)),
                (_say("Total expected in Xero"), money_sentence(document.total, document.currency)),
            )
        case PaymentPayload() as payment:
            return (
                (_say("Account"), _account(payment.account, reference)),
                (_say("Reference"), payment.reference),
            )
        case CreditPayload() as credit:
            return (
                (_say("Account"), _account(credit.account, reference)),
                (_say("Reference"), credit.reference),
            )
        case ContactPayload() as contact:
            return (
                (_say("Name"), contact.name),
                (_say("E-mail"), contact.email),
                (_say("Phone"), contact.phone),
                (_say("Tax number"), contact.tax_number),
                (_say("Account number"), contact.account_number),
            )
        case AllocationPayload() as allocation:
            return ((_say("Put on the invoice"), money_sentence(allocation.amount, action.currency)),)
        case VoidPayload() as void:
            return ((_say("Status after"), void.status.capitalize()),)
        case NotePayload() as note:
            return ((_say("Note"), note.text),)
        case SplynxPaymentPayload() as payment:
            return ((_say("Receipt"), payment.receipt_number), (_say("Comment"), payment.comment))
        case _:
            return ()


def _account(key: str, reference: AccountingReference | None) -> str:
    found = reference.account(key) if reference is not None and key else None
    return " ".join(part for part in (found.code, found.name) if part) if found else key


def _rate(tax_type: str, reference: AccountingReference | None) -> str:
    found = reference.tax_rate(tax_type) if reference is not None else None
    return found.name if found else tax_type


def _say(text: str) -> str:
    return QCoreApplication.translate("Item", text)
