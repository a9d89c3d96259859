"""Domain objects survive being kept as text, exactly."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splynx_xero_gui.domain.conflict import Conflict, Resolution, Rule
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.payloads import DeletionPayload, Payload, VoidPayload
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Body, Link, Run, RunItem
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference
from splynx_xero_gui.storage import codec
from tests.support import samples

BODIES = get_args(Body)
PAYLOADS = get_args(Payload)
PLAIN = (*BODIES, Conflict, Resolution, Rule, Link, Run, RunItem, BillingReference, AccountingReference)
PLACES = [(side, kind) for side in Side for kind in ObjectKind if (side, kind) in codec._body_types()]


def decimals(value: Any) -> list[str]:
    """Every Decimal in a dataclass as written, so that 2.0 does not pass for 2.00."""
    if isinstance(value, Decimal):
        return [str(value)]
    if dataclasses.is_dataclass(value):
        return [text for f in dataclasses.fields(value) for text in decimals(getattr(value, f.name))]
    if isinstance(value, tuple):
        return [text for member in value for text in decimals(member)]
    return []


@pytest.mark.parametrize("cls", PLAIN, ids=lambda cls: cls.__name__)
def test_every_kept_type_comes_back_equal(cls: type) -> None:
    @settings(max_examples=40)
    @given(samples.domain(cls))
    def check(value: Any) -> None:
        back = codec.decode(cls, codec.encode(value))
        assert back == value
        assert type(back) is cls
        assert decimals(back) == decimals(value)

    check()


@pytest.mark.parametrize("cls", PAYLOADS, ids=lambda cls: cls.__name__)
def test_every_payload_comes_back_as_its_own_class(cls: type) -> None:
    @settings(max_examples=40)
    @given(samples.domain(cls))
    def check(value: Any) -> None:
        back = codec.decode_payload(codec.encode_payload(value))
        assert back == value
        assert type(back) is cls

    check()


@settings(max_examples=100)
@given(samples.domain(SyncAction))
def test_an_action_comes_back_equal_in_every_field(action: SyncAction) -> None:
    engine_codec = codec.JsonActionCodec()
    back = engine_codec.decode(engine_codec.encode(action))
    assert back == action
    assert type(back.payload) is type(action.payload)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place[0]}-{place[1]}")
def test_the_body_of_every_side_and_kind_comes_back(place: tuple[Side, ObjectKind]) -> None:
    @settings(max_examples=10)
    @given(samples.domain(codec.body_type(*place)))
    def check(body: Body) -> None:
        assert codec.decode_body(*place, codec.encode_body(*place, body)) == body

    check()


def test_payloads_with_the_same_fields_are_told_apart_by_name() -> None:
    voided = VoidPayload(ObjectKind.INVOICE, "x", "VOIDED")
    deleted = DeletionPayload(ObjectKind.INVOICE, "x")
    assert json.loads(codec.encode_payload(deleted))["type"] == "DeletionPayload"
    assert codec.decode_payload(codec.encode_payload(voided)) != codec.decode_payload(codec.encode_payload(deleted))


def test_money_is_written_as_text() -> None:
    assert '"total":"115.00"' in codec.encode(samples.invoice())


def test_a_float_never_becomes_money() -> None:
    wrong = dataclasses.replace(samples.invoice(), total=115.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="float"):
        codec.encode(wrong)


def test_a_body_under_the_wrong_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="BilledDocument"):
        codec.encode_body(Side.SPLYNX, ObjectKind.INVOICE, samples.customer())


def test_a_kind_that_is_never_observed_there_is_refused() -> None:
    with pytest.raises(ValueError, match="contact"):
        codec.body_type(Side.SPLYNX, ObjectKind.CONTACT)


@given(
    st.sampled_from(["{}", '{"type":"Nothing"}', '{"type":"VoidPayload"}', "[", '{"type":"VoidPayload","kind":"x"}'])
)
def test_text_that_is_no_payload_is_refused(text: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        codec.decode_payload(text)


def test_fields_this_program_does_not_know_are_passed_over() -> None:
    text = json.dumps({**json.loads(codec.encode(samples.relation())), "from_a_newer_version": 1})
    assert codec.decode(type(samples.relation()), text) == samples.relation()
