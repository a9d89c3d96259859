"""`drill`: on simulated books, with a real process killed, ten promises judged by the services' own books (P1–P10)."""

import json
from pathlib import Path
from typing import Any

import pytest

from splynx_xero_gui.bootstrap.drill import run_drill
from splynx_xero_gui.bootstrap.drill_books import DrillBooks, drill_books
from splynx_xero_gui.bootstrap.workplace import LocalWorkplace
from splynx_xero_gui.cli.main import call
from splynx_xero_gui.domain.drill import DrillReport, DrillStep, Promise
from splynx_xero_gui.domain.failures import Cancelled
from splynx_xero_gui.domain.results import SyncReport
from splynx_xero_gui.engine.control import CancelSwitch, Silent
from splynx_xero_gui.ports.control import Cancel, Observer, StageStarted
from splynx_xero_gui.sandbox.xero import DocKind, OrganisationSpec
from tests.support.console import ConsoleUser
from tests.support.inprocess import Office
from tests.support.memory_keyring import MemoryKeyring

TEN = [f"P{number}" for number in range(1, 11)]


def temporary_books() -> set[Path]:
    import tempfile

    return set(Path(tempfile.gettempdir()).glob("splynx-xero-drill-*"))


@pytest.mark.timeout(240)
def test_a_drill_kills_loses_and_repeats_and_every_promise_holds(make_world: Any, tmp_path: Path) -> None:
    user = ConsoleUser(make_world(1, 1), tmp_path / "one")
    before = temporary_books()
    answer = user.json("drill")
    told = answer.json
    assert [promise["id"] for promise in told["promises"]] == TEN
    assert [promise for promise in told["promises"] if not promise["held"]] == []
    assert (answer.code, told["held"]) == (0, True)
    assert told["kills"] == 2
    assert told["answers_lost"] >= 2
    assert told["pages_read_again"] >= 1
    # Nothing of the person's was used, and nothing is left behind.
    assert not (tmp_path / "one" / "keyring.json").exists()
    assert not list((tmp_path / "one" / "home").rglob("*.sqlite"))
    assert temporary_books() <= before


def test_a_profile_on_real_books_is_refused(make_office: Any, capsys: pytest.CaptureFixture[str]) -> None:
    office: Office = make_office(organisations=(OrganisationSpec(name="Example ISP Ltd", is_demo=False),))
    office.bill(office.customer())
    written = office.world.xero.log.count("PUT")
    assert call(["--profile", office.name, "--json", "drill"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["id"] == "D1"
    assert "Example ISP Ltd" in error["message"]
    assert office.world.xero.log.count("PUT") == written


@pytest.mark.parametrize("held", [True, False])
def test_a_demo_company_may_be_named_and_the_exit_code_says_whether_all_held(
    make_office: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], held: bool
) -> None:
    office: Office = make_office(organisations=(OrganisationSpec(name="Demo Company (Global)", is_demo=True),))
    report = DrillReport((Promise("P1", "A second sync writes nothing", held, "0 writes"),), kills=2)

    def quick(workplace: LocalWorkplace, name: str, observer: Observer, cancel: Cancel) -> DrillReport:
        assert (workplace.profiles(), name) == ((office.name,), office.name)
        observer.notify(StageStarted(DrillStep.KILL.value))
        return report

    monkeypatch.setattr("splynx_xero_gui.bootstrap.drill_here.run_drill_here", quick)
    assert call(["--profile", office.name, "--json", "drill"]) == (0 if held else 1)
    printed = capsys.readouterr()
    assert json.loads(printed.out)["held"] is held
    assert "is killed" in printed.err


def test_a_drill_leaves_the_keys_of_this_process_alone(make_office: Any, memory_keyring: MemoryKeyring) -> None:
    """The window's engine syncs real books in the process that runs a drill: its password store stays in force."""
    office: Office = make_office()
    office.bill(office.customer())
    kept = dict(memory_keyring.entries)
    with drill_books(CancelSwitch()) as drilled:
        drilled.sync()
        assert dict(memory_keyring.entries) == kept
        assert office.sync() == {"create-contact": 1, "create-invoice": 1}


@pytest.mark.timeout(240)
def test_a_product_that_pays_twice_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The drill can say no: a receipt that is made again behind every sync breaks P3 and P2."""
    honest = DrillBooks.sync

    def pays_twice(office: DrillBooks, **request: object) -> SyncReport:
        report = honest(office, **request)
        desk = office.world.xero.desk()
        ours = next((p for p in desk.payments() if "SPX-P" in p.reference), None)
        open_one = next((d for d in desk.documents(DocKind.INVOICE) if d.open_amount > 1), None)
        if ours is not None and open_one is not None:
            bank = ours.account.code
            desk.record_payment(open_one, 1, bank, office.world.clock.now().date(), ours.reference)
        return report

    monkeypatch.setattr(DrillBooks, "sync", pays_twice)
    monkeypatch.setattr("splynx_xero_gui.bootstrap.drill._kill", lambda _course, _nth: None)  # seen in the test above
    report = run_drill(Silent(), CancelSwitch())
    broken = {promise.id for promise in report.promises if not promise.held}
    assert "P3" in broken
    assert not report.held


def test_a_drill_can_be_stopped() -> None:
    cancel = CancelSwitch()
    cancel.set()
    before = temporary_books()
    with pytest.raises(Cancelled):
        run_drill(Silent(), cancel)
    assert temporary_books() <= before
