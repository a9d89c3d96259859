"""Commands that plan, sync, decide, compare and look back."""

import datetime as dt
from decimal import Decimal

from splynx_xero_gui.cli import deciding
from splynx_xero_gui.cli.connecting import stored_profile
from splynx_xero_gui.cli.documents import (
    conflicts_document,
    items_document,
    plan_document,
    reconcile_document,
    runs_document,
    sync_document,
)
from splynx_xero_gui.cli.running import AGAIN, DECIDE, DONE, OWN_ERROR, WRONG, Context, warn
from splynx_xero_gui.cli.tables import show_conflicts, show_items, show_plan, show_runs, show_sync, show_tie_out
from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.results import SyncOutcome, SyncReport, SyncRequest
from splynx_xero_gui.engine.ending import ending

_STOPPED_CODES = {
    "authorisation": WRONG,
    "plan-changed": WRONG,
    "second-workstation": WRONG,
    "configuration": WRONG,
    "internal": OWN_ERROR,
}


def plan(context: Context) -> int:
    """What a sync would do now; writes nothing on either side."""
    stored_profile(context)
    with context.progress() as shown:
        made = context.session.plan(shown, context.cancel)
    waiting = context.session.conflicts()
    context.show(lambda: plan_document(made), lambda out: show_plan(out, made))
    return DECIDE if waiting else DONE


def sync(context: Context, request: SyncRequest) -> int:
    """Run a sync; a stopped one prints its document too."""
    stored_profile(context)
    try:
        with context.progress() as shown:
            report = context.session.sync(request, shown, context.cancel)
    except Failure as failure:
        if not context.as_json:
            raise
        report = _never_begun(failure)
    context.show(lambda: sync_document(report), lambda out: show_sync(out, report))
    if context.as_json:
        told(report)
    return sync_exit_code(report)


def told(report: SyncReport) -> None:
    """Why it stopped, for the person who reads standard error beside the JSON document."""
    for sentence in (report.title, report.message, report.what_to_do):
        if sentence:
            warn(sentence)


def _never_begun(failure: Failure) -> SyncReport:
    """A sync that stopped before it began (no sign-in, no record): the same document, without a run."""
    outcome, reason = ending(failure)
    return SyncReport(
        run_id="",
        outcome=outcome,
        reason=reason,
        failure_id=failure.id,
        title=failure.title,
        message=failure.message,
        what_to_do=failure.what_to_do,
        details=failure.details,
    )


def sync_exit_code(report: SyncReport) -> int:
    """Exit code by outcome and reason (interface.md)."""
    if report.outcome is SyncOutcome.COMPLETED:
        return DONE
    if report.outcome is SyncOutcome.NEEDS_DECISIONS:
        return DECIDE
    return _STOPPED_CODES.get(report.reason or "", AGAIN)


def conflicts(context: Context) -> int:
    """What waits for a decision."""
    stored_profile(context)
    waiting = context.session.conflicts()
    context.show(lambda: conflicts_document(waiting), lambda out: show_conflicts(out, waiting))
    return DECIDE if waiting else DONE


def resolve(
    context: Context,
    id: str,
    choice: str,
    value: str,
    *,
    group: bool,
    remember: bool,
    scope: str,
    up_to: Decimal | None,
) -> int:
    """Decide one question or its group."""
    stored_profile(context)
    if choice in deciding.OF_LOST and not group and not remember:
        return deciding.settle(context, id, choice, value)
    answered = context.session.resolve(id, choice, value, group=group, remember=remember, scope=scope, up_to=up_to)
    context.show(
        lambda: {"answered": answered},
        lambda out: out.print(f"{answered} answered. It takes effect in the next plan."),
    )
    return DONE


def reconcile(context: Context, as_of: dt.date | None, since: dt.date | None = None) -> int:
    """Compare both sides to the cent and name every difference."""
    stored_profile(context)
    with context.progress() as shown:
        result = context.session.reconcile(as_of, shown, context.cancel, since)
    waiting, gate = context.session.conflicts(), context.session.status().gate
    context.show(lambda: reconcile_document(result, gate), lambda out: show_tie_out(out, result, gate))
    return DONE if result.balanced and not waiting else DECIDE


def history(context: Context, run_id: str | None) -> int:
    """Past runs, or one run's entries."""
    stored_profile(context)
    if run_id is None:
        runs = context.session.runs()
        context.show(lambda: runs_document(runs), lambda out: show_runs(out, runs))
    else:
        items = context.session.run_items(run_id)
        context.show(lambda: items_document(run_id, items), lambda out: show_items(out, items))
    return DONE
