"""The eight semantic accents, the only colours that do not come from a palette role (ui.md §2).

Each accent has a value for light and one for dark grounds. Which one applies follows the lightness of
``palette.window()`` and not ``QStyleHints.colorScheme()``, which the offscreen platform does not follow. Nothing is
cached: a widget asks again on ``QEvent.PaletteChange``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QColor, QGuiApplication, QPalette

_TINT_SHARE = 0.12
_HIGH_CONTRAST_RATIO = 19.5


class Accent(Enum):
    """What a colour says; it never says it alone, an icon or a word stands beside it."""

    OK = "ok"
    INFO = "info"
    ATTENTION = "attention"
    DANGER = "danger"
    UNCERTAIN = "uncertain"
    QUIET = "quiet"
    SPLYNX = "splynx"
    XERO = "xero"


@dataclass(frozen=True, slots=True)
class AccentPair:
    """One accent's values as ``#rrggbb`` for light and for dark grounds."""

    light: str
    dark: str


def accent_pair(accent: Accent) -> AccentPair:
    """Both values of an accent, as fixed in ui.md §2."""
    match accent:
        case Accent.OK:
            return AccentPair("#1b6e3c", "#7fd6a0")
        case Accent.INFO:
            return AccentPair("#0b5cad", "#8ec5ff")
        case Accent.ATTENTION:
            return AccentPair("#7a4f00", "#f2c14e")
        case Accent.DANGER:
            return AccentPair("#b3261e", "#ffb4ab")
        case Accent.UNCERTAIN:
            return AccentPair("#6a3fa0", "#d3b8ff")
        case Accent.QUIET:
            return AccentPair("#5a5f66", "#b4bac2")
        case Accent.SPLYNX:
            return AccentPair("#8a4b00", "#ffbd7a")
        case Accent.XERO:
            return AccentPair("#00658f", "#7fd0f5")


def is_dark(palette: QPalette) -> bool:
    """True when the window's ground is darker than middle grey."""
    return palette.window().color().lightness() < 128


def accent_color(accent: Accent, palette: QPalette) -> QColor:
    """The accent as it must be painted on this palette's grounds."""
    pair = accent_pair(accent)
    return QColor(pair.dark if is_dark(palette) else pair.light)


def tint(accent: Accent, palette: QPalette) -> QColor:
    """The accent at 12 % over ``Base``; plain ``Base`` when the system asks for high contrast."""
    base = palette.base().color()
    if is_high_contrast(palette):
        return base
    return blend(accent_color(accent, palette), base, _TINT_SHARE)


def blend(over: QColor, under: QColor, share: float) -> QColor:
    """``over`` laid upon ``under`` with the given share (0 to 1); the result is opaque."""
    return QColor.fromRgbF(
        over.redF() * share + under.redF() * (1 - share),
        over.greenF() * share + under.greenF() * (1 - share),
        over.blueF() * share + under.blueF() * (1 - share),
    )


def is_high_contrast(palette: QPalette) -> bool:
    """True when the system asks for high contrast, or its palette has nothing between the extremes."""
    hints = getattr(QGuiApplication.styleHints(), "accessibility", None)  # Qt 6.10 and later
    if hints is not None and hints().contrastPreference().name == "HighContrast":
        return True
    window = contrast_ratio(palette.windowText().color(), palette.window().color())
    base = contrast_ratio(palette.text().color(), palette.base().color())
    return min(window, base) >= _HIGH_CONTRAST_RATIO


def prefers_reduced_motion() -> bool:
    """True when the system asks programs not to animate."""
    hints = getattr(QGuiApplication.styleHints(), "accessibility", None)
    if hints is None:
        return False
    preference = getattr(hints(), "motionPreference", None)
    return preference is not None and str(preference().name).startswith("Reduced")


def contrast_ratio(first: QColor, second: QColor) -> float:
    """WCAG 2.2 contrast of two opaque colours, 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    red, green, blue = (_linear(channel) for channel in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
