"""Fault switches: make a sandbox server fail, wait, hang, drop or answer nonsense, exactly where a test says.

A rule matches by HTTP method and path; of the matching requests it strikes the `nth` and the `times - 1` after it.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

WAIT_SLICE: Final = 0.05


class FaultKind(Enum):
    """What happens to a request that a rule strikes."""

    FAIL = "fail"  # answer `status`/`body`; the handler does not run
    DELAY = "delay"  # wait `seconds`, then go on
    HANG = "hang"  # wait until released (or the server stops), then go on
    DROP_BEFORE = "drop-before"  # close the connection; the handler does not run
    DROP_AFTER = "drop-after"  # run the handler (so it commits), then close without answering
    ERROR_AFTER_COMMIT = "error-after-commit"  # run the handler, answer `status`/`body` instead
    MALFORMED = "malformed"  # run the handler, answer its body cut short, or a page of HTML
    COMMIT_LATE = "commit-late"  # close without answering; the handler runs `seconds` later by the sandbox's clock
    TRICKLE = "trickle"  # do everything, then answer a byte every `seconds` (real time)
    RATE_LIMIT = "rate-limit"  # the server answers its own "too many requests" for `problem`


class Malformation(Enum):
    """How a MALFORMED answer is spoilt."""

    TRUNCATED = "truncated"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class RateLimitOverride:
    """A forced rate-limit answer: which limit, and how many seconds the server asks to wait (None: says nothing)."""

    problem: str
    retry_after: int | None


@dataclass(slots=True)
class FaultRule:
    """One switch. Made by `Faults`; keep it to see what it struck, to release a hang, or to take it back."""

    kind: FaultKind
    method: str
    path: re.Pattern[str]
    nth: int = 1
    times: int | None = 1
    status: int = 500
    body: bytes = b""
    content_type: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    malformation: Malformation = Malformation.TRUNCATED
    problem: str = "minute"
    retry_after: int | None = None
    seen: int = 0
    hits: int = 0
    cancelled: bool = False
    changed: threading.Condition = field(default_factory=threading.Condition)
    released: threading.Event = field(default_factory=threading.Event)

    def release(self) -> None:
        """Let hanging requests of this rule go on, and later ones pass at once."""
        self.released.set()

    def cancel(self) -> None:
        """Take the rule back; hanging requests go on."""
        self.cancelled = True
        self.released.set()

    def wait_struck(self, timeout: float = 10.0) -> bool:
        """Wait until the rule has struck at least once; False on time-out (seconds)."""
        return self.wait_hits(1, timeout)

    def wait_hits(self, hits: int = 1, timeout: float = 10.0) -> bool:
        """Wait until the rule has struck `hits` times; False on time-out (seconds)."""
        with self.changed:
            return self.changed.wait_for(lambda: self.hits >= hits, timeout)

    def hit(self) -> None:
        """Used by the switchboard: it struck."""
        with self.changed:
            self.hits += 1
            self.changed.notify_all()

    def matches(self, method: str, path: str) -> bool:
        """Whether this request is one the rule counts."""
        return not self.cancelled and self.method in ("*", method) and self.path.search(path) is not None


class Faults:
    """The switchboard of one server. Thread-safe. `method` "*" means any; `path` is a regular expression, searched."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[FaultRule] = []
        self._stopping = threading.Event()

    def fail(
        self,
        method: str,
        path: str,
        *,
        status: int = 500,
        body: str = "",
        content_type: str = "text/html",
        headers: tuple[tuple[str, str], ...] = (),
        nth: int = 1,
        times: int | None = 1,
    ) -> FaultRule:
        """Answer `status` with `body` without doing anything."""
        return self._add(
            FaultRule(
                FaultKind.FAIL, method, re.compile(path), nth, times, status, body.encode(), content_type, headers
            )
        )

    def delay(self, method: str, path: str, seconds: float, *, nth: int = 1, times: int | None = 1) -> FaultRule:
        """Wait `seconds` (real time) before handling."""
        return self._add(FaultRule(FaultKind.DELAY, method, re.compile(path), nth, times, seconds=seconds))

    def hang(self, method: str, path: str, *, nth: int = 1, times: int | None = 1) -> FaultRule:
        """Hold the request until `release()` of the rule, `release_all()` or the server's stop."""
        return self._add(FaultRule(FaultKind.HANG, method, re.compile(path), nth, times))

    def drop_before(self, method: str, path: str, *, nth: int = 1, times: int | None = 1) -> FaultRule:
        """Close the connection before anything is done."""
        return self._add(FaultRule(FaultKind.DROP_BEFORE, method, re.compile(path), nth, times))

    def drop_after(self, method: str, path: str, *, nth: int = 1, times: int | None = 1) -> FaultRule:
        """Do everything, then close the connection without an answer."""
        return self._add(FaultRule(FaultKind.DROP_AFTER, method, re.compile(path), nth, times))

    def commit_late(self, method: str, path: str, seconds: float, *, nth: int = 1, times: int | None = 1) -> FaultRule:
        """Close the connection at once; what was asked for is done `seconds` later, by the sandbox's clock."""
        return self._add(FaultRule(FaultKind.COMMIT_LATE, method, re.compile(path), nth, times, seconds=seconds))

    def error_after_commit(
        self, method: str, path: str, *, status: int = 500, body: str = "", nth: int = 1, times: int | None = 1
    ) -> FaultRule:
        """Do everything, then answer `status`."""
        return self._add(
            FaultRule(FaultKind.ERROR_AFTER_COMMIT, method, re.compile(path), nth, times, status, body.encode())
        )

    def malformed(
        self, method: str, path: str, how: Malformation = Malformation.TRUNCATED, *, nth: int = 1, times: int | None = 1
    ) -> FaultRule:
        """Do everything, then answer half of the body, or a page of HTML, with the original status."""
        return self._add(FaultRule(FaultKind.MALFORMED, method, re.compile(path), nth, times, malformation=how))

    def trickle(self, method: str, path: str, seconds: float, *, nth: int = 1, times: int | None = 1) -> FaultRule:
        """Do everything, then answer one byte every `seconds` (real time), for ever as far as a client can tell."""
        return self._add(FaultRule(FaultKind.TRICKLE, method, re.compile(path), nth, times, seconds=seconds))

    def rate_limit(
        self,
        method: str,
        path: str,
        problem: str,
        retry_after: int | None = None,
        *,
        nth: int = 1,
        times: int | None = 1,
    ) -> FaultRule:
        """Answer as the server answers when the limit `problem` is used up; nothing is done."""
        return self._add(
            FaultRule(
                FaultKind.RATE_LIMIT, method, re.compile(path), nth, times, problem=problem, retry_after=retry_after
            )
        )

    def clear(self) -> None:
        """Take every rule back; hanging requests go on."""
        with self._lock:
            rules, self._rules = self._rules, []
        for rule in rules:
            rule.cancel()

    def release_all(self) -> None:
        """Let every hanging request go on."""
        with self._lock:
            rules = list(self._rules)
        for rule in rules:
            rule.release()

    @property
    def rules(self) -> tuple[FaultRule, ...]:
        """The rules in force, oldest first."""
        with self._lock:
            return tuple(self._rules)

    def strike(self, method: str, path: str) -> FaultRule | None:
        """Used by the server: count this request on every matching rule; the first rule that strikes, or None."""
        struck: FaultRule | None = None
        with self._lock:
            for rule in self._rules:
                if not rule.matches(method, path):
                    continue
                rule.seen += 1
                due = rule.seen >= rule.nth and (rule.times is None or rule.seen < rule.nth + rule.times)
                if due and struck is None:
                    rule.hit()
                    struck = rule
        return struck

    def wait(self, rule: FaultRule) -> bool:
        """Used by the server: wait as a DELAY or HANG rule asks. False where the server stopped meanwhile."""
        left = rule.seconds if rule.kind is FaultKind.DELAY else float("inf")
        while left > 0 and not self._stopping.is_set() and not rule.released.wait(min(WAIT_SLICE, left)):
            left -= WAIT_SLICE
        return not self._stopping.is_set()

    def breathe(self, seconds: float) -> bool:
        """Used by the server between two bytes of a TRICKLE. False where the server stopped meanwhile."""
        return not self._stopping.wait(seconds)

    def open_for_business(self) -> None:
        """Used by the server on start."""
        self._stopping.clear()

    def stop_waiting(self) -> None:
        """Used by the server on stop: nothing waits any longer."""
        self._stopping.set()

    def _add(self, rule: FaultRule) -> FaultRule:
        with self._lock:
            self._rules.append(rule)
        return rule
