"""Reading objects and collections, with what cannot be read turned into failures a person understands."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from splynx_xero_gui.domain.failures import ServiceDown
from splynx_xero_gui.ports.billing import Absent
from splynx_xero_gui.splynx.client import ApiRefused, Client
from splynx_xero_gui.splynx.errors import Reaction, not_splynx, out_of_order
from splynx_xero_gui.splynx.scalars import Json, Untranslatable, rows, short
from splynx_xero_gui.splynx.search import Condition, PagingIgnored, build_query, one_of, pages

T = TypeVar("T")

_SEARCH_REFUSED = frozenset({400, 422})
_IDS_AT_ONCE = 100


def listing(client: Client, path: str, query: str = "", *, patient: bool = True) -> Sequence[Json]:
    """The objects of a collection, one GET. Raises ApiRefused."""
    body = client.get(path, query, patient=patient)
    try:
        return rows(unwrapped(body), path)
    except Untranslatable as error:
        raise not_splynx(client.host, str(error)) from None


def item(client: Client, path: str, id: str) -> Json | Absent:
    """One object, or why it could not be read: 404 is gone, 405 and a partner's restriction are not (R5)."""
    try:
        body = unwrapped(client.get(f"{path}/{id}"))
    except ApiRefused as refused:
        return absent(client, id, refused)
    if isinstance(body, list) and len(body) == 1:
        body = body[0]
    if not isinstance(body, Mapping):
        raise not_splynx(client.host, f"{path}/{id} is no object")
    return body


def absent(client: Client, id: str, refused: ApiRefused) -> Absent:
    """What a refusal says of an object. A page of a proxy proves nothing and raises ServiceDown."""
    refusal = refused.refusal
    if not refusal.is_splynx and refusal.words:
        raise not_splynx(client.host, refusal.details) from refused
    if refusal.reaction is Reaction.PARTNER or refusal.status == 405:
        return Absent(id, gone=False)
    if refusal.status == 404:
        return Absent(id, gone=True)
    raise out_of_order(refusal.short, refusal.details) from refused


def by_ids(client: Client, path: str, ids: Sequence[str]) -> Iterator[Json]:
    """Those of the given objects that exist and are visible, 100 per call, in ascending id."""
    wanted = sorted({int(id) for id in ids})
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        chunk = [str(id) for id in wanted[start : start + _IDS_AT_ONCE]]
        found = _among(client, path, chunk)
        if found is None:
            # The server knows no IN, or ignores it: ask for each.
            found = [row for row in (item(client, path, id) for id in chunk) if not isinstance(row, Absent)]
        yield from found


def _among(client: Client, path: str, ids: Sequence[str]) -> list[Json] | None:
    """The objects with these ids that there are; None where the server answers others, or refuses to search so."""
    found: dict[str, Json] = {}
    while missing := [id for id in ids if id not in found]:
        try:
            rows_found = listing(client, path, build_query([one_of(missing)], by_id=True, limit=len(missing)))
        except ApiRefused as refused:
            if search_refused(refused):
                return None
            raise refusal_of_read(refused) from refused
        new = {str(row.get("id")): row for row in rows_found}
        if not set(new) <= set(missing):
            return None
        # Asked again for what is missing, in case the server caps its pages: an absence must be certain (R5).
        found |= new
        if not new:
            break
    return [found[id] for id in ids if id in found]


def collection(
    client: Client,
    path: str,
    conditions: Sequence[Condition] = (),
    *,
    limit: int,
    after_id: str = "0",
    up_to_id: str | None = None,
) -> Iterator[Sequence[Json]]:
    """A collection page by page. Raises ApiRefused where the very first question is refused."""
    started = False

    def fetch(query: str) -> Sequence[Json]:
        nonlocal started
        try:
            found = listing(client, path, query)
        except ApiRefused as refused:
            if not started:
                raise
            raise refusal_of_read(refused) from refused
        started = True
        return found

    try:
        yield from pages(fetch, conditions, limit=limit, after_id=after_id, up_to_id=up_to_id)
    except PagingIgnored:
        raise out_of_order(f"{path}: neither search nor order nor offset work on this server") from None
    except Untranslatable as error:
        raise out_of_order(f"{path}: {error}") from None


def search_refused(refused: ApiRefused) -> bool:
    """Whether the server does not know a field that was searched for."""
    return refused.refusal.status in _SEARCH_REFUSED


def refusal_of_read(refused: ApiRefused) -> ServiceDown:
    """The failure for a read that the server refused."""
    return out_of_order(refused.refusal.short, refused.refusal.details)


def translated(what: str, translate: Callable[[Json], T], obj: Json) -> T:
    """The domain object; ServiceDown naming the item where it cannot be understood."""
    try:
        return translate(obj)
    except Untranslatable as error:
        name = short(obj.get("number") or obj.get("id") or "without id")
        raise out_of_order(f"{what} {name}: {error}") from None


def translated_all(what: str, translate: Callable[[Json], T], objects: Iterable[Json]) -> tuple[T, ...]:
    """`translated` for each."""
    return tuple(translated(what, translate, obj) for obj in objects)


def unwrapped(body: object) -> object:
    """Without the `{"data": …}` that some versions put around (splynx-api.md §5)."""
    if isinstance(body, Mapping) and isinstance(body.get("data"), (list, Mapping)) and "id" not in body:
        return body["data"]
    return body
