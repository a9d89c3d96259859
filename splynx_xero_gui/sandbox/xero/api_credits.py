"""Endpoints of bank transactions, over- and prepayments, and of the allocations of every kind of credit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero import credits, fields, messages, shapes
from splynx_xero_gui.sandbox.xero.documents import id_key
from splynx_xero_gui.sandbox.xero.errors import Refused, bad_data, errors_of, unknown_id, validation_failed
from splynx_xero_gui.sandbox.xero.model import BankTransaction, DocKind, Document
from splynx_xero_gui.sandbox.xero.query import Listing
from splynx_xero_gui.sandbox.xero.render import View, allocation_answer, bank_transaction, document
from splynx_xero_gui.sandbox.xero.routing import PAGE_PARAMS, Call, Handler, Json, Route

_WRITE: Final = frozenset({"summarizeErrors", "unitdp"})
_WRAPPERS: Final = {
    DocKind.CREDIT_NOTE: "CreditNotes",
    DocKind.OVERPAYMENT: "Overpayments",
    DocKind.PREPAYMENT: "Prepayments",
}
_TABLES: Final = {DocKind.OVERPAYMENT: fields.OVERPAYMENTS, DocKind.PREPAYMENT: fields.PREPAYMENTS}


def routes() -> tuple[Route, ...]:
    """Bank transactions; credits are read here and allocated, but made through bank transactions."""
    bank, made = "accounting.banktransactions", list[Route]()
    for kind, wrapper in _WRAPPERS.items():
        scope = "accounting.invoices" if kind is DocKind.CREDIT_NOTE else "accounting.payments"
        if kind in _TABLES:
            params = PAGE_PARAMS | {"unitdp"} | ({"References"} if kind is DocKind.OVERPAYMENT else set())
            made += [
                Route("GET", f"/{wrapper}", scope, _bound(_list, kind), params, since=True),
                Route("GET", f"/{wrapper}/<key>", scope, _bound(_one, kind)),
            ]
        made += [
            Route(
                "PUT", f"/{wrapper}/<key>/Allocations", scope, _bound(_allocate, kind), frozenset({"summarizeErrors"})
            ),
            Route("DELETE", f"/{wrapper}/<key>/Allocations/<allocation>", scope, _bound(_deallocate, kind)),
        ]
    return (
        *made,
        Route("GET", "/BankTransactions", bank, _list_transactions, PAGE_PARAMS | {"unitdp"}, since=True),
        Route("PUT", "/BankTransactions", bank, _receive, _WRITE),
        Route("POST", "/BankTransactions", bank, _change_transactions, _WRITE),
        Route("GET", "/BankTransactions/<key>", bank, _one_transaction, frozenset({"unitdp"})),
        Route("POST", "/BankTransactions/<key>", bank, _change_one_transaction, frozenset({"unitdp"})),
    )


def _bound(handler: Callable[[Call, DocKind], Json], kind: DocKind) -> Handler:
    return lambda call: handler(call, kind)


def _list(call: Call, kind: DocKind) -> Json:
    shelf, wrapper = call.org.documents[kind], _WRAPPERS[kind]
    listing = Listing[Document](
        wrapper, wrapper[:-1], _TABLES[kind], id_key(kind), lambda d: d.updated, call.limits.high_volume_at
    )
    references = call.query.values("References")
    found = [d for d in shelf if references is None or d.reference.lower() in references]
    page = listing.select(found, len(shelf), call.query)
    view = View.LIST if page.number is None else View.PAGED
    return {**page.block(), wrapper: [document(d, view, call.query.places) for d in page.records]}


def _one(call: Call, kind: DocKind) -> Json:
    return {_WRAPPERS[kind]: [document(_find(call, kind), View.FULL, call.query.places)]}


def _allocate(call: Call, kind: DocKind) -> Json:
    source = _find(call, kind)
    elements = call.elements("Allocations", shapes.ALLOCATION)

    def process(el: Json) -> Json:
        return {**allocation_answer(credits.allocate(call.org, source, el)), "StatusAttributeString": "OK"}

    return {"Allocations": call.batch(elements, process, "AllocationID", "HasErrors")}


def _deallocate(call: Call, kind: DocKind) -> Json:
    source = _find(call, kind)
    found = next((a for a in source.allocations if a.allocation_id == call.path["allocation"].lower()), None)
    if found is None:
        raise unknown_id()
    try:
        credits.deallocate(call.org, found)
    except Refused as refused:
        raise validation_failed([{**allocation_answer(found), "ValidationErrors": errors_of(refused)}]) from None
    return {**allocation_answer(found), "IsDeleted": True}


def _list_transactions(call: Call) -> Json:
    shelf = call.org.transactions
    listing = Listing[BankTransaction](
        "BankTransactions",
        "BankTransaction",
        fields.BANK_TRANSACTIONS,
        "BankTransactionID",
        lambda t: t.updated,
        call.limits.high_volume_at,
    )
    page = listing.select(shelf, len(shelf), call.query)
    view = View.LIST if page.number is None else View.PAGED
    return {**page.block(), "BankTransactions": [bank_transaction(t, view, call.query.places) for t in page.records]}


def _one_transaction(call: Call) -> Json:
    return {"BankTransactions": [bank_transaction(_find_transaction(call), View.FULL, call.query.places)]}


def _receive(call: Call) -> Json:
    elements = call.elements("BankTransactions", shapes.BANK_TRANSACTION)
    for place, el in enumerate(elements):
        for name in ("Type", "LineItems", "BankAccount"):
            if name not in el:
                raise bad_data(f"The field BankTransactions[{place}].{name} is required.")

    def process(el: Json) -> Json:
        return _shown(call, credits.receive(call.org, el, call.query.places))

    return {"BankTransactions": call.batch(elements, process, "BankTransactionID", "HasErrors")}


def _change_transactions(call: Call) -> Json:
    elements = call.elements("BankTransactions", shapes.BANK_TRANSACTION)

    def process(el: Json) -> Json:
        if "BankTransactionID" not in el:
            raise NotModelled("POST /BankTransactions without a BankTransactionID: create with PUT")
        found = call.org.transactions.get(el["BankTransactionID"])
        if found is None:
            raise Refused(messages.DOCUMENT_UNKNOWN)
        return _delete(call, found, el)

    return {"BankTransactions": call.batch(elements, process, "BankTransactionID", "HasErrors")}


def _change_one_transaction(call: Call) -> Json:
    found = _find_transaction(call)
    el = call.element("BankTransactions", shapes.BANK_TRANSACTION)
    return {"BankTransactions": call.batch([el], lambda e: _delete(call, found, e), "BankTransactionID", "HasErrors")}


def _delete(call: Call, found: BankTransaction, el: Json) -> Json:
    if el.get("Status") != "DELETED":
        raise NotModelled("a change of a bank transaction other than Status DELETED")
    try:
        credits.delete_transaction(call.org, found)
    except Refused as refused:
        raise refused.about(found.transaction_id) from None
    return _shown(call, found)


def _shown(call: Call, item: BankTransaction) -> Json:
    return {**bank_transaction(item, View.FULL, call.query.places), "StatusAttributeString": "OK"}


def _find(call: Call, kind: DocKind) -> Document:
    found = call.org.documents[kind].get(call.path["key"])
    if found is None:
        raise unknown_id()
    return found


def _find_transaction(call: Call) -> BankTransaction:
    found = call.org.transactions.get(call.path["key"])
    if found is None:
        raise unknown_id()
    return found
