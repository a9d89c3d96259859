"""The vault against a real, unlocked Secret Service (run inside `dbus-run-session`, see `.ci/run`)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import keyring
import pytest

from splynx_xero_gui.storage.vault import LARGEST_ENTRY, KeyringVault

pytestmark = pytest.mark.realkeyring


@pytest.fixture
def vault() -> Iterator[KeyringVault]:
    """A vault of a profile nobody has, emptied afterwards."""
    made = KeyringVault(f"test-{uuid.uuid4()}")
    yield made
    for name in made.names():
        made.delete(name)


def test_the_system_offers_a_real_store() -> None:
    assert type(keyring.get_keyring()).__module__ not in ("keyring.backends.fail", "keyring.backends.null")


def test_a_secret_is_kept_replaced_and_forgotten(vault: KeyringVault) -> None:
    assert vault.get("splynx-secret") is None
    vault.set("splynx-secret", "first")
    vault.set("splynx-secret", "zweites – sécret")
    assert vault.get("splynx-secret") == "zweites – sécret"
    vault.delete("splynx-secret")
    vault.delete("splynx-secret")
    assert vault.get("splynx-secret") is None


def test_the_largest_entry_is_kept_whole(vault: KeyringVault) -> None:
    vault.set("xero-access", "x" * (LARGEST_ENTRY // 2))
    assert vault.get("xero-access") == "x" * (LARGEST_ENTRY // 2)


def test_profiles_do_not_see_each_others_secrets(vault: KeyringVault) -> None:
    vault.set("splynx-key", "one")
    assert KeyringVault(f"test-{uuid.uuid4()}").get("splynx-key") is None
