"""Commands about decisions beyond the open questions: what may have arrived, rules, the journal."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from splynx_xero_gui.cli.connecting import stored_profile
from splynx_xero_gui.cli.running import DECIDE, DONE, Context
from splynx_xero_gui.domain.journal import JournalEntry
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.engine.rulebook import KnownRule
from splynx_xero_gui.engine.uncertain import MayHaveArrived

IS_THERE, NOT_THERE = "is-there", "not-there"
# Choices of `resolve` for the ids that `conflicts --lost` lists.
OF_LOST = (IS_THERE, NOT_THERE)


def lost(context: Context, *, look_up: bool) -> int:
    """What may have arrived; exit 3 while something does."""
    stored_profile(context)
    if look_up:
        with context.progress() as shown:
            found = context.session.look_up(shown, context.cancel)
    else:
        found = context.session.may_have_arrived()
    context.show(lambda: lost_document(found), lambda out: show_lost(out, found))
    return DECIDE if found else DONE


def settle(context: Context, id: str, choice: str, value: str) -> int:
    """Say that a lost write is there (VALUE: the id of what it made), or that it is not and is to be sent again."""
    if choice == IS_THERE:
        with context.progress() as shown:
            context.session.it_is_there(id, value, shown, context.cancel)
        text = "Linked. Nothing is sent."
    else:
        context.session.it_is_not_there(id)
        text = "It is sent again by the next sync."
    context.show(lambda: {"answered": 1}, lambda out: out.print(text))
    return DONE


def rules(context: Context) -> int:
    """Remembered answers."""
    stored_profile(context)
    known = context.session.rules()
    context.show(lambda: rules_document(known), lambda out: show_rules(out, known))
    return DONE


def revoke(context: Context, rule_id: str) -> int:
    """A rule answers nothing any more."""
    stored_profile(context)
    context.session.revoke_rule(rule_id)
    context.show(
        lambda: {"revoked": rule_id}, lambda out: out.print("Revoked. Its questions are asked from the next plan on.")
    )
    return DONE


def answered(context: Context, rule_id: str) -> int:
    """What a rule answered."""
    stored_profile(context)
    entries = context.session.answered_by_rule(rule_id)
    context.show(lambda: journal_document(entries), lambda out: show_journal(out, entries))
    return DONE


def journal(context: Context) -> int:
    """All decisions."""
    stored_profile(context)
    entries = context.session.journal()
    context.show(lambda: journal_document(entries), lambda out: show_journal(out, entries))
    return DONE


def lost_document(found: Sequence[MayHaveArrived]) -> list[dict[str, Any]]:
    """`conflicts --lost`."""
    return [
        {
            "id": one.id,
            "kind": one.kind.value,
            "side": one.side.value,
            "subject": one.subject,
            "customer": one.customer,
            "amount": money_text(one.amount),
            "date": one.date.isoformat() if one.date else None,
            "sent_at": one.sent_at.isoformat(),
            "looked_up": one.looked_up,
            "candidates": [
                {
                    "id": c.id,
                    "number": c.number or None,
                    "date": c.date.isoformat() if c.date else None,
                    "amount": money_text(c.amount),
                    "reference": c.reference or None,
                }
                for c in one.candidates
            ],
            "choices": [IS_THERE, *([NOT_THERE] if one.looked_up else [])],
        }
        for one in found
    ]


def rules_document(known: Sequence[KnownRule]) -> list[dict[str, Any]]:
    """`rules`."""
    return [
        {
            "id": k.rule.id,
            "kind": k.rule.kind.value,
            "choice": k.rule.choice,
            "scope": k.rule.scope,
            "scope_value": k.rule.scope_value or None,
            "scope_name": k.scope_name or None,
            "up_to": money_text(k.rule.up_to) if k.rule.up_to is not None else None,
            "by": k.rule.by,
            "at": k.rule.at.isoformat() if k.rule.at else None,
            "used": k.used,
            "last_used": k.last_used.isoformat() if k.last_used else None,
            "revoked_at": k.rule.revoked_at.isoformat() if k.rule.revoked_at else None,
        }
        for k in known
    ]


def journal_document(entries: Sequence[JournalEntry]) -> list[dict[str, Any]]:
    """`history --decisions` and `rules answered`."""
    return [
        {
            "at": e.at.isoformat(),
            "event": e.event.value,
            "by": e.by,
            "kind": e.kind,
            "subject": e.subject,
            "customer": e.customer or None,
            "amount": money_text(e.amount),
            "question": e.question,
            "choice": e.choice,
            "consequence": e.consequence,
            "value": e.value or None,
            "conflict_id": e.conflict_id or None,
            "group": e.group or None,
            "rule_id": e.rule_id or None,
        }
        for e in entries
    ]


def show_lost(console: Console, found: Sequence[MayHaveArrived]) -> None:
    """As a table, with what each may be."""
    if not found:
        console.print("Nothing may have arrived: every answer was received.")
        return
    table = Table("Id", "What", "Customer")
    table.add_column("Amount", justify="right")
    for heading in ("Sent at", "Looked up", "May be"):
        table.add_column(heading)
    for one in found:
        looked = f"not found, {one.looked_up} look-ups" if one.looked_up else "not yet"
        may_be = ", ".join(c.number or c.id for c in one.candidates)
        sent = f"{one.sent_at.astimezone():%Y-%m-%d %H:%M}"
        table.add_row(one.id, one.subject, one.customer, money_text(one.amount), sent, looked, may_be)
    console.print(table)
    console.print("They are looked up before anything is sent again: conflicts --lost --look-up")


def show_rules(console: Console, known: Sequence[KnownRule]) -> None:
    """As a table."""
    if not known:
        console.print("There is no rule.")
        return
    table = Table("Rule", "Question", "Answer", "Reaches", "Made by")
    table.add_column("Used", justify="right")
    table.add_column("State")
    for k in known:
        reaches = f"{k.rule.scope} {k.scope_name}".rstrip() if k.rule.scope != "kind" else "all customers"
        if k.rule.up_to is not None:
            reaches = f"{reaches}, up to {money_text(k.rule.up_to)}"
        state = "revoked" if k.rule.revoked_at else "in force"
        table.add_row(k.rule.id, k.rule.kind.value, k.answer, reaches, k.rule.by, str(k.used), state)
    console.print(table)


def show_journal(console: Console, entries: Sequence[JournalEntry]) -> None:
    """As a table, newest first."""
    if not entries:
        console.print("Nothing was decided yet.")
        return
    table = Table("When", "What", "Document", "Answer", "By")
    table.add_column("Amount", justify="right")
    for e in entries:
        when = f"{e.at.astimezone():%Y-%m-%d %H:%M}"
        table.add_row(when, e.event.value, e.subject, f"{e.choice} {e.value}".rstrip(), e.by, money_text(e.amount))
    console.print(table)
