"""Take over books that another computer synced, or whose record was damaged (R32, screen text R4, D11)."""

from collections import Counter

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.records import Link, LinkState
from splynx_xero_gui.domain.results import TakenOver
from splynx_xero_gui.engine.decisions import unanswered
from splynx_xero_gui.engine.guards import TAKEN_OVER
from splynx_xero_gui.engine.rebuild.reading_back import ReadBack
from splynx_xero_gui.engine.service import SyncService
from splynx_xero_gui.ports.control import StageStarted

# Contacts, then documents, then receipts, then what is allocated: each round links what the one before made certain.
_MOST_ROUNDS = 8


class TakeOverService(SyncService):
    """Reads the links back into an empty record. Writes to neither side."""

    def take_over(self) -> TakenOver:
        """Read both sides in full and link what carries our keys. What is not certain is a question, as in any plan.

        Raises Misconfigured where the record holds links already, and what reading raises: then nothing is linked.
        """
        t = self._t
        with t.lock.acquire(f"{t.who.user} on {t.who.machine}"):
            if t.ledger.facts().ever_linked:
                raise Misconfigured(
                    "H3",
                    "This record already holds links",
                    "Links are read back into an empty record only. Nothing was changed.",
                    "Sync as usual; or set this record aside first (`ledger archive`).",
                )
            self._prepare(full=True)
            t.observer.notify(StageStarted("compare"))
            t.ledger.save_links(ReadBack(t.ledger, self._tag).links())
            self._adopt_the_rest()
            t.ledger.set_fact(TAKEN_OVER, f"{t.clock.now().isoformat()} {t.who.user} on {t.who.machine}")
            return self._result()

    def _adopt_the_rest(self) -> None:
        """What carries its first key is adopted by the planner, as after an interrupted run (R4)."""
        for _ in range(_MOST_ROUNDS):
            plan = self._planning.make(everything=True)
            if not plan.links:
                return
            self._t.ledger.save_links(plan.links)

    def _result(self) -> TakenOver:
        plan = self._planning.make(everything=True)
        counted: Counter[ObjectKind] = Counter(link.kind for link in self._t.ledger.links() if _counts(link))
        return TakenOver(dict(sorted(counted.items())), len(unanswered(self._t.ledger)), len(plan.actions))


def _counts(link: Link) -> bool:
    return link.state is LinkState.ACTIVE
