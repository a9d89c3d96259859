"""Documents and money, from Splynx's JSON to the domain (splynx-api.md §5, §7).

Tolerant of every documented spelling, strict about meaning: whatever is not understood raises Untranslatable.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from splynx_xero_gui.domain.billing import (
    BilledDocument,
    BilledLine,
    BilledPayment,
    BilledTransaction,
    DocumentStatus,
    PayerKind,
    Relation,
)
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import CENT, places
from splynx_xero_gui.splynx.scalars import (
    Json,
    Untranslatable,
    day,
    day_or_none,
    flag,
    identity,
    identity_or_none,
    number,
    number_or_none,
    pick,
    pick_or,
    rows,
    short,
    text,
)

# The last ones exist in the user interface only (splynx-api.md §7.2) and mean not_paid.
_INVOICE_STATUS = {
    "not_paid": DocumentStatus.NOT_PAID,
    "paid": DocumentStatus.PAID,
    "pending": DocumentStatus.PENDING,
    "deleted": DocumentStatus.DELETED,
    "unpaid": DocumentStatus.NOT_PAID,
    "partially_paid": DocumentStatus.NOT_PAID,
    "overdue": DocumentStatus.NOT_PAID,
}
_CREDIT_NOTE_STATUS = {
    "not_refunded": DocumentStatus.NOT_REFUNDED,
    "refunded": DocumentStatus.REFUNDED,
    "deleted": DocumentStatus.DELETED,
}
_PAYERS = {
    "payment": PayerKind.PAYMENT,
    "payments": PayerKind.PAYMENT,
    "transaction": PayerKind.TRANSACTION,
    "transactions": PayerKind.TRANSACTION,
    "credit_note": PayerKind.CREDIT_NOTE,
    "credit_notes": PayerKind.CREDIT_NOTE,
    "creditnote": PayerKind.CREDIT_NOTE,
}
_HUNDRED = Decimal(100)


def document(kind: ObjectKind, obj: Json) -> BilledDocument:
    """An invoice or credit note. `category_id` of a line is None where only its transaction knows it."""
    is_invoice = kind is ObjectKind.INVOICE
    total = number(pick(obj, "total"), "total")
    lines, computed = _lines(pick(obj, "items"))
    if computed:
        _check_sum(total, lines)
    return BilledDocument(
        kind=kind,
        id=identity(pick(obj, "id"), "id"),
        number=text(pick(obj, "number"), "number"),
        customer_id=identity(pick(obj, "customer_id"), "customer_id"),
        date=day(pick(obj, "date_created", "date"), "date_created"),
        due_date=day_or_none(pick_or(obj, None, "date_till"), "date_till") if is_invoice else None,
        status=_status(kind, pick(obj, "status")),
        total=total,
        open=number(pick(obj, "due" if is_invoice else "remind_amount"), "due" if is_invoice else "remind_amount"),
        lines=lines,
        payment_id=identity_or_none(pick_or(obj, None, "payment_id"), "payment_id"),
        invoice_id=None if is_invoice else _linked_invoice(obj),
        paid_from_balance=flag(pick_or(obj, None, "payd_from_deposit", "paid_from_deposit"), "payd_from_deposit"),
        note=text(pick_or(obj, "", "note"), "note"),
        memo=text(pick_or(obj, "", "memo"), "memo"),
        updated=day_or_none(pick_or(obj, None, "date_updated"), "date_updated")
        or day_or_none(pick_or(obj, None, "real_create_datetime"), "real_create_datetime"),
    )


def with_categories(document: BilledDocument, categories: Mapping[str, str | None]) -> BilledDocument:
    """The document with the categories of its lines' transactions (transaction id → category id) filled in."""
    lines = tuple(
        replace(line, category_id=categories.get(line.transaction_id))
        if line.category_id is None and line.transaction_id is not None
        else line
        for line in document.lines
    )
    return replace(document, lines=lines)


def payment(obj: Json) -> BilledPayment:
    """A payment; a refund where `amount` is negative."""
    return BilledPayment(
        id=identity(pick(obj, "id"), "id"),
        customer_id=identity(pick(obj, "customer_id"), "customer_id"),
        method_id=identity(pick(obj, "payment_type", "payment_type_id", "payment_method_id"), "payment_type"),
        date=day(pick(obj, "date"), "date"),
        amount=number(pick(obj, "amount"), "amount"),
        unallocated=number(pick(obj, "remind_amount"), "remind_amount"),
        receipt_number=text(pick_or(obj, "", "receipt_number"), "receipt_number"),
        invoice_id=identity_or_none(pick_or(obj, None, "invoice_id"), "invoice_id"),
        credit_note_id=identity_or_none(pick_or(obj, None, "credit_note_id"), "credit_note_id"),
        proforma_id=identity_or_none(pick_or(obj, None, "request_id", "proforma_id"), "request_id"),
        refund_payment_id=identity_or_none(pick_or(obj, None, "refund_payment_id"), "refund_payment_id"),
        transaction_id=identity_or_none(pick_or(obj, None, "transaction_id"), "transaction_id"),
        comment=text(pick_or(obj, "", "comment"), "comment"),
        fields=(_field(obj, 1), _field(obj, 2), _field(obj, 3), _field(obj, 4), _field(obj, 5)),
    )


def relation(obj: Json) -> Relation:
    """An invoice relation: what one payer pays of one invoice."""
    word = text(pick(obj, "type"), "type").lower().replace("-", "_").replace(" ", "_")
    if word not in _PAYERS:
        raise Untranslatable(f"type is not known: {short(word)}")
    return Relation(
        id=identity(pick(obj, "id"), "id"),
        customer_id=identity(pick(obj, "customer_id"), "customer_id"),
        payer=_PAYERS[word],
        payer_id=identity(pick(obj, "payer_id"), "payer_id"),
        invoice_id=identity(pick(obj, "invoice_id"), "invoice_id"),
        amount=number(pick(obj, "amount"), "amount"),
        transaction_id=identity_or_none(pick_or(obj, None, "transaction_id"), "transaction_id"),
    )


def transaction(obj: Json) -> BilledTransaction:
    """A line of a customer's account."""
    word = text(pick(obj, "type"), "type").lower()
    if word not in ("debit", "credit"):
        raise Untranslatable(f"type is neither debit nor credit: {short(word)}")
    invoice = identity_or_none(pick_or(obj, None, "invoice_id"), "invoice_id")
    return BilledTransaction(
        id=identity(pick(obj, "id"), "id"),
        customer_id=identity(pick(obj, "customer_id"), "customer_id"),
        is_credit=word == "credit",
        total=number(pick(obj, "total"), "total"),
        date=day(pick(obj, "date"), "date"),
        category_id=identity_or_none(pick_or(obj, None, "category", "category_id"), "category"),
        payment_id=identity_or_none(pick_or(obj, None, "payment_id"), "payment_id"),
        credit_note_id=identity_or_none(pick_or(obj, None, "credit_note_id"), "credit_note_id"),
        invoice_id=invoice or identity_or_none(pick_or(obj, None, "invoiced_by_id"), "invoiced_by_id"),
        description=text(pick_or(obj, "", "description"), "description"),
    )


def _status(kind: ObjectKind, value: object) -> DocumentStatus:
    word = text(value, "status").lower().replace(" ", "_").replace("-", "_")
    if kind is ObjectKind.CREDIT_NOTE:
        return _CREDIT_NOTE_STATUS.get(word, DocumentStatus.USED)
    if word not in _INVOICE_STATUS:
        raise Untranslatable(f"status is not known: {short(word)}")
    return _INVOICE_STATUS[word]


def _linked_invoice(obj: Json) -> str | None:
    value = pick_or(obj, None, "invoicesId", "invoices_id", "invoice_id")
    # The name is a plural: one server may write a list. Two invoices are no single link; relations tell them.
    if isinstance(value, list):
        linked = [identity_or_none(one, "invoicesId") for one in value]
        return linked[0] if len(linked) == 1 else None
    return identity_or_none(value, "invoicesId")


def _lines(value: object) -> tuple[tuple[BilledLine, ...], bool]:
    """The lines, and whether any tax amount had to be computed."""
    found: list[BilledLine] = []
    computed = False
    for position, obj in enumerate(rows(value, "items"), start=1):
        try:
            line, was_computed = _line(obj, position)
        except Untranslatable as error:
            raise Untranslatable(f"line {position}: {error}") from None
        found.append(line)
        computed = computed or was_computed
    return tuple(found), computed


def _line(obj: Json, position: int) -> tuple[BilledLine, bool]:
    quantity = number(pick(obj, "quantity"), "quantity")
    price = number(pick(obj, "price"), "price")
    percent = number_or_none(pick_or(obj, None, "tax", "tax_percent"), "tax")
    tax_amount = number_or_none(pick_or(obj, None, "tax_amount"), "tax_amount")
    if percent is None and tax_amount is None:
        raise Untranslatable("tax is missing")
    computed = tax_amount is None
    if tax_amount is None:
        tax_amount = _computed_tax(price * quantity, percent or Decimal(0))
    elif percent is None:
        if tax_amount != 0:
            raise Untranslatable("tax is missing")
        percent = Decimal(0)
    return BilledLine(
        # Some old versions give lines no id of their own; their place in the document is as good.
        id=identity_or_none(pick_or(obj, None, "id"), "id") or str(position),
        description=text(pick_or(obj, "", "description"), "description"),
        quantity=quantity,
        unit_price=price,
        tax_percent=percent if percent is not None else Decimal(0),
        tax_amount=tax_amount,
        tax_id=identity_or_none(pick_or(obj, None, "tax_id"), "tax_id"),
        category_id=identity_or_none(
            pick_or(obj, None, "categoryIdForTransaction", "category_id_for_transaction"), "categoryIdForTransaction"
        ),
        transaction_id=identity_or_none(pick_or(obj, None, "transaction_id"), "transaction_id"),
        period_from=day_or_none(pick_or(obj, None, "period_from"), "period_from"),
        period_to=day_or_none(pick_or(obj, None, "period_to"), "period_to"),
        sub_account_id=identity_or_none(pick_or(obj, None, "sub_account_id"), "sub_account_id"),
    ), computed


def _computed_tax(net: Decimal, percent: Decimal) -> Decimal:
    try:
        return places(net * percent / _HUNDRED, 4)
    except ArithmeticError:
        raise Untranslatable("price is too large") from None


def _check_sum(total: Decimal, lines: tuple[BilledLine, ...]) -> None:
    """A computed tax is only believed where the document's own total confirms it."""
    gross = sum((line.quantity * line.unit_price + line.tax_amount for line in lines), Decimal(0))
    if abs(gross - total) > CENT * max(1, len(lines)):
        raise Untranslatable("tax_amount is missing and the lines do not add up to the total")


def _field(obj: Json, index: int) -> str:
    name = f"field_{index}"
    return text(pick_or(obj, "", name), name)
