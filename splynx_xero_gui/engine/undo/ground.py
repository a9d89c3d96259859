"""The books an undo is planned on, as they will be after what is planned so far."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Document
from splynx_xero_gui.domain.content import content_hash, plain
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.domain.payloads import Payload
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.domain.undo import Kept, Obstacle
from splynx_xero_gui.engine.reconcile.view import View
from splynx_xero_gui.engine.undo.words import say
from splynx_xero_gui.engine.undo.written import Written


@dataclass(slots=True)
class Ground:
    """`earlier` finds what was written to an object, newest first; `decode_before` reads what an action kept, None
    where it kept nothing of that class; `contact_names` are casefolded names of active contacts with their ids.

    `freed` is what planned removals give back to a document or credit, by its Xero id, and `freeing` the actions that
    do; `removed` are objects and allocations that the plan takes off; `restored` maps what it makes again to the
    action; `totals` are those of documents it restores; `used_rows` tell equal allocations apart.
    """

    run_id: str
    view: View
    policy: Policy
    accounting: AccountingReference
    today: dt.date
    decode_before: Callable[[type, str], object]
    earlier: Callable[[str], Sequence[Written]]
    contact_names: Mapping[str, str] = field(default_factory=dict)
    actions: list[SyncAction] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    freed: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    freeing: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    removed: set[str] = field(default_factory=set)
    restored: dict[str, str] = field(default_factory=dict)
    totals: dict[str, Decimal] = field(default_factory=dict)
    generations: dict[tuple[str, int], int] = field(default_factory=dict)
    used_rows: set[int | None] = field(default_factory=set)

    # -- what is there --

    @property
    def closed_up_to(self) -> dt.date | None:
        """R12."""
        dates = (self.accounting.organisation.locked_up_to, self.policy.options.closed_until)
        return max((day for day in dates if day), default=None)

    def is_closed(self, *days: dt.date | None) -> dt.date | None:
        """The first of these days that is in a closed period."""
        limit = self.closed_up_to
        return next((day for day in days if limit is not None and day is not None and day <= limit), None)

    def rows_of(self, written: Written) -> list[Link]:
        """The links of a write as they stand now: those it made and those it replaced."""
        found = []
        for link in written.action.links:
            row = self._row(link, written)
            if row is not None and row not in found:
                found.append(row)
        return found

    def _row(self, link: Link, written: Written) -> Link | None:
        if link.id is not None:
            return next((row for row in self.view.links if row.id == link.id), None)
        xero_id = link.xero_id or written.xero_id
        same = [
            row
            for row in self.view.links_of.get((link.kind, link.splynx_id), ())
            if (row.role, row.part, row.generation, row.xero_id) == (link.role, link.part, link.generation, xero_id)
            and row.invoice_id == link.invoice_id
        ]
        if link.splynx_id == "":
            # Made in Splynx: its id there came with the answer.
            same = [row for row in self.view.links if row.xero_id == xero_id and row.generation == link.generation]
        if link.role is Role.ALLOCATION:
            same = [row for row in same if row.amount == link.amount and row.id not in self.used_rows]
        return max(same, key=lambda row: row.id or 0, default=None)

    def used_on(self, document: Document) -> Decimal:
        """Payments, refunds and allocations that stay on a document after what is planned so far."""
        if document.status.is_draft:
            return ZERO
        allocated = total(allocation.amount for allocation in document.allocations)
        held = max(document.paid + document.credited, allocated, document.total - document.open)
        return held - self.freed[document.id]

    def room_on(self, invoice: Document) -> Decimal:
        """What can still be put on an invoice after what is planned so far."""
        whole = self.totals.get(invoice.id, invoice.total)
        return invoice.open + self.freed[invoice.id] + whole - invoice.total

    def next_generation(self, splynx_id: str, part: int) -> int:
        """R2: what is made again is a new generation."""
        links = self.view.links_of.get((ObjectKind.PAYMENT, splynx_id), ())
        last = max((link.generation for link in links if link.part == part), default=0)
        self.generations[splynx_id, part] = max(last, self.generations.get((splynx_id, part), 0)) + 1
        return self.generations[splynx_id, part]

    # -- what is planned --

    def free(self, xero_id: str, amount: Decimal, action: SyncAction | None) -> None:
        """A planned removal gives this much back to a document or credit (negative: a restored one takes it)."""
        self.freed[xero_id] += amount
        if action is not None:
            self.freeing[xero_id].append(action.id)

    def act(
        self,
        written: Written,
        kind: ActionKind,
        payload: Payload,
        *,
        links: Sequence[Link] = (),
        hold: str = "",
        side: Side = Side.XERO,
        depends_on: Iterable[str] = (),
        xero_id: str | None = None,
        before: str = "",
        amount: Decimal | None = None,
    ) -> SyncAction:
        """Plan one write that takes back another. Its id says what it does: a plan shown is the plan run (P7)."""
        source = written.action
        facts = [written.intent.id, kind, plain(payload), [(link.id, link.state) for link in links]]
        action = SyncAction(
            id=content_hash(facts)[:16],
            kind=kind,
            side=side,
            subject=source.subject,
            splynx_id=source.splynx_id,
            xero_id=xero_id if xero_id is not None else written.xero_id,
            customer_id=source.customer_id,
            customer_name=source.customer_name,
            date=source.date,
            amount=source.amount if amount is None else amount,
            currency=source.currency,
            undo=None,
            payload=payload,
            links=tuple(links),
            depends_on=tuple(sorted(set(depends_on))),
            why="undo",
            before=before,
            undoes=written.intent.id,
            hold=hold,
        )
        self.actions.append(action)
        self.used_rows.update(link.id for link in links if link.role is Role.ALLOCATION)
        return action

    def keep(self, written: Written, obstacle: Obstacle, **facts: str) -> None:
        """This write stays, and why."""
        action = written.action
        self.kept.append(
            Kept(
                written.intent.id,
                action.kind,
                action.side,
                action.subject,
                action.customer_name,
                action.splynx_id,
                written.xero_id or None,
                action.date,
                action.amount,
                action.currency,
                obstacle,
                say(obstacle, facts),
            )
        )

    def keep_closed(self, written: Written, day: dt.date) -> None:
        """R12."""
        self.keep(written, Obstacle.LOCKED, day=day.isoformat(), lock=str(self.closed_up_to))


def undone_links(written: Written, rows: Iterable[Link], state: LinkState = LinkState.UNDONE) -> list[Link]:
    """The links of a write that is taken back: those it made end in this state, those it replaced are as before."""
    found = []
    for row in rows:
        before = written.before(row)
        if before is not None:
            found.append(before)
        elif row.state is LinkState.LEFT:
            # Made along with it, to stand for something that is as before now.
            found.append(replace(row, state=LinkState.RETIRED))
        else:
            found.append(replace(row, state=state))
    return found
