"""The window around the pages: Next, Back, the list of steps, drafts, keys, sizes."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QToolButton, QWidget

from splynx_xero_gui.domain.failures import NetworkLost, StorageTrouble
from splynx_xero_gui.gui.kit.dialogs import MessageDialog
from splynx_xero_gui.gui.kit.steps import StepsList, StepsModel, StepStatus
from splynx_xero_gui.wizard.drafts import draft_of
from splynx_xero_gui.wizard.flow import Progress
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.resume import resumed
from tests.gui.wizard.conftest import OpenSetup, Setup
from tests.support.fake_session import FakeWorkplace
from tests.support.shots import cut_texts, overlaps


def steps(setup: Setup) -> dict[str, StepStatus]:
    model = setup.window.findChild(StepsList, "setup.steps").model()
    assert isinstance(model, StepsModel)
    return {step.key: step.status for step in model.steps()}


def test_next_leads_through_the_pages_and_ticks_them_off(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.RANGE)
    assert steps(setup) == {
        "splynx": StepStatus.DONE,
        "xero": StepStatus.DONE,
        "read": StepStatus.DONE,
        "range": StepStatus.CURRENT,
        "categories": StepStatus.TO_COME,
    }


def test_back_keeps_everything_on_this_and_earlier_pages(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.RANGE)
    setup.find("range.documents_from").setFocus()
    setup.bot.keyClick(setup.find("range.documents_from"), Qt.Key.Key_Plus)
    before = replace(setup.state.range, scope=None)
    for _ in range(3):
        setup.click("setup.back")
    assert setup.page is PageId.SPLYNX
    assert setup.find("splynx.url").text() == "https://isp.example.net"
    setup.go_to(PageId.RANGE)
    assert replace(setup.state.range, scope=None) == before
    assert setup.find("range.documents_from").day() == before.options.documents_from


def test_the_first_page_has_no_back(open_setup: OpenSetup) -> None:
    setup = open_setup()
    assert not setup.find("setup.back").isVisible()


def test_a_click_on_a_finished_step_goes_back_to_it(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.RANGE)
    listed = setup.window.findChild(StepsList, "setup.steps")
    place = listed.visualRect(listed.model().index(1, 0)).center()
    setup.bot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert setup.page is PageId.XERO
    setup.click("setup.back")
    assert setup.page is PageId.SPLYNX


def test_enter_on_a_finished_step_goes_forward_over_finished_pages(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.RANGE)
    setup.window.go_to("splynx")
    assert setup.page is PageId.SPLYNX
    listed = setup.window.findChild(StepsList, "setup.steps")
    listed.setCurrentIndex(listed.model().index(2, 0))
    setup.bot.keyClick(listed, Qt.Key.Key_Return)
    assert setup.page is PageId.READ
    setup.idle()
    setup.click("setup.back")
    assert setup.page is PageId.XERO


def test_a_step_to_come_cannot_be_clicked(open_setup: OpenSetup) -> None:
    setup = open_setup()
    listed = setup.window.findChild(StepsList, "setup.steps")
    place = listed.visualRect(listed.model().index(3, 0)).center()
    setup.bot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert setup.page is PageId.SPLYNX


def test_another_organisation_marks_the_later_pages_to_be_checked(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.RANGE)
    setup.window.flow.passed(PageId.RANGE)
    setup.window.go_to("xero")
    setup.window.model.change(replace(setup.state, xero=replace(setup.state.xero, tenant_id="tenant-2")))
    assert steps(setup)["range"] is StepStatus.CHECK
    assert steps(setup)["splynx"] is StepStatus.DONE


def test_enter_in_a_field_means_next(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.enter_splynx()
    setup.bot.keyClick(setup.find("splynx.secret"), Qt.Key.Key_Return)
    setup.until(lambda: setup.page is PageId.XERO)


def test_control_enter_means_next_from_anywhere(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.enter_splynx()
    setup.find("splynx.more").setFocus()
    setup.bot.keyClick(setup.find("splynx.more"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    setup.until(lambda: setup.page is PageId.XERO)


def test_enter_on_a_fold_opens_it_and_does_not_go_on(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.find("splynx.more").setFocus()
    setup.bot.keyClick(setup.find("splynx.more"), Qt.Key.Key_Return)
    assert setup.find("splynx.name").isVisible()
    assert setup.page is PageId.SPLYNX
    assert setup.strip.current() is None


def test_alt_arrows_go_back_and_forth(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.XERO)
    setup.bot.keyClick(setup.window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert setup.page is PageId.SPLYNX
    setup.bot.keyClick(setup.window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert setup.page is PageId.XERO


def test_a_refused_next_speaks_at_once_and_moves_to_the_field(
    open_setup: OpenSetup, said: list[tuple[str, bool]]
) -> None:
    setup = open_setup()
    setup.click_next()
    text = "This does not look like a web address. Example: https://isp.example.net"
    assert setup.strip.current().title == text
    assert setup.focused() == "splynx.url"
    assert any(message.endswith(text) and assertive for message, assertive in said)


def test_entering_a_page_is_announced_with_its_place(open_setup: OpenSetup, said: list[tuple[str, bool]]) -> None:
    setup = open_setup()
    setup.go_to(PageId.XERO)
    assert ("Connect Splynx, step 1 of 5", False) in said
    assert ("Connect Xero, step 2 of 5", False) in said


def test_quick_work_leaves_the_buttons_alone(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.books.hold("connect_splynx")
    setup.enter_splynx()
    setup.click_next()
    assert setup.find("setup.next").text() == "&Next >"
    assert not setup.find("setup.next").isEnabled()
    assert not setup.find("setup.stop").isVisible()
    setup.books.release("connect_splynx")
    setup.until(lambda: setup.page is PageId.XERO)


def test_longer_work_says_so_and_offers_stop_in_place_of_back(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.XERO)
    setup.click("setup.back")
    setup.click("splynx.secret.replace")
    setup.enter_splynx()
    setup.books.hold("connect_splynx")
    setup.click_next()
    setup.until(lambda: setup.find("setup.stop").isVisible())
    assert setup.find("setup.next").text() == "Checking…"
    assert not setup.find("setup.back").isVisible()
    assert not setup.find("splynx.url").isEnabled()
    setup.click("setup.stop")
    setup.until(lambda: not setup.window.current().is_busy())
    assert setup.page is PageId.SPLYNX
    assert setup.find("setup.next").isEnabled()
    assert setup.find("splynx.url").isEnabled()
    assert setup.find("splynx.secret").text() == "secret-1"


def test_the_focus_is_where_it_was_after_work(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.books.fail["connect_splynx"] = NetworkLost("S1", "Splynx does not answer", "No.", "Check the address.")
    setup.enter_splynx()
    setup.bot.keyClick(setup.find("splynx.secret"), Qt.Key.Key_Return)
    setup.until(lambda: setup.strip.current() is not None)
    assert setup.focused() == "splynx.secret"


@pytest.mark.parametrize("way", ["escape", "close", "button"])
def test_closing_keeps_a_draft_without_a_question(open_setup: OpenSetup, way: str) -> None:
    setup = open_setup()
    setup.go_to(PageId.RANGE)
    if way == "escape":
        setup.bot.keyClick(setup.window, Qt.Key.Key_Escape)
    elif way == "close":
        setup.window.close()
    else:
        setup.click("setup.save_and_close")
    assert not setup.window.isVisible()
    draft = draft_of(setup.workplace.draft)
    assert draft is not None
    assert draft.progress.current is PageId.RANGE
    assert "secret-1" not in str(setup.workplace.draft)
    assert "key-1" not in str(setup.workplace.draft)


def test_what_was_typed_but_not_sent_is_in_the_draft(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.type("splynx.url", "isp.example.net")
    setup.window.close()
    draft = draft_of(setup.workplace.draft)
    assert draft is not None
    assert draft.state.splynx.settings.url == "https://isp.example.net"


def test_an_untouched_set_up_leaves_no_draft(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.window.close()
    assert setup.workplace.draft is None


def test_a_draft_is_kept_after_every_page_in_case_the_computer_stops(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.READ)
    draft = draft_of(setup.workplace.draft)
    assert draft is not None
    assert draft.progress.current is PageId.READ


def test_a_continued_set_up_opens_where_it_was_left(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.RANGE)
    setup.bot.keyClick(setup.find("range.documents_from"), Qt.Key.Key_Plus)
    chosen = setup.find("range.documents_from").day()
    setup.window.close()
    draft = draft_of(setup.workplace.draft)
    assert draft is not None
    state = resumed(draft.state, setup.workplace.session("Main"))
    later = open_setup(setup.workplace, state, draft.progress)
    assert later.page is PageId.RANGE
    assert later.find("range.documents_from").day() == chosen
    later.idle()
    later.click("setup.back")
    assert later.page is PageId.READ


def test_a_continued_set_up_without_its_key_opens_on_the_first_page(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.RANGE)
    setup.window.close()
    draft = draft_of(setup.workplace.draft)
    assert draft is not None
    setup.workplace.session("Main").key = None
    later = open_setup(setup.workplace, resumed(draft.state, setup.workplace.session("Main")), draft.progress)
    assert later.page is PageId.SPLYNX
    assert later.find("splynx.url").text() == "https://isp.example.net"


def test_closing_during_work_stops_it_and_leaves_no_thread(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.books.hold("connect_splynx")
    setup.enter_splynx()
    setup.click_next()
    setup.window.close()
    assert not setup.window.isVisible()
    assert not setup.window.background.tasks()


def test_a_draft_that_cannot_be_written_is_told_and_the_window_may_stay(
    open_setup: OpenSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = open_setup()
    setup.type("splynx.url", "isp.example.net")
    setup.books.fail["save_draft"] = StorageTrouble(
        "R3", "The draft cannot be written", "Disk full.", "Free some room."
    )
    asked: list[str] = []

    def answer(dialog: MessageDialog, key: str = "stay") -> str:
        asked.append(dialog.windowTitle())
        return "stay" if len(asked) == 1 else "close"

    monkeypatch.setattr(MessageDialog, "ask", answer)
    setup.window.close()
    assert asked == ["The draft cannot be written"]
    assert setup.window.isVisible()
    setup.window.close()
    assert not setup.window.isVisible()


def test_the_demo_books_say_so_in_the_title(open_setup: OpenSetup) -> None:
    setup = open_setup(FakeWorkplace(demo=True))
    assert setup.window.windowTitle() == "Set up – Main (demo books)"


def test_the_help_key_shows_help_on_the_page(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.bot.keyClick(setup.window, Qt.Key.Key_F1)
    shown = setup.window.findChild(QWidget, "help")
    assert shown.isVisible()
    assert "API key" in setup.window.findChild(QLabel, "help.text").text()
    shown.close()


@pytest.mark.parametrize("page", [PageId.SPLYNX, PageId.XERO, PageId.READ, PageId.RANGE])
def test_the_letters_for_the_keyboard_are_unique_on_every_page(open_setup: OpenSetup, page: PageId) -> None:
    setup = open_setup()
    setup.go_to(page)
    for fold in setup.window.current().findChildren(QToolButton):
        if fold.isVisible() and fold.objectName().endswith("more"):
            fold.click()
    letters: dict[str, str] = {}
    here = [*setup.window.current().findChildren(QWidget)]
    here += [w for w in setup.window.findChildren(QAbstractButton) if w.objectName().startswith("setup.")]
    for widget in here:
        if isinstance(widget, (QAbstractButton, QLabel)) and widget.isVisible():
            if isinstance(widget, QLabel) and widget.buddy() is None:
                continue
            text = widget.text().replace("&&", "")
            if "&" not in text:
                continue
            letter = text[text.index("&") + 1].lower()
            assert letter not in letters, f"{letter}: {text} and {letters[letter]}"
            letters[letter] = text
            assert letter not in "s" or widget.objectName() == "", "S belongs to Sync"


@pytest.mark.parametrize("page", [PageId.SPLYNX, PageId.XERO, PageId.READ, PageId.RANGE])
def test_every_input_of_a_page_has_a_name_to_be_read_out(open_setup: OpenSetup, page: PageId) -> None:
    setup = open_setup()
    setup.go_to(page)
    for widget in setup.window.current().findChildren(QWidget):
        takes_focus = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled()
        if not takes_focus or widget.focusProxy() is not None or widget.objectName().startswith("qt_"):
            continue
        name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        assert name, f"{type(widget).__name__} {widget.objectName()} has no name"


@pytest.mark.parametrize("page", [PageId.SPLYNX, PageId.XERO, PageId.READ, PageId.RANGE])
@pytest.mark.parametrize("size", [(1000, 620), (1024, 576), (853, 480), (640, 360)])
def test_nothing_is_cut_or_overlaps_on_any_screen(open_setup: OpenSetup, page: PageId, size: tuple[int, int]) -> None:
    setup = open_setup()
    setup.go_to(page)
    setup.window.resize(QSize(*size))
    setup.until(lambda: setup.window.size() == QSize(*size))
    QTest.qWait(20)
    assert not cut_texts(setup.window)
    assert not overlaps(setup.window)
    for name in ("setup.help", "setup.save_and_close", "setup.next"):
        button = setup.find(name)
        assert button.isVisible()
        assert setup.window.rect().contains(button.geometry())


def test_on_small_screens_the_steps_become_one_line(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.window.resize(1000, 620)
    QApplication.processEvents()
    assert setup.find("setup.steps").isVisible()
    setup.window.resize(640, 360)
    QApplication.processEvents()
    assert not setup.find("setup.steps").isVisible()
    line = setup.find("splynx.steps")
    assert line.isVisible()
    assert line.text() == "Step 1 of 5 · Splynx"


def test_a_progress_beyond_the_shown_pages_is_no_error(open_setup: OpenSetup) -> None:
    setup = open_setup(progress=Progress(PageId.REVIEW))
    assert setup.page is PageId.SPLYNX


def test_a_field_that_only_shows_a_link_can_be_selected_from(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.XERO)
    link = setup.find("xero.link")
    assert isinstance(link, QLineEdit)
    assert link.isReadOnly()


def test_an_older_draft_never_comes_after_a_newer_one(open_setup: OpenSetup) -> None:
    setup = open_setup()
    setup.go_to(PageId.XERO)
    slow, drafts = threading.Event(), []

    def save(draft: object) -> None:
        if not drafts:
            slow.wait(1)
        drafts.append(draft)

    setup.workplace.save_draft = save  # type: ignore[method-assign, assignment]
    setup.click("setup.back")
    threading.Timer(0.2, slow.set).start()
    setup.type("splynx.url", "https://newer.example.net")
    setup.window.close()
    assert drafts[-1]["splynx"]["url"] == "https://newer.example.net"  # type: ignore[index]


def test_the_demo_banner_stands_on_every_page_and_leads_to_ones_own_books(open_setup: OpenSetup) -> None:
    setup = open_setup(FakeWorkplace(demo=True))
    setup.go_to(PageId.XERO)
    assert setup.find("demo.banner").isVisible()
    with setup.bot.waitSignal(setup.window.own_books_requested):
        setup.click("demo.own")


def test_outside_the_demo_there_is_no_banner(open_setup: OpenSetup) -> None:
    assert open_setup().window.findChild(QWidget, "demo.banner") is None
