"""Where a profile's sync record is: on this computer, or on a server that several workstations share (design.md §5)."""

import dataclasses
from pathlib import Path

from splynx_xero_gui.bootstrap.wiring import LEDGER_PASSWORD, Wiring, this_person
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.storage.ledger import open_ledger
from splynx_xero_gui.storage.profile import parse_profile, profile_toml, write_profile
from splynx_xero_gui.wizard.services import RecordMoved


def move(wiring: Wiring, profile: Profile, address: str, password: str) -> RecordMoved:
    """Copy the record to `address` (a file or postgresql://…), retire the old one, point the profile at the new one.

    An empty password means the one already kept, if any. Raises Misconfigured (L12–L14, P1), Busy, StorageTrouble.
    """
    own_file = wiring.paths.ledger_file(wiring.name)
    url = _url_of(address, own_file)
    if url == profile.ledger_url:
        raise Misconfigured(
            "L14", "The sync record is there already", f"It is kept in {url or own_file}.", "Nothing needs to be done."
        )
    moved = parse_profile(profile_toml(dataclasses.replace(profile, ledger_url=url)))
    secret = (password or wiring.vault.get(LEDGER_PASSWORD)) if url.startswith("postgresql") else None
    who = this_person()
    with (
        wiring.ledger(profile) as record,
        record.sync_lock(wiring.paths.lock_file(wiring.name)).acquire(
            f"{who.user} on {who.machine}, moving the record"
        ),
    ):
        rows = record.copy_into(url or own_file, password=secret)
        # From here on the old record must not be used by anybody; the profile, written last, says where the new one is.
        record.retire(url or f"a file on {who.machine}")
        if password:
            wiring.keep({LEDGER_PASSWORD: password})
        write_profile(wiring.paths.profile_file(wiring.name), moved)
    return RecordMoved(url or str(own_file), rows)


def archive(wiring: Wiring, profile: Profile) -> str:
    """Copy the record into a file on this computer, prove the copy, and empty it; returns the file.

    Links and history are then of the past: the profile may be pointed elsewhere. Raises Busy, StorageTrouble.
    """
    own_file, who = wiring.paths.ledger_file(wiring.name), this_person()
    with (
        wiring.ledger(profile) as record,
        record.sync_lock(wiring.paths.lock_file(wiring.name)).acquire(
            f"{who.user} on {who.machine}, setting the record aside"
        ),
    ):
        kept = record.archive_file(own_file)
        record.copy_into(kept)
        record.empty()
    return str(kept)


def keep_password(wiring: Wiring, profile: Profile, password: str) -> None:
    """Try the shared record with this password, then keep it in the keyring.

    Raises Misconfigured where the record is not shared, StorageTrouble where the server refuses.
    """
    if not profile.ledger_url.startswith("postgresql"):
        raise Misconfigured(
            "L15",
            "The sync record is not shared",
            "This profile keeps its record in a file on this computer, which needs no password.",
            "Share it with `ledger move postgresql://user@server/database`.",
        )
    open_ledger(profile.ledger_url, wiring.clock, password=password).close()
    wiring.keep({LEDGER_PASSWORD: password})


def _url_of(address: str, own_file: Path) -> str:
    """As the profile writes it: nothing for the profile's own file."""
    path = address.removeprefix("sqlite:///")
    if "://" in path:
        return address
    file = Path(path).expanduser().absolute()
    return "" if file == own_file else f"sqlite:///{file}"
