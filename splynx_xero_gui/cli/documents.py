"""The JSON documents of interface.md: money as text with a dot, dates as ISO 8601."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from splynx_xero_gui.domain.conflict import Conflict
from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.matching import Gate
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.domain.plan import SyncAction, SyncPlan
from splynx_xero_gui.domain.records import Run, RunItem
from splynx_xero_gui.domain.results import Explained, Standing, SyncReport, TieOut
from splynx_xero_gui.engine.fetching import FetchLine
from splynx_xero_gui.wizard.services import FetchReport

Json = dict[str, Any]


def plan_document(plan: SyncPlan) -> Json:
    """`plan`."""
    return {
        "fingerprint": plan.fingerprint,
        "actions": [action_document(action) for action in plan.actions],
        "conflicts": conflicts_document(plan.conflicts),
        "waiting": [
            {"subject": w.subject, "splynx_id": w.splynx_id, "amount": money_text(w.amount), "reason": w.reason}
            for w in plan.waiting
        ],
        "notices": [
            {"kind": n.kind, "subject": n.subject, "amount": money_text(n.amount), "text": n.text} for n in plan.notices
        ],
        "totals": [{"kind": t.kind.value, "count": t.count, "amount": money_text(t.amount)} for t in plan.totals],
        "estimated_calls": calls_document(plan.calls),
    }


def action_document(action: SyncAction) -> Json:
    """One write of a plan."""
    return {
        "id": action.id,
        "kind": action.kind.value,
        "side": action.side.value,
        "subject": action.subject,
        "customer": action.customer_name,
        "splynx_id": action.splynx_id,
        "xero_id": action.xero_id,
        "date": action.date.isoformat() if action.date else None,
        "amount": money_text(action.amount),
        "currency": action.currency,
        "undo": action.undo.value if action.undo else None,
        "why": action.why,
    }


def sync_document(report: SyncReport) -> Json:
    """`sync`."""
    written: dict[str, dict[str, int]] = {side.value: {} for side in (Side.XERO, Side.SPLYNX)}
    for entry in report.written:
        written[entry.side.value][entry.kind.value] = entry.count
    document: Json = {
        "run_id": report.run_id or None,
        "outcome": report.outcome.value,
        "reason": report.reason,
        "resume_at": report.resume_at.isoformat() if report.resume_at else None,
        "written": written,
        "waiting": report.waiting,
        "skipped": report.skipped,
        "uncertain": report.uncertain,
        "calls": calls_document(report.calls),
        "seconds": round(report.seconds, 1),
    }
    if report.title:
        document["error"] = {
            "id": report.failure_id,
            "title": report.title,
            "message": report.message,
            "what_to_do": report.what_to_do,
            **({"details": report.details} if report.details else {}),
        }
    return document


def conflicts_document(conflicts: Sequence[Conflict]) -> list[Json]:
    """`conflicts`; `count` is the size of the group."""
    sizes = Counter(conflict.group for conflict in conflicts)
    return [
        {
            "id": c.id,
            "kind": c.kind.value,
            "group": c.group,
            "count": max(sizes[c.group], c.group_count),
            "subject": c.subject,
            "customer": c.customer or None,
            "splynx_id": c.splynx_id,
            "xero_id": c.xero_id,
            "amount": money_text(c.amount),
            "question": c.question,
            "why": c.why,
            "default": c.default,
            "fields": [{"name": f.name, "agreed": f.agreed, "splynx": f.splynx, "xero": f.xero} for f in c.fields],
            "choices": [
                {
                    "id": choice.id,
                    "label": choice.label,
                    "consequence": choice.consequence,
                    "needs": choice.needs.value if choice.needs else None,
                }
                for choice in c.choices
            ],
        }
        for c in conflicts
    ]


def reconcile_document(result: TieOut, gate: Gate | None = None) -> Json:
    """`reconcile`; with a period also `from` and each measure's `opening`. `cut_over` tells whether the schedule is
    held, null where books were never matched.
    """
    return {
        "as_of": result.as_of.isoformat(),
        **({"from": result.since.isoformat()} if result.since else {}),
        "balanced": result.balanced,
        "rows": [
            {
                "measure": row.measure,
                "label": row.label,
                "splynx": money_text(row.splynx),
                "xero": money_text(row.xero),
                "difference": money_text(row.difference),
                "unexplained": money_text(row.unexplained),
                **({"opening": _standing(row.opening)} if row.opening else {}),
                "explained": [_explained(e) for e in row.explained],
            }
            for row in result.rows
        ],
        "information": [_explained(e) for e in result.information],
        "incomplete": list(result.incomplete),
        "cut_over": _gate(gate) if gate is not None else None,
    }


def _standing(opening: Standing) -> Json:
    return {
        "splynx": money_text(opening.splynx),
        "xero": money_text(opening.xero),
        "difference": money_text(opening.difference),
        "unexplained": money_text(opening.unexplained),
        "explained": [_explained(e) for e in opening.explained],
    }


def _gate(gate: Gate) -> Json:
    return {
        "as_of": gate.as_of.isoformat(),
        "holds_schedule": gate.holds,
        "customers": gate.customers,
        "difference": money_text(gate.difference),
        "signed_by": gate.signed_by or None,
    }


def fetch_document(report: FetchReport) -> Json:
    """`fetch`: what was read per line, and the mistakes it showed in the mappings; `error` where a line failed."""
    failed = first_failure(report)
    return {
        "complete": report.complete,
        "lines": [
            {"line": x.line.value, "side": x.side.value, "count": x.count, "failure": x.failure or None}
            for x in report.lines
        ],
        "problems": list(report.problems),
        "calls": calls_document(report.calls),
        "calls_left_today": report.calls_left_today,
        **(failure_document(failed) if failed else {}),
    }


def first_failure(report: FetchReport) -> Failure | None:
    """What kept a needed line from being read, None where everything needed was read."""
    if report.complete:
        return None
    needed = [line for line in report.lines if line.failure and line.line is not FetchLine.TRACKING]
    return next((line.error for line in needed if line.error is not None), None)


def runs_document(runs: Sequence[Run]) -> list[Json]:
    """`history`."""
    return [
        {
            "run_id": r.id,
            "started_at": r.started_at.isoformat(),
            "finished_at": r.finished_at.isoformat() if r.finished_at else None,
            "started_by": r.started_by,
            "machine": r.machine,
            "trigger": r.trigger,
            "undoes": r.undoes or None,
            "outcome": r.outcome,
            "reason": r.reason,
            "waiting": r.waiting,
            "skipped": r.skipped,
            "uncertain": r.uncertain,
            "calls": {"xero": r.calls_xero, "splynx": r.calls_splynx},
        }
        for r in runs
    ]


def items_document(run_id: str, items: Sequence[RunItem]) -> Json:
    """`history RUN`."""
    return {
        "run_id": run_id,
        "items": [
            {
                "kind": i.kind.value,
                "side": i.side.value,
                "subject": i.subject,
                "customer": i.customer,
                "splynx_id": i.splynx_id,
                "xero_id": i.xero_id,
                "date": i.date.isoformat() if i.date else None,
                "amount": money_text(i.amount),
                "currency": i.currency,
                "result": i.result,
                "message": i.message or None,
                "at": i.at.isoformat() if i.at else None,
            }
            for i in items
        ],
    }


def failure_document(failure: Failure) -> Json:
    """A failure under --json."""
    return {
        "error": {
            "id": failure.id,
            "title": failure.title,
            "message": failure.message,
            "what_to_do": failure.what_to_do,
            **({"details": failure.details} if failure.details else {}),
        }
    }


def _explained(line: Explained) -> Json:
    return {"subject": line.subject, "amount": money_text(line.amount), "why": line.why}


def calls_document(calls: Any) -> dict[str, int]:
    """Requests per side."""
    return {"xero": calls.get(Side.XERO, 0), "splynx": calls.get(Side.SPLYNX, 0)}
