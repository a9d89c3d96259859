"""Endpoints of payments and batch payments."""

from __future__ import annotations

from typing import Final

from splynx_xero_gui.sandbox.xero import fields, payments, shapes
from splynx_xero_gui.sandbox.xero.errors import Refused, bad_data, unknown_id
from splynx_xero_gui.sandbox.xero.model import BatchPayment, Payment
from splynx_xero_gui.sandbox.xero.query import Listing
from splynx_xero_gui.sandbox.xero.render import batch_payment, payment
from splynx_xero_gui.sandbox.xero.routing import LIST_PARAMS, PAGE_PARAMS, Call, Json, Route

_WRITE: Final = frozenset({"summarizeErrors"})


def routes() -> tuple[Route, ...]:
    """GET, PUT (several), POST (one; by id: delete). Only the PUTs know summarizeErrors (xero-api.md §4)."""
    scope = "accounting.payments"
    return (
        Route("GET", "/Payments", scope, _list, PAGE_PARAMS, since=True),
        Route("PUT", "/Payments", scope, _create, _WRITE),
        Route("POST", "/Payments", scope, _create_one),
        Route("GET", "/Payments/<key>", scope, _one),
        Route("POST", "/Payments/<key>", scope, _delete),
        Route("GET", "/BatchPayments", scope, _list_batches, LIST_PARAMS, since=True),
        Route("PUT", "/BatchPayments", scope, _create_batches, _WRITE),
        Route("POST", "/BatchPayments", scope, _delete_batch),
        Route("GET", "/BatchPayments/<key>", scope, _one_batch),
        Route("POST", "/BatchPayments/<key>", scope, _delete_batch),
    )


def _list(call: Call) -> Json:
    listing = Listing[Payment](
        "Payments", "Payment", fields.PAYMENTS, "PaymentID", lambda p: p.updated, call.limits.high_volume_at
    )
    page = listing.select(call.org.payments, len(call.org.payments), call.query)
    return {**page.block(), "Payments": [payment(p, full=False) for p in page.records]}


def _one(call: Call) -> Json:
    return {"Payments": [payment(_find(call), full=True)]}


def _create(call: Call) -> Json:
    elements = call.elements("Payments", shapes.PAYMENT)
    return {"Payments": call.batch(elements, lambda el: _made(call, el), "PaymentID", "HasValidationErrors")}


def _create_one(call: Call) -> Json:
    el = call.element("Payments", shapes.PAYMENT)
    return {"Payments": call.batch([el], lambda e: _made(call, e), "PaymentID", "HasValidationErrors")}


def _delete(call: Call) -> Json:
    found = _find(call)
    el = call.element("Payments", shapes.PAYMENT_DELETE)

    def process(_el: Json) -> Json:
        try:
            payments.delete(call.org, found)
        except Refused as refused:
            raise refused.about(found.payment_id) from None
        return payment(found, full=True)

    return {"Payments": call.batch([el], process, "PaymentID", "HasValidationErrors")}


def _made(call: Call, el: Json) -> Json:
    return {**payment(payments.create(call.org, el), full=True), "StatusAttributeString": "OK"}


def _find(call: Call) -> Payment:
    found = call.org.payments.get(call.path["key"])
    if found is None:
        raise unknown_id()
    return found


def _list_batches(call: Call) -> Json:
    listing = Listing[BatchPayment](
        "BatchPayments",
        "BatchPayment",
        fields.BATCH_PAYMENTS,
        "BatchPaymentID",
        lambda b: b.updated,
        call.limits.high_volume_at,
    )
    page = listing.select(call.org.batches, len(call.org.batches), call.query)
    return {"BatchPayments": [batch_payment(b) for b in page.records]}


def _one_batch(call: Call) -> Json:
    return {"BatchPayments": [batch_payment(_find_batch(call, call.path["key"]))]}


def _create_batches(call: Call) -> Json:
    elements = call.elements("BatchPayments", shapes.BATCH_PAYMENT)
    return {
        "BatchPayments": call.batch(
            elements,
            lambda el: batch_payment(payments.create_batch(call.org, el)),
            "BatchPaymentID",
            "HasValidationErrors",
        )
    }


def _delete_batch(call: Call) -> Json:
    el = call.element("BatchPayments", shapes.BATCH_DELETE)
    key = call.path.get("key") or el.get("BatchPaymentID")
    if key is None:
        raise bad_data("The field BatchPayments[0].BatchPaymentID is required.")
    found = _find_batch(call, key)

    def process(_el: Json) -> Json:
        try:
            payments.delete_batch(call.org, found)
        except Refused as refused:
            raise refused.about(found.batch_id) from None
        return batch_payment(found)

    return {"BatchPayments": call.batch([el], process, "BatchPaymentID", "HasValidationErrors")}


def _find_batch(call: Call, key: str) -> BatchPayment:
    found = call.org.batches.get(key)
    if found is None:
        raise unknown_id()
    return found
