"""A document that is in Xero already: unchanged, changed here, changed there, changed on both sides, or gone."""

from collections.abc import Sequence
from dataclasses import replace

from splynx_xero_gui.domain.accounting import Document
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.domain.records import Link, LinkState
from splynx_xero_gui.engine.reconcile.adoption import in_sync_check, placed_at, take_as_in_sync
from splynx_xero_gui.engine.reconcile.corrections import agree_now, finish_allocations, finish_earlier
from splynx_xero_gui.engine.reconcile.document_case import Case, Composed
from splynx_xero_gui.engine.reconcile.document_changed import (
    accept,
    compose_for,
    differences,
    may_update,
    plan_changed,
    update,
)
from splynx_xero_gui.engine.reconcile.document_removed import (
    ask_about_dead_member,
    is_unreadable,
    plan_deleted,
    plan_removed_in_xero,
)
from splynx_xero_gui.engine.reconcile.document_terms import terms_of_payload, terms_of_xero
from splynx_xero_gui.engine.reconcile.linked import Linked, pick_bearer
from splynx_xero_gui.engine.reconcile.scope import is_removed


def plan_linked(case: Case, members: Sequence[Link]) -> None:
    """Place a linked document and plan what its changes need."""
    bearer = pick_bearer(members)
    case.xero_kind, case.generation = bearer.xero_kind, bearer.generation
    existing = case.draft.view.xero_documents.get(bearer.xero_id)
    if existing is None or is_unreadable(existing):
        case.not_placed("unknown")
        case.draft.wait(case.about, "not-read-in-xero")
        return
    removed = is_removed(case.draft, case.document)
    if existing.status.is_dead:
        if removed:
            case.not_placed("deleted")
            case.draft.adopt(replace(bearer, state=LinkState.RETIRED))
        else:
            plan_removed_in_xero(case, bearer, existing)
        return
    others = _living_others(case, members, bearer)
    if others is None:
        case.not_placed("unknown")
        case.draft.wait(case.about, "not-read-in-xero")
        return
    linked = Linked.of(case, bearer, existing, others)
    case.place(placed_at(case, existing))
    if _is_in_other_currency(linked):
        return
    if removed:
        plan_deleted(linked)
    else:
        _compare(linked)


def _living_others(case: Case, members: Sequence[Link], bearer: Link) -> list[tuple[Link, Document]] | None:
    """The other members with their documents; a dead one is asked about; None when one was never read."""
    found = []
    for link in members:
        if link is bearer:
            continue
        document = case.draft.view.xero_documents.get(link.xero_id)
        if document is None:
            return None
        if document.status.is_dead:
            ask_about_dead_member(case, link, document)
        else:
            found.append((link, document))
    return found


def _is_in_other_currency(linked: Linked) -> bool:
    """R30: a linked document in another currency waits, whatever changed."""
    case, currency = linked.case, linked.existing.currency
    base = case.draft.inp.accounting.organisation.base_currency
    if currency in ("", base):
        return False
    answer = case.ask(
        ConflictKind.CURRENCY_DIFFERS,
        {"document": case.about.name.capitalize(), "a": currency, "b": base},
        fields=[FieldDiff("currency", None, base, currency)],
        cause=currency,
        usable=in_sync_check(case),
        left=linked.bearer,
    )
    if answer is not None and answer.choice == "in-sync":
        take_as_in_sync(case, answer.value, linked.bearer)
    elif answer is not None:
        case.draft.wait(case.about, "other-currency")
    return True


def _compare(linked: Linked) -> None:
    """Three-way: last agreed, Splynx now, Xero now."""
    bearer, agreed = linked.bearer, linked.agreed
    if agreed is None:
        _never_agreed(linked)
        return
    finish_earlier(linked)
    here = bearer.agreed_splynx != linked.case.hash
    there = not terms_of_xero(linked.existing).same(agreed) or _was_moved(linked)
    if there:
        _changed_there(linked)
    elif here:
        plan_changed(linked)
    elif linked.others:
        finish_allocations(linked)


def _was_moved(linked: Linked) -> bool:
    """Put on another contact in Xero; following a merge or the customer's newer contact is no change."""
    contact, agreed = linked.case.contact, linked.agreed
    held = linked.existing.contact_id
    then = agreed.contact if agreed else ""
    return bool(then) and held != then and (contact is None or held != contact.id)


def _never_agreed(linked: Linked) -> None:
    """Linked by hand or by an import: equal totals and days agree; otherwise it is a question."""
    case, existing = linked.case, linked.existing
    if (existing.total, existing.date) == (case.total, case.document.date):
        case.draft.adopt(agree_now(linked))
    else:
        _changed_there(linked)


def _changed_there(linked: Linked) -> None:
    """Changed in Xero, or on both sides: equal now is agreed; else which side is right is asked (R28, R13)."""
    case = linked.case
    composed = compose_for(linked)
    if composed is None:
        return
    wanted, held = terms_of_payload(composed.payload), terms_of_xero(linked.existing)
    moved = _was_moved(linked)
    if wanted.same(held) and not moved:
        case.draft.adopt(agree_now(linked))
        return
    _ask_which(linked, composed, moved)


def _ask_which(linked: Linked, composed: Composed, moved: bool) -> None:
    case, held = linked.case, linked.existing
    fields = differences(linked, composed)
    if moved:
        contact = case.draft.view.contacts.get(held.contact_id)
        fields.append(FieldDiff("customer", None, case.customer_name, contact.name if contact else held.contact_id))
    answer = case.ask(
        ConflictKind.INVOICE_DIFFERS,
        {
            "what": case.what,
            "no": case.document.number,
            "a": money_text(held.total),
            "b": money_text(composed.payload.total),
            "hash": case.hash,
            "xero": ";".join(f"{field.name}={field.xero}" for field in fields),
        },
        about=replace(case.about, amount=abs(linked.wanted - linked.net)),
        fields=fields,
        without=() if may_update(linked, composed) else ("use-splynx",),
        usable=in_sync_check(case),
        left=linked.bearer,
    )
    if answer is None:
        return
    if answer.choice == "use-splynx":
        update(linked, composed)
    elif answer.choice == "in-sync":
        take_as_in_sync(case, answer.value, linked.bearer)
    else:
        accept(linked)
