"""Programs of the system, called with fixed arguments and no shell."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from splynx_xero_gui.domain.failures import Misconfigured

_SECONDS = 30.0
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


@dataclass(frozen=True, slots=True)
class Answer:
    """How a program ended. 127: it is not there, 124: it did not end in time."""

    code: int
    out: str = ""
    words: str = ""


class Programs:
    """Finds and runs programs on this environment's PATH."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """Without an environment, this process's."""
        self.environment = dict(os.environ if environment is None else environment)

    def find(self, name: str) -> str | None:
        """Where the program is; None where there is none."""
        return shutil.which(name, path=self.environment.get("PATH"))

    def run(self, arguments: Sequence[str], text: str = "", encoding: str = "utf-8") -> Answer:
        """Run it to its end, giving it `text` on standard input. Never raises."""
        found = self.find(arguments[0])
        if found is None:
            return Answer(127, words=f"{arguments[0]} is not on this computer")
        try:
            ended = subprocess.run(
                [found, *arguments[1:]],
                input=text.encode(encoding),
                capture_output=True,
                timeout=_SECONDS,
                env={**self.environment, "LC_ALL": "C"},
                creationflags=_NO_WINDOW,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Answer(124, words=f"{arguments[0]} did not answer")
        except OSError as error:
            return Answer(126, words=error.strerror or str(error))
        return Answer(ended.returncode, _text(ended.stdout), _text(ended.stderr).strip())


def _text(data: bytes) -> str:
    """UTF-8, or as Windows writes it: UTF-16 with its mark, or in the code page of its consoles."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("oem" if sys.platform == "win32" else "utf-8", errors="replace")


def refused(scheduler: str, words: str) -> Misconfigured:
    """T2: the scheduler did not do it."""
    return Misconfigured(
        "T2",
        f"{scheduler} did not take the schedule",
        "It answered with the words below. Nothing starts by itself; both sides are as they were.",
        "Put right what it says and try again. A sync by hand works as before.",
        details=words or "no reason was given",
    )
