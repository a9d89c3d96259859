"""From an answered or looked-up write to what the ledger stores of it, in one transaction."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from splynx_xero_gui.domain.content import canonical
from splynx_xero_gui.domain.payloads import Payload, Ref
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import IntentState, Link, Role, RunItem
from splynx_xero_gui.engine.agreed import agreed_xero
from splynx_xero_gui.engine.discover_xero import observe_xero
from splynx_xero_gui.ports.accounting import Done
from splynx_xero_gui.ports.ledger import Conclusion, Ledger

_REF_FIELDS = ("contact", "target_ref", "source", "invoice", "target")


def with_ids(action: SyncAction, made: Mapping[str, str]) -> SyncAction:
    """The action with every reference to an action of this run replaced by the id it got.

    Raises KeyError where one is missing.
    """
    changes = {
        name: Ref(id=made[ref.made_by])
        for name in _REF_FIELDS
        if isinstance(ref := getattr(action.payload, name, None), Ref) and not ref.id
    }
    return dataclasses.replace(action, payload=_replace(action.payload, changes)) if changes else action


def _replace(payload: Payload, changes: Mapping[str, Ref]) -> Payload:
    return dataclasses.replace(payload, **changes)  # type: ignore[arg-type]


def finished_links(action: SyncAction, done: Done) -> tuple[Link, ...]:
    """The action's links with ids and agreed content filled in from the answer."""
    return tuple(_finished(link, action, done) for link in action.links)


def _finished(link: Link, action: SyncAction, done: Done) -> Link:
    if link.role is Role.ALLOCATION:
        source = getattr(action.payload, "source", None)
        xero_id = link.xero_id or (source.id if isinstance(source, Ref) else "")
        return dataclasses.replace(link, xero_id=xero_id, xero_part=done.part_id or link.xero_part)
    agreed = agreed_xero(done.body) if done.body is not None else link.agreed_xero
    return dataclasses.replace(link, xero_id=link.xero_id or done.xero_id, agreed_xero=agreed)


class Concluder:
    """Builds conclusions and numbers the run's entries."""

    def __init__(self, run_id: str, tag: str, ledger: Ledger) -> None:
        self._run_id = run_id
        self._tag = tag
        self._ledger = ledger
        self._sequence = 0

    def done(self, intent_id: str, action: SyncAction, done: Done, at: dt.datetime, result: str = "done") -> Conclusion:
        """The write is there: links, the object as answered, the run's entry."""
        seen = (observe_xero(done.body, self._tag, self._ledger),) if done.body is not None else ()
        item = self._item(
            action, done.xero_id, result, "; ".join(done.warnings), canonical(done.body or action.payload), at
        )
        links = finished_links(action, done)
        return Conclusion(intent_id, IntentState.DONE, done.xero_id, item.message, links, seen, item)

    def failed(
        self, intent_id: str, action: SyncAction, state: IntentState, message: str, at: dt.datetime
    ) -> Conclusion:
        """The write was refused, is uncertain, or was never sent."""
        if state is IntentState.ABANDONED:
            return Conclusion(intent_id, state, message=message)
        item = self._item(action, None, state.value, message, "", at)
        return Conclusion(intent_id, state, message=message, item=item)

    def _item(
        self, action: SyncAction, xero_id: str | None, result: str, message: str, after: str, at: dt.datetime
    ) -> RunItem:
        self._sequence += 1
        return RunItem(
            run_id=self._run_id,
            sequence=self._sequence,
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
