"""Random life of a provider whose bank payments are seen in Xero: what people do on both sides, in any order."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from splynx_xero_gui.domain.conflict import Conflict
from splynx_xero_gui.sandbox.splynx import BooksError, Invoice, Line
from splynx_xero_gui.sandbox.xero import Refused
from tests.support.bank_office import BANK_ACCOUNT, bank_pays
from tests.support.inprocess import BANK, CARD, VAT, Office

# Answers that leave both sides as they are, or go on by themselves; those that need a value are for people.
_NEVER = frozenset({"skip", "in-sync"})


@dataclass
class BankHistory:
    """Acts at random; what one of the services forbids simply does not happen. `cards`: payments are taken in Splynx
    too. `told` is what happened, for a failing test.
    """

    office: Office
    seed: int
    cards: bool = True
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.customers = [self.office.customer(name) for name in ("Anna Botha", "Ben Cele", "Cleo Dube")]
        self.invoices: list[Invoice] = [self.office.bill(c, self._price()) for c in self.customers]

    def run(self, events: int) -> None:
        """So many events, a sync now and then, questions answered now and then."""
        for _ in range(events):
            act = self.random.choice(self._acts())
            try:
                act()
                self.told.append(act.__name__)
            except (BooksError, Refused, IndexError, KeyError) as refused:
                self.told.append(f"({act.__name__}: {refused})")
            if self.random.random() < 0.3:
                self.office.later(hours=self.random.choice((1, 5, 20)))
            if self.random.random() < 0.35:
                self._sync()
            if self.random.random() < 0.2:
                self.answer()

    def settle(self) -> None:
        """Answer what can be answered, until nothing is left to do."""
        for _ in range(8):
            self.office.later(hours=1)
            wrote = self.office.sync()
            if not self.answer() and not wrote:
                return
        raise AssertionError(f"no end after {self.told}, open: {[c.question for c in self.office.conflicts()]}")

    def answer(self) -> int:
        """A random answer to every open question; how many there were."""
        given = 0
        for question in self.office.conflicts():
            choice = self._choice(question)
            if choice:
                self.office.session.resolve(question.id, choice, "")
                self.told.append(f"{question.kind.value}: {choice}")
                given += 1
        return given

    def _choice(self, question: Conflict) -> str:
        offered = [c.id for c in question.choices if c.needs is None and c.id not in _NEVER]
        return self.random.choice(offered) if offered else ""

    def _sync(self) -> None:
        trigger = self.random.choice(("hand", "schedule"))
        report = self.office.run(trigger=trigger)
        assert report.reason is None, (report.title, report.message, report.details, self.told)
        self.told.append(f"sync by {trigger}: {[(w.side.value, w.kind.value, w.count) for w in report.written]}")

    # -- what happens --

    def _acts(self) -> list[Callable[[], object]]:
        in_xero = [
            self.bank_pays,
            self.bank_pays,
            self.bank_pays_a_part,
            self.bank_pays_several,
            self.overpayment,
            self.refund_in_xero,
            self.delete_in_xero,
            self.enter_again_in_xero,
            self.allocate_in_xero,
        ]
        in_splynx = [self.bill, self.bill, self.credit_note, self.delete_in_splynx, self.enter_by_hand, self.use_credit]
        return [*in_xero, *in_splynx, *([self.card, self.card, self.card_on_account] if self.cards else ())]

    def _price(self) -> str:
        # Few prices, so that amounts are often equal (R29).
        return self.random.choice(("100", "100", "200", "59.99"))

    def _open(self) -> Invoice:
        """An invoice that Xero has and that is not paid there."""
        found = []
        for invoice in self.invoices:
            try:
                document = self.office.desk.invoice(invoice.number)
            except KeyError:
                continue
            if document.open_amount > 0:
                found.append(invoice)
        return self.random.choice(found)

    def _day(self) -> dt.date:
        return self.office.today - dt.timedelta(self.random.choice((0, 0, 0, 1, 3)))

    def bill(self) -> None:
        self.invoices.append(self.office.bill(self.random.choice(self.customers), self._price()))

    def credit_note(self) -> None:
        invoice = self.random.choice(self.invoices)
        line = Line("Credit", Decimal(self.random.choice(("10", "50"))), tax_id=VAT)
        self.office.books.create_credit_note(invoice.customer_id, [line])

    def card(self) -> None:
        invoice = self.random.choice([i for i in self.invoices if i.due > 0])
        amount = self.random.choice((invoice.due, Decimal(20)))
        self.office.books.take_payment(invoice.customer_id, amount, method=CARD, invoices=[invoice.id])

    def card_on_account(self) -> None:
        self.office.books.take_payment(self.random.choice(self.customers).id, 115, method=CARD)

    def enter_by_hand(self) -> None:
        """Somebody enters a bank payment in Splynx, although Xero sees them."""
        invoice = self.random.choice([i for i in self.invoices if i.due > 0])
        self.office.books.take_payment(invoice.customer_id, invoice.due, method=BANK, invoices=[invoice.id])

    def delete_in_splynx(self) -> None:
        self.office.books.delete_payment(self.random.choice(self._payments()).id)

    def use_credit(self) -> None:
        """A payment's open part pays an invoice."""
        payment = self.random.choice([p for p in self._payments() if p.remind_amount > 0])
        owned = [i for i in self.invoices if i.due > 0 and i.customer_id == payment.customer_id]
        self.office.books.allocate_payment(payment.id, self.random.choice(owned).id)

    def _payments(self) -> list[Any]:
        with self.office.books.lock:
            return sorted(self.office.books.payments, key=lambda p: p.id)

    def bank_pays(self) -> None:
        invoice = self._open()
        bank_pays(self.office, invoice, self.office.due(invoice), on=self._day())

    def bank_pays_a_part(self) -> None:
        bank_pays(self.office, self._open(), "20", on=self._day())

    def bank_pays_several(self) -> None:
        chosen = {i.number: i for i in (self._open(), self._open())}.values()
        parts = [(self.office.desk.invoice(i.number), self.office.due(i)) for i in chosen]
        self.office.desk.batch_deposit(parts, BANK_ACCOUNT, self._day())

    def overpayment(self) -> None:
        contact = self.office.desk.contact(f"SPX-{self.random.choice(self.customers).id}")
        self.office.desk.receive_overpayment(contact, self.random.choice(("115", "30")), BANK_ACCOUNT, self._day())

    def _credit(self) -> Any:
        return self.random.choice([c for c in self.office.credits() if c.open_amount > 0])

    def refund_in_xero(self) -> None:
        credit = self._credit()
        self.office.desk.record_payment(credit, min(credit.open_amount, Decimal(15)), BANK_ACCOUNT, self._day())

    def allocate_in_xero(self) -> None:
        credit, invoice = self._credit(), self._open()
        document = self.office.desk.invoice(invoice.number)
        amount = min(credit.open_amount, document.open_amount)
        self.office.desk.allocate(credit, document, amount, self.office.today)

    def _by_hand(self) -> Any:
        return self.random.choice([p for p in self.office.receipts() if "SPX-P" not in p.reference and p.batch is None])

    def delete_in_xero(self) -> None:
        self.office.desk.delete_payment(self._by_hand())

    def enter_again_in_xero(self) -> None:
        payment = self._by_hand()
        self.office.desk.delete_payment(payment)
        self.office.desk.record_payment(payment.target, payment.amount, BANK_ACCOUNT, self._day(), "again")
