"""The match of one profile: found in the record, answered by a person, accepted as links. Never writes to a service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from splynx_xero_gui.domain.accounting import Contact, Credit, Document, Payment
from splynx_xero_gui.domain.kinds import DOCUMENT_KINDS, ObjectKind, Side
from splynx_xero_gui.domain.matching import MATCH_KINDS, Alone, HowSure, Match, MatchAnswer
from splynx_xero_gui.domain.policy import Policy
from splynx_xero_gui.domain.records import Link, LinkState, Observation, Role
from splynx_xero_gui.domain.reference import AccountingReference
from splynx_xero_gui.engine.match.payments import amount_of, receipt_name, split_id
from splynx_xero_gui.engine.match_alone import alone
from splynx_xero_gui.engine.match_books import MatchBooks
from splynx_xero_gui.engine.match_links import Accepted, Linker
from splynx_xero_gui.engine.match_parties import parties_of
from splynx_xero_gui.engine.match_sheet import Change, Reading, RefusedRow
from splynx_xero_gui.engine.reconcile.view import numeric
from splynx_xero_gui.ports.control import Cancel, Clock, Observer
from splynx_xero_gui.ports.ledger import Ledger

_FEW = 50  # changes
_RECEIPT_KINDS = (ObjectKind.PAYMENT, ObjectKind.OVERPAYMENT, ObjectKind.PREPAYMENT)
_XERO_KINDS = (ObjectKind.CONTACT, *DOCUMENT_KINDS, *_RECEIPT_KINDS)


@dataclass(slots=True)
class Answered:
    """How many answers were taken; those that were not, with the reason."""

    count: int = 0
    refused: list[tuple[Change, str]] = field(default_factory=list)


class Matching:
    """`by` is who answers, for the record."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        policy: Policy,
        accounting: AccountingReference,
        observer: Observer,
        cancel: Cancel,
        by: str,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._policy = policy
        self._books = MatchBooks(ledger, policy, accounting, observer, cancel)
        self._by = by

    def find(self) -> Sequence[Match]:
        """Rows of everything both sides hold and of what only one has; those linked by an earlier match stay listed."""
        before = [row for row in self._ledger.matches() if row.linked]
        known = _linked_pairs(self._ledger.links())
        still = [row for row in before if _pair_of(row) in known]
        rows = in_order([*still, *self._books.find()])
        self._ledger.replace_matches(rows)
        return rows

    def rows(self) -> Sequence[Match]:
        """As last found and answered."""
        return in_order(self._ledger.matches())

    def alone(self) -> Sequence[Alone]:
        """What customers that are made new have, by the answers stored."""
        return alone(self._ledger, self._policy, self._ledger.matches())

    # -- answers --

    def answer(self, changes: Sequence[Change]) -> Answered:
        """Take a person's words. What hangs on an answered customer is found anew."""
        rows, given = self._concerned(changes)
        result = Answered()
        changed: dict[tuple[ObjectKind, str], Match] = {}
        for change in sorted(changes, key=_takes):
            row = rows.get((change.kind, change.splynx_id))
            reason = self._apply(change, row, changed, given)
            if reason:
                result.refused.append((change, reason))
            else:
                result.count += 1
        self._ledger.save_matches(list(changed.values()))
        deciding = (ObjectKind.CUSTOMER, ObjectKind.INVOICE)
        customers = {row.customer_id for row in changed.values() if row.kind in deciding}
        if customers:
            self._find_again(frozenset(customers))
        return result

    def checked(self, reading: Reading) -> Reading:
        """A returned sheet with the changes that cannot be taken among its refused rows. Nothing is stored (D3)."""
        rows, given = self._concerned(reading.changes)
        # Whoever gives something up comes first, so that two rows may change partners.
        pairs = sorted(zip(reading.changes, reading.lines, strict=True), key=lambda pair: _takes(pair[0]))
        good: list[tuple[Change, int]] = []
        refused = list(reading.refused)
        for change, line in pairs:
            row = rows.get((change.kind, change.splynx_id))
            reason = self._apply(change, row, {}, given, store=False)
            if reason:
                refused.append(RefusedRow(line, row.splynx_name if row else change.splynx_id, reason))
            else:
                good.append((change, line))
        good.sort(key=lambda pair: pair[1])
        refused.sort(key=lambda row: row.line)
        return Reading([change for change, _ in good], [line for _, line in good], refused, reading.unchanged)

    def _apply(
        self,
        change: Change,
        row: Match | None,
        changed: dict[tuple[ObjectKind, str], Match],
        given: dict[str, tuple[ObjectKind, str]],
        *,
        store: bool = True,
    ) -> str:
        if row is None:
            return f"Splynx has no {change.kind.value.replace('-', ' ')} {change.splynx_id} that waits to be matched."
        key = (row.kind, row.splynx_id)
        if row.linked:
            same = change.answer in (None, MatchAnswer.LINK) and change.xero_id in (None, row.xero_id)
            if same:
                return ""
            if self._ledger.runs(1):
                return "It is linked, and a sync used the link already."
            if store:
                self._unlink(row)
            row = replace(row, linked=False)
        to_link = change.answer is MatchAnswer.LINK and row.effective is not MatchAnswer.LINK
        if to_link or change.xero_id is not None:
            row, reason = self._with_counterpart(row, change.xero_id or row.xero_id)
            if reason:
                return reason
            holder = given.get(row.xero_id)
            may_share = row.kind is ObjectKind.CUSTOMER or change.answer is not MatchAnswer.LINK
            if holder is not None and holder != key and not may_share:
                return f"{row.xero_name} is linked to {holder[1]} already."
        if change.answer is MatchAnswer.LINK:
            given[row.xero_id] = key
        elif given.get(row.xero_id) == key:
            del given[row.xero_id]
        changed[key] = row.answered(change.answer, self._by, self._clock.now())
        return ""

    def _concerned(
        self, changes: Sequence[Change]
    ) -> tuple[dict[tuple[ObjectKind, str], Match], dict[str, tuple[ObjectKind, str]]]:
        """The rows that are changed, and who has which Xero object. Of a few changes only what they are about is read:
        one answer among 20,000 rows takes milliseconds.
        """
        if len(changes) > _FEW:
            rows = {(row.kind, row.splynx_id): row for row in self._ledger.matches() if row.splynx_id}
            return rows, _given_away(rows.values(), self._ledger.links())
        found = self._ledger.matches_of((change.kind, change.splynx_id) for change in changes)
        rows = {(row.kind, row.splynx_id): row for row in found}
        ids = {row.xero_id for row in found if row.xero_id} | {change.xero_id for change in changes if change.xero_id}
        holders = [row for row in self._ledger.matches_holding(ids) if row.splynx_id]
        links = [link for kind in _XERO_KINDS for link in self._ledger.links_to(kind, ids)]
        return rows, _given_away(holders, links)

    def _with_counterpart(self, row: Match, xero_id: str) -> tuple[Match, str]:
        """The row with another counterpart, chosen by id; or why it cannot be."""
        if not xero_id:
            return row, "Name the Xero id it is to be linked with."
        kinds: tuple[ObjectKind, ...] = (ObjectKind.CONTACT,) if row.kind is ObjectKind.CUSTOMER else (row.kind,)
        if row.kind is ObjectKind.PAYMENT:
            kinds = _RECEIPT_KINDS
        seen = next((found for kind in kinds if (found := self._ledger.observation(Side.XERO, kind, xero_id))), None)
        if seen is None or seen.gone:
            return row, f"Xero has no {kinds[0].value.replace('-', ' ')} with the id {xero_id}."
        return _with(row, seen)

    def _unlink(self, row: Match) -> None:
        links = self._ledger.links(customer_ids=[row.customer_id])
        mine = [link for link in links if link.id is not None and link.xero_id == row.xero_id]
        if row.kind is ObjectKind.CUSTOMER:
            # Its documents and payments hang on it.
            mine = [link for link in links if link.id is not None]
        self._ledger.delete_links([link.id for link in mine if link.id is not None])

    def _find_again(self, customers: frozenset[str]) -> None:
        """Documents and payments of these customers by the answers that hold now."""
        parties = parties_of(self._ledger, customers)
        customers = frozenset(parties.customers)
        rows = self._ledger.matches(customers)
        party_rows = [row for row in rows if row.kind is ObjectKind.CUSTOMER]
        earlier = {row.key: row for row in rows}
        known = _linked_pairs(self._ledger.links(customer_ids=customers))
        kept = [row for row in rows if row.customer_id in customers and row.kind is ObjectKind.CUSTOMER]
        kept += [row for row in rows if row.customer_id in customers and row.linked and _pair_of(row) in known]
        found = self._books.of_customers(parties, party_rows, earlier, customers)
        unique = {row.key: row for row in (*found, *kept)}
        touched = customers | {row.customer_id for row in found}
        self._ledger.replace_matches(in_order(unique.values()), touched)

    # -- accepting --

    def accept(self, *, only_certain: bool = False) -> Accepted:
        """Make the links: customers first, then documents, then payments, each found anew by those before.

        `only_certain`: a person's words of LINK and LEAVE wait; they are kept.
        """
        accepted = Accepted()
        for kinds in ((ObjectKind.CUSTOMER,), DOCUMENT_KINDS, (ObjectKind.PAYMENT,)):
            rows = [row for row in self._ledger.matches() if row.kind in kinds and not row.linked]
            if only_certain:
                rows = [row for row in rows if row.how_sure is HowSure.CERTAIN and row.effective is MatchAnswer.LINK]
            Linker(self._ledger).accept(rows, accepted)
        done = [replace(row, linked=row.effective is MatchAnswer.LINK) for row in accepted.done]
        self._ledger.save_matches(done)
        return accepted


def _linked_pairs(links: Iterable[Link]) -> set[tuple[ObjectKind, str, str]]:
    return {
        (link.kind, link.splynx_id, link.xero_id)
        for link in links
        if link.state is LinkState.ACTIVE and link.role is not Role.ALLOCATION
    }


def _given_away(rows: Iterable[Match], links: Iterable[Link]) -> dict[str, tuple[ObjectKind, str]]:
    """Who has which Xero object: by an answer, by certainty, or by a link."""
    given = {row.xero_id: (row.kind, row.splynx_id) for row in rows if row.effective is MatchAnswer.LINK}
    for link in links:
        if link.state is LinkState.ACTIVE and link.role is not Role.ALLOCATION and link.xero_id:
            id = f"{link.splynx_id}.{link.part}" if link.kind is ObjectKind.PAYMENT else link.splynx_id
            given.setdefault(link.xero_id, (link.kind, id))
    return given


def _takes(change: Change) -> bool:
    """Whether the change takes a counterpart; those that give one up come first."""
    return change.answer is MatchAnswer.LINK


def _pair_of(row: Match) -> tuple[ObjectKind, str, str]:
    id = split_id(row.splynx_id)[0] if row.kind is ObjectKind.PAYMENT else row.splynx_id
    return row.kind, id, row.xero_id


def _with(row: Match, seen: Observation) -> tuple[Match, str]:
    body = seen.body
    if isinstance(body, Contact):
        if body.merged_to:
            return row, f"{body.name} was merged into another contact in Xero."
        if row.xero_id == body.id:
            return row, ""
        return replace(row, xero_id=body.id, xero_name=body.name, contact_id=body.id, xero_kind=seen.kind), ""
    if isinstance(body, Document):
        if body.status.is_dead:
            return row, f"{body.number} is {body.status.value.lower()} in Xero."
        if body.contact_id != row.contact_id and row.contact_id:
            return row, f"{body.number} belongs to another contact in Xero."
        name, amount, day = body.number or body.reference, body.total, body.date
    elif isinstance(body, (Payment, Credit)):
        if body.status.is_dead:
            return row, "That payment was deleted in Xero."
        if seen.owner != row.contact_id and row.contact_id:
            return row, "That payment belongs to another contact in Xero."
        name, amount, day = receipt_name(body), amount_of(body), body.date
    else:
        return row, "That is nothing it could be linked with."
    return replace(row, xero_id=seen.id, xero_name=name, xero_kind=seen.kind, xero_amount=amount, xero_date=day), ""


def in_order(rows: Iterable[Match]) -> list[Match]:
    """Customers, invoices, credit notes, payments, each by number; what is in Xero only comes last."""
    return sorted(rows, key=_place)


def _place(row: Match) -> tuple[int, bool, tuple[int, str], int, str, str]:
    id, part = split_id(row.splynx_id)
    return MATCH_KINDS.index(row.kind), not row.splynx_id, numeric(id), part, row.xero_name.casefold(), row.xero_id
