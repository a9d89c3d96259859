"""What a service refused and a person says is there already (`rejected-by-…`, choice `in-sync`): linked, not sent."""

from dataclasses import replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Contact, Credit, Document, Payment
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import Birthplace, ObjectKind, Side
from splynx_xero_gui.domain.money import cents, money_text
from splynx_xero_gui.domain.payloads import PaymentPayload, SplynxPaymentPayload
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Link
from splynx_xero_gui.engine.agreed import agreed_xero
from splynx_xero_gui.engine.reconcile.adoption import is_held
from splynx_xero_gui.engine.reconcile.agreement import billed_hash
from splynx_xero_gui.engine.reconcile.document_terms import terms_of_link, terms_of_xero
from splynx_xero_gui.engine.reconcile.draft import Draft, Subject
from splynx_xero_gui.engine.reconcile.order import without_dropped
from splynx_xero_gui.ports.accounting import CAUSE_MARK
from splynx_xero_gui.ports.billing import NO_PDF

_There = Contact | Document | Payment | Credit | BilledPayment


def subject_of_action(action: SyncAction) -> Subject:
    """An action as subject of a question."""
    kind = next((link.kind for link in action.links), ObjectKind.CUSTOMER)
    return Subject(
        kind, action.subject, action.splynx_id, action.customer_id, action.amount, action.xero_id, action.date
    )


def refusal_question(draft: Draft, action: SyncAction) -> tuple[ConflictKind, dict[str, str], str]:
    """Kind, facts and cause of the question about a refused write."""
    told = draft.inp.refusals[action.id]
    cause, mark, words = told.partition(CAUSE_MARK)
    words = words if mark else told
    by_xero = action.side is Side.XERO and not words.startswith(NO_PDF)
    kind = ConflictKind.REJECTED_BY_XERO if by_xero else ConflictKind.REJECTED_BY_SPLYNX
    facts = {"document": action.subject, "cause": cause.rstrip("."), "words": words, "action": action.id}
    return kind, facts, cause


def link_refused(draft: Draft) -> None:
    """Link what answers name in place of refused creates; what depends on these waits for the next plan."""
    taken: set[str] = set()
    for action in list(draft.actions):
        made = made_by(action)
        if action.id not in draft.inp.refusals or made is None:
            continue
        kind, facts, _ = refusal_question(draft, action)
        answer = draft.answered(kind, subject_of_action(action), facts)
        if answer is None or answer.choice != "in-sync":
            continue
        found, reason = _named(draft, action, made, answer.value.strip())
        if found is None:
            draft.unlinked[action.id] = reason
        else:
            _link(draft, action, made, found)
            taken.add(action.id)
    if taken:
        draft.actions, fallen = without_dropped(draft.actions, taken)
        for action in fallen:
            if action.id not in taken:
                draft.wait(subject_of_action(action), "waiting-for-decision")


def made_by(action: SyncAction) -> Link | None:
    """The link that a create gives its new object; None for every other write: nothing else could be named for it."""
    if action.side is Side.SPLYNX:
        new = [link for link in action.links if not link.splynx_id]
    else:
        new = [link for link in action.links if not link.xero_id]
    return new[0] if len(new) == 1 else None


def _named(draft: Draft, action: SyncAction, made: Link, value: str) -> tuple[_There | None, str]:
    """The object of the other side that the answer names, or None and why it cannot be this one."""
    if action.side is Side.SPLYNX:
        return _billed(draft, action, value)
    seen = next((o for o in draft.inp.named.get(value, ()) if o.kind is made.xero_kind and not o.gone), None)
    body = seen.body if seen is not None else None
    if not isinstance(body, (Contact, Document, Payment, Credit)):
        return None, f"Xero has nothing of that kind called '{value}' that was read here."
    if not isinstance(body, Contact) and body.status.is_dead:
        return None, f"'{value}' is {body.status.value.lower()} in Xero."
    if is_held(draft, body.id):
        return None, f"'{value}' is linked to something else of Splynx."
    return (body, "") if _fits(draft, action, body) else (None, f"'{value}' belongs to another contact in Xero.")


def _fits(draft: Draft, action: SyncAction, body: Contact | Document | Payment | Credit) -> bool:
    """Of the same contact, or on the same document."""
    if isinstance(body, Contact):
        return True
    if isinstance(action.payload, PaymentPayload) and isinstance(body, Payment):
        return body.target_id == action.payload.target_ref.id
    contact = draft.contacts.get(action.customer_id)
    return contact is not None and contact.id != "" and body.contact_id == contact.id


def _billed(draft: Draft, action: SyncAction, id: str) -> tuple[BilledPayment | None, str]:
    found, payload = draft.view.payments.get(id), action.payload
    if found is None or (ObjectKind.PAYMENT, id) in draft.view.gone or not isinstance(payload, SplynxPaymentPayload):
        return None, f"Splynx has no payment '{id}' that was read here."
    if found.customer_id != action.customer_id or (found.amount < 0) != (payload.amount < 0):
        return None, f"Payment {id} is another customer's, or goes the other way."
    links = (*draft.view.active_links(ObjectKind.PAYMENT, id), *draft.links)
    if any(link.splynx_id == id and link.kind is ObjectKind.PAYMENT for link in links):
        return None, f"Payment {id} is linked to another one of Xero."
    return found, ""


def _link(draft: Draft, action: SyncAction, made: Link, found: _There) -> None:
    for link in action.links:
        if link is not made:
            draft.adopt(link)
    draft.adopt(_linked(made, found))
    amount = _amount(found)
    if amount is not None and amount != action.amount:
        text = f"Said to be there already, over {money_text(amount)}."
        draft.note("amount-differs", subject_of_action(action), text, action.amount - amount)


def _linked(made: Link, found: _There) -> Link:
    match found:
        case BilledPayment():
            return replace(
                made, splynx_id=found.id, birthplace=Birthplace.BOTH, agreed_splynx=billed_hash(found), part=1
            )
        case Document():
            before, now = terms_of_link(made.agreed), terms_of_xero(found)
            now = replace(now, contact=found.contact_id)
            if before is not None:
                day, number = before.splynx_date, before.splynx_number
                now = replace(now, splynx=before.splynx, splynx_date=day, splynx_number=number)
            return replace(made, xero_id=found.id, amount=found.total, date=found.date, agreed=now.json())
        case Contact():
            return replace(made, xero_id=found.id, agreed="")
        case _:
            return replace(
                made, xero_id=found.id, date=found.date, birthplace=Birthplace.BOTH, agreed_xero=agreed_xero(found)
            )


def _amount(found: _There) -> Decimal | None:
    match found:
        case Contact():
            return None
        case BilledPayment():
            return abs(cents(found.amount))
        case Payment():
            return found.amount
        case _:
            return found.total
