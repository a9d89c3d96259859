"""Take a person's answers:

one question or its group, once or as a rule (design.md §6). They take effect in the next plan.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from splynx_xero_gui.domain.billing import Customer
from splynx_xero_gui.domain.conflict import Choice, Conflict, ConflictKind, Resolution, Rule
from splynx_xero_gui.domain.journal import JournalEntry, JournalEvent
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.engine.answer_values import checked_value, wrong
from splynx_xero_gui.engine.reconcile.questions import rememberable
from splynx_xero_gui.engine.rulebook import Rulebook, entry_of
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.ports.ledger import Ledger

IDENTIFYING = frozenset({"link", "customer", "in-sync", "same", "allow-once"})
NEVER_A_RULE = IDENTIFYING | {"skip", "try-again", "show-plan"}
SCOPES = ("customer", "category", "kind")
LATER = "later"


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
        chosen = self._ledger.conflict(conflict_id)
        if chosen is None:
            raise wrong("There is no such question", f"No open question has the id {conflict_id}.", "List them first.")
        if choice == LATER:
            return self._withdraw_all(chosen, group=group)
        picked = _offered(chosen, choice)
        answered = self._answered_with(chosen, choice) if group else [chosen]
        if choice in IDENTIFYING and len(answered) > 1:
            raise wrong(
                "This answer fits one item only",
                f'"{choice}" names one particular object; it cannot answer {len(answered)} questions at once.',
                "Answer them one by one.",
            )
        value = checked_value(self._ledger, chosen, picked, value)
        rule = self.rule_of(chosen, choice, value, scope, up_to) if remember else None
        now = self._clock.now()
        given = [Resolution(c.id, c.kind, choice, value, c.evidence, by=self._who, at=now) for c in answered]
        rule_id = rule.id if rule else ""
        entries = [entry_of(c, JournalEvent.ANSWERED, self._who, now, choice, value, rule_id) for c in answered]
        if rule is not None:
            made = entry_of(chosen, JournalEvent.RULE_MADE, self._who, now, choice, value, rule.id)
            entries.insert(0, self._named(made, chosen, rule))
        self._ledger.decide(entries, given, rule)
        return len(answered)

    def _answered_with(self, chosen: Conflict, choice: str) -> list[Conflict]:
        """The questions of its group that take the same answer. What a person answered otherwise by itself stays so,
        unless the one they point at was answered too: then they change their mind about the group.
        """
        waiting = unanswered(self._ledger)
        changed = all(conflict.id != chosen.id for conflict in waiting)
        asked = self._ledger.conflicts() if changed else waiting
        return [conflict for conflict in asked if _answers(conflict, chosen, choice)]

    def rule_of(self, conflict: Conflict, choice: str, value: str, scope: str, up_to: Decimal | None) -> Rule:
        """The rule that remembering this answer would make; nothing is stored.

        Raises Misconfigured for an answer that is about one case alone, an unknown scope, or a category where the
        question has none.
        """
        if choice in NEVER_A_RULE or not rememberable(conflict.kind, choice):
            raise wrong(
                "This answer cannot be remembered",
                f'"{choice}" is about this case alone and can never be a rule.',
                "Answer without remembering.",
            )
        if scope not in SCOPES:
            raise wrong("Unknown scope", f'"{scope}" is no scope of a rule.', f"Choose one of: {', '.join(SCOPES)}.")
        scope_value = {"customer": conflict.customer_id, "category": conflict.facts.get("category_id", "")}.get(
            scope, ""
        )
        if scope == "category" and not scope_value:
            raise wrong("No category here", f"{conflict.subject} has no single category.", "Use another scope.")
        return Rule(
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

    def _named(self, entry: JournalEntry, conflict: Conflict, rule: Rule) -> JournalEntry:
        """Whom or what the rule is limited to, by name."""
        if rule.scope == "category":
            return dataclasses.replace(entry, customer=conflict.facts.get("name") or rule.scope_value)
        if rule.scope == "customer":
            seen = self._ledger.observation(Side.SPLYNX, ObjectKind.CUSTOMER, rule.scope_value)
            name = seen.body.name if seen is not None and isinstance(seen.body, Customer) else ""
            return dataclasses.replace(entry, customer=name or entry.customer or rule.scope_value)
        return entry

    def withdraw(self, conflict_id: str) -> None:
        """Take an answer back before it took effect: the question is open again."""
        self.withdraw_all([conflict_id])

    def withdraw_all(self, conflict_ids: Sequence[str]) -> None:
        """Take several answers back at once; ids without an answer are passed over."""
        answers, now = self._ledger.resolutions(), self._clock.now()
        asked = {conflict.id: conflict for conflict in self._ledger.conflicts()}
        given = [answers[id] for id in conflict_ids if id in answers and answers[id].choice != LATER]
        later = [dataclasses.replace(answer, choice=LATER, value="", by=self._who, at=now) for answer in given]
        entries = [
            entry_of(asked[answer.conflict_id], JournalEvent.TAKEN_BACK, self._who, now, answer.choice, answer.value)
            for answer in given
            if answer.conflict_id in asked
        ]
        if later:
            self._ledger.decide(entries, later)
            self._revoke_made_with(given)

    def _revoke_made_with(self, given: Sequence[Resolution]) -> None:
        """A rule that was made by an answer goes with it: else it would give the same answer again at once."""
        moments = {(answer.kind, answer.choice, answer.at) for answer in given}
        for rule in self._ledger.rules():
            if rule.revoked_at is None and (rule.kind, rule.choice, rule.at) in moments:
                Rulebook(self._ledger, self._clock, self._who).revoke(rule.id)

    def _withdraw_all(self, chosen: Conflict, *, group: bool) -> int:
        """`later`: what was answered before is open again."""
        asked = [c for c in self._ledger.conflicts() if c.group == chosen.group] if group else [chosen]
        self.withdraw_all([conflict.id for conflict in asked])
        return len(asked)


def _offered(conflict: Conflict, choice_id: str) -> Choice:
    choice = next((c for c in conflict.choices if c.id == choice_id), None)
    if choice is None:
        offered = ", ".join([*(c.id for c in conflict.choices), LATER])
        raise wrong(
            "This answer is not offered here",
            f'"{choice_id}" does not answer {conflict.subject}.',
            f"Choose one of: {offered}.",
        )
    return choice


def _answers(conflict: Conflict, chosen: Conflict, choice_id: str) -> bool:
    """Whether the answer to the chosen question answers this one of its group too."""
    return conflict.group == chosen.group and any(c.id == choice_id for c in conflict.choices)


def unanswered(ledger: Ledger) -> tuple[Conflict, ...]:
    """Questions that still wait: answered ones stay in the ledger until the next plan and are left out here."""
    answers = ledger.resolutions()

    def waits(conflict: Conflict) -> bool:
        given = answers.get(conflict.id)
        return given is None or given.choice == LATER or given.evidence != conflict.evidence

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
