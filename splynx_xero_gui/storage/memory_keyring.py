"""Password stores in this process's memory, for demo and drill only: made-up keys, forgotten at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from splynx_xero_gui.domain.failures import VaultUnavailable
from splynx_xero_gui.storage.vault import NAMES, KeyringVault


class MemoryKeyring(KeyringBackend):
    """Keeps secrets in memory. `keyring` never picks it by itself."""

    priority = -1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None where there is none."""
        return self._entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret."""
        self._entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget the secret. Raises PasswordDeleteError where there is none."""
        if self._entries.pop((service, username), None) is None:
            raise PasswordDeleteError("there is no such entry")


def memory_where_no_store(profile: str) -> Callable[[], None] | None:
    """Use memory in this process where this computer's password store cannot be used.

    Returns what puts the former store back, None where the computer's own store is used.
    """
    try:
        KeyringVault(profile).get("splynx-key")
    except VaultUnavailable:
        former = keyring.get_keyring()
        keyring.set_keyring(MemoryKeyring())
        return lambda: keyring.set_keyring(former)
    return None


class MemoryVault:
    """Implements ports.vault.Vault beside the computer's own store, which other work of this process goes on using."""

    def __init__(self, kept: Mapping[str, str] | None = None) -> None:
        self._kept = dict(kept or {})

    def get(self, name: str) -> str | None:
        """The secret, None when there is none."""
        return self._kept.get(name)

    def set(self, name: str, secret: str) -> None:
        """Store or replace."""
        self._kept[name] = secret

    def delete(self, name: str) -> None:
        """Remove; absent is success."""
        self._kept.pop(name, None)

    def names(self) -> tuple[str, ...]:
        """Names that may be stored."""
        return NAMES

    def all(self) -> Mapping[str, str]:
        """Everything kept now, to be handed on."""
        return dict(self._kept)
