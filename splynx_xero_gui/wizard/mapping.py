"""The three mapping tables of the set-up (ui.md W5–W7): rows, states, bulk answers, undo. No Qt in here.

A suggestion that is only likely fills its row, but stays *to check* until a person confirms it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.reference import Usage
from splynx_xero_gui.wizard.mapping_subjects import MappingKind, Subject
from splynx_xero_gui.wizard.offers import Offer, Refusal
from splynx_xero_gui.wizard.state import Choice, MappingAnswers, Suggestion
from splynx_xero_gui.wizard.suggest import Why, suggest_nothing

TrackingValues = Mapping[str, Mapping[str, str]]


class RowState(StrEnum):
    """In which list of the page a row is."""

    MAPPED = "mapped"
    UNMAPPED = "unmapped"
    CHECK = "check"
    PROBLEM = "problem"
    OPEN = "open"  # never used: may stay empty


@dataclass(frozen=True, slots=True)
class RatesDiffer:
    """R8: the percent on the lines is not that of the rate."""

    tax: str
    percent: Decimal
    rate: str
    rate_percent: Decimal


@dataclass(frozen=True, slots=True)
class NotUsable:
    """What was chosen before cannot be used now. `choice` is as a person knows it."""

    choice: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class NotAllowedTogether:
    """Xero does not allow this rate on an account that a used category maps to."""

    rate: str
    account: str


Fault = RatesDiffer | NotUsable | NotAllowedTogether


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. `offer` is what `choice.value` means in Xero; None where nothing is chosen or it is gone.

    `tracking` gives, per Xero tracking category, the option for this category's lines.
    """

    subject: Subject
    choice: Choice
    offer: Offer | None = None
    fault: Fault | None = None
    tracking: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def key(self) -> str:
        """The row's name for good."""
        return self.subject.key

    @property
    def state(self) -> RowState:
        """Problems first, then what still needs a person."""
        if self.fault is not None:
            return RowState.PROBLEM
        if not self.choice.value:
            return RowState.UNMAPPED if self.subject.used else RowState.OPEN
        return RowState.CHECK if self.choice.to_check else RowState.MAPPED

    @property
    def blocks(self) -> bool:
        """Whether Next must refuse: the books could never be equal, or Xero would refuse every line."""
        return isinstance(self.fault, RatesDiffer | NotUsable) and self.subject.used


@dataclass(frozen=True, slots=True)
class _Answers:
    choices: Mapping[str, Choice]
    tracking: TrackingValues


class MappingTable:
    """One table with its answers; every change can be undone. Keys that are not listed are kept untouched.

    `offers` lists what a subject may be given, refused things with their reason; `check` finds what else is wrong with
    an offer. `tracking` holds, per Xero tracking category, the options by subject key.
    """

    def __init__(
        self,
        kind: MappingKind,
        subjects: Sequence[Subject],
        offers: Callable[[Subject], Sequence[Offer]],
        suggest: Callable[[Subject], Suggestion],
        answers: MappingAnswers,
        check: Callable[[Subject, Offer], Fault | None] | None = None,
        tracking: TrackingValues | None = None,
    ) -> None:
        self.kind = kind
        self._offers = {subject.key: tuple(offers(subject)) for subject in subjects}
        self._check = check
        self._given = answers
        choices = dict(answers.choices)
        for subject in subjects:
            suggestion = suggest(subject) if subject.used else suggest_nothing(Why.NEVER_USED)
            choices[subject.key] = _suggested(choices.get(subject.key, Choice()), suggestion)
        self._now = _Answers(choices, {name: dict(values) for name, values in (tracking or {}).items()})
        self._past: list[_Answers] = []
        self.subjects = tuple(sorted(subjects, key=self._order))

    def _order(self, subject: Subject) -> tuple[bool, bool, int]:
        """Used rows first, unmapped on top; kept while the page is open so that nothing jumps away."""
        return (not subject.used, bool(self._now.choices[subject.key].value), -subject.usage.count)

    # --- what is shown ---

    def rows(self) -> tuple[Row, ...]:
        """All rows, in an order that answers do not change."""
        return tuple(self._row(subject) for subject in self.subjects)

    def row(self, key: str) -> Row:
        """One row. Raises KeyError for an unknown key."""
        for subject in self.subjects:
            if subject.key == key:
                return self._row(subject)
        raise KeyError(key)

    def offers(self, key: str) -> tuple[Offer, ...]:
        """What the list of a row holds, refused things too. Raises KeyError for an unknown key."""
        return self._offers[key]

    def _row(self, subject: Subject) -> Row:
        choice = self._now.choices[subject.key]
        offer = next((o for o in self._offers[subject.key] if o.key == choice.value), None) if choice.value else None
        tracking = {name: values.get(subject.key, "") for name, values in self._now.tracking.items()}
        return Row(subject, choice, offer, self._fault(subject, choice.value, offer), tracking)

    def _fault(self, subject: Subject, key: str, offer: Offer | None) -> Fault | None:
        if not key:
            return None
        if offer is None:
            return NotUsable(key, Refusal.GONE)
        if offer.refusal is not None:
            return NotUsable(" ".join(part for part in (offer.code, offer.name) if part), offer.refusal)
        return self._check(subject, offer) if self._check else None

    # --- counts ---

    def unmapped(self) -> tuple[int, Usage]:
        """How many used rows have no place in Xero, and their lines and money together (U1)."""
        found = [row.subject for row in self.rows() if row.state is RowState.UNMAPPED]
        return len(found), Usage(sum(s.usage.count for s in found), sum((s.usage.amount for s in found), ZERO))

    def unmapped_keys(self) -> frozenset[str]:
        """Keys of used rows without a place in Xero."""
        return frozenset(row.key for row in self.rows() if row.state is RowState.UNMAPPED)

    def to_check(self) -> tuple[str, ...]:
        """Keys of rows whose suggestion nobody has confirmed yet."""
        return tuple(row.key for row in self.rows() if row.state is RowState.CHECK)

    # --- answers ---

    def choose(self, keys: Iterable[str], value: str) -> int:
        """Give rows a choice; rows that may not have it stay as they are. Returns how many took it."""
        taken = [key for key in keys if any(o.key == value and o.refusal is None for o in self._offers[key])]
        self._put({key: replace(self._now.choices[key], value=value, confirmed=True, cleared=False) for key in taken})
        return len(taken)

    def choose_each(self, values: Mapping[str, str]) -> None:
        """Give each row its own choice, as one step to undo."""
        self._put(
            {
                key: replace(self._now.choices[key], value=value, confirmed=True, cleared=False)
                for key, value in values.items()
            }
        )

    def clear(self, keys: Iterable[str]) -> None:
        """Take the choice of rows away; it is not suggested again."""
        self._put({key: replace(self._now.choices[key], value="", confirmed=False, cleared=True) for key in keys})

    def confirm(self, keys: Iterable[str]) -> int:
        """Accept what these rows suggest; returns how many were waiting for it."""
        waiting = set(self.to_check()).intersection(keys)
        self._put({key: replace(self._now.choices[key], confirmed=True) for key in waiting})
        return len(waiting)

    def set_tracking(self, keys: Iterable[str], category: str, option: str) -> None:
        """Choose an option of a Xero tracking category for rows; empty takes it away. Raises KeyError if unknown."""
        values = {**self._now.tracking[category], **dict.fromkeys(keys, option)}
        kept = {key: chosen for key, chosen in values.items() if chosen}
        self._step(replace(self._now, tracking={**self._now.tracking, category: kept}))

    def _put(self, changed: Mapping[str, Choice]) -> None:
        self._step(replace(self._now, choices={**self._now.choices, **changed}))

    def _step(self, after: _Answers) -> None:
        if after != self._now:
            self._past.append(self._now)
            self._now = after

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._past)

    def undo(self) -> bool:
        """Take the last answer back, bulk answers as a whole; False when there is none."""
        if not self._past:
            return False
        self._now = self._past.pop()
        return True

    # --- for the state ---

    def answers(self) -> MappingAnswers:
        """The answers as the set-up keeps them."""
        return replace(self._given, choices=MappingProxyType(dict(self._now.choices)))

    def tracking(self) -> TrackingValues:
        """Per Xero tracking category: subject key to option."""
        return self._now.tracking


def _suggested(choice: Choice, suggestion: Suggestion) -> Choice:
    """The choice with today's suggestion; filled in unless a person chose or emptied it."""
    if choice.confirmed or choice.cleared or not suggestion.value:
        # A value nobody confirmed came from an earlier suggestion and goes with it.
        kept = choice.value if choice.confirmed else ""
        return replace(choice, suggestion=suggestion, value=kept)
    return replace(choice, suggestion=suggestion, value=suggestion.value)
