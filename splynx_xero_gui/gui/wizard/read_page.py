"""W3 Read the settings: accounts, taxes, methods of both sides, line by line. Nothing is changed on either side."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from splynx_xero_gui.domain.failures import Failure, Misconfigured
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.engine.fetching import SPLYNX_LINES, XERO_LINES, FetchLine
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.formats import moment_text, number_text
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, set_spacing
from splynx_xero_gui.gui.kit.strip import Severity, StripAction, StripMessage
from splynx_xero_gui.gui.wizard.base import WizardPageBase
from splynx_xero_gui.gui.wizard.failure_words import OTHER_ORGANISATION
from splynx_xero_gui.gui.wizard.model import SetupModel
from splynx_xero_gui.gui.wizard.page_words import page_instruction, page_title
from splynx_xero_gui.gui.wizard.read_lines import LineState, ReadLines
from splynx_xero_gui.ports.control import CallsUsed, Cancel, ItemsRead, Observer
from splynx_xero_gui.wizard.checks import Missing
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.profiles import profile_of, with_kept_resolved
from splynx_xero_gui.wizard.resume import was_read
from splynx_xero_gui.wizard.services import FetchReport
from splynx_xero_gui.wizard.state import SettingsRead, SetupState

_ALL = (*SPLYNX_LINES, *XERO_LINES)
_EMPTY = "empty"
_READ_AGAIN = "read-again"


@dataclass(frozen=True, slots=True)
class _Read:
    """What one reading brought. `refused`: everything was read, but the two do not fit (C1)."""

    report: FetchReport | None
    billing: BillingReference | None
    accounting: AccountingReference | None
    at: dt.datetime | None
    refused: Failure | None = None


class ReadPage(WizardPageBase):
    """Starts by itself; done, it waits for Next."""

    def __init__(self, model: SetupModel) -> None:
        super().__init__(PageId.READ, page_title(PageId.READ), page_instruction(PageId.READ), model)
        inside = self.body_area.content()
        self._lines = ReadLines(inside)
        self._lines.again.connect(self._on_again)
        self._calls = TypeLabel("", TextRole.CAPTION, Accent.QUIET, inside)
        self._calls.setObjectName("read.calls")
        self._when = TypeLabel("", parent=inside)
        self._when.setObjectName("read.when")
        self._when.setWordWrap(False)
        self._again_button = ActionButton(self.tr("&Read again"), inside)
        self._again_button.setObjectName("read.again")
        self._again_button.clicked.connect(self._on_read_again)
        row = QWidget(inside)
        line = QHBoxLayout(row)
        set_spacing(line, 0, 2)
        line.addWidget(self._when)
        line.addWidget(self._again_button)
        line.addStretch(1)
        for widget in (self._lines, self._calls, row):
            self.body().addWidget(widget)
        self.body().addStretch(1)
        self._asked: tuple[FetchLine, ...] = ()
        self._used: int | None = None
        self._read_of: tuple[str, str] = ("", "")

    # -- page --

    def show_state(self, state: SetupState) -> None:
        self.strip.clear()
        for line in _ALL:
            count = self._count(line, state.read)
            done = state.read.at is not None and count is not None
            self._lines.line(line).set_state(LineState.DONE if done else LineState.WAITS, count)
        self._show_result()

    def entered(self) -> None:
        connection = self._connection()
        fits = self._read_of in (("", ""), connection)
        if not self.state.read.complete or not fits:
            self._start(_ALL)

    def first_field(self) -> QWidget | None:
        return self._again_button if not self.is_busy() else None

    def refuse(self, missing: Missing) -> None:
        failed = next((line for line in _ALL if self._lines.line(line).state() is not LineState.DONE), None)
        super().refuse(missing)
        if failed is not None:
            self._lines.line(failed).setFocus(Qt.FocusReason.OtherFocusReason)

    def act(self, message: str, action: str) -> None:
        if action == OTHER_ORGANISATION:
            self.jump.emit(PageId.XERO.value)
        elif action == _READ_AGAIN:
            self._on_read_again()

    def help_text(self) -> str:
        return self.tr(
            "The program reads what can be mapped: from Splynx the company, partners, transaction categories, taxes "
            "and payment methods; from Xero the organisation with its lock dates, accounts, tax rates and tracking "
            "categories. It costs about five of the Xero requests of a day. Nothing is changed on either side.\n\n"
            "If a line fails, the others stay; read only that line again. If you change something in Xero or Splynx "
            "meanwhile, choose Read again."
        )

    # -- inside --

    def _connection(self) -> tuple[str, str]:
        return self.state.splynx.tested_url, self.state.xero.tenant_id

    def _on_again(self, line: str) -> None:
        self._start((FetchLine(line),))

    def _on_read_again(self) -> None:
        self._start(_ALL)

    def _start(self, lines: Sequence[FetchLine]) -> None:
        if self.is_busy():
            return
        self._asked = tuple(lines)
        for line in lines:
            self._lines.line(line).set_state(LineState.WAITS)
        self._lines.line(lines[0]).set_state(LineState.READING)
        session, profile = self.model.session, profile_of(self.state)
        only = None if tuple(lines) == _ALL else tuple(lines)

        def read(observer: Observer, cancel: Cancel) -> _Read:
            session.save_profile(profile)
            report, refused = None, None
            try:
                report = session.fetch(observer, cancel, only)
            except Misconfigured as failure:
                refused = failure
            billing, accounting, at = session.references()
            return _Read(report, billing, accounting, at, refused)

        self._when.hide()
        self._again_button.hide()
        task = self.work(read, self._on_read, self.tr("Reading…"), hold=False)
        task.deliver(events=self._on_events, finished=self._on_finished)

    def _on_events(self, events: object) -> None:
        for event in events:  # type: ignore[attr-defined]
            if isinstance(event, ItemsRead) and event.stream in set(FetchLine):
                self._on_line(FetchLine(event.stream), event.count)
            elif isinstance(event, CallsUsed):
                self._used = event.used.get(Side.XERO, self._used)
                self._show_calls(self._used, event.left_today)

    def _on_line(self, line: FetchLine, count: int) -> None:
        """A line was read; those asked for before it and not read have failed, the one after it is under way."""
        if line not in self._asked:
            return
        place = self._asked.index(line)
        for earlier in self._asked[:place]:
            if self._lines.line(earlier).state() is not LineState.DONE:
                self._lines.line(earlier).set_state(LineState.FAILED)
        self._lines.line(line).set_state(LineState.DONE, count)
        if place + 1 < len(self._asked):
            self._lines.line(self._asked[place + 1]).set_state(LineState.READING)

    def _on_read(self, result: object) -> None:
        assert isinstance(result, _Read)
        self._read_of = self._connection()
        report = result.report
        if report is not None:
            for line in report.lines:
                state = LineState.FAILED if line.failure else LineState.DONE
                self._lines.line(line.line).set_state(state, line.count, line.failure)
        states = self._lines.states()
        needed = [states[line] for line in _ALL if line is not FetchLine.TRACKING]
        complete = result.refused is None and all(state is LineState.DONE for state in needed)
        complete = complete and result.billing is not None and result.accounting is not None
        left = report.calls_left_today if report else None
        read = SettingsRead(result.billing, result.accounting, result.at, complete, left)
        now = dataclasses.replace(self.state, read=read)
        if result.accounting is not None:
            xero = dataclasses.replace(now.xero, organisation=result.accounting.organisation)
            now = dataclasses.replace(now, xero=xero)
        self.model.change(with_kept_resolved(now))
        if report is not None:
            self._show_calls(report.calls.get(Side.XERO), left)
        if result.refused is not None:
            self.show_failure(result.refused)
        else:
            self._show_gaps()
        announce(self, self._summary())
        if complete:
            self.focus_next()

    def _on_finished(self) -> None:
        """Stopped or failed: what was not read waits."""
        for line in _ALL:
            if self._lines.line(line).state() is LineState.READING:
                self._lines.line(line).set_state(LineState.WAITS)
        self._show_result()
        if self._again_button.isVisible() and self.focusWidget() is None:
            self._again_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _summary(self) -> str:
        failed = [line for line, state in self._lines.states().items() if state is LineState.FAILED]
        return self.tr("Not everything was read.") if failed else self.tr("Everything was read.")

    def _show_gaps(self) -> None:
        """Lines that failed, and lists that are empty though they may not be."""
        failed = [line for line, state in self._lines.states().items() if state is LineState.FAILED]
        accounting = self.state.read.accounting
        if failed:
            title = self.tr("Some lines could not be read. The others are kept.")
            reason = next((self._lines.line(line).failure() for line in failed), "")
            self.strip.show_message(StripMessage(_EMPTY, Severity.ATTENTION, title, reason))
        elif accounting is not None and not any(account.takes_payments for account in accounting.accounts):
            title = self.tr("Xero has no bank account yet. Add one in Xero, then read again.")
            action = StripAction(_READ_AGAIN, self.tr("Read again"))
            self.strip.show_message(StripMessage(_EMPTY, Severity.ATTENTION, title, "", (action,)))
        else:
            self.strip.clear_message(_EMPTY)

    def _show_result(self) -> None:
        read = self.state.read
        self._when.setVisible(read.at is not None)
        self._again_button.setVisible(True)
        if read.at is not None:
            self._when.setText(self.tr("Read {when}.").format(when=moment_text(read.at.astimezone(), long=False)))
        if read.complete or was_read(read.billing, read.accounting):
            self._show_calls(self._used, read.calls_left_today)

    def _show_calls(self, used: int | None, left: int | None) -> None:
        if used is not None:
            self._used = used
        if used is None and left is None:
            self._calls.setText("")
            return
        self._calls.setText(
            self.tr("Xero requests used: {used} · left today: {left}").format(
                used=number_text(used), left=number_text(left)
            )
        )

    def _count(self, line: FetchLine, read: SettingsRead) -> int | None:
        billing, accounting = read.billing, read.accounting
        counts: dict[FetchLine, int] = {}
        if billing is not None:
            counts |= {
                FetchLine.COMPANY: len(billing.partners),
                FetchLine.CATEGORIES: len(billing.categories),
                FetchLine.TAXES: len(billing.taxes),
                FetchLine.METHODS: len(billing.methods),
            }
        if accounting is not None and read.complete:
            counts |= {
                FetchLine.ORGANISATION: 1,
                FetchLine.ACCOUNTS: len(accounting.accounts),
                FetchLine.TAX_RATES: len(accounting.tax_rates),
                FetchLine.TRACKING: len(accounting.tracking),
            }
        return counts.get(line)
