"""Both adapters from within a company's network: a proxy with a password, certificates of its own, odd redirects."""

from __future__ import annotations

import base64
import datetime as dt
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Self

import pytest

from splynx_xero_gui.domain.failures import Failure, NetworkLost, ServiceDown
from splynx_xero_gui.domain.profile import XeroSettings
from splynx_xero_gui.xero.identity import Identity
from splynx_xero_gui.xero.wire import NotAnswered, Wire
from tests.adapters.splynx.certificates import TODAY, Authority
from tests.adapters.splynx.support import Said, TinyServer, billing, said
from tests.support.xero_bench import free_port

WORDS = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
TRUSTING = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")
HOST = "books.example.net"


class LittleProxy(socketserver.ThreadingTCPServer):
    """Connects whoever says the password (CONNECT), always to one server of this computer; names are its own affair."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, password: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Connecting)
        self.target, self.connected = ("127.0.0.1", port), list[str]()
        word = base64.b64encode(f"me:{password}".encode()).decode()
        self.wanted = f"Basic {word}" if password else ""

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Connecting(socketserver.StreamRequestHandler):
    server: LittleProxy

    def handle(self) -> None:
        asked = self.rfile.readline().decode().split()
        headers = dict(line.split(": ", 1) for line in iter(lambda: self.rfile.readline().decode().strip(), ""))
        given = {name.lower(): value for name, value in headers.items()}
        if self.server.wanted and given.get("proxy-authorization") != self.server.wanted:
            self.wfile.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        self.server.connected.append(asked[1])
        with socket.create_connection(self.server.target) as far:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pass_on, args=(far, self.connection), daemon=True)
            back.start()
            _pass_on(self.connection, far)
            back.join(5)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def splynx(url: str) -> object:
    with billing(url) as system:
        return list(system.payments())


def xero(url: str) -> object:
    return Wire(url).request("GET", f"{url}/api.xro/2.0/Organisation").json()


def sign_in(url: str) -> object:
    return Identity(XeroSettings("A" * 32, api_url=url, identity_url=url, login_url=url)).connections("token")


SPEAKERS = {"splynx": splynx, "xero": xero, "sign-in": sign_in}
Speak = Callable[[str], object]


@pytest.fixture(params=SPEAKERS)
def speak(request: pytest.FixtureRequest) -> Speak:
    """One of the three that speak HTTP."""
    return SPEAKERS[request.param]


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for word in (*WORDS, *TRUSTING):
        monkeypatch.delenv(word, raising=False)
        monkeypatch.delenv(word.lower(), raising=False)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def context(authority: Authority) -> ssl.SSLContext:
    return authority.server_context(HOST)


@pytest.fixture
def server(context: ssl.SSLContext) -> Iterator[TinyServer]:
    """A service that is known by name beyond the proxy only."""
    with TinyServer(lambda asked: said({} if "api.xro" in asked.path else []), context=context) as made:
        yield made


@pytest.mark.parametrize("word", TRUSTING)
def test_a_proxy_with_a_password_is_gone_through_and_its_network_s_authority_is_trusted(
    monkeypatch: pytest.MonkeyPatch, authority: Authority, server: TinyServer, speak: Speak, word: str
) -> None:
    monkeypatch.setenv(word, str(authority.file))
    with LittleProxy(server.port, "open sesame") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:open%20sesame@127.0.0.1:{proxy.server_address[1]}")
        assert speak(f"https://{HOST}") in ([], {}, ())
        assert set(proxy.connected) == {f"{HOST}:443"}
    assert server.asked, "the answer came from elsewhere"
    assert not any("Proxy-Authorization" in asked.headers for asked in server.asked)


def test_a_wrong_password_of_a_proxy_is_told_and_nothing_was_sent(
    monkeypatch: pytest.MonkeyPatch, authority: Authority, server: TinyServer, speak: Speak
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    with LittleProxy(server.port, "open sesame") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:wrong-word@127.0.0.1:{proxy.server_address[1]}")
        with pytest.raises((NetworkLost, NotAnswered)) as told:
            speak(f"https://{HOST}")
        assert proxy.connected == []
    assert server.asked == []
    if isinstance(told.value, Failure):
        assert "proxy of this network refuses" in told.value.title
        assert "wrong-word" not in f"{told.value.message} {told.value.details}"
    else:
        # Else a write would be looked up although it was never sent.
        assert (told.value.by_proxy, told.value.maybe_arrived) == (True, False)


def test_a_proxy_that_is_not_there_is_no_connection(monkeypatch: pytest.MonkeyPatch, speak: Speak) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
    with pytest.raises((NetworkLost, NotAnswered)):
        speak(f"https://{HOST}")


def test_this_computer_is_reached_without_the_proxy(monkeypatch: pytest.MonkeyPatch, speak: Speak) -> None:
    """Else demo books, the sandbox and a Splynx on this computer would not work behind one."""
    for word in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(word, "http://127.0.0.1:9")
    with TinyServer(lambda asked: said({} if "api.xro" in asked.path else [])) as server:
        assert speak(server.url) in ([], {}, ())


BAD = {
    "out of date": ("localhost", {"until": TODAY - dt.timedelta(days=3)}, True),
    "another host's": ("elsewhere.example", {}, True),
    "of an unknown authority": ("localhost", {}, False),
}


@pytest.mark.parametrize("certificate", BAD)
def test_a_bad_certificate_ends_it_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch, authority: Authority, speak: Speak, certificate: str
) -> None:
    host, dates, known = BAD[certificate]
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with TinyServer(lambda _: said({}), context=authority.server_context(host, **dates)) as server:
        with pytest.raises((NetworkLost, NotAnswered)) as told:
            speak(f"https://localhost:{server.port}")
        assert server.asked == []
    if isinstance(told.value, NotAnswered):
        assert (told.value.untrusted, told.value.maybe_arrived) == (True, False)
    else:
        assert "is not safe" in told.value.title


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_never_takes_a_refresh_token_along(status: int) -> None:
    with ExitStack() as running:
        thief = running.enter_context(TinyServer(lambda _: said({})))
        away = Said(status, b"", {"Location": f"{thief.url}/connect/token"})
        honest = running.enter_context(TinyServer(lambda _: away))
        settings = XeroSettings("A" * 32, api_url=honest.url, identity_url=honest.url, login_url=honest.url)
        with pytest.raises(ServiceDown):
            Identity(settings).refresh("the-refresh-token")
        assert thief.asked == []


def test_an_answer_that_does_not_decode_is_a_declared_failure(speak: Speak) -> None:
    broken = Said(200, b"no gzip", {"Content-Encoding": "gzip", "Content-Type": "application/json"})
    with TinyServer(lambda _: broken) as server, pytest.raises((Failure, NotAnswered)):
        speak(server.url)
