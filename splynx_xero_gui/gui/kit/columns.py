"""What a table's column is: where its value comes from, how it is shown, summed, sorted, copied and edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Generic, TypeVar

from PySide6.QtCore import QLocale, Qt

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.formats import (
    date_text,
    fold_text,
    moment_text,
    money_plain,
    money_text,
    number_text,
    percent_text,
)
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.pick_model import PickItem

R = TypeVar("R")

CellValue = str | int | Decimal | date | datetime | bool | None


class ColumnKind(Enum):
    """How a value is written and aligned."""

    TEXT = "text"
    CODE = "code"  # ids: the system's fixed font, always left to right
    MONEY = "money"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    MOMENT = "moment"
    CHECK = "check"

    @property
    def numeric(self) -> bool:
        return self is ColumnKind.MONEY or self is ColumnKind.NUMBER or self is ColumnKind.PERCENT

    @property
    def left_to_right(self) -> bool:
        """Whether it is written so in right-to-left layouts too."""
        return self.numeric or self is ColumnKind.CODE


class TableRole(IntEnum):
    """Item data roles of our own."""

    ROW = int(Qt.ItemDataRole.UserRole) + 1  # the row object itself
    VALUE = int(Qt.ItemDataRole.UserRole) + 2  # the cell's typed value
    PICK_KEY = int(Qt.ItemDataRole.UserRole) + 3  # the key of the item picked in a PickDelegate's cell
    PICK_ITEMS = int(Qt.ItemDataRole.UserRole) + 4  # the PickItems on offer in that cell
    CHANGED = int(Qt.ItemDataRole.UserRole) + 5  # the accent of a changed cell (tint, bar, bold), or None
    LOOK = int(Qt.ItemDataRole.UserRole) + 6  # the CellLook: all that is painted of a cell


@dataclass(frozen=True)  # no slots: Python 3.11 cannot write Class[T](…) with them
class Column(Generic[R]):
    """One column over rows of type ``R``.

    ``key`` is stable (remembered widths, export heading); ``title`` is translated, with the currency for money columns.
    ``value`` returns str, int, Decimal, date, datetime, bool or None; None is shown as a dash in number and date
    columns and as nothing in text columns. ``pick_items`` makes the cell a list (PickCombo); its chosen key comes from
    ``pick_key``. ``width_ch`` 0 means as wide as its content. A ``stretch`` column takes the room that is left; where
    that is less than its ``width_ch``, the table scrolls sideways, or leaves an ``optional`` column out.
    """

    key: str
    title: str
    value: Callable[[R], CellValue]
    kind: ColumnKind = ColumnKind.TEXT
    decimals: int = 2
    summed: bool = False
    width_ch: float = 0
    stretch: bool = False
    optional: bool = False
    export_title: str = ""
    icon: Callable[[R], IconName | None] | None = None
    accent: Callable[[R], Accent | None] | None = None
    changed: Callable[[R], Accent | None] | None = None
    tool_tip: Callable[[R], str] | None = None
    bold: Callable[[R], bool] | None = None
    pick_key: Callable[[R], str | None] | None = None
    pick_items: Callable[[R], Sequence[PickItem]] | None = None
    placeholder: str = ""

    @property
    def editable(self) -> bool:
        """True where the user answers in the cell (a list or a tick box)."""
        return self.pick_items is not None or self.kind is ColumnKind.CHECK

    def display(self, row: R, locale: QLocale | None = None) -> str:
        """The cell's text in the user's locale."""
        value = self.value(row)
        match self.kind:
            case ColumnKind.MONEY:
                return money_text(_decimal(value), self.decimals, locale)
            case ColumnKind.NUMBER:
                return number_text(value if isinstance(value, int) else None, locale)
            case ColumnKind.PERCENT:
                return percent_text(_decimal(value), locale)
            case ColumnKind.DATE:
                return date_text(value if isinstance(value, date) else None, locale=locale)
            case ColumnKind.MOMENT:
                return moment_text(value if isinstance(value, datetime) else None, locale=locale)
            case ColumnKind.CHECK:
                return ""
            case _:
                return "" if value is None else str(value)

    def clipboard(self, row: R, locale: QLocale | None = None) -> str:
        """The cell's text for a spreadsheet of the user's locale: no grouping, ISO dates."""
        value = self.value(row)
        if self.kind is ColumnKind.MONEY and isinstance(value, Decimal):
            return money_plain(value, self.decimals, locale)
        return self.plain(row)

    def plain(self, row: R) -> str:
        """The cell's text for files: ISO dates, dot decimals, no grouping, empty where unknown."""
        value = self.value(row)
        if value is None:
            return ""
        if self.kind is ColumnKind.MONEY and isinstance(value, Decimal):
            return f"{value:.{self.decimals}f}"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, datetime):
            return value.isoformat(timespec="seconds")
        return value.isoformat() if isinstance(value, date) else str(value)

    def sort_value(self, row: R) -> CellValue:
        """What the column is sorted by: words without accent and case, None (to be put last) where unknown."""
        value = self.value(row)
        return fold_text(value) if isinstance(value, str) else value


def _decimal(value: CellValue) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    return value if isinstance(value, Decimal) else None
