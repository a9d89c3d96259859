"""The menus of the main window (ui.md §5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from splynx_xero_gui.gui.main.page import PageKey

Slot = Callable[[], None]


class Menus(QObject):
    """Builds the menu bar; the window gives the slots and keeps the actions' state."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._pages = QActionGroup(self)
        self.switch = QMenu(window)

    def action(self, name: str) -> QAction:
        """An action by its name, for example `sync.now`. Raises KeyError."""
        return self._actions[name]

    def add_profile(self, setup: Slot, again: Slot, export: Slot, quit_: Slot) -> None:
        """Profile: New set-up, Run set-up again, Switch, Export profile, Quit."""
        menu = self._menu(self.tr("&Profile"))
        self._add(menu, "profile.new", self.tr("&New set-up…"), setup)
        self._add(menu, "profile.again", self.tr("&Run set-up again…"), again)
        self.switch = QMenu(self.tr("&Switch"), menu)
        menu.addMenu(self.switch)
        self._add(menu, "profile.export", self.tr("&Export profile…"), export)
        menu.addSeparator()
        self._add(menu, "profile.quit", self.tr("&Quit"), quit_, "Ctrl+Q")

    def add_sync(self, now: Slot, read: Slot, plan: Slot, stop: Slot) -> None:
        """Sync: Sync now, Read again, Show plan, Stop."""
        menu = self._menu(self.tr("&Sync"))
        self._add(menu, "sync.now", self.tr("&Sync now"), now, "Ctrl+R")
        self._add(menu, "sync.plan", self.tr("Show &plan"), plan)
        self._add(menu, "sync.read", self.tr("&Read again"), read, "F5")
        self._add(menu, "sync.stop", self.tr("S&top after this step"), stop)

    def add_view(self, pages: Sequence[tuple[PageKey, str]], chosen: Callable[[QAction], None]) -> None:
        """View: the pages, Ctrl+1 to Ctrl+6."""
        menu = self._menu(self.tr("&View"))
        for number, (key, title) in enumerate(pages, start=1):
            action = QAction(title, self)
            action.setCheckable(True)
            action.setData(key.value)
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.setObjectName(f"menu.view.{key.value}")
            self._pages.addAction(action)
            menu.addAction(action)
            self._actions[f"view.{key.value}"] = action
        self._pages.triggered.connect(chosen)

    def add_help(self, page: Slot, drill: Slot, about: Slot) -> None:
        """Help: this page and the keys, Drill, About."""
        menu = self._menu(self.tr("&Help"))
        action = self._add(menu, "help.page", self.tr("&Help on this page and keys"), page, "F1")
        action.setShortcuts([QKeySequence("F1"), QKeySequence("Ctrl+?")])
        self._add(menu, "help.drill", self.tr("&Drill…"), drill)
        self._add(menu, "help.about", self.tr("&About and support file…"), about)

    def set_profiles(self, names: Sequence[str], current: str, chosen: Callable[[QAction], None]) -> None:
        """List the profiles under Switch."""
        self.switch.clear()
        for name in names:
            action = self.switch.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name == current)
            action.setEnabled(name != current)
            action.setData(name)
        self.switch.setEnabled(len(names) > 1)
        if not self.switch.property("connected"):
            self.switch.triggered.connect(chosen)
            self.switch.setProperty("connected", True)

    def set_page(self, key: PageKey) -> None:
        """Mark the page on show."""
        self._actions[f"view.{key.value}"].setChecked(True)

    def _menu(self, title: str) -> QMenu:
        return self._window.menuBar().addMenu(title)

    def _add(self, menu: QMenu, name: str, text: str, slot: Slot, keys: str = "") -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"menu.{name}")
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(slot)
        menu.addAction(action)
        self._actions[name] = action
        return action
