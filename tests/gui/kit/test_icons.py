"""Every icon has its file and is painted in the asked colour."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.accents import Accent, accent_pair
from splynx_xero_gui.gui.kit.icons import IconName, icon_pixmap, icons_dir, make_icon, set_button_icon
from tests.support.palettes import dark_palette, light_palette, palette_in_force


def inked(pixmap_name: IconName, mirrored: bool = False) -> tuple[int, int, set[str]]:
    """How many strong points lie left and right of the middle, and their colours."""
    image = icon_pixmap(pixmap_name, 24, QColor("#b3261e"), 2.0, mirrored).toImage()
    left = right = 0
    colors: set[str] = set()
    for x in range(image.width()):
        for y in range(image.height()):
            color = image.pixelColor(x, y)
            if color.alpha() == 255:
                colors.add(color.name())
                left, right = (left + 1, right) if x < image.width() / 2 else (left, right + 1)
    return left, right, colors


def test_files_and_names_are_the_same_set() -> None:
    assert {path.stem for path in icons_dir().glob("*.svg")} == {name.value for name in IconName}


@pytest.mark.parametrize("name", list(IconName), ids=lambda name: name.value)
def test_an_icon_is_drawn_in_one_colour_only(name: IconName, qtbot: QtBot) -> None:
    left, right, colors = inked(name)
    assert left + right > 20
    assert colors == {"#b3261e"}


def test_directional_icons_turn_round_and_others_do_not(qtbot: QtBot) -> None:
    left, right, _ = inked(IconName.POINTER)
    mirrored_left, mirrored_right, _ = inked(IconName.POINTER, mirrored=True)
    assert left != right
    assert (mirrored_left, mirrored_right) == pytest.approx((right, left), abs=4)
    assert inked(IconName.SEARCH) == inked(IconName.SEARCH, mirrored=True)


def ink_of(icon: QIcon) -> set[str]:
    image = icon.pixmap(24).toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {image.pixelColor(x, y).name() for x, y in points if image.pixelColor(x, y).alpha() == 255}


def test_an_item_icon_takes_the_accent_of_the_theme(qtbot: QtBot) -> None:
    assert ink_of(make_icon(IconName.TICK, light_palette(), Accent.OK)) == {accent_pair(Accent.OK).light}
    assert ink_of(make_icon(IconName.TICK, dark_palette(), Accent.OK)) == {accent_pair(Accent.OK).dark}


def test_a_button_icon_follows_the_theme(qtbot: QtBot) -> None:
    with palette_in_force(light_palette()):
        button = QPushButton("Export")
        qtbot.addWidget(button)
        set_button_icon(button, IconName.EXPORT)
        button.show()
        with palette_in_force(dark_palette()):
            qtbot.waitUntil(lambda: ink_of(button.icon()) == {"#ffffff"})


def test_an_icon_is_sharp_at_every_scale(qtbot: QtBot) -> None:
    for ratio in (1.0, 1.25, 1.5, 2.0):
        pixmap = icon_pixmap(IconName.PAGE, 16, QColor(Qt.GlobalColor.black), ratio)
        assert pixmap.width() == round(16 * ratio)
        assert pixmap.devicePixelRatio() == ratio
