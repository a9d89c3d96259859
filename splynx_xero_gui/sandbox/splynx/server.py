"""The HTTP side: one dispatcher for `/api/2.0/`, authentication first, then permission, then the collection."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from flask import Flask, Request, Response, request

from splynx_xero_gui.sandbox.faults import RateLimitOverride
from splynx_xero_gui.sandbox.http import RATE_LIMIT_KEY, NotModelled, loud_app

from . import access, schemas, writes
from .access import ApiKey
from .auth import Authority, Caller
from .books import SplynxBooks
from .catalogue import NOT_MODELLED_WRITES, Collection, all_collections
from .errors import (
    ApiError,
    ValidationFailed,
    ValidationShape,
    bad_request,
    method_disabled,
    not_found,
    other_partner,
    validation_answer,
)
from .pdf import document_pdf
from .query import Query, count, find, nested, parse_query
from .records import Tax
from .schema import Drift, Renderer, Schema, Style

API: Final = "/api/2.0/admin/"
TOKENS: Final = "auth/tokens"
_VERBS: Final = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH"]
_JSON: Final = "application/json; charset=utf-8"
_PAGE: Final = "<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"


@dataclass
class ServerSettings:
    """How this installation behaves; a test may change it while the server runs.

    Attributes:
        style: the field types of the version.
        relations_available: whether `invoice-relations` exists (newer versions only).
        validation_shape, language: body and language ("en", "fr") of a 422.
        apparent_ip: the address the next requests seem to come from.
        head_status: what HEAD answers, 204 or 200 (the documentation contradicts itself).
        wrapped_lists: lists come as {"data": [...]}, which some clients defend against.
    """

    style: Style
    relations_available: bool
    validation_shape: ValidationShape = ValidationShape.LIST
    language: str = "en"
    apparent_ip: str = "192.0.2.10"
    head_status: int = 204
    wrapped_lists: bool = False
    drift: Drift = field(default_factory=Drift)


def splynx_app(books: SplynxBooks, authority: Authority, settings: ServerSettings, *, auto_pay: bool) -> Flask:
    """The WSGI application of one Splynx installation."""
    app = loud_app("splynx")
    api = _Api(books, authority, settings, auto_pay=auto_pay)

    def serve(path: str) -> Response:
        override = request.environ.get(RATE_LIMIT_KEY)
        if isinstance(override, RateLimitOverride):  # Splynx has no limit of its own; the web server before it may
            wait = {} if override.retry_after is None else {"Retry-After": str(override.retry_after)}
            return Response(_PAGE.format(title="429 Too Many Requests"), 429, wait, content_type="text/html")
        with books.lock:
            return api.answer(request, path)

    def page(path: str = "") -> Response:
        if path in ("", "admin", "admin/"):
            return Response(_PAGE.format(title="Splynx: sign in"), 200, content_type="text/html; charset=utf-8")
        return Response(_PAGE.format(title="Not Found (#404)"), 404, content_type="text/html; charset=utf-8")

    options: dict[str, Any] = {"methods": _VERBS, "provide_automatic_options": False}
    app.add_url_rule(f"{API}<path:path>", "api", serve, **options)
    app.add_url_rule("/", "root", page, **options)
    app.add_url_rule("/<path:path>", "page", page, **options)
    app.url_map.merge_slashes = False
    return app


class _Api:
    """Answers requests; the caller holds the books' lock."""

    def __init__(self, books: SplynxBooks, authority: Authority, settings: ServerSettings, *, auto_pay: bool) -> None:
        self._books, self._authority, self._settings = books, authority, settings
        self._collections = all_collections(auto_pay=auto_pay)
        self._special: dict[str, Callable[[ApiKey, list[str]], Response]] = {
            "config/transaction-categories": self._category_defaults,
            "config/additional-fields": self._additional_fields,
            "config/download": self._download,
        }

    def answer(self, asked: Request, path: str) -> Response:
        """The answer to `admin/<path>`, errors included."""
        try:
            return self._answer(asked, path.strip("/"))
        except ApiError as error:
            return _json(error.body(), error.status)
        except ValidationFailed as failure:
            text, kind = validation_answer(failure, self._settings.validation_shape, self._settings.language)
            return Response(text, 422, content_type=kind)

    def _answer(self, asked: Request, path: str) -> Response:
        caller = Caller(self._settings.apparent_ip, asked.headers.get("User-Agent", ""))
        if path == TOKENS or path.startswith(f"{TOKENS}/"):
            return self._tokens(asked, path[len(TOKENS) + 1 :], caller)
        if path == "api/check":
            return self._check(asked, caller)
        parts = path.split("/")
        name, rest = "/".join(parts[:2]), parts[2:]
        collection = self._collections.get(name)
        special = self._special.get(name)
        if (collection is None and special is None) or len(rest) > 1:
            raise NotModelled(f"{asked.method} admin/{path}")
        key = self._authority.authenticate(asked.headers.get("Authorization"), caller)
        if special is not None:
            return special(key, rest)
        assert collection is not None
        if name == "finance/invoice-relations" and not self._settings.relations_available:
            raise not_found()
        view = _View(self._books, collection, self._settings, key)
        return view.item(asked, rest[0]) if rest else view.all(asked)

    # -- login and check ----------------------------------------------------------------------------------------------

    def _tokens(self, asked: Request, refresh_token: str, caller: Caller) -> Response:
        if asked.method == "POST" and not refresh_token:
            return _json(self._authority.log_in(_body(asked), caller), 201)
        if asked.method == "GET" and refresh_token:
            return _json(self._authority.renew(refresh_token, caller))
        if asked.method == "DELETE" and refresh_token:
            self._authority.log_out(refresh_token)
            return Response(status=204)
        raise method_disabled()

    def _check(self, asked: Request, caller: Caller) -> Response:
        if asked.method != "GET":
            raise method_disabled()
        if asked.args.get("checkAuth", "").lower() in ("1", "true"):
            self._authority.authenticate(asked.headers.get("Authorization"), caller)
        return _json({"status": "ok", "message": "API is valid", "same_server": False})

    # -- what is no collection ----------------------------------------------------------------------------------------

    def _category_defaults(self, key: ApiKey, rest: list[str]) -> Response:
        if request.method != "GET" or rest:
            raise NotModelled(f"{request.method} {request.path}")
        key.require(access.CATEGORY_DEFAULTS, "index")
        return _json({name: {"id": str(number)} for name, number in self._books.category_defaults.items()})

    def _additional_fields(self, key: ApiKey, rest: list[str]) -> Response:
        module, _, name = (rest[0] if rest else "").partition("--")
        if not module:
            raise NotModelled(f"{request.method} {request.path}")
        if request.method == "POST" and not name:
            key.require(access.ADDITIONAL_FIELDS, "add")
            body = writes.read_body(schemas.ADDITIONAL_FIELD, _body(request), creating=True)
            return _json({"id": writes.create_additional_field(self._books, module, body)}, 201)
        if request.method != "GET":
            raise NotModelled(f"{request.method} {request.path}")
        key.require(access.ADDITIONAL_FIELDS, "view" if name else "index")
        renderer = Renderer(schemas.ADDITIONAL_FIELD, self._settings.style)
        known = [one for one in self._books.additional_fields if one.module == module]
        if not name:
            return _json([renderer.row(one) for one in known])
        found = next((one for one in known if one.name == name), None)
        if found is None:
            raise not_found()
        return _json(renderer.row(found))

    def _download(self, key: ApiKey, rest: list[str]) -> Response:
        kind, _, text = (rest[0] if rest else "").partition("--")
        name = {"invoices": "invoices", "credit_notes": "credit-notes", "requests": "proforma-invoices",
                "payments": "payments"}.get(kind)  # fmt: skip
        if request.method != "GET" or name is None:
            raise NotModelled(f"{request.method} {request.path}")
        key.require(access.DOWNLOAD, "view")
        collection = self._collections[f"finance/{name}"]
        row = _row_of(self._books, collection, text, key)
        number = str(getattr(row, "number", "") or getattr(row, "receipt_number", ""))
        return Response(document_pdf(f"{kind} {number}"), content_type="application/pdf")


class _View:
    """One collection as one key sees it."""

    def __init__(self, books: SplynxBooks, collection: Collection, settings: ServerSettings, key: ApiKey) -> None:
        self._books, self._collection, self._settings, self._key = books, collection, settings, key
        self._schema: Schema = settings.drift.applied(collection.path, collection.schema.in_style(settings.style))

    def all(self, asked: Request) -> Response:
        """The collection itself: list, count, description, create."""
        if self._collection.item_only:
            raise NotModelled(f"{asked.method} {asked.path} without an id")
        match asked.method:
            case "GET":
                self._key.require(self._collection.controller, "index")
                return Response(self._list(self._query(asked)), content_type=_JSON)
            case "HEAD":
                self._key.require(self._collection.controller, "index")
                found = count(self._collection.table(self._books), self._schema, self._query(asked), self._visible())
                return Response(status=self._settings.head_status, headers={"X-total-count": str(found)})
            case "OPTIONS":
                self._key.require(self._collection.controller, "index")
                return _json(self._options())
            case "POST":
                return self._create(asked)
        raise method_disabled()

    def item(self, asked: Request, text: str) -> Response:
        """One object: view, change, delete."""
        match asked.method:
            case "GET":
                self._key.require(self._collection.controller, "view")
                row = self._row(text)
                return _json(self._shown(Renderer(self._schema, self._settings.style), row))
            case "PUT":
                if self._collection.change is None:
                    raise self._no_writes(asked)
                self._key.require(self._collection.controller, "update")
                row = self._row(text)
                body = writes.read_body(self._schema, _body(asked), creating=False)
                self._collection.change(self._books, row.id, body)
                return Response(status=202, content_type=_JSON)
            case "DELETE":
                if self._collection.delete is None:
                    raise self._no_writes(asked)
                self._key.require(self._collection.controller, "delete")
                self._collection.delete(self._books, self._row(text).id)
                return Response(status=204)
            case "OPTIONS" | "HEAD" | "PATCH":
                raise NotModelled(f"{asked.method} {asked.path}")
        raise method_disabled()

    def _create(self, asked: Request) -> Response:
        if self._collection.create is None:
            raise self._no_writes(asked)
        self._key.require(self._collection.controller, "add")
        body = writes.read_body(self._schema, _body(asked), creating=True)
        self._check_owner(body)
        return _json({"id": self._collection.create(self._books, body)}, 201)

    def _check_owner(self, body: writes.Body) -> None:
        """A restricted key may not write for another partner's customer either."""
        customer = self._books.customers.get(body.values.get("customer_id") or 0)
        partner = customer.partner_id if customer is not None else body.values.get("partner_id")
        if not self._key.sees(partner):
            raise other_partner()

    def _list(self, query: Query) -> str:
        renderer = Renderer(self._schema, self._settings.style)
        rows: Iterator[Any] = find(self._collection.table(self._books), self._schema, query, self._visible())
        shown = [self._shown(renderer, row) for row in rows]
        return json.dumps({"data": shown} if self._settings.wrapped_lists else shown)

    def _shown(self, renderer: Renderer, row: Any) -> dict[str, object]:
        shown = renderer.row(row)
        if isinstance(row, Tax) and row.items:
            parts = Renderer(Schema(schemas.TAX_PART), self._settings.style)
            shown["items"] = [parts.row(part) for part in row.items]
        return shown

    def _options(self) -> dict[str, object]:
        described = self._schema.options()
        if self._schema.additional:
            described["additional_attributes"] = {
                known.name: {"type": known.type, "title": known.title, "required": known.is_required}
                for known in self._books.additional_fields
                if known.module == "customers"
            }
        return described

    def _query(self, asked: Request) -> Query:
        return parse_query(nested(asked.query_string.decode()), self._collection.filters)

    def _visible(self) -> Callable[[Any], bool] | None:
        if self._key.partners is None:
            return None
        return lambda row: self._key.sees(self._collection.partner_of(self._books, row))

    def _row(self, text: str) -> Any:
        return _row_of(self._books, self._collection, text, self._key)

    def _no_writes(self, asked: Request) -> Exception:
        if self._collection.path in NOT_MODELLED_WRITES:
            return NotModelled(f"{asked.method} {asked.path}")
        return method_disabled()


def _row_of(books: SplynxBooks, collection: Collection, text: str, key: ApiKey) -> Any:
    row = collection.table(books).get(int(text)) if text.isdigit() else None
    if row is None:
        raise not_found()
    if not key.sees(collection.partner_of(books, row)):
        raise other_partner()
    return row


def _body(asked: Request) -> object:
    if not asked.content_type or "json" not in asked.content_type:
        raise ApiError(400, "BAD_REQUEST", "Content-Type must be application/json.")
    try:
        return json.loads(asked.get_data(), parse_float=Decimal)
    except ValueError as error:
        raise bad_request("Body is not JSON.") from error


def _json(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type=_JSON)
