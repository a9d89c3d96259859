"""The demo's books that both sides hold already: `--demo --existing-books`."""

from __future__ import annotations

import pytest

from splynx_xero_gui.__main__ import main
from splynx_xero_gui.gui import headless_demo
from splynx_xero_gui.sandbox.demo import DemoWorld, ExistingWorld
from splynx_xero_gui.sandbox.xero.model import DocKind


def test_xero_holds_the_books_before_anything_is_synced() -> None:
    world = ExistingWorld()
    held = world.xero.desk()
    assert len(world.books.customers) > 50
    assert len(held.payments()) > 50
    numbers = {invoice.number for invoice in world.books.invoices}
    there = {document.number for document in held.documents(DocKind.INVOICE)}
    assert numbers & there, "some invoices have one number on both sides"
    assert numbers - there, "some are in Splynx only"
    assert not DemoWorld().xero.desk().payments()


@pytest.mark.parametrize(
    ("run", "arguments"),
    [
        (main, ["--existing-books"]),
        (main, ["--demo", "--existing-books", "--edition", "AU"]),
        (headless_demo.main, ["--existing-books", "--edition", "UK"]),
    ],
)
def test_books_on_both_sides_are_south_africas_and_the_demos(run: object, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        run(arguments)  # type: ignore[operator]
    assert refused.value.code == 2
