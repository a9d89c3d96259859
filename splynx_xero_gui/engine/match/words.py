"""Names, addresses, numbers made comparable: what people type differently on two sides is made the same."""

import re
import unicodedata
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\D")
_PHONE_DIGITS = 9
_SHORTEST_PHONE = 7
# Forms of companies and titles of persons: typed on one side, left out on the other.
_SAYS_NOTHING = frozenset(
    _TOKEN.findall(
        "pty ltd limited proprietary cc inc incorporated npc llc llp plc gmbh bv nv sa sarl srl ag oy ab "
        "as co company corp corporation mr mrs ms miss mev mnr dr prof sir the and"
    )
)
_SHORT_FORMS = {
    "str": "street", "st": "street", "rd": "road", "ave": "avenue", "av": "avenue", "dr": "drive", "ln": "lane",
    "cres": "crescent", "cl": "close", "blvd": "boulevard", "sq": "square", "hwy": "highway", "pl": "place",
}  # fmt: skip


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Without accents and case, blanks made one."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def name_tokens(name: str) -> tuple[str, ...]:
    """The telling words of a name in alphabetical order; all of them where none tells anything."""
    text = folded(name).replace("&", " and ").replace("'", "").replace("’", "").replace(".", " ")
    every = _TOKEN.findall(text)
    return tuple(sorted(word for word in every if word not in _SAYS_NOTHING) or sorted(every))


def phone_digits(phone: str) -> str:
    """The last nine digits, so that 021…, +27 21… and 0027 21… are one; empty where there are too few."""
    digits = _DIGITS.sub("", phone)
    return digits[-_PHONE_DIGITS:] if len(digits) >= _SHORTEST_PHONE else ""


def email_form(email: str) -> str:
    """Compared without case."""
    text = email.strip().casefold()
    return text if "@" in text else ""


def code_form(code: str) -> str:
    """Tax and account numbers without punctuation and case; empty for what says nothing (0, n/a)."""
    text = "".join(_TOKEN.findall(folded(code)))
    return text if len(text.strip("0")) >= 2 and text not in ("na", "none", "nil", "unknown") else ""


def street_form(street: str) -> str:
    """Street words in order, short forms written out."""
    return " ".join(_SHORT_FORMS.get(word, word) for word in _TOKEN.findall(folded(street).replace("'", "")))


def number_form(number: str) -> str:
    """A document's number, compared without case and blanks around it."""
    return number.strip().casefold()


def has_word(text: str, word: str) -> bool:
    """Whether the word stands in the text by itself (12 is not in 123)."""
    if not word:
        return False
    found = re.search(rf"(?<![\w]){re.escape(word.casefold())}(?![\w])", text.casefold())
    return found is not None
