"""A linked document: its members in Xero (R3), what they come to, and what Xero still allows (R11, R12)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from splynx_xero_gui.domain.accounting import AccountingStatus, Document
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import ZERO, total
from splynx_xero_gui.domain.records import Link, Role
from splynx_xero_gui.engine.reconcile.document_case import Case
from splynx_xero_gui.engine.reconcile.document_terms import Terms, terms_of_link


def sign(kind: ObjectKind) -> int:
    """+1 for what a customer owes, −1 for what is credited."""
    return 1 if kind is ObjectKind.INVOICE else -1


def pick_bearer(members: Sequence[Link]) -> Link:
    """The member that stands for the document now: the newest that is no correction."""
    main = [member for member in members if member.role is not Role.CORRECTION]
    return max(main or members, key=lambda member: (member.generation, member.xero_id))


@dataclass(slots=True)
class Linked:
    """`bearer` carries the document's payments; `others` are earlier issues and corrections, all alive in Xero."""

    case: Case
    bearer: Link
    existing: Document
    others: list[tuple[Link, Document]]
    agreed: Terms | None

    @classmethod
    def of(cls, case: Case, bearer: Link, existing: Document, others: list[tuple[Link, Document]]) -> "Linked":
        """With the terms of the bearer's link."""
        return cls(case, bearer, existing, others, terms_of_link(bearer.agreed))

    @property
    def members(self) -> list[Document]:
        """All its documents in Xero."""
        return [self.existing, *(document for _, document in self.others)]

    @property
    def net(self) -> Decimal:
        """What its members come to for the customer: invoices less credit notes."""
        return total(sign(document.kind) * document.total for document in self.members)

    @property
    def wanted(self) -> Decimal:
        """What Splynx says they should come to."""
        return sign(self.case.document.kind) * self.case.document.total

    @property
    def is_used(self) -> bool:
        """Whether payments, refunds or allocations stay on it: then Xero changes nothing (R11)."""
        document = self.existing
        if document.status.is_draft:
            return False
        allocated = total(allocation.amount for allocation in document.allocations)
        held = max(document.paid + document.credited, allocated, document.total - document.open)
        return held > self.freed

    @property
    def freed(self) -> Decimal:
        """What this plan takes off it before anything is done with it."""
        return self.case.draft.freed.get(self.existing.id, ZERO)

    @property
    def freeing(self) -> tuple[str, ...]:
        """The actions that do so."""
        return tuple(self.case.draft.freeing.get(self.existing.id, ()))

    @property
    def is_closed(self) -> bool:
        """Whether a change of it would change a closed period (R12)."""
        return self.case.draft.inp.is_closed(self.existing.date)

    @property
    def is_earlier_month(self) -> bool:
        """Whether the option asks before an earlier, open month is changed (R11). Drafts are in no month yet."""
        inp = self.case.draft.inp
        if inp.policy.options.earlier_months != "ask" or self.existing.status.is_draft:
            return False
        return (self.existing.date.year, self.existing.date.month) < (inp.today.year, inp.today.month)

    @property
    def is_writable(self) -> bool:
        """Whether its status lets it be changed at all, once this plan took off what it takes off."""
        if self.existing.status is AccountingStatus.PAID:
            return self.freed > 0
        return self.existing.status.is_draft or self.existing.status is AccountingStatus.AUTHORISED

    @property
    def number(self) -> str:
        """The number it should have in Xero: a new one only where Splynx changed it."""
        document = self.case.document
        agreed = self.agreed.splynx_number if self.agreed else ""
        return document.number if agreed and agreed != document.number else self.existing.number

    @property
    def date(self) -> dt.date:
        """The day it should have in Xero: a new one only where Splynx changed it (a re-dated one stays re-dated)."""
        agreed = self.agreed.splynx_date if self.agreed else None
        return self.case.document.date if agreed != self.case.document.date else self.existing.date

    @property
    def month(self) -> str:
        """For sentences."""
        return f"{self.existing.date:%B %Y}"

    def correction_day(self) -> dt.date:
        """Today, never in a closed period."""
        inp = self.case.draft.inp
        return max(inp.today, inp.first_open_day or inp.today)


def is_nothing_left(linked: Linked) -> bool:
    """Whether its members cancel each other out."""
    return linked.net == ZERO and bool(linked.others)
