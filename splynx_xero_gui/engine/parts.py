"""Books in parts, so that what looks at everything needs no more memory for a large provider than for a small one."""

from collections.abc import Iterable, Iterator
from itertools import islice

from splynx_xero_gui.engine.reconcile.view import numeric
from splynx_xero_gui.ports.ledger import Books, Ledger

PART = 200


def in_parts(ledger: Ledger, customers: Iterable[str], size: int = PART) -> Iterator[Books]:
    """The books of these customers, about `size` customers at a time. Customers that share anything come together."""
    come: set[str] = set()
    left = (id for id in sorted(set(customers), key=numeric) if id not in come)
    while chosen := list(islice(left, size)):
        books = ledger.books(chosen)
        come |= books.customers
        yield books
