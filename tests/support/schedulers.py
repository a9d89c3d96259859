"""The schedulers of operating systems, made small: programs that keep the real files, to be found on a PATH.

They refuse what the real ones refuse: a crontab line cron cannot read, a unit without [Install] or without a file, a
property list loaded twice or unreadable, a task whose XML is none. `broken` makes each refuse everything, in its words.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from splynx_xero_gui.domain.schedule import SchedulerKind
from splynx_xero_gui.ports.scheduler import Scheduler
from splynx_xero_gui.scheduling.crontab import Crontab
from splynx_xero_gui.scheduling.launchd import LaunchAgents
from splynx_xero_gui.scheduling.programs import Programs
from splynx_xero_gui.scheduling.systemd import SystemdTimers
from splynx_xero_gui.scheduling.windows import WindowsTasks

_HEAD = """#!/bin/sh
if [ -e "$SPOOL/broken" ]; then echo "the spool is read-only" >&2; exit 1; fi
"""
_CRONTAB = """
case "$1" in
-l) [ -f "$SPOOL/crontab" ] || { echo "no crontab for $USER" >&2; exit 1; }; cat "$SPOOL/crontab" ;;
-) cat > "$SPOOL/new"
   if grep -Evq '^#|^ *$|^[A-Z_]+ *=|^([0-9*/,-]+ +){5}[^ ]' "$SPOOL/new"; then
     echo "errors in crontab file, can't install." >&2; exit 1; fi
   mv "$SPOOL/new" "$SPOOL/crontab" ;;
*) exit 2 ;;
esac
"""
_SYSTEMCTL = """
units="$XDG_CONFIG_HOME/systemd/user"
[ "$1" = --user ] || exit 2
case "$2" in
show-environment|daemon-reload) ;;
enable) grep -q '^WantedBy=timers.target' "$units/$3" || { echo "Unit file $3 does not exist." >&2; exit 1; }
   mkdir -p "$units/timers.target.wants"; ln -sf "$units/$3" "$units/timers.target.wants/$3" ;;
restart) [ -f "$units/$3" ] && [ -f "$units/${3%.timer}.service" ] || { echo "Unit $3 not found." >&2; exit 5; }
   touch "$SPOOL/$3" ;;
disable) rm -f "$units/timers.target.wants/$4" "$SPOOL/$4" ;;
*) exit 2 ;;
esac
"""
_LAUNCHCTL = """
case "$1" in
bootstrap) name=$(basename "$3" .plist); [ ! -e "$SPOOL/$name" ] || { echo "Bootstrap failed: 5" >&2; exit 5; }
   grep -q '<key>Label</key>' "$3" || { echo "Bootstrap failed: 109: Invalid property list" >&2; exit 109; }
   touch "$SPOOL/$name" ;;
bootout) rm "$SPOOL/${2##*/}" 2>/dev/null || { echo "Boot-out failed: 3: No such process" >&2; exit 3; } ;;
*) exit 2 ;;
esac
"""
# A few words of Python, for Windows' own file is UTF-16.
_SCHTASKS = """
import os, pathlib, sys
import xml.etree.ElementTree as ET
spool, words = pathlib.Path(os.environ["SPOOL"]), sys.argv[1:]
given = dict(zip(words[1:], words[2:]))
file = spool / (given["/TN"].replace("\\\\", "+") + ".xml")
if (spool / "broken").exists():
    sys.exit("ERROR: the spool is read-only")
if words[0] == "/Create":
    data = pathlib.Path(given["/XML"]).read_bytes()
    task = ET.fromstring(data.decode("utf-16").partition("?>")[2])
    if not task.tag.endswith("}Task") or "/F" not in words:
        sys.exit("ERROR: The task XML contains an unexpected node.")
    file.write_bytes(data)
elif not file.exists():
    sys.exit("ERROR: The system cannot find the file specified.")
elif words[0] == "/Query":
    sys.stdout.buffer.write(file.read_bytes().decode("utf-16").encode("utf-8"))
else:
    file.unlink()
"""


@dataclass(frozen=True)
class System:
    """A computer with these schedulers: `environment` leads to them, `spool` is what they keep."""

    folder: Path
    environment: dict[str, str]

    @property
    def spool(self) -> Path:
        return self.folder / "spool"

    @property
    def units(self) -> Path:
        """Where systemd's user manager looks."""
        return self.folder / "home dir" / ".config" / "systemd" / "user"

    def refuse_everything(self) -> None:
        """From now on each scheduler says no."""
        (self.spool / "broken").touch()

    def scheduler(self, kind: SchedulerKind) -> Scheduler:
        """The adapter, over the program of this computer."""
        programs = Programs(self.environment)
        made: dict[SchedulerKind, Scheduler] = {
            SchedulerKind.SYSTEMD: SystemdTimers(programs, self.units),
            SchedulerKind.CRON: Crontab(programs),
            SchedulerKind.LAUNCHD: LaunchAgents(programs, self.folder / "home dir" / "Library" / "LaunchAgents", 501),
            SchedulerKind.TASKS: WindowsTasks(programs),
        }
        return made[kind]

    def kept(self) -> str:
        """Everything the schedulers keep, as text."""
        files = [f for f in self.folder.rglob("*") if f.is_file() and f.parent.name != "bin"]
        return "\n".join(_text(file.read_bytes()) for file in sorted(files))


def small_system(folder: Path, *kinds: SchedulerKind) -> System:
    """A computer that has these schedulers, all of them where none is named."""
    programs = folder / "bin"
    for made in (programs, folder / "spool", folder / "home dir"):
        made.mkdir(parents=True)
    scripts = {
        SchedulerKind.SYSTEMD: ("systemctl", _HEAD + _SYSTEMCTL),
        SchedulerKind.CRON: ("crontab", _HEAD + _CRONTAB),
        SchedulerKind.LAUNCHD: ("launchctl", _HEAD + _LAUNCHCTL),
        SchedulerKind.TASKS: ("schtasks", f"#!{sys.executable} -IS\n{_SCHTASKS}"),
    }
    for kind in kinds or tuple(SchedulerKind):
        name, text = scripts[kind]
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    for tool in ("sh", "cat", "grep", "mv", "ln", "rm", "mkdir", "touch", "basename"):
        found = next(p / tool for p in (Path("/usr/bin"), Path("/bin")) if (p / tool).exists())
        (programs / tool).symlink_to(found)
    environment = {
        "PATH": str(programs),
        "SPOOL": str(folder / "spool"),
        "HOME": str(folder / "home dir"),
        "XDG_CONFIG_HOME": str(folder / "home dir" / ".config"),
        "USER": "thandi",
        "USERDOMAIN": "OFFICE",
        "USERNAME": "thandi",
    }
    return System(folder, environment)


def use(system: System, environment: dict[str, str] | os._Environ[str]) -> None:
    """Let this process find its schedulers there."""
    for name in ("PATH", "SPOOL", "HOME", "XDG_CONFIG_HOME", "USER"):
        environment[name] = system.environment[name]


def _text(data: bytes) -> str:
    return data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8", errors="replace")
