"""Lines: account, tax, tracking, description, and the questions they raise (R8, R9)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.conflict import ConflictKind, Rule
from splynx_xero_gui.domain.payloads import DocumentPayload, LinePayload
from splynx_xero_gui.domain.plan import SyncPlan
from splynx_xero_gui.domain.policy import NO_TAX, TaxKey, TrackingRule
from splynx_xero_gui.domain.profile import Options
from splynx_xero_gui.domain.reference import Account, TaxRate, TrackingCategory, TrackingOption
from splynx_xero_gui.engine.reconcile.frame import assemble
from tests.support.planner import ACCOUNTS, SALES, TAX_RATES, World, choices, kinds, line, only_action, only_question
from tests.support.planner_xero import MiniXero

ZERO_RATED = TaxRate("ZERORATED", "Zero rated", Decimal(0), classes=SALES)


def billed(*lines: object, **world: object) -> World:
    made = World(**world)  # type: ignore[arg-type]
    made.customer()
    made.invoice("1203", *lines)  # type: ignore[arg-type]
    return made


def lines_of(plan: SyncPlan) -> tuple[LinePayload, ...]:
    payload = only_action(plan, "create-invoice").payload
    assert isinstance(payload, DocumentPayload)
    return payload.lines


def test_the_items_period_is_in_its_description():
    world = billed(line("Internet 50", period_from=dt.date(2026, 11, 1), period_to=dt.date(2026, 11, 30)))
    assert lines_of(world.plan())[0].description == "Internet 50 (2026-11-01 – 2026-11-30)"


def test_an_empty_description_becomes_the_categorys_name_and_a_long_one_is_cut():
    world = billed(line("", id="1"), line("x" * 5000, id="2"))
    first, second = lines_of(world.plan())
    assert first.description == "Service"
    assert len(second.description) == 4000


def test_an_unmapped_category_holds_its_documents_and_only_those():
    world = billed(line(category="3"))
    world.invoice("1204")
    plan = world.plan()
    question = only_question(plan, ConflictKind.UNMAPPED_CATEGORY)
    assert question.question == "Late fee has no Xero account: 1 document, 115.00."
    assert choices(question) == ["map", "skip"]
    assert only_action(plan, "create-invoice").splynx_id == "1204"


def test_mapping_a_category_once_sends_every_document_of_it():
    """The answer belongs to the cause: it applies at once, to all its documents, whatever their amount."""
    world = billed(line(category="3"))
    world.invoice("1204", line(net=7, category="3"))
    world.answer(world.plan().conflicts[0], "map", "260")
    plan = world.plan()
    assert kinds(plan) == ["create-contact", "create-invoice", "create-invoice"]
    assert not plan.conflicts
    world.invoice("1205", line(net=9, category="3"))
    assert len(kinds(world.plan())) == 4


@pytest.mark.parametrize(
    ("code", "why"), [("999", "Account 999 is not in Xero."), ("090", "Account 090 takes no sales lines.")]
)
def test_an_account_that_takes_no_sales_is_no_answer(code: str, why: str):
    world = billed(line(category="3"))
    world.answer(world.plan().conflicts[0], "map", code)
    assert only_question(world.plan(), ConflictKind.UNMAPPED_CATEGORY).why.startswith(why)


def test_a_line_without_category_is_a_question_too():
    world = billed(line(category=None))
    assert "A line without category" in only_question(world.plan(), ConflictKind.UNMAPPED_CATEGORY).question


def test_all_questions_of_one_document_are_asked_at_once():
    world = billed(line("a", category="3"), line("b", percent=9), line("c", category="2"))
    assert {c.kind for c in world.plan().conflicts} == {ConflictKind.UNMAPPED_CATEGORY, ConflictKind.UNMAPPED_TAX}


def test_an_archived_account_is_asked_about_and_another_can_be_given():
    archived = tuple(replace(a, active=a.code != "200") for a in ACCOUNTS)
    world = billed(accounts=archived)
    question = only_question(world.plan(), ConflictKind.ACCOUNT_UNUSABLE)
    assert question.question == "Account 200 is archived: 1 item, 115.00."
    world.answer(question, "other-account", "260")
    assert lines_of(world.plan())[0].account_code == "260"


def test_waiting_for_an_account_waits():
    archived = tuple(replace(a, active=a.code != "200") for a in ACCOUNTS)
    world = billed(accounts=archived)
    world.answer(world.plan().conflicts[0], "wait")
    plan = world.plan()
    assert [wait.reason for wait in plan.waiting] == ["account-unusable"]


def test_a_line_whose_percent_differs_from_the_rate_is_never_sent():
    """R8."""
    rates = tuple(replace(r, effective_rate=Decimal(14)) if r.tax_type == "OUTPUT15" else r for r in TAX_RATES)
    world = billed(tax_rates=rates)
    plan = world.plan()
    assert "create-invoice" not in kinds(plan)
    question = only_question(plan, ConflictKind.TAX_RATE_DIFFERS)
    assert question.question.startswith("Lines of VAT 15% are billed at 15 %, but Standard 15% is 14 % in Xero")


def test_only_a_rate_of_the_lines_percent_answers_it():
    """R8."""
    rates = tuple(replace(r, effective_rate=Decimal(14)) if r.tax_type == "OUTPUT15" else r for r in TAX_RATES)
    new = TaxRate("TAX001", "New 15%", Decimal(15), classes=SALES)
    world = billed(tax_rates=(*rates, new))
    world.answer(world.plan().conflicts[0], "map", "OUTPUT14")
    assert "Old 14% is 14 %, not 15 %" in only_question(world.plan(), ConflictKind.TAX_RATE_DIFFERS).why
    world.answer(world.plan().conflicts[0], "map", "TAX001")
    assert lines_of(world.plan())[0].tax_type == "TAX001"


def test_the_key_is_tax_and_percent():
    """R8: one Splynx tax at two percentages has two mappings."""
    world = billed(line("new"), line("old", percent=14))
    assert only_question(world.plan(), ConflictKind.UNMAPPED_TAX).facts["percent"] == "14"
    world.tax_types[TaxKey("1", Decimal(14))] = "OUTPUT14"
    assert [x.tax_type for x in lines_of(world.plan())] == ["OUTPUT15", "OUTPUT14"]


def test_a_line_at_zero_percent_is_no_tax_unless_its_tax_has_a_mapping_of_its_own():
    world = billed(line(percent=0), tax_rates=(*TAX_RATES, ZERO_RATED))
    assert lines_of(world.plan())[0].tax_type == "NONE"
    world.invoice("1203", replace(line(percent=0), tax_id="1"))
    assert lines_of(world.plan())[0].tax_type == "NONE"
    world.tax_types[TaxKey("1", Decimal(0))] = "ZERORATED"
    assert lines_of(world.plan())[0].tax_type == "ZERORATED"


def test_a_tax_that_xero_forbids_on_the_account_is_asked_about():
    accounts = (*ACCOUNTS, Account("a400", "400", "Grants", "EQUITY", "EQUITY"))
    world = billed(accounts=accounts, account_of={"1": "400"})
    question = only_question(world.plan(), ConflictKind.TAX_NOT_ALLOWED_ON_ACCOUNT)
    assert choices(question) == ["change-account", "change-tax", "skip"]
    world.answer(question, "change-account", "400")
    assert "either" in only_question(world.plan(), ConflictKind.TAX_NOT_ALLOWED_ON_ACCOUNT).why
    world.answer(question, "change-account", "200")
    assert lines_of(world.plan())[0].account_code == "200"


def test_each_category_on_such_an_account_is_asked_about_by_itself():
    """What is answered moves that category alone: others on the account may be taxed as Xero allows (ui.md §7)."""
    accounts = (*ACCOUNTS, Account("a400", "400", "Grants", "EQUITY", "EQUITY"))
    world = billed(line("a"), line("b", category="2"), accounts=accounts, account_of={"1": "400", "2": "400"})
    first, second = [c for c in world.plan().conflicts if c.kind is ConflictKind.TAX_NOT_ALLOWED_ON_ACCOUNT]
    assert {first.facts["category_id"], second.facts["category_id"]} == {"1", "2"}
    assert first.group != second.group
    world.answer(first, "change-account", "200")
    assert only_question(world.plan(), ConflictKind.TAX_NOT_ALLOWED_ON_ACCOUNT).facts == second.facts


def test_or_another_rate_of_the_same_percent_is_given():
    accounts = (*ACCOUNTS, Account("a400", "400", "Grants", "EQUITY", "EQUITY"))
    rate = TaxRate("EQ15", "Equity 15%", Decimal(15), classes=frozenset({"EQUITY"}))
    world = billed(accounts=accounts, account_of={"1": "400"}, tax_rates=(*TAX_RATES, rate))
    world.answer(world.plan().conflicts[0], "change-tax", "EQ15")
    assert lines_of(world.plan())[0].tax_type == "EQ15"


def test_tracking_follows_partner_location_or_category():
    world = billed()
    world.customer(location_id="7")
    rules = (
        TrackingRule("Region", "location", {"7": "South"}),
        TrackingRule("Brand", "partner", {"1": "Main brand"}),
    )
    kept = tuple(
        TrackingCategory(name, name, True, (TrackingOption(option, option, True),))
        for name, option in (("Region", "South"), ("Brand", "Main brand"))
    )
    policy, held = replace(world.policy, tracking=rules), world.input().accounting
    inp = replace(world.input(), policy=policy, accounting=replace(held, tracking=kept))
    payload = only_action(assemble(inp, world.stages), "create-invoice").payload
    assert isinstance(payload, DocumentPayload)
    assert payload.lines[0].tracking == (("Region", "South"), ("Brand", "Main brand"))


# -- R9 in documents --
def test_every_override_and_rounding_line_is_reported():
    """R9."""
    world = billed(*(line(str(n), net, id=str(n)) for n, net in enumerate(("25.06", "25.61", "25.63"))))
    plan = world.plan()
    assert [(n.kind, n.amount) for n in plan.notices] == [("tax-override", Decimal("0.01"))]
    world = billed(*(line(str(n), "10.004", percent=0, id=str(n)) for n in range(3)))
    assert [(n.kind, n.amount) for n in world.plan().notices] == [("rounding-line", Decimal("0.01"))]


def test_a_total_that_rounding_cannot_explain_is_a_question():
    """R9."""
    world = World()
    world.customer()
    world.invoice("1203", line(net=100), total="120.00")
    plan = world.plan()
    question = only_question(plan, ConflictKind.TOTAL_NOT_REPRODUCIBLE)
    assert question.question == (
        "Invoice 20261203: Xero's rules give 115.00, Splynx says 120.00. Rounding cannot explain 5.00."
    )
    world.answer(question, "as-splynx-lines")
    plan = world.plan()
    assert [x.unit_amount for x in lines_of(plan)] == [Decimal("105.00")]
    MiniXero(world).run(plan)
    again = world.plan()
    assert (again.actions, again.conflicts) == ((), ())


def test_or_it_is_left_and_named():
    world = World()
    world.customer()
    world.invoice("1203", line(net=100), total="120.00")
    world.answer(only_question(world.plan(), ConflictKind.TOTAL_NOT_REPRODUCIBLE), "leave")
    plan = world.plan()
    assert (kinds(plan), plan.conflicts) == (["create-contact"], ())
    assert [(n.kind, n.amount) for n in plan.notices] == [("left-out", Decimal("120.00"))]


def test_a_document_without_lines_cannot_be_sent_as_lines():
    world = World()
    world.customer()
    invoice = world.invoice("1203")
    world.change(invoice, lines=(), total=Decimal(115))
    question = only_question(world.plan(), ConflictKind.TOTAL_NOT_REPRODUCIBLE)
    assert "as-splynx-lines" not in choices(question)


def test_without_the_mapping_of_no_tax_a_rounding_line_is_impossible():
    world = billed(line("a", "10.005", id="1"), line("b", "10.005", id="2"))
    del world.tax_types[TaxKey(NO_TAX, Decimal(0))]
    assert "'no tax' is not mapped" in only_question(world.plan(), ConflictKind.TOTAL_NOT_REPRODUCIBLE).why


def test_a_rounding_line_is_impossible_with_a_rate_that_xero_does_not_allow_there():
    """R9: found here, not by Xero's refusal."""
    world = billed(line("a", "10.005", id="1"), line("b", "10.005", id="2"))
    tax_type = world.tax_types[TaxKey(NO_TAX, Decimal(0))]
    world.tax_rates = tuple(
        replace(rate, classes=frozenset({"REVENUE"})) if rate.tax_type == tax_type else rate for rate in world.tax_rates
    )
    world.accounts = tuple(
        replace(account, account_class="LIABILITY") if account.system == "ROUNDING" else account
        for account in world.accounts
    )
    only_question(world.plan(), ConflictKind.TOTAL_NOT_REPRODUCIBLE)


# -- rules --
def test_a_remembered_answer_applies_within_its_customer_and_amount():
    """design.md §6."""
    world = World(options=Options())
    world.customer("12")
    world.customer("13", "Jane")
    world.invoice("1", line("Refund", -100))
    world.invoice("2", line("Refund", -100), customer_id="13")
    world.invoice("3", line("Refund", -1000))
    world.rules.append(
        Rule("r1", ConflictKind.NEGATIVE_INVOICE, "as-credit-note", scope_value="12", up_to=Decimal(200))
    )
    plan = world.plan()
    assert [a.splynx_id for a in plan.actions if a.kind == "create-credit-note"] == ["1"]
    assert {c.splynx_id for c in plan.conflicts} == {"2", "3"}


def test_a_revoked_rule_and_a_rule_with_an_identifying_choice_do_nothing():
    world = billed(line("Refund", -100))
    revoked = Rule(
        "r1", ConflictKind.NEGATIVE_INVOICE, "as-credit-note", scope="kind", revoked_at=dt.datetime(2026, 1, 1)
    )
    world.rules += [revoked, Rule("r2", ConflictKind.NEGATIVE_INVOICE, "in-sync", "x", scope="kind")]
    assert only_question(world.plan(), ConflictKind.NEGATIVE_INVOICE)
