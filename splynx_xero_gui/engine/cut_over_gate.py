"""Who signed for the differences at cut-over, and whether the schedule may run. Kept in the record, never removed."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.matching import CutOver, Gate, Signature
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.ports.ledger import Ledger

_STATE = "cut-over"
_SIGNED = "cut-over-signed"


def signatures(ledger: Ledger) -> tuple[Signature, ...]:
    """All of them, oldest first."""
    return tuple(
        Signature(
            entry["by"],
            dt.datetime.fromisoformat(entry["at"]),
            dt.date.fromisoformat(entry["as_of"]),
            entry["evidence"],
            Decimal(entry["difference"]),
        )
        for entry in json.loads(ledger.get_fact(_SIGNED) or "[]")
    )


def with_signature(ledger: Ledger, found: CutOver) -> CutOver:
    """The comparison with the word that covers exactly its differences, if there is one; the gate's state is kept."""
    signed = next((s for s in reversed(signatures(ledger)) if s.evidence == found.evidence), None)
    found = replace(found, signed=signed)
    state = {
        "as_of": found.as_of.isoformat(),
        "open": not found.schedule_may_run,
        "difference": money_text(found.difference),
        "customers": sum(1 for row in found.rows if row.difference),
        "signed_by": signed.by if signed is not None and not found.agrees else "",
    }
    ledger.set_fact(_STATE, json.dumps(state))
    return found


def sign(ledger: Ledger, found: CutOver, by: str, at: dt.datetime) -> CutOver:
    """A person says by name that these very differences are known. Raises Misconfigured without a name, or where there
    is nothing to sign for.
    """
    name = " ".join(by.split())
    if not name:
        raise Misconfigured(
            "C2", "Who signs?", "The differences are signed for by name. Nothing was stored.", "Give your name."
        )
    if found.agrees:
        raise Misconfigured(
            "C3",
            "There is nothing to sign for",
            f"Receivables of both sides agree as of {found.as_of.isoformat()}. Nothing was stored.",
            "The schedule may be switched on.",
        )
    made = [
        *json.loads(ledger.get_fact(_SIGNED) or "[]"),
        {
            "by": name,
            "at": at.isoformat(),
            "as_of": found.as_of.isoformat(),
            "evidence": found.evidence,
            "difference": money_text(found.difference),
        },
    ]
    ledger.set_fact(_SIGNED, json.dumps(made, ensure_ascii=False))
    return with_signature(ledger, found)


def gate_of(ledger: Ledger) -> Gate | None:
    """Whether the cut-over holds the schedule, as compared last; None where books were never matched."""
    state = json.loads(ledger.get_fact(_STATE) or "{}")
    if not state:
        return None
    day, difference = dt.date.fromisoformat(state["as_of"]), Decimal(state["difference"])
    return Gate(day, bool(state["open"]), difference, state["customers"], state.get("signed_by", ""))


def refuse_unsigned(ledger: Ledger) -> None:
    """Raises Misconfigured C4 where books were matched and their receivables neither agree nor are signed for: the
    schedule stays off. Books that were never matched have nothing to agree on.
    """
    gate = gate_of(ledger)
    if gate is not None and gate.holds:
        raise Misconfigured(
            "C4",
            "The schedule stays off until both sides agree",
            f"As of {gate.as_of.isoformat()} receivables of {gate.customers} customers differ, in all by "
            f"{money_text(gate.difference)}, and nobody signed for it. Nothing was written.",
            "Look at the differences (`match`), mend them, or sign for them by name (`match --sign NAME`). "
            "A sync by hand is not held back.",
        )
