"""What the engine may rely on of any accounting system about payments, credits and allocations."""

from decimal import Decimal

from splynx_xero_gui.domain.accounting import (
    AccountingStatus,
    Credit,
    Payment,
    PaymentTarget,
)
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind
from splynx_xero_gui.domain.payloads import (
    AllocationPayload,
    DeallocationPayload,
    DeletionPayload,
    Ref,
)
from splynx_xero_gui.ports.accounting import Refused
from tests.support.xero_asks import credit, credit_note, everything, one, payment
from tests.support.xero_bench import DAY

# --- payments ---------------------------------------------------------------------------------------------------------


def test_a_payment_lessens_what_is_open_and_is_found_with_its_token(books, system):
    contact = books.contact()
    id = books.invoice(contact)
    made = one(books.done(ActionKind.CREATE_PAYMENT, payment(id, "40.00")))
    for found in (
        made.body,
        one(system.payments_of(ObjectKind.INVOICE, id)),
        one(system.by_ids(ObjectKind.PAYMENT, [made.xero_id])),
        one(everything(system, ObjectKind.PAYMENT)),
    ):
        assert isinstance(found, Payment)
        assert (found.id, found.target, found.target_id) == (made.xero_id, PaymentTarget.INVOICE, id)
        assert (found.contact_id, found.amount, found.reference) == (contact, Decimal("40.00"), "R77 SPX-P1.1")
        assert (found.account_code, found.date, found.status) == ("090", DAY, AccountingStatus.AUTHORISED)
    invoice = one(system.by_ids(ObjectKind.INVOICE, [id]))
    assert (invoice.open, invoice.paid) == (Decimal("75.00"), Decimal("40.00"))


def test_equal_payments_on_equal_days_are_separate(books, system):
    id = books.invoice(books.contact())
    tokens = ("SPX-P1.1", "SPX-P11.1", "SPX-P2.1")
    done = books.done(ActionKind.CREATE_PAYMENT, *(payment(id, "10.00", token) for token in tokens))
    assert len({o.xero_id for o in done}) == 3
    assert [o.body.reference.split()[-1] for o in done] == list(tokens)
    assert one(system.by_ids(ObjectKind.INVOICE, [id])).open == Decimal("85.00")


def test_paying_more_than_is_owed_is_refused_and_changes_nothing(books, system):
    id = books.invoice(books.contact())
    refused = one(books.do(ActionKind.CREATE_PAYMENT, payment(id, "115.01")).outcomes)
    assert refused.cause == "more than is owed"
    assert one(system.by_ids(ObjectKind.INVOICE, [id])).open == Decimal("115.00")


def test_a_draft_takes_no_payment(books):
    id = books.invoice(books.contact(), status="DRAFT")
    assert one(books.do(ActionKind.CREATE_PAYMENT, payment(id, "1.00")).outcomes).cause == "invoice is still a draft"


def test_an_account_without_payments_takes_none_and_one_without_code_is_named_by_id(books, system):
    id = books.invoice(books.contact())
    refused = one(books.do(ActionKind.CREATE_PAYMENT, payment(id, "1.00", account="200")).outcomes)
    assert refused.cause == "account archived, unknown or not open to payments"
    codeless = next(a for a in system.reference().accounts if a.type == "BANK" and not a.code)
    found = one(books.done(ActionKind.CREATE_PAYMENT, payment(id, "1.00", account=codeless.id))).body
    assert (found.account_id, found.account_code) == (codeless.id, "")


def test_a_deleted_payment_opens_the_invoice_again_and_stays_visible(books, system):
    id = books.invoice(books.contact())
    paid = one(books.done(ActionKind.CREATE_PAYMENT, payment(id, "115.00"))).xero_id
    assert one(system.by_ids(ObjectKind.INVOICE, [id])).status is AccountingStatus.PAID
    one(books.done(ActionKind.DELETE_PAYMENT, DeletionPayload(ObjectKind.PAYMENT, paid)))
    found = one(system.by_ids(ObjectKind.INVOICE, [id]))
    assert (found.status, found.open) == (AccountingStatus.AUTHORISED, Decimal("115.00"))
    assert one(everything(system, ObjectKind.PAYMENT)).status is AccountingStatus.DELETED


def test_a_reconciled_payment_says_so_and_is_not_deleted(books):
    id = books.invoice(books.contact())
    made = one(books.done(ActionKind.CREATE_PAYMENT, payment(id, "5.00", reconciled=True)))
    assert made.body.reconciled is True
    refused = one(books.do(ActionKind.DELETE_PAYMENT, DeletionPayload(ObjectKind.PAYMENT, made.xero_id)).outcomes)
    assert isinstance(refused, Refused)


def test_payments_inside_a_batch_name_it_and_do_not_say_whether_they_are_reconciled(books, system):
    contact = books.contact()
    books.invoice(contact)
    desk = books.sandbox.desk()
    batch = desk.batch_deposit([(desk.invoice("INV-1"), "50.00")], "090", DAY)
    found = one(everything(system, ObjectKind.PAYMENT))
    assert (found.batch_id, found.reconciled) == (batch.batch_id, None)


# --- credit notes, over- and prepayments ------------------------------------------------------------------------------


def test_a_credit_note_is_allocated_read_back_and_taken_off_again(books, system):
    contact = books.contact()
    invoices = [books.invoice(contact, f"INV-{n}") for n in (1, 2)]
    note = credit_note(books, contact)
    payloads = [
        AllocationPayload(ObjectKind.CREDIT_NOTE, Ref(note), Ref(id), Decimal(a), DAY)
        for id, a in zip(invoices, ("30.00", "40.00"), strict=True)
    ]
    done = books.done(ActionKind.ALLOCATE_CREDIT_NOTE, *payloads)
    found = one(system.by_numbers(ObjectKind.CREDIT_NOTE, ["CN-1"]))
    assert (found.open, found.credited) == (Decimal("45.00"), Decimal("70.00"))
    assert {(a.invoice_id, a.amount) for a in found.allocations} == {
        (invoices[0], Decimal("30.00")),
        (invoices[1], Decimal("40.00")),
    }
    assert {o.part_id for o in done} == {a.id for a in found.allocations}
    assert {o.xero_id for o in done} == {note}
    off = DeallocationPayload(ObjectKind.CREDIT_NOTE, note, done[0].part_id)
    one(books.done(ActionKind.DEALLOCATE_CREDIT_NOTE, off))
    assert one(everything(system, ObjectKind.CREDIT_NOTE)).open == Decimal("75.00")
    assert one(system.by_ids(ObjectKind.INVOICE, [invoices[0]])).open == Decimal("115.00")


def test_a_credit_note_may_have_the_number_of_an_invoice(books, system):
    contact = books.contact()
    books.invoice(contact, "D-1")
    credit_note(books, contact, number="D-1")
    assert one(system.by_numbers(ObjectKind.CREDIT_NOTE, ["D-1"])).kind is ObjectKind.CREDIT_NOTE
    assert one(system.by_numbers(ObjectKind.INVOICE, ["D-1"])).kind is ObjectKind.INVOICE


def test_allocating_more_than_is_owed_is_refused(books):
    contact = books.contact()
    invoice, note = books.invoice(contact, price="10.00"), credit_note(books, contact)
    payload = AllocationPayload(ObjectKind.CREDIT_NOTE, Ref(note), Ref(invoice), Decimal("20.00"), DAY)
    assert one(books.do(ActionKind.ALLOCATE_CREDIT_NOTE, payload).outcomes).cause == "more than is owed"


def test_a_credit_note_is_refunded_by_a_payment(books, system):
    note = credit_note(books, books.contact())
    refund = payment(note, "60.00", "SPX-P9.1", target=PaymentTarget.CREDIT_NOTE)
    made = one(books.done(ActionKind.CREATE_REFUND, refund))
    found = one(everything(system, ObjectKind.PAYMENT))
    assert (found.id, found.target, found.target_id) == (made.xero_id, PaymentTarget.CREDIT_NOTE, note)
    assert one(system.payments_of(ObjectKind.CREDIT_NOTE, note)).id == made.xero_id
    credit = one(system.by_ids(ObjectKind.CREDIT_NOTE, [note]))
    assert (credit.open, credit.paid) == (Decimal("55.00"), Decimal("60.00"))


def test_an_overpayment_is_made_found_by_its_token_used_and_deleted(books, system):
    contact = books.contact()
    made = one(books.done(ActionKind.CREATE_OVERPAYMENT, credit(contact, "75.00")))
    assert isinstance(made.body, Credit)
    assert made.xero_id == made.body.id != made.body.bank_transaction_id
    fresh = one(system.credits_of(contact))
    assert (fresh.id, fresh.reference) == (made.xero_id, "R77 SPX-P1.2")
    assert (fresh.account_code, fresh.bank_transaction_id) == ("090", made.body.bank_transaction_id)
    invoice = books.invoice(contact)
    put = AllocationPayload(ObjectKind.OVERPAYMENT, Ref(made.xero_id), Ref(invoice), Decimal("75.00"), DAY)
    allocated = one(books.done(ActionKind.ALLOCATE_OVERPAYMENT, put))
    used = one(everything(system, ObjectKind.OVERPAYMENT))
    assert (used.open, used.total, used.status) == (0, Decimal("75.00"), AccountingStatus.PAID)
    off = DeallocationPayload(ObjectKind.OVERPAYMENT, made.xero_id, allocated.part_id)
    one(books.done(ActionKind.DEALLOCATE_OVERPAYMENT, off))
    gone = one(books.done(ActionKind.DELETE_OVERPAYMENT, DeletionPayload(ObjectKind.OVERPAYMENT, made.xero_id)))
    assert gone.body is None
    dead = one(system.by_ids(ObjectKind.OVERPAYMENT, [made.xero_id]))
    assert (dead.status.is_dead, dead.open) == (True, 0)


def test_an_overpayment_is_refunded(books, system):
    contact = books.contact()
    id = one(books.done(ActionKind.CREATE_OVERPAYMENT, credit(contact, "75.00"))).xero_id
    refund = payment(id, "75.00", "SPX-P9.1", target=PaymentTarget.OVERPAYMENT)
    made = one(books.done(ActionKind.CREATE_REFUND, refund))
    found = one(system.payments_of(ObjectKind.OVERPAYMENT, id))
    assert (found.id, found.target, found.target_id) == (made.xero_id, PaymentTarget.OVERPAYMENT, id)
    assert one(everything(system, ObjectKind.OVERPAYMENT)).open == 0


def test_a_prepayment_is_worth_what_was_received_tax_included(books, system):
    contact = books.contact()
    given = credit(contact, "115.00", kind=ObjectKind.PREPAYMENT, line_account="825", line_tax="OUTPUT3")
    made = one(books.done(ActionKind.CREATE_PREPAYMENT, given))
    found = one(everything(system, ObjectKind.PREPAYMENT))
    assert (found.id, found.total, found.kind) == (made.xero_id, Decimal("115.00"), ObjectKind.PREPAYMENT)
    assert everything(system, ObjectKind.OVERPAYMENT) == []
    assert one(system.credits_of(contact)).reference == "R77 SPX-P1.2"


def test_equal_overpayments_are_told_apart_by_their_tokens(books):
    contact = books.contact()
    done = books.done(
        ActionKind.CREATE_OVERPAYMENT, credit(contact, "5.00", "SPX-P1.2"), credit(contact, "5.00", "SPX-P12.2")
    )
    assert [o.body.reference for o in done] == ["R77 SPX-P1.2", "R77 SPX-P12.2"]
