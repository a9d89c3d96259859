"""What was corrected so that totals and tax are Splynx's: rounding lines and tax overrides, as Xero holds them (R9)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Document
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.domain.results import Explained
from splynx_xero_gui.engine.reconcile.cents import ROUNDING_TEXT, computed_tax
from splynx_xero_gui.engine.reconcile.document_case import DOCUMENT_ROLES
from splynx_xero_gui.engine.reconcile.view import View


@dataclass(slots=True)
class _Use:
    """How many documents, and what the corrections come to: in sum, and each at its size."""

    documents: int = 0
    amount: Decimal = ZERO
    size: Decimal = ZERO

    def add(self, amounts: list[Decimal]) -> None:
        """One document's corrections."""
        if amounts:
            self.documents += 1
            self.amount += sum(amounts, ZERO)
            self.size += sum(map(abs, amounts), ZERO)


@dataclass(slots=True)
class Corrections:
    """Collects them over the linked documents that live on a day. They explain no difference: they prevent it."""

    accounting: AccountingReference
    _rates: dict[str, Decimal] = field(default_factory=dict)
    _rounding: _Use = field(default_factory=_Use)
    _overrides: _Use = field(default_factory=_Use)

    def __post_init__(self) -> None:
        """Index the rates."""
        self._rates = {rate.tax_type: rate.effective_rate for rate in self.accounting.tax_rates}

    def add(self, view: View, day: dt.date) -> None:
        """The linked documents of some books."""
        account = self.accounting.rounding_account
        code = account.code if account is not None else ""
        ours = {link.xero_id for link in view.links if link.role in DOCUMENT_ROLES}
        for id in sorted(ours & view.xero_documents.keys()):
            document = view.xero_documents[id]
            if document.status.is_dead or document.date > day or not _is_exclusive(document):
                continue
            lines = [line for line in document.lines if line.account_code == code and line.description == ROUNDING_TEXT]
            self._rounding.add([line.line_amount for line in lines])
            known = [line for line in document.lines if line.tax_type in self._rates]
            off = [line.tax_amount - computed_tax(line.line_amount, self._rates[line.tax_type]) for line in known]
            self._overrides.add([amount for amount in off if amount])

    def lines(self) -> Iterator[Explained]:
        """For the tie-out, where there are any."""
        if self._overrides.documents:
            yield Explained(
                f"tax corrected in {self._overrides.documents} documents",
                self._overrides.amount,
                f"so that tax is Splynx's to the cent; {self._overrides.size} in single corrections",
            )
        if self._rounding.documents:
            yield Explained(
                f"rounding lines in {self._rounding.documents} documents",
                self._rounding.amount,
                f"so that totals are Splynx's to the cent; {self._rounding.size} in single lines",
            )


def _is_exclusive(document: Document) -> bool:
    """Whether its lines hold no tax, as all that we send: then they add up to the subtotal."""
    return sum((line.line_amount for line in document.lines), ZERO) == document.sub_total
