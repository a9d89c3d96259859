"""Whether a schedule may run: its cost when there is nothing to do (R35), and the cut-over."""

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.domain.schedule import MINUTES, Rhythm
from splynx_xero_gui.engine.cut_over_gate import refuse_unsigned
from splynx_xero_gui.engine.streams import XERO_KINDS
from splynx_xero_gui.ports.ledger import Ledger

IDLE_CALLS = 1 + len(XERO_KINDS)
# Once a day: accounts, tax rates, tracking, users, and money received that pays no invoice.
_DAILY_CALLS = 5


def idle_calls(rhythm: Rhythm) -> int:
    """Requests to Xero in a day in which nothing happens (R35)."""
    return rhythm.runs_per_day * IDLE_CALLS + _DAILY_CALLS


def day_budget(options: Options) -> int:
    """Requests to Xero that the profile may use in a day."""
    return max(0, options.calls_per_day - options.day_reserve)


def is_affordable(rhythm: Rhythm, options: Options) -> bool:
    """Whether it costs at most half of the day's budget while there is nothing to do (R35)."""
    return 2 * idle_calls(rhythm) <= day_budget(options)


def shortest(options: Options) -> Rhythm | None:
    """The shortest interval that may be chosen; None where even two syncs a day are too many."""
    return next((rhythm for rhythm in map(Rhythm, MINUTES) if is_affordable(rhythm, options)), None)


def refuse_schedule(ledger: Ledger, options: Options, rhythm: Rhythm) -> None:
    """Raises Misconfigured: C4 while the cut-over holds the schedule, T3 for an interval that costs too much (R35)."""
    refuse_unsigned(ledger)
    if is_affordable(rhythm, options):
        return
    fits = shortest(options)
    cure = f"Choose {fits.text} or longer" if fits is not None else "Choose a time of day"
    raise Misconfigured(
        "T3",
        "This would be too often",
        f"A sync with nothing to do costs {IDLE_CALLS} Xero requests. {rhythm.text} would use {idle_calls(rhythm)} of "
        f"the {day_budget(options)} requests a day on that alone, more than half. The schedule was not changed.",
        f"{cure}, or raise the profile's requests a day if your Xero app may make more.",
    )
