"""One plan in memory: a plan made anew takes the writes it has in common with the plan on show from there."""

from collections.abc import Iterable

from splynx_xero_gui.domain.plan import SyncAction


class Sharing:
    """The writes of a plan that somebody still holds.

    Measured: some 2.5 kB a write, 65 MB for a first sync of 2,000 customers, which the window would hold twice. Only
    what is equal in every field is shared, so the plan is the same with and without.
    """

    def __init__(self, shown: Iterable[SyncAction]) -> None:
        self._shown = {action.id: action for action in shown}

    def of(self, action: SyncAction) -> SyncAction:
        """The equal write of the plan on show, else the write itself."""
        known = self._shown.get(action.id)
        return known if known == action else action
