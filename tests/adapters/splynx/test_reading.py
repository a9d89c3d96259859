"""Reading a Splynx that is odd: unusual versions, restricted keys, filters it ignores."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from urllib.parse import unquote

import pytest

from splynx_xero_gui.domain.failures import NotAuthorised, ServiceDown
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.ports.billing import Absent, RelationsUnavailable, WriteRefused
from splynx_xero_gui.sandbox.splynx import Line, SplynxBooks, SplynxSandbox, ValidationShape
from splynx_xero_gui.splynx.billing import SplynxBilling
from tests.adapters.splynx.support import Asked, Said, TinyServer, billing, page, problem, said
from tests.unit.splynx.samples import CREDIT_NOTE_TEXT, CUSTOMER_TEXT, PAYLOAD, PAYMENT_TEXT, TRANSACTION_TEXT, parsed

DAY = dt.date(2026, 11, 20)
CUSTOMER = parsed(CUSTOMER_TEXT)


def questions(sandbox: SplynxSandbox, path: str, method: str = "GET") -> list[str]:
    return [unquote(one.query) for one in sandbox.log.entries(method, path)]


def test_reading_everything_asks_by_ascending_id(sandbox: SplynxSandbox, splynx: SplynxBilling) -> None:
    list(splynx.customers())
    assert questions(sandbox, "customers/customer") == [
        "main_attributes[id][0]=>&main_attributes[id][1]=0&order[id]=ASC&limit=500"
    ]


def test_the_fields_of_a_collection_are_asked_for_once(sandbox: SplynxSandbox, splynx: SplynxBilling) -> None:
    for _ in range(3):
        list(splynx.documents(ObjectKind.INVOICE, updated_since=DAY))
    assert sandbox.log.count("OPTIONS") == 1


def test_a_new_document_without_a_change_day_is_found_by_its_creation(
    sandbox: SplynxSandbox, splynx: SplynxBilling, books: SplynxBooks
) -> None:
    books.invoice(2).date_updated = dt.date(2020, 1, 1)
    books.invoices.moved(books.invoice(2), "date_updated")
    found = [one.id for page_ in splynx.documents(ObjectKind.INVOICE, updated_since=DAY) for one in page_]
    assert found == ["1", "2"]


def test_without_a_description_the_documented_fields_are_tried_and_their_refusal_is_remembered() -> None:
    def answer(asked: Asked) -> Said:
        if asked.method == "OPTIONS":
            return problem(405, "METHOD_DISABLED")
        return problem(400, "INVALID_INPUT_DATA") if "last_update" in asked.path else said([CUSTOMER])

    with TinyServer(answer) as server, billing(server.url) as splynx:
        for _ in range(2):
            assert [one.id for page_ in splynx.customers(updated_since=DAY) for one in page_] == ["1"]
        assert len([one for one in server.of("GET") if "last_update" in one.path]) == 1


def test_a_server_that_ignores_a_list_of_ids_is_asked_for_each() -> None:
    def answer(asked: Asked) -> Said:
        if asked.path.endswith("/customer/1"):
            return said(CUSTOMER)
        if asked.path.endswith("/customer/7"):
            return problem(404, "NOT_FOUND")
        return said([CUSTOMER, CUSTOMER | {"id": 2}])

    with TinyServer(answer) as server, billing(server.url) as splynx:
        assert [one.id for one in splynx.customers_by_id(["1", "7"])] == ["1"]


def test_a_server_that_caps_a_list_of_ids_loses_none() -> None:
    def answer(asked: Asked) -> Said:
        path = unquote(asked.path)
        wanted = [part.split("=")[1] for part in path.split("&") if "[id][1]" in part]
        return said([CUSTOMER | {"id": int(id)} for id in wanted if int(id) != 9][:3])

    with TinyServer(answer) as server, billing(server.url) as splynx:
        found = splynx.customers_by_id([str(id) for id in range(1, 12)])
    assert [one.id for one in found] == ["1", "2", "3", "4", "5", "6", "7", "8", "10", "11"]


def test_a_server_that_ignores_the_search_does_not_mislead() -> None:
    payments = [parsed(PAYMENT_TEXT) | {"id": id, "field_1": key} for id, key in ((1, "k"), (2, "k#2"), (3, ""))]
    transactions = [parsed(TRANSACTION_TEXT), parsed(TRANSACTION_TEXT) | {"id": 6979, "type": "debit"}]

    def answer(asked: Asked) -> Said:
        return said_decimal(payments if "payments" in asked.path else transactions)

    with TinyServer(answer) as server, billing(server.url) as splynx:
        assert [one.id for one in splynx.find_payment_by_key("k")] == ["1"]
        assert [one.id for page_ in splynx.transactions() for one in page_] == ["6978", "6979"]
        assert list(splynx.transactions(dated_from=dt.date(2099, 1, 1))) == []
        late = splynx.payments(dated_from=dt.date(2022, 4, 21))
        assert list(late) == []


def test_counting_without_a_header_reads_and_counts() -> None:
    rows = [parsed(TRANSACTION_TEXT) | {"id": id} for id in (2, 3, 5)]

    def answer(asked: Asked) -> Said:
        if asked.method == "HEAD":
            return Said(204)
        return said(rows)

    with TinyServer(answer) as server, billing(server.url) as splynx:
        assert splynx.count(ObjectKind.TRANSACTION, up_to_id="9") == 3


def test_a_count_of_more_than_there_are_ids_is_not_believed() -> None:
    def answer(asked: Asked) -> Said:
        return Said(200, headers={"x-TOTAL-count": "500"}) if asked.method == "HEAD" else said([])

    with TinyServer(answer) as server, billing(server.url) as splynx:
        assert splynx.count(ObjectKind.PAYMENT, after_id="2", up_to_id="9") == 0


@pytest.mark.parametrize("status", [200, 204])
def test_a_count_is_taken_from_either_status(sandbox: SplynxSandbox, splynx: SplynxBilling, status: int) -> None:
    sandbox.settings.head_status = status
    assert splynx.count(ObjectKind.INVOICE, up_to_id="9") == 2


def test_an_old_server_that_has_no_page_for_relations_has_none() -> None:
    with TinyServer(lambda _: page(404)) as server, billing(server.url) as splynx:
        with pytest.raises(RelationsUnavailable):
            list(splynx.relations())
        with pytest.raises(RelationsUnavailable):
            splynx.count(ObjectKind.RELATION, up_to_id="9")


def test_an_empty_404_is_a_missing_object_and_an_empty_403_a_missing_permission() -> None:
    with TinyServer(lambda _: Said(404)) as server, billing(server.url) as splynx:
        assert splynx.payment("5") == Absent("5", gone=True)
    with TinyServer(lambda _: Said(403)) as server, billing(server.url) as splynx:
        with pytest.raises(NotAuthorised, match="missing 1 permission"):
            splynx.payment("5")


@pytest.mark.parametrize("status", [403, 405])
def test_another_partners_object_is_not_gone_whatever_the_status(status: int) -> None:
    restricted = problem(status, "NOT_ALLOWED_BY_PARTNER_RESTRICTION")
    with TinyServer(lambda _: restricted) as server, billing(server.url) as splynx:
        assert splynx.document(ObjectKind.INVOICE, "5") == Absent("5", gone=False)
        with pytest.raises(NotAuthorised) as failure:
            splynx.delete_payment("5")
    assert failure.value.id == "S7"


def test_a_person_without_an_info_row_still_has_details() -> None:
    def answer(asked: Asked) -> Said:
        if "customer-info" in asked.path:
            return problem(404, "NOT_FOUND")
        return said({"customer_id": 1, "billing_city": "Town"})

    with TinyServer(answer) as server, billing(server.url) as splynx:
        details = splynx.customer_details("1")
    assert not isinstance(details, Absent)
    assert (details.billing_city, details.vat_id) == ("Town", "")


def test_a_credit_note_line_finds_its_category_through_its_transaction() -> None:
    note = parsed(CREDIT_NOTE_TEXT)
    for item in note["items"]:
        item["transaction_id"] = 6978

    def answer(asked: Asked) -> Said:
        return said_decimal([parsed(TRANSACTION_TEXT)] if "transactions" in asked.path else [note])

    with TinyServer(answer) as server, billing(server.url) as splynx:
        [[read]] = splynx.documents(ObjectKind.CREDIT_NOTE)
    assert [one.category_id for one in read.lines] == ["3"]


def said_decimal(content: object) -> Said:
    """JSON whose decimals are written as numbers."""
    return Said(200, json.dumps(content, default=float).encode(), {"Content-Type": "application/json"})


@pytest.mark.parametrize("shape", list(ValidationShape))
def test_a_refused_payment_keeps_the_words_of_splynx_in_every_shape(
    sandbox: SplynxSandbox, splynx: SplynxBilling, shape: ValidationShape
) -> None:
    sandbox.settings.validation_shape = shape
    sandbox.settings.language = "fr"
    with pytest.raises(WriteRefused) as refused:
        splynx.create_payment(PAYLOAD)
    assert "inconnu" in " ".join(refused.value.messages)


def test_a_denied_write_names_the_permission(sandbox: SplynxSandbox, splynx: SplynxBilling) -> None:
    sandbox.permissions.deny(r"api\admin\finance\Payments", "add", "delete")
    assert splynx.missing_payment_writes() == ("Finance › Payments – add", "Finance › Payments – delete")
    with pytest.raises(NotAuthorised) as failure:
        splynx.create_payment(PAYLOAD)
    assert failure.value.id == "S3"
    assert "Finance › Payments – add" in failure.value.message


def test_permissions_are_probed_where_the_sign_in_says_nothing() -> None:
    denied = ("admin/finance/invoices", "admin/customers/customer-billing/1")

    def answer(asked: Asked) -> Said:
        path = asked.path.removeprefix("/api/2.0/").split("?")[0]
        if path in denied:
            return problem(403, "FORBIDDEN")
        if asked.method == "HEAD":
            return Said(204, headers={"X-total-count": "1"})
        if path == "admin/finance/invoice-relations":
            return problem(404, "NOT_FOUND")
        return said([CUSTOMER | {"rate": 0, "company_name": "ISP"}])

    with TinyServer(answer) as server, billing(server.url) as splynx:
        info = splynx.check()
    assert info.missing_permissions == ("Customer billing – view", "Finance › Invoices – view")
    assert (info.customers, info.company) == (1, "ISP")


def test_what_the_official_addon_mapped_is_counted(
    sandbox: SplynxSandbox, splynx: SplynxBilling, books: SplynxBooks
) -> None:
    books.category(1).accounting_category_id = 12
    books.tax(1).accounting_tax_rates_id = 29
    assert splynx.check().addon_mapped == 2
    assert splynx.reference().addon_mapped == 2


def test_version_currency_and_day_come_from_what_the_server_tells() -> None:
    def answer(asked: Asked) -> Said:
        path = asked.path.removeprefix("/api/2.0/").split("?")[0]
        if path == "admin/config/config":
            return said({"currency": "ZAR", "timezone": "Pacific/Auckland"})
        if path == "admin/api/check":
            return said({"status": "ok"}, X_Splynx_Version="5.1.2")
        if path == "admin/config/company-info":
            return said([{"partner_id": 1, "company_name": "ISP", "iso_country_code": "ZA"}])
        return said([])

    with TinyServer(answer, date="Fri, 20 Nov 2026 13:30:00 GMT") as server, billing(server.url) as splynx:
        reference = splynx.reference()
        day = splynx.server_day()
    assert (reference.currency, reference.version) == ("ZAR", "5.1.2")
    assert (reference.company, reference.country) == ("ISP", "ZA")
    assert day == dt.date(2026, 11, 21)


def test_without_any_telling_version_and_currency_are_unknown(sandbox: SplynxSandbox, splynx: SplynxBilling) -> None:
    reference = splynx.reference()
    assert (reference.version, reference.currency) == ("", None)
    assert splynx.server_day() == sandbox.clock.now().date()


def test_settings_that_may_not_be_read_are_a_missing_permission(sandbox: SplynxSandbox, splynx: SplynxBilling) -> None:
    sandbox.permissions.deny(r"api\admin\config\Taxes")
    with pytest.raises(NotAuthorised, match="missing 1 permission"):
        splynx.reference()


def test_a_tax_group_has_its_effective_rate() -> None:
    taxes = [
        {"id": 1, "name": "A", "rate": 10, "type": "single", "archived": 0},
        {"id": 2, "name": "B", "rate": "18.0000", "type": "single", "archived": 0},
        {"id": 3, "name": "A + B", "type": "group", "archived": 0, "items": [
            {"id": 1, "type": "net", "apply_to_all_previous": 0, "position": 1},
            {"id": 2, "type": "tax", "apply_to_all_previous": 0, "position": 2}]},
    ]  # fmt: skip

    def answer(asked: Asked) -> Said:
        return said(taxes) if "taxes" in asked.path else said([])

    with TinyServer(answer) as server, billing(server.url) as splynx:
        group = splynx.reference().taxes[2]
    assert (group.rate, group.is_group) == (Decimal("11.8"), True)


def test_a_renamed_amount_stops_the_reading_instead_of_guessing(
    sandbox: SplynxSandbox, splynx: SplynxBilling, books: SplynxBooks
) -> None:
    sandbox.drift.rename("finance/invoices", "total", "amount_total")
    with pytest.raises(ServiceDown, match="total is missing"):
        list(splynx.documents(ObjectKind.INVOICE))


def test_unknown_fields_change_nothing(sandbox: SplynxSandbox, splynx: SplynxBilling, books: SplynxBooks) -> None:
    before = list(splynx.documents(ObjectKind.INVOICE))
    sandbox.drift.add("finance/invoices", "einvoice", {"deep": [1]})
    sandbox.drift.add("finance/invoices.items", "margin", None)
    assert list(splynx.documents(ObjectKind.INVOICE)) == before


def test_money_of_a_thousand_lines_is_read_to_the_last_digit(
    sandbox: SplynxSandbox, splynx: SplynxBilling, books: SplynxBooks
) -> None:
    prices = [Decimal(step * 7919 % 99991).scaleb(-4) for step in range(1, 1001)]
    made = books.create_invoice(1, [Line("x", price, tax_id=1) for price in prices])
    read = splynx.document(ObjectKind.INVOICE, str(made.id))
    assert not isinstance(read, Absent)
    assert [one.unit_price for one in read.lines] == prices
    assert [one.tax_amount for one in read.lines] == [item.tax_amount for item in made.items]
    assert read.total == made.total
