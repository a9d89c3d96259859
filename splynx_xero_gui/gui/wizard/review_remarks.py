"""What the set-up itself has to remark on the review: rows that were left without a place on purpose (ui.md W5–W7)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.domain.matching import Gate
from splynx_xero_gui.gui.plan_remarks import Remark
from splynx_xero_gui.gui.wizard.mapping_words import subject_name, used_text
from splynx_xero_gui.wizard.mapping_pages import mapping_table
from splynx_xero_gui.wizard.mapping_subjects import MappingKind
from splynx_xero_gui.wizard.state import MappingAnswers, SetupState

translate = QCoreApplication.translate


def setup_remarks(state: SetupState) -> tuple[Remark, ...]:
    """One remark per used category, tax or method that the person went on without."""
    found = []
    for kind in MappingKind:
        table = mapping_table(kind, state)
        accepted = _answers(state, kind).unmapped_accepted
        for row in table.rows() if table is not None else ():
            if row.key in accepted and row.subject.used and not row.choice.value:
                text = translate("Remarks", "has no place in Xero: {used} wait").format(
                    used=used_text(kind, row.subject.usage.count)
                )
                name = subject_name(row.subject)
                found.append(Remark(f"{kind.value}.{row.key}", name, row.subject.usage.amount, text, waits=True))
    return tuple(found)


def cut_over_remarks(gate: Gate | None) -> tuple[Remark, ...]:
    """What holds the schedule: receivables of linked customers that differ, and who signed for them."""
    if gate is None or not (gate.holds or gate.signed_by):
        return ()
    if gate.signed_by:
        text = translate("Remarks", "differ at cut-over; {name} signed for it").format(name=gate.signed_by)
    else:
        text = translate("Remarks", "differ at cut-over; the schedule stays off until somebody signs on the page Match")
    subject = translate("Remarks", "Receivables of linked customers")
    return (Remark("cut-over", subject, gate.difference, text),)


def _answers(state: SetupState, kind: MappingKind) -> MappingAnswers:
    match kind:
        case MappingKind.CATEGORIES:
            return state.categories
        case MappingKind.TAXES:
            return state.taxes
        case MappingKind.METHODS:
            return state.accounts
