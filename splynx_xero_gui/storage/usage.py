"""How much each category, tax and payment method is used (ui.md W4–W7): what mappings are asked about first.

Credit notes and negative payments lower the amount. Deleted documents and confirmed absences do not count. A category's
and a tax's amount is net of tax; a document's is gross.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import Connection, select

from splynx_xero_gui.domain.billing import BilledDocument, BilledPayment, Customer, DocumentStatus
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind, Side
from splynx_xero_gui.domain.money import ZERO, cents
from splynx_xero_gui.domain.policy import TaxKey
from splynx_xero_gui.domain.reference import Usage, together
from splynx_xero_gui.storage.codec import decode
from splynx_xero_gui.storage.schema import observations

T = TypeVar("T")
_table = observations.c


@dataclass(slots=True)
class _Tally:
    """Running counts and sums by key."""

    counts: dict[str, int] = field(default_factory=dict)
    sums: dict[str, Decimal] = field(default_factory=dict)

    def add(self, key: str, amount: Decimal) -> None:
        self.counts[key] = self.counts.get(key, 0) + 1
        self.sums[key] = self.sums.get(key, ZERO) + amount

    def result(self) -> Mapping[str, Usage]:
        return {key: Usage(count, cents(self.sums[key])) for key, count in self.counts.items()}


def count(connection: Connection, since: date, partners: frozenset[str]) -> Mapping[str, Mapping[str, Usage]]:
    """As `ports.ledger.Ledger.usage`.

    A line without category counts under the key "". Tax ids are those of `domain.policy.TaxKey`.
    """
    categories, taxes, methods, documents = _Tally(), _Tally(), _Tally(), _Tally()
    of_categories, of_taxes = _Tally(), _Tally()
    for kind in DOCUMENT_KINDS:
        sign = 1 if kind is ObjectKind.INVOICE else -1
        for _, partner, document in _dated(connection, kind, BilledDocument, since):
            if document.status is DocumentStatus.DELETED or (partners and partner not in partners):
                continue
            documents.add("", sign * document.total)
            used: tuple[set[str], set[str]] = (set(), set())
            for line in document.lines:
                net = sign * line.quantity * line.unit_price
                tax = TaxKey.of_line(line.tax_id, line.tax_percent)
                keys = line.category_id or "", f"{tax.tax_id}@{tax.percent:f}"
                for tally, key, of_document in zip((categories, taxes), keys, used, strict=True):
                    tally.add(key, net)
                    of_document.add(key)
            of_categories.add(together(used[0]), sign * document.total)
            of_taxes.add(together(used[1]), sign * document.total)
    partner_of = _partners(connection) if partners else {}
    for owner, partner, payment in _dated(connection, ObjectKind.PAYMENT, BilledPayment, since):
        if not partners or (partner or partner_of.get(owner)) in partners:
            methods.add(payment.method_id, payment.amount)
    return {
        "categories": categories.result(),
        "taxes": taxes.result(),
        "methods": methods.result(),
        "documents": documents.result(),
        "documents by categories": of_categories.result(),
        "documents by taxes": of_taxes.result(),
    }


def _dated(connection: Connection, kind: ObjectKind, cls: type[T], since: date) -> Iterator[tuple[str, str | None, T]]:
    wanted = select(_table.owner, _table.partner_id, _table.body).where(
        _table.side == Side.SPLYNX, _table.kind == kind, _table.gone.is_(False), _table.day >= since
    )
    for owner, partner, body in connection.execute(wanted.execution_options(yield_per=1000)):
        yield owner, partner, decode(cls, body)


def _partners(connection: Connection) -> dict[str, str]:
    """Today's partner of each customer: payments carry none of their own."""
    wanted = select(_table.id, _table.body).where(_table.side == Side.SPLYNX, _table.kind == ObjectKind.CUSTOMER)
    return {id: decode(Customer, body).partner_id for id, body in connection.execute(wanted)}
