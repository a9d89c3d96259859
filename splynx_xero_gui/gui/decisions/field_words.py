"""Compared values as a person reads them: money and dates in the locale, states as the services show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from splynx_xero_gui.gui.kit.formats import date_text, money_text

if TYPE_CHECKING:

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
        """Marks a text for the translators; Qt's own declaration says `object`."""
        ...

else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP

_MONEY = frozenset({"total", "net", "tax", "paid", "due", "amount", "open", "credit", "refund"})
_STATES: Mapping[str, str] = {
    "draft": QT_TRANSLATE_NOOP("States", "Draft"),
    "submitted": QT_TRANSLATE_NOOP("States", "Awaiting approval"),
    "authorised": QT_TRANSLATE_NOOP("States", "Approved"),
    "paid": QT_TRANSLATE_NOOP("States", "Paid"),
    "voided": QT_TRANSLATE_NOOP("States", "Voided"),
    "deleted": QT_TRANSLATE_NOOP("States", "Deleted"),
    "archived": QT_TRANSLATE_NOOP("States", "Archived"),
    "active": QT_TRANSLATE_NOOP("States", "Active"),
    "not_paid": QT_TRANSLATE_NOOP("States", "Unpaid"),
    "pending": QT_TRANSLATE_NOOP("States", "Pending"),
    "not_refunded": QT_TRANSLATE_NOOP("States", "Not refunded"),
    "refunded": QT_TRANSLATE_NOOP("States", "Refunded"),
    "used": QT_TRANSLATE_NOOP("States", "Used"),
    "unknown": QT_TRANSLATE_NOOP("States", "Unknown"),
}


def field_value(name: str, value: str) -> str:
    """One value of a compared field."""
    if not value:
        return QCoreApplication.translate("States", "(empty)")
    if name in _MONEY or name.startswith("tax at"):
        return _money(value)
    if name == "status":
        known = _STATES.get(value.lower())
        return QCoreApplication.translate("States", known) if known else value
    if name.endswith("date"):
        return _date(value)
    if value in ("true", "True", "yes"):
        return QCoreApplication.translate("States", "yes")
    if value in ("false", "False", "no"):
        return QCoreApplication.translate("States", "no")
    return value


def is_number(name: str) -> bool:
    """Whether the field's values are amounts, which stand right."""
    return name in _MONEY or name.startswith("tax at")


def _money(value: str) -> str:
    try:
        return money_text(Decimal(value))
    except InvalidOperation:
        return value


def _date(value: str) -> str:
    try:
        return date_text(dt.date.fromisoformat(value))
    except ValueError:
        return value
