"""One profile's work: implements wizard.services.Session over the real adapters."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from splynx_xero_gui.bootstrap import changing, record_place
from splynx_xero_gui.bootstrap.deciding import DecidingPart
from splynx_xero_gui.bootstrap.matching import LocalMatcher
from splynx_xero_gui.bootstrap.pointing import check_splynx
from splynx_xero_gui.bootstrap.refusals import (
    another_organisation,
    drill_on_real_books,
    missing_permissions,
    not_connected,
)
from splynx_xero_gui.bootstrap.scheduling import LocalScheduling
from splynx_xero_gui.bootstrap.scoping import scope_of
from splynx_xero_gui.bootstrap.wiring import SPLYNX_KEY, SPLYNX_SECRET, Pinned, Wiring
from splynx_xero_gui.domain.drill import DrillReport
from splynx_xero_gui.domain.failures import Failure, Misconfigured, StorageTrouble
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.money import total
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.records import Run, RunItem
from splynx_xero_gui.domain.reference import AccountingReference, BillingReference, Organisation
from splynx_xero_gui.domain.results import SCHEDULE, SyncReport, SyncRequest, TakenOver, TieOut
from splynx_xero_gui.domain.undo import UndoPlan
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.engine.cut_over_gate import gate_of
from splynx_xero_gui.engine.decisions import unanswered
from splynx_xero_gui.engine.discover_splynx import SplynxDiscovery
from splynx_xero_gui.engine.fetching import FetchedLine, Fetching, FetchLine
from splynx_xero_gui.engine.flow_effect import FlowEffect
from splynx_xero_gui.engine.guards import refuse_other_currency
from splynx_xero_gui.engine.policy import resolve
from splynx_xero_gui.ports.billing import BillingInfo
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.ports.ledger import Ledger
from splynx_xero_gui.storage.codec import decode, encode
from splynx_xero_gui.storage.ledger import SqlLedger
from splynx_xero_gui.storage.profile import parse_profile, profile_toml, write_profile
from splynx_xero_gui.wizard.services import Consent, FetchReport, RecordMoved, Scope, Status

if TYPE_CHECKING:
    from splynx_xero_gui.xero import SignIn

_LAST_TIE_OUT = "last-tie-out"
_CALLS_LEFT = "xero-calls-left"


class LocalSession(DecidingPart):
    """Implements wizard.services.Session. Every call opens what it needs in the calling thread."""

    def __init__(
        self,
        wiring: Wiring,
        used_by: Callable[[str], str],
        check_owners: Callable[[Profile], None],
        *,
        demo: bool,
    ) -> None:
        """`used_by`: the other profile of an organisation. `check_owners` refuses partners of another profile (P6)."""
        super().__init__(wiring)
        self._used_by = used_by
        self._check_owners = check_owners
        self._demo = demo
        self._sign_in: SignIn | None = None
        self._schedule = LocalScheduling(wiring, self._stored, demo=demo)

    def change_profile(self, profile: Profile, *, include_older: bool = False) -> None:
        """Store what a person changed on purpose; the day of a change of payment flow is recorded (P4).

        Raises Misconfigured, StorageTrouble where the record it names cannot be used; then the profile is unchanged.
        """
        checked = parse_profile(profile_toml(profile))
        self._check_owners(checked)
        with self._record_named_by(checked) as ledger:  # opened first: one that was moved away is refused (L13)
            write_profile(self._wiring.paths.profile_file(self.name), checked)
            if ledger is not None:
                changing.note_flows(ledger, checked, self._wiring.clock, include_older=include_older)

    @contextmanager
    def _record_named_by(self, profile: Profile) -> Iterator[SqlLedger | None]:
        """The record of a changed profile. None for a first profile, and for another place that cannot be opened yet.

        Such a place may wait for its password (`ledger password`); the next plan notices changed flows by itself.
        """
        before = self._readable()
        with ExitStack() as opened:
            ledger = None
            if before is not None:
                try:
                    ledger = opened.enter_context(self._wiring.ledger(profile))
                except StorageTrouble:
                    if profile.ledger_url == before.ledger_url:
                        raise
            yield ledger

    def _readable(self) -> Profile | None:
        """The stored profile; a damaged file counts as none, so that a good one can replace it."""
        try:
            return self.profile()
        except Misconfigured:
            return None

    def flow_effect(self, profile: Profile) -> FlowEffect:
        """What its payment flows would do to payments there are (D5), by the record that it names itself.

        The stored profile's may have been moved, and `profile` be the cure (L13).
        """
        stored = self._readable()
        with self._record_named_by(profile) as ledger:
            return FlowEffect() if ledger is None else changing.effect_of(ledger, stored, profile)

    def synced_documents(self) -> int:
        """How many invoices and credit notes are linked."""
        with self._wiring.ledger(self._stored()) as ledger:
            return changing.synced_documents(ledger)

    def status(self) -> Status:
        """From the sync record alone."""
        profile = self.profile()
        if profile is None:
            return Status(self.name, demo=self._demo)
        with self._wiring.ledger(profile) as ledger:
            pinned = self._wiring.pinned(ledger)
            conflicts = unanswered(ledger)
            runs = ledger.runs(1)
            billing, accounting = ledger.billing_reference(), ledger.accounting_reference()
            left = ledger.get_fact(_CALLS_LEFT)
            tie_out = ledger.get_fact(_LAST_TIE_OUT)
            return Status(
                profile=self.name,
                splynx_connected=self.splynx_key_stored(),
                xero_connected=pinned is not None and self._wiring.tokens(profile).signed_in,
                organisation=accounting[0].organisation if accounting else None,
                company=billing[0].company if billing else "",
                last_run=runs[0] if runs else None,
                decisions=len(conflicts),
                decisions_amount=total(abs(c.amount) for c in conflicts),
                uncertain=len(ledger.open_intents()),
                last_tie_out=decode(TieOut, tie_out) if tie_out else None,
                calls_left_today=int(left) if left else None,
                demo=self._demo,
                gate=gate_of(ledger),
            )

    # -- connect --

    def connect_splynx(self, url: str, key: str, secret: str, cancel: Cancel) -> BillingInfo:
        """Test, then keep key and secret in the keyring."""
        self.splynx_key_stored()  # a keyring that is missing or locked says so before the key travels
        with self._wiring.splynx_with(url, key, secret, cancel) as billing:
            info = billing.check()
        if info.missing_permissions:
            raise missing_permissions(info.missing_permissions)
        self._wiring.keep({SPLYNX_KEY: key, SPLYNX_SECRET: secret})
        return info

    def splynx_key_stored(self) -> bool:
        """Whether the keyring holds a key and secret."""
        return bool(self._wiring.vault.get(SPLYNX_KEY) and self._wiring.vault.get(SPLYNX_SECRET))

    def retest_splynx(self, cancel: Cancel) -> BillingInfo:
        """Test the stored key."""
        with self._wiring.splynx(self._stored(), cancel) as billing:
            info = billing.check()
        if info.missing_permissions:
            raise missing_permissions(info.missing_permissions)
        return info

    def check_payment_rights(self, cancel: Cancel) -> None:
        """Whether the stored key may add, change and delete payments. Raises NotAuthorised S3."""
        with self._wiring.splynx(self._stored(), cancel) as billing:
            missing = billing.check().missing_payment_writes
        if missing:
            raise missing_permissions(missing)

    def begin_consent(self, profile: Profile) -> Consent:
        """Bind a return address and make the sign-in link."""
        # Imported here for the same reason as the adapters in `wiring`.
        from splynx_xero_gui.bootstrap.signing_in import BrowserConsent

        tokens = self._wiring.tokens(profile)
        _ = tokens.signed_in  # a keyring that is missing or locked says so before the browser opens
        return BrowserConsent(
            profile.xero, tokens, self._used_by, self._remember, attachments=profile.options.attach_pdf
        )

    def _remember(self, sign_in: "SignIn") -> None:
        self._sign_in = sign_in

    def choose_organisation(self, tenant_id: str, cancel: Cancel) -> Organisation:
        """Pin the organisation and read it. Raises Misconfigured C1 or X5; then nothing is pinned, and an earlier
        sign-in is still in force.
        """
        profile = self._stored()
        with self._wiring.ledger(profile) as ledger:
            known = self._wiring.pinned(ledger)
            if known is not None and known.tenant_id != tenant_id:
                if ledger.facts().ever_linked:
                    raise another_organisation(known.name)
                ledger.forget_side(Side.XERO)
            if self._sign_in is None:
                return self._read_and_pin(profile, ledger, tenant_id, cancel)
            with self._wiring.trying(profile, self._sign_in):
                organisation = self._read_and_pin(profile, ledger, tenant_id, cancel)
            self._sign_in = None
            return organisation

    def _read_and_pin(self, profile: Profile, ledger: SqlLedger, tenant_id: str, cancel: Cancel) -> Organisation:
        with self._wiring.xero(profile, tenant_id, Silent(), cancel) as xero:
            organisation = xero.organisation()
            name, role = xero.connected_user()
            may_approve = xero.may_approve()
        organisation = dataclasses.replace(
            organisation,
            user_name=organisation.user_name or name,
            user_role=role or organisation.user_role,
            may_approve=may_approve,
        )
        billing = ledger.billing_reference()
        refuse_other_currency(billing[0].currency if billing else None, organisation)
        self._wiring.pin(ledger, Pinned(tenant_id, organisation.name, organisation.base_currency))
        stored = ledger.accounting_reference()
        same = stored is not None and stored[0].organisation.id == organisation.id
        reference = stored[0] if stored is not None and same else AccountingReference(organisation)
        reference = dataclasses.replace(reference, organisation=organisation)
        at = stored[1] if stored is not None and same else dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
        ledger.save_reference(None, reference, at)
        return organisation

    def pinned_tenant(self) -> str | None:
        """The organisation this profile syncs, None before the first sign-in."""
        profile = self.profile()
        if profile is None:
            return None
        with self._wiring.ledger(profile) as ledger:
            pinned = self._wiring.pinned(ledger)
        return pinned.tenant_id if pinned else None

    def xero_connected(self) -> bool:
        """Whether a sign-in is kept and an organisation pinned."""
        profile = self.profile()
        if profile is None or not self._wiring.tokens(profile).signed_in:
            return False
        with self._wiring.ledger(profile) as ledger:
            return self._wiring.pinned(ledger) is not None

    # -- settings --

    def fetch(self, observer: Observer, cancel: Cancel, only: Sequence[FetchLine] | None = None) -> FetchReport:
        """Read the settings of both sides line by line."""
        profile = self._stored()
        with self._wiring.ledger(profile) as ledger:
            pinned = self._wiring.organisation_of(ledger, profile)
            if pinned is None or not self._wiring.tokens(profile).signed_in:
                raise not_connected()
            with (
                self._wiring.splynx(profile, cancel) as billing,
                self._wiring.xero(profile, pinned.tenant_id, observer, cancel, ledger) as xero,
            ):
                lines = Fetching(billing, xero, ledger, self._wiring.clock, observer, cancel).run(only)
                calls = {Side.SPLYNX: billing.calls_made, Side.XERO: xero.calls_made}
                self._keep_calls_left(ledger, xero.calls_left_today)
                return self._fetched(ledger, profile, lines, calls, xero.calls_left_today)

    def _fetched(
        self,
        ledger: Ledger,
        profile: Profile,
        lines: tuple[FetchedLine, ...],
        calls: Mapping[Side, int],
        left: int | None,
    ) -> FetchReport:
        billing, accounting = ledger.billing_reference(), ledger.accounting_reference()
        problems: tuple[str, ...] = ()
        if billing and accounting and not any(line.failure for line in lines):
            refuse_other_currency(billing[0].currency, accounting[0].organisation)
            try:
                resolve(profile, billing[0], accounting[0])
            except Misconfigured as mistakes:
                problems = tuple(mistakes.message.splitlines())
        return FetchReport(
            lines,
            billing[0] if billing else None,
            accounting[0] if accounting else None,
            calls,
            left,
            problems,
        )

    def references(self) -> tuple[BillingReference | None, AccountingReference | None, dt.datetime | None]:
        """What was last read."""
        with self._wiring.ledger(self.profile()) as ledger:
            billing, accounting = ledger.billing_reference(), ledger.accounting_reference()
        at = max((read[1] for read in (billing, accounting) if read), default=None)
        return billing[0] if billing else None, accounting[0] if accounting else None, at

    def read_scope(self, observer: Observer, cancel: Cancel) -> None:
        """Read Splynx's documents and payments into the sync record."""
        profile = self._stored()
        with self._wiring.ledger(profile) as ledger, self._wiring.splynx(profile, cancel) as billing:
            check_splynx(ledger, profile)
            since = profile.options.documents_from
            SplynxDiscovery(billing, ledger, self._wiring.clock, observer, cancel, documents_from=since).run()

    def scope(self, profile: Profile) -> Scope:
        """Counts for the profile's range and partners."""
        with self._wiring.ledger(profile) as ledger:
            return scope_of(ledger, profile)

    @property
    def matcher(self) -> LocalMatcher:
        """Matching of existing books."""
        return LocalMatcher(self._wiring, self._stored, self._keep_calls_left)

    @property
    def schedule(self) -> LocalScheduling:
        """Syncs that start by themselves."""
        return self._schedule

    # -- sync --

    def _syncable(self) -> Profile:
        """The stored profile, when no other profile owns its partners.

        Raises Misconfigured P6: files edited by hand are noticed here.
        """
        profile = self._stored()
        self._check_owners(profile)
        return profile

    def plan(self, observer: Observer, cancel: Cancel) -> SyncPlan:
        """Read what changed, compare, list every write."""
        with self._wiring.service(self._syncable(), observer, cancel) as service:
            return service.plan()

    def sync(self, request: SyncRequest, observer: Observer, cancel: Cancel) -> SyncReport:
        """Run it. How a sync of the schedule ended is kept beside the record: it may not even begin."""
        if request.trigger != SCHEDULE:
            return self._sync(request, observer, cancel)
        try:
            report = self._sync(request, observer, cancel)
        except Failure as failure:
            self._schedule.note(failure)
            raise
        self._schedule.note(report)
        return report

    def _sync(self, request: SyncRequest, observer: Observer, cancel: Cancel) -> SyncReport:
        profile = self._syncable()
        with self._wiring.service(profile, observer, cancel) as service:
            report = service.sync(request, settings=profile_toml(profile))
            with suppress(Failure):  # the report tells already what is wrong with the record
                self._keep_calls_left(service.ledger, service.calls_left_today)
            return report

    def reconcile(
        self, as_of: dt.date | None, observer: Observer, cancel: Cancel, since: dt.date | None = None
    ) -> TieOut:
        """Compare both sides to the cent."""
        with self._wiring.service(self._syncable(), observer, cancel) as service:
            result = service.reconcile(as_of, since)
            service.ledger.set_fact(_LAST_TIE_OUT, encode(result))
            self._keep_calls_left(service.ledger, service.calls_left_today)
            return result

    def _keep_calls_left(self, ledger: Ledger, left: int | None) -> None:
        if left is not None:
            ledger.set_fact(_CALLS_LEFT, str(left))

    # -- record --

    def runs(self, limit: int = 100) -> Sequence[Run]:
        """Newest first."""
        with self._wiring.ledger(self._stored()) as ledger:
            return ledger.runs(limit)

    def run_items(self, run_id: str, *, contents: bool = True) -> Sequence[RunItem]:
        """Entries of one run."""
        with self._wiring.ledger(self._stored()) as ledger:
            if ledger.run(run_id) is None:
                raise Misconfigured(
                    "H1", "There is no such run", f"No run has the id {run_id}.", "List the runs with `history`."
                )
            return ledger.run_items(run_id, contents=contents)

    def move_record(self, address: str, password: str = "") -> RecordMoved:
        """To a file or a PostgreSQL database, and use it from now on."""
        return record_place.move(self._wiring, self._stored(), address, password)

    def keep_record_password(self, password: str) -> None:
        """The shared record's, tried first."""
        record_place.keep_password(self._wiring, self._stored(), password)

    def take_over(self, observer: Observer, cancel: Cancel) -> TakenOver:
        """Read the links back from both sides."""
        with self._wiring.take_over_service(self._syncable(), observer, cancel) as service:
            result = service.take_over()
            self._keep_calls_left(service.ledger, service.calls_left_today)
            return result

    def archive_record(self) -> str:
        """Set the sync record aside and begin an empty one."""
        return record_place.archive(self._wiring, self._stored())

    def undo_plan(self, run_id: str, observer: Observer, cancel: Cancel) -> UndoPlan:
        """What undoing a run would write, and what it cannot take back."""
        with self._wiring.undo_service(self._syncable(), observer, cancel) as service:
            return service.undo_plan(run_id)

    def undo(self, run_id: str, shown: str | None, observer: Observer, cancel: Cancel) -> SyncReport:
        """Undo a run."""
        profile = self._syncable()
        with self._wiring.undo_service(profile, observer, cancel) as service:
            report = service.undo(run_id, shown, settings=profile_toml(profile))
            with suppress(Failure):  # the report tells already what is wrong with the record
                self._keep_calls_left(service.ledger, service.calls_left_today)
            return report

    def drill(self, observer: Observer, cancel: Cancel) -> DrillReport:
        """Disturb syncs of simulated books on purpose, and judge P1–P10 by them."""
        # Imported here because it brings the simulated services along.
        from splynx_xero_gui.bootstrap.drill import run_drill

        accounting = self.references()[1]
        if not self._demo and (accounting is None or not accounting.organisation.is_demo):
            raise drill_on_real_books(self.name, accounting.organisation.name if accounting else "")
        return run_drill(observer, cancel)

    def disconnect(self, cancel: Cancel) -> bool:
        """Withdraw the access at Xero, clear the profile's secrets and its schedule; whether Xero could be told."""
        cancel.raise_if_requested()
        kept: Failure | None = None
        try:
            self._schedule.remove()
        except Failure as failure:  # told at the end: the keys must go in any case
            kept = failure
        profile, told = self.profile(), True
        if profile is not None:  # a set-up put aside early has keys, but no profile and no sign-in
            with self._wiring.ledger(profile) as ledger:
                pinned = self._wiring.pinned(ledger)
            told = self._wiring.tokens(profile).disconnect(pinned.tenant_id if pinned else "")
        for name in self._wiring.vault.names():
            self._wiring.vault.delete(name)
        if kept is not None:
            raise kept
        return told
