"""What was decided, by whom and when: entries that are only ever added (ui.md M3, M4)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from splynx_xero_gui.domain.money import ZERO


class JournalEvent(StrEnum):
    """What happened. BY_RULE: a rule answered a question in a sync. FOUND, NOT_THERE: a person settled a write whose
    answer was lost.
    """

    ANSWERED = "answered"
    TAKEN_BACK = "taken-back"
    BY_RULE = "by-rule"
    RULE_MADE = "rule-made"
    RULE_REVOKED = "rule-revoked"
    FOUND = "found"
    NOT_THERE = "not-there"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One decision about one question.

    `kind` is that of the question, or of the write that was settled; `group` its cause; `question`, `answer` and
    `consequence` are the sentences the person saw; `value` is what the answer named; `rule_id` the rule it made, was
    made by, or is about. `evidence` is the hash of the facts it rests on.
    """

    at: datetime
    event: JournalEvent
    by: str
    kind: str
    subject: str = ""
    customer_id: str = ""
    customer: str = ""
    amount: Decimal = ZERO
    question: str = ""
    choice: str = ""
    answer: str = ""
    consequence: str = ""
    value: str = ""
    conflict_id: str = ""
    group: str = ""
    rule_id: str = ""
    evidence: str = ""
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked once: enough to say whether a rule would have answered it."""

    conflict_id: str
    evidence: str
    at: datetime
    kind: str
    customer_id: str
    category_id: str
    amount: Decimal
    choices: str
