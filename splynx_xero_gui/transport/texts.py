"""Texts of an answer that no file and no database can hold: halves of characters, and the character zero."""

import re

# How they come: written as escapes, or (Python reads them so) as the bytes of half a character.
_MAY_HOLD = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)|\xed[\xa0-\xbf]")
_UNSOUND = re.compile("[\ud800-\udfff\x00]")


def sound(parsed: object, body: bytes) -> object:
    """What was parsed from the body, with U+FFFD for each of them. UTF-8 cannot write a half, PostgreSQL no zero."""
    return _cleaned(parsed) if _MAY_HOLD.search(body) else parsed


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return _UNSOUND.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner) for inner in value]
    return value
