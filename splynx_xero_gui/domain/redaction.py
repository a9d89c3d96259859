"""Words of a service without anything that looks like a key: a careless server may say back what it was sent."""

import re

_LONG = re.compile(r"[A-Za-z0-9_\-+=~%]{24,}")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# Between letters and digits, and to a capital: words, numbers of documents and dates change seldom, random keys often.
_CHANGE = re.compile(r"(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])|(?<=[a-z])(?=[A-Z])")
_MOST_CHANGES = 2
HIDDEN = "…"


def without_keys(text: str) -> str:
    """The text with each long run that is mixed as random keys are replaced by "…"; GUIDs, no secrets, stay."""
    return _LONG.sub(lambda found: found.group() if _is_harmless(found.group()) else HIDDEN, text)


def _is_harmless(run: str) -> bool:
    return len(_CHANGE.findall(_GUID.sub("", run))) <= _MOST_CHANGES
