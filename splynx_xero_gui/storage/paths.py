"""Where files are kept (interface.md): platformdirs' places, or all below SPLYNX_XERO_HOME. No secrets anywhere."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

from splynx_xero_gui.domain.failures import Misconfigured

HOME_VARIABLE = "SPLYNX_XERO_HOME"
DEFAULT_PROFILE = "default"
_PROFILE_NAME = re.compile(r"[\w](?:[\w .-]{0,38}[\w])?")
# Names Windows gives to devices: a file of that name cannot be made there, so nowhere, for profiles travel.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))})


@dataclass(frozen=True, slots=True)
class Paths:
    """The four folders and what is where in them. Folders are made when something is written, for the owner only."""

    config: Path
    data: Path
    cache: Path
    logs: Path

    @classmethod
    def of_this_computer(cls, environment: Mapping[str, str] = os.environ) -> "Paths":
        """Below SPLYNX_XERO_HOME where it is set, else where this system keeps such files."""
        home = environment.get(HOME_VARIABLE)
        if home:
            root = Path(home).expanduser().absolute()
            return cls(root / "config", root / "data", root / "cache", root / "logs")
        places = PlatformDirs("splynx-xero", appauthor=False)
        return cls(places.user_config_path, places.user_data_path, places.user_cache_path, places.user_log_path)

    def profile_file(self, profile: str) -> Path:
        """The profile as TOML."""
        return self.config / "profiles" / f"{checked_name(profile)}.toml"

    def draft_file(self, profile: str) -> Path:
        """A set-up not finished yet."""
        return self.config / "drafts" / f"{checked_name(profile)}.json"

    def ledger_file(self, profile: str) -> Path:
        """The embedded sync record."""
        return self.data / "ledgers" / f"{checked_name(profile)}.sqlite"

    def lock_file(self, profile: str) -> Path:
        """Held while a sync of the profile runs; its neighbour `.json` says by whom."""
        return self.data / "locks" / f"{checked_name(profile)}.lock"

    def schedule_file(self, profile: str) -> Path:
        """How the last syncs that the system's scheduler started ended."""
        return self.data / "schedule" / f"{checked_name(profile)}.json"

    def log_file(self, profile: str) -> Path:
        """The profile's log."""
        return self.logs / f"{checked_name(profile)}.log"

    def profiles(self) -> tuple[str, ...]:
        """Names of the profiles there are, in order."""
        return tuple(sorted(file.stem for file in (self.config / "profiles").glob("*.toml")))


def checked_name(profile: str) -> str:
    """The name, fit for a file on every system. Raises failures.Misconfigured."""
    if _PROFILE_NAME.fullmatch(profile) and profile.split(".")[0].strip().casefold() not in _DEVICES:
        return profile
    raise Misconfigured(
        "P2",
        "This profile name cannot be used",
        f"“{profile}” cannot be the name of a profile.",
        "Use up to 40 letters, digits, blanks, dots, hyphens and underscores.",
    )


def private_folder(folder: Path) -> Path:
    """The folder, made if need be with those above it, for its owner only."""
    for missing in reversed([above for above in folder.parents if not above.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)  # `parents=True` would leave these to the umask
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.name == "posix":
        folder.chmod(0o700)
    return folder


def write_private(file: Path, text: str) -> None:
    """Replace the file in one step, readable by its owner only. Raises OSError; then the earlier file is untouched."""
    private_folder(file.parent)
    draft = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def write_private_in_place(file: Path, text: str) -> None:
    """Write a file where a person keeps it: their folder stays as it is, a new file is its owner's only."""
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as stream:
        stream.write(text)
