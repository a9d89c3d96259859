"""Receipts that vanished from Xero are removed in Splynx by a scheduled run only when seen gone twice (R26)."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable

from splynx_xero_gui.domain.accounting import Credit, Payment
from splynx_xero_gui.domain.kinds import Birthplace, ObjectKind
from splynx_xero_gui.domain.records import Link, LinkState, Observation, Role
from splynx_xero_gui.engine.discover_xero import observe_xero
from splynx_xero_gui.ports.accounting import AccountingSystem
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.ports.ledger import Books, Ledger

SECOND_READ_AFTER = dt.timedelta(minutes=30)
_FACT = "removals-seen"
_AT_ONCE = 40


class RemovalWatch:
    """Remembers when each removal was first seen; `look_again` is the second reading."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock

    def look_again(self, accounting: AccountingSystem, tag: str) -> None:
        """Read what was first seen gone half an hour ago or earlier once more. Raises what the port's reads raise."""
        seen = self._seen()
        due = self._due(seen)
        for kind, ids in sorted(_by_kind(due).items()):
            for start in range(0, len(ids), _AT_ONCE):
                read = accounting.by_ids(kind, ids[start : start + _AT_ONCE])
                self._ledger.store_page([observe_xero(body, tag, self._ledger) for body in read])
        # Those that go on are followed by this very run; those that came back are no removals any more.
        self._save({key: moment for key, moment in seen.items() if key not in due}, confirmed=due)

    def unconfirmed(self, books: Books) -> frozenset[str]:
        """Xero ids of removals in these books that a second reading has not shown yet; new ones are noted."""
        seen = self._seen()
        gone = _removed(books.links, books.xero)
        confirmed = set(self._confirmed())
        now = self._clock.now().isoformat()
        new = {f"{link.xero_kind}:{link.xero_id}" for link in gone} - seen.keys() - confirmed
        if new:
            seen |= dict.fromkeys(new, now)
            self._save(seen, confirmed=confirmed)
        return frozenset(k.xero_id for k in gone if f"{k.xero_kind}:{k.xero_id}" not in confirmed)

    def _due(self, seen: dict[str, str]) -> set[str]:
        limit = self._clock.now() - SECOND_READ_AFTER
        return {key for key, moment in seen.items() if dt.datetime.fromisoformat(moment) <= limit}

    def _seen(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self._ledger.get_fact(_FACT) or "{}").get("seen", {})
        return found

    def _confirmed(self) -> list[str]:
        found: list[str] = json.loads(self._ledger.get_fact(_FACT) or "{}").get("confirmed", [])
        return found

    def _save(self, seen: dict[str, str], confirmed: Iterable[str]) -> None:
        """`confirmed` holds for the run that read again: what it does not follow is watched anew."""
        self._ledger.set_fact(_FACT, json.dumps({"seen": seen, "confirmed": sorted(confirmed)}, sort_keys=True))


def _removed(links: Iterable[Link], xero: Iterable[Observation]) -> list[Link]:
    dead = {o.id for o in xero if o.gone or (isinstance(o.body, (Payment, Credit)) and o.body.status.is_dead)}
    return [
        link
        for link in links
        if link.kind is ObjectKind.PAYMENT
        and link.birthplace is Birthplace.XERO
        and link.state is LinkState.ACTIVE
        and link.role is not Role.ALLOCATION
        and link.xero_id in dead
    ]


def _by_kind(keys: Iterable[str]) -> dict[ObjectKind, list[str]]:
    found: dict[ObjectKind, list[str]] = defaultdict(list)
    for key in sorted(keys):
        kind, _, id = key.partition(":")
        found[ObjectKind(kind)].append(id)
    return found
