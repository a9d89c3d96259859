"""Writes of customer 1 whose answers never came, and what stands in Xero of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from splynx_xero_gui.domain.accounting import (
    DocumentLine,
    PaymentTarget,
)
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side
from splynx_xero_gui.domain.payloads import (
    DocumentPayload,
    LinePayload,
    Payload,
    PaymentPayload,
    Ref,
)
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import Intent, IntentState, Link, Role
from splynx_xero_gui.engine.recover import Recovery
from splynx_xero_gui.storage.codec import JsonActionCodec
from tests.support import samples
from tests.support.fakes import Office, money
from tests.support.planner import NOVEMBER

Recover = Callable[[], Recovery]


_A = ActionKind


def lose(office: Office, kind: ActionKind, payload: Payload, *links: Link, id: str = "", **more: Any) -> SyncAction:
    """A write of customer 1 whose answer never came."""
    given: dict[str, Any] = {"splynx_id": "1", "xero_id": None, "amount": money("0.00"), **more}
    count = len(office.store.open_intents())
    action = SyncAction(
        id or f"a{count}",
        kind,
        Side.XERO,
        kind.value,
        customer_id="1",
        customer_name="Customer 1",
        date=NOVEMBER,
        currency="ZAR",
        undo=None,
        payload=payload,
        links=links,
        **given,
    )
    text = JsonActionCodec().encode(action)
    state = IntentState.SENDING if count % 2 == 0 else IntentState.UNCERTAIN
    intent = Intent(f"n{count}", "r0", action.id, kind, Side.XERO, text, IntentState.SENDING, office.clock.now())
    office.store.begin([intent])
    if state is IntentState.UNCERTAIN:
        office.store.begin([replace(intent, state=state)])
    return action


def link(kind: ObjectKind, role: Role, xero_kind: ObjectKind, xero_id: str = "", **more: Any) -> Link:
    return Link(kind, more.pop("splynx_id", "1"), role, xero_kind, xero_id, "1", **more)


CONTACT_LINK = link(ObjectKind.CUSTOMER, Role.MAIN, ObjectKind.CONTACT)


INVOICE_LINK = link(ObjectKind.INVOICE, Role.MAIN, ObjectKind.INVOICE, amount=money("115.00"))


PAYMENT_LINK = link(ObjectKind.PAYMENT, Role.PAYMENT, ObjectKind.PAYMENT, invoice_id="1", amount=money("115.00"))


def settled(office: Office) -> None:
    assert office.store.open_intents() == []


def seen(office: Office, kind: ObjectKind, id: str) -> Any:
    found = office.store.observation(Side.XERO, kind, id)
    return found.body if found else None


LINE = LinePayload("Internet", money("1"), money("100.0000"), "200", "OUTPUT15")


INVOICE = DocumentPayload(
    ObjectKind.INVOICE,
    "2026000001",
    Ref(id="c-1"),
    samples.DAY,
    samples.DAY,
    "",
    "ZAR",
    "AUTHORISED",
    (LINE,),
    money("115.00"),
    money("15.00"),
)


HELD = samples.document(
    lines=(
        DocumentLine("l1", "Internet", money("1.0"), money("100"), money("100.00"), money("15.00"), "200", "OUTPUT15"),
    )
)


PAYMENT = PaymentPayload(
    PaymentTarget.INVOICE, Ref(id="d-1"), "090", samples.DAY, money("115.00"), "R1 SPX-P1.1", "SPX-P1.1"
)
