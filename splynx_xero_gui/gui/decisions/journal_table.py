"""The journal of decisions as a table: who decided what, when, and what it meant. Nothing here can be changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.journal import JournalEntry, JournalEvent
from splynx_xero_gui.domain.kinds import ActionKind
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.main.run_words import local
from splynx_xero_gui.gui.words import action_word, question_title, subject_title

translate = QCoreApplication.translate


def event_words(event: JournalEvent) -> str:
    """What happened, in a few words."""
    return {
        JournalEvent.ANSWERED: translate("Journal", "Answered"),
        JournalEvent.TAKEN_BACK: translate("Journal", "Answer taken back"),
        JournalEvent.BY_RULE: translate("Journal", "Answered by a rule"),
        JournalEvent.RULE_MADE: translate("Journal", "Rule made"),
        JournalEvent.RULE_REVOKED: translate("Journal", "Rule revoked"),
        JournalEvent.FOUND: translate("Journal", "Said to be there"),
        JournalEvent.NOT_THERE: translate("Journal", "Said not to be there"),
    }[event]


def kind_words(kind: str) -> str:
    """The cause, or the write that was settled, in a few words."""
    if kind in {known.value for known in ConflictKind}:
        return question_title(ConflictKind(kind))
    return action_word(ActionKind(kind)) if kind in {known.value for known in ActionKind} else kind


class JournalTable(MoneyTable[JournalEntry]):
    """Newest first."""

    def __init__(self, name: str, currency: str, parent: QWidget | None = None) -> None:
        title = translate("Journal", "Amount, {currency}").format(currency=currency) if currency else ""
        columns: tuple[Column[JournalEntry], ...] = (
            Column("at", translate("Journal", "When"), lambda e: local(e.at), ColumnKind.MOMENT, width_ch=21),
            Column("event", translate("Journal", "What"), lambda e: event_words(e.event), icon=_icon, width_ch=24),
            Column("subject", translate("Journal", "Document"), lambda e: subject_title(e.subject), width_ch=26),
            Column("amount", title or translate("Journal", "Amount"), lambda e: e.amount, ColumnKind.MONEY),
            Column("answer", translate("Journal", "Answer"), lambda e: e.answer, width_ch=26),
            Column("customer", translate("Journal", "Customer"), lambda e: e.customer, width_ch=20),
            Column("by", translate("Journal", "By"), lambda e: e.by, width_ch=24),
            Column("kind", translate("Journal", "Cause"), lambda e: kind_words(e.kind), width_ch=26),
            Column("value", translate("Journal", "With"), lambda e: e.value, width_ch=16),
            Column("consequence", translate("Journal", "What it meant"), lambda e: e.consequence, width_ch=48),
            Column("rule", translate("Journal", "Rule"), lambda e: e.rule_id, ColumnKind.CODE, width_ch=18),
        )
        model: RowsModel[JournalEntry] = RowsModel(columns, _key)
        super().__init__(model, name, translate("Journal", "Decisions made"), parent=parent)
        words = translate("Journal", "Nothing was decided yet. Every answer will be kept here.")
        self.set_empty(IconName.CLOCK, Accent.QUIET, words)

    def show_entries(self, entries: Sequence[JournalEntry]) -> None:
        """Show these."""
        self.set_rows(list(entries))


def _icon(entry: JournalEntry) -> IconName:
    if entry.event in (JournalEvent.RULE_MADE, JournalEvent.BY_RULE, JournalEvent.RULE_REVOKED):
        return IconName.RULE
    if entry.event in (JournalEvent.FOUND, JournalEvent.NOT_THERE):
        return IconName.BROKEN_CIRCLE
    return IconName.UNDO if entry.event is JournalEvent.TAKEN_BACK else IconName.TICK


def _key(entry: JournalEntry) -> str:
    return str(entry.seq)
