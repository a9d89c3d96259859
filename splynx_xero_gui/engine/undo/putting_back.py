"""Make again in Xero what a run took off: payments, credits and allocations, as new generations (R2, R12)."""

from dataclasses import replace

from splynx_xero_gui.domain.accounting import (
    AccountingStatus,
    Allocation,
    Contact,
    ContactStatus,
    Credit,
    Document,
    Payment,
    PaymentTarget,
)
from splynx_xero_gui.domain.keys import PaymentKey, find_payment_key
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    CreditPayload,
    DeallocationPayload,
    PaymentPayload,
    Ref,
)
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.domain.undo import Obstacle
from splynx_xero_gui.engine.reconcile.credits import ALLOCATE, CREATE_CREDIT
from splynx_xero_gui.engine.reconcile.holds import hold_of
from splynx_xero_gui.engine.undo.ground import Ground
from splynx_xero_gui.engine.undo.written import Written

_LONGEST_REFERENCE = 255
_MONEY = (Role.PAYMENT, Role.CREDIT, Role.REFUND)


def pay_again(ground: Ground, written: Written) -> None:
    """A receipt (or refund) that was deleted."""
    before = ground.decode_before(Payment, written.action.before)
    link = _link_before(written)
    if not isinstance(before, Payment) or link is None:
        ground.keep(written, Obstacle.NOT_RECORDED)
        return
    target = _target(ground, before)
    if target is None:
        ground.keep(written, Obstacle.GONE)
        return
    reference, room, needs = target
    account = before.account_id or before.account_code
    if not _takes_payments(ground, account):
        ground.keep(written, Obstacle.ACCOUNT_UNUSABLE, account=before.account_code or account)
    elif (closed := ground.is_closed(before.date)) is not None:
        ground.keep_closed(written, closed)
    elif not room:
        ground.keep(written, Obstacle.NO_ROOM)
    else:
        again, token = _again(ground, link)
        payload = PaymentPayload(
            before.target,
            reference,
            account,
            before.date,
            before.amount,
            _with_token(ground, before.reference, token),
            token,
        )
        kind = ActionKind.CREATE_PAYMENT if before.target is PaymentTarget.INVOICE else ActionKind.CREATE_REFUND
        links = [*_ended(ground, written), replace(again, date=before.date, amount=before.amount)]
        ground.act(written, kind, payload, links=links, hold=hold_of(written.action), depends_on=needs, xero_id="")
        ground.free(before.target_id, -before.amount, None)


def _target(ground: Ground, before: Payment) -> tuple[Ref, bool, list[str]] | None:
    """What it pays, whether that takes the money, and what must come first; None where it is not there any more."""
    id = before.target_id
    made_again = ground.restored.get(id)
    if before.target is not PaymentTarget.INVOICE and made_again is not None and id in ground.view.credits:
        return Ref(made_by=made_again), True, [made_again]
    needs = [*ground.freeing[id], *([made_again] if made_again else [])]
    document = ground.view.xero_documents.get(id)
    if document is not None:
        if document.status.is_dead or document.status.is_draft or id in ground.removed:
            return None
        return Ref(id), ground.room_on(document) >= before.amount, needs
    credit = ground.view.credits.get(id)
    if credit is None or credit.status.is_dead or id in ground.removed:
        return None
    return Ref(id), credit.open + ground.freed[id] >= before.amount, needs


def credit_again(ground: Ground, written: Written) -> None:
    """An over- or prepayment that was deleted."""
    before = ground.decode_before(Credit, written.action.before)
    link = _link_before(written)
    if not isinstance(before, Credit) or link is None:
        ground.keep(written, Obstacle.NOT_RECORDED)
        return
    sent = next((w.payload for w in ground.earlier(before.id) if isinstance(w.payload, CreditPayload)), None)
    account = before.account_id or before.account_code or (sent.account if sent else "")
    known = ground.accounting.account(account)
    contact = ground.view.contacts.get(before.contact_id)
    if known is None or not known.active or known.type != "BANK":
        ground.keep(written, Obstacle.ACCOUNT_UNUSABLE, account=before.account_code or account)
    elif isinstance(contact, Contact) and contact.status is not ContactStatus.ACTIVE:
        ground.keep(written, Obstacle.CONTACT_ARCHIVED)
    elif (closed := ground.is_closed(before.date)) is not None:
        ground.keep_closed(written, closed)
    else:
        again, token = _again(ground, link)
        options = ground.policy.options
        prepaid = before.kind is ObjectKind.PREPAYMENT
        payload = CreditPayload(
            before.kind,
            Ref(before.contact_id),
            account,
            before.date,
            before.total,
            _with_token(ground, sent.reference if sent else before.reference, token),
            token,
            ground.accounting.organisation.base_currency,
            (sent.line_account if sent else options.prepayment_account) if prepaid else "",
            (sent.line_tax if sent else options.prepayment_tax) if prepaid else "",
        )
        links = [*_ended(ground, written), replace(again, date=before.date, amount=before.total)]
        action = ground.act(
            written, CREATE_CREDIT[before.kind], payload, links=links, hold=hold_of(written.action), xero_id=""
        )
        ground.restored[before.id] = action.id


def allocate_again(ground: Ground, written: Written) -> None:
    """An allocation that was taken off."""
    payload = written.payload
    before = ground.decode_before(Allocation, written.action.before)
    if not isinstance(payload, DeallocationPayload) or not isinstance(before, Allocation):
        ground.keep(written, Obstacle.NOT_RECORDED)
        return
    source = _source(ground, payload, before)
    invoice = ground.view.xero_documents.get(before.invoice_id)
    if source is None or invoice is None or not _is_open(invoice) or invoice.id in ground.removed:
        ground.keep(written, Obstacle.GONE)
        return
    reference, room, needs = source
    day = before.date or written.action.date or ground.today
    if not room or ground.room_on(invoice) < before.amount:
        ground.keep(written, Obstacle.NO_ROOM)
    elif (closed := ground.is_closed(day)) is not None:
        ground.keep_closed(written, closed)
    else:
        link = _link_before(written, Role.ALLOCATION)
        again = (replace(link, id=None, xero_id=reference.id, xero_part=""),) if link else ()
        restored = ground.restored.get(invoice.id)
        ground.act(
            written,
            ALLOCATE[payload.source_kind],
            AllocationPayload(payload.source_kind, reference, Ref(invoice.id), before.amount, day),
            links=again,
            hold=hold_of(written.action),
            depends_on=[*needs, *ground.freeing[invoice.id], *([restored] if restored else [])],
        )
        ground.free(invoice.id, -before.amount, None)
        ground.free(payload.source_id, -before.amount, None)


def _is_open(invoice: Document) -> bool:
    return invoice.status in (AccountingStatus.AUTHORISED, AccountingStatus.PAID)


def _source(ground: Ground, payload: DeallocationPayload, before: Allocation) -> tuple[Ref, bool, list[str]] | None:
    """The credit it comes from, whether it still holds the money, and what must come first."""
    id = payload.source_id
    credit = ground.view.credits.get(id)
    if credit is not None and id in ground.restored:
        return Ref(made_by=ground.restored[id]), True, [ground.restored[id]]
    note = ground.view.xero_documents.get(id)
    alive = credit if credit is not None else note
    if alive is None or alive.status.is_dead or id in ground.removed:
        return None
    whole = ground.totals.get(id, alive.total) - alive.total
    needs = [*ground.freeing[id], *([ground.restored[id]] if id in ground.restored else [])]
    return Ref(id), alive.open + ground.freed[id] + whole >= before.amount, needs


def _link_before(written: Written, *roles: Role) -> Link | None:
    """The link of what was taken off, as it stood."""
    wanted = roles or _MONEY
    return next((link for link in written.replaced if link.role in wanted and link.xero_id == written.xero_id), None)


def _again(ground: Ground, link: Link) -> tuple[Link, str]:
    generation = ground.next_generation(link.splynx_id, link.part)
    token = PaymentKey(link.splynx_id, link.part, generation, ground.policy.tag)
    made = replace(link, id=None, xero_id="", generation=generation, state=LinkState.ACTIVE)
    return made, str(token)


def _ended(ground: Ground, written: Written) -> list[Link]:
    """The links of the write itself: what it took off stays off, what went along is as before."""
    found = []
    for row in ground.rows_of(written):
        before = written.before(row)
        if row.xero_id == written.xero_id or before is None:
            if row.state is LinkState.LEFT:
                found.append(replace(row, state=LinkState.RETIRED))
        else:
            found.append(before)
    return found


def _with_token(ground: Ground, reference: str, token: str) -> str:
    """The reference with the new token in place of the one before it (R2)."""
    old = find_payment_key(reference, ground.policy.tag)
    words = [word for word in reference.split(" ") if old is None or word != str(old)]
    text = " ".join(words)
    return f"{text[: _LONGEST_REFERENCE - len(token) - 1].rstrip()} {token}".strip()


def _takes_payments(ground: Ground, account: str) -> bool:
    known = ground.accounting.account(account)
    return known is not None and known.takes_payments
