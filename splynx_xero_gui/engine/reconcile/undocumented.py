"""Credit given in Splynx without a payment or credit note that pays an invoice: `credit-without-document` (R16)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Document
from splynx_xero_gui.domain.billing import BilledTransaction
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff
from splynx_xero_gui.domain.kinds import ActionKind, Birthplace, ObjectKind, Undo
from splynx_xero_gui.domain.money import ZERO, cents, money_text, total
from splynx_xero_gui.domain.payloads import DocumentPayload, LinePayload, Ref
from splynx_xero_gui.domain.policy import TaxKey
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.adoption import is_held
from splynx_xero_gui.engine.reconcile.allocating import Allocating, Wish
from splynx_xero_gui.engine.reconcile.credits import Source
from splynx_xero_gui.engine.reconcile.draft import Draft, Placed, Subject
from splynx_xero_gui.engine.reconcile.moves import move_allocations, relation_links
from splynx_xero_gui.engine.reconcile.payers import Share, Shares
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.terms import open_day
from splynx_xero_gui.engine.reconcile.view import View, numeric


def plan_undocumented(stage: MoneyStage) -> None:
    """Ask for each such transaction of an invoice that is in Xero; make and allocate the credit note on request."""
    wanted = dict(stage.payers.undocumented())
    for id in sorted({*wanted, *_removed_in_xero(stage.draft.view)}, key=numeric):
        transaction = stage.draft.view.transactions.get(id)
        shares = wanted.get(id, ())
        payable = [(share, place) for share in shares if isinstance(place := stage.place(share.invoice_id), Placed)]
        if transaction is not None and (payable or not shares):
            _settle(stage, transaction, [(share, place) for share, place in payable if not place.draft])


def follow_undocumented(stage: MoneyStage) -> None:
    """Before documents are planned: what Splynx, or a person in Xero, took off the invoices (R27, R28)."""
    view, wanted = stage.draft.view, dict(stage.payers.undocumented())
    kind = ObjectKind.TRANSACTION
    allocated = {link.splynx_id for link in view.links if link.kind is kind and link.role is Role.ALLOCATION}
    for id in sorted(allocated & view.transactions.keys(), key=numeric):
        about, shares = _about(view.transactions[id]), Shares(wanted.get(id, ()), ZERO)
        move_allocations(stage, about, relation_links(stage, about, shares), shares)


def _removed_in_xero(view: View) -> Iterable[str]:
    """Transactions whose credit note is linked and voided or deleted in Xero."""
    for link in view.links:
        if link.kind is ObjectKind.TRANSACTION and link.role is Role.MAIN and link.state is LinkState.ACTIVE:
            seen = view.xero_documents.get(link.xero_id)
            if seen is not None and seen.status.is_dead:
                yield link.splynx_id


def _about(transaction: BilledTransaction) -> Subject:
    return Subject(
        ObjectKind.TRANSACTION,
        f"credit {transaction.id}",
        transaction.id,
        transaction.customer_id,
        cents(transaction.total),
        date=transaction.date,
    )


def _settle(stage: MoneyStage, transaction: BilledTransaction, shares: list[tuple[Share, Placed]]) -> None:
    about = _about(transaction)
    source = _source(stage, about, transaction)
    if source is None:
        return
    links = stage.draft.view.active_links(ObjectKind.TRANSACTION, transaction.id)
    allocated = [link for link in links if link.role is Role.ALLOCATION]
    wishes = []
    for share, place in shares:
        need = share.amount - total(link.amount for link in allocated if link.invoice_id == share.invoice_id)
        if need > 0:
            wishes.append(Wish(share.invoice_id, place, need))
    if wishes:
        Allocating(stage, about, [source]).fulfil(wishes)


def _source(stage: MoneyStage, about: Subject, transaction: BilledTransaction) -> Source | None:
    """The credit note: the linked one, or a new one on a person's word."""
    view, draft = stage.draft.view, stage.draft
    links = [k for k in view.links_of.get((about.kind, transaction.id), ()) if k.role is Role.MAIN]
    by_state = {link.state: link for link in links}
    if (main := by_state.get(LinkState.ACTIVE)) is not None:
        seen = view.xero_documents.get(main.xero_id)
        if seen is not None and seen.status.is_dead:
            return _again(stage, about, transaction, main, seen)
        return _linked(stage, main, transaction)
    if LinkState.LEFT in by_state:
        draft.note("left", about, "Not in Xero any more, and left so.")
        return None
    if (undone := by_state.get(LinkState.UNDONE)) is not None:
        return _again(stage, about, transaction, undone, None)
    return _made(stage, about, transaction)


def _again(
    stage: MoneyStage, about: Subject, transaction: BilledTransaction, link: Link, dead: Document | None
) -> Source | None:
    """Voided or deleted in Xero (R28), or undone (R15): sent once more on a person's word only."""
    draft, (account, tax_type) = stage.draft, _booking(stage, transaction)
    without = ["remove-in-splynx", "in-sync"]
    if account is None or tax_type is None:
        without.append("send-again")
    if dead is None:
        answer = draft.ask(ConflictKind.UNDONE, about, facts={}, cause="undone", without=without)
    else:
        answer = draft.ask(
            ConflictKind.REMOVED_IN_XERO,
            replace(about, xero_id=dead.id, amount=dead.total),
            facts={"document": f"Credit note {dead.number}", "how": dead.status.value.lower()},
            fields=[FieldDiff("status", "AUTHORISED", None, dead.status.value)],
            without=without,
        )
    if answer is None:
        return None
    if answer.choice == "leave":
        draft.note("left", about, "Not in Xero any more, and left so.")
        draft.adopt(replace(link, state=LinkState.LEFT))
        return None
    return _issue(stage, about, transaction, link)


def _linked(stage: MoneyStage, main: Link, transaction: BilledTransaction) -> Source | None:
    seen = stage.draft.view.xero_documents.get(main.xero_id)
    if seen is not None and seen.status.is_draft:
        return None
    links = stage.draft.view.active_links(main.kind, main.splynx_id)
    ours = main.amount - total(link.amount for link in links if link.role is Role.ALLOCATION)
    freed = stage.draft.freed.get(main.xero_id, ZERO)
    open_now = (min(ours, seen.open + freed) if seen else ours) - stage.planned.spent(main.xero_id)
    payer = (ObjectKind.TRANSACTION, transaction.id)
    day = seen.date if seen else transaction.date
    return Source(
        ObjectKind.CREDIT_NOTE, Ref(main.xero_id), payer, transaction.customer_id, day, max(open_now, ZERO), seen
    )


def _booking(stage: MoneyStage, transaction: BilledTransaction) -> tuple[str | None, str | None]:
    """Account and rate of the credit note; None where a mapping is missing."""
    policy = stage.draft.inp.policy
    return policy.account_of(transaction.category_id), policy.tax_of(TaxKey.of_line(None, Decimal(0)))


def _made(stage: MoneyStage, about: Subject, transaction: BilledTransaction) -> Source | None:
    draft, (account, tax_type) = stage.draft, _booking(stage, transaction)
    customer = draft.view.customers.get(transaction.customer_id)
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
            FieldDiff("category", None, _category_name(stage, transaction.category_id)),
        ],
        # Without a mapped category and a rate for untaxed lines there is nothing to make a credit note of.
        without=() if account and tax_type is not None else ("credit-note",),
        usable=lambda given: _named(stage, transaction, given.value)[1] if given.choice == "in-sync" else "",
    )
    if answer is None:
        return None
    if answer.choice == "in-sync":
        return _linked_by_hand(stage, about, transaction, answer.value)
    if answer.choice == "leave":
        draft.note("left", about, "Credited in Splynx without a payment or credit note.")
        return None
    return _issue(stage, about, transaction, None)


def _named(stage: MoneyStage, transaction: BilledTransaction, value: str) -> tuple[Document | None, str]:
    """The credit note of Xero that a person named by id or number, or None and why it cannot stand for this credit."""
    draft, text = stage.draft, value.strip()
    named = [o.body for o in draft.inp.named.get(text, ()) if isinstance(o.body, Document)]
    known = [d for d in draft.view.xero_documents.values() if text in (d.id, d.number)]
    found = next((d for d in (*known, *named) if d.kind is ObjectKind.CREDIT_NOTE), None)
    contact = draft.contacts.get(transaction.customer_id)
    if found is None:
        return None, f"Xero has no credit note '{text}' that was read here."
    if found.status.is_dead or contact is None or found.contact_id != contact.id:
        return None, f"Credit note {found.number} is not one of this customer's contact in Xero."
    if is_held(draft, found.id):
        return None, f"Credit note {found.number} is linked to another document."
    return found, ""


def _linked_by_hand(stage: MoneyStage, about: Subject, transaction: BilledTransaction, value: str) -> Source | None:
    """Made in Xero by hand: linked, and used as Splynx uses the credit; a differing amount is named."""
    draft, (found, _) = stage.draft, _named(stage, transaction, value)
    if found is None:
        return None
    customer = draft.view.customers.get(transaction.customer_id)
    partner = customer.partner_id if customer else None
    link = Link(
        ObjectKind.TRANSACTION,
        transaction.id,
        Role.MAIN,
        ObjectKind.CREDIT_NOTE,
        found.id,
        transaction.customer_id,
        amount=min(about.amount, found.total),
        date=found.date,
        birthplace=Birthplace.BOTH,
        partner_id=partner,
    )
    draft.adopt(link)
    if found.total != about.amount:
        text = f"Linked to {found.number}, which is {money_text(found.total)} in Xero."
        draft.note("amount-differs", about, text, about.amount - found.total)
    return _linked(stage, link, transaction)


def _category_name(stage: MoneyStage, category_id: str | None) -> str | None:
    known = stage.draft.inp.billing.categories
    return next((category.name for category in known if category.id == category_id), category_id)


def _issue(stage: MoneyStage, about: Subject, transaction: BilledTransaction, earlier: Link | None) -> Source | None:
    """Make it; `earlier` is the link of the one that it stands in for."""
    draft, (account, tax_type) = stage.draft, _booking(stage, transaction)
    customer = draft.view.customers.get(transaction.customer_id)
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
        generation=earlier.generation + 1 if earlier else 1,
        amount=about.amount,
        date=day,
        partner_id=customer.partner_id if customer else None,
    )
    payload = _payload(stage, transaction, contact, day, (account, tax_type))
    return _create(stage, about, link, payload, replace(earlier, state=LinkState.RETIRED) if earlier else None)


def _payload(
    stage: MoneyStage, transaction: BilledTransaction, contact: Ref, day: dt.date, booking: tuple[str, str]
) -> DocumentPayload:
    """A credit note over the transaction, one line, without tax: Splynx took none."""
    inp, amount = stage.draft.inp, cents(transaction.total)
    account, tax_type = booking
    text = transaction.description or "Credit"
    return DocumentPayload(
        ObjectKind.CREDIT_NOTE,
        _free_number(stage.draft, f"SPX{inp.policy.tag}-T{transaction.id}"),
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


def _free_number(draft: Draft, number: str) -> str:
    """Numbers of voided documents stay taken in Xero (R14); one that lives and is not linked may be this very one."""
    held = draft.view.xero_documents.values()
    dead = {d.number for d in held if d.kind is ObjectKind.CREDIT_NOTE and d.status.is_dead}
    suffix, chosen = 1, number
    while chosen in dead:
        suffix += 1
        chosen = f"{number}-{suffix}"
    return chosen


def _create(
    stage: MoneyStage, about: Subject, link: Link, payload: DocumentPayload, earlier: Link | None
) -> Source | None:
    """Make the credit note, or link it where an interrupted run made it (R4)."""
    draft = stage.draft
    payer, date = (link.kind, link.splynx_id), payload.date
    for seen in draft.view.xero_documents.values():
        same = (seen.kind, seen.number, seen.contact_id, seen.total, seen.date)
        wanted = (payload.kind, payload.number, payload.contact.id, payload.total, payload.date)
        if same == wanted and not seen.status.is_dead and seen.id not in draft.view.link_by_xero:
            draft.adopt(replace(link, xero_id=seen.id))
            if earlier is not None:
                draft.adopt(earlier)
            open_now = ZERO if seen.status.is_draft else seen.open
            return Source(payload.kind, Ref(seen.id), payer, link.customer_id, date, open_now, seen)
    action = draft.act(
        ActionKind.CREATE_CREDIT_NOTE,
        replace(about, date=date),
        payload,
        undo=Undo.VOID,
        links=(link,) if earlier is None else (link, earlier),
        why="credited in Splynx without a document",
    )
    if payload.status != "AUTHORISED":
        return None
    return Source(payload.kind, Ref(made_by=action.id), payer, link.customer_id, date, payload.total)
