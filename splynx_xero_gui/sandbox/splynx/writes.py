"""What POST, PUT and DELETE do: bodies read by schema, validated, and handed to the books as a user's action."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from splynx_xero_gui.sandbox.http import NotModelled

from .books import SplynxBooks
from .errors import ApiError, FieldProblem, Problem, ValidationFailed
from .records import AdditionalField, Line
from .schema import Field, Schema, Unreadable, read_value
from .store import BooksError


@dataclass(frozen=True, slots=True)
class Body:
    """A written object: values by attribute name, lines apart, and what the schema made of them."""

    values: dict[str, Any] = field(default_factory=dict)
    items: tuple[dict[str, Any], ...] | None = None
    additional: dict[str, object] | None = None

    def only(self, what: str, *names: str) -> dict[str, Any]:
        """The values, when they are among `names`; any other is not modelled and said loudly."""
        others = sorted(set(self.values) - set(names))
        if others:
            raise NotModelled(f"{what}: writing {', '.join(others)}")
        return self.values


def read_body(schema: Schema, given: object, *, creating: bool) -> Body:
    """Reads a JSON object by its schema. Raises ValidationFailed with every problem at once."""
    if not isinstance(given, dict):
        raise ApiError(400, "BAD_REQUEST", "Body must be an object.")
    problems: list[FieldProblem] = []
    rest = dict(given)
    items = rest.pop("items", None) if schema.items else None
    additional = rest.pop("additional_attributes", None) if schema.additional else None
    values = _values(schema.fields, rest, problems, creating=creating)
    lines = None
    if items is not None:
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise ValidationFailed(FieldProblem("items", Problem.INVALID))
        lines = tuple(
            _values(schema.items, item, problems, creating=not (item.get("id") and not creating)) for item in items
        )
    elif creating and schema.items:
        problems.append(FieldProblem("items", Problem.REQUIRED))
    if additional is not None and not isinstance(additional, dict):
        problems.append(FieldProblem("additional_attributes", Problem.INVALID))
    if problems:
        raise ValidationFailed(*problems)
    return Body(values, lines, additional)


def _values(
    known: tuple[Field, ...], given: Mapping[str, object], problems: list[FieldProblem], *, creating: bool
) -> dict[str, Any]:
    by_name = {one.name: one for one in known}
    values: dict[str, Any] = {}
    for name, value in given.items():
        one = by_name.get(name)
        if one is None or one.constant:
            if one is None:
                problems.append(FieldProblem(name, Problem.UNKNOWN))
            continue
        if one.readonly and name != "id":
            continue  # the server sets it and ignores what is sent, so that an object read can be sent back
        try:
            read = read_value(one, value)
        except Unreadable:
            problems.append(FieldProblem(name, Problem.INVALID))
            continue
        if one.choices and read not in one.choices:
            problems.append(FieldProblem(name, Problem.UNKNOWN))
        elif one.required and read in (None, ""):
            problems.append(FieldProblem(name, Problem.REQUIRED))
        else:
            values[one.attribute.rpartition(".")[2]] = read
    if creating:
        missing = (one.name for one in known if one.required and one.name not in given)
        problems.extend(FieldProblem(name, Problem.REQUIRED) for name in missing)
    return values


@contextmanager
def refusals() -> Iterator[None]:
    """What the books refuse is a 422 with their reason."""
    try:
        yield
    except BooksError as error:
        raise ValidationFailed(FieldProblem("", Problem.INVALID, str(error))) from error


def _exists(problem_field: str, found: object) -> None:
    if found is None:
        raise ValidationFailed(FieldProblem(problem_field, Problem.UNKNOWN))


# -- customers --------------------------------------------------------------------------------------------------------


def create_customer(books: SplynxBooks, body: Body) -> int:
    """`POST admin/customers/customer`."""
    _check_additional(books, body.additional)
    values = {name: value for name, value in body.values.items() if name not in ("id",)}
    _exists("partner_id", books.partners.get(values["partner_id"] or 0))
    _exists("location_id", books.locations.get(values["location_id"] or 0))
    values["parent_id"] = values.get("parent_id") or 0
    with refusals():
        customer = books.add_customer(**values, added_by="api")
    customer.additional_attributes.update(body.additional or {})
    return customer.id


def change_customer(books: SplynxBooks, customer_id: int, body: Body) -> None:
    """`PUT admin/customers/customer/{id}`: only what is given changes."""
    _check_additional(books, body.additional)
    values = {name: value for name, value in body.values.items() if name != "id"}
    if "partner_id" in values:
        _exists("partner_id", books.partners.get(values["partner_id"] or 0))
    if "parent_id" in values:
        values["parent_id"] = values["parent_id"] or 0
    with refusals():
        customer = books.change_customer(customer_id, **values)
    customer.additional_attributes.update(body.additional or {})


def delete_customer(books: SplynxBooks, customer_id: int) -> None:
    """`DELETE admin/customers/customer/{id}`."""
    try:
        books.delete_customer(customer_id)
    except BooksError as error:
        raise ApiError(400, "ENTITY_CANNOT_BE_DELETED", str(error)) from error


def change_info(books: SplynxBooks, customer_id: int, body: Body) -> None:
    """`PUT admin/customers/customer-info/{id}`."""
    values = {name: value for name, value in body.values.items() if name != "id"}
    with refusals():
        books.change_customer_info(customer_id, **values)


def change_billing(books: SplynxBooks, customer_id: int, body: Body) -> None:
    """`PUT admin/customers/customer-billing/{id}`."""
    whole = {"type", "billing_date", "billing_due", "blocking_period", "grace_period"}
    values = {name: int(value) if name in whole else value for name, value in body.values.items() if name != "id"}
    with refusals():
        books.change_customer_billing(customer_id, **values)


def _check_additional(books: SplynxBooks, given: dict[str, object] | None) -> None:
    defined = {known.name for known in books.additional_fields if known.module == "customers"}
    problems = [FieldProblem(name, Problem.UNKNOWN) for name in (given or {}) if name not in defined]
    if problems:
        raise ValidationFailed(*problems)


def create_additional_field(books: SplynxBooks, module: str, body: Body) -> int:
    """`POST admin/config/additional-fields/{module}`."""
    if module != "customers":
        raise NotModelled(f"Additional fields of module {module}")
    name = body.values["name"]
    if any(known.name == name and known.module == module for known in books.additional_fields):
        raise ValidationFailed(FieldProblem("name", Problem.INVALID, f"Field {name} exists already."))
    values: dict[str, Any] = {
        key: int(value) if isinstance(value, Decimal) else value for key, value in body.values.items()
    }
    return books.additional_fields.add(AdditionalField(books.additional_fields.next_id, module, **values)).id


# -- documents --------------------------------------------------------------------------------------------------------


def _lines(books: SplynxBooks, items: tuple[dict[str, Any], ...]) -> list[Line]:
    return [_line(books, item, None) for item in items]


def _line(books: SplynxBooks, item: dict[str, Any], known: Line | None) -> Line:
    """A line as written; on a partial PUT what is not given stays."""
    given = {name: value for name, value in item.items() if name not in ("id", "pos", "transaction_id")}
    if "tax" in given:
        given["tax_percent"] = given.pop("tax")
    for name in ("tax_id", "sub_account_id", "invoice_item_id"):
        if name in given:
            given[name] = given[name] or 0
    if given.get("category_id", 1) is None:
        given["category_id"] = 1
    if given.get("tax_id"):
        _exists("tax_id", books.taxes.get(given["tax_id"]))
    return Line(**given) if known is None else replace(known, **given)


def create_invoice(books: SplynxBooks, body: Body) -> int:
    """`POST admin/finance/invoices`."""
    values = body.only(
        "POST invoices", "customer_id", "date_created", "date_till", "number", "type", "note", "memo", "is_sent",
        "use_transactions", "status", "id",
    )  # fmt: skip
    if values.get("status", "not_paid") != "not_paid":
        raise NotModelled(f"Creating an invoice with status {values['status']}")
    _exists("customer_id", books.customers.get(values["customer_id"] or 0))
    with refusals():
        return books.create_invoice(
            values["customer_id"],
            _lines(books, body.items or ()),
            created=values.get("date_created"),
            due=values.get("date_till"),
            number=values.get("number") or None,
            type=values.get("type", "one_time"),
            note=values.get("note", ""),
            memo=values.get("memo", ""),
            is_sent=values.get("is_sent", False),
            with_transactions=values.get("use_transactions", True),
            added_by="api",
        ).id


def change_invoice(books: SplynxBooks, invoice_id: int, body: Body) -> None:
    """`PUT admin/finance/invoices/{id}`: partial, and partial per item where an item's id is given."""
    invoice = books.invoice(invoice_id)
    values = body.only("PUT invoices", "date_created", "date_till", "number", "note", "memo", "is_sent", "status", "id")
    with refusals():
        lines = None
        if body.items is not None:
            stored = dict(zip((item.id for item in invoice.items), books.lines_of(invoice.items), strict=True))
            for item in body.items:
                if not item.get("id"):
                    raise NotModelled("PUT invoices: an item without its id")
                _exists("items", stored.get(item["id"]))
                stored[item["id"]] = _line(books, item, stored[item["id"]])
            lines = list(stored.values())
        books.change_invoice(
            invoice_id,
            lines=lines,
            number=values.get("number"),
            created=values.get("date_created"),
            due=values.get("date_till"),
            status=values.get("status"),
            note=values.get("note"),
            memo=values.get("memo"),
            is_sent=values.get("is_sent"),
        )


def delete_invoice(books: SplynxBooks, invoice_id: int) -> None:
    """`DELETE admin/finance/invoices/{id}`: the invoice stays, marked deleted."""
    with refusals():
        books.delete_invoice(invoice_id)


def create_credit_note(books: SplynxBooks, body: Body) -> int:
    """`POST admin/finance/credit-notes`."""
    values = body.only(
        "POST credit-notes", "customer_id", "date_created", "number", "invoice_id", "note", "is_sent", "status", "id"
    )
    if values.get("status", "not_refunded") != "not_refunded":
        raise NotModelled(f"Creating a credit note with status {values['status']}")
    _exists("customer_id", books.customers.get(values["customer_id"] or 0))
    with refusals():
        return books.create_credit_note(
            values["customer_id"],
            _lines(books, body.items or ()),
            invoice_id=values.get("invoice_id"),
            created=values.get("date_created"),
            number=values.get("number") or None,
            note=values.get("note", ""),
            added_by="api",
        ).id


def change_credit_note(books: SplynxBooks, credit_note_id: int, body: Body) -> None:
    """`PUT admin/finance/credit-notes/{id}`, without its lines."""
    if body.items is not None:
        raise NotModelled("PUT credit-notes: items")
    values = body.only("PUT credit-notes", "date_created", "number", "note", "is_sent", "id")
    with refusals():
        books.change_credit_note(
            credit_note_id,
            number=values.get("number"),
            created=values.get("date_created"),
            note=values.get("note"),
            is_sent=values.get("is_sent"),
        )


def delete_credit_note(books: SplynxBooks, credit_note_id: int) -> None:
    """`DELETE admin/finance/credit-notes/{id}`: it stays, marked deleted."""
    with refusals():
        books.delete_credit_note(credit_note_id)


# -- payments ---------------------------------------------------------------------------------------------------------

_FIELDS = tuple(f"field_{number}" for number in range(1, 6))


def create_payment(*, auto_pay: bool) -> Callable[[SplynxBooks, Body], int]:
    """`POST admin/finance/payments`. `auto_pay`: a receipt without an invoice pays the oldest ones by itself."""

    def create(books: SplynxBooks, body: Body) -> int:
        values = body.only(
            "POST payments", "customer_id", "payment_type", "receipt_number", "date", "amount", "invoice_id",
            "credit_note_id", "request_id", "refund_payment_id", "comment", "note", "memo", "is_sent", "id",
            "transaction_id", "payment_statement_id", *_FIELDS,
        )  # fmt: skip
        if values.get("transaction_id") or values.get("payment_statement_id"):
            raise NotModelled("POST payments: transaction_id or payment_statement_id")
        _exists("customer_id", books.customers.get(values["customer_id"] or 0))
        _exists("payment_type", books.methods.get(values["payment_type"] or 0))
        invoice_id, credit_note_id = values.get("invoice_id"), values.get("credit_note_id")
        if invoice_id:
            _exists("invoice_id", books.invoices.get(invoice_id))
        if credit_note_id:
            _exists("credit_note_id", books.credit_notes.get(credit_note_id))
        amount: Decimal = values["amount"]
        fields = [values.get(name, "") for name in _FIELDS]
        with refusals():
            if amount < 0:
                return books.refund(
                    values["customer_id"],
                    -amount,
                    method=values["payment_type"],
                    credit_note_id=credit_note_id,
                    payment_id=values.get("refund_payment_id"),
                    day=values["date"],
                    receipt_number=values["receipt_number"],
                    fields=fields,
                    comment=values.get("comment", ""),
                    added_by="api",
                ).id
            if credit_note_id:
                raise NotModelled("POST payments: a receipt for a credit note")
            payment = books.take_payment(
                values["customer_id"],
                amount,
                method=values["payment_type"],
                invoices=[invoice_id] if invoice_id else [],
                day=values["date"],
                receipt_number=values["receipt_number"],
                request_id=values.get("request_id"),
                fields=fields,
                comment=values.get("comment", ""),
                note=values.get("note", ""),
                memo=values.get("memo", ""),
                added_by="api",
            )
            if auto_pay and not invoice_id and not payment.request_id:
                books.pay_open_invoices(payment.id)
        return payment.id

    return create


def change_payment(books: SplynxBooks, payment_id: int, body: Body) -> None:
    """`PUT admin/finance/payments/{id}`: only what is given changes."""
    values = body.only(
        "PUT payments", "payment_type", "receipt_number", "date", "amount", "invoice_id", "comment", "note", "memo",
        "id", *_FIELDS,
    )  # fmt: skip
    if values.get("payment_type"):
        _exists("payment_type", books.methods.get(values["payment_type"]))
    if values.get("invoice_id"):
        _exists("invoice_id", books.invoices.get(values["invoice_id"]))
    with refusals():
        books.change_payment(
            payment_id,
            amount=values.get("amount"),
            method=values.get("payment_type"),
            day=values.get("date"),
            receipt_number=values.get("receipt_number"),
            invoice_id=values.get("invoice_id"),
            fields={number: values[name] for number, name in enumerate(_FIELDS, start=1) if name in values},
            comment=values.get("comment"),
            note=values.get("note"),
            memo=values.get("memo"),
        )


def delete_payment(books: SplynxBooks, payment_id: int) -> None:
    """`DELETE admin/finance/payments/{id}`: it vanishes."""
    try:
        books.delete_payment(payment_id)
    except BooksError as error:
        raise ApiError(400, "ENTITY_CANNOT_BE_DELETED", str(error)) from error
