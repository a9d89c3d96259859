"""Column types that mean the same in SQLite and PostgreSQL."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator

E = TypeVar("E", bound=StrEnum)


class Money(TypeDecorator[Decimal]):
    """A Decimal as text: SQLite's numbers are floats, and a cent must never be lost."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Decimal to text. Raises TypeError for a float."""
        if value is None:
            return None
        if not isinstance(value, Decimal):
            raise TypeError(f"Money must be a Decimal, not {type(value).__name__}")
        return format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Text to Decimal."""
        return None if value is None else Decimal(value)


class Moment(TypeDecorator[dt.datetime]):
    """An aware moment, kept in UTC without its zone, because SQLite knows no zones."""

    impl = DateTime()
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Aware to naive UTC. Raises ValueError for a naive moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be kept")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Naive UTC to aware."""
        return None if value is None else value.replace(tzinfo=dt.UTC)


class Word(TypeDecorator[E], Generic[E]):
    """A member of an enum as its value.

    A new member needs a migration (an empty one suffices): an older program must refuse the file, not fail on it.
    """

    impl = String(40)
    cache_ok = True

    def __init__(self, enum: type[E]) -> None:
        super().__init__()
        self.enum = enum
        self._members = {member.value: member for member in enum}

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Member to value."""
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> E | None:  # noqa: ARG002
        """Value to member."""
        # Looked up, because loading books asks this a few times per row; an unknown word is the enum's error.
        return None if value is None else self._members.get(value) or self.enum(value)
