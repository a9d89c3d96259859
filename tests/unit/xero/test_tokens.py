"""One refresh at a time, saved before use, and a way back for thirty minutes."""

import base64
import json
import multiprocessing
import threading
from pathlib import Path

import pytest

from splynx_xero_gui.domain.failures import Busy, NetworkLost, NotAuthorised, StorageTrouble, VaultUnavailable
from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.xero import tokens as subject
from splynx_xero_gui.xero.errors import network_lost
from splynx_xero_gui.xero.identity import Claims, InvalidGrant, TokenSet, claims
from splynx_xero_gui.xero.tokens import PREVIOUS_TOKEN, REFRESH_TOKEN, SignIn, TokenManager
from tests.support.xero_kit import HandClock, MemoryVault


class RotatingIdentity:
    """Rotates refresh tokens; the one before stays good until `forget_old`."""

    def __init__(self) -> None:
        self.good = {"r0"}
        self.count = 0
        self.asked: list[str] = []
        self.lock = threading.Lock()
        self.before_answer = lambda: None
        self.revoked: list[str] = []
        self.trouble: Exception | None = None

    def refresh(self, token: str) -> TokenSet:
        with self.lock:
            self.asked.append(token)
            if self.trouble is not None:
                raise self.trouble
            if token not in self.good:
                raise InvalidGrant
            self.count += 1
            self.good.add(f"r{self.count}")
        self.before_answer()
        return TokenSet(f"access-{self.count}", f"r{self.count}", 1800)

    def revoke(self, token: str) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.revoked.append(token)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault({REFRESH_TOKEN: "r0"})


@pytest.fixture
def identity() -> RotatingIdentity:
    return RotatingIdentity()


@pytest.fixture
def make(tmp_path: Path, vault, clock, identity):
    def manager() -> TokenManager:
        return TokenManager(XeroSettings(), vault, tmp_path / "state" / "xero.lock", clock, identity)

    return manager


def test_the_access_token_is_kept_until_it_is_about_to_end(make, clock, identity):
    manager = make()
    assert [manager.access_token(), manager.access_token()] == ["access-1", "access-1"]
    clock.advance(1700)
    assert manager.access_token() == "access-1"
    clock.advance(60)
    assert manager.access_token() == "access-2"
    assert identity.asked == ["r0", "r1"]


def test_a_rejected_token_is_renewed_once_however_many_threads_ask(make, identity):
    manager = make()
    first = manager.access_token()
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(manager.renewed(first))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert set(found) == {"access-2"}
    assert identity.asked == ["r0", "r1"]


def test_the_new_token_is_in_the_vault_before_anybody_gets_to_use_it(make, vault):
    seen: list[str] = []
    original = vault.set

    def watched(name: str, secret: str) -> None:
        original(name, secret)
        seen.append(name)

    vault.set = watched
    make().access_token()
    assert seen == [PREVIOUS_TOKEN, REFRESH_TOKEN]
    assert vault.kept[REFRESH_TOKEN] == "r1"
    assert json.loads(vault.kept[PREVIOUS_TOKEN])["token"] == "r0"


def test_a_token_that_cannot_be_saved_is_not_used(make, vault, identity):
    vault.fail_with = VaultUnavailable("K3", "t", "m", "w")
    manager = make()
    with pytest.raises(VaultUnavailable):
        manager.access_token()
    vault.fail_with = None
    assert manager.access_token() == "access-2"
    assert identity.asked == ["r0", "r0"]


def test_a_refresh_by_another_process_is_found_in_the_vault(make, identity, clock):
    ours, theirs = make(), make()
    ours.access_token()
    theirs.access_token()
    clock.advance(1800)
    ours.access_token()
    assert identity.asked == ["r0", "r1", "r2"]


def test_two_processes_in_turn_never_use_a_token_twice(make, identity):
    managers = [make() for _ in range(6)]
    threads = [threading.Thread(target=manager.access_token) for manager in managers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert identity.asked == ["r0", "r1", "r2", "r3", "r4", "r5"]


def test_the_token_before_is_tried_once_within_thirty_minutes(make, vault, identity, clock):
    manager = make()
    manager.access_token()
    identity.good = {"r0"}
    clock.advance(29 * 60)
    assert manager.access_token() == "access-2"
    assert identity.asked == ["r0", "r1", "r0"]
    assert vault.kept[REFRESH_TOKEN] == "r2"


def test_after_thirty_minutes_the_person_is_asked_to_sign_in(make, identity, clock):
    manager = make()
    manager.access_token()
    identity.good = {"r0"}
    clock.advance(31 * 60)
    with pytest.raises(NotAuthorised) as told:
        manager.access_token()
    assert told.value.id == "X4"
    assert identity.asked == ["r0", "r1"]


def test_two_dead_tokens_ask_for_a_sign_in(make, identity, clock):
    manager = make()
    manager.access_token()
    identity.good = set()
    clock.advance(1800 - 60)
    with pytest.raises(NotAuthorised):
        manager.access_token()
    assert identity.asked == ["r0", "r1", "r0"]


def test_without_a_kept_token_nothing_is_asked_of_xero(make, vault, identity):
    vault.kept.clear()
    manager = make()
    assert not manager.signed_in
    with pytest.raises(NotAuthorised):
        manager.access_token()
    assert identity.asked == []


@pytest.mark.parametrize("broken", ["", "not json", "{}", '{"token": "x"}', '{"token": "x", "at": "never"}', "[]"])
def test_a_damaged_previous_entry_is_as_good_as_none(make, vault, identity, broken):
    vault.kept[PREVIOUS_TOKEN] = broken
    identity.good = set()
    with pytest.raises(NotAuthorised):
        make().access_token()


def test_a_lost_connection_is_no_reason_to_sign_in_again(make, vault, identity):
    identity.trouble = network_lost("identity.xero.com")
    with pytest.raises(NetworkLost):
        make().access_token()
    assert vault.kept == {REFRESH_TOKEN: "r0"}


def test_a_new_sign_in_is_kept_only_when_asked_to(make, vault, clock):
    manager = make()
    sign_in = SignIn(TokenSet("fresh", "f0", 1800), Claims(name="Thandi"), clock.now())
    assert vault.kept[REFRESH_TOKEN] == "r0"
    manager.keep(sign_in)
    assert vault.kept == {REFRESH_TOKEN: "f0"}
    assert manager.access_token() == "fresh"
    assert "f0" not in repr(sign_in)


def test_disconnecting_revokes_and_forgets(make, vault, identity):
    manager = make()
    manager.access_token()
    assert manager.disconnect() is True
    assert identity.revoked == ["r1"]
    assert vault.kept == {}
    with pytest.raises(NotAuthorised):
        manager.access_token()


def test_disconnecting_without_a_network_still_forgets_the_keys_and_says_so(make, vault, identity):
    identity.trouble = network_lost("identity.xero.com")
    assert make().disconnect() is False
    assert vault.kept == {}


def test_a_lock_that_another_process_holds_for_good_is_told(make, tmp_path, monkeypatch, identity):
    monkeypatch.setattr(subject, "_LOCK_SECONDS", 0.05)
    manager = make()
    (tmp_path / "state").mkdir()
    held, release = multiprocessing.get_context("spawn").Event(), multiprocessing.get_context("spawn").Event()
    holder = multiprocessing.get_context("spawn").Process(
        target=hold_lock, args=(str(tmp_path / "state" / "xero.lock"), held, release)
    )
    holder.start()
    try:
        assert held.wait(60)
        with pytest.raises(Busy):
            manager.access_token()
        assert identity.asked == []
    finally:
        release.set()
        holder.join(30)
    assert manager.access_token() == "access-1"


def hold_lock(path: str, held, release) -> None:
    from filelock import FileLock

    with FileLock(path):
        held.set()
        release.wait(60)


def test_a_folder_that_cannot_be_written_is_told(vault, clock, identity, tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    manager = TokenManager(XeroSettings(), vault, in_the_way / "xero.lock", clock, identity)
    with pytest.raises(StorageTrouble):
        manager.access_token()
    assert identity.asked == []


def jwt(payload: object) -> str:
    part = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=").decode()
    return f"h.{part}.s"


def test_the_tokens_say_who_signed_in():
    told = claims(
        TokenSet(
            jwt({"xero_userid": "u1", "authentication_event_id": "e1"}),
            "r",
            id_token=jwt({"given_name": "Thandi", "family_name": "M", "email": "t@example.net"}),
        )
    )
    assert told == Claims("u1", "e1", "Thandi M", "t@example.net")


@pytest.mark.parametrize("told", [["openid", "accounting.attachments"], "openid accounting.attachments"])
def test_the_access_token_says_what_was_allowed(told):
    found = claims(TokenSet(jwt({"scope": told}), "r"))
    assert found.scopes == {"openid", "accounting.attachments"}


@pytest.mark.parametrize("token", ["", "opaque", "a.b", "a.%%%.c", f"a.{base64.b64encode(b'[1]').decode()}.c"])
def test_an_opaque_token_says_nothing_and_breaks_nothing(token):
    assert claims(TokenSet(token, "r")) == Claims()
