"""Documents by number and total, payments by id, reference or the invoice they pay; never by amounts alone (R29)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import AccountingStatus, Document, Payment, PaymentTarget
from splynx_xero_gui.domain.billing import BilledDocument, BilledPayment, DocumentStatus
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import HowSure, Match, Reason
from splynx_xero_gui.engine.match.documents import Sides, match_documents
from splynx_xero_gui.engine.match.payments import Context, Part, match_payments, parts_of
from splynx_xero_gui.engine.reconcile.payers import Share, Shares

DAY = dt.date(2026, 10, 1)
SURE = Sides("7", "c", True)
UNSURE = Sides("7", "c", False)
KNOWN = Context({"1": "x1", "2": "x2"}, frozenset({"1", "2"}))


def billed(id: str, number: str, total: str = "115.00", day: dt.date = DAY) -> BilledDocument:
    amount = Decimal(total)
    return BilledDocument(ObjectKind.INVOICE, id, number, "7", day, day, DocumentStatus.NOT_PAID, amount, amount, ())


def held(id: str, number: str, total: str = "115.00", day: dt.date = DAY, reference: str = "") -> Document:
    amount, zero = Decimal(total), Decimal("0.00")
    return Document(
        ObjectKind.INVOICE, id, number, "c", day, day, AccountingStatus.AUTHORISED, "ZAR", amount, zero, amount, amount,
        zero, zero, reference,
    )  # fmt: skip


def receipt(id: str, amount: str = "115.00", day: dt.date = DAY, on: str = "x1", reference: str = "") -> Payment:
    return Payment(
        id, PaymentTarget.INVOICE, on, "c", AccountingStatus.AUTHORISED, day, Decimal(amount), "acc", "090", reference
    )


def paid(id: str, amount: str = "115.00", day: dt.date = DAY, invoice: str | None = "1", number: str = "") -> Part:
    payment = BilledPayment(id, "7", "2", day, Decimal(amount), Decimal(0), receipt_number=number)
    return Part(payment, 1, 1, Decimal(amount), invoice, "090")


def documents(mine: list[BilledDocument], theirs: list[Document], sides: Sides = SURE) -> list[Match]:
    return match_documents(ObjectKind.INVOICE, sides, mine, theirs)


def payments(parts: list[Part], receipts: list[Payment], sides: Sides = SURE) -> list[Match]:
    return match_payments(sides, parts, receipts, KNOWN)


def test_number_and_total_make_an_invoice_certain() -> None:
    row, rest = documents(
        [billed("1", "202610000001")], [held("x", "202610000001", day=DAY), held("y", "INV-9", "9.00")]
    )
    assert (row.xero_id, row.how_sure, row.reasons) == ("x", HowSure.CERTAIN, (Reason.NUMBER_AND_TOTAL,))
    assert (rest.splynx_id, rest.xero_id, rest.reasons) == ("", "y", (Reason.ONLY_IN_XERO,))


def test_the_same_number_with_another_total_is_only_likely() -> None:
    (row,) = documents([billed("1", "202610000001")], [held("x", "202610000001", "120.00")])
    assert (row.how_sure, row.reasons) == (HowSure.LIKELY, (Reason.NUMBER_ONLY,))


def test_the_number_in_the_reference_is_found_as_a_whole_word() -> None:
    (row,) = documents([billed("1", "2026100001")], [held("x", "INV-1", reference="our no. 2026100001")])
    assert (row.how_sure, row.reasons) == (HowSure.CERTAIN, (Reason.NUMBER_IN_REFERENCE,))
    row = documents(
        [billed("1", "2026100001", day=dt.date(2026, 1, 1))], [held("x", "INV-1", reference="20261000012")]
    )[0]
    assert row.how_sure is HowSure.NONE


def test_equal_day_and_total_are_only_likely() -> None:
    (row,) = documents([billed("1", "202610000001")], [held("x", "INV-1")])
    assert (row.how_sure, row.reasons) == (HowSure.LIKELY, (Reason.DAY_AND_TOTAL,))


def test_nothing_of_an_unsure_customer_is_certain() -> None:
    (row,) = documents([billed("1", "202610000001")], [held("x", "202610000001")], UNSURE)
    assert (row.how_sure, row.reasons[-1]) == (HowSure.LIKELY, Reason.CUSTOMER_NOT_LINKED)


def test_two_documents_of_one_number_are_never_certain() -> None:
    rows = documents([billed("1", "A-1000"), billed("2", "A-1000")], [held("x", "A-1000")])
    assert [row.how_sure for row in rows].count(HowSure.CERTAIN) == 0
    assert [bool(row.xero_id) for row in rows] == [True, False]


def test_a_payment_is_certain_by_the_receipt_in_its_reference() -> None:
    (row,) = payments(
        [paid("5", number="2026-10-000123")], [receipt("p", day=dt.date(2026, 10, 9), reference="RCT 2026-10-000123")]
    )
    assert (row.how_sure, row.reasons) == (HowSure.CERTAIN, (Reason.RECEIPT_IN_REFERENCE,))


def test_a_payment_the_official_add_on_sent_is_known_by_its_mark() -> None:
    row, other = payments(
        [paid("5"), paid("6")],
        [receipt("p", reference="Splynx payment id #6"), receipt("q", reference="Splynx payment id #5")],
    )
    assert (row.xero_id, other.xero_id) == ("q", "p")
    assert {row.how_sure, other.how_sure} == {HowSure.CERTAIN}


def test_the_only_payment_of_the_amount_on_its_invoice_that_day_is_certain() -> None:
    (row,) = payments([paid("5")], [receipt("p")])
    assert (row.how_sure, row.reasons) == (HowSure.CERTAIN, (Reason.INVOICE_AND_AMOUNT,))


def test_on_another_day_or_account_it_is_only_likely() -> None:
    (row,) = payments([paid("5")], [receipt("p", day=dt.date(2026, 10, 3))])
    assert row.how_sure is HowSure.LIKELY
    (row,) = payments([paid("5")], [replace(receipt("p"), account_code="091")])
    assert row.how_sure is HowSure.LIKELY


def test_equal_amounts_on_equal_days_all_stay_likely_without_an_id() -> None:
    """R29."""
    rows = payments([paid("5"), paid("6")], [receipt("p"), receipt("q")])
    assert [row.how_sure for row in rows] == [HowSure.LIKELY, HowSure.LIKELY]
    assert {row.xero_id for row in rows} == {"p", "q"}


def test_a_receipt_on_another_matched_invoice_is_another_payment() -> None:
    row, rest = payments([paid("5")], [receipt("p", on="x2")])
    assert (row.how_sure, rest.xero_id) == (HowSure.NONE, "p")


def test_a_payment_over_two_invoices_has_two_parts() -> None:
    payment = BilledPayment("5", "7", "2", DAY, Decimal("200.00"), Decimal("20.00"))
    shares = Shares((Share("1", Decimal("115.00"), (1, "")), Share("2", Decimal("65.00"), (2, ""))), Decimal("20.00"))
    parts = parts_of(payment, shares)
    assert [(part.id, part.amount, part.invoice_id) for part in parts] == [
        ("5.1", Decimal("115.00"), "1"),
        ("5.2", Decimal("65.00"), "2"),
        ("5.3", Decimal("20.00"), None),
    ]
