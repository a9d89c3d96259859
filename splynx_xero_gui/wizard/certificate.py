"""D12, the tie-out certificate: what both sides say about a period, line by line, and every difference by name.

Made of a comparison (R36–R38) and nothing else; without words of a language, but for those of the comparison itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from splynx_xero_gui.domain.money import ZERO
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.results import Explained, Standing, TieOut, TieOutRow
from splynx_xero_gui.wizard.services import Status


class Judgement(Enum):
    """What stands at its head."""

    EQUAL = "equal"
    NAMED = "named"
    NOT_EQUAL = "not-equal"


class Section(Enum):
    """What a line is of."""

    RECEIVABLES = "receivables"
    TAX = "tax"
    ACCOUNT = "account"


class When(Enum):
    """Where in the period a difference stands."""

    OPENING = "opening"
    CLOSING = "closing"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Figures:
    """One side of a line. `opening` and `closing` are of receivables alone (R38); opening + moved = closing."""

    moved: Decimal
    opening: Decimal | None = None
    closing: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """One measure. `difference` is Splynx minus Xero: at the end of receivables, else of what moved."""

    section: Section
    label: str
    splynx: Figures
    xero: Figures
    difference: Decimal
    unexplained: Decimal


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of a difference. `why` empty: nothing explains it."""

    section: Section
    label: str
    when: When
    subject: str
    amount: Decimal
    why: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """`since` None: from the first document on. `looks_back`: the period ended before the day it was compared, so it is
    that day's knowledge of it (R36). `run_id` is the last sync before the comparison.
    """

    organisation: str
    profile: str
    company: str
    currency: str
    since: dt.date | None
    documents_from: dt.date | None
    as_of: dt.date
    compared_at: dt.datetime | None
    run_id: str
    version: str
    judgement: Judgement
    lines: tuple[CertificateLine, ...]
    differences: tuple[Difference, ...]
    beside: tuple[Explained, ...]
    looks_back: bool = False
    demo: bool = False

    def of(self, section: Section) -> tuple[CertificateLine, ...]:
        """The lines of a section."""
        return tuple(line for line in self.lines if line.section is section)

    @property
    def largest(self) -> Decimal:
        """The largest difference of a line, its opening's included, as an amount."""
        openings = (abs((line.splynx.opening or ZERO) - (line.xero.opening or ZERO)) for line in self.lines)
        return max((*(abs(line.difference) for line in self.lines), *openings), default=ZERO)


def is_certifiable(tie_out: TieOut | None) -> bool:
    """A comparison that misses a stream is no proof, and gets no certificate; every other gets one."""
    return tie_out is not None and not tie_out.incomplete


def certificate_of(tie_out: TieOut, status: Status, profile: Profile | None, version: str) -> Certificate:
    """The certificate of a comparison. Raises ValueError where the comparison is no proof."""
    if tie_out.incomplete:
        raise ValueError("a comparison that misses a stream is no proof")
    rows = [row for row in tie_out.rows if _is_whole(row)]
    organisation = status.organisation
    at = tie_out.at
    return Certificate(
        organisation=organisation.name if organisation else "",
        profile=status.profile,
        company=status.company,
        currency=organisation.base_currency if organisation else "",
        since=tie_out.since,
        documents_from=profile.options.documents_from if profile else None,
        as_of=tie_out.as_of,
        compared_at=at,
        run_id=tie_out.run_id,
        version=version,
        judgement=_judgement(tie_out),
        lines=tuple(map(_line, rows)),
        differences=tuple(part for row in rows for part in _differences(row)),
        beside=tie_out.information,
        looks_back=at is not None and tie_out.as_of < at.astimezone().date(),
        demo=status.demo,
    )


def _judgement(tie_out: TieOut) -> Judgement:
    if not tie_out.balanced:
        return Judgement.NOT_EQUAL
    return Judgement.EQUAL if tie_out.equal else Judgement.NAMED


def _is_whole(row: TieOutRow) -> bool:
    """Not a part of another row: a customer of all receivables, a day of an account (R38)."""
    kind, _, rest = row.measure.partition(":")
    if kind == "bank":
        return not _is_day(rest.rpartition(":")[2])
    return kind == "tax" or row.measure == "receivables"


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _section(row: TieOutRow) -> Section:
    kind = row.measure.partition(":")[0]
    return {"tax": Section.TAX, "bank": Section.ACCOUNT}.get(kind, Section.RECEIVABLES)


def _line(row: TieOutRow) -> CertificateLine:
    section = _section(row)
    if section is Section.RECEIVABLES:
        # Before the first document both sides stood at nothing.
        before = row.opening or Standing()
        splynx = Figures(row.splynx - before.splynx, before.splynx, row.splynx)
        xero = Figures(row.xero - before.xero, before.xero, row.xero)
    else:
        splynx, xero = Figures(row.splynx), Figures(row.xero)
    return CertificateLine(section, row.label, splynx, xero, row.difference, row.unexplained)


def _differences(row: TieOutRow) -> Iterator[Difference]:
    section = _section(row)
    if row.opening is not None:
        yield from _parts(section, row.label, When.OPENING, row.opening.explained, row.opening.unexplained)
    when = When.CLOSING if section is Section.RECEIVABLES else When.MOVED
    yield from _parts(section, row.label, when, row.explained, row.unexplained)


def _parts(
    section: Section, label: str, when: When, explained: tuple[Explained, ...], unexplained: Decimal
) -> Iterator[Difference]:
    for part in explained:
        yield Difference(section, label, when, part.subject, part.amount, part.why)
    if unexplained:
        yield Difference(section, label, when, "", unexplained)
