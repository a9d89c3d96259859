"""Money over random histories: never more than the payment, exactly as Splynx uses it, nothing twice (P1, P3, P8)."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from splynx_xero_gui.domain.accounting import Credit, Document, Payment, PaymentTarget
from splynx_xero_gui.domain.billing import BilledPayment, PayerKind, Relation
from splynx_xero_gui.domain.keys import find_payment_key
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import cents
from splynx_xero_gui.domain.records import Role
from tests.support.money_world import MoneyWorld
from tests.support.planner import money

STEPS = ("pay", "pay", "relate", "move", "unrelate", "delete", "note", "relate-note", "refund", "crash", "sync", "sync")
AMOUNTS = st.sampled_from([10, 20, 20, 50, 100])


@dataclass
class History:
    """A Splynx that keeps its own books in order, step by step."""

    draw: st.DataObject
    world: MoneyWorld = field(default_factory=MoneyWorld)
    due: dict[str, Decimal] = field(default_factory=dict)
    rest: dict[str, Decimal] = field(default_factory=dict)
    note_rest: dict[str, Decimal] = field(default_factory=dict)
    next_id: int = 100

    def __post_init__(self) -> None:
        self.world.service.mixed = random.Random(self.draw.draw(st.integers(0, 999)))
        for id, total in (("1", 100), ("2", 50), ("3", 20)):
            self.world.bill(id, total)
            self.due[id] = money(total)

    def id(self) -> str:
        self.next_id += 1
        return str(self.next_id)

    def pick(self, options: Sequence[str]) -> str | None:
        return self.draw.draw(st.sampled_from(sorted(options))) if options else None

    def do(self, step: str) -> None:
        getattr(self, f"do_{step.replace('-', '_')}")()

    def do_pay(self) -> None:
        id, amount = self.id(), money(self.draw.draw(AMOUNTS))
        self.world.payment(id, amount, unallocated=amount, receipt_number=f"R{id}")
        self.rest[id] = amount
        for _ in range(self.draw.draw(st.integers(0, 2))):
            self._relate(PayerKind.PAYMENT, id, self.rest)

    def do_relate(self) -> None:
        payer = self.pick([id for id, rest in self.rest.items() if rest > 0])
        if payer:
            self._relate(PayerKind.PAYMENT, payer, self.rest)

    def do_note(self) -> None:
        id, amount = self.id(), money(self.draw.draw(AMOUNTS))
        self.world.credit(id, amount)
        self.note_rest[id] = amount

    def do_relate_note(self) -> None:
        payer = self.pick([id for id, rest in self.note_rest.items() if rest > 0])
        if payer:
            self._relate(PayerKind.CREDIT_NOTE, payer, self.note_rest)

    def _relate(self, kind: PayerKind, payer: str, rest: dict[str, Decimal]) -> None:
        invoice = self.pick([id for id, due in self.due.items() if due > 0])
        most = min(rest[payer], self.due[invoice]) if invoice else Decimal(0)
        if invoice and most > 0:
            amount = most if self.draw.draw(st.booleans()) else max(cents(most / 3), money("0.01"))
            self.world.relation(kind, payer, invoice, amount)
            rest[payer] -= amount
            self.due[invoice] -= amount
            self._tell(kind, payer)

    def _tell(self, kind: PayerKind, payer: str) -> None:
        if kind is PayerKind.PAYMENT:
            self.world.alter(payer, unallocated=self.rest[payer])

    def relations(self) -> list[Relation]:
        return [s.body for s in self.world.splynx.values() if isinstance(s.body, Relation) and not s.gone]

    def do_unrelate(self) -> None:
        relations = self.relations()
        if relations:
            chosen = self.draw.draw(st.sampled_from(relations))
            key = (ObjectKind.RELATION, chosen.id)
            seen = self.world.splynx[key]
            self.world.splynx[key] = type(seen)(seen.side, seen.kind, seen.id, seen.owner, seen.body, gone=True)
            rest = self.rest if chosen.payer is PayerKind.PAYMENT else self.note_rest
            rest[chosen.payer_id] += chosen.amount
            self.due[chosen.invoice_id] += chosen.amount
            if self.draw.draw(st.booleans()):
                # Else the payment is not read again: nothing stamps it.
                self._tell(chosen.payer, chosen.payer_id)

    def do_move(self) -> None:
        """Something comes off an invoice and something else goes on, with no sync between."""
        self.do_unrelate()
        self.do(self.draw.draw(st.sampled_from(("relate", "relate-note", "pay", "refund"))))

    def do_delete(self) -> None:
        refunded = {p.refund_payment_id for p in self.payments()}
        payer = self.pick([id for id in self.rest if id not in refunded])
        if payer:
            for relation in self.relations():
                if relation.payer is PayerKind.PAYMENT and relation.payer_id == payer:
                    self.due[relation.invoice_id] += relation.amount
            del self.rest[payer]
            self.world.remove_payment(payer)

    def do_refund(self) -> None:
        payer = self.pick([id for id, rest in self.rest.items() if rest > 0])
        if payer:
            amount, id = self.rest[payer], self.id()
            self.world.payment(id, -amount, refund_payment_id=payer, receipt_number=f"R{id}")
            self.rest[payer] = Decimal(0)
            self._tell(PayerKind.PAYMENT, payer)

    def do_crash(self) -> None:
        """A run that ends after some of its writes."""
        plan = self.world.plan()
        self.world.service.run(plan, at_most=self.draw.draw(st.integers(0, max(len(plan.actions) - 1, 0))))
        self.check_limits()

    def do_sync(self) -> None:
        # A second pass may follow where a document could only be settled once its payments were off.
        self.world.service.run(self.world.plan())
        self.world.sync()
        self.check_limits()

    def payments(self) -> list[BilledPayment]:
        return [s.body for s in self.world.splynx.values() if isinstance(s.body, BilledPayment) and not s.gone]

    # -- what must hold --

    def in_xero(self) -> dict[str, Decimal]:
        """Living money of each Splynx payment in Xero, by token."""
        found: dict[str, Decimal] = defaultdict(Decimal)
        for seen in self.world.xero.values():
            body = seen.body
            if isinstance(body, Payment | Credit) and not body.status.is_dead:
                key = find_payment_key(body.reference)
                assert key is not None
                found[key.payment_id] += body.amount if isinstance(body, Payment) else body.total
        return found

    def check_limits(self) -> None:
        """Never more in Xero than the payment's amount, at any point of any run."""
        amounts = {s.id: abs(s.body.amount) for s in self.world.splynx.values() if isinstance(s.body, BilledPayment)}
        for id, amount in self.in_xero().items():
            assert amount <= amounts[id]

    def check_equal(self) -> None:
        """Xero holds every payment whole, and uses it and every credit note as Splynx does."""
        there = self.in_xero()
        for payment in self.payments():
            assert there.pop(payment.id, Decimal(0)) == abs(payment.amount)
        assert there == {}
        assert self._used_in_xero() == self._used_in_splynx()

    def _used_in_splynx(self) -> dict[tuple[str, str], Decimal]:
        used: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for relation in self.relations():
            used[relation.payer_id, relation.invoice_id] += relation.amount
        return dict(used)

    def _used_in_xero(self) -> dict[tuple[str, str], Decimal]:
        invoice_of = {k.xero_id: k.splynx_id for k in self.world.links if k.kind is ObjectKind.INVOICE}
        note_of = {k.xero_id: k.splynx_id for k in self.world.links if k.kind is ObjectKind.CREDIT_NOTE}
        used: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for seen in self.world.xero.values():
            body = seen.body
            if isinstance(body, Payment) and body.target is PaymentTarget.INVOICE and not body.status.is_dead:
                key = find_payment_key(body.reference)
                assert key is not None
                used[key.payment_id, invoice_of[body.target_id]] += body.amount
            elif isinstance(body, Credit | Document) and not body.status.is_dead:
                key = find_payment_key(body.reference)
                payer = note_of.get(body.id) or (key.payment_id if key else "")
                for part in body.allocations:
                    used[payer, invoice_of[part.invoice_id]] += part.amount
        return dict(used)


@given(st.lists(st.sampled_from(STEPS), min_size=3, max_size=14), st.data())
@settings(max_examples=200, deadline=None)
def test_after_any_history_xero_holds_and_uses_the_money_as_splynx_does(steps: list[str], data: st.DataObject) -> None:
    history = History(data)
    for step in steps:
        history.do(step)
    history.do_sync()
    plan = history.world.plan()
    assert plan.conflicts == ()
    assert plan.waiting == ()
    history.check_equal()


@given(st.lists(st.sampled_from(STEPS), min_size=3, max_size=10), st.data(), st.integers())
@settings(max_examples=60, deadline=None)
def test_the_plan_is_the_same_for_any_order_of_input(steps: list[str], data: st.DataObject, seed: int) -> None:
    history = History(data)
    for step in steps:
        history.do(step)
    plan = history.world.plan()
    history.world.shuffle = random.Random(seed).shuffle
    assert history.world.plan() == plan


@given(st.integers(2, 5), AMOUNTS, st.booleans())
@settings(max_examples=25, deadline=None)
def test_equal_payments_on_one_day_stay_as_many_as_they_are(count: int, amount: int, on_invoice: bool) -> None:
    world = MoneyWorld()
    world.bill("1", 500)
    for number in range(count):
        world.pay(str(number + 1), amount, *([("1", amount)] if on_invoice else []))
    world.sync()
    made = [k for k in world.links if k.role in (Role.PAYMENT, Role.CREDIT)]
    assert len(made) == len({k.xero_id for k in made}) == count


@given(st.lists(st.tuples(AMOUNTS, st.integers(0, 6), st.booleans()), min_size=1, max_size=4), st.data())
@settings(max_examples=80, deadline=None)
def test_payments_entered_by_hand_and_any_answers_never_make_more_money(
    by_hand: list[tuple[int, int, bool]], data: st.DataObject
) -> None:
    history = History(data)
    world = history.world
    world.sync()
    for number, (amount, days, as_credit) in enumerate(by_hand):
        when = world.today.replace(day=world.today.day - days)
        if as_credit:
            world.by_hand_credit(amount, id=f"hand-{number}", date=when)
        elif world.xero_invoice("1").open >= amount:
            world.by_hand("1", amount, id=f"hand-{number}", date=when)
    for step in ("pay", "pay", "relate", "pay", "relate"):
        history.do(step)
    for _ in range(12):
        plan = world.plan()
        if not plan.conflicts:
            break
        question = plan.conflicts[0]
        offered = [c.id for c in question.choices if c.id not in ("skip", "ignore", "in-sync")]
        world.answer(question, data.draw(st.sampled_from(offered)))
        world.service.run(world.plan())
    world.sync()
    for payment in history.payments():
        receipts = [k for k in world.links if k.splynx_id == payment.id and k.role in (Role.PAYMENT, Role.CREDIT)]
        assert sum((k.amount for k in receipts), Decimal(0)) <= payment.amount
    linked_ids = [k.xero_id for k in world.links if k.role in (Role.PAYMENT, Role.CREDIT)]
    assert len(linked_ids) == len(set(linked_ids))
