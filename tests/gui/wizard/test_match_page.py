"""W8 in the window, on books that both sides hold: finding, comparing, answering, spreadsheets, the gate (ui.md W8)."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWizard
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.kinds import ObjectKind
from splynx_xero_gui.domain.matching import MATCH_KINDS, HowSure, Match, MatchAnswer
from splynx_xero_gui.gui.wizard import match_page
from splynx_xero_gui.gui.wizard.frame import SetupWizard
from splynx_xero_gui.gui.wizard.match_dialogs import CutOverDialog, FindMatchDialog, ImportDialog
from splynx_xero_gui.gui.wizard.match_page import MatchPage
from splynx_xero_gui.gui.wizard.match_view import row_id
from splynx_xero_gui.sandbox.books.twofold import Shares
from splynx_xero_gui.wizard.flow import Progress
from splynx_xero_gui.wizard.matching import MatchDesk, RowState
from splynx_xero_gui.wizard.pages import SHOWN_PAGES, PageId
from splynx_xero_gui.wizard.resume import again
from tests.support.inprocess import Office, office
from tests.support.shots import cut_texts, overlaps
from tests.support.twofold_world import TwofoldOffice, twofold_office

Button = QWizard.WizardButton
PATIENCE_MS = 60_000
DONE = frozenset(SHOWN_PAGES[: SHOWN_PAGES.index(PageId.MATCH)])


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


class Desk:
    """A person on W8."""

    def __init__(self, window: SetupWizard, bot: QtBot) -> None:
        self.window, self.bot = window, bot
        page = window.current()
        assert isinstance(page, MatchPage)
        self.page = page
        self.idle()

    @property
    def table(self):  # type: ignore[no-untyped-def]
        return self.page._view.table

    def idle(self) -> None:
        self.bot.waitUntil(lambda: not self.page.is_busy(), timeout=PATIENCE_MS)

    def press(self, name: str) -> None:
        button = self.page.findChild(QPushButton, name)
        assert button is not None
        assert button.isEnabled(), name
        button.click()
        self.idle()

    def text(self, name: str) -> str:
        found = self.page.findChild(QPushButton, name)
        assert found is not None
        return found.text()

    def find(self) -> None:
        self.press("match.start.button")

    def rows(self, kind: ObjectKind = ObjectKind.CUSTOMER) -> list[Match]:
        return list(self.page._desk.rows(kind))

    def go_to(self, row: Match) -> None:
        assert self.table.select_row(row_id(row))
        self.table.view.setFocus()

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.table.view, key)

    def now(self, row: Match) -> Match:
        found = self.page._desk.row(row.key)
        assert found is not None
        return found

    def next(self) -> None:
        self.window.button(Button.NextButton).click()
        self.idle()

    def strip(self) -> str:
        shown = self.page.strip.current()
        return f"{shown.title} {shown.text}".strip() if shown else ""

    def strip_press(self, action: str) -> None:
        button = self.page.strip.button(action)
        assert button is not None
        button.click()
        self.idle()

    def dialog(self, kind: type) -> object:
        self.bot.waitUntil(lambda: self.page.findChild(kind) is not None)
        return self.page.findChild(kind)


def opened(of: Office, bot: QtBot) -> SetupWizard:
    state = again(of.session)
    info = of.session.retest_splynx(of.cancel)
    state = dataclasses.replace(state, splynx=dataclasses.replace(state.splynx, info=info))
    window = SetupWizard(of.workplace, state, Progress(PageId.MATCH, DONE), clock=of.clock)
    window.resize(1000, 620)
    with bot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.fixture
def open_desk(qtbot: QtBot) -> Iterator[Callable[[Office], Desk]]:
    windows: list[SetupWizard] = []

    def make(of: Office) -> Desk:
        windows.append(opened(of, qtbot))
        return Desk(windows[-1], qtbot)

    yield make
    for window in windows:
        window.background.shutdown()
        window.hide()
        window.deleteLater()


@pytest.fixture
def books(tmp_path: Path) -> Iterator[TwofoldOffice]:
    with twofold_office(tmp_path / "one", 30, seed=8, shares=Shares(misspelt=0.4)) as made:
        yield made


@pytest.fixture
def desk(books: TwofoldOffice, open_desk: Callable[[Office], Desk]) -> Desk:
    made = open_desk(books.office)
    made.find()
    return made


def likely(desk: Desk) -> Match:
    return next(row for row in desk.rows() if row.is_open)


def test_before_reading_it_says_what_finding_costs(books: TwofoldOffice, open_desk: Callable[[Office], Desk]) -> None:
    desk = open_desk(books.office)
    assert "Xero requests" in desk.page._start.sentence()
    desk.next()
    assert "Nobody looked yet" in desk.strip()
    assert desk.window.flow.current is PageId.MATCH


def test_rows_are_counted_by_tab_and_state(desk: Desk) -> None:
    counts = desk.page._desk.counts()
    assert desk.page._view.tabs.tabText(0) == f"Customers {counts[ObjectKind.CUSTOMER]}"
    assert desk.page._view.tabs.tabText(1) == f"Invoices {counts[ObjectKind.INVOICE]}"
    certain = sum(row.how_sure is HowSure.CERTAIN for kind in MATCH_KINDS for row in desk.rows(kind))
    assert desk.text("match.accept") == f"&Accept all {certain} certain"
    assert "will be made in Xero" in desk.page._view.follows.text()


def test_the_keyboard_answers_and_ctrl_z_takes_back(desk: Desk) -> None:
    row = likely(desk)
    desk.go_to(row)
    desk.key(Qt.Key.Key_Space)
    assert desk.now(row).answer is MatchAnswer.LINK
    desk.go_to(row)
    desk.key(Qt.Key.Key_N)
    assert desk.now(row).answer is MatchAnswer.NEW
    desk.page.undo()
    assert desk.now(row).answer is MatchAnswer.LINK
    desk.page.undo()
    assert desk.now(row).is_open


def test_an_answer_for_many_rows_is_given_in_the_background(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty thousand rows answered and taken back at once: nothing of it is computed in the window's thread."""
    desk.find()
    threads: list[int] = []
    answer, undo = MatchDesk.answer_rows, MatchDesk.undo

    def noted(of: MatchDesk, *args: object) -> object:
        threads.append(threading.get_ident())
        return answer(of, *args) if args else undo(of)  # type: ignore[arg-type]

    monkeypatch.setattr(match_page, "_AT_ONCE", 1)
    monkeypatch.setattr(MatchDesk, "answer_rows", noted)
    monkeypatch.setattr(MatchDesk, "undo", noted)
    before = desk.rows()
    desk.table.view.selectAll()
    desk.key(Qt.Key.Key_N)
    desk.idle()
    assert all(row.effective is MatchAnswer.NEW for row in desk.table.model().rows() if row.splynx_id)
    desk.page.undo()
    desk.idle()
    assert desk.rows() == before
    assert list(desk.table.model().rows()) == before
    assert len(threads) == 2
    assert threading.get_ident() not in threads


def test_what_is_selected_on_one_tab_is_not_selected_on_another(desk: Desk) -> None:
    """A customer and an invoice may have the same number."""
    desk.table.view.selectAll()
    assert desk.table.selected_rows()
    desk.page._view.tabs.setCurrentIndex(1)
    desk.idle()
    assert desk.table.shown_rows()
    assert desk.table.selected_rows() == []


def test_both_sides_are_shown_with_what_differs(desk: Desk) -> None:
    row = next(row for row in desk.rows() if row.xero_id and row.splynx_id and row.splynx_name != row.xero_name)
    desk.go_to(row)
    pane = desk.page._view.pane
    desk.bot.waitUntil(lambda: "Name" in pane.accessibleDescription())


def test_open_rows_hold_next_back_until_the_person_goes_on(desk: Desk) -> None:
    desk.next()
    assert "likely match" in desk.strip()
    desk.strip_press("show")
    assert desk.page._view.bar.state() == RowState.TO_CHECK.value
    desk.next()
    desk.strip_press("go-on")
    desk.bot.waitUntil(lambda: desk.window.flow.current is PageId.FLOW, timeout=PATIENCE_MS)


def test_next_links_what_is_certain_and_answered(desk: Desk, books: TwofoldOffice) -> None:
    for row in [row for row in desk.rows() if row.is_open]:
        desk.go_to(row)
        desk.press("match.link" if books.is_true(row) else "match.new")
    desk.page._view.tabs.setCurrentIndex(1)
    desk.idle()
    # Documents of customers just linked are surer now.
    assert desk.page._view.kind is ObjectKind.INVOICE
    desk.next()
    desk.strip_press("go-on")
    desk.bot.waitUntil(lambda: desk.window.flow.current is PageId.FLOW, timeout=PATIENCE_MS)
    linked = [row for row in books.matcher.rows() if row.linked and row.kind is ObjectKind.CUSTOMER]
    assert len(linked) == len(books.truth[ObjectKind.CUSTOMER])
    assert all(books.is_true(row) for row in linked)


def test_another_match_is_searched_and_linked(desk: Desk) -> None:
    row = likely(desk)
    desk.go_to(row)
    desk.key(Qt.Key.Key_F2)
    dialog = desk.dialog(FindMatchDialog)
    assert isinstance(dialog, FindMatchDialog)
    desk.bot.waitUntil(lambda: bool(dialog.table.shown_rows()))
    other = next(c for c in dialog.table.shown_rows() if not c.linked_to and c.xero_id != row.xero_id)
    dialog.field.setText(other.name)
    desk.bot.waitUntil(lambda: {c.name for c in dialog.table.shown_rows()} == {other.name})
    dialog.table.select_row(other.xero_id)
    dialog.link.click()
    assert (desk.now(row).xero_id, desk.now(row).answer) == (other.xero_id, MatchAnswer.LINK)


def test_a_search_without_result_says_so(desk: Desk) -> None:
    desk.go_to(likely(desk))
    desk.key(Qt.Key.Key_F2)
    dialog = desk.dialog(FindMatchDialog)
    assert isinstance(dialog, FindMatchDialog)
    dialog.field.setText("no such thing")
    desk.bot.waitUntil(lambda: not dialog.table.shown_rows() and not dialog.link.isEnabled())
    dialog.reject()


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_spreadsheet_goes_out_and_comes_back(desk: Desk, tmp_path: Path, ending: str) -> None:
    row = likely(desk)
    file = tmp_path / f"m.{ending}"
    desk.go_to(row)
    desk.press("match.link")
    desk.page.export_to(file)
    desk.idle()
    assert "rows were written" in desk.strip()
    desk.go_to(row)
    desk.page.undo()
    desk.press("match.new")
    desk.page.import_from(file)
    desk.idle()
    dialog = desk.dialog(ImportDialog)
    assert isinstance(dialog, ImportDialog)
    # Documents of a customer who is to be made new are no rows any more: those of the file are refused.
    assert dialog.summary.text().startswith("1 answer changes, ")
    dialog.apply.click()
    desk.bot.waitUntil(lambda: desk.now(row).answer is MatchAnswer.LINK, timeout=PATIENCE_MS)


def test_a_foreign_file_is_refused_in_the_strip(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text("a,b\n")
    desk.page.import_from(file)
    desk.idle()
    assert "The spreadsheet could not be read" in desk.strip()


def test_differences_of_receivables_are_signed_for_by_name(tmp_path: Path, open_desk: Callable[[Office], Desk]) -> None:
    with office(tmp_path / "one") as of:
        customer = of.customer("Anna Botha", email="anna@x.example")
        of.bill(customer, "100", on=of.today.replace(month=8))
        of.desk.add_contact("Anna Botha", EmailAddress="anna@x.example")
        TwofoldOffice(of, {}).find(apply=True)
        desk = open_desk(of)
        assert "difference ZAR 115.00" in desk.page._tools._line.text().replace("\u00a0", " ")
        desk.press("match.differences")
        dialog = desk.dialog(CutOverDialog)
        assert isinstance(dialog, CutOverDialog)
        assert not dialog.sign.isEnabled()
        name = dialog.findChild(QLineEdit, "match.cut_over.name")
        assert name is not None
        name.setText("Thandi M.")
        dialog.sign.click()
        desk.bot.waitUntil(lambda: "signed for by Thandi M." in desk.page._tools._line.text(), timeout=PATIENCE_MS)


def test_an_empty_xero_is_said_and_next_goes_on(tmp_path: Path, open_desk: Callable[[Office], Desk]) -> None:
    with office(tmp_path / "one", customers=3) as of:
        desk = open_desk(of)
        desk.find()
        assert desk.page._start.sentence() == "Xero holds no customers yet. Everything will be made new."
        desk.next()
        desk.bot.waitUntil(lambda: desk.window.flow.current is PageId.FLOW, timeout=PATIENCE_MS)


@pytest.mark.parametrize("size", [(1000, 620), (640, 360)])
def test_nothing_is_cut_and_nothing_overlaps(desk: Desk, size: tuple[int, int]) -> None:
    """In a small window the page scrolls."""
    desk.window.resize(*size)
    desk.go_to(likely(desk))
    desk.bot.waitUntil(lambda: desk.page._view.pane.accessibleName() == "Compare")
    desk.bot.waitUntil(lambda: not desk.page.model.background.tasks())
    desk.bot.waitUntil(lambda: cut_texts(desk.page) == [])
    assert overlaps(desk.page) == []


def test_a_small_window_scrolls_instead_of_laying_the_comparison_on_the_table(desk: Desk) -> None:
    desk.go_to(likely(desk))
    desk.bot.waitUntil(lambda: desk.page._view.pane.accessibleName() == "Compare")
    window = desk.page.window()
    window.resize(640, 360)
    desk.bot.waitUntil(lambda: desk.page.body_area.verticalScrollBar().maximum() > 0)
    assert overlaps(window) == []


def test_the_currency_stands_in_the_heading_though_it_is_known_after_the_sign_in_only(desk: Desk) -> None:
    page = desk.page
    state = page.state
    page.show_state(dataclasses.replace(state, xero=dataclasses.replace(state.xero, organisation=None)))
    amount = page._view.table.model().column_place("amount")
    assert page._view.table.model().columns()[amount].title == "Amount"
    page.show_state(state)
    assert page._view.table.model().columns()[amount].title == "Amount (ZAR)"
    assert page._tools is page._view.tools


def test_what_will_be_made_counts_the_invoices_of_customers_without_a_match(desk: Desk) -> None:
    """ui.md W8: `3 invoices will be made in Xero, 1,380.00`."""
    new = {row.splynx_id for row in desk.rows() if row.effective is MatchAnswer.NEW}
    held = [held for held in desk.page.model.session.matcher.alone() if held.kind is ObjectKind.INVOICE]
    assert new
    assert {one.customer_id for one in held} <= new
    listed = [row for row in desk.rows(ObjectKind.INVOICE) if row.effective is MatchAnswer.NEW and row.splynx_id]
    assert sum(one.count for one in held) > 0
    desk.page._view.tabs.setCurrentIndex(1)
    desk.idle()
    count = sum(one.count for one in held) + len(listed)
    assert desk.page._view.follows.text().startswith(f"{count} invoices will be made in Xero, ZAR")
