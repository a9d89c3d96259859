"""W4's *More*, second part: how money is booked, what may change, and what goes along with a document."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy

from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.gui.kit.form import FieldRow, Form
from splynx_xero_gui.gui.kit.indicators import CheckBox
from splynx_xero_gui.gui.kit.metrics import ch
from splynx_xero_gui.gui.kit.pick_combo import PickCombo
from splynx_xero_gui.gui.kit.still_fields import StillCombo
from splynx_xero_gui.gui.wizard.mapping_words import pick_item
from splynx_xero_gui.gui.wizard.problem_words import problem_text
from splynx_xero_gui.wizard.checks import PAYMENT_WORDS, Problem, pattern_problem, prepayment_problems
from splynx_xero_gui.wizard.offers import Offer, line_offers, rate_offers

_PATTERN_CH, _PICK_CH = 40, 34
_PREPAYMENT = "prepayment"
_ZERO = Decimal(0)


class RangeExtras(QObject):
    """Rows of the options that few need, at the end of a form; `changed()` follows every change."""

    changed = Signal()

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        self._ticks: dict[str, CheckBox] = {}
        self._combos: dict[str, QComboBox] = {}
        self._add_sending(form)
        self._add_money(form)
        self._add_along(form)

    # -- what the page tells and asks --

    def show_reference(self, accounting: AccountingReference | None) -> None:
        """What prepayments may be booked on."""
        accounts = line_offers(accounting) if accounting else ()
        rates = rate_offers(accounting.tax_rates, percent=_ZERO) if accounting else ()
        _fill(self._account, accounts)
        _fill(self._rate, rates)

    def show_options(self, options: Options) -> None:
        """Fill the fields in without telling anybody."""
        self.blockSignals(True)
        self._payment.setText(options.payment_reference)
        for name, combo in self._combos.items():
            combo.setCurrentIndex(max(0, combo.findData(getattr(options, name))))
        for name, tick in self._ticks.items():
            tick.setChecked(getattr(options, name))
        self._account.set_current_key(options.prepayment_account or None)
        self._rate.set_current_key(options.prepayment_tax or None)
        self.blockSignals(False)
        self._show_needed()

    def options(self, options: Options) -> Options:
        """The given options with what the fields say. What is not needed keeps its value."""
        chosen: dict[str, object] = {name: str(combo.currentData()) for name, combo in self._combos.items()}
        chosen |= {name: tick.isChecked() for name, tick in self._ticks.items()}
        chosen["prepayment_account"] = self._account.current_key() or options.prepayment_account
        chosen["prepayment_tax"] = self._rate.current_key() or options.prepayment_tax
        return dataclasses.replace(options, payment_reference=self._payment.text().strip(), **chosen)  # type: ignore[arg-type]

    def validate(self, options: Options) -> None:
        """Say what is wrong with each field."""
        problem = pattern_problem(self._payment.text(), PAYMENT_WORDS)
        _mark(self._payment_row, problem, "payment_reference")
        found = prepayment_problems(options)
        _mark(self._account_row, found.get("prepayment_account"), "prepayment_account")
        _mark(self._rate_row, found.get("prepayment_tax"), "prepayment_tax")

    # -- building --

    def _add_sending(self, form: Form) -> None:
        self._combo(
            form,
            "contacts",
            self.tr("Cust&omers sent to Xero"),
            ((self.tr("Those with documents"), "with-documents"), (self.tr("All customers"), "all")),
            self.tr("All: customers without an invoice become contacts too."),
        )
        self._payment = QLineEdit(form)
        self._payment.setMaximumWidth(ch(form, _PATTERN_CH))
        self._payment.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._payment.textChanged.connect(self.changed)
        words = ", ".join(f"{{{word}}}" for word in PAYMENT_WORDS)
        self._payment_row = form.add_row(
            self.tr("R&eference of a payment"),
            self._payment,
            self.tr("A mark that names the payment follows it. You can use {words}.").format(words=words),
            "range.payment_reference",
        )
        self._combo(
            form,
            "earlier_months",
            self.tr("Chan&ges in earlier months"),
            ((self.tr("Ask me each time"), "ask"), (self.tr("Follow them in open months"), "allow")),
            self.tr("An invoice of last month that is changed or deleted in Splynx; closed months are never touched."),
        )

    def _add_money(self, form: Form) -> None:
        kinds = ((self.tr("Overpayment of the customer"), "overpayment"), (self.tr("Prepayment"), _PREPAYMENT))
        self._combo(form, "unallocated", self.tr("&Money without an invoice"), kinds, self.tr("Until it pays one."))
        self._combo(
            form,
            "proforma",
            self.tr("Proforma invoices, &when paid"),
            kinds,
            self.tr("The invoice itself comes later."),
        )
        self._account = PickCombo((), "range.prepayment_account", form)
        self._rate = PickCombo((), "range.prepayment_tax", form)
        for pick in (self._account, self._rate):
            pick.setMinimumWidth(ch(form, _PICK_CH))
            pick.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            pick.picked.connect(self._on_picked)
        self._account_row = form.add_row(
            self.tr("Prepa&yments' account"),
            self._account,
            self.tr("Where money received in advance is held, for example 620."),
            "range.prepayment_account",
        )
        self._rate_row = form.add_row(self.tr("Prepayments' ta&x rate"), self._rate, "", "range.prepayment_tax")
        self._tick(
            form,
            "export_reconciled",
            self.tr("Payments"),
            self.tr("Send as reconciled"),
            self.tr("For books whose bank is not read into Xero: they never show up there as waiting to be matched."),
        )
        self._tick(
            form,
            "tax_override",
            self.tr("Cents"),
            self.tr("Set a line's &tax where Xero computes another cent"),
            self.tr("Without it a rounding line makes the total equal, and tax may differ by a cent."),
        )

    def _add_along(self, form: Form) -> None:
        self._tick(
            form,
            "history_note",
            self.tr("In Xero's history"),
            self.tr("A note on each document"),
            self.tr("It names the sync that wrote it. One more request for each document."),
        )
        self._tick(
            form,
            "attach_pdf",
            self.tr("Attached"),
            self.tr("Each document's PDF from Splynx"),
            self.tr("One more request for each document. The sign-in to Xero asks for the permission to attach files."),
        )

    def _combo(self, form: Form, name: str, label: str, choices: Sequence[tuple[str, str]], help_text: str) -> None:
        combo = StillCombo(form)
        for text, value in choices:
            combo.addItem(text, value)
        combo.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        combo.currentIndexChanged.connect(self._on_chosen)
        self._combos[name] = combo
        form.add_row(label, combo, help_text, f"range.{name}")

    def _tick(self, form: Form, name: str, label: str, text: str, help_text: str) -> None:
        tick = CheckBox(text, form)
        tick.toggled.connect(self.changed)
        self._ticks[name] = tick
        form.add_row(label, tick, help_text, f"range.{name}")
        tick.setAccessibleName("")  # its own text says more than the label

    # -- answers --

    def _on_chosen(self, _index: int) -> None:
        self._show_needed()
        self.changed.emit()

    def _on_picked(self, _key: object) -> None:
        self.changed.emit()

    def _show_needed(self) -> None:
        """Account and rate matter for prepayments only."""
        wanted = any(self._combos[name].currentData() == _PREPAYMENT for name in ("unallocated", "proforma"))
        for row, pick in ((self._account_row, self._account), (self._rate_row, self._rate)):
            pick.setEnabled(wanted)
            row.setEnabled(wanted)


def _fill(pick: PickCombo, offers: Sequence[Offer]) -> None:
    pick.set_items([pick_item(offer) for offer in offers], pick.current_key())


def _mark(row: FieldRow, problem: Problem | None, field: str) -> None:
    row.set_error(problem_text(problem, field) if problem else "")
