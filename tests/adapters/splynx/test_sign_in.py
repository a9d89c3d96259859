"""Signing in: tokens renewed in time, replaced when the server drops them, and the fall-backs (splynx-api.md §2)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from splynx_xero_gui.domain.failures import NetworkLost, NotAuthorised, ServiceDown
from splynx_xero_gui.sandbox.splynx import SplynxSandbox
from splynx_xero_gui.splynx.auth import Mode
from splynx_xero_gui.splynx.billing import SplynxBilling
from tests.adapters.splynx.support import (
    KEY,
    SECRET,
    Asked,
    HandCancel,
    HandClock,
    Said,
    TinyServer,
    billing,
    page,
    problem,
    said,
)

LOGINS = ("POST", "auth/tokens")
RENEWALS = ("GET", "auth/tokens")
EMPTY = said([])


def ids(splynx: SplynxBilling) -> list[str]:
    return [one.id for page_ in splynx.customers() for one in page_]


def both(sandbox: SplynxSandbox, clock: HandClock, **by: float) -> None:
    """Time passes for server and client alike."""
    clock.advance(**by)
    sandbox.clock.advance(**by)


def test_one_sign_in_serves_many_requests(sandbox: SplynxSandbox, splynx: SplynxBilling) -> None:
    assert ids(splynx) == ids(splynx) == ["1", "2"]
    assert sandbox.log.count(*LOGINS) == 1


def test_the_token_is_renewed_shortly_before_it_ends(
    sandbox: SplynxSandbox, splynx: SplynxBilling, clock: HandClock
) -> None:
    ids(splynx)
    both(sandbox, clock, minutes=29, seconds=50)
    ids(splynx)
    assert sandbox.log.count(*RENEWALS) == 0
    both(sandbox, clock, seconds=8)
    ids(splynx)
    assert (sandbox.log.count(*RENEWALS), sandbox.log.count(*LOGINS)) == (1, 1)


def test_a_renewal_that_is_refused_becomes_a_new_sign_in(
    sandbox: SplynxSandbox, splynx: SplynxBilling, clock: HandClock
) -> None:
    ids(splynx)
    sandbox.forget_tokens()
    both(sandbox, clock, minutes=31)
    assert ids(splynx) == ["1", "2"]
    assert (sandbox.log.count(*RENEWALS), sandbox.log.count(*LOGINS)) == (1, 2)


def test_an_ended_renewal_token_becomes_a_new_sign_in(
    sandbox: SplynxSandbox, splynx: SplynxBilling, clock: HandClock
) -> None:
    ids(splynx)
    both(sandbox, clock, days=500)
    assert ids(splynx) == ["1", "2"]
    assert (sandbox.log.count(*RENEWALS), sandbox.log.count(*LOGINS)) == (0, 2)


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_wrong_clock_here_neither_renews_at_every_call_nor_fails(
    sandbox: SplynxSandbox, splynx: SplynxBilling, clock: HandClock, hours: int
) -> None:
    clock.advance(hours=hours)
    ids(splynx)
    ids(splynx)
    both(sandbox, clock, minutes=20)
    ids(splynx)
    assert (sandbox.log.count(*RENEWALS), sandbox.log.count(*LOGINS)) == (0, 1)
    both(sandbox, clock, minutes=11)
    ids(splynx)
    assert (sandbox.log.count(*RENEWALS), sandbox.log.count(*LOGINS)) == (1, 1)


def test_a_laptop_that_changed_its_network_signs_in_again_silently(
    sandbox: SplynxSandbox, splynx: SplynxBilling
) -> None:
    ids(splynx)
    sandbox.settings.apparent_ip = "198.51.100.7"
    assert ids(splynx) == ["1", "2"]
    assert sandbox.log.count(*LOGINS) == 2


def test_a_banned_or_forgotten_token_is_replaced_silently(sandbox: SplynxSandbox, splynx: SplynxBilling) -> None:
    ids(splynx)
    sandbox.ban_tokens()
    assert ids(splynx) == ["1", "2"]
    sandbox.forget_tokens()
    assert ids(splynx) == ["1", "2"]
    assert sandbox.log.count(*LOGINS) == 3


@pytest.mark.parametrize("code", ["EXPIRED_ACCESS_TOKEN", "IP_CHANGED", "USER_AGENT_CHANGED", "TOKEN_BANNED"])
def test_the_second_refusal_of_a_fresh_token_is_told(code: str) -> None:
    with TinyServer(lambda _: problem(401, code)) as server, billing(server.url) as splynx:
        with pytest.raises(NotAuthorised) as failure:
            ids(splynx)
        assert (len(server.of("POST")), len(server.of("GET"))) == (2, 2)
    assert failure.value.id == "S4"
    assert code in failure.value.details


def test_a_write_refused_for_its_token_is_sent_again_because_it_was_not_carried_out() -> None:
    writes = iter([problem(401, "EXPIRED_ACCESS_TOKEN"), Said(204)])
    with TinyServer(lambda _: next(writes)) as server, billing(server.url) as splynx:
        splynx.delete_payment("7")
        assert (len(server.of("POST")), len(server.of("DELETE"))) == (2, 2)


def test_the_user_agent_is_always_the_same(sandbox: SplynxSandbox, splynx: SplynxBilling) -> None:
    splynx.check()
    ids(splynx)
    assert {one.header("User-Agent") for one in sandbox.log} == {"splynx-xero-gui"}


def test_threads_that_come_together_share_one_sign_in(sandbox: SplynxSandbox, splynx: SplynxBilling) -> None:
    rule = sandbox.faults.hang("POST", "auth/tokens")
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(ids(splynx))) for _ in range(6)]
    for thread in threads:
        thread.start()
    assert rule.wait_struck()
    rule.release()
    for thread in threads:
        thread.join(10)
    assert found == [["1", "2"]] * 6
    assert sandbox.log.count(*LOGINS) == 1


def test_threads_whose_token_was_dropped_share_one_new_sign_in(sandbox: SplynxSandbox, splynx: SplynxBilling) -> None:
    ids(splynx)
    sandbox.ban_tokens()
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(ids(splynx))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert found == [["1", "2"]] * 6
    assert sandbox.log.count(*LOGINS) == 2


def test_a_wrong_secret_is_called_a_wrong_key(sandbox: SplynxSandbox) -> None:
    with billing(sandbox.url, key=sandbox.api_key, secret="guess") as splynx, pytest.raises(NotAuthorised) as failure:
        splynx.check()
    assert failure.value.id == "S4"
    assert "guess" not in f"{failure.value} {failure.value.details} {failure.value.__cause__}"


def test_without_tokens_every_request_is_signed_with_a_growing_number(
    sandbox: SplynxSandbox, splynx: SplynxBilling
) -> None:
    sandbox.faults.fail("POST", "auth/tokens", status=405, body='{"error":{"message":"Method is disabled!"}}',
                        content_type="application/json", times=None)  # fmt: skip
    assert ids(splynx) == ["1", "2"]
    splynx.check()
    assert splynx._auth.mode is Mode.SIGNATURE
    assert sandbox.log.count(*LOGINS) == 1


def test_basic_is_the_last_way_in(sandbox: SplynxSandbox, splynx: SplynxBilling) -> None:
    sandbox.key.unsecure = True
    sandbox.key.last_nonce = 10**15
    assert ids(splynx) == ["1", "2"]
    assert splynx._auth.mode is Mode.BASIC


def test_the_signature_is_the_documented_one() -> None:
    def answer(asked: Asked) -> Said:
        signed = asked.headers.get("Authorization", "").startswith("Splynx-EA (key=")
        return EMPTY if signed else problem(401, "UNAUTHORIZED")

    clock = HandClock()
    with TinyServer(answer, tokens=False) as server, billing(server.url, clock=clock) as splynx:
        ids(splynx)
        headers = [one.headers["Authorization"] for one in server.of("GET")]
    first = parse_qs(headers[0].removeprefix("Splynx-EA (").removesuffix(")"))
    nonce = first["nonce"][0]
    assert int(nonce) == round(clock.at.timestamp() * 100) + 1
    expected = hmac.new(SECRET.encode(), f"{nonce}{KEY}".encode(), hashlib.sha256).hexdigest().upper()
    assert first["signature"] == [expected]
    assert first["key"] == [KEY]
    nonces = [int(parse_qs(h[11:-1])["nonce"][0]) for h in headers]
    assert nonces == sorted(set(nonces))


def test_the_basic_header_is_key_and_secret() -> None:
    def answer(asked: Asked) -> Said:
        return EMPTY if asked.headers.get("Authorization", "").startswith("Basic ") else problem(401)

    with TinyServer(answer, tokens=False) as server, billing(server.url) as splynx:
        ids(splynx)
        header = server.asked[-1].headers["Authorization"]
    assert base64.b64decode(header.removeprefix("Basic ")).decode() == f"{KEY}:{SECRET}"


def test_the_sign_in_sends_what_splynx_documents() -> None:
    with TinyServer(lambda _: EMPTY) as server, billing(server.url) as splynx:
        ids(splynx)
        [sign_in] = server.of("POST")
    assert sign_in.path == "/api/2.0/admin/auth/tokens"
    assert set(sign_in.content) == {"auth_type", "key", "nonce", "signature"}
    assert sign_in.content["auth_type"] == "api_key"
    assert SECRET.encode() not in sign_in.body


def test_where_no_way_in_works_all_three_were_tried_once() -> None:
    with TinyServer(lambda _: problem(401, "UNAUTHORIZED"), tokens=False) as server, billing(server.url) as splynx:
        with pytest.raises(NotAuthorised) as failure:
            ids(splynx)
        assert [one.method for one in server.asked] == ["POST", "GET", "GET"]
    assert failure.value.id == "S4"


def test_a_web_site_that_is_no_splynx_is_not_given_the_secret() -> None:
    with TinyServer(lambda _: page(404), tokens=False) as server, billing(server.url) as splynx:
        with pytest.raises(ServiceDown) as failure:
            splynx.check()
        sent = json.dumps([[one.headers.get("Authorization", ""), one.body.decode()] for one in server.asked])
    assert failure.value.id == "S5"
    assert SECRET not in sent
    assert "Basic" not in sent


@pytest.mark.parametrize("answer", [page(201), said([], 201), said({"access_token": ""}, 201), said({}, 200)])
def test_a_sign_in_that_answers_no_token_is_not_splynx(answer: Said) -> None:
    with TinyServer(lambda _: answer, tokens=False) as server, billing(server.url) as splynx:
        with pytest.raises(ServiceDown) as failure:
            ids(splynx)
    assert failure.value.id == "S5"


def test_a_sign_in_during_a_short_outage_is_tried_again(sandbox: SplynxSandbox, splynx: SplynxBilling) -> None:
    sandbox.faults.fail("POST", "auth/tokens", status=503)
    sandbox.faults.drop_before("POST", "auth/tokens", nth=2)
    assert ids(splynx) == ["1", "2"]


def test_the_connection_test_does_not_keep_a_person_waiting(
    sandbox: SplynxSandbox, splynx: SplynxBilling, cancel: HandCancel
) -> None:
    sandbox.stop()
    with pytest.raises(NetworkLost):
        splynx.check()
    assert cancel.waits == []


def test_the_signing_number_outlives_the_process_and_a_clock_set_back(sandbox: SplynxSandbox, tmp_path: Path) -> None:
    for hour in (0, -3, 0):
        clock = HandClock()
        clock.advance(hours=hour)
        more = {"key": sandbox.api_key, "secret": sandbox.api_secret, "nonce_folder": tmp_path / "state"}
        with billing(sandbox.url, clock=clock, **more) as splynx:
            assert ids(splynx) == ["1", "2"]
    [file] = (tmp_path / "state").glob("*.nonce")
    assert file.read_text().isdigit()
    assert sandbox.api_key not in file.name


def test_two_adapters_with_one_key_never_use_a_number_twice(sandbox: SplynxSandbox, tmp_path: Path) -> None:
    sandbox.faults.fail("POST", "auth/tokens", status=404, body='{"error":{}}', content_type="application/json",
                        times=None)  # fmt: skip
    more = {"key": sandbox.api_key, "secret": sandbox.api_secret, "nonce_folder": tmp_path}
    with billing(sandbox.url, **more) as one, billing(sandbox.url, **more) as other:
        found: list[list[str]] = []
        threads = [threading.Thread(target=lambda a=a: found.append(ids(a))) for a in (one, other) * 4]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert found == [["1", "2"]] * 8
