"""Money that is in Xero but used otherwise than Splynx uses it: take it off, to be put on again (R16, R27, R28)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff
from splynx_xero_gui.domain.kinds import Birthplace, ObjectKind
from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.draft import Subject
from splynx_xero_gui.engine.reconcile.payers import Shares
from splynx_xero_gui.engine.reconcile.shown import uses
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.standing import Standing
from splynx_xero_gui.engine.reconcile.taking_off import (
    deallocate,
    find_allocation,
    hindrance,
    is_dead,
    is_lost,
    seen_allocations,
    take_off,
)
from splynx_xero_gui.engine.reconcile.view import numeric


def move_parts(stage: MoneyStage, standing: Standing, about: Subject) -> None:
    """Take receipts off invoices that Splynx no longer lets this payment pay."""
    for invoice_id, excess in _excesses([*standing.parts, *standing.allocations], standing.shares):
        on_credit = total(a.amount for a in standing.allocations if a.invoice_id == invoice_id)
        parts = [link for link in standing.parts if link.invoice_id == invoice_id]
        for link in _to_remove(parts, excess - on_credit):
            this = replace(about, xero_id=link.xero_id, amount=link.amount)
            if link.state is not LinkState.ACTIVE or is_dead(stage, link):
                continue
            if link.birthplace is not Birthplace.SPLYNX:
                stage.draft.note("allocated-differently", this, "Pays another invoice in Xero.", ZERO)
            elif (found := hindrance(stage, link)) is not None:
                shown = uses(stage.draft, [s.invoice_id for s in standing.shares.parts], [_target(stage, link)])
                answer = ask_difference(stage, this, f"{found.kind}:{invoice_id}", shown, possible=False)
                if answer == "leave":
                    stage.draft.note("allocated-differently", this, f"Pays another invoice: it {found.text}.", ZERO)
            else:
                take_off(stage, link, this, "pays another invoice in Splynx now")
                standing.drop(link)


def move_allocations(
    stage: MoneyStage, about: Subject, links: Sequence[Link], shares: Shares, standing: Standing | None = None
) -> None:
    """Take allocations off invoices that the credit no longer pays in Splynx. What Xero lost is off already."""
    links = [link for link in links if not is_lost(stage, link)]
    paid = [*(standing.parts if standing else ()), *links]
    for invoice_id, excess in _excesses(paid, shares):
        active = [link for link in links if link.invoice_id == invoice_id and link.state is LinkState.ACTIVE]
        for link in _to_remove(active, excess):
            if deallocate(stage, link, about, "Splynx took it off this invoice") is not None and standing:
                standing.drop(link)


def _excesses(links: Iterable[Link], shares: Shares) -> list[tuple[str, Decimal]]:
    """Invoices that the links pay more of than Splynx says."""
    paid: dict[str, Decimal] = {}
    for link in links:
        if link.invoice_id:
            paid[link.invoice_id] = paid.get(link.invoice_id, ZERO) + link.amount
    found = [(id, amount - shares.of(id)) for id, amount in sorted(paid.items(), key=lambda item: numeric(item[0]))]
    return [(id, excess) for id, excess in found if excess > 0]


def _to_remove(links: Sequence[Link], excess: Decimal) -> list[Link]:
    """The one link that is exactly the excess, else the latest until enough is off (the rest is put on again)."""
    if excess <= 0:
        return []
    latest = sorted(links, key=lambda link: (link.part, link.generation, link.amount, link.xero_part), reverse=True)
    exact = next((link for link in latest if link.amount == excess), None)
    if exact is not None:
        return [exact]
    chosen: list[Link] = []
    for link in latest:
        if total(c.amount for c in chosen) < excess:
            chosen.append(link)
    return chosen


def relation_links(stage: MoneyStage, about: Subject, shares: Shares) -> list[Link]:
    """Allocations of a credit note that follow relations: those of corrections belong to the documents stage."""
    links = []
    for link in stage.draft.view.active_links(about.kind, about.splynx_id or ""):
        if link.role is Role.ALLOCATION and _pays_its_invoice(stage, link):
            links.append(link)
    follow_lost_allocations(stage, about, links, shares)
    return [link for link in links if link in stage.draft.view.active_links(link.kind, link.splynx_id)]


def _pays_its_invoice(stage: MoneyStage, link: Link) -> bool:
    found = find_allocation(stage, link)
    owner = stage.draft.view.link_by_xero.get(found.invoice_id) if found else None
    if owner is None:
        return (ObjectKind.INVOICE, link.invoice_id) in stage.draft.view.documents
    return owner.kind is ObjectKind.INVOICE and owner.splynx_id == link.invoice_id


def follow_lost_allocations(
    stage: MoneyStage, about: Subject, links: Sequence[Link], shares: Shares, standing: Standing | None = None
) -> None:
    """R27, R28: what Xero no longer shows of a credit's allocations is put on again only when a person says so.

    Those of a voided credit note went with it: the question is what becomes of the credit note. What Splynx took off
    its invoice too is agreed.
    """
    by_source: dict[str, list[Link]] = {}
    excess = dict(_excesses([*(standing.parts if standing else ()), *links], shares))
    for link in list(links):
        source = stage.draft.view.xero_documents.get(link.xero_id)
        if source is not None and source.status.is_dead and link.state is LinkState.ACTIVE:
            stage.release(link)
        elif not is_lost(stage, link):
            continue
        elif link.amount <= excess.get(link.invoice_id or "", ZERO):
            excess[link.invoice_id or ""] -= link.amount
            _let_go(stage, link, standing)
        else:
            by_source.setdefault(link.xero_id, []).append(link)
    for source_id, lost in sorted(by_source.items()):
        this = replace(about, xero_id=source_id, amount=total(link.amount for link in lost))
        cause = ",".join(f"{link.invoice_id}:{link.amount}" for link in lost)
        still = seen_allocations(stage, source_id) or ()
        shown = uses(stage.draft, [link.invoice_id for link in lost], [a.invoice_id for a in still])
        answer = ask_difference(stage, this, cause, shown, possible=True)
        if answer == "leave":
            stage.draft.note("allocated-differently", this, "Taken off its invoice in Xero, and left so.", ZERO)
        elif answer == "use-splynx":
            for link in lost:
                _let_go(stage, link, standing)


def _let_go(stage: MoneyStage, link: Link, standing: Standing | None) -> None:
    if standing is not None:
        standing.drop(link)
    stage.release(link)


def _target(stage: MoneyStage, link: Link) -> str:
    found = stage.draft.view.xero_payments.get(link.xero_id)
    return found.target_id if found else ""


def ask_difference(
    stage: MoneyStage, about: Subject, evidence: str, shown: Sequence[FieldDiff], *, possible: bool
) -> str:
    """The answer to allocation-differs, empty where there is none yet."""
    customer = stage.draft.view.customers.get(about.customer_id)
    answer = stage.draft.ask(
        ConflictKind.ALLOCATION_DIFFERS,
        about,
        facts={"customer": customer.name if customer else about.customer_id, "which": evidence},
        fields=shown,
        without=() if possible else ("use-splynx",),
    )
    return answer.choice if answer else ""
