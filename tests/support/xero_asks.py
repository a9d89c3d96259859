"""What the contract of an accounting system asks and sends."""

from decimal import Decimal

from splynx_xero_gui.domain.accounting import (
    PaymentTarget,
)
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.payloads import (
    CreditPayload,
    PaymentPayload,
    Ref,
)
from splynx_xero_gui.ports.accounting import AccountingSystem
from tests.support.xero_bench import DAY, XeroBench, document


def everything(system: AccountingSystem, kind: ObjectKind, since=None, **more) -> list:
    return [body for page in system.changed(kind, since, **more) for body in page.items]


def payment(invoice_id: str, amount: str, token: str = "SPX-P1.1", **more: object) -> PaymentPayload:
    given = {
        "target": PaymentTarget.INVOICE,
        "target_ref": Ref(invoice_id),
        "account": "090",
        "date": DAY,
        "amount": Decimal(amount),
        "reference": f"R77 {token}",
        "token": token,
        **more,
    }
    return PaymentPayload(**given)


def credit(contact_id: str, amount: str, token: str = "SPX-P1.2", **more: object) -> CreditPayload:
    given = {
        "kind": ObjectKind.OVERPAYMENT,
        "contact": Ref(contact_id),
        "account": "090",
        "date": DAY,
        "amount": Decimal(amount),
        "reference": f"R77 {token}",
        "token": token,
        "currency": "ZAR",
        **more,
    }
    return CreditPayload(**given)


def one(found: list) -> object:
    assert len(found) == 1, found
    return found[0]


def credit_note(books: XeroBench, contact: str, price: str = "100.00", number: str = "CN-1") -> str:
    payload = document(contact, number, price, kind=ObjectKind.CREDIT_NOTE)
    return one(books.done(ActionKind.CREATE_CREDIT_NOTE, payload)).xero_id
