"""What both sides may hold already: pairs that are proposed, how sure each is and why, and what a person said."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.money import ZERO

MATCH_KINDS = (ObjectKind.CUSTOMER, ObjectKind.INVOICE, ObjectKind.CREDIT_NOTE, ObjectKind.PAYMENT)


class HowSure(StrEnum):
    """CERTAIN is accepted without asking; LIKELY needs a person's word; NONE has no counterpart (ui.md W8)."""

    CERTAIN = "certain"
    LIKELY = "likely"
    NONE = "none"


class MatchAnswer(StrEnum):
    """What a person said of a row: one and the same, not there yet, or neither is ever touched."""

    LINK = "link"
    NEW = "new"
    LEAVE = "leave"


class Reason(StrEnum):
    """Why two are proposed as one, or why nothing is. The faces word them."""

    OUR_NUMBER = "our-number"
    TAX_NUMBER = "tax-number"
    ACCOUNT_NUMBER = "account-number"
    COMMON_INVOICES = "common-invoices"
    SAME_NAME = "same-name"
    SIMILAR_NAME = "similar-name"
    SAME_EMAIL = "same-email"
    SAME_PHONE = "same-phone"
    SAME_ADDRESS = "same-address"
    SAME_OPEN = "same-open"
    NUMBER_AND_TOTAL = "number-and-total"
    NUMBER_ONLY = "number-only"
    NUMBER_IN_REFERENCE = "number-in-reference"
    DAY_AND_TOTAL = "day-and-total"
    MARK = "mark"
    RECEIPT_IN_REFERENCE = "receipt-in-reference"
    INVOICE_AND_AMOUNT = "invoice-and-amount"
    NEAR_DAY = "near-day"
    SEVERAL_FIT = "several-fit"
    ARCHIVED = "archived"
    MERGED = "merged"
    CUSTOMER_NOT_LINKED = "customer-not-linked"
    FITS_BUT_TAKEN = "fits-but-taken"
    ONLY_IN_XERO = "only-in-xero"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Match:
    """One row of the match. `splynx_id` empty = only in Xero, `xero_id` empty = only in Splynx.

    Of a payment `splynx_id` is that of one part, `812` or `812.2`: what it pays of one invoice (`invoice_id`, Splynx)
    or leaves as credit. Amounts are totals of documents and payments, and what customers owe. `others` are further
    Xero ids that fit, best first. `linked`: the sync record holds this pair already. `by`, `at`: who answered.
    """

    kind: ObjectKind
    splynx_id: str = ""
    splynx_name: str = ""
    xero_id: str = ""
    xero_name: str = ""
    how_sure: HowSure = HowSure.NONE
    reasons: tuple[Reason, ...] = ()
    answer: MatchAnswer | None = None
    others: tuple[str, ...] = ()
    customer_id: str = ""
    contact_id: str = ""
    xero_kind: ObjectKind | None = None
    invoice_id: str | None = None
    splynx_amount: Decimal = ZERO
    xero_amount: Decimal = ZERO
    splynx_date: dt.date | None = None
    xero_date: dt.date | None = None
    linked: bool = False
    by: str = ""
    at: dt.datetime | None = None

    @property
    def key(self) -> tuple[ObjectKind, str, str]:
        """What a row is known by: its Splynx object; one that is in Xero only by its id there."""
        return self.kind, self.splynx_id, "" if self.splynx_id else self.xero_id

    @property
    def effective(self) -> MatchAnswer | None:
        """What holds: the person's word, else what certainty says; None while a likely one waits."""
        if self.answer is not None:
            return self.answer
        if self.how_sure is HowSure.CERTAIN or self.linked:
            return MatchAnswer.LINK
        return MatchAnswer.NEW if self.how_sure is HowSure.NONE and self.splynx_id else None

    @property
    def is_open(self) -> bool:
        """A likely pair nobody spoke about: it waits and is not synced."""
        return self.how_sure is HowSure.LIKELY and self.answer is None and not self.linked

    def answered(self, answer: MatchAnswer | None, by: str = "", at: dt.datetime | None = None) -> "Match":
        """A copy with a person's word, None = taken back."""
        return replace(self, answer=answer, by=by, at=at)


@dataclass(frozen=True, slots=True)
class Alone:
    """So many documents or payments, and their money, of a customer that has no counterpart: no rows are about them."""

    customer_id: str
    kind: ObjectKind
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AgeBands:
    """What is owed, by how long it has been due on the day. `credit` is not taken off the bands: it stands by itself.

    Negative = the customer has more credit than debt.
    """

    current: Decimal = ZERO
    days30: Decimal = ZERO
    days60: Decimal = ZERO
    days90: Decimal = ZERO
    older: Decimal = ZERO
    credit: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """All that is owed, less credit."""
        return self.current + self.days30 + self.days60 + self.days90 + self.older - self.credit


@dataclass(frozen=True, slots=True)
class AgedDifference:
    """A named part of a customer's difference: the document, Splynx less Xero, and what it is."""

    subject: str
    amount: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class AgedRow:
    """One customer's receivables on both sides on the day."""

    customer_id: str
    name: str
    splynx: AgeBands
    xero: AgeBands
    differences: tuple[AgedDifference, ...] = ()

    @property
    def difference(self) -> Decimal:
        """Splynx less Xero."""
        return self.splynx.total - self.xero.total


@dataclass(frozen=True, slots=True)
class Signature:
    """A person's word that these very differences are known: it ends with any other difference (`evidence`)."""

    by: str
    at: dt.datetime
    as_of: dt.date
    evidence: str
    difference: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class CutOver:
    """Aged receivables of linked customers on the day, and whether the schedule may start (issue of the cut-over).

    `open_matches` are likely pairs without an answer; `signed` is the word that covers exactly these differences.
    """

    as_of: dt.date
    rows: tuple[AgedRow, ...]
    splynx: Decimal = ZERO
    xero: Decimal = ZERO
    open_matches: int = 0
    evidence: str = ""
    signed: Signature | None = None

    @property
    def difference(self) -> Decimal:
        """Splynx less Xero, in all."""
        return self.splynx - self.xero

    @property
    def agrees(self) -> bool:
        """Whether every customer's receivables are equal to the cent."""
        return all(row.difference == 0 for row in self.rows)

    @property
    def unnamed(self) -> Decimal:
        """What no named difference explains; 0 unless the program itself is wrong."""
        named = sum((d.amount for row in self.rows for d in row.differences), ZERO)
        return sum((row.difference for row in self.rows), ZERO) - named

    @property
    def schedule_may_run(self) -> bool:
        """Equal, or signed for by name."""
        return self.agrees or self.signed is not None


@dataclass(frozen=True, slots=True)
class Gate:
    """What the record says of the cut-over since receivables were compared last: nothing is read or computed for it.

    `holds`: the schedule stays off. `customers`: how many differ, in all by `difference` (Splynx less Xero).
    `signed_by`: who said that these very differences are known; empty where nobody did.
    """

    as_of: dt.date
    holds: bool
    difference: Decimal = ZERO
    customers: int = 0
    signed_by: str = ""
