"""Where secrets are kept. Implementation: `storage.vault` over the OS keyring."""

from typing import Protocol


class Vault(Protocol):
    """Small named secrets of one profile (design.md §10:

    entries under 2,560 bytes). Raises failures.VaultUnavailable (K1–K3).
    """

    def get(self, name: str) -> str | None:
        """The secret, None when there is none."""
        ...

    def set(self, name: str, secret: str) -> None:
        """Store or replace."""
        ...

    def delete(self, name: str) -> None:
        """Remove; absent is success."""
        ...

    def names(self) -> tuple[str, ...]:
        """Names that may be stored: what `disconnect` clears."""
        ...
