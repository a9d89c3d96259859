"""Equal content has equal text, whatever it looks like in memory: plan fingerprints and agreed hashes hang on it."""

import datetime as dt
from decimal import Decimal
from types import MappingProxyType

import pytest

from splynx_xero_gui.domain.content import canonical, content_hash
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.payloads import Ref


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("2.00"), '"2"'),
        (Decimal("-0.00"), '"0"'),
        (Decimal("1E+3"), '"1000"'),
        (Decimal("0.0375"), '"0.0375"'),
        (dt.date(2026, 11, 30), '"2026-11-30"'),
        (dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC), '"2026-11-30T08:00:00+00:00"'),
        (ObjectKind.CREDIT_NOTE, '"credit-note"'),
        ({"b": Decimal("1.50"), "a": None}, '{"a":null,"b":"1.5"}'),
        (MappingProxyType({1: True}), '{"1":true}'),
        (frozenset({"b", "a"}), '["a","b"]'),
        (("Zoë", [dt.date(2026, 1, 2), 3]), '["Zoë",["2026-01-02",3]]'),
        (Ref(id="x"), '{"id":"x","made_by":""}'),
    ],
)
def test_every_kind_of_value_has_one_text(value: object, text: str) -> None:
    assert canonical(value) == text


def test_amounts_that_only_look_different_have_the_same_hash() -> None:
    assert content_hash([Decimal("10"), "x"]) == content_hash((Decimal("10.00"), "x"))
    assert content_hash(Decimal("10.01")) != content_hash(Decimal("10.00"))


def test_a_hash_stays_what_it_was_in_earlier_versions() -> None:
    assert content_hash([ObjectKind.INVOICE, Decimal("115.00"), dt.date(2026, 11, 30), {"a": None}]) == (
        "4cb19743a1f9886ec2477cea95753c3f"
    )
