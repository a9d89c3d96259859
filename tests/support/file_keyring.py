"""A keyring backend in a file, shared by the processes of one test. For tests only: nothing is protected."""

import json
import os
from pathlib import Path

from filelock import FileLock
from keyring.backend import KeyringBackend
from keyring.compat import properties
from keyring.errors import PasswordDeleteError

FILE_VARIABLE = "TEST_KEYRING_FILE"


class FileKeyring(KeyringBackend):
    """Entries as JSON in the file that TEST_KEYRING_FILE names."""

    @properties.classproperty
    def priority(cls) -> float:  # noqa: N805
        """Only where a test named a file: this class is imported beside tests of the system's own store, too."""
        if FILE_VARIABLE not in os.environ:
            raise RuntimeError(f"{FILE_VARIABLE} is not set")
        return 1.0

    @property
    def _file(self) -> Path:
        return Path(os.environ[FILE_VARIABLE])

    def _entries(self) -> dict[str, str]:
        return dict(json.loads(self._file.read_text())) if self._file.exists() else {}

    def _write(self, entries: dict[str, str]) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(entries))
        fresh.replace(self._file)

    def get_password(self, service: str, username: str) -> str | None:
        return self._entries().get(f"{service}\n{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        with FileLock(str(self._file) + ".lock"):
            self._write({**self._entries(), f"{service}\n{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        with FileLock(str(self._file) + ".lock"):
            entries = self._entries()
            if entries.pop(f"{service}\n{username}", None) is None:
                raise PasswordDeleteError(username)
            self._write(entries)
