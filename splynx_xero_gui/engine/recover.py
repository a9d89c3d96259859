"""Look up every write whose answer was lost, before anything else (design.md §4).

Never just resend: adopt what is found. How each kind of write is found again is in `looking_up`. What is not found is
looked up once more when the service has had SETTLING to finish what it was sent (ADR 008).
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind, Side
from splynx_xero_gui.domain.payloads import ContactPayload, DocumentPayload
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Intent, IntentState, Observation
from splynx_xero_gui.engine.concluding import Concluder
from splynx_xero_gui.engine.discover_xero import observe_xero
from splynx_xero_gui.engine.execute import ActionCodec
from splynx_xero_gui.engine.looking_up import Found, LookUp
from splynx_xero_gui.engine.splynx_writes import SplynxWriter
from splynx_xero_gui.ports.accounting import AccountingSystem
from splynx_xero_gui.ports.billing import BillingSystem
from splynx_xero_gui.ports.control import AWAITING_ANSWERS, Cancel, Clock, ItemDone, Observer, Pausing
from splynx_xero_gui.ports.ledger import Conclusion, Ledger

SETTLING = dt.timedelta(minutes=3)
"""A request whose connection broke may be carried out this long after it was sent."""
_AT_ONCE = 40


@dataclasses.dataclass(slots=True)
class Recovery:
    """How many were found on the other side (`adopted`) and how many never arrived (`absent`)."""

    adopted: int = 0
    absent: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class _Open:
    intent: Intent
    action: SyncAction


class Recoverer:
    """Resolves open intents by natural key: number, ContactNumber, token, `field_1`, or allocation read back.

    `billing` is needed where payments are taken over from Xero.
    """

    def __init__(
        self,
        accounting: AccountingSystem,
        ledger: Ledger,
        clock: Clock,
        observer: Observer,
        cancel: Cancel,
        codec: ActionCodec,
        concluder: Concluder,
        tag: str,
        billing: BillingSystem | None = None,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._observer = observer
        self._cancel = cancel
        self._codec = codec
        self._concluder = concluder
        self._tag = tag
        self._look_up = LookUp(accounting, ledger, tag)
        self._splynx = SplynxWriter(billing) if billing is not None else None
        self._keep_absent = False

    def run(self, *, keep_absent: bool = False) -> Recovery:
        """Resolve all open intents, oldest first. Raises what the port's reads raise; what is not resolved stays
        open.

        `keep_absent`: what is not found stays open, one look-up older, for a person to say that it is not there. What
        may still be carried out (SETTLING) is not counted as looked up, and nothing waits for it.
        """
        result = Recovery()
        self._keep_absent = keep_absent
        items = [_Open(intent, self._codec.decode(intent.action)) for intent in self._ledger.open_intents()]
        young = self._look_up_all(items, result)
        if young and not keep_absent:
            self._let_settle(young)
            self._look_up_all(young, result, settled=True)
        return result

    def _look_up_all(self, items: Sequence[_Open], result: Recovery, *, settled: bool = False) -> list[_Open]:
        """Settles what is found, and what cannot arrive any more; returns the rest."""
        young: list[_Open] = []
        for together in _groups(items):
            self._cancel.raise_if_requested()
            for item, found in zip(together, self._find([item.action for item in together]), strict=True):
                if found.done is None and not settled and self._left(item) > dt.timedelta():
                    young.append(item)
                else:
                    self._settle(item, found, result)
        return young

    def _left(self, item: _Open) -> dt.timedelta:
        """How long the write may still arrive; never longer than SETTLING, whatever became of the clock."""
        return min(item.intent.created_at + SETTLING - self._clock.now(), SETTLING)

    def _let_settle(self, young: Sequence[_Open]) -> None:
        """Wait until none of them can arrive any more. Raises Cancelled; they stay open then."""
        seconds = max(self._left(item) for item in young).total_seconds()
        self._observer.notify(Pausing(young[0].action.side, seconds, AWAITING_ANSWERS))
        self._cancel.wait(seconds)

    def _find(self, actions: Sequence[SyncAction]) -> list[Found]:
        """What became of these writes: in Xero by number or token, in Splynx by the key in `field_1` (R2)."""
        if self._splynx is None or actions[0].side is Side.XERO:
            return self._look_up(actions)
        after = str(self._ledger.highest_id(Side.SPLYNX, ObjectKind.RELATION))
        return [Found(self._splynx.look_up(action, after)) for action in actions]

    def _settle(self, item: _Open, found: Found, result: Recovery) -> None:
        now = self._clock.now()
        action = item.action
        if found.done is not None:
            conclusion = self._concluder.done(item.intent, action, found.done, now, result="adopted")
            self._ledger.conclude([conclusion])
            result.adopted += 1
            self._observer.notify(ItemDone(action.kind, action.subject, action.customer_name, action.amount, "adopted"))
            return
        if self._keep_absent:
            seen = tuple(observe_xero(body, self._tag, self._ledger) for body in found.seen)
            self._ledger.conclude(looked_in_vain(item.intent, seen))
            result.absent += 1
            return
        conclusion = self._concluder.failed(item.intent, action, IntentState.ABANDONED, "looked up: not there", now)
        if found.seen:
            # What stands there instead is the next plan's business.
            seen = tuple(observe_xero(body, self._tag, self._ledger) for body in found.seen)
            conclusion = dataclasses.replace(conclusion, observations=seen)
        self._ledger.conclude([conclusion])
        result.absent += 1


def looked_in_vain(intent: Intent, seen: tuple[Observation, ...]) -> list[Conclusion]:
    """One more look-up that found nothing: the intent stays open. What was never marked as lost is so first."""
    message = "looked up: not there"
    again = Conclusion(intent.id, IntentState.UNCERTAIN, message=message, observations=seen)
    if intent.state is IntentState.UNCERTAIN:
        return [again]
    return [Conclusion(intent.id, IntentState.UNCERTAIN, message=message), again]


def _groups(items: Sequence[_Open]) -> list[list[_Open]]:
    """What one look-up call can answer: new contacts and documents by the forty, the rest one by one.

    One by one matters for allocations: each adopted one is linked before its equal is looked up.
    """
    contacts: list[_Open] = []
    documents: dict[ObjectKind, list[_Open]] = {kind: [] for kind in DOCUMENT_KINDS}
    rest: list[list[_Open]] = []
    for item in items:
        payload = item.action.payload
        if isinstance(payload, ContactPayload) and not payload.id:
            contacts.append(item)
        elif isinstance(payload, DocumentPayload) and not payload.id:
            documents[payload.kind].append(item)
        else:
            rest.append([item])
    chosen = [contacts, *documents.values()]
    chunks = [some[start : start + _AT_ONCE] for some in chosen for start in range(0, len(some), _AT_ONCE)]
    return [*chunks, *rest]
