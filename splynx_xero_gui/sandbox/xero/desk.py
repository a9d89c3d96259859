"""A person working in Xero itself: what happens there behind the product's back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from splynx_xero_gui.sandbox.xero import contacts, credits, documents, payments
from splynx_xero_gui.sandbox.xero.books import Organisation
from splynx_xero_gui.sandbox.xero.model import (
    Account,
    Allocation,
    BankTransaction,
    BatchPayment,
    Contact,
    DocKind,
    Document,
    Payment,
    State,
    Status,
    TaxRate,
)


class XeroDesk:
    """Acts on one organisation's books under the same rules as the API; stamps are bumped as Xero bumps them.

    Documents are named by number or id, accounts by code or id. What is refused raises `errors.Refused`.
    """

    def __init__(self, org: Organisation) -> None:
        self.org = org

    # --- looking ------------------------------------------------------------------------------------------------------

    def invoice(self, key: str) -> Document:
        """The invoice of that number or id. Raises KeyError."""
        return self._document(DocKind.INVOICE, key)

    def credit_note(self, key: str) -> Document:
        """The credit note of that number or id. Raises KeyError."""
        return self._document(DocKind.CREDIT_NOTE, key)

    def documents(self, kind: DocKind) -> list[Document]:
        """All documents of a kind, in id order."""
        with self.org.lock:
            return list(self.org.documents[kind])

    def payments(self) -> list[Payment]:
        """All payments, deleted ones too, in id order."""
        with self.org.lock:
            return list(self.org.payments)

    def contact(self, key: str) -> Contact:
        """The contact of that ContactNumber, id or (active) name. Raises KeyError."""
        with self.org.lock:
            found = (
                self.org.index.contact_numbers.get(key.lower())
                or self.org.contacts.get(key)
                or self.org.index.active_names.get(key.lower())
            )
        if found is None:
            raise KeyError(key)
        return found

    def account(self, key: str) -> Account:
        """The account of that code or id. Raises KeyError."""
        found = self.org.account(key)
        if found is None:
            raise KeyError(key)
        return found

    def receivables(self) -> Decimal:
        """What all customers owe: open invoices less open credits; drafts and voided documents count nothing."""
        with self.org.lock:
            counted = [
                d for kind in DocKind for d in self.org.documents[kind] if d.status in (Status.AUTHORISED, Status.PAID)
            ]
        return sum((d.open_amount if d.kind is DocKind.INVOICE else -d.open_amount for d in counted), Decimal("0.00"))

    # --- documents ----------------------------------------------------------------------------------------------------

    def add_contact(self, name: str, **fields: Any) -> Contact:
        """A contact entered by hand; `fields` under Xero's names."""
        with self.org.lock:
            return contacts.create(self.org, {"Name": name, **fields})

    def add_invoice(self, contact: Contact, lines: Sequence[dict[str, Any]], on: date, **fields: Any) -> Document:
        """An approved invoice entered by hand, due on its day; `lines` and `fields` under Xero's names."""
        return self._add(DocKind.INVOICE, contact, lines, {"DueDate": on.isoformat(), **fields}, on)

    def add_credit_note(self, contact: Contact, lines: Sequence[dict[str, Any]], on: date, **fields: Any) -> Document:
        """An approved credit note entered by hand."""
        return self._add(DocKind.CREDIT_NOTE, contact, lines, fields, on)

    def change_document(self, document: Document, **fields: Any) -> None:
        """Edit an invoice or credit note; `fields` under Xero's names."""
        with self.org.lock:
            documents.update(self.org, document, fields, 4)

    def approve(self, document: Document) -> None:
        """Approve a draft."""
        self.change_document(document, Status="AUTHORISED")

    def void(self, document: Document) -> None:
        """Void an approved document without payments."""
        self.change_document(document, Status="VOIDED")

    def delete_draft(self, document: Document) -> None:
        """Delete a draft."""
        self.change_document(document, Status="DELETED")

    def edit_contact(self, contact: Contact, **fields: Any) -> None:
        """Edit a contact; `fields` under Xero's names."""
        with self.org.lock:
            contacts.update(self.org, contact, fields)

    def archive_contact(self, contact: Contact) -> None:
        """Archive a contact."""
        self.edit_contact(contact, ContactStatus="ARCHIVED")

    def restore_contact(self, contact: Contact) -> None:
        """Restore an archived contact, which the API cannot."""
        with self.org.lock:
            contact.status, contact.updated = State.ACTIVE, self.org.stamp()
            self.org.index_contact(contact)

    def merge_contacts(self, source: Contact, into: Contact) -> None:
        """Merge `source` into `into`: it is archived, its documents move, its number stays taken."""
        with self.org.lock:
            for document in list(self.org.documents_of(source)):
                self.org.move_document(document, into)
            for transaction in self.org.transactions:
                if transaction.contact is source:
                    transaction.contact = into
            self.org.unindex_contact(source)
            source.status, source.merged_to, source.updated = State.ARCHIVED, into.contact_id, self.org.stamp()
            self.org.index_contact(source)

    def set_website(self, contact: Contact, website: str) -> None:
        """Type a website, which may block every later change through the API."""
        with self.org.lock:
            contact.website, contact.updated = website, self.org.stamp()

    # --- money --------------------------------------------------------------------------------------------------------

    def record_payment(
        self,
        document: Document,
        amount: Decimal | str,
        account: str,
        on: date,
        reference: str = "",
        reconciled: bool = False,
    ) -> Payment:
        """Enter a payment of (or a refund on) a document by hand."""
        word = {
            DocKind.INVOICE: "Invoice",
            DocKind.CREDIT_NOTE: "CreditNote",
            DocKind.OVERPAYMENT: "Overpayment",
            DocKind.PREPAYMENT: "Prepayment",
        }[document.kind]
        with self.org.lock:
            return payments.create(
                self.org,
                {
                    word: {f"{word}ID": document.doc_id},
                    "Account": {"AccountID": self.account(account).account_id},
                    "Amount": Decimal(amount),
                    "Date": on.isoformat(),
                    "Reference": reference,
                    "IsReconciled": reconciled,
                },
            )

    def delete_payment(self, payment: Payment) -> None:
        """Remove a payment; a reconciled one is unreconciled first, as Xero's "Remove & redo" does."""
        with self.org.lock:
            payment.is_reconciled = False
            payments.delete(self.org, payment)

    def reconcile(self, item: Payment | BankTransaction | BatchPayment, reconciled: bool = True) -> None:
        """Match with the bank statement, or undo it."""
        with self.org.lock:
            item.is_reconciled, item.updated = reconciled, self.org.stamp()

    def batch_deposit(self, parts: Sequence[tuple[Document, Decimal | str]], account: str, on: date) -> BatchPayment:
        """Record several invoices' payments as one deposit."""
        with self.org.lock:
            return payments.create_batch(
                self.org,
                {
                    "Account": {"AccountID": self.account(account).account_id},
                    "Date": on.isoformat(),
                    "Payments": [{"Invoice": {"InvoiceID": d.doc_id}, "Amount": Decimal(a)} for d, a in parts],
                },
            )

    def receive_overpayment(
        self,
        contact: Contact,
        amount: Decimal | str,
        account: str,
        on: date,
        reference: str = "",
        particulars: str = "",
    ) -> Document:
        """Enter money received too much; `particulars` as on the bank's statement."""
        line = {"Description": particulars} if particulars else {}
        return self._receive("RECEIVE-OVERPAYMENT", contact, amount, account, on, reference, line)

    def overpay(
        self, invoice: Document, amount: Decimal | str, account: str, on: date, reference: str = ""
    ) -> tuple[Payment, Document]:
        """On the invoice's page: what is owed is paid, the rest becomes an overpayment without bank transaction."""
        rest = Decimal(amount) - invoice.open_amount
        with self.org.lock:
            paid = self.record_payment(invoice, invoice.open_amount, account, on, reference)
            return paid, credits.overpaid(self.org, invoice.contact, rest, on, reference)

    def receive_prepayment(
        self, contact: Contact, amount: Decimal | str, account: str, on: date, ledger: str, reference: str = ""
    ) -> Document:
        """Enter money received in advance, on the account `ledger`, without tax."""
        return self._receive("RECEIVE-PREPAYMENT", contact, amount, account, on, reference, {"AccountCode": ledger})

    def receive_money(
        self, contact: Contact, amount: Decimal | str, account: str, on: date, ledger: str, reference: str = ""
    ) -> BankTransaction:
        """Book money received straight to the account `ledger`, without tax: no invoice is paid by it."""
        return self._book(
            "RECEIVE", contact, amount, account, on, reference, {"AccountCode": ledger, "TaxType": "NONE"}
        )

    def delete_received(self, item: BankTransaction | Document) -> None:
        """Remove money received, with the untouched credit it made; a reconciled one is unreconciled first."""
        with self.org.lock:
            found = (
                item if isinstance(item, BankTransaction) else self.org.transactions.get(item.bank_transaction_id or "")
            )
            if found is None:
                raise KeyError(item.number if isinstance(item, Document) else item.transaction_id)
            found.is_reconciled = False
            credits.delete_transaction(self.org, found)

    def allocate(self, source: Document, invoice: Document, amount: Decimal | str, on: date) -> Allocation:
        """Put part of a credit on an invoice."""
        with self.org.lock:
            return credits.allocate(
                self.org,
                source,
                {"Amount": Decimal(amount), "Date": on.isoformat(), "Invoice": {"InvoiceID": invoice.doc_id}},
            )

    def deallocate(self, allocation: Allocation) -> None:
        """Take an allocation back."""
        with self.org.lock:
            credits.deallocate(self.org, allocation)

    # --- settings -----------------------------------------------------------------------------------------------------

    def lock_dates(self, period: date | None = None, year: date | None = None) -> None:
        """Set both lock dates (None: none)."""
        with self.org.lock:
            self.org.period_lock, self.org.year_lock = period, year

    def change_currency(self, document: Document, code: str) -> None:
        """Give an unpaid document another currency at par, the only rate that is modelled; the organisation subscribes
        to it where it did not.
        """
        with self.org.lock:
            if code not in self.org.currencies:
                self.org.currencies.append(code)
            document.currency, document.updated = code, self.org.stamp()

    def archive_account(self, code: str) -> None:
        """Archive an account."""
        with self.org.lock:
            account = self.account(code)
            account.status, account.updated = State.ARCHIVED, self.org.stamp()

    def change_tax_rate(self, tax_type: str, percent: Decimal | str) -> TaxRate:
        """Give a tax rate another percentage. Raises KeyError."""
        with self.org.lock:
            rate = self.org.tax_rates[tax_type]
            rate.rate = Decimal(percent)
            rate.components = ((rate.components[0][0], rate.rate, False),)
            return rate

    def archive_tax_rate(self, tax_type: str) -> TaxRate:
        """Archive a tax rate. Raises KeyError."""
        with self.org.lock:
            rate = self.org.tax_rates[tax_type]
            rate.status = State.ARCHIVED
            return rate

    # --- inside -------------------------------------------------------------------------------------------------------

    def _document(self, kind: DocKind, key: str) -> Document:
        with self.org.lock:
            found = self.org.document(kind, key)
        if found is None:
            raise KeyError(key)
        return found

    def _add(
        self, kind: DocKind, contact: Contact, lines: Sequence[dict[str, Any]], fields: dict[str, Any], on: date
    ) -> Document:
        with self.org.lock:
            made = documents.create(
                self.org,
                kind,
                {
                    "Type": kind.value,
                    "Contact": {"ContactID": contact.contact_id},
                    "Date": on.isoformat(),
                    "Status": "AUTHORISED",
                    "LineItems": list(lines),
                    **fields,
                },
                4,
            ).document
            made.created_by_app = False
            return made

    def _receive(
        self,
        kind: str,
        contact: Contact,
        amount: Decimal | str,
        account: str,
        on: date,
        reference: str,
        line: dict[str, Any],
    ) -> Document:
        made = self._book(kind, contact, amount, account, on, reference, line).credit
        assert made is not None
        return made

    def _book(
        self,
        kind: str,
        contact: Contact,
        amount: Decimal | str,
        account: str,
        on: date,
        reference: str,
        line: dict[str, Any],
    ) -> BankTransaction:
        with self.org.lock:
            return credits.receive(
                self.org,
                {
                    "Type": kind,
                    "Contact": {"ContactID": contact.contact_id},
                    "Date": on.isoformat(),
                    "BankAccount": {"AccountID": self.account(account).account_id},
                    "Reference": reference,
                    "LineAmountTypes": "NoTax",
                    "LineItems": [
                        {"Description": reference or "Received", "Quantity": 1, "UnitAmount": Decimal(amount), **line}
                    ],
                },
                2,
            )
