"""The product on this computer: profiles, drafts, logs (wizard.services.Workplace)."""

import json
import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from splynx_xero_gui.bootstrap import profile_files
from splynx_xero_gui.bootstrap.session import LocalSession
from splynx_xero_gui.bootstrap.wiring import Around, Wiring
from splynx_xero_gui.domain.failures import Failure, Misconfigured
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.reference import BillingReference
from splynx_xero_gui.engine.control import SystemClock
from splynx_xero_gui.engine.flow_effect import FlowEffect
from splynx_xero_gui.ports.control import Cancel, Clock
from splynx_xero_gui.ports.vault import Vault
from splynx_xero_gui.storage.drafts import Drafts
from splynx_xero_gui.storage.logs import log_to
from splynx_xero_gui.storage.paths import Paths, write_private_in_place
from splynx_xero_gui.storage.profile import profile_toml, read_profile
from splynx_xero_gui.wizard.changes import changes, changes_flows
from splynx_xero_gui.wizard.ownership import check_owners, same_splynx
from splynx_xero_gui.wizard.services import ProfileSummary

_DRAFT = "set-up"


class LocalWorkplace:
    """Implements wizard.services.Workplace on this computer's folders and keyring."""

    def __init__(self, paths: Paths, clock: Clock, *, demo: bool = False, vault: Vault | None = None) -> None:
        """`vault`: where the keys of its one profile are instead of the password store (a drill's)."""
        self._paths = paths
        self._clock = clock
        self._demo = demo
        self._vault = vault
        self._drafts = Drafts(paths)
        self._sessions: dict[str, LocalSession] = {}
        self._opening = threading.Lock()

    @property
    def demo(self) -> bool:
        """Whether the books are simulated."""
        return self._demo

    def profiles(self) -> Sequence[str]:
        """Names of stored profiles."""
        return self._paths.profiles()

    def session(self, name: str) -> LocalSession:
        """The session of a profile; one per process, so that sign-ins are shared."""
        with self._opening:
            if name not in self._sessions:
                self._paths.profile_file(name)  # refuses names that are none
                self._sessions[name] = self._session(name, self.wiring(name))
            return self._sessions[name]

    def disturbed(self, name: str, around: Around) -> LocalSession:
        """A session of a profile whose calls to Xero are disturbed on purpose, for a drill."""
        return self._session(name, self.wiring(name, around))

    def _session(self, name: str, wiring: Wiring) -> LocalSession:
        return LocalSession(
            wiring,
            lambda tenant: self._used_by(tenant, name),
            partial(self._check_owners, name),
            demo=self._demo,
        )

    def opened(self) -> Sequence[str]:
        """Names of the profiles worked on since the start, stored or not."""
        return tuple(self._sessions)

    def _used_by(self, tenant_id: str, asking: str) -> str:
        """The other profile that syncs this organisation, empty when none does."""
        for name in self.profiles():
            if name == asking:
                continue
            try:
                if self.session(name).pinned_tenant() == tenant_id:
                    return name
            except Failure:
                continue
        return ""

    def _check_owners(self, name: str, profile: Profile) -> None:
        """Raises Misconfigured P6 where another profile owns a partner of this one."""
        others = {other: known for other in self.profiles() if other != name and (known := self._readable(other))}
        beside = {other: p for other, p in others.items() if same_splynx(p.splynx.url, profile.splynx.url)}
        if beside:
            check_owners(name, profile, beside, self._partners_known((name, *beside)))

    def _partners_known(self, names: Iterable[str]) -> BillingReference | None:
        """Splynx's settings as one of these profiles read them last."""
        for name in names:
            with suppress(Failure):
                known = self.session(name).references()[0] if name in self.profiles() else None
                if known is not None and known.partners:
                    return known
        return None

    def _readable(self, name: str) -> Profile | None:
        """A stored profile; a damaged one syncs nothing, so it owns nothing."""
        try:
            return self.session(name).profile()
        except Failure:
            return None

    def summaries(self) -> Sequence[ProfileSummary]:
        """Every stored profile in one line; no request."""
        return tuple(self._summary(name) for name in self.profiles())

    def _summary(self, name: str) -> ProfileSummary:
        session = self.session(name)
        try:
            profile, status, documents = session.profile(), session.status(), session.synced_documents()
        except Failure as failure:
            return ProfileSummary(name, trouble=failure.title)
        if profile is None:
            return ProfileSummary(name)
        return ProfileSummary(
            name,
            splynx=profile.splynx.url,
            organisation=status.organisation.name if status.organisation else profile.xero.organisation,
            scenario=profile.scenario,
            partners=profile.options.partners,
            last_run=status.last_run.started_at if status.last_run else None,
            documents=documents,
        )

    def rename_profile(self, name: str, new: str) -> None:
        """Give a profile another name: file, sync record and keys."""
        profile = self._needed(name)
        profile_files.rename(self.wiring(name), self.wiring(new), profile)
        before = self.session(name).schedule
        for gone in (name, new):
            self._sessions.pop(gone, None)
        before.moved_to(self.session(new).schedule)

    def remove_profile(self, name: str, cancel: Cancel) -> Path:
        """Forget a profile on this computer; the copy's folder."""
        if name not in self.profiles():
            self._needed(name)
        profile = self._readable(name)
        # A Xero app is connected to an organisation once, whichever profiles use it: the last of them withdraws it.
        alone = profile is not None and not self._is_shared(name)
        withdraw = partial(self.session(name).disconnect, cancel) if alone else None
        schedule = self.session(name).schedule
        # Not before: while it syncs it is not removed, and keeps its schedule.
        copy = profile_files.remove(self.wiring(name), profile, withdraw)
        self._sessions.pop(name, None)
        schedule.forget()
        return copy

    def _is_shared(self, name: str) -> bool:
        """Whether another profile syncs the same organisation."""
        tenant = self.session(name).pinned_tenant()
        return bool(tenant and self._used_by(tenant, name))

    def _needed(self, name: str) -> Profile:
        profile = self.session(name).profile()
        if profile is None:
            raise Misconfigured(
                "P0", f"There is no profile called {name}", "Nothing was changed.", "List the profiles there are."
            )
        return profile

    def wiring(self, name: str, around: Around | None = None) -> Wiring:
        """The adapters of a profile. `around`: what lies between the engine and Xero (a drill's disturbance)."""
        return Wiring(self._paths, name, self._clock, demo=self._demo, vault=self._vault, around=around)

    def import_profile(self, name: str, file: Path) -> Profile:
        """Create or replace a profile from a TOML file, naming every mistake at once."""
        profile = read_profile(file)
        self.session(name).change_profile(profile)
        return profile

    def import_effect(self, name: str, file: Path) -> FlowEffect | None:
        """What importing this file would do to payments there are; None where no flow changes or nothing is synced."""
        session = self.session(name)
        before, after = self._readable(name), read_profile(file)
        if before is None or not changes_flows(changes(before, after)):
            return None
        effect = session.flow_effect(after)
        return effect if effect.begun else None

    def export_profile(self, name: str, file: Path) -> None:
        """Write a profile as TOML."""
        profile = self.session(name).profile()
        if profile is None:
            raise Misconfigured(
                "P0", f"There is no profile called {name}", "It was not set up yet.", "Set it up first."
            )
        try:
            write_private_in_place(file, profile_toml(profile))
        except OSError as error:
            raise Misconfigured(
                "P4",
                "The file cannot be written",
                f"{file}: {error.strerror or error}.",
                "Choose another place.",
            ) from error

    def load_draft(self) -> Mapping[str, object] | None:
        """The half-done set-up."""
        return self._drafts.load(_DRAFT)

    def save_draft(self, draft: Mapping[str, object] | None) -> None:
        """Keep or remove it."""
        if draft is None:
            self._drafts.delete(_DRAFT)
        else:
            self._drafts.save(_DRAFT, json.loads(json.dumps(dict(draft))))

    @property
    def log_folder(self) -> Path:
        """Where log files are."""
        return self._paths.logs


def open_workplace(*, verbose: bool = False, demo: bool = False, clock: Clock | None = None) -> LocalWorkplace:
    """The product on this computer, with its log. A log that cannot be written stops nothing."""
    paths = Paths.of_this_computer()
    try:
        log_to(paths.log_file("splynx-xero"), verbose=verbose)
    except OSError:
        logging.getLogger(__name__).warning("no log file can be written")
    return LocalWorkplace(paths, clock or SystemClock(), demo=demo)
