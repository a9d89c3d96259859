"""Runs and their entries, reference data and small facts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import RowMapping, literal, select

from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.records import Run, RunItem
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.storage.codec import decode, encode
from splynx_xero_gui.storage.part import LedgerPart
from splynx_xero_gui.storage.rows import chunks, fields_of, upsert
from splynx_xero_gui.storage.schema import facts, reference_data, run_items, runs

T = TypeVar("T")


class RunPart(LedgerPart):
    """Methods of ports.ledger.Ledger about history, reference data and facts."""

    def save_run(self, run: Run) -> None:
        """Insert or update."""
        with self._database.write() as connection:
            upsert(connection, runs, [fields_of(run)], ["id"])

    def runs(self, limit: int = 100) -> Sequence[Run]:
        """Newest first."""
        wanted = select(runs).order_by(runs.c.started_at.desc(), runs.c.seq.desc()).limit(limit)
        with self._database.read() as connection:
            return [Run(**_without_seq(row)) for row in connection.execute(wanted).mappings()]

    def run(self, run_id: str) -> Run | None:
        """One run."""
        with self._database.read() as connection:
            row = connection.execute(select(runs).where(runs.c.id == run_id)).mappings().first()
        return None if row is None else Run(**_without_seq(row))

    def run_items(self, run_id: str, *, contents: bool = True) -> Sequence[RunItem]:
        """Entries of one run in order; without `contents` what was there before and after is left empty."""
        left_out = () if contents else ("before", "after")
        columns = [literal("").label(c.name) if c.name in left_out else c for c in run_items.c]
        wanted = select(*columns).where(run_items.c.run_id == run_id).order_by(run_items.c.sequence, run_items.c.seq)
        with self._database.read() as connection:
            return [RunItem(**_without_seq(row)) for row in connection.execute(wanted).mappings()]

    def items_about(self, xero_ids: Iterable[str], since: datetime) -> Sequence[RunItem]:
        """Entries of any run that wrote these objects of Xero from a moment on, in the order they were made."""
        found: list[RowMapping] = []
        with self._database.read() as connection:
            for chunk in chunks(sorted(set(xero_ids))):
                wanted = select(run_items).where(
                    run_items.c.xero_id.in_(chunk),
                    run_items.c.at >= since,
                    run_items.c.result.in_(("done", "adopted")),
                )
                found += connection.execute(wanted).mappings()
        found.sort(key=lambda row: int(row["seq"]))
        return [RunItem(**_without_seq(row)) for row in found]

    def save_reference(
        self, billing: BillingReference | None, accounting: AccountingReference | None, at: datetime
    ) -> None:
        """Keep what `fetch` read; None keeps the earlier."""
        read = {Side.SPLYNX: billing, Side.XERO: accounting}
        rows = [{"side": side, "body": encode(body), "at": at} for side, body in read.items() if body is not None]
        with self._database.write() as connection:
            upsert(connection, reference_data, rows, ["side"])

    def billing_reference(self) -> tuple[BillingReference, datetime] | None:
        """Last read, with its moment."""
        return self._reference(Side.SPLYNX, BillingReference)

    def accounting_reference(self) -> tuple[AccountingReference, datetime] | None:
        """Last read, with its moment."""
        return self._reference(Side.XERO, AccountingReference)

    def get_fact(self, name: str) -> str | None:
        """A small named value."""
        with self._database.read() as connection:
            return connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()

    def set_fact(self, name: str, value: str) -> None:
        """Store a small named value."""
        with self._database.write() as connection:
            upsert(connection, facts, [{"name": name, "value": value}], ["name"])

    def _reference(self, side: Side, cls: type[T]) -> tuple[T, datetime] | None:
        with self._database.read() as connection:
            row = connection.execute(select(reference_data).where(reference_data.c.side == side)).first()
        return None if row is None else (decode(cls, row.body), row.at)


def _without_seq(row: RowMapping) -> dict[str, Any]:
    return {str(name): value for name, value in row.items() if name != "seq"}
