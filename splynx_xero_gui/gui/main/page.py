"""Base of the main window's pages: title, what it is called in the navigation, what it does when it is shown."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import PageTitle
from splynx_xero_gui.gui.kit.metrics import set_spacing
from splynx_xero_gui.gui.main.model import MainModel


class PageKey(StrEnum):
    """The pages, in the order of the navigation; the value is the first part of their fields' names."""

    OVERVIEW = "overview"
    SYNC = "plan"
    DECISIONS = "decisions"
    HISTORY = "history"
    TIE_OUT = "tieout"
    SETTINGS = "settings"
    # The pages within Settings; in SETTINGS_PAGES in the order of its list.
    MAPPINGS = "mappings"
    FLOWS = "flows"
    SCOPE = "scope"
    RULES = "rules"
    SCHEDULE = "schedule"
    CONNECTIONS = "connections"
    PROFILES = "profiles"
    LOOK = "look"
    ADVANCED = "advanced"

    @property
    def icon(self) -> IconName:
        """Its picture in the navigation."""
        return {
            PageKey.OVERVIEW: IconName.BANK,
            PageKey.SYNC: IconName.ARROW_RIGHT_BOX,
            PageKey.DECISIONS: IconName.QUESTION,
            PageKey.HISTORY: IconName.CLOCK,
            PageKey.TIE_OUT: IconName.SCALES,
            PageKey.SETTINGS: IconName.GEAR,
            PageKey.MAPPINGS: IconName.PERCENT,
            PageKey.FLOWS: IconName.COINS,
            PageKey.SCOPE: IconName.FILTER,
            PageKey.RULES: IconName.RULE,
            PageKey.SCHEDULE: IconName.CLOCK,
            PageKey.CONNECTIONS: IconName.CHAIN,
            PageKey.PROFILES: IconName.PERSON,
            PageKey.LOOK: IconName.EYE,
            PageKey.ADVANCED: IconName.PAGE,
        }[self]


SETTINGS_PAGES = (
    PageKey.MAPPINGS,
    PageKey.FLOWS,
    PageKey.SCOPE,
    PageKey.RULES,
    PageKey.SCHEDULE,
    PageKey.CONNECTIONS,
    PageKey.PROFILES,
    PageKey.LOOK,
    PageKey.ADVANCED,
)


class MainPage(QWidget):
    """A page follows `model.changed`; `show_known` fills it. `turn_to(PageKey value)` asks the window for another one.

    `command(str)`: something the window does ("sync", "read", "setup").
    """

    turn_to = Signal(str)
    command = Signal(str)

    def __init__(self, key: PageKey, title: str, model: MainModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.title = title
        self.model = model
        self.setObjectName(key.value)
        self.setAccessibleName(title)
        self._column = QVBoxLayout(self)
        set_spacing(self._column, 3, 2)
        self._head = QHBoxLayout()
        set_spacing(self._head, 0, 2)
        self.heading = PageTitle(title, self)
        self.heading.setObjectName(f"{key.value}.title")
        self._head.addWidget(self.heading, 1)
        self._column.addLayout(self._head)

    def minimumSizeHint(self) -> QSize:
        """Wrapped words need less height the wider the page is; Qt's own answer is that of the narrowest page."""
        hint = super().minimumSizeHint()
        width = max(self.width(), hint.width())
        return QSize(hint.width(), min(hint.height(), self._column.minimumHeightForWidth(width)))

    def heightForWidth(self, width: int) -> int:
        """What the page needs, not what it would like: it scrolls only where its tables cannot shrink any more."""
        return self._column.minimumHeightForWidth(width)

    def column(self) -> QVBoxLayout:
        """Where the page adds its widgets."""
        return self._column

    def head(self) -> QHBoxLayout:
        """The title's line."""
        return self._head

    def show_known(self) -> None:
        """Fill the page from the model."""

    def entered(self) -> None:
        """The page came into view."""

    def first_field(self) -> QWidget | None:
        """What gets the focus when the page comes into view."""
        return None

    def read_again(self) -> None:
        """F5."""
        self.command.emit("read")

    def help_text(self) -> str:
        """What F1 shows about this page."""
        return ""
