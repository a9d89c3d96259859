"""Invoices and credit notes: made, changed, approved, voided (xero-api.md §7, §11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from splynx_xero_gui.sandbox.http import NotModelled
from splynx_xero_gui.sandbox.xero import messages, wire
from splynx_xero_gui.sandbox.xero.books import Organisation
from splynx_xero_gui.sandbox.xero.contacts import contact_for_document
from splynx_xero_gui.sandbox.xero.errors import Refused
from splynx_xero_gui.sandbox.xero.lines import BuiltLines, LineRules, build
from splynx_xero_gui.sandbox.xero.locks import locked_by
from splynx_xero_gui.sandbox.xero.model import ZERO, DocKind, Document, Line, LineAmounts, State, Status
from splynx_xero_gui.sandbox.xero.money import Totals, cents, totals

Json = Mapping[str, Any]

_MAX_NUMBER: Final = 255
_MAX_REFERENCE: Final = 255
_UNAPPROVED: Final = (Status.DRAFT, Status.SUBMITTED)
_MAY_BECOME: Final[Mapping[Status, frozenset[Status]]] = {
    Status.DRAFT: frozenset({Status.DRAFT, Status.SUBMITTED, Status.AUTHORISED}),
    Status.SUBMITTED: frozenset({Status.DRAFT, Status.SUBMITTED, Status.AUTHORISED}),
    Status.AUTHORISED: frozenset({Status.AUTHORISED}),
    Status.PAID: frozenset({Status.AUTHORISED, Status.PAID}),
}
# May be changed on a document that money stands against; such changes do not bump UpdatedDateUTC (xero-api.md §3).
_HARMLESS: Final = frozenset({"DueDate", "SentToContact", "ExpectedPaymentDate", "PlannedPaymentDate"})


@dataclass(slots=True)
class Outcome:
    """A saved document, and what Xero warns about."""

    document: Document
    warnings: list[str] = field(default_factory=list)


def number_key(kind: DocKind) -> str:
    """The field that holds the document's number."""
    return "InvoiceNumber" if kind is DocKind.INVOICE else "CreditNoteNumber"


def id_key(kind: DocKind) -> str:
    """The field that holds the document's id."""
    return {
        DocKind.INVOICE: "InvoiceID",
        DocKind.CREDIT_NOTE: "CreditNoteID",
        DocKind.OVERPAYMENT: "OverpaymentID",
        DocKind.PREPAYMENT: "PrepaymentID",
    }[kind]


def create(org: Organisation, kind: DocKind, el: Json, places: int) -> Outcome:
    """Make a document of `el`. Raises Refused with everything that is wrong, NotModelled."""
    _check_modelled(org, kind, el)
    if el.get("Type", kind.value) != kind.value:
        raise NotModelled(f"documents of type {el['Type']}")
    status = Status(el.get("Status", "DRAFT"))
    if status not in (*_UNAPPROVED, Status.AUTHORISED):
        raise Refused(messages.NOT_CREATABLE)
    errors: list[str] = []
    if "Type" not in el:
        errors.append(messages.TYPE_MISSING)
    contact = contact_for_document(org, el.get("Contact", {}), errors)
    _check_currency(org, el, errors)
    _check_number(org, kind, el.get(number_key(kind), ""), None, errors)
    amounts = LineAmounts(el.get("LineAmountTypes", "Exclusive"))
    built = build(
        org,
        el.get("LineItems", []),
        LineRules(amounts, places, status is Status.AUTHORISED, kind is DocKind.INVOICE),
        {},
    )
    sums = totals(built.lines, amounts)
    day = _day(el, "Date") or org.today()
    due = _day(el, "DueDate")
    errors += built.errors
    _check_whole(org, kind, el, status, day, due, sums, errors)
    if errors or contact is None:
        raise Refused(*errors)
    if status is Status.AUTHORISED:
        _approve(org, kind)
    document = Document(
        org.new_id(),
        kind,
        contact,
        day,
        status,
        org.country.currency,
        org.stamp(),
        el.get(number_key(kind)) or org.next_number(kind),
        el.get("Reference", ""),
        due,
        amounts,
    )
    _fill(document, built.lines, sums)
    _set_extras(document, el)
    _settle_nothing(document)
    org.file_document(document)
    if kind is DocKind.INVOICE:
        contact.is_customer = True
    return Outcome(document, built.warnings)


def update(org: Organisation, document: Document, el: Json, places: int) -> Outcome:
    """Change `document` as `el` says; what is not named stays. Raises Refused, NotModelled."""
    kind = document.kind
    _check_modelled(org, kind, el)
    if el.get("Type", kind.value) != kind.value:
        raise Refused(messages.DOCUMENT_UNKNOWN)
    status = Status(el["Status"]) if "Status" in el else document.status
    if document.status in (Status.VOIDED, Status.DELETED):
        raise Refused(messages.NOT_MODIFIABLE)
    if status in (Status.VOIDED, Status.DELETED):
        _end(org, document, status, el)
        return Outcome(document)
    if status not in _MAY_BECOME[document.status]:
        raise Refused(messages.NOT_MODIFIABLE)
    if document.is_touched:
        _change_harmless(org, document, el)
        return Outcome(document)
    return _rewrite(org, document, el, status, places)


def settle(org: Organisation, document: Document, on: date) -> None:
    """After money moved: PAID when nothing is open, AUTHORISED when something is again; the stamp is bumped."""
    if document.open_amount == ZERO and document.status is Status.AUTHORISED:
        document.status, document.fully_paid_on = Status.PAID, on
    elif document.open_amount != ZERO and document.status is Status.PAID:
        document.status, document.fully_paid_on = Status.AUTHORISED, None
    document.updated = org.stamp()


def _rewrite(org: Organisation, document: Document, el: Json, status: Status, places: int) -> Outcome:
    errors: list[str] = []
    kind, final = document.kind, status in (Status.AUTHORISED, Status.PAID)
    contact = contact_for_document(org, el["Contact"], errors) if "Contact" in el else document.contact
    _check_currency(org, el, errors)
    number = el.get(number_key(kind)) or document.number
    _check_number(org, kind, number, document, errors)
    amounts = LineAmounts(el.get("LineAmountTypes", document.line_amounts.value))
    built = BuiltLines(document.lines)
    if "LineItems" in el:
        built = build(
            org,
            el["LineItems"],
            LineRules(amounts, places, final, kind is DocKind.INVOICE),
            {line.line_id: line for line in document.lines},
        )
    elif amounts is not document.line_amounts:
        raise NotModelled("a change of LineAmountTypes without LineItems")
    elif final:
        _check_kept_lines(document.lines, built.errors)
    sums = totals(built.lines, amounts)
    day = _day(el, "Date") or document.on
    due = _day(el, "DueDate") or document.due
    errors += built.errors
    if document.status not in _UNAPPROVED:
        errors += locked_by(org, document.on)
    _check_whole(org, kind, el, status, day, due, sums, errors)
    if errors or contact is None:
        raise Refused(*dict.fromkeys(errors))
    if final and document.status in _UNAPPROVED:
        _approve(org, kind)
    if contact is not document.contact:
        org.move_document(document, contact)
    if number != document.number:
        org.renumber(document, number)
    document.on, document.due, document.line_amounts = day, due, amounts
    document.status = Status.AUTHORISED if final else status
    document.reference = el.get("Reference", document.reference)
    _fill(document, built.lines, sums)
    _set_extras(document, el)
    document.fully_paid_on = None
    _settle_nothing(document)
    document.updated = org.stamp()
    return Outcome(document, built.warnings)


def _end(org: Organisation, document: Document, status: Status, el: Json) -> None:
    wanted = _UNAPPROVED if status is Status.DELETED else (Status.AUTHORISED, Status.PAID)
    if document.status not in wanted or document.is_touched:
        raise Refused(messages.NOT_MODIFIABLE)
    if el.get(number_key(document.kind), document.number) != document.number:
        raise NotModelled("a new number in the same call as a void or a deletion")
    if status is Status.VOIDED and (locked := locked_by(org, document.on)):
        raise Refused(*locked)
    document.status = status  # AmountDue is left as it was (seen): never read it on a VOIDED document
    document.updated = org.stamp()


def _change_harmless(org: Organisation, document: Document, el: Json) -> None:
    same = {"InvoiceID", "CreditNoteID", "Type", "Status", "HasErrors", "HasAttachments", "HasValidationErrors"}
    changed = {key for key in el if key not in same}
    if el.get(number_key(document.kind)) == document.number:
        changed.discard(number_key(document.kind))
    if el.get("Contact", {}).get("ContactID", "").lower() == document.contact.contact_id:
        changed.discard("Contact")
    if changed - _HARMLESS:
        raise Refused(messages.HAS_PAYMENT)
    if locked := locked_by(org, document.on):
        raise Refused(*locked)
    document.due = _day(el, "DueDate") or document.due
    _set_extras(document, el)


def _check_modelled(org: Organisation, kind: DocKind, el: Json) -> None:
    if "BrandingThemeID" in el:
        raise NotModelled("branding themes: BrandingThemeID")
    if el.get("CurrencyCode", org.country.currency) != org.country.currency and el["CurrencyCode"] in org.currencies:
        raise NotModelled(f"documents in a foreign currency ({el['CurrencyCode']})")
    if Decimal(el.get("CurrencyRate", 1)) != 1:
        raise NotModelled("CurrencyRate other than 1")
    if kind is DocKind.CREDIT_NOTE and "DueDate" in el:
        raise NotModelled("DueDate on a credit note")


def _check_currency(org: Organisation, el: Json, errors: list[str]) -> None:
    currency = el.get("CurrencyCode", org.country.currency)
    if currency not in org.currencies:
        errors.append(messages.currency_missing(currency))


def _check_number(org: Organisation, kind: DocKind, number: str, own: Document | None, errors: list[str]) -> None:
    if len(number) > _MAX_NUMBER:
        errors.append(messages.too_long(number_key(kind), _MAX_NUMBER))
    holder = org.index.numbers.get((kind, number.lower())) if number else None
    if holder is not None and holder is not own:
        errors.append(messages.NUMBER_TAKEN)


def _check_whole(
    org: Organisation,
    kind: DocKind,
    el: Json,
    status: Status,
    day: date,
    due: date | None,
    sums: Totals,
    errors: list[str],
) -> None:
    final = status in (Status.AUTHORISED, Status.PAID)
    if len(el.get("Reference", "")) > _MAX_REFERENCE:
        errors.append(messages.too_long("Reference", _MAX_REFERENCE))
    if kind is DocKind.INVOICE and final and due is None:
        errors.append(messages.DUE_DATE_EMPTY)
    if sums.total < 0:
        errors.append(messages.NEGATIVE_TOTAL)
    given = (("SubTotal", sums.sub_total), ("TotalTax", sums.total_tax), ("Total", sums.total))
    if any(key in el and Decimal(el[key]) != amount for key, amount in given):
        errors.append(messages.TOTAL_MISMATCH)
    if "xero" in el.get("Url", "").lower():
        errors.append(messages.URL_FORBIDDEN)
    if el.get("SentToContact") and not final:
        errors.append(messages.SENT_TOO_EARLY)
    errors += locked_by(org, day)
    if final and not org.user.may_approve:
        errors.append(messages.MAY_NOT_APPROVE)


def _check_kept_lines(lines: list[Line], errors: list[str]) -> None:
    if not lines:
        errors.append(messages.NO_LINES)
    for line in lines:
        if not line.description.strip():
            errors.append(messages.DESCRIPTION_MISSING)
        if line.account is None and line.quantity is not None:
            errors.append(messages.ACCOUNT_MISSING)
        if line.account is not None and line.account.status is not State.ACTIVE:
            errors.append(messages.account_archived(line.account.code or line.account.account_id))


def _approve(org: Organisation, kind: DocKind) -> None:
    """Count an approved invoice against the plan. Raises Refused at the cap."""
    if kind is not DocKind.INVOICE:
        return
    today = org.today()
    month = (today.year, today.month)
    done = org.approvals.get(month, 0)
    if org.spec.invoice_cap is not None and done >= org.spec.invoice_cap:
        raise Refused(messages.APPROVAL_LIMIT)
    org.approvals[month] = done + 1


def _fill(document: Document, lines: list[Line], sums: Totals) -> None:
    document.lines = lines
    document.sub_total, document.total_tax, document.total = sums.sub_total, sums.total_tax, sums.total


def _set_extras(document: Document, el: Json) -> None:
    document.sent_to_contact = el.get("SentToContact", document.sent_to_contact)
    document.url = el.get("Url", document.url)
    document.expected_payment = _day(el, "ExpectedPaymentDate") or document.expected_payment
    document.planned_payment = _day(el, "PlannedPaymentDate") or document.planned_payment


def _settle_nothing(document: Document) -> None:
    """A document over nothing is paid at once (xero-api.md §7)."""
    if document.status is Status.AUTHORISED and cents(document.total) == ZERO:
        document.status, document.fully_paid_on = Status.PAID, document.on


def _day(el: Json, key: str) -> date | None:
    return wire.read_day(el[key]) if key in el else None
