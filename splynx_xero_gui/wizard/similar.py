"""How much two names mean the same to a reader: "Installation fee" and "Installations" do, "Voice" and "Rent" not."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T")

ALIKE = 0.6
_WORDS = re.compile(r"[^\W_]+")
_STEM = 5
# Words that say nothing about which of several accounts is meant.
_EMPTY = frozenset({"account", "accounts", "and", "the", "of", "for", "fee", "fees", "sales", "income", "revenue"})


def folded(name: str) -> str:
    """Without accents and case, blanks made one."""
    plain = unicodedata.normalize("NFKD", name)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def words(name: str) -> tuple[str, ...]:
    """The folded words of a name."""
    return tuple(_WORDS.findall(folded(name)))


def likeness(one: str, other: str) -> float:
    """From 0 (nothing in common) to 1 (the same name). Symmetric."""
    first, second = folded(one), folded(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    telling = _telling(first), _telling(second)
    if not telling[0] or not telling[1]:
        return 0.0
    short, long = sorted(telling, key=len)
    shared = min(_found(short, long), _found(long, short)) if len(short) == len(long) else _found(short, long)
    by_words = 0.6 + 0.35 * shared / len(long) if shared == len(short) else 0.5 * shared / len(short)
    # Sorted, because the matcher's ratio depends on the order.
    left, right = sorted((" ".join(telling[0]), " ".join(telling[1])))
    by_letters = SequenceMatcher(None, left, right, autojunk=False).ratio()
    return min(0.99, max(by_words, by_letters if by_letters >= 0.8 else 0.0))


def best_alike(name: str, candidates: Iterable[tuple[str, T]]) -> tuple[float, T] | None:
    """The one candidate most like the name, with its likeness; None where none is alike or two are equally so."""
    scored = sorted(((likeness(name, other), value) for other, value in candidates), key=lambda pair: -pair[0])
    if not scored or scored[0][0] < ALIKE or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    return scored[0]


def _telling(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words(name) if word not in _EMPTY))


def _found(these: tuple[str, ...], among: tuple[str, ...]) -> int:
    return sum(1 for word in these if any(_same_word(word, entry) for entry in among))


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    return len(one) >= _STEM and len(other) >= _STEM and one[:_STEM] == other[:_STEM]
