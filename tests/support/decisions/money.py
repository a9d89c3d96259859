"""Situations about payments, refunds and what they pay (R16–R29)."""

from __future__ import annotations

import datetime as dt

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from tests.support.bank_office import BANK_ACCOUNT, bank_pays, billed, mixed, splynx_due
from tests.support.decisions.recipe import LAST_MONTH, D, Outcome, Recipe, anna, synced
from tests.support.inprocess import BANK, CARD, Office


def _paid(office: Office, **how: object) -> None:
    person = office.customer()
    invoice = office.bill(person, on=how.get("day"))  # type: ignore[arg-type]
    office.books.take_payment(person.id, 115, method=BANK, invoices=[invoice.id], **how)  # type: ignore[arg-type]
    synced(office)


def more_than_is_owed(office: Office) -> None:
    """Part of the invoice was paid in Xero by hand; then the whole of it is paid in Splynx."""
    person = office.customer()
    invoice = office.bill(person)
    synced(office)
    office.desk.record_payment(office.desk.invoice(invoice.number), "15.00", BANK_ACCOUNT, dt.date(2026, 11, 1))
    office.books.take_payment(person.id, 115, method=BANK, invoices=[invoice.id])


def recorded_by_hand_before(office: Office) -> None:
    """The bookkeeper typed the receipt into Xero two days before it was entered in Splynx."""
    person = office.customer()
    invoice = office.bill(person, "100", "100")
    synced(office)
    office.desk.record_payment(office.desk.invoice(invoice.number), "115.00", BANK_ACCOUNT, dt.date(2026, 11, 17))
    office.books.take_payment(person.id, 115, method=BANK, invoices=[invoice.id], day=dt.date(2026, 11, 19))


def money_of_nobody(office: Office) -> None:
    """The bank brings money on a contact that is no customer's."""
    mixed(office)
    office.bill(office.customer())
    synced(office)
    stranger = office.desk.add_contact("J. Botha Trading")
    office.desk.receive_overpayment(stranger, 115, BANK_ACCOUNT, office.today, "for 202601000001")


def deleted_but_reconciled(office: Office) -> None:
    """A payment is deleted in Splynx that the bank confirmed in Xero."""
    _paid(office)
    office.desk.reconcile(office.receipts()[0])
    office.books.delete_payment(1)


def deleted_of_an_earlier_month(office: Office) -> None:
    """A payment of last month is deleted in Splynx."""
    _paid(office, day=LAST_MONTH)
    office.books.delete_payment(1)


def edited(office: Office) -> None:
    """The amount of a payment is corrected in Splynx; the nightly full reading finds it (R34)."""
    _paid(office)
    office.books.change_payment(1, amount=100)
    office.later(days=1, hours=1)


def of_an_older_invoice(office: Office) -> None:
    """A payment for an invoice from before the first day that is synced."""
    person = office.customer()
    old = office.bill(person, on=dt.date(2026, 7, 1))
    office.bill(person, "10")
    synced(office)
    from tests.support.decisions.recipe import line

    contact = office.desk.contact("SPX-1")
    office.desk.add_invoice(contact, [line()], dt.date(2026, 7, 1), InvoiceNumber="OLD-1")
    office.books.take_payment(person.id, 115, method=BANK, invoices=[old.id])


def on_an_account_nobody_reads(office: Office) -> None:
    """The receipt was booked in Xero on an account that is not read."""
    mixed(office)
    invoice = office.bill(office.customer())
    synced(office)
    bank_pays(office, invoice, 115, account="091")


def overpaid_on_its_page(office: Office) -> None:
    """More than was owed was recorded on the invoice's own page in Xero: the rest names no account."""
    mixed(office)
    office.bill(office.customer())
    synced(office)
    office.desk.overpay(office.desk.invoice("202601000001"), "150.00", BANK_ACCOUNT, office.today, "EFT")


def booked_as_income(office: Office) -> None:
    """Money of a customer was booked straight to sales in Xero."""
    mixed(office)
    office.bill(office.customer())
    office.sync()
    office.later(days=1)
    contact = office.desk.contact("SPX-1")
    office.desk.receive_money(contact, 115, BANK_ACCOUNT, office.today, "200", "EFT Botha")


def credited_without_a_document(office: Office) -> None:
    """A correction of the balance in Splynx pays an invoice."""
    person = office.customer()
    invoice = office.bill(person)
    synced(office)
    correction = office.books.correct_balance(person.id, 40)
    office.books.allocate_correction(correction.id, invoice.id)


def refunded_without_credit(office: Office) -> None:
    """Money is paid back in Splynx without a credit note."""
    _paid(office)
    office.books.refund(1, 115, method=BANK)


def looks_like_a_double(office: Office) -> None:
    """Two payments carry the same id of the card gateway."""
    person = office.customer()
    for invoice in (office.bill(person), office.bill(person)):
        office.books.take_payment(person.id, 115, method=CARD, invoices=[invoice.id], fields=["ch_77"])


def removed_in_splynx(office: Office) -> None:
    """A payment that came from Xero is deleted in Splynx."""
    mixed(office)
    invoice = office.bill(office.customer())
    synced(office)
    bank_pays(office, invoice, 115)
    synced(office)
    office.books.delete_payment(1)


def used_differently(office: Office) -> None:
    """An allocation made in Splynx is taken off in Xero."""
    person = office.customer()
    payment = office.books.take_payment(person.id, 150, method=BANK)
    office.sync()
    invoice = office.bill(person)
    office.books.allocate_payment(payment.id, invoice.id)
    synced(office)
    office.desk.deallocate(office.credits()[0].allocations[0])


def _kept(open_amount: str, credit: str):  # type: ignore[no-untyped-def]
    def check(office: Office) -> None:
        assert office.due(office.books.invoice(1)) == D(open_amount)
        assert sum(c.open_amount for c in office.credits()) == D(credit)

    return check


def _receipts(*amounts: str):  # type: ignore[no-untyped-def]
    def check(office: Office) -> None:
        assert sorted(r.amount for r in office.receipts()) == sorted(D(a) for a in amounts)

    return check


def _pays_the_oldest(office: Office) -> None:
    assert splynx_due(office, office.books.invoice(1)) == 0
    assert [p.amount for p in billed(office)] == [D(115)]


def _the_rest_is_credit(office: Office) -> None:
    assert [(p.amount, p.remind_amount) for p in billed(office)] == [(D(115), 0), (D(35), D(35))]


def _pays_nothing(office: Office) -> None:
    (payment,) = billed(office)
    assert payment.amount == D(115)


def _deleted_once_unreconciled(office: Office) -> None:
    (receipt,) = office.receipts()
    office.desk.reconcile(receipt, False)
    assert office.sync() == {"delete-payment": 1}
    office.equal()


def _made_again(office: Office) -> None:
    (payment,) = billed(office)
    assert payment.amount == D(115)
    assert len(office.receipts()) == 1


def _goes_out_with_a_credit_note(office: Office) -> None:
    from splynx_xero_gui.sandbox.splynx import Line

    office.books.create_credit_note(1, [Line("Ended", D(100), tax_id=1)], invoice_id=1)
    assert office.sync() == {"create-credit-note": 1, "create-refund": 1}
    office.equal()


def _second(_office: Office, question: Conflict) -> str:
    return question.facts["ids"].split(",")[1].strip()


def _anna(office: Office, _question: Conflict) -> str:
    return str(anna(office).id)


MONEY = (
    Recipe(
        ConflictKind.PAYMENT_EXCEEDS_DUE,
        more_than_is_owed,
        ("overpayment", "all-credit"),
        (
            Outcome("overpayment", {"create-payment": 1, "create-overpayment": 1}, "15.00", then=_kept("0", "15")),
            Outcome("all-credit", {"create-overpayment": 1}, "15.00", then=_kept("100", "115")),
        ),
        waiting="-100.00",
    ),
    Recipe(
        ConflictKind.PAYMENT_MAYBE_ALREADY_RECORDED,
        recorded_by_hand_before,
        ("link", "separate"),
        (
            Outcome("link", {}, then=_receipts("115")),
            Outcome("separate", {"create-payment": 1}, "115.00", then=_receipts("115", "115")),
        ),
    ),
    Recipe(
        ConflictKind.PAYMENT_UNMATCHED,
        money_of_nobody,
        ("customer", "as-credit"),
        (
            Outcome("customer", {"create-payment": 1}, value=_anna, then=_pays_the_oldest),
            Outcome("as-credit", {"create-payment": 1}, value=_anna, then=_pays_nothing),
        ),
    ),
    Recipe(
        ConflictKind.PAYMENT_DELETED_BUT_RECONCILED,
        deleted_but_reconciled,
        ("wait-unreconcile", "restore", "leave"),
        (
            Outcome("wait-unreconcile", {}, "115.00", left=(1,), then=_deleted_once_unreconciled),
            Outcome("restore", {"create-payment": 1}, left=(1,), then=_made_again),
            Outcome("leave", {}, "115.00", left=(1,), then=_receipts("115")),
        ),
        waiting="115.00",
        left=(1,),
    ),
    Recipe(
        ConflictKind.PAYMENT_DELETED_EARLIER_MONTH,
        deleted_of_an_earlier_month,
        ("delete", "leave"),
        (
            Outcome("delete", {"delete-payment": 1}, then=_kept("115", "0")),
            Outcome("leave", {}, "115.00", left=(1,), then=_receipts("115")),
        ),
        waiting="115.00",
        left=(1,),
    ),
    Recipe(
        ConflictKind.PAYMENT_EDITED,
        edited,
        ("replace", "leave"),
        (
            Outcome("replace", {"delete-payment": 1, "create-payment": 1}, then=_receipts("100")),
            Outcome("leave", {}, "15.00", left=(1,), then=_receipts("115")),
        ),
        waiting="15.00",
        left=(1,),
    ),
    Recipe(
        ConflictKind.PAYMENT_FOR_UNSYNCED_INVOICE,
        of_an_older_invoice,
        ("link", "as-credit", "outside"),
        (
            Outcome("link", {"create-payment": 1}, "-115.00", value="OLD-1"),
            Outcome("as-credit", {"create-overpayment": 1}, "-115.00"),
            Outcome("outside", {}, "-230.00"),
        ),
        waiting="-230.00",
        own_sums=False,
    ),
    Recipe(
        ConflictKind.PAYMENT_ON_UNEXPECTED_ACCOUNT,
        on_an_account_nobody_reads,
        ("take-over", "leave"),
        (
            Outcome("take-over", {"create-payment": 1}, value="Cash", then=_pays_the_oldest),
            Outcome("leave", {}, "115.00"),
        ),
        waiting="115.00",
    ),
    Recipe(
        ConflictKind.RECEIPT_WITHOUT_ACCOUNT,
        overpaid_on_its_page,
        ("account", "leave"),
        (
            Outcome("account", {"create-payment": 1}, value=BANK_ACCOUNT, then=_the_rest_is_credit),
            Outcome("leave", {}, "35.00"),
        ),
        waiting="35.00",
    ),
    Recipe(
        ConflictKind.RECEIPT_NOT_ON_RECEIVABLES,
        booked_as_income,
        ("ignore",),
        (Outcome("ignore"),),
    ),
    Recipe(
        ConflictKind.CREDIT_WITHOUT_DOCUMENT,
        credited_without_a_document,
        ("credit-note", "leave"),
        (
            Outcome(
                "credit-note",
                {"create-credit-note": 1, "allocate-credit-note": 1},
                "40.00",
                then=_kept("75", "0"),
            ),
            Outcome("leave", {}, then=_kept("115", "0")),
        ),
        own_sums=False,
    ),
    Recipe(
        ConflictKind.REFUND_WITHOUT_CREDIT,
        refunded_without_credit,
        ("wait-for-credit-note", "leave"),
        (
            Outcome("wait-for-credit-note", {}, "115.00", then=_goes_out_with_a_credit_note),
            Outcome("leave", {}, "115.00"),
        ),
        waiting="115.00",
    ),
    Recipe(
        ConflictKind.DUPLICATE_SUSPECTED,
        looks_like_a_double,
        ("separate", "same"),
        (
            Outcome("separate", {"create-payment": 2}, then=_receipts("115", "115")),
            Outcome("same", {"create-payment": 1}, "-115.00", value=_second, then=_receipts("115")),
        ),
        waiting="-230.00",
    ),
    Recipe(
        ConflictKind.REMOVED_IN_SPLYNX,
        removed_in_splynx,
        ("make-again", "leave"),
        (Outcome("make-again", {"create-payment": 1}, then=_made_again), Outcome("leave", {}, "115.00")),
        waiting="115.00",
    ),
    Recipe(
        ConflictKind.ALLOCATION_DIFFERS,
        used_differently,
        ("use-splynx", "leave"),
        (
            Outcome("use-splynx", {"allocate-overpayment": 1}, then=_kept("0", "35")),
            Outcome("leave", {}, then=_kept("115", "150")),
        ),
    ),
)
