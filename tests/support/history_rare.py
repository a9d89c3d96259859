"""What happens to the books more rarely: sub-accounts, partners, older documents, merges, chargebacks.

Acts as in `history_events`.
"""

import datetime as dt
from decimal import Decimal

from splynx_xero_gui.sandbox.splynx import CustomerBilling, Line
from splynx_xero_gui.sandbox.xero import DocKind
from tests.support.history_scene import Scene
from tests.support.inprocess import BANK, CARD, CASH, FIRST_DAY, VAT

NOBODY_MAPPED = "Debit order"

# -- Splynx --


def add_sub_account(s: Scene) -> str | None:
    """R6: billed with its parent, by itself, or as its parent says."""
    parent = s.customer()
    if parent is None:
        return None
    mode = s.rng.choice(("aggregated", "aggregated", "independent", ""))
    billing = CustomerBilling(sub_billing_mode=mode) if mode else CustomerBilling()
    made = s.office.customer(f"{parent.name} - site", parent_id=parent.id, billing=billing)
    return f"customer {made.id}: sub-account of {parent.id}, {mode or 'unset'}"


def change_billing(s: Scene) -> str | None:
    """R6: a sub-account is billed otherwise from now on."""
    customer = s.one([c for c in s.office.books.customers if c.parent_id])
    if customer is None:
        return None
    mode = s.rng.choice(("aggregated", "independent"))
    s.office.books.change_customer_billing(customer.id, sub_billing_mode=mode)
    return f"customer {customer.id}: billed {mode}"


def move_partner(s: Scene) -> str | None:
    """R5: what is there stays with the partner it was first seen with."""
    customer = s.customer()
    if customer is None:
        return None
    s.office.books.change_customer(customer.id, partner_id=3 - customer.partner_id)
    return f"customer {customer.id}: partner {customer.partner_id}"


def bill_before(s: Scene) -> str | None:
    """R18: dated before the first day of the profile, mostly paid now."""
    customer = s.customer()
    if customer is None:
        return None
    day = FIRST_DAY - dt.timedelta(days=s.rng.randrange(1, 60))
    invoice = s.office.books.create_invoice(customer.id, s.lines(), created=day)
    text = f"older invoice {invoice.id} of customer {customer.id}: {invoice.total} on {day}"
    if s.rng.random() < 0.7 and invoice.due > 0:
        amount = s.part(invoice.due)
        made = s.office.books.take_payment(customer.id, amount, method=BANK, invoices=[invoice.id], day=s.day())
        text += f"; payment {made.id}: {amount}"
    return text


def merge_invoices(s: Scene) -> str | None:
    """Two open invoices become one: the lines of both, the old ones deleted."""
    first = s.invoice(open_only=True)
    if first is None:
        return None
    more = [i for i in s.office.books.invoices.having("customer_id", first.customer_id) if i.status == "not_paid"]
    second = s.one([i for i in more if i.id != first.id])
    if second is None:
        return None
    lines = [*s.office.books.lines_of(first.items), *s.office.books.lines_of(second.items)]
    made = s.office.books.create_invoice(first.customer_id, lines, created=s.office.today)
    for old in (first, second):
        s.office.books.delete_invoice(old.id)
    return f"invoices {first.id} and {second.id} merged into {made.id}: {made.total}"


def chargeback(s: Scene) -> str | None:
    """R19: the card company takes money back that was used already."""
    payment = s.payment()
    if payment is None:
        return None
    amount = s.part(payment.amount)
    made = s.office.books.refund(payment.customer_id, amount, method=CARD, comment="Chargeback", day=s.day())
    return f"chargeback {made.id}: {amount} of customer {payment.customer_id}"


def refund_note(s: Scene) -> str | None:
    """R19: what is still open of a credit note is paid out, so that it is closed."""
    note = s.note(open_only=True)
    if note is None:
        return None
    amount = note.remind_amount
    made = s.office.books.refund(note.customer_id, amount, method=BANK, credit_note_id=note.id)
    return f"refund {made.id}: {amount} closes credit note {note.id}"


def spread_note(s: Scene) -> str | None:
    """A credit note over two invoices."""
    note = s.note(open_only=True)
    due = [i for i in s.office.books.invoices.having("customer_id", note.customer_id) if i.due > 0] if note else []
    if note is None or len(due) < 2:
        return None
    parts = []
    for invoice in s.rng.sample(due, 2):
        amount = s.part(min(note.remind_amount / 2, invoice.due))
        s.office.books.allocate_credit_note(note.id, invoice.id, amount)
        parts.append((invoice.id, str(amount)))
    return f"credit note {note.id} pays {parts}"


def pay_unmapped(s: Scene) -> str | None:
    """A method nobody mapped."""
    customer = s.customer()
    if customer is None:
        return None
    books = s.office.books
    method = next((m for m in books.methods if m.name == NOBODY_MAPPED), None) or books.add_method(NOBODY_MAPPED)
    made = books.take_payment(customer.id, Decimal(80), method=method.id, day=s.day())
    return f"payment {made.id}: 80 of customer {customer.id} by {NOBODY_MAPPED}"


def bill_below_zero(s: Scene) -> str | None:
    """R10."""
    customer = s.customer()
    if customer is None:
        return None
    made = s.office.books.create_invoice(customer.id, [Line("Back", Decimal(-s.rng.randrange(1, 90)), tax_id=VAT)])
    return f"invoice {made.id} of customer {customer.id}: {made.total}"


def equal_payments(s: Scene) -> str | None:
    """P8, R29: twice the same on one day."""
    customer = s.customer()
    if customer is None:
        return None
    ids = [s.office.books.take_payment(customer.id, Decimal(115), method=CASH).id for _ in range(2)]
    return f"payments {ids}: 115 each of customer {customer.id}"


# -- Xero --


def write_off_in_xero(s: Scene) -> str | None:
    """R28: a credit note made by hand on one of our invoices."""
    held = s.one([d for d in s.office.desk.documents(DocKind.INVOICE) if d.status == "AUTHORISED" and d.open_amount])
    if held is None:
        return None
    amount = s.part(held.open_amount)
    line = {"Description": "Bad debt", "Quantity": Decimal(1), "UnitAmount": amount, "AccountCode": "200",
            "TaxType": "NONE"}  # fmt: skip
    number = f"WO-{s.rng.randrange(10_000)}"
    note = s.office.desk.add_credit_note(held.contact, [line], s.office.today, CreditNoteNumber=number)
    s.office.desk.allocate(note, held, amount, s.office.today)
    return f"Xero: {amount} of {held.number} written off by {number}"


def deposit_in_xero(s: Scene) -> str | None:
    """R21: a payment of ours recorded in a batch by hand."""
    wanted = [d for d in s.office.desk.documents(DocKind.INVOICE) if d.status == "AUTHORISED" and d.open_amount]
    held = s.one(wanted)
    if held is None:
        return None
    s.office.desk.batch_deposit([(held, s.part(held.open_amount))], "090", s.office.today)
    return f"Xero: a batch deposit pays {held.number}"


def archive_account_in_xero(s: Scene) -> str | None:
    """An account of the mapping can no longer be used; the settings are read again a day later."""
    code = s.rng.choice(("203", "260", "091"))
    s.office.desk.archive_account(code)
    s.office.later(hours=25)
    return f"Xero: account {code} archived, a day passes"


def allocate_in_xero(s: Scene) -> str | None:
    """R27, R28: credit put on an invoice by hand."""
    credit = s.one([c for c in s.office.credits() if c.open_amount])
    if credit is None:
        return None
    held = s.one([d for d in s.office.desk.org.documents_of(credit.contact)
                  if d.kind is DocKind.INVOICE and d.status == "AUTHORISED" and d.open_amount])  # fmt: skip
    if held is None:
        return None
    amount = s.part(min(credit.open_amount, held.open_amount))
    s.office.desk.allocate(credit, held, amount, s.office.today)
    return f"Xero: {amount} of a credit put on {held.number} by hand"


RARE = {
    add_sub_account: 2, change_billing: 1, move_partner: 1, bill_before: 2, merge_invoices: 1, chargeback: 1,
    refund_note: 1, spread_note: 2, pay_unmapped: 1, bill_below_zero: 1, equal_payments: 1, write_off_in_xero: 1,
    deposit_in_xero: 1, archive_account_in_xero: 1, allocate_in_xero: 1,
}  # fmt: skip
