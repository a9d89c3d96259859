"""Further situations of kinds that already have one: for answers that the first situation does not offer (ui.md §7)."""

from __future__ import annotations

from dataclasses import replace

from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.sandbox.xero.model import AccountClass
from tests.support.bank_office import BANK_ACCOUNT, billed, mixed
from tests.support.decisions.in_sync import (
    contact_named,
    invoice_typed,
    newest_payment,
    newest_receipt,
    payment_typed,
    receipt_typed,
    typed,
)
from tests.support.decisions.recipe import D, Outcome, Recipe, line, synced
from tests.support.decisions.settings import booked_on, tax_the_account_refuses
from tests.support.inprocess import BANK, Office


def number_of_their_own(office: Office) -> None:
    """The customer's contact already has an invoice of that number, over another amount."""
    person = office.customer()
    office.bill(person, "10")
    synced(office)
    contact = office.desk.contact("SPX-1")
    office.desk.add_invoice(contact, [line("90")], office.today, InvoiceNumber="202601000002")
    office.bill(person)


def charged_back(office: Office) -> None:
    """A gateway's import booked a chargeback that names its receipt, which still pays the invoice."""
    person = office.customer()
    invoice = office.bill(person)
    office.books.take_payment(person.id, 115, method=BANK, invoices=[invoice.id])
    synced(office)
    refund = office.books.refund(person.id, 115, method=BANK)
    with office.books.lock:
        refund.refund_payment_id = 1


def receipt_deleted_in_xero(office: Office) -> None:
    """The accountant deletes in Xero what was sent from Splynx."""
    person = office.customer()
    invoice = office.bill(person)
    office.books.take_payment(person.id, 115, method=BANK, invoices=[invoice.id])
    synced(office)
    office.desk.delete_payment(office.receipts()[0])


def first_run_undone(office: Office) -> None:
    """The run that made an invoice was undone."""
    anna = office.customer()
    office.bill(anna, "10")
    synced(office)
    office.bill(anna)
    run_id = office.run().run_id
    office.session.undo(run_id, None, Silent(), office.cancel)
    office.later(hours=1)


def account_number_in_use(office: Office) -> None:
    """The customer is in Xero already, typed by hand under another name and with the account number we would give."""
    office.desk.add_contact("Botha Family", AccountNumber="1")
    office.bill(office.customer())


def another_rate_would_do(office: Office) -> None:
    """As above, and the organisation has a rate of its own that Xero takes on every account."""
    rate = replace(office.desk.org.tax_rates["OUTPUT3"], tax_type="TAX001", name="VAT", classes=frozenset(AccountClass))
    office.desk.org.tax_rates["TAX001"] = rate
    office.fetch()
    tax_the_account_refuses(office)


def money_of_nobody(office: Office) -> None:
    """The bank brings money on a contact that is no customer's, fifteen more than Splynx was told."""
    mixed(office)
    office.bill(office.customer())
    synced(office)
    stranger = office.desk.add_contact("J. Botha Trading")
    office.desk.receive_overpayment(stranger, "130", BANK_ACCOUNT, office.today, "by EFT")


def _number(number: str):  # type: ignore[no-untyped-def]
    def value(office: Office, _question: Conflict) -> str:
        return office.desk.invoice(number).doc_id

    return value


def _nothing_was_paid(office: Office) -> None:
    assert office.receipts() == []
    assert office.due(office.books.invoice(1)) == D(115)


def _gone_in_splynx_too(office: Office) -> None:
    assert billed(office) == []
    assert office.books.invoice(1).due == D(115)


def _sent_as_second_generation(office: Office) -> None:
    (receipt,) = office.receipts()
    assert receipt.reference.endswith("SPX-P1.1.g2")


def _only_the_typed_one(office: Office) -> None:
    (receipt,) = office.receipts()
    assert receipt.reference == "typed"


VARIANTS: dict[str, Recipe] = {
    "number-of-their-own": Recipe(
        ConflictKind.INVOICE_NUMBER_TAKEN,
        number_of_their_own,
        ("renumber", "link"),
        (Outcome("link", {}, "11.50"), Outcome("in-sync", {}, "11.50", value=_number("202601000002"))),
    ),
    "charged-back": Recipe(
        ConflictKind.REFUND_WITHOUT_CREDIT,
        charged_back,
        ("wait-for-credit-note", "un-pay", "leave"),
        (Outcome("un-pay", {"delete-payment": 1}, left=(1, 2), then=_nothing_was_paid),),
    ),
    "receipt-deleted-in-xero": Recipe(
        ConflictKind.REMOVED_IN_XERO,
        receipt_deleted_in_xero,
        ("send-again", "remove-in-splynx", "leave"),
        (
            Outcome("send-again", {"create-payment": 1}, then=_sent_as_second_generation),
            Outcome("remove-in-splynx", {"delete-payment": 1}, then=_gone_in_splynx_too),
            Outcome("leave", {}, "-115.00"),
            Outcome("in-sync", value=newest_receipt, first=receipt_typed("115.00"), then=_only_the_typed_one),
        ),
    ),
    "first-run-undone": Recipe(
        ConflictKind.UNDONE,
        first_run_undone,
        ("send-again", "leave"),
        (typed(invoice_typed()),),
    ),
    "account-number-in-use": Recipe(
        ConflictKind.REJECTED_BY_XERO,
        account_number_in_use,
        ("try-again",),
        (Outcome("in-sync", after={"create-invoice": 1}, value=contact_named("Botha Family")),),
        options={"account_number": '"{id}"'},
    ),
    "another-rate-would-do": Recipe(
        ConflictKind.TAX_NOT_ALLOWED_ON_ACCOUNT,
        another_rate_would_do,
        ("change-account", "change-tax"),
        (Outcome("change-tax", {"create-invoice": 1}, value="TAX001", then=booked_on("404", "TAX001")),),
    ),
    "money-of-nobody-over-more": Recipe(
        ConflictKind.PAYMENT_UNMATCHED,
        money_of_nobody,
        ("customer", "as-credit"),
        (Outcome("in-sync", {}, "15.00", value=newest_payment, first=payment_typed()),),
    ),
}
