"""D1: what to begin with, where a set-up was put aside or several profiles are there. Esc and closing quit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QVBoxLayout, QWidget

from splynx_xero_gui.gui.kit.card import Card
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.formats import moment_text
from splynx_xero_gui.gui.kit.indicators import CheckBox, RadioButton
from splynx_xero_gui.gui.kit.labels import ActionButton, LinkLabel, MainInstruction, PageTitle, TypeLabel
from splynx_xero_gui.gui.kit.metrics import ch, set_spacing
from splynx_xero_gui.gui.wizard.page_words import page_title
from splynx_xero_gui.wizard.drafts import Draft
from splynx_xero_gui.wizard.pages import SHOWN_PAGES, PageId


class StartKind(Enum):
    """What the person chose."""

    CONTINUE = "continue"
    AGAIN = "again"
    PROFILE = "profile"
    NEW = "new"
    DEMO = "demo"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class StartAnswer:
    """The choice; `profile` is the one opened, `keep_keys` goes with AGAIN."""

    kind: StartKind
    profile: str = ""
    keep_keys: bool = False


class StartDialog(QDialog):
    """Shows the draft, or the profiles, or both. `answer()` after it closed; QUIT when nothing was chosen."""

    def __init__(
        self,
        draft: Draft | None = None,
        profiles: Sequence[str] = (),
        pages: Sequence[PageId] = SHOWN_PAGES,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("start")
        self.setWindowTitle(self.tr("Splynx Xero"))
        self._draft = draft
        self._answer = StartAnswer(StartKind.QUIT)
        self._column = QVBoxLayout(self)
        set_spacing(self._column, 3, 3)
        title = self.tr("Go on where you stopped?") if draft else self.tr("Which books do you want to open?")
        self._column.addWidget(PageTitle(title, self))
        self._first: QWidget | None = None
        if draft is not None:
            self._add_draft(draft, pages)
        if profiles:
            self._add_profiles(profiles)
        self._demo = LinkLabel(self.tr("Try &demo books"), self)
        self._demo.setObjectName("start.demo")
        self._demo.clicked.connect(self._on_demo)
        self._column.addWidget(self._demo)
        self._column.addStretch(1)
        self.setMinimumWidth(ch(self, 64))

    def answer(self) -> StartAnswer:
        """What was chosen."""
        return self._answer

    def ask(self) -> StartAnswer:
        """Show the dialog and wait for the choice."""
        self.exec()
        return self._answer

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- a set-up that was put aside --

    def _add_draft(self, draft: Draft, pages: Sequence[PageId]) -> None:
        page = draft.progress.current
        place = list(pages).index(page) + 1 if page in pages else 1
        text = self.tr("Set-up of {profile} was saved on {date} at step {n}, {title}.").format(
            profile=draft.state.profile_name,
            date=moment_text(draft.saved_at.astimezone(), long=False),
            n=place,
            title=page_title(page),
        )
        card = Card("", self)
        words = MainInstruction(text, card)
        words.setObjectName("start.draft")
        card.body().addWidget(words)
        row = QWidget(card)
        flow = FlowLayout(row)
        self._continue = self._button(self.tr("&Continue"), "start.continue", row)
        self._continue.setDefault(True)
        self._continue.clicked.connect(self._on_continue)
        self._again = self._button(self.tr("&Start again"), "start.again", row)
        self._again.clicked.connect(self._on_again)
        flow.addWidget(self._continue)
        flow.addWidget(self._again)
        card.body().addWidget(row)
        self._sure = self._sure_panel(card)
        card.body().addWidget(self._sure)
        self._column.addWidget(card)
        self._first = self._continue

    def _sure_panel(self, parent: QWidget) -> QWidget:
        """*Start again* asks once; the keys are kept only if ticked."""
        panel = QWidget(parent)
        column = QVBoxLayout(panel)
        set_spacing(column, 0, 1)
        text = TypeLabel(self.tr("Everything entered so far is forgotten. Nothing was written to Xero."), parent=panel)
        column.addWidget(text)
        self._keep = CheckBox(self.tr("&Keep the Splynx key and the sign-in to Xero"), panel)
        self._keep.setObjectName("start.keep")
        column.addWidget(self._keep)
        row = QWidget(panel)
        flow = FlowLayout(row)
        self._no = self._button(self.tr("Do &not"), "start.no", row)
        self._no.clicked.connect(self._on_no)
        yes = self._button(self.tr("&Forget and start again"), "start.yes", row)
        yes.clicked.connect(self._on_yes)
        flow.addWidget(self._no)
        flow.addWidget(yes)
        column.addWidget(row)
        panel.hide()
        return panel

    def _on_continue(self) -> None:
        self._end(StartKind.CONTINUE, self._draft.state.profile_name if self._draft else "")

    def _on_again(self) -> None:
        self._sure.show()
        self._again.setEnabled(False)
        self._no.setFocus(Qt.FocusReason.OtherFocusReason)
        self.adjustSize()

    def _on_no(self) -> None:
        self._sure.hide()
        self._again.setEnabled(True)
        self._continue.setFocus(Qt.FocusReason.OtherFocusReason)
        self.adjustSize()

    def _on_yes(self) -> None:
        name = self._draft.state.profile_name if self._draft else ""
        self._end(StartKind.AGAIN, name, self._keep.isChecked())

    # -- profiles --

    def _add_profiles(self, profiles: Sequence[str]) -> None:
        card = Card(self.tr("Profiles"), self)
        self._group = QButtonGroup(card)
        for place, name in enumerate(profiles):
            button = RadioButton(name.replace("&", "&&"), card)
            button.setObjectName(f"start.profile.{name}")
            button.setProperty("profile", name)
            button.setChecked(place == 0)
            self._group.addButton(button)
            card.body().addWidget(button)
        row = QWidget(card)
        flow = FlowLayout(row)
        open_button = self._button(self.tr("&Open"), "start.open", row)
        open_button.clicked.connect(self._on_open)
        new = self._button(self.tr("Ne&w set-up…"), "start.new", row)
        new.clicked.connect(self._on_new)
        flow.addWidget(open_button)
        flow.addWidget(new)
        card.body().addWidget(row)
        self._column.addWidget(card)
        if self._first is None:
            open_button.setDefault(True)
            self._first = self._group.checkedButton()

    def _on_open(self) -> None:
        chosen = self._group.checkedButton()
        if chosen is not None:
            self._end(StartKind.PROFILE, str(chosen.property("profile")))

    def _on_new(self) -> None:
        self._end(StartKind.NEW)

    # -- both --

    def _on_demo(self) -> None:
        self._end(StartKind.DEMO)

    def _end(self, kind: StartKind, profile: str = "", keep_keys: bool = False) -> None:
        self._answer = StartAnswer(kind, profile, keep_keys)
        self.accept()

    def _button(self, text: str, name: str, parent: QWidget) -> ActionButton:
        button = ActionButton(text, parent)
        button.setObjectName(name)
        return button
