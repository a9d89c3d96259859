"""Charges and credit of Splynx without a document, named per customer and month: `uninvoiced-charges` (R10)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from splynx_xero_gui.domain.billing import BilledTransaction, DocumentStatus
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import ZERO, cents, money_text, total
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.records import LinkState
from splynx_xero_gui.engine.reconcile.draft import Draft, Subject
from splynx_xero_gui.engine.reconcile.view import View, numeric

UNINVOICED = "uninvoiced-charges"
_NOWHERE = "without a document in Splynx: 0.00 in receivables of both sides"


@dataclass(frozen=True, slots=True)
class Uninvoiced:
    """What one customer was charged and credited in one month without a document."""

    customer_id: str
    customer: str
    month: dt.date
    charges: tuple[Decimal, ...]
    credits: tuple[Decimal, ...]

    @property
    def name(self) -> str:
        """As a person says it."""
        return f"{self.customer}, {self.month:%Y-%m}"

    @property
    def amount(self) -> Decimal:
        """What it changes the balance in Splynx by: charges less credit."""
        return total(self.charges) - total(self.credits)

    @property
    def text(self) -> str:
        """In words."""
        said = [_said(self.charges, "charge"), _said(self.credits, "credit")]
        return f"{' and '.join(filter(None, said))} {_NOWHERE}"


def uninvoiced(
    view: View, policy: Policy, *, until: dt.date | None = None, told: Collection[str] = ()
) -> list[Uninvoiced]:
    """Per customer and month, in order. `told` are transactions that something else already tells about."""
    carried = _carried(view) | set(told)
    found: dict[tuple[str, dt.date], list[BilledTransaction]] = defaultdict(list)
    for one in view.transactions.values():
        if not one.stands_alone or one.id in carried or (ObjectKind.TRANSACTION, one.id) in view.gone:
            continue
        customer, first = view.customers.get(one.customer_id), policy.options.documents_from
        in_time = (first is None or one.date >= first) and (until is None or one.date <= until)
        if in_time and cents(one.total) and policy.owns(customer.partner_id if customer else None):
            found[one.customer_id, one.date.replace(day=1)].append(one)
    return [
        Uninvoiced(
            id,
            view.customers[id].name if id in view.customers else id,
            month,
            tuple(cents(one.total) for one in here if not one.is_credit),
            tuple(cents(one.total) for one in here if one.is_credit),
        )
        for (id, month), here in sorted(found.items(), key=lambda entry: (numeric(entry[0][0]), entry[0][1]))
    ]


def plan_uninvoiced(draft: Draft) -> None:
    """Name them. Credit that pays an invoice has its own question (R16)."""
    kind = ObjectKind.TRANSACTION
    told = {c.splynx_id for c in draft.conflicts.values() if c.subject_kind is kind and c.splynx_id}
    told |= {link.splynx_id for action in draft.actions for link in action.links if link.kind is kind}
    told |= {link.splynx_id for link in draft.links if link.kind is kind}
    told |= {notice.splynx_id for notice in draft.notices if notice.subject_kind is kind}
    for one in uninvoiced(draft.view, draft.inp.policy, told=told):
        about = Subject(kind, one.name, None, one.customer_id, one.amount)
        draft.note(UNINVOICED, about, f"{one.text}.")


def _carried(view: View) -> set[str]:
    """Transactions that a document or payment has taken up since they were read, or that are a credit note in Xero."""
    lines = {
        line.transaction_id
        for document in view.documents.values()
        if document.status is not DocumentStatus.DELETED
        for line in document.lines
        if line.transaction_id
    }
    payments = {payment.transaction_id for payment in view.payments.values() if payment.transaction_id}
    active = (link for link in view.links if link.state is LinkState.ACTIVE)
    return lines | payments | {link.splynx_id for link in active if link.kind is ObjectKind.TRANSACTION}


def _said(amounts: tuple[Decimal, ...], word: str) -> str:
    if not amounts:
        return ""
    return f"{len(amounts)} {word}{'s' if len(amounts) > 1 else ''} over {money_text(total(amounts) or ZERO)}"
