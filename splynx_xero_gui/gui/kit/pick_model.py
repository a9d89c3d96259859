"""The items of a PickCombo and how typed words find them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from splynx_xero_gui.gui.kit.formats import fold_text, readable

_Index = QModelIndex | QPersistentModelIndex
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class PickItem:
    """One choice: ``key`` is stored; code, name and kind are shown; ``refused`` says why it cannot be picked."""

    key: str
    code: str
    name: str
    kind: str = ""
    refused: str = ""

    @property
    def short(self) -> str:
        """What stands in the closed field: ``200 Sales``."""
        return " ".join(part for part in (self.code, self.name) if part)

    @property
    def full(self) -> str:
        """What stands in the list: ``200 · Sales · Revenue``, and why a refused one is."""
        text = " · ".join(part for part in (self.code, self.name, self.kind) if part)
        return f"{text} – {self.refused}" if self.refused else text


def matches(item: PickItem, typed: str) -> bool:
    """True when every typed word begins some word of the item's code, name or kind (no accents, no case)."""
    words = _WORDS.findall(fold_text(f"{item.code} {item.name} {item.kind}"))
    return all(any(word.startswith(part) for word in words) for part in _WORDS.findall(fold_text(typed)))


class PickModel(QAbstractListModel):
    """Items as the list shows them (DisplayRole) and as the field shows them (EditRole)."""

    def __init__(self, items: Sequence[PickItem] = ()) -> None:
        super().__init__()
        self._items = tuple(items)

    def set_items(self, items: Sequence[PickItem]) -> None:
        self.beginResetModel()
        self._items = tuple(items)
        self.endResetModel()

    def items(self) -> tuple[PickItem, ...]:
        return self._items

    def row_of(self, key: str | None) -> int:
        """The row of a key, -1 when there is none."""
        return next((row for row, item in enumerate(self._items) if item.key == key), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return readable(item.full)
            case Qt.ItemDataRole.EditRole:
                return readable(item.short)
            case Qt.ItemDataRole.UserRole:
                return item
            case _:
                return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._items[index.row()].refused:
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


def found(items: Sequence[PickItem], typed: str) -> tuple[PickItem, ...]:
    """The items that match what is typed; refused ones never do."""
    return tuple(item for item in items if not item.refused and matches(item, typed))
