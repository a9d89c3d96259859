"""Customers and contacts: certain by keys that only these two share, likely by what speaks for it, else none (R6)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from splynx_xero_gui.domain.matching import HowSure, Reason
from splynx_xero_gui.engine.match.assigning import assign
from splynx_xero_gui.engine.match.candidates import candidate_pairs
from splynx_xero_gui.engine.match.parties import Party
from splynx_xero_gui.engine.match.scoring import SIMILAR, Score, Scorer, words_fit

LEAST_BITS = -4.5
_RIVAL_BITS = 0.0
_KEPT = 6
_OTHERS = 5
_DECIDING_DOCUMENTS = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """What a customer is matched with. `contact` empty = nothing; `others` fit too, best first."""

    customer: str
    contact: str = ""
    how_sure: HowSure = HowSure.NONE
    reasons: tuple[Reason, ...] = ()
    others: tuple[str, ...] = ()
    bits: float = 0.0


@dataclass(slots=True)
class _Candidates:
    """Scores both ways: `of_customer[place]` and `of_contact[place]` list (other place, score)."""

    of_customer: dict[int, list[tuple[int, Score]]] = field(default_factory=dict)
    of_contact: dict[int, list[tuple[int, Score]]] = field(default_factory=lambda: defaultdict(list))


def match_customers(customers: Sequence[Party], contacts: Sequence[Party]) -> dict[str, Pair]:
    """A pair for every customer. Nobody gets a contact that another one gets; order of input does not matter."""
    customers = sorted(customers, key=lambda party: party.id)
    contacts = sorted(contacts, key=lambda party: party.id)
    scorer = Scorer(customers, contacts)
    found = _candidates(customers, contacts, scorer)
    keys = _Keys(customers, contacts)
    certain = _certain(customers, contacts, found, keys)
    given = set(certain.values())
    worth = {
        (one, other): score.bits - LEAST_BITS + 1
        for one, scores in found.of_customer.items()
        if one not in certain
        for other, score in scores
        if other not in given
    }
    likely = assign(worth)
    return {
        customer.id: _pair(customer, contacts, found.of_customer.get(place, []), certain.get(place), likely.get(place))
        for place, customer in enumerate(customers)
    }


def _candidates(customers: Sequence[Party], contacts: Sequence[Party], scorer: Scorer) -> _Candidates:
    found = _Candidates()
    for one, others in candidate_pairs(customers, contacts):
        scored = [(other, scorer.score(customers[one], contacts[other])) for other in others]
        scored = [(other, score) for other, score in scored if score.bits >= LEAST_BITS]
        scored.sort(key=lambda entry: (-entry[1].bits, entry[0]))
        if scored:
            found.of_customer[one] = scored[:_KEPT]
            for other, score in scored[:_KEPT]:
                found.of_contact[other].append((one, score))
    return found


class _Keys:
    """Which values only one customer and only one usable contact have."""

    def __init__(self, customers: Sequence[Party], contacts: Sequence[Party]) -> None:
        usable = [contact for contact in contacts if contact.active]
        self._unique: dict[str, set[Hashable]] = {}
        for name, values in _KEY_VALUES.items():
            here = Counter(value for party in customers for value in set(values(party)))
            there = Counter(value for party in usable for value in set(values(party)))
            self._unique[name] = {value for value, count in here.items() if count == 1 and there[value] == 1}

    def shared(self, one: Party, other: Party, score: Score) -> frozenset[str]:
        """The keys that make these two one."""
        if not other.active:
            return frozenset()
        found = {name for name in _KEY_VALUES if name != "document" and self._share(name, one, other)}
        if score.common and self._documents(one, other):
            found.add("document")
        if not score.has(Reason.SAME_NAME):
            # An e-mail or phone is a family's or an office's as well: it needs the very same name beside it.
            found -= {"email", "phone"}
        return frozenset(found)

    def _share(self, name: str, one: Party, other: Party) -> bool:
        values = _KEY_VALUES[name]
        return any(value in self._unique[name] for value in set(values(one)) & set(values(other)))

    def _documents(self, one: Party, other: Party) -> bool:
        common = set(one.documents) & set(other.documents)
        return any(document in self._unique["document"] for document in common)


_KEY_VALUES: Mapping[str, Callable[[Party], Iterable[Hashable]]] = {
    "number": lambda party: (party.number,) if party.number else (),
    "tax": lambda party: party.taxes,
    "account": lambda party: party.accounts,
    "document": lambda party: party.documents,
    "email": lambda party: party.emails,
    "phone": lambda party: party.phones,
}


def _certain(customers: Sequence[Party], contacts: Sequence[Party], found: _Candidates, keys: _Keys) -> dict[int, int]:
    """Pairs nothing speaks against. Two candidates that could both be it are never certain."""
    shared: dict[tuple[int, int], frozenset[str]] = {}
    for one, scores in found.of_customer.items():
        for other, score in scores:
            keyed = keys.shared(customers[one], contacts[other], score)
            if keyed:
                shared[one, other] = keyed
    chosen: dict[int, int] = {}
    for (one, other), keyed in shared.items():
        scores = found.of_customer[one]
        score = next(s for place, s in scores if place == other)
        if not _is_convincing(customers[one], contacts[other], score, keyed):
            continue
        rivals = [(place, s, shared.get((one, place), frozenset())) for place, s in scores if place != other]
        rivals += [
            (place, s, shared.get((place, other), frozenset())) for place, s in found.of_contact[other] if place != one
        ]
        if not any(_is_rival(s, their, score, keyed) for _, s, their in rivals):
            chosen[one] = other
    return chosen


def _is_convincing(one: Party, other: Party, score: Score, keyed: frozenset[str]) -> bool:
    """Whether the keys suffice: one with a name that fits, or two of those that are no family's and no branch's.

    E-mail and phone are shared in families and offices: they need the very same name.
    """
    if "number" in keyed:
        # Our own key (R2), whatever the name is by now.
        return True
    if score.tax_differs:
        return False
    if "document" in keyed and score.likeness >= SIMILAR:
        return True
    if keyed & {"tax", "account"} and score.likeness >= SIMILAR and words_fit(one, other):
        return True
    strong = keyed & {"number", "tax", "account", "document"}
    if len(strong) + (1 if score.common >= _DECIDING_DOCUMENTS else 0) >= 2:
        return True
    return bool(keyed & {"email", "phone"}) and score.has(Reason.SAME_NAME)


def _is_rival(rival: Score, its_keys: frozenset[str], score: Score, keyed: frozenset[str]) -> bool:
    """Whether the other one could be it as well: it has keys of its own, or would pass for it without them.

    Documents that both sides hold under one number decide between two entries of the same person.
    """
    if its_keys:
        return True
    if "document" in keyed and not rival.common and score.common >= _DECIDING_DOCUMENTS:
        return False
    if "number" in keyed:
        return False
    return rival.bits >= _RIVAL_BITS


def _pair(
    customer: Party,
    contacts: Sequence[Party],
    scores: Sequence[tuple[int, Score]],
    certain: int | None,
    likely: int | None,
) -> Pair:
    place = certain if certain is not None else likely
    others = tuple(contacts[other].id for other, _ in scores if other != place)[:_OTHERS]
    if place is None:
        fits = bool(scores) and scores[0][1].bits >= _RIVAL_BITS
        return Pair(customer.id, others=others, reasons=(Reason.FITS_BUT_TAKEN,)) if fits else Pair(customer.id)
    score = next(s for other, s in scores if other == place)
    reasons = score.reasons
    if certain is None:
        equal = [s for other, s in scores if other != place and s.bits >= score.bits - 4]
        reasons += (Reason.SEVERAL_FIT,) if equal else ()
        reasons += () if contacts[place].active else (Reason.ARCHIVED,)
    sure = HowSure.CERTAIN if certain is not None else HowSure.LIKELY
    return Pair(customer.id, contacts[place].id, sure, reasons, others, score.bits)
