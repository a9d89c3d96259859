"""The catalogue of questions (ui.md §7, rules.md last section)."""

from decimal import Decimal

import pytest

from splynx_xero_gui.domain.conflict import ConflictKind, Needs
from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.engine.reconcile.catalogue import Entry, placeholders
from splynx_xero_gui.engine.reconcile.draft import Subject
from splynx_xero_gui.engine.reconcile.questions import CATALOGUE, missing_facts, phrase, regroup, rememberable

ABOUT = Subject(ObjectKind.INVOICE, "invoice 2026", "1", "12", Decimal("115.00"))
OWN_AND_SKIP = {
    ConflictKind.TOO_MANY_CHANGES,
    ConflictKind.UNMAPPED_CATEGORY,
    ConflictKind.UNMAPPED_TAX,
    ConflictKind.UNMAPPED_METHOD,
    ConflictKind.TAX_NOT_ALLOWED_ON_ACCOUNT,
    ConflictKind.TAX_RATE_DIFFERS,
    ConflictKind.ACCOUNT_UNUSABLE,
    ConflictKind.TRACKING_UNUSABLE,
}
# Both are linked already, or the Splynx side is gone: no object of the other side could be named (ADR 28).
NOTHING_TO_NAME = {
    ConflictKind.CONTACT_CHANGED_BOTH,
    ConflictKind.INVOICE_DELETED_AFTER_PAYMENT,
    ConflictKind.INVOICE_DELETED_EARLIER_MONTH,
    ConflictKind.PAYMENT_DELETED_BUT_RECONCILED,
    ConflictKind.PAYMENT_DELETED_EARLIER_MONTH,
    ConflictKind.PAYMENT_EDITED,
    ConflictKind.DUPLICATE_SUSPECTED,
    ConflictKind.RECEIPT_NOT_ON_RECEIVABLES,
    ConflictKind.ALLOCATION_DIFFERS,
}
FIRST = {
    ConflictKind.CONTACT_AMBIGUOUS: "link",
    ConflictKind.INVOICE_NUMBER_TAKEN: "renumber",
    ConflictKind.INVOICE_CHANGED_AFTER_PAYMENT: "credit-reissue",
    ConflictKind.DOCUMENT_LOCKED_PERIOD: "first-open-day",
    ConflictKind.NEGATIVE_INVOICE: "as-credit-note",
    ConflictKind.UNMAPPED_TAX: "map",
    ConflictKind.PAYMENT_EXCEEDS_DUE: "overpayment",
    ConflictKind.INVOICE_CHANGED_EARLIER_MONTH: "credit-today",
    ConflictKind.DUPLICATE_SUSPECTED: "separate",
}


def facts_of(entry: Entry) -> dict[str, str]:
    return {name: f"<{name}>" for name in entry.facts}


def test_every_kind_of_conflict_has_its_question():
    assert set(CATALOGUE) == set(ConflictKind)


@pytest.mark.parametrize("kind", list(ConflictKind))
def test_a_question_with_all_its_facts_has_no_gap_in_any_sentence(kind: ConflictKind):
    conflict = phrase(kind, ABOUT, facts_of(CATALOGUE[kind]))
    texts = [conflict.question, conflict.why, *(c.label + c.consequence for c in conflict.choices)]
    assert all(text and "{" not in text for text in texts)
    assert not [text for text in texts if "… " in text]
    assert not missing_facts(conflict)


@pytest.mark.parametrize("kind", list(ConflictKind))
def test_a_missing_fact_is_named(kind: ConflictKind):
    for name in CATALOGUE[kind].facts:
        facts = {key: value for key, value in facts_of(CATALOGUE[kind]).items() if key != name}
        assert missing_facts(phrase(kind, ABOUT, facts)) == {name}


@pytest.mark.parametrize("kind", list(ConflictKind))
def test_skip_is_always_offered_and_the_other_two_where_they_fit(kind: ConflictKind):
    offered = [choice.id for choice in phrase(kind, ABOUT, facts_of(CATALOGUE[kind])).choices]
    assert len(offered) == len(set(offered))
    assert "skip" in offered
    assert ("ignore" in offered) is (kind not in OWN_AND_SKIP)
    assert ("in-sync" in offered) is (kind not in OWN_AND_SKIP | NOTHING_TO_NAME)


@pytest.mark.parametrize(("kind", "first"), FIRST.items())
def test_the_most_useful_safe_choice_comes_first(kind: ConflictKind, first: str):
    assert phrase(kind, ABOUT, {}).choices[0].id == first


def test_a_stage_can_put_another_choice_first_and_drop_those_not_possible():
    conflict = phrase(ConflictKind.INVOICE_NUMBER_TAKEN, ABOUT, {}, first="link", without=("in-sync",))
    assert [choice.id for choice in conflict.choices] == ["link", "renumber", "skip", "ignore"]


def test_the_id_depends_on_kind_and_object_only_the_evidence_on_the_facts():
    one = phrase(ConflictKind.INVOICE_DIFFERS, ABOUT, {"a": "1"})
    other = phrase(ConflictKind.INVOICE_DIFFERS, ABOUT, {"a": "2"})
    assert one.id == other.id
    assert one.evidence != other.evidence
    assert phrase(ConflictKind.NEGATIVE_INVOICE, ABOUT, {"a": "1"}).id != one.id


def test_a_mapping_answer_holds_for_all_items_of_its_cause_whatever_their_amount():
    facts = {"name": "Voice", "category_id": "9"}
    one = phrase(ConflictKind.UNMAPPED_CATEGORY, ABOUT, facts, cause="9")
    dear = Subject(ObjectKind.INVOICE, "invoice 2", "2", "13", Decimal(999))
    other = phrase(ConflictKind.UNMAPPED_CATEGORY, dear, facts, cause="9")
    assert one.evidence == other.evidence
    assert one.group == other.group
    assert one.id != other.id


def test_one_document_can_wait_for_two_mappings():
    voice = phrase(ConflictKind.UNMAPPED_CATEGORY, ABOUT, {"category_id": "9"}, cause="9")
    late = phrase(ConflictKind.UNMAPPED_CATEGORY, ABOUT, {"category_id": "8"}, cause="8")
    assert voice.id != late.id


def test_a_grouped_question_tells_count_and_money_of_its_group():
    facts = {"name": "Voice", "category_id": "9"}
    found = [
        phrase(ConflictKind.UNMAPPED_CATEGORY, Subject(ObjectKind.INVOICE, id, id, "1", Decimal(100)), facts, cause="9")
        for id in ("1", "2", "3")
    ]
    grouped = regroup(found)
    assert {c.group_count for c in grouped} == {3}
    assert grouped[0].question == "Voice has no Xero account: 3 documents, 300.00."
    assert grouped[0].choices[0].consequence == "All 3 documents use the chosen account from now on."


def test_what_cannot_be_undone_says_so():
    conflict = phrase(ConflictKind.PAYMENT_EDITED, ABOUT, facts_of(CATALOGUE[ConflictKind.PAYMENT_EDITED]))
    replace = conflict.choices[0]
    assert replace.final
    assert replace.consequence.endswith("This cannot be undone.")


def test_choices_that_identify_something_cannot_be_remembered():
    assert not rememberable(ConflictKind.PAYMENT_UNMATCHED, "customer")
    assert not rememberable(ConflictKind.INVOICE_NUMBER_TAKEN, "link")
    assert not rememberable(ConflictKind.INVOICE_NUMBER_TAKEN, "in-sync")
    assert not rememberable(ConflictKind.DUPLICATE_SUSPECTED, "same")
    assert not rememberable(ConflictKind.TOO_MANY_CHANGES, "allow-once")
    assert rememberable(ConflictKind.INVOICE_NUMBER_TAKEN, "renumber")
    assert rememberable(ConflictKind.INVOICE_NUMBER_TAKEN, "ignore")


def test_in_sync_asks_for_the_side_that_is_missing():
    def needs(kind: ConflictKind) -> Needs | None:
        return next(c.needs for c in phrase(kind, ABOUT, {}).choices if c.id == "in-sync")

    assert needs(ConflictKind.REMOVED_IN_XERO) is Needs.XERO_ID
    assert needs(ConflictKind.XERO_ONLY_DOCUMENT) is Needs.SPLYNX_ID


def test_placeholders_are_found_in_order():
    assert placeholders("{a} and {b}, 15 %") == ("a", "b")
