"""How each kind of object is read: operation, list name, order, filter, translation (xero-api.md §3, §16.4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.ports.accounting import AccountingBody
from splynx_xero_gui.xero.translate_in import contacts, documents, payments
from splynx_xero_gui.xero.translate_in.values import Json

_FOUR_DECIMALS: Final[Mapping[str, object]] = MappingProxyType({"unitdp": 4})


def _everything(_: Json) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Stream:
    """One kind of object. `where` is the filter Xero applies, `is_ours` the one we apply to what it gives."""

    operation: str
    one: str
    items: str
    id_name: str
    translate: Callable[[Json], AccountingBody]
    where: str = ""
    is_ours: Callable[[Json], bool] = _everything
    dated: bool = True
    parameters: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def _credits(kind: ObjectKind, operation: str, one: str, items: str) -> Stream:
    return Stream(
        operation,
        one,
        items,
        payments.CREDIT_IDS[kind],
        lambda item: payments.credit(kind, item),
        is_ours=lambda item: payments.is_received_credit(kind, item),
        parameters=_FOUR_DECIMALS,
    )


STREAMS: Final[Mapping[ObjectKind, Stream]] = MappingProxyType(
    {
        ObjectKind.CONTACT: Stream(
            "get_contacts",
            "get_contact",
            "Contacts",
            "ContactID",
            contacts.contact,
            dated=False,
            parameters=MappingProxyType({"include_archived": "true"}),
        ),
        ObjectKind.INVOICE: Stream(
            "get_invoices",
            "get_invoice",
            "Invoices",
            "InvoiceID",
            documents.invoice,
            where='Type=="ACCREC"',
            is_ours=documents.is_receivable,
            parameters=_FOUR_DECIMALS,
        ),
        ObjectKind.CREDIT_NOTE: Stream(
            "get_credit_notes",
            "get_credit_note",
            "CreditNotes",
            "CreditNoteID",
            documents.credit_note,
            where='Type=="ACCRECCREDIT"',
            is_ours=documents.is_receivable,
            parameters=_FOUR_DECIMALS,
        ),
        # Not filtered by Xero: PaymentType takes no OR there (§3).
        ObjectKind.PAYMENT: Stream(
            "get_payments",
            "get_payment",
            "Payments",
            "PaymentID",
            payments.payment,
            is_ours=payments.is_receivable_payment,
        ),
        ObjectKind.OVERPAYMENT: _credits(ObjectKind.OVERPAYMENT, "get_overpayments", "get_overpayment", "Overpayments"),
        ObjectKind.PREPAYMENT: _credits(ObjectKind.PREPAYMENT, "get_prepayments", "get_prepayment", "Prepayments"),
        ObjectKind.MONEY_RECEIVED: Stream(
            "get_bank_transactions",
            "get_bank_transaction",
            "BankTransactions",
            "BankTransactionID",
            payments.money_received,
            where=f'Type=="{payments.PLAIN_RECEIPT}"',
            is_ours=payments.is_plain_receipt,
            parameters=_FOUR_DECIMALS,
        ),
    }
)
