"""Remembered answers: what they reach, what they answered, who made them; revoked, never removed (design.md §6)."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from splynx_xero_gui.domain.conflict import Conflict, Rule
from splynx_xero_gui.domain.journal import JournalEntry, JournalEvent
from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.engine.answer_values import wrong
from splynx_xero_gui.engine.reconcile.questions import CATALOGUE
from splynx_xero_gui.engine.reconcile.ruling import rule_applies, would_have_answered
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.ports.ledger import Ledger

PAST = dt.timedelta(days=365)
_ALL = 1_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class Reach:
    """What a rule answers of what is open now, and what it would have answered in the past twelve months."""

    open_now: int = 0
    open_amount: Decimal = ZERO
    past: int = 0
    past_amount: Decimal = ZERO


@dataclasses.dataclass(frozen=True, slots=True)
class KnownRule:
    """A rule as a person sees it.

    `answer` is the choice's words, `scope_name` the customer or category it is limited to; `used` counts the questions
    it answered.
    """

    rule: Rule
    answer: str
    scope_name: str = ""
    used: int = 0
    last_used: dt.datetime | None = None


class Rulebook:
    """The rules of one profile."""

    def __init__(self, ledger: Ledger, clock: Clock, who: str) -> None:
        self._ledger = ledger
        self._clock = clock
        self._who = who

    def rules(self) -> list[KnownRule]:
        """Newest first, revoked ones last."""
        used: dict[str, list[JournalEntry]] = defaultdict(list)
        made: dict[str, JournalEntry] = {}
        for entry in self._ledger.journal(limit=_ALL):
            if entry.event is JournalEvent.BY_RULE:
                used[entry.rule_id].append(entry)
            elif entry.event is JournalEvent.RULE_MADE:
                made[entry.rule_id] = entry
        known = [self._known(rule, used[rule.id], made.get(rule.id)) for rule in self._ledger.rules()]
        known.reverse()
        return sorted(known, key=lambda k: k.rule.revoked_at is not None)

    def _known(self, rule: Rule, used: Sequence[JournalEntry], made: JournalEntry | None) -> KnownRule:
        option = CATALOGUE[rule.kind].option(rule.choice)
        name = made.customer if made is not None and rule.scope != "kind" else rule.scope_value
        return KnownRule(
            rule,
            (made.answer if made else "") or (option.label if option else rule.choice),
            name,
            len(used),
            max((entry.at for entry in used), default=None),
        )

    def reach(self, rule: Rule, answers: Sequence[Conflict]) -> Reach:
        """What the rule answers of `answers`, the open questions, and of those asked in the past twelve months."""
        now = [conflict for conflict in answers if rule_applies(rule, conflict)]
        known = self._ledger.asked(rule.kind.value, self._clock.now() - PAST)
        past = [asked for asked in known if would_have_answered(rule, asked)]
        return Reach(len(now), total(abs(c.amount) for c in now), len(past), total(asked.amount for asked in past))

    def answered_by(self, rule_id: str) -> Sequence[JournalEntry]:
        """Questions the rule answered, newest first. Raises Misconfigured for an unknown rule."""
        self._rule(rule_id)
        found = self._ledger.journal(rule_id=rule_id, limit=_ALL)
        return [entry for entry in found if entry.event is JournalEvent.BY_RULE]

    def revoke(self, rule_id: str) -> None:
        """From now on it answers nothing; what it answered stays answered. Raises Misconfigured for an unknown rule."""
        rule = self._rule(rule_id)
        if rule.revoked_at is not None:
            return
        now = self._clock.now()
        entry = JournalEntry(
            now, JournalEvent.RULE_REVOKED, self._who, rule.kind.value, choice=rule.choice, rule_id=rule.id
        )
        self._ledger.decide([entry], rule=dataclasses.replace(rule, revoked_at=now))

    def _rule(self, rule_id: str) -> Rule:
        found = next((rule for rule in self._ledger.rules() if rule.id == rule_id), None)
        if found is None:
            raise wrong("There is no such rule", f"No rule has the id {rule_id}.", "List the rules first.")
        return found


def note_ruled(ledger: Ledger, ruled: Sequence[tuple[str, Conflict]], now: dt.datetime) -> None:
    """Enter into the journal what rules answered in a sync; equal facts once only, however often they are planned."""
    if not ruled:
        return
    rules = {rule.id: rule for rule in ledger.rules()}
    known = {
        (entry.rule_id, entry.conflict_id, entry.evidence)
        for entry in ledger.journal(limit=_ALL, event=JournalEvent.BY_RULE)
    }
    entries = []
    for rule_id, conflict in ruled:
        if (rule_id, conflict.id, conflict.evidence) in known or rule_id not in rules:
            continue
        by = f"rule of {rules[rule_id].by}"
        entries.append(entry_of(conflict, JournalEvent.BY_RULE, by, now, rules[rule_id].choice, "", rule_id))
    if entries:
        ledger.decide(entries)


def entry_of(
    conflict: Conflict,
    event: JournalEvent,
    by: str,
    at: dt.datetime,
    choice_id: str,
    value: str = "",
    rule_id: str = "",
) -> JournalEntry:
    """A question and its answer in the words the person saw."""
    choice = next((c for c in conflict.choices if c.id == choice_id), None)
    return JournalEntry(
        at,
        event,
        by,
        conflict.kind.value,
        subject=conflict.subject,
        customer_id=conflict.customer_id,
        customer=conflict.customer or conflict.facts.get("customer") or conflict.facts.get("contact") or "",
        amount=abs(conflict.amount),
        question=conflict.question,
        choice=choice_id,
        answer=choice.label.rstrip("…") if choice else choice_id,
        consequence=choice.consequence if choice else "",
        value=value,
        conflict_id=conflict.id,
        group=conflict.group,
        rule_id=rule_id,
        evidence=conflict.evidence,
    )
