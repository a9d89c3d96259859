"""Write the plan: dependency order, batches, five calls at once, a committed intent before each call (design.md §4)."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from decimal import Decimal
from typing import Protocol

from splynx_xero_gui.domain.failures import Cancelled, Failure
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ActionKind, Side
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.payloads import DocumentPayload, FilePayload, PaymentPayload
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Intent, IntentState
from splynx_xero_gui.engine.concluding import Concluder, with_ids
from splynx_xero_gui.engine.discover_xero import observe_xero
from splynx_xero_gui.ports.accounting import (
    AccountingBody,
    AccountingSystem,
    BatchAnswer,
    Done,
    NotSent,
    Outcome,
    Refused,
    Unknown,
)
from splynx_xero_gui.ports.billing import BillingSystem
from splynx_xero_gui.ports.control import BatchStarted, CallsUsed, Cancel, Clock, ItemDone, Observer
from splynx_xero_gui.ports.ledger import Conclusion, Ledger

AT_ONCE = 5


class ActionCodec(Protocol):
    """Actions as text, for intents."""

    def encode(self, action: SyncAction) -> str:
        """JSON text."""
        ...

    def decode(self, text: str) -> SyncAction:
        """The action again, equal in every field."""
        ...


@dataclasses.dataclass(slots=True)
class Execution:
    """What was written.

    `stop` is what ended it early; `blocked` are actions not tried because one they need did not succeed.
    """

    written: dict[tuple[Side, ActionKind], tuple[int, Decimal]] = dataclasses.field(default_factory=dict)
    done: dict[str, str] = dataclasses.field(default_factory=dict)
    refused: int = 0
    refused_amount: Decimal = ZERO
    uncertain: int = 0
    blocked: int = 0
    not_tried: int = 0
    stop: Failure | None = None

    def count(self, action: SyncAction) -> None:
        """One more written."""
        number, amount = self.written.get((action.side, action.kind), (0, ZERO))
        self.written[action.side, action.kind] = (number + 1, amount + action.amount)


class Executor:
    """Runs actions. The ledger is used from the calling thread only; calls are made from worker threads."""

    def __init__(
        self,
        accounting: AccountingSystem,
        billing: BillingSystem,
        ledger: Ledger,
        clock: Clock,
        observer: Observer,
        cancel: Cancel,
        new_id: Callable[[], str],
        codec: ActionCodec,
        concluder: Concluder,
        tag: str,
        run_id: str,
    ) -> None:
        self._accounting = accounting
        self._billing = billing
        self._ledger = ledger
        self._clock = clock
        self._observer = observer
        self._cancel = cancel
        self._new_id = new_id
        self._codec = codec
        self._concluder = concluder
        self._tag = tag
        self._run_id = run_id
        self._started: dict[ActionKind, int] = defaultdict(int)

    def run(self, actions: Sequence[SyncAction]) -> Execution:
        """Write what can be written; never raises for what the service said. Cancel takes effect between calls."""
        result = Execution()
        left = list(actions)
        unreachable: set[str] = set()
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="write") as pool:
            while left and result.stop is None:
                ready, left = self._ready(left, result, unreachable)
                if not ready:
                    break
                self._wave(pool, ready, result, unreachable)
        result.blocked += sum(1 for action in left if unreachable.intersection(action.depends_on))
        result.not_tried = len(left) - sum(1 for action in left if unreachable.intersection(action.depends_on))
        return result

    def _ready(
        self, left: Sequence[SyncAction], result: Execution, unreachable: set[str]
    ) -> tuple[list[SyncAction], list[SyncAction]]:
        """Actions whose needs are met now, and the rest; what needs something that failed is dropped."""
        planned = {action.id for action in left}
        ready: list[SyncAction] = []
        rest: list[SyncAction] = []
        for action in left:
            open_needs = [need for need in action.depends_on if need not in result.done]
            if any(need in unreachable or need not in planned for need in open_needs):
                unreachable.add(action.id)
                result.blocked += 1
            elif open_needs:
                rest.append(action)
            else:
                ready.append(action)
        return ready, rest

    def _wave(
        self, pool: ThreadPoolExecutor, ready: Sequence[SyncAction], result: Execution, unreachable: set[str]
    ) -> None:
        by_kind: dict[ActionKind, list[SyncAction]] = defaultdict(list)
        for action in ready:
            by_kind[action.kind].append(with_ids(action, result.done))
        queue = [batch for actions in by_kind.values() for batch in self._accounting.batches(actions)]
        queue.reverse()
        running: dict[Future[BatchAnswer], list[tuple[str, SyncAction]]] = {}
        refused: list[SyncAction] = []
        while queue or running:
            while queue and len(running) < AT_ONCE and result.stop is None:
                if self._cancel.requested:
                    result.stop = Cancelled()
                    break
                future, sent = self._start(pool, queue.pop())
                running[future] = sent
            if not running:
                break
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                refused += self._finish(future, running.pop(future), result, unreachable)
        for batch in queue:
            result.not_tried += len(batch)
            unreachable.update(action.id for action in batch)
        if refused and result.stop is None:
            self._look_behind(refused)

    def _start(
        self, pool: ThreadPoolExecutor, batch: Sequence[SyncAction]
    ) -> tuple[Future[BatchAnswer], list[tuple[str, SyncAction]]]:
        """Commit the intents, then make the call (intent first)."""
        key = self._new_id()
        now = self._clock.now()
        intents = [
            Intent(
                id=self._new_id(),
                run_id=self._run_id,
                action_id=action.id,
                kind=action.kind,
                side=action.side,
                action=self._codec.encode(action),
                state=IntentState.SENDING,
                created_at=now,
                idempotency_key=key,
            )
            for action in batch
        ]
        self._ledger.begin(intents)
        kind = batch[0].kind
        first = self._started[kind] + 1
        self._started[kind] += len(batch)
        self._observer.notify(BatchStarted(kind, first, self._started[kind]))
        future = pool.submit(self._call, list(batch), key)
        return future, [(intent.id, action) for intent, action in zip(intents, batch, strict=True)]

    def _call(self, batch: Sequence[SyncAction], key: str) -> BatchAnswer:
        action = batch[0]
        if isinstance(action.payload, FilePayload):
            try:
                content = self._billing.document_pdf(action.payload.kind, action.payload.document_id)
            except Failure as failure:
                return BatchAnswer((NotSent(action.id),), failure)
            return self._accounting.upload(action, content)
        return self._accounting.write(batch, key)

    def _finish(
        self,
        future: Future[BatchAnswer],
        sent: Sequence[tuple[str, SyncAction]],
        result: Execution,
        unreachable: set[str],
    ) -> list[SyncAction]:
        """Commit the answers of one call; returns what was refused."""
        answer = future.result()
        if answer.stop is not None and result.stop is None:
            result.stop = answer.stop if isinstance(answer.stop, Failure) else _own_error(answer.stop)
        outcomes = {outcome.action_id: outcome for outcome in answer.outcomes}
        now = self._clock.now()
        conclusions: list[Conclusion] = []
        refused: list[SyncAction] = []
        for intent_id, action in sent:
            outcome = outcomes.get(action.id, Unknown(action.id, "the answer did not mention it"))
            conclusions.append(self._conclude(intent_id, action, outcome, now, result))
            if not isinstance(outcome, Done):
                unreachable.add(action.id)
            if isinstance(outcome, Refused):
                refused.append(action)
        self._ledger.conclude(conclusions)
        for conclusion, (_, action) in zip(conclusions, sent, strict=True):
            self._tell(action, conclusion)
        self._observer.notify(
            CallsUsed(
                {Side.XERO: self._accounting.calls_made, Side.SPLYNX: self._billing.calls_made},
                self._accounting.calls_left_today,
            )
        )
        return refused

    def _conclude(
        self, intent_id: str, action: SyncAction, outcome: Outcome, now: dt.datetime, result: Execution
    ) -> Conclusion:
        if isinstance(outcome, Done):
            result.done[action.id] = outcome.xero_id
            result.count(action)
            return self._concluder.done(intent_id, action, outcome, now)
        if isinstance(outcome, Refused):
            result.refused += 1
            result.refused_amount += action.amount
            words = " ".join(outcome.messages)
            return self._concluder.failed(intent_id, action, IntentState.REFUSED, words, now)
        if isinstance(outcome, NotSent):
            result.not_tried += 1
            return self._concluder.failed(intent_id, action, IntentState.ABANDONED, "never sent", now)
        result.uncertain += 1
        return self._concluder.failed(intent_id, action, IntentState.UNCERTAIN, outcome.reason, now)

    def _tell(self, action: SyncAction, conclusion: Conclusion) -> None:
        if conclusion.state is not IntentState.ABANDONED:
            self._observer.notify(
                ItemDone(
                    action.kind,
                    action.subject,
                    action.customer_name,
                    action.amount,
                    conclusion.state.value,
                    conclusion.message,
                )
            )

    def _look_behind(self, refused: Iterable[SyncAction]) -> None:
        """Read what a refused write ran into, so that the next plan asks the right question (R4, R20)."""
        actions = list(refused)
        for kind in DOCUMENT_KINDS:
            payloads = [a.payload for a in actions if isinstance(a.payload, DocumentPayload) and a.payload.kind is kind]
            numbers = [p.number for p in payloads if not p.id]
            ids = [p.id for p in payloads if p.id]
            ids += [
                a.payload.target_ref.id
                for a in actions
                if isinstance(a.payload, PaymentPayload) and a.payload.target.value == kind.value
            ]
            found: dict[str, AccountingBody] = {}
            if numbers:
                found.update((body.id, body) for body in self._accounting.by_numbers(kind, numbers))
            if ids:
                found.update((body.id, body) for body in self._accounting.by_ids(kind, sorted(set(ids))))
            if found:
                self._ledger.store_page([observe_xero(body, self._tag, self._ledger) for body in found.values()])


def _own_error(error: Exception) -> Failure:
    return Failure(
        "G1",
        "Something went wrong in the program",
        "The sync stopped at a safe place; what is uncertain is looked up next time.",
        "Please save the support file and send it to us.",
        details=f"{type(error).__name__}: {error}",
    )
