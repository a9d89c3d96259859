"""What every billing system must do for the engine (ports.billing), held against real HTTP.

A further implementation joins by a further entry in BILLING_SYSTEMS.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.billing import BilledPayment, DocumentStatus, PayerKind
from splynx_xero_gui.domain.failures import Cancelled, NetworkLost, NotAuthorised, ServiceDown
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.payloads import SplynxPaymentPayload
from splynx_xero_gui.ports.billing import Absent, PdfUnavailable, RelationsUnavailable, WriteRefused
from splynx_xero_gui.sandbox.splynx import SERVICE, Line
from tests.support.billing_worlds import (
    DAY,
    KEY,
    World,
    flat,
    line,
)

# -- connection -------------------------------------------------------------------------------------------------------


def test_the_connection_test_tells_who_answers_and_how_much_there_is(world: World) -> None:
    for name in ("Ann", "Bob"):
        world.books.add_customer(name)
    info = world.billing.check()
    assert (info.company, info.partners, info.customers) == ("Main Networks Ltd", 2, 2)
    assert info.missing_permissions == ()
    assert info.addon_mapped == 0


def test_missing_permissions_are_listed_and_do_not_break_the_connection_test(world: World) -> None:
    world.books.add_customer("Ann")
    for controller in (r"api\admin\customers\Customer", r"api\admin\finance\Invoices", r"api\admin\config\Taxes"):
        world.server.permissions.deny(controller)
    info = world.billing.check()
    assert info.missing_permissions == ("Customers – view", "Finance › Invoices – view", "Config › Taxes – view")
    assert info.customers == 0
    assert info.company == "Main Networks Ltd"


def test_a_refused_key_is_not_authorised(world: World) -> None:
    world.server.key.key, world.server.key.secret = "other", "other"
    world.server.forget_tokens()
    world.server._authority._keys.clear()
    with pytest.raises(NotAuthorised):
        world.billing.check()


def test_a_server_that_is_gone_is_a_lost_network(world: World) -> None:
    world.server.stop()
    with pytest.raises(NetworkLost):
        flat(world.billing.customers())


def test_a_server_that_answers_nonsense_is_down(world: World) -> None:
    world.server.faults.malformed("GET", "finance/payments")
    world.books.add_customer("Ann")
    world.books.take_payment(1, 5)
    with pytest.raises(ServiceDown):
        flat(world.billing.payments())


def test_a_wish_to_stop_is_followed_between_pages(world: World) -> None:
    for number in range(501):
        world.books.add_customer(f"Customer {number}")
    pages = world.billing.customers()
    assert len(next(pages)) == 500
    world.wish.requested = True
    with pytest.raises(Cancelled):
        next(pages)


def test_settings_are_read_for_the_mappings(world: World) -> None:
    reference = world.billing.reference()
    assert reference.company == "Main Networks Ltd"
    assert [(one.id, one.name) for one in reference.partners] == [("1", "Main"), ("2", "North")]
    assert [(one.id, one.name, one.rate) for one in reference.taxes] == [("1", "VAT", Decimal(15))]
    assert [(one.id, one.name, one.active) for one in reference.methods] == [
        ("1", "Bank transfer", True),
        ("2", "Card", True),
    ]
    assert "Equipment" in {one.name for one in reference.categories}
    assert reference.addon_mapped == 0


def test_settings_read_line_by_line_are_those_read_at_once(world: World) -> None:
    whole, first = world.billing.reference(), world.billing.company()
    assert replace(first, categories=whole.categories, taxes=whole.taxes, methods=whole.methods) == whole
    assert (first.categories, first.taxes, first.methods) == ((), (), ())
    assert world.billing.categories() == whole.categories
    assert world.billing.taxes() == whole.taxes
    assert world.billing.methods() == whole.methods


def test_today_is_the_day_of_the_server(world: World) -> None:
    assert abs(world.billing.server_day() - DAY) <= dt.timedelta(days=1)


def test_calls_are_counted(world: World) -> None:
    before = world.billing.calls_made
    flat(world.billing.customers())
    assert world.billing.calls_made == world.server.log.total > before


# -- customers --------------------------------------------------------------------------------------------------------


def test_customers_come_with_what_a_contact_needs(world: World) -> None:
    parent = world.books.add_customer("Parent Ltd", category="company", partner_id=2)
    world.books.add_customer(
        "Ann Example", parent_id=parent.id, email="a@x.example, b@x.example", billing_email="", phone="555-0134",
        street_1="Paper Street", zip_code="0123", city="Town",
    )  # fmt: skip
    first, second = flat(world.billing.customers())
    assert (first.name, first.category, first.partner_id, first.parent_id) == ("Parent Ltd", "company", "2", None)
    assert (second.emails, second.billing_emails) == (("a@x.example", "b@x.example"), ())
    assert (second.street, second.zip_code, second.city, second.parent_id) == ("Paper Street", "0123", "Town", "1")


def test_customers_are_read_page_by_page_above_an_id(world: World) -> None:
    for number in range(1203):
        world.books.add_customer(f"Customer {number}")
    assert [len(page) for page in world.billing.customers()] == [500, 500, 203]
    assert [one.id for one in flat(world.billing.customers(after_id="1200"))] == ["1201", "1202", "1203"]


def test_only_customers_changed_since_a_day_are_read(world: World) -> None:
    long_ago = dt.datetime(2026, 1, 5, 9, 0)
    for name in ("Ann", "Bob", "Cid"):
        world.books.add_customer(name, when=long_ago)
    world.books.change_customer(2, city="Elsewhere")
    world.books.add_customer("Dee")
    assert [one.id for one in flat(world.billing.customers(updated_since=DAY))] == ["2", "4"]
    assert [one.id for one in flat(world.billing.customers(updated_since=DAY, after_id="2"))] == ["4"]


def test_asking_for_customers_by_id_leaves_out_those_that_do_not_exist(world: World) -> None:
    for number in range(230):
        world.books.add_customer(f"Customer {number}")
    wanted = [*map(str, range(1, 220)), "999", "1"]
    assert [one.id for one in world.billing.customers_by_id(wanted)] == [*map(str, range(1, 220))]
    assert list(world.billing.customers_by_id([])) == []


def test_details_of_a_customer_are_put_together(world: World) -> None:
    customer = world.books.add_customer("Ann Ltd", category="company")
    world.books.change_customer_info(customer.id, vat_id="CZ1", company_id="4711")
    world.books.change_customer_billing(customer.id, billing_city="Town", payment_method=2)
    details = world.billing.customer_details("1")
    assert not isinstance(details, Absent)
    assert (details.vat_id, details.company_id, details.billing_city) == ("CZ1", "4711", "Town")
    assert (details.payment_method_id, details.deposit) == ("2", Decimal(0))
    assert world.billing.customer_details("77") == Absent("77", gone=True)


# -- documents --------------------------------------------------------------------------------------------------------


def test_an_invoice_comes_with_its_lines_categories_and_exact_money(world: World) -> None:
    world.books.add_customer("Ann")
    made = world.books.create_invoice(
        1,
        [line("64516.1290", period_from=dt.date(2026, 11, 1), period_to=dt.date(2026, 11, 30)),
         line("-10.5000", quantity=Decimal("1.5"), tax_id=0, category_id=6)],
        created=dt.date(2026, 11, 1), due=dt.date(2026, 11, 15), number="2026 01/0.5", note="Thank you",
    )  # fmt: skip
    [[invoice]] = world.billing.documents(ObjectKind.INVOICE)
    assert (invoice.kind, invoice.number) == (ObjectKind.INVOICE, "2026 01/0.5")
    assert invoice.status is DocumentStatus.NOT_PAID
    assert (invoice.date, invoice.due_date, invoice.note) == (made.date_created, made.date_till, "Thank you")
    assert (invoice.total, invoice.open) == (made.total, made.due)
    first, second = invoice.lines
    assert (first.unit_price, first.tax_percent, first.tax_id) == (Decimal("64516.1290"), 15, "1")
    assert first.tax_amount == made.items[0].tax_amount
    assert (first.category_id, first.period_from) == (str(SERVICE), dt.date(2026, 11, 1))
    assert (second.quantity, second.unit_price, second.tax_id) == (Decimal("1.5"), Decimal("-10.5"), None)
    assert (second.category_id, second.period_to) == ("6", None)


def test_the_category_of_a_line_is_found_through_its_transaction(world: World) -> None:
    world.books.add_customer("Ann")
    world.books.create_invoice(1, [line(), line(category_id=6)])
    world.server.drift.omit("finance/invoices.items", "categoryIdForTransaction")
    [[invoice]] = world.billing.documents(ObjectKind.INVOICE)
    assert [one.category_id for one in invoice.lines] == [str(SERVICE), "6"]
    assert world.billing.document(ObjectKind.INVOICE, "1") == invoice


def test_a_paid_partly_paid_and_deleted_invoice_say_so(world: World) -> None:
    world.books.add_customer("Ann")
    for _ in range(3):
        world.books.create_invoice(1, [line()])
    world.books.take_payment(1, 155, invoices=[1, 2])
    world.books.delete_invoice(3)
    paid, partly, deleted = flat(world.billing.documents(ObjectKind.INVOICE))
    assert (paid.status, paid.open) == (DocumentStatus.PAID, 0)
    assert (partly.status, partly.open) == (DocumentStatus.NOT_PAID, 75)
    assert deleted.status is DocumentStatus.DELETED


def test_a_credit_note_says_what_is_left_of_it_and_which_invoice_it_credits(world: World) -> None:
    world.books.add_customer("Ann")
    world.books.create_invoice(1, [line()])
    world.books.create_credit_note(1, [line("50.0000")], invoice_id=1, number="CN-1")
    world.books.allocate_credit_note(1, 1, Decimal(20))
    world.books.create_credit_note(1, [line("10.0000")])
    world.books.allocate_credit_note(2, 1)
    first, used = flat(world.billing.documents(ObjectKind.CREDIT_NOTE))
    assert (first.kind, first.number, first.invoice_id) == (ObjectKind.CREDIT_NOTE, "CN-1", "1")
    assert (first.status, first.total, first.open) == (DocumentStatus.NOT_REFUNDED, Decimal("57.5"), Decimal("37.5"))
    assert (used.status, used.open, used.invoice_id) == (DocumentStatus.USED, 0, None)


def test_documents_changed_since_a_day_are_the_new_and_the_touched_ones(world: World) -> None:
    world.books.add_customer("Ann")
    before = dt.datetime(2026, 9, 1, 8, 0)
    for _ in range(4):
        world.books.create_invoice(1, [line()], when=before)
    world.books.change_invoice(2, memo="touched")
    world.books.delete_invoice(3)
    world.books.create_invoice(1, [line()], created=dt.date(2026, 9, 2))
    assert [one.id for one in flat(world.billing.documents(ObjectKind.INVOICE, updated_since=DAY))] == ["2", "3", "5"]
    assert flat(world.billing.documents(ObjectKind.INVOICE, updated_since=DAY + dt.timedelta(days=2))) == []


def test_a_version_without_change_stamps_is_read_in_full(world: World) -> None:
    world.books.add_customer("Ann", when=dt.datetime(2026, 1, 1))
    world.books.create_invoice(1, [line()], when=dt.datetime(2026, 1, 1))
    world.server.drift.omit("finance/invoices", "date_updated")
    world.server.drift.omit("customers/customer", "last_update")
    assert [one.id for one in flat(world.billing.documents(ObjectKind.INVOICE, updated_since=DAY))] == ["1"]
    assert [one.id for one in flat(world.billing.customers(updated_since=DAY))] == ["1"]


def test_documents_are_limited_to_a_day_on_and_to_ids_above(world: World) -> None:
    world.books.add_customer("Ann")
    for month in (9, 10, 11):
        world.books.create_invoice(1, [line()], created=dt.date(2026, month, 1))
    from_october = world.billing.documents(ObjectKind.INVOICE, dated_from=dt.date(2026, 10, 1))
    assert [one.id for one in flat(from_october)] == ["2", "3"]
    above = world.billing.documents(ObjectKind.INVOICE, dated_from=dt.date(2026, 10, 1), after_id="2")
    assert [one.id for one in flat(above)] == ["3"]


def test_a_missing_document_is_gone_and_one_of_another_partner_is_merely_not_visible(world: World) -> None:
    world.books.add_customer("Ann", partner_id=2)
    world.books.create_invoice(1, [line()])
    world.books.take_payment(1, 5)
    assert world.billing.document(ObjectKind.INVOICE, "77") == Absent("77", gone=True)
    assert world.billing.payment("77") == Absent("77", gone=True)
    world.server.restrict_to_partners(1)
    assert world.billing.document(ObjectKind.INVOICE, "1") == Absent("1", gone=False)
    assert world.billing.payment("1") == Absent("1", gone=False)
    assert world.billing.customer_details("1") == Absent("1", gone=False)


def test_a_document_can_be_fetched_as_pdf(world: World) -> None:
    world.books.add_customer("Ann")
    world.books.create_invoice(1, [line()])
    assert world.billing.document_pdf(ObjectKind.INVOICE, "1").startswith(b"%PDF")
    with pytest.raises(PdfUnavailable, match="Splynx gives no PDF of invoice 77"):
        world.billing.document_pdf(ObjectKind.INVOICE, "77")


# -- money ------------------------------------------------------------------------------------------------------------


def test_a_payment_says_what_of_it_pays_no_invoice(world: World) -> None:
    world.books.add_customer("Ann")
    world.books.create_invoice(1, [line()])
    world.books.take_payment(1, "150.00", method=2, invoices=[1], receipt_number="R-1", fields=["ch_1"], comment="hi")
    [[payment]] = world.billing.payments()
    assert (payment.amount, payment.unallocated, payment.method_id) == (Decimal(150), Decimal(35), "2")
    assert (payment.receipt_number, payment.comment, payment.invoice_id) == ("R-1", "hi", "1")
    assert (payment.fields[0], payment.date, payment.credit_note_id) == ("ch_1", DAY, None)


def test_a_refund_is_negative_and_names_what_it_refunds(world: World) -> None:
    world.books.add_customer("Ann")
    world.books.take_payment(1, 100)
    world.books.refund(1, Decimal(40), method=1, payment_id=1)
    _, refund = flat(world.billing.payments())
    assert (refund.amount, refund.refund_payment_id) == (
        Decimal(-40),
        "1" if world.names_refunded_payment else None,
    )


def test_payments_are_read_between_two_ids_and_from_a_day_on(world: World) -> None:
    world.books.add_customer("Ann")
    for month in (8, 9, 10, 11):
        world.books.take_payment(1, 10, day=dt.date(2026, month, 3))
    assert [one.id for one in flat(world.billing.payments(after_id="1", up_to_id="3"))] == ["2", "3"]
    assert [one.id for one in flat(world.billing.payments(dated_from=dt.date(2026, 10, 1)))] == ["3", "4"]
    assert flat(world.billing.payments(after_id="4")) == []


def test_a_deleted_payment_is_neither_listed_nor_counted(world: World) -> None:
    world.books.add_customer("Ann")
    for _ in range(3):
        world.books.take_payment(1, 10)
    assert world.billing.count(ObjectKind.PAYMENT, up_to_id="3") == 3
    world.books.delete_payment(2)
    assert [one.id for one in flat(world.billing.payments())] == ["1", "3"]
    assert world.billing.count(ObjectKind.PAYMENT, up_to_id="3") == 2
    assert world.billing.count(ObjectKind.PAYMENT, after_id="1", up_to_id="2") == 0
    assert world.billing.count(ObjectKind.PAYMENT, after_id="3", up_to_id="3") == 0
    assert world.billing.payment("2") == Absent("2", gone=True)
    assert [one.id for one in world.billing.payments_by_id(["3", "2", "1"])] in (["3", "1"], ["1", "3"])


def test_relations_tell_who_pays_how_much_of_what(world: World) -> None:
    world.books.add_customer("Ann")
    for _ in range(2):
        world.books.create_invoice(1, [line()])
    world.books.take_payment(1, 120, invoices=[1, 2])
    world.books.create_credit_note(1, [line("50.0000")], invoice_id=2)
    world.books.allocate_credit_note(1, 2)
    world.books.take_payment(1, 10)
    world.books.allocate_payment(2, 2, as_transaction=True)
    if not world.has_relations:
        with pytest.raises(RelationsUnavailable):
            flat(world.billing.relations())
        with pytest.raises(RelationsUnavailable):
            world.billing.count(ObjectKind.RELATION, up_to_id="4")
        return
    found = flat(world.billing.relations())
    assert [(one.payer, one.payer_id, one.invoice_id, one.amount) for one in found[:3]] == [
        (PayerKind.PAYMENT, "1", "1", Decimal(115)),
        (PayerKind.PAYMENT, "1", "2", Decimal(5)),
        (PayerKind.CREDIT_NOTE, "1", "2", Decimal("57.5")),
    ]
    assert (found[3].payer, found[3].amount) == (PayerKind.TRANSACTION, Decimal(10))
    assert world.billing.count(ObjectKind.RELATION, up_to_id="4") == 4
    [transaction] = world.billing.transactions_by_id([found[3].payer_id])
    assert (transaction.payment_id, transaction.is_credit, transaction.total) == ("2", True, Decimal(10))


def test_transactions_are_of_documents_of_payments_and_of_neither(world: World) -> None:
    world.books.add_customer("Ann")
    world.books.create_invoice(1, [line()])
    world.books.take_payment(1, 10)
    tomorrow = DAY + dt.timedelta(days=1)
    world.books.correct_balance(1, -7, day=tomorrow)
    debit, credit, charge = flat(world.billing.transactions())
    assert (debit.is_credit, debit.invoice_id, debit.total) == (False, "1", Decimal(115))
    assert (credit.is_credit, credit.payment_id, credit.stands_alone) == (True, "1", False)
    assert (charge.is_credit, charge.total, charge.stands_alone) == (False, Decimal(7), True)
    assert flat(world.billing.transactions(after_id=credit.id)) == [charge]
    assert flat(world.billing.transactions(dated_from=tomorrow)) == [charge]


# -- writes -----------------------------------------------------------------------------------------------------------


def payload(**more: object) -> SplynxPaymentPayload:
    base = SplynxPaymentPayload(
        customer_id="1", method_id="1", date=dt.date(2026, 11, 3), amount=Decimal("115.00"), receipt_number="X-1",
        key=KEY, comment="Taken over from Xero",
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


def test_a_payment_is_created_read_back_and_found_by_its_key(world: World) -> None:
    world.books.add_customer("Ann")
    world.books.create_invoice(1, [line()])
    made = world.billing.create_payment(payload(invoice_id="1"))
    assert (made.amount, made.unallocated, made.invoice_id) == (Decimal(115), 0, "1")
    assert (made.date, made.fields[0], made.comment) == (dt.date(2026, 11, 3), KEY, "Taken over from Xero")
    assert list(world.billing.find_payment_by_key(KEY)) == [made]
    assert list(world.billing.find_payment_by_key(KEY[:-1])) == []
    assert list(world.billing.find_payment_by_key(f"{KEY}#2")) == []
    [[invoice]] = world.billing.documents(ObjectKind.INVOICE)
    assert invoice.status is DocumentStatus.PAID


def test_a_refund_is_created_as_a_negative_payment(world: World) -> None:
    world.books.add_customer("Ann")
    world.books.create_credit_note(1, [line("50.0000")])
    made = world.billing.create_payment(payload(amount=Decimal("-20"), credit_note_id="1"))
    assert (made.amount, made.credit_note_id) == (Decimal(-20), "1")


def test_a_payment_splynx_refuses_is_not_written_and_its_words_are_kept(world: World) -> None:
    world.books.add_customer("Ann")
    with pytest.raises(WriteRefused) as refused:
        world.billing.create_payment(payload(customer_id="99"))
    assert refused.value.messages
    assert flat(world.billing.payments()) == []


def test_a_payment_whose_answer_got_lost_is_there_once_and_can_be_found(world: World) -> None:
    world.books.add_customer("Ann")
    world.server.faults.drop_after("POST", "finance/payments")
    with pytest.raises(NetworkLost):
        world.billing.create_payment(payload())
    assert [one.fields[0] for one in world.billing.find_payment_by_key(KEY)] == [KEY]
    assert len(flat(world.billing.payments())) == 1


def test_updating_a_payment_moves_its_key_and_date_only(world: World) -> None:
    world.books.add_customer("Ann")
    made = world.billing.create_payment(payload())
    moved = world.billing.update_payment(
        payload(id=made.id, key=f"{KEY}#2", date=dt.date(2026, 11, 5), amount=Decimal(1), receipt_number="other")
    )
    expected: BilledPayment = replace(made, date=dt.date(2026, 11, 5), fields=(f"{KEY}#2", *made.fields[1:]))
    assert moved == expected


def test_updating_a_payment_with_an_invoice_lets_it_pay_that_one(world: World) -> None:
    """R27."""
    world.books.add_customer("Ann")
    invoice = world.books.create_invoice(1, [Line("Service", Decimal(100))])
    made = world.billing.create_payment(payload())
    used = world.billing.update_payment(replace(payload(id=made.id), date=made.date, invoice_id=str(invoice.id)))
    assert used.unallocated == made.amount - min(made.amount, invoice.total)
    assert [(one.payer_id, one.invoice_id) for one in world.books.relations] == [(int(made.id), invoice.id)]


def test_deleting_a_payment_twice_is_no_mistake(world: World) -> None:
    world.books.add_customer("Ann")
    made = world.billing.create_payment(payload())
    world.billing.delete_payment(made.id)
    world.billing.delete_payment(made.id)
    assert flat(world.billing.payments()) == []


def test_a_payment_that_must_not_be_deleted_stays_with_splynx_own_words(world: World) -> None:
    world.books.add_customer("Ann")
    world.books.take_payment(1, 100)
    world.books.refund(1, Decimal(40), method=1, payment_id=1)
    with pytest.raises(WriteRefused, match="refunded"):
        world.billing.delete_payment("1")
    assert len(flat(world.billing.payments())) == 2
