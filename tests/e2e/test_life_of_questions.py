"""Questions about numbers, removed documents, mappings and refusals: each choice offered, and what follows (R8–R15)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from splynx_xero_gui.sandbox.splynx import Line
from splynx_xero_gui.sandbox.xero import DocKind
from tests.support.inprocess import BANK, EQUIPMENT, OLD_VAT, SERVICE, VAT, Office

D = Decimal
LINE = {"Description": "By hand", "Quantity": D(1), "UnitAmount": D(100), "AccountCode": "200", "TaxType": "OUTPUT3"}


def invoices(office: Office) -> list[str]:
    """Numbers of the living invoices in Xero."""
    return sorted(d.number for d in office.desk.documents(DocKind.INVOICE) if d.status not in ("VOIDED", "DELETED"))


# -- numbers (R4, R14) --


def test_an_equal_invoice_of_that_number_is_taken_for_the_same(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    office.bill(anna, "10")
    office.sync()
    office.later(hours=1)
    number = "202601000002"
    by_hand = office.desk.add_invoice(office.desk.contact(f"SPX-{anna.id}"), [LINE], office.today, InvoiceNumber=number)
    invoice = office.bill(anna)
    assert invoice.number == number
    assert office.sync() == {}
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    assert office.sync() == {"create-payment": 1}
    assert by_hand.open_amount == 0
    office.equal()


@pytest.mark.parametrize("choice", ["renumber", "ignore"])
def test_a_number_another_customer_has_in_xero(make_office, choice: str) -> None:
    office: Office = make_office()
    stranger = office.desk.add_contact("Somebody else")
    office.desk.add_invoice(stranger, [LINE], office.today, InvoiceNumber="202601000001")
    anna = office.customer()
    invoice = office.bill(anna)
    assert office.sync() == {"create-contact": 1}
    office.answer("invoice-number-taken", choice)
    office.sync()
    assert not office.conflicts()
    if choice == "renumber":
        held = office.desk.invoice("202601000001-2")
        assert held.contact.name == "Anna Botha"
        assert "202601000001" in held.reference
        office.equal()
        office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
        assert office.sync() == {"create-payment": 1}
        assert held.open_amount == 0
        office.equal()
    else:
        office.differs_by("115.00")


@pytest.mark.parametrize("choice", ["link", "in-sync", "renumber"])
def test_a_number_the_customer_has_in_xero_over_another_amount(make_office, choice: str) -> None:
    office: Office = make_office()
    anna = office.customer()
    office.bill(anna, "10")
    office.sync()
    office.later(hours=1)
    line = {**LINE, "UnitAmount": D(90)}
    contact = office.desk.contact(f"SPX-{anna.id}")
    by_hand = office.desk.add_invoice(contact, [line], office.today, InvoiceNumber="202601000002")
    office.bill(anna)
    assert office.sync() == {}
    office.answer("invoice-number-taken", choice, by_hand.number if choice == "in-sync" else "")
    office.sync()
    if choice == "renumber":
        assert invoices(office) == ["202601000001", "202601000002", "202601000002-2"]
        office.sync()
        office.answer("xero-only-document", "leave")
        office.sync()
        office.differs_by("-103.50")
    else:
        assert invoices(office) == ["202601000001", "202601000002"]
        office.differs_by("11.50")
    assert not office.conflicts()


@pytest.mark.parametrize("choice", ["renumber", "leave"])
def test_a_number_that_was_voided_in_xero(make_office, choice: str) -> None:
    office: Office = make_office()
    stranger = office.desk.add_contact("Somebody else")
    office.desk.void(office.desk.add_invoice(stranger, [LINE], office.today, InvoiceNumber="202601000001"))
    office.bill(office.customer())
    office.sync()
    office.answer("invoice-number-voided", choice)
    office.sync()
    assert not office.conflicts()
    if choice == "renumber":
        assert invoices(office) == ["202601000001-2"]
        office.equal()
    else:
        office.differs_by("115.00")


def test_two_invoices_of_one_number_in_splynx(make_office) -> None:
    office: Office = make_office()
    anna, ben = office.customer(), office.customer("Ben Nel")
    office.bill(anna, number="A-1")
    office.bill(ben, "200", number="A-1")
    office.sync()
    office.answer("invoice-number-taken", "renumber")
    office.sync()
    assert invoices(office) == ["A-1", "A-1-2"]
    office.equal()


# -- changed or removed in Xero (R28) --


@pytest.mark.parametrize(("choice", "difference"), [("send-again", "0"), ("leave", "115.00"), ("ignore", "115.00")])
def test_an_invoice_voided_in_xero_is_asked_about(make_office, choice: str, difference: str) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    office.sync()
    office.later(hours=1)
    office.desk.void(office.desk.invoice(invoice.number))
    assert office.sync() == {}
    office.answer("removed-in-xero", choice)
    office.sync()
    assert office.settled().rows[0].difference == D(difference)
    assert not office.conflicts()
    if choice == "send-again":
        assert invoices(office) == [f"{invoice.number}-2"]
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    wrote = office.sync()
    assert wrote == ({"create-payment": 1} if choice == "send-again" else {})
    office.settled()


def test_an_invoice_voided_in_xero_may_be_another_one_there(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    office.sync()
    office.later(hours=1)
    office.desk.void(office.desk.invoice(invoice.number))
    contact = office.desk.contact(f"SPX-{anna.id}")
    office.desk.add_invoice(contact, [LINE], office.today, InvoiceNumber="HAND-7")
    office.sync()
    kinds = {c.kind.value: c for c in office.conflicts()}
    office.session.resolve(kinds["removed-in-xero"].id, "in-sync", "HAND-7")
    office.sync()
    office.equal()


@pytest.mark.parametrize("choice", ["use-splynx", "keep-xero", "ignore"])
def test_an_invoice_changed_in_xero_is_asked_about(make_office, choice: str) -> None:
    office: Office = make_office()
    invoice = office.bill(office.customer())
    office.sync()
    office.later(hours=1)
    held = office.desk.invoice(invoice.number)
    line = {**LINE, "LineItemID": held.lines[0].line_id, "UnitAmount": D(90)}
    office.desk.change_document(held, LineItems=[line])
    assert office.sync() == {}
    office.answer("invoice-differs", choice)
    wrote = office.sync()
    assert wrote == ({"update-invoice": 1} if choice == "use-splynx" else {})
    if choice == "use-splynx":
        assert office.due(invoice) == D("115.00")
        office.equal()
    else:
        office.differs_by("11.50")
    assert not office.conflicts()


def test_an_invoice_changed_on_both_sides_to_the_same_is_agreed(make_office) -> None:
    office: Office = make_office()
    invoice = office.bill(office.customer())
    office.sync()
    office.later(hours=1)
    held = office.desk.invoice(invoice.number)
    line = {**LINE, "LineItemID": held.lines[0].line_id, "UnitAmount": D(90)}
    office.desk.change_document(held, LineItems=[line])
    office.books.change_invoice(invoice.id, lines=[Line("Fibre 25 Mbps", D(90), tax_id=VAT)])
    assert office.sync() == {}
    office.equal()


def test_words_changed_in_xero_ask_nobody(make_office) -> None:
    office: Office = make_office()
    invoice = office.bill(office.customer())
    office.sync()
    office.later(hours=1)
    held = office.desk.invoice(invoice.number)
    office.desk.change_document(held, Reference="called on Monday")
    assert office.sync() == {}
    office.equal()


@pytest.mark.parametrize("choice", ["leave", "wait", "in-sync"])
def test_an_invoice_of_xero_alone_is_asked_about(make_office, choice: str) -> None:
    office: Office = make_office()
    anna = office.customer()
    office.bill(anna)
    office.sync()
    office.later(hours=1)
    contact = office.desk.contact(f"SPX-{anna.id}")
    office.desk.add_invoice(contact, [LINE], office.today, InvoiceNumber="HAND-7")
    assert office.sync() == {}
    if choice == "in-sync":
        same = office.books.create_invoice(anna.id, [Line("Work", D(100), tax_id=VAT)], number="W-1")
        office.plan()  # reads both sides and writes nothing
        office.answer("xero-only-document", choice, same.number)
        assert office.sync() == {}
        office.equal()
    else:
        office.answer("xero-only-document", choice)
        assert office.sync() == {}
        office.differs_by("-115.00")
    assert not office.conflicts()


# -- mappings (R8) --


def test_a_category_without_account(make_office) -> None:
    office: Office = make_office()
    category = office.books.add_category("Consulting")
    anna = office.customer()
    office.books.create_invoice(anna.id, [Line("Advice", D(100), tax_id=VAT, category_id=category.id)])
    office.sync()
    question = office.question("unmapped-category")
    assert "Consulting" in question.question
    office.answer("unmapped-category", "map", "203")
    office.sync()
    assert office.desk.invoice("202601000001").lines[0].account.code == "203"
    office.books.create_invoice(anna.id, [Line("More advice", D(50), tax_id=VAT, category_id=category.id)])
    assert office.sync() == {"create-invoice": 1}
    office.equal()


def test_a_category_mapped_in_the_profile_later(make_office) -> None:
    office: Office = make_office()
    category = office.books.add_category("Consulting")
    office.books.create_invoice(office.customer().id, [Line("Advice", D(100), tax_id=VAT, category_id=category.id)])
    office.sync()
    office.question("unmapped-category")
    mappings = office.profile().mappings
    office.change_profile(mappings=replace(mappings, categories={**mappings.categories, "Consulting": "203"}))
    office.later(days=1, hours=1)  # the new category is read with the settings, once a day
    assert office.sync()["create-invoice"] == 1
    office.equal()


def test_a_tax_without_rate(make_office) -> None:
    office: Office = make_office()
    tax = office.books.add_tax("Zero rated", 0)
    office.books.create_invoice(office.customer().id, [Line("Export", D(100), tax_id=tax.id)])
    office.sync()
    if office.conflicts():
        office.answer("unmapped-tax", "map", "ZERORATEDOUTPUT")
        office.sync()
    office.equal()


@pytest.mark.parametrize("choice", ["map", "skip"])
def test_lines_billed_at_another_percent_than_the_rate_in_xero(make_office, choice: str) -> None:
    office: Office = make_office()
    office.books.change_tax(VAT, rate=16)
    invoice = office.bill(office.customer())
    assert invoice.total == D("116.0000")
    office.sync()
    kinds = [c.kind.value for c in office.conflicts()]
    assert kinds in (["tax-rate-differs"], ["unmapped-tax"])
    assert invoices(office) == []
    office.differs_by("116.00")
    if choice == "skip":
        office.answer(kinds[0], "skip")
        assert office.sync() == {}
        office.sync()
        office.question(kinds[0])


def test_the_old_rate_on_the_present_tax_has_a_mapping_of_its_own(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    lines = [Line("Old contract", D("438.5965"), tax_id=VAT, tax_percent=D(14)), Line("New", D(50), tax_id=VAT)]
    invoice = office.books.create_invoice(anna.id, lines)
    office.books.create_invoice(anna.id, [Line("Older", D("350.8772"), tax_id=OLD_VAT)])
    office.sync()
    held = office.desk.invoice(invoice.number)
    assert [line.tax_type for line in held.lines] == ["OUTPUT2", "OUTPUT3"]
    office.equal()


def test_a_payment_method_without_account(make_office) -> None:
    office: Office = make_office()
    method = office.books.add_method("Debit order")
    anna = office.customer()
    invoice = office.bill(anna)
    office.books.take_payment(anna.id, 115, method=method.id, invoices=[invoice.id])
    office.sync()
    office.answer("unmapped-method", "map", "090")
    assert office.sync() == {"create-payment": 1}
    assert office.receipts()[0].account.code == "090"
    assert office.sync() == {}
    assert not office.conflicts()
    assert office.due(invoice) == 0


def test_a_payment_by_a_method_without_account_is_asked_about_although_its_customer_has_nothing_else(
    make_office,
) -> None:
    """R17: before there was any contact to wait for."""
    office: Office = make_office()
    method = office.books.add_method("Debit order")
    office.books.take_payment(office.customer().id, 115, method=method.id)
    assert office.sync() == {}
    office.answer("unmapped-method", "map", "090")
    assert office.sync() == {"create-contact": 1, "create-overpayment": 1}
    office.equal()


@pytest.mark.parametrize("choice", ["other-account", "wait", "skip"])
def test_an_account_archived_in_xero(make_office, choice: str) -> None:
    office: Office = make_office()
    office.desk.archive_account("260")
    office.later(days=1, hours=1)
    anna = office.customer()
    invoice = office.books.create_invoice(anna.id, [Line("Router", D(100), tax_id=VAT, category_id=EQUIPMENT)])
    office.bill(anna)
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}
    office.answer("account-unusable", choice, "204" if choice == "other-account" else "")
    office.sync()
    if choice == "other-account":
        assert office.desk.invoice(invoice.number).lines[0].account.code == "204"
        office.equal()
    else:
        office.differs_by("115.00")


def test_a_bank_account_archived_in_xero(make_office) -> None:
    office: Office = make_office()
    office.desk.archive_account("090")
    office.later(days=1, hours=1)
    anna = office.customer()
    invoice = office.bill(anna)
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    assert office.sync() == {"create-contact": 1, "create-invoice": 1}
    office.answer("account-unusable", "other-account", "091")
    assert office.sync() == {"create-payment": 1}
    assert office.due(invoice) == 0


@pytest.mark.parametrize(("choice", "value"), [("change-account", "203"), ("change-tax", "NONE")])
def test_a_tax_rate_the_account_does_not_take(make_office, choice: str, value: str) -> None:
    office: Office = make_office()
    mappings = office.profile().mappings
    office.change_profile(
        mappings=replace(
            mappings,
            categories={**mappings.categories, "Equipment": "404"},
            taxes={**mappings.taxes, "none": "EXEMPTOUTPUT"},
        )
    )
    anna = office.customer()
    invoice = office.books.create_invoice(anna.id, [Line("Router", D(100), category_id=EQUIPMENT)])
    office.sync()
    office.answer("tax-not-allowed-on-account", choice, value)
    office.sync()
    assert not office.conflicts()
    line = office.desk.invoice(invoice.number).lines[0]
    assert (line.account.code, line.tax_type) == (
        ("203", "EXEMPTOUTPUT") if choice == "change-account" else ("404", "NONE")
    )
    assert office.due(invoice) == D("100.00")
    office.settled()


# -- refused, ignored, remembered --


def test_what_xero_refuses_is_asked_about_and_sent_again_on_request(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    office.bill(anna)
    office.sync()
    office.later(hours=1)
    contact = office.desk.contact(f"SPX-{anna.id}")
    office.desk.set_website(contact, "not a website")
    office.books.change_customer(anna.id, phone="021 555 0111")
    assert office.sync() == {}
    office.question("rejected-by-xero")
    assert office.sync() == {}
    office.desk.set_website(contact, "")
    office.answer("rejected-by-xero", "try-again")
    assert office.sync() == {"update-contact": 1}
    office.equal()


def test_left_out_once_is_asked_again_afterwards(make_office) -> None:
    office: Office = make_office()
    office.books.negative_invoices_allowed = True
    office.bill(office.customer(), "-40")
    office.sync()
    office.answer("negative-invoice", "skip")
    assert office.sync() == {}
    assert not office.conflicts()
    office.sync()
    office.question("negative-invoice")


def test_an_answer_may_become_a_rule(make_office) -> None:
    office: Office = make_office()
    office.books.negative_invoices_allowed = True
    anna = office.customer()
    office.bill(anna, "-40")
    office.sync()
    office.answer("negative-invoice", "as-credit-note", remember=True, scope="kind")
    assert office.sync() == {"create-credit-note": 1}
    office.bill(office.customer("Ben Nel"), "-10")
    assert office.sync()["create-credit-note"] == 1
    assert not office.conflicts()
    office.equal()


def test_one_answer_serves_the_whole_group(make_office) -> None:
    office: Office = make_office()
    category = office.books.add_category("Consulting")
    for name in ("Anna Botha", "Ben Nel", "Carl Zulu"):
        office.books.create_invoice(
            office.customer(name).id, [Line("Advice", D(100), tax_id=VAT, category_id=category.id)]
        )
    office.sync()
    open_now = office.conflicts()
    assert {c.kind.value for c in open_now} == {"unmapped-category"}
    assert open_now[0].group_count == 3
    office.session.resolve(open_now[0].id, "map", "203", group=True)
    assert office.sync()["create-invoice"] == 3
    office.equal()


def test_an_answer_counts_only_as_long_as_its_facts_hold(make_office) -> None:
    office: Office = make_office()
    anna = office.customer()
    invoice = office.bill(anna)
    office.books.take_payment(anna.id, 115, method=BANK, invoices=[invoice.id])
    office.sync()
    office.books.change_invoice(invoice.id, lines=[Line("Fibre", D(120), tax_id=VAT, category_id=SERVICE)])
    office.sync()
    office.answer("invoice-changed-after-payment", "credit-difference")
    office.books.change_invoice(invoice.id, lines=[Line("Fibre", D(130), tax_id=VAT, category_id=SERVICE)])
    assert office.sync() == {}
    assert office.question("invoice-changed-after-payment").amount == D("34.50")


def test_too_many_changes_stop_until_exactly_that_many_are_allowed(make_office) -> None:
    office: Office = make_office(too_many_items="3", too_many_percent="10")
    anna = office.customer()
    bills = [office.bill(anna) for _ in range(10)]
    office.sync()
    for invoice in bills[:4]:
        office.books.delete_invoice(invoice.id)
    stopped = office.run()
    assert stopped.reason == "too-many-changes"
    assert not stopped.written
    assert office.run(allow_many=3).reason == "too-many-changes"
    assert office.sync(allow_many=4) == {"void-invoice": 4}
    office.equal()
