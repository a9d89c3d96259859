"""P2 at every exchange of one sync: the service did as asked, and what comes back is nothing, half of it, or a 500."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from splynx_xero_gui.domain.results import SyncOutcome
from splynx_xero_gui.sandbox.faults import FaultKind, FaultRule, Faults
from splynx_xero_gui.sandbox.log import Exchange, Hook
from tests.support.bank_office import assert_no_echo
from tests.support.inprocess import Office
from tests.support.time_machine import TimeMachine, both_sides
from tests.support.truth import assert_nothing_is_twice

_ID = re.compile(r"(?<=/)([0-9a-f]{8}-[0-9a-f-]{27}|\d+)(?=/|$)", re.IGNORECASE)
_API = {"Xero": re.compile(r"^/api\.xro/"), "Splynx": re.compile(r"/admin/(?!auth)")}
_READS = ("GET", "HEAD", "OPTIONS")
_MOST_READS = 120


class Trouble(StrEnum):
    """What becomes of the answer. The request was carried out."""

    NO_ANSWER = "no answer"
    FORGOTTEN = "no answer, and Xero forgets the key before it is asked again"
    CUT = "half of the answer"
    ERROR = "500 instead of the answer"


@dataclass(frozen=True, slots=True)
class Place:
    """One exchange of the sync: the nth to such a path of the service."""

    service: str
    method: str
    path: str
    nth: int

    @property
    def is_write(self) -> bool:
        """Whether it changes something there."""
        return self.method not in _READS

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What can become of its answer."""
        keyed = self.is_write and self.service == "Xero"
        return tuple(trouble for trouble in Trouble if keyed or trouble is not Trouble.FORGOTTEN)

    def __str__(self) -> str:
        return f"{self.method} {self.path} of {self.service}, number {self.nth}"


class Exchanges:
    """All exchanges of one sync of an office, each to be disturbed."""

    def __init__(self, office: Office, home: Path) -> None:
        """Syncs undisturbed: `places` are its exchanges."""
        self._office, self._machine = office, TimeMachine(office, home)
        self._start = self._machine.now()
        self.places: list[Place] = []
        self._counted: Counter[tuple[str, str, str]] = Counter()
        with _hooked(office, {service: partial(self._see, service) for service in _API}):
            office.sync()
        self._end = both_sides(office)

    def _see(self, service: str, exchange: Exchange) -> None:
        if _API[service].search(exchange.path):
            kind = service, exchange.method, _ID.sub("[^/]+", exchange.path)
            self._counted[kind] += 1
            self.places.append(Place(*kind, self._counted[kind]))

    def lose(self, place: Place, trouble: Trouble) -> None:
        """The sync with trouble at one exchange; then syncs until nothing is left to do."""
        office, where = self._office, f"{place}: {trouble}"
        self._machine.back_to(self._start)
        rule = _rule(_faults(office, place.service), place, trouble)
        with _hooked(office, {place.service: self._sleeping() if trouble is Trouble.FORGOTTEN else lambda _: None}):
            report = office.run()
        _faults(office, place.service).clear()
        assert rule.hits, f"{where}: never came to it"
        assert report.reason in (None, "service", "network"), f"{where}: {report}"
        self._finish(where)

    def _sleeping(self) -> Hook:
        """Xero keeps a key for six minutes (xero-api.md §5); this computer sleeps through them."""
        slept: list[Exchange] = []

        def sleep(exchange: Exchange) -> None:
            if exchange.fault is FaultKind.DROP_AFTER and not slept:
                slept.append(exchange)
                self._office.later(minutes=7)

        return sleep

    def break_every_reading(self) -> int:
        """The sync with the connection broken once at every reading of both services; returns how many."""
        self._machine.back_to(self._start)
        rules = [
            _faults(self._office, service).drop_before("GET", api.pattern, nth=2 * number + 1)
            for service, api in _API.items()
            for number in range(_MOST_READS)
        ]
        report = self._office.run()
        for service in _API:
            _faults(self._office, service).clear()
        assert report.reason is None, report
        self._finish("the connection broken at every reading")
        return sum(rule.hits for rule in rules)

    def _finish(self, where: str) -> None:
        """One sync makes up for what was lost; where it wrote, one more writes nothing."""
        office = self._office
        for _ in range(2):
            office.later(minutes=20)
            report = office.run()
            assert report.outcome is not SyncOutcome.STOPPED, f"{where}: {report.title} {report.message}"
            if not report.written:
                break
        assert not report.written, f"{where}: a second sync wrote (P1)"
        assert not report.uncertain, where
        assert both_sides(office) == self._end, where
        assert_nothing_is_twice(office.world, set(range(1, office.books.payments.next_id)))
        assert_no_echo(office)


def _rule(faults: Faults, place: Place, trouble: Trouble) -> FaultRule:
    make: dict[Trouble, Callable[..., FaultRule]] = {
        Trouble.NO_ANSWER: faults.drop_after,
        Trouble.FORGOTTEN: faults.drop_after,
        Trouble.CUT: faults.malformed,
        Trouble.ERROR: faults.error_after_commit,
    }
    return make[trouble](place.method, f"^{place.path}$", nth=place.nth)


def _faults(office: Office, service: str) -> Faults:
    return office.world.xero.faults if service == "Xero" else office.world.splynx.faults


@contextmanager
def _hooked(office: Office, hook_of: Mapping[str, Hook]) -> Iterator[None]:
    hooks_of = {"Xero": office.world.xero.hooks, "Splynx": office.world.splynx.hooks}
    for service, hook in hook_of.items():
        hooks_of[service].append(hook)
    try:
        yield
    finally:
        for service, hook in hook_of.items():
            hooks_of[service].remove(hook)
