"""Seeded books of an Internet provider: persons and companies, months of documents and payments."""

from .demo import DEMO_CUSTOMERS, DEMO_MONTHS, demo_books
from .generator import DEFAULT_DAY, generate

__all__ = ["DEFAULT_DAY", "DEMO_CUSTOMERS", "DEMO_MONTHS", "demo_books", "generate"]
