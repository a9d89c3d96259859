"""Receipts of Xero that only a person can place: no customer, an older invoice, an account not read (R6, R18, R24)."""

from collections.abc import Sequence
from dataclasses import replace

from splynx_xero_gui.domain.accounting import Credit, Document, MoneyReceived, Payment
from splynx_xero_gui.domain.billing import BilledDocument, Customer, DocumentStatus
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff, Resolution
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.engine.reconcile.already_there import Receipt
from splynx_xero_gui.engine.reconcile.draft import Subject
from splynx_xero_gui.engine.reconcile.named import named_billed
from splynx_xero_gui.engine.reconcile.pulling_stage import PullStage, amount_of, subject_of_receipt
from splynx_xero_gui.engine.reconcile.pulling_taking import Taking
from splynx_xero_gui.engine.reconcile.view import numeric
from splynx_xero_gui.engine.reconcile.whose import candidate_rows, invoice_rows, receipt_of


def ask_owner(stage: PullStage, receipt: Receipt, method_id: str, reason: str) -> None:
    """Whose money it is; put on the customer a person names."""

    sharing = sorted(stage.customers_of.get(receipt.contact_id, ()), key=numeric)

    def usable(answer: Resolution) -> str:
        if answer.choice == "in-sync":
            return named_billed(stage, receipt, answer.value, sharing)[1]
        named = customer_named(stage, answer.value)
        if named is None and not sharing:
            return f"Splynx has no customer '{answer.value}' that was read here."
        if sharing and (named is None or named.id not in sharing):
            return f"Its contact in Xero is not that of customer '{answer.value}'."
        return ""

    answer = stage.draft.ask(
        ConflictKind.PAYMENT_UNMATCHED,
        subject_of_receipt(receipt, sharing[0] if sharing else ""),
        facts={
            "date": receipt.date.isoformat(),
            "reference": receipt.reference or "no reference",
            "reason": reason,
        },
        fields=[*_said_of(stage, receipt), *_candidates(stage, receipt, sharing)],
        cause=receipt.contact_id,
        usable=usable,
    )
    if answer is not None and answer.choice == "in-sync":
        _take_as_named(stage, receipt, method_id, answer.value)
        return
    customer = customer_named(stage, answer.value) if answer is not None else None
    if answer is None or customer is None:
        return
    oldest = _oldest(stage, customer.id, receipt) if answer.choice == "customer" else None
    Taking(stage, receipt, method_id, customer.id, put_on=oldest.id if oldest else None).run()


def _take_as_named(stage: PullStage, receipt: Receipt, method_id: str, value: str, pays: str | None = None) -> None:
    """Link the receipt to the Splynx payment that the answer names."""
    billed, _ = named_billed(stage, receipt, value)
    if billed is not None:
        Taking(stage, receipt, method_id, billed.customer_id, pays=pays).take_as(billed)


def _said_of(stage: PullStage, receipt: Receipt) -> list[FieldDiff]:
    """What Xero says of the money; of a stranger's the record knows more than a customer's books (`inputs.hints`)."""
    contact = stage.draft.view.contacts.get(receipt.contact_id)
    invoice = stage.draft.view.xero_documents.get(receipt.target_id) if isinstance(receipt, Payment) else None
    said = {
        "amount": money_text(amount_of(receipt)),
        "date": receipt.date.isoformat(),
        "contact": contact.name if contact else "",
        "account": _account_of(stage, receipt),
        "invoice": invoice.number if invoice else "",
    }
    hints = stage.draft.inp.hints.get(receipt.id, ())
    said |= {hint.name: hint.xero for hint in hints if hint.xero and not said.get(hint.name, "-")}
    return [FieldDiff(name, None, None, value) for name, value in said.items() if value]


def _account_of(stage: PullStage, receipt: Receipt) -> str:
    known = stage.draft.inp.accounting
    account = known.account(receipt.account_code) or known.account(receipt.account_id)
    return f"{account.code} {account.name}".strip() if account else receipt.account_code or receipt.account_id


def customer_named(stage: PullStage, value: str) -> Customer | None:
    """The customer with this id, login or name, where just one has it."""
    text = value.strip()
    customers = stage.draft.view.customers
    if text in customers:
        return customers[text]
    found = [c for c in customers.values() if text and text.casefold() in (c.login.casefold(), c.name.casefold())]
    return found[0] if len(found) == 1 else None


def _oldest(stage: PullStage, customer_id: str, receipt: Receipt) -> BilledDocument | None:
    """The oldest open invoice where it takes all of the money; otherwise Splynx divides it by its own settings."""
    open_ones = [d for d in _open_invoices(stage) if d.customer_id == customer_id]
    first = min(open_ones, key=lambda d: (d.date, numeric(d.id)), default=None)
    return first if first is not None and first.open >= amount_of(receipt) else None


def _open_invoices(stage: PullStage) -> list[BilledDocument]:
    documents = stage.draft.view.documents.values()
    return [
        d
        for d in documents
        if d.kind is ObjectKind.INVOICE
        and d.open > 0
        and d.status is not DocumentStatus.DELETED
        and (d.kind, d.id) not in stage.draft.view.gone
    ]


def _candidates(stage: PullStage, receipt: Receipt, sharing: Sequence[str]) -> Sequence[FieldDiff]:
    """Who it may be, best first: of those who share its contact, else of all customers (`inputs.hints`)."""
    view = stage.draft.view
    hints = [hint for hint in stage.draft.inp.hints.get(receipt.id, ()) if hint.splynx]
    if hints:
        return hints
    contact = view.contacts.get(receipt.contact_id)
    return candidate_rows(view, receipt_of(receipt, contact.name if contact else ""), sharing)


def ask_older_invoice(
    stage: PullStage, receipt: Payment, method_id: str, customer_id: str, invoice: Document | None
) -> None:
    """R18 seen from Xero: it pays an invoice of before the first day that is linked to none of Splynx."""
    first = stage.draft.inp.policy.options.documents_from
    day = first.isoformat() if first else ""

    answer = stage.draft.ask(
        ConflictKind.PAYMENT_FOR_UNSYNCED_INVOICE,
        subject_of_receipt(receipt, customer_id),
        facts={"date": day},
        fields=[
            FieldDiff("invoice", None, None, invoice.number if invoice else receipt.target_id),
            FieldDiff("date", None, None, receipt.date.isoformat()),
            FieldDiff("amount", None, None, money_text(receipt.amount)),
        ],
        cause=f"older-in-xero:{day}",
        without=("link", "in-sync"),
    )
    if answer is None:
        return
    if answer.choice == "outside":
        text = "Pays an older invoice in Xero: left out."
        stage.draft.note("outside", subject_of_receipt(receipt, customer_id), text)
        return
    Taking(stage, receipt, method_id, customer_id).run()


def ask_account(stage: PullStage, credit: Credit, customer_id: str) -> Credit | None:
    """The credit with the account a person says it came into; None while undecided, left, or linked to a payment that
    Splynx has already.
    """
    draft = stage.draft
    contact = draft.view.contacts.get(credit.contact_id)
    about = subject_of_receipt(credit, customer_id)

    def usable(answer: Resolution) -> str:
        if answer.choice == "in-sync":
            return named_billed(stage, credit, answer.value, stage.customers_of.get(credit.contact_id, ()))[1]
        known = answer.choice != "account" or draft.inp.accounting.account(answer.value.strip()) is not None
        return "" if known else f"Xero has no account '{answer.value}'."

    answer = draft.ask(
        ConflictKind.RECEIPT_WITHOUT_ACCOUNT,
        about,
        facts={
            "contact": contact.name if contact else credit.contact_id,
            "date": credit.date.isoformat(),
            "hint": _received_with_it(stage, credit),
        },
        fields=[
            FieldDiff("amount", None, None, money_text(credit.total)),
            FieldDiff("date", None, None, credit.date.isoformat()),
            FieldDiff("reference", None, None, credit.reference),
        ],
        usable=usable,
    )
    if answer is None:
        return None
    if answer.choice == "account":
        account = draft.inp.accounting.account(answer.value.strip())
        return replace(credit, account_id=account.id, account_code=account.code) if account else None
    if answer.choice == "in-sync":
        _take_as_named(stage, credit, "", answer.value)
    else:
        draft.note("left", about, "Recorded in Xero only, and left so.")
    return None


def _received_with_it(stage: PullStage, credit: Credit) -> str:
    """Where the rest of the same money went: receipts of its contact on the same day."""
    view, accounting = stage.draft.view, stage.draft.inp.accounting
    same = [
        payment
        for payment in view.xero_payments.values()
        if (payment.contact_id, payment.date) == (credit.contact_id, credit.date) and not payment.status.is_dead
    ]
    if not same:
        return "Nothing else was received from this contact on that day."
    found = sorted(same, key=lambda p: (p.reference != credit.reference, p.id))[0]
    account = accounting.account(found.account_code or found.account_id)
    name = f"{account.code} {account.name}".strip() if account else found.account_code or found.account_id
    return f"{money_text(found.amount)} received on the same day went to {name}."


def ask_unexpected(stage: PullStage, receipt: Payment, document: BilledDocument) -> None:
    """R24: taken over under the method a person names, or left."""
    draft = stage.draft
    about = subject_of_receipt(receipt, document.customer_id)
    shown = _account_of(stage, receipt)

    def usable(answer: Resolution) -> str:
        if answer.choice == "in-sync":
            return named_billed(stage, receipt, answer.value, (document.customer_id,))[1]
        if answer.choice != "take-over" or _named_method(stage, answer.value):
            return ""
        return f"Splynx has no payment method '{answer.value}'."

    answer = draft.ask(
        ConflictKind.PAYMENT_ON_UNEXPECTED_ACCOUNT,
        about,
        facts={"invoice": f"Invoice {document.number}", "account": shown},
        fields=[
            FieldDiff("amount", None, None, money_text(receipt.amount)),
            FieldDiff("date", None, None, receipt.date.isoformat()),
            FieldDiff("account", None, None, shown),
        ],
        usable=usable,
    )
    if answer is None:
        return
    if answer.choice == "in-sync":
        _take_as_named(stage, receipt, "", answer.value, document.id)
        return
    if answer.choice == "leave":
        draft.note("left", about, f"Paid into {shown} in Xero only, and left so.")
        return
    method = _named_method(stage, answer.value)
    Taking(stage, receipt, method, document.customer_id, pays=document.id, put_on=document.id).run()


def ask_not_on_receivables(stage: PullStage) -> None:
    """R23: money of a customer that was booked as income pays nothing; a person redoes it in Xero or lets it be."""
    view, since = stage.draft.view, stage.draft.inp.policy.options.payments_from
    for money in sorted(view.received.values(), key=lambda m: (m.date, m.id)):
        owners = sorted(stage.customers_of.get(money.contact_id, ()), key=numeric)
        if owners and not money.status.is_dead and stage.starts(money.date, since):
            _ask_redo(stage, money, owners)


def _ask_redo(stage: PullStage, money: MoneyReceived, owners: Sequence[str]) -> None:
    customer_id = owners[0]
    contact = stage.draft.view.contacts.get(money.contact_id)
    account = stage.draft.inp.accounting.account(money.account_id)
    shown = f"{account.code} {account.name}".strip() if account else money.account_code
    name = f"money received {money.reference}" if money.reference else f"money received on {money.date}"
    stage.draft.ask(
        ConflictKind.RECEIPT_NOT_ON_RECEIVABLES,
        Subject(ObjectKind.PAYMENT, name, None, customer_id, money.total, money.id, money.date),
        facts={"date": money.date.isoformat(), "contact": contact.name if contact else customer_id},
        fields=[
            FieldDiff("amount", None, None, money_text(money.total)),
            FieldDiff("date", None, None, money.date.isoformat()),
            FieldDiff("account", None, None, shown),
            FieldDiff("reference", None, None, money.reference),
            *invoice_rows(stage.draft.view, receipt_of(money, contact.name if contact else ""), owners),
        ],
        cause=money.contact_id,
    )


def _named_method(stage: PullStage, value: str) -> str:
    text = value.strip().casefold()
    methods = stage.draft.inp.billing.methods
    return next((m.id for m in methods if text and text in (m.id.casefold(), m.name.casefold())), "")
