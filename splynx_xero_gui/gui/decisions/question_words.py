"""A question's sentences with money and dates as the user's locale writes them (ui.md §10).

The engine words questions once, for window, console and files: `1380.00`, `2026-11-01`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from decimal import Decimal

from PySide6.QtCore import QLocale

from splynx_xero_gui.domain.conflict import Conflict
from splynx_xero_gui.gui.kit.formats import date_text, money_text

# Whole words only: a receipt `2026-11-000012` and a version `1.20.3` are neither money nor a day.
_MONEY = re.compile(r"(?<![\w.,/-])-?\d+\.\d{2}(?![\w/-]|[.,]\d)")
_DAY = re.compile(r"(?<![\w.,/-])\d{4}-\d{2}-\d{2}(?![\w/-]|[.,]\d)")


def in_locale(text: str, locale: QLocale | None = None) -> str:
    """The sentence with its amounts and days in the locale; what only looks like one stays."""

    def day(found: re.Match[str]) -> str:
        try:
            return date_text(dt.date.fromisoformat(found.group()), locale=locale)
        except ValueError:
            return found.group()

    with_days = _DAY.sub(day, text)
    # Days may hold dots now (01.11.2026); none of them reads as money.
    return _MONEY.sub(lambda found: money_text(Decimal(found.group()), locale=locale), with_days)


def shown(conflict: Conflict, locale: QLocale | None = None) -> Conflict:
    """The question as it stands on the screen; its identity and its answers are the same."""
    choices = tuple(
        dataclasses.replace(
            choice, label=in_locale(choice.label, locale), consequence=in_locale(choice.consequence, locale)
        )
        for choice in conflict.choices
    )
    return dataclasses.replace(
        conflict, question=in_locale(conflict.question, locale), why=in_locale(conflict.why, locale), choices=choices
    )
