"""Books as small as can be that still bring every kind of write into a first sync and into one with changes."""

from collections.abc import Callable

from splynx_xero_gui.sandbox.splynx import Line
from tests.support.bank_office import BANK_ACCOUNT, bank_pays, mixed, push_all, xero_payments
from tests.support.inprocess import BANK, CARD, VAT, Office

SCENARIOS: dict[str, Callable[[Office], Office]] = {
    "push-all": push_all,
    "mixed": mixed,
    "xero-payments": xero_payments,
}


def beginnings(office: Office, scenario: str) -> None:
    """Books before the first sync: two customers, bills, a credit note, money by card and on account."""
    anna, ben = office.customer(), office.customer("Ben Nel", email="ben@example.net")
    first, second = office.bill(anna, "99.9950", "10"), office.bill(anna, 200)
    office.bill(ben, 300)
    note = office.books.create_credit_note(anna.id, [Line("Outage", 20, tax_id=VAT)], invoice_id=first.id)
    office.books.allocate_credit_note(note.id, first.id)
    if scenario != "xero-payments":
        office.books.take_payment(anna.id, 150, method=CARD, invoices=[(first.id, first.due), second.id])
        office.books.take_payment(ben.id, 50, method=CARD)


def changes(office: Office, scenario: str) -> None:
    """What a month brings to synced books, on both sides."""
    books = office.books
    anna, ben = sorted(books.customers, key=lambda c: c.id)[:2]
    books.change_customer(anna.id, phone="021 555 0101")
    of_ben = office.bill(ben, 40)
    gone, changed = office.bill(ben, 70), office.bill(anna, 80)
    office.sync()
    books.delete_invoice(gone.id)
    books.change_invoice(changed.id, lines=[Line("Fibre", 85, tax_id=VAT)])
    if scenario == "xero-payments":
        bank_pays(office, of_ben, of_ben.due)
        office.sync()
    else:
        paid = books.take_payment(ben.id, of_ben.due, method=CARD, invoices=[of_ben.id])
        on_account = next(p for p in books.payments if p.customer_id == ben.id and p.remind_amount)
        office.sync()
        books.delete_payment(paid.id)
        books.allocate_payment(on_account.id, of_ben.id)
        books.refund(ben.id, on_account.remind_amount, method=CARD, payment_id=on_account.id)
    if scenario != "push-all":
        office.desk.delete_payment(bank_pays(office, changed, 5))
        bank_pays(office, changed, 20, "EFT ANNA")
        contact = office.desk.contact(f"SPX-{anna.id}")
        office.desk.receive_overpayment(contact, 30, BANK_ACCOUNT, office.today, "too much")
    else:
        books.take_payment(anna.id, 20, method=BANK, invoices=[changed.id])
    office.bill(office.customer("Carla Dlamini"), 60)
