"""`match`: what both sides hold already, as a table, a JSON document or a spreadsheet; and the gate at cut-over."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from splynx_xero_gui.cli.connecting import stored_profile
from splynx_xero_gui.cli.running import DECIDE, DONE, Context
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import AgeBands, CutOver, Match, Reason
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.engine.match_links import Accepted
from splynx_xero_gui.engine.match_sheet import Reading, counted
from splynx_xero_gui.wizard.services import MatchReport

Json = dict[str, Any]
_SHOWN_ROWS = 40
_KINDS = {
    ObjectKind.CUSTOMER: "Customers",
    ObjectKind.INVOICE: "Invoices",
    ObjectKind.CREDIT_NOTE: "Credit notes",
    ObjectKind.PAYMENT: "Payments",
}
REASON_WORDS = {
    Reason.OUR_NUMBER: "carries this customer's number",
    Reason.TAX_NUMBER: "same tax number",
    Reason.ACCOUNT_NUMBER: "same account number",
    Reason.COMMON_INVOICES: "same invoices",
    Reason.SAME_NAME: "same name",
    Reason.SIMILAR_NAME: "name similar",
    Reason.SAME_EMAIL: "same e-mail",
    Reason.SAME_PHONE: "same phone",
    Reason.SAME_ADDRESS: "same address",
    Reason.SAME_OPEN: "same open amount",
    Reason.NUMBER_AND_TOTAL: "same number and total",
    Reason.NUMBER_ONLY: "same number, another total",
    Reason.NUMBER_IN_REFERENCE: "its number is in the reference",
    Reason.DAY_AND_TOTAL: "same day and total",
    Reason.MARK: "carries this payment's mark",
    Reason.RECEIPT_IN_REFERENCE: "its receipt is in the reference",
    Reason.INVOICE_AND_AMOUNT: "same invoice and amount",
    Reason.NEAR_DAY: "same amount, days apart",
    Reason.SEVERAL_FIT: "several fit",
    Reason.ARCHIVED: "archived in Xero",
    Reason.MERGED: "merged in Xero",
    Reason.CUSTOMER_NOT_LINKED: "its customer is not linked yet",
    Reason.FITS_BUT_TAKEN: "its contact is another customer's",
    Reason.ONLY_IN_XERO: "only in Xero, never changed",
    Reason.SHARED: "shared contact",
}


def match(context: Context, *, apply: bool, as_of: dt.date | None) -> int:
    """Read both sides, find, with `apply` link the certain ones."""
    stored_profile(context)
    with context.progress() as shown:
        report = context.session.matcher.find(shown, context.cancel, apply=apply, as_of=as_of)
    context.show(lambda: match_document(report), lambda out: show_match(out, report))
    return _code(report)


def export(context: Context, file: Path, as_of: dt.date | None) -> int:
    """Find, then write the sheet."""
    stored_profile(context)
    with context.progress() as shown:
        report = context.session.matcher.find(shown, context.cancel, as_of=as_of)
    count = context.session.matcher.export(file)
    context.show(
        lambda: {**match_document(report), "file": str(file)},
        lambda out: out.print(f"{count} rows were written to {file}. Fill in `answer`, then import it.", markup=False),
    )
    return _code(report)


def import_sheet(context: Context, file: Path, as_of: dt.date | None) -> int:
    """Take the answers of a returned sheet, all or none, and make the links. No request to either side."""
    stored_profile(context)
    matcher = context.session.matcher
    reading = matcher.read_sheet(file)
    if reading.refused:
        raise _not_taken(file, reading)
    answered = matcher.answer(reading.changes)
    accepted = matcher.accept()
    report = MatchReport(matcher.rows(), accepted, matcher.cut_over(as_of))
    said = f"{answered.count} answers changed, {reading.unchanged} rows say nothing new."

    def show(out: Console) -> None:
        out.print(said)
        show_match(out, report)

    context.show(lambda: {**match_document(report), "answered": answered.count, "unchanged": reading.unchanged}, show)
    return _code(report)


def sign(context: Context, by: str, as_of: dt.date | None) -> int:
    """Sign by name for the differences at cut-over, so that the schedule may run."""
    stored_profile(context)
    found = context.session.matcher.sign(by, as_of)
    context.show(lambda: {"cut_over": cut_over_document(found)}, lambda out: show_cut_over(out, found))
    return DONE


def _not_taken(file: Path, reading: Reading) -> Misconfigured:
    lines = [f"Row {row.line}, {row.subject}: {row.reason}" for row in reading.refused]
    return Misconfigured(
        "M2",
        f"{len(lines)} rows of {file.name} cannot be taken",
        "\n".join(lines) + "\nNothing was changed.",
        "Mend these rows, then import the file again.",
    )


def _code(report: MatchReport) -> int:
    waits = any(row.is_open for row in report.rows)
    held = report.cut_over is not None and not report.cut_over.schedule_may_run
    return DECIDE if waits or held or report.accepted.refused else DONE


# -- JSON --


def match_document(report: MatchReport) -> Json:
    """`match`."""
    return {
        "matches": [_row(row) for row in report.rows],
        "counts": {kind.value: counts for kind, counts in counted(report.rows).items()},
        **_accepted(report.accepted),
        "cut_over": cut_over_document(report.cut_over) if report.cut_over else None,
        "calls": {side.value: count for side, count in report.calls.items()},
    }


def _row(row: Match) -> Json:
    return {
        "kind": row.kind.value,
        "splynx_id": row.splynx_id or None,
        "splynx_name": row.splynx_name,
        "xero_id": row.xero_id or None,
        "xero_name": row.xero_name,
        "how_sure": row.how_sure.value,
        "answer": row.effective.value if row.effective and row.splynx_id else None,
        "linked": row.linked,
        "splynx_amount": money_text(row.splynx_amount),
        "xero_amount": money_text(row.xero_amount),
        "why": [REASON_WORDS[reason] for reason in row.reasons],
        "others": list(row.others),
    }


def _accepted(accepted: Accepted) -> Json:
    return {
        "linked": {kind.value: count for kind, count in accepted.linked.items()},
        "left": {kind.value: count for kind, count in accepted.left.items()},
        "refused": [
            {"kind": row.kind.value, "splynx_id": row.splynx_id, "why": reason} for row, reason in accepted.refused
        ],
    }


def cut_over_document(found: CutOver) -> Json:
    """Aged receivables and the gate; customers that differ one by one."""
    return {
        "as_of": found.as_of.isoformat(),
        "agrees": found.agrees,
        "schedule_may_run": found.schedule_may_run,
        "splynx": money_text(found.splynx),
        "xero": money_text(found.xero),
        "difference": money_text(found.difference),
        "open_matches": found.open_matches,
        "signed": {"by": found.signed.by, "at": found.signed.at.isoformat()} if found.signed else None,
        "customers": len(found.rows),
        "rows": [
            {
                "customer_id": row.customer_id,
                "name": row.name,
                "splynx": _bands(row.splynx),
                "xero": _bands(row.xero),
                "difference": money_text(row.difference),
                "explained": [
                    {"subject": d.subject, "amount": money_text(d.amount), "why": d.why} for d in row.differences
                ],
            }
            for row in found.rows
            if row.differences
        ],
    }


def _bands(bands: AgeBands) -> Json:
    return {
        "current": money_text(bands.current),
        "1-30": money_text(bands.days30),
        "31-60": money_text(bands.days60),
        "61-90": money_text(bands.days90),
        "older": money_text(bands.older),
        "credit": money_text(bands.credit),
        "total": money_text(bands.total),
    }


# -- tables --


def show_match(console: Console, report: MatchReport) -> None:
    """Counts per kind, what needs an answer, what was linked, and the gate."""
    table = Table("What both sides hold")
    for title in ("Certain", "Likely, no answer", "No match", "Only in Xero", "Linked"):
        table.add_column(title, justify="right")
    for kind, counts in counted(report.rows).items():
        names = ("certain", "to_check", "none", "only_in_xero", "linked")
        table.add_row(_KINDS[kind], *(str(counts[name]) for name in names))
    console.print(table)
    _show_open(console, [row for row in report.rows if row.is_open])
    _show_accepted(console, report.accepted)
    if report.cut_over is not None and report.cut_over.rows:
        show_cut_over(console, report.cut_over)


def _show_open(console: Console, rows: Sequence[Match]) -> None:
    if not rows:
        return
    table = Table("Needs an answer", "Splynx", "Xero", "Why")
    for row in rows[:_SHOWN_ROWS]:
        here, there = f"{row.splynx_id} {row.splynx_name}", f"{row.xero_name}"
        why = ", ".join(REASON_WORDS[reason] for reason in row.reasons)
        table.add_row(row.kind.value, Text(here), Text(there), why)
    console.print(table)
    more = f" {len(rows) - _SHOWN_ROWS} more are not shown." if len(rows) > _SHOWN_ROWS else ""
    console.print(f"{len(rows)} likely matches have no answer. They wait and are not synced.{more}")
    console.print("Answer them in a spreadsheet: match --export FILE, then match --import FILE.")


def _show_accepted(console: Console, accepted: Accepted) -> None:
    words: Mapping[ObjectKind, int] = accepted.linked
    if words:
        linked = ", ".join(f"{count} {_KINDS[kind].lower()}" for kind, count in words.items())
        console.print(f"Linked: {linked}. Nothing was written to either side.")
    for row, reason in accepted.refused:
        console.print(Text(f"- {row.kind.value} {row.splynx_id} {row.splynx_name} was not linked: {reason}."))


def show_cut_over(console: Console, found: CutOver) -> None:
    """Receivables of linked customers on the day, each difference with its name, and whether the schedule may run."""
    day = found.as_of.isoformat()
    console.print(
        f"Receivables of {len(found.rows)} linked customers as of {day}: Splynx {money_text(found.splynx)}, "
        f"Xero {money_text(found.xero)}, difference {money_text(found.difference)}."
    )
    differing = [row for row in found.rows if row.differences]
    if differing:
        table = Table("Customer", "Difference of")
        for title in ("Splynx", "Xero", "Difference"):
            table.add_column(title, justify="right")
        for row in differing[:_SHOWN_ROWS]:
            table.add_row(
                Text(f"{row.customer_id} {row.name}"),
                "",
                money_text(row.splynx.total),
                money_text(row.xero.total),
                money_text(row.difference),
            )
            for part in row.differences:
                table.add_row("", Text(f"{part.subject} {part.why}"), "", "", money_text(part.amount))
        console.print(table)
        if len(differing) > _SHOWN_ROWS:
            console.print(f"{len(differing) - _SHOWN_ROWS} more customers differ; --json lists all.")
    if found.agrees:
        console.print("Both sides agree to the cent. The schedule may be switched on.")
    elif found.signed is not None:
        at = found.signed.at.date().isoformat()
        console.print(Text(f"{found.signed.by} signed for these differences on {at}. The schedule may be switched on."))
    else:
        console.print("The schedule stays off until they agree or somebody signs for them: match --sign NAME.")
