"""What may have arrived: writes whose answer was lost, with the evidence and what a person may say (ui.md M3)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from splynx_xero_gui.engine.uncertain import Candidate, MayHaveArrived
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.formats import date_text, money_sentence
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, lines, set_spacing
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.main.run_words import local
from splynx_xero_gui.gui.words import action_word, side_name, subject_title


class LostView(QWidget):
    """`look_up_wanted()`; `there(lost, object id)`; `not_there(lost)` after it was asked once."""

    look_up_wanted = Signal()
    there = Signal(object, str)
    not_there = Signal(object)

    def __init__(self, name: str, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._currency = currency
        self._dialog: MessageDialog | None = None
        self._asked: tuple[MayHaveArrived, str] | None = None
        self._head = TypeLabel("", TextRole.INSTRUCTION, Accent.UNCERTAIN, self)
        self._head.setObjectName(f"{name}.question")
        rows: RowsModel[MayHaveArrived] = RowsModel(self._columns(), _key)
        self.table = MoneyTable(rows, f"{name}.table", self.tr("May have arrived"), parent=self)
        self.table.view.setSelectionMode(self.table.view.SelectionMode.SingleSelection)
        self.table.selection_changed.connect(self._show_state)
        self._evidence = TypeLabel("", TextRole.BODY, None, self)
        self._evidence.setObjectName(f"{name}.evidence")
        self._evidence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        candidates: RowsModel[Candidate] = RowsModel(self._candidate_columns(), _candidate_key)
        self.candidates = MoneyTable(candidates, f"{name}.candidates", self.tr("What it may be"), parent=self)
        self.candidates.setMaximumHeight(lines(self, 9))
        self.candidates.selection_changed.connect(self._show_buttons)
        self.look_up = self._button(self.tr("&Look up now"), "look_up", self.look_up_wanted.emit)
        self.is_there = self._button(self.tr("It is &there…"), "there", self._on_there)
        self.send_again = self._button(self.tr("It is &not there – send again"), "not_there", self._on_not_there)
        row = QWidget(self)
        flow = FlowLayout(row)
        for button in (self.look_up, self.is_there, self.send_again):
            flow.addWidget(button)
        self._hint = TypeLabel("", TextRole.CAPTION, Accent.QUIET, self)
        column = QVBoxLayout(self)
        set_spacing(column, 0, 1)
        column.addWidget(self._head)
        column.addWidget(self.table, 2)
        column.addWidget(self._evidence)
        column.addWidget(self.candidates, 1)
        column.addWidget(row)
        column.addWidget(self._hint)

    def _button(self, text: str, name: str, on_click: object) -> ActionButton:
        button = ActionButton(text, self)
        button.setObjectName(f"{self._name}.{name}")
        button.clicked.connect(on_click)
        return button

    def _columns(self) -> tuple[Column[MayHaveArrived], ...]:
        return (
            Column(
                "what",
                self.tr("What"),
                lambda x: subject_title(x.subject),
                icon=lambda _: IconName.BROKEN_CIRCLE,
                accent=lambda _: Accent.UNCERTAIN,
                width_ch=25,
            ),
            Column("amount", self._money(), lambda x: x.amount, ColumnKind.MONEY, summed=True),
            Column("sent", self.tr("Sent at"), lambda x: local(x.sent_at), ColumnKind.MOMENT, width_ch=21),
            Column("looked_up", self.tr("Looked up"), self._looked_up, stretch=True),
        )

    def _candidate_columns(self) -> tuple[Column[Candidate], ...]:
        return (
            Column("number", self.tr("Number"), lambda c: c.number or "–", width_ch=18),
            Column("date", self.tr("Date"), lambda c: c.date, ColumnKind.DATE),
            Column("amount", self._money(), lambda c: c.amount, ColumnKind.MONEY),
            Column("reference", self.tr("Reference"), lambda c: c.reference, stretch=True),
        )

    def _money(self) -> str:
        if not self._currency:
            return self.tr("Amount")
        return self.tr("Amount, {currency}").format(currency=self._currency)

    def _looked_up(self, lost: MayHaveArrived) -> str:
        if lost.looked_up == 0:
            return self.tr("not yet")
        return self.tr("not found, %n look-up(s)", "", lost.looked_up)

    def show_lost(self, lost: Sequence[MayHaveArrived]) -> None:
        """Show these; the chosen one stays chosen."""
        count = len(lost)
        self._head.setText(
            self.tr(
                "The answer to these %n was lost on the way. They are looked up before anything is sent again.",
                "",
                count,
            )
        )
        before = self.table.current_row()
        self.table.set_rows(list(lost))
        if lost and (before is None or not self.table.select_row(before.id)):
            self.table.select_row(lost[0].id)
        self._show_state()

    def current(self) -> MayHaveArrived | None:
        """The chosen one."""
        return self.table.current_row()

    def dialog(self) -> MessageDialog | None:
        """The question asked once before something is settled, while it is open."""
        return self._dialog

    def set_busy(self, busy: bool) -> None:
        """While it is looked up nothing can be settled."""
        self.setEnabled(not busy)

    def _show_state(self) -> None:
        lost = self.current()
        found = list(lost.candidates) if lost is not None else []
        self.candidates.set_rows(found)
        self.candidates.setVisible(bool(found))
        if found:
            self.candidates.select_row(found[0].id)
        self._evidence.setText(self._told(lost) if lost is not None else "")
        self._show_buttons()

    def _told(self, lost: MayHaveArrived) -> str:
        what = self.tr("{action}, {customer}.").format(action=action_word(lost.kind), customer=lost.customer or "–")
        return f"{what} {self._evidence_of(lost)}"

    def _evidence_of(self, lost: MayHaveArrived) -> str:
        side = side_name(lost.side)
        if lost.candidates:
            text = self.tr(
                "In {side} there is something over the same amount that nothing is linked to. Is it this one?"
            )
            return text.format(side=side)
        if lost.looked_up:
            return self.tr("It was looked for in {side} and not found.").format(side=side)
        return self.tr("It was not looked up in {side} yet.").format(side=side)

    def _show_buttons(self) -> None:
        lost = self.current()
        self.is_there.setEnabled(lost is not None and self.candidates.current_row() is not None)
        self.send_again.setEnabled(lost is not None and lost.looked_up > 0)
        hint = "" if lost is None or lost.looked_up else self.tr("It can be sent again after a look-up found nothing.")
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def _on_there(self) -> None:
        lost, candidate = self.current(), self.candidates.current_row()
        if lost is None or candidate is None:
            return
        side = side_name(lost.side)
        day = date_text(candidate.date) if candidate.date else "–"
        text = self.tr(
            "Sent: {subject}, {money}, {customer}.\nIn {side}: {number}, {there}, {date}, {reference}."
        ).format(
            subject=subject_title(lost.subject),
            money=money_sentence(lost.amount, self._currency),
            customer=lost.customer or "–",
            side=side,
            number=candidate.number or "–",
            there=money_sentence(candidate.amount, self._currency),
            date=day,
            reference=candidate.reference or "–",
        )
        self._ask(lost, candidate.id, self.tr("Is it this one?"), text, self.tr("It is this one – &link it"))

    def _on_not_there(self) -> None:
        lost = self.current()
        if lost is None or not lost.looked_up:
            return
        text = self.tr(
            "{subject}, {money}, is sent once more with the next sync. Send it only if you are sure that {side} does "
            "not have it: else it would be there twice."
        ).format(
            subject=subject_title(lost.subject),
            money=money_sentence(lost.amount, self._currency),
            side=side_name(lost.side),
        )
        self._ask(lost, "", self.tr("Send it again?"), text, self.tr("It is not there – &send again"))

    def _ask(self, lost: MayHaveArrived, object_id: str, title: str, text: str, verb: str) -> None:
        self._asked = (lost, object_id)
        self._dialog = MessageDialog(
            title,
            text,
            (
                DialogButton("later", self.tr("&Decide later"), ButtonRole.SAFE),
                DialogButton("yes", verb, ButtonRole.DANGER if not object_id else ButtonRole.ACTION),
            ),
            Severity.UNCERTAIN,
            name=f"{self._name}.confirm",
            parent=self,
        )
        self._dialog.answered.connect(self._on_answered)
        self._dialog.open()

    def _on_answered(self, key: str) -> None:
        dialog, self._dialog = self._dialog, None
        asked, self._asked = self._asked, None
        if dialog is not None:
            dialog.deleteLater()
        if key != "yes" or asked is None:
            return
        lost, object_id = asked
        if object_id:
            self.there.emit(lost, object_id)
        else:
            self.not_there.emit(lost)


def _key(lost: MayHaveArrived) -> str:
    return lost.id


def _candidate_key(candidate: Candidate) -> str:
    return candidate.id
