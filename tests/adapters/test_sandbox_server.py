"""The loopback server both sandboxes run on."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
import requests
from flask import request

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.faults import Faults
from splynx_xero_gui.sandbox.http import LoopbackServer, RequestLog, loud_app

NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    app = loud_app("test")
    app.add_url_rule("/echo", "echo", view_func=lambda: request.get_data() or b"empty", methods=["GET", "POST"])
    app.add_url_rule("/broken", "broken", view_func=lambda: 1 / 0)
    with LoopbackServer(app, clock=SandboxClock(NOON), faults=Faults(), secret_bodies=("/secret",)) as running:
        yield running


def test_one_connection_serves_many_requests(server: LoopbackServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(server.url).port or 0, timeout=10)
    sockets = set()
    for body in (b"one", b"two", b"x" * 100_000, iter([b"chun", b"ked"])):
        connection.request("POST", "/echo", body, encode_chunked=not isinstance(body, bytes))
        got = connection.getresponse().read()
        assert got == (body if isinstance(body, bytes) else b"chunked")
        sockets.add(connection.sock)
    connection.request("HEAD", "/echo")
    assert connection.getresponse().headers["Content-Length"] == "5"
    assert len(sockets) == 1
    connection.close()


def test_it_speaks_the_time_of_its_clock(server: LoopbackServer) -> None:
    assert requests.get(f"{server.url}/echo", timeout=10).headers["Date"] == "Fri, 20 Nov 2026 12:00:00 GMT"


def test_a_defect_of_the_sandbox_never_looks_like_the_service(server: LoopbackServer) -> None:
    answer = requests.get(f"{server.url}/broken", timeout=10)
    assert (answer.status_code, answer.json()["Type"]) == (500, "SandboxDefect")
    assert [type(d) for d in server.defects] == [ZeroDivisionError]


def test_an_unknown_path_is_named(server: LoopbackServer) -> None:
    answer = requests.get(f"{server.url}/nowhere", timeout=10)
    assert (answer.status_code, answer.json()["Detail"]) == (501, "GET /nowhere")


def test_the_log_keeps_what_was_asked_without_secrets(server: LoopbackServer) -> None:
    requests.post(f"{server.url}/echo?a=1", data=b"hello", headers={"Authorization": "Bearer s3cret"}, timeout=10)
    requests.post(f"{server.url}/secret", data=b"s3cret", timeout=10)
    first, second = server.log.entries()
    assert (first.method, first.path, first.query, first.body, first.status) == ("POST", "/echo", "a=1", b"hello", 200)
    assert first.header("authorization") == "[redacted]"
    assert second.body == b"[redacted]"
    assert server.log.count("POST", "/echo") == 1


def test_the_log_lets_the_oldest_go_when_it_is_full() -> None:
    app = loud_app("test")
    app.add_url_rule("/echo", "echo", view_func=lambda: b"", methods=["POST"])
    log = RequestLog(capacity=3, max_bytes=100)
    with LoopbackServer(app, clock=SandboxClock(NOON), faults=Faults(), log=log) as server:
        for body in (b"a" * 60, b"b" * 60, b"c", b"d", b"e"):
            requests.post(f"{server.url}/echo", data=body, timeout=10)
    assert [e.body for e in log] == [b"c", b"d", b"e"]
    assert log.total == 5


def test_hooks_see_the_answers_too(server: LoopbackServer) -> None:
    seen = []
    server.hooks.append(seen.append)
    requests.post(f"{server.url}/echo", data=b"hello", timeout=10)
    assert [(e.body, e.response) for e in seen] == [(b"hello", b"hello")]


def test_a_hanging_request_ends_when_the_server_stops(server: LoopbackServer) -> None:
    rule = server.faults.hang("GET", "/echo")
    ended: list[type[Exception]] = []

    def ask() -> None:
        try:
            requests.get(f"{server.url}/echo", timeout=20)
        except requests.RequestException as error:
            ended.append(type(error))

    thread = threading.Thread(target=ask)
    thread.start()
    assert rule.wait_struck()
    server.stop()
    thread.join(10)
    assert ended == [requests.ConnectionError]


def test_a_server_starts_again_on_the_same_port(server: LoopbackServer) -> None:
    url = server.url
    server.stop()
    with pytest.raises(RuntimeError):
        _ = server.url
    server.start()
    assert server.url == url
    assert requests.get(f"{url}/echo", timeout=10).content == b"empty"


def test_rules_strike_where_they_say(server: LoopbackServer) -> None:
    rule = server.faults.fail("GET", "/echo$", status=503, body="down", nth=2, times=2)
    got = [requests.get(f"{server.url}/echo", timeout=10).status_code for _ in range(4)]
    assert got == [200, 503, 503, 200]
    assert rule.hits == 2
    assert requests.post(f"{server.url}/echo", timeout=10).status_code == 200
    forever = server.faults.fail("*", "/echo", times=None)
    assert [requests.get(f"{server.url}/echo", timeout=10).status_code for _ in range(3)] == [500] * 3
    forever.cancel()
    assert requests.get(f"{server.url}/echo", timeout=10).status_code == 200


def test_a_late_request_is_carried_out_when_its_time_has_come(server: LoopbackServer) -> None:
    server.clock.freeze(NOON)
    seen: list[tuple[bytes, int, bool]] = []
    server.faults.commit_late("POST", "/echo", 20)
    with pytest.raises(requests.ConnectionError):
        requests.post(f"{server.url}/echo", data=b"late", timeout=10)
    server.hooks.append(lambda e: seen.append((e.body, e.status, e.handled)))
    assert requests.get(f"{server.url}/echo", timeout=10).content == b"empty"
    server.clock.advance(seconds=20)
    assert requests.post(f"{server.url}/echo", data=b"new", timeout=10).content == b"new"
    assert seen == [(b"", 200, True), (b"late", 0, True), (b"new", 200, True)]


def test_the_clock_runs_jumps_and_stands() -> None:
    clock = SandboxClock()
    clock.set(NOON)
    assert abs((clock.now() - NOON).total_seconds()) < 5
    clock.freeze(NOON)
    clock.advance(minutes=1)
    assert clock.now() == NOON.replace(minute=1)
    with pytest.raises(ValueError, match="aware"):
        clock.set(datetime(2026, 1, 1))
