"""What every ledger promises about undo: what was written, what was taken back, what is held (design.md §7, R15)."""

from __future__ import annotations

import dataclasses

from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.records import IntentState, Undone
from splynx_xero_gui.ports.ledger import Conclusion
from splynx_xero_gui.storage.ledger import SqlLedger
from tests.contract.conftest import LedgerMaker
from tests.support import samples
from tests.support.samples import intent, seen


def wrote(ledger: SqlLedger, id: str, run_id: str, xero_id: str, **more: object) -> None:
    ledger.begin([intent(id, run_id=run_id, action_id=f"a-{id}", replaced=str(more.pop("replaced", "")))])
    ledger.conclude([Conclusion(id, IntentState.DONE, xero_id, **more)])  # type: ignore[arg-type]


def test_what_a_run_wrote_comes_back_in_order_and_what_was_refused_does_not(ledger: SqlLedger) -> None:
    wrote(ledger, "i2", "r1", "x2", answer="hash", replaced="[]")
    wrote(ledger, "i1", "r1", "x1")
    wrote(ledger, "i3", "r2", "x1")
    ledger.begin([intent("i4", run_id="r1", action_id="a-i4")])
    ledger.conclude([Conclusion("i4", IntentState.REFUSED)])
    written = ledger.written("r1")
    assert [one.id for one in written] == ["i2", "i1"]
    assert (written[0].answer, written[0].replaced) == ("hash", "[]")
    assert [one.id for one in ledger.written_to(["x1", "nothing"])] == ["i1", "i3"]


def test_what_was_taken_back_is_noted_with_the_answer_of_the_write_that_did_it(ledgers: LedgerMaker) -> None:
    ledger = ledgers()
    wrote(ledger, "i1", "r1", "x1")
    wrote(ledger, "u1", "r2", "x1", undone=Undone("i1", "r2", "hold-1"))
    again = ledgers()
    assert again.undone("r1") == {"i1": Undone("i1", "r2", "hold-1")}
    assert again.undone("r2") == {}


def test_a_hold_stands_until_a_person_releases_it(ledger: SqlLedger) -> None:
    wrote(ledger, "i1", "r1", "x1")
    wrote(ledger, "i2", "r1", "x2")
    wrote(ledger, "u1", "r2", "x1", undone=Undone("i1", "r2", "hold-1"))
    wrote(ledger, "u2", "r2", "x2", undone=Undone("i2", "r2"))
    assert ledger.held() == {"hold-1"}
    ledger.release(["other"])
    assert ledger.held() == {"hold-1"}
    ledger.release(["hold-1"])
    assert ledger.held() == frozenset()
    assert set(ledger.undone("r1")) == {"i1", "i2"}


def test_links_are_found_by_their_ids(ledger: SqlLedger) -> None:
    ledger.save_links([samples.contact_link(), samples.invoice_link("1", "d-1")])
    first, second = ledger.links()
    assert first.id is not None
    assert ledger.links_by_id([first.id, 99]) == [first]
    assert ledger.links_by_id([]) == []
    assert dataclasses.replace(second, id=None) == samples.invoice_link("1", "d-1")


def test_an_emptied_record_holds_nothing_and_can_be_used(ledger: SqlLedger) -> None:
    ledger.store_page([seen(samples.invoice()), seen(samples.contact())])
    ledger.save_links([samples.contact_link()])
    ledger.set_fact("kept", "no")
    wrote(ledger, "i1", "r1", "x1")
    ledger.empty()
    assert not ledger.facts().ever_linked
    assert ledger.get_fact("kept") is None
    assert ledger.written("r1") == []
    ledger.save_links([samples.contact_link()])
    assert ledger.facts().ever_linked


def test_what_was_read_of_one_side_is_forgotten_alone(ledger: SqlLedger) -> None:
    ledger.store_page([seen(samples.invoice()), seen(samples.contact())])
    ledger.forget_side(Side.SPLYNX)
    assert {side for side, _ in ledger.facts().known} == {Side.XERO}
