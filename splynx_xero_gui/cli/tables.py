"""The same documents for people: tables on a terminal."""

import datetime as dt
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from splynx_xero_gui.domain.conflict import Conflict
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.matching import Gate
from splynx_xero_gui.domain.money import money_text, total
from splynx_xero_gui.domain.plan import Notice, SyncPlan
from splynx_xero_gui.domain.records import Run, RunItem
from splynx_xero_gui.domain.results import SCHEDULE, Standing, SyncReport, TieOut, TieOutRow
from splynx_xero_gui.engine.decisions import grouped
from splynx_xero_gui.wizard.services import FetchReport

ACTION_WORDS = {
    "create-contact": "Make customers",
    "update-contact": "Change customers",
    "archive-contact": "Archive customers",
    "create-invoice": "Make invoices",
    "update-invoice": "Change invoices",
    "void-invoice": "Void invoices",
    "create-credit-note": "Make credit notes",
    "update-credit-note": "Change credit notes",
    "void-credit-note": "Void credit notes",
    "allocate-credit-note": "Put credit notes on invoices",
    "deallocate-credit-note": "Take credit notes off invoices",
    "create-payment": "Send payments",
    "delete-payment": "Delete payments",
    "create-overpayment": "Send payments without an invoice",
    "allocate-overpayment": "Put credit on invoices",
    "deallocate-overpayment": "Take credit off invoices",
    "delete-overpayment": "Delete payments without an invoice",
    "create-prepayment": "Send prepayments",
    "allocate-prepayment": "Put prepayments on invoices",
    "deallocate-prepayment": "Take prepayments off invoices",
    "delete-prepayment": "Delete prepayments",
    "create-refund": "Send refunds",
    "relink-payment": "Re-link payments",
    "add-note": "Add notes",
    "attach-file": "Attach files",
}


def show_plan(console: Console, plan: SyncPlan) -> None:
    """Totals, questions, cost."""
    if plan.actions:
        table = Table("What", "Side", title=None)
        table.add_column("Items", justify="right")
        table.add_column("Amount", justify="right")
        for line in plan.totals:
            side = "Splynx" if any(a.side is Side.SPLYNX for a in plan.actions if a.kind is line.kind) else "Xero"
            table.add_row(ACTION_WORDS[line.kind.value], side, str(line.count), money_text(line.amount))
        console.print(table)
        undoable = sum(1 for action in plan.actions if action.undo)
        console.print(f"{undoable} of {len(plan.actions)} can be undone.")
    else:
        console.print("Nothing to write.")
    if plan.conflicts:
        console.print(f"{len(plan.conflicts)} questions wait ({money_text(total(c.amount for c in plan.conflicts))}).")
    if plan.waiting:
        console.print(f"{len(plan.waiting)} items wait ({money_text(total(w.amount for w in plan.waiting))}).")
    for group in _by_kind(plan.notices):
        first, more = group[0], len(group) - 1
        others = f" … and {more} more like it ({money_text(total(n.amount for n in group))} in all)" if more else ""
        console.print(Text(f"- {first.subject}: {first.text}{others}"))
    calls = f"Xero requests: {plan.calls.get(Side.XERO, 0)}, Splynx requests: {plan.calls.get(Side.SPLYNX, 0)}"
    console.print(f"{calls}.  Plan {plan.fingerprint}")


def _by_kind(notices: Sequence[Notice]) -> list[list[Notice]]:
    """Notices of one kind together: eighteen rounding lines are one sentence."""
    kinds: dict[str, list[Notice]] = {}
    for notice in notices:
        kinds.setdefault(notice.kind, []).append(notice)
    return list(kinds.values())


def show_sync(console: Console, report: SyncReport) -> None:
    """Result of a sync."""
    if report.written:
        table = Table("Written", "Side")
        table.add_column("Items", justify="right")
        table.add_column("Amount", justify="right")
        for line in report.written:
            table.add_row(
                ACTION_WORDS[line.kind.value], line.side.value.title(), str(line.count), money_text(line.amount)
            )
        console.print(table)
    words = {"completed": "Done.", "needs-decisions": "Done; questions wait for you.", "stopped": "Stopped."}
    console.print(
        words[report.outcome.value] if report.written or report.outcome != "completed" else "Nothing to write."
    )
    if report.title:
        console.print(Text(f"{report.title} — {report.message} {report.what_to_do}"))
        if report.details:
            console.print(Text(f"  {report.details}"))
    if report.adopted:
        console.print(f"{report.adopted} items whose answer was lost had arrived; they are linked.")
    if report.uncertain:
        console.print(f"{report.uncertain} items may have arrived; they are looked up at the start of the next sync.")
    if report.waiting:
        console.print(f"{report.waiting} questions wait ({money_text(report.waiting_amount)}): splynx-xero conflicts")
    if report.resume_at:
        console.print(f"It can go on at {report.resume_at.astimezone():%Y-%m-%d %H:%M}.")
    calls = report.calls
    console.print(
        f"Run {report.run_id}: {calls.get(Side.XERO, 0)} Xero requests, "
        f"{calls.get(Side.SPLYNX, 0)} Splynx requests, {report.seconds:.1f} s"
    )


def show_conflicts(console: Console, conflicts: Sequence[Conflict]) -> None:
    """Questions grouped by cause, with their choices."""
    if not conflicts:
        console.print("Nothing waits for you.")
    for group in grouped(conflicts).values():
        first = group[0]
        sum_text = money_text(total(abs(c.amount) for c in group))
        console.print(Text(f"{first.kind.value}: {len(group)} items, {sum_text}", style="bold"))
        for conflict in group[:10]:
            console.print(Text(f"  {conflict.id}  {conflict.question}"))
        if len(group) > 10:
            console.print(f"  … and {len(group) - 10} more")
        for choice in first.choices:
            needs = f" ({choice.needs.value})" if choice.needs else ""
            console.print(Text(f"    {choice.id}{needs}: {choice.consequence}"))


def show_tie_out(console: Console, result: TieOut, gate: Gate | None = None) -> None:
    """Both sides side by side, differences named; last whether the cut-over holds the schedule."""
    table = Table("Measure")
    for head in ("Splynx", "Xero", "Difference"):
        table.add_column(head, justify="right")
    for row in result.rows:
        table.add_row(Text(row.label), money_text(row.splynx), money_text(row.xero), money_text(row.difference))
    console.print(table)
    for row in result.rows:
        if row.measure == "receivables":
            if row.opening is not None and result.since is not None:
                _show_moved(console, row, row.opening, result.since)
            for line in row.explained:
                console.print(Text(f"  {money_text(line.amount):>12}  {line.subject}: {line.why}"))
    for line in result.information:
        console.print(Text(f"  {money_text(line.amount):>12}  {line.subject}: {line.why}"))
    if result.equal:
        console.print(f"Equal to the cent as of {result.as_of.isoformat()}.")
    elif result.balanced:
        console.print(f"Every difference as of {result.as_of.isoformat()} has a name.")
    else:
        loose = total(row.unexplained for row in result.rows if row.measure == "receivables")
        console.print(
            f"Not equal as of {result.as_of.isoformat()}: {money_text(loose)} of receivables has no reason yet."
        )
    _show_gate(console, gate)


def _show_moved(console: Console, row: TieOutRow, opening: Standing, since: dt.date) -> None:
    """Opening and moved give what stands above."""
    for side, before, now in (("Splynx", opening.splynx, row.splynx), ("Xero", opening.xero, row.xero)):
        moved = f"{money_text(before)} before {since.isoformat()}, {money_text(now - before)} since"
        console.print(f"  Receivables in {side}: {moved}, {money_text(now)} now")
    for line in opening.explained:
        console.print(Text(f"  {money_text(line.amount):>12}  {line.subject}: {line.why} (before {since.isoformat()})"))


def _show_gate(console: Console, gate: Gate | None) -> None:
    if gate is None or not (gate.holds or gate.signed_by):
        return
    differ = f"at cut-over ({gate.as_of.isoformat()}) receivables of {gate.customers} customers differ, in all by "
    differ += money_text(gate.difference)
    if gate.holds:
        console.print(f"The schedule stays off: {differ}. Look with `match`, or sign with `match --sign NAME`.")
    else:
        console.print(Text(f"The schedule may run: {differ}; {gate.signed_by} signed for it."))


def show_fetch(console: Console, report: FetchReport) -> None:
    """What was read."""
    table = Table("Side", "What")
    table.add_column("Read", justify="right")
    for line in report.lines:
        count = str(line.count) if line.count is not None else f"not read: {line.failure}"
        table.add_row(line.side.value.title(), line.line.value.replace("-", " "), Text(count))
    console.print(table)
    for problem in report.problems:
        console.print(Text(f"- {problem}"))


def show_runs(console: Console, runs: Sequence[Run]) -> None:
    """Past runs."""
    table = Table("Run", "Started", "By", "Outcome", "Reason")
    table.add_column("Waiting", justify="right")
    for run in runs:
        started = f"{run.started_at.astimezone():%Y-%m-%d %H:%M}"
        by = f"{run.started_by} on {run.machine}{', by schedule' if run.trigger == SCHEDULE else ''}"
        table.add_row(run.id, started, Text(by), run.outcome, run.reason or "", str(run.waiting))
    console.print(table)


def show_items(console: Console, items: Sequence[RunItem]) -> None:
    """One run's entries."""
    table = Table("What", "Subject", "Customer")
    table.add_column("Amount", justify="right")
    table.add_column("Result")
    for item in items:
        result = Text(f"{item.result} {item.message}".strip())
        amount = money_text(item.amount)
        table.add_row(ACTION_WORDS[item.kind.value], Text(item.subject), Text(item.customer), amount, result)
    console.print(table)
