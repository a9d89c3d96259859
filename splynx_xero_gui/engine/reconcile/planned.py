"""What the plan does so far: which removals make room, what must come first, how much of a credit is spent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.accounting import PaymentTarget
from splynx_xero_gui.domain.kinds import ActionKind
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    CreditPayload,
    DeallocationPayload,
    DeletionPayload,
    PaymentPayload,
    Ref,
)
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Link, LinkState
from splynx_xero_gui.engine.reconcile.draft import Draft
from splynx_xero_gui.engine.reconcile.payers import Payer

_UPDATES = (ActionKind.UPDATE_INVOICE, ActionKind.UPDATE_CREDIT_NOTE)


def key_of(ref: Ref) -> str:
    """One word for an object that exists or is made by this plan."""
    return ref.id or ref.made_by


@dataclass(slots=True)
class Planned:
    """Reads the draft's actions as they come. Amounts are money; keys of credits are those of `key_of`."""

    draft: Draft
    _seen: int = 0
    _seen_links: int = 0
    _found: dict[Payer, list[Link]] = field(default_factory=lambda: defaultdict(list))
    _receipts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _credits: dict[str, list[SyncAction]] = field(default_factory=lambda: defaultdict(list))
    _off_invoice: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _off_payer: dict[Payer, list[str]] = field(default_factory=lambda: defaultdict(list))
    _off_source: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _updates: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _deleted: dict[str, str] = field(default_factory=dict)
    _freed: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    _spent: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))

    def before(self, payer: Payer, invoice_id: str | None = None, refs: Iterable[Ref] = ()) -> tuple[str, ...]:
        """Actions that must be done before this payer's money is put on this invoice."""
        self._read()
        needed = [*self._off_payer.get(payer, ()), *(self._off_invoice.get(invoice_id, ()) if invoice_id else ())]
        for ref in refs:
            needed += [*self._updates.get(ref.id, ()), *self._off_source.get(ref.id, ())]
        return tuple(sorted(set(needed)))

    def deletion_of(self, xero_id: str) -> str | None:
        """The action that deletes this payment or credit, if the plan has one."""
        self._read()
        return self._deleted.get(xero_id)

    def freed(self, source_id: str) -> Decimal:
        """What the plan gives back to one credit: allocations taken off, refunds deleted."""
        self._read()
        return self._freed.get(source_id, ZERO)

    def spent(self, key: str) -> Decimal:
        """What the plan allocates or refunds of one credit."""
        self._read()
        return self._spent.get(key, ZERO)

    def found(self, payer: Payer) -> list[Link]:
        """Links of this payer that were found, not made, and that count."""
        for link in self.draft.links[self._seen_links :]:
            if link.state is LinkState.ACTIVE:
                self._found[link.kind, link.splynx_id].append(link)
        self._seen_links = len(self.draft.links)
        return self._found.get(payer, [])

    def credits_of(self, customer_id: str) -> list[SyncAction]:
        """Over- and prepayments that the plan makes for this customer."""
        self._read()
        return self._credits.get(customer_id, [])

    def receipts_of(self, payment_id: str) -> int:
        """How many receipts on invoices the plan makes of this payment."""
        self._read()
        return self._receipts.get(payment_id, 0)

    def _read(self) -> None:
        for action in self.draft.actions[self._seen :]:
            self._note(action)
        self._seen = len(self.draft.actions)

    def _note(self, action: SyncAction) -> None:
        payload = action.payload
        if isinstance(payload, (DeletionPayload, DeallocationPayload)):
            self._note_removal(action, payload)
        elif isinstance(payload, AllocationPayload):
            self._spent[key_of(payload.source)] += payload.amount
        elif isinstance(payload, PaymentPayload):
            if payload.target is PaymentTarget.INVOICE:
                self._receipts[action.splynx_id or ""] += 1
            else:
                self._spent[key_of(payload.target_ref)] += payload.amount
        elif isinstance(payload, CreditPayload):
            self._credits[action.customer_id].append(action)
        elif action.kind in _UPDATES and action.xero_id:
            self._updates[action.xero_id].append(action.id)

    def _note_removal(self, action: SyncAction, payload: DeletionPayload | DeallocationPayload) -> None:
        for link in action.links:
            if link.state is not LinkState.ACTIVE:
                self._off_payer[link.kind, link.splynx_id].append(action.id)
                if link.invoice_id:
                    self._off_invoice[link.invoice_id].append(action.id)
        if isinstance(payload, DeallocationPayload):
            self._free(payload.source_id, action.amount, action)
            return
        self._deleted[payload.id] = action.id
        refund = self.draft.view.xero_payments.get(payload.id)
        if refund is not None and refund.target is not PaymentTarget.INVOICE:
            self._free(refund.target_id, refund.amount, action)

    def _free(self, source_id: str, amount: Decimal, action: SyncAction) -> None:
        self._freed[source_id] += amount
        self._off_source[source_id].append(action.id)
