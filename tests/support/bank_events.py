"""What people do where bank payments are seen in Xero (R18, R20–R29): acts as in `history_events`."""

import datetime as dt
from decimal import Decimal
from typing import Any

from splynx_xero_gui.sandbox.splynx import Invoice, Line
from splynx_xero_gui.sandbox.xero import DocKind
from splynx_xero_gui.sandbox.xero.model import Document, Payment
from tests.support.bank_office import BANK_ACCOUNT
from tests.support.history_events import (
    add_customer,
    allocate,
    allocate_note,
    archive_in_xero,
    bill,
    bill_in_xero,
    change_payment,
    credit,
    deallocate_in_xero,
    delete_invoice,
    delete_note,
    delete_payment,
    delete_payment_in_xero,
    lock_in_xero,
    merge_in_xero,
    move_payment,
    overpay_in_xero,
    pay,
    pay_from_balance,
    pay_in_xero,
    pay_on_account,
    pay_proforma,
    pay_several,
    reconcile_in_xero,
    refund,
    restore_in_xero,
    time_passes,
    unallocate,
)
from tests.support.history_scene import HELD, Act, Scene
from tests.support.inprocess import BANK, FIRST_DAY, VAT

OTHER_ACCOUNTS = ("091", "092")
SALES = "200"


def _open(s: Scene) -> Document | None:
    """An invoice that takes payments in Xero."""
    invoices = s.office.desk.documents(DocKind.INVOICE)
    return s.one([d for d in invoices if d.status == "AUTHORISED" and d.open_amount > 0])


def _near(s: Scene) -> dt.date:
    """Mostly today, else one of the last days."""
    return s.office.today - dt.timedelta(s.rng.choice((0, 0, 0, 1, 3, 8)))


def _by_hand(s: Scene) -> Payment | None:
    return s.one([p for p in s.office.receipts() if "SPX-P" not in p.reference and p.batch is None])


def _credit(s: Scene) -> Document | None:
    """Credit in Xero that is still open, of any kind."""
    notes = [d for d in s.office.desk.documents(DocKind.CREDIT_NOTE) if d.status in HELD]
    return s.one([c for c in (*s.office.credits(), *notes) if c.open_amount > 0])


# -- Splynx --


def bill_monthly(s: Scene) -> str | None:
    """Few prices, so that amounts are often equal (R29)."""
    customer = s.customer()
    if customer is None:
        return None
    price = s.rng.choice(("100", "100", "200", "59.99"))
    made = s.office.bill(customer, price, on=s.day() if s.rng.random() < 0.2 else None)
    return f"invoice {made.id} {made.number} of customer {customer.id}: {made.total} on {made.date_created}"


def enter_by_hand(s: Scene) -> str | None:
    """Somebody enters a bank payment in Splynx, although Xero sees them."""
    invoice = s.invoice(open_only=True)
    if invoice is None:
        return None
    made = s.office.books.take_payment(
        invoice.customer_id, invoice.due, method=BANK, invoices=[invoice.id], day=_near(s)
    )
    return f"payment {made.id}: {made.amount} for invoice {invoice.id} entered by hand on {made.date}"


# -- Xero: money in --


def bank_pays(s: Scene) -> str | None:
    document = _open(s)
    if document is None:
        return None
    return _paid(s, document, document.open_amount)


def bank_pays_part(s: Scene) -> str | None:
    document = _open(s)
    return _paid(s, document, min(Decimal(20), document.open_amount)) if document is not None else None


def _paid(s: Scene, document: Document, amount: Decimal, account: str = BANK_ACCOUNT) -> str:
    reference = s.rng.choice(("", "EFT", document.number))
    made = s.office.desk.record_payment(document, amount, account, _near(s), reference, s.rng.random() < 0.3)
    return f"Xero: {document.number} paid {amount} on {made.on} into {account}"


def entered_twice(s: Scene) -> str | None:
    """The same payment on both sides (R25)."""
    invoice = s.invoice(open_only=True)
    document = _of(s, invoice)
    if invoice is None or document is None or document.open_amount != invoice.due:
        return None
    amount = invoice.due
    s.office.books.take_payment(invoice.customer_id, amount, method=BANK, invoices=[invoice.id], day=_near(s))
    return f"{_paid(s, document, amount)}, and in Splynx"


def _of(s: Scene, invoice: Invoice | None) -> Document | None:
    found = [d for d in s.office.desk.documents(DocKind.INVOICE) if invoice and d.number == invoice.number]
    return next((d for d in found if d.status == "AUTHORISED"), None)


def bank_batch(s: Scene) -> str | None:
    """One deposit over invoices of any customers."""
    every = [d for d in s.office.desk.documents(DocKind.INVOICE) if d.status == "AUTHORISED" and d.open_amount > 0]
    chosen = s.some(every, 3)
    if len(chosen) < 2:
        return None
    parts = [(d, d.open_amount if s.rng.random() < 0.7 else min(d.open_amount, Decimal(10))) for d in chosen]
    made = s.office.desk.batch_deposit(parts, BANK_ACCOUNT, _near(s))
    if s.rng.random() < 0.3:
        s.office.desk.reconcile(made)
    return f"Xero: batch over {[(d.number, str(amount)) for d, amount in parts]}"


def prepay_in_xero(s: Scene) -> str | None:
    contact = s.contact()
    if contact is None:
        return None
    made = s.office.desk.receive_prepayment(contact, s.rng.choice(("30.00", "115.00")), BANK_ACCOUNT, _near(s), SALES)
    return f"Xero: prepayment of {contact.contact_number}: {made.total}"


def pay_elsewhere(s: Scene) -> str | None:
    """R24: into an account that is not read."""
    document = _open(s)
    return _paid(s, document, document.open_amount, s.rng.choice(OTHER_ACCOUNTS)) if document is not None else None


def receive_money(s: Scene) -> str | None:
    """R23: booked as income, not on an invoice."""
    contact = s.contact()
    if contact is None:
        return None
    s.office.desk.receive_money(contact, s.rng.choice(("50.00", "115.00")), BANK_ACCOUNT, _near(s), SALES, "EFT")
    return f"Xero: money received from {contact.contact_number}, booked as income"


def delete_received(s: Scene) -> str | None:
    """R23: the receipt is taken out again, as the question asks for."""
    plain = [t for t in s.office.desk.org.transactions if t.credit is None and t.status == "AUTHORISED"]
    item = s.one(plain)
    if item is None:
        return None
    s.office.desk.delete_received(item)
    return f"Xero: income of {item.contact.contact_number} over {item.total} deleted"


def stranger_pays(s: Scene) -> str | None:
    """Money on a contact that is no customer's, by an invoice of Xero or without."""
    desk, name = s.office.desk, f"Stranger {s.rng.randrange(1000)}"
    contact = desk.add_contact(name)
    invoice = s.invoice(open_only=True)
    text = invoice.number if invoice is not None and s.rng.random() < 0.5 else name
    if s.rng.random() < 0.6:
        desk.receive_overpayment(contact, "115.00", BANK_ACCOUNT, _near(s), text)
        return f"Xero: overpayment of {name}: {text}"
    line = {"Description": "By hand", "Quantity": Decimal(1), "UnitAmount": Decimal(100), "AccountCode": SALES,
            "TaxType": "OUTPUT3"}  # fmt: skip
    made = desk.add_invoice(contact, [line], s.office.today, InvoiceNumber=f"STR-{s.rng.randrange(100_000)}")
    desk.record_payment(made, made.open_amount, BANK_ACCOUNT, _near(s), text)
    return f"Xero: {made.number} of {name} billed and paid"


def pay_older(s: Scene) -> str | None:
    """R18: an invoice from before the first day, on a linked contact, is paid now."""
    contact = s.contact()
    if contact is None:
        return None
    line = {"Description": "Before", "Quantity": Decimal(1), "UnitAmount": Decimal(100), "AccountCode": SALES,
            "TaxType": "OUTPUT3"}  # fmt: skip
    number, day = f"OLD-{s.rng.randrange(100_000)}", FIRST_DAY - dt.timedelta(days=s.rng.randrange(5, 40))
    made = s.office.desk.add_invoice(contact, [line], day, InvoiceNumber=number)
    s.office.desk.record_payment(made, made.open_amount, BANK_ACCOUNT, _near(s), "EFT")
    return f"Xero: {number} of {day} of {contact.contact_number} is paid now"


# -- Xero: use, refunds, edits --


def allocate_in_xero(s: Scene) -> str | None:
    """R27: all of a credit on one invoice, or a part."""
    source, invoice = _credit(s), _open(s)
    if source is None or invoice is None:
        return None
    amount = min(source.open_amount, invoice.open_amount)
    part = amount if s.rng.random() < 0.7 else s.part(amount)
    s.office.desk.allocate(source, invoice, part, s.office.today)
    return f"Xero: {part} of credit {source.number or source.doc_id[-4:]} put on {invoice.number}"


def refund_in_xero(s: Scene) -> str | None:
    """R22: money paid back from a credit note, an over- or a prepayment."""
    source = _credit(s)
    if source is None:
        return None
    amount = s.rng.choice((source.open_amount, min(source.open_amount, Decimal(15))))
    s.office.desk.record_payment(source, amount, BANK_ACCOUNT, _near(s), "", s.rng.random() < 0.3)
    return f"Xero: {amount} of {source.kind.name} {source.number or source.doc_id[-4:]} paid back"


def delete_by_hand(s: Scene) -> str | None:
    payment = _by_hand(s)
    if payment is None:
        return None
    s.office.desk.delete_payment(payment)
    return f"Xero: {payment.amount} on {payment.target.number} unreconciled and removed"


def enter_again(s: Scene) -> str | None:
    """R26: removed and entered again on the same invoice; sometimes with another day."""
    payment = _by_hand(s)
    if payment is None:
        return None
    s.office.desk.delete_payment(payment)
    day = payment.on if s.rng.random() < 0.5 else _near(s)
    s.office.desk.record_payment(payment.target, payment.amount, BANK_ACCOUNT, day, "again")
    return f"Xero: {payment.amount} on {payment.target.number} removed and entered again on {day}"


def enter_elsewhere(s: Scene) -> str | None:
    """A payment is redone on another invoice, or over another amount."""
    payment, other = _by_hand(s), _open(s)
    if payment is None or other is None:
        return None
    s.office.desk.delete_payment(payment)
    amount = s.part(min(payment.amount, other.open_amount))
    s.office.desk.record_payment(other, amount, BANK_ACCOUNT, payment.on, "redone")
    return f"Xero: {payment.amount} on {payment.target.number} redone: {amount} on {other.number}"


def delete_credit_in_xero(s: Scene) -> str | None:
    source: Any = s.one([c for c in s.office.credits() if "SPX-P" not in c.reference])
    if source is None:
        return None
    s.office.desk.delete_received(source)
    return f"Xero: {source.kind.name} over {source.total} deleted"


def credit_monthly(s: Scene) -> str | None:
    invoice = s.invoice()
    if invoice is None:
        return None
    line = Line("Credit", Decimal(s.rng.choice(("10", "50", "100"))), tax_id=VAT)
    made = s.office.books.create_credit_note(invoice.customer_id, [line])
    return f"credit note {made.id}: {made.total} of customer {invoice.customer_id}"


BANK_ACTS: dict[Act, int] = {
    bill_monthly: 18, credit_monthly: 5, enter_by_hand: 4, bank_pays: 18, bank_pays_part: 5, entered_twice: 4,
    bank_batch: 5, prepay_in_xero: 4, overpay_in_xero: 5, pay_elsewhere: 2, receive_money: 2, delete_received: 1,
    stranger_pays: 2, pay_older: 2, allocate_in_xero: 7, deallocate_in_xero: 4, refund_in_xero: 5, delete_by_hand: 5,
    enter_again: 4, enter_elsewhere: 3, delete_credit_in_xero: 3, reconcile_in_xero: 2, bill_in_xero: 1,
    allocate: 5, allocate_note: 4, pay_from_balance: 2, unallocate: 4, move_payment: 2, change_payment: 3,
    delete_payment: 4, delete_invoice: 1, delete_note: 1, refund: 2, delete_payment_in_xero: 1, add_customer: 1,
    archive_in_xero: 1, restore_in_xero: 1, merge_in_xero: 1, lock_in_xero: 1, time_passes: 9,
}  # fmt: skip
CARD_ACTS: dict[Act, int] = {
    pay: 8, pay_several: 2, pay_on_account: 3, pay_proforma: 1, bill: 3, credit: 2, pay_in_xero: 1,
}  # fmt: skip
BANK_BEGINNING: tuple[Act, ...] = (add_customer, add_customer, add_customer, bill_monthly, bill_monthly, bank_pays)
