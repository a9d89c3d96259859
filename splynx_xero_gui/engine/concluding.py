"""From an answered or looked-up write to what the ledger stores of it, in one transaction."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.payloads import (
    RUN_MARK,
    DeletionPayload,
    DocumentPayload,
    NotePayload,
    Payload,
    Ref,
    SplynxPaymentPayload,
)
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Intent, IntentState, Link, Observation, Role, RunItem, Undone
from splynx_xero_gui.engine.agreed import agreed_xero
from splynx_xero_gui.engine.discover_xero import observe_xero
from splynx_xero_gui.engine.reconcile.agreement import billed_hash, with_own_use
from splynx_xero_gui.engine.splynx_writes import SplynxDone
from splynx_xero_gui.engine.streams import seen_in_splynx
from splynx_xero_gui.ports.accounting import Done
from splynx_xero_gui.ports.ledger import Conclusion, Ledger

_REF_FIELDS = ("contact", "target_ref", "source", "invoice", "target")


def with_ids(action: SyncAction, made: Mapping[str, str]) -> SyncAction:
    """The action with every reference to an action of this run replaced by the id it got.

    Raises KeyError where one is missing.
    """
    if isinstance(action.payload, SplynxPaymentPayload) and action.payload.refund_made_by:
        found = made[action.payload.refund_made_by]
        payload = dataclasses.replace(action.payload, refund_payment_id=found, refund_made_by="")
        return dataclasses.replace(action, payload=payload)
    changes = {
        name: Ref(id=made[ref.made_by])
        for name in _REF_FIELDS
        if isinstance(ref := getattr(action.payload, name, None), Ref) and not ref.id
    }
    return dataclasses.replace(action, payload=_replace(action.payload, changes)) if changes else action


def with_run(action: SyncAction, run_id: str) -> SyncAction:
    """The action as it is sent: a note names the run that wrote its object."""
    payload = action.payload
    if not isinstance(payload, NotePayload) or RUN_MARK not in payload.text:
        return action
    text = payload.text.replace(RUN_MARK, payload.run or run_id)
    return dataclasses.replace(action, payload=dataclasses.replace(payload, text=text))


def _replace(payload: Payload, changes: Mapping[str, Ref]) -> Payload:
    return dataclasses.replace(payload, **changes)  # type: ignore[arg-type]


def finished_links(action: SyncAction, done: Done) -> tuple[Link, ...]:
    """The action's links with ids and agreed content filled in from the answer."""
    return tuple(_finished(link, action, done) for link in action.links)


def _finished(link: Link, action: SyncAction, done: Done) -> Link:
    if isinstance(done, SplynxDone):
        return _taken_over(link, done)
    if link.role is Role.ALLOCATION:
        source = getattr(action.payload, "source", None)
        xero_id = link.xero_id or (source.id if isinstance(source, Ref) else "")
        return dataclasses.replace(link, xero_id=xero_id, xero_part=done.part_id or link.xero_part)
    if link.xero_id not in ("", done.xero_id):
        # A link that goes along (an earlier issue, a credit used up): the answer is about another object.
        return link
    agreed = agreed_xero(done.body) if done.body is not None else link.agreed_xero
    return dataclasses.replace(link, xero_id=done.xero_id, agreed_xero=agreed)


def _taken_over(link: Link, done: SplynxDone) -> Link:
    """A link of a payment made or pointed to another receipt in Splynx; one that ended stays as it is."""
    if done.billed is None or link.xero_id != done.xero_id:
        return link
    made = dataclasses.replace(link, splynx_id=done.splynx_id, agreed_splynx=billed_hash(done.billed))
    if link.role is not Role.CREDIT:
        return made
    # The invoice a planned credit names is the one Xero uses it for: that allocation is linked by the next plan.
    own = [relation for relation in done.relations if relation.invoice_id != link.invoice_id]
    return dataclasses.replace(made, invoice_id=None, agreed=with_own_use(link.agreed, own))


class Concluder:
    """Builds conclusions and numbers the run's entries.

    What a later run finds of a lost write is entered into the run that sent it: it was its write.
    """

    def __init__(self, tag: str, ledger: Ledger) -> None:
        self._tag = tag
        self._ledger = ledger
        self._sequences: dict[str, int] = {}

    def done(self, intent: Intent, action: SyncAction, done: Done, at: dt.datetime, result: str = "done") -> Conclusion:
        """The write is there: links, the object as answered, the run's entry."""
        seen = self._seen(action, done)
        after = canonical((done.billed if isinstance(done, SplynxDone) else done.body) or action.payload)
        # What was corrected to reach Splynx's cents is part of the run's record (R9).
        said = (action.why, *done.warnings) if isinstance(action.payload, DocumentPayload) else done.warnings
        message = " ".join(text for text in said if text)
        item = self._item(intent.run_id, action, done.xero_id, result, message, after, at)
        if isinstance(done, SplynxDone):
            item = dataclasses.replace(item, splynx_id=done.splynx_id)
        return Conclusion(
            intent.id,
            IntentState.DONE,
            done.xero_id,
            item.message,
            finished_links(action, done),
            seen,
            item,
            agreed_xero(done.body) if done.body is not None else "",
            Undone(action.undoes, intent.run_id, action.hold) if action.undoes else None,
        )

    def _seen(self, action: SyncAction, done: Done) -> tuple[Observation, ...]:
        """The object as answered; of Splynx with its relations, or as gone where it was deleted."""
        if not isinstance(done, SplynxDone):
            return (observe_xero(done.body, self._tag, self._ledger),) if done.body is not None else ()
        if done.billed is not None:
            made = seen_in_splynx(ObjectKind.PAYMENT, done.billed.id, done.billed.customer_id, done.billed)
            return (made, *(seen_in_splynx(ObjectKind.RELATION, r.id, r.customer_id, r) for r in done.relations))
        known = self._ledger.observation(Side.SPLYNX, ObjectKind.PAYMENT, done.splynx_id)
        deleted = known is not None and isinstance(action.payload, DeletionPayload)
        return (dataclasses.replace(known, gone=True),) if known is not None and deleted else ()

    def failed(
        self, intent: Intent, action: SyncAction, state: IntentState, message: str, at: dt.datetime
    ) -> Conclusion:
        """The write was refused, is uncertain, or was never sent."""
        if state is IntentState.ABANDONED:
            return Conclusion(intent.id, state, message=message)
        item = self._item(intent.run_id, action, None, state.value, message, "", at)
        return Conclusion(intent.id, state, message=message, item=item)

    def _next(self, run_id: str) -> int:
        if run_id not in self._sequences:
            self._sequences[run_id] = max((item.sequence for item in self._ledger.run_items(run_id)), default=0)
        self._sequences[run_id] += 1
        return self._sequences[run_id]

    def _item(
        self,
        run_id: str,
        action: SyncAction,
        xero_id: str | None,
        result: str,
        message: str,
        after: str,
        at: dt.datetime,
    ) -> RunItem:
        return RunItem(
            run_id=run_id,
            sequence=self._next(run_id),
            action_id=action.id,
            kind=action.kind,
            side=action.side,
            subject=action.subject,
            customer=action.customer_name,
            splynx_id=action.splynx_id,
            xero_id=xero_id or action.xero_id,
            date=action.date,
            amount=action.amount,
            currency=action.currency,
            result=result,
            message=message,
            before=action.before,
            after=after,
            at=at,
        )
