"""Endpoints of invoices and credit notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero import documents, fields, messages, shapes
from splynx_xero_gui.sandbox.xero.documents import Outcome, id_key, number_key
from splynx_xero_gui.sandbox.xero.errors import Refused, bad_query, unknown_id
from splynx_xero_gui.sandbox.xero.model import DocKind, Document
from splynx_xero_gui.sandbox.xero.query import Listing, Query
from splynx_xero_gui.sandbox.xero.render import View, document
from splynx_xero_gui.sandbox.xero.routing import PAGE_PARAMS, Call, Handler, Json, Route

_WRITE: Final = frozenset({"summarizeErrors", "unitdp"})
_INVOICE_LIST: Final = PAGE_PARAMS | {
    "IDs",
    "InvoiceNumbers",
    "ContactIDs",
    "Statuses",
    "includeArchived",
    "createdByMyApp",
    "unitdp",
    "summaryOnly",
    "searchTerm",
}
_STATUSES: Final = frozenset({"draft", "submitted", "deleted", "authorised", "paid", "voided"})
_WRAPPERS: Final = {DocKind.INVOICE: "Invoices", DocKind.CREDIT_NOTE: "CreditNotes"}
_SHAPES: Final = {DocKind.INVOICE: shapes.INVOICE, DocKind.CREDIT_NOTE: shapes.CREDIT_NOTE}


def routes() -> tuple[Route, ...]:
    """GET, PUT (create), POST (create or change by id or number)."""
    scope, made = "accounting.invoices", list[Route]()
    for kind, wrapper in _WRAPPERS.items():
        params = _INVOICE_LIST if kind is DocKind.INVOICE else PAGE_PARAMS | {"unitdp"}
        made += [
            Route("GET", f"/{wrapper}", scope, _bound(_list, kind), params, since=True),
            Route("PUT", f"/{wrapper}", scope, _bound(_create, kind), _WRITE),
            Route("POST", f"/{wrapper}", scope, _bound(_upsert, kind), _WRITE),
            Route("GET", f"/{wrapper}/<key>", scope, _bound(_one, kind), frozenset({"unitdp"})),
            Route("POST", f"/{wrapper}/<key>", scope, _bound(_update_one, kind), frozenset({"unitdp"})),
        ]
    return tuple(made)


def _bound(handler: Callable[[Call, DocKind], Json], kind: DocKind) -> Handler:
    return lambda call: handler(call, kind)


def _list(call: Call, kind: DocKind) -> Json:
    shelf, query, wrapper = call.org.documents[kind], call.query, _WRAPPERS[kind]
    table = fields.INVOICES if kind is DocKind.INVOICE else fields.CREDIT_NOTES
    listing = Listing[Document](
        wrapper, wrapper[:-1], table, id_key(kind), lambda d: d.updated, call.limits.high_volume_at
    )
    summary = query.flag("summaryOnly")
    page = listing.select(_candidates(call, kind), len(shelf), query, force_page=summary)
    view = View.SUMMARY if summary else View.LIST if page.number is None else View.PAGED
    return {**page.block(), wrapper: [document(d, view, query.places) for d in page.records]}


def _candidates(call: Call, kind: DocKind) -> list[Document]:
    """What the comma lists and flags leave, in id order."""
    query, found = call.query, _named(call, kind)
    if (statuses := _statuses(query)) is not None:
        found = [d for d in found if d.status.value.lower() in statuses]
    if query.flag("createdByMyApp"):
        found = [d for d in found if d.created_by_app]
    if (term := query.text("searchTerm")) is not None:
        found = [d for d in found if term.lower() in f"{d.number}\n{d.reference}\n{d.contact.name}".lower()]
    return found


def _named(call: Call, kind: DocKind) -> list[Document]:
    """By IDs, InvoiceNumbers or ContactIDs, through the indexes; several lists narrow each other."""
    org, query = call.org, call.query
    lists: list[list[Document | None]] = []
    if (ids := query.guids("IDs")) is not None:
        lists.append([org.documents[kind].get(i) for i in ids])
    if (numbers := query.values("InvoiceNumbers")) is not None:
        lists.append([org.index.numbers.get((kind, n)) for n in numbers])
    if (contact_ids := query.guids("ContactIDs")) is not None:
        lists.append([d for c in contact_ids for d in org.index.by_contact.get(c, []) if d.kind is kind])
    if not lists:
        return list(org.documents[kind])
    kept = {d.doc_id: d for d in lists[0] if d is not None}
    for further in lists[1:]:
        allowed = {d.doc_id for d in further if d is not None}
        kept = {key: d for key, d in kept.items() if key in allowed}
    return [kept[key] for key in sorted(kept)]


def _statuses(query: Query) -> frozenset[str] | None:
    statuses = query.values("Statuses")
    if statuses is not None and not statuses <= _STATUSES:
        raise bad_query(f"Unknown status in {','.join(sorted(statuses))}")
    return statuses


def _one(call: Call, kind: DocKind) -> Json:
    return {_WRAPPERS[kind]: [document(_find(call, kind), View.FULL, call.query.places)]}


def _create(call: Call, kind: DocKind) -> Json:
    def process(el: Json) -> Json:
        if id_key(kind) in el:
            raise NotModelled(f"PUT /{_WRAPPERS[kind]} with {id_key(kind)}")
        return _saved(call, documents.create(call.org, kind, el, call.query.places))

    return _batch(call, kind, process)


def _upsert(call: Call, kind: DocKind) -> Json:
    def process(el: Json) -> Json:
        if id_key(kind) in el:
            found = call.org.documents[kind].get(el[id_key(kind)])
            if found is None:
                raise Refused(messages.DOCUMENT_UNKNOWN if kind is DocKind.INVOICE else messages.CREDIT_NOTE_UNKNOWN)
        else:
            found = call.org.index.numbers.get((kind, el.get(number_key(kind), "").lower()))
        if found is None:
            return _saved(call, documents.create(call.org, kind, el, call.query.places))
        return _changed(call, found, el)

    return _batch(call, kind, process)


def _update_one(call: Call, kind: DocKind) -> Json:
    found = _find(call, kind)
    el = call.element(_WRAPPERS[kind], _SHAPES[kind])
    return {_WRAPPERS[kind]: call.batch([el], lambda e: _changed(call, found, e), id_key(kind), "HasErrors")}


def _batch(call: Call, kind: DocKind, process: Callable[[Json], Json]) -> Json:
    elements = call.elements(_WRAPPERS[kind], _SHAPES[kind])
    return {_WRAPPERS[kind]: call.batch(elements, process, id_key(kind), "HasErrors")}


def _changed(call: Call, found: Document, el: Json) -> Json:
    try:
        return _saved(call, documents.update(call.org, found, el, call.query.places))
    except Refused as refused:
        raise refused.about(found.doc_id) from None


def _saved(call: Call, outcome: Outcome) -> Json:
    shown = {
        **document(outcome.document, View.FULL, call.query.places),
        "StatusAttributeString": "WARNING" if outcome.warnings else "OK",
    }
    if outcome.warnings:
        shown["Warnings"] = [{"Message": warning} for warning in outcome.warnings]
    return shown


def _find(call: Call, kind: DocKind) -> Document:
    found = call.org.document(kind, call.path["key"])
    if found is None:
        raise unknown_id()
    return found
