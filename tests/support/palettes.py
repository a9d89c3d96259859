"""Palettes for tests and pictures: offscreen follows no system theme, so dark is an explicit QPalette."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from splynx_xero_gui.gui.palettes import dark_palette, light_palette, palette_of

__all__ = ["assert_real_font", "dark_palette", "high_contrast_palette", "light_palette", "palette_in_force"]

_ROLE = QPalette.ColorRole


def high_contrast_palette() -> QPalette:
    """White on black, nothing between, as the systems' high-contrast themes have it."""
    black, white = "#000000", "#ffffff"
    grounds = (_ROLE.Window, _ROLE.Base, _ROLE.AlternateBase, _ROLE.Button, _ROLE.ToolTipBase)
    texts = (_ROLE.WindowText, _ROLE.Text, _ROLE.ButtonText, _ROLE.ToolTipText, _ROLE.PlaceholderText, _ROLE.Mid)
    colors = dict.fromkeys(grounds, black) | dict.fromkeys(texts, white)
    return palette_of(
        colors | {_ROLE.Highlight: "#1aebff", _ROLE.HighlightedText: black, _ROLE.Link: "#ffff00"}, disabled="#3ff23f"
    )


@contextmanager
def palette_in_force(palette: QPalette) -> Iterator[None]:
    """Use a palette for the whole application, then go back to the one before."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = QPalette(app.palette())
    app.setPalette(palette)
    try:
        yield
    finally:
        app.setPalette(before)


def assert_real_font(widget: QWidget) -> None:
    """Fails where the widget's font could not be found: without fonts a picture is saved all the same, with boxes."""
    info = QFontInfo(widget.font())
    assert info.family(), "no font family was found"
    assert widget.fontMetrics().horizontalAdvance("Sync") > 0, f"{info.family()} draws nothing"
    assert widget.fontMetrics().inFont("S"), f"{info.family()} has no letters"
