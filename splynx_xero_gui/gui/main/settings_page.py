"""M6 Settings: a list of pages, the chosen one beside it, and a bar that counts what is not saved (ui.md M6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.kit.metrics import ch, set_spacing, unit
from splynx_xero_gui.gui.kit.strip import MessageStrip, Severity, StripMessage
from splynx_xero_gui.gui.main.flow_change_dialog import INCLUDE, KEEP, flow_change_dialog
from splynx_xero_gui.gui.main.model import MainModel
from splynx_xero_gui.gui.main.navigation import Navigation
from splynx_xero_gui.gui.main.page import MainPage, PageKey
from splynx_xero_gui.gui.main.settings_model import SettingsModel
from splynx_xero_gui.gui.main.settings_parts import SettingsPart, SetupPart
from splynx_xero_gui.gui.main.unsaved_bar import UnsavedBar
from splynx_xero_gui.gui.wizard.failure_words import failure_message
from splynx_xero_gui.wizard.changes import MAPPINGS
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.services import FlowEffect

_NARROW_CH = 104
_SAVED, _FAILED = "saved", "settings"


class SettingsPage(MainPage):
    """Holds the pages of Settings. The window gives them; those that change the profile are `SettingsPart`s."""

    def __init__(
        self, model: MainModel, settings: SettingsModel, parts: Sequence[MainPage], parent: QWidget | None = None
    ) -> None:
        super().__init__(PageKey.SETTINGS, "", model, parent)
        self.title = self.tr("Settings")
        self.heading.setText(self.title)
        self.setAccessibleName(self.title)
        self.heading.hide()  # the page chosen in the list has its own title
        self.settings = settings
        self.parts: dict[PageKey, MainPage] = {part.key: part for part in parts}
        self._question: MessageDialog | None = None
        self._touched_mappings = False
        self._then: Callable[[], None] | None = None
        self._list = Navigation({key: part.title for key, part in self.parts.items()}, self, within=self.title)
        self._list.chosen.connect(self.turn_to)
        self._stack = QStackedWidget(self)
        self._areas: dict[PageKey, QScrollArea] = {}
        for key, part in self.parts.items():
            self._areas[key] = self._area(part)
            self._stack.addWidget(self._areas[key])
            part.command.connect(self._on_command)
        self.strip = MessageStrip("settings.strip", self)
        self._bar = UnsavedBar(self)
        self._bar.save.connect(self.save)
        self._bar.discard.connect(self.settings.discard)
        self._lay_out()
        settings.changed.connect(self._show_bar)
        settings.busy_changed.connect(self._show_bar)
        settings.saved.connect(self._on_saved)
        settings.failed.connect(self._on_failed)
        settings.flow_asked.connect(self._on_flow)
        self._key = next(iter(self.parts))
        self._list.set_current(self._key)

    def _area(self, part: MainPage) -> QScrollArea:
        """Each page scrolls for itself: the list beside it and the bar below stay where they are."""
        area = QScrollArea(self)
        area.setWidget(part)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        part.setAutoFillBackground(False)
        return area

    def minimumSizeHint(self) -> QSize:
        """Nothing of its own: its pages scroll."""
        return QSize(0, 0)

    def heightForWidth(self, width: int) -> int:
        return 0

    def _lay_out(self) -> None:
        self.column().setContentsMargins(0, 0, 0, 0)
        self.column().setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._list)
        right = QVBoxLayout()
        set_spacing(right, 0, 0)
        right.addWidget(self.strip)
        right.addWidget(self._stack, 1)
        u = unit(self)
        right.setContentsMargins(0, 0, 0, 0)
        self._bar.setContentsMargins(u, 0, u, 0)
        right.addWidget(self._bar)
        row.addLayout(right, 1)
        self.column().addLayout(row, 1)

    # -- pages --

    def current(self) -> MainPage:
        """The page on show."""
        return self.parts[self._key]

    def show_part(self, key: PageKey) -> None:
        """Turn to one of the pages."""
        before = self.current()
        if key is not self._key and isinstance(before, SettingsPart):
            before.left()
        self._key = key
        self._stack.setCurrentWidget(self._areas[key])
        self._list.set_current(key)
        self.current().show_known()

    def bar(self) -> UnsavedBar:
        """What is not saved."""
        return self._bar

    def first_field(self) -> QWidget | None:
        return self.current().first_field()

    def help_text(self) -> str:
        return self.current().help_text()

    def read_again(self) -> None:
        self.current().read_again()

    def show_known(self) -> None:
        self.current().show_known()

    def entered(self) -> None:
        """Settings as they are stored now; what was changed and not saved is kept."""
        if not self.settings.ready or not self.settings.changes:
            self.settings.load()
        self.current().entered()

    def left(self) -> None:
        """Another page of the window comes into view: nothing is lost."""
        part = self.current()
        if isinstance(part, SettingsPart):
            part.left()

    # -- saving --

    def save(self) -> None:
        """*Save*: the first page with something wrong is shown instead, if there is one."""
        self.strip.clear()
        for part in self.parts.values():
            if isinstance(part, SettingsPart) and part.is_refused(self.settings.changes):
                self._then = None
                return
        made = self.settings.changes
        self._touched_mappings = any(change.section in MAPPINGS for change in made)
        self.settings.save()

    def question(self) -> MessageDialog | None:
        """D5, or the question before the window closes, while it is open."""
        return self._question

    def _on_flow(self, effect: object) -> None:
        if not isinstance(effect, FlowEffect):
            return
        if not effect.begun:
            self.settings.save(flow_agreed=True)
            return
        self._ask(flow_change_dialog(effect, self.model.currency, self.window()), self._on_flow_answer)

    def _on_flow_answer(self, key: str) -> None:
        self._close_question()
        if key == KEEP:
            self._then = None
            return
        self.settings.save(flow_agreed=True, include_older=key == INCLUDE)

    def _on_saved(self, _keys: int, documents: int) -> None:
        text = self.tr("It holds from the next sync on.")
        if self._touched_mappings:
            text = self.tr("Applies to new documents. {n} documents already synced stay as they are.").format(
                n=number_text(documents)
            )
        self.strip.show_message(StripMessage(_SAVED, Severity.OK, self.tr("Saved"), text))
        then, self._then = self._then, None
        if then is not None:
            then()

    def _on_failed(self, failure: object) -> None:
        self._then = None
        if isinstance(failure, Failure):
            self.strip.show_message(failure_message(failure, _FAILED), insist=True)

    def _show_bar(self) -> None:
        made = self.settings.changes
        if made and self.strip.current() is not None:
            self.strip.clear_message(_SAVED)
        self._bar.show_changes(made, self.settings.busy)

    # -- leaving the profile --

    def may_leave(self, then: Callable[[], None]) -> bool:
        """Whether the window may close now. Where something is not saved it asks, and goes on with `then` itself."""
        if not self.settings.changes:
            return True
        if self._question is not None:
            return False
        count = len(self.settings.changes)
        dialog = MessageDialog(
            self.tr("Save the changed settings?"),
            self.tr("%n change(s) in Settings are not saved. Nothing of them holds before they are.", "", count),
            (
                DialogButton("save", self.tr("&Save")),
                DialogButton("discard", self.tr("&Discard them")),
                DialogButton("stay", self.tr("&Keep working"), ButtonRole.SAFE),
            ),
            Severity.ATTENTION,
            name="unsaved",
            parent=self.window(),
        )
        self._then = then
        self._ask(dialog, self._on_leave)
        return False

    def _on_leave(self, key: str) -> None:
        self._close_question()
        if key == "save":
            self.save()
        elif key == "discard":
            then, self._then = self._then, None
            self.settings.forget()
            if then is not None:
                then()
        else:
            self._then = None

    def _ask(self, dialog: MessageDialog, answered: Callable[[str], None]) -> None:
        self._question = dialog
        dialog.answered.connect(answered)
        dialog.open()

    def _close_question(self) -> None:
        dialog, self._question = self._question, None
        if dialog is not None:
            dialog.deleteLater()

    # -- what pages ask for --

    def _on_command(self, command: str) -> None:
        name, _, value = command.partition(" ")
        part = self.parts.get(PageKey.MAPPINGS)
        if name == "save":
            self.save()
        elif name == "mapping" and isinstance(part, SetupPart):
            part.show_step(PageId(value))
        else:
            self.command.emit(command)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < ch(self, _NARROW_CH)
        self._list.set_narrow(narrow)
