"""`--profile NAME drill`: the profile's own sync in an organisation that reports itself as a demo company (P1–P9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import keyring
import pytest

from splynx_xero_gui.bootstrap.drill_here import run_drill_here
from splynx_xero_gui.domain.drill import DrillReport, DrillStep
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.engine.control import Silent
from splynx_xero_gui.ports.control import Event, StageStarted
from splynx_xero_gui.sandbox.xero import OrganisationSpec
from tests.support.file_keyring import FileKeyring
from tests.support.inprocess import Office

WRITES = r"/api\.xro/2\.0/(Contacts|Invoices|CreditNotes|Payments|BankTransactions|Overpayments)"
IN_IT = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P9"]
MakeOffice = Callable[..., Office]


@pytest.fixture
def office(make_office: MakeOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A profile on a demo company, with a keyring that the process which is killed shares."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.support.file_keyring.FileKeyring")
    monkeypatch.setenv("TEST_KEYRING_FILE", str(tmp_path / "keyring.json"))
    keyring.set_keyring(FileKeyring())  # type: ignore[no-untyped-call]
    demo = OrganisationSpec(name="Demo Company (Global)", is_demo=True)
    made: Office = make_office(at=dt.datetime.now(dt.UTC).replace(microsecond=0), organisations=(demo,))
    for name in ("Anna Botha", "Ben Nel", "Carla Dlamini"):
        customer = made.customer(name)
        invoice = made.bill(customer)
        made.books.take_payment(customer.id, 160, invoices=[invoice.id])
    return made


class Watching:
    """Acts when a step begins."""

    def __init__(self, **acts: Callable[[], object]) -> None:
        self.acts = {DrillStep[name]: act for name, act in acts.items()}
        self.steps: list[str] = []

    def notify(self, event: Event) -> None:
        if isinstance(event, StageStarted) and event.stage.startswith("drill-"):
            self.steps.append(event.stage)
            self.acts.get(DrillStep(event.stage), lambda: None)()


def drilled(office: Office, **acts: Callable[[], object]) -> DrillReport:
    """The write that is killed hangs until the process that made it is gone."""
    hanging = office.world.xero.faults.hang("PUT", WRITES)
    watching = Watching(LOSE=hanging.release, **acts)
    report = run_drill_here(office.workplace, office.name, watching, office.cancel)
    assert watching.steps == [step.value for step in DrillStep]
    return report


def test_the_own_sync_is_killed_and_cut_off_and_every_promise_holds(office: Office) -> None:
    report = drilled(office)
    assert [promise.id for promise in report.promises] == IN_IT
    assert [promise for promise in report.promises if not promise.held] == []
    assert report.kills == 1
    assert report.answers_lost >= 2
    assert report.pages_read_again > 10
    office.equal()


def test_a_receipt_that_is_there_twice_is_found_out(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("splynx_xero_gui.bootstrap.drill_here._kill", lambda _course: None)  # seen in the test above

    def pay_twice() -> None:
        ours = next(payment for payment in office.desk.payments() if "SPX-P" in payment.reference)
        other = office.bill(office.customer("Dora Else"))
        office.sync()
        office.desk.record_payment(office.desk.invoice(other.number), 1, "091", office.today, ours.reference)

    report = run_drill_here(office.workplace, office.name, Watching(JUDGE=pay_twice), office.cancel)
    assert "P3" in [promise.id for promise in report.promises if not promise.held]


def test_what_would_write_into_splynx_is_refused(office: Office) -> None:
    methods = dict(office.profile().mappings.payment_methods)
    name = next(iter(methods))
    methods[name] = replace(methods[name], flow=Flow.FROM_XERO)
    mappings = replace(office.profile().mappings, payment_methods=methods)
    office.change_profile(scenario=ScenarioKind.MIXED, mappings=mappings)
    asked = office.world.xero.log.total
    with pytest.raises(Misconfigured) as refused:
        run_drill_here(office.workplace, office.name, Silent(), office.cancel)
    assert refused.value.id == "D3"
    assert office.world.xero.log.total == asked


def test_without_anything_to_send_there_is_no_drill(office: Office) -> None:
    office.sync()
    with pytest.raises(Misconfigured) as refused:
        run_drill_here(office.workplace, office.name, Silent(), office.cancel)
    assert refused.value.id == "D2"


def test_an_organisation_that_is_no_demo_company_any_more_is_refused_whatever_was_read_before(office: Office) -> None:
    office.world.xero.books.organisation().spec = replace(office.world.xero.books.organisation().spec, is_demo=False)
    written = office.world.xero.log.count("PUT")
    with pytest.raises(Misconfigured) as refused:
        run_drill_here(office.workplace, office.name, Silent(), office.cancel)
    assert refused.value.id == "D1"
    assert office.world.xero.log.count("PUT") == written
