"""The accounting system as the engine needs it. Implementation: `xero`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from splynx_xero_gui.domain.accounting import Contact, Credit, Document, MoneyReceived, Payment
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.reference import Account, AccountingReference, Organisation, TaxRate, TrackingCategory

AccountingBody = Contact | Document | Payment | Credit | MoneyReceived

PLAN_LIMIT = "monthly invoice limit of the Xero plan reached"
"""The plain cause after which no further invoice of the run can be approved (ui.md L10)."""
CAUSE_MARK = " — Xero's words: "
"""Stands between the plain cause of a refusal and the service's own words, where both are kept as one text."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of changed objects. `served_at` is the server's Date header in UTC, of this page (R33)."""

    items: tuple[AccountingBody, ...]
    served_at: datetime
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """Written.

    `body` is the object as answered, None where the answer carries none (allocation, note, deletion of a credit).
    """

    action_id: str
    xero_id: str
    body: AccountingBody | None = None
    part_id: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Refused by the service, for sure not written.

    `messages` verbatim; `cause` one of errors' plain causes or "" (ui.md L10).
    """

    action_id: str
    messages: tuple[str, ...]
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Sent, but whether it arrived is not known (lost answer, 5xx, no id returned):

    look up before anything else (R1).
    """

    action_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """For sure never sent (refused connection before the body, day limit, authorisation): may be planned again."""

    action_id: str


Outcome = Done | Refused | Unknown | NotSent


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """Outcomes of one call, one per action; `stop` is the failure that ends the run after these outcomes are stored,
    if any.
    """

    outcomes: tuple[Outcome, ...]
    stop: Exception | None = None


class AccountingSystem(Protocol):
    """Reads and writes of the accounting system. Thread-safe: at most five calls at once, within the limits, waiting
    visibly.

    Reads raise failures.NotAuthorised, NetworkLost, ServiceDown, DayLimitReached, Cancelled. Writes never raise for
    what the service said:
    everything is in the BatchAnswer.
    """

    def organisation(self) -> Organisation:
        """The organisation with lock dates and the connected user (one call; the user is read with `reference`)."""
        ...

    def reference(self) -> AccountingReference:
        """Organisation, accounts, tax rates, tracking categories, user and what they may do."""
        ...

    def accounts(self) -> tuple[Account, ...]:
        """The chart of accounts, archived ones included (one call)."""
        ...

    def tax_rates(self) -> tuple[TaxRate, ...]:
        """All tax rates (one call)."""
        ...

    def tracking(self) -> tuple[TrackingCategory, ...]:
        """Tracking categories (one call)."""
        ...

    def connected_user(self) -> tuple[str, str]:
        """Name and role of the signed-in user, empty where Xero does not tell (one call)."""
        ...

    def may_approve(self) -> bool | None:
        """Whether the signed-in user may approve sales invoices; None where the service does not tell (one call)."""
        ...

    def changed(self, kind: ObjectKind, since: datetime | None, *, dated_from: date | None = None) -> Iterator[Page]:
        """All contacts, invoices, credit notes, payments, overpayments, prepayments or money received modified since;
        dead ones included (R33). `since` None = all.
        """
        ...

    def by_ids(self, kind: ObjectKind, ids: Sequence[str]) -> Sequence[AccountingBody]:
        """The given objects that exist, archived and dead ones included."""
        ...

    def by_numbers(self, kind: ObjectKind, numbers: Sequence[str]) -> Sequence[Document]:
        """Documents with exactly these numbers, dead ones included."""
        ...

    def contacts_by_number(self, numbers: Sequence[str]) -> Sequence[Contact]:
        """Contacts with exactly these ContactNumbers, archived ones included."""
        ...

    def payments_of(self, kind: ObjectKind, id: str) -> Sequence[Payment]:
        """Payments of one document or credit, read fresh (recovery)."""
        ...

    def credits_of(self, contact_id: str) -> Sequence[Credit]:
        """Over- and prepayments of one contact, read fresh, with their references (recovery)."""
        ...

    def notes_of(self, kind: ObjectKind, id: str) -> Sequence[str]:
        """Texts in the history of an object, read fresh (recovery)."""
        ...

    def files_of(self, kind: ObjectKind, id: str) -> Sequence[str]:
        """Names of the files attached to a document, read fresh (recovery)."""
        ...

    @property
    def may_attach(self) -> bool:
        """Whether the sign-in allows files to be attached; True as long as that is not known."""
        ...

    def batches(self, actions: Sequence[SyncAction]) -> Sequence[Sequence[SyncAction]]:
        """Groups that go into one call each, in order; actions are of one kind.

        The number of groups is the number of calls (R35).
        """
        ...

    def write(self, batch: Sequence[SyncAction], idempotency_key: str) -> BatchAnswer:
        """Make one call.

        Every Ref in the payloads is already an id. An immediate transport retry uses the same key (xero-api.md §5).
        """
        ...

    def upload(self, action: SyncAction, content: bytes) -> BatchAnswer:
        """Attach a file (one call)."""
        ...

    @property
    def calls_made(self) -> int:
        """HTTP requests since construction, retries included."""
        ...

    @property
    def calls_left_today(self) -> int | None:
        """What the service last said is left of the day; None before the first call."""
        ...
