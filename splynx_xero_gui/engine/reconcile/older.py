"""Money for invoices from before `documents_from` that are not in Xero (R18)."""

from collections.abc import Sequence
from decimal import Decimal

from splynx_xero_gui.domain.accounting import AccountingStatus, Document
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff, Resolution
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.engine.reconcile.draft import Subject
from splynx_xero_gui.engine.reconcile.named import in_sync_check
from splynx_xero_gui.engine.reconcile.shown import invoice_name
from splynx_xero_gui.engine.reconcile.stage import MoneyStage


def ask_older(stage: MoneyStage, about: Subject, invoice_ids: Sequence[str]) -> Resolution | None:
    """The answer for the money of one payer that pays older invoices; asked in one group."""
    first_day = stage.draft.inp.policy.options.documents_from
    day = first_day.isoformat() if first_day else ""
    in_sync = in_sync_check(stage, about.customer_id)

    def usable(answer: Resolution) -> str:
        if answer.choice == "link":
            return older_target(stage, about, answer.value, abs(about.amount))[1]
        return in_sync(answer)

    return stage.draft.ask(
        ConflictKind.PAYMENT_FOR_UNSYNCED_INVOICE,
        about,
        facts={"date": day},
        fields=[
            FieldDiff("invoice", None, ", ".join(invoice_name(stage.draft, id) for id in invoice_ids)),
            FieldDiff("date", None, about.date.isoformat() if about.date else None),
            FieldDiff("amount", None, money_text(abs(about.amount))),
        ],
        cause=f"older:{day}",
        without=("in-sync",) if about.kind is not ObjectKind.PAYMENT else (),
        usable=usable,
    )


def older_target(stage: MoneyStage, about: Subject, value: str, amount: Decimal) -> tuple[Document | None, str]:
    """The Xero invoice that a person named by id or number, or None and why it cannot take the money."""
    draft, text = stage.draft, value.strip()
    named = [o.body for o in draft.inp.named.get(text, ()) if isinstance(o.body, Document)]
    known = [d for d in draft.view.xero_documents.values() if text in (d.id, d.number)]
    found = next((d for d in (*known, *named) if d.kind is ObjectKind.INVOICE), None)
    contact = draft.contacts.get(about.customer_id)
    if found is None:
        return None, f"Xero has no invoice '{text}' that was read here."
    if contact is None or draft.contact_now(found.contact_id) != contact.id:
        return None, f"Invoice {found.number} belongs to another contact in Xero."
    if found.status is not AccountingStatus.AUTHORISED or found.open < amount:
        return None, f"Invoice {found.number} does not owe that much in Xero."
    return found, ""
