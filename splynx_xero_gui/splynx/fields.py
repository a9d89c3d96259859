"""Which fields the connected version has, asked once per collection by OPTIONS (splynx-api.md §3, §5)."""

import threading
from collections.abc import Mapping

from splynx_xero_gui.domain.failures import NotAuthorised, ServiceDown
from splynx_xero_gui.splynx.client import ApiRefused, Client
from splynx_xero_gui.splynx.scalars import Json

_WRAPPERS = ("data", "attributes", "main_attributes", "fields")


class FieldCatalog:
    """Answers whether a field can be searched. Thread-safe.

    A server that does not tell is taken to be as documented; `withdraw` notes what it then refused.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._known: dict[str, frozenset[str] | None] = {}
        self._withdrawn: set[tuple[str, str]] = set()

    def has(self, path: str, field: str) -> bool:
        """Whether the collection has the field, as far as can be known."""
        with self._lock:
            if path not in self._known:
                self._known[path] = self._ask(path)
            known = self._known[path]
            return (path, field) not in self._withdrawn and (known is None or field in known)

    def withdraw(self, path: str, field: str) -> None:
        """Note that the server refused a search on the field."""
        with self._lock:
            self._withdrawn.add((path, field))

    def _ask(self, path: str) -> frozenset[str] | None:
        try:
            described = self._client.options(path)
        except (ApiRefused, NotAuthorised, ServiceDown):
            return None
        return read_fields(described)


def read_fields(described: object) -> frozenset[str] | None:
    """Field names of an OPTIONS answer in any of its shapes; None where it describes nothing."""
    if isinstance(described, list):
        names = {name for one in described if isinstance(one, Mapping) if (name := _named(one))}
        return frozenset(names) or None
    if not isinstance(described, Mapping):
        return None
    for wrapper in _WRAPPERS:
        inner = described.get(wrapper)
        # `{"attributes": {…}}` wraps; a field that happens to be called so describes itself with a `type`.
        if isinstance(inner, (Mapping, list)) and not (isinstance(inner, Mapping) and "type" in inner):
            return read_fields(inner)
    return frozenset(str(name) for name in described) or None


def _named(described: Json) -> str:
    for key in ("name", "field", "attribute"):
        value = described.get(key)
        if isinstance(value, str):
            return value
    return ""
