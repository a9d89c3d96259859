"""How a sync ended: outcome and reason of interface.md."""

from splynx_xero_gui.domain.failures import (
    Failure,
    Misconfigured,
    NotAuthorised,
    PlanChanged,
    SecondWorkstation,
    Stopped,
    TooManyChanges,
    VaultUnavailable,
)
from splynx_xero_gui.domain.results import SyncOutcome


def ending(stop: Failure | None, *, uncertain: bool = False, questions: bool = False) -> tuple[SyncOutcome, str | None]:
    """Outcome and reason by what stopped the run, else by what it left open."""
    if isinstance(stop, TooManyChanges):
        return SyncOutcome.NEEDS_DECISIONS, "too-many-changes"
    if stop is not None:
        return SyncOutcome.STOPPED, reason_of(stop)
    if uncertain:
        return SyncOutcome.STOPPED, "service"
    return (SyncOutcome.NEEDS_DECISIONS if questions else SyncOutcome.COMPLETED), None


def reason_of(stop: Failure) -> str:
    """The word for what stopped a sync. A sign-in that cannot be read from the keyring is no authorisation."""
    if isinstance(stop, Stopped):
        return stop.reason
    if isinstance(stop, (NotAuthorised, VaultUnavailable)):
        return "authorisation"
    if isinstance(stop, PlanChanged):
        return "plan-changed"
    if isinstance(stop, SecondWorkstation):
        return "second-workstation"
    if isinstance(stop, TooManyChanges):
        return "too-many-changes"
    return "configuration" if isinstance(stop, Misconfigured) else "internal"
