"""W4's *More*: what names and references look like in Xero, how many requests a day, invoices below zero."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.gui.kit.form import FieldRow, Form
from splynx_xero_gui.gui.kit.metrics import ch, set_spacing
from splynx_xero_gui.gui.kit.still_fields import StillCombo, StillSpinBox
from splynx_xero_gui.gui.wizard.problem_words import problem_text
from splynx_xero_gui.gui.wizard.range_extras import RangeExtras
from splynx_xero_gui.wizard.checks import CONTACT_WORDS, REFERENCE_WORDS, Problem, pattern_problem
from splynx_xero_gui.wizard.ranges import pattern_example

_PATTERN_CH, _NUMBER_CH = 40, 12


class RangeMore(QWidget):
    """Fields of the less usual options; `changed()` follows every change."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: Mapping[str, str] = {}
        form = Form(self)
        self._contact, self._contact_row = self._pattern(form, self.tr("&Contact name in Xero"), "contact_name")
        self._reference, self._reference_row = self._pattern(
            form, self.tr("Re&ference of an invoice"), "invoice_reference"
        )
        self._account, self._account_row = self._pattern(form, self.tr("Acco&unt number"), "account_number")
        self._calls = self._number(1, 100_000)
        form.add_row(
            self.tr("Re&quests a day"),
            self._calls,
            self.tr("What your Xero app may ask in a day. 1,000 is right for most."),
            "range.calls_per_day",
        )
        self._reserve = self._number(0, 99_999)
        self._reserve_row = form.add_row(
            self.tr("&Kept in reserve"),
            self._reserve,
            self.tr("Never used by the sync, so that other programs can still work."),
            "range.day_reserve",
        )
        self._negative = StillCombo(self)
        self._negative.addItem(self.tr("Ask me each time"), "ask")
        self._negative.addItem(self.tr("Send as credit notes"), "as-credit-note")
        self._negative.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._negative.currentIndexChanged.connect(self.changed)
        form.add_row(
            self.tr("Invoices below &zero"),
            self._negative,
            self.tr("Xero has no invoice below zero; a credit note says the same."),
            "range.negative_invoice",
        )
        self._extras = RangeExtras(form)
        self._extras.changed.connect(self.changed)
        column = QVBoxLayout(self)
        set_spacing(column, 0, 0)
        column.addWidget(form)

    def show_options(self, options: Options) -> None:
        """Fill the fields in without telling anybody."""
        for widget in (self._contact, self._reference, self._account, self._calls, self._reserve, self._negative):
            widget.blockSignals(True)
        self._contact.setText(options.contact_name)
        self._reference.setText(options.invoice_reference)
        self._account.setText(options.account_number)
        self._calls.setValue(options.calls_per_day)
        self._reserve.setValue(options.day_reserve)
        self._negative.setCurrentIndex(max(0, self._negative.findData(options.negative_invoice)))
        for widget in (self._contact, self._reference, self._account, self._calls, self._reserve, self._negative):
            widget.blockSignals(False)
        self._extras.show_options(options)
        self._show_examples()

    def show_reference(self, accounting: AccountingReference | None) -> None:
        """Xero's accounts and rates, for the fields that choose one."""
        self._extras.show_reference(accounting)

    def options(self, options: Options) -> Options:
        """The given options with what the fields say."""
        return dataclasses.replace(
            self._extras.options(options),
            contact_name=self._contact.text().strip(),
            invoice_reference=self._reference.text().strip(),
            account_number=self._account.text().strip(),
            calls_per_day=self._calls.value(),
            day_reserve=self._reserve.value(),
            negative_invoice=str(self._negative.currentData()),
        )

    def show_example(self, words: Mapping[str, str]) -> None:
        """The customer and document the examples are made of."""
        self._words = dict(words)
        self._show_examples()

    def validate(self) -> None:
        """Say what is wrong with each field."""
        problem = pattern_problem(self._contact.text(), CONTACT_WORDS, needed=True)
        _mark(self._contact_row, problem, "contact_name")
        _mark(self._reference_row, pattern_problem(self._reference.text(), REFERENCE_WORDS), "invoice_reference")
        _mark(self._account_row, pattern_problem(self._account.text(), CONTACT_WORDS), "account_number")
        too_large = self._reserve.value() >= self._calls.value()
        _mark(self._reserve_row, Problem.RESERVE_TOO_LARGE if too_large else None, "day_reserve")
        self._extras.validate(self.options(Options()))

    def _pattern(self, form: Form, label: str, name: str) -> tuple[QLineEdit, FieldRow]:
        line = QLineEdit(self)
        line.setMaximumWidth(ch(self, _PATTERN_CH))
        line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = form.add_row(label, line, "", f"range.{name}")
        line.textChanged.connect(self._on_typed)
        line.editingFinished.connect(self.validate)
        return line, row

    def _number(self, least: int, most: int) -> QSpinBox:
        box = StillSpinBox(self)
        box.setRange(least, most)
        box.setGroupSeparatorShown(True)
        box.setMinimumWidth(ch(self, _NUMBER_CH))
        box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        box.valueChanged.connect(self.changed)
        box.editingFinished.connect(self.validate)
        return box

    def _on_typed(self) -> None:
        self._show_examples()
        self.changed.emit()

    def _show_examples(self) -> None:
        for line, row in (
            (self._contact, self._contact_row),
            (self._reference, self._reference_row),
            (self._account, self._account_row),
        ):
            known = REFERENCE_WORDS if line is self._reference else CONTACT_WORDS
            words = ", ".join(f"{{{word}}}" for word in known)
            given = pattern_example(line.text(), self._words)
            if not line.text().strip() and line is self._account:
                help_text = self.tr("Not sent. You can use {words}.").format(words=words)
            elif self._words and given and pattern_problem(line.text(), known) is None:
                help_text = self.tr("Example: {example}. You can use {words}.").format(example=given, words=words)
            else:
                help_text = self.tr("You can use {words}.").format(words=words)
            row.set_help(help_text)


def _mark(row: FieldRow, problem: Problem | None, field: str) -> None:
    row.set_error(problem_text(problem, field) if problem else "")
