"""Light and dark grounds for where a person wants them and the system's style does not follow the wish.

They are what Fusion shows on the usual desktops; every colour meets the contrasts of ui.md §2.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

_ROLE = QPalette.ColorRole


def light_palette() -> QPalette:
    """The usual light grounds (#efefef), as Fusion has them."""
    return palette_of(
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
    return palette_of(
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


def palette_of(colors: dict[QPalette.ColorRole, str], disabled: str) -> QPalette:
    """A palette with these colours, and one for the words of what cannot be used now."""
    palette = QPalette()
    for role, color in colors.items():
        palette.setColor(role, QColor(color))
    for role in (_ROLE.WindowText, _ROLE.Text, _ROLE.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(disabled))
    return palette
