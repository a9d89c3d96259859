"""What ui.md §9 asks of every window, as a list of what is wrong with one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

_INPUTS = (QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit, QAbstractItemView, QAbstractButton)
_MNEMONIC = re.compile(r"&(?!&)(\w)")
_TARGET = 24
# Parts that Qt makes itself inside its own widgets.
_INNER = ("qt_spinbox_lineedit", "qt_calendar", "qt_scrollarea", "qt_edit")


def accessibility_problems(window: QWidget) -> list[str]:
    """Everything wrong with what is on show, in words; empty when all is well."""
    shown = list(_inputs(window))
    return [
        *_nameless(shown),
        *_same_names(shown),
        *_same_mnemonics(window),
        *_without_object_name(shown),
        *_small_targets(shown),
        *_tab_order(window),
    ]


def spoken_name(widget: QWidget) -> str:
    """What a screen reader calls the widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).replace("&", "").strip() if interface is not None else ""


def _inputs(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, _INPUTS) or not widget.isVisibleTo(window) or widget.window() is not window.window():
            continue
        inner = isinstance(widget.parent(), (QComboBox, QAbstractSpinBox, QLineEdit)) or widget.objectName().startswith(
            _INNER
        )
        corner = isinstance(widget.parent(), QAbstractScrollArea) and isinstance(widget, QAbstractButton)
        if not inner and not corner and not isinstance(widget, QHeaderView) and widget.width() > 0:
            yield widget


def _nameless(shown: list[QWidget]) -> list[str]:
    return [f"no name: {_which(widget)}" for widget in shown if not spoken_name(widget)]


def _same_names(shown: list[QWidget]) -> list[str]:
    """Siblings that a screen reader cannot tell apart."""
    names = Counter(
        (id(widget.parent()), type(widget).__name__, spoken_name(widget)) for widget in shown if spoken_name(widget)
    )
    return [f"{count} siblings are called {name!r}" for (_, _, name), count in names.items() if count > 1]


def _same_mnemonics(window: QWidget) -> list[str]:
    letters: dict[str, list[str]] = {}
    for widget in window.findChildren(QWidget):
        text = widget.text() if isinstance(widget, (QAbstractButton, QLabel)) else ""
        usable = isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy() is not None)
        found = _MNEMONIC.search(text) if usable else None
        if found and widget.isVisibleTo(window) and widget.isEnabled():
            letters.setdefault(found.group(1).lower(), []).append(text)
    return [f"Alt+{letter.upper()} means {texts}" for letter, texts in letters.items() if len(texts) > 1]


def _without_object_name(shown: list[QWidget]) -> list[str]:
    return [f"no objectName: {_which(widget)}" for widget in shown if not widget.objectName()]


def _small_targets(shown: list[QWidget]) -> list[str]:
    return [
        f"too small to hit ({widget.width()}×{widget.height()}): {_which(widget)}"
        for widget in shown
        if isinstance(widget, QAbstractButton) and min(widget.width(), widget.height()) < _TARGET
    ]


def _tab_order(window: QWidget) -> list[str]:
    """Tab goes down and to the right within every group."""
    chain: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not window and len(chain) < 5000:
        focusable = bool(widget.focusPolicy().value & 1) and widget.focusProxy() is None
        if focusable and widget.isEnabled() and widget.isVisibleTo(window) and not isinstance(widget, QScrollBar):
            chain.append(widget)
        widget = widget.nextInFocusChain()
    problems = []
    for one, other in pairwise(chain):
        if one.parentWidget() is not other.parentWidget():
            continue
        first, second = _place(one, window), _place(other, window)
        below = second.y() >= first.y() - one.height() // 2
        right = second.x() > first.x() or second.y() > first.y() + one.height() // 2
        if not below or not right:
            problems.append(f"Tab goes back from {_which(one)} to {_which(other)}")
    return problems


def _place(widget: QWidget, window: QWidget) -> QPoint:
    return widget.mapTo(window, QPoint(0, 0))


def _which(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()} {getattr(widget, 'text', str)()!r}".strip()
