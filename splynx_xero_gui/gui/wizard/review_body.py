"""The body of W10: totals, questions, undo and requests, every item, remarks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.icon_line import IconLine
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.fold import Fold
from splynx_xero_gui.gui.kit.formats import money_sentence, number_text
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, PlainLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import fixed_font, lines, set_spacing
from splynx_xero_gui.gui.plan_remarks import Remark, RemarkTable
from splynx_xero_gui.gui.plan_table import PlanTable
from splynx_xero_gui.gui.plan_totals import PlanTotals
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.gui.worker import Background
from splynx_xero_gui.wizard.review import Review

LOOK, WHICH = "look", "which"
_ITEM_LINES = 14


class ReviewBody(QWidget):
    """Shows a Review. `wanted(key)`: Look (questions) or Which (cannot be undone) was pressed.

    `review_changed(Review)`: items were left out or taken back; `print_wanted`: the button.
    """

    wanted = Signal(str)
    review_changed = Signal(object)
    print_wanted = Signal()

    def __init__(self, currency: str, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._currency = currency
        self.totals = PlanTotals("review.totals", currency, self)
        self._questions = IconLine(
            "review.questions", IconName.TRIANGLE, Accent.ATTENTION, self.tr("L&ook"), LOOK, self
        )
        self._left_out = IconLine("review.left-out", IconName.DASH, Accent.QUIET, parent=self)
        self._undo = IconLine("review.undo", IconName.TICK, Accent.OK, self.tr("&Which cannot?"), WHICH, self)
        self._requests = TypeLabel("", parent=self)
        self._requests.setObjectName("review.requests")
        self._requests.setWordWrap(False)
        self._fingerprint = PlainLabel("", self)
        self._fingerprint.setObjectName("review.fingerprint")
        fixed = fixed_font()
        fixed.setPointSizeF(self.font().pointSizeF())
        self._fingerprint.setFont(fixed)
        self._fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.items = PlanTable("review", currency, background, parent=self)
        self.items.setMinimumHeight(lines(self, _ITEM_LINES))
        self._all = Fold("", self.items, "review.all", self)
        self.remarks = RemarkTable("review.remarks", currency, self)
        self._remarks = Fold("", self.remarks, "review.remarks.fold", self)
        self._export = ActionButton(self.tr("&Export…"), self)
        self._export.setObjectName("review.export")
        self._print = ActionButton(self.tr("P&rint…"), self)
        self._print.setObjectName("review.print")
        self._lay_out()
        self._questions.pressed.connect(self.wanted)
        self._undo.pressed.connect(self.wanted)
        self.items.review_changed.connect(self.review_changed)
        self._export.clicked.connect(self.items.table.ask_and_export)
        self._print.clicked.connect(self.print_wanted)

    def _lay_out(self) -> None:
        buttons = QWidget(self)
        flow = FlowLayout(buttons, trailing=True)
        flow.addWidget(self._export)
        flow.addWidget(self._print)
        facts = QHBoxLayout()
        set_spacing(facts, 0, 3)
        facts.addWidget(self._requests)
        facts.addWidget(self._fingerprint)
        facts.addWidget(buttons, 1)
        column = QVBoxLayout(self)
        set_spacing(column, 0, 1.5)
        column.addWidget(self.totals)
        column.addWidget(self._questions)
        column.addWidget(self._left_out)
        column.addWidget(self._undo)
        column.addLayout(facts)
        column.addWidget(self._all)
        column.addWidget(self._remarks)
        column.addStretch(1)

    def show_review(self, review: Review, requests: str, remarks: Sequence[Remark]) -> None:
        """Show everything; `requests` is the sentence on Xero requests."""
        self.totals.show_review(review)
        self.items.show_review(review)
        count = len(review.questions)
        self._questions.setVisible(count > 0)
        self._questions.set_text(
            counted(
                count,
                self.tr("1 question waits ({money}), left out until answered"),
                self.tr("{n} questions wait ({{money}}), left out until answered"),
            ).format(money=money_sentence(review.questions_amount, self._currency))
        )
        out = len(review.left_out)
        self._left_out.setVisible(out > 0)
        self._left_out.set_text(
            counted(out, self.tr("1 item is left out of this sync"), self.tr("{n} items are left out of this sync"))
        )
        self._show_undo(review)
        self._requests.setText(requests)
        self._requests.setVisible(review.count > 0)
        self._fingerprint.setText(self.tr("Plan {fingerprint}").format(fingerprint=review.short_fingerprint))
        items = len(review.plan.actions)
        self._fingerprint.setVisible(items > 0)
        self._all.set_title(counted(items, self.tr("Show the item"), self.tr("Show all {n} items")))
        self._all.setVisible(items > 0)
        self._export.setVisible(items > 0)
        self._print.setVisible(items > 0)
        self._remarks.setVisible(bool(remarks))
        self._remarks.set_title(counted(len(remarks), self.tr("1 remark"), self.tr("{n} remarks")))
        self.remarks.show_remarks(remarks)

    def _show_undo(self, review: Review) -> None:
        can, count = review.undoable, review.count
        self._undo.setVisible(count > 0)
        all_of_them = can == count
        self._undo.set_picture(
            IconName.TICK if all_of_them else IconName.INFO, Accent.OK if all_of_them else Accent.INFO
        )
        if all_of_them:
            text = counted(count, self.tr("It can be undone."), self.tr("All {n} can be undone."))
        else:
            text = self.tr("{a} of {n} can be undone.").format(a=number_text(can), n=number_text(count))
        self._undo.set_text(text)
        self._undo.set_button_shown(not all_of_them)

    def show_all(self) -> None:
        """Open the list of items and go there."""
        self._all.set_open(True)
        self.items.table.view.setFocus(Qt.FocusReason.OtherFocusReason)
