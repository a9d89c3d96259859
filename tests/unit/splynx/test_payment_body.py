"""What a payment taken over from Xero looks like on its way into Splynx (splynx-api.md §7.4, R22)."""

from dataclasses import replace
from decimal import Decimal

from splynx_xero_gui.splynx.writing import payment_body
from tests.unit.splynx.samples import PAYLOAD


def test_a_payment_is_sent_with_all_its_fields_and_exact_decimals() -> None:
    assert payment_body(PAYLOAD) == {
        "customer_id": 12,
        "payment_type": 3,
        "receipt_number": "X-1",
        "date": "2026-03-09",
        "amount": "115.5000",
        "comment": "From Xero",
        "field_1": "5a7d2b46-0000-4000-8000-000000000000",
        "field_2": "",
        "field_3": "",
        "field_4": "",
        "field_5": "",
        "invoice_id": 100,
    }


def test_a_refund_is_negative_and_names_its_credit_note_or_payment() -> None:
    refund = replace(PAYLOAD, amount=Decimal(-40), invoice_id=None, credit_note_id="9", refund_payment_id="5")
    body = payment_body(refund)
    assert (body["amount"], body["credit_note_id"], body["refund_payment_id"]) == ("-40.0000", 9, 5)
    assert "invoice_id" not in body
