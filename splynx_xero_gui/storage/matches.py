"""Rows of the match: the part of the ledger that holds what both sides may have already."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, select

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import Match, MatchAnswer
from splynx_xero_gui.storage import dirt
from splynx_xero_gui.storage.codec import decode, encode
from splynx_xero_gui.storage.part import LedgerPart
from splynx_xero_gui.storage.rows import chunks, in_order, upsert
from splynx_xero_gui.storage.schema import links, matches

_NEW = f'"{MatchAnswer.NEW}"'  # spares reading the rows nobody spoke about


class MatchPart(LedgerPart):
    """Methods of ports.ledger.Ledger about matches."""

    def replace_matches(self, rows: Sequence[Match], customers: Iterable[str] | None = None) -> None:
        """These rows instead of those of these customers (None = of all), one transaction."""
        with self._database.write() as connection:
            if customers is None:
                connection.execute(delete(matches))
            else:
                for chunk in chunks(in_order(customers)):
                    connection.execute(delete(matches).where(matches.c.customer_id.in_(chunk)))
            for part in chunks(map(_values, rows), 5000):
                if customers is None:
                    connection.execute(insert(matches), part)
                else:
                    upsert(connection, matches, part, ["key"])
            dirt.mark(connection, {row.customer_id for row in rows if row.customer_id})

    def save_matches(self, rows: Sequence[Match]) -> None:
        """Insert or replace rows; their customers become dirty."""
        with self._database.write() as connection:
            upsert(connection, matches, list(map(_values, rows)), ["key"])
            dirt.mark(connection, {row.customer_id for row in rows if row.customer_id})

    def matches(self, customers: Iterable[str] | None = None, *, only_open: bool = False) -> Sequence[Match]:
        """Rows in the order they were found, of these customers (None = all)."""
        wanted = select(matches.c.body).order_by(matches.c.seq)
        if only_open:
            wanted = wanted.where(matches.c.open.is_(True))
        with self._database.read() as connection:
            if customers is None:
                return [decode(Match, text) for text in connection.execute(wanted).scalars()]
            found: list[Match] = []
            for chunk in chunks(in_order(customers)):
                rows = connection.execute(wanted.where(matches.c.customer_id.in_(chunk))).scalars()
                found += [decode(Match, text) for text in rows]
            return found

    def payments_said_new(self, customers: Iterable[str]) -> Sequence[Match]:
        """Rows of payments of these customers that a person said have no counterpart."""
        said = select(matches.c.body).where(matches.c.kind == ObjectKind.PAYMENT, matches.c.body.contains(_NEW))
        found: list[Match] = []
        with self._database.read() as connection:
            for chunk in chunks(in_order(customers)):
                rows = connection.execute(said.where(matches.c.customer_id.in_(chunk))).scalars()
                found += [row for text in rows if (row := decode(Match, text)).answer is MatchAnswer.NEW]
        return found

    def matches_of(self, objects: Iterable[tuple[ObjectKind, str]]) -> Sequence[Match]:
        """Rows of these Splynx objects, as far as there are such."""
        found: list[Match] = []
        with self._database.read() as connection:
            for chunk in chunks(_key(kind, id, "") for kind, id in objects):
                rows = connection.execute(select(matches.c.body).where(matches.c.key.in_(chunk))).scalars()
                found += [decode(Match, text) for text in rows]
        return found

    def matches_holding(self, xero_ids: Iterable[str]) -> Sequence[Match]:
        """Rows that propose or hold one of these Xero ids. For a few: each is searched for in all rows."""
        wanted = frozenset(xero_ids)
        found: dict[tuple[ObjectKind, str, str], Match] = {}
        with self._database.read() as connection:
            for id in sorted(wanted):
                rows = connection.execute(select(matches.c.body).where(matches.c.body.contains(id, autoescape=True)))
                found |= {row.key: row for text in rows.scalars() if (row := decode(Match, text)).xero_id in wanted}
        return list(found.values())

    def delete_links(self, ids: Iterable[int]) -> None:
        """Forget links that were made by matching and taken back before any sync used them; owners become dirty."""
        with self._database.write() as connection:
            for chunk in chunks(ids):
                owners = connection.execute(select(links.c.customer_id).where(links.c.id.in_(chunk))).scalars()
                dirt.mark(connection, set(owners))
                connection.execute(delete(links).where(links.c.id.in_(chunk)))


def _values(row: Match) -> dict[str, object]:
    return {
        "key": _key(*row.key),
        "kind": row.kind,
        "customer_id": row.customer_id,
        "open": row.is_open,
        "body": encode(row),
    }


def _key(kind: ObjectKind, splynx_id: str, xero_id: str) -> str:
    return f"{kind}:{splynx_id}:{xero_id}"
