"""An unsafe connection is refused before any key is sent, and the cause is named (ui.md S2)."""

from __future__ import annotations

import datetime as dt
import ssl
from pathlib import Path

import pytest

from splynx_xero_gui.domain.failures import Failure, NetworkLost
from tests.adapters.splynx.certificates import TODAY, YEAR, Authority
from tests.adapters.splynx.support import SECRET, HandCancel, TinyServer, billing, said


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """As on a computer whose owner trusts the authority."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    return authority


def failure_with(context: ssl.SSLContext) -> tuple[Failure, TinyServer, HandCancel]:
    cancel = HandCancel()
    with TinyServer(lambda _: said([]), context=context) as server:
        with billing(f"https://localhost:{server.port}", cancel) as splynx, pytest.raises(NetworkLost) as failure:
            list(splynx.payments())
    assert failure.value.id == "S2"
    assert failure.value.title == "The connection to localhost is not safe"
    assert SECRET not in failure.value.details
    assert server.asked == []
    assert cancel.waits == []
    return failure.value, server, cancel


def test_a_certificate_of_a_trusted_authority_is_accepted(trusted: Authority) -> None:
    with TinyServer(lambda _: said([]), context=trusted.server_context("localhost")) as server:
        with billing(f"https://localhost:{server.port}") as splynx:
            assert list(splynx.payments()) == []


def test_a_certificate_of_an_unknown_authority_is_refused(authority: Authority) -> None:
    failure, *_ = failure_with(authority.server_context("localhost"))
    assert failure.message == "Its certificate is not signed by a known authority. No key was sent."


def test_a_certificate_out_of_date_is_refused_with_its_last_day(trusted: Authority) -> None:
    ended = TODAY - dt.timedelta(days=40)
    failure, *_ = failure_with(trusted.server_context("localhost", until=ended))
    assert failure.message == f"Its certificate is out of date since {ended.date().isoformat()}. No key was sent."


def test_a_certificate_of_another_host_is_refused_with_its_name(trusted: Authority) -> None:
    failure, *_ = failure_with(trusted.server_context("other.example"))
    assert failure.message == "Its certificate belongs to other.example. No key was sent."


def test_a_certificate_that_is_not_valid_yet_points_to_the_date_of_this_computer(trusted: Authority) -> None:
    first = TODAY + dt.timedelta(days=2)
    failure, *_ = failure_with(trusted.server_context("localhost", since=first, until=first + YEAR))
    assert f"is not valid before {first.date().isoformat()}; check this computer's date" in failure.message


def test_a_server_that_speaks_no_tls_is_unreachable_not_trusted() -> None:
    with TinyServer(lambda _: said([])) as server:
        with billing(f"https://localhost:{server.port}") as splynx, pytest.raises(NetworkLost) as failure:
            list(splynx.payments())
        assert server.asked == []
    assert failure.value.id == "S1"
