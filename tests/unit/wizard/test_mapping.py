"""The mapping tables: states, choices, bulk answers, undo, paste (ui.md W5-W7, R8)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from splynx_xero_gui.domain.profile import Mappings, TrackingMapping
from splynx_xero_gui.domain.reference import TrackingCategory, TrackingOption, Usage
from splynx_xero_gui.wizard.checks import Problem, missing
from splynx_xero_gui.wizard.mapping import (
    MappingTable,
    NotAllowedTogether,
    NotUsable,
    RatesDiffer,
    RowState,
)
from splynx_xero_gui.wizard.mapping_pages import mapping_table, waiting, with_table, without_row, without_unmapped
from splynx_xero_gui.wizard.mapping_paste import NotPasted, PastedLine, paste
from splynx_xero_gui.wizard.mapping_subjects import MappingKind, find
from splynx_xero_gui.wizard.offers import Refusal
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.profiles import profile_of
from splynx_xero_gui.wizard.state import Choice, MappingAnswers, SetupState
from tests.unit.wizard.mapping_world import ACCOUNTS, DEPOSITS, SALES, USAGE, account, state, xero


def table(kind: MappingKind, of: SetupState | None = None) -> MappingTable:
    made = mapping_table(kind, of or state())
    assert made is not None
    return made


def chosen(**choices: str) -> MappingAnswers:
    return MappingAnswers({key: Choice(value, confirmed=True) for key, value in choices.items()})


def test_there_is_no_table_before_the_settings_were_read() -> None:
    assert mapping_table(MappingKind.TAXES, SetupState()) is None


def test_used_rows_come_first_with_the_unmapped_on_top() -> None:
    bare = xero([account("210", "Installations"), account("220", "Fibre")])
    rows = table(MappingKind.CATEGORIES, state(bare)).rows()
    assert [row.subject.name for row in rows] == ["Service", "Late fee", "Installation", "Voice"]
    assert [row.state for row in rows] == [RowState.UNMAPPED, RowState.UNMAPPED, RowState.CHECK, RowState.OPEN]


def test_rows_keep_their_place_when_they_are_answered() -> None:
    made = table(MappingKind.CATEGORIES)
    before = [row.key for row in made.rows()]
    made.choose(["1", "3", "4"], "260")
    made.clear(["2"])
    assert [row.key for row in made.rows()] == before


def test_what_is_never_used_gets_no_suggestion_and_may_stay_empty() -> None:
    row = table(MappingKind.CATEGORIES).row("4")
    assert row.choice.value == ""
    assert row.state is RowState.OPEN


def test_a_likely_suggestion_waits_until_it_is_confirmed() -> None:
    made = table(MappingKind.CATEGORIES)
    assert "2" in made.to_check()
    assert made.confirm(["2"]) == 1
    assert made.row("2").state is RowState.MAPPED
    assert made.confirm(["2"]) == 0


def test_all_suggestions_are_accepted_at_once_and_taken_back_at_once() -> None:
    made = table(MappingKind.CATEGORIES)
    waiting = made.to_check()
    assert made.confirm(waiting) == len(waiting) == 3
    assert made.to_check() == ()
    assert made.undo()
    assert made.to_check() == waiting
    assert not made.undo()


def test_many_rows_take_one_choice_and_one_undo_takes_it_back() -> None:
    made = table(MappingKind.CATEGORIES)
    before = [row.choice.value for row in made.rows()]
    assert made.choose([row.key for row in made.rows()], "260") == 4
    assert {row.choice.value for row in made.rows()} == {"260"}
    made.undo()
    assert [row.choice.value for row in made.rows()] == before


def test_what_xero_refuses_is_not_taken() -> None:
    made = table(MappingKind.CATEGORIES)
    assert made.choose(["1"], "090") == 0
    assert made.row("1").choice.value == "200"
    assert not made.can_undo


def test_a_cleared_row_is_unmapped_and_not_filled_in_again() -> None:
    made = table(MappingKind.CATEGORIES)
    made.clear(["1"])
    again = table(MappingKind.CATEGORIES, with_table(state(), made))
    assert again.row("1").state is RowState.UNMAPPED
    assert again.unmapped() == (1, Usage(1204, Decimal("512300.00")))


def test_a_document_with_two_unmapped_lines_waits_once() -> None:
    made = table(MappingKind.CATEGORIES)
    made.clear(["2", "3"])
    assert waiting(state(), made) == Usage(26 + 3 + 1, Decimal("24000.00") + Decimal("2900.00") + Decimal("115.00"))


def test_of_methods_the_payments_wait() -> None:
    made = table(MappingKind.METHODS)
    made.clear(["3"])
    assert waiting(state(), made) == Usage(31, Decimal("14200.00"))


def test_clearing_what_is_empty_is_no_step_to_undo_twice() -> None:
    made = table(MappingKind.CATEGORIES)
    made.clear(["1"])
    made.clear(["1"])
    made.undo()
    assert not made.can_undo


def test_the_list_of_a_row_names_what_xero_refuses_and_why() -> None:
    refused = {offer.name: offer.refusal for offer in table(MappingKind.CATEGORIES).offers("1") if offer.refusal}
    assert refused["Business Bank Account"] is Refusal.BANK
    assert refused["Accounts Receivable"] is Refusal.SYSTEM
    assert refused["Old Sales"] is Refusal.ARCHIVED


def test_revenue_accounts_stand_first_in_the_list() -> None:
    offers = table(MappingKind.CATEGORIES).offers("1")
    assert [o.code for o in offers if o.refusal is None][:3] == ["200", "202", "260"]


def test_a_mapping_whose_account_was_archived_is_a_problem() -> None:
    archived = [replace(a, active=False) if a is SALES else a for a in ACCOUNTS]
    row = table(MappingKind.CATEGORIES, state(xero(archived), categories=chosen(**{"1": "200"}))).row("1")
    assert row.state is RowState.PROBLEM
    assert row.fault == NotUsable("200 Sales", Refusal.ARCHIVED)
    assert row.blocks


def test_a_mapping_to_an_account_that_is_gone_is_a_problem() -> None:
    row = table(MappingKind.CATEGORIES, state(categories=chosen(**{"1": "999"}))).row("1")
    assert row.fault == NotUsable("999", Refusal.GONE)


def test_taxes_are_listed_by_percent_and_no_tax_is_always_there() -> None:
    assert {row.key for row in table(MappingKind.TAXES).rows()} == {"1@15", "none@0", "1@14"}
    unused = table(MappingKind.TAXES, state(usage={})).rows()
    assert [row.key for row in unused] == ["1@15", "none@0"]
    assert unused[-1].subject.is_no_tax


def test_a_rate_of_another_percent_is_a_problem_that_holds_next_back() -> None:
    made = table(MappingKind.TAXES)
    made.choose(["1@14"], "OUTPUT3")
    row = made.row("1@14")
    assert row.fault == RatesDiffer("VAT 15%", Decimal(14), "Standard Rate Sales", Decimal(15))
    assert row.blocks


def test_a_rate_of_another_percent_on_an_unused_tax_holds_nothing_back() -> None:
    made = table(MappingKind.TAXES, state(usage={}))
    made.choose(["1@15"], "OUTPUT2")
    assert made.row("1@15").state is RowState.PROBLEM
    assert not made.row("1@15").blocks


def test_a_rate_xero_does_not_allow_on_a_mapped_account_is_named_with_it() -> None:
    of = state(categories=chosen(**{"1": "200", "2": DEPOSITS.code}))
    row = table(MappingKind.TAXES, of).row("1@15")
    assert row.fault == NotAllowedTogether("Standard Rate Sales", "825")
    assert not row.blocks


def test_accounts_of_unused_categories_do_not_matter_for_rates() -> None:
    of = state(categories=chosen(**{"1": "200", "4": DEPOSITS.code}))
    assert table(MappingKind.TAXES, of).row("1@15").fault is None


def test_inactive_methods_are_listed_only_when_used() -> None:
    assert find(table(MappingKind.METHODS).subjects, "Voucher") is None
    usage = {"methods": {"4": Usage(1, Decimal(10))}}
    assert find(table(MappingKind.METHODS, state(usage=usage)).subjects, "Voucher") is not None


def test_an_account_without_code_is_chosen_by_its_id() -> None:
    made = table(MappingKind.METHODS)
    assert made.choose(["1"], "savings-id") == 1
    assert made.row("1").offer is not None


def test_two_columns_of_a_spreadsheet_fill_the_rows_and_the_rest_is_listed() -> None:
    made = table(MappingKind.CATEGORIES)
    done = paste(
        made,
        [
            ["Category", "Account"],
            ["service", "260"],
            ["Installation", "Other Revenue"],
            ["Late fee", "090"],
            ["Voice"],
            ["Voice", "nowhere"],
        ],
    )
    assert done.filled == 2
    assert [line.why for line in done.left] == [
        NotPasted.NO_SUCH_NAME,
        NotPasted.REFUSED,
        NotPasted.NO_CODE,
        NotPasted.NO_SUCH_CHOICE,
    ]
    assert (made.row("1").choice.value, made.row("2").choice.value) == ("260", "260")
    made.undo()
    assert made.row("1").choice.value == "200"


def test_a_name_pasted_twice_with_two_answers_is_taken_once() -> None:
    made = table(MappingKind.CATEGORIES)
    done = paste(made, [["Service", "260"], ["Service", "200"]])
    assert done.left == (PastedLine(("Service", "200"), NotPasted.TWICE),)
    assert made.row("1").choice.value == "260"


@pytest.mark.parametrize("spelling", ["VAT 15%@14", "vat 15% 14 %", "1@14"])
def test_taxes_are_pasted_by_name_and_percent(spelling: str) -> None:
    made = table(MappingKind.TAXES)
    assert paste(made, [[spelling, "Old Standard Rate Sales"], ["No tax", "NONE"]]).filled == 2
    assert made.row("1@14").choice.value == "OUTPUT2"


def test_a_tax_name_with_two_percents_is_not_guessed() -> None:
    done = paste(table(MappingKind.TAXES), [["VAT 15%", "OUTPUT3"]])
    assert done.left[0].why is NotPasted.NO_SUCH_NAME


def test_going_on_without_them_is_kept_for_exactly_those_rows() -> None:
    made = table(MappingKind.CATEGORIES)
    made.confirm(made.to_check())
    made.clear(["3"])
    after = without_unmapped(state(), made)
    assert after.categories.unmapped_accepted == {"3"}
    assert missing(PageId.CATEGORIES, after) == ()
    made.clear(["1"])
    assert [m.row for m in missing(PageId.CATEGORIES, with_table(after, made))] == ["1"]


def test_lines_without_a_category_do_not_hold_next_back() -> None:
    used = {**USAGE, "categories": {**USAGE["categories"], "": Usage(5, Decimal("50.00"))}}
    of = state(usage=used)
    assert without_row(of, MappingKind.CATEGORIES) == Usage(5, Decimal("50.00"))
    made = table(MappingKind.CATEGORIES, of)
    assert "" not in {row.key for row in made.rows()}
    made.confirm(made.to_check())
    assert missing(PageId.CATEGORIES, with_table(of, made)) == ()


def test_the_page_is_complete_once_nothing_is_wrong_open_or_unchecked() -> None:
    made = table(MappingKind.TAXES)
    assert [m.problem for m in missing(PageId.TAXES, with_table(state(), made))] == [Problem.NOT_CHECKED]
    made.confirm(made.to_check())
    assert missing(PageId.TAXES, with_table(state(), made)) == ()
    made.choose(["1@14"], "OUTPUT3")
    assert [m.problem for m in missing(PageId.TAXES, with_table(state(), made))] == [Problem.RATE_DIFFERS]


def test_the_profile_names_taxes_with_their_percent() -> None:
    made = table(MappingKind.TAXES)
    made.confirm(made.to_check())
    stored = profile_of(with_table(state(), made)).mappings.taxes
    assert dict(stored) == {"VAT 15%": "OUTPUT3", "VAT 15%@14": "OUTPUT2", "none": "NONE"}


REGION = TrackingCategory("t1", "Region", True, (TrackingOption("a", "North"), TrackingOption("b", "South")))


def test_tracking_of_categories_goes_into_the_profile_and_comes_back() -> None:
    of = state(xero(tracking=[REGION]))
    made = table(MappingKind.CATEGORIES, of)
    made.set_tracking(["1", "2"], "Region", "North")
    after = with_table(of, made)
    assert after.kept.tracking["Region"] == TrackingMapping("category", {"Service": "North", "Installation": "North"})
    assert table(MappingKind.CATEGORIES, after).row("1").tracking == {"Region": "North"}
    made.undo()
    assert made.row("1").tracking == {"Region": ""}


def test_tracking_fed_from_the_partner_is_left_as_it_is() -> None:
    kept = Mappings(tracking={"Region": TrackingMapping("partner", {"Main": "North"})})
    of = state(xero(tracking=[REGION]), kept=kept)
    made = table(MappingKind.CATEGORIES, of)
    assert made.tracking() == {}
    assert with_table(of, made).kept == kept
