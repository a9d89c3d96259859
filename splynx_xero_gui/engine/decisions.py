"""Take a person's answers:

one question or its group, once or as a rule (design.md §6). They take effect in the next plan.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from splynx_xero_gui.domain.conflict import Choice, Conflict, ConflictKind, Needs, Resolution, Rule
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.ports.ledger import Ledger

IDENTIFYING = frozenset({"link", "customer", "in-sync", "same", "allow-once"})
SCOPES = ("customer", "category", "kind")


class Decisions:
    """Answers to open questions of one profile. Nothing is written to either side here."""

    def __init__(self, ledger: Ledger, clock: Clock, new_id: Callable[[], str], who: str) -> None:
        self._ledger = ledger
        self._clock = clock
        self._new_id = new_id
        self._who = who

    def resolve(
        self,
        conflict_id: str,
        choice: str,
        value: str = "",
        *,
        group: bool = False,
        remember: bool = False,
        scope: str = "customer",
        up_to: Decimal | None = None,
    ) -> int:
        """Answer one question or its whole group; returns how many were answered.

        Raises Misconfigured for an unknown id or choice, a missing or unknown value, or an answer that cannot be
        remembered.
        """
        conflicts = self._ledger.conflicts()
        chosen = next((c for c in conflicts if c.id == conflict_id), None)
        if chosen is None:
            raise _wrong("There is no such question", f"No open question has the id {conflict_id}.", "List them first.")
        answered = [c for c in conflicts if c.group == chosen.group] if group else [chosen]
        value = self._checked(chosen, choice, value)
        if group and choice in IDENTIFYING and len(answered) > 1:
            raise _wrong(
                "This answer fits one item only",
                f'"{choice}" names one particular object; it cannot answer {len(answered)} questions at once.',
                "Answer them one by one.",
            )
        if remember:
            self._remember(chosen, choice, value, scope, up_to)
        now = self._clock.now()
        for conflict in answered:
            self._ledger.save_resolution(
                Resolution(conflict.id, conflict.kind, choice, value, conflict.evidence, by=self._who, at=now)
            )
        return len(answered)

    def _checked(self, conflict: Conflict, choice_id: str, value: str) -> str:
        choice = next((c for c in conflict.choices if c.id == choice_id), None)
        if choice is None:
            offered = ", ".join(c.id for c in conflict.choices)
            raise _wrong(
                "This answer is not offered here",
                f'"{choice_id}" does not answer {conflict.subject}.',
                f"Choose one of: {offered}.",
            )
        if choice.needs is None:
            return ""
        if not value.strip():
            raise _wrong(
                "This answer needs a value",
                f'"{choice.label}" needs {_NEEDS_WORDS[choice.needs]}.',
                "Give it after the choice.",
            )
        return self._known(choice, value.strip())

    def _known(self, choice: Choice, value: str) -> str:
        """The value in canonical form; raises where it names nothing."""
        reference = self._ledger.accounting_reference()
        if choice.needs is Needs.ACCOUNT and reference:
            return _account(reference[0], value)
        if choice.needs is Needs.TAX and reference:
            return _tax(reference[0], value)
        if choice.needs is Needs.CONTACT and self._ledger.observation(Side.XERO, ObjectKind.CONTACT, value) is None:
            found = self._ledger.contact_names().get(value.casefold())
            if found is None:
                raise _wrong(
                    "This contact is not known", f'Xero has no contact "{value}".', "Give its id or exact name."
                )
            return found
        if choice.needs is Needs.CUSTOMER and self._ledger.observation(Side.SPLYNX, ObjectKind.CUSTOMER, value) is None:
            raise _wrong("This customer is not known", f'Splynx has no customer "{value}".', "Give the customer's id.")
        return value

    def _remember(self, conflict: Conflict, choice: str, value: str, scope: str, up_to: Decimal | None) -> None:
        if choice in IDENTIFYING:
            raise _wrong(
                "This answer cannot be remembered",
                f'"{choice}" names one particular object and can never be a rule.',
                "Answer without remembering.",
            )
        if scope not in SCOPES:
            raise _wrong("Unknown scope", f'"{scope}" is no scope of a rule.', f"Choose one of: {', '.join(SCOPES)}.")
        scope_value = {"customer": conflict.customer_id, "category": conflict.facts.get("category_id", "")}.get(
            scope, ""
        )
        if scope == "category" and not scope_value:
            raise _wrong("No category here", f"{conflict.subject} has no single category.", "Use another scope.")
        self._ledger.save_rule(
            Rule(
                id=self._new_id(),
                kind=conflict.kind,
                choice=choice,
                value=value,
                scope=scope,
                scope_value=scope_value,
                up_to=up_to,
                by=self._who,
                at=self._clock.now(),
            )
        )

    def withdraw(self, conflict_id: str) -> None:
        """Take an answer back before it took effect: the question is open again."""
        given = self._ledger.resolutions().get(conflict_id)
        if given is not None:
            self._ledger.save_resolution(dataclasses.replace(given, choice="later", value="", at=self._clock.now()))


def unanswered(ledger: Ledger) -> tuple[Conflict, ...]:
    """Questions that still wait: answered ones stay in the ledger until the next plan and are left out here."""
    answers = ledger.resolutions()

    def waits(conflict: Conflict) -> bool:
        given = answers.get(conflict.id)
        return given is None or given.choice == "later" or given.evidence != conflict.evidence

    waiting = [conflict for conflict in ledger.conflicts() if waits(conflict)]
    sizes = Counter(conflict.group for conflict in waiting)
    return tuple(
        conflict
        if conflict.kind is ConflictKind.TOO_MANY_CHANGES
        else dataclasses.replace(conflict, group_count=sizes[conflict.group])
        for conflict in waiting
    )


def grouped(conflicts: Sequence[Conflict]) -> dict[str, list[Conflict]]:
    """Open questions by cause, most money first."""
    groups: dict[str, list[Conflict]] = {}
    for conflict in conflicts:
        groups.setdefault(conflict.group, []).append(conflict)
    ordered = sorted(groups.items(), key=lambda entry: (-sum(abs(c.amount) for c in entry[1]), entry[0]))
    return dict(ordered)


_NEEDS_WORDS = {
    Needs.ACCOUNT: "a Xero account (code or id)",
    Needs.TAX: "a Xero tax rate (its TaxType)",
    Needs.CONTACT: "a Xero contact (name or id)",
    Needs.CUSTOMER: "a Splynx customer id",
    Needs.INVOICE: "an invoice",
    Needs.XERO_ID: "the Xero id",
    Needs.SPLYNX_ID: "the Splynx id",
    Needs.NUMBER: "a number",
    Needs.FIELDS: "the names of fields",
}


def _account(reference: AccountingReference, value: str) -> str:
    account = reference.account(value)
    if account is None or not account.active:
        raise _wrong("This account cannot be used", f'Xero has no active account "{value}".', "Give an account's code.")
    return account.code or account.id


def _tax(reference: AccountingReference, value: str) -> str:
    rate = reference.tax_rate(value)
    if rate is None or not rate.active:
        raise _wrong("This tax rate cannot be used", f'Xero has no active tax rate "{value}".', "Give its TaxType.")
    return rate.tax_type


def _wrong(title: str, message: str, what_to_do: str) -> Misconfigured:
    return Misconfigured("D1", title, message, what_to_do)
