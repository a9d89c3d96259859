"""A small provider behind a running Splynx sandbox, and a client that speaks raw HTTP to it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import requests

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.splynx import Line, SplynxBooks, SplynxSandbox

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # 14:00 in Johannesburg


def sign(key: str, secret: str, nonce: int) -> str:
    return hmac.new(secret.encode(), f"{nonce}{key}".encode(), hashlib.sha256).hexdigest().upper()


@dataclass
class RawClient:
    """One HTTP session; logs in at the first request unless a header is given."""

    sandbox: SplynxSandbox
    session: requests.Session = field(default_factory=requests.Session)
    nonce: int = 170_000_000_000
    header: str | None = None

    def url(self, path: str) -> str:
        return f"{self.sandbox.url}/api/2.0/admin/{path}"

    def login(self, nonce: int | None = None) -> requests.Response:
        self.nonce += 1
        used = self.nonce if nonce is None else nonce
        key, secret = self.sandbox.api_key, self.sandbox.api_secret
        body = {"auth_type": "api_key", "key": key, "nonce": used, "signature": sign(key, secret, used)}
        answer = self.session.post(self.url("auth/tokens"), json=body, timeout=10)
        if answer.status_code == 201:
            self.header = f"Splynx-EA (access_token={answer.json()['access_token']})"
        return answer

    def send(self, method: str, path: str, body: object = None, header: str | None = None) -> requests.Response:
        if header is None and self.header is None:
            self.login()
        headers = {"Authorization": header or self.header or ""}
        return self.session.request(method, self.url(path), json=body, headers=headers, timeout=10)

    def get(self, path: str) -> Any:
        answer = self.send("GET", path)
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text, parse_float=Decimal)

    def ids(self, path: str) -> list[int]:
        return [row["id"] for row in self.get(path)]

    def count(self, path: str) -> int:
        return int(self.send("HEAD", path).headers["x-total-count"])


def small_books(clock: SandboxClock) -> SplynxBooks:
    """Two partners, three customers, taxes and methods, no documents."""
    books = SplynxBooks(clock)
    books.add_partner("Main")
    books.add_partner("Reseller")
    books.add_location("Cape Town")
    books.add_tax("VAT 15%", 15)
    books.add_method("Cash")
    books.add_method("Bank transfer", "Account", "Transaction ID")
    books.add_customer("Ann Adams", email="ann@example.net")
    books.add_customer("Bongani Cele", partner_id=2)
    books.add_customer("Cape Winery CC", category="company")
    return books


def internet(price: str = "100", **others: Any) -> Line:
    return Line("Fibre 50", Decimal(price), tax_id=1, **others)


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(NOON)


@pytest.fixture
def books(clock: SandboxClock) -> SplynxBooks:
    return small_books(clock)


@pytest.fixture
def splynx(books: SplynxBooks) -> Iterator[SplynxSandbox]:
    with SplynxSandbox(books) as running:
        yield running


@pytest.fixture
def client(splynx: SplynxSandbox) -> Iterator[RawClient]:
    raw = RawClient(splynx)
    yield raw
    raw.session.close()
