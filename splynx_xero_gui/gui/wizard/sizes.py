"""How the set-up fits a window (ui.md §11): counted in characters and lines, so that a larger font counts too."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from splynx_xero_gui.gui.kit.metrics import ch, lines

_WIDE_CH, _ICONS_CH = 110, 96
_TALL_LINES, _ICONS_LINES = 37, 33
_USUAL = QSize(1000, 620)
_ROOMY = QSize(1280, 720)
_LEAST = QSize(620, 340)


class ScreenFit(Enum):
    """Where the steps are: beside the page, beside it as icons, or one line above it."""

    BESIDE = "beside"
    ICONS = "icons"
    LINE = "line"


def fit_of(window: QWidget) -> ScreenFit:
    """How the steps are shown in a window of this size and font."""
    width, height = window.width(), window.height()
    if width >= ch(window, _WIDE_CH) and height >= lines(window, _TALL_LINES):
        return ScreenFit.BESIDE
    if width >= ch(window, _ICONS_CH) and height >= lines(window, _ICONS_LINES):
        return ScreenFit.ICONS
    return ScreenFit.LINE


def start_size(window: QWidget) -> QSize:
    """The size a new window gets (logical pixels): all of a small screen, never more than there is of it."""
    screen = window.screen()
    there = screen.availableGeometry().size()
    wanted = _USUAL if there.width() >= _ROOMY.width() and there.height() >= _ROOMY.height() - 60 else there
    return wanted.boundedTo(there).expandedTo(_LEAST)


def least_size() -> QSize:
    """The smallest window (logical pixels)."""
    return _LEAST
