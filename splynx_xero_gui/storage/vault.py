"""Secrets in the operating system's keyring (design.md §10): implements ports.vault.Vault, and never uses a file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from splynx_xero_gui.domain.failures import VaultUnavailable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SPLYNX_KEY = "splynx-key"
SPLYNX_SECRET = "splynx-secret"
XERO_REFRESH_TOKEN = "xero-refresh-token"
XERO_REFRESH_TOKEN_PREVIOUS = "xero-refresh-token-previous"
XERO_ACCESS = "xero-access"
LEDGER_PASSWORD = "ledger-password"
NAMES = (
    SPLYNX_KEY,
    SPLYNX_SECRET,
    XERO_REFRESH_TOKEN,
    XERO_REFRESH_TOKEN_PREVIOUS,
    XERO_ACCESS,
    LEDGER_PASSWORD,
)

# Windows keeps at most 2,560 bytes per entry.
LARGEST_ENTRY = 2500

_NO_STORE_MODULES = ("keyring.backends.fail", "keyring.backends.null")
_LOCKED_WORDS = ("lock", "dismiss", "cancel", "denied", "interaction")


class KeyringVault:
    """Secrets of one profile, under the service name `splynx-xero/<profile>`. The keyring is first touched on use."""

    def __init__(self, profile: str) -> None:
        self._service = f"splynx-xero/{profile}"

    def get(self, name: str) -> str | None:
        """The secret, None when there is none. Raises failures.VaultUnavailable (K1, K2)."""
        with _explained(name) as backend:
            return backend.get_password(self._service, name)

    def set(self, name: str, secret: str) -> None:
        """Store or replace. Raises failures.VaultUnavailable (K1–K3)."""
        size = _size(secret)
        if size > LARGEST_ENTRY:
            raise refused(name, f"The entry has {size} bytes; {LARGEST_ENTRY} is the most every store keeps.")
        with _explained(name, writing=True) as backend:
            backend.set_password(self._service, name, secret)

    def delete(self, name: str) -> None:
        """Remove; absent is success. Raises failures.VaultUnavailable (K1, K2)."""
        with _explained(name) as backend:
            # Asked first: backends do not tell "absent" from "refused" when deleting.
            if backend.get_password(self._service, name) is not None:
                backend.delete_password(self._service, name)

    def names(self) -> tuple[str, ...]:
        """Names that may be stored."""
        return NAMES


def no_store(details: str = "") -> VaultUnavailable:
    """K1: this computer has no password store."""
    return VaultUnavailable(
        "K1",
        "There is no safe place for your keys",
        "This computer has no password store, so the keys cannot be kept safely, and they are never kept in a file. "
        "Nothing was saved.",
        "Linux: install and start GNOME Keyring or KWallet. Windows and macOS: sign in with your own user account.",
        details=details,
    )


def locked(details: str = "") -> VaultUnavailable:
    """K2: the password store is locked."""
    return VaultUnavailable(
        "K2",
        "Your password store is locked",
        "Unlock it with your computer password, then try again. Nothing was saved or lost.",
        "Unlock it with your computer password, then try again.",
        details=details,
    )


def refused(name: str, details: str = "") -> VaultUnavailable:
    """K3: the store did not keep the entry."""
    return VaultUnavailable(
        "K3",
        "The key could not be stored",
        f'The password store refused to keep the entry "{name}". Nothing was changed.',
        "Try again. If it happens again, the details say why.",
        details=details,
    )


@contextmanager
def _explained(name: str, *, writing: bool = False) -> Iterator["KeyringBackend"]:
    """The backend that `keyring` selected, its errors told as K1–K3."""
    # Imported on first use: loading backends may start a password service, or fail where there is none.
    from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError

    try:
        yield _backend()
    except VaultUnavailable:
        raise
    except NoKeyringError as error:
        raise no_store(_words(error)) from error
    except KeyringLocked as error:
        raise locked(_words(error)) from error
    except InitError as error:
        raise (locked if _sounds_locked(error) else no_store)(_words(error)) from error
    except KeyringError as error:
        if writing and not _sounds_locked(error):
            raise refused(name, _words(error)) from error
        raise locked(_words(error)) from error
    except Exception as error:
        # Backends let errors of the system through: Windows' own for an entry it does not take, D-Bus's.
        # Their text may repeat what was to be stored, so only the kind of error is told.
        if writing:
            raise refused(name, type(error).__name__) from error
        raise no_store(type(error).__name__) from error


def _backend() -> "KeyringBackend":
    """Raises K1 where the selected backend keeps nothing."""
    import keyring

    backend = keyring.get_keyring()
    if not _keeps_secrets(backend):
        raise no_store(f"keyring backend: {type(backend).__module__}.{type(backend).__qualname__}")
    return backend


def _keeps_secrets(backend: Any) -> bool:
    """Neither one that fails or forgets by design, nor a chain without any other."""
    module = type(backend).__module__
    if module in _NO_STORE_MODULES:
        return False
    if module == "keyring.backends.chainer":
        return any(_keeps_secrets(member) for member in backend.backends)
    return True


def _sounds_locked(error: Exception) -> bool:
    words = str(error).casefold()
    return any(word in words for word in _LOCKED_WORDS)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _size(secret: str) -> int:
    """Bytes the store needs: Windows keeps two per character."""
    return len(secret.encode("utf-16-le" if sys.platform == "win32" else "utf-8"))
