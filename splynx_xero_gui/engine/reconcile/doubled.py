"""What is in Xero twice because a write came so late that it was sent again: taken back (R2, P3, ADR 008)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Allocation, Credit, Payment
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.kinds import ActionKind, Birthplace, ObjectKind
from splynx_xero_gui.domain.payloads import AllocationPayload, DeletionPayload
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.already_there import Marked, Receipt
from splynx_xero_gui.engine.reconcile.credits import DELETE_CREDIT
from splynx_xero_gui.engine.reconcile.draft import Draft, Subject
from splynx_xero_gui.engine.reconcile.questions import phrase
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.taking_off import deallocate_unlinked, hindrance, is_dead, seen_allocations
from splynx_xero_gui.engine.reconcile.terms import subject_of
from splynx_xero_gui.engine.reconcile.view import numeric

_MONEY = (Role.PAYMENT, Role.CREDIT, Role.REFUND)


def plan_doubled(draft: Draft) -> None:
    """Delete the one that nothing is linked to. A token is one part of one payment (R2), so money under it beyond what
    Splynx has was made twice; what is used, reconciled or in a closed period is named instead, for a person to delete.
    """
    stage = MoneyStage.of(draft)
    for payment_id in sorted(stage.there.marked, key=numeric):
        for marked in stage.there.with_token(payment_id):
            twin = None if _is_another(stage, marked) else _twin(stage, marked)
            if twin is not None:
                _take_off(stage, marked.receipt, twin)
    _take_off_allocations(stage)


def _twin(stage: MoneyStage, marked: Marked) -> Link | None:
    """The link of the same payment that stands for equal money on the same invoice, alive in Xero: under the same
    token, or under a later one where all of the payment is sent.
    """
    key, receipt = marked.key, marked.receipt
    payment = stage.draft.view.payments.get(key.payment_id)
    if payment is None:
        return None
    all_sent = stage.standing(payment).unsent == 0
    for link in stage.draft.view.active_links(ObjectKind.PAYMENT, key.payment_id):
        ours = link.role in _MONEY and link.birthplace is Birthplace.SPLYNX
        same = all_sent or (link.part, link.generation) == (key.part, key.generation)
        if ours and same and _equals(stage, link, receipt) and stage.there.belongs_to(link.customer_id, receipt):
            return link
    return None


def _equals(stage: MoneyStage, link: Link, receipt: Receipt) -> bool:
    """As much money of the same day, living, on the same document (or of the same kind of credit): what a person copied
    in Xero, token and all, is of another day.
    """
    view = stage.draft.view
    if is_dead(stage, link):
        return False
    if isinstance(receipt, Credit):
        credit = view.credits.get(link.xero_id)
        wanted = (receipt.kind, receipt.total, receipt.date)
        return credit is not None and (credit.kind, credit.total, credit.date) == wanted
    held = view.xero_payments.get(link.xero_id)
    wanted_there = (receipt.target_id, receipt.amount, receipt.date)
    return held is not None and (held.target_id, held.amount, held.date) == wanted_there


def _is_another(stage: MoneyStage, marked: Marked) -> bool:
    """Whether a person said that it is a payment of its own, or let it be."""
    payment = stage.draft.view.payments.get(marked.key.payment_id)
    if payment is None:
        return False
    about = replace(subject_of(payment), xero_id=marked.receipt.id)
    question = phrase(ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED, about, {})
    given = stage.draft.inp.resolutions.get(question.id)
    return given is not None and given.choice in ("separate", "ignore")


def _take_off(stage: MoneyStage, receipt: Receipt, twin: Link) -> None:
    draft = stage.draft
    about = Subject(
        ObjectKind.PAYMENT,
        f"receipt {receipt.reference}",
        twin.splynx_id,
        twin.customer_id,
        twin.amount,
        receipt.id,
        receipt.date,
    )
    found = hindrance(stage, replace(twin, xero_id=receipt.id))
    used = isinstance(receipt, Credit) and bool(receipt.allocations)
    if found is not None or used:
        why = found.text if found is not None else "is allocated"
        text = f"It is in Xero twice and {why}: delete the second one there."
        draft.note("made-twice", replace(about, splynx_id=None), text, -twin.amount)
        return
    kind = receipt.kind if isinstance(receipt, Credit) else ObjectKind.PAYMENT
    action = draft.act(
        DELETE_CREDIT.get(kind, ActionKind.DELETE_PAYMENT),
        about,
        DeletionPayload(kind, receipt.id),
        why="arrived in Xero twice",
        before=canonical(receipt),
    )
    if isinstance(receipt, Payment):
        draft.free(receipt.target_id, receipt.amount, action.id)


# -- allocations carry no token: the twin has source, invoice, amount and day of one that is linked --

_Spot = tuple[str, str, Decimal]


def _take_off_allocations(stage: MoneyStage) -> None:
    draft = stage.draft
    planned = {
        (a.payload.source.id, a.payload.invoice.id, a.payload.amount)
        for a in draft.actions
        if isinstance(a.payload, AllocationPayload)
    }
    for spot, links in sorted(_linked(stage).items()):
        if spot in planned:
            # Splynx allocates as much once more: that is another one (R29).
            continue
        for extra in _extras(stage, spot, links):
            link = links[0]
            kind = "credit note" if link.xero_kind is ObjectKind.CREDIT_NOTE else "credit"
            about = Subject(link.kind, f"{kind} of {link.splynx_id}", link.splynx_id, link.customer_id, extra.amount)
            if extra.date is not None and draft.inp.is_closed(extra.date):
                text = "It is allocated twice in Xero, in a closed period: take the second one off there."
                draft.note("made-twice", replace(about, xero_id=link.xero_id), text, Decimal(0))
                continue
            deallocate_unlinked(stage, (link.xero_kind, link.xero_id), extra, about, "arrived in Xero twice")


def _linked(stage: MoneyStage) -> dict[_Spot, list[Link]]:
    """Our allocations that stand, by source, invoice in Xero and amount."""
    found: dict[_Spot, list[Link]] = defaultdict(list)
    for link in stage.draft.view.links:
        ours = link.role is Role.ALLOCATION and link.birthplace is Birthplace.SPLYNX
        if ours and link.state is LinkState.ACTIVE and link.xero_part:
            held = next((a for a in seen_allocations(stage, link.xero_id) or () if a.id == link.xero_part), None)
            if held is not None:
                found[link.xero_id, held.invoice_id, held.amount].append(link)
    return found


def _extras(stage: MoneyStage, spot: _Spot, links: list[Link]) -> Iterator[Allocation]:
    source, invoice, amount = spot
    every = [a for a in seen_allocations(stage, source) or () if (a.invoice_id, a.amount) == (invoice, amount)]
    parts = {link.xero_part for link in stage.draft.view.links if link.xero_id == source and link.xero_part}
    days = {a.date for a in every if a.id in {link.xero_part for link in links}}
    return (a for a in every if a.id and a.id not in parts and a.date in days)
