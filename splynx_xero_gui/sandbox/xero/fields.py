"""Which fields one may filter and order by; the optimised ones as Xero lists them (xero-api.md §3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from splynx_xero_gui.sandbox.xero.where import Field, Kind

Fields = Mapping[str, Field]


def _table(*fields: Field) -> Fields:
    return {field.name.lower(): field for field in fields}


_DOCUMENT: Final = (
    Field("Status", Kind.TEXT, lambda d: d.status.value, optimised=True),
    Field("Type", Kind.TEXT, lambda d: d.kind.value, optimised=True),
    Field("Date", Kind.DAY, lambda d: d.on, optimised=True),
    Field("Reference", Kind.TEXT, lambda d: d.reference or None, optimised=True),
    Field("Contact.ContactID", Kind.GUID, lambda d: d.contact.contact_id, optimised=True),
    Field("Contact.Name", Kind.TEXT, lambda d: d.contact.name, optimised=True),
    Field("Contact.ContactNumber", Kind.TEXT, lambda d: d.contact.contact_number or None, optimised=True),
    Field("Total", Kind.NUMBER, lambda d: d.total),
    Field("CurrencyCode", Kind.TEXT, lambda d: d.currency),
    Field("UpdatedDateUTC", Kind.STAMP, lambda d: d.updated, optimised=True),
)

INVOICES: Final = _table(
    *_DOCUMENT,
    Field("InvoiceID", Kind.GUID, lambda d: d.doc_id, optimised=True),
    Field("InvoiceNumber", Kind.TEXT, lambda d: d.number),
    Field("DueDate", Kind.DAY, lambda d: d.due, optimised=True),
    Field("AmountDue", Kind.NUMBER, lambda d: d.open_amount, optimised=True),
    Field("AmountPaid", Kind.NUMBER, lambda d: d.paid, optimised=True),
    Field("AmountCredited", Kind.NUMBER, lambda d: d.applied),
)
CREDIT_NOTES: Final = _table(
    *_DOCUMENT,
    Field("CreditNoteID", Kind.GUID, lambda d: d.doc_id, optimised=True),
    Field("CreditNoteNumber", Kind.TEXT, lambda d: d.number),
    Field("RemainingCredit", Kind.NUMBER, lambda d: d.open_amount),
)
OVERPAYMENTS: Final = _table(
    *(f for f in _DOCUMENT if f.name != "Type"),
    Field("OverpaymentID", Kind.GUID, lambda d: d.doc_id, optimised=True),
    Field("RemainingCredit", Kind.NUMBER, lambda d: d.open_amount),
)
PREPAYMENTS: Final = _table(
    *(f for f in _DOCUMENT if f.name != "Type"),
    Field("PrepaymentID", Kind.GUID, lambda d: d.doc_id, optimised=True),
    Field("RemainingCredit", Kind.NUMBER, lambda d: d.open_amount),
)
PAYMENTS: Final = _table(
    Field("PaymentID", Kind.GUID, lambda p: p.payment_id, optimised=True),
    Field("PaymentType", Kind.TEXT, lambda p: p.payment_type, optimised=True),
    Field("Status", Kind.TEXT, lambda p: p.status.value, optimised=True),
    Field("Date", Kind.DAY, lambda p: p.on, optimised=True),
    Field("Reference", Kind.TEXT, lambda p: p.reference or None, optimised=True),
    Field("Invoice.InvoiceID", Kind.GUID, lambda p: p.target.doc_id, optimised=True),
    Field("Amount", Kind.NUMBER, lambda p: p.amount),
    Field("IsReconciled", Kind.FLAG, lambda p: p.is_reconciled),
    Field("Account.AccountID", Kind.GUID, lambda p: p.account.account_id),
    Field("Account.Code", Kind.TEXT, lambda p: p.account.code),
    Field("UpdatedDateUTC", Kind.STAMP, lambda p: p.updated, optimised=True),
)
CONTACTS: Final = _table(
    Field("ContactID", Kind.GUID, lambda c: c.contact_id, optimised=True),
    Field("Name", Kind.TEXT, lambda c: c.name, optimised=True),
    Field("ContactNumber", Kind.TEXT, lambda c: c.contact_number or None),
    Field("AccountNumber", Kind.TEXT, lambda c: c.account_number or None),
    Field("ContactStatus", Kind.TEXT, lambda c: c.status.value, optimised=True),
    Field("EmailAddress", Kind.TEXT, lambda c: c.texts.get("EmailAddress") or None),
    Field("IsCustomer", Kind.FLAG, lambda c: c.is_customer),
    Field("IsSupplier", Kind.FLAG, lambda c: c.is_supplier),
    Field("UpdatedDateUTC", Kind.STAMP, lambda c: c.updated, optimised=True),
)
BANK_TRANSACTIONS: Final = _table(
    Field("BankTransactionID", Kind.GUID, lambda t: t.transaction_id, optimised=True),
    Field("Type", Kind.TEXT, lambda t: t.type, optimised=True),
    Field("Status", Kind.TEXT, lambda t: t.status.value, optimised=True),
    Field("Date", Kind.DAY, lambda t: t.on, optimised=True),
    Field("Reference", Kind.TEXT, lambda t: t.reference or None, optimised=True, silent=True),
    Field("Contact.ContactID", Kind.GUID, lambda t: t.contact.contact_id, optimised=True),
    Field("BankAccount.AccountID", Kind.GUID, lambda t: t.account.account_id),
    Field("BankAccount.Code", Kind.TEXT, lambda t: t.account.code),
    Field("Total", Kind.NUMBER, lambda t: t.total),
    Field("IsReconciled", Kind.FLAG, lambda t: t.is_reconciled),
    Field("UpdatedDateUTC", Kind.STAMP, lambda t: t.updated, optimised=True),
)
BATCH_PAYMENTS: Final = _table(
    Field("BatchPaymentID", Kind.GUID, lambda b: b.batch_id, optimised=True),
    Field("Status", Kind.TEXT, lambda b: b.status.value, optimised=True),
    Field("Date", Kind.DAY, lambda b: b.on, optimised=True),
    Field("UpdatedDateUTC", Kind.STAMP, lambda b: b.updated, optimised=True),
)
ACCOUNTS: Final = _table(
    Field("AccountID", Kind.GUID, lambda a: a.account_id, optimised=True),
    Field("Code", Kind.TEXT, lambda a: a.code, optimised=True),
    Field("Name", Kind.TEXT, lambda a: a.name, optimised=True),
    Field("Type", Kind.TEXT, lambda a: a.type, optimised=True),
    Field("Class", Kind.TEXT, lambda a: a.account_class.value, optimised=True),
    Field("Status", Kind.TEXT, lambda a: a.status.value, optimised=True),
    Field("SystemAccount", Kind.TEXT, lambda a: a.system_account or None, optimised=True),
    Field("EnablePaymentsToAccount", Kind.FLAG, lambda a: a.enable_payments, optimised=True),
    Field("UpdatedDateUTC", Kind.STAMP, lambda a: a.updated, optimised=True),
)
TAX_RATES: Final = _table(
    Field("TaxType", Kind.TEXT, lambda t: t.tax_type, optimised=True),
    Field("Name", Kind.TEXT, lambda t: t.name, optimised=True),
    Field("Status", Kind.TEXT, lambda t: t.status.value, optimised=True),
)
TRACKING: Final = _table(
    Field("Name", Kind.TEXT, lambda t: t.name, optimised=True),
    Field("Status", Kind.TEXT, lambda t: t.status.value, optimised=True),
)
CURRENCIES: Final = _table(Field("Code", Kind.TEXT, lambda c: c, optimised=True))
USERS: Final = _table(
    Field("EmailAddress", Kind.TEXT, lambda u: u.email, optimised=True),
    Field("OrganisationRole", Kind.TEXT, lambda u: u.role.value, optimised=True),
)
