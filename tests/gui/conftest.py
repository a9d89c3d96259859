"""What holds for every test with windows: the application's look is given back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def look_given_back(qapp: QApplication) -> Iterator[None]:
    """Fails the test that leaves the application with another look: the next one's texts would not fit."""
    before = _Look.of(qapp)
    yield
    after = _Look.of(qapp)
    qapp.setFont(before.font)
    qapp.setPalette(before.palette)
    qapp.setLayoutDirection(before.direction)
    assert after == before, "The test leaves another look behind"


class _Look(NamedTuple):
    font: QFont
    palette: QPalette
    direction: Qt.LayoutDirection
    scheme: Qt.ColorScheme
    style_sheet: str

    @classmethod
    def of(cls, app: QApplication) -> _Look:
        scheme = QGuiApplication.styleHints().colorScheme()
        return cls(app.font(), app.palette(), app.layoutDirection(), scheme, app.styleSheet())
