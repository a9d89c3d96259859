"""Xero's timezone words to IANA names (xero-api.md §13)."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from zoneinfo import available_timezones

from tzlocal.windows_tz import win_tz

_NOT_A_LETTER = re.compile(r"[^A-Z0-9]")
# Retired by Windows, still in Xero's list.
_RETIRED = MappingProxyType({"KAMCHATKASTANDARDTIME": "Asia/Kamchatka", "MIDATLANTICSTANDARDTIME": "Etc/GMT+2"})


def iana(word: str) -> str:
    """`NEWZEALANDSTANDARDTIME` → `Pacific/Auckland`; an IANA name stays; what nobody knows becomes `UTC`."""
    if word in _iana_names():
        return word
    key = _NOT_A_LETTER.sub("", word.upper())
    return _windows_names().get(key, "UTC")


@cache
def _iana_names() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _windows_names() -> Mapping[str, str]:
    names = {_NOT_A_LETTER.sub("", name.upper()): zone for name, zone in win_tz.items()}
    return MappingProxyType({**names, **_RETIRED})
