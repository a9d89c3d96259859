"""What *Already in sync* leads to: a person did it by hand on the other side, and names what they made there (R4, R7).

Outcomes here are those of the situations in the other files; each begins with what was done by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal

from splynx_xero_gui.domain.conflict import Conflict
from splynx_xero_gui.sandbox.splynx import Line
from tests.support.bank_office import BANK_ACCOUNT
from tests.support.decisions.recipe import Outcome, line
from tests.support.inprocess import BANK, VAT, Office

FIRST, BY_HAND = "202601000001", "HAND-1"
_Do = Callable[[Office], None]
_Value = Callable[[Office, Conflict], str]


def read(office: Office) -> None:
    """Both sides are read; nothing is written."""
    office.plan()


def invoice_typed(price: str = "100", **changes: str) -> _Do:
    """Another invoice is typed into Xero on Anna's contact."""

    def do(office: Office) -> None:
        lines = [line(price, **changes)]
        office.desk.add_invoice(office.desk.contact("SPX-1"), lines, office.today, InvoiceNumber=BY_HAND)
        read(office)

    return do


def credit_note_typed(price: str, **changes: str) -> _Do:
    """A credit note is typed into Xero on Anna's contact."""

    def do(office: Office) -> None:
        lines = [line(price, **changes)]
        office.desk.add_credit_note(office.desk.contact("SPX-1"), lines, office.today, CreditNoteNumber=BY_HAND)
        read(office)

    return do


def receipt_typed(amount: str, number: str = FIRST, on: dt.date | None = None) -> _Do:
    """The money is recorded in Xero by hand."""

    def do(office: Office) -> None:
        office.desk.record_payment(office.desk.invoice(number), amount, BANK_ACCOUNT, on or office.today, "typed")
        read(office)

    return do


def payment_typed(amount: int = 115, *, invoices: tuple[int, ...] = (1,), days: int = 0) -> _Do:
    """The money is entered in Splynx by hand."""

    def do(office: Office) -> None:
        day = office.today - dt.timedelta(days=days)
        office.books.take_payment(1, amount, method=BANK, invoices=list(invoices), day=day)
        read(office)

    return do


def refund_typed(office: Office) -> None:
    """The accountant credited the invoice in Xero and paid that out, by hand and some days before."""
    contact, day = office.desk.contact("SPX-1"), office.today - dt.timedelta(days=10)
    note = office.desk.add_credit_note(contact, [line()], day, CreditNoteNumber=BY_HAND)
    office.desk.record_payment(note, "115.00", BANK_ACCOUNT, day, "typed")
    read(office)


def billed_by_hand(office: Office) -> None:
    """What was typed into Xero is entered in Splynx too, under another number."""
    office.books.create_invoice(1, [Line("Work", Decimal(100), tax_id=VAT)], number="W-1")
    read(office)


def contact_named(name: str) -> _Value:
    """Its id."""

    def value(office: Office, _question: Conflict) -> str:
        return next(c.contact_id for c in office.desk.org.contacts if c.name == name)

    return value


def newest_receipt(office: Office, _question: Conflict) -> str:
    """The receipt that was typed into Xero."""
    return str(next(p.payment_id for p in office.receipts() if p.reference == "typed"))


def only_receipt(office: Office, _question: Conflict) -> str:
    """The one receipt of Xero."""
    return str(office.receipts()[0].payment_id)


def newest_payment(office: Office, _question: Conflict) -> str:
    """The payment that was entered in Splynx last."""
    with office.books.lock:
        return str(max(p.id for p in office.books.payments))


def typed(first: _Do, difference: str = "0.00", writes: Mapping[str, int] | None = None, **more: object) -> Outcome:
    """An outcome that names the document typed by hand."""
    how = {"value": BY_HAND, **more}
    return Outcome("in-sync", writes or {}, difference, first=first, **how)  # type: ignore[arg-type]


_LEAVE_THE_OLD_ONE = {"xero-only-document": "leave"}

IN_SYNC: Mapping[str, Outcome] = {
    "contact-ambiguous": Outcome("in-sync", {"create-invoice": 1}, value=contact_named("Zulu Trading")),
    "contact-archived": Outcome("in-sync", {"create-invoice": 1}, value=contact_named("Anna's mother")),
    "invoice-number-taken": typed(invoice_typed()),
    "invoice-number-voided": typed(invoice_typed()),
    "invoice-differs": typed(invoice_typed(), "-103.50", follow=_LEAVE_THE_OLD_ONE),
    "invoice-changed-after-payment": typed(invoice_typed("120"), "-115.00", follow=_LEAVE_THE_OLD_ONE),
    "invoice-changed-earlier-month": typed(invoice_typed("120"), "-115.00", follow=_LEAVE_THE_OLD_ONE),
    "document-locked-period": typed(invoice_typed()),
    "negative-invoice": typed(credit_note_typed("40")),
    "total-not-reproducible": typed(invoice_typed("104.35")),
    "currency-differs": typed(invoice_typed(), "-115.00", follow=_LEAVE_THE_OLD_ONE),
    "removed-in-xero": typed(invoice_typed()),
    "xero-only-document": Outcome("in-sync", value="W-1", first=billed_by_hand),
    "payment-exceeds-due": Outcome("in-sync", value=newest_receipt, first=receipt_typed("100")),
    "payment-maybe-already-recorded": Outcome("in-sync", value=only_receipt),
    "payment-unmatched": Outcome("in-sync", value=newest_payment, first=payment_typed()),
    "payment-for-unsynced-invoice": Outcome(
        "in-sync", {}, "-115.00", value=newest_receipt, first=receipt_typed("115.00", "OLD-1", dt.date(2026, 9, 1))
    ),
    "payment-on-unexpected-account": Outcome("in-sync", value=newest_payment, first=payment_typed()),
    "receipt-without-account": Outcome("in-sync", value=newest_payment, first=payment_typed(35, invoices=())),
    "credit-without-document": typed(credit_note_typed("40", TaxType="NONE"), "40.00", {"allocate-credit-note": 1}),
    "refund-without-credit": Outcome(
        "in-sync", {}, "115.00", value=newest_receipt, first=refund_typed, follow=_LEAVE_THE_OLD_ONE
    ),
    "removed-in-splynx": Outcome("in-sync", value=newest_payment, first=payment_typed()),
    "rejected-by-splynx": Outcome("in-sync", value=newest_payment, first=payment_typed(invoices=(), days=12)),
}
