"""Rate limits, idempotency keys, faults: what happens to a call before and after its handler."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from splynx_xero_gui.sandbox.faults import Malformation
from splynx_xero_gui.sandbox.xero import Limits, XeroSandbox
from tests.adapters.sandbox_xero.client import ApiClient


class TestTheFreeTier:
    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(per_minute=3, per_day=8)

    def test_every_answer_says_what_is_left(self, api: ApiClient) -> None:
        answer = api.call("GET", "/Organisation")
        assert (
            answer.headers["X-MinLimit-Remaining"],
            answer.headers["X-DayLimit-Remaining"],
            answer.headers["X-AppMinLimit-Remaining"],
        ) == ("2", "7", "9999")
        assert answer.headers["Xero-Correlation-Id"]
        assert answer.headers["Date"] == "Fri, 20 Nov 2026 12:00:00 GMT"

    def test_the_minute_limit_answers_429_with_an_empty_body_until_its_window_ends(
        self, api: ApiClient, sandbox: XeroSandbox
    ) -> None:
        api.call("GET", "/Organisation")
        sandbox.clock.advance(34)
        for _ in range(2):
            assert api.call("GET", "/Organisation").status_code == 200
        refused = api.call("GET", "/Organisation")
        assert (refused.status_code, refused.content, refused.headers.get("Content-Type")) == (429, b"", None)
        assert (
            refused.headers["X-Rate-Limit-Problem"],
            refused.headers["Retry-After"],
            refused.headers["X-MinLimit-Remaining"],
        ) == ("minute", "26", "0")
        sandbox.clock.advance(26)
        assert api.call("GET", "/Organisation").status_code == 200

    def test_the_day_limit_asks_to_wait_for_hours(self, api: ApiClient, sandbox: XeroSandbox) -> None:
        sandbox.limiter.use_up(api.org.tenant_id, day=8)
        refused = api.call("GET", "/Organisation")
        assert (refused.status_code, refused.headers["X-Rate-Limit-Problem"]) == (429, "day")
        assert int(refused.headers["Retry-After"]) == 86_400

    def test_each_organisation_has_its_own(self, api: ApiClient, sandbox: XeroSandbox) -> None:
        sandbox.limiter.use_up(api.org.tenant_id, minute=3)
        other = ApiClient(sandbox, "Aotearoa Net")
        assert api.call("GET", "/Organisation").status_code == 429
        assert other.call("GET", "/Organisation").status_code == 200
        other.session.close()


def test_a_sixth_call_at_once_is_refused_without_retry_after(api: ApiClient, sandbox: XeroSandbox) -> None:
    rule = sandbox.faults.hang("GET", r"/Accounts$", times=5)
    started = threading.Barrier(6, timeout=20)

    def ask() -> int:
        with requests.Session() as session:
            session.headers.update(api.session.headers)
            started.wait()
            return session.get(f"{sandbox.url}/api.xro/2.0/Accounts", timeout=30).status_code

    with ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(ask) for _ in range(5)]
        started.wait()
        assert rule.wait_hits(5)
        refused = api.call("GET", "/Organisation")
        rule.release()
        assert [a.result() for a in asked] == [200] * 5
    assert (refused.status_code, refused.headers["X-Rate-Limit-Problem"]) == (429, "concurrent")
    assert "Retry-After" not in refused.headers
    assert api.call("GET", "/Organisation").status_code == 200


def test_the_same_key_gives_the_same_answer_for_six_minutes(api: ApiClient, sandbox: XeroSandbox) -> None:
    invoice = api.invoice(api.contact())
    body = {
        "Payments": [
            {
                "Invoice": {"InvoiceID": invoice["InvoiceID"]},
                "Account": {"Code": "091"},
                "Date": "2026-11-10",
                "Amount": 5,
            }
        ]
    }

    def pay() -> str:
        answer = api.call("PUT", "/Payments", body, headers={"Idempotency-Key": "k-1"})
        return str(answer.json()["Payments"][0]["PaymentID"])

    first = pay()
    sandbox.clock.advance(359)
    assert pay() == first
    sandbox.clock.advance(1)
    assert pay() != first  # a real duplicate
    assert len(sandbox.desk().payments()) == 2


def test_a_key_with_another_request_is_refused(api: ApiClient) -> None:
    key = {"Idempotency-Key": "k-1"}
    api.call("PUT", "/Contacts", {"Contacts": [{"Name": "Ann"}]}, headers=key)
    answer = api.call("PUT", "/Contacts", {"Contacts": [{"Name": "Ben"}]}, headers=key)
    assert (answer.status_code, answer.json()["Message"]) == (
        400,
        "Idempotency Key k-1 is used with a different request",
    )
    assert (
        api.call(
            "PUT", "/Contacts", {"Contacts": [{"Name": "Ben"}]}, headers={"Idempotency-Key": "x" * 129}
        ).status_code
        == 400
    )


class TestWithKeysPerToken:
    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(idempotency_per_token=True)

    def test_a_new_token_forgets_the_key(self, api: ApiClient, sandbox: XeroSandbox) -> None:
        body = {"Contacts": [{"Name": "Ann"}]}
        api.call("PUT", "/Contacts", body, headers={"Idempotency-Key": "k"})
        other = ApiClient(sandbox)
        assert other.call("PUT", "/Contacts", body, headers={"Idempotency-Key": "k"}).status_code == 400
        other.session.close()


def test_a_dropped_answer_leaves_the_work_done(api: ApiClient, sandbox: XeroSandbox) -> None:
    sandbox.faults.drop_after("PUT", r"/Contacts$")
    with pytest.raises(requests.ConnectionError):
        api.contact("Ann")
    assert [c["Name"] for c in api.get("/Contacts")["Contacts"]] == ["Ann"]
    [lost] = sandbox.log.entries("PUT", "/Contacts")
    assert (lost.status, lost.handled) == (0, True)


def test_a_connection_dropped_before_leaves_nothing_done(api: ApiClient, sandbox: XeroSandbox) -> None:
    sandbox.faults.drop_before("PUT", r"/Contacts$", nth=2)
    api.contact("Ann")
    with pytest.raises(requests.ConnectionError):
        api.contact("Ben")
    assert [c["Name"] for c in api.get("/Contacts")["Contacts"]] == ["Ann"]


def test_an_error_after_the_commit_and_an_answer_cut_short(api: ApiClient, sandbox: XeroSandbox) -> None:
    sandbox.faults.error_after_commit("PUT", r"/Contacts$", status=500)
    sandbox.faults.malformed("PUT", r"/Contacts$", nth=2)
    sandbox.faults.malformed("PUT", r"/Contacts$", Malformation.HTML, nth=3)
    answers = [api.call("PUT", "/Contacts", {"Contacts": [{"Name": name}]}) for name in ("Ann", "Ben", "Cas")]
    assert [a.status_code for a in answers] == [500, 200, 200]
    for spoilt in answers[1:]:
        with pytest.raises(ValueError):  # noqa: PT011
            spoilt.json()
    assert len(api.get("/Contacts")["Contacts"]) == 3


def test_a_forced_rate_limit_looks_like_the_real_one(api: ApiClient, sandbox: XeroSandbox) -> None:
    sandbox.faults.rate_limit("PUT", r"/Contacts$", "minute", 7)
    refused = api.call("PUT", "/Contacts", {"Contacts": [{"Name": "Ann"}]})
    assert (refused.status_code, refused.headers["Retry-After"], refused.headers["X-Rate-Limit-Problem"]) == (
        429,
        "7",
        "minute",
    )
    assert api.get("/Contacts")["Contacts"] == []


def test_secrets_never_reach_the_log(api: ApiClient, sandbox: XeroSandbox) -> None:
    api.call("GET", "/Organisation")
    requests.post(
        f"{sandbox.url}/connect/token",
        data={
            "grant_type": "refresh_token",
            "client_id": sandbox.client.client_id,
            "refresh_token": api.tokens["refresh_token"],
        },
        timeout=10,
    )
    text = repr(sandbox.log.entries())
    assert api.tokens["access_token"] not in text
    assert api.tokens["refresh_token"] not in text
    assert "[redacted]" in text
