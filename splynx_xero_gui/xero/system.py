"""XeroAccounting: the accounting system the engine speaks to."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from splynx_xero_gui.domain.accounting import Contact, Credit, Document, Payment
from splynx_xero_gui.domain.failures import NotAuthorised
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.domain.reference import Account, AccountingReference, Organisation, TaxRate, TrackingCategory
from splynx_xero_gui.ports.accounting import AccountingBody, BatchAnswer, Page
from splynx_xero_gui.ports.control import Cancel, Clock, Observer
from splynx_xero_gui.xero.addresses import safe_url
from splynx_xero_gui.xero.batches import batches
from splynx_xero_gui.xero.calls import READ_FILES, READ_HISTORIES
from splynx_xero_gui.xero.client import Client
from splynx_xero_gui.xero.errors import service_down, unreadable
from splynx_xero_gui.xero.limits import Governor
from splynx_xero_gui.xero.oauth import ATTACHMENT_SCOPE
from splynx_xero_gui.xero.reads import Reader
from splynx_xero_gui.xero.tokens import TokenManager
from splynx_xero_gui.xero.translate_in import reference
from splynx_xero_gui.xero.translate_in.values import Json, Unreadable, text
from splynx_xero_gui.xero.writes import Writer

T = TypeVar("T")
_APPROVING = "CreateApprovedInvoice"


class XeroAccounting:
    """Implements ports.accounting.AccountingSystem for one organisation, pinned by `tenant_id`. Thread-safe."""

    def __init__(
        self,
        settings: XeroSettings,
        tenant_id: str,
        tokens: TokenManager,
        observer: Observer,
        cancel: Cancel,
        clock: Clock,
        calls_per_day: int = 1000,
        day_reserve: int = 50,
        parked_until: datetime | None = None,
    ) -> None:
        """`calls_per_day`, `day_reserve`: the profile's options; no call is made that would touch the reserve.

        `parked_until`: an earlier run found the day used up until then; no call is made before.
        """
        self._tokens = tokens
        self._governor = Governor(
            clock,
            cancel,
            observer,
            calls_per_day=calls_per_day,
            day_reserve=day_reserve,
            parked_until=parked_until,
        )
        self._client = Client(safe_url(settings.api_url), tenant_id, tokens, self._governor)
        self._reader = Reader(self._client, observer, clock)
        self._writer = Writer(self._client, self._reader)

    def close(self) -> None:
        """Close kept connections."""
        self._client.close()

    def organisation(self) -> Organisation:
        """The organisation with its lock dates, one call; the user's name as far as the sign-in tells it."""
        items = self._reader.items("get_organisations", "Organisations")
        if not items:
            raise service_down("no organisation")
        try:
            found = reference.organisation(items[0])
        except Unreadable as error:
            raise unreadable("organisation", error) from error
        return replace(found, user_name=self._tokens.claims.name)

    def reference(self) -> AccountingReference:
        """Organisation, accounts, tax rates, tracking categories, the user's role and what it allows: six calls."""
        organisation = self.organisation()
        accounts, rates, tracking = self.accounts(), self.tax_rates(), self.tracking()
        name, role = self.connected_user()
        organisation = replace(
            organisation,
            user_name=organisation.user_name or name,
            user_role=role,
            may_approve=self.may_approve(),
        )
        return AccountingReference(organisation, accounts, rates, tracking)

    def accounts(self) -> tuple[Account, ...]:
        """The chart of accounts, archived ones included."""
        return self._settings(reference.account, "get_accounts", "Accounts")

    def tax_rates(self) -> tuple[TaxRate, ...]:
        """All tax rates."""
        return self._settings(reference.tax_rate, "get_tax_rates", "TaxRates")

    def tracking(self) -> tuple[TrackingCategory, ...]:
        """Tracking categories."""
        return self._settings(reference.tracking_category, "get_tracking_categories", "TrackingCategories")

    def _settings(self, translate: Callable[[Json], T], method: str, key: str) -> tuple[T, ...]:
        try:
            return tuple(translate(item) for item in self._reader.items(method, key))
        except Unreadable as error:
            raise unreadable("settings", error) from error

    def connected_user(self) -> tuple[str, str]:
        """Older apps may lack the scope for users: then the role is not known, and nothing else is lost."""
        try:
            people = self._reader.items("get_users", "Users")
        except NotAuthorised:
            return "", ""
        told = self._tokens.claims
        return reference.user(people, told.user_id, told.email)

    def may_approve(self) -> bool | None:
        """By `Organisation/Actions`: what Xero lets this sign-in do, whatever the role is called (§13)."""
        try:
            actions = self._reader.items("get_organisation_actions", "Actions")
        except NotAuthorised:
            return None
        told = {text(action, "Name"): text(action, "Status") for action in actions}
        status = told.get(_APPROVING)
        return None if status is None else status == "ALLOWED"

    def changed(self, kind: ObjectKind, since: datetime | None, *, dated_from: date | None = None) -> Iterator[Page]:
        """Pages of 1,000 modified since, dead ones included, ordered by id (R33)."""
        return self._reader.changed(kind, since, dated_from)

    def by_ids(self, kind: ObjectKind, ids: Sequence[str]) -> Sequence[AccountingBody]:
        """The given objects that exist, archived and dead ones included."""
        return self._reader.by_ids(kind, ids)

    def by_numbers(self, kind: ObjectKind, numbers: Sequence[str]) -> Sequence[Document]:
        """Documents with exactly these numbers, dead ones included."""
        return self._reader.by_numbers(kind, numbers)

    def contacts_by_number(self, numbers: Sequence[str]) -> Sequence[Contact]:
        """Contacts with exactly these ContactNumbers, archived ones included."""
        return self._reader.contacts_by_number(numbers)

    def payments_of(self, kind: ObjectKind, id: str) -> Sequence[Payment]:
        """Payments of one document or credit, read fresh."""
        return self._reader.payments_of(kind, id)

    def credits_of(self, contact_id: str) -> Sequence[Credit]:
        """Over- and prepayments of one contact, read fresh, with reference, account and bank transaction."""
        return self._reader.credits_of(contact_id)

    def notes_of(self, kind: ObjectKind, id: str) -> Sequence[str]:
        """Texts in the history of an object, read fresh."""
        return self._reader.about(READ_HISTORIES[kind], id, "HistoryRecords", "Details")

    def files_of(self, kind: ObjectKind, id: str) -> Sequence[str]:
        """Names of the files attached to a document, read fresh."""
        return self._reader.about(READ_FILES[kind], id, "Attachments", "FileName")

    @property
    def may_attach(self) -> bool:
        """Whether the sign-in asked for attachments (§1.4); True where the token does not tell."""
        scopes = self._tokens.claims.scopes
        return scopes is None or ATTACHMENT_SCOPE in scopes

    def batches(self, actions: Sequence[SyncAction]) -> Sequence[Sequence[SyncAction]]:
        """Groups that go into one call each."""
        return batches(actions)

    def write(self, batch: Sequence[SyncAction], idempotency_key: str) -> BatchAnswer:
        """Make the call of one batch."""
        return self._writer.write(batch, idempotency_key)

    def upload(self, action: SyncAction, content: bytes) -> BatchAnswer:
        """Attach a file."""
        return self._writer.upload(action, content)

    @property
    def calls_made(self) -> int:
        """HTTP requests to the organisation since construction, retries included."""
        return self._governor.made

    @property
    def parked_until(self) -> datetime | None:
        """Until when the day's limit lets no call through; None where it does."""
        return self._governor.parked_until

    @property
    def calls_left_today(self) -> int | None:
        """What Xero last said is left of the day."""
        return self._governor.left_today
