"""Renaming and removing a profile: its file, its sync record, its keys. A crash on the way loses nothing.

The new place is complete before the old one goes. Between the two both profiles are there, own the same partners, and
are refused by every sync (P6) until one of them is removed.
"""

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from splynx_xero_gui.bootstrap.wiring import Wiring, this_person
from splynx_xero_gui.domain.failures import Misconfigured, StorageTrouble
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.storage import trouble
from splynx_xero_gui.storage.lock import FileSyncLock
from splynx_xero_gui.storage.paths import Paths, private_folder, write_private
from splynx_xero_gui.storage.profile import write_profile


def rename(old: Wiring, new: Wiring, profile: Profile) -> None:
    """Give a profile another name. Raises Misconfigured P7, Busy while it syncs, StorageTrouble, VaultUnavailable."""
    paths = old.paths
    refuse_taken(paths, new.name)
    with old.ledger(profile) as record, old.sync_lock(record).acquire(_who("renaming the profile")):
        new.keep({name: secret for name in old.vault.names() if (secret := old.vault.get(name)) is not None})
        if not profile.ledger_url:
            _forget_record(paths, new.name)  # what an interrupted renaming may have left
            record.copy_into(paths.ledger_file(new.name))
        write_profile(paths.profile_file(new.name), profile)
        paths.profile_file(old.name).unlink()
    _forget(old)


def remove(wiring: Wiring, profile: Profile | None, withdraw: Callable[[], object] | None) -> Path:
    """Forget a profile on this computer; returns the folder with the copy. Both services stay as they are.

    `withdraw` takes the access at Xero back, once the copy is made. A record on a server stays there. Raises Busy,
    StorageTrouble.
    """
    paths = wiring.paths
    with FileSyncLock(paths.lock_file(wiring.name), wiring.clock).acquire(_who("removing the profile")):
        copy = _copy(wiring, profile)
        if withdraw is not None:
            withdraw()
        paths.profile_file(wiring.name).unlink(missing_ok=True)
    _forget(wiring)
    return copy


def refuse_taken(paths: Paths, name: str) -> None:
    """Raises Misconfigured P7 where a profile of this name is there already; case does not tell names apart."""
    paths.profile_file(name)  # refuses names that are none (P2)
    taken = next((n for n in paths.profiles() if n.casefold() == name.casefold()), None)
    if taken is not None:
        raise Misconfigured(
            "P7", f"There is already a profile called {taken}", "Nothing was changed.", "Choose another name."
        )


def _copy(wiring: Wiring, profile: Profile | None) -> Path:
    stamp = wiring.clock.now().astimezone().strftime("%Y-%m-%d %H%M%S")
    folder = wiring.paths.data / "removed" / f"{wiring.name} {stamp}"
    source = wiring.paths.ledger_file(wiring.name)
    try:
        private_folder(folder)
        text = wiring.paths.profile_file(wiring.name).read_text(encoding="utf-8")
        write_private(folder / "profile.toml", text)
        if (profile is None or not profile.ledger_url) and source.exists():
            _copy_record(wiring, profile, folder / "record.sqlite")
    except OSError as error:
        raise trouble.not_writable(str(folder), error.strerror or "no copy could be made", str(error)) from error
    return folder


def _copy_record(wiring: Wiring, profile: Profile | None, target: Path) -> None:
    """As a whole record; a damaged one byte by byte."""
    try:
        with wiring.ledger(profile) as record:
            record.copy_into(target)
    except StorageTrouble:
        target.unlink(missing_ok=True)
        shutil.copy2(wiring.paths.ledger_file(wiring.name), target)


def _forget(wiring: Wiring) -> None:
    """What no profile needs any more. What cannot be removed is harmless: nothing names it."""
    _forget_record(wiring.paths, wiring.name)
    for name in wiring.vault.names():
        wiring.vault.delete(name)
    lock = wiring.paths.lock_file(wiring.name)
    for file in (lock, lock.with_suffix(".json")):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _forget_record(paths: Paths, name: str) -> None:
    record = paths.ledger_file(name)
    for file in (record, *(record.with_name(f"{record.name}{end}") for end in ("-wal", "-shm", "-journal"))):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _who(what: str) -> str:
    who = this_person()
    return f"{who.user} on {who.machine}, {what}"
