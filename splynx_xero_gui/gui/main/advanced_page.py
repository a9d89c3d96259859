"""Settings › Advanced: every option of the profile file that no other page shows (interface.md, `[options]`)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.gui.kit.form import FieldRow, Form
from splynx_xero_gui.gui.kit.indicators import CheckBox
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch
from splynx_xero_gui.gui.kit.pick_combo import PickCombo
from splynx_xero_gui.gui.kit.scrolling import Scrolling
from splynx_xero_gui.gui.kit.still_fields import StillCombo, StillSpinBox
from splynx_xero_gui.gui.main.drill_dialog import may_drill
from splynx_xero_gui.gui.main.model import MainModel
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main.settings_model import SettingsModel
from splynx_xero_gui.gui.main.settings_parts import SettingsPart
from splynx_xero_gui.gui.wizard.mapping_words import pick_item
from splynx_xero_gui.gui.wizard.optional_date import OptionalDate
from splynx_xero_gui.gui.wizard.problem_words import problem_text
from splynx_xero_gui.wizard.changes import Change, Section
from splynx_xero_gui.wizard.checks import PAYMENT_WORDS, Problem, pattern_problem, prepayment_problems, tag_problem
from splynx_xero_gui.wizard.offers import line_offers, rate_offers

_FIELD_CH, _NUMBER_CH = 40, 12


class AdvancedPage(SettingsPart):
    """One long form in groups. Fields write into the answers at once; *Save* stands in the bar below."""

    def __init__(self, model: MainModel, settings: SettingsModel, parent: QWidget | None = None) -> None:
        super().__init__(PageKey.ADVANCED, "", model, settings, parent)
        self.title = self.tr("Advanced")
        self.heading.setText(self.title)
        self.setAccessibleName(self.title)
        self._filling = False
        self._rows: dict[str, FieldRow] = {}
        self._scroll = Scrolling(3, self)
        self.column().addWidget(self._scroll, 1)
        self._add_payments()
        self._add_documents()
        self._add_safety()
        self._add_requests()
        self._add_splynx()
        self._add_drill()
        self._scroll.column().addStretch(1)

    # -- building --

    def _group(self, title: str) -> Form:
        self._scroll.column().addWidget(TypeLabel(title, TextRole.INSTRUCTION, None, self))
        form = Form(self)
        self._scroll.column().addWidget(form)
        return form

    def _add_payments(self) -> None:
        form = self._group(self.tr("Payments"))
        self._reference = self._line(form, self.tr("&Reference of a payment"), "payment_reference")
        words = ", ".join(f"{{{word}}}" for word in PAYMENT_WORDS)
        self._rows["payment_reference"].set_help(
            self.tr("Stands in Xero before the mark of this program. You can use {words}.").format(words=words)
        )
        credit = (("overpayment", self.tr("Overpayment")), ("prepayment", self.tr("Prepayment")))
        self._unallocated = self._choice(
            form,
            self.tr("Money &without invoice is"),
            "unallocated",
            credit,
            self.tr("What a customer paid beyond the invoices. A prepayment needs the account and the rate below."),
        )
        self._proforma = self._choice(
            form,
            self.tr("&Proforma money is"),
            "proforma",
            credit,
            self.tr("Proforma invoices are not sent to Xero; the money paid for them is."),
        )
        self._prepayment_account = PickCombo((), parent=self)
        self._prepayment_tax = PickCombo((), parent=self)
        self._pick(form, self.tr("Prepa&yment account"), "prepayment_account", self._prepayment_account)
        self._pick(form, self.tr("Prepayment &tax rate"), "prepayment_tax", self._prepayment_tax)
        self._reconciled = self._tick(
            form,
            self.tr("Mark as reconciled in Xero"),
            "export_reconciled",
            self.tr("Payments sent to accounts without a bank feed. Xero then does not offer them for matching."),
        )

    def _add_documents(self) -> None:
        form = self._group(self.tr("Documents and customers"))
        self._contacts = self._choice(
            form,
            self.tr("Customers sent to &Xero"),
            "contacts",
            (("with-documents", self.tr("Those with documents")), ("all", self.tr("All of them"))),
        )
        self._earlier = self._choice(
            form,
            self.tr("&Earlier, open months"),
            "earlier_months",
            (("ask", self.tr("Ask me each time")), ("allow", self.tr("Change them in place"))),
            self.tr("An invoice changed or deleted in Splynx after its month may be part of a tax return already."),
        )
        self._override = self._tick(
            form,
            self.tr("Set the tax to the cent"),
            "tax_override",
            self.tr("Where Xero rounds otherwise. Without it such invoices get a rounding line, or wait."),
        )
        today = self.model.clock.now().astimezone().date()
        own, day = self.tr("Our own lock"), self.tr("Closed up to this day")
        self._closed = OptionalDate(today, own, day, "advanced.lock", form)
        self._rows["closed_until"] = form.add_row(
            self.tr("&Closed up to"),
            self._closed,
            self.tr("Nothing dated up to this day is written into Xero, whatever Xero's own lock dates say."),
            "advanced.closed_until",
        )
        self._closed.picked.connect(self._on_changed)

    def _add_safety(self) -> None:
        form = self._group(self.tr("Too many changes"))
        self._percent = self._number(form, self.tr("Stop and ask &from, percent"), "too_many_percent", 1, 100)
        self._items = self._number(form, self.tr("&But not below, items"), "too_many_items", 1, 100_000)
        self._rows["too_many_items"].set_help(
            self.tr("A sync that would change or remove more than this share of what is linked stops and asks.")
        )

    def _add_requests(self) -> None:
        form = self._group(self.tr("Xero requests and extras that cost them"))
        self._calls = self._number(form, self.tr("Re&quests a day"), "calls_per_day", 1, 100_000)
        self._reserve = self._number(form, self.tr("&Kept in reserve"), "day_reserve", 0, 99_999)
        self._note = self._tick(
            form,
            self.tr("Note in Xero's history"),
            "history_note",
            self.tr("Says at each document which sync wrote it. Costs one Xero request for each."),
        )
        self._pdf = self._tick(
            form,
            self.tr("Invoice attached as PDF"),
            "attach_pdf",
            self.tr("Costs one Xero request for each invoice."),
        )

    def _add_splynx(self) -> None:
        form = self._group(self.tr("Several Splynx systems in one organisation"))
        self._tag = self._line(form, self.tr("&Mark of this Splynx"), "tag")
        self._tag.setMaximumWidth(ch(self, _NUMBER_CH))
        self._rows["tag"].set_help(
            self.tr(
                "A short word of small letters and digits that tells this Splynx apart from another one in the same "
                "organisation. Leave it as it is once documents are synced."
            )
        )

    def _add_drill(self) -> None:
        form = self._group(self.tr("Drill"))
        self._drill = ActionButton(self.tr("&Drill…"), self)
        self._drill.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._drill.clicked.connect(self._on_drill)
        form.add_row(
            "",
            self._drill,
            self.tr(
                "Made-up books are synced while the program is stopped in mid-sync and answers get lost; then each "
                "promise is listed as kept or broken. Only with demo books, or with Xero's Demo Company."
            ),
            "advanced.drill",
        )

    def _on_drill(self) -> None:
        self.command.emit("drill")

    def _line(self, form: Form, label: str, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setMaximumWidth(ch(self, _FIELD_CH))
        line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows[name] = form.add_row(label, line, "", f"advanced.{name}")
        line.textChanged.connect(self._on_changed)
        line.editingFinished.connect(self.validate)
        return line

    def _choice(
        self, form: Form, label: str, name: str, choices: Sequence[tuple[str, str]], help_text: str = ""
    ) -> StillCombo:
        combo = StillCombo(self)
        for key, text in choices:
            combo.addItem(text, key)
        combo.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._rows[name] = form.add_row(label, combo, help_text, f"advanced.{name}")
        combo.currentIndexChanged.connect(self._on_changed)
        return combo

    def _pick(self, form: Form, label: str, name: str, combo: PickCombo) -> None:
        combo.setMaximumWidth(ch(self, _FIELD_CH))
        self._rows[name] = form.add_row(label, combo, "", f"advanced.{name}")
        combo.picked.connect(self._on_picked)

    def _number(self, form: Form, label: str, name: str, least: int, most: int) -> StillSpinBox:
        box = StillSpinBox(self)
        box.setRange(least, most)
        box.setGroupSeparatorShown(True)
        box.setMinimumWidth(ch(self, _NUMBER_CH))
        box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._rows[name] = form.add_row(label, box, "", f"advanced.{name}")
        box.valueChanged.connect(self._on_changed)
        box.editingFinished.connect(self.validate)
        return box

    def _tick(self, form: Form, label: str, name: str, help_text: str) -> CheckBox:
        box = CheckBox(label.replace("&", "&&"), self)
        row = form.add_row("", box, help_text, f"advanced.{name}")
        box.setAccessibleName(label)
        self._rows[name] = row
        box.toggled.connect(self._on_changed)
        return box

    # -- page --

    def first_field(self) -> QWidget | None:
        return self._reference

    def help_text(self) -> str:
        return self.tr(
            "These options have sensible values; change one when you know why. All of them stand in the profile file "
            "under [options] too."
        )

    def show_known(self) -> None:
        self._drill.setEnabled(may_drill(self.model))

    def fill(self) -> None:
        if not self.settings.ready:
            return
        self._filling = True
        state = self.settings.setup.state
        options = state.range.options
        self._show_offers(state.read.accounting)
        self._reference.setText(options.payment_reference)
        self._tag.setText(state.splynx.settings.tag)
        for combo, value in (
            (self._unallocated, options.unallocated),
            (self._proforma, options.proforma),
            (self._contacts, options.contacts),
            (self._earlier, options.earlier_months),
        ):
            combo.setCurrentIndex(max(0, combo.findData(value)))
        self._prepayment_account.set_current_key(options.prepayment_account or None)
        self._prepayment_tax.set_current_key(options.prepayment_tax or None)
        for box, ticked in (
            (self._reconciled, options.export_reconciled),
            (self._override, options.tax_override),
            (self._note, options.history_note),
            (self._pdf, options.attach_pdf),
        ):
            box.setChecked(ticked)
        for number, amount in (
            (self._percent, options.too_many_percent),
            (self._items, options.too_many_items),
            (self._calls, options.calls_per_day),
            (self._reserve, options.day_reserve),
        ):
            number.setValue(amount)
        self._closed.set_day(options.closed_until)
        self._filling = False
        self.validate()

    def entered(self) -> None:
        self.fill()

    def is_refused(self, made: Sequence[Change]) -> bool:
        if not any(change.section in (Section.OPTIONS, Section.SPLYNX) for change in made):
            return False
        wrong = self.validate()
        if not wrong:
            return False
        self.turn_to.emit(self.key.value)
        field = self.findChild(QWidget, f"advanced.{wrong[0]}")
        if isinstance(field, QWidget):
            self._scroll.ensureWidgetVisible(field)
            field.setFocus()
        return True

    def validate(self) -> list[str]:
        """Say what is wrong beside each field; returns their names."""
        if not self.settings.ready:
            return []
        options = self._options(self.settings.setup.state.range.options)
        problems: dict[str, Problem | None] = {
            "payment_reference": pattern_problem(options.payment_reference, PAYMENT_WORDS),
            "prepayment_account": None,
            "prepayment_tax": None,
            "day_reserve": Problem.RESERVE_TOO_LARGE if options.day_reserve >= options.calls_per_day else None,
            "tag": tag_problem(self._tag.text()),
            **prepayment_problems(options),
        }
        for name, problem in problems.items():
            self._rows[name].set_error(problem_text(problem, name) if problem else "")
        return [name for name, problem in problems.items() if problem]

    # -- answers --

    def _show_offers(self, accounting: AccountingReference | None) -> None:
        if accounting is None:
            return
        accounts = [pick_item(offer) for offer in line_offers(accounting)]
        usual = max((rate.effective_rate for rate in accounting.tax_rates), default=None)
        rates = [pick_item(offer) for offer in rate_offers(accounting.tax_rates, usual)] if usual is not None else []
        self._prepayment_account.set_items(accounts)
        self._prepayment_tax.set_items(rates)

    def _options(self, options: Options) -> Options:
        return dataclasses.replace(
            options,
            payment_reference=self._reference.text().strip(),
            unallocated=str(self._unallocated.currentData()),
            proforma=str(self._proforma.currentData()),
            prepayment_account=self._prepayment_account.current_key() or "",
            prepayment_tax=self._prepayment_tax.current_key() or "",
            contacts=str(self._contacts.currentData()),
            earlier_months=str(self._earlier.currentData()),
            tax_override=self._override.isChecked(),
            closed_until=self._closed.day(),
            too_many_percent=self._percent.value(),
            too_many_items=self._items.value(),
            calls_per_day=self._calls.value(),
            day_reserve=self._reserve.value(),
            history_note=self._note.isChecked(),
            attach_pdf=self._pdf.isChecked(),
            export_reconciled=self._reconciled.isChecked(),
        )

    def _on_picked(self, _key: object) -> None:
        self._on_changed()

    def _on_changed(self, *_: object) -> None:
        if self._filling or not self.settings.ready:
            return
        setup = self.settings.setup
        state = setup.state
        answers = dataclasses.replace(state.range, options=self._options(state.range.options))
        splynx = dataclasses.replace(state.splynx.settings, tag=self._tag.text().strip())
        changed = dataclasses.replace(state, range=answers, splynx=dataclasses.replace(state.splynx, settings=splynx))
        setup.change(changed)
        self.settings.look()
