"""Receipts on accounts read from Xero whose contact is no customer's: a person says whose they are (R6)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Contact, Credit, Document, Payment
from splynx_xero_gui.domain.billing import BilledDocument, BilledPayment, Customer
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff, Resolution
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.records import Observation
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.engine.match.payers import Debt, Payer, Receipt, ranked, words_of
from splynx_xero_gui.engine.match.words import folded
from splynx_xero_gui.engine.reconcile.pulling_stage import arrivals_of, subject_of_receipt
from splynx_xero_gui.engine.reconcile.questions import phrase
from splynx_xero_gui.engine.reconcile.view import numeric
from splynx_xero_gui.engine.reconcile.whose import MOST_CANDIDATES, candidate_row, debt_of, owes, receipt_of
from splynx_xero_gui.ports.ledger import Ledger

_WORD = re.compile(r"[\w/-]+")
_LOOKED_THROUGH = 400
_MOST_AMOUNTS = 25  # each is a search through all invoices; the newest receipts come first


@dataclass(frozen=True, slots=True)
class Strays:
    """`placed`: by the customer a person named; `asked`: nobody's yet. `hints`: who it may be, by Xero id."""

    placed: Mapping[str, tuple[Observation, ...]] = field(default_factory=dict)
    asked: tuple[Observation, ...] = ()
    hints: Mapping[str, tuple[FieldDiff, ...]] = field(default_factory=dict)

    @property
    def customers(self) -> frozenset[str]:
        """Those that get money by an answer: they are planned."""
        return frozenset(self.placed)

    def of(self, customers: Iterable[str]) -> tuple[Observation, ...]:
        """What was placed on these customers."""
        return tuple(o for id in sorted(set(customers) & self.placed.keys()) for o in self.placed[id])


def find_strays(
    ledger: Ledger, policy: Policy, accounting: AccountingReference, resolutions: Mapping[str, Resolution]
) -> Strays:
    """Living receipts on read accounts that belong to no customer, sorted by what was answered about them."""
    arrivals = arrivals_of(policy, accounting)
    placed: dict[str, list[Observation]] = {}
    asked: list[Observation] = []
    for seen in ledger.receipts_of_nobody(policy.options.payments_from) if policy.pulls else ():
        body = seen.body
        if not isinstance(body, (Payment, Credit)) or body.status.is_dead:
            continue
        if body.account_id not in arrivals and body.account_code not in arrivals:
            continue
        customer = _named(ledger, resolutions.get(_question_id(body)))
        if customer is None:
            asked.append(seen)
        else:
            placed.setdefault(customer, []).append(seen)
    hints = _hints(ledger, asked)
    return Strays({id: tuple(found) for id, found in placed.items()}, tuple(asked), hints)


def _question_id(receipt: Payment | Credit) -> str:
    return phrase(ConflictKind.PAYMENT_UNMATCHED, subject_of_receipt(receipt, ""), {}).id


def _named(ledger: Ledger, answer: Resolution | None) -> str | None:
    if answer is not None and answer.choice == "in-sync":
        paid = ledger.observation(Side.SPLYNX, ObjectKind.PAYMENT, answer.value.strip())
        return paid.body.customer_id if paid is not None and isinstance(paid.body, BilledPayment) else None
    if answer is None or answer.choice not in ("customer", "as-credit"):
        return None
    found = ledger.observation(Side.SPLYNX, ObjectKind.CUSTOMER, answer.value.strip())
    return found.id if found is not None and not found.gone else None


def _hints(ledger: Ledger, asked: Sequence[Observation]) -> dict[str, tuple[FieldDiff, ...]]:
    """Who it may be, best first (`match.payers`): by an invoice's number, the customer's name, or the money."""
    if not asked:
        return {}
    people = _People.of(ledger)
    over: dict[Decimal, Sequence[Observation]] = {}
    hints = {}
    for seen in sorted(asked, key=_newest_first):
        body = seen.body
        if isinstance(body, (Payment, Credit)):
            receipt = receipt_of(body, _contact_name(ledger, seen))
            if receipt.amount not in over and len(over) < _MOST_AMOUNTS:
                # As stored, whatever zeros follow; what else begins with these digits is sorted out by `_debts`.
                stored = f'"open":"{receipt.amount.normalize():f}'
                over[receipt.amount] = ledger.search(Side.SPLYNX, ObjectKind.INVOICE, [stored], _LOOKED_THROUGH)
            payers = people.who_may(receipt, _debts(ledger, receipt, over.get(receipt.amount, ())))
            rows = [candidate_row(c) for c in ranked(receipt, payers, MOST_CANDIDATES)]
            hints[seen.id] = (*_about(ledger, seen), *rows)
    return hints


def _newest_first(seen: Observation) -> tuple[int, str]:
    return (-seen.body.date.toordinal() if isinstance(seen.body, (Payment, Credit)) else 0), seen.id


@dataclass(slots=True)
class _People:
    """All customers, found by the words of their names and by login."""

    known: dict[str, Customer] = field(default_factory=dict)
    by_word: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, ledger: Ledger) -> "_People":
        people = cls()
        for seen in ledger.observations(Side.SPLYNX, ObjectKind.CUSTOMER):
            if isinstance(seen.body, Customer) and not seen.gone:
                people.known[seen.id] = seen.body
                for word in (*words_of(seen.body.name), folded(seen.body.login)):
                    people.by_word[word].add(seen.id)
        return people

    def who_may(self, receipt: Receipt, debts: Mapping[str, Sequence[Debt]]) -> Iterable[Payer]:
        """Those of whom anything is said, or who owe what `debts` tells."""
        said = {*words_of(receipt.said), *folded(receipt.said).split()}
        ids = set(debts).union(*(self.by_word.get(word, ()) for word in said)) & self.known.keys()
        for id in sorted(ids, key=numeric):
            customer = self.known[id]
            yield Payer(id, customer.name, customer.login, tuple(debts.get(id, ())))


def _about(ledger: Ledger, seen: Observation) -> list[FieldDiff]:
    """Its contact and invoice in Xero: they are no customer's, so that no customer's books hold them."""
    contact = ledger.observation(Side.XERO, ObjectKind.CONTACT, seen.owner)
    pays = seen.body.target_id if isinstance(seen.body, Payment) else ""
    invoice = ledger.observation(Side.XERO, ObjectKind.INVOICE, pays) if pays else None
    said = []
    if contact is not None and isinstance(contact.body, Contact):
        said.append(FieldDiff("contact", None, None, contact.body.name))
    if invoice is not None and isinstance(invoice.body, Document):
        said.append(FieldDiff("invoice", None, None, invoice.body.number))
    return said


def _contact_name(ledger: Ledger, seen: Observation) -> str:
    contact = ledger.observation(Side.XERO, ObjectKind.CONTACT, seen.owner)
    return contact.body.name if contact is not None and isinstance(contact.body, Contact) else ""


def _debts(ledger: Ledger, receipt: Receipt, over: Sequence[Observation]) -> dict[str, list[Debt]]:
    """Open invoices, by customer, whose number is said or that are over this very money (among `over`)."""
    words = set(_WORD.findall(receipt.said))
    ids = {id for found in ledger.splynx_numbers(ObjectKind.INVOICE, words).values() for id in found} if words else ()
    named = [ledger.observation(Side.SPLYNX, ObjectKind.INVOICE, id) for id in sorted(ids, key=numeric)]
    debts: dict[str, list[Debt]] = defaultdict(list)
    for id, invoice in {o.id: o.body for o in (*named, *over) if o is not None and not o.gone}.items():
        if isinstance(invoice, BilledDocument) and owes(invoice) and (id in ids or invoice.open == receipt.amount):
            debts[invoice.customer_id].append(debt_of(invoice))
    return debts
