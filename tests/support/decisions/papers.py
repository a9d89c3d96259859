"""Situations about invoices, credit notes and their numbers (R4, R9–R15, R28)."""

from __future__ import annotations

from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.sandbox.splynx import Line
from tests.support.decisions.recipe import END_OF_LAST_MONTH, LAST_MONTH, D, Outcome, Recipe, line, synced
from tests.support.inprocess import BANK, VAT, Office

FIRST = "202601000001"


def _reprice(office: Office, price: str) -> None:
    office.later(hours=1)
    office.books.change_invoice(1, lines=[Line("Fibre 25 Mbps", D(price), tax_id=VAT)])


def number_of_a_stranger(office: Office) -> None:
    """Another customer already has an invoice of that number in Xero."""
    stranger = office.desk.add_contact("Somebody else")
    office.desk.add_invoice(stranger, [line("90")], office.today, InvoiceNumber=FIRST)
    office.bill(office.customer())


def number_that_was_voided(office: Office) -> None:
    """The number was used up by an invoice that is voided in Xero."""
    stranger = office.desk.add_contact("Somebody else")
    office.desk.void(office.desk.add_invoice(stranger, [line("90")], office.today, InvoiceNumber=FIRST))
    office.bill(office.customer())


def changed_in_xero(office: Office) -> None:
    """The accountant lowers the price in Xero."""
    office.bill(office.customer())
    synced(office)
    held = office.desk.invoice(FIRST)
    office.desk.change_document(held, LineItems=[line("90", LineItemID=held.lines[0].line_id)])


def _paid(office: Office) -> None:
    person = office.customer()
    invoice = office.bill(person)
    office.books.take_payment(person.id, 115, method=BANK, invoices=[invoice.id])
    synced(office)


def changed_after_payment(office: Office) -> None:
    """A paid invoice gets another price in Splynx."""
    _paid(office)
    _reprice(office, "120")


def deleted_after_payment(office: Office) -> None:
    """A paid invoice is deleted in Splynx; its receipt is reconciled in Xero and stays where it is."""
    _paid(office)
    office.desk.reconcile(office.receipts()[0])
    office.books.delete_invoice(1)


def changed_earlier_month(office: Office) -> None:
    """An unpaid invoice of last month gets another price in Splynx."""
    office.bill(office.customer(), on=LAST_MONTH)
    synced(office)
    _reprice(office, "120")


def deleted_earlier_month(office: Office) -> None:
    """An unpaid invoice of last month is deleted in Splynx."""
    office.bill(office.customer(), on=LAST_MONTH)
    synced(office)
    office.books.delete_invoice(1)


def dated_in_a_closed_period(office: Office) -> None:
    """The month was closed in Xero before the invoice was sent."""
    office.desk.lock_dates(period=END_OF_LAST_MONTH)
    office.bill(office.customer(), on=LAST_MONTH)


def below_zero(office: Office) -> None:
    """Splynx billed more discount than service."""
    office.books.negative_invoices_allowed = True
    office.bill(office.customer(), "-40")


def not_reproducible(office: Office) -> None:
    """An import into Splynx left a total that is not the sum of the lines."""
    invoice = office.bill(office.customer())
    with office.books.lock:
        invoice.total = invoice.due = D("120.00")


def in_another_currency(office: Office) -> None:
    """The accountant turns the invoice into dollars in Xero."""
    office.bill(office.customer())
    synced(office)
    office.desk.change_currency(office.desk.invoice(FIRST), "USD")


def voided_in_xero(office: Office) -> None:
    """The accountant voids in Xero what Splynx still bills."""
    office.bill(office.customer())
    synced(office)
    office.desk.void(office.desk.invoice(FIRST))


def taken_back(office: Office) -> None:
    """A run that changed an invoice was undone."""
    invoice = office.bill(office.customer(), "100", "20")
    synced(office)
    office.books.change_invoice(invoice.id, lines=[Line("Fibre 50 Mbps", D("150"), tax_id=VAT)])
    run_id = office.run().run_id
    office.session.undo(run_id, None, Silent(), office.cancel)
    office.later(hours=1)


def in_xero_only(office: Office) -> None:
    """An invoice is typed into Xero on one of our contacts."""
    office.bill(office.customer())
    synced(office)
    office.desk.add_invoice(office.desk.contact("SPX-1"), [line()], office.today, InvoiceNumber="HAND-7")


def _renumbered(office: Office) -> None:
    held = office.desk.invoice(f"{FIRST}-2")
    assert held.contact.name == "Anna Botha"
    assert FIRST in held.reference
    assert held.total == D("115.00")


def _linked_to_the_stranger(office: Office) -> None:
    assert office.desk.invoice(FIRST).contact.name == "Somebody else"


def _total_is(amount: str):  # type: ignore[no-untyped-def]
    def check(office: Office) -> None:
        assert office.desk.invoice(FIRST).total == D(amount)

    return check


def _reissued(office: Office) -> None:
    anew = office.desk.invoice(f"{FIRST}-2")
    assert (anew.total, anew.open_amount) == (D("138.00"), D("23.00"))
    assert office.desk.credit_note(f"{FIRST}-CR").open_amount == 0
    assert office.due(office.books.invoice(1)) == 0


def _difference_booked(office: Office) -> None:
    assert office.desk.invoice(f"{FIRST}-2").total == D("23.00")
    assert office.desk.invoice(FIRST).total == D("115.00")


def _credited(office: Office) -> None:
    note = office.desk.credit_note(f"{FIRST}-CR")
    assert (note.total, note.open_amount) == (D("115.00"), D("115.00"))


def _credited_today(office: Office) -> None:
    note = office.desk.credit_note(f"{FIRST}-CR")
    assert (note.on, note.total, note.open_amount) == (office.today, D("115.00"), 0)


def _status(word: str):  # type: ignore[no-untyped-def]
    def check(office: Office) -> None:
        assert office.desk.invoice(FIRST).status == word

    return check


def _first_open_day(office: Office) -> None:
    held = office.desk.invoice(FIRST)
    assert held.on.isoformat() == "2026-11-01"
    assert "2026-10-12" in held.reference


def _asked_again_when_opened(office: Office) -> None:
    office.desk.lock_dates()
    assert office.sync() == {"create-contact": 1, "create-invoice": 1} or office.sync() == {}
    office.equal()


def _as_credit_note(office: Office) -> None:
    assert office.desk.credit_note(FIRST).total == D("46.00")


def _splynx_sums(office: Office) -> None:
    held = office.desk.invoice(FIRST)
    assert held.total == office.books.invoice(1).total.quantize(D("0.01"))
    assert len(held.lines) == 1


def _sent_again(office: Office) -> None:
    assert office.desk.invoice(f"{FIRST}-2").total == D("115.00")
    assert office.desk.invoice(FIRST).status == "VOIDED"


PAPERS = (
    Recipe(
        ConflictKind.INVOICE_NUMBER_TAKEN,
        number_of_a_stranger,
        ("renumber", "link"),
        (
            Outcome("renumber", {"create-invoice": 1}, then=_renumbered),
            Outcome("link", {}, "11.50", then=_linked_to_the_stranger),
        ),
        waiting="115.00",
    ),
    Recipe(
        ConflictKind.INVOICE_NUMBER_VOIDED,
        number_that_was_voided,
        ("renumber", "leave"),
        (Outcome("renumber", {"create-invoice": 1}, then=_renumbered), Outcome("leave", {}, "115.00")),
        waiting="115.00",
    ),
    Recipe(
        ConflictKind.INVOICE_DIFFERS,
        changed_in_xero,
        ("use-splynx", "keep-xero"),
        (
            Outcome("use-splynx", {"update-invoice": 1}, then=_total_is("115.00")),
            Outcome("keep-xero", {}, "11.50", then=_total_is("103.50")),
        ),
        waiting="11.50",
    ),
    Recipe(
        ConflictKind.INVOICE_CHANGED_AFTER_PAYMENT,
        changed_after_payment,
        ("credit-reissue", "credit-difference", "leave"),
        (
            Outcome(
                "credit-reissue",
                {
                    "delete-payment": 1,
                    "create-credit-note": 1,
                    "allocate-credit-note": 1,
                    "create-invoice": 1,
                    "create-payment": 1,
                },
                then=_reissued,
            ),
            Outcome("credit-difference", {"create-invoice": 1}, then=_difference_booked),
            Outcome("leave", {}, "23.00", then=_total_is("115.00")),
        ),
        waiting="23.00",
    ),
    Recipe(
        ConflictKind.INVOICE_DELETED_AFTER_PAYMENT,
        deleted_after_payment,
        ("credit", "leave"),
        (Outcome("credit", {"create-credit-note": 1}, then=_credited), Outcome("leave", {}, "-115.00")),
        waiting="-115.00",
        with_others={"allocation-differs": "leave"},
    ),
    Recipe(
        ConflictKind.INVOICE_CHANGED_EARLIER_MONTH,
        changed_earlier_month,
        ("credit-today", "in-place", "leave"),
        (
            Outcome("credit-today", {"create-invoice": 1}, then=_difference_booked),
            Outcome("in-place", {"update-invoice": 1}, then=_total_is("138.00")),
            Outcome("leave", {}, "23.00", then=_total_is("115.00")),
        ),
        waiting="23.00",
    ),
    Recipe(
        ConflictKind.INVOICE_DELETED_EARLIER_MONTH,
        deleted_earlier_month,
        ("credit-today", "in-place", "leave"),
        (
            Outcome("credit-today", {"create-credit-note": 1, "allocate-credit-note": 1}, then=_credited_today),
            Outcome("in-place", {"void-invoice": 1}, then=_status("VOIDED")),
            Outcome("leave", {}, "-115.00", then=_status("AUTHORISED")),
        ),
        waiting="-115.00",
    ),
    Recipe(
        ConflictKind.DOCUMENT_LOCKED_PERIOD,
        dated_in_a_closed_period,
        ("first-open-day", "leave-out", "wait"),
        (
            Outcome("first-open-day", {"create-invoice": 1}, then=_first_open_day),
            Outcome("leave-out", {}, "115.00"),
            Outcome("wait", {}, "115.00", then=_asked_again_when_opened),
        ),
        waiting="115.00",
    ),
    Recipe(
        ConflictKind.NEGATIVE_INVOICE,
        below_zero,
        ("as-credit-note",),
        (Outcome("as-credit-note", {"create-credit-note": 1}, then=_as_credit_note),),
        waiting="-46.00",
    ),
    Recipe(
        ConflictKind.TOTAL_NOT_REPRODUCIBLE,
        not_reproducible,
        ("as-splynx-lines", "leave"),
        (Outcome("as-splynx-lines", {"create-invoice": 1}, then=_splynx_sums), Outcome("leave", {}, "120.00")),
        waiting="120.00",
    ),
    Recipe(
        ConflictKind.CURRENCY_DIFFERS,
        in_another_currency,
        ("wait",),
        (Outcome("wait"),),
    ),
    Recipe(
        ConflictKind.REMOVED_IN_XERO,
        voided_in_xero,
        ("send-again", "leave"),
        (Outcome("send-again", {"create-invoice": 1}, then=_sent_again), Outcome("leave", {}, "115.00")),
        waiting="115.00",
    ),
    Recipe(
        ConflictKind.UNDONE,
        taken_back,
        ("send-again", "leave"),
        (
            Outcome("send-again", {"update-invoice": 1}, then=_total_is("172.50")),
            Outcome("leave", {}, "34.50", then=_total_is("138.00")),
        ),
        waiting="34.50",
    ),
    Recipe(
        ConflictKind.XERO_ONLY_DOCUMENT,
        in_xero_only,
        ("leave", "wait"),
        (Outcome("leave", {}, "-115.00"), Outcome("wait", {}, "-115.00")),
        waiting="-115.00",
    ),
)
