"""Where each kind of object lives (splynx-api.md §6)."""

from types import MappingProxyType
from typing import Final

from splynx_xero_gui.domain.kinds import ObjectKind

CUSTOMERS: Final = "admin/customers/customer"
CUSTOMER_INFO: Final = "admin/customers/customer-info"
CUSTOMER_BILLING: Final = "admin/customers/customer-billing"
INVOICES: Final = "admin/finance/invoices"
CREDIT_NOTES: Final = "admin/finance/credit-notes"
PAYMENTS: Final = "admin/finance/payments"
RELATIONS: Final = "admin/finance/invoice-relations"
TRANSACTIONS: Final = "admin/finance/transactions"
DOWNLOAD: Final = "admin/config/download"

COLLECTIONS: Final = MappingProxyType(
    {
        ObjectKind.CUSTOMER: CUSTOMERS,
        ObjectKind.INVOICE: INVOICES,
        ObjectKind.CREDIT_NOTE: CREDIT_NOTES,
        ObjectKind.PAYMENT: PAYMENTS,
        ObjectKind.RELATION: RELATIONS,
        ObjectKind.TRANSACTION: TRANSACTIONS,
    }
)
# What the download address calls a document.
DOCUMENT_NAMES: Final = MappingProxyType(
    {ObjectKind.INVOICE: "invoices", ObjectKind.CREDIT_NOTE: "credit_notes", ObjectKind.PAYMENT: "payments"}
)
NOUNS: Final = MappingProxyType(
    {
        ObjectKind.CUSTOMER: "Customer",
        ObjectKind.INVOICE: "Invoice",
        ObjectKind.CREDIT_NOTE: "Credit note",
        ObjectKind.PAYMENT: "Payment",
        ObjectKind.RELATION: "Invoice relation",
        ObjectKind.TRANSACTION: "Transaction",
    }
)
