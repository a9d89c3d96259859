"""Reading what changed since a day, whichever change stamps the connected version has (splynx-api.md §10, R34)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from splynx_xero_gui.splynx.client import ApiRefused, Client
from splynx_xero_gui.splynx.fields import FieldCatalog
from splynx_xero_gui.splynx.paths import CREDIT_NOTES, CUSTOMERS, INVOICES
from splynx_xero_gui.splynx.reading import collection, refusal_of_read, search_refused
from splynx_xero_gui.splynx.scalars import Json
from splynx_xero_gui.splynx.search import Condition, merged, since

# (stamp of changes, stamp of creation): a document that was never changed may carry a zero date_updated.
_STAMPS: Final = {
    CUSTOMERS: ("last_update", "date_add"),
    INVOICES: ("date_updated", "real_create_datetime"),
    CREDIT_NOTES: ("date_updated", "real_create_datetime"),
}


def changed(
    client: Client,
    fields: FieldCatalog,
    path: str,
    updated_since: date,
    conditions: Sequence[Condition],
    *,
    limit: int,
    after_id: str,
) -> Iterator[Sequence[Json]]:
    """Pages by ascending id of what was changed or made on the day or later; everything where no stamp tells."""
    change, creation = _STAMPS[path]
    if fields.has(path, change):
        try:
            yield from _stamped(
                client,
                path,
                change,
                updated_since,
                conditions,
                limit=limit,
                after_id=after_id,
                creation=creation if fields.has(path, creation) else None,
            )
            return
        except ApiRefused as refused:
            if not search_refused(refused):
                raise refusal_of_read(refused) from refused
            fields.withdraw(path, change)
    # A full list with content hashes finds every change, only slower.
    yield from every(client, path, conditions, limit=limit, after_id=after_id)


def every(
    client: Client,
    path: str,
    conditions: Sequence[Condition],
    *,
    limit: int,
    after_id: str,
    up_to_id: str | None = None,
) -> Iterator[Sequence[Json]]:
    """Pages by ascending id, refusals turned into ServiceDown."""
    try:
        yield from collection(client, path, conditions, limit=limit, after_id=after_id, up_to_id=up_to_id)
    except ApiRefused as refused:
        raise refusal_of_read(refused) from refused


def _stamped(
    client: Client,
    path: str,
    change: str,
    day: date,
    conditions: Sequence[Condition],
    *,
    limit: int,
    after_id: str,
    creation: str | None,
) -> Iterator[Sequence[Json]]:
    streams = [
        collection(client, path, [*conditions, since(stamp, day)], limit=limit, after_id=after_id)
        for stamp in (change, creation)
        if stamp is not None
    ]
    return merged(streams, limit)
