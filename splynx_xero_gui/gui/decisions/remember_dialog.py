"""D7: how far an answer shall be remembered."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QLocale, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from splynx_xero_gui.domain.conflict import Choice, Conflict
from splynx_xero_gui.engine.rulebook import Reach
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.decisions.answer import Remembered
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.form import Form
from splynx_xero_gui.gui.kit.formats import money_sentence
from splynx_xero_gui.gui.kit.indicators import RadioButton
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, set_spacing
from splynx_xero_gui.gui.words import question_title

_AFTER_MS = 300


class RememberDialog(QDialog):
    """Choose the scope of a rule. The button that makes no rule is the default.

    `reach_wanted(scope, up_to)`: the reach changed; whoever listens answers with `show_reach`.
    """

    reach_wanted = Signal(str, object)

    def __init__(
        self, conflict: Conflict, choice: Choice, customer: str, currency: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._currency = currency
        self.setObjectName("remember")
        self.setModal(True)
        title = self.tr("Remember for the future")
        self.setWindowTitle(title)
        self._outer = QVBoxLayout(self)
        set_spacing(self._outer, 3, 2)
        self._outer.addWidget(TypeLabel(title, TextRole.INSTRUCTION, None, self))
        text = self.tr("Questions of the kind “{kind}” are then answered by themselves with: {answer}.").format(
            kind=question_title(conflict.kind), answer=choice.label.rstrip("…")
        )
        words = TypeLabel(text, TextRole.BODY, None, self)
        words.setMinimumWidth(ch(self, 48))
        self._outer.addWidget(words)
        self._scopes = QButtonGroup(self)
        if conflict.customer_id:
            self._add_scope("customer", self.tr("Only for &this customer: {customer}").format(customer=customer))
        if conflict.facts.get("category_id"):
            category = conflict.facts.get("name") or conflict.facts["category_id"]
            self._add_scope("category", self.tr("Only for the cate&gory: {category}").format(category=category))
        self._add_scope("kind", self.tr("For &all customers"))
        self._scopes.buttons()[0].setChecked(True)
        form = Form(self)
        self._up_to = QLineEdit(self)
        self._up_to.setMaximumWidth(ch(self, 14))
        label = self.tr("&Up to an amount of ({currency})").format(currency=currency)
        self._amount_row = form.add_row(label, self._up_to, self.tr("Empty: whatever the amount."), "remember.up_to")
        self._up_to.textChanged.connect(self._on_text)
        self._up_to.editingFinished.connect(self._on_left)
        self._outer.addWidget(form)
        self._reach = TypeLabel("", TextRole.BODY, Accent.INFO, self)
        self._reach.setObjectName("remember.reach")
        self._outer.addWidget(self._reach)
        note = self.tr(
            "The rule is kept under Settings › Rules with your name and today's date. It can be revoked there."
        )
        self._outer.addWidget(TypeLabel(note, TextRole.CAPTION, Accent.QUIET, self))
        self._add_buttons()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_AFTER_MS)
        self._wait.timeout.connect(self.ask_reach)
        self._scopes.buttonToggled.connect(self._on_scope)

    def _add_scope(self, key: str, label: str) -> None:
        button = RadioButton(label, self)
        button.setObjectName(f"remember.scope.{key}")
        button.setProperty("scope", key)
        self._scopes.addButton(button)
        self._outer.addWidget(button)

    def _add_buttons(self) -> None:
        row = QWidget(self)
        flow = FlowLayout(row, trailing=True)
        no = ActionButton(self.tr("&Do not remember"), row)
        no.setObjectName("remember.no")
        no.clicked.connect(self.reject)
        self._yes = ActionButton(self.tr("&Remember it"), row)
        self._yes.setObjectName("remember.yes")
        self._yes.clicked.connect(self.accept)
        flow.addWidget(self._yes)
        flow.addWidget(no)
        holder = QHBoxLayout()
        holder.addWidget(row, 1)
        self._outer.addLayout(holder)
        no.setDefault(True)

    def remembered(self) -> Remembered | None:
        """The rule's reach; None while the amount cannot be read."""
        button = self._scopes.checkedButton()
        text = self._up_to.text().strip()
        amount = _amount(text)
        if button is None or (text and amount is None):
            return None
        return Remembered(str(button.property("scope")), amount)

    def ask_reach(self) -> None:
        """Ask how far the rule would reach as it stands."""
        remembered = self.remembered()
        if remembered is not None:
            self._reach.setText(self.tr("Counting what it would answer…"))
            self.reach_wanted.emit(remembered.scope, remembered.up_to)

    def show_reach(self, reach: Reach | None) -> None:
        """Tell it; None: it could not be counted."""
        if reach is None:
            self._reach.setText(self.tr("What it would answer could not be counted."))
            return
        now = self.tr("Answers %n of the questions open now ({money}).", "", reach.open_now)
        past = self.tr("In the past 12 months it would have answered %n ({money}).", "", reach.past)
        words = (
            now.format(money=money_sentence(reach.open_amount, self._currency)),
            past.format(money=money_sentence(reach.past_amount, self._currency)),
        )
        self._reach.setText(" ".join(words))
        announce(self, " ".join(words))

    def _on_scope(self, _button: object, on: bool) -> None:
        if on:
            self.ask_reach()

    def _on_text(self, _text: str) -> None:
        self._wait.start()
        self._yes.setEnabled(self.remembered() is not None)
        self._amount_row.set_error("")

    def _on_left(self) -> None:
        wrong = self.remembered() is None
        self._amount_row.set_error(self.tr("This is not an amount. Example: 50.00") if wrong else "")


def _amount(text: str) -> Decimal | None:
    """The amount as typed in the user's locale; None where it is none or below zero."""
    locale = QLocale()
    plain = text.replace(locale.groupSeparator(), "").replace("\u00a0", "").replace(locale.decimalPoint(), ".")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None
