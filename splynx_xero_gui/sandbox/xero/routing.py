"""One accounting endpoint: its route, its scope, and the call its handler gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero import wire
from splynx_xero_gui.sandbox.xero.books import Organisation
from splynx_xero_gui.sandbox.xero.errors import Refused, bad_data, errors_of, no_data, validation_failed
from splynx_xero_gui.sandbox.xero.limits import Limits
from splynx_xero_gui.sandbox.xero.model import ZERO_ID
from splynx_xero_gui.sandbox.xero.query import Query
from splynx_xero_gui.sandbox.xero.shapes import Check

Json = dict[str, Any]
LIST_PARAMS: Final = frozenset({"where", "order"})
PAGE_PARAMS: Final = frozenset({"where", "order", "page", "pageSize"})


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated call on one organisation."""

    org: Organisation
    method: str
    path: Mapping[str, str]
    query: Query
    body: bytes
    content_type: str
    user: str
    limits: Limits

    def elements(self, wrapper: str, shape: Check) -> list[Json]:
        """The objects of the body: `{"Invoices": [...]}`, or one bare object. Raises ApiError."""
        parsed = self._json()
        if isinstance(parsed, dict) and wrapper in parsed:
            if set(parsed) != {wrapper}:
                raise bad_data(f"Unknown fields beside {wrapper}: {', '.join(sorted(set(parsed) - {wrapper}))}.")
            parsed = parsed[wrapper]
        elements = [parsed] if isinstance(parsed, dict) else parsed
        if not isinstance(elements, list):
            raise bad_data(f"The value of {wrapper} is not a list.")
        if not elements or elements == [{}]:
            raise no_data()
        for place, element in enumerate(elements):
            shape(element, f"{wrapper}[{place}]")
        return elements

    def element(self, wrapper: str, shape: Check) -> Json:
        """The one object of the body. Raises ApiError, NotModelled where there are several."""
        elements = self.elements(wrapper, shape)
        if len(elements) != 1:
            raise NotModelled(f"{self.method} with {len(elements)} {wrapper} where one is documented")
        return elements[0]

    def batch(self, elements: Sequence[Json], process: Callable[[Json], Json], id_field: str, flag: str) -> list[Json]:
        """Each element by itself; a refused one is echoed as it was asked for, with its errors (xero-api.md §4).

        Raises ApiError (400) without `summarizeErrors=false` when one is refused: the others are saved all the same.
        """
        answers, failed = list[Json](), list[Json]()
        for element in elements:
            try:
                answers.append(process(element))
            except Refused as refused:
                shown = {
                    **element,
                    id_field: refused.subject or element.get(id_field, ZERO_ID),
                    flag: True,
                    "StatusAttributeString": "ERROR",
                    "ValidationErrors": errors_of(refused),
                }
                answers.append(shown)
                failed.append(shown)
        if failed and self.query.flag("summarizeErrors", default=True):
            raise validation_failed(failed)
        return answers

    def _json(self) -> Any:
        if not self.body.strip():
            raise no_data()
        if "json" not in self.content_type:
            raise NotModelled(f"request bodies of type {self.content_type or 'unknown'}: send application/json")
        try:
            return wire.loads(self.body)
        except ValueError as error:
            raise bad_data(f"The body is not valid JSON: {error}") from error


Handler = Callable[[Call], Json]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path (Flask syntax, below /api.xro/2.0), the scope it needs, and what it understands.

    `scope` without `.read`: a GET is also allowed with the read twin. `since`: knows If-Modified-Since.
    """

    method: str
    rule: str
    scope: str
    handler: Handler
    params: frozenset[str] = frozenset()
    since: bool = False

    @property
    def scopes(self) -> frozenset[str]:
        """Any of these opens it."""
        broad = "accounting.transactions"
        names = {self.scope} | ({broad} if self.scope in _ONCE_TRANSACTIONS else set())
        return frozenset(names | ({f"{name}.read" for name in names} if self.method == "GET" else set()))


_ONCE_TRANSACTIONS: Final = frozenset({"accounting.invoices", "accounting.payments", "accounting.banktransactions"})
