"""How the same name is typed by another person on another day, and how fingers slip."""

from __future__ import annotations

import random
from typing import Final

_TITLES: Final = ("Mr", "Mrs", "Dr", "Ms")
_FORMS: Final = {"(Pty) Ltd": ("Pty Ltd", "(PTY) LTD", "Proprietary Limited", ""), "CC": ("cc", "C.C.", "")}
_NEIGHBOURS: Final = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "kp", "m": "n", "n": "bm", "o": "ip", "p": "ol", "r": "et", "s": "ad", "t": "ry", "u": "yi",
    "v": "cb", "w": "qe", "y": "tu", "z": "sx",
}  # fmt: skip
_HEARD: Final = (("ph", "f"), ("ck", "k"), ("ie", "y"), ("oo", "u"), ("ll", "l"), ("tt", "t"), ("s", "z"), ("c", "k"))


def typed_otherwise(rng: random.Random, name: str, *, company: bool) -> str:
    """No mistake, another habit: surname first, initials, a title, another company form, capitals."""
    at = rng.random()
    if company:
        for form, others in _FORMS.items():
            if name.endswith(form) and at < 0.4:
                return f"{name.removesuffix(form).strip()} {rng.choice(others)}".strip()
        return name.replace("&", "and") if at < 0.6 else name.upper() if at > 0.95 else name
    given, *rest = name.split(" ")
    surname = " ".join(rest)
    if at < 0.08:
        return f"{surname}, {given}"
    if at < 0.14:
        return f"{given[0]}. {surname}" if rng.random() < 0.5 else f"{given[0]} {surname}"
    if at < 0.18:
        return f"{rng.choice(_TITLES)} {name}"
    return name.upper() if at > 0.96 else name


def misspelt(rng: random.Random, text: str) -> str:
    """One slip, sometimes two: a letter too many, too few, wrong or swapped, or written as it is heard."""
    for _ in range(1 if rng.random() < 0.75 else 2):
        text = _slip(rng, text)
    return text


def _slip(rng: random.Random, text: str) -> str:
    places = [at for at in range(1, len(text) - 1) if text[at].isalpha() and text[at - 1].isalnum()]
    if not places:
        return text + "a"
    at = rng.choice(places)
    match rng.randrange(5):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + text[at] + text[at:]
        case 2:
            near = _NEIGHBOURS.get(text[at].casefold(), "e")
            return text[:at] + rng.choice(near) + text[at + 1 :]
        case 3 if text[at + 1].isalpha():
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        case _:
            heard = [(a, b) for a, b in _HEARD if a in text]
            if not heard:
                return text[:at] + text[at + 1 :]
            a, b = rng.choice(heard)
            return text.replace(a, b, 1)
