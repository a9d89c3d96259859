"""Credit on invoices and refunds, after every receipt is planned (R16, R18, R19)."""

from dataclasses import replace

from splynx_xero_gui.domain.billing import BilledDocument, DocumentStatus
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import total
from splynx_xero_gui.domain.payloads import Ref
from splynx_xero_gui.domain.records import Role
from splynx_xero_gui.engine.reconcile.allocating import Allocating, Wish
from splynx_xero_gui.engine.reconcile.draft import Draft, NotPlaced, Placed, Subject
from splynx_xero_gui.engine.reconcile.older import ask_older, older_target
from splynx_xero_gui.engine.reconcile.payers import Share, Shares
from splynx_xero_gui.engine.reconcile.refunds import plan_refunds
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.undocumented import plan_undocumented


def plan_allocations(draft: Draft) -> None:
    """Allocate credit notes as Splynx does, credit what has no document, then refund what is still open."""
    stage = MoneyStage.of(draft)
    for document in draft.view.documents.values():
        if document.kind is ObjectKind.CREDIT_NOTE and _is_alive(draft, document):
            _allocate(stage, document, stage.payers.of_credit_note(document))
    plan_undocumented(stage)
    plan_refunds(stage)


def _is_alive(draft: Draft, note: BilledDocument) -> bool:
    return note.status is not DocumentStatus.DELETED and (note.kind, note.id) not in draft.view.gone


def _allocate(stage: MoneyStage, note: BilledDocument, shares: Shares) -> None:
    about = Subject(note.kind, f"credit note {note.number}", note.id, note.customer_id, note.total, date=note.date)
    links = stage.draft.view.active_links(note.kind, note.id)
    allocated = [link for link in links if link.role is Role.ALLOCATION]
    needs = [
        (share, share.amount - total(link.amount for link in allocated if link.invoice_id == share.invoice_id))
        for share in shares.parts
    ]
    needs = [(share, need) for share, need in needs if need > 0]
    if not needs:
        return
    source = stage.credits.of_credit_note(note.id)
    if source is None:
        _wait(stage, note, replace(about, amount=total(need for _, need in needs)))
        return
    wishes: list[Wish] = []
    older: list[tuple[Share, Placed]] = []
    for share, need in needs:
        place = stage.place(share.invoice_id)
        this = replace(about, amount=need)
        if isinstance(place, Placed) and not place.draft:
            wishes.append(Wish(share.invoice_id, place, need))
        elif isinstance(place, NotPlaced) and place.reason == "older":
            older.append((replace(share, amount=need), Placed(Ref(), note.date, need, need)))
        else:
            stage.draft.wait(this, "waiting-for-approval" if isinstance(place, Placed) else "waiting-for-invoice")
    wishes += _older(stage, about, older)
    if wishes:
        Allocating(stage, about, [source]).fulfil(wishes)


def _wait(stage: MoneyStage, note: BilledDocument, about: Subject) -> None:
    """A credit note that is a draft, or in question, keeps its allocations waiting; one left out has none."""
    place = stage.draft.places.get((note.kind, note.id))
    if isinstance(place, Placed):
        stage.draft.wait(about, "waiting-for-approval")
    elif isinstance(place, NotPlaced) and place.reason == "question":
        stage.draft.wait(about, "waiting-for-decision")


def _older(stage: MoneyStage, about: Subject, older: list[tuple[Share, Placed]]) -> list[Wish]:
    """R18 for credit notes: on an invoice a person names, or kept as open credit."""
    amount = total(share.amount for share, _ in older)
    if not older:
        return []
    this = replace(about, amount=amount)
    answer = ask_older(stage, this, [share.invoice_id for share, _ in older])
    if answer is None or answer.choice != "link":
        if answer is not None and answer.choice == "outside":
            stage.draft.note("outside", this, "Pays an older invoice: its credit stays open in Xero.")
        return []
    target, _ = older_target(stage, about, answer.value, amount)
    if target is None:
        return []
    return [
        Wish(share.invoice_id, replace(place, ref=Ref(target.id), date=target.date), share.amount)
        for share, place in older
    ]
