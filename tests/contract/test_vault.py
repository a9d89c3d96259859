"""What the vault promises, whatever keyring stands behind it (design.md §10, ui.md K1–K3)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError, PasswordSetError

from splynx_xero_gui.domain.failures import VaultUnavailable
from splynx_xero_gui.ports.vault import Vault
from splynx_xero_gui.storage.vault import LARGEST_ENTRY, NAMES, KeyringVault
from tests.support.memory_keyring import MemoryKeyring


class BrokenKeyring(KeyringBackend):
    """Raises one error whatever it is asked."""

    priority = -1.0

    def __init__(self, error: Exception) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self._error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self._error

    def delete_password(self, service: str, username: str) -> None:
        raise self._error


class RefusingKeyring(MemoryKeyring):
    """Reads, but keeps nothing, as Windows does with an entry that is too long."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(1783, f"The stub received bad data: {password}")


@pytest.fixture
def vault() -> Vault:
    return KeyringVault("default")


@pytest.fixture
def chained(monkeypatch: pytest.MonkeyPatch) -> Callable[..., KeyringBackend]:
    def make(*members: KeyringBackend) -> KeyringBackend:
        monkeypatch.setattr(chainer.ChainerBackend, "backends", list(members))
        return chainer.ChainerBackend()

    return make


def failure(act: Callable[[], object]) -> VaultUnavailable:
    with pytest.raises(VaultUnavailable) as told:
        act()
    return told.value


def test_a_secret_is_kept_replaced_and_forgotten(vault: Vault) -> None:
    assert vault.get("splynx-key") is None
    vault.set("splynx-key", "one")
    vault.set("splynx-key", "two")
    assert vault.get("splynx-key") == "two"
    vault.delete("splynx-key")
    assert vault.get("splynx-key") is None


def test_forgetting_what_was_never_kept_is_no_failure(vault: Vault) -> None:
    vault.delete("splynx-key")
    assert vault.get("splynx-key") is None


def test_profiles_do_not_see_each_others_secrets(vault: Vault, memory_keyring: MemoryKeyring) -> None:
    vault.set("splynx-key", "one")
    assert KeyringVault("other").get("splynx-key") is None
    assert memory_keyring.entries == {("splynx-xero/default", "splynx-key"): "one"}


def test_everything_that_may_be_stored_can_be_cleared_by_name(vault: Vault, memory_keyring: MemoryKeyring) -> None:
    for name in vault.names():
        vault.set(name, "x")
    for name in vault.names():
        vault.delete(name)
    assert memory_keyring.entries == {}
    assert {"splynx-key", "splynx-secret", "xero-refresh-token", "xero-refresh-token-previous"} <= set(NAMES)


def test_the_largest_entry_is_kept_and_a_larger_one_refused_before_it_is_sent(
    vault: Vault, memory_keyring: MemoryKeyring
) -> None:
    vault.set("xero-access", "x" * LARGEST_ENTRY)
    told = failure(lambda: vault.set("xero-access", "y" * (LARGEST_ENTRY + 1)))
    assert told.id == "K3"
    assert told.title == "The key could not be stored"
    assert told.message == 'The password store refused to keep the entry "xero-access". Nothing was changed.'
    assert str(LARGEST_ENTRY) in told.details
    assert vault.get("xero-access") == "x" * LARGEST_ENTRY


def test_bytes_count_not_letters(vault: Vault) -> None:
    assert failure(lambda: vault.set("xero-access", "ä" * 2000)).id == "K3"


def test_on_windows_each_letter_counts_twice(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    vault.set("xero-access", "x" * (LARGEST_ENTRY // 2))
    assert failure(lambda: vault.set("xero-access", "x" * (LARGEST_ENTRY // 2 + 1))).id == "K3"


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring])
def test_a_store_that_keeps_nothing_is_no_store(vault: Vault, backend: type[KeyringBackend]) -> None:
    keyring.set_keyring(backend())
    for act in (lambda: vault.get("splynx-key"), lambda: vault.set("splynx-key", "x"), lambda: vault.delete("a")):
        told = failure(act)
        assert told.id == "K1"
        assert told.title == "There is no safe place for your keys"
        assert "they are never kept in a file. Nothing was saved." in told.message
        assert told.what_to_do.startswith("Linux: install and start GNOME Keyring or KWallet.")


def test_a_chain_is_a_store_only_with_a_store_in_it(
    vault: Vault, chained: Callable[..., KeyringBackend], memory_keyring: MemoryKeyring
) -> None:
    keyring.set_keyring(chained())
    assert failure(lambda: vault.get("splynx-key")).id == "K1"
    keyring.set_keyring(chained(fail.Keyring(), null.Keyring()))
    assert failure(lambda: vault.get("splynx-key")).id == "K1"
    keyring.set_keyring(chained(memory_keyring))
    vault.set("splynx-key", "x")
    assert vault.get("splynx-key") == "x"


def test_a_locked_store_is_told_and_loses_nothing(vault: Vault, memory_keyring: MemoryKeyring) -> None:
    vault.set("splynx-key", "x")
    memory_keyring.locked = True
    for act in (
        lambda: vault.get("splynx-key"),
        lambda: vault.set("splynx-key", "y"),
        lambda: vault.delete("splynx-key"),
    ):
        told = failure(act)
        assert told.id == "K2"
        assert told.title == "Your password store is locked"
        assert told.message == ("Unlock it with your computer password, then try again. Nothing was saved or lost.")
    memory_keyring.locked = False
    assert vault.get("splynx-key") == "x"


@pytest.mark.parametrize(
    ("error", "reading", "writing"),
    [
        (NoKeyringError("none"), "K1", "K1"),
        (KeyringLocked("locked"), "K2", "K2"),
        (InitError("Failed to open keyring: no such service"), "K1", "K1"),
        (InitError("Failed to create the collection: Prompt dismissed."), "K2", "K2"),
        (PasswordSetError("Can't store password on keychain: (-25244)"), "K2", "K3"),
        (KeyringError("Can't get password from keychain: User interaction is not allowed"), "K2", "K2"),
        (OSError("the service went away"), "K1", "K3"),
    ],
)
def test_every_error_of_a_keyring_is_told_in_plain_words(
    vault: Vault, error: Exception, reading: str, writing: str
) -> None:
    keyring.set_keyring(BrokenKeyring(error))
    assert failure(lambda: vault.get("splynx-key")).id == reading
    assert failure(lambda: vault.set("splynx-key", "x")).id == writing


def test_a_refused_secret_is_not_repeated_in_the_failure(vault: Vault) -> None:
    keyring.set_keyring(RefusingKeyring())
    told = failure(lambda: vault.set("splynx-secret", "hunter2"))
    assert told.id == "K3"
    assert "hunter2" not in f"{told} {told.details} {told.what_to_do}"


def test_the_keyring_is_not_touched_before_it_is_needed() -> None:
    script = (
        "import sys\n"
        "from splynx_xero_gui.storage.vault import KeyringVault\n"
        "KeyringVault('default').names()\n"
        "sys.exit('keyring' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0
