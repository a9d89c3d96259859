"""Write the plan: dependency order, batches, five calls at once, a committed intent before each call (design.md §4)."""

import dataclasses
import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from decimal import Decimal
from typing import Protocol, TypeVar

from splynx_xero_gui.domain.failures import Cancelled, Failure
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.payloads import FilePayload
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Intent, IntentState, Link
from splynx_xero_gui.engine.concluding import Concluder, with_ids, with_run
from splynx_xero_gui.engine.look_behind import look_behind
from splynx_xero_gui.engine.own_error import own_error
from splynx_xero_gui.engine.splynx_writes import SplynxDone, SplynxWriter
from splynx_xero_gui.ports.accounting import (
    CAUSE_MARK,
    PLAN_LIMIT,
    AccountingSystem,
    BatchAnswer,
    Done,
    NotSent,
    Outcome,
    Refused,
    Unknown,
)
from splynx_xero_gui.ports.billing import BillingSystem, PdfUnavailable
from splynx_xero_gui.ports.control import BatchStarted, CallsUsed, Cancel, Clock, ItemDone, Observer
from splynx_xero_gui.ports.ledger import Conclusion, Ledger

AT_ONCE = 5
_LAST = frozenset({ActionKind.ADD_NOTE, ActionKind.ATTACH_FILE})
B = TypeVar("B")

_log = logging.getLogger(__name__)


class ActionCodec(Protocol):
    """Actions as text, for intents."""

    def encode(self, action: SyncAction) -> str:
        """JSON text."""
        ...

    def decode(self, text: str) -> SyncAction:
        """The action again, equal in every field."""
        ...

    def encode_links(self, links: Sequence[Link]) -> str:
        """JSON text."""
        ...

    def decode_links(self, text: str) -> tuple[Link, ...]:
        """The links again; none of an empty text."""
        ...

    def decode_body(self, cls: type[B], text: str) -> B:
        """What an action kept as `before`. Raises ValueError where it kept nothing of this class."""
        ...


@dataclasses.dataclass(slots=True)
class Execution:
    """What was written.

    `stop` is what ended it early; `blocked` are actions not tried because one they need was refused or is uncertain,
    `not_tried` those the run did not come to.
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

    def end(self, failure: Failure) -> None:
        """Stop here; the first cause counts."""
        self.stop = self.stop or failure


@dataclasses.dataclass(slots=True)
class _Way:
    """How far the actions are: `failed` were refused, uncertain or blocked, `unsent` never went out. Of the kinds in
    `full` the organisation's plan takes no more: they wait for another run.
    """

    result: Execution = dataclasses.field(default_factory=Execution)
    failed: set[str] = dataclasses.field(default_factory=set)
    unsent: set[str] = dataclasses.field(default_factory=set)
    full: set[ActionKind] = dataclasses.field(default_factory=set)


_Sent = list[tuple[Intent, SyncAction]]


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
        self._splynx = SplynxWriter(billing)

    def run(self, actions: Sequence[SyncAction]) -> Execution:
        """Write what can be written; never raises for what a service or the disk did. Cancel takes effect between
        calls.
        """
        way = _Way()
        result = way.result
        left = list(actions)
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="write") as pool:
            while left and result.stop is None:
                ready, left = self._ready(left, way)
                if not ready:
                    break
                self._wave(pool, ready, way)
        for action in left:
            self._set_aside(action, way)
        tried = len(result.done) + result.refused + result.uncertain
        result.not_tried = len(actions) - tried - result.blocked
        return result

    def _ready(self, left: Sequence[SyncAction], way: _Way) -> tuple[list[SyncAction], list[SyncAction]]:
        """Actions whose needs are met now, and those that still wait; what can never be met is set aside."""
        planned = {action.id for action in left}
        ready: list[SyncAction] = []
        rest: list[SyncAction] = []
        for action in left:
            needs = [need for need in action.depends_on if need not in way.result.done]
            if any(need not in planned or need in way.failed or need in way.unsent for need in needs):
                self._set_aside(action, way)
            elif needs:
                rest.append(action)
            else:
                ready.append(action)
        money = [action for action in ready if action.kind not in _LAST]
        if money and len(money) < len(ready):
            # Notes and files cost a call each: they never take the day's calls from money (R35).
            later = {action.id for action in rest} | {action.id for action in ready if action.kind in _LAST}
            rest = [action for action in left if action.id in later]
            ready = money
        return ready, rest

    def _set_aside(self, action: SyncAction, way: _Way) -> None:
        if way.failed.intersection(action.depends_on):
            way.failed.add(action.id)
            way.result.blocked += 1
        else:
            way.unsent.add(action.id)

    def _wave(self, pool: ThreadPoolExecutor, ready: Sequence[SyncAction], way: _Way) -> None:
        """Everything that needs nothing more, in calls of one kind, five at once."""
        result = way.result
        by_kind: dict[ActionKind, list[SyncAction]] = defaultdict(list)
        in_splynx = [with_ids(action, result.done) for action in ready if action.side is Side.SPLYNX]
        for action in ready:
            if action.side is Side.XERO:
                by_kind[action.kind].append(with_run(with_ids(action, result.done), self._run_id))
        queue = [batch for actions in by_kind.values() for batch in self._accounting.batches(actions)]
        queue.reverse()
        running: dict[Future[BatchAnswer], _Sent] = {}
        refused: list[SyncAction] = []
        while queue or running:
            self._start_some(pool, queue, running, way)
            if not running:
                break
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                refused += self._finish(future, running.pop(future), way)
        way.unsent.update(action.id for batch in queue for action in batch)
        if refused and result.stop is None:
            try:
                look_behind(refused, self._accounting, self._ledger, self._tag)
            except Failure as failure:
                result.end(failure)
        for action in in_splynx:
            self._into_splynx(pool, action, way)

    def _start_some(
        self,
        pool: ThreadPoolExecutor,
        queue: list[Sequence[SyncAction]],
        running: dict[Future[BatchAnswer], _Sent],
        way: _Way,
    ) -> None:
        """Start calls until five are under way; what the plan of the organisation takes no more stays unsent."""
        result = way.result
        while queue and len(running) < AT_ONCE and result.stop is None:
            if self._cancel.requested:
                result.end(Cancelled())
                return
            if queue[-1][0].kind in way.full:
                way.unsent.update(action.id for action in queue.pop())
                continue
            try:
                future, sent = self._start(pool, queue[-1])
            except Failure as failure:
                # The intents could not be committed, so the call is not made.
                result.end(failure)
                return
            queue.pop()
            running[future] = sent

    def _into_splynx(self, pool: ThreadPoolExecutor, action: SyncAction, way: _Way) -> None:
        """One write at a time, in the order of the plan: Splynx may use each new payment by itself (R27)."""
        if way.result.stop is None and self._cancel.requested:
            way.result.end(Cancelled())
        if way.result.stop is not None:
            way.unsent.add(action.id)
            return
        try:
            future, sent = self._start(pool, (action,))
        except Failure as failure:
            way.result.end(failure)
            way.unsent.add(action.id)
            return
        wait((future,))
        self._finish(future, sent, way)

    def _start(self, pool: ThreadPoolExecutor, batch: Sequence[SyncAction]) -> tuple[Future[BatchAnswer], _Sent]:
        """Commit the intents, then make the call (intent first)."""
        key = self._new_id()
        now = self._clock.now()
        before = self._replaced(batch)
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
                replaced=before.get(action.id, ""),
            )
            for action in batch
        ]
        self._ledger.begin(intents)
        kind = batch[0].kind
        first = self._started[kind] + 1
        self._started[kind] += len(batch)
        self._observer.notify(BatchStarted(kind, first, self._started[kind]))
        if batch[0].side is Side.SPLYNX:
            after = str(self._ledger.highest_id(Side.SPLYNX, ObjectKind.RELATION))
            future = pool.submit(self._splynx.write, batch[0], after)
        else:
            future = pool.submit(self._call, list(batch), key)
        return future, list(zip(intents, batch, strict=True))

    def _replaced(self, batch: Sequence[SyncAction]) -> dict[str, str]:
        """The links that these writes replace, as they stand: an undo brings them back."""
        ids = {link.id for action in batch for link in action.links if link.id is not None}
        if not ids:
            return {}
        held = {link.id: link for link in self._ledger.links_by_id(ids)}
        found = {action.id: [held[link.id] for link in action.links if link.id in held] for action in batch}
        return {id: self._codec.encode_links(links) for id, links in found.items() if links}

    def _call(self, batch: Sequence[SyncAction], key: str) -> BatchAnswer:
        action = batch[0]
        if isinstance(action.payload, FilePayload):
            payload = action.payload
            try:
                content = self._billing.document_pdf(payload.billed_as or payload.kind, payload.document_id)
            except PdfUnavailable as reason:
                return BatchAnswer((Refused(action.id, (str(reason),)),))
            except Failure as failure:
                return BatchAnswer((NotSent(action.id),), failure)
            return self._accounting.upload(action, content)
        return self._accounting.write(batch, key)

    def _finish(self, future: Future[BatchAnswer], sent: _Sent, way: _Way) -> list[SyncAction]:
        """Commit the answers of one call; returns what was refused."""
        answer = _answer_of(future)
        if answer.stop is not None:
            way.result.end(answer.stop if isinstance(answer.stop, Failure) else own_error(answer.stop))
        outcomes = {outcome.action_id: outcome for outcome in answer.outcomes}
        now = self._clock.now()
        answered = [
            (intent, action, outcomes.get(action.id, Unknown(action.id, "the answer did not mention it")))
            for intent, action in sent
        ]
        try:
            conclusions = [self._conclusion(intent, action, outcome, now) for intent, action, outcome in answered]
            self._ledger.conclude(conclusions)
        except Failure as failure:
            # What Xero said could not be kept: the intents stay open and are looked up next time.
            way.result.end(failure)
            conclusions = []
            answered = [(i, a, Unknown(a.id, "the answer could not be recorded")) for i, a, _ in answered]
        refused = [action for _, action, outcome in answered if _tally(action, outcome, way)]
        for conclusion, (_, action, _outcome) in zip(conclusions, answered, strict=False):
            self._tell(action, conclusion)
        self._observer.notify(
            CallsUsed(
                {Side.XERO: self._accounting.calls_made, Side.SPLYNX: self._billing.calls_made},
                self._accounting.calls_left_today,
            )
        )
        return refused

    def _conclusion(self, intent: Intent, action: SyncAction, outcome: Outcome, now: dt.datetime) -> Conclusion:
        if isinstance(outcome, Done):
            return self._concluder.done(intent, action, outcome, now)
        if isinstance(outcome, Refused):
            words = " ".join(outcome.messages)
            told = f"{outcome.cause}{CAUSE_MARK}{words}" if outcome.cause else words
            return self._concluder.failed(intent, action, IntentState.REFUSED, told, now)
        if isinstance(outcome, NotSent):
            return self._concluder.failed(intent, action, IntentState.ABANDONED, "never sent", now)
        return self._concluder.failed(intent, action, IntentState.UNCERTAIN, outcome.reason, now)

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


def _answer_of(future: Future[BatchAnswer]) -> BatchAnswer:
    """The answer; an adapter that broke leaves every write of the call uncertain."""
    error = future.exception()
    if error is None:
        return future.result()
    _log.error("a write broke", exc_info=error)
    return BatchAnswer((), error if isinstance(error, Failure) else own_error(error))


def _tally(action: SyncAction, outcome: Outcome, way: _Way) -> bool:
    """Count one outcome; whether it was refused."""
    result = way.result
    if isinstance(outcome, Done):
        result.done[action.id] = outcome.splynx_id if isinstance(outcome, SplynxDone) else outcome.xero_id
        result.count(action)
    elif isinstance(outcome, Refused):
        result.refused += 1
        result.refused_amount += action.amount
        way.failed.add(action.id)
        if outcome.cause == PLAN_LIMIT:
            way.full.add(action.kind)
    elif isinstance(outcome, NotSent):
        way.unsent.add(action.id)
    else:
        result.uncertain += 1
        way.failed.add(action.id)
    return isinstance(outcome, Refused)
