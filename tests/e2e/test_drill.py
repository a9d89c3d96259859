"""`drill`: on simulated books, with a real process killed, ten promises judged by the services' own books (P1–P10)."""

from pathlib import Path
from typing import Any

import pytest

from splynx_xero_gui.bootstrap.drill import run_drill
from splynx_xero_gui.bootstrap.drill_books import DrillBooks
from splynx_xero_gui.domain.failures import Cancelled
from splynx_xero_gui.domain.results import SyncReport
from splynx_xero_gui.engine.control import CancelSwitch
from splynx_xero_gui.sandbox.world import SandboxWorld
from splynx_xero_gui.sandbox.xero import DocKind, OrganisationSpec
from tests.support.console import ConsoleUser

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


def test_a_profile_on_real_books_is_refused(make_world: Any, user_of: Any) -> None:
    real = OrganisationSpec(name="Example ISP Ltd", is_demo=False)
    world: SandboxWorld = make_world(3, 1, organisations=(real,))
    user: ConsoleUser = user_of(world)
    asked = world.xero.log.total
    refused = user.json("--profile", "default", "drill")
    assert refused.code == 2
    assert refused.json["error"]["id"] == "D1"
    assert "Example ISP Ltd" in refused.json["error"]["message"]
    assert world.xero.log.total == asked


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
    report = run_drill(CancelSwitch(), lambda text: None)
    broken = {promise.id for promise in report.promises if not promise.held}
    assert "P3" in broken
    assert not report.held


def test_a_drill_can_be_stopped() -> None:
    cancel = CancelSwitch()
    cancel.set()
    before = temporary_books()
    with pytest.raises(Cancelled):
        run_drill(cancel, lambda text: None)
    assert temporary_books() <= before
