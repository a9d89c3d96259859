"""What a person can send when something goes wrong: versions and the program's own careful log, nothing else."""

from __future__ import annotations

import platform
import sys
import traceback
import zipfile
from importlib import metadata
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import qVersion

from splynx_xero_gui.domain.failures import Failure

PROGRAM = "splynx-xero-gui"
_LIBRARIES = ("PySide6-Essentials", "SQLAlchemy", "requests", "xero-python", "keyring")


def program_version() -> str:
    """The installed version; "unknown" in a copy that was not installed."""
    try:
        return metadata.version(PROGRAM)
    except metadata.PackageNotFoundError:
        return "unknown"


def versions_text() -> str:
    """Versions of the program, Python, Qt, the system and the libraries, one per line."""
    lines = [
        f"splynx-xero-gui {program_version()}",
        f"Python {sys.version.split()[0]}",
        f"Qt {qVersion()}",
        f"System {platform.system()} {platform.release()} {platform.machine()}",
    ]
    for name in _LIBRARIES:
        try:
            lines.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return "\n".join(lines)


def error_text(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> str:
    """Kinds of an error and its causes and the lines of code they passed: no messages, they may quote anything."""
    lines = [kind.__name__ + (f" {error.id}" if isinstance(error, Failure) else "")]
    lines += [f"  {Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
    cause = (error.__cause__ or error.__context__) if error is not None else None
    if cause is not None:
        lines += ["caused by", error_text(type(cause), cause, cause.__traceback__)]
    return "\n".join(lines)


def save_support_file(file: Path, log_folder: Path, error: str = "") -> None:
    """Write a ZIP with the versions, the error and the logs, which hold no keys and no names. Raises OSError."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("versions.txt", versions_text() + "\n")
        if error:
            archive.writestr("error.txt", error + "\n")
        for log in sorted(log_folder.glob("*")) if log_folder.is_dir() else ():
            if log.is_file() and (".log" in log.name or log.name.startswith("crash-")):
                archive.write(log, f"logs/{log.name}")
