"""Names that are HTML, put everywhere names are, and the search for any place of a window that would obey them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, TypeVar

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLabel, QTextEdit, QWidget

T = TypeVar("T")
# The last part turns what is read after it round, and rings a terminal's bell.
POISON = '<img src=x onerror=1><b>Anna</b> <a href="https://evil.example">click</a>\u202e\x07'
SEEN = POISON.replace("\u202e", "\ufffd").replace("\x07", "\ufffd")
_UNSEEN = ("\u202e", "\x07")
# Fields that hold words of people: from a service, or from a person at the other end.
WORDS = frozenset({
    "name", "customer_name", "customer", "subject", "message", "why", "text", "question", "label", "description",
    "reference", "company", "title", "consequence", "details", "started_by", "machine", "by", "what_to_do", "splynx",
    "xero", "agreed", "scope_name", "answer", "user_name", "legal_name", "choice", "login",
})  # fmt: skip
# What the fields above are called where they hold a word of the program's.
NOT_WORDS = frozenset({"measure", "Options", "SplynxSettings", "XeroSettings"})


def poisoned(value: T) -> T:
    """The same value with the poison behind every word of people, however deep."""
    made: Any = value
    if isinstance(value, Enum):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        if type(value).__name__ in NOT_WORDS:
            return value
        changes = {}
        for field in dataclasses.fields(value):
            if not field.init:
                continue
            held = getattr(value, field.name)
            plain = type(held) is str and field.name in WORDS
            changes[field.name] = f"{held} {POISON}" if plain else poisoned(held)
        made = dataclasses.replace(value, **changes)
    elif isinstance(value, tuple | list | frozenset | set) and type(value) in (tuple, list, frozenset, set):
        made = type(value)(poisoned(one) for one in value)
    elif isinstance(value, Mapping) and type(value) is dict:
        made = {key: poisoned(one) for key, one in value.items()}
    return made  # type: ignore[no-any-return]


def obeyed(top: QWidget) -> list[str]:
    """Each place below `top` (hidden ones too) where Qt would take the poison for HTML."""
    found: list[str] = []
    for widget in [top, *top.findChildren(QWidget)]:
        where = f"{type(widget).__name__} {widget.objectName()}"
        for what, words in (("tool tip", widget.toolTip()), ("what's this", widget.whatsThis())):
            if _harms(words):
                found.append(f"{where}: {what}: {words}")
        if isinstance(widget, QLabel) and _turns(widget.text()):
            found.append(f"{where}: a label that turns what is read: {widget.text()!r}")
        if isinstance(widget, QLabel) and widget.text() and widget.textFormat() != Qt.TextFormat.PlainText:
            found.append(f"{where}: a label of format {widget.textFormat()}: {widget.text()}")
        if isinstance(widget, QTextEdit) and _is_markup(widget.toHtml()):
            found.append(f"{where}: {widget.toPlainText()}")
        for action in widget.actions():
            if _harms(action.toolTip()):
                found.append(f"{where}: action {action.text()}: {action.toolTip()}")
        model = _model_of(widget)
        if model is not None:
            found += [f"{where}: {told}" for told in _tips(model) if _harms(told)]
            cells = _cells(model, Qt.ItemDataRole.DisplayRole)
            found += [f"{where}: a cell that turns what is read: {told!r}" for told in cells if _turns(told)]
    return found


def shows_poison(top: QWidget) -> bool:
    """Whether the poison is to be read anywhere, so that the search looked at something."""
    for widget in [top, *top.findChildren(QWidget)]:
        if isinstance(widget, QLabel) and SEEN in widget.text():
            return True
        model = _model_of(widget)
        if model is not None and any("onerror" in words for words in _cells(model, Qt.ItemDataRole.DisplayRole)):
            return True
    return False


def _harms(words: str) -> bool:
    return _turns(words) or (Qt.mightBeRichText(words) and _is_markup(words))


def _turns(words: str) -> bool:
    return any(mark in words for mark in _UNSEEN)


def _is_markup(html: str) -> bool:
    return "<img" in html or "<a href" in html


def _model_of(widget: QWidget) -> QAbstractItemModel | None:
    return widget.model() if isinstance(widget, QAbstractItemView | QComboBox) else None


def _columns(model: QAbstractItemModel, above: QModelIndex | None = None) -> int:
    # A list's one column is not to be asked for from outside.
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(above or QModelIndex())


def _tips(model: QAbstractItemModel) -> Iterator[str]:
    yield from _cells(model, Qt.ItemDataRole.ToolTipRole)
    yield from _cells(model, Qt.ItemDataRole.WhatsThisRole)
    for column in range(_columns(model)):
        told = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        if isinstance(told, str):
            yield told


def _cells(model: QAbstractItemModel, role: int, parent: QModelIndex | None = None) -> Iterator[str]:
    above = parent or QModelIndex()
    for row in range(min(model.rowCount(above), 50)):
        for column in range(_columns(model, above)):
            index = model.index(row, column, above)
            told = model.data(index, role)
            if isinstance(told, str):
                yield told
            if column == 0 and not isinstance(model, QAbstractListModel) and model.hasChildren(index):
                yield from _cells(model, role, index)
