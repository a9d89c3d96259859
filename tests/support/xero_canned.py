"""Answers of Xero as a test wants them, and the writer on them."""

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.payloads import (
    DocumentPayload,
    LinePayload,
    Ref,
)
from splynx_xero_gui.xero.wire import Answer
from splynx_xero_gui.xero.writes import Writer
from tests.support.xero_kit import action, guid

DAY = dt.date(2026, 11, 1)


ZERO = "00000000-0000-0000-0000-000000000000"


@dataclass
class CannedClient:
    """Gives prepared answers in turn and keeps what was sent."""

    answers: list[Any]
    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)

    def write(self, operation: str, *path: Any, **parameters: Any) -> Answer:
        self.calls.append((operation, path, parameters))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class CannedReader:
    bank: dict[str, Any] | None = None

    def bank_transaction_of(self, kind: ObjectKind, id: str) -> dict[str, Any] | None:
        return self.bank


def answer(body: object, status: int = 200) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, {"Xero-Correlation-Id": "c"}, content)


def writer(*answers: Any, bank: dict[str, Any] | None = None) -> tuple[Writer, CannedClient]:
    client = CannedClient(list(answers))
    return Writer(client, CannedReader(bank)), client


def invoice_action(n: int, **more: object):
    payload = DocumentPayload(
        ObjectKind.INVOICE,
        f"INV-{n}",
        Ref(guid(900 + n)),
        DAY,
        DAY,
        f"ref {n}",
        "ZAR",
        "AUTHORISED",
        (LinePayload("x", Decimal(1), Decimal(n), "200", "OUTPUT"),),
        Decimal(n),
        Decimal(0),
    )
    kind = ActionKind.UPDATE_INVOICE if more.get("id") else ActionKind.CREATE_INVOICE
    return action(f"a{n}", kind, replace(payload, **more))


def invoice_element(n: int, **more: object) -> dict[str, object]:
    return {
        "Type": "ACCREC",
        "InvoiceID": guid(n),
        "InvoiceNumber": f"INV-{n}",
        "Contact": {"ContactID": guid(900 + n)},
        "Reference": f"ref {n}",
        "DateString": "2026-11-01T00:00:00",
        "Status": "AUTHORISED",
        "Total": n,
        "TotalTax": 0,
        "AmountDue": n,
        "StatusAttributeString": "OK",
        **more,
    }


def refused_element(n: int, message: str, **more: object) -> dict[str, object]:
    return invoice_element(
        n,
        InvoiceID=ZERO,
        StatusAttributeString="ERROR",
        HasErrors=True,
        ValidationErrors=[{"Message": message}],
        **more,
    )
