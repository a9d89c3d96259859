"""Links of payments: as they will stand once a receipt is made, and for receipts that are there already."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Credit
from splynx_xero_gui.domain.keys import PaymentKey
from splynx_xero_gui.domain.kinds import Birthplace, ObjectKind
from splynx_xero_gui.domain.money import cents
from splynx_xero_gui.domain.records import Link, Role
from splynx_xero_gui.engine.agreed import agreed_xero
from splynx_xero_gui.engine.reconcile.agreement import Agreement, Held, billed_hash
from splynx_xero_gui.engine.reconcile.already_there import Marked, Receipt
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.standing import Standing
from splynx_xero_gui.engine.reconcile.terms import subject_of


def new_link(
    stage: MoneyStage,
    standing: Standing,
    role: Role,
    xero_kind: ObjectKind,
    amount: Decimal,
    *,
    account: str = "",
    invoice_id: str | None = None,
    held: Sequence[Held] = (),
    key: PaymentKey | None = None,
) -> Link:
    """A link without Xero id, with the next part number (or that of the token found)."""
    payment = standing.payment
    if key is None:
        part, generation = standing.next_number(role, invoice_id, stage.there.used_parts.get(payment.id, 0))
    else:
        part, generation = key.part, key.generation
    agreement = Agreement(cents(payment.amount), payment.date, payment.method_id, account, tuple(held))
    customer = stage.draft.view.customers.get(payment.customer_id)
    return Link(
        ObjectKind.PAYMENT,
        payment.id,
        role,
        xero_kind,
        "",
        payment.customer_id,
        part=part,
        generation=generation,
        invoice_id=invoice_id,
        amount=amount,
        date=payment.date,
        partner_id=customer.partner_id if customer else None,
        agreed=agreement.text(),
        agreed_splynx=billed_hash(payment),
    )


def key_of_link(stage: MoneyStage, link: Link) -> PaymentKey:
    """The token of a link's receipt (R2)."""
    return PaymentKey(link.splynx_id, link.part, link.generation, stage.draft.inp.policy.tag)


def link_receipt(
    stage: MoneyStage,
    standing: Standing,
    receipt: Receipt,
    role: Role,
    amount: Decimal,
    *,
    invoice_id: str | None = None,
    marked: Marked | None = None,
) -> Link:
    """Link what Xero has; nothing is written. By token it is ours (R2), else a matched pair (R7). A differing amount is
    named."""
    kind = receipt.kind if isinstance(receipt, Credit) else ObjectKind.PAYMENT
    account = receipt.account_code or receipt.account_id
    link = new_link(
        stage,
        standing,
        role,
        kind,
        amount,
        account=account,
        invoice_id=invoice_id,
        key=marked.key if marked else None,
    )
    link = replace(
        link,
        xero_id=receipt.id,
        date=receipt.date,
        birthplace=Birthplace.SPLYNX if marked else Birthplace.BOTH,
        agreed_xero=agreed_xero(receipt),
    )
    stage.draft.adopt(link)
    there = receipt.total if isinstance(receipt, Credit) else receipt.amount
    if there != amount:
        stage.draft.note("amount-differs", subject_of(standing.payment), f"Linked to {there} in Xero.", amount - there)
    of_role = {Role.PAYMENT: standing.parts, Role.CREDIT: standing.credits, Role.REFUND: standing.refunds}
    of_role[role].append(link)
    return link
