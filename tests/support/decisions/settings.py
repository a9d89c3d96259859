"""Situations about mappings, accounts, refusals and the size of a plan (R8; design.md §5)."""

from __future__ import annotations

from dataclasses import replace

from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.profile import TrackingMapping
from splynx_xero_gui.sandbox.splynx import Line
from splynx_xero_gui.sandbox.xero.model import State
from tests.support.bank_office import bank_pays, mixed
from tests.support.decisions.recipe import D, Outcome, Recipe, synced
from tests.support.inprocess import EQUIPMENT, VAT, Office

FIRST = "202601000001"


def new_category(office: Office) -> None:
    """A category was added in Splynx after the set-up, and billed."""
    category = office.books.add_category("Consulting")
    lines = [Line("Advice", D(100), tax_id=VAT, category_id=category.id)]
    office.books.create_invoice(office.customer().id, lines)


def new_tax(office: Office) -> None:
    """A tax was added in Splynx after the set-up, and billed."""
    tax = office.books.add_tax("Reduced", 14)
    office.books.create_invoice(office.customer().id, [Line("Export", D(100), tax_id=tax.id)])


def new_method(office: Office) -> None:
    """A payment method was added in Splynx after the set-up, and used."""
    method = office.books.add_method("Debit order")
    person = office.customer()
    invoice = office.bill(person)
    office.books.take_payment(person.id, 115, method=method.id, invoices=[invoice.id])


def tax_the_account_refuses(office: Office) -> None:
    """A mapping of sales onto an expense account, with a rate that Xero does not take there."""
    mappings = office.profile().mappings
    categories = {**mappings.categories, "Equipment": "404"}
    taxes = {**mappings.taxes, "VAT 15%": "OUTPUT3", "none": "NONE"}
    office.change_profile(mappings=replace(mappings, categories=categories, taxes=taxes))
    lines = [Line("Router", D(100), tax_id=VAT, category_id=EQUIPMENT)]
    office.books.create_invoice(office.customer().id, lines)


def billed_at_another_percent(office: Office) -> None:
    """The accountant mixed up the percentages of two rates in Xero."""
    office.desk.change_tax_rate("OUTPUT3", "14")
    office.desk.change_tax_rate("OUTPUT2", "15")
    office.later(days=1, hours=1)
    office.bill(office.customer())


def account_archived(office: Office) -> None:
    """The account of a category was archived in Xero."""
    office.desk.archive_account("260")
    office.later(days=1, hours=1)
    lines = [Line("Router", D(100), tax_id=VAT, category_id=EQUIPMENT)]
    office.books.create_invoice(office.customer().id, lines)


def tracking_archived(office: Office) -> None:
    """The tracking option of a location was archived in Xero."""
    held = office.profile().mappings
    region = {"Region": TrackingMapping("location", {"Durban": "South"})}
    office.change_profile(mappings=replace(held, tracking=region))
    office.desk.org.tracking[0].options[1].status = State.ARCHIVED
    office.fetch()
    office.bill(office.customer(location_id=2))


def _carries_no_tracking(office: Office) -> None:
    assert office.desk.invoice(FIRST).lines[0].tracking == ()


def many_deleted(office: Office) -> None:
    """Four of ten linked invoices are deleted in Splynx at once."""
    person = office.customer()
    bills = [office.bill(person) for _ in range(10)]
    synced(office)
    for invoice in bills[:4]:
        office.books.delete_invoice(invoice.id)


def refused_by_xero(office: Office) -> None:
    """Xero checks the web address of a contact again with every change, and it is wrong."""
    person = office.customer()
    office.bill(person)
    synced(office)
    office.desk.set_website(office.desk.contact("SPX-1"), "not a website")
    office.books.change_customer(person.id, phone="021 555 0111")


def refused_by_splynx(office: Office) -> None:
    """Splynx takes no payment in a month it closed."""
    mixed(office)
    invoice = office.bill(office.customer())
    synced(office)
    bank_pays(office, invoice, 115)
    body = '{"error":{"message":[{"field":"date","message":"The month is closed."}],"internal_code":"X"}}'
    path = "/api/2.0/admin/finance/payments"
    office.world.splynx.faults.fail("POST", path, status=422, body=body, content_type="application/json")


def booked_on(code: str, tax_type: str = "OUTPUT3"):  # type: ignore[no-untyped-def]
    def check(office: Office) -> None:
        held = office.desk.invoice(FIRST).lines[0]
        assert (held.account.code, held.tax_type) == (code, tax_type)

    return check


def _received_on(code: str):  # type: ignore[no-untyped-def]
    def check(office: Office) -> None:
        assert [receipt.account.code for receipt in office.receipts()] == [code]

    return check


def _mended(office: Office) -> None:
    office.desk.set_website(office.desk.contact("SPX-1"), "")


def _four_are_void(office: Office) -> None:
    from splynx_xero_gui.sandbox.xero import DocKind

    assert [d.status for d in office.desk.documents(DocKind.INVOICE)].count("VOIDED") == 4


SETTINGS = (
    Recipe(
        ConflictKind.UNMAPPED_CATEGORY,
        new_category,
        ("map",),
        (Outcome("map", {"create-invoice": 1}, value="203", then=booked_on("203")),),
        waiting="115.00",
    ),
    Recipe(
        ConflictKind.UNMAPPED_TAX,
        new_tax,
        ("map",),
        (Outcome("map", {"create-invoice": 1}, value="OUTPUT2", then=booked_on("200", "OUTPUT2")),),
        waiting="114.00",
    ),
    Recipe(
        ConflictKind.UNMAPPED_METHOD,
        new_method,
        ("map",),
        (Outcome("map", {"create-payment": 1}, value="090", then=_received_on("090")),),
        waiting="-115.00",
    ),
    Recipe(
        ConflictKind.TAX_NOT_ALLOWED_ON_ACCOUNT,
        tax_the_account_refuses,
        ("change-account", "change-tax"),
        (Outcome("change-account", {"create-invoice": 1}, value="203", then=booked_on("203")),),
        waiting="115.00",
    ),
    Recipe(
        ConflictKind.TAX_RATE_DIFFERS,
        billed_at_another_percent,
        ("map",),
        (Outcome("map", {"create-invoice": 1}, value="OUTPUT2", then=booked_on("200", "OUTPUT2")),),
        waiting="115.00",
    ),
    Recipe(
        ConflictKind.ACCOUNT_UNUSABLE,
        account_archived,
        ("other-account", "wait"),
        (
            Outcome("other-account", {"create-invoice": 1}, value="204", then=booked_on("204")),
            Outcome("wait", {}, "115.00"),
        ),
        waiting="115.00",
    ),
    Recipe(
        ConflictKind.TRACKING_UNUSABLE,
        tracking_archived,
        ("without", "wait"),
        (
            Outcome("without", {"create-invoice": 1}, then=_carries_no_tracking),
            Outcome("wait", {}, "115.00"),
        ),
        waiting="115.00",
    ),
    Recipe(
        ConflictKind.TOO_MANY_CHANGES,
        many_deleted,
        ("show-plan", "allow-once"),
        (Outcome("allow-once", {"void-invoice": 4}, value="4", then=_four_are_void),),
        waiting="-460.00",
        options={"too_many_items": "3", "too_many_percent": "10"},
        stops=True,
    ),
    Recipe(
        ConflictKind.REJECTED_BY_XERO,
        refused_by_xero,
        ("try-again",),
        (Outcome("try-again", {"update-contact": 1}, first=_mended),),
    ),
    Recipe(
        ConflictKind.REJECTED_BY_SPLYNX,
        refused_by_splynx,
        ("try-again",),
        (Outcome("try-again", {"create-payment": 1}),),
        waiting="115.00",
    ),
)
