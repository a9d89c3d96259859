"""W5 to W7 with real widgets: filling, checking, refusing, bulk, paste, undo, keyboard (ui.md §4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTableView, QWizard
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.profile import TrackingMapping
from splynx_xero_gui.domain.reference import BillingReference, Location, TrackingCategory, TrackingOption, Usage
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.pick_combo import PickCombo
from splynx_xero_gui.gui.kit.still_fields import StillCombo
from splynx_xero_gui.gui.wizard.choose_dialog import ChooseDialog
from splynx_xero_gui.gui.wizard.mapping_page import MappingPage, accounts_page, categories_page, taxes_page
from splynx_xero_gui.gui.wizard.tracking_sources import TrackingDialog
from splynx_xero_gui.wizard.mapping import RowState
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.state import Choice, MappingAnswers, SetupState
from tests.gui.wizard.stage import Stage, after, on_stage, read
from tests.support.shots import cut_texts, overlaps
from tests.unit.wizard.mapping_world import DEPOSITS, USAGE, account, splynx, state, xero

__all__ = ["on_stage"]
FACTORIES = {PageId.CATEGORIES: categories_page, PageId.TAXES: taxes_page, PageId.ACCOUNTS: accounts_page}
OpenStage = Callable[..., Stage]


class Mapping:
    """A person in front of one of the tables."""

    def __init__(
        self, open_stage: OpenStage, page: PageId, of: SetupState | None = None, others: tuple[PageId, ...] = ()
    ) -> None:
        shown = {other: FACTORIES[other] for other in (*others, page)}
        self.stage = open_stage(page, of or state(), {**shown, PageId.FLOW: after})
        self.page: MappingPage = self.stage.page
        self.table: MoneyTable = self.page.findChild(QTableView, f"{page.value}.table").parent().parent()
        self.view = self.table.view
        self.first = page

    @property
    def state(self) -> SetupState:
        return self.stage.window.model.state

    def row(self, key: str) -> str:
        found = next(row for row in self.table.model().rows() if row.key == key)
        return found.choice.value

    def row_state(self, key: str) -> RowState:
        return next(row for row in self.table.model().rows() if row.key == key).state

    def go_to(self, key: str, column: str = "choice") -> None:
        assert self.table.select_row(key, column)
        self.view.setFocus()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view, key, modifiers)

    def next(self) -> None:
        self.stage.window.button(QWizard.WizardButton.NextButton).click()

    def strip_text(self) -> str:
        shown = self.page.strip.current()
        return f"{shown.title} {shown.text}".strip() if shown else ""

    def strip_press(self, action: str) -> None:
        button = self.page.strip.button(action)
        assert button is not None
        button.click()

    def button(self, key: str) -> QPushButton:
        found = self.page.findChild(QPushButton, f"{self.first.value}.{key}")
        assert found is not None
        return found

    @property
    def went_on(self) -> bool:
        return self.stage.window.flow.current is not self.first


@pytest.fixture
def categories(on_stage: OpenStage) -> Mapping:
    return Mapping(on_stage, PageId.CATEGORIES)


def test_the_focus_starts_on_the_first_row_that_needs_somebody(categories: Mapping) -> None:
    assert categories.view.hasFocus()
    current = categories.table.current_row()
    assert current is not None
    assert current.state is RowState.CHECK


def test_counts_of_the_filter_and_of_what_is_mapped_follow_the_answers(categories: Mapping) -> None:
    texts = [button.text() for button in categories.page.findChildren(QPushButton)]
    assert "&Accept 3 suggestions" in texts
    assert categories.page.findChild(QPushButton, "categories.accept").isEnabled()
    categories.button("accept").click()
    assert not categories.button("accept").isEnabled()
    assert all(row.state is not RowState.CHECK for row in categories.table.model().rows())
    assert categories.page._tools._count.text() == "3 of 4 mapped"


def test_space_confirms_a_row_and_goes_down(categories: Mapping) -> None:
    categories.go_to("1")
    categories.press(Qt.Key.Key_Space)
    assert categories.row_state("1") is RowState.MAPPED
    assert categories.table.current_row().key != "1"


def test_enter_opens_the_list_and_a_second_enter_confirms_the_row(categories: Mapping, qtbot: QtBot) -> None:
    categories.go_to("1")
    categories.press(Qt.Key.Key_Return)
    editor = categories.view.pick_delegate().editor()
    assert isinstance(editor, PickCombo)
    assert not categories.went_on
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert categories.row_state("1") is RowState.MAPPED
    assert categories.row("1") == "200"
    assert not categories.went_on


def test_typing_a_code_or_a_word_finds_the_account(categories: Mapping) -> None:
    for typed in ("260", "other rev"):
        categories.go_to("1")
        categories.press(Qt.Key.Key_F2)
        editor = categories.view.pick_delegate().editor()
        assert editor is not None
        QTest.keyClicks(editor, typed)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        assert categories.row("1") == "260"
        categories.page.undo()


def test_delete_empties_the_selected_rows_and_control_z_brings_them_back(categories: Mapping) -> None:
    categories.view.selectAll()
    categories.press(Qt.Key.Key_Delete)
    assert all(not row.choice.value for row in categories.table.model().rows())
    categories.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert categories.row("1") == "200"


def test_what_is_unmapped_is_told_with_its_money_and_can_be_left_for_later(categories: Mapping) -> None:
    categories.button("accept").click()
    categories.go_to("3")
    categories.press(Qt.Key.Key_Delete)
    categories.next()
    assert categories.strip_text() == (
        "1 category used in Splynx is not mapped "
        "4 documents, ZAR\u00a03,015.00, would wait until each line has its place in Xero."
    )
    assert not categories.went_on
    categories.strip_press("go-on")
    assert categories.went_on
    assert categories.state.categories.unmapped_accepted == {"3"}


def test_show_them_filters_the_unmapped_rows(categories: Mapping) -> None:
    categories.button("accept").click()
    categories.go_to("3")
    categories.press(Qt.Key.Key_Delete)
    categories.next()
    categories.strip_press("show")
    assert [row.key for row in categories.table.shown_rows()] == ["3"]
    assert categories.view.hasFocus()


def test_suggestions_nobody_looked_at_hold_next_back_until_they_are_accepted(categories: Mapping) -> None:
    categories.next()
    assert categories.strip_text().startswith("3 suggestions are only likely and were not checked yet")
    categories.strip_press("accept")
    assert categories.went_on
    assert all(choice.confirmed for choice in categories.state.categories.choices.values() if choice.value)


def test_back_keeps_the_answers(categories: Mapping) -> None:
    categories.go_to("1")
    categories.page._answers().choose(["1"], "260")
    categories.stage.window.button(QWizard.WizardButton.BackButton).click()
    categories.next()
    assert categories.row("1") == "260"


def test_many_rows_are_set_through_the_dialog(categories: Mapping, qtbot: QtBot) -> None:
    categories.view.selectAll()
    categories.button("set").click()
    dialog = categories.page.findChild(ChooseDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "Set 4 rows"
    QTest.keyClicks(dialog.combo, "260")
    QTest.keyClick(dialog.combo, Qt.Key.Key_Return)
    dialog.findChild(QPushButton, "categories.choose.set").click()
    assert {row.choice.value for row in categories.table.model().rows()} == {"260"}


def test_two_columns_of_a_spreadsheet_are_pasted_and_the_rest_is_listed(categories: Mapping) -> None:
    QGuiApplication.clipboard().setText("Service\t260\nNonsense\t200\nLate fee\t090")
    categories.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert categories.row("1") == "260"
    shown = categories.page.strip.current()
    assert shown is not None
    assert shown.title == "1 row filled, 2 lines were left out."
    assert "Nonsense · 200 – no row of this name" in shown.details
    assert "Late fee · 090 – cannot be used here" in shown.details


def test_refused_accounts_are_listed_with_their_reason_only_when_asked_for(categories: Mapping) -> None:
    def listed() -> list[str]:
        categories.go_to("1")
        categories.press(Qt.Key.Key_F2)
        editor = categories.view.pick_delegate().editor()
        assert editor is not None
        texts = [editor.itemText(place) for place in range(editor.count())]
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        return texts

    assert "090 Business Bank Account" not in listed()
    categories.page.findChild(QPushButton, "categories.accept")
    categories.page._tools._why.setChecked(True)
    assert "090 Business Bank Account" in listed()


def test_a_row_says_everything_to_a_screen_reader(categories: Mapping) -> None:
    categories.go_to("2")
    said = categories.view.currentIndex().siblingAtColumn(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == (
        "Installation, 31 lines, 18,600.00, mapped to 202 Installations and One-time Work, likely – name is similar"
    )


def test_lines_without_category_are_mentioned_below_the_table(on_stage: OpenStage) -> None:
    usage = {**USAGE, "categories": {**USAGE["categories"], "": Usage(2, Decimal("400.00"))}}
    page = Mapping(on_stage, PageId.CATEGORIES, state(usage=usage))
    assert (
        page.page._note.text() == "2 lines, ZAR\u00a0400.00, have no category in Splynx. You will be asked about them."
    )
    page.button("accept").click()
    page.next()
    assert page.went_on


def test_an_empty_list_says_so(on_stage: OpenStage) -> None:
    page = Mapping(on_stage, PageId.CATEGORIES, state(billing=BillingReference("Example ISP"), usage={}))
    assert page.table._state.sentence() == "Splynx lists no categories."


def test_before_the_settings_were_read_the_page_leads_there(on_stage: OpenStage) -> None:
    stage = on_stage(PageId.CATEGORIES, SetupState(), {PageId.CATEGORIES: categories_page, PageId.READ: read})
    stage.window.next()
    stage.window.next()
    stage.page._unread.button().click()
    assert stage.window.flow.current is PageId.READ


REGION = TrackingCategory("t1", "Region", True, (TrackingOption("a", "North"), TrackingOption("b", "South")))


def test_tracking_categories_of_xero_get_a_column(on_stage: OpenStage) -> None:
    page = Mapping(on_stage, PageId.CATEGORIES, state(xero(tracking=[REGION])))
    page.go_to("1", "tracking.Region")
    page.press(Qt.Key.Key_F2)
    editor = page.view.pick_delegate().editor()
    assert editor is not None
    QTest.keyClicks(editor, "sou")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    page.page.collect()
    assert page.state.kept.tracking["Region"].values == {"Service": "South"}


def test_a_tracking_category_may_follow_the_location_instead_of_the_category(on_stage: OpenStage) -> None:
    places = (Location("1", "Cape Town"), Location("2", "Durban"))
    of = state(xero(tracking=[REGION]), billing=replace(splynx(), locations=places))
    page = Mapping(on_stage, PageId.CATEGORIES, of)
    combo = page.page.findChild(StillCombo, "categories.tracking.Region")
    assert [combo.itemText(place) for place in range(combo.count())] == [
        "the category, in the table",
        "the customer's location",
    ], "Splynx has no partners here"
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert page.state.kept.tracking["Region"] == TrackingMapping("location", {})
    options = page.page.findChild(QPushButton, "categories.tracking.Region.options")
    assert options.text().replace("&", "") == "Options: 0 of 2…"
    options.click()
    dialog = page.page.findChild(TrackingDialog)
    second = dialog.findChild(StillCombo, "categories.options.1")
    assert second.accessibleName() == "Durban"
    second.setCurrentIndex(second.findData("North"))
    assert not [*cut_texts(dialog), *overlaps(dialog)]
    dialog.findChild(QPushButton, "categories.options.set").click()
    assert page.state.kept.tracking["Region"] == TrackingMapping("location", {"Durban": "North"})
    page.page.collect()
    assert page.state.kept.tracking["Region"].values == {"Durban": "North"}, "the table does not touch it"
    columns = [column.key for column in page.page._view.model().columns()]
    assert "tracking.Region" not in columns
    combo = page.page.findChild(StillCombo, "categories.tracking.Region")
    QTest.keyClick(combo, Qt.Key.Key_Up)
    assert "Region" not in page.state.kept.tracking
    assert "tracking.Region" in [column.key for column in page.page._view.model().columns()]


@pytest.fixture
def taxes(on_stage: OpenStage) -> Mapping:
    return Mapping(on_stage, PageId.TAXES)


def test_both_rates_stand_beside_each_other(taxes: Mapping) -> None:
    place = taxes.table.model().column_place("rates")
    texts = {row.key: taxes.table.model().columns()[place].display(row) for row in taxes.table.model().rows()}
    assert texts["1@15"] == "15\u00a0% ↔ 15\u00a0%"
    assert texts["1@14"] == "14\u00a0% ↔ 14\u00a0%"


def test_a_rate_of_another_percentage_is_refused_in_the_exact_words(taxes: Mapping) -> None:
    taxes.button("accept").click()
    taxes.page._answers().choose(["1@14"], "OUTPUT3")
    taxes.page._refresh()
    taxes.next()
    assert taxes.strip_text().replace("\u00a0", " ") == (
        "VAT 15% is 14 % in Splynx but Standard Rate Sales is 15 % in Xero. The invoices could never be equal. "
        "Choose a rate of 14 % or add one in Xero."
    )
    assert not taxes.went_on
    assert taxes.table.current_row().key == "1@14"


def test_a_rate_not_allowed_on_a_mapped_account_leads_back_to_categories(on_stage: OpenStage) -> None:
    narrow = MappingAnswers({"1": Choice("200", confirmed=True), "2": Choice("825", confirmed=True)})
    assert DEPOSITS.code == "825"
    page = Mapping(on_stage, PageId.TAXES, state(categories=narrow))
    page.button("accept").click()
    page.next()
    assert page.strip_text().startswith(
        "Xero does not allow Standard Rate Sales on account 825. Change one of the two."
    )
    page.strip_press("go-on")
    assert page.went_on


def test_go_to_categories_goes_there(on_stage: OpenStage) -> None:
    narrow = MappingAnswers({key: Choice("825", confirmed=True) for key in ("1", "2", "3")})
    page = Mapping(on_stage, PageId.TAXES, state(categories=narrow), (PageId.CATEGORIES,))
    page.button("accept").click()
    page.next()
    page.strip_press("categories")
    assert page.stage.window.flow.current is PageId.CATEGORIES


def test_card_money_gets_a_tip(on_stage: OpenStage) -> None:
    page = Mapping(on_stage, PageId.ACCOUNTS)
    assert page.page._note.text() == ("Tip: give card money an account of its own, so that payouts can be followed.")


def test_an_account_archived_since_is_a_problem_that_must_be_solved(on_stage: OpenStage) -> None:
    chart = [account("090", "Bank", "BANK"), account("091", "Old Cash", "BANK", active=False)]
    old = MappingAnswers({"1": Choice("091", confirmed=True), **{k: Choice("090", confirmed=True) for k in "23"}})
    page = Mapping(on_stage, PageId.ACCOUNTS, state(xero(chart), accounts=old))
    assert page.row_state("1") is RowState.PROBLEM
    page.next()
    assert page.strip_text() == "091 Old Cash cannot be used: archived in Xero. Choose another one."


@pytest.mark.parametrize("page", [PageId.CATEGORIES, PageId.TAXES, PageId.ACCOUNTS])
@pytest.mark.parametrize("size", [(1000, 620), (853, 480), (640, 360)])
def test_nothing_is_cut_or_overlaps(on_stage: OpenStage, qtbot: QtBot, page: PageId, size: tuple[int, int]) -> None:
    shown = Mapping(on_stage, page)
    shown.next()
    shown.stage.window.resize(*size)
    qtbot.wait(1)
    assert cut_texts(shown.stage.window) == []
    assert overlaps(shown.stage.window) == []


def test_another_currency_gets_its_own_heading(on_stage: OpenStage) -> None:
    reference = xero()
    dollars = replace(reference, organisation=replace(reference.organisation, base_currency="USD"))
    page = Mapping(on_stage, PageId.ACCOUNTS, state(dollars))
    assert "Amount, USD" in [column.title for column in page.table.model().columns()]
