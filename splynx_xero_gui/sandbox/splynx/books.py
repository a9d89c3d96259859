"""`SplynxBooks`: a whole Splynx installation in memory, with everything a Splynx user does to it."""

from __future__ import annotations

from .payments import PaymentActions
from .records import Invoice, Payment, Relation


class SplynxBooks(PaymentActions):
    """Store, customers, documents and payments, as one object. Thread-safe; all rows stay readable as attributes."""

    def relations_of_invoice(self, invoice: Invoice) -> list[Relation]:
        """What pays an invoice."""
        with self.lock:
            return self.relations.having("invoice_id", invoice.id)

    def relations_of_payment(self, payment: Payment) -> list[Relation]:
        """What a payment pays, also through its transaction."""
        with self.lock:
            return self._relations_of(payment)
