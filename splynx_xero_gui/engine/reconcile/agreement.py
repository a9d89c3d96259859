"""What both sides agreed on when a Splynx payment was sent, as text in its links."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from splynx_xero_gui.domain.billing import BilledPayment, Relation
from splynx_xero_gui.domain.content import canonical, content_hash, plain
from splynx_xero_gui.domain.money import ZERO, cents, total
from splynx_xero_gui.domain.records import Link

OLDER = "older"
EXCEEDS = "exceeds"
OWN_USE = "own-use"


@dataclass(frozen=True, slots=True)
class Held:
    """Money of a credit that stands for an invoice by a person's answer: `older` (R18) or `exceeds` (R20); or because
    Splynx used it so by itself when it was taken over: `own-use` (R27).
    """

    invoice_id: str
    amount: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """The payment as it was sent. `account` is where it went; `held` is of a credit only."""

    amount: Decimal
    date: dt.date
    method_id: str
    account: str
    held: tuple[Held, ...] = ()

    def text(self) -> str:
        """For `Link.agreed`."""
        return canonical(self)


def agreement_of(link: Link) -> Agreement | None:
    """The agreement kept in a link; None where it holds none (linked by matching)."""
    if not link.agreed:
        return None
    found = json.loads(link.agreed)
    held = tuple(Held(h["invoice_id"], Decimal(h["amount"]), h["why"]) for h in found["held"])
    return Agreement(
        Decimal(found["amount"]), dt.date.fromisoformat(found["date"]), found["method_id"], found["account"], held
    )


def with_own_use(agreed: str, relations: Iterable[Relation]) -> str:
    """The agreement of a credit taken over from Xero, with what Splynx paid from it by itself (R27)."""
    found = json.loads(agreed)
    held = [*found["held"], *(plain(Held(r.invoice_id, r.amount, OWN_USE)) for r in relations)]
    return canonical({**found, "held": held})


def held_for(link: Link, invoice_id: str, why: str) -> Decimal:
    """How much of a credit stands for this invoice."""
    found = agreement_of(link)
    if found is None:
        return ZERO
    return total(h.amount for h in found.held if h.invoice_id == invoice_id and h.why == why)


def billed_hash(payment: BilledPayment) -> str:
    """Hash of what of a Splynx payment Xero is told, for `Link.agreed_splynx`."""
    return content_hash([cents(payment.amount), payment.date, payment.method_id])
