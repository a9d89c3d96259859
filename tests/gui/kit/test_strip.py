"""One strip per page: the gravest message wins, the others are counted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.kit.details import DetailsBox
from splynx_xero_gui.gui.kit.fold import Fold
from splynx_xero_gui.gui.kit.labels import ActionButton, LinkLabel
from splynx_xero_gui.gui.kit.strip import MessageStrip, Severity, StripAction, StripMessage
from tests.gui.kit.samples import messages


@pytest.fixture
def strip(qtbot: QtBot) -> MessageStrip:
    widget = MessageStrip("splynx.strip")
    qtbot.addWidget(widget)
    widget.resize(600, 120)
    return widget


def test_without_a_message_the_strip_is_hidden(strip: MessageStrip) -> None:
    strip.show_message(messages()["ok"])
    assert strip.isVisible()
    strip.clear_message("ok")
    assert not strip.isVisible()


def test_the_gravest_message_wins_and_the_others_are_counted(strip: MessageStrip) -> None:
    for key in ("ok", "S1", "S6"):
        strip.show_message(messages()[key])
    current = strip.current()
    assert current is not None
    assert current.key == "S1"
    more = strip.findChild(LinkLabel, "splynx.strip.more")
    assert more.isVisible()
    assert more.text() == "and 2 more"


def test_and_more_leads_through_all_messages(strip: MessageStrip, qtbot: QtBot) -> None:
    for key in ("ok", "S1", "S6"):
        strip.show_message(messages()[key])
    seen = []
    for _ in range(3):
        current = strip.current()
        assert current is not None
        seen.append(current.key)
        qtbot.mouseClick(strip.findChild(LinkLabel, "splynx.strip.more"), Qt.MouseButton.LeftButton)
    assert seen == ["S1", "S6", "ok"]


def test_when_the_gravest_goes_the_next_one_is_shown(strip: MessageStrip) -> None:
    strip.show_message(messages()["S1"])
    strip.show_message(messages()["S6"])
    strip.clear_message("S1")
    assert strip.current() == messages()["S6"]


def test_danger_interrupts_the_screen_reader_and_a_hint_does_not(
    strip: MessageStrip, said: list[tuple[str, bool]]
) -> None:
    strip.show_message(messages()["adviser"])
    strip.show_message(messages()["S1"])
    assert [assertive for _, assertive in said] == [False, True]
    assert said[1][0].startswith("Problem: Splynx does not answer. isp.example.net")


def test_a_refused_next_interrupts_even_with_a_mild_message(strip: MessageStrip, said: list[tuple[str, bool]]) -> None:
    strip.show_message(messages()["S6"])
    strip.show_message(messages()["S6"], insist=True)
    assert [assertive for _, assertive in said] == [False, True]


def test_the_same_message_again_is_not_said_twice(strip: MessageStrip, said: list[tuple[str, bool]]) -> None:
    strip.show_message(messages()["S1"])
    strip.show_message(messages()["S1"])
    assert len(said) == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_of_the_strip_answers_the_keyboard(strip: MessageStrip, qtbot: QtBot, key: Qt.Key) -> None:
    strip.show_message(messages()["S1"])
    button = strip.button("edit")
    assert button is not None
    with qtbot.waitSignal(strip.action_triggered) as caught:
        qtbot.keyClick(button, key)
    assert caught.args == ["S1", "edit"]


def test_a_tick_is_told_and_kept_while_another_message_is_on_show(strip: MessageStrip, qtbot: QtBot) -> None:
    strip.show_message(messages()["S6"])
    box = strip.findChild(QCheckBox)
    with qtbot.waitSignal(strip.ticked) as caught:
        qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center() - box.rect().center() / 2)
    assert caught.args == ["S6", True]
    strip.show_message(messages()["S1"])
    assert not box.isVisible()
    strip.clear_message("S1")
    assert strip.is_ticked("S6")
    assert box.isChecked()


def test_the_services_own_words_are_behind_a_fold_and_can_be_copied(strip: MessageStrip, qtbot: QtBot) -> None:
    strip.show_message(messages()["S1"])
    details = strip.findChild(DetailsBox)
    assert not details.isVisible()
    strip.findChild(Fold).set_open(True)
    assert details.isVisible()
    qtbot.mouseClick(strip.findChild(ActionButton, "splynx.strip.details.copy"), Qt.MouseButton.LeftButton)
    assert "7F3A-91C2" in QGuiApplication.clipboard().text()


def test_a_message_without_details_has_no_fold(strip: MessageStrip) -> None:
    strip.show_message(messages()["ok"])
    assert not strip.findChild(Fold).isVisible()


def test_a_third_button_is_refused() -> None:
    actions = tuple(StripAction(key, key) for key in "abc")
    with pytest.raises(ValueError, match="at most 2"):
        StripMessage("x", Severity.INFO, "x", actions=actions)


def test_long_texts_wrap_instead_of_being_cut(strip: MessageStrip, qtbot: QtBot) -> None:
    strip.show_message(messages()["S1"])
    wide = strip.layout().totalHeightForWidth(700)
    narrow = strip.layout().totalHeightForWidth(320)
    assert narrow > wide
    assert QApplication.focusWidget() is None
