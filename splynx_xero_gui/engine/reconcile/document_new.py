"""Documents that are not in Xero yet: adopted by number (R4), made, re-dated (R12), renumbered (R14) or asked about."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from splynx_xero_gui.domain.accounting import AccountingStatus, Document
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff, Resolution
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Undo
from splynx_xero_gui.domain.money import ZERO, money_text
from splynx_xero_gui.domain.payloads import Ref
from splynx_xero_gui.domain.records import Link, Role
from splynx_xero_gui.engine.reconcile.adoption import adopt, in_sync_check, is_held, take_as_in_sync
from splynx_xero_gui.engine.reconcile.document_case import A_DOCUMENT, Case
from splynx_xero_gui.engine.reconcile.draft import Placed, Subject
from splynx_xero_gui.engine.reconcile.numbers import next_number
from splynx_xero_gui.engine.reconcile.scope import is_older, is_removed

CREATE = {
    ObjectKind.INVOICE: ActionKind.CREATE_INVOICE,
    ObjectKind.CREDIT_NOTE: ActionKind.CREATE_CREDIT_NOTE,
}


def plan_new(case: Case) -> None:
    """Place an unlinked document: adopt it, plan its creation, or ask."""
    case.not_placed("question")
    candidate = _candidate(case)
    if candidate is not None and _is_certainly(case, candidate):
        adopt(case, candidate)
        return
    if candidate is None and _is_suspected(case):
        # Likely in Xero under another number: made only when a person says that it is not (ui.md W8).
        case.draft.wait(case.about, "match-open")
        return
    number = case.document.number
    if not number:
        case.draft.wait(case.about, "no-number")
        return
    if candidate is not None or _number_is_promised(case):
        answered = _taken(case, candidate)
    elif _dead_holder(case) is not None:
        answered = _voided(case)
    else:
        answered = number
    if answered is None:
        return
    date = open_date(case)
    if date is not None:
        create(case, answered, date)


def create(case: Case, number: str, date: dt.date, *, role: Role = Role.MAIN, also: Sequence[Link] = ()) -> Ref | None:
    """Plan the document's creation with this number and day, and place it; None where a question hinders it.

    `also`: links that change once it is made.
    """
    composed = case.compose(number=number, date=date, status=case.draft.inp.policy.options.invoice_status)
    if composed is None:
        return None
    draft, payload = case.draft, composed.payload
    draft.numbers.add((case.xero_kind, payload.number))
    link = case.link(role, case.xero_kind, payload)
    is_draft = payload.status != AccountingStatus.AUTHORISED
    about = replace(case.about, date=date)
    action = draft.act(
        CREATE[case.xero_kind],
        about,
        payload,
        undo=Undo.DELETE if is_draft else Undo.VOID,
        links=(link, *also),
        why=case.cents_of(composed),
    )
    case.report_cents(composed)
    if number != case.document.number:
        draft.note("renumbered", case.about, f"In Xero it is {number}.", ZERO)
    if date != case.document.date:
        draft.note("re-dated", case.about, f"In Xero it is dated {date.isoformat()}.")
    opened = payload.total if case.xero_kind is case.document.kind else ZERO
    case.place(Placed(Ref(made_by=action.id), date, opened, payload.total, is_draft))
    return Ref(made_by=action.id)


def open_date(case: Case) -> dt.date | None:
    """The document's own day, or in a closed period what a person says (R12); None while undecided or left out."""
    draft, document = case.draft, case.document
    first_open = draft.inp.first_open_day
    if first_open is None or not draft.inp.is_closed(document.date):
        return document.date
    answer = ask_locked(
        case, document.date, f"Dated {first_open.isoformat()} in Xero; Splynx keeps {document.date.isoformat()}."
    )
    if answer is None:
        return None
    if answer.choice == "first-open-day":
        return first_open
    if answer.choice == "leave-out":
        case.not_placed("left-out")
        draft.note("left-out", case.about, f"Dated {document.date.isoformat()} in a closed period; left out.")
        case.leave()
    elif answer.choice == "in-sync":
        take_as_in_sync(case, answer.value)
    else:
        draft.wait(case.about, "closed-period")
    return None


def ask_locked(
    case: Case,
    date: dt.date,
    effect: str,
    without: tuple[str, ...] = (),
    about: Subject | None = None,
    fields: Sequence[FieldDiff] = (),
) -> Resolution | None:
    """The question about a closed period, one group per lock date. `about` and `fields` where only a part differs."""
    lock = case.draft.inp.closed_up_to
    text = lock.isoformat() if lock else ""
    return case.ask(
        ConflictKind.DOCUMENT_LOCKED_PERIOD,
        {"lock": text, "date": date.isoformat(), "effect": effect},
        about=about,
        fields=fields or [FieldDiff("date", None, date.isoformat()), FieldDiff("total", None, money_text(case.total))],
        cause=text,
        without=without,
        usable=in_sync_check(case),
    )


# -- numbers --
def _holders(case: Case) -> list[Document]:
    seen = case.draft.inp.taken.get((case.xero_kind, case.document.number), ())
    found = {o.body.id: o.body for o in seen if isinstance(o.body, Document)}
    return [found[id] for id in sorted(found)]


def _candidate(case: Case) -> Document | None:
    """The living document of Xero with this number, if there is one."""
    return next((d for d in _holders(case) if not d.status.is_dead), None)


def _dead_holder(case: Case) -> Document | None:
    return next((d for d in _holders(case) if d.status.is_dead), None)


def _is_suspected(case: Case) -> bool:
    """Whether a match found a document likely this one on the contact that is its customer's by now."""
    seen = case.draft.inp.suspected.get(case.key, ())
    bodies = [o.body for o in seen if isinstance(o.body, Document)]
    return case.contact is not None and any(
        case.draft.contact_now(body.contact_id) == case.contact.id for body in bodies
    )


def _is_certainly(case: Case, document: Document) -> bool:
    """R4: contact, date sent and total equal, no other link, alive."""
    days = {case.document.date, case.draft.inp.first_open_day}
    return (
        case.contact is not None
        and case.draft.contact_now(document.contact_id) == case.contact.id
        and document.total == case.total
        and document.date in days
        and document.status is not AccountingStatus.UNKNOWN
        and document.currency in ("", case.draft.inp.accounting.organisation.base_currency)
        and not is_held(case.draft, document.id)
    )


def _number_is_promised(case: Case) -> bool:
    """Another Splynx document has the number and comes first: linked already, in this plan, or of a lower id (R4)."""
    document, view = case.document, case.draft.view
    if (case.xero_kind, document.number) in case.draft.numbers:
        return True
    for id in case.draft.inp.duplicates.get((document.kind, document.number), ()):
        if id == document.id:
            continue
        if view.active_links(document.kind, id):
            return True
        other = view.documents.get((document.kind, id))
        if other is not None and (is_removed(case.draft, other) or is_older(case.draft, other)):
            continue
        if _comes_before(id, document.id):
            return True
    return False


def _comes_before(id: str, other: str) -> bool:
    return int(id) < int(other) if id.isdigit() and other.isdigit() else id < other


def _taken(case: Case, candidate: Document | None) -> str | None:
    """The number to send with, None when linked, waiting or undecided."""
    draft, document = case.draft, case.document
    renumbered = next_number(draft, case.xero_kind, document.number)
    if candidate is not None and is_held(draft, candidate.id):
        # The number is that of another Splynx document; the question is the same before and after that one is sent.
        candidate = None
    reason = "Another Splynx document has the same number." if candidate is None else "Numbers are unique in Xero."
    fields = [] if candidate is None else _difference(case, candidate)
    about = case.about if candidate is None else replace(case.about, xero_id=candidate.id)
    answer = case.ask(
        ConflictKind.INVOICE_NUMBER_TAKEN,
        {
            "a_document": A_DOCUMENT[case.xero_kind],
            "no": document.number,
            "renumbered": renumbered,
            "reason": reason,
            "xero": ";".join(f.xero or "" for f in fields),
        },
        about=about,
        fields=fields,
        without=() if candidate is not None else ("link",),
        usable=in_sync_check(case),
    )
    if answer is None:
        return None
    if answer.choice == "link" and candidate is not None:
        adopt(case, candidate)
        return None
    if answer.choice == "in-sync":
        take_as_in_sync(case, answer.value)
        return None
    return renumbered


def _voided(case: Case) -> str | None:
    renumbered = next_number(case.draft, case.xero_kind, case.document.number)
    answer = case.ask(
        ConflictKind.INVOICE_NUMBER_VOIDED,
        {"what": case.what, "no": case.document.number, "renumbered": renumbered},
        fields=[
            FieldDiff("number", None, case.document.number, case.document.number),
            FieldDiff("total", None, money_text(case.total), None),
            FieldDiff("status", None, case.document.status.value, "VOIDED"),
        ],
        usable=in_sync_check(case),
    )
    if answer is None:
        return None
    if answer.choice == "renumber":
        return renumbered
    if answer.choice == "in-sync":
        take_as_in_sync(case, answer.value)
        return None
    case.not_placed("left-out")
    case.draft.note("left-out", case.about, "Its number was voided in Xero; it stays voided.")
    case.leave()
    return None


def _difference(case: Case, found: Document) -> list[FieldDiff]:
    contact, known = case.draft.view.contacts.get(found.contact_id), case.draft.inp.holders
    name = contact.name if contact else known.get(found.contact_id, found.contact_id)
    pairs = (
        ("number", case.document.number, found.number),
        ("customer", case.customer_name, name),
        ("date", case.document.date.isoformat(), found.date.isoformat()),
        ("total", money_text(case.total), money_text(found.total)),
        ("status", case.document.status.value, found.status.value),
    )
    return [FieldDiff(name, None, splynx, xero) for name, splynx, xero in pairs]
