"""Linking what Xero already holds: by certain equality (R4), by a person's word (`link`, `in-sync`)."""

from dataclasses import dataclass, replace

from splynx_xero_gui.domain.accounting import AccountingStatus, Document
from splynx_xero_gui.domain.conflict import Resolution
from splynx_xero_gui.domain.money import ZERO, money_text
from splynx_xero_gui.domain.payloads import Ref
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.document_case import A_DOCUMENT, Case
from splynx_xero_gui.engine.reconcile.draft import Draft, Placed


def adopt(case: Case, document: Document, instead_of: Link | None = None) -> None:
    """Link what is there; nothing is written. A differing amount is a named difference."""
    link = replace(
        instead_of or case.link(Role.MAIN, document.kind),
        xero_id=document.id,
        amount=document.total,
        date=document.date,
        agreed=case.terms_of(document).json(),
        agreed_splynx=case.hash,
    )
    case.draft.adopt(link)
    case.draft.numbers.add((document.kind, document.number))
    if document.total != case.total:
        text = f"Linked to {document.number}, which is {money_text(document.total)} in Xero."
        case.draft.note("amount-differs", case.about, text, case.total - document.total)
    case.place(placed_at(case, document))


def placed_at(case: Case, document: Document) -> Placed:
    """Where a document of Xero stands for this one. A negative invoice takes no payment."""
    opened = document.open if document.status is AccountingStatus.AUTHORISED else ZERO
    opened += case.draft.freed.get(document.id, ZERO)
    if document.status.is_draft:
        opened = document.total
    if case.xero_kind is not case.document.kind:
        opened = ZERO
    return Placed(Ref(id=document.id), document.date, opened, document.total, document.status.is_draft, document)


def is_held(draft: Draft, xero_id: str) -> bool:
    """Whether another link has it, or this plan gave it away (R4)."""
    held = draft.view.link_by_xero.get(xero_id)
    return xero_id in draft.claimed or (held is not None and held.state in (LinkState.ACTIVE, LinkState.LEFT))


def in_sync_check(case: Case) -> "InSyncCheck":
    """For `usable`: an in-sync answer must name a living document of this kind on this customer's contact."""
    return InSyncCheck(case)


@dataclass(frozen=True, slots=True)
class InSyncCheck:
    """Says why an in-sync answer cannot be honoured, empty where it can."""

    case: Case

    def __call__(self, answer: Resolution) -> str:
        """Reason, or empty."""
        if answer.choice != "in-sync":
            return ""
        return find_in_sync(self.case, answer.value)[1]


def find_in_sync(case: Case, value: str) -> tuple[Document | None, str]:
    """The document an in-sync answer names, by id or number; with the reason why it may not be linked."""
    value = value.strip()
    draft, what = case.draft, A_DOCUMENT[case.xero_kind]
    known = [d for d in draft.view.xero_documents.values() if value and value in (d.id, d.number)]
    known += [o.body for o in draft.inp.named.get(value, ()) if isinstance(o.body, Document)]
    known += [o.body for o in draft.inp.taken.get((case.xero_kind, value), ()) if isinstance(o.body, Document)]
    found = next((d for d in known if d.kind is case.xero_kind), None)
    if found is None:
        return None, f"Xero has no document {value} that is {what}."
    if found.status.is_dead:
        return None, f"{found.number} is {found.status.value.lower()} in Xero."
    if case.contact is None or draft.contact_now(found.contact_id) != case.contact.id:
        return None, f"{found.number} belongs to another contact in Xero."
    held = draft.view.link_by_xero.get(found.id)
    own = held is not None and (held.kind, held.splynx_id) == case.key
    if is_held(draft, found.id) and not own:
        return None, f"{found.number} is linked to another document."
    return found, ""


def take_as_in_sync(case: Case, value: str, instead_of: Link | None = None) -> None:
    """Link the named document; a differing amount becomes a named difference."""
    found, _ = find_in_sync(case, value)
    if found is not None:
        adopt(case, found, instead_of)
