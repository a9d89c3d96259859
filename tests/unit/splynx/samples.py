"""Objects as real Splynx servers write them (splynx-api.md §7), and the same as an old version writes them."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from splynx_xero_gui.domain.payloads import SplynxPaymentPayload

INVOICE_TEXT = """
{"id":137737,"customer_id":693,"date_created":"2022-08-19","real_create_datetime":"2025-08-29 14:06:02",
 "date_updated":"2025-08-29","date_payment":"0000-00-00","date_till":"2022-08-28","use_transactions":"1",
 "note":"We appreciate your business.","memo":"","number":"000007_0.22966300 1756472751","total":69354.84,
 "due":69354.84,"payment_id":0,"type":"recurring","payd_from_deposit":"0","status":"not_paid","is_sent":"1",
 "added_by":"api","added_by_id":2,
 "items":[{"id":145528,"pos":1,"description":"30Mbps Enterprise Plan","quantity":1,"unit":"0","price":"64516.1290",
   "tax":"7.5000","tax_amount":4838.7097,"period_from":"0000-00-00","period_to":"0000-00-00",
   "transaction_id":322429,"categoryIdForTransaction":1,"tax_id":3,"sub_account_id":0}]}
"""
CREDIT_NOTE_TEXT = """
{"id":9,"customer_id":693,"date_created":"2026-03-01","date_updated":"2026-03-02","date_payment":"0000-00-00",
 "status":"not_refunded","number":"CN-9","payment_id":null,"note":"","is_sent":"0","total":"115.0000",
 "remind_amount":"15.0000","invoicesId":137737,"partiallyUse":true,"real_create_datetime":"2026-03-01 10:00:00",
 "items":[{"id":1,"description":"Refund","quantity":"1","unit":"","price":"100.0000","tax":"15.0000",
   "tax_amount":"15.0000","tax_id":"1","sub_account_id":"0","invoice_item_id":"145528"}]}
"""
PAYMENT_TEXT = """
{"id":1822,"customer_id":7332,"invoice_id":null,"credit_note_id":null,"request_id":226,"transaction_id":6978,
 "payment_type":"1","receipt_number":"2022-01-00215","date":"2022-04-20","real_create_datetime":"2022-04-20 16:50:49",
 "amount":"100.0000","remind_amount":"100.0000","comment":"","is_sent":"0","field_1":"","field_2":"","field_3":"",
 "field_4":"","field_5":"","note":"","memo":""}
"""
RELATION_TEXT = """
{"id":1,"customer_id":3,"payer_id":45,"type":"payment","invoice_id":100,"transaction_id":132,"amount":15.30}
"""
TRANSACTION_TEXT = """
{"id":6978,"customer_id":7332,"type":"credit","quantity":1,"unit":"","price":"100.0000","tax_percent":"0.0000",
 "total":"100.0000","remind_amount":"100.0000","date":"2022-04-20","category":3,"description":"Payment",
 "period_from":"0000-00-00","period_to":"0000-00-00","payment_id":1822,"credit_note_id":null,"invoice_id":0,
 "invoiced_by_id":null,"to_invoice":0,"source":"manual","comment":"","sub_account_id":0}
"""
CUSTOMER_TEXT = """
{"id":1,"login":"john_doe","status":"active","partner_id":1,"location_id":1,"parent_id":0,"name":"John Doe",
 "email":"john.doe@domain.com","billing_email":"","phone":"555-0134","category":"person","street_1":"Paper Street",
 "zip_code":"63572","city":"Farrellmouth","date_add":"2023-01-23","gps":"","billing_type":"recurring",
 "mrr_total":"0.0000","added_by":"admin","added_by_id":1,"last_online":"0000-00-00 00:00:00",
 "last_update":"2022-04-04 16:55:12","customer_labels":[],"additional_attributes":{"xero_contact_id":""}}
"""
PAYLOAD = SplynxPaymentPayload(
    id="7",
    customer_id="12",
    method_id="3",
    date=dt.date(2026, 3, 9),
    amount=Decimal("115.5"),
    receipt_number="X-1",
    key="5a7d2b46-0000-4000-8000-000000000000",
    comment="From Xero",
    invoice_id="100",
)


def parsed(text: str) -> dict[str, Any]:
    """As the client parses an answer."""
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return found


def as_old(value: Any) -> Any:
    """The same object in the types of an old version: every number a string, ids too."""
    if isinstance(value, dict):
        return {name: as_old(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_old(inner) for inner in value]
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, Decimal)):
        return str(value)
    return value
