"""Read payments and relations of the billing system: by new id, by count, and in full at night (R34)."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from splynx_xero_gui.domain.billing import BilledPayment, BilledTransaction, PayerKind, Relation
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.records import Observation
from splynx_xero_gui.engine.emptiness import FEW, refuse_emptiness
from splynx_xero_gui.engine.streams import seen_in_splynx
from splynx_xero_gui.ports.billing import Absent, BillingSystem
from splynx_xero_gui.ports.control import Cancel, ItemsRead, Observer
from splynx_xero_gui.ports.ledger import Ledger

_SMALLEST_RANGE = 500
_PAGE = 100
_THROUGH = "splynx-transactions-through"
_HIDDEN = "splynx-hidden"
_DUE = "splynx-payments-due"


class CountedDiscovery:
    """Streams without an update stamp. `full` re-reads them from the start; `allowed` answers a sudden emptiness."""

    def __init__(
        self,
        splynx: BillingSystem,
        ledger: Ledger,
        observer: Observer,
        cancel: Cancel,
        *,
        full: bool,
        allowed: int | None = None,
    ) -> None:
        self._splynx = splynx
        self._ledger = ledger
        self._observer = observer
        self._cancel = cancel
        self._full = full
        self._allowed = allowed
        self._through_transactions: set[str] = set()
        self._read_now: set[str] = set()
        self._due: set[str] = set((ledger.get_fact(_DUE) or "").split())

    def payments(self) -> None:
        """New, vanished and (in full) changed payments. Raises TooManyChanges where there are suddenly none."""
        self._read(ObjectKind.PAYMENT)

    def relations(self) -> None:
        """The same for relations. Raises RelationsUnavailable."""
        self._read(ObjectKind.RELATION)

    def _read(self, kind: ObjectKind) -> None:
        highest = self._ledger.highest_id(Side.SPLYNX, kind)
        newer = bool(self._read_range(kind, highest, None))
        if highest:
            hidden = self._hidden(kind)
            known = [id for id in self._ledger.known_ids(Side.SPLYNX, kind, up_to_id=highest) if id not in hidden]
            if self._full:
                self._reread_all(kind, highest, newer=newer)
            else:
                self._count(kind, [int(id) for id in known], highest, newer=newer)

    def _reread_all(self, kind: ObjectKind, highest: int, *, newer: bool) -> None:
        self._set_hidden(kind, set())
        known = self._ledger.known_ids(Side.SPLYNX, kind, up_to_id=highest)
        seen = self._read_range(kind, 0, highest)
        if not seen and not newer and len(known) >= FEW:
            refuse_emptiness("Splynx", kind, len(known), self._allowed)
        self._confirm_gone(kind, set(known) - seen)

    def _count(self, kind: ObjectKind, known: Sequence[int], highest: int, *, newer: bool) -> None:
        there = self._splynx.count(kind, up_to_id=str(highest))
        # Where it lists newer ones the known were replaced: each is confirmed by itself.
        if not there and not newer and len(known) >= FEW:
            refuse_emptiness("Splynx", kind, len(known), self._allowed)
        self._bisect(kind, known, 0, highest, there)

    def _bisect(self, kind: ObjectKind, known: Sequence[int], low: int, high: int, there: int) -> None:
        """Find the range (low, high] whose count differs; `there` is what Splynx counts in it (R34)."""
        if there == bisect_right(known, high) - bisect_right(known, low):
            return
        self._cancel.raise_if_requested()
        if high - low <= _SMALLEST_RANGE:
            seen = self._read_range(kind, low, high)
            expected = known[bisect_right(known, low) : bisect_right(known, high)]
            self._confirm_gone(kind, {str(id) for id in expected} - seen)
            return
        middle = (low + high) // 2
        lower = self._splynx.count(kind, after_id=str(low), up_to_id=str(middle))
        self._bisect(kind, known, low, middle, lower)
        self._bisect(kind, known, middle, high, there - lower)

    def _confirm_gone(self, kind: ObjectKind, missing: set[str]) -> None:
        """Missing once is no proof (R5): each is asked for by itself, and what is merely not visible is remembered."""
        gone: list[str] = []
        hidden: set[str] = set()
        for id in sorted(missing, key=int):
            self._cancel.raise_if_requested()
            if kind is ObjectKind.PAYMENT:
                answer = self._splynx.payment(id)
                if isinstance(answer, Absent):
                    (gone.append if answer.gone else hidden.add)(id)
            elif not self._splynx.count(kind, after_id=str(int(id) - 1), up_to_id=id):
                # A relation cannot be asked for by itself on every version: the second count is the confirmation.
                gone.append(id)
        if gone:
            self._remember_moved(kind, gone)
            self._ledger.mark_gone(Side.SPLYNX, kind, gone)
        if hidden:
            self._set_hidden(kind, self._hidden(kind) | hidden)

    def _hidden(self, kind: ObjectKind) -> set[str]:
        """Objects the key may not see any more (405): known, not gone, and never in a count."""
        return set((self._ledger.get_fact(f"{_HIDDEN}:{kind}") or "").split())

    def _set_hidden(self, kind: ObjectKind, ids: set[str]) -> None:
        if ids != self._hidden(kind):
            self._ledger.set_fact(f"{_HIDDEN}:{kind}", " ".join(sorted(ids, key=int)))

    def _read_range(self, kind: ObjectKind, low: int, high: int | None) -> set[str]:
        """Read and store (low, high]; returns the ids seen."""
        up_to = None if high is None else str(high)
        pages: Iterator[Sequence[BilledPayment | Relation]] = (
            self._splynx.payments(after_id=str(low), up_to_id=up_to)
            if kind is ObjectKind.PAYMENT
            else self._splynx.relations(after_id=str(low), up_to_id=up_to)
        )
        seen: set[str] = set()
        for page in pages:
            self._cancel.raise_if_requested()
            due = len(self._due)
            observed = [self._observe(kind, body) for body in page]
            if len(self._due) > due:
                self._keep_due()
            self._ledger.store_page(observed)
            seen.update(body.id for body in page)
            self._observer.notify(ItemsRead(Side.SPLYNX, kind.value, len(seen)))
        back = self._hidden(kind) & seen
        if back:
            self._set_hidden(kind, self._hidden(kind) - back)
        return seen

    def _observe(self, kind: ObjectKind, body: BilledPayment | Relation) -> Observation:
        if isinstance(body, BilledPayment):
            self._read_now.add(body.id)
        elif self._is_new(body):
            self._due.add(f"{body.payer}:{body.payer_id}")
        if isinstance(body, Relation) and body.payer is PayerKind.TRANSACTION:
            self._through_transactions.add(body.payer_id)
        return seen_in_splynx(kind, body.id, body.customer_id, body)

    # -- payments that moved: what is left of them is told on the payment, which carries no stamp --

    def _is_new(self, relation: Relation) -> bool:
        """New or changed since it was last read. A full read has every payment already."""
        if self._full:
            return False
        seen = self._ledger.observation(Side.SPLYNX, ObjectKind.RELATION, relation.id)
        return seen is None or seen.gone or seen.body != relation

    def _remember_moved(self, kind: ObjectKind, gone: Sequence[str]) -> None:
        if kind is ObjectKind.RELATION and not self._full:
            found = (self._ledger.observation(Side.SPLYNX, kind, id) for id in gone)
            bodies = [seen.body for seen in found if seen is not None]
            self._due |= {f"{body.payer}:{body.payer_id}" for body in bodies if isinstance(body, Relation)}
            self._keep_due()

    def _keep_due(self) -> None:
        """Kept before the relations are: a run that ends in between leaves them to the next."""
        self._ledger.set_fact(_DUE, " ".join(sorted(self._due)))

    def payments_of_relations(self) -> None:
        """Read again the payments whose relations came, changed or went: what they still hold has changed (R17)."""
        if not self._due:
            return
        payers = {payment for payment in map(self._payment_of, self._due) if payment} - self._read_now
        wanted = sorted(payers, key=int)
        for start in range(0, len(wanted), _PAGE):
            self._cancel.raise_if_requested()
            read = self._splynx.payments_by_id(wanted[start : start + _PAGE])
            self._ledger.store_page([self._observe(ObjectKind.PAYMENT, payment) for payment in read])
        self._due.clear()
        self._keep_due()

    def _payment_of(self, payer: str) -> str | None:
        """The payment that a relation's payer is or leads to; None for a credit note."""
        kind, _, id = payer.partition(":")
        if kind == PayerKind.PAYMENT:
            return id
        if kind == PayerKind.CREDIT_NOTE:
            return None
        seen = self._ledger.observation(Side.SPLYNX, ObjectKind.TRANSACTION, id)
        return seen.body.payment_id if seen is not None and isinstance(seen.body, BilledTransaction) else None

    # -- transactions: only those that relations lead through (R16) --

    def transactions_of_relations(self) -> None:
        """Read the transactions that relations of type transaction lead through, each once."""
        highest = self._ledger.highest_id(Side.SPLYNX, ObjectKind.RELATION)
        through = 0 if self._full else int(self._ledger.get_fact(_THROUGH) or 0)
        wanted = self._through_transactions | self._payers_after(through)
        if wanted:
            wanted -= set(self._ledger.known_ids(Side.SPLYNX, ObjectKind.TRANSACTION))
        missing = sorted(wanted, key=int)
        for start in range(0, len(missing), _PAGE):
            self._cancel.raise_if_requested()
            read = self._splynx.transactions_by_id(missing[start : start + _PAGE])
            self._ledger.store_page([seen_in_splynx(ObjectKind.TRANSACTION, t.id, t.customer_id, t) for t in read])
        if highest:
            self._ledger.set_fact(_THROUGH, str(highest))

    def _payers_after(self, through: int) -> set[str]:
        """Of relations stored by a run that ended before their transactions were read, too."""
        if through:
            ids = self._ledger.known_ids(Side.SPLYNX, ObjectKind.RELATION, after_id=through)
            found = (self._ledger.observation(Side.SPLYNX, ObjectKind.RELATION, id) for id in ids)
            bodies = [seen.body for seen in found if seen is not None]
        else:
            bodies = [seen.body for seen in self._ledger.observations(Side.SPLYNX, ObjectKind.RELATION)]
        return {b.payer_id for b in bodies if isinstance(b, Relation) and b.payer is PayerKind.TRANSACTION}
