"""What an answer needs besides the choice: an account, a tax rate, a number, some fields (interface.md, `resolve`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from splynx_xero_gui.domain.conflict import Choice, Conflict, ConflictKind, Needs
from splynx_xero_gui.domain.reference import Account, AccountingReference, BillingReference, TaxRate
from splynx_xero_gui.engine.picking import Pick
from splynx_xero_gui.gui.decisions.find_field import FindField
from splynx_xero_gui.gui.decisions.value_base import ValueField
from splynx_xero_gui.gui.kit.formats import percent_text
from splynx_xero_gui.gui.kit.indicators import CheckBox
from splynx_xero_gui.gui.kit.metrics import ch
from splynx_xero_gui.gui.kit.pick_combo import PickCombo
from splynx_xero_gui.gui.kit.pick_model import PickItem
from splynx_xero_gui.gui.words import field_title
from splynx_xero_gui.gui.worker import Background
from splynx_xero_gui.wizard.offers import account_key, line_offers, payment_offers

translate = QCoreApplication.translate
_OF_PAYMENTS = frozenset({ConflictKind.UNMAPPED_METHOD, ConflictKind.RECEIPT_WITHOUT_ACCOUNT})


@dataclass(frozen=True, slots=True)
class References:
    """What accounts, rates and methods are picked from; None = not read yet.

    `search(needs, question id, words)` finds contacts, customers and documents; it runs on `background`.
    """

    billing: BillingReference | None = None
    accounting: AccountingReference | None = None
    search: Callable[[Needs, str, str], Sequence[Pick]] | None = None
    background: Background | None = None

    @property
    def currency(self) -> str:
        """The books' currency, empty before it is known."""
        return self.accounting.organisation.base_currency if self.accounting else ""


class PickField(ValueField):
    """Pick one of a list."""

    def __init__(
        self, label: str, help_text: str, items: Sequence[PickItem], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(label, help_text, parent)
        self._combo = PickCombo(items, name, self)
        self._combo.setMaximumWidth(ch(self, 56))
        self._combo.picked.connect(self._on_picked)
        self._hold(self._combo, name)

    def value(self) -> str:
        return self._combo.current_key() or ""

    def _on_picked(self, _key: object) -> None:
        self.changed.emit()


class TextField(ValueField):
    """Type a number, a name or an id."""

    def __init__(self, label: str, help_text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(label, help_text, parent)
        self._edit = QLineEdit(self)
        self._edit.setMaximumWidth(ch(self, 40))
        self._edit.textChanged.connect(self._on_text)
        self._edit.returnPressed.connect(self._on_enter)
        self._hold(self._edit, name)

    def value(self) -> str:
        return self._edit.text().strip()

    def _on_text(self, _text: str) -> None:
        self.changed.emit()

    def _on_enter(self) -> None:
        if self.value():
            self.submitted.emit()


class FieldsField(ValueField):
    """Tick the fields that Xero gets from Splynx; the others stay as they are in Xero."""

    def __init__(self, conflict: Conflict, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self._label.setText(self.tr("Tick what Xero gets from Splynx; the rest stays as it is in Xero."))
        self._label.setWordWrap(True)
        self._boxes: dict[str, CheckBox] = {}
        for field in conflict.fields:
            box = CheckBox(field_title(field.name), self)
            box.setObjectName(f"{name}.{field.name}")
            box.toggled.connect(self._on_toggled)
            self._boxes[field.name] = box
            self._column.addWidget(box)
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))

    def value(self) -> str:
        return ", ".join(name for name, box in self._boxes.items() if box.isChecked())

    def _on_toggled(self, _on: bool) -> None:
        self.changed.emit()


def value_field(
    conflict: Conflict, choice: Choice, references: References, name: str, parent: QWidget | None = None
) -> ValueField | None:
    """The field a choice needs, None where it needs none."""
    match choice.needs:
        case None:
            return None
        case Needs.ACCOUNT:
            return PickField(translate("Values", "Xero account"), "", account_items(conflict, references), name, parent)
        case Needs.TAX:
            return PickField(translate("Values", "Xero tax rate"), "", rate_items(conflict, references), name, parent)
        case Needs.FIELDS:
            return FieldsField(conflict, name, parent)
        case Needs.SPLYNX_ID if choice.id == "same" and conflict.facts.get("ids"):
            ids = [part.strip() for part in conflict.facts["ids"].split(",") if part.strip()]
            return PickField(
                translate("Values", "Payment to leave out"),
                "",
                [PickItem(id, id, translate("Values", "Payment")) for id in ids],
                name,
                parent,
            )
        case Needs.SPLYNX_ID if choice.id == "take-over" and references.billing is not None:
            methods = [PickItem(m.id, "", m.name) for m in references.billing.methods if m.active]
            return PickField(translate("Values", "Splynx payment method"), "", methods, name, parent)
        case Needs.NUMBER:
            label, help_text = _typed(choice.needs)
            return TextField(label, help_text, name, parent)
        case _ if references.search is not None and references.background is not None:
            search = partial(references.search, choice.needs, conflict.id)
            return FindField(_typed(choice.needs)[0], "", search, references.background, name, parent)
        case _:
            label, help_text = _typed(choice.needs)
            return TextField(label, help_text, name, parent)


def account_items(conflict: Conflict, references: References) -> list[PickItem]:
    """Accounts that this question may be answered with."""
    if references.accounting is None:
        return []
    payments = conflict.kind in _OF_PAYMENTS or "method_id" in conflict.facts
    offers = payment_offers(references.accounting) if payments else line_offers(references.accounting)
    known = {account_key(account): account for account in references.accounting.accounts}
    return [
        PickItem(offer.key, offer.code, offer.name, account_type(known.get(offer.key)))
        for offer in offers
        if offer.refusal is None
    ]


def account_type(account: Account | None) -> str:
    """The account's type in a word: "Revenue"."""
    return account.type.replace("_", " ").capitalize() if account else ""


def rate_items(conflict: Conflict, references: References) -> list[PickItem]:
    """Sales tax rates; those of the percent in question where one is."""
    if references.accounting is None:
        return []
    wanted = conflict.facts.get("percent") or conflict.facts.get("p") or ""
    rates = [rate for rate in references.accounting.tax_rates if rate.active and rate.for_revenue]
    same = [rate for rate in rates if wanted and _percent(rate) == wanted.strip().rstrip("0").rstrip(".")]
    return [PickItem(r.tax_type, "", r.name, percent_text(r.effective_rate)) for r in (same or rates)]


def _percent(rate: TaxRate) -> str:
    return f"{rate.effective_rate.normalize():f}"


def _typed(needs: Needs) -> tuple[str, str]:
    """Label and help of a typed value."""
    words = {
        Needs.CONTACT: (translate("Values", "Xero contact"), translate("Values", "Its exact name or its id in Xero.")),
        Needs.CUSTOMER: (
            translate("Values", "Splynx customer"),
            translate("Values", "The customer's id, as Splynx shows it."),
        ),
        Needs.INVOICE: (translate("Values", "Invoice in Xero"), translate("Values", "Its number or its id in Xero.")),
        Needs.XERO_ID: (
            translate("Values", "Number in Xero"),
            translate("Values", "The document's number or its id in Xero."),
        ),
        Needs.SPLYNX_ID: (translate("Values", "Id in Splynx"), translate("Values", "As Splynx shows it.")),
        Needs.NUMBER: (translate("Values", "Number of items"), translate("Values", "Type the number to confirm it.")),
    }
    return words.get(needs, (translate("Values", "Value"), ""))
