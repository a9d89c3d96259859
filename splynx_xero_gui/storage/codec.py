"""Domain dataclasses as JSON text and back, exactly: Decimals are strings, dates ISO 8601, enums their values.

Knows the domain only (no database), so that every place that keeps domain objects as text uses one form.
"""

import dataclasses
import functools
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter

from splynx_xero_gui.domain.accounting import Contact, Credit, Document, MoneyReceived, Payment
from splynx_xero_gui.domain.billing import (
    BilledDocument,
    BilledPayment,
    BilledTransaction,
    Customer,
    CustomerDetails,
    Relation,
)
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.payloads import Payload
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Body, Link

T = TypeVar("T")


@functools.cache
def _built(cls: Any) -> TypeAdapter[Any]:
    """Building an adapter costs milliseconds, using one microseconds."""
    return TypeAdapter(cls)


def _adapter(cls: Any) -> TypeAdapter[Any]:
    return _built(cls)


@functools.cache
def _body_types() -> dict[tuple[Side, ObjectKind], type[Body]]:
    splynx: dict[ObjectKind, type[Body]] = {
        ObjectKind.CUSTOMER: Customer,
        ObjectKind.CUSTOMER_DETAILS: CustomerDetails,
        ObjectKind.INVOICE: BilledDocument,
        ObjectKind.CREDIT_NOTE: BilledDocument,
        ObjectKind.PAYMENT: BilledPayment,
        ObjectKind.RELATION: Relation,
        ObjectKind.TRANSACTION: BilledTransaction,
    }
    xero: dict[ObjectKind, type[Body]] = {
        ObjectKind.CONTACT: Contact,
        ObjectKind.INVOICE: Document,
        ObjectKind.CREDIT_NOTE: Document,
        ObjectKind.PAYMENT: Payment,
        ObjectKind.OVERPAYMENT: Credit,
        ObjectKind.PREPAYMENT: Credit,
        ObjectKind.MONEY_RECEIVED: MoneyReceived,
    }
    return {(Side.SPLYNX, kind): cls for kind, cls in splynx.items()} | {
        (Side.XERO, kind): cls for kind, cls in xero.items()
    }


@functools.cache
def _payload_types() -> dict[str, type[Payload]]:
    return {cls.__name__: cls for cls in get_args(Payload)}


def body_type(side: Side, kind: ObjectKind) -> type[Body]:
    """The class that bodies of this side and kind have. Raises ValueError for a kind that is never observed there."""
    found = _body_types().get((side, kind))
    if found is None:
        raise ValueError(f"Nothing of kind {kind} is observed in {side}")
    return found


@functools.cache
def _mapping_fields(cls: Any) -> tuple[str, ...]:
    """Fields declared as a Mapping."""
    hints = get_type_hints(cls)
    return tuple(f.name for f in dataclasses.fields(cls) if get_origin(hints[f.name]) is Mapping)


def encode(value: Any) -> str:
    """JSON text of a domain dataclass other than SyncAction and payloads, which need their own functions below.

    Raises ValueError where a field holds something else than it declares: a float must not become money here.
    """
    cls: Any = type(value)
    views = _mapping_fields(cls)
    if views:
        # pydantic does not know the read-only views that stand for mappings in frozen dataclasses.
        value = dataclasses.replace(value, **{name: dict(getattr(value, name)) for name in views})
    return _adapter(cls).dump_json(value, warnings="error").decode()


def decode(cls: type[T], text: str) -> T:
    """The dataclass back. Raises ValueError where the text is not of this class."""
    return cast("T", _adapter(cls).validate_json(text))


def encode_body(side: Side, kind: ObjectKind, body: Body) -> str:
    """JSON text of an observation's body. Raises ValueError where the body does not fit its side and kind."""
    expected = body_type(side, kind)
    if type(body) is not expected:
        raise ValueError(f"{kind} of {side} is kept as {expected.__name__}, not {type(body).__name__}")
    return encode(body)


def decode_body(side: Side, kind: ObjectKind, text: str) -> Body:
    """The body of an observation of this side and kind."""
    return decode(body_type(side, kind), text)


def _payload_data(payload: Payload) -> dict[str, Any]:
    data = cast("dict[str, Any]", _adapter(type(payload)).dump_python(payload, mode="json", warnings="error"))
    return {"type": type(payload).__name__, **data}


def _payload_from(data: dict[str, Any]) -> Payload:
    fields = dict(data)
    cls = _payload_types().get(str(fields.pop("type", "")))
    if cls is None:
        raise ValueError(f"Not a payload: {data.get('type')!r}")
    return cast("Payload", _adapter(cls).validate_python(fields))


def encode_payload(payload: Payload) -> str:
    """JSON text of a payload, with the name of its class as `type`: several payloads have the same fields."""
    return json.dumps(_payload_data(payload), ensure_ascii=False, separators=(",", ":"))


def decode_payload(text: str) -> Payload:
    """The payload back, of its own class. Raises ValueError."""
    return _payload_from(json.loads(text))


def encode_action(action: SyncAction) -> str:
    """JSON text of an action, what an intent keeps (`records.Intent.action`)."""
    data = _adapter(SyncAction).dump_python(action, mode="json", exclude={"payload"}, warnings="error")
    return json.dumps({**data, "payload": _payload_data(action.payload)}, ensure_ascii=False, separators=(",", ":"))


def decode_action(text: str) -> SyncAction:
    """The action back, its payload of its own class. Raises ValueError."""
    data = json.loads(text)
    action = _adapter(SyncAction).validate_python({**data, "payload": _payload_from(data["payload"])})
    return cast("SyncAction", action)


class JsonActionCodec:
    """The functions above as an object, for the engine."""

    def encode(self, action: SyncAction) -> str:
        """JSON text."""
        return encode_action(action)

    def decode(self, text: str) -> SyncAction:
        """The action again, equal in every field. Raises ValueError."""
        return decode_action(text)

    def encode_links(self, links: Sequence[Link]) -> str:
        """JSON text."""
        return _adapter(tuple[Link, ...]).dump_json(tuple(links), warnings="error").decode()

    def decode_links(self, text: str) -> tuple[Link, ...]:
        """The links again; none of an empty text. Raises ValueError."""
        return decode(tuple[Link, ...], text) if text else ()

    def decode_body(self, cls: type[T], text: str) -> T:
        """What an action kept as `before`. Raises ValueError where it kept nothing of this class."""
        return decode(cls, text)
