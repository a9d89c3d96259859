"""One question with its facts and choices; it says what a person answers and does nothing itself (ui.md M3)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from splynx_xero_gui.domain.conflict import Choice, Conflict, ConflictKind
from splynx_xero_gui.engine.rulebook import Reach
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.decisions.answer import Answer, Remembered, fits_one_only, may_be_rule
from splynx_xero_gui.gui.decisions.choice_list import ChoiceList
from splynx_xero_gui.gui.decisions.question_words import shown
from splynx_xero_gui.gui.decisions.remember_dialog import RememberDialog
from splynx_xero_gui.gui.decisions.three_columns import ThreeColumns
from splynx_xero_gui.gui.decisions.value_fields import References
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.formats import money_sentence
from splynx_xero_gui.gui.kit.indicators import CheckBox
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, set_spacing
from splynx_xero_gui.gui.kit.scrolling import Scrolling
from splynx_xero_gui.gui.kit.strip import Severity


class DecisionPanel(QWidget):
    """`answered(Answer)`: the person pressed Apply, and confirmed where the choice is final.

    `reach_wanted(conflict, choice, scope, up_to)`: D7 asks how far the rule would reach; `show_reach` answers.
    """

    answered = Signal(object)
    reach_wanted = Signal(object, object, str, object)

    def __init__(self, name: str = "decisions", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._conflict: Conflict | None = None
        self._picked: tuple[Conflict, ...] = ()
        self._whole_group = False
        self._references = References()
        self._remembered: Remembered | None = None
        self._choices: ChoiceList | None = None
        self._confirm: MessageDialog | None = None
        self._remember_dialog: RememberDialog | None = None
        self._question = TypeLabel("", TextRole.INSTRUCTION, None, self)
        self._question.setObjectName(f"{name}.question")
        self._question.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._why = TypeLabel("", TextRole.BODY, Accent.QUIET, self)
        self._why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._columns = ThreeColumns(f"{name}.columns", self)
        self._heading = TypeLabel(self.tr("What should happen?"), TextRole.STRONG, None, self)
        self._holder = QVBoxLayout()
        self._remember = CheckBox(self.tr("&Remember for the future…"), self)
        self._remember.setObjectName(f"{name}.remember")
        self._remember.clicked.connect(self._on_remember)
        self._hint = TypeLabel("", TextRole.CAPTION, Accent.QUIET, self)
        self._apply = ActionButton("", self)
        self._apply.setObjectName(f"{name}.apply")
        self._apply.clicked.connect(self.apply)
        self._lay_out()

    def _lay_out(self) -> None:
        scroll = Scrolling(parent=self)
        column = scroll.column()
        for widget in (self._question, self._why, self._columns, self._heading):
            column.addWidget(widget)
        column.addLayout(self._holder)
        column.addStretch(1)
        self._scroll = scroll
        foot = QHBoxLayout()
        set_spacing(foot, 0, 2)
        words = QVBoxLayout()
        set_spacing(words, 0, 0.25)
        words.addWidget(self._remember)
        words.addWidget(self._hint)
        foot.addLayout(words, 1)
        foot.addWidget(self._apply, 0, Qt.AlignmentFlag.AlignBottom)
        outer = QVBoxLayout(self)
        set_spacing(outer, 0, 1)
        outer.addWidget(scroll, 1)
        outer.addLayout(foot)

    # -- what is asked --

    def set_references(self, references: References) -> None:
        """What accounts and rates are picked from."""
        self._references = references

    def show_question(self, conflict: Conflict, picked: Sequence[Conflict], whole_group: bool) -> None:
        """Ask about `conflict`; the answer goes to `picked`. An answer under way stays while the question does."""
        same = self._conflict is not None and self._conflict == conflict
        self._conflict = conflict
        self._picked = tuple(picked)
        self._whole_group = whole_group
        if not same:
            self._fill(conflict)
        self._show_state()

    def choices(self) -> ChoiceList | None:
        """The choices on show."""
        return self._choices

    def apply_button(self) -> ActionButton:
        """The button that answers."""
        return self._apply

    def focus_choices(self) -> None:
        """Go to the choices."""
        if self._choices is not None:
            self._choices.radio("later").setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, conflict: Conflict) -> None:
        self._remembered = None
        conflict = shown(conflict)
        self._question.setText(conflict.question)
        self._why.setText(conflict.why)
        self._why.setVisible(bool(conflict.why))
        self._columns.set_fields(conflict.fields)
        if self._choices is not None:
            self._holder.removeWidget(self._choices)
            self._choices.hide()
            self._choices.deleteLater()
        self._choices = ChoiceList(conflict, self._references, f"{self._name}.choice", self)
        self._choices.changed.connect(self._on_choice)
        self._choices.submitted.connect(self.apply)
        self._holder.addWidget(self._choices)
        self._scroll.to_top()
        QWidget.setTabOrder(self._choices, self._remember)
        QWidget.setTabOrder(self._remember, self._apply)

    def show_widget(self, widget: QWidget) -> None:
        """Scroll so far that this widget of the question is seen."""
        if self._scroll.isAncestorOf(widget):
            self._scroll.ensureWidgetVisible(widget)

    def _on_choice(self) -> None:
        self._remembered = None
        self._show_state()
        QTimer.singleShot(0, self, self._show_field)  # after the field found its place

    def _show_field(self) -> None:
        choice = self._choices.chosen() if self._choices is not None else None
        field = self._choices.field(choice.id) if choice is not None and self._choices is not None else None
        if field is not None:
            self.show_widget(field)

    def _show_state(self) -> None:
        choice = self._choices.chosen() if self._choices is not None else None
        count = len(self._picked)
        one_only = choice is not None and count > 1 and fits_one_only(choice)
        complete = self._choices is not None and self._choices.is_complete()
        self._apply.setText(self._apply_text(count))
        self._apply.setEnabled(complete and count > 0 and not one_only)
        rule = choice is not None and may_be_rule(choice)
        self._remember.setVisible(rule)
        self._remember.setChecked(self._remembered is not None)
        hint = ""
        if one_only:
            hint = self.tr("This answer names one particular item. Tick one item only.")
        elif count == 0:
            hint = self.tr("Tick the items this answer is for.")
        elif self._remembered is not None:
            hint = self._reach(self._remembered)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def _apply_text(self, count: int) -> str:
        # A question about the size of a sync counts the items it is about, and is one question.
        alone = self._conflict is None or self._conflict.kind is ConflictKind.TOO_MANY_CHANGES
        if count <= 1 and (alone or (self._conflict is not None and self._conflict.group_count <= 1)):
            return self.tr("&Apply")
        return self.tr("&Apply to %n selected", "", count)

    def _reach(self, remembered: Remembered) -> str:
        scopes = {
            "customer": self.tr("Remembered for this customer"),
            "category": self.tr("Remembered for this category"),
            "kind": self.tr("Remembered for all customers"),
        }
        words = scopes[remembered.scope]
        if remembered.up_to is None:
            return words
        amount = money_sentence(remembered.up_to, self._references.currency)
        return self.tr("{scope}, up to {amount}").format(scope=words, amount=amount)

    # -- D7 --

    def _on_remember(self) -> None:
        choice = self._choices.chosen() if self._choices is not None else None
        if self._remembered is not None or choice is None or self._conflict is None:
            self._remembered = None
            self._show_state()
            return
        customer = self._conflict.customer or self._conflict.facts.get("customer") or self._conflict.customer_id
        self._remember_dialog = RememberDialog(self._conflict, choice, customer, self._references.currency, self)
        self._remember_dialog.finished.connect(self._on_reach)
        self._remember_dialog.reach_wanted.connect(self._on_reach_wanted)
        self._remember_dialog.open()
        self._remember_dialog.ask_reach()

    def remember_dialog(self) -> RememberDialog | None:
        """D7 while it is open."""
        return self._remember_dialog

    def _on_reach_wanted(self, scope: str, up_to: object) -> None:
        choice = self._choices.chosen() if self._choices is not None else None
        if choice is not None and self._conflict is not None:
            self.reach_wanted.emit(self._conflict, choice, scope, up_to)

    def show_reach(self, reach: Reach | None) -> None:
        """How far the rule in D7 would reach; None: not known."""
        if self._remember_dialog is not None:
            self._remember_dialog.show_reach(reach)

    def _on_reach(self, result: int) -> None:
        dialog, self._remember_dialog = self._remember_dialog, None
        if dialog is not None:
            self._remembered = dialog.remembered() if result == QDialog.DialogCode.Accepted else None
            dialog.deleteLater()
        self._show_state()
        self._remember.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- apply --

    def apply(self) -> None:
        """Answer; what cannot be undone is asked about once, naming the money."""
        if not self._apply.isEnabled() or self._choices is None:
            return
        choice = self._choices.chosen()
        if choice is None:
            return
        if choice.final:
            self._ask_once(choice)
        else:
            self._send(choice)

    def _ask_once(self, choice: Choice) -> None:
        answer = Answer(self._picked, choice)
        money = money_sentence(answer.amount, self._references.currency)
        count = len(self._picked)
        text = self.tr("%n item(s), {money}: {consequence}", "", count).format(
            money=money, consequence=choice.consequence
        )
        self._confirm = MessageDialog(
            self.tr("{choice}?").format(choice=choice.label.rstrip("…?")),
            text,
            (
                DialogButton("keep", self.tr("&Decide later"), ButtonRole.SAFE),
                DialogButton("apply", self._apply.text(), ButtonRole.DANGER),
            ),
            Severity.ATTENTION,
            name=f"{self._name}.confirm",
            parent=self,
        )
        self._confirm.answered.connect(self._on_confirmed)
        self._confirm.open()

    def confirmation(self) -> MessageDialog | None:
        """The question asked once before a final answer, while it is open."""
        return self._confirm

    def _on_confirmed(self, key: str) -> None:
        dialog, self._confirm = self._confirm, None
        if dialog is not None:
            dialog.deleteLater()
        choice = self._choices.chosen() if self._choices is not None else None
        if key == "apply" and choice is not None:
            self._send(choice)

    def _send(self, choice: Choice) -> None:
        value = self._choices.value() if self._choices is not None else ""
        whole = self._whole_group and len(self._picked) > 1
        self.answered.emit(Answer(self._picked, choice, value, self._remembered, whole))
