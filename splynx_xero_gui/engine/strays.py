"""Receipts on accounts read from Xero whose contact is no customer's: a person says whose they are (R6)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from splynx_xero_gui.domain.accounting import Contact, Credit, Payment
from splynx_xero_gui.domain.billing import BilledDocument, Customer
from splynx_xero_gui.domain.conflict import ConflictKind, FieldDiff, Resolution
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.records import Observation
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.engine.reconcile.pulling_stage import arrivals_of, subject_of_receipt
from splynx_xero_gui.engine.reconcile.questions import phrase
from splynx_xero_gui.engine.reconcile.view import numeric
from splynx_xero_gui.ports.ledger import Ledger

_WORD = re.compile(r"[\w/-]+")
_MOST_HINTS = 5
_SHORTEST = 3


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
    if answer is None or answer.choice not in ("customer", "as-credit"):
        return None
    found = ledger.observation(Side.SPLYNX, ObjectKind.CUSTOMER, answer.value.strip())
    return found.id if found is not None and not found.gone else None


def _hints(ledger: Ledger, asked: Sequence[Observation]) -> dict[str, tuple[FieldDiff, ...]]:
    """Who it may be, best first: customers whose invoice number stands in the reference, then those whose name stands
    there or is that of the contact.
    """
    if not asked:
        return {}
    words = {seen.id: _words(_said(ledger, seen)) for seen in asked}
    customers = [o.body for o in ledger.observations(Side.SPLYNX, ObjectKind.CUSTOMER) if not o.gone]
    names = [(customer, _words(customer.name)) for customer in customers if isinstance(customer, Customer)]
    hints = {}
    for seen in asked:
        found = _by_number(ledger, seen)
        taken = {hint.name for hint in found}
        found += [hint for hint in _by_name(names, words[seen.id]) if hint.name not in taken]
        hints[seen.id] = tuple(found[:_MOST_HINTS])
    return hints


def _said(ledger: Ledger, seen: Observation) -> str:
    contact = ledger.observation(Side.XERO, ObjectKind.CONTACT, seen.owner)
    name = contact.body.name if contact is not None and isinstance(contact.body, Contact) else ""
    return f"{getattr(seen.body, 'reference', '')} {name}"


def _words(text: str) -> frozenset[str]:
    """Words long enough to tell people apart."""
    return frozenset(word for word in _WORD.findall(text.casefold()) if len(word) >= _SHORTEST)


def _by_number(ledger: Ledger, seen: Observation) -> list[FieldDiff]:
    words = set(_WORD.findall(getattr(seen.body, "reference", "")))
    found: list[FieldDiff] = []
    for _, ids in sorted(ledger.splynx_numbers(ObjectKind.INVOICE, words).items() if words else ()):
        for id in ids:
            invoice = ledger.observation(Side.SPLYNX, ObjectKind.INVOICE, id)
            owner = ledger.observation(Side.SPLYNX, ObjectKind.CUSTOMER, invoice.owner) if invoice else None
            if invoice and isinstance(invoice.body, BilledDocument) and owner and isinstance(owner.body, Customer):
                shown = f"{owner.body.name}, invoice {invoice.body.number}, {money_text(invoice.body.open)}"
                found.append(FieldDiff(f"customer {owner.id}", None, shown))
    return found


def _by_name(names: Sequence[tuple[Customer, frozenset[str]]], said: frozenset[str]) -> list[FieldDiff]:
    """The larger the share of the name that is said, the better."""
    shares = [(len(words & said), len(words - said), customer) for customer, words in names if words & said]
    ranked = sorted(shares, key=lambda share: (-share[0], share[1], numeric(share[2].id)))
    return [FieldDiff(f"customer {c.id}", None, f"{c.name}, by name") for _, _, c in ranked[:_MOST_HINTS]]
