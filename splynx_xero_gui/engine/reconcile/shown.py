"""What a question about money shows beside its sentence: last agreed, Splynx now, Xero now (ui.md §7)."""

from collections.abc import Iterable, Sequence

from splynx_xero_gui.domain.accounting import Credit, Payment
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.conflict import FieldDiff
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.domain.records import Link
from splynx_xero_gui.engine.reconcile.agreement import Agreement, agreement_of
from splynx_xero_gui.engine.reconcile.already_there import Receipt
from splynx_xero_gui.engine.reconcile.draft import Draft
from splynx_xero_gui.engine.reconcile.terms import method_name, receipt


def seen_in_xero(draft: Draft, link: Link) -> Receipt | None:
    """The receipt of a link as Xero was last read."""
    return draft.view.xero_payments.get(link.xero_id) or draft.view.credits.get(link.xero_id)


def invoice_name(draft: Draft, invoice_id: str | None) -> str:
    """As a person says it; money without an invoice is on the customer's account."""
    if not invoice_id:
        return "the customer's account"
    document = draft.view.documents.get((ObjectKind.INVOICE, invoice_id))
    return f"invoice {document.number if document else invoice_id}"


def candidate(draft: Draft, payment: BilledPayment, found: Receipt) -> list[FieldDiff]:
    """A Splynx payment beside a receipt of Xero that may be it."""
    reconciled = None if found.reconciled is None else "yes" if found.reconciled else "no"
    return [
        FieldDiff("amount", None, money_text(abs(payment.amount)), _amount(found)),
        FieldDiff("date", None, payment.date.isoformat(), found.date.isoformat()),
        FieldDiff("reference", None, receipt(payment), found.reference),
        FieldDiff("account", None, _mapped_account(draft, payment.method_id), _account(draft, found)),
        FieldDiff("method", None, method_name(draft, payment.method_id), None),
        FieldDiff("reconciled", None, None, reconciled),
    ]


def sent(draft: Draft, link: Link, payment: BilledPayment | None) -> list[FieldDiff]:
    """A sent receipt: as agreed, in Splynx now (None = deleted), in Xero now."""
    found, agreed = seen_in_xero(draft, link), agreement_of(link)
    rows = [
        FieldDiff("amount", money_text(link.amount), _billed_amount(payment), _amount(found) if found else None),
        FieldDiff(
            "date",
            link.date.isoformat() if link.date else None,
            payment.date.isoformat() if payment else None,
            found.date.isoformat() if found else None,
        ),
        FieldDiff("status", None, None, found.status.value if found else None),
    ]
    if agreed is not None and payment is not None:
        before, now = method_name(draft, agreed.method_id), method_name(draft, payment.method_id)
        rows.append(FieldDiff("method", before, now, None))
    if found is not None and found.reconciled is not None:
        rows.append(FieldDiff("reconciled", None, None, "yes" if found.reconciled else "no"))
    return rows


def edited(draft: Draft, link: Link, before: Agreement, now: BilledPayment) -> list[FieldDiff]:
    """A payment as it was sent, as Splynx has it now, and its receipt in Xero (of several parts, the first one's day).

    In Xero stands what was agreed, part by part: a receipt changed there is asked about as removed (R28).
    """
    agreed, found = money_text(abs(before.amount)), seen_in_xero(draft, link)
    methods = [method_name(draft, id) for id in (before.method_id, now.method_id)]
    rows = [
        FieldDiff("amount", agreed, money_text(abs(now.amount)), agreed),
        FieldDiff("date", before.date.isoformat(), now.date.isoformat(), found.date.isoformat() if found else None),
    ]
    return [*rows, FieldDiff("method", *methods)] if methods[0] != methods[1] else rows


def alike(payments: Sequence[BilledPayment]) -> list[FieldDiff]:
    """Payments that look alike, one row each."""
    return [
        FieldDiff(f"payment {p.id}", None, f"{p.date} {receipt(p)} {' '.join(f for f in p.fields if f)}".rstrip(), None)
        for p in payments
    ]


def uses(draft: Draft, in_splynx: Iterable[str | None], in_xero: Iterable[str]) -> list[FieldDiff]:
    """The invoices that money is put on, on each side: Splynx ids there, Xero ids here."""
    billed = ", ".join(sorted({invoice_name(draft, id) for id in in_splynx}))
    documents = draft.view.xero_documents
    booked = ", ".join(sorted({documents[id].number if id in documents else id for id in in_xero}))
    return [FieldDiff("invoices", None, billed or "none", booked or "none")]


def _account(draft: Draft, found: Receipt) -> str:
    """Code and name of where the money is in Xero."""
    return _account_name(draft, found.account_code or found.account_id)


def _mapped_account(draft: Draft, method_id: str) -> str | None:
    """Where a payment of this method would be booked; None where it goes nowhere."""
    mapping = draft.inp.policy.method(method_id)
    return _account_name(draft, mapping.account) if mapping is not None and mapping.account else None


def _account_name(draft: Draft, code_or_id: str) -> str:
    account = draft.inp.accounting.account(code_or_id)
    return f"{account.code} {account.name}".strip() if account else code_or_id


def _billed_amount(payment: BilledPayment | None) -> str | None:
    return money_text(abs(payment.amount)) if payment else None


def _amount(found: Payment | Credit) -> str:
    return money_text(found.total if isinstance(found, Credit) else found.amount)
