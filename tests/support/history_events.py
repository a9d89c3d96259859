"""What people do to the books on both sides, at random but repeatable: each act has a random source of its own.

An act tells what it did in one line; None means that there was nothing to do it to. What a service refuses to its own
user did not happen.
"""

import datetime as dt
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from splynx_xero_gui.sandbox.splynx import Line
from splynx_xero_gui.sandbox.xero import DocKind, Refused
from tests.support.history_rare import RARE
from tests.support.history_scene import CENT, HELD, NAMES, Act, Scene
from tests.support.inprocess import BANK, CARD, CASH, VAT

# -- Splynx: customers --


def add_customer(s: Scene) -> str | None:
    name = s.rng.choice(NAMES)
    made = s.office.customer(name, email=s.rng.choice(("", "a@example.net", "x@example.net, y@example.net", "not-one")))
    return f"customer {made.id} {name}"


def change_customer(s: Scene) -> str | None:
    customer = s.customer()
    if customer is None:
        return None
    field, value = s.rng.choice(
        (("name", s.rng.choice(NAMES)), ("phone", f"021 555 0{s.rng.randrange(100, 999)}"), ("city", "Durban"),
         ("street_1", f"{s.rng.randrange(1, 99)} Long Street"), ("email", f"m{s.rng.randrange(99)}@example.net"))
    )  # fmt: skip
    s.office.books.change_customer(customer.id, **{field: value})
    return f"customer {customer.id}: {field} {value}"


# -- Splynx: documents --


def bill(s: Scene) -> str | None:
    customer = s.customer()
    if customer is None:
        return None
    made = s.office.books.create_invoice(customer.id, s.lines(), created=s.day())
    return f"invoice {made.id} {made.number} of customer {customer.id}: {made.total} on {made.date_created}"


def change_lines(s: Scene) -> str | None:
    invoice = s.invoice()
    if invoice is None:
        return None
    was = invoice.total
    s.office.books.change_invoice(invoice.id, lines=s.lines())
    return f"invoice {invoice.id}: {was} becomes {invoice.total}"


def change_terms(s: Scene) -> str | None:
    invoice = s.invoice()
    if invoice is None:
        return None
    if s.rng.random() < 0.3:
        s.office.books.change_invoice(invoice.id, number=f"R-{invoice.id}-{s.rng.randrange(999)}")
        return f"invoice {invoice.id}: number {invoice.number}"
    s.office.books.change_invoice(invoice.id, due=invoice.date_created + dt.timedelta(days=s.rng.randrange(60)))
    return f"invoice {invoice.id}: due {invoice.date_till}"


def redate(s: Scene) -> str | None:
    invoice = s.invoice()
    if invoice is None:
        return None
    s.office.books.change_invoice(invoice.id, created=s.day())
    return f"invoice {invoice.id}: dated {invoice.date_created}"


def delete_invoice(s: Scene) -> str | None:
    invoice = s.invoice()
    if invoice is None:
        return None
    s.office.books.delete_invoice(invoice.id)
    return f"invoice {invoice.id} deleted"


def credit(s: Scene) -> str | None:
    invoice = s.invoice()
    if invoice is None:
        return None
    linked = invoice.id if s.rng.random() < 0.6 else None
    lines = [replace(line, price=abs(line.price)) for line in s.lines()]
    made = s.office.books.create_credit_note(invoice.customer_id, lines, invoice_id=linked, created=s.day())
    text = f"credit note {made.id}: {made.total} for invoice {linked}"
    if linked and invoice.due > 0 and made.remind_amount > 0 and s.rng.random() < 0.7:
        relation = s.office.books.allocate_credit_note(made.id, invoice.id)
        text += f", {relation.amount} allocated"
    return text


def allocate_note(s: Scene) -> str | None:
    note = s.note(open_only=True)
    if note is None:
        return None
    invoice = s.one([i for i in s.office.books.invoices.having("customer_id", note.customer_id) if i.due > 0])
    if invoice is None:
        return None
    amount = s.part(min(note.remind_amount, invoice.due))
    s.office.books.allocate_credit_note(note.id, invoice.id, amount)
    return f"credit note {note.id} pays {amount} of invoice {invoice.id}"


def delete_note(s: Scene) -> str | None:
    note = s.note()
    if note is None:
        return None
    s.office.books.delete_credit_note(note.id)
    return f"credit note {note.id} deleted"


# -- Splynx: money --


def pay(s: Scene) -> str | None:
    invoice = s.invoice(open_only=True)
    if invoice is None:
        return None
    due = invoice.due.quantize(CENT, ROUND_HALF_UP)
    amount = s.rng.choice((due, due, s.part(due), due + s.part(Decimal(200))))
    if amount <= 0:
        return None
    method = s.rng.choice((CASH, BANK, CARD))
    made = s.office.books.take_payment(invoice.customer_id, amount, method=method, invoices=[invoice.id], day=s.day())
    return f"payment {made.id}: {amount} for invoice {invoice.id} by {method} on {made.date}"


def pay_several(s: Scene) -> str | None:
    customer = s.customer()
    open_ones = [i for i in s.office.books.invoices.having("customer_id", customer.id if customer else 0) if i.due > 0]
    if customer is None or len(open_ones) < 2:
        return None
    shares = [(i.id, s.part(i.due)) for i in s.rng.sample(open_ones, 2)]
    amount = sum((part for _, part in shares), Decimal(0)) + s.rng.choice((Decimal(0), Decimal(5)))
    made = s.office.books.take_payment(customer.id, amount, method=BANK, invoices=shares, day=s.day())
    return f"payment {made.id}: {amount} for {[(i, str(part)) for i, part in shares]}"


def pay_on_account(s: Scene) -> str | None:
    customer = s.customer()
    if customer is None:
        return None
    amount = Decimal(s.rng.choice((50, 100, 115, 115)))
    made = s.office.books.take_payment(customer.id, amount, method=s.rng.choice((CASH, BANK)), day=s.day())
    return f"payment {made.id}: {amount} of customer {customer.id} for nothing yet"


def pay_proforma(s: Scene) -> str | None:
    customer = s.customer()
    if customer is None:
        return None
    proforma = s.office.books.create_proforma(customer.id, [Line("In advance", Decimal(100), tax_id=VAT)])
    made = s.office.books.take_payment(customer.id, proforma.total, method=BANK, request_id=proforma.id)
    return f"payment {made.id}: {made.amount} for a proforma of customer {customer.id}"


def allocate(s: Scene) -> str | None:
    payment = s.payment(open_only=True)
    if payment is None:
        return None
    invoice = s.one([i for i in s.office.books.invoices.having("customer_id", payment.customer_id) if i.due > 0])
    if invoice is None:
        return None
    amount = s.part(min(payment.remind_amount, invoice.due))
    s.office.books.allocate_payment(payment.id, invoice.id, amount, as_transaction=s.rng.random() < 0.4)
    return f"payment {payment.id} pays {amount} of invoice {invoice.id}"


def pay_from_balance(s: Scene) -> str | None:
    invoice = s.invoice(open_only=True)
    if invoice is None:
        return None
    made = s.office.books.pay_from_balance(invoice.id, as_transaction=s.rng.random() < 0.5)
    return f"invoice {invoice.id} paid from the balance by {[(r.payer_id, str(r.amount)) for r in made]}"


def unallocate(s: Scene) -> str | None:
    relation = s.one(list(s.office.books.relations))
    if relation is None:
        return None
    s.office.books.unallocate(relation.id)
    return f"{relation.type} {relation.payer_id} no longer pays {relation.amount} of invoice {relation.invoice_id}"


def move_payment(s: Scene) -> str | None:
    payment = s.payment()
    if payment is None:
        return None
    invoice = s.one([i for i in s.office.books.invoices.having("customer_id", payment.customer_id) if i.due > 0])
    if invoice is None:
        return None
    s.office.books.change_payment(payment.id, invoice_id=invoice.id)
    return f"payment {payment.id} moved to invoice {invoice.id}"


def change_payment(s: Scene) -> str | None:
    payment = s.payment()
    if payment is None:
        return None
    match s.rng.randrange(3):
        case 0:
            was = payment.amount
            s.office.books.change_payment(payment.id, amount=s.part(payment.amount + 50))
            return f"payment {payment.id}: {was} becomes {payment.amount}"
        case 1:
            s.office.books.change_payment(payment.id, method=s.rng.choice((CASH, BANK, CARD)))
            return f"payment {payment.id}: method {payment.payment_type}"
        case _:
            s.office.books.change_payment(payment.id, day=s.day())
            return f"payment {payment.id}: dated {payment.date}"


def delete_payment(s: Scene) -> str | None:
    payment = s.payment(refunds=s.rng.random() < 0.2)
    if payment is None:
        return None
    s.office.books.delete_payment(payment.id)
    return f"payment {payment.id} ({payment.amount}) deleted"


def refund(s: Scene) -> str | None:
    note, payment = s.note(open_only=True), s.payment(open_only=True)
    if note is not None and s.rng.random() < 0.5:
        amount = s.part(note.remind_amount)
        made = s.office.books.refund(note.customer_id, amount, method=BANK, credit_note_id=note.id, day=s.day())
        return f"refund {made.id}: {amount} of credit note {note.id}"
    if payment is None:
        return None
    amount = s.part(payment.remind_amount)
    named = payment.id if s.rng.random() < 0.8 else None
    made = s.office.books.refund(payment.customer_id, amount, method=BANK, payment_id=named, day=s.day())
    return f"refund {made.id}: {amount} of customer {payment.customer_id}, payment {named}"


def correct(s: Scene) -> str | None:
    invoice = s.invoice(open_only=True)
    if invoice is None:
        return None
    made = s.office.books.correct_balance(invoice.customer_id, s.part(invoice.due))
    s.office.books.allocate_correction(made.id, invoice.id)
    return f"correction {made.id}: {made.total} pays invoice {invoice.id}"


# -- Xero --


def void_in_xero(s: Scene) -> str | None:
    held = s.held(s.rng.choice((DocKind.INVOICE, DocKind.CREDIT_NOTE)))
    if held is None or held.is_touched:
        return None
    s.office.desk.void(held)
    return f"Xero: {held.number} voided"


def change_in_xero(s: Scene) -> str | None:
    held = s.held()
    if held is None or held.is_touched or not held.lines:
        return None
    line = {"LineItemID": held.lines[0].line_id, "Description": "By hand", "Quantity": Decimal(1), "AccountCode": "200",
            "UnitAmount": Decimal(s.rng.randrange(1, 300)), "TaxType": "OUTPUT3"}  # fmt: skip
    s.office.desk.change_document(held, LineItems=[line])
    return f"Xero: {held.number} changed to {held.total}"


def delete_payment_in_xero(s: Scene) -> str | None:
    payment = s.one(s.office.receipts())
    if payment is None:
        return None
    s.office.desk.delete_payment(payment)
    return f"Xero: payment {payment.reference or payment.amount} deleted"


def deallocate_in_xero(s: Scene) -> str | None:
    credits = [*s.office.credits(), *(d for d in s.office.desk.documents(DocKind.CREDIT_NOTE) if d.status in HELD)]
    allocation = s.one([a for c in credits for a in c.allocations])
    if allocation is None:
        return None
    s.office.desk.deallocate(allocation)
    return f"Xero: {allocation.amount} taken off {allocation.invoice.number}"


def reconcile_in_xero(s: Scene) -> str | None:
    payment = s.one(s.office.receipts())
    if payment is None or payment.batch is not None:
        return None
    s.office.desk.reconcile(payment, not payment.is_reconciled)
    return f"Xero: payment {payment.reference} {'reconciled' if payment.is_reconciled else 'unreconciled'}"


def pay_in_xero(s: Scene) -> str | None:
    held = s.one([d for d in s.office.desk.documents(DocKind.INVOICE) if d.status == "AUTHORISED" and d.open_amount])
    if held is None:
        return None
    amount = s.rng.choice((held.open_amount, s.part(held.open_amount)))
    s.office.desk.record_payment(held, amount, "090", s.office.today, reconciled=s.rng.random() < 0.5)
    return f"Xero: {held.number} paid {amount} by hand"


def bill_in_xero(s: Scene) -> str | None:
    contact = s.contact()
    if contact is None:
        return None
    line = {"Description": "By hand", "Quantity": Decimal(1), "UnitAmount": Decimal(s.rng.randrange(1, 200)),
            "AccountCode": "200", "TaxType": "OUTPUT3"}  # fmt: skip
    number = f"HAND-{s.rng.randrange(10_000)}"
    s.office.desk.add_invoice(contact, [line], s.office.today, InvoiceNumber=number)
    return f"Xero: invoice {number} by hand for {contact.contact_number}"


def overpay_in_xero(s: Scene) -> str | None:
    contact = s.contact()
    if contact is None:
        return None
    s.office.desk.receive_overpayment(contact, s.rng.choice(("50.00", "115.00")), "090", s.office.today)
    return f"Xero: overpayment by hand of {contact.contact_number}"


def edit_contact_in_xero(s: Scene) -> str | None:
    contact = s.contact()
    if contact is None:
        return None
    s.office.desk.edit_contact(contact, EmailAddress=f"hand{s.rng.randrange(99)}@example.net")
    return f"Xero: {contact.contact_number} has another e-mail"


def archive_in_xero(s: Scene) -> str | None:
    contact = s.contact()
    if contact is None:
        return None
    s.office.desk.archive_contact(contact)
    return f"Xero: {contact.contact_number} archived"


def restore_in_xero(s: Scene) -> str | None:
    archived = [c for c in s.office.desk.org.contacts if c.status == "ARCHIVED" and c.merged_to is None]
    contact = s.one(archived)
    if contact is None or contact.name.lower() in s.office.desk.org.index.active_names:
        return None
    s.office.desk.restore_contact(contact)
    return f"Xero: {contact.contact_number} restored"


def merge_in_xero(s: Scene) -> str | None:
    source, into = s.contact(), s.contact()
    if source is None or into is None or source is into:
        return None
    s.office.desk.merge_contacts(source, into)
    return f"Xero: {source.contact_number} merged into {into.contact_number}"


def lock_in_xero(s: Scene) -> str | None:
    day = s.office.today.replace(day=1) - dt.timedelta(days=1)
    if s.rng.random() < 0.5:
        day = day.replace(day=1) - dt.timedelta(days=1)
    if s.rng.random() < 0.2:
        s.office.desk.lock_dates()
        return "Xero: lock dates taken off"
    s.office.desk.lock_dates(period=day)
    return f"Xero: locked up to {day}"


def time_passes(s: Scene) -> str | None:
    minutes = s.rng.choice((1, 4, 10, 40, 300, 1500, 1500, 12_000))
    s.office.later(minutes=minutes)
    return f"{minutes} minutes later: {s.office.clock.now():%Y-%m-%d %H:%M}"


ACTS: dict[Act, int] = {
    add_customer: 3, change_customer: 4, bill: 14, change_lines: 5, change_terms: 3, redate: 2, delete_invoice: 3,
    credit: 5, allocate_note: 3, delete_note: 2, pay: 14, pay_several: 4, pay_on_account: 4, pay_proforma: 2,
    allocate: 6, pay_from_balance: 3, unallocate: 3, move_payment: 3, change_payment: 3, delete_payment: 4, refund: 4,
    correct: 1, void_in_xero: 1, change_in_xero: 1, delete_payment_in_xero: 1, deallocate_in_xero: 1,
    reconcile_in_xero: 2, pay_in_xero: 1, bill_in_xero: 1, overpay_in_xero: 1, edit_contact_in_xero: 2,
    archive_in_xero: 1, restore_in_xero: 1, merge_in_xero: 1, lock_in_xero: 2, time_passes: 8, **RARE,
}  # fmt: skip


def play(act: Act, scene: Scene) -> str | None:
    """Let it happen; None where the service refuses it to its own user, or there is nothing to do it to."""
    from splynx_xero_gui.sandbox.splynx import BooksError

    try:
        return act(scene)
    except (BooksError, Refused):
        return None
