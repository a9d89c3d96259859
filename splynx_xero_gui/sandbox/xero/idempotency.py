"""Idempotency keys: the first answer is given again for six minutes (xero-api.md §5)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.xero.errors import ApiError, key_reused, key_too_long

_MAX_KEY: Final = 128


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before the per-call headers are added."""

    status: int
    body: bytes
    content_type: str
    headers: Mapping[str, str]

    @classmethod
    def of_error(cls, error: ApiError) -> Reply:
        """The answer a refusal of the whole call makes."""
        return cls(error.status, error.body, error.content_type, error.headers)


@dataclass(frozen=True, slots=True)
class _Kept:
    fingerprint: str
    reply: Reply
    until: float


class IdempotencyStore:
    """Answers by key. Not locked: the caller holds the organisation's lock, which serialises its writes."""

    def __init__(self, seconds: int, clock: SandboxClock) -> None:
        self._seconds, self._clock = seconds, clock
        self._kept: dict[tuple[str, str], _Kept] = {}

    def answer(self, owner: str, key: str, request: bytes, handle: Callable[[], Reply]) -> Reply:
        """`handle()` the first time, its answer again afterwards. `request`: method, URL and body. Raises ApiError."""
        if len(key) > _MAX_KEY:
            raise key_too_long()
        now = self._clock.timestamp()
        fingerprint = hashlib.sha256(request).hexdigest()
        kept = self._kept.get((owner, key))
        if kept is not None and kept.until > now:
            if kept.fingerprint != fingerprint:
                raise key_reused(key)
            return kept.reply
        self._forget_expired(now)
        reply = handle()
        self._kept.pop((owner, key), None)  # so that the oldest stay first
        self._kept[owner, key] = _Kept(fingerprint, reply, now + self._seconds)
        return reply

    def _forget_expired(self, now: float) -> None:
        for key in [k for k, kept in self._kept.items() if kept.until <= now]:
            del self._kept[key]
