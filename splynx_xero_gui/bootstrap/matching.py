"""Matching of existing books: implements wizard.services.Matcher over the record, the adapters and files."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path

from splynx_xero_gui.bootstrap.refusals import not_connected
from splynx_xero_gui.bootstrap.wiring import Wiring, this_person
from splynx_xero_gui.domain.conflict import FieldDiff
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind, Side
from splynx_xero_gui.domain.matching import Alone, CutOver, Match
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.engine.control import CancelSwitch, Silent
from splynx_xero_gui.engine.cut_over import compare_aged
from splynx_xero_gui.engine.cut_over_gate import sign, with_signature
from splynx_xero_gui.engine.match_compare import Candidate, compare_row, find_candidates
from splynx_xero_gui.engine.match_links import Accepted
from splynx_xero_gui.engine.match_sheet import COLUMNS, Change, Reading, SheetRow, read_back, sheet_of
from splynx_xero_gui.engine.matching import Answered, Matching, in_order
from splynx_xero_gui.engine.planning import Planning
from splynx_xero_gui.engine.streams import XERO_KINDS, stream
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.ports.ledger import Ledger
from splynx_xero_gui.storage.match_file import read_sheet, write_sheet
from splynx_xero_gui.wizard.services import MatchEstimate, MatchReport

_PAGE = 1000
_CALLS_LEFT = "xero-calls-left"
KeepLeft = Callable[[Ledger, int | None], None]


class LocalMatcher:
    """Every call opens the record in the calling thread."""

    def __init__(self, wiring: Wiring, profile: Callable[[], Profile], keep_left: KeepLeft) -> None:
        self._wiring = wiring
        self._profile = profile
        self._keep_left = keep_left

    @contextmanager
    def _matching(self) -> Iterator[tuple[Ledger, Matching]]:
        profile, who = self._profile(), this_person()
        with self._wiring.ledger(profile) as ledger:
            planning = Planning(ledger, self._wiring.clock, profile)
            _, accounting = planning.references()
            by = f"{who.user} on {who.machine}"
            policy = planning.policy()
            yield ledger, Matching(ledger, self._wiring.clock, policy, accounting, Silent(), CancelSwitch(), by)

    def estimate(self) -> MatchEstimate:
        """From the record alone; streams that were never read count as long as Splynx's own."""
        with self._wiring.ledger(self._profile()) as ledger:
            known, marks = ledger.facts().known, ledger.marks()
            here = {
                ObjectKind.CONTACT: known.get((Side.SPLYNX, ObjectKind.CUSTOMER), 0),
                **{kind: known.get((Side.SPLYNX, kind), 0) for kind in (*DOCUMENT_KINDS, ObjectKind.PAYMENT)},
            }
            calls = 1  # lock dates
            for kind in XERO_KINDS:
                read = stream(Side.XERO, kind) in marks
                calls += 1 if read else max(ceil(here.get(kind, 0) / _PAGE), 1)
            left = ledger.get_fact(_CALLS_LEFT)
            documents = sum(count for kind, count in here.items() if kind is not ObjectKind.CONTACT)
            return MatchEstimate(here[ObjectKind.CONTACT], documents, calls, int(left) if left else None)

    def find(
        self, observer: Observer, cancel: Cancel, *, apply: bool = False, as_of: dt.date | None = None
    ) -> MatchReport:
        """Read both sides and find."""
        profile = self._profile()
        if not self._wiring.tokens(profile).signed_in:
            raise not_connected()
        with self._wiring.service(profile, observer, cancel) as service:
            accepted = service.find_matches(apply=apply)
            self._keep_left(service.ledger, service.calls_left_today)
            rows = in_order(service.ledger.matches())
            found = self._compared(service.ledger, profile, as_of, rows)
            return MatchReport(rows, accepted, found, service.calls_made, service.calls_left_today)

    def rows(self) -> Sequence[Match]:
        """As last found and answered."""
        with self._wiring.ledger(self._profile()) as ledger:
            return in_order(ledger.matches())

    def alone(self) -> Sequence[Alone]:
        """What customers that are made new have."""
        with self._matching() as (_, matching):
            return matching.alone()

    def compare(self, row: Match) -> Sequence[FieldDiff]:
        """Side by side."""
        profile = self._profile()
        with self._wiring.ledger(profile) as ledger:
            return compare_row(ledger, row, profile.options)

    def candidates(self, row: Match, text: str) -> Sequence[Candidate]:
        """What else fits."""
        with self._wiring.ledger(self._profile()) as ledger:
            return find_candidates(ledger, row, text)

    def answer(self, changes: Sequence[Change]) -> Answered:
        """Take a person's words."""
        with self._matching() as (_, matching):
            return matching.answer(changes)

    def accept(self) -> Accepted:
        """Make the links."""
        with self._matching() as (_, matching):
            return matching.accept()

    def export(self, file: Path) -> int:
        """Write a sheet."""
        rows = self.rows()
        if not rows:
            raise Misconfigured(
                "M1",
                "There is nothing to export",
                "No matches were found yet. No file was written.",
                "Run `match` first.",
            )
        return write_sheet(file, COLUMNS, sheet_of(rows))

    def read_sheet(self, file: Path) -> Reading:
        """What a returned sheet would change."""
        lines = read_sheet(file, COLUMNS)
        given = [
            SheetRow(
                line,
                row["kind"],
                row["splynx_id"],
                row["splynx_name"],
                row["xero_id"],
                row["xero_name"],
                row["answer"],
            )
            for line, row in lines
        ]
        with self._matching() as (_, matching):
            reading = read_back(given, matching.rows())
            return matching.checked(reading)

    def cut_over(self, as_of: dt.date | None = None) -> CutOver:
        """Aged receivables of linked customers."""
        profile = self._profile()
        with self._wiring.ledger(profile) as ledger:
            return self._compared(ledger, profile, as_of, ledger.matches(only_open=True))

    def sign(self, by: str, as_of: dt.date | None = None) -> CutOver:
        """Sign for the differences."""
        profile = self._profile()
        with self._wiring.ledger(profile) as ledger:
            found = self._compared(ledger, profile, as_of, ledger.matches(only_open=True))
            return sign(ledger, found, by, self._wiring.clock.now())

    def _compared(self, ledger: Ledger, profile: Profile, as_of: dt.date | None, rows: Sequence[Match]) -> CutOver:
        day = as_of or self._first_day_before(profile)
        return with_signature(ledger, compare_aged(ledger, day, sum(1 for row in rows if row.is_open)))

    def _first_day_before(self, profile: Profile) -> dt.date:
        """The day before the first that is synced; today where everything is."""
        first = profile.options.documents_from
        return first - dt.timedelta(days=1) if first else self._wiring.clock.now().date()
