"""Adapters of one profile, opened for one piece of work and closed after it.

The adapters to the services are imported where they are opened: with their libraries they take half a second, and
what asks the sync record alone does not need them.
"""

import dataclasses
import getpass
import json
import platform
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from splynx_xero_gui.bootstrap import parking
from splynx_xero_gui.bootstrap.logged import Logged
from splynx_xero_gui.bootstrap.refusals import not_connected, signed_in_elsewhere
from splynx_xero_gui.domain.failures import Failure, NotAuthorised, VaultUnavailable
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.ports.control import Cancel, Clock, Observer
from splynx_xero_gui.ports.ledger import SyncLock
from splynx_xero_gui.ports.vault import Vault
from splynx_xero_gui.storage.codec import JsonActionCodec
from splynx_xero_gui.storage.ledger import SqlLedger, open_ledger
from splynx_xero_gui.storage.paths import Paths, private_folder
from splynx_xero_gui.storage.vault import KeyringVault

if TYPE_CHECKING:
    from splynx_xero_gui.engine.rebuild.service import TakeOverService
    from splynx_xero_gui.engine.service import SyncService, Tools, Who
    from splynx_xero_gui.engine.undo.service import UndoService
    from splynx_xero_gui.ports.accounting import AccountingSystem
    from splynx_xero_gui.splynx.billing import SplynxBilling
    from splynx_xero_gui.xero import SignIn, TokenManager, XeroAccounting

SPLYNX_KEY, SPLYNX_SECRET, LEDGER_PASSWORD = "splynx-key", "splynx-secret", "ledger-password"
_PINNED = "xero-organisation"


Around = Callable[["AccountingSystem"], "AccountingSystem"]


@dataclass(frozen=True, slots=True)
class Pinned:
    """The organisation this profile syncs; another one is refused (xero-api.md §1.5)."""

    tenant_id: str
    name: str
    currency: str


class Wiring:
    """Makes adapters for one profile. Tokens are shared by everything this process does for the profile."""

    def __init__(
        self,
        paths: Paths,
        name: str,
        clock: Clock,
        *,
        demo: bool = False,
        vault: Vault | None = None,
        around: Around | None = None,
    ) -> None:
        """`vault`: another place for keys than this computer's password store (a drill's made-up ones).

        `around`: what lies between the engine and Xero, nothing but in a drill.
        """
        self._around = around
        self.paths = paths
        self.name = name
        self.clock = clock
        # Keys of the demo never touch those of a real profile of the same name.
        self.vault: Vault = vault or KeyringVault(f"demo/{name}" if demo else name)
        self._tokens: tuple[object, TokenManager] | None = None
        self._checked = False

    @contextmanager
    def ledger(self, profile: Profile | None) -> Iterator[SqlLedger]:
        """The sync record, for the calling thread."""
        url = profile.ledger_url if profile else ""
        password = self.vault.get(LEDGER_PASSWORD) if url else None
        opened = open_ledger(
            url or self.paths.ledger_file(self.name), self.clock, password=password, check=not self._checked
        )
        self._checked = True
        try:
            yield opened
        finally:
            opened.close()

    def sync_lock(self, ledger: SqlLedger) -> SyncLock:
        """One sync of this profile at a time, wherever its record is."""
        return ledger.sync_lock(self.paths.lock_file(self.name))

    def tokens(self, profile: Profile) -> "TokenManager":
        """The sign-in to Xero: one per process and profile, so that there is one refresh at a time."""
        from splynx_xero_gui.xero import TokenManager

        if self._tokens is None or self._tokens[0] != profile.xero:
            lock = self._private("locks") / f"{self.name}.sign-in.lock"
            self._tokens = (profile.xero, TokenManager(profile.xero, self.vault, lock, self.clock))
        return self._tokens[1]

    def _private(self, name: str) -> Path:
        """A folder of the data, for its owner only. Where it cannot be made, who writes there says so."""
        folder = self.paths.data / name
        with suppress(OSError):
            private_folder(folder)
        return folder

    @contextmanager
    def trying(self, profile: Profile, sign_in: "SignIn") -> Iterator[None]:
        """Use a new sign-in; where the block fails, the earlier one is in force again."""
        from splynx_xero_gui.xero import SECRET_NAMES

        try:
            with self._all_or_nothing(SECRET_NAMES):
                self.tokens(profile).keep(sign_in)
                yield
        except BaseException:
            self._tokens = None
            raise

    def keep(self, secrets: Mapping[str, str]) -> None:
        """Store these secrets, all or none of them."""
        with self._all_or_nothing(tuple(secrets)):
            for name, secret in secrets.items():
                self.vault.set(name, secret)

    @contextmanager
    def _all_or_nothing(self, names: Sequence[str]) -> Iterator[None]:
        """Where the block fails, what was kept under these names is kept again."""
        before = {name: self.vault.get(name) for name in names}
        try:
            yield
        except BaseException:
            with suppress(VaultUnavailable):  # the keyring that failed the block may fail this too
                for name, secret in before.items():
                    if secret is None:
                        self.vault.delete(name)
                    else:
                        self.vault.set(name, secret)
            raise

    @contextmanager
    def splynx(self, profile: Profile, cancel: Cancel) -> Iterator["SplynxBilling"]:
        """The billing system with the stored key. Raises NotAuthorised when there is none."""
        key, secret = self.vault.get(SPLYNX_KEY), self.vault.get(SPLYNX_SECRET)
        if not key or not secret:
            raise NotAuthorised(
                "S6",
                "Splynx is not connected",
                "There is no API key in this computer's password store. Nothing was changed.",
                "Connect Splynx first (`connect-splynx`).",
            )
        with self.splynx_with(profile.splynx.url, key, secret, cancel) as billing:
            yield billing

    @contextmanager
    def splynx_with(self, url: str, key: str, secret: str, cancel: Cancel) -> Iterator["SplynxBilling"]:
        """The billing system with a given key, for a test."""
        from splynx_xero_gui.splynx.billing import SplynxBilling

        folder = self._private("nonces")
        with SplynxBilling(url, key, secret, cancel, self.clock, nonce_folder=folder) as billing:
            yield billing

    @contextmanager
    def xero(
        self,
        profile: Profile,
        tenant_id: str,
        observer: Observer,
        cancel: Cancel,
        ledger: SqlLedger | None = None,
    ) -> Iterator["XeroAccounting"]:
        """The accounting system of an organisation. `ledger`: remembers a day that is used up."""
        from splynx_xero_gui.xero import XeroAccounting

        options, now = profile.options, self.clock.now()
        parked = parking.parked_until(ledger, tenant_id, options, now) if ledger is not None else None
        accounting = XeroAccounting(
            profile.xero,
            tenant_id,
            self.tokens(profile),
            observer,
            cancel,
            self.clock,
            calls_per_day=options.calls_per_day,
            day_reserve=options.day_reserve,
            parked_until=parked,
        )
        try:
            yield accounting
        finally:
            accounting.close()
            if ledger is not None:
                with suppress(Failure):  # what went wrong with the record is told by the work itself
                    parking.park(ledger, tenant_id, options, accounting.parked_until)

    @contextmanager
    def service(self, profile: Profile, observer: Observer, cancel: Cancel) -> Iterator["SyncService"]:
        """Everything a sync needs. Raises NotAuthorised where a side is not connected."""
        from splynx_xero_gui.engine.service import SyncService

        with self._tools(profile, observer, cancel) as tools:
            yield SyncService(profile, tools)

    @contextmanager
    def take_over_service(self, profile: Profile, observer: Observer, cancel: Cancel) -> Iterator["TakeOverService"]:
        """Everything a take-over needs."""
        from splynx_xero_gui.engine.rebuild.service import TakeOverService

        with self._tools(profile, observer, cancel) as tools:
            yield TakeOverService(profile, tools)

    @contextmanager
    def undo_service(self, profile: Profile, observer: Observer, cancel: Cancel) -> Iterator["UndoService"]:
        """Everything an undo needs."""
        from splynx_xero_gui.engine.undo.service import UndoService

        with self._tools(profile, observer, cancel) as tools:
            yield UndoService(profile, tools)

    @contextmanager
    def _tools(self, profile: Profile, observer: Observer, cancel: Cancel) -> Iterator["Tools"]:
        from splynx_xero_gui.bootstrap.pointing import check_splynx
        from splynx_xero_gui.engine.service import Tools

        observer = Logged(observer)
        with self.ledger(profile) as ledger:
            check_splynx(ledger, profile)
            pinned = self.organisation_of(ledger, profile)
            if pinned is None or not self.tokens(profile).signed_in:
                raise not_connected()
            with (
                self.splynx(profile, cancel) as billing,
                self.xero(profile, pinned.tenant_id, observer, cancel, ledger) as xero,
            ):
                yield Tools(
                    ledger=ledger,
                    accounting=self._around(xero) if self._around is not None else xero,
                    billing=billing,
                    lock=self.sync_lock(ledger),
                    clock=self.clock,
                    observer=observer,
                    cancel=cancel,
                    codec=JsonActionCodec(),
                    new_id=new_id,
                    who=this_person(),
                )

    def organisation_of(self, ledger: SqlLedger, profile: Profile) -> Pinned | None:
        """The organisation chosen at sign-in. Raises Misconfigured X5 where the profile names another one."""
        pinned, expected = self.pinned(ledger), profile.xero.organisation.strip()
        if pinned is None or not expected:
            return pinned
        reference = ledger.accounting_reference()
        names = {pinned.name.casefold(), pinned.tenant_id.casefold()}
        if reference is not None:
            names.add(reference[0].organisation.name.casefold())
        if expected.casefold() not in names:
            raise signed_in_elsewhere(pinned.name, pinned.currency, expected)
        return pinned

    def pinned(self, ledger: SqlLedger) -> Pinned | None:
        """The organisation chosen at sign-in."""
        text = ledger.get_fact(_PINNED)
        return Pinned(**json.loads(text)) if text else None

    def pin(self, ledger: SqlLedger, pinned: Pinned | None) -> None:
        """Remember the organisation; None forgets it."""
        text = json.dumps(dataclasses.asdict(pinned)) if pinned else ""
        ledger.set_fact(_PINNED, text)


def new_id() -> str:
    """A short random id for runs, intents and idempotency keys."""
    return secrets.token_hex(8)


def this_person() -> "Who":
    """Who works on which machine, for history."""
    from splynx_xero_gui.engine.service import Who

    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = "unknown"
    return Who(user, platform.node() or "unknown")
