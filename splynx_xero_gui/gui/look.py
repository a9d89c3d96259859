"""How the program looks on this computer: theme, text size, density. Stands beside the profiles, in none (ui.md M6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from splynx_xero_gui.gui.accents import is_dark
from splynx_xero_gui.gui.kit.density import Density, set_density
from splynx_xero_gui.gui.kit.table_view import RowsTableView
from splynx_xero_gui.gui.palettes import dark_palette, light_palette

LEAST_PERCENT, USUAL_PERCENT, MOST_PERCENT = 90, 100, 150


class Theme(StrEnum):
    """The value is how it is stored."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Look:
    """`text_percent` is of the system's own text size."""

    theme: Theme = Theme.SYSTEM
    text_percent: int = USUAL_PERCENT
    density: Density = Density.COMFORTABLE


class Appearance(QObject):
    """Reads the look, applies it to every window at once, and keeps it. Without a file it holds until the end."""

    changed = Signal()

    def __init__(self, app: QApplication, file: Path | None = None) -> None:
        super().__init__(app)
        self._app = app
        self._file = file
        self._font = QFont(app.font())
        self._look = _read(file) if file is not None else Look()
        self._own_palette = False
        if self._look != Look():
            self._apply(Look())

    @classmethod
    def of_this_program(cls) -> Appearance:
        """The one that was made at the start; one that keeps nothing where none was (a window opened by itself)."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # there is no window without
        made = app.findChild(cls)
        return made if isinstance(made, cls) else cls(app)

    @property
    def look(self) -> Look:
        """What holds now."""
        return self._look

    def set_theme(self, theme: Theme) -> None:
        """As the system, light or dark."""
        self._set(replace(self._look, theme=theme))

    def set_text_percent(self, percent: int) -> None:
        """90 to 150 percent of the system's text size; what is beyond is brought within."""
        self._set(replace(self._look, text_percent=_within(percent)))

    def set_density(self, density: Density) -> None:
        """How close the lines of tables stand."""
        self._set(replace(self._look, density=density))

    def reset(self) -> None:
        """As it was before anybody chose."""
        self._set(Look())

    def _set(self, look: Look) -> None:
        if look == self._look:
            return
        before, self._look = self._look, look
        self._apply(before)
        if self._file is not None:
            _write(self._file, look)
        self.changed.emit()

    def _apply(self, before: Look) -> None:
        look = self._look
        if look.theme is not before.theme:
            self._apply_theme(look.theme)
        if look.text_percent != before.text_percent:
            self._app.setFont(scaled(self._font, look.text_percent))
            for widget in self._app.allWidgets():  # Qt tells the windows; titles and captions want to know it too
                QApplication.sendEvent(widget, QEvent(QEvent.Type.ApplicationFontChange))
        if look.density is not before.density:
            set_density(look.density)
            for widget in self._app.allWidgets():
                if isinstance(widget, RowsTableView):
                    widget.fit_lines()

    def _apply_theme(self, theme: Theme) -> None:
        """Ask the platform; where it does not follow (no desktop, an old one), bring the grounds along."""
        if self._own_palette:
            self._app.setPalette(QPalette())
            self._own_palette = False
        hints = QGuiApplication.styleHints()
        match theme:
            case Theme.SYSTEM:
                hints.unsetColorScheme()
                return
            case Theme.LIGHT:
                hints.setColorScheme(Qt.ColorScheme.Light)
            case Theme.DARK:
                hints.setColorScheme(Qt.ColorScheme.Dark)
        wanted = theme is Theme.DARK
        if is_dark(self._app.palette()) is not wanted:
            self._app.setPalette(dark_palette() if wanted else light_palette())
            self._own_palette = True


def scaled(font: QFont, percent: int) -> QFont:
    """The font at that share of its size."""
    result = QFont(font)
    if font.pointSizeF() > 0:
        result.setPointSizeF(font.pointSizeF() * percent / 100)
    else:
        result.setPixelSize(max(1, round(font.pixelSize() * percent / 100)))
    return result


def _within(percent: int) -> int:
    return min(MOST_PERCENT, max(LEAST_PERCENT, percent))


def _read(file: Path) -> Look:
    """What the file says; for what it does not say, or says wrongly, the usual."""
    stored, usual = QSettings(str(file), QSettings.Format.IniFormat), Look()
    theme, density = str(stored.value("theme", "")), str(stored.value("density", ""))
    percent = str(stored.value("text_percent", ""))
    return Look(
        Theme(theme) if theme in list(Theme) else usual.theme,
        _within(int(percent)) if percent.isdecimal() else usual.text_percent,
        Density(density) if density in list(Density) else usual.density,
    )


def _write(file: Path, look: Look) -> None:
    """Keep it. A folder that cannot be written to costs only that the look is the usual one next time."""
    stored = QSettings(str(file), QSettings.Format.IniFormat)
    stored.setValue("theme", look.theme.value)
    stored.setValue("text_percent", look.text_percent)
    stored.setValue("density", look.density.value)
    stored.sync()
