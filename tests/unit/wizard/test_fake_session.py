"""The made-up services have the methods of the real ones, with the same parameters."""

import inspect
from typing import Any

import pytest

from splynx_xero_gui.wizard import services
from tests.support.fake_session import FakeConsent, FakeSession, FakeWorkplace


def _methods(kind: type[Any]) -> dict[str, list[str]]:
    return {
        name: list(inspect.signature(member).parameters)
        for name, member in vars(kind).items()
        if not name.startswith("_") and inspect.isfunction(member)
    }


@pytest.mark.parametrize(
    ("port", "fake"),
    [(services.Session, FakeSession), (services.Workplace, FakeWorkplace), (services.Consent, FakeConsent)],
)
def test_the_made_up_services_have_the_methods_of_the_real_ones(port: type[Any], fake: type[Any]) -> None:
    wanted, there = _methods(port), _methods(fake)
    assert {name: there.get(name) for name in wanted} == wanted
