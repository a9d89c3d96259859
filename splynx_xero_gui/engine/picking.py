"""What an answer may name, found by typing: contacts, customers, invoices, payments the sync record holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from splynx_xero_gui.domain.accounting import Contact, ContactStatus, Credit, Document, Payment
from splynx_xero_gui.domain.billing import BilledDocument, BilledPayment, Customer
from splynx_xero_gui.domain.conflict import Conflict, Needs
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.money import cents, money_text
from splynx_xero_gui.domain.records import Observation
from splynx_xero_gui.ports.ledger import Ledger

MOST = 50
_LOOKED_THROUGH = 400
_CUSTOMER = "customer "
_DOCUMENTS = (ObjectKind.INVOICE, ObjectKind.CREDIT_NOTE)
_RECEIPTS = (ObjectKind.PAYMENT, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT)
_IN_XERO: Mapping[ObjectKind, tuple[ObjectKind, ...]] = MappingProxyType(
    {
        ObjectKind.CUSTOMER: (ObjectKind.CONTACT,),
        ObjectKind.INVOICE: _DOCUMENTS,
        ObjectKind.CREDIT_NOTE: _DOCUMENTS,
        ObjectKind.PAYMENT: _RECEIPTS,
        ObjectKind.TRANSACTION: (ObjectKind.CREDIT_NOTE,),
    }
)
_IN_SPLYNX: Mapping[ObjectKind, tuple[ObjectKind, ...]] = MappingProxyType(
    {
        ObjectKind.INVOICE: (ObjectKind.INVOICE,),
        ObjectKind.CREDIT_NOTE: (ObjectKind.CREDIT_NOTE,),
        ObjectKind.PAYMENT: (ObjectKind.PAYMENT,),
        ObjectKind.OVERPAYMENT: (ObjectKind.PAYMENT,),
        ObjectKind.PREPAYMENT: (ObjectKind.PAYMENT,),
    }
)


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing to pick: `key` goes with the answer, `number` and `name` are read, `detail` tells likes apart."""

    key: str
    number: str
    name: str
    detail: str = ""


def find(ledger: Ledger, needs: Needs, conflict: Conflict, text: str) -> Sequence[Pick]:
    """Living objects whose name, number, reference, e-mail or amount holds every word of `text`, best first.

    Without words: the customers that the question names, else those of its own customer first. At most MOST.
    """
    side, kinds = _where(needs, conflict)
    own = {conflict.customer_id, *_contacts_of(ledger, conflict)} - {""}
    if needs is Needs.CUSTOMER and not text.strip() and (first := _candidates(ledger, conflict)):
        return first
    words = text.casefold().split()
    picks: list[tuple[int, str, Pick]] = []
    for kind in kinds:
        for seen in ledger.search(side, kind, [_as_stored(word) for word in words], _LOOKED_THROUGH):
            pick = _pick(seen)
            if pick is None:
                continue
            readable = f"{pick.number} {pick.name} {pick.detail}".casefold()
            if all(word in readable for word in words):
                rank = 0 if seen.owner in own else 1 if readable.startswith(tuple(words)) else 2
                picks.append((rank, readable, pick))
    return [pick for _, _, pick in sorted(picks, key=lambda found: found[:2])[:MOST]]


def _as_stored(word: str) -> str:
    """Amounts are stored with more or fewer zeros than a person types."""
    whole, dot, cents_typed = word.partition(".")
    return f"{whole}.{cents_typed}".rstrip("0").rstrip(".") if dot and f"{whole}{cents_typed}".isdigit() else word


def _candidates(ledger: Ledger, conflict: Conflict) -> Sequence[Pick]:
    """The customers that the question itself names, best first (R22)."""
    ids = [field.name.removeprefix(_CUSTOMER) for field in conflict.fields if field.name.startswith(_CUSTOMER)]
    seen = [ledger.observation(Side.SPLYNX, ObjectKind.CUSTOMER, id) for id in ids]
    picks = [_pick(one) for one in seen if one is not None and not one.gone]
    return [pick for pick in picks if pick is not None]


def _where(needs: Needs, conflict: Conflict) -> tuple[Side, Iterable[ObjectKind]]:
    match needs:
        case Needs.CONTACT:
            return Side.XERO, (ObjectKind.CONTACT,)
        case Needs.CUSTOMER:
            return Side.SPLYNX, (ObjectKind.CUSTOMER,)
        case Needs.INVOICE:
            return Side.XERO, (ObjectKind.INVOICE,)
        case Needs.XERO_ID:
            return Side.XERO, _IN_XERO.get(conflict.subject_kind, ())
        case Needs.SPLYNX_ID:
            return Side.SPLYNX, _IN_SPLYNX.get(conflict.subject_kind, ())
        case _:
            return Side.XERO, ()


def _contacts_of(ledger: Ledger, conflict: Conflict) -> set[str]:
    """Whose objects in Xero are the customer's own."""
    if not conflict.customer_id:
        return set()
    links = ledger.links(customer_ids=[conflict.customer_id], kinds=[ObjectKind.CUSTOMER])
    return {link.xero_id for link in links}


def _pick(seen: Observation) -> Pick | None:
    match seen.body:
        case Contact() as contact if contact.status is ContactStatus.ACTIVE:
            return Pick(contact.id, contact.number, contact.name, contact.email)
        case Customer() as customer:
            return Pick(customer.id, customer.id, customer.name, customer.emails[0] if customer.emails else "")
        case Document() as document if not document.status.is_dead:
            detail = f"{document.date} · {money_text(document.total)}"
            return Pick(document.id, document.number, document.reference, detail)
        case BilledDocument() as billed:
            return Pick(billed.id, billed.number, "", f"{billed.date} · {money_text(cents(billed.total))}")
        case Payment() as payment if not payment.status.is_dead:
            return Pick(payment.id, "", payment.reference, f"{payment.date} · {money_text(payment.amount)}")
        case Credit() as credit if not credit.status.is_dead:
            return Pick(credit.id, "", credit.reference, f"{credit.date} · {money_text(credit.total)}")
        case BilledPayment() as paid:
            detail = f"{paid.date} · {money_text(cents(paid.amount))}"
            return Pick(paid.id, paid.receipt_number, paid.comment, detail)
        case _:
            return None
