"""D5: what a change of payment flow would do to payments there are; by default nothing crosses over (P4)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from splynx_xero_gui.engine.flow_effect import Counted, FlowEffect
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.formats import money_sentence
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.wizard.counted import counted

translate = QCoreApplication.translate
LEAVE, INCLUDE, KEEP = "leave", "include", "keep"


def flow_change_dialog(effect: FlowEffect, currency: str, parent: QWidget | None = None) -> MessageDialog:
    """The question. `KEEP`, Esc and closing change nothing; `INCLUDE` is offered where something would cross over."""
    crossing = effect.crossing.count
    include = DialogButton(INCLUDE, translate("FlowChange", "Change, and put them into the next &plan"))
    return MessageDialog(
        translate("FlowChange", "Change where payments come in?"),
        effect_text(effect, currency),
        (
            DialogButton(LEAVE, translate("FlowChange", "Change, and &leave them where they are")),
            *((include,) if crossing else ()),
            DialogButton(KEEP, translate("FlowChange", "Do &not change"), ButtonRole.SAFE),
        ),
        Severity.ATTENTION if crossing else Severity.INFO,
        name="flowchange",
        parent=parent,
    )


def effect_text(effect: FlowEffect, currency: str) -> str:
    """What stays, and what would cross over, with its money."""
    lines = [
        translate("FlowChange", "Sent from Splynx so far: {payments}. They stay in Xero.").format(
            payments=_payments(effect.sent, currency)
        ),
        translate("FlowChange", "Taken over from Xero so far: {payments}. They stay in Splynx.").format(
            payments=_payments(effect.taken, currency)
        ),
    ]
    crossing = effect.crossing
    if not crossing.count:
        lines.append(translate("FlowChange", "Nothing would cross over. The change holds for payments from today on."))
        return "\n\n".join(lines)
    lines.append(
        translate("FlowChange", "Would cross over: {payments} ({there} to Xero, {here} to Splynx).").format(
            payments=_payments(crossing, currency),
            there=_payments(effect.would_send, currency),
            here=_payments(effect.would_take, currency),
        )
    )
    lines.append(
        translate(
            "FlowChange",
            "Left where they are, they are named in the tie-out. In the plan you can leave each one out, and where the "
            "other side may have one already you are asked.",
        )
    )
    return "\n\n".join(lines)


def _payments(what: Counted, currency: str) -> str:
    if not what.count:
        return translate("FlowChange", "none")
    one, many = translate("FlowChange", "1 payment, {money}"), translate("FlowChange", "{n} payments, {{money}}")
    return counted(what.count, one, many).format(money=money_sentence(what.amount, currency))
