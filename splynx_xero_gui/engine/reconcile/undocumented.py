"""Credit given in Splynx without a payment or credit note that pays an invoice: `credit-without-document` (R16)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from splynx_xero_gui.domain.billing import BilledTransaction
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Undo
from splynx_xero_gui.domain.money import ZERO, cents, total
from splynx_xero_gui.domain.payloads import DocumentPayload, LinePayload, Ref
from splynx_xero_gui.domain.policy import TaxKey
from splynx_xero_gui.domain.records import Link, Role
from splynx_xero_gui.engine.reconcile.allocating import Allocating, Wish
from splynx_xero_gui.engine.reconcile.credits import Source
from splynx_xero_gui.engine.reconcile.draft import Placed, Subject
from splynx_xero_gui.engine.reconcile.payers import Share
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.terms import open_day


def plan_undocumented(stage: MoneyStage) -> None:
    """Ask for each such transaction of an invoice that is in Xero; make and allocate the credit note on request."""
    for id, shares in stage.payers.undocumented():
        transaction = stage.draft.view.transactions[id]
        payable = [(share, place) for share in shares if isinstance(place := stage.place(share.invoice_id), Placed)]
        if payable:
            _settle(stage, transaction, [(share, place) for share, place in payable if not place.draft])


def _settle(stage: MoneyStage, transaction: BilledTransaction, shares: list[tuple[Share, Placed]]) -> None:
    links = stage.draft.view.active_links(ObjectKind.TRANSACTION, transaction.id)
    about = Subject(
        ObjectKind.TRANSACTION,
        f"credit {transaction.id}",
        transaction.id,
        transaction.customer_id,
        cents(transaction.total),
        date=transaction.date,
    )
    main = next((link for link in links if link.role is Role.MAIN), None)
    source = _linked(stage, main, transaction) if main else _made(stage, about, transaction)
    if source is None:
        return
    allocated = [link for link in links if link.role is Role.ALLOCATION]
    wishes = []
    for share, place in shares:
        need = share.amount - total(link.amount for link in allocated if link.invoice_id == share.invoice_id)
        if need > 0:
            wishes.append(Wish(share.invoice_id, place, need))
    if wishes:
        Allocating(stage, about, [source]).fulfil(wishes)


def _linked(stage: MoneyStage, main: Link, transaction: BilledTransaction) -> Source | None:
    seen = stage.draft.view.xero_documents.get(main.xero_id)
    if seen is not None and (seen.status.is_dead or seen.status.is_draft):
        return None
    links = stage.draft.view.active_links(main.kind, main.splynx_id)
    ours = main.amount - total(link.amount for link in links if link.role is Role.ALLOCATION)
    open_now = (min(ours, seen.open) if seen else ours) - stage.planned.spent(main.xero_id)
    payer = (ObjectKind.TRANSACTION, transaction.id)
    day = seen.date if seen else transaction.date
    return Source(
        ObjectKind.CREDIT_NOTE, Ref(main.xero_id), payer, transaction.customer_id, day, max(open_now, ZERO), seen
    )


def _made(stage: MoneyStage, about: Subject, transaction: BilledTransaction) -> Source | None:
    draft, policy = stage.draft, stage.draft.inp.policy
    customer = draft.view.customers.get(transaction.customer_id)
    account = policy.account_of(transaction.category_id)
    tax_type = policy.tax_of(TaxKey.of_line(None, Decimal(0)))
    answer = draft.ask(
        ConflictKind.CREDIT_WITHOUT_DOCUMENT,
        about,
        facts={
            "customer": customer.name if customer else transaction.customer_id,
            "account": account or "",
            "category_id": transaction.category_id or "",
        },
        fields=[
            FieldDiff("transaction", None, f"{transaction.id} {transaction.description}".rstrip()),
            FieldDiff("date", None, transaction.date.isoformat()),
            FieldDiff("category", None, transaction.category_id),
        ],
        # Without a mapped category and a rate for untaxed lines there is nothing to make a credit note of.
        without=("in-sync",) if account and tax_type is not None else ("credit-note", "in-sync"),
    )
    if answer is None:
        return None
    if answer.choice == "leave":
        draft.note("left", about, "Credited in Splynx without a payment or credit note.")
        return None
    contact = draft.contacts.get(transaction.customer_id)
    day = open_day(draft, about, transaction.date)
    if contact is None or day is None or account is None or tax_type is None:
        return None
    link = Link(
        ObjectKind.TRANSACTION,
        transaction.id,
        Role.MAIN,
        ObjectKind.CREDIT_NOTE,
        "",
        transaction.customer_id,
        amount=about.amount,
        date=day,
        partner_id=customer.partner_id if customer else None,
    )
    return _create(stage, about, link, _payload(stage, transaction, contact, day, (account, tax_type)))


def _payload(
    stage: MoneyStage, transaction: BilledTransaction, contact: Ref, day: dt.date, booking: tuple[str, str]
) -> DocumentPayload:
    """A credit note over the transaction, one line, without tax: Splynx took none."""
    inp, amount = stage.draft.inp, cents(transaction.total)
    account, tax_type = booking
    text = transaction.description or "Credit"
    return DocumentPayload(
        ObjectKind.CREDIT_NOTE,
        f"SPX{inp.policy.tag}-T{transaction.id}",
        contact,
        day,
        None,
        text if day == transaction.date else f"{text} {transaction.date}",
        inp.accounting.organisation.base_currency,
        inp.policy.options.invoice_status,
        (LinePayload(text, Decimal(1), amount, account, tax_type),),
        amount,
        ZERO,
    )


def _create(stage: MoneyStage, about: Subject, link: Link, payload: DocumentPayload) -> Source | None:
    """Make the credit note, or link it where an interrupted run made it (R4)."""
    draft = stage.draft
    payer, date = (link.kind, link.splynx_id), payload.date
    for seen in draft.view.xero_documents.values():
        same = (seen.kind, seen.number, seen.contact_id, seen.total, seen.date)
        wanted = (payload.kind, payload.number, payload.contact.id, payload.total, payload.date)
        if same == wanted and not seen.status.is_dead and seen.id not in draft.view.link_by_xero:
            draft.adopt(replace(link, xero_id=seen.id))
            open_now = ZERO if seen.status.is_draft else seen.open
            return Source(payload.kind, Ref(seen.id), payer, link.customer_id, date, open_now, seen)
    action = draft.act(
        ActionKind.CREATE_CREDIT_NOTE,
        replace(about, date=date),
        payload,
        undo=Undo.VOID,
        links=(link,),
        why="credited in Splynx without a document",
    )
    if payload.status != "AUTHORISED":
        return None
    return Source(payload.kind, Ref(made_by=action.id), payer, link.customer_id, date, payload.total)
