"""An answered mapping question reaches the profile, under the name or id it is written by there."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from splynx_xero_gui.bootstrap.mapping_answers import MappingAnswers
from splynx_xero_gui.domain.conflict import Conflict, ConflictKind
from splynx_xero_gui.domain.kinds import Flow, ObjectKind
from splynx_xero_gui.domain.profile import Mappings, MethodMapping, Profile
from splynx_xero_gui.domain.reference import AccountingReference, BilledTax, Category, PaymentMethod
from splynx_xero_gui.engine.policy import resolve
from splynx_xero_gui.storage.profile import parse_profile, profile_toml
from tests.support.planner import ACCOUNTS, BILLING, ORGANISATION, TAX_RATES
from tests.support.samples import conflict

K = ConflictKind
ACCOUNTING = AccountingReference(ORGANISATION, ACCOUNTS, TAX_RATES)
REFERENCE = replace(
    BILLING,
    categories=(*BILLING.categories, Category("8", "Twice"), Category("9", "Twice")),
    taxes=(*BILLING.taxes, BilledTax("5", "Odd @ name", Decimal(15))),
    methods=(*BILLING.methods, PaymentMethod("3", "PayFast")),
)
ANSWERS = MappingAnswers(REFERENCE, ACCOUNTING)


def question(kind: ConflictKind, subject: ObjectKind = ObjectKind.INVOICE, **facts: str) -> Conflict:
    return conflict(kind=kind, subject_kind=subject, facts=facts)


def profile(**mappings: Mapping[str, Any]) -> Profile:
    return Profile(mappings=Mappings(**mappings))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "category", "after"),
    [
        ({}, "3", {"Late fee": "260"}),
        ({"Service": "200"}, "3", {"Service": "200", "Late fee": "260"}),
        ({"late  FEE": "200"}, "3", {"late  FEE": "260"}),
        ({"3": "200"}, "3", {"3": "260"}),
        ({}, "8", {"8": "260"}),  # two categories have that name
        ({"Service": "200"}, "", {"Service": "200"}),  # a line without category has no entry
        ({}, "77", {"77": "260"}),
    ],
)
def test_a_category_is_mapped_under_the_name_it_has_there(
    before: dict[str, str], category: str, after: dict[str, str]
) -> None:
    asked = question(K.UNMAPPED_CATEGORY, category_id=category)
    assert ANSWERS.written(profile(categories=before), asked, "map", "260").mappings.categories == after


@pytest.mark.parametrize("kind", [K.UNMAPPED_TAX, K.TAX_RATE_DIFFERS])
@pytest.mark.parametrize(
    ("before", "tax", "percent", "after"),
    [
        ({}, "1", "15", {"VAT 15%": "NEW"}),
        ({}, "1", "14", {"VAT 15%@14": "NEW"}),
        ({}, "none", "0", {"none": "NEW"}),
        ({"None": "NONE"}, "none", "0", {"None": "NEW"}),
        ({"VAT 15%": "OUTPUT15"}, "1", "14", {"VAT 15%": "OUTPUT15", "VAT 15%@14": "NEW"}),
        ({"1": "OUTPUT15"}, "1", "15", {"1": "NEW"}),
        ({"1@14": "OUTPUT15"}, "1", "14", {"1@14": "NEW"}),
        ({"vat 15%@14.0": "OUTPUT15"}, "1", "14", {"vat 15%@14.0": "NEW"}),
        ({"Odd @ name": "OUTPUT15"}, "5", "15", {"Odd @ name": "NEW"}),
        ({}, "1", "15.5", {"VAT 15%@15.5": "NEW"}),
    ],
)
def test_a_tax_is_mapped_by_its_percentage(
    kind: ConflictKind, before: dict[str, str], tax: str, percent: str, after: dict[str, str]
) -> None:
    name = "percent" if kind is K.UNMAPPED_TAX else "p"
    asked = question(kind, **{"tax_id": tax, name: percent})
    assert ANSWERS.written(profile(taxes=before), asked, "map", "NEW").mappings.taxes == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"PayFast": MethodMapping("090", Flow.TO_XERO)}),
        ({"payfast": MethodMapping("", Flow.IGNORE)}, {"payfast": MethodMapping("090", Flow.TO_XERO)}),
        (
            {"3": MethodMapping("091", Flow.FROM_XERO, arrival=True)},
            {"3": MethodMapping("090", Flow.FROM_XERO, arrival=True)},
        ),
    ],
)
@pytest.mark.parametrize("told", ["by the question", "by the payment"])
def test_a_method_is_mapped_and_keeps_its_flow(
    before: dict[str, MethodMapping], after: dict[str, MethodMapping], told: str
) -> None:
    facts = {"method_id": "3"} if told == "by the question" else {}
    asked = question(K.UNMAPPED_METHOD, ObjectKind.PAYMENT, **facts)
    written = ANSWERS.written(profile(payment_methods=before), asked, "map", "090", "" if facts else "3")
    assert written.mappings.payment_methods == after


def test_a_method_nobody_knows_is_left_to_the_answer_alone() -> None:
    asked = question(K.UNMAPPED_METHOD, ObjectKind.PAYMENT)
    before = profile()
    assert ANSWERS.written(before, asked, "map", "090") is before


@pytest.mark.parametrize("way", ["200", "a200"])
def test_another_account_replaces_the_one_asked_about_however_it_is_written(way: str) -> None:
    before = profile(
        categories={"Service": way, "Installation": "260"},
        payment_methods={"Cash": MethodMapping(way, Flow.TO_XERO)},
    )
    of_lines = question(K.ACCOUNT_UNUSABLE, code="200")
    written = ANSWERS.written(before, of_lines, "other-account", "270").mappings
    assert written.categories == {"Service": "270", "Installation": "260"}
    assert written.payment_methods == before.mappings.payment_methods
    of_payments = question(K.ACCOUNT_UNUSABLE, ObjectKind.PAYMENT, code="200")
    written = ANSWERS.written(before, of_payments, "other-account", "090").mappings
    assert written.payment_methods == {"Cash": MethodMapping("090", Flow.TO_XERO)}
    assert written.categories == before.mappings.categories


def test_an_account_that_takes_payments_but_no_credits_stays_mapped() -> None:
    before = profile(payment_methods={"Cash": MethodMapping("090", Flow.TO_XERO)})
    asked = question(K.ACCOUNT_UNUSABLE, ObjectKind.PAYMENT, code="090")
    assert ANSWERS.written(before, asked, "other-account", "091") is before


def test_a_tax_that_an_account_does_not_allow_changes_its_category_or_its_tax_alone() -> None:
    before = profile(categories={"Service": "200", "Late fee": "a200"}, taxes={"VAT 15%": "OUTPUT15", "none": "NONE"})
    facts = {"tax_type": "OUTPUT15", "code": "200", "category_id": "3", "tax_id": "1", "percent": "15"}
    asked = question(K.TAX_NOT_ALLOWED_ON_ACCOUNT, rate="Standard", **facts)
    written = ANSWERS.written(before, asked, "change-account", "260").mappings
    assert written == Mappings({"Service": "200", "Late fee": "260"}, before.mappings.taxes)
    written = ANSWERS.written(before, asked, "change-tax", "OUTPUT14").mappings
    assert written == Mappings(before.mappings.categories, {"VAT 15%": "OUTPUT14", "none": "NONE"})


@pytest.mark.parametrize("choice", ["skip", "wait", "ignore"])
def test_other_answers_change_no_mapping(choice: str) -> None:
    before = profile(categories={"Service": "200"})
    for kind in (K.UNMAPPED_CATEGORY, K.ACCOUNT_UNUSABLE, K.UNMAPPED_TAX):
        assert ANSWERS.written(before, question(kind, category_id="3", code="200"), choice, "260") is before


def test_what_is_written_can_be_read_and_resolved_again() -> None:
    written = ANSWERS.written(profile(), question(K.UNMAPPED_CATEGORY, category_id="8"), "map", "200")
    written = ANSWERS.written(written, question(K.UNMAPPED_TAX, tax_id="1", percent="14"), "map", "OUTPUT14")
    written = ANSWERS.written(written, question(K.UNMAPPED_METHOD, method_id="3"), "map", "090")
    stored = replace(
        written,
        splynx=replace(written.splynx, url="https://isp.example.net"),
        xero=replace(written.xero, client_id="0" * 32),
    )
    again = parse_profile(profile_toml(stored))
    policy = resolve(again, REFERENCE, ACCOUNTING)
    assert policy.account_of("8") == "200"
    assert [(key.tax_id, key.percent, rate) for key, rate in policy.tax_types.items()] == [
        ("1", Decimal(14), "OUTPUT14")
    ]
    assert policy.pushes("3")
