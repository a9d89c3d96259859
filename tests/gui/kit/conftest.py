"""What the kit's tests share: the locale, and what a screen reader would have said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.kit import announce


class _Listener:
    """Stands where QAccessible does and keeps the announcements: (text, assertive)."""

    AnnouncementPoliteness = QAccessible.AnnouncementPoliteness

    def __init__(self) -> None:
        self.said: list[tuple[str, bool]] = []

    def updateAccessibility(self, event: QAccessibleAnnouncementEvent) -> None:
        assertive = event.politeness() == QAccessible.AnnouncementPoliteness.Assertive
        self.said.append((event.message(), assertive))


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What was announced, in order."""
    listener = _Listener()
    monkeypatch.setattr(announce, "QAccessible", listener)
    return listener.said


@pytest.fixture(autouse=True)
def english(qtbot: QtBot) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)
