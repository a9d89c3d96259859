"""A schedule without a scheduler, for states of the window and the console: implements wizard.scheduling.Scheduling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.domain.schedule import MINUTES, Rhythm, SchedulerKind
from splynx_xero_gui.engine.schedule_gate import day_budget, idle_calls, is_affordable
from splynx_xero_gui.wizard.scheduling import Offer, ScheduleState
from tests.support.fake_settings import MOMENT


def schedule_state(options: Options | None = None, **known: object) -> ScheduleState:
    """A computer with systemd on which nothing is switched on; `known` says otherwise."""
    limits = options or Options()
    rhythms = (*map(Rhythm, MINUTES), Rhythm.parse("06:00"))
    state = ScheduleState(
        offered_by=SchedulerKind.SYSTEMD,
        offers=tuple(Offer(r, idle_calls(r), is_affordable(r, limits)) for r in rhythms),
        budget=day_budget(limits),
    )
    return replace(state, **known)  # type: ignore[arg-type]


class FakeScheduling:
    """Keeps the state it is given; `called` notes the call, waits, or fails as told."""

    def __init__(self, called: Callable[[str], None]) -> None:
        self._called = called
        self.now = schedule_state()
        self.asked: list[Rhythm] = []

    def state(self) -> ScheduleState:
        self._called("schedule.state")
        return self.now

    def install(self, rhythm: Rhythm) -> ScheduleState:
        self.asked.append(rhythm)
        self._called("schedule.install")
        self.now = replace(
            self.now,
            rhythm=rhythm,
            kind=self.now.offered_by,
            place="~/.config/systemd/user/splynx-xero-main-1a2b3c4d.timer",
            next_run=rhythm.next_after(MOMENT),
            problem="",
        )
        return self.now

    def remove(self) -> bool:
        self._called("schedule.remove")
        was = self.now.installed
        self.now = replace(self.now, rhythm=None, kind=None, place="", next_run=None, problem="")
        return was
