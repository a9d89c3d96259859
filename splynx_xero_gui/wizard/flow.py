"""The set-up as a state machine without Qt: where one is, what is done, what comes next, what is to be checked again.

`Progress` is frozen and copied per step like the state. `SetupFlow` holds the two and is what the window turns.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from splynx_xero_gui.wizard.checks import Missing, missing
from splynx_xero_gui.wizard.consequences import pages_to_check
from splynx_xero_gui.wizard.pages import SHOWN_PAGES, PageId
from splynx_xero_gui.wizard.state import SetupState


class StepState(StrEnum):
    """Where a step stands in the list beside the page."""

    DONE = "done"
    CURRENT = "current"
    TO_COME = "to-come"
    TO_CHECK = "to-check"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the person is. `committed`: the first sync was started, nothing can be gone back to."""

    current: PageId = PageId.SPLYNX
    done: frozenset[PageId] = frozenset()
    to_check: frozenset[PageId] = frozenset()
    committed: bool = False


class SetupFlow:
    """Turns pages over a state. Raises ValueError for a page that is not shown."""

    def __init__(
        self,
        state: SetupState | None = None,
        progress: Progress | None = None,
        pages: Sequence[PageId] = SHOWN_PAGES,
    ) -> None:
        self.pages = tuple(page for page in PageId if page in pages)
        self._state = state or SetupState()
        progress = progress or Progress(self.pages[0])
        if progress.current not in self.pages:
            progress = dataclasses.replace(progress, current=self._nearest(progress.current))
        self._progress = progress

    @property
    def state(self) -> SetupState:
        """What is known."""
        return self._state

    @property
    def progress(self) -> Progress:
        """Where one is."""
        return self._progress

    @property
    def current(self) -> PageId:
        """The page on show."""
        return self._progress.current

    def change(self, state: SetupState) -> frozenset[PageId]:
        """Take a new state over; returns the done pages that must be checked again because of it."""
        affected = pages_to_check(self._state, state) & self._progress.done - {self.current}
        self._state = state
        self._progress = dataclasses.replace(self._progress, to_check=self._progress.to_check | affected)
        return affected

    def missing(self, page: PageId) -> tuple[Missing, ...]:
        """What the page still needs, the first field first."""
        return missing(page, self._state)

    def complete(self, page: PageId) -> bool:
        """Whether Next would go on from the page."""
        return not self.missing(page)

    def resolve_next(self, page: PageId | None = None) -> PageId | None:
        """The page after this one, None after the last."""
        at = self._place(page or self.current)
        return self.pages[at + 1] if at + 1 < len(self.pages) else None

    def resolve_previous(self, page: PageId | None = None) -> PageId | None:
        """The page before this one; None on the first, and after the commit."""
        at = self._place(page or self.current)
        return self.pages[at - 1] if at > 0 and not self._progress.committed else None

    def passed(self, page: PageId) -> None:
        """Next was answered on the page: it is done and needs no check."""
        self._progress = dataclasses.replace(
            self._progress, done=self._progress.done | {page}, to_check=self._progress.to_check - {page}
        )

    def enter(self, page: PageId) -> None:
        """The page is on show now."""
        self._place(page)
        self._progress = dataclasses.replace(self._progress, current=page)

    def commit(self) -> None:
        """The first sync starts: no way back."""
        self._progress = dataclasses.replace(self._progress, committed=True)

    def withdraw_commit(self) -> None:
        """The first sync ended before it wrote anything: there is a way back again."""
        self._progress = dataclasses.replace(self._progress, committed=False)

    def may_go_to(self, page: PageId) -> bool:
        """Whether a click in the step list goes there: a done page whose way is whole, before the commit."""
        if self._progress.committed or page == self.current:
            return False
        at = self._place(page)
        if at < self._place(self.current):
            return True
        way = self.pages[self._place(self.current) : at]
        return page in self._progress.done and all(self.complete(p) and p in self._progress.done for p in way)

    def steps(self) -> tuple[tuple[PageId, StepState], ...]:
        """All shown pages and where each stands."""
        return tuple((page, self._step(page)) for page in self.pages)

    def first_open(self, page: PageId) -> PageId:
        """The first page up to this one that is not complete: where a continued set-up starts."""
        way = self.pages[: self._place(page)]
        return next((p for p in way if not self.complete(p)), page)

    def _step(self, page: PageId) -> StepState:
        if page == self.current:
            return StepState.CURRENT
        if page in self._progress.to_check:
            return StepState.TO_CHECK
        return StepState.DONE if page in self._progress.done else StepState.TO_COME

    def _place(self, page: PageId) -> int:
        return self.pages.index(page)

    def _nearest(self, page: PageId) -> PageId:
        order = tuple(PageId)
        before = [p for p in self.pages if order.index(p) <= order.index(page)]
        return before[-1] if before else self.pages[0]
