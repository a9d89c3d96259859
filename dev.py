#!/usr/bin/env python3
"""Everything a developer (or a curious accountant) needs, from nothing but Python 3.11 and pip.

    python3 dev.py demo      try the product on made-up books; nothing leaves this computer
    python3 dev.py test      run the tests; further arguments go to pytest
    python3 dev.py setup     only prepare .venv (--ci: also what the real-window and real-keyring tests need)
    python3 dev.py shot DIR  the demo without a window; pictures of every wizard page go to DIR
    python3 dev.py build     a folder with the finished programs in dist/
    python3 dev.py lock      choose new versions for requirements/*.lock (needs uv)
    python3 dev.py proof     try to break the product for --minutes 20; figures go to docs/proof.md
    python3 dev.py audit     ask whether a locked version has a known weakness (needs pip-audit and the internet)

Standard library only, because it runs before anything is installed.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "set-up.txt"
LOCKS = ROOT / "requirements"
OLDEST_PYTHON = (3, 11)
AUDIT_SECONDS = 120
# Neither good nor bad: .ci/run says it in its summary (the "try again later" of sysexits.h).
NOT_AUDITED = 75


class SetupError(Exception):
    """Set-up cannot go on; the text says what to do."""


class Library(NamedTuple):
    """A shared library Qt loads when it starts, and the Debian package it comes in."""

    soname: str
    package: str


OFFSCREEN_LIBRARIES = (
    Library("libGL.so.1", "libgl1"),
    Library("libEGL.so.1", "libegl1"),
    Library("libxkbcommon.so.0", "libxkbcommon0"),
    Library("libglib-2.0.so.0", "libglib2.0-0"),
    Library("libfreetype.so.6", "libfreetype6"),
    Library("libfontconfig.so.1", "libfontconfig1"),
    Library("libdbus-1.so.3", "libdbus-1-3"),
)
WINDOW_LIBRARIES = (
    Library("libxcb-cursor.so.0", "libxcb-cursor0"),
    Library("libxcb-icccm.so.4", "libxcb-icccm4"),
    Library("libxcb-image.so.0", "libxcb-image0"),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    Library("libxcb-randr.so.0", "libxcb-randr0"),
    Library("libxcb-render-util.so.0", "libxcb-render-util0"),
    Library("libxcb-shape.so.0", "libxcb-shape0"),
    Library("libxcb-xkb.so.1", "libxcb-xkb1"),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
)
FONT_PACKAGE = "fonts-dejavu-core"
CI_PROGRAMS = {
    "xvfb-run": "xvfb",
    "xauth": "xauth",
    "dbus-run-session": "dbus",
    "dbus-send": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
}


# --- system libraries (Linux) ---------------------------------------------------------------------------------------


def can_load(soname: str) -> bool:
    """Whether the dynamic linker finds that library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def has_font() -> bool:
    """Whether any font file is installed; without one Qt draws empty boxes and says nothing."""
    data_home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), data_home / "fonts", Path.home() / ".fonts")
    return any(
        name.lower().endswith((".ttf", ".otf", ".ttc", ".pfb"))
        for folder in folders
        for _, _, names in os.walk(folder)
        for name in names
    )


def missing_packages(libraries: Iterable[Library], programs: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The sonames and programs this system lacks, and the Debian packages that bring them."""
    absent = {library.soname: library.package for library in libraries if not can_load(library.soname)}
    absent.update({program: package for program, package in programs.items() if shutil.which(program) is None})
    if not has_font():
        absent["a font"] = FONT_PACKAGE
    return list(absent), sorted(set(absent.values()))


def install_command(absent: Sequence[str], packages: Sequence[str], *, apt: bool, dnf: bool) -> str:
    """What a person types to install what is absent."""
    if apt:
        return "sudo apt-get update && sudo apt-get install -y --no-install-recommends " + " ".join(packages)
    if dnf:
        provides = [f"{name}()(64bit)" if ".so." in name else name for name in absent if name != "a font"]
        fonts = ["dejavu-sans-fonts"] if "a font" in absent else []
        return "sudo dnf install -y " + shlex.join(provides + fonts)
    return "your package manager, for: " + ", ".join(absent)


def ensure_system(*, window: bool, ci: bool) -> None:
    """Installs what Qt needs from the system when that is allowed. Raises SetupError with the exact command if not."""
    if not sys.platform.startswith("linux"):
        return
    libraries = OFFSCREEN_LIBRARIES + (WINDOW_LIBRARIES if window or ci else ())
    programs = CI_PROGRAMS if ci else {}
    absent, packages = missing_packages(libraries, programs)
    if not absent:
        return
    apt = shutil.which("apt-get") is not None
    if apt and os.geteuid() == 0:
        say(f"Installing system packages: {' '.join(packages)}")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run_or_fail(["apt-get", "update", "-qq"], env=quiet)
        run_or_fail(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], env=quiet)
        absent, packages = missing_packages(libraries, programs)
        if not absent:
            return
    command = install_command(absent, packages, apt=apt, dnf=shutil.which("dnf") is not None)
    raise SetupError(f"This computer lacks {', '.join(absent)}. Install with:\n\n    {command}\n\nThen start again.")


# --- the virtual environment ----------------------------------------------------------------------------------------


def venv_python(venv: Path = VENV, platform: str = sys.platform) -> Path:
    """The environment's interpreter."""
    return venv / "Scripts" / "python.exe" if platform == "win32" else venv / "bin" / "python"


def stamp_text(lock: str) -> str:
    """What a finished set-up from that lock looks like; any change of interpreter, place or versions changes it."""
    import tomllib  # not at the top: an older Python must get as far as saying so

    digest = hashlib.sha256(f"{sys.version}\n{sys.base_prefix}\n{ROOT}\n".encode())
    for name in ("build", lock):
        digest.update((LOCKS / f"{name}.lock").read_bytes())
    # Its commands and metadata; settings of the checks live in the same file and change nothing here.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    digest.update(repr(project).encode())
    return f"{lock} {digest.hexdigest()}\n"


def read_stamps() -> list[str]:
    """The set-ups this environment holds (one line each); none while one is under way."""
    try:
        return STAMP.read_text(encoding="utf-8").splitlines(keepends=True)
    except OSError:
        return []


def is_ready(lock: str, stamps: Sequence[str]) -> bool:
    """Whether an environment with these stamps serves; `dev` holds all of `run`."""
    return stamp_text(lock) in stamps or (lock == "run" and stamp_text("dev") in stamps)


def ensure_venv(lock: str) -> Path:
    """An environment with exactly the locked versions and this project in it; quick when it is there already."""
    python = venv_python()
    stamps = read_stamps()
    if is_ready(lock, stamps) and python.exists():
        return python
    # A stamp of another interpreter or other locks: start clean. No stamp: an unfinished set-up, go on with it.
    outdated = bool(stamps) and not is_ready("run", stamps)
    if outdated or not runs_this_version(python):
        if Path(sys.prefix) == VENV:
            raise SetupError("This set-up is out of date; start dev.py with the system's Python instead.")
        create_venv()
    STAMP.unlink(missing_ok=True)
    say(f"Installing the locked versions into {VENV.name} (once; takes a minute or two)")
    pip = pip_command(python)
    hashed = [*pip, "install", "--disable-pip-version-check", "--quiet", "--require-hashes"]
    run_or_fail([*hashed, "-r", str(LOCKS / "build.lock")])
    # Not isolated: a source-only dependency is then built with the setuptools that was just locked.
    run_or_fail([*hashed, "--no-build-isolation", "--use-pep517", "-r", str(LOCKS / f"{lock}.lock")])
    project = ["--no-deps", "--no-build-isolation", "--quiet", "--disable-pip-version-check", "-e", str(ROOT)]
    run_or_fail([*pip, "install", *project])
    STAMP.write_text(stamp_text(lock), encoding="utf-8")
    return python


def runs_this_version(python: Path) -> bool:
    """Whether that interpreter starts and is of the version now running."""
    try:
        answer = subprocess.run([python, "-c", "import sys; print(sys.version)"], capture_output=True, text=True)
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.strip() == sys.version.strip()


def create_venv() -> None:
    """Makes .venv anew. Bare Debian has no ensurepip: there the environment borrows the system's pip."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    say(f"Creating {VENV.name}")
    with_pip = importlib.util.find_spec("ensurepip") is not None
    run_or_fail([base, "-m", "venv", "--clear", *([] if with_pip else ["--without-pip"]), str(VENV)])


def pip_command(python: Path) -> list[str]:
    """The pip that installs into that environment: its own, else this interpreter's pointed at it."""
    if subprocess.run([python, "-c", "import pip"], capture_output=True).returncode == 0:
        return [str(python), "-m", "pip"]
    if importlib.util.find_spec("pip") is None:
        raise SetupError(
            "This Python has neither pip nor ensurepip. On Debian and Ubuntu:\n\n"
            "    sudo apt-get install -y python3-pip\n\n"
            "elsewhere install Python 3.11 or newer from python.org. Then start again."
        )
    return [sys.executable, "-m", "pip", "--python", str(python)]


# --- commands -------------------------------------------------------------------------------------------------------


def has_display(env: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a window can be shown here. A DISPLAY nobody listens on (a left-over of a session) counts as none."""
    if env.get("QT_QPA_PLATFORM", "").partition(":")[0] in ("offscreen", "minimal", "vnc"):
        return False
    if not platform.startswith("linux") or env.get("WAYLAND_DISPLAY"):
        return True
    host, colon, number = env.get("DISPLAY", "").rpartition(":")
    if not colon:
        return False
    if host not in ("", "unix"):
        return True
    return listens(f"/tmp/.X11-unix/X{number.partition('.')[0]}")  # noqa: S108 - where X servers listen


def listens(address: str) -> bool:
    """Whether a server accepts connections on that Unix socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        # The file first, then Linux's abstract name.
        for name in (address, "\0" + address):
            try:
                probe.connect(name)
            except OSError:
                continue
            return True
    return False


def demo_arguments(*, display: bool, extra: Sequence[str]) -> list[str]:
    """What the environment's interpreter runs for `demo`."""
    entry = ["splynx_xero_gui", "--demo"] if display else ["splynx_xero_gui.gui.headless_demo"]
    return ["-m", *entry, *extra]


def test_arguments(extra: Sequence[str]) -> list[str]:
    """What the environment's interpreter runs for `test`; a later -n of the caller's wins.

    One worker more than there are processors: tests wait for answers, windows and other processes.
    """
    return ["-m", "pytest", "-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal", *extra]


def demo(extra: Sequence[str], *, display: bool) -> int:
    """Starts the product on the demo books: in a window, else printed and pictured."""
    ensure_system(window=display, ci=False)
    python = ensure_venv("run")
    env = dict(os.environ) if display else {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return run([str(python), *demo_arguments(display=display, extra=extra)], env=env)


def test(extra: Sequence[str]) -> int:
    """Runs the tests without a window."""
    ensure_system(window=False, ci=False)
    python = ensure_venv("dev")
    return run([str(python), *test_arguments(extra)], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})


def build() -> int:
    """Makes the one-folder programs with PyInstaller."""
    ensure_system(window=False, ci=False)
    return run([str(ensure_venv("dev")), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "build.spec"])


def lock() -> int:
    """Chooses new versions, with hashes for every platform; run.lock never differs from what was tested."""
    compile_command = [
        "uv", "pip", "compile", "--upgrade", "--universal", "--python-version", ".".join(map(str, OLDEST_PYTHON)),
        "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--quiet",
        "--custom-compile-command", "python3 dev.py lock",
    ]  # fmt: skip
    if shutil.which("uv") is None:
        raise SetupError("Choosing versions needs uv: python3 -m pip install uv")
    for arguments in (
        ["requirements/build.in", "-o", "requirements/build.lock"],
        ["pyproject.toml", "--extra", "dev", "-c", "requirements/build.lock", "-o", "requirements/dev.lock"],
        ["pyproject.toml", "-c", "requirements/dev.lock", "-o", "requirements/run.lock"],
    ):
        run_or_fail([*compile_command, *arguments])
    return 0


def audit() -> int:
    """Asks pip-audit about run.lock. 1 where it knows a weakness; NOT_AUDITED where it cannot be asked."""
    if shutil.which("pip-audit"):
        tool = ["pip-audit"]
    elif importlib.util.find_spec("pip_audit"):
        tool = [sys.executable, "-m", "pip_audit"]
    else:
        print("Nothing was audited: pip-audit is not here. To get it: python3 -m pip install pip-audit")
        return NOT_AUDITED
    command = [*tool, "--require-hashes", "--disable-pip", "--requirement", str(LOCKS / "run.lock")]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=AUDIT_SECONDS)
    except subprocess.TimeoutExpired:
        print("Nothing was audited: the list of known weaknesses did not answer.")
        return NOT_AUDITED
    words = f"{answer.stdout}\n{answer.stderr}".strip()
    print(words)
    if answer.returncode == 0:
        return 0
    if "known vulnerabilit" in words:
        return 1
    print("Nothing was audited: the list of known weaknesses could not be reached, or pip-audit failed (see above).")
    return NOT_AUDITED


def proof(extra: Sequence[str]) -> int:
    """Power cuts, faults, random histories and bad input for some minutes; the page with the figures. 1 if it broke."""
    ensure_system(window=False, ci=False)
    python = ensure_venv("dev")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    return run([str(python), "-m", "tests.proof", *extra], env=env)


def say(text: str) -> None:
    """Progress, where it does not mix with a command's own output."""
    print(text, file=sys.stderr, flush=True)


def run(command: Sequence[str], env: Mapping[str, str] | None = None) -> int:
    """Runs it from the project's folder and hands back its exit code."""
    child = subprocess.Popen(command, cwd=ROOT, env=env)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue  # the child got it too, and ends in its own way


def run_or_fail(command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    """Runs it; raises SetupError naming it when it fails."""
    if run(command, env) != 0:
        raise SetupError(f"This step failed (its own message is above):\n\n    {shlex.join(map(str, command))}")


def main(arguments: Sequence[str]) -> int:
    """Parses, prepares, runs; returns the exit code."""
    if sys.version_info < OLDEST_PYTHON:
        say(f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed; this is {sys.version.split()[0]}")
        return 2
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("command", choices=["demo", "test", "setup", "shot", "build", "lock", "audit", "proof"])
    # Only the first word is ours: "test -k login" passes -k on.
    command, extra = parser.parse_args(arguments[:1]).command, list(arguments[1:])
    try:
        return dispatch(command, extra)
    except SetupError as error:
        say(str(error))
        return 1


def dispatch(command: str, extra: Sequence[str]) -> int:
    """Runs one command; raises SetupError."""
    if command == "demo":
        return demo(extra, display=has_display(os.environ))
    if command == "shot":
        return demo(["--pictures", *extra] if extra else [], display=False)
    if command == "test":
        return test(extra)
    if command == "build":
        return build()
    if command == "lock":
        return lock()
    if command == "audit":
        return audit()
    if command == "proof":
        return proof(extra)
    ensure_system(window="--ci" in extra, ci="--ci" in extra)
    ensure_venv("dev")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
