"""A credit note or invoice over a difference, where Xero lets the original be changed no more (R11, R12, R14)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import AccountingStatus, Document
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Undo
from splynx_xero_gui.domain.money import ZERO, cents, money_text, total
from splynx_xero_gui.domain.payloads import AllocationPayload, DocumentPayload, LinePayload, Ref
from splynx_xero_gui.domain.records import Link, Role
from splynx_xero_gui.engine.reconcile.cents import computed_tax, line_amount
from splynx_xero_gui.engine.reconcile.document_case import WORDS, Case
from splynx_xero_gui.engine.reconcile.document_new import CREATE
from splynx_xero_gui.engine.reconcile.draft import Draft, Placed
from splynx_xero_gui.engine.reconcile.linked import Linked, sign
from splynx_xero_gui.engine.reconcile.numbers import credit_number, next_number

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Correction:
    """What must be booked so that the members come to what Splynx says."""

    kind: ObjectKind
    lines: tuple[LinePayload, ...]
    total: Decimal
    tax: Decimal

    @property
    def text(self) -> str:
        """For sentences: "Credit note over 10.00"."""
        return f"{WORDS[self.kind].capitalize()} over {money_text(self.total)}"


def correction_of(linked: Linked, wanted: Sequence[LinePayload]) -> Correction | None:
    """The difference per account and tax type; None where the totals are equal or a member's lines are not known."""
    if any(not document.lines for document in linked.members):
        return None
    nets: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    taxes: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    percent = linked.case.pricer.percent_of
    for line in wanted:
        at, amount = (line.account_code, line.tax_type), line_amount(line)
        tax = computed_tax(amount, percent(line.tax_type)) if line.tax_amount is None else line.tax_amount
        nets[at] += sign(linked.existing.kind) * amount
        taxes[at] += sign(linked.existing.kind) * tax
    for document in linked.members:
        for held in document.lines:
            at = (held.account_code, held.tax_type)
            nets[at] -= sign(document.kind) * held.line_amount
            taxes[at] -= sign(document.kind) * held.tax_amount
    owed = total(nets.values()) + total(taxes.values())
    if owed == 0:
        return None
    kind = ObjectKind.INVOICE if owed > 0 else ObjectKind.CREDIT_NOTE
    lines = []
    for at in sorted(nets):
        net, tax = sign(kind) * nets[at], sign(kind) * taxes[at]
        if net or tax:
            given = None if tax == computed_tax(net, percent(at[1])) else tax
            text = f"Correction of {linked.existing.number}"
            lines.append(LinePayload(text, _ONE, net, at[0], at[1], given))
    return Correction(kind, tuple(lines), cents(abs(owed)), cents(sign(kind) * total(taxes.values())))


def book_correction(
    linked: Linked,
    correction: Correction,
    date: dt.date,
    *,
    settles: bool = True,
    freed: Decimal = ZERO,
    after: Sequence[str] = (),
) -> None:
    """Plan the correcting document and its allocation to what is still open.

    `settles`: with it the bearer agrees with Splynx as it is now. `freed` becomes open by the actions `after`.
    """
    case, draft = linked.case, linked.case.draft
    contact = draft.contact_now(linked.existing.contact_id)
    if draft.is_archived(contact):
        draft.wait(case.about, "contact-archived")
        return
    number = linked.existing.number
    credit = correction.kind is ObjectKind.CREDIT_NOTE
    new_number = credit_number(draft, number) if credit else next_number(draft, ObjectKind.INVOICE, number)
    draft.numbers.add((correction.kind, new_number))
    payload = DocumentPayload(
        kind=correction.kind,
        number=new_number,
        contact=Ref(id=contact),
        date=date,
        due_date=None if credit else date,
        reference=f"Correction of {number}",
        currency=draft.inp.accounting.organisation.base_currency,
        status="AUTHORISED",
        lines=correction.lines,
        total=correction.total,
        total_tax=correction.tax,
    )
    link = replace(case.link(Role.CORRECTION, correction.kind, payload), generation=linked.bearer.generation)
    links = [link, agree_now(linked)] if settles else [link]
    about = replace(case.about, name=f"{WORDS[correction.kind]} {new_number}", amount=correction.total, date=date)
    action = draft.act(CREATE[correction.kind], about, payload, undo=Undo.VOID, links=links)
    if correction.kind is not linked.existing.kind and not linked.existing.status.is_draft:
        place = draft.places.get(case.key)
        opened = place.open if isinstance(place, Placed) else _open(draft, linked.existing)
        amount = min(opened + freed, correction.total)
        if amount > 0:
            on, first = max(date, linked.existing.date), (*after, *linked.freeing)
            _allocate(case, Ref(made_by=action.id), Ref(id=linked.existing.id), correction.kind, amount, on, first)
            draft.use(*case.key, amount)


def finish_allocations(linked: Linked) -> None:
    """Allocate corrections of the bearer that an interrupted run made and did not allocate; both sides still open."""
    _finish(linked, [other for other in linked.others if other[0].generation == linked.bearer.generation])


def finish_earlier(linked: Linked) -> None:
    """The same for what came before the bearer: no question about the bearer holds that back."""
    _finish(linked, [other for other in linked.others if other[0].generation != linked.bearer.generation])


def _finish(linked: Linked, corrections: Sequence[tuple[Link, Document]]) -> None:
    case, inp = linked.case, linked.case.draft.inp
    everyone = [(linked.bearer, linked.existing), *linked.others]
    for link, correction in corrections:
        for issue, document in everyone:
            if link.role is not Role.CORRECTION or issue.role is Role.CORRECTION or issue.generation != link.generation:
                continue
            amount = min(_open(case.draft, document), _open(case.draft, correction))
            on = max(document.date, correction.date)
            if correction.kind is document.kind or amount <= 0 or inp.is_closed(on):
                continue
            after = [id for one in (document, correction) for id in case.draft.freeing.get(one.id, ())]
            _allocate(case, Ref(id=correction.id), Ref(id=document.id), correction.kind, amount, on, after)
            if document is linked.existing and case.key in case.draft.places:
                case.draft.use(*case.key, amount)


def _open(draft: Draft, document: Document) -> Decimal:
    """What can be allocated after what this plan takes off."""
    opened = document.open if document.status is AccountingStatus.AUTHORISED else ZERO
    return opened + draft.freed.get(document.id, ZERO)


def agree_now(linked: Linked) -> Link:
    """The bearer's link, agreed with Splynx as it is now although it holds what it held before."""
    terms = linked.case.terms_of(linked.existing)
    return replace(linked.bearer, agreed=terms.json(), agreed_splynx=linked.case.hash)


def _allocate(
    case: Case,
    correction: Ref,
    corrected: Ref,
    kind: ObjectKind,
    amount: Decimal,
    date: dt.date,
    after: Sequence[str],
) -> None:
    """A correcting credit note (`kind`) goes onto the invoice it corrects; a credit note onto a correcting invoice."""
    credit = kind is ObjectKind.CREDIT_NOTE
    source, invoice = (correction, corrected) if credit else (corrected, correction)
    payload = AllocationPayload(ObjectKind.CREDIT_NOTE, source, invoice, amount, date)
    link = replace(
        case.link(Role.ALLOCATION, ObjectKind.CREDIT_NOTE),
        xero_id=source.id,
        invoice_id=case.document.id,
        amount=amount,
        date=date,
    )
    about = replace(case.about, amount=amount, date=date)
    case.draft.act(
        ActionKind.ALLOCATE_CREDIT_NOTE, about, payload, undo=Undo.UNALLOCATE, links=(link,), depends_on=after
    )
