"""Every widget of the kit draws itself on every ground, with real letters, without a warning of Qt."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.gui.kit.gallery import picture, scenes
from tests.support.palettes import (
    assert_real_font,
    dark_palette,
    high_contrast_palette,
    light_palette,
    palette_in_force,
)


def colors(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}


@pytest.mark.parametrize("name", list(scenes()))
@pytest.mark.parametrize("palette", [light_palette, dark_palette, high_contrast_palette])
def test_a_scene_draws_more_than_its_ground(name: str, palette: type[QPalette], qtbot: QtBot) -> None:
    with palette_in_force(palette()):
        build, size = scenes()[name]
        widget = build()
        qtbot.addWidget(widget)
        widget.resize(size)
        widget.show()
        assert_real_font(widget)
        assert len(colors(picture(widget, size, 1.0))) > 3
        assert picture(widget, size, 2.0).width() == widget.width() * 2


@pytest.mark.parametrize("name", list(scenes()))
def test_no_label_is_cut(name: str, qtbot: QtBot) -> None:
    build, size = scenes()[name]
    widget = build()
    qtbot.addWidget(widget)
    widget.resize(size)
    widget.show()
    for label in widget.findChildren(QLabel):
        if label.isVisible() and label.text():
            needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            assert label.height() >= needed, label.text()
