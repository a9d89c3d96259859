"""The matching page's tabs, table and filters over many rows, without a service behind it. Used by `bench.window`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import MATCH_KINDS, HowSure, Match
from splynx_xero_gui.gui.wizard.match_view import MatchView
from splynx_xero_gui.wizard.matching import MatchDesk, RowState

Step = tuple[str, Callable[[], object], Callable[[], bool]]
_SHARES = (HowSure.CERTAIN, HowSure.CERTAIN, HowSure.CERTAIN, HowSure.LIKELY, HowSure.NONE)


def _row(kind: ObjectKind, place: int) -> Match:
    sure = _SHARES[place % len(_SHARES)]
    other = "" if sure is HowSure.NONE else f"{place:08}"
    return Match(
        kind,
        splynx_id=str(place + 1),
        splynx_name=f"Customer {place + 1}",
        xero_id=other,
        xero_name=f"Contact {place + 1}" if other else "",
        how_sure=sure,
        customer_id=str(place + 1),
        contact_id=other,
        splynx_amount=Decimal(place % 90_000 + 100) / 100,
    )


def steps(count: int, size: tuple[int, int]) -> Iterator[Step]:
    """Open it with `count` customers and as many invoices, turn tabs, filter and search."""
    desk = MatchDesk(_row(kind, place) for kind in MATCH_KINDS[:2] for place in range(count))
    view = MatchView("Match", "EUR")
    view.tab_changed.connect(lambda: view.show_desk(desk))
    view.resize(*size)
    idle = view.table.is_settled

    def come_into_view() -> None:
        view.show()
        view.show_desk(desk)

    yield f"{count} rows to match", come_into_view, idle
    for name, place in (("invoices", 1), ("customers", 0)):
        yield f"turn to {name}", partial(view.tabs.setCurrentIndex, place), idle
    for state in (RowState.TO_CHECK.value, RowState.CERTAIN.value, "all"):
        yield f"show only {state!r}", partial(view.bar.set_state, state), idle
    for words in ("customer 1", ""):
        yield f"search {words!r}", partial(view.table.set_search, words), idle
    yield "select all", view.table.view.selectAll, idle
    yield "turn to invoices", partial(view.tabs.setCurrentIndex, 1), idle
    view.close()
