"""How much speaks for a pair being one and the same, in bits: what is rare and equal says much, what is common little.

After Fellegi and Sunter: agreement on a value that one contact in a thousand has is worth ten bits. The sum is held
against the odds of meeting the right one among all of them by chance, so that 0 is as likely as not.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import log2

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from splynx_xero_gui.domain.matching import Reason
from splynx_xero_gui.engine.match.parties import Party

SAME = 1.0
NEARLY = 0.9
ALIKE = 0.82
SIMILAR = 0.7
_STRANGE = 0.5
_SAME_WORD = 70
_LIMITS = {"name": 15.0, "email": 15.0, "phone": 13.0, "address": 9.0, "open": 8.0}
_KEY_BITS = {"number": 30.0, "tax": 18.0, "account": 14.0}
_BITS_PER_DOCUMENT, _MOST_DOCUMENT_BITS = 12.0, 48.0


@dataclass(frozen=True, slots=True)
class Score:
    """What speaks for a pair. `bits` as above; `likeness` of the names from 0 to 1; `common` documents."""

    bits: float
    likeness: float
    reasons: tuple[Reason, ...]
    common: int = 0
    tax_differs: bool = False

    def has(self, reason: Reason) -> bool:
        """Whether this speaks for it."""
        return reason in self.reasons


class Scorer:
    """Compares pairs. Built over all contacts and customers, whose values it counts."""

    def __init__(self, customers: Sequence[Party], contacts: Sequence[Party]) -> None:
        self._all = max(len(contacts), 2)
        both = (customers, contacts)
        self._names = _commonest(both, lambda party: (party.canon,))
        self._emails = _commonest(both, lambda party: party.emails)
        self._phones = _commonest(both, lambda party: party.phones)
        self._streets = _commonest(both, lambda party: ((party.street, party.place),))
        self._owed = _commonest(both, lambda party: (party.open,))
        self.odds = log2(self._all)

    def score(self, one: Party, other: Party) -> Score:
        """Customer and contact."""
        reasons: list[Reason] = []
        alike = likeness(one, other)
        bits = self._name_bits(one, other, alike, reasons) - self.odds
        differs = bool(one.taxes and other.taxes) and not set(one.taxes) & set(other.taxes)
        bits += self._key_bits(one, other, differs, reasons)
        bits += self._reachable_bits(one, other, reasons)
        bits += self._address_bits(one, other, reasons)
        if one.open and one.open == other.open:
            bits += self._worth(self._owed[one.open], "open")
            reasons.append(Reason.SAME_OPEN)
        common = len(set(one.documents) & set(other.documents)) if one.documents and other.documents else 0
        if common:
            bits += min(common * _BITS_PER_DOCUMENT, _MOST_DOCUMENT_BITS)
            reasons.append(Reason.COMMON_INVOICES)
        return Score(bits, alike, tuple(reasons), common, differs)

    def _worth(self, frequency: int, what: str) -> float:
        return min(max(log2(self._all / max(frequency, 1)), 0.5), _LIMITS[what])

    def _name_bits(self, one: Party, other: Party, alike: float, reasons: list[Reason]) -> float:
        worth = self._worth(max(self._names[other.canon], self._names[one.canon]), "name")
        if alike >= SAME:
            reasons.append(Reason.SAME_NAME)
            return worth
        if alike >= SIMILAR:
            reasons.append(Reason.SIMILAR_NAME)
            return max(worth - (2.0 if alike >= NEARLY else 4.0 if alike >= ALIKE else 7.0), 0.5)
        return 0.0 if alike >= _STRANGE else -6.0

    def _key_bits(self, one: Party, other: Party, tax_differs: bool, reasons: list[Reason]) -> float:
        bits = 0.0
        if one.number and one.number == other.number:
            bits += _KEY_BITS["number"]
            reasons.append(Reason.OUR_NUMBER)
        if set(one.taxes) & set(other.taxes):
            bits += _KEY_BITS["tax"]
            reasons.append(Reason.TAX_NUMBER)
        if set(one.accounts) & set(other.accounts):
            bits += _KEY_BITS["account"]
            reasons.append(Reason.ACCOUNT_NUMBER)
        return bits - 8.0 if tax_differs else bits

    def _reachable_bits(self, one: Party, other: Party, reasons: list[Reason]) -> float:
        bits = 0.0
        if same := set(one.emails) & set(other.emails):
            bits += self._worth(min(self._emails[email] for email in same), "email")
            reasons.append(Reason.SAME_EMAIL)
        elif one.emails and other.emails:
            bits += 6.0 if _mistyped(one.emails, other.emails) else -1.5
        if same := set(one.phones) & set(other.phones):
            bits += self._worth(min(self._phones[phone] for phone in same), "phone")
            reasons.append(Reason.SAME_PHONE)
        elif one.phones and other.phones:
            bits += 4.0 if _mistyped(one.phones, other.phones) else -1.0
        return bits

    def _address_bits(self, one: Party, other: Party, reasons: list[Reason]) -> float:
        if not one.street or not other.street:
            return 0.0
        near = one.place == other.place or not one.place or not other.place
        if one.street == other.street and near:
            reasons.append(Reason.SAME_ADDRESS)
            return self._worth(self._streets[one.street, one.place], "address")
        if near and _number_of(one.street) == _number_of(other.street) and fuzz.ratio(one.street, other.street) >= 85:
            reasons.append(Reason.SAME_ADDRESS)
            return 5.0
        return -1.0


def likeness(one: Party, other: Party) -> float:
    """How alike two names are, from 0 to 1: order, titles, company forms aside; initials stand for names."""
    if not one.canon or not other.canon:
        return 0.0
    if one.canon == other.canon:
        return SAME
    whole: float = fuzz.ratio(one.canon, other.canon) / 100
    squeezed: float = fuzz.ratio(one.canon.replace(" ", ""), other.canon.replace(" ", "")) / 100
    best = max(whole, squeezed)
    if squeezed == 1.0:
        return 0.97
    short, long = sorted((one.tokens, other.tokens), key=len)
    if _is_shortened(short, long):
        best = max(best, 0.86 if len(short) == len(long) else 0.84)
    return min(best, 0.98)


def words_fit(one: Party, other: Party) -> bool:
    """Whether no word of either name lacks its counterpart: "Baobab Motors North" is another branch than "Baobab
    Motors", however alike the two are as a whole.
    """
    short, left = sorted((list(one.tokens), list(other.tokens)), key=len)
    if len(short) != len(left):
        return one.canon.replace(" ", "") == other.canon.replace(" ", "")
    for word in sorted(short, key=len, reverse=True):
        best = max(left, key=lambda found: fuzz.ratio(word, found))
        if fuzz.ratio(word, best) < _SAME_WORD and not (1 in (len(word), len(best)) and word[0] == best[0]):
            return False
        left.remove(best)
    return True


def _is_shortened(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether every word of the shorter name is one of the longer, or the initial of one; one telling word at least."""
    left = list(long)
    telling = initials = 0
    for word in sorted(short, key=len, reverse=True):
        found = next((other for other in left if other == word), None)
        if found is None and (len(word) == 1 or len(short) == len(long)):
            found = next((other for other in left if other[0] == word[0] and 1 in (len(word), len(other))), None)
            initials += found is not None
        if found is None:
            return False
        left.remove(found)
        telling += len(word) > 3 and found == word
    return telling >= 1 and (len(left) <= 2) and (telling + initials >= 2)


def _mistyped(these: Iterable[str], those: Iterable[str]) -> bool:
    """Whether one of these is one of those with a slip of the finger."""
    return any(
        Levenshtein.distance(one, other, score_cutoff=1) <= 1 for one in these for other in those if one[:1] and other
    )


def _number_of(street: str) -> str:
    return next((word for word in street.split() if word[:1].isdigit()), "")


def _commonest(sides: Iterable[Sequence[Party]], values: Callable[[Party], Iterable[Hashable]]) -> Counter[Hashable]:
    """How often each value occurs on the side where it occurs most often."""
    most: Counter[Hashable] = Counter()
    for side in sides:
        most |= Counter(value for party in side for value in values(party))
    return most
