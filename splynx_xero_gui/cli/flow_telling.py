"""What a change of payment flow means for payments there are, said beside `setup --from` (P4, D5)."""

from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.engine.flow_effect import Counted, FlowEffect


def flow_document(effect: FlowEffect) -> dict[str, object]:
    """The numbers as JSON; nothing of `would_cross` was crossed."""
    return {
        "stay_sent": _document(effect.sent),
        "stay_taken_over": _document(effect.taken),
        "would_cross": {"xero": _document(effect.would_send), "splynx": _document(effect.would_take)},
    }


def flow_lines(effect: FlowEffect) -> tuple[str, ...]:
    """The same as sentences."""
    lines = [
        "The payment flow was changed, from today on.",
        f"Sent from Splynx so far: {_text(effect.sent)}; they stay in Xero.",
        f"Taken over from Xero so far: {_text(effect.taken)}; they stay in Splynx.",
    ]
    if effect.crossing.count:
        lines.append(
            f"Would cross over: {_text(effect.would_send)} to Xero, {_text(effect.would_take)} to Splynx. "
            "They stay where they are and are named in the tie-out."
        )
    else:
        lines.append("Nothing would cross over.")
    return tuple(lines)


def _document(what: Counted) -> dict[str, object]:
    return {"count": what.count, "amount": money_text(what.amount)}


def _text(what: Counted) -> str:
    payments = "1 payment" if what.count == 1 else f"{what.count} payments"
    return f"{payments}, {money_text(what.amount)}"
