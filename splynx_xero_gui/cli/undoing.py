"""`undo RUN` and `undo RUN --plan`: told beforehand, then done (design.md §7, P10)."""

from rich.console import Console
from rich.table import Table

from splynx_xero_gui.cli.connecting import stored_profile
from splynx_xero_gui.cli.documents import Json, action_document, calls_document, sync_document
from splynx_xero_gui.cli.running import DONE, Context
from splynx_xero_gui.cli.syncing import sync_exit_code, told
from splynx_xero_gui.cli.tables import ACTION_WORDS, show_sync
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.domain.undo import UndoPlan


def undo_plan(context: Context, run_id: str) -> int:
    """What undoing the run would do; writes nothing on either side."""
    stored_profile(context)
    with context.progress() as shown:
        plan = context.session.undo_plan(run_id, shown, context.cancel)
    context.show(lambda: undo_document(plan), lambda out: show_undo(out, plan))
    return DONE


def undo(context: Context, run_id: str) -> int:
    """Undo the run. What is taken back is exactly what is told first."""
    stored_profile(context)
    with context.progress() as shown:
        plan = context.session.undo_plan(run_id, shown, context.cancel)
        if not context.as_json:
            show_undo(context.err, plan)
        report = context.session.undo(run_id, plan.fingerprint, shown, context.cancel)
    document = {**sync_document(report), "undoes": run_id, "cannot": _cannot(plan)}
    context.show(lambda: document, lambda out: show_sync(out, report))
    if context.as_json:
        told(report)
    return sync_exit_code(report)


def undo_document(plan: UndoPlan) -> Json:
    """`undo RUN --plan`."""
    return {
        "run_id": plan.run_id,
        "fingerprint": plan.fingerprint,
        "actions": [action_document(action) for action in plan.actions],
        "cannot": _cannot(plan),
        "already_undone": plan.already,
        "totals": [{"kind": t.kind.value, "count": t.count, "amount": money_text(t.amount)} for t in plan.totals],
        "estimated_calls": calls_document(plan.calls),
    }


def _cannot(plan: UndoPlan) -> list[Json]:
    return [
        {
            "kind": one.kind.value,
            "side": one.side.value,
            "subject": one.subject,
            "customer": one.customer_name,
            "splynx_id": one.splynx_id,
            "xero_id": one.xero_id,
            "date": one.date.isoformat() if one.date else None,
            "amount": money_text(one.amount),
            "currency": one.currency,
            "reason": one.obstacle.value,
            "why": one.why,
        }
        for one in plan.kept
    ]


def show_undo(out: Console, plan: UndoPlan) -> None:
    """Two tables: what happens, and what stays with its reason."""
    count = len(plan.actions)
    out.print(f"{count} of {plan.count} can be undone, {len(plan.kept)} cannot.", markup=False)
    if plan.already:
        out.print(f"{plan.already} were undone before.")
    if plan.totals:
        table = Table("What will happen", "Items", "Amount")
        table.columns[1].justify = table.columns[2].justify = "right"
        for line in plan.totals:
            table.add_row(ACTION_WORDS[line.kind.value], str(line.count), money_text(line.amount))
        out.print(table)
    if plan.kept:
        table = Table("What cannot be undone", "Customer", "Amount", "Why")
        table.columns[2].justify = "right"
        for one in plan.kept:
            table.add_row(one.subject, one.customer_name, money_text(one.amount), one.why)
        out.print(table)
    out.print("Later changes are not touched.")
