"""The accents keep their contrast on every ground they stand on (ui.md §2)."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.accents import (
    Accent,
    accent_color,
    accent_pair,
    contrast_ratio,
    is_dark,
    is_high_contrast,
    tint,
)
from splynx_xero_gui.gui.kit.labels import TypeLabel
from tests.support.palettes import dark_palette, high_contrast_palette, light_palette, palette_in_force

EVERY = pytest.mark.parametrize("accent", list(Accent), ids=lambda accent: accent.value)


@EVERY
def test_an_accent_is_readable_on_a_light_window(accent: Accent) -> None:
    assert contrast_ratio(accent_color(accent, light_palette()), QColor("#efefef")) >= 5.4


@EVERY
def test_an_accent_is_readable_on_a_dark_window(accent: Accent) -> None:
    assert contrast_ratio(accent_color(accent, dark_palette()), QColor("#353535")) >= 6.2


@EVERY
@pytest.mark.parametrize("palette", [light_palette, dark_palette])
def test_an_accent_is_readable_on_its_own_tint(accent: Accent, palette: type[QPalette]) -> None:
    grounds = palette()
    assert contrast_ratio(accent_color(accent, grounds), tint(accent, grounds)) >= 4.9


@EVERY
@pytest.mark.parametrize("palette", [light_palette, dark_palette])
def test_window_text_is_readable_on_every_tint(accent: Accent, palette: type[QPalette]) -> None:
    grounds = palette()
    assert contrast_ratio(grounds.windowText().color(), tint(accent, grounds)) >= 7


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast_ratio(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)


def test_the_window_decides_between_light_and_dark() -> None:
    assert not is_dark(light_palette())
    assert is_dark(dark_palette())
    assert accent_color(Accent.OK, dark_palette()) == QColor(accent_pair(Accent.OK).dark)


def test_only_the_high_contrast_palette_is_taken_for_one() -> None:
    assert is_high_contrast(high_contrast_palette())
    assert not is_high_contrast(light_palette())
    assert not is_high_contrast(dark_palette())


def test_high_contrast_has_no_tints() -> None:
    palette = high_contrast_palette()
    assert tint(Accent.DANGER, palette) == palette.base().color()


def test_a_label_takes_the_other_value_when_the_theme_changes(qtbot: QtBot) -> None:
    with palette_in_force(light_palette()):
        label = TypeLabel("late", accent=Accent.DANGER)
        qtbot.addWidget(label)
        label.show()
        assert label.palette().windowText().color() == QColor(accent_pair(Accent.DANGER).light)
        with palette_in_force(dark_palette()):
            qtbot.waitUntil(lambda: label.palette().windowText().color() == QColor(accent_pair(Accent.DANGER).dark))
