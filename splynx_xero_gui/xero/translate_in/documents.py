"""Invoices and credit notes of receivables (xero-api.md §7, §11)."""

from decimal import Decimal

from splynx_xero_gui.domain.accounting import AccountingStatus, Allocation, Document, DocumentLine
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.xero.translate_in.values import (
    Json,
    day,
    flag,
    ident,
    inner,
    money,
    money_or_zero,
    needed_day,
    needed_id,
    number,
    rows,
    text,
)

INVOICE_TYPE = "ACCREC"
CREDIT_NOTE_TYPE = "ACCRECCREDIT"


def status(item: Json) -> AccountingStatus:
    """The state; a word we do not know is UNKNOWN, never an error (xero-api.md §16.2 trap 7)."""
    try:
        return AccountingStatus(text(item, "Status"))
    except ValueError:
        return AccountingStatus.UNKNOWN


def is_receivable(item: Json) -> bool:
    """Sales documents only; where the type is missing the query has asked for them."""
    return text(item, "Type") in (INVOICE_TYPE, CREDIT_NOTE_TYPE, "")


def invoice(item: Json) -> Document:
    """One ACCREC invoice. Raises Unreadable without id, date or amounts."""
    state = status(item)
    whole = money(item, "Total")
    tax = money_or_zero(item, "TotalTax")
    return Document(
        kind=ObjectKind.INVOICE,
        id=needed_id(item, "InvoiceID"),
        number=text(item, "InvoiceNumber"),
        contact_id=ident(inner(item, "Contact"), "ContactID"),
        date=needed_day(item, "Date"),
        due_date=day(item, "DueDate"),
        status=state,
        currency=text(item, "CurrencyCode"),
        sub_total=_net(item, whole, tax),
        total_tax=tax,
        total=whole,
        # Xero leaves AmountDue on voided documents (§7).
        open=ZERO if state.is_dead else money(item, "AmountDue"),
        paid=money_or_zero(item, "AmountPaid"),
        credited=money_or_zero(item, "AmountCredited"),
        reference=text(item, "Reference"),
        lines=tuple(_line(row) for row in rows(item, "LineItems")),
    )


def credit_note(item: Json) -> Document:
    """One ACCRECCREDIT credit note with its allocations; `paid` is what was refunded."""
    state = status(item)
    whole = money(item, "Total")
    tax = money_or_zero(item, "TotalTax")
    parts = allocations(item)
    left = ZERO if state.is_dead else money(item, "RemainingCredit")
    used = total(part.amount for part in parts)
    return Document(
        kind=ObjectKind.CREDIT_NOTE,
        id=needed_id(item, "CreditNoteID"),
        number=text(item, "CreditNoteNumber"),
        contact_id=ident(inner(item, "Contact"), "ContactID"),
        date=needed_day(item, "Date"),
        due_date=day(item, "DueDate"),
        status=state,
        currency=text(item, "CurrencyCode"),
        sub_total=_net(item, whole, tax),
        total_tax=tax,
        total=whole,
        open=left,
        paid=ZERO if state.is_dead else max(ZERO, whole - left - used),
        credited=used,
        reference=text(item, "Reference"),
        lines=tuple(_line(row) for row in rows(item, "LineItems")),
        allocations=parts,
    )


def allocations(item: Json) -> tuple[Allocation, ...]:
    """What a credit was put on; deleted parts and parts of nothing left out."""
    return tuple(
        allocation(row)
        for row in rows(item, "Allocations")
        if flag(row, "IsDeleted") is not True and ident(inner(row, "Invoice"), "InvoiceID")
    )


def allocation(item: Json) -> Allocation:
    """One allocation; its id may be empty (OpenAPI examples carry none). Raises Unreadable."""
    amount = number(item, "Amount")
    return Allocation(
        id=ident(item, "AllocationID"),
        invoice_id=needed_id(inner(item, "Invoice"), "InvoiceID"),
        amount=money(item, "AppliedAmount" if amount is None else "Amount"),
        date=day(item, "Date"),
    )


def _net(item: Json, whole: Decimal, tax: Decimal) -> Decimal:
    return whole - tax if number(item, "SubTotal") is None else money(item, "SubTotal")


def _line(item: Json) -> DocumentLine:
    one = Decimal(1)
    quantity, unit = number(item, "Quantity"), number(item, "UnitAmount")
    return DocumentLine(
        id=ident(item, "LineItemID"),
        description=text(item, "Description"),
        quantity=one if quantity is None else quantity,
        unit_amount=ZERO if unit is None else unit,
        line_amount=money_or_zero(item, "LineAmount"),
        tax_amount=money_or_zero(item, "TaxAmount"),
        account_code=text(item, "AccountCode"),
        tax_type=text(item, "TaxType"),
    )
