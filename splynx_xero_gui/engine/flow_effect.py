"""What a change of scenario or flow would do to payments that are there already: told before it is made (P4, D5).

Birthplaces stay: what was sent stays sent, what was taken over stays taken over. What lies on the other side of the
change, and was left alone or went otherwise until now, would cross over; by itself it never does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from splynx_xero_gui.domain.accounting import AccountingStatus, Credit, Payment
from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.kinds import Birthplace, Flow, ObjectKind, Side
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.ports.ledger import Ledger

_LIVING = (AccountingStatus.AUTHORISED, AccountingStatus.PAID)
_MONEY = (Role.PAYMENT, Role.CREDIT, Role.REFUND, Role.MAIN)


@dataclass(frozen=True, slots=True)
class Counted:
    """So many payments over so much money; refunds count as they are, positive."""

    count: int = 0
    amount: Decimal = ZERO

    @classmethod
    def of(cls, amounts: Iterable[Decimal]) -> "Counted":
        """Count and sum."""
        found = [abs(amount) for amount in amounts]
        return cls(len(found), sum(found, ZERO))


@dataclass(frozen=True, slots=True)
class FlowEffect:
    """What a change would leave and what it would reach. `sent`, `taken`: by birthplace, they stay as they are.

    `would_send`: payments of Splynx whose method is to be sent from now on; `would_take`: receipts of Xero on accounts
    that are to be read from now on. `begun`: something is linked, so that a change is one at all.
    """

    begun: bool = False
    sent: Counted = Counted()
    taken: Counted = Counted()
    would_send: Counted = Counted()
    would_take: Counted = Counted()

    @property
    def crossing(self) -> Counted:
        """What would cross over, both ways together."""
        both = (self.would_send, self.would_take)
        return Counted(sum(c.count for c in both), sum((c.amount for c in both), ZERO))


def flow_effect(ledger: Ledger, before: Policy, after: Policy, accounting: AccountingReference) -> FlowEffect:
    """Compare the flows of two policies over what the sync record knows."""
    links = [link for link in ledger.links(kinds=[ObjectKind.PAYMENT]) if link.role in _MONEY]
    living = [link for link in links if link.state is LinkState.ACTIVE]
    held = {link.splynx_id for link in links}
    return FlowEffect(
        begun=any(ledger.facts().linked.values()),
        sent=_by_payment(link for link in living if link.birthplace is Birthplace.SPLYNX),
        taken=_by_payment(link for link in living if link.birthplace is Birthplace.XERO),
        would_send=Counted.of(_unsent(ledger, before, after, held)),
        would_take=Counted.of(_untaken(ledger, before, after, accounting, {link.xero_id for link in links})),
    )


def _by_payment(links: Iterable[Link]) -> Counted:
    """Parts of one payment are one payment."""
    sums: dict[str, Decimal] = {}
    for link in links:
        sums[link.splynx_id] = sums.get(link.splynx_id, ZERO) + link.amount
    return Counted.of(sums.values())


def _unsent(ledger: Ledger, before: Policy, after: Policy, held: set[str]) -> Iterator[Decimal]:
    """Payments of methods that are sent only from now on. A method nobody had mapped waits as a question already."""
    turned = {
        id
        for id, mapping in after.methods.items()
        if mapping.flow is Flow.TO_XERO and (old := before.methods.get(id)) is not None and old.flow is not Flow.TO_XERO
    }
    since = after.options.payments_from
    for seen in ledger.observations(Side.SPLYNX, ObjectKind.PAYMENT) if turned else ():
        payment = seen.body
        if isinstance(payment, BilledPayment) and payment.method_id in turned and payment.id not in held:
            if payment.amount and (since is None or payment.date >= since):
                yield payment.amount


def _untaken(
    ledger: Ledger, before: Policy, after: Policy, accounting: AccountingReference, held: set[str]
) -> Iterator[Decimal]:
    """Receipts on accounts that are read only from now on."""
    turned = _read(after, accounting) - _read(before, accounting)
    since = after.options.payments_from
    kinds = (ObjectKind.PAYMENT, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT) if turned else ()
    for kind in kinds:
        for seen in ledger.observations(Side.XERO, kind):
            receipt = seen.body
            if not isinstance(receipt, Payment | Credit) or receipt.id in held or receipt.status not in _LIVING:
                continue
            words = {receipt.account_id, receipt.account_code} - {""}
            if seen.key or not words & turned or (since is not None and receipt.date < since):
                continue
            yield receipt.total if isinstance(receipt, Credit) else receipt.amount


def _read(policy: Policy, accounting: AccountingReference) -> set[str]:
    """Codes and ids of the accounts that are read."""
    found: set[str] = set()
    for mapping in policy.methods.values():
        if mapping.flow is Flow.FROM_XERO and mapping.account:
            known = accounting.account(mapping.account)
            found |= {mapping.account, *((known.id, known.code) if known else ())}
    return found - {""}
