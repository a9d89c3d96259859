"""Rate limits per organisation and app, with the headers and the empty 429 of the real service (xero-api.md §2)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.faults import RateLimitOverride
from splynx_xero_gui.sandbox.http import RATE_LIMIT_KEY
from splynx_xero_gui.sandbox.xero.errors import ApiError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_MINUTE: Final = 60
_DAY: Final = 86_400
_IN_FLIGHT_KEY: Final = "sandbox.in_flight"
API_PREFIX: Final = "/api.xro/"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the service allows. Defaults are those of the free tier."""

    per_minute: int = 60
    per_day: int = 1000
    concurrent: int = 5
    app_per_minute: int = 10_000
    high_volume_at: int = 100_000
    max_body: int = 3_500_000
    max_url: int = 2048
    idempotency_seconds: int = 360
    idempotency_per_token: bool = False  # one shop measured it so (xero-api.md §5): switch on to be that adverse


@dataclass(slots=True)
class _Window:
    seconds: int
    start: float = float("-inf")
    used: int = 0

    def roll(self, now: float) -> None:
        if now >= self.start + self.seconds:
            self.start, self.used = now, 0

    def retry_after(self, now: float) -> int:
        return max(1, int(self.start + self.seconds - now + 0.999))


class RateLimiter:
    """Counts requests in fixed windows that begin with the first request after the last one ended."""

    def __init__(self, limits: Limits, clock: SandboxClock) -> None:
        self.limits, self._clock = limits, clock
        self._lock = threading.Lock()
        self._minutes: dict[str, _Window] = {}
        self._days: dict[str, _Window] = {}
        self._app = _Window(_MINUTE)
        self._in_flight: dict[str, int] = {}

    @contextmanager
    def admission(self, environ: WSGIEnvironment) -> Iterator[None]:
        """Counts a request as under way, per organisation, from arrival to answer."""
        tenant = environ.get("HTTP_XERO_TENANT_ID", "")
        if not environ["PATH_INFO"].startswith(API_PREFIX) or not tenant:
            yield
            return
        with self._lock:
            self._in_flight[tenant] = self._in_flight.get(tenant, 0) + 1
            environ[_IN_FLIGHT_KEY] = self._in_flight[tenant]
        try:
            yield
        finally:
            with self._lock:
                self._in_flight[tenant] -= 1

    def count(self, tenant: str, environ: WSGIEnvironment) -> dict[str, str]:
        """Count this request; the headers every answer carries. Raises ApiError (429)."""
        now = self._clock.timestamp()
        with self._lock:
            minute = self._minutes.setdefault(tenant, _Window(_MINUTE))
            day = self._days.setdefault(tenant, _Window(_DAY))
            for window in (minute, day, self._app):
                window.roll(now)
            forced: RateLimitOverride | None = environ.get(RATE_LIMIT_KEY)
            if forced is not None:
                raise self._refusal(forced.problem, forced.retry_after, minute, day)
            if environ.get(_IN_FLIGHT_KEY, 0) > self.limits.concurrent:
                raise self._refusal("concurrent", None, minute, day)
            for problem, window, most in (
                ("day", day, self.limits.per_day),
                ("minute", minute, self.limits.per_minute),
                ("appminute", self._app, self.limits.app_per_minute),
            ):
                if window.used >= most:
                    raise self._refusal(problem, window.retry_after(now), minute, day)
            for window in (minute, day, self._app):
                window.used += 1
            return self._headers(minute, day)

    def use_up(self, tenant: str, *, minute: int = 0, day: int = 0) -> None:
        """For tests: pretend that others made that many requests just now."""
        now = self._clock.timestamp()
        with self._lock:
            for windows, seconds, used in ((self._minutes, _MINUTE, minute), (self._days, _DAY, day)):
                window = windows.setdefault(tenant, _Window(seconds))
                window.roll(now)
                window.used += used

    def _headers(self, minute: _Window, day: _Window) -> dict[str, str]:
        return {
            "X-DayLimit-Remaining": str(max(0, self.limits.per_day - day.used)),
            "X-MinLimit-Remaining": str(max(0, self.limits.per_minute - minute.used)),
            "X-AppMinLimit-Remaining": str(max(0, self.limits.app_per_minute - self._app.used)),
        }

    def _refusal(self, problem: str, retry_after: int | None, minute: _Window, day: _Window) -> ApiError:
        headers = self._headers(minute, day) | {"X-Rate-Limit-Problem": problem}
        if retry_after is not None:
            headers["Retry-After"] = str(retry_after)
        return ApiError(429, b"", "", headers)
