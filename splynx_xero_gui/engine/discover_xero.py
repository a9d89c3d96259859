"""Read what changed in the accounting system, page by page into the ledger (R33)."""

import dataclasses
import datetime as dt

from splynx_xero_gui.domain.accounting import Contact, Credit, Document, MoneyReceived, Payment
from splynx_xero_gui.domain.keys import find_payment_key
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.records import Mark, Observation
from splynx_xero_gui.engine.emptiness import refuse_emptiness
from splynx_xero_gui.engine.streams import FULL_READ_EVERY, XERO_KINDS, XERO_OVERLAP, stream
from splynx_xero_gui.ports.accounting import AccountingBody, AccountingSystem
from splynx_xero_gui.ports.control import Cancel, Clock, ItemsRead, Observer
from splynx_xero_gui.ports.ledger import Ledger


def observe_xero(body: AccountingBody, tag: str, ledger: Ledger | None = None) -> Observation:
    """What the ledger keeps of a Xero object: its owner is the contact, its key the number or our token (R2)."""
    if isinstance(body, Contact):
        return Observation(Side.XERO, ObjectKind.CONTACT, body.id, body.id, body, key=body.number)
    if isinstance(body, Document):
        return Observation(Side.XERO, body.kind, body.id, body.contact_id, body, key=body.number)
    if isinstance(body, MoneyReceived):
        return Observation(Side.XERO, ObjectKind.MONEY_RECEIVED, body.id, body.contact_id, body)
    if isinstance(body, Credit):
        body = _with_account(body, ledger)
    key = find_payment_key(body.reference, tag)
    token = str(key) if key else ""
    if isinstance(body, Credit):
        return Observation(Side.XERO, body.kind, body.id, body.contact_id, body, key=token)
    owner = body.contact_id or _owner_of_target(body, ledger)
    return Observation(Side.XERO, ObjectKind.PAYMENT, body.id, owner, body, key=token)


def _with_account(credit: Credit, ledger: Ledger | None) -> Credit:
    """Lists of credits do not tell the bank account; what was told once (in the answer to their creation,
    or of one contact) is kept.
    """
    if credit.account_id or ledger is None:
        return credit
    known = ledger.observation(Side.XERO, credit.kind, credit.id)
    if known is None or not isinstance(known.body, Credit):
        return credit
    return dataclasses.replace(
        credit,
        account_id=known.body.account_id,
        account_code=known.body.account_code,
        reference=credit.reference or known.body.reference,
        bank_transaction_id=credit.bank_transaction_id or known.body.bank_transaction_id,
    )


def _owner_of_target(payment: Payment, ledger: Ledger | None) -> str:
    if ledger is None:
        return ""
    for kind in (ObjectKind.INVOICE, ObjectKind.CREDIT_NOTE, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT):
        if kind.value == payment.target.value:
            target = ledger.observation(Side.XERO, kind, payment.target_id)
            return target.owner if target else ""
    return ""


class XeroDiscovery:
    """Reads the six streams of Xero. A mark moves in the transaction that stores the stream's last page.

    `allowed` answers a sudden emptiness for exactly that many objects.
    """

    def __init__(
        self,
        xero: AccountingSystem,
        ledger: Ledger,
        clock: Clock,
        observer: Observer,
        cancel: Cancel,
        tag: str,
        *,
        allowed: int | None = None,
    ) -> None:
        self._allowed = allowed
        self._xero = xero
        self._ledger = ledger
        self._clock = clock
        self._observer = observer
        self._cancel = cancel
        self._tag = tag

    def run(self) -> None:
        """Read all streams. Raises what the port raises; pages already stored stay, their mark does not move."""
        marks = self._ledger.marks()
        for kind in XERO_KINDS:
            self._cancel.raise_if_requested()
            mark = marks.get(stream(Side.XERO, kind))
            self._read(kind, dt.datetime.fromisoformat(mark.stamp) if mark else None)

    def run_received(self, dated_from: dt.date | None, *, now: bool) -> None:
        """Money received that pays no invoice (R23): once a day, where not `now`, so that an idle sync costs no more
        (R35). Raises what the port raises.
        """
        mark = self._ledger.marks().get(stream(Side.XERO, ObjectKind.MONEY_RECEIVED))
        if now or received_is_due(self._ledger, self._clock.now()):
            since = dt.datetime.fromisoformat(mark.stamp) if mark else None
            self._read(ObjectKind.MONEY_RECEIVED, since, dated_from)

    def _read(self, kind: ObjectKind, since: dt.datetime | None, dated_from: dt.date | None = None) -> None:
        known = self._ledger.facts().known.get((Side.XERO, kind), 0) if since is None else 0
        first_served: dt.datetime | None = None
        held: list[Observation] = []
        count = 0
        for page in self._xero.changed(kind, since, dated_from=dated_from):
            self._cancel.raise_if_requested()
            first_served = first_served or page.served_at
            # The page before is stored only now, so that the last one can carry the mark.
            if held:
                self._ledger.store_page(held)
            held = [observe_xero(item, self._tag, self._ledger) for item in page.items]
            count += len(held)
            self._observer.notify(ItemsRead(Side.XERO, kind.value, count, page.expected))
        if since is None and known and not count:
            refuse_emptiness("Xero", kind, known, self._allowed)
        if first_served is not None:
            stamp = (first_served - XERO_OVERLAP).isoformat()
            self._ledger.store_page(held, Mark(stream(Side.XERO, kind), stamp, self._clock.now()))


def received_is_due(ledger: Ledger, now: dt.datetime) -> bool:
    """Whether a day went by since money received was last read (R23)."""
    mark = ledger.marks().get(stream(Side.XERO, ObjectKind.MONEY_RECEIVED))
    return mark is None or now - mark.at >= FULL_READ_EVERY
