"""Xero's limits kept from our side (xero-api.md §2): 5 at once, 60 a minute, so many a day. Every wait is visible."""

import random
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from splynx_xero_gui.domain.failures import DayLimitReached
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.ports.control import CallsUsed, Cancel, Clock, Observer, Pausing
from splynx_xero_gui.xero.errors import day_limit

AT_ONCE: Final = 5
A_MINUTE: Final = 60
_MINUTE: Final = timedelta(seconds=60)
_DAY: Final = timedelta(days=1)
_NOTHING: Final = timedelta(0)
_STALE: Final = timedelta(hours=1)  # after this, what a header said about the day is asked again with one call
_LONG: Final = 600.0  # a Retry-After beyond this is a day's, whatever limit it is said of
_LONGEST_PAUSE: Final = timedelta(seconds=_LONG)
_POLL: Final = 0.05
_RESET_JUMP: Final = AT_ONCE + 1  # answers may overtake each other by this many


@dataclass(slots=True)
class _Minute:
    """The present minute as the headers tell it."""

    left: int | None = None
    size: int = A_MINUTE
    began: datetime | None = None


class Governor:
    """Lets calls through. Thread-safe; one per organisation and process.

    Waits go through `cancel.wait` and are told to the observer first. Raises failures.Cancelled and DayLimitReached,
    the latter without a call whenever the day is known to be used up down to `day_reserve`, or this process has made
    `calls_per_day - day_reserve` calls within 24 hours.
    """

    def __init__(
        self,
        clock: Clock,
        cancel: Cancel,
        observer: Observer,
        *,
        calls_per_day: int,
        day_reserve: int,
        parked_until: datetime | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`parked_until`: when the day is over that an earlier run found used up; no call is made before."""
        self._clock, self._cancel, self._observer, self._chance = clock, cancel, observer, chance
        self._own_day, self._reserve = max(1, calls_per_day - day_reserve), day_reserve
        self._room = threading.Condition()
        self._in_flight = 0
        self._recent: deque[datetime] = deque()
        self._today: deque[datetime] = deque()
        self._minute = _Minute()
        self._blocked_until: datetime | None = None
        self._announced: datetime | None = None
        self._day_left: int | None = None
        self._day_heard: datetime | None = None
        self._day_over_until = parked_until
        self._made = 0

    @property
    def made(self) -> int:
        """Calls let through, retries included."""
        return self._made

    @property
    def left_today(self) -> int | None:
        """What the service last said; None before the first answer."""
        return self._day_left

    @property
    def parked_until(self) -> datetime | None:
        """Until when no call is let through because of the day; None where one would be."""
        with self._room:
            try:
                self._check_day(self._clock.now())
            except DayLimitReached as reached:
                return reached.resume_at
        return None

    @property
    def left_minute(self) -> int | None:
        """What the service last said is left of the minute; None when not known."""
        return self._minute.left

    @contextmanager
    def call(self) -> Iterator[datetime]:
        """One call: waits for its turn, then holds one of the five places. Gives the moment of sending."""
        sent = self._enter()
        try:
            yield sent
        finally:
            with self._room:
                self._in_flight -= 1
                self._room.notify_all()

    def heard(self, headers: Mapping[str, str], sent: datetime) -> None:
        """Take over what the headers of an answer say. `sent` is what `call` gave."""
        with self._room:
            self._hear_minute(_count(headers, "X-MinLimit-Remaining"), sent)
            day = _count(headers, "X-DayLimit-Remaining")
            if day is not None:
                self._day_left, self._day_heard = day, self._clock.now()
            event = CallsUsed({Side.XERO: self._made}, self._day_left, self._minute.left)
            self._room.notify_all()
        self._observer.notify(event)

    def too_many(self, headers: Mapping[str, str]) -> None:
        """A 429 came: wait as it asks (Retry-After; a short jittered pause where there is none), or raise
        DayLimitReached. To be called outside of `call`.
        """
        problem = headers.get("X-Rate-Limit-Problem", "").strip().lower()
        seconds = _count(headers, "Retry-After")
        now = self._clock.now()
        if problem == "day" or (seconds is not None and seconds > _LONG):
            resume = now + timedelta(seconds=seconds) if seconds is not None else None
            with self._room:
                self._day_left, self._day_heard = 0, now
                # Where Xero does not say when, it is asked again after an hour.
                self._day_over_until = resume or now + _STALE
            raise day_limit(resume, f"429 {problem}")
        if seconds is None and problem not in ("minute", "appminute"):
            self._pause(now + timedelta(seconds=0.5 + 1.5 * self._chance()), "too many calls at once")
            return
        until = now + timedelta(seconds=60 if seconds is None else seconds)
        with self._room:
            self._blocked_until = max(until, self._blocked_until or until)
            self._minute.left = None
            self._recent.clear()

    def pause(self, seconds: float, reason: str) -> None:
        """A visible wait that a person can end. Raises failures.Cancelled."""
        self._pause(self._clock.now() + timedelta(seconds=seconds), reason)

    def _enter(self) -> datetime:
        while True:
            self._cancel.raise_if_requested()
            with self._room:
                now = self._clock.now()
                self._check_day(now)
                wait_until = self._next_free(now)
                if wait_until is None and self._has_room():
                    self._in_flight += 1
                    self._made += 1
                    self._recent.append(now)
                    self._today.append(now)
                    return now
                if wait_until is None:
                    self._room.wait(_POLL)
                    continue
            self._pause(wait_until, "the limit of calls a minute")

    def _check_day(self, now: datetime) -> None:
        if self._day_over_until is not None:
            if now < self._day_over_until:
                raise day_limit(self._day_over_until, "the day's limit was reported before")
            self._day_over_until = self._day_left = None
        if self._day_left is not None and self._day_heard is not None:
            if now - self._day_heard >= _STALE:
                self._day_left = None
            elif self._day_left - self._in_flight <= self._reserve:
                raise self._reserve_reached(self._day_heard + _STALE)
        while self._today and now - self._today[0] >= _DAY:
            self._today.popleft()
        if len(self._today) >= self._own_day:
            raise day_limit(self._today[0] + _DAY, "the profile's own limit of calls a day (calls_per_day)")

    def _reserve_reached(self, ask_again: datetime) -> DayLimitReached:
        """Xero tells when its day ends only with a refusal; until then it is asked again now and then."""
        return day_limit(ask_again, f"{self._day_left} calls left today, {self._reserve} kept for others (day_reserve)")

    def _next_free(self, now: datetime) -> datetime | None:
        """When to try again, None: now, as far as the minute is concerned."""
        if self._blocked_until is not None:
            if now < self._blocked_until <= now + _LONGEST_PAUSE:
                return self._blocked_until
            self._blocked_until = None
            self._minute = _Minute(size=self._minute.size)
        # A clock that was set back leaves moments of the future: they count for nothing.
        while self._recent and not _NOTHING <= now - self._recent[0] < _MINUTE:
            self._recent.popleft()
        if len(self._recent) >= self._minute.size:
            return self._recent[0] + _MINUTE
        left, began = self._minute.left, self._minute.began
        if left is not None and left <= 0 and self._in_flight == 0:
            end = began + _MINUTE if began is not None else now
            if now < end <= now + _MINUTE:
                return end
            self._minute.left = None
        return None

    def _has_room(self) -> bool:
        if self._in_flight >= AT_ONCE:
            return False
        left = self._minute.left
        return left is None or left - self._in_flight > 0

    def _hear_minute(self, left: int | None, sent: datetime) -> None:
        if left is None:
            return
        minute = self._minute
        # A jump upwards, or the first word: a fixed window began with this call at the latest.
        if minute.left is None or left >= minute.left + _RESET_JUMP:
            minute.began = sent
            minute.left = left
        else:
            minute.left = min(left, minute.left)
        minute.size = max(minute.size, left + 1)

    def _pause(self, until: datetime, reason: str) -> None:
        seconds = (until - self._clock.now()).total_seconds()
        if seconds <= 0:
            return
        with self._room:
            new = self._announced is None or until > self._announced
            self._announced = max(until, self._announced or until)
        if new:
            self._observer.notify(Pausing(Side.XERO, seconds, reason))
        self._cancel.wait(seconds)


def _count(headers: Mapping[str, str], name: str) -> int | None:
    """A count from a header; None where it is absent or no number."""
    value = headers.get(name)
    try:
        return max(0, int(float(value))) if value is not None else None
    except ValueError:
        return None
