"""A running Xero sandbox per test, at 20 November 2026, every exchange held against Xero's OpenAPI file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from splynx_xero_gui.sandbox.clock import SandboxClock
from splynx_xero_gui.sandbox.xero import Edition, Limits, OrganisationSpec, XeroSandbox
from tests.adapters.sandbox_xero.client import ApiClient
from tests.support.xero_schema import SchemaWatch

NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(NOON)


@pytest.fixture
def limits() -> Limits:
    """Wide enough for a test that is not about limits."""
    return Limits(per_minute=10_000, per_day=100_000)


@pytest.fixture
def organisations() -> list[OrganisationSpec]:
    return [OrganisationSpec("Karoo Fibre", Edition.ZA), OrganisationSpec("Aotearoa Net", Edition.NZ)]


@pytest.fixture
def sandbox(clock: SandboxClock, limits: Limits, organisations: list[OrganisationSpec]) -> Iterator[XeroSandbox]:
    with (
        XeroSandbox(clock=clock, limits=limits, organisations=organisations) as running,
        SchemaWatch.over(running.hooks),
    ):
        yield running
    assert running.server.defects == []


@pytest.fixture
def api(sandbox: XeroSandbox) -> Iterator[ApiClient]:
    client = ApiClient(sandbox)
    yield client
    client.session.close()
