"""Words for plans and their items: nouns with counts, undo, leaving out (ui.md W10, D4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.kinds import ActionKind, Undo
from splynx_xero_gui.domain.money import total
from splynx_xero_gui.gui.kit.formats import money_sentence
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.gui.words import action_title, subject_title, undo_word
from splynx_xero_gui.wizard.review import KindCount, LeaveOut, has_money

translate = QCoreApplication.translate
_PAYMENTS = frozenset({ActionKind.CREATE_PAYMENT, ActionKind.CREATE_REFUND})


def items_count(count: int) -> str:
    """ "214 items"."""
    return counted(count, translate("Plan", "1 item"), translate("Plan", "{n} items"))


def kind_count(entry: KindCount) -> str:
    """ "Send payments: 2"; for sentences and lists."""
    return translate("Plan", "{what}: {n}").format(what=action_title(entry.kind), n=entry.count)


def undo_words(ways: Iterable[Undo], all_of_them: bool) -> str:
    """How items of one kind can be undone: "void"; "void, in part"; "no"."""
    words = [undo_word(way) for way in sorted(ways)]
    if not words:
        return translate("Plan", "no")
    text = ", ".join(words)
    return text if all_of_them else translate("Plan", "{how}, in part").format(how=text)


def why_not_undoable(kind: ActionKind) -> str:
    """Why writes of a kind cannot be taken back."""
    reasons: Mapping[ActionKind, str] = {
        ActionKind.ARCHIVE_CONTACT: translate("Plan", "Xero lets nobody but you restore an archived contact."),
        ActionKind.ADD_NOTE: translate("Plan", "A note in Xero's history stays for good."),
        ActionKind.ATTACH_FILE: translate("Plan", "A file attached in Xero is not taken off again."),
        ActionKind.VOID_INVOICE: translate("Plan", "What is voided in Xero stays so."),
        ActionKind.VOID_CREDIT_NOTE: translate("Plan", "What is voided in Xero stays so."),
        ActionKind.DELETE_PAYMENT: translate("Plan", "What is deleted in Xero stays so; it can be sent anew."),
        ActionKind.DELETE_OVERPAYMENT: translate("Plan", "What is deleted in Xero stays so; it can be sent anew."),
        ActionKind.DELETE_PREPAYMENT: translate("Plan", "What is deleted in Xero stays so; it can be sent anew."),
    }
    return reasons.get(kind, translate("Plan", "Xero has no way back for it."))


def leave_out_text(left: LeaveOut, currency: str) -> str:
    """D4's sentence: what else stays out, with its money."""
    subject = subject_title(left.action.subject)
    dependents = left.dependents
    only_payments = all(action.kind in _PAYMENTS for action in dependents)
    what = (
        counted(len(dependents), translate("Plan", "1 payment on it"), translate("Plan", "{n} payments on it"))
        if only_payments
        else counted(
            len(dependents), translate("Plan", "1 item that needs it"), translate("Plan", "{n} items that need it")
        )
    )
    money = total(action.amount for action in dependents if has_money(action.kind))
    return translate(
        "Plan", "Leaving out {subject} also leaves out {what} ({money}). They come back in the next plan."
    ).format(
        subject=translate("Plan", "{subject} ({money})").format(
            subject=subject, money=money_sentence(left.action.amount, currency)
        )
        if has_money(left.action.kind)
        else subject,
        what=what,
        money=money_sentence(money, currency),
    )
