"""What must stand in the columns *Splynx now* and *Xero now* of each kind, read from both sandboxes' own books."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from splynx_xero_gui.domain.money import cents, money_text
from splynx_xero_gui.sandbox.splynx import Invoice, Payment
from splynx_xero_gui.sandbox.xero.model import Document
from tests.support.bank_office import billed
from tests.support.inprocess import Office

FIRST = "202601000001"
Pair = tuple[str | None, str | None]
Columns = Mapping[str, Pair]


def money(amount: Decimal | None) -> str | None:
    """As columns hold it."""
    return None if amount is None else money_text(cents(amount))


def ours(office: Office, number: int = 1) -> Invoice:
    """An invoice as Splynx has it."""
    return office.books.invoice(number)


def theirs(office: Office, number: str = FIRST) -> Document:
    """An invoice as Xero has it."""
    return office.desk.invoice(number)


def tax_of(invoice: Invoice) -> Decimal:
    """Splynx's own tax of all lines."""
    return sum((item.tax_amount for item in invoice.items), Decimal(0))


def paid(document: Document) -> str | None:
    """What was paid on it in Xero."""
    return money(document.total - document.open_amount)


def payment(office: Office) -> Payment:
    """The newest payment of Splynx."""
    return billed(office)[-1]


def people(office: Office, customer: int, contact: str) -> dict[str, Pair]:
    """A customer beside a contact."""
    return {"name": (office.books.customer(customer).name, office.desk.contact(contact).name)}


def totals(office: Office) -> dict[str, Pair]:
    """Total and tax of the first invoice on both sides."""
    return {
        "total": (money(ours(office).total), money(theirs(office).total)),
        "tax": (money(tax_of(ours(office))), money(sum((x.tax_amount for x in theirs(office).lines), Decimal(0)))),
    }


def gone_in_splynx(office: Office) -> dict[str, Pair]:
    """A deleted invoice: Splynx says nothing any more."""
    held = theirs(office)
    return {"total": (None, money(held.total)), "paid": (None, paid(held)), "date": (None, held.on.isoformat())}


def receipt_only(office: Office, reconciled: str) -> dict[str, Pair]:
    """A payment that Splynx has no longer."""
    (receipt,) = office.receipts()
    return {
        "amount": (None, money(receipt.amount)),
        "date": (None, receipt.on.isoformat()),
        "status": (None, receipt.status),
        "reconciled": (None, reconciled),
    }


def number_taken(office: Office) -> Columns:
    """The invoice beside the stranger's."""
    mine, held = ours(office), theirs(office)
    return {
        "number": (mine.number, held.number),
        "customer": (office.books.customer(mine.customer_id).name, held.contact.name),
        "date": (mine.date_created.isoformat(), held.on.isoformat()),
        "total": (money(mine.total), money(held.total)),
        "status": (mine.status, held.status),
    }


def account_name(receipt: Any) -> str:
    """As the chart of accounts has it."""
    return f"{receipt.account.code} {receipt.account.name}"


def maybe_the_same(office: Office) -> Columns:
    """A payment beside the receipt that may be it."""
    mine, (receipt,) = payment(office), office.receipts()
    return {
        "amount": (money(mine.amount), money(receipt.amount)),
        "date": (mine.date.isoformat(), receipt.on.isoformat()),
        "reference": (mine.receipt_number, receipt.reference),
        "account": (account_name(receipt), account_name(receipt)),
        "method": ("Bank transfer", None),
        "reconciled": (None, "no"),
    }


def older(office: Office) -> Columns:
    """A payment of an invoice that only Splynx has."""
    mine = payment(office)
    return {
        "invoice": (f"invoice {ours(office).number}", None),
        "date": (mine.date.isoformat(), None),
        "amount": (money(mine.amount), None),
    }


def one(office: Office, name: str, splynx: str | None, xero: str | None) -> Columns:
    """A single row."""
    assert office
    return {name: (splynx, xero)}


def nothing(_office: Office) -> Columns:
    """A question about a setting or a refusal: its sentence tells all."""
    return {}


def look_alike(office: Office) -> Columns:
    """Two payments of Splynx."""
    found = billed(office)[-2:]
    return {f"payment {p.id}": (f"{p.date} {p.receipt_number} {p.field_2 or p.field_1}", None) for p in found}


SIDES: Mapping[str, Callable[[Office], Columns]] = {
    "contact-ambiguous": lambda o: people(o, 2, "SPX-2"),
    "contact-changed-both": lambda o: {
        **people(o, 1, "SPX-1"),
        "email": (o.books.customer(1).email, o.desk.contact("SPX-1").texts["EmailAddress"]),
    },
    "contact-archived": lambda o: {"status": (None, "ARCHIVED"), **people(o, 1, "SPX-1")},
    "invoice-number-taken": number_taken,
    "invoice-number-voided": lambda o: {
        "number": (ours(o).number, theirs(o).number),
        "total": (money(ours(o).total), None),
        "status": (ours(o).status, theirs(o).status),
    },
    "invoice-differs": totals,
    "invoice-changed-after-payment": lambda o: {**totals(o), "paid": (None, paid(theirs(o)))},
    "invoice-deleted-after-payment": gone_in_splynx,
    "invoice-changed-earlier-month": totals,
    "invoice-deleted-earlier-month": gone_in_splynx,
    "document-locked-period": lambda o: {
        "date": (ours(o).date_created.isoformat(), None),
        "total": (money(ours(o).total), None),
    },
    "negative-invoice": lambda o: one(o, "total", money(ours(o).total), None),
    "total-not-reproducible": lambda o: {
        "net": ("105.00", None),
        "tax at 15 %": (money(tax_of(ours(o))), None),
        "total": (money(ours(o).total), "115.00"),
    },
    "currency-differs": lambda o: one(o, "currency", "ZAR", theirs(o).currency),
    "removed-in-xero": lambda o: one(o, "status", ours(o).status, theirs(o).status),
    "xero-only-document": lambda o: {
        "number": (None, "HAND-7"),
        "date": (None, theirs(o, "HAND-7").on.isoformat()),
        "total": (None, money(theirs(o, "HAND-7").total)),
    },
    "unmapped-category": nothing,
    "unmapped-tax": nothing,
    "unmapped-method": nothing,
    "tax-not-allowed-on-account": nothing,
    "tax-rate-differs": nothing,
    "account-unusable": nothing,
    "tracking-unusable": nothing,
    "rejected-by-xero": nothing,
    "rejected-by-splynx": nothing,
    "payment-exceeds-due": lambda o: {
        "amount": (money(payment(o).amount), None),
        "due": (None, money(theirs(o).open_amount)),
    },
    "payment-maybe-already-recorded": maybe_the_same,
    "payment-unmatched": lambda o: {
        "amount": (None, "115.00"),
        "date": (None, o.today.isoformat()),
        "contact": (None, o.desk.contact("J. Botha Trading").name),
        "account": (None, "090 Business Bank Account"),
        "customer 1": (f"Anna Botha, invoice {FIRST}, 115.00 (number, amount, part of the name)", None),
    },
    "payment-deleted-but-reconciled": lambda o: receipt_only(o, "yes"),
    "payment-deleted-earlier-month": lambda o: {
        **receipt_only(o, "no"),
        "due": (money(ours(o).due), money(theirs(o).open_amount)),
    },
    "payment-edited": lambda o: {
        "amount": (money(payment(o).amount), money(o.receipts()[0].amount)),
        "date": (payment(o).date.isoformat(), o.receipts()[0].on.isoformat()),
    },
    "payment-for-unsynced-invoice": older,
    "payment-on-unexpected-account": lambda o: {
        "amount": (None, money(o.receipts()[0].amount)),
        "date": (None, o.receipts()[0].on.isoformat()),
        "account": (None, f"{o.receipts()[0].account.code} {o.receipts()[0].account.name}"),
    },
    "receipt-without-account": lambda o: {
        "amount": (None, "35.00"),
        "date": (None, o.today.isoformat()),
        "reference": (None, "EFT"),
    },
    "receipt-not-on-receivables": lambda o: {
        "amount": (None, "115.00"),
        "date": (None, o.today.isoformat()),
        "account": (None, "090 Business Bank Account"),
        "reference": (None, "EFT Botha"),
        f"invoice {FIRST}": (f"{ours(o).date_created}, 115.00 open (amount)", None),
    },
    "undone": nothing,
    "credit-without-document": lambda o: {
        "transaction": ("2 Correction", None),
        "date": (o.today.isoformat(), None),
        "category": ("Correction", None),
    },
    "refund-without-credit": lambda o: {
        "refund": (money(-payment(o).amount), None),
        "date": (payment(o).date.isoformat(), None),
        "original payment": (None, None),
    },
    "duplicate-suspected": look_alike,
    "removed-in-splynx": lambda o: receipt_only(o, "no"),
    "allocation-differs": lambda o: one(o, "invoices", f"invoice {FIRST}", "none"),
}
