"""Tokens, signatures and Basic (splynx-api.md §2)."""

from __future__ import annotations

import base64

import requests

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx import ApiKey, SplynxSandbox
from tests.adapters.sandbox_splynx.conftest import RawClient, sign

LIST = "finance/invoices"


def code(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["internal_code"]


def test_a_login_answers_a_token_pair_with_expirations_and_the_permissions(client: RawClient) -> None:
    answer = client.login()
    told = answer.json()
    assert answer.status_code == 201
    assert told["access_token_expiration"] - int(client.sandbox.clock.timestamp()) == 1800
    assert told["refresh_token_expiration"] > told["access_token_expiration"]
    assert told["permissions"][r"api\admin\finance\Payments"]["add"] == "allow"
    assert client.send("GET", LIST).status_code == 200


def test_a_login_takes_a_nonce_in_seconds_also_twice_in_one_second(client: RawClient) -> None:
    assert client.login(1_700_000_000).status_code == 201
    assert client.login(1_700_000_000).status_code == 201
    assert code(client.login(1_699_999_999)) == (401, "UNAUTHORIZED")


def test_a_wrong_secret_is_unauthorised(client: RawClient) -> None:
    key = client.sandbox.api_key
    body = {"auth_type": "api_key", "key": key, "nonce": 1, "signature": sign(key, "wrong", 1)}
    assert code(client.session.post(client.url("auth/tokens"), json=body, timeout=10)) == (401, "UNAUTHORIZED")


def test_an_unknown_kind_of_login_is_refused_and_an_admin_login_is_loudly_not_modelled(client: RawClient) -> None:
    post = client.session.post
    assert code(post(client.url("auth/tokens"), json={"auth_type": "magic"}, timeout=10)) == (401, "INVALID_AUTH_TYPE")
    answer = post(client.url("auth/tokens"), json={"auth_type": "admin", "login": "a", "password": "b"}, timeout=10)
    assert answer.status_code == 501
    assert "auth_type admin" in answer.text


def test_a_request_without_credentials_is_told_so(client: RawClient) -> None:
    assert code(client.session.get(client.url(LIST), timeout=10)) == (401, "MISSED_AUTHORIZATION_HEADER")
    assert code(client.send("GET", LIST, header="Splynx-EA (access_token=)")) == (401, "EMPTY_ACCESS_TOKEN")
    assert code(client.send("GET", LIST, header="Splynx-EA (access_token=abc)")) == (401, "UNAUTHORIZED")
    assert code(client.send("GET", LIST, header="Bearer abc")) == (401, "UNAUTHORIZED")


def test_an_access_token_lives_thirty_minutes(client: RawClient, clock: SandboxClock) -> None:
    client.login()
    clock.advance(seconds=1799)
    assert client.send("GET", LIST).status_code == 200
    clock.advance(seconds=1)
    assert code(client.send("GET", LIST)) == (401, "EXPIRED_ACCESS_TOKEN")


def test_a_renewal_gives_a_new_pair_without_permissions_and_ends_the_old_one(
    client: RawClient, clock: SandboxClock
) -> None:
    first = client.login().json()
    clock.advance(minutes=29)
    answer = client.send("GET", f"auth/tokens/{first['refresh_token']}")
    second = answer.json()
    assert answer.status_code == 200
    assert "permissions" not in second
    assert client.send("GET", LIST, header=f"Splynx-EA (access_token={second['access_token']})").status_code == 200
    assert code(client.send("GET", LIST, header=f"Splynx-EA (access_token={first['access_token']})"))[0] == 401
    assert code(client.send("GET", f"auth/tokens/{first['refresh_token']}"))[0] == 401


def test_an_expired_refresh_token_is_named(client: RawClient, clock: SandboxClock) -> None:
    told = client.login().json()
    clock.advance(days=420)
    assert code(client.send("GET", f"auth/tokens/{told['refresh_token']}")) == (401, "EXPIRED_REFRESH_TOKEN")


def test_a_logout_ends_the_session(client: RawClient) -> None:
    told = client.login().json()
    assert client.send("DELETE", f"auth/tokens/{told['refresh_token']}").status_code == 204
    assert code(client.send("GET", LIST)) == (401, "UNAUTHORIZED")


def test_a_token_is_bound_to_the_address_and_to_the_user_agent(client: RawClient) -> None:
    client.login()
    client.sandbox.apparent_ip = "198.51.100.7"
    assert code(client.send("GET", LIST)) == (401, "IP_CHANGED")
    client.sandbox.apparent_ip = "192.0.2.10"
    client.session.headers["User-Agent"] = "another"
    assert code(client.send("GET", LIST)) == (401, "USER_AGENT_CHANGED")


def test_a_banned_token_says_so_and_a_new_login_helps(client: RawClient) -> None:
    client.login()
    client.sandbox.ban_tokens()
    assert code(client.send("GET", LIST)) == (401, "TOKEN_BANNED")
    client.login()
    assert client.send("GET", LIST).status_code == 200


def test_a_signed_request_needs_a_growing_nonce(client: RawClient) -> None:
    key, secret = client.sandbox.api_key, client.sandbox.api_secret

    def signed(nonce: int) -> requests.Response:
        header = f"Splynx-EA (key={key}&nonce={nonce}&signature={sign(key, secret, nonce)})"
        return client.send("GET", LIST, header=header)

    assert signed(170_000_000_001).status_code == 200
    assert code(signed(170_000_000_001)) == (401, "UNAUTHORIZED")
    assert code(signed(170_000_000_000)) == (401, "UNAUTHORIZED")
    assert signed(170_000_000_002).status_code == 200


def test_nonces_grow_per_key(client: RawClient) -> None:
    client.sandbox.add_key(ApiKey("second", "geheim"))
    client.login(170_000_000_500)
    header = f"Splynx-EA (key=second&nonce=170000000001&signature={sign('second', 'geheim', 170_000_000_001)})"
    assert client.send("GET", LIST, header=header).status_code == 200


def test_basic_works_only_with_unsecure_access(client: RawClient, splynx: SplynxSandbox) -> None:
    header = "Basic " + base64.b64encode(f"{splynx.api_key}:{splynx.api_secret}".encode()).decode()
    assert code(client.send("GET", LIST, header=header)) == (401, "UNAUTHORIZED")
    splynx.key.unsecure = True
    assert client.send("GET", LIST, header=header).status_code == 200


def test_the_connection_check_needs_a_key_only_when_asked_to_check_it(client: RawClient) -> None:
    answer = client.session.get(client.url("api/check?code=x"), timeout=10)
    assert answer.json() == {"status": "ok", "message": "API is valid", "same_server": False}
    answer = client.session.get(client.url("api/check?code=x&checkAuth=true"), timeout=10)
    assert code(answer) == (401, "MISSED_AUTHORIZATION_HEADER")
    assert client.send("GET", "api/check?code=x&checkAuth=true").status_code == 200


def test_the_log_holds_no_secret(client: RawClient, splynx: SplynxSandbox) -> None:
    client.login()
    client.get(LIST)
    assert splynx.api_secret not in repr(splynx.log.entries())
    assert "signature" not in repr(splynx.log.entries())
    assert splynx.log.count("GET", "finance/invoices") == 1
