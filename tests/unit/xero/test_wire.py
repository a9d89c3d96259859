"""The wire to Xero: proxies of the environment, never for this computer, and never a retry nobody asked for."""

import base64
import ssl

import pytest
import urllib3
from urllib3 import exceptions as trouble

from splynx_xero_gui.xero.wire import Answer, NotJson, Wire

PROXY_WORDS = (
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
)


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    for word in PROXY_WORDS:
        monkeypatch.delenv(word, raising=False)


def test_the_proxy_of_the_environment_is_used_with_its_password(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://me:p%40ss@proxy.example.net:3128")
    pool = Wire("https://api.xero.com").pool_manager
    assert isinstance(pool, urllib3.ProxyManager)
    assert (pool.proxy.host, pool.proxy.port) == ("proxy.example.net", 3128)
    expected = "Basic " + base64.b64encode(b"me:p@ss").decode()
    assert pool.proxy_headers["proxy-authorization"] == expected


def test_a_proxy_written_without_a_scheme_is_understood(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "proxy.example.net:3128")
    assert isinstance(Wire("https://api.xero.com").pool_manager, urllib3.ProxyManager)


@pytest.mark.parametrize("host", ["http://127.0.0.1:1", "http://localhost:1", "https://[::1]:1"])
def test_this_computer_is_never_reached_through_a_proxy(monkeypatch, host):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.net:3128")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example.net:3128")
    assert not isinstance(Wire(host).pool_manager, urllib3.ProxyManager)


def test_an_exception_of_the_environment_is_respected(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.net:3128")
    monkeypatch.setenv("NO_PROXY", "api.xero.com")
    assert not isinstance(Wire("https://api.xero.com").pool_manager, urllib3.ProxyManager)


def test_certificates_are_always_checked_and_nothing_is_retried_by_itself():
    settings = Wire("https://api.xero.com").pool_manager.connection_pool_kw
    assert settings["cert_reqs"] == "CERT_REQUIRED"
    assert settings["retries"].total is False
    assert settings["retries"].redirect == 0
    assert settings["timeout"].connect_timeout
    assert settings["timeout"].read_timeout


@pytest.mark.parametrize(
    ("error", "maybe_arrived", "at_once"),
    [
        (trouble.NewConnectionError(None, "refused"), False, True),
        (trouble.ConnectTimeoutError(None, "slow"), False, True),
        (trouble.ProxyError("proxy", trouble.NewConnectionError(None, "refused")), False, True),
        (trouble.SSLError(ssl.SSLCertVerificationError("self-signed")), False, True),
        (trouble.SSLError(ssl.SSLError("broken in the middle")), True, True),
        (trouble.ProtocolError("aborted"), True, True),
        (trouble.ReadTimeoutError(None, None, "slow"), True, False),
        (trouble.IncompleteRead(1, 2), True, True),
    ],
)
def test_every_trouble_is_either_never_sent_or_maybe_arrived(error, maybe_arrived, at_once):
    sorted_out = Wire("https://api.xero.com")._sorted(error)
    assert (sorted_out.maybe_arrived, sorted_out.at_once) == (maybe_arrived, at_once)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"3", b'{"a": NaN}', b"[" * 100_000, b"\xff\xfe"])
def test_what_is_not_an_object_in_json_is_not_xeros_language(body):
    with pytest.raises(NotJson):
        Answer(200, {}, body).json()
    assert Answer(200, {}, body).json_or_empty() == {}
