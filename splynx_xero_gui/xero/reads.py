"""Reading from Xero: pages of what changed, objects by id or number, fresh looks for recovery (xero-api.md §3)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final, TypeVar

from splynx_xero_gui.domain.accounting import Contact, Credit, Document, Payment
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.ports.accounting import AccountingBody, Page
from splynx_xero_gui.ports.control import Clock, ItemsRead, Observer
from splynx_xero_gui.xero.client import BadQuery, Client
from splynx_xero_gui.xero.errors import service_down, unreadable
from splynx_xero_gui.xero.streams import STREAMS, Stream
from splynx_xero_gui.xero.translate_in import payments
from splynx_xero_gui.xero.translate_in.values import Json, Unreadable, ident, inner, rows, text, whole
from splynx_xero_gui.xero.translate_out.values import guid_in, is_guid, quotable, since_text, text_in
from splynx_xero_gui.xero.wire import Answer

PAGE: Final = 1000
_IDS_A_CALL: Final = 40  # 52 was the most that a URL took (§3)
_WORDS_A_CALL: Final = 20  # field=="…" OR … is longer
_LONGEST_LIST: Final = 1700  # characters of a comma list or an expression, before encoding
_COMMA: Final = 1
_TERM: Final = 25  # `CreditNoteNumber=="" OR `
_BODY = TypeVar("_BODY", Contact, Document, Payment, Credit)


class Reader:
    """Reads of one organisation. Thread-safe. Raises what `Client.read` raises."""

    def __init__(self, client: Client, observer: Observer, clock: Clock) -> None:
        self._client, self._observer, self._clock = client, observer, clock

    def changed(self, kind: ObjectKind, since: datetime | None, dated_from: date | None) -> Iterator[Page]:
        """Pages by If-Modified-Since, ordered by id (R33)."""
        stream = STREAMS[kind]
        parameters = self._paged(stream, dated_from)
        if since is not None:
            parameters["if_modified_since"] = since_text(since)
        page, count = 1, 0
        while True:
            answer, body = self._read(stream.operation, **parameters, page=page)
            items = list(rows(body, stream.items))
            pagination = inner(body, "pagination")
            expected = whole(pagination, "itemCount", -1)
            found = self._translate(kind, items)
            count += len(items)
            self._observer.notify(ItemsRead(Side.XERO, kind.value, count, expected if expected >= 0 else None))
            yield Page(tuple(found), self._served_at(answer), expected if expected >= 0 else None)
            pages = whole(pagination, "pageCount", -1)
            if page >= pages if pages >= 0 else len(items) < PAGE:
                return
            page += 1

    def by_ids(self, kind: ObjectKind, ids: Sequence[str]) -> list[AccountingBody]:
        """The objects that exist; anything that is no id cannot exist."""
        stream = STREAMS[kind]
        wanted = list(dict.fromkeys(id for id in ids if is_guid(id)))
        found: list[AccountingBody] = []
        lists = kind in (ObjectKind.CONTACT, ObjectKind.INVOICE)
        for chunk in _chunks(wanted, _IDS_A_CALL if lists else _WORDS_A_CALL):
            if lists:
                parameters: dict[str, Any] = {**stream.parameters, "i_ds": list(chunk)}
            else:
                parameters = {**stream.parameters, "where": guid_in(stream.id_name, chunk)}
            found += self._list(kind, **parameters)
        return [body for body in found if body.id in wanted]

    def by_numbers(self, kind: ObjectKind, numbers: Sequence[str]) -> list[Document]:
        """Documents with exactly these numbers. Xero compares without case; we do not."""
        stream = STREAMS[kind]
        wanted = list(dict.fromkeys(n for n in numbers if n))
        found: list[Document] = []
        # A comma cannot stand in a comma list, nor a quotation mark in an expression.
        awkward = [n for n in wanted if not quotable(n) or "," in n]
        easy = [n for n in wanted if n not in awkward]
        for chunk in _chunks(easy, _IDS_A_CALL if kind is ObjectKind.INVOICE else _WORDS_A_CALL):
            if kind is ObjectKind.INVOICE:
                parameters: dict[str, Any] = {**stream.parameters, "invoice_numbers": list(chunk)}
            else:
                parameters = {**stream.parameters, "where": text_in("CreditNoteNumber", chunk)}
            found += _only(Document, self._list(kind, **parameters))
        for number in awkward:
            found += _only(Document, self._one(kind, number))
        return [document for document in found if document.number in wanted]

    def contacts_by_number(self, numbers: Sequence[str]) -> list[Contact]:
        """Contacts with exactly these ContactNumbers; one by one where Xero finds the question too broad (§3)."""
        wanted = list(dict.fromkeys(n for n in numbers if n))
        found: list[Contact] = []
        for chunk in _chunks([n for n in wanted if quotable(n)], _WORDS_A_CALL):
            parameters = {**STREAMS[ObjectKind.CONTACT].parameters, "where": text_in("ContactNumber", chunk)}
            try:
                found += _only(Contact, self._list(ObjectKind.CONTACT, **parameters))
            except BadQuery:
                for number in chunk:
                    found += _only(Contact, self._one(ObjectKind.CONTACT, number))
        for number in wanted:
            if not quotable(number):
                found += _only(Contact, self._one(ObjectKind.CONTACT, number))
        return [contact for contact in found if contact.number in wanted]

    def payments_of(self, kind: ObjectKind, id: str) -> list[Payment]:
        """Payments of one document or credit, deleted ones included."""
        if not is_guid(id):
            return []
        if kind is ObjectKind.INVOICE:
            found = self._list(ObjectKind.PAYMENT, where=f'Invoice.InvoiceID==guid("{id}")')
            return [payment for payment in _only(Payment, found) if payment.target_id == id]
        stream = STREAMS[kind]
        answer = self._client.read(stream.one, id)
        if answer.status == HTTPStatus.NOT_FOUND:
            return []
        ids = [ident(row, "PaymentID") for item in rows(_json(answer), stream.items) for row in rows(item, "Payments")]
        return _only(Payment, self.by_ids(ObjectKind.PAYMENT, ids))

    def credits_of(self, contact_id: str) -> list[Credit]:
        """Over- and prepayments of one contact with their references, joined with their bank transactions."""
        if not is_guid(contact_id):
            return []
        where = f'Contact.ContactID==guid("{contact_id}")'
        banks = self.bank_transactions(where)
        found: list[Credit] = []
        for kind in (ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT):
            stream = STREAMS[kind]
            by_credit = {ident(bank, stream.id_name): bank for bank in banks}
            for item in self._raw_list(stream, {**stream.parameters, "where": where}):
                if stream.is_ours(item):
                    found.append(self._credit(kind, item, by_credit.get(ident(item, stream.id_name))))
        return [credit for credit in found if credit.contact_id == contact_id]

    def bank_transactions(self, where: str) -> list[Json]:
        """Bank transactions as Xero gives them: only they name account and reference of an over- or prepayment."""
        found: list[Json] = []
        page = 1
        while True:
            _, body = self._read("get_bank_transactions", where=where, page=page, page_size=PAGE, unitdp=4)
            items = list(rows(body, "BankTransactions"))
            found += items
            if len(items) < PAGE:
                return found
            page += 1

    def bank_transaction_of(self, kind: ObjectKind, credit_id: str) -> Json | None:
        """The bank transaction behind an over- or prepayment; two reads. None where the credit does not exist."""
        stream = STREAMS[kind]
        answer = self._client.read(stream.one, credit_id)
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        for item in rows(_json(answer), stream.items):
            contact_id = ident(inner(item, "Contact"), "ContactID")
            for bank in self.bank_transactions(f'Contact.ContactID==guid("{contact_id}")'):
                if ident(bank, stream.id_name) == credit_id:
                    return bank
        return None

    def about(self, operation: str, id: str, name: str, field: str) -> list[str]:
        """One field of every history record or attachment of an object; nothing where the object is gone."""
        answer = self._client.read(operation, id)
        if answer.status == HTTPStatus.NOT_FOUND:
            return []
        return [text(item, field) for item in rows(_json(answer), name)]

    def items(self, operation: str, name: str, **parameters: Any) -> list[Json]:
        """A whole list that has no pages (reference data)."""
        _, body = self._read(operation, **parameters)
        return list(rows(body, name))

    def _paged(self, stream: Stream, dated_from: date | None) -> dict[str, Any]:
        parameters: dict[str, Any] = {**stream.parameters, "page_size": PAGE, "order": stream.id_name}
        wheres = [stream.where] if stream.where else []
        if dated_from is not None and stream.dated:
            wheres.append(f"Date>=DateTime({dated_from.year},{dated_from.month:02},{dated_from.day:02})")
        if wheres:
            parameters["where"] = " AND ".join(wheres)
        return parameters

    def _list(self, kind: ObjectKind, **parameters: Any) -> list[AccountingBody]:
        return self._translate(kind, self._raw_list(STREAMS[kind], parameters))

    def _raw_list(self, stream: Stream, parameters: dict[str, Any]) -> list[Json]:
        # Lines come only with page= (§3).
        found: list[Json] = []
        page = 1
        while True:
            _, body = self._read(stream.operation, **parameters, page=page, page_size=PAGE)
            items = list(rows(body, stream.items))
            found += items
            if len(items) < PAGE:
                return found
            page += 1

    def _one(self, kind: ObjectKind, id_or_number: str) -> list[AccountingBody]:
        stream = STREAMS[kind]
        parameters = {} if kind is ObjectKind.CONTACT else stream.parameters
        answer = self._client.read(stream.one, id_or_number, **parameters)
        if answer.status == HTTPStatus.NOT_FOUND:
            return []
        return self._translate(kind, list(rows(_json(answer), stream.items)))

    def _translate(self, kind: ObjectKind, items: Sequence[Json]) -> list[AccountingBody]:
        stream = STREAMS[kind]
        found: list[AccountingBody] = []
        for item in items:
            if stream.is_ours(item):
                try:
                    found.append(stream.translate(item))
                except Unreadable as error:
                    raise unreadable(f"{kind.value} {text(item, stream.id_name)}", error) from error
        return found

    def _credit(self, kind: ObjectKind, item: Json, bank: Json | None) -> Credit:
        try:
            return payments.credit(kind, item, bank)
        except Unreadable as error:
            raise unreadable(f"{kind.value} {text(item, STREAMS[kind].id_name)}", error) from error

    def _read(self, operation: str, **parameters: Any) -> tuple[Answer, Json]:
        return self._client.read_json(operation, **parameters)

    def _served_at(self, answer: Answer) -> datetime:
        try:
            served = parsedate_to_datetime(answer.headers.get("Date", ""))
        except ValueError:
            return self._clock.now()
        return served.astimezone(UTC) if served.tzinfo else served.replace(tzinfo=UTC)


def _json(answer: Answer) -> Json:
    found = answer.json_or_empty()
    if not found:
        raise service_down("an answer that is not its own", str(answer.status))
    return found


def _only(kind: type[_BODY], found: Sequence[AccountingBody]) -> list[_BODY]:
    return [body for body in found if isinstance(body, kind)]


def _chunks(values: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    """At most so many, and no longer than a URL bears."""
    each = _COMMA if most == _IDS_A_CALL else _TERM
    chunk: list[str] = []
    for value in values:
        if chunk and (len(chunk) >= most or sum(len(v) + each for v in chunk) + len(value) > _LONGEST_LIST):
            yield tuple(chunk)
            chunk = []
        chunk.append(value)
    if chunk:
        yield tuple(chunk)
