"""Undo of a run from end to end: told beforehand, then done as a run of its own (design.md §7, P10, R15)."""

import dataclasses
from collections.abc import Mapping, Sequence

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.payloads import CreditPayload
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.records import Run
from splynx_xero_gui.domain.results import SyncReport
from splynx_xero_gui.domain.undo import Kept, Obstacle, UndoPlan
from splynx_xero_gui.engine.cost import estimate_calls
from splynx_xero_gui.engine.discover_xero import observe_xero
from splynx_xero_gui.engine.guards import SCHEDULE_PAUSED, as_shown
from splynx_xero_gui.engine.parts import in_parts
from splynx_xero_gui.engine.reconcile.frame import fingerprint
from splynx_xero_gui.engine.reconcile.order import ordered, totals
from splynx_xero_gui.engine.reconcile.view import build_view
from splynx_xero_gui.engine.service import SyncService, Work
from splynx_xero_gui.engine.streams import seen_in_splynx
from splynx_xero_gui.engine.undo.ground import Ground
from splynx_xero_gui.engine.undo.planner import plan_undo
from splynx_xero_gui.engine.undo.written import Written, read, written_in
from splynx_xero_gui.ports.billing import Absent
from splynx_xero_gui.ports.control import PlanReady, StageStarted
from splynx_xero_gui.ports.ledger import Books

_MADE_IN_SPLYNX = (ActionKind.CREATE_PAYMENT, ActionKind.CREATE_REFUND)
_CREDITS = (ActionKind.CREATE_OVERPAYMENT, ActionKind.CREATE_PREPAYMENT)


class UndoService(SyncService):
    """Plans and runs the undo of one run. Use one instance per piece of work, in the thread that made it."""

    def undo_plan(self, run_id: str) -> UndoPlan:
        """Read what changed on both sides and say what undoing the run would write, and what it cannot take back.

        Writes to neither side. Raises Misconfigured for a run that cannot be undone at all, and what `plan` raises.
        """
        self._wanted(run_id)
        with self._t.lock.acquire("undo"):
            self._prepare()
            return self._plan_undo(run_id)

    def undo(self, run_id: str, shown: str | None = None, settings: str = "") -> SyncReport:
        """Undo the run: exactly the plan shown, where its fingerprint is given (P7). What cannot be taken back stays.

        Raises Misconfigured for a run that cannot be undone at all. What happens on the way is in the report.
        """
        self._wanted(run_id)
        run = dataclasses.replace(self._new_run("hand", settings), undoes=run_id)

        def steps(work: Work) -> None:
            work.recovery = self._prepare()
            plan = self._plan_undo(run_id, looked=shown is not None)
            actions = plan.actions
            if shown is not None:
                actions = as_shown(_as_sync_plan(plan), self._t.ledger.shown_plan(shown))
            work.planned = len(actions)
            if not actions:
                return
            self._t.ledger.set_fact(SCHEDULE_PAUSED, run.id)
            work.execution = self._execute(run.id, actions)
            work.stop = work.execution.stop
            if work.stop is None:
                self._ask_at_once()

        return self._alone(run, lambda: self._recorded(run, steps))

    def _ask_at_once(self) -> None:
        """What was undone becomes a question now, not at the next sync (R15): from the books as they are by now."""
        self._discover()
        self._t.observer.notify(StageStarted("compare"))
        self._planning.make()

    def _wanted(self, run_id: str) -> Run:
        run = self._t.ledger.run(run_id)
        if run is None:
            raise Misconfigured(
                "H1", "There is no such run", f"No run has the id {run_id}.", "List the runs with `history`."
            )
        if run.undoes:
            raise Misconfigured(
                "H2",
                "An undo cannot be undone",
                f"This run is itself the undo of run {run.undoes}. What it voided or deleted is gone for good in Xero. "
                "Nothing was written.",
                'To have the items again, answer their question under Decisions with "Send again": they are made anew.',
            )
        return run

    # -- the plan --

    def _plan_undo(self, run_id: str, *, looked: bool = False) -> UndoPlan:
        """`looked`: what lists do not tell was read for the plan on show, and is not read (and paid for) again."""
        t = self._t
        t.observer.notify(StageStarted("compare"))
        written = written_in(t.ledger, t.codec, run_id)
        if not looked:
            self._look_at_credits(written)
            self._look_at_payments(written)
        names = t.ledger.contact_names()
        left = {one.intent.id: one for one in written}
        whole = UndoPlan(run_id, "", already=len(t.ledger.undone(run_id)))
        for books in in_parts(t.ledger, {one.action.customer_id for one in written}):
            ground = self._ground(run_id, books, names)
            plan_undo(ground, [one for one in written if one.action.customer_id in books.customers])
            for id in [*(action.undoes for action in ground.actions), *(kept.intent_id for kept in ground.kept)]:
                left.pop(id, None)
            whole = dataclasses.replace(
                whole, actions=(*whole.actions, *ground.actions), kept=(*whole.kept, *ground.kept)
            )
        return self._finished_plan(whole, list(left.values()))

    def _ground(self, run_id: str, books: Books, names: Mapping[str, str]) -> Ground:
        _, accounting = self._planning.references()
        return Ground(
            run_id,
            build_view(books),
            self._planning.policy(),
            accounting,
            self._planning.today(accounting),
            self._before,
            self._earlier,
            names,
        )

    def _before(self, cls: type, text: str) -> object:
        try:
            return self._t.codec.decode_body(cls, text) if text else None
        except ValueError:
            return None

    def _earlier(self, xero_id: str) -> list[Written]:
        return read(self._t.codec, reversed(self._t.ledger.written_to([xero_id])))

    def _look_at_credits(self, written: Sequence[Written]) -> None:
        """Lists of over- and prepayments do not tell whether they are reconciled: their contacts' are read (P10)."""
        t = self._t
        contacts = {
            one.payload.contact.id
            for one in written
            if one.kind in _CREDITS and isinstance(one.payload, CreditPayload) and one.side is Side.XERO
        }
        for contact_id in sorted(contacts):
            t.cancel.raise_if_requested()
            t.ledger.store_page([observe_xero(c, self._tag, t.ledger) for c in t.accounting.credits_of(contact_id)])

    def _look_at_payments(self, written: Sequence[Written]) -> None:
        """Splynx does not tell by itself which payments were edited: those made there are read again (P10)."""
        t = self._t
        made = {one.xero_id for one in written if one.side is Side.SPLYNX and one.kind in _MADE_IN_SPLYNX}
        if not made:
            return
        links = t.ledger.links(kinds=[ObjectKind.PAYMENT])
        ids = sorted({link.splynx_id for link in links if link.xero_id in made and link.splynx_id})
        read_now = t.billing.payments_by_id(ids)
        t.ledger.store_page([seen_in_splynx(ObjectKind.PAYMENT, p.id, p.customer_id, p) for p in read_now])
        missing = sorted(set(ids) - {payment.id for payment in read_now})
        answers = [t.billing.payment(id) for id in missing]
        t.ledger.mark_gone(Side.SPLYNX, ObjectKind.PAYMENT, [a.id for a in answers if isinstance(a, Absent) and a.gone])

    def _finished_plan(self, whole: UndoPlan, unplanned: Sequence[Written]) -> UndoPlan:
        """In order, with its fingerprint and its cost. `unplanned`: their customers are not known any more."""
        t = self._t
        kept = [*whole.kept, *(_unknown(one) for one in unplanned)]
        order = {one.intent_id: place for place, one in enumerate(kept)}
        actions = ordered(whole.actions)
        plan = dataclasses.replace(
            whole,
            actions=actions,
            fingerprint=fingerprint(actions),
            totals=totals(actions),
            kept=tuple(sorted(kept, key=lambda one: (one.obstacle, one.subject, order[one.intent_id]))),
        )
        plan = dataclasses.replace(
            plan,
            calls=estimate_calls(
                _as_sync_plan(plan), t.accounting, t.ledger, t.clock.now(), pulls=self._pulls, read_after=True
            ),
        )
        t.ledger.save_plan(_as_sync_plan(plan))
        t.observer.notify(PlanReady({line.kind: (line.count, line.amount) for line in plan.totals}))
        return plan


def _as_sync_plan(plan: UndoPlan) -> SyncPlan:
    return SyncPlan(plan.fingerprint, plan.actions, totals=plan.totals)


def _unknown(one: Written) -> Kept:
    action = one.action
    return Kept(
        one.intent.id,
        action.kind,
        action.side,
        action.subject,
        action.customer_name,
        action.splynx_id,
        one.xero_id or None,
        action.date,
        action.amount,
        action.currency,
        Obstacle.GONE,
        "Its customer is not known any more.",
    )
