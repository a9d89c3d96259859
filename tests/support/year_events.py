"""What returns in the year of an Internet provider: billing runs, debit days, late payers, month ends, churn, prices.

Acts as in `history_events`; a customer's monthly price is Splynx's own `mrr_total`.
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from splynx_xero_gui.sandbox.splynx import BooksError, Customer, Invoice, Line
from splynx_xero_gui.sandbox.xero import DocKind
from splynx_xero_gui.sandbox.xero.model import Document
from tests.support.bank_events import BANK_ACCOUNT
from tests.support.history_scene import CENT, Scene
from tests.support.inprocess import BANK, CARD, CASH, SERVICE, VAT

# Few prices, so that many amounts of a month are equal (R29); the last two have cents that do not divide.
PRICES = tuple(Decimal(price) for price in ("399", "399", "399", "599", "599", "899", "516.5217", "343.4783"))
ACTIVE, LEFT = "active", "disabled"


def _month(day: dt.date, months: int = 1) -> dt.date:
    """The first day of another month."""
    index = day.year * 12 + day.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


def _period(day: dt.date) -> tuple[dt.date, dt.date]:
    return day.replace(day=1), _month(day) - dt.timedelta(days=1)


def _subscribers(s: Scene) -> list[Customer]:
    return [c for c in s.office.books.customers if c.status == ACTIVE]


def _due(s: Scene, older_than: int = 0) -> list[Invoice]:
    """Invoices with money due, the oldest first."""
    day = s.office.today - dt.timedelta(days=older_than)
    found = [i for i in s.office.books.invoices if i.status == "not_paid" and i.due >= CENT and i.date_created <= day]
    return sorted(found, key=lambda i: (i.date_created, i.id))


def _open_in_xero(s: Scene, older_than: int = 0) -> list[Document]:
    day = s.office.today - dt.timedelta(days=older_than)
    every = s.office.desk.documents(DocKind.INVOICE)
    found = [d for d in every if d.status == "AUTHORISED" and d.open_amount > 0 and d.on <= day]
    return sorted(found, key=lambda d: (d.on, d.number))


# -- time --


def days_pass(s: Scene) -> str | None:
    """Some hours or days, never beyond the end of the month: that is `month_ends`."""
    now = s.office.clock.now()
    last = dt.datetime.combine(_month(s.office.today), dt.time(), now.tzinfo) - dt.timedelta(hours=4)
    hours = s.rng.choice((1, 3, 8, 20, 30, 50))
    hours = min(hours, int((last - now) / dt.timedelta(hours=1)))
    if hours <= 0:
        return None
    s.office.later(hours=hours)
    return f"{s.office.clock.now():%a %d %b %H:%M}"


def month_ends(s: Scene) -> str | None:
    """Ten past midnight of the first of the next month, when Splynx bills."""
    now, first = s.office.clock.now(), _month(s.office.today)
    local = s.office.books.now().replace(tzinfo=None) - now.replace(tzinfo=None)
    moment = dt.datetime.combine(first, dt.time(0, 10), now.tzinfo) - local
    s.office.later(seconds=(moment - now).total_seconds())
    return f"== {s.office.today:%B %Y}"


# -- Splynx --


def sign_up(s: Scene) -> str | None:
    """A new subscriber, billed from the next run on."""
    name = s.rng.choice(("Thabo Dlamini", "Ina Kruger", "J. Smit", "Kap Café (Pty) Ltd", "J. Smit", "N Naidoo"))
    made = s.office.customer(name, mrr_total=s.rng.choice(PRICES), email=f"c{s.rng.randrange(999)}@example.net")
    return f"customer {made.id} {name} signs up for {made.mrr_total}"


def billing_run(s: Scene) -> str | None:
    """Every active subscriber gets the month's invoice."""
    totals = []
    first, last = _period(s.office.today)
    for customer in _subscribers(s):
        if not customer.mrr_total:
            s.office.books.change_customer(customer.id, mrr_total=s.rng.choice(PRICES))
        lines = [Line("Fibre", customer.mrr_total, tax_id=VAT, category_id=SERVICE, period_from=first, period_to=last)]
        if s.rng.random() < 0.15:
            lines.append(Line("Data", Decimal("0.0875"), Decimal(s.rng.randrange(1, 900)), VAT, SERVICE))
        made = s.office.books.create_invoice(customer.id, lines, created=s.office.today, type="recurring")
        totals.append((made.id, str(made.total)))
    return f"billing run: {totals}" if totals else None


def cards_charged(s: Scene) -> str | None:
    """The day of the debit orders: most open invoices are paid in full, all on one day (R29)."""
    paid = []
    for invoice in _due(s):
        if s.rng.random() < 0.5:
            due = invoice.due.quantize(CENT, ROUND_HALF_UP)
            made = s.office.books.take_payment(invoice.customer_id, due, method=CARD, invoices=[invoice.id])
            paid.append((made.id, invoice.id, str(due)))
    return f"cards charged: {paid}" if paid else None


def paid_late(s: Scene) -> str | None:
    """A customer settles the oldest of what is more than a month old, or a part of it."""
    late = _due(s, older_than=30)
    if not late:
        return None
    invoice, due = late[0], late[0].due.quantize(CENT, ROUND_HALF_UP)
    amount = s.rng.choice((due, due, s.part(due)))
    made = s.office.books.take_payment(
        invoice.customer_id, amount, method=s.rng.choice((CASH, BANK)), invoices=[invoice.id]
    )
    return f"payment {made.id}: {amount} for invoice {invoice.id} of {invoice.date_created}, late"


def leaves(s: Scene) -> str | None:
    """A customer gives notice: no more invoices, and the rest of the month is credited."""
    customer = s.one(_subscribers(s))
    if customer is None or len(_subscribers(s)) < 4:
        return None
    s.office.books.change_customer(customer.id, status=LEFT)
    text = f"customer {customer.id} leaves"
    billed = [i for i in s.office.books.invoices.having("customer_id", customer.id) if i.status != "deleted"]
    if billed and customer.mrr_total and s.rng.random() < 0.7:
        _, last = _period(s.office.today)
        share = Decimal((last - s.office.today).days + 1) / last.day
        line = Line("Rest of the month", (customer.mrr_total * share).quantize(Decimal("0.0001")), tax_id=VAT)
        linked = billed[-1].id
        made = s.office.books.create_credit_note(customer.id, [line], invoice_id=linked)
        text += f", credit note {made.id} over {made.total} for invoice {linked}"
        if billed[-1].due > 0 and made.remind_amount > 0:
            text += f", {s.office.books.allocate_credit_note(made.id, linked).amount} allocated"
    return text


def paid_out(s: Scene) -> str | None:
    """A customer who left gets back what is open (R19)."""
    left = {c.id for c in s.office.books.customers if c.status == LEFT}
    payment = s.one([p for p in s.office.books.payments if p.customer_id in left and p.remind_amount > 0])
    if payment is None:
        return None
    made = s.office.books.refund(
        payment.customer_id, payment.remind_amount, method=s.rng.choice((BANK, CARD)), payment_id=payment.id
    )
    return f"refund {made.id}: {abs(made.amount)} of payment {payment.id} to customer {payment.customer_id}, who left"


def comes_back(s: Scene) -> str | None:
    customer = s.one([c for c in s.office.books.customers if c.status == LEFT])
    if customer is None:
        return None
    s.office.books.change_customer(customer.id, status=ACTIVE)
    return f"customer {customer.id} comes back"


def other_plan(s: Scene) -> str | None:
    """Up- or downgrade, from the next run on."""
    customer = s.one(_subscribers(s))
    if customer is None:
        return None
    s.office.books.change_customer(customer.id, mrr_total=s.rng.choice(PRICES))
    return f"customer {customer.id} pays {customer.mrr_total} from now on"


def prices_rise(s: Scene) -> str | None:
    """The price list goes up for everyone."""
    for customer in s.office.books.customers:
        dearer = (customer.mrr_total * Decimal("1.065")).quantize(Decimal("0.0001"))
        s.office.books.change_customer(customer.id, mrr_total=dearer)
    return "prices rise by 6.5 %"


def written_off(s: Scene) -> str | None:
    """What nobody will pay is credited in Splynx after three months."""
    late = _due(s, older_than=90)
    if not late:
        return None
    invoice = late[0]
    line = Line("Written off", invoice.due.quantize(CENT, ROUND_HALF_UP))
    made = s.office.books.create_credit_note(invoice.customer_id, [line], invoice_id=invoice.id)
    try:
        s.office.books.allocate_credit_note(made.id, invoice.id)
    except BooksError:
        return f"credit note {made.id}: {made.total} to write off invoice {invoice.id}, allocated to nothing"
    return f"credit note {made.id}: {made.total} writes off invoice {invoice.id} of {invoice.date_created}"


# -- Xero --


def statement_read(s: Scene) -> str | None:
    """The bank statement is worked off in Xero: most open invoices paid in full, some of them reconciled."""
    paid = []
    for document in _open_in_xero(s):
        if s.rng.random() < 0.5:
            amount, reference = document.open_amount, s.rng.choice(("", "EFT", document.number))
            day = s.office.today - dt.timedelta(days=s.rng.choice((0, 0, 1, 2)))
            s.office.desk.record_payment(
                document, amount, BANK_ACCOUNT, day, reference, reconciled=s.rng.random() < 0.7
            )
            paid.append((document.number, str(amount)))
    return f"Xero: statement: {paid}" if paid else None


def bank_pays_late(s: Scene) -> str | None:
    """Money for the oldest open invoice."""
    late = _open_in_xero(s, older_than=30)
    if not late:
        return None
    amount = s.rng.choice((late[0].open_amount, late[0].open_amount, s.part(late[0].open_amount)))
    s.office.desk.record_payment(late[0], amount, BANK_ACCOUNT, s.office.today, "EFT")
    return f"Xero: {late[0].number} of {late[0].on} paid {amount}, late"


def books_close(s: Scene) -> str | None:
    """The accountant closes last month, or the one before; the day only ever moves forward (R12)."""
    months = s.rng.choice((0, -1, -1))
    day = _month(s.office.today, months) - dt.timedelta(days=1)
    held = s.office.desk.org.period_lock
    if held is not None and day <= held:
        return None
    s.office.desk.lock_dates(period=day)
    return f"Xero: closed up to {day}"


# -- the accountant --


def sign_in_anew(s: Scene) -> str | None:
    """Xero's consent once more; what was signed in before is replaced."""
    s.office.sign_in_again()
    return "signed in to Xero again"
