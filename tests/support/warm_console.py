"""Console commands as processes that fork from one which has imported the program already.

Each command is a process of its own, with its own arguments, environment, folder, streams and end; it only saves the
second that importing takes. `python -m tests.support.warm_console LISTENER LIFE` is that process: it ends when the pipe
LIFE does, so whoever started it leaves none behind.
"""

from __future__ import annotations

import atexit
import datetime as dt
import functools
import importlib
import json
import os
import pkgutil
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from splynx_xero_gui.engine.control import SystemClock

REPOSITORY = Path(__file__).resolve().parents[2]
_ROOMS = ("domain", "ports", "engine", "wizard", "splynx", "xero", "storage", "bootstrap", "sandbox", "cli")
_READY = b"R"
# In a command's environment: how much later it is for it than on this computer.
MINUTES_AHEAD = "TEST_MINUTES_AHEAD"


class WarmCommand:
    """One command under way. `stderr` can be read while it runs."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        self.returncode: int | None = None
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        self.stdout = os.fdopen(out_read, encoding="utf-8")
        self.stderr = os.fdopen(err_read, encoding="utf-8")
        self._told = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._told.connect(_server())
        request = {"arguments": list(arguments), "environment": dict(environment), "folder": str(folder)}
        with Path(os.devnull).open("rb") as nothing:
            socket.send_fds(self._told, [_READY], [nothing.fileno(), out_write, err_write])
            self._told.sendall(json.dumps(request).encode() + b"\n")
        os.close(out_write)
        os.close(err_write)
        self._answers = self._told.makefile("r")
        self.pid = int(self._answers.readline())

    def communicate(self, timeout: float) -> tuple[str, str]:
        """Everything it still writes, once it has ended. Raises subprocess.TimeoutExpired; it is killed then."""
        texts = {self.stdout.fileno(): b"", self.stderr.fileno(): b""}
        err = self.stderr.fileno()
        open_ones, until = set(texts), time.monotonic() + timeout
        try:
            while open_ones:
                ready, _, _ = select.select(list(open_ones), [], [], max(0, until - time.monotonic()))
                if not ready:
                    raise subprocess.TimeoutExpired("splynx-xero", timeout)
                for descriptor in ready:
                    read = os.read(descriptor, 65536)
                    texts[descriptor] += read
                    if not read:
                        open_ones.discard(descriptor)
            self.returncode = int(self._answers.readline())
            return texts[self.stdout.fileno()].decode(), texts[err].decode()
        finally:
            if self.returncode is None:
                os.kill(self.pid, signal.SIGKILL)
            for end in (self.stdout, self.stderr, self._answers, self._told):
                end.close()


@functools.cache
def _server() -> str:
    """The address of this process's own; started once."""
    address = f"{tempfile.mkdtemp(prefix='console-')}/socket"
    life_read, life_write = os.pipe()
    os.set_inheritable(life_write, False)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(address)
        listener.listen(16)
        numbers = (listener.fileno(), life_read)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.warm_console", *map(str, numbers)],
            pass_fds=numbers,
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONWARNINGS": ""},
            stdin=subprocess.DEVNULL,
        )
    os.close(life_read)
    atexit.register(_end, life_write, process, Path(address).parent)
    return address


def _end(life: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    os.close(life)
    process.wait(10)
    shutil.rmtree(folder)


def _import_everything() -> None:
    for room in _ROOMS:
        package = importlib.import_module(f"splynx_xero_gui.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__") and ".migrations" not in module.name:
                importlib.import_module(module.name)


def _serve(listener: socket.socket, life: int) -> list[str]:
    """Fork a process for each command asked for; returns, in that process only, its arguments."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        ready, _, _ = select.select([listener, life], [], [])
        if life in ready:
            os._exit(0)
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            os.close(life)
            return _supervise(connection)
        connection.close()


def _supervise(connection: socket.socket) -> list[str]:
    """Become the command in a child of this process, which waits for it and tells how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, descriptors, _, _ = socket.recv_fds(connection, 1, 3)
    request = json.loads(connection.makefile("r").readline())
    child = os.fork()
    if child == 0:
        connection.close()
        _become(request, descriptors)
        return list(request["arguments"])
    connection.sendall(f"{child}\n".encode())
    for descriptor in (*descriptors, 0, 1, 2):
        os.close(descriptor)
    _, status = os.waitpid(child, 0)
    connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(request: dict[str, Any], descriptors: Sequence[int]) -> None:
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    # The streams of before may know that they were files.
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    os.chdir(request["folder"])
    ahead = dt.timedelta(minutes=int(os.environ.get(MINUTES_AHEAD, "0")))
    SystemClock.now = lambda _self: dt.datetime.now(dt.UTC) + ahead  # type: ignore[method-assign]


def _main() -> None:
    listener = socket.socket(fileno=int(sys.argv[1]))
    _import_everything()
    arguments = _serve(listener, int(sys.argv[2]))
    sys.argv = ["splynx-xero", *arguments]
    from splynx_xero_gui.cli.main import main

    main()


if __name__ == "__main__":
    _main()
