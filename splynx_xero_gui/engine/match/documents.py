"""Invoices and credit notes of one customer and its contact: by number and total, else by what they share (R4)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from splynx_xero_gui.domain.accounting import Document
from splynx_xero_gui.domain.billing import BilledDocument
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import HowSure, Match, Reason
from splynx_xero_gui.domain.money import cents
from splynx_xero_gui.engine.match.assigning import assign
from splynx_xero_gui.engine.match.words import has_word, number_form

_NEAR_DAYS = 5
_SHORTEST_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Sides:
    """Who is compared. `sure`: customer and contact are linked or certainly one; else nothing of theirs is certain."""

    customer_id: str
    contact_id: str
    sure: bool


def match_documents(
    kind: ObjectKind, sides: Sides, mine: Sequence[BilledDocument], theirs: Sequence[Document]
) -> list[Match]:
    """A row for each of mine, then one for each of theirs that nothing fits. Dead ones must not be among them."""
    found = _Documents(mine, theirs)
    chosen = assign(found.worth())
    rows = [_row(kind, sides, one, found, chosen.get(one.id)) for one in mine]
    taken = set(chosen.values())
    return rows + [only_in_xero(kind, sides, other) for other in theirs if other.id not in taken]


def only_in_xero(kind: ObjectKind, sides: Sides, other: Document) -> Match:
    """A document that Splynx does not know: listed, never changed."""
    return Match(
        kind,
        xero_id=other.id,
        xero_name=other.number or other.reference,
        reasons=(Reason.ONLY_IN_XERO,),
        customer_id=sides.customer_id,
        contact_id=sides.contact_id,
        xero_kind=other.kind,
        xero_amount=other.total,
        xero_date=other.date,
    )


class _Documents:
    """What speaks for each pair. Weights only order the reasons: number and total before anything else."""

    def __init__(self, mine: Sequence[BilledDocument], theirs: Sequence[Document]) -> None:
        self.theirs = {other.id: other for other in theirs}
        self.pairs: dict[tuple[str, str], tuple[float, Reason]] = {}
        by_number: dict[str, list[Document]] = defaultdict(list)
        by_total: dict[Decimal, list[Document]] = defaultdict(list)
        for other in theirs:
            by_number[number_form(other.number)].append(other)
            by_total[other.total].append(other)
        for one in mine:
            for other in by_number.get(number_form(one.number), ()) if one.number else ():
                equal = other.total == cents(one.total)
                self._put(one, other, 100 if equal else 40, Reason.NUMBER_AND_TOTAL if equal else Reason.NUMBER_ONLY)
            for other in by_total.get(cents(one.total), ()):
                self._by_total(one, other)

    def _by_total(self, one: BilledDocument, other: Document) -> None:
        if len(one.number) >= _SHORTEST_NUMBER and has_word(other.reference, one.number):
            self._put(one, other, 90, Reason.NUMBER_IN_REFERENCE)
            return
        days = abs((one.date - other.date).days)
        if days <= _NEAR_DAYS and one.total:
            self._put(one, other, 30 - days, Reason.DAY_AND_TOTAL if days == 0 else Reason.NEAR_DAY)

    def _put(self, one: BilledDocument, other: Document, weight: float, reason: Reason) -> None:
        known = self.pairs.get((one.id, other.id))
        if known is None or known[0] < weight:
            self.pairs[one.id, other.id] = (weight, reason)

    def worth(self) -> dict[tuple[str, str], float]:
        """For the assignment."""
        return {pair: weight for pair, (weight, _) in self.pairs.items()}

    def others(self, one: str, chosen: str | None) -> tuple[str, ...]:
        """Further ones that fit, best first."""
        found = sorted((-weight, other) for (left, other), (weight, _) in self.pairs.items() if left == one)
        return tuple(other for _, other in found if other != chosen)[:5]

    def is_alone(self, one: str, other: str) -> bool:
        """Whether no other pair of either has the same reason or a better one: equal candidates are never certain."""
        weight, _ = self.pairs[one, other]
        rivals = [w for (left, right), (w, _) in self.pairs.items() if (left == one) != (right == other)]
        return all(w < weight for w in rivals)


_SURE = (Reason.NUMBER_AND_TOTAL, Reason.NUMBER_IN_REFERENCE)


def _row(kind: ObjectKind, sides: Sides, one: BilledDocument, found: _Documents, chosen: str | None) -> Match:
    row = Match(
        kind,
        splynx_id=one.id,
        splynx_name=one.number or f"#{one.id}",
        customer_id=sides.customer_id,
        contact_id=sides.contact_id,
        splynx_amount=cents(one.total),
        splynx_date=one.date,
        others=found.others(one.id, chosen),
    )
    if chosen is None:
        return row
    other, (_, reason) = found.theirs[chosen], found.pairs[one.id, chosen]
    alone = found.is_alone(one.id, chosen)
    certain = sides.sure and reason in _SURE and alone
    reasons = [reason]
    if not alone:
        reasons.append(Reason.SEVERAL_FIT)
    if not sides.sure:
        reasons.append(Reason.CUSTOMER_NOT_LINKED)
    return replace(
        row,
        xero_id=other.id,
        xero_name=other.number or other.reference,
        xero_kind=other.kind,
        xero_amount=other.total,
        xero_date=other.date,
        how_sure=HowSure.CERTAIN if certain else HowSure.LIKELY,
        reasons=tuple(reasons),
    )
