"""A day of Xero that is used up is remembered: whoever works next makes no call to find it out again (design.md §9)."""

import datetime as dt
import json

from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.ports.ledger import Ledger

_FACT = "xero-day-used-up"
# What lies further ahead was noted with a clock that was wrong: Xero's day ends within one.
_LONGEST = dt.timedelta(hours=25)


def parked_until(ledger: Ledger, tenant_id: str, options: Options, now: dt.datetime) -> dt.datetime | None:
    """When Xero may be called again (UTC); None: now. Another tier or reserve written into the profile is tried."""
    kept = json.loads(ledger.get_fact(_FACT) or "{}")
    if not kept or kept["of"] != _of(tenant_id, options):
        return None
    until = dt.datetime.fromisoformat(kept["until"])
    return until if now < until <= now + _LONGEST else None


def park(ledger: Ledger, tenant_id: str, options: Options, until: dt.datetime | None) -> None:
    """Note it, or that the day is not used up."""
    held = ledger.get_fact(_FACT)
    note = json.dumps({"of": _of(tenant_id, options), "until": until.isoformat()}) if until is not None else ""
    if note != (held or ""):
        ledger.set_fact(_FACT, note)


def _of(tenant_id: str, options: Options) -> list[object]:
    return [tenant_id, options.calls_per_day, options.day_reserve]
