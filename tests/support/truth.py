"""What is true of both servers' books, read from their state and not through our own code (P1, P3, P5, P8)."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from splynx_xero_gui.sandbox.world import SandboxWorld
from splynx_xero_gui.sandbox.xero import DocKind, Status

DEAD = (Status.DELETED, Status.VOIDED)


def xero_tokens(world: SandboxWorld) -> Counter[str]:
    """How many living receipts and refunds in Xero carry each of our tokens."""
    return Counter(word for receipt in living_receipts(world) for word in _marks(receipt.reference))


def living_receipts(world: SandboxWorld) -> list[Any]:
    """Payments, refunds, over- and prepayments of Xero that count."""
    desk = world.xero.desk()
    found: list[Any] = [payment for payment in desk.payments() if payment.status not in DEAD]
    for kind in (DocKind.OVERPAYMENT, DocKind.PREPAYMENT):
        found += [credit for credit in desk.documents(kind) if credit.status not in DEAD]
    return found


def _marks(reference: str) -> list[str]:
    return [word for word in reference.split() if word.startswith("SPX-P")]


def assert_nothing_is_twice(world: SandboxWorld, left: Collection[int] = ()) -> None:
    """P3: no token twice, and no Splynx payment is worth more in Xero than in Splynx.

    `left`: payments whose receipt a person left in Xero although Splynx deleted or lowered them.
    """
    twice = {token: count for token, count in xero_tokens(world).items() if count > 1}
    assert not twice, twice
    sent: dict[str, Decimal] = {}
    for receipt in living_receipts(world):
        for token in _marks(receipt.reference):
            payment = token.removeprefix("SPX-P").split(".")[0]
            amount = receipt.amount if hasattr(receipt, "amount") else receipt.total
            sent[payment] = sent.get(payment, Decimal(0)) + amount
    with world.books.lock:
        amounts = {str(p.id): abs(p.amount) for p in world.books.payments}
    known = {id: amounts.get(id, Decimal(0)) for id in sent if int(id) not in left}
    too_much = {id: (sent[id], amount) for id, amount in known.items() if sent[id] > amount}
    assert not too_much, too_much


def splynx_receivables(world: SandboxWorld, since: date = date.min) -> Decimal:
    """Invoices less credit notes less receipts plus refunds, deleted documents left out (R10).

    `since`: invoices dated before it are outside of the profile (R18).
    """
    with world.books.lock:
        living = [i for i in world.books.invoices if i.status != "deleted" and i.date_created >= since]
        invoices = sum((i.total for i in living), Decimal(0))
        notes = sum((n.total for n in world.books.credit_notes if n.status != "deleted"), Decimal(0))
        receipts = sum((p.amount for p in world.books.payments), Decimal(0))
    return invoices - notes - receipts


def xero_receivables(world: SandboxWorld) -> Decimal:
    """All that customers owe in Xero."""
    return world.xero.desk().receivables()


def assert_equal_to_the_cent(world: SandboxWorld) -> None:
    """P5 where nothing is excepted."""
    assert splynx_receivables(world) == xero_receivables(world)
