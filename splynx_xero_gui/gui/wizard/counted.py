"""Numbers with their noun, for sentences: one word for one, another for more, both translated as a whole."""

from __future__ import annotations

from splynx_xero_gui.gui.kit.formats import number_text


def counted(count: int, one: str, many: str) -> str:
    """`one` as it is for exactly one, else `many` with its `{n}` filled in."""
    return one if count == 1 else many.format(n=number_text(count))
