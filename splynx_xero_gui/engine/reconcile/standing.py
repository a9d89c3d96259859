"""How one Splynx payment stands: what was sent of it, what its invoices still need of it (R16, R17)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.billing import BilledPayment
from splynx_xero_gui.domain.kinds import Birthplace, ObjectKind
from splynx_xero_gui.domain.money import ZERO, cents, total
from splynx_xero_gui.domain.records import Link, LinkState, Role
from splynx_xero_gui.engine.reconcile.agreement import EXCEEDS, OLDER, OWN_USE, held_for
from splynx_xero_gui.engine.reconcile.payers import Share, Shares

COUNTING = (LinkState.ACTIVE, LinkState.LEFT, LinkState.UNDONE)


@dataclass(frozen=True, slots=True)
class Split:
    """How money goes on: new receipts per invoice, the existing credit per invoice, a new credit for the rest."""

    fresh: tuple[tuple[Share, Decimal], ...]
    from_credit: tuple[tuple[Share, Decimal], ...]
    to_credit: Decimal


@dataclass(slots=True)
class Standing:
    """Links of one payment that count (a LEFT or UNDONE one stands for money that is not sent again by itself)."""

    payment: BilledPayment
    shares: Shares
    parts: list[Link] = field(default_factory=list)
    credits: list[Link] = field(default_factory=list)
    allocations: list[Link] = field(default_factory=list)
    refunds: list[Link] = field(default_factory=list)
    retired: list[Link] = field(default_factory=list)
    halted: bool = False
    given: dict[int, int] = field(default_factory=dict)

    @property
    def money(self) -> list[Link]:
        """Links that are money received or paid out."""
        return [*self.parts, *self.credits, *self.refunds]

    @property
    def born_in_xero(self) -> bool:
        """Whether Xero had it first: then nothing of it is ever sent (P4). Matched parts (R7) stand for themselves."""
        return any(link.birthplace is Birthplace.XERO for link in self.money)

    @property
    def unsent(self) -> Decimal:
        """Money of the payment that no link stands for."""
        sent = total(link.amount for link in self.money)
        return max(abs(cents(self.payment.amount)) - sent, ZERO)

    def drop(self, link: Link) -> None:
        """The plan takes this link's object off, or a person lets it be made again."""
        for links in (self.parts, self.credits, self.allocations, self.refunds):
            if link in links:
                links.remove(link)
        self.retired.append(link)

    def on_invoice(self, invoice_id: str) -> Decimal:
        """What this payment pays of the invoice in Xero, as far as we know."""
        return total(link.amount for link in (*self.parts, *self.allocations) if link.invoice_id == invoice_id)

    def held(self, invoice_id: str, *, payable: bool) -> Decimal:
        """Credit that stands for this invoice by an answer. What stands for an older one ends when it can be paid."""
        reasons = (EXCEEDS, OWN_USE) if payable else (EXCEEDS, OWN_USE, OLDER)
        kept = total(held_for(link, invoice_id, why) for link in self.credits for why in reasons)
        missing = self.shares.of(invoice_id) - self.on_invoice(invoice_id)
        return min(kept, max(missing, ZERO))

    def needs(self, payable: Sequence[str]) -> list[tuple[Share, Decimal]]:
        """What each invoice still needs of this payment. `payable`: those that are in Xero and take payments."""
        found = []
        for share in self.shares.parts:
            id = share.invoice_id
            need = share.amount - self.on_invoice(id) - self.held(id, payable=id in payable)
            if need > 0:
                found.append((share, need))
        return found

    def split(self, payable: Sequence[str]) -> Split:
        """Divide what is unsent and what the credit holds among the needs.

        The credit holds more than Splynx calls unallocated exactly where Splynx allocated it later: that much is
        served from it, latest relation first, and never by a second receipt (R17).
        """
        needs = self.needs(payable)
        kept = total(self.held(s.invoice_id, payable=s.invoice_id in payable) for s in self.shares.parts)
        credit = total(link.amount for link in self.credits) - total(a.amount for a in self.allocations) - kept
        unsent = ZERO if self.born_in_xero else self.unsent
        missing_credit = min(max(self.shares.unallocated - credit, ZERO), unsent)
        surplus = max(credit - self.shares.unallocated, ZERO)
        left = unsent - missing_credit
        from_credit = _give(reversed_needs := list(reversed(needs)), surplus)
        taken = dict(zip((s.invoice_id for s, _ in reversed_needs), from_credit, strict=True))
        rest = [need - taken[share.invoice_id] for share, need in needs]
        fresh = _give([(s, r) for (s, _), r in zip(needs, rest, strict=True)], left)
        return Split(
            tuple((s, amount) for (s, _), amount in zip(needs, fresh, strict=True) if amount > 0),
            tuple((s, taken[s.invoice_id]) for s, _ in needs if taken[s.invoice_id] > 0),
            missing_credit,
        )

    def next_number(self, role: Role, invoice_id: str | None, used: int) -> tuple[int, int]:
        """Part and generation for a new receipt: what was retired for the same purpose is made again under its own
        part number in a new generation, anything else gets the next number. `used`: numbers used up in Xero."""
        counting = {link.part for link in self.money} | set(self.given)
        for link in sorted(self.retired, key=lambda link: (link.part, link.generation)):
            same = link.role is role and link.invoice_id == invoice_id
            if same and link.part not in counting:
                last = max(other.generation for other in self.retired if other.part == link.part)
                self.given[link.part] = last + 1
                return link.part, last + 1
        numbers = [used, *(link.part for link in (*self.money, *self.retired)), *self.given]
        part = max(numbers) + 1
        self.given[part] = 1
        return part, 1


def _give(needs: Sequence[tuple[Share, Decimal]], amount: Decimal) -> list[Decimal]:
    """Fill the needs in order until the amount is used up."""
    given = []
    for _, need in needs:
        part = min(need, amount)
        given.append(part)
        amount -= part
    return given


def standing_of(payment: BilledPayment, shares: Shares, links: Sequence[Link]) -> Standing:
    """Sort a payment's links by what they are."""
    standing = Standing(payment, shares)
    of_role = {
        Role.PAYMENT: standing.parts,
        Role.CREDIT: standing.credits,
        Role.ALLOCATION: standing.allocations,
        Role.REFUND: standing.refunds,
    }
    for link in links:
        if link.kind is ObjectKind.PAYMENT and link.role in of_role:
            (of_role[link.role] if link.state in COUNTING else standing.retired).append(link)
    return standing
