"""Put open credit on invoices as Splynx does (R16, R17, R27)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Allocation
from splynx_xero_gui.domain.kinds import Birthplace, ObjectKind, Undo
from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.domain.payloads import AllocationPayload
from splynx_xero_gui.domain.records import Link, Role
from splynx_xero_gui.engine.reconcile.credits import ALLOCATE, Source
from splynx_xero_gui.engine.reconcile.draft import Placed, Subject
from splynx_xero_gui.engine.reconcile.moves import ask_difference
from splynx_xero_gui.engine.reconcile.planned import key_of
from splynx_xero_gui.engine.reconcile.shown import uses
from splynx_xero_gui.engine.reconcile.stage import MoneyStage
from splynx_xero_gui.engine.reconcile.taking_off import deallocate_unlinked
from splynx_xero_gui.engine.reconcile.terms import allocation_day


@dataclass(frozen=True, slots=True)
class Wish:
    """An invoice that shall get this much of a payer's credits. `place` is where it is in Xero."""

    invoice_id: str
    place: Placed
    amount: Decimal


@dataclass(slots=True)
class Allocating:
    """Allocates the credits of one payer: sources in order, invoices in order of their relations."""

    stage: MoneyStage
    about: Subject
    sources: Sequence[Source]
    _open: dict[str, Decimal] = field(default_factory=dict)
    _foreign: list[tuple[Source, Allocation]] = field(default_factory=list)
    _before: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take stock of what is open and of what was allocated by hand in Xero."""
        for source in self.sources:
            self._open[key_of(source.ref)] = source.open
            unlinked = unlinked_allocations(self.stage, source.ref.id, source.allocations)
            self._foreign += [(source, allocation) for allocation in unlinked]

    def fulfil(self, wishes: Sequence[Wish]) -> None:
        """Adopt what Xero already allocates alike and allocate the rest. What finds no credit because Xero allocated it
        otherwise is asked about; what finds no room on its invoice waits."""
        left = [(wish, wish.amount - self._adopt(wish)) for wish in wishes]
        left = [(wish, self._allocate(wish, amount)) for wish, amount in left]
        starved = [(wish, min(amount, self._room(wish))) for wish, amount in left]
        if self._foreign and any(amount > 0 for _, amount in starved):
            wanted = [wish.invoice_id for wish, amount in starved if amount > 0]
            if not self._clear_for(total(amount for _, amount in starved), wanted):
                return
            left = [(wish, self._allocate(wish, amount)) for wish, amount in left]
        elif self._foreign:
            text = "Xero uses this credit for another invoice."
            self.stage.draft.note("allocated-differently", self.about, text, ZERO)
        for wish, amount in left:
            if amount > 0:
                reason = "invoice-has-no-room" if self._room(wish) < amount else self._why_no_credit(wish)
                self.stage.draft.wait(replace(self.about, amount=amount), reason)

    def _why_no_credit(self, wish: Wish) -> str:
        elsewhere = [s for s in self.sources if self._open[key_of(s.ref)] > 0 and not self._is_of_its_contact(s, wish)]
        return "credit-on-another-contact" if elsewhere else "credit-is-used"

    def _room(self, wish: Wish) -> Decimal:
        """What can still be put on the invoice, after this plan's other money."""
        place = self.stage.place(wish.invoice_id)
        return max(place.open if isinstance(place, Placed) else wish.place.open, ZERO)

    def _adopt(self, wish: Wish) -> Decimal:
        """Link allocations that Xero already has of these credits on this invoice, up to the wish."""
        adopted = ZERO
        for source, allocation in list(self._foreign):
            if allocation.invoice_id == wish.place.ref.id and allocation.amount <= wish.amount - adopted:
                self._foreign.remove((source, allocation))
                adopted += allocation.amount
                link = self._link(source, wish, allocation.amount)
                self.stage.draft.links.append(
                    replace(link, xero_part=allocation.id, date=allocation.date, birthplace=Birthplace.BOTH)
                )
        return adopted

    def _allocate(self, wish: Wish, amount: Decimal) -> Decimal:
        """Plan allocations; returns what is left."""
        for source in self.sources:
            key = key_of(source.ref)
            part = min(amount, self._open[key], self._room(wish))
            if part > 0 and self._is_of_its_contact(source, wish):
                self._open[key] -= part
                amount -= part
                self._plan(source, wish, part)
        return amount

    def _is_of_its_contact(self, source: Source, wish: Wish) -> bool:
        """Xero allocates within one contact only; a customer may have had another before (contact-archived)."""
        document = self.stage.draft.view.documents.get((ObjectKind.INVOICE, wish.invoice_id))
        held = wish.place.existing
        here = self._contact(source.seen.contact_id if source.seen else "", source.customer_id)
        there = self._contact(held.contact_id if held else "", document.customer_id if document else "")
        return here == there

    def _contact(self, held: str, customer_id: str) -> str:
        """The contact an object is on, merges followed, else the one it will be made on."""
        planned = self.stage.draft.contacts.get(customer_id)
        return self.stage.draft.contact_now(held) or (key_of(planned) if planned else "")

    def _plan(self, source: Source, wish: Wish, amount: Decimal) -> None:
        draft = self.stage.draft
        day = allocation_day(draft, source.date, wish.place.date)
        payload = AllocationPayload(source.kind, source.ref, wish.place.ref, amount, day)
        first = self.stage.planned.before(source.payer, wish.invoice_id, (source.ref, wish.place.ref))
        draft.act(
            ALLOCATE[source.kind],
            replace(self.about, xero_id=source.ref.id or None, amount=amount, date=day),
            payload,
            undo=Undo.UNALLOCATE,
            links=(replace(self._link(source, wish, amount), date=day),),
            depends_on=(*first, *self._before),
            why="allocated in Splynx",
        )
        self.stage.use(wish.invoice_id, amount)
        if source.payer in draft.places:
            draft.use(*source.payer, amount)

    def _link(self, source: Source, wish: Wish, amount: Decimal) -> Link:
        kind, id = source.payer
        return Link(
            kind,
            id,
            Role.ALLOCATION,
            source.kind,
            source.ref.id,
            self.about.customer_id,
            invoice_id=wish.invoice_id,
            amount=amount,
            partner_id=self.stage.draft.view.partner_of.get((ObjectKind.INVOICE, wish.invoice_id)),
        )

    def _clear_for(self, amount: Decimal, invoice_ids: Sequence[str]) -> bool:
        """Ask whether what Xero allocated otherwise shall come off; True when it does."""
        draft = self.stage.draft
        fixed = any(not a.id or (a.date is not None and draft.inp.is_closed(a.date)) for _, a in self._foreign)
        this = replace(self.about, xero_id=self._foreign[0][0].ref.id, amount=amount)
        cause = ",".join(sorted(f"{a.invoice_id}:{a.amount}" for _, a in self._foreign))
        shown = uses(draft, invoice_ids, [a.invoice_id for _, a in self._foreign])
        answer = ask_difference(self.stage, this, cause, shown, possible=not fixed)
        if answer == "leave":
            draft.note("allocated-differently", this, "Used for another invoice in Xero, and left so.", ZERO)
        if answer != "use-splynx":
            return False
        for source, allocation in self._foreign:
            why = "Splynx uses this credit for another invoice"
            action = deallocate_unlinked(self.stage, (source.kind, source.ref.id), allocation, self.about, why)
            self._open[key_of(source.ref)] += allocation.amount
            self._before.append(action.id)
        return True


def unlinked_allocations(stage: MoneyStage, source_id: str, allocations: Sequence[Allocation]) -> list[Allocation]:
    """Allocations of the credit that no link holds; those without an id are told apart by invoice and amount."""
    held = stage.allocation_links.get(source_id, [])
    ids = {link.xero_part for link in held if link.xero_part}
    nameless = [(link.invoice_id, link.amount) for link in held if not link.xero_part]
    found = []
    for allocation in allocations:
        owner = stage.draft.view.link_by_xero.get(allocation.invoice_id)
        same = (owner.splynx_id if owner else None, allocation.amount)
        if allocation.id and allocation.id in ids:
            continue
        if same in nameless:
            nameless.remove(same)
        else:
            found.append(allocation)
    return found
