"""What both sides agree on about a document: the content whose change matters, and its form in a link."""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Document
from splynx_xero_gui.domain.billing import BilledDocument
from splynx_xero_gui.domain.money import ZERO, cents, money_text
from splynx_xero_gui.domain.payloads import DocumentPayload
from splynx_xero_gui.engine.reconcile.cents import line_amount


@dataclass(frozen=True, slots=True)
class Terms:
    """A document's money, day and contact in Xero. `nets` is the net per tax type, empty where lines are not known.

    `splynx…` is what Splynx said when both agreed: its total (with the sign of the Xero document) differs from `total`
    by what a person accepted or a correction took over; its day and number differ where it was re-dated or renumbered.
    """

    total: Decimal
    tax: Decimal
    date: dt.date
    nets: Mapping[str, Decimal] = field(default_factory=dict)
    contact: str = ""
    splynx: Decimal = ZERO
    splynx_date: dt.date | None = None
    splynx_number: str = ""

    def same(self, other: "Terms") -> bool:
        """Equal money, tax and day; nets count where both are known."""
        if (self.total, self.tax, self.date) != (other.total, other.tax, other.date):
            return False
        return not self.nets or not other.nets or dict(self.nets) == dict(other.nets)

    def json(self) -> str:
        """For `Link.agreed`."""
        return json.dumps(
            {
                "total": money_text(self.total),
                "tax": money_text(self.tax),
                "date": self.date.isoformat(),
                "nets": {name: money_text(net) for name, net in sorted(self.nets.items())},
                "contact": self.contact,
                "splynx": money_text(self.splynx),
                "splynx_date": self.splynx_date.isoformat() if self.splynx_date else None,
                "splynx_number": self.splynx_number,
            },
            separators=(",", ":"),
        )


def terms_of_payload(payload: DocumentPayload) -> Terms:
    """Money and day that Xero will hold once this is written."""
    nets = _nets((line.tax_type, line_amount(line)) for line in payload.lines)
    return Terms(cents(payload.total), cents(payload.total_tax), payload.date, nets)


def terms_of_xero(document: Document) -> Terms:
    """Money and day that Xero holds now."""
    nets = _nets((line.tax_type, line.line_amount) for line in document.lines)
    return Terms(cents(document.total), cents(document.total_tax), document.date, nets)


def terms_of_link(agreed: str) -> Terms | None:
    """The terms in a link; None where none were stored or they are of another form."""
    try:
        stored = json.loads(agreed)
        day = stored["splynx_date"]
        return Terms(
            total=Decimal(stored["total"]),
            tax=Decimal(stored["tax"]),
            date=dt.date.fromisoformat(stored["date"]),
            nets={str(name): Decimal(net) for name, net in stored["nets"].items()},
            contact=str(stored["contact"]),
            splynx=Decimal(stored["splynx"]),
            splynx_date=dt.date.fromisoformat(day) if day else None,
            splynx_number=str(stored["splynx_number"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError):
        return None


def splynx_hash(document: BilledDocument) -> str:
    """Hash of what of a Splynx document reaches Xero; payment status and open amount are left out."""
    parts = [document.kind, document.number, document.customer_id, str(document.date), str(document.due_date)]
    parts.append(money_text(document.total))
    for line in document.lines:
        parts += (line.description, str(line.period_from), str(line.period_to), line.tax_id or "")
        parts += (line.category_id or "", f"{line.quantity:.4f}", f"{line.unit_price:.4f}")
        parts += (f"{line.tax_percent:.4f}", f"{line.tax_amount:.4f}")
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _nets(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for tax_type, amount in amounts:
        sums[tax_type] += amount
    return {tax_type: cents(net) for tax_type, net in sums.items() if net}
