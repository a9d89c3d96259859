"""Spoken announcements for screen readers (ui.md §9): polite for progress and done, assertive for errors."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

_SECONDS_BETWEEN = 10.0
_SHARE_BETWEEN = 0.10


def announce(widget: QWidget, text: str, assertive: bool = False) -> None:
    """Have a screen reader say ``text``; assertive interrupts what it is saying."""
    if not text:
        return
    event = QAccessibleAnnouncementEvent(widget, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if assertive else politeness.Polite)
    QAccessible.updateAccessibility(event)


class ProgressAnnouncer:
    """Says how far something is, at most every 10 seconds or 10 %, and always when it is done."""

    def __init__(self, widget: QWidget, clock: Callable[[], float] = monotonic) -> None:
        self._widget = widget
        self._clock = clock
        self._said_at = float("-inf")
        self._said_share = 0.0

    def update(self, done: int, total: int, text: str) -> bool:
        """Announce ``text`` if it is due; returns whether it was said."""
        share = done / total if total > 0 else 0.0
        finished = total > 0 and done >= total
        now = self._clock()
        due = now - self._said_at >= _SECONDS_BETWEEN or share - self._said_share >= _SHARE_BETWEEN
        if not (due or (finished and self._said_share < 1.0)):
            return False
        self._said_at, self._said_share = now, share
        announce(self._widget, text)
        return True
