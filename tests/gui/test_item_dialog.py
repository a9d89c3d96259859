"""D13 before a sync: everything a planned write will do can be read (ui.md §3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTableView
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.accounting import PaymentTarget
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.payloads import DocumentPayload, LinePayload, PaymentPayload, Ref
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.gui.item_dialog import ItemDialog
from splynx_xero_gui.gui.item_facts import before_text, item_facts, item_lines
from tests.support.shots import cut_texts, overlaps
from tests.unit.wizard.mapping_world import xero
from tests.unit.wizard.plan_world import action

DAY = dt.date(2026, 11, 1)


@pytest.fixture(autouse=True)
def english(qtbot: QtBot) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


def invoice() -> SyncAction:
    lines = (
        LinePayload("Fibre 25 Mbps", Decimal("2.0000"), Decimal("199.9950"), "200", "OUTPUT3"),
        LinePayload("Rounding", Decimal("1"), Decimal("0.01"), "860", "NONE", tax_amount=Decimal("0.00")),
    )
    payload = DocumentPayload(
        ObjectKind.INVOICE,
        "202611010003",
        Ref("c1"),
        DAY,
        DAY + dt.timedelta(days=14),
        "202611010003",
        "ZAR",
        "AUTHORISED",
        lines,
        Decimal("460.00"),
        Decimal("60.00"),
    )
    return replace(action("i1", subject="invoice 202611010003"), payload=payload)


def test_an_invoice_tells_number_dates_tax_and_the_total_it_must_come_to() -> None:
    facts = dict(item_facts(invoice(), xero()))
    assert facts["What"] == "Make invoice"
    assert facts["Number"] == "202611010003"
    assert facts["Due date"] == "15/11/2026"
    assert facts["Tax"] == "ZAR\u00a060.00"
    assert facts["Total expected in Xero"] == "ZAR\u00a0460.00"
    assert facts["Can be undone"] == "void"
    assert facts["Id in Xero"] == "not there yet"


def test_lines_name_account_and_rate_as_a_person_knows_them() -> None:
    first, second = item_lines(invoice(), xero())
    assert (first.quantity, first.price, first.amount) == ("2", "199.995", Decimal("399.99"))
    assert (first.account, first.tax) == ("200 Sales", "Standard Rate Sales")
    assert second.tax == "No VAT, tax 0.00"


def test_a_payment_tells_its_account_and_reference() -> None:
    payload = PaymentPayload(
        PaymentTarget.INVOICE, Ref("i1"), "091", DAY, Decimal("300.00"), "R-12 SPX-P12.1", "SPX-P12.1"
    )
    facts = dict(item_facts(replace(action("p1", ActionKind.CREATE_PAYMENT, "300.00"), payload=payload), xero()))
    assert facts["Account"] == "091 Petty Cash"
    assert facts["Reference"] == "R-12 SPX-P12.1"
    assert item_lines(action("p1", ActionKind.CREATE_PAYMENT), xero()) == ()


def test_what_is_replaced_can_be_read_whatever_its_form() -> None:
    assert before_text(action("i1")) == ""
    assert '"total": "460.00"' in before_text(replace(invoice(), before='{"total":"460.00"}'))
    assert before_text(replace(invoice(), before="not json")) == "not json"


def test_the_dialog_shows_it_all_and_closes_on_escape(qtbot: QtBot) -> None:
    dialog = ItemDialog(replace(invoice(), before='{"total":"400.00"}'), xero())
    qtbot.addWidget(dialog)
    dialog.show()
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert "ZAR\u00a0460.00" in texts
    table = dialog.findChild(QTableView, "item.lines")
    assert table is not None
    assert table.model().rowCount() == 2
    assert cut_texts(dialog) == []
    assert overlaps(dialog) == []
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
