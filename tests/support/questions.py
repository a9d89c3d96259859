"""Questions of several kinds with the product's own words, for screens that show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind, FieldDiff
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.engine.reconcile.draft import Subject
from splynx_xero_gui.engine.reconcile.questions import phrase, regroup


def invoice(number: int, amount: str, customer: str = "1") -> Subject:
    """Invoice 2026110100nn of a customer."""
    return Subject(
        ObjectKind.INVOICE,
        f"invoice 2026110100{number:02}",
        str(number),
        customer,
        Decimal(amount),
        dt.date(2026, 10, 30),
    )


def closed_period(count: int = 3) -> list[Conflict]:
    """Invoices dated in a closed period: one cause, one answer for all."""
    found = []
    for n in range(1, count + 1):
        about = invoice(n, "460.00", str(n))
        found.append(
            phrase(
                ConflictKind.DOCUMENT_LOCKED_PERIOD,
                about,
                {
                    "lock": "2026-10-31",
                    "customer": f"Customer {n}",
                    "effect": "Dated 2026-11-01 in Xero; Splynx keeps 2026-10-30.",
                },
                [FieldDiff("date", None, "2026-10-30"), FieldDiff("total", None, "460.00")],
                cause="2026-10-31",
                first="first-open-day",
            )
        )
    return found


def unmapped_category() -> Conflict:
    """A category without an account: answered by picking one."""
    return phrase(
        ConflictKind.UNMAPPED_CATEGORY,
        invoice(20, "230.00"),
        {"name": "Late fee", "category_id": "4"},
        cause="4",
        first="map",
    )


def changed_after_payment() -> Conflict:
    """A paid invoice that changed in Splynx: its first answer cannot be undone."""
    facts = {
        "what": "Invoice", "thing": "invoice", "no": "202611010017", "a": "460.00", "b": "480.00",
        "credit": "Credit note", "correction": "Invoice over 20.00", "customer": "T. Mbeki",
    }  # fmt: skip
    return phrase(
        ConflictKind.INVOICE_CHANGED_AFTER_PAYMENT,
        invoice(17, "20.00", "17"),
        facts,
        [
            FieldDiff("total", "460.00", "480.00", "460.00"),
            FieldDiff("tax", "60.00", "62.61", "60.00"),
            FieldDiff("date", "2026-11-01", "2026-11-01", "2026-11-01"),
            FieldDiff("paid", None, None, "460.00"),
        ],
        first="credit-difference",
    )


def contact_changed() -> Conflict:
    """A customer changed on both sides."""
    facts = {"customer": "J. Smith", "names": "e-mail, phone", "values": "email js@example.net; phone 012", "xero": "-"}
    return phrase(
        ConflictKind.CONTACT_CHANGED_BOTH,
        Subject(ObjectKind.CUSTOMER, "J. Smith", "118", "118", xero_id="c-118"),
        facts,
        [
            FieldDiff("email", "j@example.net", "js@example.net", "john@example.net"),
            FieldDiff("phone", "011", "012", ""),
        ],
    )


def looks_twice() -> Conflict:
    """Two payments that look alike."""
    facts = {"count": "2", "date": "2026-11-10", "same": "day", "ids": "811, 812"}
    about = Subject(ObjectKind.PAYMENT, "payment 812", "812", "17", Decimal("460.00"))
    return phrase(ConflictKind.DUPLICATE_SUSPECTED, about, facts, without=("in-sync",))


def several() -> Sequence[Conflict]:
    """Six questions of four causes."""
    return regroup([*closed_period(), unmapped_category(), changed_after_payment(), contact_changed()])
