"""A document gone on one side: deleted in Splynx (R11, R12), or voided or deleted in Xero behind our back (R28)."""

from dataclasses import replace

from splynx_xero_gui.domain.accounting import AccountingStatus, Document
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff
from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.domain.payloads import VoidPayload
from splynx_xero_gui.domain.records import Link, LinkState
from splynx_xero_gui.engine.reconcile.adoption import in_sync_check, take_as_in_sync
from splynx_xero_gui.engine.reconcile.corrections import (
    book_correction,
    correction_of,
    finish_allocations,
    finish_earlier,
)
from splynx_xero_gui.engine.reconcile.document_case import WORDS, Case
from splynx_xero_gui.engine.reconcile.document_changed import changed_facts
from splynx_xero_gui.engine.reconcile.document_new import ask_locked, create, open_date
from splynx_xero_gui.engine.reconcile.linked import Linked
from splynx_xero_gui.engine.reconcile.numbers import next_number

VOID = {
    ObjectKind.INVOICE: ActionKind.VOID_INVOICE,
    ObjectKind.CREDIT_NOTE: ActionKind.VOID_CREDIT_NOTE,
}


def plan_deleted(linked: Linked) -> None:
    """Deleted in Splynx: voided where Xero and the calendar allow it, else credited by decision."""
    case = linked.case
    case.not_placed("deleted")
    if linked.net == 0 and (linked.others or linked.is_used):
        finish_earlier(linked)
        finish_allocations(linked)
        return
    if linked.is_closed:
        _closed(linked)
    elif linked.is_used or linked.others or not linked.is_writable:
        _used(linked)
    elif linked.is_earlier_month:
        _earlier_month(linked)
    else:
        void(linked)


def void(linked: Linked) -> None:
    """Plan the void; a draft is deleted. Its number stays taken in Xero."""
    case, existing = linked.case, linked.existing
    status = "DELETED" if existing.status.is_draft else "VOIDED"
    about = replace(case.about, amount=existing.total, xero_id=existing.id, date=existing.date)
    case.draft.act(
        VOID[existing.kind],
        about,
        VoidPayload(existing.kind, existing.id, status),
        links=(replace(linked.bearer, state=LinkState.RETIRED),),
        depends_on=linked.freeing,
        before=canonical(existing),
    )


def _closed(linked: Linked) -> None:
    case, correction = linked.case, correction_of(linked, ())
    first_open = case.draft.inp.first_open_day or linked.correction_day()
    effect = f"{correction.text} dated {first_open.isoformat()}." if correction else ""
    answer = ask_locked(case, linked.existing.date, effect, without=() if correction else ("first-open-day",))
    if answer is None:
        return
    if answer.choice == "first-open-day" and correction:
        book_correction(linked, correction, first_open)
    elif answer.choice == "wait":
        case.draft.wait(case.about, "closed-period")
    else:
        _leave(linked, answer.choice, answer.value)


def _used(linked: Linked) -> None:
    case, correction = linked.case, correction_of(linked, ())
    answer = case.ask(
        ConflictKind.INVOICE_DELETED_AFTER_PAYMENT,
        {**changed_facts(linked, correction), "customer": case.customer_name},
        about=replace(case.about, amount=abs(linked.net)),
        fields=_fields(linked),
        without=() if correction else ("credit",),
        usable=in_sync_check(case),
        left=linked.bearer,
    )
    if answer is None:
        return
    if answer.choice == "credit" and correction:
        book_correction(linked, correction, linked.correction_day())
    else:
        _leave(linked, answer.choice, answer.value)


def _earlier_month(linked: Linked) -> None:
    case, correction = linked.case, correction_of(linked, ())
    answer = case.ask(
        ConflictKind.INVOICE_DELETED_EARLIER_MONTH,
        changed_facts(linked, correction),
        about=replace(case.about, amount=abs(linked.net)),
        fields=_fields(linked),
        without=() if correction else ("credit-today",),
        usable=in_sync_check(case),
        left=linked.bearer,
    )
    if answer is None:
        return
    if answer.choice == "credit-today" and correction:
        book_correction(linked, correction, linked.correction_day())
    elif answer.choice == "in-place":
        void(linked)
    else:
        _leave(linked, answer.choice, answer.value)


def _leave(linked: Linked, choice: str, value: str) -> None:
    case = linked.case
    if choice == "in-sync":
        take_as_in_sync(case, value, linked.bearer)
        return
    case.not_placed("left-out")
    case.draft.note("left", case.about, f"Xero keeps the {WORDS[linked.existing.kind]}.", linked.net)
    case.leave(linked.bearer)


def _fields(linked: Linked) -> list[FieldDiff]:
    held = linked.existing
    return [
        FieldDiff("total", money_text(held.total), None, money_text(held.total)),
        FieldDiff("paid", None, None, money_text(held.paid + held.credited)),
        FieldDiff("date", held.date.isoformat(), None, held.date.isoformat()),
    ]


def plan_removed_in_xero(case: Case, bearer: Link, existing: Document) -> None:
    """Voided or deleted in Xero while Splynx still has it: send again as a new generation, or leave (R28)."""
    case.not_placed("question")
    draft, how = case.draft, existing.status.value.lower()
    answer = case.ask(
        ConflictKind.REMOVED_IN_XERO,
        {"document": case.about.name.capitalize(), "how": how},
        about=replace(case.about, xero_id=existing.id),
        fields=[FieldDiff("status", "AUTHORISED", case.document.status.value, existing.status.value)],
        without=("remove-in-splynx",),
        usable=in_sync_check(case),
        left=bearer,
    )
    if answer is None:
        return
    if answer.choice == "in-sync":
        take_as_in_sync(case, answer.value, bearer)
    elif answer.choice == "send-again":
        date = open_date(case)
        if date is not None:
            case.generation = bearer.generation + 1
            number = next_number(draft, case.xero_kind, case.document.number)
            create(case, number, date, also=(replace(bearer, state=LinkState.RETIRED),))
    else:
        case.not_placed("left-out")
        draft.note("left", case.about, f"It stays {how} in Xero.")
        case.leave(bearer)


def ask_about_dead_member(case: Case, link: Link, dead: Document) -> None:
    """An earlier issue or a correction was removed in Xero: named at least, never made again by itself."""
    answer = case.ask(
        ConflictKind.REMOVED_IN_XERO,
        {"document": f"{WORDS[dead.kind].capitalize()} {dead.number}", "how": dead.status.value.lower()},
        about=replace(case.about, xero_id=dead.id, amount=dead.total),
        without=("send-again", "remove-in-splynx", "in-sync"),
        left=link,
    )
    if answer is not None:
        case.draft.note("left", case.about, f"{dead.number} stays {dead.status.value.lower()} in Xero.", dead.total)
        case.leave(link)


def is_unreadable(document: Document) -> bool:
    """A status this version does not know: never written to."""
    return document.status is AccountingStatus.UNKNOWN
