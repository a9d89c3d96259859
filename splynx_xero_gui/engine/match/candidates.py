"""Which pairs are worth looking at: those that share a key, a word, a place. Never all with all."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from rapidfuzz import fuzz, process

from splynx_xero_gui.engine.match.parties import Party

LARGEST_BLOCK = 400
_SIMPLE_BLOCK = 12
_KEPT_OF_LARGE = 6
_LEAST_ALIKE = 72
_LONGEST_DELETED = 28
_RARE = 25


def candidate_pairs(customers: Sequence[Party], contacts: Sequence[Party]) -> Iterator[tuple[int, list[int]]]:
    """For each customer (by place) the contacts that may be it.

    Contacts sharing a value lie in one block. A small block is taken whole; of a large one those whose names are most
    alike; one beyond all measure (a street of tower blocks, a default phone number) says nothing and is left out.
    """
    sure: dict[Hashable, list[int]] = defaultdict(list)
    loose: dict[Hashable, list[int]] = defaultdict(list)
    frequency = _token_frequency(contacts)
    for place, contact in enumerate(contacts):
        for key in _sure_keys(contact):
            sure[key].append(place)
        for key in _loose_keys(contact, frequency):
            loose[key].append(place)
    names = [contact.canon for contact in contacts]
    named: dict[int, list[str]] = {}
    for place, customer in enumerate(customers):
        found: set[int] = set()
        for key in _sure_keys(customer):
            found.update(_of_block(sure.get(key, ()), customer.canon, names, named))
        for key in _loose_keys(customer, frequency):
            found.update(_of_block(loose.get(key, ()), customer.canon, names, named))
        yield place, sorted(found)


def _of_block(block: Sequence[int], canon: str, names: Sequence[str], named: dict[int, list[str]]) -> Iterable[int]:
    """`named` keeps the names of large blocks: the same one is searched for many customers."""
    if len(block) <= _SIMPLE_BLOCK:
        return block
    if len(block) > LARGEST_BLOCK:
        return ()
    inside = named.get(id(block))
    if inside is None:
        inside = named[id(block)] = [names[place] for place in block]
    found = process.extract(canon, inside, scorer=fuzz.ratio, limit=_KEPT_OF_LARGE, score_cutoff=_LEAST_ALIKE)
    return [block[at] for _, _, at in found]


def _sure_keys(party: Party) -> Iterator[Hashable]:
    if party.number:
        yield "number", party.number
    for name, values in (("tax", party.taxes), ("account", party.accounts)):
        for value in values:
            yield name, value
    for email in party.emails:
        yield "email", email
    for phone in party.phones:
        yield "phone", phone
    yield from party.documents


def _loose_keys(party: Party, frequency: dict[str, int]) -> Iterator[Hashable]:
    if not party.tokens:
        return
    canon = party.canon
    yield canon
    if len(canon) <= _LONGEST_DELETED:
        # One letter wrong, missing or too many: both sides meet where that letter is left out.
        squeezed = canon.replace(" ", "")
        yield from {hash(squeezed[:at] + squeezed[at + 1 :]) for at in range(len(squeezed))}
        yield hash(squeezed)
    initials = "".join(sorted(token[0] for token in party.tokens))
    longest = sorted(party.tokens, key=lambda token: (-len(token), token))[:2]
    for token in longest:
        yield token, initials
        if party.place:
            yield token, party.place, "place"
    for token in party.tokens:
        if len(token) > 2 and frequency.get(token, 0) <= _RARE:
            yield token
    if party.street:
        yield party.street, party.place
    if party.open:
        yield party.open, initials[:1]


def _token_frequency(contacts: Iterable[Party]) -> dict[str, int]:
    frequency: dict[str, int] = defaultdict(int)
    for contact in contacts:
        for token in contact.tokens:
            frequency[token] += 1
    return dict(frequency)
