"""Random histories with an undo: sync, undo, and both services' own books and the sync record are as before (P10)."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import ActionKind, Birthplace, ObjectKind
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.records import Link, LinkState
from splynx_xero_gui.domain.results import SyncOutcome, SyncReport, TieOut
from splynx_xero_gui.domain.undo import UndoPlan
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.engine.undo.planner import WAYS
from splynx_xero_gui.ports.control import Observer
from splynx_xero_gui.sandbox.xero import DocKind
from splynx_xero_gui.storage.ledger import open_ledger
from splynx_xero_gui.storage.paths import Paths
from tests.support.histories import Step, allowed_changes
from tests.support.history_events import ACTS, Scene, play
from tests.support.inprocess import Office, unexplained
from tests.support.truth import DEAD, assert_nothing_is_twice

_NAMES = {act.__name__: act for act in ACTS}
Figures = Counter[tuple[Any, ...]]


def in_xero(office: Office) -> Figures:
    """Everything alive in Xero by its figures; ids, generations and order aside."""
    org, found = office.desk.org, Counter[tuple[Any, ...]]()
    for kind in DocKind:
        for document in org.documents[kind]:
            if document.status in DEAD:
                continue
            named = kind in (DocKind.INVOICE, DocKind.CREDIT_NOTE)
            name = document.number if named else ""
            # The line of an over- or prepayment tells its token, which is another in each generation.
            lines = tuple(
                sorted(
                    (x.description if named else "", x.line_amount, x.tax_amount, x.tax_type) for x in document.lines
                )
            )
            found[kind, name, document.contact.contact_id, document.on, document.due, document.total, lines] += 1
            for allocation in document.allocations:
                found["allocation", kind, name, allocation.invoice.number, allocation.amount, allocation.on] += 1
    for payment in org.payments:
        if payment.status not in DEAD:
            target = payment.target
            found["payment", target.kind, target.number, payment.amount, payment.on, payment.account.code] += 1
    for contact in org.contacts:
        if contact.status == "ACTIVE":
            texts = tuple(sorted((k, v) for k, v in contact.texts.items() if v))
            phone = contact.phones.get("DEFAULT", {}).get("PhoneNumber", "")
            street = contact.addresses.get("POBOX", contact.addresses.get("STREET", {})).get("AddressLine1", "")
            found["contact", contact.name, contact.contact_number, texts, phone, street] += 1
    return found


def in_splynx(office: Office) -> Figures:
    """Payments of Splynx by their figures."""
    with office.books.lock:
        return Counter((p.customer_id, p.amount, p.date, p.payment_type) for p in office.books.payments)


def active_links(office: Office) -> Figures:
    """What the sync record holds as linked; which generation and id a receipt has aside."""
    with open_ledger(Paths.of_this_computer().ledger_file(office.name), office.clock) as ledger:
        return Counter(_facts(link) for link in ledger.links() if link.state is LinkState.ACTIVE)


def _facts(link: Link) -> tuple[Any, ...]:
    # A payment taken over, removed and made again has another id in Splynx.
    id = "" if link.birthplace is Birthplace.XERO and link.kind is ObjectKind.PAYMENT else link.splynx_id
    return (link.kind, id, link.role, link.xero_kind, link.invoice_id, link.amount, link.birthplace)


@dataclass(slots=True)
class Undoing:
    """Plays steps, syncs, and undoes that sync. `told` is what happened."""

    office: Office
    told: list[str] = field(default_factory=list)
    born_in_xero: bool = False
    """Receipts may be seen in Xero first: which account and customer they count with is known once they were linked."""

    def play(self, steps: Sequence[Step]) -> None:
        """Acts alone; what cannot be done is left out."""
        for step in steps:
            what = play(_NAMES[step.kind], Scene(self.office, random.Random(step.seed)))
            if what is not None:
                self.told.append(what)

    def sync(self) -> tuple[SyncPlan, SyncReport]:
        """As planned, with every change allowed."""
        plan = self.office.plan()
        report = self.office.run(plan=plan.fingerprint, allow_many=allowed_changes(plan.conflicts))
        self.told.append(f"-- sync {[f'{w.kind.value} {w.count}' for w in report.written]}")
        assert report.outcome is not SyncOutcome.STOPPED, f"{report.title} {report.message} {report.details}"
        return plan, report

    def undo(self, run_id: str, observer: Observer | None = None) -> tuple[UndoPlan, SyncReport]:
        """As told beforehand."""
        session, cancel = self.office.session, self.office.cancel
        plan = session.undo_plan(run_id, Silent(), cancel)
        report = session.undo(run_id, plan.fingerprint, observer or Silent(), cancel)
        self.told.append(f"-- undo {[f'{w.kind.value} {w.count}' for w in report.written]}")
        self.told += [f"   stays: {k.kind.value} {k.subject} {k.amount}: {k.why}" for k in plan.kept]
        return plan, report

    def answer(self, rng: random.Random) -> None:
        """Answer some of the open questions with any choice that needs no value."""
        for conflict in self.office.conflicts():
            choices = [c.id for c in conflict.choices if c.needs is None]
            if choices and rng.random() < 0.75 and conflict.kind is not ConflictKind.TOO_MANY_CHANGES:
                choice = rng.choice(choices)
                self.office.session.resolve(conflict.id, choice)
                self.told.append(f"   {conflict.question} -> {choice}")

    def sync_and_undo(self) -> None:
        """The whole promise: told exactly, done exactly, as before, and nothing goes again by itself."""
        office = self.office
        tie_before, xero, splynx, links = self._compare(), in_xero(office), in_splynx(office), active_links(office)
        shown, synced = self.sync()
        ways = {action.id: action.undo for action in shown.actions}
        plan, report = self.undo(synced.run_id)
        assert report.reason is None, f"{report.title} {report.message} {report.details}"
        items = office.session.run_items(report.run_id)
        assert sorted(i.action_id for i in items) == sorted(a.id for a in plan.actions), "not what was told (P10)"
        refused = [(i.kind.value, i.subject, i.message) for i in items if i.result != "done"]
        assert not refused, f"told it could, and could not (P10): {refused}"
        written = [i for i in office.session.run_items(synced.run_id) if i.result == "done"]
        assert plan.count == len(written), "a write of the run is neither taken back nor named (P10)"
        self._agrees(ways, plan, synced.run_id)
        otherwise = [(a.kind.value, a.undo) for a in shown.actions if a.undo is not WAYS.get(a.kind)]
        assert not otherwise, f"the plan says another way than undo takes: {otherwise}"
        if not plan.kept:
            _same("Xero", xero, in_xero(office))
            _same("Splynx", splynx, in_splynx(office))
            if not shown.links:
                _same("the sync record", links, active_links(office))
            after = self._compare()
            _same("the comparison", self._sums(tie_before), self._sums(after))
        nothing = office.run()
        # That a document was voided is noted in its history, where notes are asked for.
        by_itself = [(w.kind.value, w.count) for w in nothing.written if w.kind is not ActionKind.ADD_NOTE]
        assert not by_itself, f"the next sync sends by itself (R15): {by_itself}"
        self._compare()

    def send_again(self) -> None:
        """On a person's word everything goes once more, and nothing is there twice."""
        office = self.office
        for _ in range(6):
            asked = [c for c in office.conflicts() if c.kind is ConflictKind.UNDONE]
            if not asked:
                break
            for conflict in asked:
                office.session.resolve(conflict.id, "send-again")
            _, report = self.sync()
            refused = [i.message for i in office.session.run_items(report.run_id) if i.result == "refused"]
            assert not refused, refused
        assert not [c for c in office.conflicts() if c.kind is ConflictKind.UNDONE], "asked for ever"
        tie_out = self._compare()
        with office.books.lock:
            deleted = set(range(1, office.books.payments.next_id)) - {p.id for p in office.books.payments}
        lowered = {int(t.split()[1].rstrip(":")) for t in self.told if t.startswith("payment") and "becomes" in t}
        assert_nothing_is_twice(office.world, deleted | lowered)
        assert tie_out.balanced

    def _agrees(self, ways: dict[str, Any], plan: UndoPlan, run_id: str) -> None:
        """What the plan of the sync said of undo is what undo does: nothing said to be final is taken back."""
        undone = {action.undoes for action in plan.actions}
        with open_ledger(Paths.of_this_computer().ledger_file(self.office.name), self.office.clock) as ledger:
            final = [i for i in ledger.written(run_id) if ways.get(i.action_id, "?") is None]
        assert not [i.kind for i in final if i.id in undone]
        assert all(action.undo is None for action in plan.actions)

    def _compare(self) -> TieOut:
        tie_out = self.office.reconcile()
        assert tie_out.balanced, f"differences without a name (P5): {unexplained(tie_out)}"
        return tie_out

    def _sums(self, tie_out: TieOut) -> Figures:
        """Every row. On which account a credit by hand is, is known only once its contact was looked at: left out."""
        rows = [row for row in tie_out.rows if "not from Splynx" not in row.measure]
        if self.born_in_xero:
            rows = [row for row in rows if not row.measure.startswith(("bank:", "receivables:"))]
        return Counter((row.measure, row.splynx, row.xero) for row in rows if row.splynx or row.xero)


def _same(what: str, before: Figures, after: Figures) -> None:
    changed = [f"gone: {fact}" for fact in before - after] + [f"new: {fact}" for fact in after - before]
    assert not changed, "\n  ".join([f"{what} is not as before:", *changed])


class Broken(AssertionError):
    """A promise does not hold; the text is what led there."""


def run_undo_history(seed: int, office: Office, length: int = 30) -> Undoing:
    """Books come to be, are synced, change, are synced and that is undone; then everything is sent again."""
    rng = random.Random(seed)
    acts, weights = list(ACTS), list(ACTS.values())
    steps = [Step(act.__name__, rng.getrandbits(32)) for act in rng.choices(acts, weights, k=length)]
    one = Undoing(office)
    try:
        one.play([Step(name, rng.getrandbits(32)) for name in ("add_customer", "add_customer", "bill", "bill", "pay")])
        if rng.random() < 0.8:
            one.play(steps[: length // 2])
            one.sync()
            one.answer(rng)
            steps = steps[length // 2 :]
        one.play(steps)
        one.sync_and_undo()
        one.send_again()
    except Exception as error:
        raise Broken("\n".join([*one.told, "", f"{type(error).__name__}: {error}"])) from None
    return one
