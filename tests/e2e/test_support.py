"""What support gets to see: every call with Xero's name for it, how each run ended, and nothing of customers."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from splynx_xero_gui.bootstrap import open_workplace
from splynx_xero_gui.engine.own_error import own_error
from splynx_xero_gui.gui.wizard.failure_words import unexpected_failure
from tests.support.inprocess import Office

GUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@pytest.fixture
def office(make_office: Callable[..., Office]) -> Office:
    made: Office = make_office()
    made.workplace = open_workplace(clock=made.clock, verbose=True)
    made.session = made.workplace.session(made.name)
    customer = made.customer("Thandiwe Mbeki-Oosthuizen")
    invoice = made.bill(customer, "3217.41")
    made.books.take_payment(customer.id, "3699.99", invoices=[invoice.id])
    return made


def log(app_home: Path) -> list[str]:
    """The lines of the program's log."""
    return (app_home / "logs" / "splynx-xero.log").read_text().splitlines()


def test_the_log_names_every_call_with_xeros_own_id_and_nothing_of_customers(office: Office, app_home: Path) -> None:
    before = len(office.world.xero.log.entries())
    office.sync()
    made = [e for e in office.world.xero.log.entries()[before:] if e.path.startswith("/api.xro/")]
    lines = log(app_home)
    calls = [line for line in lines if " xero call " in line]
    assert len(calls) >= len(made) > 3
    assert all(re.search(rf"endpoint=\w+ status=\d+ correlation={GUID} bytes=\d+ seconds=[\d.]+$", c) for c in calls)
    assert any(" splynx call " in line and "endpoint=/api/2.0/admin/finance/invoices" in line for line in lines)
    assert any(re.search(r" run ended run=\w+ outcome=completed .* items=3 ", line) for line in lines)
    text = "\n".join(lines)
    for word in ("Thandiwe", "3217.41", "3699.99", "Fibre"):
        assert word not in text


def test_verbose_adds_stages_pages_and_how_each_write_ended(office: Office, app_home: Path) -> None:
    office.sync()
    text = "\n".join(log(app_home))
    for told in ("stage stage=compare", "read side=xero stream=contact", "write kind=create-invoice result=done"):
        assert told in text
    loud = len(log(app_home))
    quiet = open_workplace(clock=office.clock).session(office.name)
    office.session = quiet
    office.bill(office.customer("Ben Nel"))
    office.sync()
    assert not any(" DEBUG " in line for line in log(app_home)[loud:])


@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_stop_carries_xeros_id_of_the_call_under_its_details(office: Office, status: int) -> None:
    id = "5f3c9d7e-1b2a-4c3d-8e9f-0a1b2c3d4e5f"
    headers = (("Xero-Correlation-Id", id),)
    office.world.xero.faults.fail("*", r"/api\.xro/", status=status, headers=headers, times=None)
    report = office.run()
    assert report.outcome == "stopped"
    assert id in report.details


@pytest.mark.parametrize("told", [own_error, unexpected_failure])
def test_an_own_error_shows_no_key_that_its_words_quote(told: Callable[[BaseException], object]) -> None:
    key = "eyJhbGciOiJSUzI1NiJ9a8Jq2Lx0PzR4"
    assert key not in str(vars(told(ValueError(f"Authorization: Bearer {key}"))))
