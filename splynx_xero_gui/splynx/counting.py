"""Counting without reading: HEAD and its X-total-count (splynx-api.md §3)."""

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.ports.billing import RelationsUnavailable
from splynx_xero_gui.splynx.changes import every
from splynx_xero_gui.splynx.client import ApiRefused, Client
from splynx_xero_gui.splynx.paths import COLLECTIONS
from splynx_xero_gui.splynx.reading import refusal_of_read
from splynx_xero_gui.splynx.search import build_query, within

_HEADER = "X-total-count"
_PAGE = 500


def count(client: Client, kind: ObjectKind, after_id: str, up_to_id: str) -> int:
    """How many have ids in (after_id, up_to_id]. Where HEAD does not tell, they are read and counted.

    Raises RelationsUnavailable and what reads raise.
    """
    if int(up_to_id) <= int(after_id):
        return 0
    told = _told(client, kind, build_query([within(after_id, up_to_id)]))
    # More than there are ids: this server ignores the search of a HEAD.
    if told is not None and told <= int(up_to_id) - int(after_id):
        return told
    pages = every(client, COLLECTIONS[kind], [], limit=_PAGE, after_id=after_id, up_to_id=up_to_id)
    return sum(len(page) for page in pages)


def total(client: Client, kind: ObjectKind) -> int:
    """How many there are in all."""
    told = _told(client, kind, "")
    if told is not None:
        return told
    return sum(len(page) for page in every(client, COLLECTIONS[kind], [], limit=_PAGE, after_id="0"))


def _told(client: Client, kind: ObjectKind, query: str) -> int | None:
    try:
        answer = client.head(COLLECTIONS[kind], query)
    except ApiRefused as refused:
        if refused.refusal.status == 404 and kind is ObjectKind.RELATION:
            raise RelationsUnavailable from refused
        if refused.refusal.status in (405, 400, 422):
            return None
        raise refusal_of_read(refused) from refused
    text = answer.headers.get(_HEADER, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
