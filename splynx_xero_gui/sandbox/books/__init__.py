"""Seeded books of an Internet provider: persons and companies, months of documents and payments."""

from .demo import DEMO_CUSTOMERS, DEMO_MONTHS, DemoProfile, demo_books, demo_first_day, demo_profile
from .generator import DEFAULT_DAY, first_day, generate
from .markets import Market, market_of

__all__ = [
    "DEFAULT_DAY",
    "DEMO_CUSTOMERS",
    "DEMO_MONTHS",
    "DemoProfile",
    "Market",
    "demo_books",
    "demo_first_day",
    "demo_profile",
    "first_day",
    "generate",
    "market_of",
]
