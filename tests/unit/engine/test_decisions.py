"""Taking answers: one, a group, a rule; values that must name something; what is refused (design.md §6)."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from splynx_xero_gui.domain.accounting import ContactStatus
from splynx_xero_gui.domain.conflict import Choice, Conflict, ConflictKind, FieldDiff, Needs
from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.reference import Account, TaxRate
from splynx_xero_gui.engine.decisions import Decisions, grouped, unanswered
from tests.support.fakes import Office, money
from tests.support.samples import conflict, contact, customer, document, invoice, seen

Ask = Callable[..., Conflict]
K = ConflictKind
MAP = Choice("map", "Choose an account…", "All use it.", Needs.ACCOUNT)
SKIP = Choice("skip", "Leave out of the next sync", "Asked again afterwards.")
IGNORE = Choice("ignore", "Ignore for good", "Never synced again.")


@pytest.fixture
def decisions(office: Office) -> Decisions:
    office.store.save_reference(office.billing.reference(), office.accounting.reference(), office.clock.now())
    return Decisions(office.store, office.clock, office.new_id, "thandi on desk-1")


@pytest.fixture
def ask(office: Office) -> Ask:
    """Put a question into the record."""
    asked: list[Conflict] = []

    def put(id: str = "q1", *choices: Choice, **more: Any) -> Conflict:
        given = {"evidence": f"e-{id}", "group": "g1", **more}
        question = conflict(id, choices=(*choices, SKIP, IGNORE), **given)
        asked.append(question)
        office.store.save_conflicts(asked, None)
        return question

    return put


def refusal(decisions: Decisions, *answer: str, **more: Any) -> Misconfigured:
    with pytest.raises(Misconfigured) as refused:
        decisions.resolve(*answer, **more)
    assert refused.value.id == "D1"
    assert refused.value.what_to_do
    return refused.value


# -- answering --


def test_an_answer_is_kept_with_who_when_and_the_facts_it_was_given_for(
    office: Office, decisions: Decisions, ask: Ask
) -> None:
    ask()
    assert decisions.resolve("q1", "skip") == 1
    given = office.store.resolutions()["q1"]
    assert (given.choice, given.by, given.at, given.evidence) == (
        "skip",
        "thandi on desk-1",
        office.clock.now(),
        "e-q1",
    )


def test_a_group_is_answered_at_once_each_with_its_own_facts(office: Office, decisions: Decisions, ask: Ask) -> None:
    ask("q1")
    ask("q2", customer_id="2")
    ask("q3", group="g2")
    assert decisions.resolve("q1", "skip", group=True) == 2
    assert {id: given.evidence for id, given in office.store.resolutions().items()} == {"q1": "e-q1", "q2": "e-q2"}


def test_only_those_of_the_group_that_offer_the_answer_get_it(office: Office, decisions: Decisions, ask: Ask) -> None:
    leave = Choice("leave", "Leave", "Stays.")
    ask("q1", leave)
    ask("q2")
    assert decisions.resolve("q1", "leave", group=True) == 1
    assert list(office.store.resolutions()) == ["q1"]


def test_without_group_only_the_one_is_answered(office: Office, decisions: Decisions, ask: Ask) -> None:
    ask("q1")
    ask("q2")
    assert decisions.resolve("q2", "ignore") == 1
    assert list(office.store.resolutions()) == ["q2"]


def test_the_newest_answer_counts(office: Office, decisions: Decisions, ask: Ask) -> None:
    ask()
    decisions.resolve("q1", "skip")
    decisions.resolve("q1", "ignore")
    assert office.store.resolutions()["q1"].choice == "ignore"


@pytest.mark.parametrize("group", [False, True])
def test_later_opens_the_question_again(office: Office, decisions: Decisions, ask: Ask, group: bool) -> None:
    ask("q1")
    ask("q2")
    decisions.resolve("q1", "skip", group=True)
    assert unanswered(office.store) == ()
    assert decisions.resolve("q1", "later", group=group) == (2 if group else 1)
    assert [c.id for c in unanswered(office.store)] == (["q1", "q2"] if group else ["q1"])


def test_withdrawing_what_was_never_answered_changes_nothing(office: Office, decisions: Decisions, ask: Ask) -> None:
    ask()
    decisions.withdraw("q1")
    assert office.store.resolutions() == {}


# -- refused --


def test_an_unknown_question_is_refused_by_its_id(decisions: Decisions) -> None:
    assert "q9" in refusal(decisions, "q9", "skip").message


def test_an_answer_that_is_not_offered_names_those_that_are(decisions: Decisions, ask: Ask) -> None:
    ask()
    assert refusal(decisions, "q1", "delete").what_to_do == "Choose one of: skip, ignore, later."


def test_an_answer_that_identifies_something_cannot_answer_several(
    office: Office, decisions: Decisions, ask: Ask
) -> None:
    office.store.store_page([seen(contact())])
    link = Choice("link", "Link", "…", Needs.CONTACT)
    ask("q1", link)
    ask("q2", link)
    assert "2 questions at once" in refusal(decisions, "q1", "link", "c-1", group=True).message
    assert decisions.resolve("q1", "link", "c-1") == 1


def test_a_missing_value_is_asked_for_in_words(office: Office, decisions: Decisions, ask: Ask) -> None:
    ask("q1", MAP)
    assert "a Xero account (code or id)" in refusal(decisions, "q1", "map", "  ").message
    assert office.store.resolutions() == {}


def test_a_value_that_is_not_needed_is_dropped(office: Office, decisions: Decisions, ask: Ask) -> None:
    ask()
    decisions.resolve("q1", "skip", "whatever")
    assert office.store.resolutions()["q1"].value == ""


# -- values --

ARCHIVED = Account("a201", "201", "Old Sales", "REVENUE", "REVENUE", active=False)
FOREIGN = Account("a091", "091", "Dollar Bank", "BANK", "ASSET", currency="USD")
NO_CODE = Account("a-guid", "", "Savings", "BANK", "ASSET")


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        (K.UNMAPPED_CATEGORY, "200", "200"),
        (K.UNMAPPED_CATEGORY, " a260 ", "260"),
        (K.UNMAPPED_METHOD, "090", "090"),
        (K.UNMAPPED_METHOD, "a-guid", "a-guid"),
    ],
)
def test_an_account_is_kept_by_its_code(
    office: Office, decisions: Decisions, ask: Ask, kind: ConflictKind, value: str, kept: str
) -> None:
    with_accounts(office, NO_CODE)
    ask("q1", MAP, kind=kind)
    decisions.resolve("q1", "map", value)
    assert office.store.resolutions()["q1"].value == kept


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (K.UNMAPPED_CATEGORY, "999", 'no account "999"'),
        (K.UNMAPPED_CATEGORY, "201", "is archived"),
        (K.UNMAPPED_CATEGORY, "090", "takes no sales lines"),
        (K.UNMAPPED_METHOD, "200", "takes no payments"),
        (K.UNMAPPED_METHOD, "091", "is kept in USD"),
        (K.TAX_NOT_ALLOWED_ON_ACCOUNT, "090", "takes no sales lines"),
    ],
)
def test_an_account_that_cannot_be_used_for_this_is_refused_saying_why(
    office: Office, decisions: Decisions, ask: Ask, kind: ConflictKind, value: str, words: str
) -> None:
    with_accounts(office, ARCHIVED, FOREIGN)
    ask("q1", MAP, kind=kind)
    assert words in refusal(decisions, "q1", "map", value).message


def with_accounts(office: Office, *accounts: Account) -> None:
    reference = office.accounting.reference()
    more = replace(reference, accounts=(*reference.accounts, *accounts))
    office.store.save_reference(None, more, office.clock.now())


@pytest.mark.parametrize(
    ("subject", "value", "fits"),
    [(ObjectKind.PAYMENT, "090", True), (ObjectKind.PAYMENT, "200", False), (ObjectKind.INVOICE, "200", True)],
)
def test_another_account_must_fit_what_was_asked_about(
    decisions: Decisions, ask: Ask, subject: ObjectKind, value: str, fits: bool
) -> None:
    other = Choice("other-account", "Choose another account…", "…", Needs.ACCOUNT)
    ask("q1", other, kind=K.ACCOUNT_UNUSABLE, subject_kind=subject)
    if fits:
        assert decisions.resolve("q1", "other-account", value) == 1
    else:
        refusal(decisions, "q1", "other-account", value)


TAX = Choice("map", "Choose a tax rate…", "…", Needs.TAX)


@pytest.mark.parametrize(
    ("kind", "facts", "value", "words"),
    [
        (K.UNMAPPED_TAX, {"tax_id": "1", "percent": "15"}, "NOPE", 'no tax rate "NOPE"'),
        (K.UNMAPPED_TAX, {"tax_id": "1", "percent": "15"}, "OLD", "is archived in Xero"),
        (K.UNMAPPED_TAX, {"tax_id": "1", "percent": "15"}, "INPUT15", "cannot be used on income"),
        (K.UNMAPPED_TAX, {"tax_id": "1", "percent": "15"}, "OUTPUT14", "is 14 % in Xero, not 15 %"),
        (K.TAX_RATE_DIFFERS, {"tax_id": "1", "p": "14"}, "OUTPUT15", "is 15 % in Xero, not 14 %"),
        (K.TAX_NOT_ALLOWED_ON_ACCOUNT, {"tax_type": "OUTPUT15", "code": "200"}, "OUTPUT14", "not 15 %"),
    ],
)
def test_a_tax_rate_that_cannot_be_used_for_this_is_refused_saying_why(
    office: Office, decisions: Decisions, ask: Ask, kind: ConflictKind, facts: dict[str, str], value: str, words: str
) -> None:
    reference = office.accounting.reference()
    rates = (
        *reference.tax_rates,
        TaxRate("OLD", "Old", Decimal(15), active=False),
        TaxRate("INPUT15", "Purchases", Decimal(15), classes=frozenset({"EXPENSE"})),
    )
    office.store.save_reference(None, replace(reference, tax_rates=rates), office.clock.now())
    ask("q1", TAX, kind=kind, facts=facts)
    assert words in refusal(decisions, "q1", "map", value).message


def test_a_tax_rate_of_the_right_percentage_is_taken(office: Office, decisions: Decisions, ask: Ask) -> None:
    ask("q1", TAX, kind=K.UNMAPPED_TAX, facts={"tax_id": "2", "percent": "14"})
    decisions.resolve("q1", "map", "OUTPUT14")
    assert office.store.resolutions()["q1"].value == "OUTPUT14"


def test_a_contact_may_be_given_by_id_or_name_and_is_kept_by_id(office: Office, decisions: Decisions, ask: Ask) -> None:
    office.store.store_page([seen(contact("c-1", name="John Smith"))])
    office.store.store_page([seen(contact("c-2", name="Gone", status=ContactStatus.ARCHIVED))])
    ask("q1", Choice("link", "Link", "…", Needs.CONTACT))
    for value, kept in (("john smith", "c-1"), ("c-1", "c-1"), ("c-2", "c-2")):
        decisions.resolve("q1", "link", value)
        assert office.store.resolutions()["q1"].value == kept
    assert 'no contact "Jane"' in refusal(decisions, "q1", "link", "Jane").message


@pytest.mark.parametrize(
    ("needs", "known", "unknown", "noun"),
    [
        (Needs.CUSTOMER, "1", "2", "customer"),
        (Needs.SPLYNX_ID, "7", "8", "document or payment"),
        (Needs.INVOICE, "2026000001", "2026000002", "invoice"),
        (Needs.INVOICE, "d-1", "c-1", "invoice"),
        (Needs.XERO_ID, "c-1", "c-9", "object"),
    ],
)
def test_a_value_must_name_something_that_was_read(
    office: Office, decisions: Decisions, ask: Ask, needs: Needs, known: str, unknown: str, noun: str
) -> None:
    office.store.store_page([seen(body) for body in (customer("1"), invoice("7"), contact("c-1"), document("d-1"))])
    ask("q1", Choice("in-sync", "Already in sync…", "…", needs))
    assert decisions.resolve("q1", "in-sync", known) == 1
    assert f"no {noun}" in refusal(decisions, "q1", "in-sync", unknown).message


def test_only_fields_that_are_asked_about_may_be_chosen(office: Office, decisions: Decisions, ask: Ask) -> None:
    per_field = Choice("per-field", "Choose for each field…", "…", Needs.FIELDS)
    fields = (FieldDiff("name"), FieldDiff("tax_number"))
    ask("q1", per_field, kind=K.CONTACT_CHANGED_BOTH, fields=fields)
    decisions.resolve("q1", "per-field", "name, tax number")
    assert office.store.resolutions()["q1"].value == "name,tax_number"
    assert refusal(decisions, "q1", "per-field", "name, colour").message == "colour is none of them."
    assert refusal(decisions, "q1", "per-field", " , ").what_to_do == "Choose from: name, tax_number."


def test_too_many_changes_are_allowed_by_their_exact_number_only(
    office: Office, decisions: Decisions, ask: Ask
) -> None:
    allow = Choice("allow-once", "Yes, allow once…", "…", Needs.NUMBER)
    ask("q1", allow, kind=K.TOO_MANY_CHANGES, facts={"count": "12"}, group_count=12)
    assert "about 12 items, not 11" in refusal(decisions, "q1", "allow-once", "11").message
    assert "not a whole number" in refusal(decisions, "q1", "allow-once", "twelve").message
    decisions.resolve("q1", "allow-once", "012")
    assert office.store.resolutions()["q1"].value == "12"


# -- rules --


def test_a_remembered_answer_is_a_rule_for_that_customer(office: Office, decisions: Decisions, ask: Ask) -> None:
    leave = Choice("leave", "Leave", "Stays.")
    ask("q1", leave, kind=K.XERO_ONLY_DOCUMENT)
    decisions.resolve("q1", "leave", remember=True, up_to=money("50.00"))
    (rule,) = office.store.rules()
    assert (rule.kind, rule.choice, rule.scope, rule.scope_value, rule.up_to, rule.by) == (
        K.XERO_ONLY_DOCUMENT,
        "leave",
        "customer",
        "1",
        money("50.00"),
        "thandi on desk-1",
    )


def test_a_rule_may_reach_the_whole_kind_or_one_category(office: Office, decisions: Decisions, ask: Ask) -> None:
    ask("q1", kind=K.NEGATIVE_INVOICE, facts={"category_id": "3"})
    decisions.resolve("q1", "ignore", remember=True, scope="kind")
    decisions.resolve("q1", "ignore", remember=True, scope="category")
    assert [(rule.scope, rule.scope_value) for rule in office.store.rules()] == [("kind", ""), ("category", "3")]


@pytest.mark.parametrize(
    ("choice", "more"),
    [
        ("skip", {}),
        ("map", {}),
        ("ignore", {"scope": "planet"}),
        ("ignore", {"scope": "category"}),
    ],
)
def test_what_cannot_be_a_rule_is_refused_and_nothing_is_answered(
    office: Office, decisions: Decisions, ask: Ask, choice: str, more: dict[str, str]
) -> None:
    ask("q1", MAP)
    refusal(decisions, "q1", choice, "200", remember=True, **more)
    assert office.store.rules() == []
    assert office.store.resolutions() == {}


# -- what still waits --


def test_an_answer_given_for_other_facts_does_not_count_as_answered(
    office: Office, decisions: Decisions, ask: Ask
) -> None:
    question = ask()
    decisions.resolve("q1", "skip")
    assert unanswered(office.store) == ()
    office.store.save_conflicts([replace(question, evidence="changed")], None)
    assert [c.id for c in unanswered(office.store)] == ["q1"]


def test_groups_count_what_still_waits(office: Office, decisions: Decisions, ask: Ask) -> None:
    for id in ("q1", "q2", "q3"):
        ask(id)
    decisions.resolve("q1", "skip")
    assert [(c.id, c.group_count) for c in unanswered(office.store)] == [("q2", 2), ("q3", 2)]


def test_the_question_about_the_whole_plan_keeps_its_count_of_changes(office: Office, ask: Ask) -> None:
    ask("q1", kind=K.TOO_MANY_CHANGES, group_count=60, facts={"count": "60"})
    assert unanswered(office.store)[0].group_count == 60


def test_groups_come_with_most_money_first() -> None:
    questions = [
        conflict("q1", group="small", amount=money("10.00")),
        conflict("q2", group="large", amount=money("6.00")),
        conflict("q3", group="large", amount=money("-6.00")),
    ]
    assert list(grouped(questions)) == ["large", "small"]
