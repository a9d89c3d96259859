"""Rules: what is answered by itself, who said so, how often it was used; and the journal of all decisions (ui.md M6).

A page of its own that Settings hangs in; it reads and revokes through the session in the background.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.journal import JournalEntry
from splynx_xero_gui.engine.rulebook import KnownRule
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.decisions.journal_table import JournalTable
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.formats import moment_text, money_sentence
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, set_spacing
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.kit.strip import MessageStrip, Severity
from splynx_xero_gui.gui.main.run_words import local
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard.failure_words import FAILURE, failure_message, unexpected_failure
from splynx_xero_gui.gui.words import question_title
from splynx_xero_gui.gui.worker import Background, Task
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.services import Session


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """What the page shows."""

    rules: tuple[KnownRule, ...]
    journal: tuple[JournalEntry, ...]
    currency: str = ""


class RulesPage(QWidget):
    """`changed()`: a rule was revoked, so that a plan made before is out of date."""

    changed = Signal()

    def __init__(
        self, session: Session, background: Background, name: str = "rules", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._session = session
        self._background = background
        self._task: Task | None = None
        self._record = RuleRecord((), ())
        self._dialog: MessageDialog | None = None
        self._rules: MoneyTable[KnownRule] | None = None
        self._journal: JournalTable | None = None
        self._only: str = ""
        words = self.tr(
            "A rule answers questions of one kind by itself, as far as it reaches. What it answered stays on record."
        )
        self._tabs = QTabWidget(self)
        self._tabs.setObjectName(f"{name}.tabs")
        self._show_answers = ActionButton(self.tr("&Show what it answered"), self)
        self._show_answers.setObjectName(f"{name}.answered")
        self._show_answers.clicked.connect(self._on_show_answers)
        self._revoke = ActionButton(self.tr("&Revoke…"), self)
        self._revoke.setObjectName(f"{name}.revoke")
        self._revoke.clicked.connect(self._on_revoke)
        self._shown = TypeLabel("", TextRole.BODY, None, self)
        self._shown.setMinimumWidth(ch(self, 40))
        self._all = ActionButton(self.tr("Show &all decisions"), self)
        self._all.setObjectName(f"{name}.all")
        self._all.clicked.connect(self._on_show_all)
        self.busy = BusyBar(f"{name}.busy", self)
        self.busy.stop_requested.connect(self.stop)
        self.strip = MessageStrip(f"{name}.strip", self)
        column = QVBoxLayout(self)
        set_spacing(column, 0, 1)
        column.addWidget(TypeLabel(words, TextRole.BODY, Accent.QUIET, self))
        column.addWidget(self._tabs, 1)
        column.addWidget(self.busy)
        column.addWidget(self.strip)

    # -- what others use --

    def rules_table(self) -> MoneyTable[KnownRule] | None:
        """The rules; None before they were read."""
        return self._rules

    def journal_table(self) -> JournalTable | None:
        """The journal; None before it was read."""
        return self._journal

    def tabs(self) -> QTabWidget:
        """Rules and journal."""
        return self._tabs

    def dialog(self) -> MessageDialog | None:
        """The question before a rule is revoked, while it is open."""
        return self._dialog

    def is_busy(self) -> bool:
        """Whether it reads or revokes."""
        return self._task is not None and self._task.is_running()

    def load(self) -> None:
        """Read rules and journal again."""
        self._start(self._read, self.tr("Reading the rules…"))

    def stop(self) -> None:
        """Ask the work under way to stop."""
        if self._task is not None:
            self._task.cancel()

    # -- in the worker's thread --

    def _read(self, _observer: Observer, _cancel: Cancel) -> RuleRecord:
        accounting = self._session.references()[1]
        currency = accounting.organisation.base_currency if accounting else ""
        return RuleRecord(tuple(self._session.rules()), tuple(self._session.journal()), currency)

    def _revoke_it(self, rule_id: str, observer: Observer, cancel: Cancel) -> RuleRecord:
        self._session.revoke_rule(rule_id)
        return self._read(observer, cancel)

    # -- in the window's thread --

    def _start(self, call: object, text: str) -> None:
        if self.is_busy():
            return
        self.strip.clear_message(FAILURE)
        self.busy.start(text)
        self._task = self._background.start(session_job(call), f"{self._name} work")  # type: ignore[arg-type]
        self._task.deliver(result=self._on_read, failed=self._on_failed, finished=self.busy.finish)

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Failure):
            self.strip.show_message(failure_message(error))
        elif isinstance(error, BaseException):
            self.strip.show_message(failure_message(unexpected_failure(error)))

    def _on_read(self, result: object) -> None:
        if not isinstance(result, RuleRecord):
            return
        revoked = len(_living(self._record)) > len(_living(result))
        self._record = result
        if self._rules is None or self._journal is None:
            self._build()
        self._fill()
        if revoked:
            self.changed.emit()

    def _build(self) -> None:
        model: RowsModel[KnownRule] = RowsModel(self._columns(), _rule_id)
        rules = MoneyTable(model, f"{self._name}.table", self.tr("Rules"), parent=self)
        rules.view.setSelectionMode(rules.view.SelectionMode.SingleSelection)
        rules.set_empty(
            IconName.RULE,
            Accent.QUIET,
            self.tr("There is no rule yet. Tick “Remember for the future” with an answer to make one."),
        )
        rules.selection_changed.connect(self._show_buttons)
        rules.row_opened.connect(self._on_show_answers)
        self._rules = rules
        self._journal = JournalTable(f"{self._name}.journal", self._record.currency, self)
        self._tabs.addTab(self._with_buttons(rules, (self._show_answers, self._revoke)), self.tr("Rules"))
        head = QWidget(self)
        row = FlowLayout(head)
        row.addWidget(self._shown)
        row.addWidget(self._all)
        page = QWidget(self)
        column = QVBoxLayout(page)
        set_spacing(column, 1, 1)
        column.addWidget(head)
        column.addWidget(self._journal, 1)
        self._tabs.addTab(page, self.tr("Decisions made"))

    def _with_buttons(self, table: QWidget, buttons: tuple[ActionButton, ...]) -> QWidget:
        page, foot = QWidget(self), QWidget(self)
        row = FlowLayout(foot)
        for button in buttons:
            row.addWidget(button)
        column = QVBoxLayout(page)
        set_spacing(column, 1, 1)
        column.addWidget(table, 1)
        column.addWidget(foot)
        return page

    def _columns(self) -> tuple[Column[KnownRule], ...]:
        return (
            Column("kind", self.tr("Question"), lambda r: question_title(r.rule.kind), icon=_icon, width_ch=26),
            Column("answer", self.tr("Answer"), lambda r: r.answer, width_ch=26),
            Column("scope", self.tr("Reaches"), self._scope, width_ch=30),
            Column("used", self.tr("Used"), lambda r: r.used, ColumnKind.NUMBER, width_ch=8),
            Column("state", self.tr("State"), self._state, accent=_state_accent, width_ch=29),
            Column("last", self.tr("Last used"), lambda r: _moment(r.last_used), ColumnKind.MOMENT, width_ch=21),
            Column("by", self.tr("Made by"), lambda r: r.rule.by, width_ch=24),
            Column("at", self.tr("Made"), lambda r: _moment(r.rule.at), ColumnKind.MOMENT, width_ch=21),
        )

    def _scope(self, known: KnownRule) -> str:
        rule = known.rule
        reach = {
            "customer": self.tr("Customer {name}").format(name=known.scope_name),
            "category": self.tr("Category {name}").format(name=known.scope_name),
        }.get(rule.scope, self.tr("All customers"))
        if rule.up_to is None:
            return reach
        return self.tr("{reach}, up to {amount}").format(
            reach=reach, amount=money_sentence(rule.up_to, self._record.currency)
        )

    def _state(self, known: KnownRule) -> str:
        gone = known.rule.revoked_at
        return self.tr("Revoked {when}").format(when=moment_text(local(gone))) if gone else self.tr("In force")

    def _fill(self) -> None:
        if self._rules is None:
            return
        before = self._rules.current_row()
        self._rules.set_rows(list(self._record.rules))
        if self._record.rules and (before is None or not self._rules.select_row(before.rule.id)):
            self._rules.select_row(self._record.rules[0].rule.id)
        self._show_journal()
        self._show_buttons()

    def _show_buttons(self) -> None:
        current = self._rules.current_row() if self._rules is not None else None
        self._show_answers.setEnabled(current is not None)
        self._revoke.setEnabled(current is not None and current.rule.revoked_at is None)

    def _show_journal(self) -> None:
        entries = self._record.journal
        if self._only:
            entries = tuple(entry for entry in entries if entry.rule_id == self._only)
        self._shown.setText(
            self.tr("Decisions of one rule.") if self._only else self.tr("All decisions, newest first.")
        )
        self._all.setVisible(bool(self._only))
        if self._journal is not None:
            self._journal.show_entries(entries)

    def _on_show_answers(self, _row: object = None) -> None:
        current = self._rules.current_row() if self._rules is not None else None
        if current is not None:
            self._only = current.rule.id
            self._show_journal()
            self._tabs.setCurrentIndex(1)

    def _on_show_all(self) -> None:
        self._only = ""
        self._show_journal()

    def _on_revoke(self) -> None:
        current = self._rules.current_row() if self._rules is not None else None
        if current is None:
            return
        text = self.tr(
            "“{question}” is asked again from the next sync on. What the rule answered so far stays as it is ({n})."
        ).format(question=question_title(current.rule.kind), n=current.used)
        self._dialog = MessageDialog(
            self.tr("Revoke this rule?"),
            text,
            (
                DialogButton("keep", self.tr("&Keep it"), ButtonRole.SAFE),
                DialogButton("revoke", self.tr("&Revoke it"), ButtonRole.DANGER),
            ),
            Severity.ATTENTION,
            name=f"{self._name}.confirm",
            parent=self,
        )
        self._dialog.answered.connect(partial(self._on_confirmed, current.rule.id))
        self._dialog.open()

    def _on_confirmed(self, rule_id: str, key: str) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
        if key == "revoke":
            self._start(partial(self._revoke_it, rule_id), self.tr("Revoking the rule…"))

    def focus_first(self) -> None:
        """Where the focus goes when the page comes into view."""
        if self._rules is not None:
            self._rules.view.setFocus(Qt.FocusReason.OtherFocusReason)


def _living(record: RuleRecord) -> list[KnownRule]:
    return [known for known in record.rules if known.rule.revoked_at is None]


def _moment(at: dt.datetime | None) -> dt.datetime | None:
    return local(at) if at else None


def _rule_id(known: KnownRule) -> str:
    return known.rule.id


def _icon(_known: KnownRule) -> IconName:
    return IconName.RULE


def _state_accent(known: KnownRule) -> Accent:
    return Accent.QUIET if known.rule.revoked_at else Accent.OK
