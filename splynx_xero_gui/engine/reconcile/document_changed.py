"""A linked document that Splynx changed: in place where Xero and the calendar allow it, else by decision (R11, R12)."""

from dataclasses import replace

from splynx_xero_gui.domain.accounting import AccountingStatus
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff
from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Undo
from splynx_xero_gui.domain.money import ZERO, money_text
from splynx_xero_gui.domain.payloads import DocumentPayload, LinePayload, Ref
from splynx_xero_gui.engine.reconcile.adoption import in_sync_check, take_as_in_sync
from splynx_xero_gui.engine.reconcile.corrections import Correction, agree_now, book_correction, correction_of
from splynx_xero_gui.engine.reconcile.document_case import WORDS, Composed
from splynx_xero_gui.engine.reconcile.document_new import ask_locked
from splynx_xero_gui.engine.reconcile.document_terms import terms_of_payload, terms_of_xero
from splynx_xero_gui.engine.reconcile.draft import Placed
from splynx_xero_gui.engine.reconcile.linked import Linked, is_nothing_left
from splynx_xero_gui.engine.reconcile.reissue import can_reissue, plan_reissue, why_no_reissue

UPDATE = {
    ObjectKind.INVOICE: ActionKind.UPDATE_INVOICE,
    ObjectKind.CREDIT_NOTE: ActionKind.UPDATE_CREDIT_NOTE,
}


def plan_changed(linked: Linked) -> None:
    """Only Splynx changed since both agreed."""
    composed = compose_for(linked)
    if composed is None:
        return
    wanted, held = terms_of_payload(composed.payload), terms_of_xero(linked.existing)
    if is_nothing_left(linked) or _was_to_be_reissued(linked, composed):
        plan_reissue(linked)
    elif may_update(linked, composed):
        update(linked, composed)
    elif not linked.others and wanted.same(held):
        # Texts or the due date only: no money moves, so nobody is asked and Xero keeps its wording.
        linked.case.draft.adopt(agree_now(linked))
    else:
        _decide(linked, composed)


def compose_for(linked: Linked) -> Composed | None:
    """The document in Xero's terms, keeping what was re-dated or renumbered."""
    case = linked.case
    number = linked.number
    if number != linked.existing.number and not _is_free(linked, number):
        number = linked.existing.number
    if linked.case.contact is None:
        case.contact = Ref(id=case.draft.contact_now(linked.existing.contact_id))
    status = linked.existing.status.value if linked.existing.status.is_draft else AccountingStatus.AUTHORISED.value
    return case.compose(number=number, date=linked.date, status=status, id=linked.existing.id)


def _is_free(linked: Linked, number: str) -> bool:
    draft, key = linked.case.draft, (linked.existing.kind, number)
    return key not in draft.inp.taken and key not in draft.numbers


def _was_to_be_reissued(linked: Linked, composed: Composed) -> bool:
    """An interrupted reissue took the payments off already: it is finished, not turned into something else (P2)."""
    if linked.is_used or not can_reissue(linked):
        return False
    facts = changed_facts(linked, correction_of(linked, composed.payload.lines))
    about = replace(linked.case.about, amount=abs(linked.wanted - linked.net))
    answer = linked.case.draft.answered(ConflictKind.INVOICE_CHANGED_AFTER_PAYMENT, about, facts)
    return answer is not None and answer.choice == "credit-reissue"


def may_update(linked: Linked, composed: Composed) -> bool:
    """Same month (or allowed), not closed, nothing paid or allocated, a status that can be changed (R11)."""
    inp = linked.case.draft.inp
    if linked.others or linked.is_used or linked.is_closed or inp.is_closed(composed.payload.date):
        return False
    if not linked.is_writable or linked.case.total < 0:
        return False
    if not linked.is_earlier_month:
        return True
    return terms_of_payload(composed.payload).same(terms_of_xero(linked.existing))


def update(linked: Linked, composed: Composed) -> None:
    """Plan the change in place, with every known line id (R1)."""
    case, existing = linked.case, linked.existing
    payload = replace(composed.payload, lines=_with_ids(composed.payload, linked))
    link = replace(
        linked.bearer,
        amount=payload.total,
        date=payload.date,
        agreed=case.terms_of(payload).json(),
        agreed_splynx=case.hash,
    )
    about = replace(case.about, xero_id=existing.id, date=payload.date)
    case.draft.act(
        UPDATE[existing.kind],
        about,
        payload,
        undo=Undo.RESTORE,
        links=(link,),
        depends_on=linked.freeing,
        before=canonical(existing),
        why=case.cents_of(composed),
    )
    case.report_cents(composed)
    opened = payload.total if case.xero_kind is case.document.kind else ZERO
    case.place(Placed(Ref(id=existing.id), payload.date, opened, payload.total, existing.status.is_draft, existing))


def _with_ids(payload: DocumentPayload, linked: Linked) -> tuple[LinePayload, ...]:
    ids = [line.id for line in linked.existing.lines]
    return tuple(
        replace(line, id=ids[position]) if position < len(ids) else line for position, line in enumerate(payload.lines)
    )


def _decide(linked: Linked, composed: Composed) -> None:
    """Closed first: no other way may touch a closed period. Then used, then the earlier month."""
    correction = correction_of(linked, composed.payload.lines)
    inp = linked.case.draft.inp
    if linked.is_closed or inp.is_closed(composed.payload.date):
        _closed(linked, composed, correction)
    elif linked.is_used or linked.others or not linked.is_writable or linked.case.total < 0:
        _after_payment(linked, composed, correction)
    else:
        _earlier_month(linked, composed, correction)


def _closed(linked: Linked, composed: Composed, correction: Correction | None) -> None:
    """The money in question is what the two sides differ by, as with every change (P5)."""
    case, day = linked.case, linked.correction_day()
    about = replace(case.about, amount=abs(linked.wanted - linked.net))
    first_open = case.draft.inp.first_open_day or day
    effect = f"{correction.text} dated {first_open.isoformat()}." if correction else ""
    answer = ask_locked(
        case,
        linked.existing.date,
        effect,
        without=() if correction else ("first-open-day",),
        about=about,
        fields=differences(linked, composed),
    )
    if answer is None:
        return
    if answer.choice == "first-open-day" and correction:
        book_correction(linked, correction, first_open)
    elif answer.choice == "wait":
        case.draft.wait(about, "closed-period")
    else:
        _finish(linked, answer.choice, answer.value)


def changed_facts(linked: Linked, correction: Correction | None) -> dict[str, str]:
    """What the questions about a changed document tell."""
    held = abs(linked.net)
    return {
        "what": linked.case.what,
        "thing": WORDS[linked.existing.kind],
        "credit": "Credit note",
        "no": linked.case.document.number,
        "a": money_text(held),
        "b": money_text(linked.case.total),
        "correction": correction.text if correction else "",
        "day": linked.case.document.date.isoformat(),
        "month": linked.month,
        "hash": linked.case.hash,
    }


def _after_payment(linked: Linked, composed: Composed, correction: Correction | None) -> None:
    case = linked.case
    possible = can_reissue(linked)
    without = [] if possible else ["credit-reissue"]
    if correction is None:
        without.append("credit-difference")
    about = replace(case.about, amount=abs(linked.wanted - linked.net))
    answer = case.ask(
        ConflictKind.INVOICE_CHANGED_AFTER_PAYMENT,
        changed_facts(linked, correction),
        about=about,
        fields=differences(linked, composed),
        without=without,
        usable=in_sync_check(case),
        left=linked.bearer,
        also="" if possible else why_no_reissue(linked),
    )
    if answer is None:
        return
    if answer.choice == "credit-reissue":
        plan_reissue(linked)
    elif answer.choice == "credit-difference" and correction:
        book_correction(linked, correction, linked.correction_day())
    else:
        _finish(linked, answer.choice, answer.value)


def _earlier_month(linked: Linked, composed: Composed, correction: Correction | None) -> None:
    case = linked.case
    answer = case.ask(
        ConflictKind.INVOICE_CHANGED_EARLIER_MONTH,
        changed_facts(linked, correction),
        about=replace(case.about, amount=abs(linked.wanted - linked.net)),
        fields=differences(linked, composed),
        without=() if correction else ("credit-today",),
        usable=in_sync_check(case),
        left=linked.bearer,
    )
    if answer is None:
        return
    if answer.choice == "credit-today" and correction:
        book_correction(linked, correction, linked.correction_day())
    elif answer.choice == "in-place":
        update(linked, composed)
    else:
        _finish(linked, answer.choice, answer.value)


def _finish(linked: Linked, choice: str, value: str) -> None:
    """Leave, leave out, keep Xero: agreed as it stands, the difference named. Or another document is the right one."""
    case = linked.case
    if choice == "in-sync":
        take_as_in_sync(case, value, linked.bearer)
        return
    accept(linked)


def accept(linked: Linked) -> None:
    """Both sides count as agreed although they differ; the difference is named."""
    case = linked.case
    case.draft.adopt(agree_now(linked))
    difference = linked.wanted - linked.net
    case.draft.note("left", case.about, f"Xero keeps {money_text(abs(linked.net))}.", difference)


def differences(linked: Linked, composed: Composed) -> list[FieldDiff]:
    """Last agreed, Splynx now, Xero now: the fields that differ."""
    wanted, held, agreed = terms_of_payload(composed.payload), terms_of_xero(linked.existing), linked.agreed
    used = linked.existing.paid + linked.existing.credited
    rows: list[tuple[str, str | None, str, str]] = [
        ("total", money_text(agreed.total) if agreed else None, money_text(wanted.total), money_text(held.total)),
        ("tax", money_text(agreed.tax) if agreed else None, money_text(wanted.tax), money_text(held.tax)),
        ("date", agreed.date.isoformat() if agreed else None, wanted.date.isoformat(), held.date.isoformat()),
    ]
    found = [FieldDiff(name, before, splynx, xero) for name, before, splynx, xero in rows if splynx != xero]
    return [*found, FieldDiff("paid", None, None, money_text(used))] if used else found
