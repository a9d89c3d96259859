"""Stage 1: contacts (R2, R4, R6; design.md §5, xero-api.md §6)."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from splynx_xero_gui.domain.accounting import ContactStatus
from splynx_xero_gui.domain.conflict import ConflictKind
from splynx_xero_gui.domain.kinds import ObjectKind, Undo
from splynx_xero_gui.domain.payloads import ContactPayload
from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.domain.records import Link, LinkState, Role
from tests.support.planner import World, choices, kinds, line, only_action, only_question
from tests.support.planner_xero import MiniXero


def contact_of(world: World) -> ContactPayload:
    payload = only_action(world.plan(), "create-contact").payload
    assert isinstance(payload, ContactPayload)
    return payload


def linked_world(**customer: object) -> World:
    """A customer and an invoice, both sent and settled."""
    world = World()
    world.customer(**customer)  # type: ignore[arg-type]
    world.details()
    world.invoice()
    MiniXero(world).run(world.plan())
    assert not world.plan().actions
    return world


def rename(world: World, **changes: object) -> None:
    seen = world.splynx[ObjectKind.CUSTOMER, "12"]
    world.splynx[ObjectKind.CUSTOMER, "12"] = replace(seen, body=replace(seen.body, **changes))  # type: ignore[type-var]


def link_of(world: World) -> Link:
    return next(link for link in world.links if link.kind is ObjectKind.CUSTOMER and link.state is LinkState.ACTIVE)


def test_a_customer_with_a_document_gets_a_contact_with_our_key():
    """R2: ContactNumber is SPX-<customer>."""
    world = World()
    world.customer(
        billing_emails=("bills@example.com",), emails=("john@example.com",), phones=("555-0134",), street="Paper St 1"
    )
    world.details(vat_id="VAT123", billing_street="PO Box 1", billing_city="Cape Town", billing_zip_code="8000")
    world.invoice()
    plan = world.plan()
    action = only_action(plan, "create-contact")
    assert isinstance(action.payload, ContactPayload)
    assert action.payload.number == "SPX-12"
    assert (action.payload.name, action.payload.email, action.payload.phone) == (
        "John Smith",
        "bills@example.com",
        "555-0134",
    )
    assert (action.payload.tax_number, action.payload.address.street) == ("VAT123", "PO Box 1")
    assert action.undo is Undo.ARCHIVE
    assert only_action(plan, "create-invoice").depends_on == (action.id,)


def test_the_profiles_tag_is_in_the_contact_number():
    """R2: two Splynx systems in one organisation."""
    world = World()
    world.customer()
    world.invoice()
    policy = replace(world.policy, tag="a")
    inp = replace(world.input(), policy=policy)
    from splynx_xero_gui.engine.reconcile.frame import assemble

    action = only_action(assemble(inp, world.stages), "create-contact")
    assert isinstance(action.payload, ContactPayload)
    assert action.payload.number == "SPXa-12"


def test_a_customer_without_documents_gets_no_contact_unless_the_option_says_all():
    world = World()
    world.customer()
    assert not world.plan().actions
    world.options = replace(world.options, contacts="all")
    assert kinds(world.plan()) == ["create-contact"]


def test_a_customer_with_only_a_payment_gets_a_contact():
    world = World()
    world.customer()
    world.payment("5", 100)
    assert kinds(world.plan()) == ["create-contact"]


@pytest.mark.parametrize("name", ["  John   Smith ", "<John> Smith", "John Smith"], ids=["spaces", "brackets", "plain"])
def test_names_are_made_fit_for_xero(name: str):
    world = World()
    world.customer(name=name)
    world.invoice()
    assert contact_of(world).name == "John Smith"


def test_the_name_pattern_is_filled_and_cut_at_255():
    world = World(options=Options(contact_name="{name} - {login} - {id}"))
    world.customer(name="J" * 300)
    world.invoice()
    assert len(contact_of(world).name) == 255


def test_a_name_in_use_by_another_active_contact_gets_the_id():
    world = World()
    world.contact("other", "john smith")
    world.customer()
    world.invoice()
    assert contact_of(world).name == "John Smith (12)"


def test_an_archived_contact_of_the_same_name_does_not_count():
    world = World()
    world.contact("other", "John Smith", status=ContactStatus.ARCHIVED)
    world.customer()
    world.invoice()
    assert contact_of(world).name == "John Smith"


def test_two_new_customers_of_one_name_get_different_names_in_one_plan():
    world = World()
    world.customer("12")
    world.customer("13")
    world.invoice("1")
    world.invoice("2", customer_id="13")
    plan = world.plan()
    names = [a.payload.name for a in plan.actions if isinstance(a.payload, ContactPayload)]
    assert names == ["John Smith", "John Smith (13)"]
    MiniXero(world).run(plan)
    assert not world.plan().actions


def test_the_first_valid_address_is_sent_and_a_bad_one_is_named():
    """xero-api.md §15.2: first valid address, else omit with a warning."""
    world = World()
    world.customer(emails=("not an address", "good@example.com"))
    world.invoice()
    assert contact_of(world).email == "good@example.com"
    world.customer(emails=("nobody",))
    plan = world.plan()
    assert not any(a.payload.email for a in plan.actions if isinstance(a.payload, ContactPayload))
    assert [notice.kind for notice in plan.notices] == ["email-left-out"]


def test_a_contact_with_our_number_is_adopted_and_nothing_is_written_for_it():
    """R4."""
    world = World()
    world.contact("c1", "Johnny Smith", number="SPX-12", email="old@example.com")
    world.customer(emails=("new@example.com",))
    world.invoice()
    plan = world.plan()
    assert kinds(plan) == ["create-invoice"]
    assert [(link.xero_id, link.splynx_id) for link in plan.links] == [("c1", "12")]
    MiniXero(world).run(plan)
    assert not world.plan().actions


def test_a_contact_with_our_number_that_another_customer_holds_is_a_question():
    """R4: no other link may hold it."""
    world = World()
    world.contact("c1", "Shared", number="SPX-12")
    world.customer("12")
    world.customer("13", "Jane")
    world.link(Link(ObjectKind.CUSTOMER, "13", Role.MAIN, ObjectKind.CONTACT, "c1", "13"))
    world.invoice()
    question = only_question(world.plan(), ConflictKind.CONTACT_AMBIGUOUS)
    assert choices(question)[:2] == ["link", "new"]
    world.answer(question, "new")
    assert contact_of(world).number == "SPX-12-2"


def test_a_person_may_link_two_customers_to_one_contact():
    """R6: shared contacts."""
    world = World()
    world.contact("c1", "Shared", number="SPX-12")
    world.customer("12")
    world.customer("13", "Jane")
    world.link(Link(ObjectKind.CUSTOMER, "13", Role.MAIN, ObjectKind.CONTACT, "c1", "13"))
    world.invoice()
    world.answer(only_question(world.plan(), ConflictKind.CONTACT_AMBIGUOUS), "link", "c1")
    plan = world.plan()
    assert kinds(plan) == ["create-invoice"]
    assert not plan.conflicts


def test_an_answer_that_names_no_contact_keeps_the_question_and_says_why():
    world = World()
    world.contact("c1", "Shared", number="SPX-12")
    world.customer("12")
    world.customer("13", "Jane")
    world.link(Link(ObjectKind.CUSTOMER, "13", Role.MAIN, ObjectKind.CONTACT, "c1", "13"))
    world.invoice()
    world.answer(only_question(world.plan(), ConflictKind.CONTACT_AMBIGUOUS), "link", "nobody")
    assert "Xero has no active contact nobody" in only_question(world.plan(), ConflictKind.CONTACT_AMBIGUOUS).why


def test_a_sub_account_with_aggregated_billing_uses_its_parents_contact():
    """R6: sub_billing_mode of the sub-account, else of its parent."""
    world = World()
    world.customer("12", "Parent")
    world.customer("13", "Child", parent_id="12")
    world.details("13", aggregated=True)
    world.invoice("1", customer_id="13")
    plan = world.plan()
    assert only_action(plan, "create-contact").customer_id == "12"
    assert only_action(plan, "create-invoice").depends_on == (only_action(plan, "create-contact").id,)


def test_the_parents_setting_counts_where_the_sub_account_has_none():
    """R6."""
    world = World()
    world.customer("12", "Parent")
    world.details("12", aggregated=True)
    world.customer("13", "Child", parent_id="12")
    world.details("13", aggregated=None)
    world.invoice("1", customer_id="13")
    assert only_action(world.plan(), "create-contact").customer_id == "12"


def test_an_independent_sub_account_has_a_contact_of_its_own():
    """R6."""
    world = World()
    world.customer("12", "Parent")
    world.details("12", aggregated=True)
    world.customer("13", "Child", parent_id="12")
    world.details("13", aggregated=False)
    world.invoice("1", customer_id="13")
    assert only_action(world.plan(), "create-contact").customer_id == "13"


def test_a_settled_contact_is_left_alone():
    """P1."""
    assert not linked_world().plan().actions


def test_only_the_field_that_splynx_changed_is_sent():
    world = linked_world(emails=("a@example.com",), phones=("111",))
    world.amend(link_of(world).xero_id, phone="222")
    rename(world, emails=("b@example.com",))
    action = only_action(world.plan(), "update-contact")
    assert isinstance(action.payload, ContactPayload)
    assert action.payload.fields == ("email",)
    assert (action.payload.email, action.payload.phone) == ("b@example.com", "222")
    before = json.loads(action.before)
    assert (before["email"], before["phone"]) == ("a@example.com", "222"), "what an undo puts back"
    assert action.undo is Undo.RESTORE
    MiniXero(world).run(world.plan())
    assert not world.plan().actions


def test_a_field_changed_in_xero_only_stays_as_it_is():
    world = linked_world(emails=("a@example.com",))
    world.amend(link_of(world).xero_id, email="changed@example.com")
    plan = world.plan()
    assert not plan.actions
    assert not plan.conflicts


def test_a_field_changed_on_both_sides_is_asked_and_the_others_go_on():
    world = linked_world(emails=("a@example.com",), phones=("111",))
    world.amend(link_of(world).xero_id, email="xero@example.com")
    rename(world, emails=("splynx@example.com",), phones=("999",))
    plan = world.plan()
    question = only_question(plan, ConflictKind.CONTACT_CHANGED_BOTH)
    diff = question.fields[0]
    assert (diff.name, diff.agreed, diff.splynx, diff.xero) == (
        "email",
        "a@example.com",
        "splynx@example.com",
        "xero@example.com",
    )
    action = only_action(plan, "update-contact")
    assert isinstance(action.payload, ContactPayload)
    assert action.payload.fields == ("phone",)


@pytest.mark.parametrize(
    ("choice", "value", "sent"),
    [("use-splynx", "", ("email", "phone")), ("keep-xero", "", None), ("per-field", "phone", ("phone",))],
)
def test_the_answer_says_which_fields_xero_gets(choice: str, value: str, sent: tuple[str, ...] | None):
    world = linked_world(emails=("a@example.com",), phones=("111",))
    world.amend(link_of(world).xero_id, email="xero@example.com", phone="222")
    rename(world, emails=("splynx@example.com",), phones=("999",))
    world.answer(only_question(world.plan(), ConflictKind.CONTACT_CHANGED_BOTH), choice, value)
    plan = world.plan()
    payloads = [a.payload for a in plan.actions if isinstance(a.payload, ContactPayload)]
    assert [p.fields for p in payloads] == ([sent] if sent else [])
    MiniXero(world).run(plan)
    settled = world.plan()
    assert not settled.actions
    assert not settled.conflicts


def test_per_field_refuses_the_name_of_a_field_that_is_not_in_question():
    world = linked_world(emails=("a@example.com",))
    world.amend(link_of(world).xero_id, email="xero@example.com")
    rename(world, emails=("splynx@example.com",))
    world.answer(only_question(world.plan(), ConflictKind.CONTACT_CHANGED_BOTH), "per-field", "colour")
    assert "colour" in only_question(world.plan(), ConflictKind.CONTACT_CHANGED_BOTH).why


def test_both_sides_changed_to_the_same_is_agreed_in_silence():
    world = linked_world(phones=("111",))
    world.amend(link_of(world).xero_id, phone="(0)22-33")
    rename(world, phones=("02233",))
    plan = world.plan()
    assert not plan.actions
    assert not plan.conflicts
    assert len(plan.links) == 1


def test_details_that_arrive_later_are_sent_then():
    world = World()
    world.customer(street="Paper St 1")
    world.invoice()
    MiniXero(world).run(world.plan())
    world.details(vat_id="VAT9")
    action = only_action(world.plan(), "update-contact")
    assert isinstance(action.payload, ContactPayload)
    assert action.payload.fields == ("tax_number",)


def test_a_new_name_that_is_in_use_gets_the_id_too():
    world = linked_world()
    world.contact("other", "Jane Doe")
    rename(world, name="Jane Doe")
    action = only_action(world.plan(), "update-contact")
    assert isinstance(action.payload, ContactPayload)
    assert action.payload.name == "Jane Doe (12)"
    MiniXero(world).run(world.plan())
    assert not world.plan().actions


def test_an_archived_contact_is_asked_about_only_when_something_waits_for_it():
    world = linked_world()
    world.amend(link_of(world).xero_id, status=ContactStatus.ARCHIVED)
    assert not world.plan().conflicts
    world.invoice("1204", line(net=200))
    plan = world.plan()
    question = only_question(plan, ConflictKind.CONTACT_ARCHIVED)
    assert question.question == "John Smith is archived in Xero but has 1 new document, 230.00."
    assert not plan.actions
    assert [wait.reason for wait in plan.waiting] == ["contact-in-question"]


def test_waiting_for_the_archived_contact_waits():
    world = linked_world()
    world.amend(link_of(world).xero_id, status=ContactStatus.ARCHIVED)
    world.invoice("1204")
    world.answer(only_question(world.plan(), ConflictKind.CONTACT_ARCHIVED), "wait-restore")
    plan = world.plan()
    assert not plan.conflicts
    assert "contact-archived" in {wait.reason for wait in plan.waiting}


def test_a_new_contact_instead_of_the_archived_one_is_its_second_generation():
    """R2: SPX-<customer>-2."""
    world = linked_world()
    world.amend(link_of(world).xero_id, status=ContactStatus.ARCHIVED)
    world.invoice("1204")
    world.answer(only_question(world.plan(), ConflictKind.CONTACT_ARCHIVED), "new")
    assert contact_of(world).number == "SPX-12-2"
    MiniXero(world).run(world.plan())
    assert not world.plan().actions
    assert not world.plan().conflicts


def test_documents_go_to_the_other_contact_that_a_person_names():
    world = linked_world()
    world.amend(link_of(world).xero_id, status=ContactStatus.ARCHIVED)
    world.contact("c99", "Jane")
    world.invoice("1204")
    world.answer(only_question(world.plan(), ConflictKind.CONTACT_ARCHIVED), "other", "c99")
    plan = world.plan()
    action = only_action(plan, "create-invoice")
    assert action.payload.contact.id == "c99"  # type: ignore[union-attr]
    MiniXero(world).run(plan)
    assert not world.plan().actions
    assert not world.plan().conflicts


def test_a_merged_contact_is_followed_over_several_merges():
    world = linked_world()
    old = link_of(world).xero_id
    world.contact("c2", "Merged once", status=ContactStatus.ARCHIVED, merged_to="c3")
    world.contact("c3", "John Smith & Co")
    world.amend(old, status=ContactStatus.ARCHIVED, merged_to="c2")
    for seen in [o for o in world.xero.values() if o.kind is ObjectKind.INVOICE]:
        world.amend(seen.id, contact_id="c3")
    world.invoice("1204")
    plan = world.plan()
    assert only_action(plan, "create-invoice").payload.contact.id == "c3"  # type: ignore[union-attr]
    assert not plan.conflicts
    MiniXero(world).run(plan)
    assert link_of(world).xero_id == "c3"
    assert not world.plan().actions


def test_a_contact_gone_from_xero_is_asked_about():
    """R28."""
    world = linked_world()
    id = link_of(world).xero_id
    world.xero[id] = replace(world.xero[id], gone=True)
    question = only_question(world.plan(), ConflictKind.REMOVED_IN_XERO)
    assert choices(question)[:2] == ["send-again", "leave"]
    world.answer(question, "send-again")
    assert contact_of(world).number == "SPX-12-2"


def test_an_undone_contact_is_made_again_on_a_persons_word_only():
    """R15."""
    world = World()
    world.customer()
    world.invoice()
    world.link(Link(ObjectKind.CUSTOMER, "12", Role.MAIN, ObjectKind.CONTACT, "c1", "12", state=LinkState.UNDONE))
    world.contact("c1", status=ContactStatus.ARCHIVED, number="SPX-12")
    question = only_question(world.plan(), ConflictKind.UNDONE)
    world.answer(question, "send-again")
    assert contact_of(world).number == "SPX-12-2"


def test_customers_of_other_partners_get_no_contact_with_the_option_all():
    world = World(options=Options(contacts="all"), partners=frozenset({"1"}))
    world.customer("12", partner="1")
    world.customer("13", "Jane", partner="2")
    assert [a.customer_id for a in world.plan().actions] == ["12"]


def test_a_document_before_the_first_day_needs_no_contact():
    """R18."""
    world = World(options=Options(documents_from=dt.date(2026, 11, 10)))
    world.customer()
    world.invoice()
    assert not world.plan().actions
