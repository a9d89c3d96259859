"""Writing: intent first, waves, batches, five at once, refusals, lost answers, stops (design.md §4, P2, P3)."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from splynx_xero_gui.domain.accounting import Document
from splynx_xero_gui.domain.failures import DayLimitReached, Failure, StorageTrouble
from splynx_xero_gui.domain.kinds import ActionKind, ObjectKind, Side, Undo
from splynx_xero_gui.domain.payloads import ContactPayload, DocumentPayload, FilePayload, LinePayload, NotePayload, Ref
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.records import IntentState, Link, Role
from splynx_xero_gui.engine.concluding import Concluder
from splynx_xero_gui.engine.execute import Execution, Executor
from splynx_xero_gui.ports.control import BatchStarted, CallsUsed, ItemDone, Pausing
from splynx_xero_gui.storage.codec import JsonActionCodec
from tests.support.fake_billing import network_lost
from tests.support.fakes import Office, money
from tests.support.planner import NOVEMBER

Run = Callable[[Sequence[SyncAction]], Execution]


@pytest.fixture
def run(office: Office) -> Run:
    """Execute these actions in run r1."""

    def execute(actions: Sequence[SyncAction]) -> Execution:
        return Executor(
            office.accounting,
            office.billing,
            office.ledger,  # type: ignore[arg-type]
            office.clock,
            office,
            office.cancel,
            office.new_id,
            JsonActionCodec(),
            Concluder("", office.ledger),  # type: ignore[arg-type]
            "",
            "r1",
        ).run(actions)

    return execute


def make_contact(id: str = "1", **more: Any) -> SyncAction:
    link = Link(ObjectKind.CUSTOMER, id, Role.MAIN, ObjectKind.CONTACT, "", id)
    given: dict[str, Any] = {"links": (link,), "undo": Undo.ARCHIVE, **more}
    payload = ContactPayload(f"Customer {id}", f"SPX-{id}")
    return _action(f"c{id}", ActionKind.CREATE_CONTACT, id, payload, "0.00", **given)


def make_invoice(id: str = "1", *, contact: str = "", **more: Any) -> SyncAction:
    link = Link(ObjectKind.INVOICE, id, Role.MAIN, ObjectKind.INVOICE, "", id, amount=money("115.00"))
    ref = Ref(id=contact) if contact else Ref(made_by=f"c{id}")
    line = LinePayload("Internet", money("1.0000"), money("100.0000"), "200", "OUTPUT15")
    payload = DocumentPayload(
        ObjectKind.INVOICE,
        f"2026{id}",
        ref,
        NOVEMBER,
        NOVEMBER,
        "",
        "ZAR",
        "AUTHORISED",
        (line,),
        money("115.00"),
        money("15.00"),
    )
    needs = () if contact else (f"c{id}",)
    given: dict[str, Any] = {"links": (link,), "undo": Undo.VOID, "depends_on": needs, **more}
    return _action(f"i{id}", ActionKind.CREATE_INVOICE, id, payload, "115.00", **given)


def _action(id: str, kind: ActionKind, customer: str, payload: Any, amount: str, **more: Any) -> SyncAction:
    given: dict[str, Any] = {"undo": None, **more}
    return SyncAction(
        id,
        kind,
        Side.XERO,
        f"{kind.value} {customer}",
        customer,
        None,
        customer,
        f"Customer {customer}",
        NOVEMBER,
        money(amount),
        "ZAR",
        payload=payload,
        **given,
    )


def states(office: Office) -> list[str]:
    return [intent.state.value for intent in office.store.open_intents()]


# -- intent first --


def test_intents_are_committed_before_each_call_and_answers_after_it(office: Office, run: Run) -> None:
    result = run([make_contact(), make_invoice()])
    steps = [entry[:3] if entry[0] == "write" else entry[:2] for entry in office.log]
    assert steps == [
        ("begin", ("c1",)),
        ("write", "create-contact", ("c1",)),
        ("conclude", ("done",)),
        ("begin", ("i1",)),
        ("write", "create-invoice", ("i1",)),
        ("conclude", ("done",)),
    ]
    assert result.written == {
        (Side.XERO, ActionKind.CREATE_CONTACT): (1, money("0.00")),
        (Side.XERO, ActionKind.CREATE_INVOICE): (1, money("115.00")),
    }
    assert office.store.open_intents() == []


def test_the_answer_is_kept_with_links_object_and_entry_in_one_commit(office: Office, run: Run) -> None:
    run([make_contact(), make_invoice()])
    (contact, invoice) = office.store.links()
    assert contact.xero_id
    assert invoice.agreed_xero
    seen = office.store.observation(Side.XERO, ObjectKind.INVOICE, invoice.xero_id)
    assert seen is not None
    assert seen.owner == contact.xero_id
    entries = office.store.run_items("r1")
    assert [(e.sequence, e.kind, e.xero_id, e.result) for e in entries] == [
        (1, ActionKind.CREATE_CONTACT, contact.xero_id, "done"),
        (2, ActionKind.CREATE_INVOICE, invoice.xero_id, "done"),
    ]


def test_the_intent_keeps_the_action_with_every_reference_filled_in(office: Office, run: Run) -> None:
    office.accounting.fault("lost-before", "create-invoice")
    run([make_contact(), make_invoice()])
    (intent,) = office.store.open_intents()
    sent = JsonActionCodec().decode(intent.action)
    assert isinstance(sent.payload, DocumentPayload)
    assert sent.payload.contact == Ref(id=office.store.links()[0].xero_id)


def test_all_elements_of_a_call_share_a_key_and_calls_never_do(office: Office, run: Run) -> None:
    run([make_contact(str(id)) for id in range(60)])
    keys = [entry[3] for entry in office.log if entry[0] == "write"]
    assert len(set(keys)) == len(keys) == 2


# -- batches and waves --


def test_sixty_contacts_go_in_two_calls_and_are_told_as_such(office: Office, run: Run) -> None:
    run([make_contact(str(id)) for id in range(60)])
    assert [len(entry[2]) for entry in office.log if entry[0] == "write"] == [50, 10]
    started = [event for event in office.events if isinstance(event, BatchStarted)]
    assert [(e.first, e.last) for e in started] == [(1, 50), (51, 60)]
    assert sum(isinstance(event, ItemDone) for event in office.events) == 60


def test_what_needs_something_goes_out_after_it_was_answered(office: Office, run: Run) -> None:
    run([make_contact(), make_contact("2"), make_invoice(), make_invoice("2")])
    kinds = [entry[1] for entry in office.log if entry[0] == "write"]
    assert kinds == ["create-contact", "create-invoice"]
    contacts = {link.xero_id for link in office.store.links(kinds=[ObjectKind.CUSTOMER])}
    assert {invoice.contact_id for invoice in office.alive(Document)} == contacts


def test_never_more_than_five_calls_are_under_way_and_five_are(office: Office, run: Run) -> None:
    five = threading.Barrier(5)
    office.accounting.before_answer = lambda batch: five.wait(20)
    result = run([make_contact(str(id)) for id in range(500)])  # ten calls: twice five
    assert office.accounting.most_at_once == 5
    assert len(result.done) == 500


def test_writes_of_different_kinds_go_out_together(office: Office, run: Run) -> None:
    contact = office.world.contact("c1", name="a")
    two = threading.Barrier(2)
    office.accounting.before_answer = lambda batch: two.wait(20)
    run([make_contact("7"), make_invoice("8", contact=contact.id)])
    assert office.accounting.most_at_once == 2


# -- refusals --


def test_a_refusal_blocks_what_needs_it_and_nothing_else(office: Office, run: Run) -> None:
    office.world.contact("c9", name="Customer 1")  # the name is taken
    result = run([make_contact("1"), make_contact("2"), make_invoice("1"), make_invoice("2")])
    assert (result.refused, result.blocked, result.not_tried, len(result.done)) == (1, 1, 0, 2)
    assert result.stop is None
    assert list(office.store.refusals()) == ["c1"]
    refused = [event for event in office.events if isinstance(event, ItemDone) and event.result == "refused"]
    assert "name Customer 1 is taken" in refused[0].message


def test_what_needs_something_blocked_is_blocked_too(office: Office, run: Run) -> None:
    office.accounting.fault("refused", "create-contact")
    note = NotePayload(ObjectKind.INVOICE, Ref(made_by="i1"), "sent")
    third = _action("n1", ActionKind.ADD_NOTE, "1", note, "0.00", depends_on=("i1",))
    result = run([make_contact(), make_invoice(), third])
    assert (result.refused, result.blocked, result.not_tried) == (1, 2, 0)


def test_a_refused_invoice_shows_the_one_whose_number_it_wanted(office: Office, run: Run) -> None:
    contact = office.world.contact("c1", name="a")
    run([make_invoice("1", contact=contact.id)])
    taken = office.alive(Document)[0]
    office.store.mark_gone(Side.XERO, ObjectKind.INVOICE, [taken.id])
    result = run([make_invoice("1", contact=contact.id, links=())])
    assert result.refused == 1
    seen = office.store.observation(Side.XERO, ObjectKind.INVOICE, taken.id)
    assert seen is not None
    assert not seen.gone
    assert office.accounting.asked_for("by_numbers") == [(ObjectKind.INVOICE, ("20261",))]


def test_looking_behind_a_refusal_that_breaks_ends_the_run_and_loses_nothing(office: Office, run: Run) -> None:
    office.accounting.fault("refused", "create-contact")
    office.accounting.reads_failing["contacts_by_number"] = network_lost()
    result = run([make_contact("1"), make_contact("2", depends_on=("c1",))])
    assert result.stop is not None
    assert (result.refused, result.blocked) == (1, 1)


# -- lost answers and stops --


def test_a_lost_answer_is_uncertain_and_blocks_what_needs_it(office: Office, run: Run) -> None:
    office.accounting.fault("lost-after", "create-contact")
    result = run([make_contact(), make_invoice()])
    assert (result.uncertain, result.blocked, result.not_tried) == (1, 1, 0)
    assert states(office) == ["uncertain"]
    assert isinstance(result.stop, type(network_lost()))


def test_an_answer_that_does_not_mention_an_element_leaves_it_uncertain(office: Office, run: Run) -> None:
    office.accounting.fault("half", "create-contact")
    result = run([make_contact(str(id)) for id in range(4)])
    assert (len(result.done), result.uncertain) == (2, 2)
    assert result.stop is None
    assert states(office) == ["uncertain", "uncertain"]


def test_what_was_never_sent_is_free_to_be_planned_again(office: Office, run: Run) -> None:
    stop = DayLimitReached("L1", "Xero's limit for today is reached", "…", "…")
    office.accounting.fault("not-sent", "create-contact", stop=stop)
    result = run([make_contact(), make_contact("2"), make_invoice()])
    assert (result.uncertain, result.not_tried, result.blocked, len(result.done)) == (0, 3, 0, 0)
    assert result.stop is stop
    assert office.store.open_intents() == []
    assert office.store.run_items("r1") == []


def test_a_stop_lets_the_calls_under_way_end_and_keeps_their_answers(office: Office, run: Run) -> None:
    stopped = threading.Event()
    office.accounting.fault("lost-before", "create-contact")

    def answer_the_third_first(batch: Sequence[SyncAction]) -> None:
        if batch[0].id != "c100":
            assert stopped.wait(20)

    def note(event: object) -> None:
        if isinstance(event, CallsUsed):
            stopped.set()

    office.accounting.before_answer = answer_the_third_first
    office.notify = note  # type: ignore[method-assign]
    result = run([make_contact(str(id)) for id in range(300)])  # six calls, five at once
    assert len(result.done) == 200
    assert (result.uncertain, result.not_tried) == (50, 50)
    assert len(states(office)) == 50


def test_an_adapter_that_breaks_leaves_its_call_uncertain_and_ends_the_run(office: Office, run: Run) -> None:
    office.accounting.fault("raises", "create-contact")
    result = run([make_contact(), make_invoice()])
    assert (result.uncertain, result.blocked) == (1, 1)
    assert result.stop is not None
    assert result.stop.id == "G1"
    assert "ZeroDivisionError" in result.stop.details
    assert states(office) == ["uncertain"]


def test_cancel_takes_effect_between_calls(office: Office, run: Run) -> None:
    office.accounting.fault("cancel", "create-contact")
    result = run([make_contact(), make_invoice()])
    assert len(result.done) == 1
    assert (result.not_tried, result.uncertain) == (1, 0)
    assert result.stop is not None
    assert result.stop.id == "cancelled"


def test_cancelled_before_the_start_writes_nothing(office: Office, run: Run) -> None:
    office.cancel.set()
    result = run([make_contact()])
    assert result.not_tried == 1
    assert office.log == []


def test_a_disk_that_takes_no_intent_makes_no_call(office: Office, run: Run) -> None:
    office.ledger.failing["begin"] = StorageTrouble("R3", "The sync record cannot be written", "full", "")
    result = run([make_contact(), make_invoice()])
    assert office.log == []
    assert result.not_tried == 2
    assert isinstance(result.stop, StorageTrouble)


def test_a_disk_that_takes_no_answer_leaves_it_open_for_the_next_run(office: Office, run: Run) -> None:
    office.ledger.failing["conclude"] = StorageTrouble("R3", "The sync record cannot be written", "full", "")
    result = run([make_contact(), make_invoice()])
    assert (len(result.done), result.uncertain, result.blocked) == (0, 1, 1)
    assert isinstance(result.stop, StorageTrouble)
    assert states(office) == ["sending"]
    assert not [event for event in office.events if isinstance(event, ItemDone)]


def test_a_pause_the_service_asks_for_is_seen(office: Office, run: Run) -> None:
    office.accounting.fault("pause", "create-contact")
    run([make_contact()])
    assert Pausing(Side.XERO, 21.0, "minute") in office.events


def test_calls_used_are_told_after_each_call(office: Office, run: Run) -> None:
    office.accounting.calls_left_today = 940
    run([make_contact(), make_invoice()])
    used = [event for event in office.events if isinstance(event, CallsUsed)]
    assert [(event.used[Side.XERO], event.left_today) for event in used] == [(1, 940), (2, 940)]


# -- files --


def test_a_pdf_is_fetched_from_splynx_and_uploaded(office: Office, run: Run) -> None:
    file = _file()
    office.accounting._xero._do = lambda action: ("d-1", "")  # type: ignore[method-assign]
    assert len(run([file]).done) == 1
    assert office.billing.asked_for("document_pdf") == [(ObjectKind.INVOICE, "1")]


def test_a_pdf_that_splynx_does_not_give_is_not_sent(office: Office, run: Run) -> None:
    office.billing.fail("document_pdf", network_lost())
    result = run([_file()])
    assert result.not_tried == 1
    assert result.stop is not None
    assert [entry for entry in office.log if entry[0] == "write"] == []


def _file() -> SyncAction:
    payload = FilePayload(ObjectKind.INVOICE, Ref(id="d-1"), "1", "invoice.pdf")
    return _action("f1", ActionKind.ATTACH_FILE, "1", payload, "0.00")


# -- order and edges --


def test_an_action_whose_need_is_not_part_of_the_run_is_not_tried(office: Office, run: Run) -> None:
    result = run([make_invoice()])
    assert (result.not_tried, result.blocked) == (1, 0)
    assert office.log == []


def test_nothing_to_do_makes_no_call(office: Office, run: Run) -> None:
    assert run([]) == Execution()


@pytest.mark.parametrize("how", ["refused", "lost-before", "lost-after", "not-sent", "raises", "silent", "half"])
def test_every_action_is_counted_exactly_once_whatever_happens(office: Office, run: Run, how: str) -> None:
    office.accounting.fault(how, "create-contact", nth=2)
    actions = [make_contact(str(id)) for id in range(120)] + [make_invoice(str(id)) for id in range(120)]
    result = run(actions)
    told = len(result.done) + result.refused + result.uncertain + result.blocked + result.not_tried
    assert told == len(actions)
    assert result.uncertain == len(office.store.open_intents())
    assert len(result.done) == sum(1 for e in office.store.run_items("r1") if e.result == IntentState.DONE)


def test_the_first_cause_of_a_stop_is_the_one_told() -> None:
    result = Execution()
    first, second = network_lost(), Failure("G1", "t", "m", "w")
    result.end(first)
    result.end(second)
    assert result.stop is first
