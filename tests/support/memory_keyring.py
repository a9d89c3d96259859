"""A keyring that lives and dies with one test."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """Keeps secrets in this process's memory; `locked = True` makes it behave like a keyring nobody unlocked.

    The store belongs to the instance, so two tests never see each other's secrets.
    """

    # Below every real backend: `keyring` must never pick it by itself.
    priority = -1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None where there is none. Raises KeyringLocked while locked."""
        self._refuse_when_locked()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Stores the secret. Raises KeyringLocked while locked."""
        self._refuse_when_locked()
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forgets the secret. Raises PasswordDeleteError where there is none, KeyringLocked while locked."""
        self._refuse_when_locked()
        if (service, username) not in self.entries:
            raise PasswordDeleteError("Password not found")
        del self.entries[service, username]

    def _refuse_when_locked(self) -> None:
        if self.locked:
            raise KeyringLocked("The keyring is locked")
