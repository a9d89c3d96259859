"""W9 with real widgets: cards, flows per method, what is wrong (ui.md W9, R24)."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton, QTableView, QWizard
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.failures import NotAuthorised
from splynx_xero_gui.domain.kinds import Flow, ScenarioKind
from splynx_xero_gui.gui.wizard import flow_words
from splynx_xero_gui.gui.wizard.flow_cards import FlowCards
from splynx_xero_gui.gui.wizard.flow_page import FlowPage
from splynx_xero_gui.gui.wizard.mapping_page import accounts_page
from splynx_xero_gui.wizard.flowchoice import FlowRow
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.profiles import profile_of
from splynx_xero_gui.wizard.state import Choice, MappingAnswers, SetupState
from tests.gui.wizard.stage import Before, Stage, on_stage
from tests.support.shots import cut_texts, overlaps
from tests.unit.wizard.mapping_world import state

__all__ = ["on_stage"]
OpenStage = Callable[..., Stage]


def mapped(**codes: str) -> SetupState:
    return state(accounts=MappingAnswers({key: Choice(code, confirmed=True) for key, code in codes.items()}))


ALL_MAPPED = {"1": "091", "2": "090", "3": "092"}


def review(model: object) -> Before:
    return Before(PageId.REVIEW, "Review", "", model)  # type: ignore[arg-type]


class FlowStage:
    def __init__(self, open_stage: OpenStage, of: SetupState) -> None:
        self.stage = open_stage(PageId.FLOW, of, {PageId.FLOW: FlowPage, PageId.REVIEW: review})
        self.page: FlowPage = self.stage.page

    @property
    def state(self) -> SetupState:
        return self.stage.window.model.state

    def next(self) -> None:
        self.stage.window.button(QWizard.WizardButton.NextButton).click()

    def strip(self) -> str:
        shown = self.page.strip.current()
        return f"{shown.title} {shown.text}".strip() if shown else ""

    @property
    def view(self) -> QTableView:
        found = self.page.findChild(QTableView, "flow.table")
        assert found is not None
        return found

    def choose_flow(self, method: str, typed: str) -> None:
        assert self.page._view is not None
        assert self.page._view.select_row(method, "flow")
        self.view.setFocus()
        QTest.keyClick(self.view, Qt.Key.Key_F2)
        editor = self.view.pick_delegate().editor()
        QTest.keyClicks(editor, typed)
        QTest.keyClick(editor, Qt.Key.Key_Return)


def test_the_suggested_card_is_taken_and_says_why(on_stage: OpenStage) -> None:
    shown = FlowStage(on_stage, mapped(**ALL_MAPPED))
    card = shown.page._cards.card(ScenarioKind.MIXED)
    assert card.radio().isChecked()
    assert card.radio().hasFocus()
    why = "You have card payments in Splynx and a bank feed in Xero"
    assert card.radio().accessibleDescription() == f"Suggested: {why}"
    assert shown.state.flow.flows == {"1": Flow.TO_XERO, "2": Flow.FROM_XERO, "3": Flow.TO_XERO}


def test_next_goes_on_when_every_used_method_has_a_flow(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = FlowStage(on_stage, mapped(**ALL_MAPPED))
    shown.next()
    qtbot.waitUntil(lambda: shown.stage.window.flow.current is PageId.REVIEW)


def test_a_method_without_flow_is_asked_for_with_its_payments_and_money(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = FlowStage(on_stage, mapped(**{"1": "091", "2": "090"}))
    shown.next()
    assert shown.strip() == "Choose a flow for Credit card (31 payments, 14,200.00)."
    assert shown.view.hasFocus()
    shown.choose_flow("3", "leave")
    assert shown.state.flow.flows["3"] is Flow.IGNORE
    shown.next()
    qtbot.waitUntil(lambda: shown.stage.window.flow.current is PageId.REVIEW)


def test_a_method_sent_without_an_account_can_be_left_alone(on_stage: OpenStage) -> None:
    shown = FlowStage(on_stage, mapped(**{"1": "091", "2": "090"}))
    shown.choose_flow("3", "send")
    shown.next()
    assert shown.strip() == (
        "Credit card has no account in Xero (31 payments, 14,200.00). Give it an account, or leave it alone."
    )
    button = shown.page.strip.button("alone")
    assert button is not None
    button.click()
    assert shown.state.flow.flows["3"] is Flow.IGNORE


def test_go_to_payment_accounts_leads_there(on_stage: OpenStage) -> None:
    stage = on_stage(
        PageId.FLOW,
        mapped(**ALL_MAPPED),
        {PageId.ACCOUNTS: accounts_page, PageId.FLOW: FlowPage, PageId.REVIEW: review},
    )
    stage.page.act("refused", "accounts")
    assert stage.window.flow.current is PageId.ACCOUNTS


def test_several_methods_take_one_flow(on_stage: OpenStage) -> None:
    shown = FlowStage(on_stage, mapped(**ALL_MAPPED))
    shown.view.selectAll()
    place = shown.page._view.model().column_place("flow")
    shown.view.selectionModel().setCurrentIndex(
        shown.view.model().index(0, place), shown.view.selectionModel().SelectionFlag.NoUpdate
    )
    QTest.keyClick(shown.view, Qt.Key.Key_F2)
    editor = shown.view.pick_delegate().editor()
    QTest.keyClicks(editor, "leave")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert set(shown.state.flow.flows.values()) == {Flow.IGNORE}


def test_the_sentence_beside_a_method_says_what_happens(on_stage: OpenStage) -> None:
    shown = FlowStage(on_stage, mapped(**ALL_MAPPED))
    rows = {row.key: row for row in shown.page._view.model().rows()}
    column = shown.page._view.model().columns()[shown.page._view.model().column_place("example")]
    assert column.display(rows["3"]) == "Credit card payments go to 092 Card Clearing."


def test_a_change_of_card_presets_the_flows_and_says_so(on_stage: OpenStage) -> None:
    shown = FlowStage(on_stage, mapped(**ALL_MAPPED))
    assert shown.state.flow.scenario is ScenarioKind.MIXED
    QTest.mouseClick(shown.page._cards.card(ScenarioKind.PUSH_ALL), Qt.MouseButton.LeftButton)
    assert set(shown.state.flow.flows.values()) == {Flow.TO_XERO}
    assert shown.strip() == "The flow of 1 method was set to fit this choice. Look it over below."


def test_arrows_move_between_the_cards(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = FlowStage(on_stage, mapped(**ALL_MAPPED))
    cards = shown.page.findChild(FlowCards)
    assert cards is not None
    first, last = cards.card(ScenarioKind.PUSH_ALL), cards.card(ScenarioKind.MIXED)
    qtbot.waitUntil(lambda: last.x() > first.x())
    radio = shown.page.findChild(QRadioButton, "flow.mixed")
    assert radio is not None
    radio.setFocus()
    QTest.keyClick(radio, Qt.Key.Key_Left)
    assert shown.state.flow.scenario is ScenarioKind.XERO_PAYMENTS


def test_one_account_for_both_directions_is_refused(on_stage: OpenStage) -> None:
    shown = FlowStage(on_stage, mapped(**{"1": "090", "2": "090", "3": "092"}))
    shown.next()
    assert shown.strip() == (
        "090 Business Bank Account both receives from Splynx and is read from Xero. Payments could come back. "
        "Give Cash another account."
    )
    assert shown.page.strip.button("accounts") is not None


def test_flows_a_card_forbids_are_not_offered(on_stage: OpenStage) -> None:
    shown = FlowStage(on_stage, mapped(**ALL_MAPPED))
    shown.page._on_card("push-all")
    column = shown.page._view.model().columns()[shown.page._view.model().column_place("flow")]
    row = shown.page._view.model().rows()[0]
    assert column.pick_items is not None
    assert [item.name for item in column.pick_items(row)] == ["Send to Xero", "Leave alone"]


def cell(shown: FlowStage, row: str, column: str) -> str:
    model = shown.page._view.model()
    found = next(known for known in model.rows() if known.key == row)
    return str(model.columns()[model.column_place(column)].display(found))


def test_every_method_says_where_its_money_is_seen_first(on_stage: OpenStage) -> None:
    shown = FlowStage(on_stage, mapped(**ALL_MAPPED))
    assert [cell(shown, row, "first") for row in ("1", "2", "3")] == ["Splynx", "Xero", "Splynx"]
    assert cell(shown, "2", "example") == "Payments in 090 Business Bank Account become Bank transfer payments."
    sentence = flow_words.row_sentence(next(r for r in shown.page._view.model().rows() if r.key == "2"))
    assert "seen first in Xero" in sentence


class TestReceiptsOfASharedAccount:
    """R24: of several methods read from one account, exactly one has `arrival = true`."""

    SHARED: ClassVar = {"1": "090", "2": "090", "3": "092"}

    def shared(self, on_stage: OpenStage) -> FlowStage:
        shown = FlowStage(on_stage, mapped(**self.SHARED))
        shown.page._on_edited(self.row(shown, "1"), "flow", Flow.FROM_XERO.value)
        return shown

    @staticmethod
    def row(shown: FlowStage, key: str) -> FlowRow:
        return next(row for row in shown.page._view.model().rows() if row.key == key)

    def test_the_column_is_there_only_where_an_account_is_shared(self, on_stage: OpenStage) -> None:
        shown = FlowStage(on_stage, mapped(**ALL_MAPPED))
        assert "arrival" not in [column.key for column in shown.page._view.model().columns()]
        shared = self.shared(on_stage)
        assert [cell(shared, row, "arrival") for row in ("1", "2", "3")] == ["No", "Yes", ""]

    def test_choosing_one_takes_the_receipts_from_the_other(self, on_stage: OpenStage) -> None:
        shown = self.shared(on_stage)
        shown.page._on_edited(self.row(shown, "1"), "arrival", "yes")
        assert [cell(shown, row, "arrival") for row in ("1", "2", "3")] == ["Yes", "No", ""]
        assert "the method marked for receipts" in cell(shown, "2", "example")
        methods = profile_of(shown.state).mappings.payment_methods
        assert {name: mapping.arrival for name, mapping in methods.items()} == {
            "Cash": True,
            "Bank transfer": False,
            "Credit card": False,
        }

    def test_the_one_that_has_them_cannot_give_them_to_nobody(self, on_stage: OpenStage) -> None:
        shown = self.shared(on_stage)
        shown.page._on_edited(self.row(shown, "2"), "arrival", "no")
        assert cell(shown, "2", "arrival") == "Yes"


def test_next_asks_whether_the_key_may_make_payments(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = FlowStage(on_stage, mapped(**ALL_MAPPED))
    shown.stage.session.rights = NotAuthorised(
        "S3",
        "The key is missing 3 permissions",
        "Splynx accepted the key, but it may not: …",
        "Tick these.",
        details="a · b",
    )
    shown.next()
    qtbot.waitUntil(lambda: not shown.page.is_busy() and shown.strip() != "")
    assert shown.strip().startswith("The key is missing 3 permissions")
    assert shown.stage.window.flow.current is PageId.FLOW
    shown.stage.session.rights = None
    shown.next()
    qtbot.waitUntil(lambda: shown.stage.window.flow.current is PageId.REVIEW)


def test_where_all_payments_are_sent_the_key_needs_no_more(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = FlowStage(on_stage, mapped(**ALL_MAPPED))
    shown.page._on_card("push-all")
    shown.stage.session.rights = NotAuthorised("S3", "The key is missing 3 permissions", "", "")
    shown.next()
    qtbot.waitUntil(lambda: shown.stage.window.flow.current is PageId.REVIEW)


@pytest.mark.parametrize("size", [(1000, 620), (853, 480), (640, 360)])
def test_nothing_is_cut_or_overlaps(on_stage: OpenStage, qtbot: QtBot, size: tuple[int, int]) -> None:
    shown = FlowStage(on_stage, mapped(**ALL_MAPPED))
    shown.stage.window.resize(*size)
    qtbot.wait(1)
    assert cut_texts(shown.stage.window) == []
    assert overlaps(shown.stage.window) == []


def test_the_cards_stand_below_each_other_where_there_is_little_room(on_stage: OpenStage, qtbot: QtBot) -> None:
    shown = FlowStage(on_stage, mapped(**ALL_MAPPED))
    cards = shown.page.findChild(FlowCards)
    assert cards is not None
    first, second = cards.card(ScenarioKind.PUSH_ALL), cards.card(ScenarioKind.XERO_PAYMENTS)
    qtbot.waitUntil(lambda: first.y() == second.y() and second.x() > first.x())
    shown.stage.window.resize(640, 480)
    qtbot.waitUntil(lambda: second.y() > first.y())
