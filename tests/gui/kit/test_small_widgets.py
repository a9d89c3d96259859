"""Fold, state view, busy bar, form, cards and buttons, by keyboard and mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.announce import ProgressAnnouncer
from splynx_xero_gui.gui.kit.badge import ServiceSide, SideBadge
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.card import ChoiceCard, ChoiceGroup
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.fold import Fold
from splynx_xero_gui.gui.kit.form import Form
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, HelpLabel, LinkLabel, PageTitle, TypeLabel
from splynx_xero_gui.gui.kit.metrics import ch, role_font, unit
from splynx_xero_gui.gui.kit.state_view import StateView
from tests.support.palettes import assert_real_font


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_fold_opens_by_key_and_says_so(qtbot: QtBot, said: list[tuple[str, bool]], key: Qt.Key) -> None:
    content = QLabel("list")
    fold = Fold("How do I get a client ID?", content, "xero.how")
    qtbot.addWidget(fold)
    fold.show()
    assert not content.isVisible()
    qtbot.keyClick(fold.findChild(QToolButton, "xero.how"), key)
    assert content.isVisible()
    assert said == [("shown", False)]
    qtbot.keyClick(fold.findChild(QToolButton, "xero.how"), key)
    assert not content.isVisible()
    assert said[-1] == ("hidden", False)


def test_a_state_view_shows_its_sentence_and_its_button(qtbot: QtBot, said: list[tuple[str, bool]]) -> None:
    view = StateView("fetch.state")
    qtbot.addWidget(view)
    view.show()
    view.set_state(IconName.OCTAGON, Accent.DANGER, "No connection to isp.example.net. Nothing is lost.", "Try again")
    assert said == [("No connection to isp.example.net. Nothing is lost.", True)]
    with qtbot.waitSignal(view.button_clicked):
        qtbot.keyClick(view.button(), Qt.Key.Key_Return)
    view.set_state(IconName.TICK, Accent.OK, "All equal")
    assert not view.button().isVisible()


def test_quick_work_never_shows_the_busy_bar(qtbot: QtBot) -> None:
    bar = BusyBar("splynx.busy")
    qtbot.addWidget(bar)
    bar.start("Asking Splynx…")
    assert not bar.isVisible()
    bar.finish()
    # Longer work that starts later shows the bar at its own time: the first one's timer is gone.
    assert not any(timer.isActive() for timer in bar.findChildren(QTimer))
    assert not bar.isVisible()


def test_long_work_shows_the_bar_and_then_stop(qtbot: QtBot) -> None:
    bar = BusyBar("splynx.busy")
    qtbot.addWidget(bar)
    bar.start("Asking Splynx…")
    qtbot.waitUntil(bar.isVisible, timeout=2000)
    stop = bar.findChild(QPushButton, "splynx.busy.stop")
    qtbot.waitUntil(stop.isVisible, timeout=3000)
    with qtbot.waitSignal(bar.stop_requested):
        qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert not stop.isEnabled()
    bar.finish()
    assert not bar.isVisible()


def test_progress_is_said_at_most_every_ten_percent_or_ten_seconds(said: list[tuple[str, bool]], qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    now = [0.0]
    announcer = ProgressAnnouncer(widget, lambda: now[0])
    heard = [announcer.update(done, 100, f"{done} of 100") for done in (1, 2, 5, 11, 12)]
    assert heard == [True, False, False, True, False]
    now[0] = 11.0
    assert announcer.update(13, 100, "13 of 100")
    assert announcer.update(100, 100, "100 of 100")
    assert not announcer.update(100, 100, "100 of 100")
    assert [text for text, _ in said] == ["1 of 100", "11 of 100", "13 of 100", "100 of 100"]


def test_a_form_names_its_fields_for_keyboard_and_screen_reader(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    field = QLineEdit()
    row = form.add_row("API &key", field, "Splynx › Administration › API keys › Add.", "splynx.key")
    assert row.label.buddy() is field
    assert field.accessibleName() == "API key"
    assert field.accessibleDescription() == "Splynx › Administration › API keys › Add."
    assert form.findChild(QLineEdit, "splynx.key") is field


def test_what_is_wrong_with_a_field_is_shown_and_said(qtbot: QtBot, said: list[tuple[str, bool]]) -> None:
    form = Form()
    qtbot.addWidget(form)
    row = form.add_row("API &key", QLineEdit(), "help", "splynx.key")
    form.show()
    row.set_error("Enter the key from Splynx.")
    assert said == [("Enter the key from Splynx.", True)]
    assert "Enter the key from Splynx." in row.field.accessibleDescription()
    row.set_error("")
    assert row.field.accessibleDescription() == "help"


def test_a_click_anywhere_on_a_card_selects_it_and_only_it(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    group = ChoiceGroup(page)
    for key in ("push-all", "xero-payments", "mixed"):
        card = ChoiceCard(key, key, f"flow.{key}")
        card.body().addWidget(TypeLabel("Each one is sent to Xero once."))
        layout.addWidget(card)
        group.add(card)
    with qtbot.waitActive(page):
        page.show()
    last = group.cards()[2]
    with qtbot.waitSignal(group.chosen) as caught:
        qtbot.mouseClick(last, Qt.MouseButton.LeftButton, pos=QPoint(last.width() - 12, last.height() - 8))
    assert caught.args == ["mixed"]
    qtbot.keyClick(last.radio(), Qt.Key.Key_Up)
    assert group.current_key() == "xero-payments"
    assert [card.radio().isChecked() for card in group.cards()] == [False, True, False]


def test_a_suggested_card_says_why(qtbot: QtBot) -> None:
    card = ChoiceCard("mixed", "Both")
    qtbot.addWidget(card)
    card.set_suggested("You have card payments")
    assert card.radio().accessibleDescription() == "Suggested: You have card payments"


def test_enter_on_a_kit_button_presses_it_and_not_the_dialogs_default(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    layout = QVBoxLayout(dialog)
    default, own, field = QPushButton("Next"), ActionButton("Try again"), QLineEdit()
    default.setDefault(True)
    for widget in (field, own, default):
        layout.addWidget(widget)
    pressed: list[str] = []
    default.clicked.connect(lambda: pressed.append("next"))
    own.clicked.connect(lambda: pressed.append("own"))
    dialog.show()
    own.setFocus()
    qtbot.keyClick(own, Qt.Key.Key_Return)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert pressed == ["own", "next"]


def test_buttons_wrap_to_a_second_row_when_it_is_narrow(qtbot: QtBot) -> None:
    row = QWidget()
    qtbot.addWidget(row)
    flow = FlowLayout(row)
    buttons = [ActionButton(text) for text in ("Accept 3 suggestions", "Set selected to…", "Clear selected")]
    for button in buttons:
        flow.addWidget(button)
    wide = sum(button.sizeHint().width() for button in buttons) + 10 * unit()
    row.resize(wide, 100)
    row.show()
    assert len({button.y() for button in buttons}) == 1
    row.resize(wide // 2, 100)
    qtbot.waitUntil(lambda: len({button.y() for button in buttons}) > 1)
    assert all(button.width() >= button.sizeHint().width() for button in buttons)


def test_a_link_is_pressed_by_enter(qtbot: QtBot) -> None:
    link = LinkLabel("Try with demo books instead")
    qtbot.addWidget(link)
    link.show()
    with qtbot.waitSignal(link.clicked):
        qtbot.keyClick(link, Qt.Key.Key_Return)


def test_the_type_scale_is_relative_to_the_system_font(qtbot: QtBot) -> None:
    title, help_text = PageTitle("Connect Splynx"), HelpLabel("help")
    for label in (title, help_text):
        qtbot.addWidget(label)
        assert_real_font(label)
    base = role_font(TypeLabel().role()).pointSizeF()
    assert title.font().pointSizeF() == pytest.approx(base * 1.5, abs=0.1)
    assert help_text.font().pointSizeF() >= min(8, base)


def test_text_is_not_wider_than_its_measure_and_pulls_no_layout(qtbot: QtBot) -> None:
    label = TypeLabel("word " * 200)
    qtbot.addWidget(label)
    label.resize(3000, 50)
    label.show()
    assert label.contentsRect().width() <= ch(label, 72)
    assert label.maximumWidth() > 10_000
    assert label.heightForWidth(3000) == label.heightForWidth(ch(label, 72))


def test_a_side_badge_says_its_service(qtbot: QtBot) -> None:
    badge = SideBadge(ServiceSide.XERO)
    qtbot.addWidget(badge)
    assert badge.accessibleName() == "Xero"


def test_leading_text_stands_where_lines_begin_in_either_direction(qtbot: QtBot) -> None:
    label = TypeLabel("Match existing books")
    qtbot.addWidget(label)
    label.resize(2000, 40)
    label.show()
    assert label.contentsMargins().left() == 0
    label.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert label.alignment() & Qt.AlignmentFlag.AlignRight
    assert label.alignment() & Qt.AlignmentFlag.AlignAbsolute
    assert (label.contentsMargins().left() > 0, label.contentsMargins().right()) == (True, 0)
    label.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert label.alignment() & Qt.AlignmentFlag.AlignLeft
    assert label.contentsMargins().left() == 0
