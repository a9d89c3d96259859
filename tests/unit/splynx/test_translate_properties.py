"""Whatever a server writes: the right amount or a refusal, never another amount and never another error."""

import contextlib
import copy
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.splynx import translate, translate_reference
from splynx_xero_gui.splynx.scalars import Json, Untranslatable
from splynx_xero_gui.splynx.translate_people import customer, customer_details
from tests.unit.splynx.samples import (
    CREDIT_NOTE_TEXT,
    CUSTOMER_TEXT,
    INVOICE_TEXT,
    PAYMENT_TEXT,
    RELATION_TEXT,
    TRANSACTION_TEXT,
    as_old,
    parsed,
)

READERS: list[tuple[Callable[[Json], Any], dict[str, Any]]] = [
    (lambda obj: translate.document(ObjectKind.INVOICE, obj), parsed(INVOICE_TEXT)),
    (lambda obj: translate.document(ObjectKind.CREDIT_NOTE, obj), parsed(CREDIT_NOTE_TEXT)),
    (translate.payment, parsed(PAYMENT_TEXT)),
    (translate.relation, parsed(RELATION_TEXT)),
    (translate.transaction, parsed(TRANSACTION_TEXT)),
    (customer, parsed(CUSTOMER_TEXT)),
    (lambda obj: customer_details("1", obj, obj), parsed(CUSTOMER_TEXT) | {"deposit": "1", "sub_billing_mode": ""}),
    (translate_reference.partner, {"id": 1, "name": "Main"}),
    (translate_reference.category, {"id": 1, "name": "Service", "accounting_category_id": None}),
    (translate_reference.method, {"id": 1, "name": "Cash", "is_active": "1", "accounting_bank_accounts_id": 0}),
    (lambda obj: translate_reference.taxes([obj]), {"id": 1, "name": "VAT", "rate": 15, "type": "group", "items": []}),
]
# Values as JSON brings them, the nasty ones included.
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(["0000-00-00", "2026-01-31", "1", "0", "12.3400", "1,5", "NaN", "1e5", "-0", "", "9" * 40])
)
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)
AMOUNTS = st.decimals(min_value=-(10**8), max_value=10**8, places=4)


@given(st.data(), st.sampled_from(range(len(READERS))))
def test_a_field_of_any_content_is_translated_or_refused(data: st.DataObject, which: int) -> None:
    read, sample = READERS[which]
    obj = copy.deepcopy(sample)
    target = obj
    if isinstance(obj.get("items"), list) and obj["items"] and data.draw(st.booleans()):
        target = obj["items"][0]
    target[data.draw(st.sampled_from(sorted(target)))] = data.draw(ANY_JSON)
    with contextlib.suppress(Untranslatable):
        read(obj)


@given(st.dictionaries(st.sampled_from(["id", "items", "total", "type", "status", "date", "name", "rate"]), ANY_JSON))
def test_any_object_at_all_is_translated_or_refused(obj: dict[str, Any]) -> None:
    for read, _ in READERS:
        with contextlib.suppress(Untranslatable):
            read(obj)


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.booleans())
def test_the_money_of_an_invoice_is_exactly_what_was_written(
    total: Decimal, due: Decimal, tax: Decimal, old: bool
) -> None:
    obj = parsed(INVOICE_TEXT) | {"total": total, "due": due}
    obj["items"][0]["tax_amount"] = tax
    read = translate.document(ObjectKind.INVOICE, as_old(obj) if old else obj)
    assert (read.total, read.open, read.lines[0].tax_amount) == (total, due, tax)


@given(AMOUNTS, AMOUNTS, st.booleans())
def test_the_money_of_a_payment_is_exactly_what_was_written(amount: Decimal, rest: Decimal, old: bool) -> None:
    obj = parsed(PAYMENT_TEXT) | {"amount": amount, "remind_amount": rest}
    read = translate.payment(as_old(obj) if old else obj)
    assert (read.amount, read.unallocated) == (amount, rest)


@given(st.text(alphabet="0123456789.,-+eE _'", max_size=14))
def test_a_written_amount_is_read_as_python_reads_it_or_refused(written: str) -> None:
    obj = parsed(RELATION_TEXT) | {"amount": written}
    try:
        amount = translate.relation(obj).amount
    except Untranslatable:
        return
    assert amount == pytest.approx(Decimal(written.strip()), abs=Decimal("0.000001"))
    assert "," not in written
    assert "_" not in written
