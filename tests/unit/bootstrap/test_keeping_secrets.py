"""Secrets are kept all or not at all, and a sign-in that was not accepted leaves the earlier one in force."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from splynx_xero_gui.bootstrap.wiring import SPLYNX_KEY, SPLYNX_SECRET, Wiring
from splynx_xero_gui.domain.failures import Misconfigured, VaultUnavailable
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.storage.paths import Paths
from tests.support.memory_keyring import MemoryKeyring
from tests.support.samples import FixedClock


@pytest.fixture
def wiring(tmp_path: Path) -> Wiring:
    paths = Paths(tmp_path / "config", tmp_path / "data", tmp_path / "cache", tmp_path / "logs")
    return Wiring(paths, "north", FixedClock())


def refuse(keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch, entry: str) -> None:
    """The keyring takes everything but this entry."""
    kept = keyring.set_password

    def take(service: str, username: str, password: str) -> None:
        if username == entry and password != "old":
            raise VaultUnavailable("K3", "The key could not be stored", "refused", "")
        kept(service, username, password)

    monkeypatch.setattr(keyring, "set_password", take)


@pytest.mark.parametrize("before", ["", "old"])
def test_a_key_whose_secret_is_refused_is_not_kept_either(
    wiring: Wiring, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    if before:
        wiring.keep({SPLYNX_KEY: "old", SPLYNX_SECRET: "old"})
    refuse(memory_keyring, monkeypatch, SPLYNX_SECRET)
    with pytest.raises(VaultUnavailable):
        wiring.keep({SPLYNX_KEY: "new", SPLYNX_SECRET: "new"})
    assert wiring.vault.get(SPLYNX_KEY) == (before or None)
    assert wiring.vault.get(SPLYNX_SECRET) == (before or None)


def sign_in() -> Any:
    """Looks enough like xero.SignIn to be kept."""
    tokens = SimpleNamespace(refresh_token="new", access_token="a", id_token="", lifetime=1800)
    return SimpleNamespace(tokens=tokens, at=None)


@pytest.mark.parametrize("before", ["", "old"])
def test_a_sign_in_that_is_not_accepted_leaves_the_earlier_one(
    wiring: Wiring, memory_keyring: MemoryKeyring, before: str
) -> None:
    profile, during = Profile(), []
    if before:
        wiring.vault.set("xero-refresh-token", before)

    def refuse_the_organisation() -> None:
        with wiring.trying(profile, sign_in()):
            during.append(wiring.vault.get("xero-refresh-token"))
            raise Misconfigured("C1", "The currencies do not fit", "…", "…")

    with pytest.raises(Misconfigured):
        refuse_the_organisation()
    assert during == ["new"]
    assert wiring.vault.get("xero-refresh-token") == (before or None)
    assert wiring.tokens(profile).signed_in is bool(before)


def test_a_sign_in_that_is_accepted_stays(wiring: Wiring, memory_keyring: MemoryKeyring) -> None:
    with wiring.trying(Profile(), sign_in()):
        pass
    assert wiring.vault.get("xero-refresh-token") == "new"
