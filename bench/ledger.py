"""How fast the sync record is: `python bench/ledger.py` (from the repository, in its environment)."""

from __future__ import annotations

import gc
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from splynx_xero_gui.domain.records import Observation
from splynx_xero_gui.storage.ledger import SqlLedger, open_ledger
from tests.support import samples

T = TypeVar("T")

CUSTOMERS, DOCUMENTS, PAGE = 3000, 12_000, 1000


def timed(what: str, work: Callable[[], T]) -> T:
    started = time.perf_counter()
    result = work()
    print(f"{what:<58} {(time.perf_counter() - started) * 1000:9.1f} ms")
    return result


def splynx_side() -> list[Observation]:
    owner = [str(n % CUSTOMERS + 1) for n in range(DOCUMENTS)]
    lines = (samples.billed_line("1"), samples.billed_line("2", category_id="3"))
    return (
        [samples.seen(samples.customer(str(n))) for n in range(1, CUSTOMERS + 1)]
        + [samples.seen(samples.invoice(str(n + 1), owner[n], lines=lines)) for n in range(DOCUMENTS)]
        + [samples.seen(samples.billed_payment(str(n + 1), owner[n])) for n in range(DOCUMENTS)]
        + [samples.seen(samples.relation(str(n + 1), owner[n], str(n + 1), str(n + 1))) for n in range(DOCUMENTS)]
    )


def xero_side() -> list[Observation]:
    owner = [f"c-{n % CUSTOMERS + 1}" for n in range(DOCUMENTS)]
    return (
        [samples.seen(samples.contact(f"c-{n}")) for n in range(1, CUSTOMERS + 1)]
        + [samples.seen(samples.document(f"d-{n}", owner[n], number=str(n))) for n in range(DOCUMENTS)]
        + [samples.seen(samples.payment(f"p-{n}", owner[n], reference=f"SPX-P{n}.0")) for n in range(DOCUMENTS)]
    )


def store(ledger: SqlLedger, items: Sequence[Observation]) -> float:
    slowest = 0.0
    for start in range(0, len(items), PAGE):
        began = time.perf_counter()
        ledger.store_page(items[start : start + PAGE])
        slowest = max(slowest, time.perf_counter() - began)
    return slowest * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.sqlite"
        ledger = timed("create", lambda: open_ledger(file, samples.FixedClock()))
        splynx, xero = splynx_side(), xero_side()
        first = timed(f"store {len(splynx)} Splynx objects", lambda: store(ledger, splynx))
        print(f"{'  slowest page of 1,000':<58} {first:9.1f} ms")
        links = [samples.contact_link(str(n), f"c-{n}") for n in range(1, CUSTOMERS + 1)]
        links += [samples.invoice_link(str(n + 1), f"d-{n}", str(n % CUSTOMERS + 1)) for n in range(DOCUMENTS)]
        timed(f"save {len(links)} links", lambda: ledger.save_links(links))
        linked = timed(f"store {len(xero)} Xero objects of linked contacts", lambda: store(ledger, xero))
        print(f"{'  slowest page of 1,000':<58} {linked:9.1f} ms")
        same = timed(f"store {len(splynx)} unchanged objects again", lambda: store(ledger, splynx))
        print(f"{'  slowest page of 1,000':<58} {same:9.1f} ms")
        timed("books of one customer", lambda: ledger.books(["17"]))
        dirty = timed("dirty customers", ledger.dirty_customers)
        timed(f"books of {len(dirty)} customers by name", lambda: ledger.books(dirty))
        timed("books of all", lambda: ledger.books(None))
        timed("usage", lambda: ledger.usage(samples.DAY, ()))
        timed("usage of one partner", lambda: ledger.usage(samples.DAY, ("1",)))
        timed("counts for guards", ledger.facts)
        timed("customers whose details are due", lambda: ledger.details_due(before=samples.MOMENT, limit=100))
        timed("names of contacts", ledger.contact_names)
        timed("mark all dirty", lambda: ledger.mark_dirty(None))
        gc.collect()
        tracemalloc.start()
        books = ledger.books(None)
        now, peak = tracemalloc.get_traced_memory()
        count = len(books.splynx) + len(books.xero) + len(books.links)
        print(f"books of all: {count} records, {now / 1e6:.0f} MB kept, {peak / 1e6:.0f} MB at the peak")
        tracemalloc.stop()
        ledger.close()
        print(f"file: {file.stat().st_size / 1e6:.0f} MB")
        timed("open again with the check for damage", lambda: open_ledger(file, samples.FixedClock()).close())


if __name__ == "__main__":
    main()
