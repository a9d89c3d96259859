"""A row side by side, field by field; and the search for another counterpart in the other side's list (W8, D2)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from splynx_xero_gui.domain.accounting import AccountingStatus, Contact, Credit, Document, Payment
from splynx_xero_gui.domain.billing import BilledDocument, BilledPayment, Customer, CustomerDetails
from splynx_xero_gui.domain.conflict import FieldDiff
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.matching import Match
from splynx_xero_gui.domain.money import ZERO, money_text
from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.domain.records import Body, LinkState, Role
from splynx_xero_gui.engine.match.payments import amount_of, receipt_name, split_id
from splynx_xero_gui.engine.match.words import folded, phone_digits
from splynx_xero_gui.engine.reconcile.contact_fields import contact_texts, same_text, wanted
from splynx_xero_gui.ports.ledger import Ledger

MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something of Xero that a row could be linked with. `linked_to` names what it is linked to already (D2)."""

    xero_id: str
    name: str
    date: dt.date | None = None
    amount: Decimal = ZERO
    open: Decimal = ZERO
    linked_to: str = ""


def compare_row(ledger: Ledger, row: Match, options: Options) -> tuple[FieldDiff, ...]:
    """The fields of both, in one order; `agreed` is None. Equal ones count as equal in Xero's own way of writing."""
    here = _here(ledger, row, options)
    there = _there(ledger, row)
    names = list(dict.fromkeys([*here, *there]))
    return tuple(FieldDiff(name, None, here.get(name), there.get(name)) for name in names)


def differs(field: FieldDiff) -> bool:
    """Whether both sides say something, and something else."""
    here, there = field.splynx or "", field.xero or ""
    if not here or not there:
        return False
    if field.name == "phone" and phone_digits(here):
        return phone_digits(here) != phone_digits(there)
    return not same_text(field.name, here, there)


def _here(ledger: Ledger, row: Match, options: Options) -> dict[str, str]:
    if not row.splynx_id:
        return {}
    id = split_id(row.splynx_id)[0] if row.kind is ObjectKind.PAYMENT else row.splynx_id
    seen = ledger.observation(Side.SPLYNX, row.kind, id)
    body = seen.body if seen else None
    if isinstance(body, Customer):
        known = ledger.observation(Side.SPLYNX, ObjectKind.CUSTOMER_DETAILS, id)
        details = known.body if known is not None and isinstance(known.body, CustomerDetails) else None
        texts = wanted(body, details, options).texts()
        return {**_party(texts, body.name), "open": money_text(row.splynx_amount)}
    if isinstance(body, BilledDocument):
        return {
            "number": body.number,
            "date": body.date.isoformat(),
            "due": body.due_date.isoformat() if body.due_date else "",
            "total": money_text(body.total),
            "open": money_text(body.open),
        }
    if isinstance(body, BilledPayment):
        return {
            "receipt": body.receipt_number,
            "date": body.date.isoformat(),
            "amount": money_text(row.splynx_amount),
            "pays": _invoice_number(ledger, Side.SPLYNX, row.invoice_id),
            "reference": " ".join(filter(None, (body.comment, *body.fields))),
        }
    return {}


def _there(ledger: Ledger, row: Match) -> dict[str, str]:
    if not row.xero_id or row.xero_kind is None:
        return {}
    seen = ledger.observation(Side.XERO, row.xero_kind, row.xero_id)
    body = seen.body if seen else None
    if isinstance(body, Contact):
        return {**_party(contact_texts(body), body.name), "open": money_text(row.xero_amount)}
    if isinstance(body, Document):
        return {
            "number": body.number,
            "date": body.date.isoformat(),
            "due": body.due_date.isoformat() if body.due_date else "",
            "total": money_text(body.total),
            "open": money_text(body.open),
        }
    if isinstance(body, (Payment, Credit)):
        pays = _invoice_number(ledger, Side.XERO, body.target_id) if isinstance(body, Payment) else ""
        return {
            "receipt": "",
            "date": body.date.isoformat(),
            "amount": money_text(amount_of(body)),
            "pays": pays,
            "reference": body.reference,
        }
    return {}


def _party(texts: dict[str, str], name: str) -> dict[str, str]:
    fields = ("email", "phone", "tax_number", "address")
    return {"name": name, **{field: texts.get(field, "") for field in fields}}


def _invoice_number(ledger: Ledger, side: Side, id: str | None) -> str:
    seen = ledger.observation(side, ObjectKind.INVOICE, id) if id else None
    return seen.key if seen is not None else ""


def find_candidates(ledger: Ledger, row: Match, text: str) -> Sequence[Candidate]:
    """What of the other side fits the words or number or amount typed, best first; documents of the row's contact."""
    held = _held(ledger)
    words = folded(text).split()
    found: list[tuple[int, str, Candidate]] = []
    for candidate, searched in _all(ledger, row):
        if all(word in searched for word in words):
            linked = held.get(candidate.xero_id, "")
            entry = Candidate(
                candidate.xero_id, candidate.name, candidate.date, candidate.amount, candidate.open, linked
            )
            found.append((_rank(entry, row), candidate.name.casefold(), entry))
    found.sort(key=lambda entry: entry[:2])
    return [entry for _, _, entry in found[:MOST_FOUND]]


def _rank(candidate: Candidate, row: Match) -> int:
    if candidate.xero_id == row.xero_id:
        return 0
    if candidate.xero_id in row.others:
        return 1 + row.others.index(candidate.xero_id)
    return 20 if not candidate.linked_to else 30


def _all(ledger: Ledger, row: Match) -> Iterator[tuple[Candidate, str]]:
    if row.kind is ObjectKind.CUSTOMER:
        for seen in ledger.observations(Side.XERO, ObjectKind.CONTACT):
            if isinstance(seen.body, Contact) and not seen.body.merged_to:
                contact = seen.body
                searched = folded(" ".join((contact.name, contact.email, contact.phone, contact.account_number)))
                yield Candidate(contact.id, contact.name), searched
        return
    kinds: tuple[ObjectKind, ...] = (row.kind,)
    if row.kind is ObjectKind.PAYMENT:
        kinds = (ObjectKind.PAYMENT, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT)
    for seen in ledger.xero_of_contacts([row.contact_id] if row.contact_id else []):
        candidate = _of_body(seen.body) if seen.kind in kinds and not seen.gone else None
        if candidate is not None:
            money = f"{money_text(candidate.amount)} {candidate.date.isoformat() if candidate.date else ''}"
            yield candidate, folded(f"{candidate.name} {money}")


def _of_body(body: Body) -> Candidate | None:
    if isinstance(body, Document):
        usable = not body.status.is_dead and body.status is not AccountingStatus.UNKNOWN
        return Candidate(body.id, body.number or body.reference, body.date, body.total, body.open) if usable else None
    if isinstance(body, (Payment, Credit)) and not body.status.is_dead:
        left = body.open if isinstance(body, Credit) else ZERO
        return Candidate(body.id, receipt_name(body), body.date, amount_of(body), left)
    return None


def _held(ledger: Ledger) -> dict[str, str]:
    return {
        link.xero_id: f"Splynx {link.splynx_id}"
        for link in ledger.links()
        if link.state is LinkState.ACTIVE and link.xero_id and link.role is not Role.ALLOCATION
    }
