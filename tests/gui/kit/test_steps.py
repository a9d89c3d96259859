"""The wizard's steps: what is read out, where one may go back to."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.kit.steps import Step, StepsLine, StepsList, StepsModel, StepStatus

TITLES = ("Splynx", "Xero", "Read settings", "What to sync", "Categories", "Tax rates", "Review")


@pytest.fixture
def steps(qtbot: QtBot) -> StepsModel:
    model = StepsModel([Step(title, title) for title in TITLES])
    for title in TITLES[:6]:
        model.set_current(title)
    return model


@pytest.fixture
def view(steps: StepsModel, qtbot: QtBot) -> StepsList:
    widget = StepsList(steps)
    qtbot.addWidget(widget)
    widget.resize(widget.sizeHint())
    widget.show()
    return widget


def test_the_model_keeps_qts_contract(steps: StepsModel) -> None:
    QAbstractItemModelTester(steps, QAbstractItemModelTester.FailureReportingMode.Fatal)
    steps.set_status("Categories", StepStatus.CHECK)
    steps.set_steps([Step("one", "One")])
    assert steps.rowCount() == 1


def test_a_step_is_read_out_with_place_title_and_state(steps: StepsModel) -> None:
    said = [steps.index(place).data(Qt.ItemDataRole.AccessibleTextRole) for place in (0, 5, 6)]
    assert said == [
        "Step 1 of 7, Splynx, done",
        "Step 6 of 7, Tax rates, current",
        "Step 7 of 7, Review, to come",
    ]


def test_going_back_leaves_the_later_steps_done(steps: StepsModel) -> None:
    steps.set_current("Xero")
    assert [step.status for step in steps.steps()[:2]] == [StepStatus.DONE, StepStatus.CURRENT]
    assert steps.steps()[5].status is StepStatus.DONE


def test_a_click_on_a_done_step_goes_back_to_it(view: StepsList, qtbot: QtBot) -> None:
    spot = view.visualRect(view.model().index(1, 0)).center()
    with qtbot.waitSignal(view.step_chosen) as caught:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert caught.args == ["Xero"]


def test_enter_on_a_done_step_goes_back_to_it(view: StepsList, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Up)
    with qtbot.waitSignal(view.step_chosen) as caught:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert caught.args == ["Categories"]


def test_current_and_coming_steps_lead_nowhere(view: StepsList, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.step_chosen):
        for place in (5, 6):
            spot = view.visualRect(view.model().index(place, 0)).center()
            qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        qtbot.keyClick(view, Qt.Key.Key_Return)


def test_a_step_to_check_can_be_gone_to(view: StepsList, steps: StepsModel, qtbot: QtBot) -> None:
    steps.set_status("Categories", StepStatus.CHECK)
    assert steps.spoken(4) == "Step 5 of 7, Categories, to check"
    qtbot.keyClick(view, Qt.Key.Key_Up)
    with qtbot.waitSignal(view.step_chosen):
        qtbot.keyClick(view, Qt.Key.Key_Space)


def test_after_the_commit_the_list_is_frozen(view: StepsList, steps: StepsModel, qtbot: QtBot) -> None:
    steps.set_frozen(True)
    spot = view.visualRect(view.model().index(1, 0)).center()
    with qtbot.assertNotEmitted(view.step_chosen):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def test_no_title_is_cut(view: StepsList) -> None:
    for place in range(len(TITLES)):
        index = view.model().index(place, 0, QModelIndex())
        assert view.sizeHintForIndex(index).width() <= view.viewport().width()


def test_the_narrow_list_has_icons_and_says_the_names_all_the_same(view: StepsList, steps: StepsModel) -> None:
    wide = view.sizeHint().width()
    view.set_narrow(True)
    assert view.sizeHint().width() < wide / 2
    assert steps.index(5).data() == ""
    assert steps.index(5).data(Qt.ItemDataRole.AccessibleTextRole) == "Step 6 of 7, Tax rates, current"


def test_the_line_shows_where_one_is_and_its_menu_goes_back(steps: StepsModel, qtbot: QtBot) -> None:
    line = StepsLine(steps)
    qtbot.addWidget(line)
    assert line.text() == "Step 6 of 7 · Tax rates"
    actions = line.menu().actions()
    assert [action.isEnabled() for action in actions] == [True] * 5 + [False] * 2
    with qtbot.waitSignal(line.step_chosen) as caught:
        actions[0].trigger()
    assert caught.args == ["Splynx"]
    steps.set_current("Review")
    assert line.text() == "Step 7 of 7 · Review"
