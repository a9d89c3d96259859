"""Palettes for tests and pictures: offscreen follows no system theme, so dark is an explicit QPalette."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

_ROLE = QPalette.ColorRole


def light_palette() -> QPalette:
    """The usual light grounds (#efefef), as Fusion has them."""
    return _palette(
        {
            _ROLE.Window: "#efefef",
            _ROLE.WindowText: "#000000",
            _ROLE.Base: "#ffffff",
            _ROLE.AlternateBase: "#f7f7f7",
            _ROLE.Text: "#000000",
            _ROLE.Button: "#efefef",
            _ROLE.ButtonText: "#000000",
            _ROLE.BrightText: "#ffffff",
            _ROLE.ToolTipBase: "#ffffdc",
            _ROLE.ToolTipText: "#000000",
            _ROLE.PlaceholderText: "#6b6b6b",
            _ROLE.Light: "#ffffff",
            _ROLE.Midlight: "#cacaca",
            _ROLE.Mid: "#b8b8b8",
            _ROLE.Dark: "#9f9f9f",
            _ROLE.Shadow: "#767676",
            _ROLE.Highlight: "#2a6fb8",
            _ROLE.HighlightedText: "#ffffff",
            _ROLE.Link: "#0b5cad",
        },
        disabled="#8c8c8c",
    )


def dark_palette() -> QPalette:
    """The usual dark grounds (#353535)."""
    return _palette(
        {
            _ROLE.Window: "#353535",
            _ROLE.WindowText: "#ffffff",
            _ROLE.Base: "#2a2a2a",
            _ROLE.AlternateBase: "#303030",
            _ROLE.Text: "#ffffff",
            _ROLE.Button: "#3d3d3d",
            _ROLE.ButtonText: "#ffffff",
            _ROLE.BrightText: "#ffffff",
            _ROLE.ToolTipBase: "#454545",
            _ROLE.ToolTipText: "#ffffff",
            _ROLE.PlaceholderText: "#a8a8a8",
            _ROLE.Light: "#5a5a5a",
            _ROLE.Midlight: "#4a4a4a",
            _ROLE.Mid: "#6a6a6a",
            _ROLE.Dark: "#1e1e1e",
            _ROLE.Shadow: "#101010",
            _ROLE.Highlight: "#3d7fc4",
            _ROLE.HighlightedText: "#ffffff",
            _ROLE.Link: "#8ec5ff",
        },
        disabled="#8f8f8f",
    )


def high_contrast_palette() -> QPalette:
    """White on black, nothing between, as the systems' high-contrast themes have it."""
    black, white = "#000000", "#ffffff"
    grounds = (_ROLE.Window, _ROLE.Base, _ROLE.AlternateBase, _ROLE.Button, _ROLE.ToolTipBase)
    texts = (_ROLE.WindowText, _ROLE.Text, _ROLE.ButtonText, _ROLE.ToolTipText, _ROLE.PlaceholderText, _ROLE.Mid)
    colors = dict.fromkeys(grounds, black) | dict.fromkeys(texts, white)
    return _palette(
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


def _palette(colors: dict[QPalette.ColorRole, str], disabled: str) -> QPalette:
    palette = QPalette()
    for role, color in colors.items():
        palette.setColor(role, QColor(color))
    for role in (_ROLE.WindowText, _ROLE.Text, _ROLE.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(disabled))
    return palette
