"""Whose money it may be, as rows of a question: ranked customers, or open invoices of the one customer (R22–R25)."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from splynx_xero_gui.domain.accounting import Credit, MoneyReceived, Payment
from splynx_xero_gui.domain.billing import BilledDocument, DocumentStatus
from splynx_xero_gui.domain.conflict import FieldDiff
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import cents, money_text
from splynx_xero_gui.engine.match.payers import Candidate, Debt, Payer, Receipt, debts_ranked, ranked
from splynx_xero_gui.engine.reconcile.view import View

MOST_CANDIDATES = 5
_MOST_INVOICES = 3


def receipt_of(money: Payment | Credit | MoneyReceived, contact: str) -> Receipt:
    """What is known of the money; `contact` is the name of its contact in Xero."""
    amount = money.amount if isinstance(money, Payment) else money.total
    particulars = money.particulars if isinstance(money, Credit) else ""
    return Receipt(amount, money.date, " ".join(word for word in (money.reference, particulars, contact) if word))


def owes(document: BilledDocument) -> bool:
    """Whether it is an invoice that something is still owed on."""
    return document.kind is ObjectKind.INVOICE and document.open > 0 and document.status is not DocumentStatus.DELETED


def debt_of(invoice: BilledDocument) -> Debt:
    """An invoice as debt."""
    return Debt(invoice.number, invoice.date, cents(invoice.open))


def candidate_row(candidate: Candidate) -> FieldDiff:
    """One customer with what speaks for them, in Splynx's column."""
    payer, debt = candidate.payer, candidate.debt
    owed = f", invoice {debt.number}, {money_text(debt.open)}" if debt is not None else ""
    return FieldDiff(f"customer {payer.id}", None, f"{payer.name}{owed} ({candidate.why})")


def candidate_rows(view: View, receipt: Receipt, only: Collection[str] = ()) -> list[FieldDiff]:
    """The ranked customers of these books; `only` those, where any are given."""
    debts = _debts(view)
    customers = [c for c in view.customers.values() if not only or c.id in only]
    payers = [Payer(c.id, c.name, c.login, tuple(debts.get(c.id, ()))) for c in customers]
    return [candidate_row(candidate) for candidate in ranked(receipt, payers, MOST_CANDIDATES)]


def invoice_rows(view: View, receipt: Receipt, customers: Iterable[str]) -> list[FieldDiff]:
    """Open invoices of these customers that the money may be for, best first, in Splynx's column."""
    debts = _debts(view)
    open_ones = [debt for id in customers for debt in debts.get(id, ())]
    rows = []
    for debt, clues in debts_ranked(receipt, open_ones, _MOST_INVOICES):
        why = f" ({', '.join(sorted(clue.value for clue in clues))})" if clues else ""
        rows.append(FieldDiff(f"invoice {debt.number}", None, f"{debt.date}, {money_text(debt.open)} open{why}"))
    return rows


def _debts(view: View) -> dict[str, list[Debt]]:
    debts: dict[str, list[Debt]] = defaultdict(list)
    for key, document in view.documents.items():
        if key not in view.gone and owes(document):
            debts[document.customer_id].append(debt_of(document))
    return debts
