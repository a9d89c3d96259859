"""A Splynx installation to test against: `SplynxBooks` is its state, `SplynxSandbox` its REST 2.0 interface."""

from .access import ApiKey, Permissions
from .books import SplynxBooks
from .errors import ValidationShape
from .money import document_total, line_money
from .records import (
    CreditNote,
    Customer,
    CustomerBilling,
    CustomerInfo,
    Invoice,
    Item,
    Line,
    Payment,
    Relation,
    TaxPart,
)
from .sandbox import SplynxSandbox
from .schema import Drift, Style
from .store import CORRECTION, DISCOUNT, PAYMENT, REFUND, SERVICE, BooksError

__all__ = [
    "CORRECTION",
    "DISCOUNT",
    "PAYMENT",
    "REFUND",
    "SERVICE",
    "ApiKey",
    "BooksError",
    "CreditNote",
    "Customer",
    "CustomerBilling",
    "CustomerInfo",
    "Drift",
    "Invoice",
    "Item",
    "Line",
    "Payment",
    "Permissions",
    "Relation",
    "SplynxBooks",
    "SplynxSandbox",
    "Style",
    "TaxPart",
    "ValidationShape",
    "document_total",
    "line_money",
]
