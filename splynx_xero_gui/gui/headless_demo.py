"""The demo where there is no screen: the same windows, worked by this program instead of a person.

    python -m splynx_xero_gui.gui.headless_demo [--existing-books] [--pictures DIR]

Sets up page by page, allows access as a person does in the browser, plans, syncs, syncs again (writes nothing),
compares both sides, prints all of it, and saves a picture of every page. Exits with 0 only if both sides tie out.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QDate, QElapsedTimer, QEventLoop, QLocale, QSize, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QDateEdit, QTableView, QWidget, QWizard

from splynx_xero_gui.bootstrap.demo import DEMO_PROFILE, EDITIONS, DemoBooks
from splynx_xero_gui.domain.kinds import ScenarioKind, Side
from splynx_xero_gui.domain.money import money_text
from splynx_xero_gui.domain.results import SyncReport, TieOut
from splynx_xero_gui.gui.application import make_application
from splynx_xero_gui.gui.collector import Collector
from splynx_xero_gui.gui.entry import prefill_of
from splynx_xero_gui.gui.kit.columns import TableRole
from splynx_xero_gui.gui.kit.strip import MessageStrip
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main.verdict import verdict
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.gui.wizard.frame import SetupWizard
from splynx_xero_gui.gui.wizard.sync_page import SyncPage
from splynx_xero_gui.gui.words import action_title
from splynx_xero_gui.wizard.mapping import Row
from splynx_xero_gui.wizard.pages import MAPPING_PAGES, PageId
from splynx_xero_gui.wizard.state import SetupState

W = TypeVar("W", bound=QWidget)
_SECONDS = 120
_LOOK_MS = 20
# Those of a screen of 1280 × 720 (ui.md §11); the platform without a screen pretends a smaller one.
_SETUP_SIZE, _MAIN_SIZE = QSize(1000, 620), QSize(1180, 640)
_Button = QWizard.WizardButton


class NotAsExpected(Exception):
    """The demo cannot go on; the text says where and what the window showed."""


class Person:
    """Looks at a window and presses what is on it. Waits for what the window shows, never for a time."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def wait_for(self, condition: Callable[[], bool], what: str) -> None:
        """Let the window work until the condition holds. Raises NotAsExpected after two minutes."""
        loop = QEventLoop()
        passed = QElapsedTimer()
        passed.start()

        def look() -> None:
            if condition() or passed.elapsed() > _SECONDS * 1000:
                loop.quit()

        timer = QTimer()
        timer.timeout.connect(look)
        timer.start(_LOOK_MS)
        loop.exec()
        timer.stop()
        if not condition():
            raise NotAsExpected(f"waited in vain: {what}. {self.said()}")

    def said(self) -> str:
        """What the strips on show say."""
        strips = [strip for strip in self._window.findChildren(MessageStrip) if strip.isVisible()]
        shown = [message for strip in strips if (message := strip.current()) is not None]
        return " ".join(f"[{message.title}] {message.text} {message.details}".strip() for message in shown)

    def find(self, kind: type[W], name: str) -> W:
        """The widget of that name. Raises NotAsExpected where there is none on show."""
        for widget in self._window.findChildren(kind, name):
            if widget.isVisible():
                return widget
        raise NotAsExpected(f"{name} is not on show. {self.said()}")

    def press(self, name: str) -> None:
        """Press a button."""
        self.press_button(self.find(QAbstractButton, name), name)

    def press_button(self, button: QAbstractButton, name: str) -> None:
        """Press this button, which must be on show and usable."""
        if not button.isVisible() or not button.isEnabled():
            raise NotAsExpected(f"{name} cannot be pressed. {self.said()}")
        button.click()


class Demo:
    """One run: the books, the windows, the pictures, and what is printed."""

    def __init__(self, books: DemoBooks, pictures: Path) -> None:
        self._books = books
        self._pictures = pictures
        self._taken: list[str] = []
        self._currency = ""

    def run(self) -> TieOut:
        """All of it. Raises NotAsExpected, and OSError where a picture cannot be saved."""
        self._say("The demo books are made up and nothing leaves this computer.")
        if self._books.keys_in_memory:
            self._say("This computer has no password store that can be used; the demo's made-up keys stay in memory.")
        self._say(f"Splynx is simulated at {self._books.url}, Xero at {self._books.xero.api_url}.")
        self._set_up()
        return self._use()

    # -- set-up --

    def _set_up(self) -> None:
        wizard = SetupWizard(
            self._books.workplace,
            SetupState(profile_name=DEMO_PROFILE),
            opener=self._allow_access,
            prefill=prefill_of(self._books),
        )
        person = Person(wizard)
        wizard.show()
        wizard.resize(_SETUP_SIZE)
        try:
            self._head("Set-up")
            for page in wizard.flow.pages:
                person.wait_for(lambda page=page: wizard.flow.current is page, f"page {page.value}")  # type: ignore[misc]
                self._do(page, wizard, person)
            person.press_button(wizard.button(_Button.FinishButton), "Open overview")
            person.wait_for(lambda: not wizard.isVisible(), "the set-up to close")
        finally:
            wizard.background.shutdown()
            wizard.hide()
            wizard.deleteLater()

    def _do(self, page: PageId, wizard: SetupWizard, person: Person) -> None:
        """Work one page as a person would, take its picture, go on."""
        widget = wizard.current()
        person.wait_for(lambda: not widget.is_busy(), f"{page.value} to be ready")
        match page:
            case PageId.SPLYNX:
                widget.collect()
            case PageId.XERO:
                person.press("xero.sign_in")
                person.wait_for(lambda: wizard.model.state.xero.organisation is not None, "the sign-in")
            case PageId.READ:
                person.wait_for(lambda: wizard.model.state.read.complete, "the settings of both sides")
            case PageId.RANGE:
                self._choose_range(person)
                person.wait_for(lambda: wizard.model.state.scope is not None, "the counts")
            case _ if page in MAPPING_PAGES:
                self._map(page, person)
            case PageId.MATCH:
                person.press("match.start.button")
                person.wait_for(lambda: not widget.is_busy(), "the matches")
            case PageId.FLOW:
                # The demo's bank sees no payments by itself: all of them are taken in Splynx.
                person.press(f"flow.{ScenarioKind.PUSH_ALL.value}")
            case PageId.REVIEW:
                person.wait_for(lambda: wizard.button(_Button.CommitButton).isEnabled(), "the plan")
            case PageId.SYNC:
                self._watch(wizard, person)
                return
            case _:
                pass
        self._picture(wizard, f"w{page.number:02}-{page.value}")
        self._next(wizard, page)
        self._say(f"{page.number:2}. {widget.title_text}: {self._told(page, wizard)}")

    def _go_on(self, wizard: SetupWizard) -> QAbstractButton | None:
        """*Go on* in the strip: likely matches are nobody's to guess here, they are left as questions."""
        for strip in wizard.findChildren(MessageStrip):
            button = strip.button("go-on") if strip.isVisible() else None
            if button is not None:
                self._picture(wizard, "w08-match-likely")
                self._say(f"    {Person(wizard).said()}")
                return button
        return None

    def _next(self, wizard: SetupWizard, page: PageId) -> None:
        """Next; a hint that only wants to be seen is confirmed by pressing it again."""
        person = Person(wizard)
        which = _Button.CommitButton if page is PageId.REVIEW else _Button.NextButton
        for _ in range(3):
            person.press_button(self._go_on(wizard) or wizard.button(which), "Next")
            left = wizard.current()
            person.wait_for(
                lambda left=left: wizard.flow.current is not page or (not left.is_busy() and bool(person.said())),  # type: ignore[misc]
                f"Next on {page.value}",
            )
            if wizard.flow.current is not page:
                return
        raise NotAsExpected(f"{page.value} does not let go on. {person.said()}")

    def _allow_access(self, address: str) -> bool:
        """What a person does in the browser: sign in, choose the organisation, allow access."""
        self._books.world.approve(address)
        return True

    def _choose_range(self, person: Person) -> None:
        day = self._books.world.documents_from
        for name in ("range.documents_from", "range.payments_from"):
            person.find(QDateEdit, name).setDate(QDate(day.year, day.month, day.day))

    def _map(self, page: PageId, person: Person) -> None:
        """Accept what is suggested, pick the rest by name."""
        accept = person.find(QAbstractButton, f"{page.value}.accept")
        if accept.isEnabled():
            accept.click()
        profile = self._books.world.profile
        wanted = {
            PageId.CATEGORIES: profile.categories,
            PageId.TAXES: profile.taxes,
            PageId.ACCOUNTS: profile.methods,
        }[page]
        table = person.find(QTableView, f"{page.value}.table")
        model = table.model()
        for line in range(model.rowCount()):
            for column in range(model.columnCount()):
                index = model.index(line, column)
                row = index.data(TableRole.ROW)
                offered = index.data(TableRole.PICK_ITEMS)
                if offered is None or index.data(TableRole.PICK_KEY) is not None or not isinstance(row, Row):
                    continue
                name = "none" if row.subject.is_no_tax else row.subject.name
                percent = row.subject.percent
                key = wanted.get(f"{name}@{percent:f}" if percent is not None else name) or wanted.get(name)
                if key is not None and any(item.key == key for item in offered):
                    model.setData(index, key, TableRole.PICK_KEY)

    def _watch(self, wizard: SetupWizard, person: Person) -> None:
        page = wizard.current()
        if not isinstance(page, SyncPage):
            raise NotAsExpected("the page of the sync is not on show")
        self._picture(wizard, "w11-sync-running")
        person.wait_for(lambda: page.report() is not None or bool(person.said()), "the sync")
        report = page.report()
        if report is None:
            raise NotAsExpected(f"the sync did not run. {person.said()}")
        self._show_report(report)
        person.wait_for(
            lambda: self._books.workplace.session(DEMO_PROFILE).status().last_tie_out is not None, "tie-out"
        )
        person.wait_for(lambda: wizard.button(_Button.FinishButton).isEnabled(), "the end of the sync")
        self._picture(wizard, "w11-sync")

    def _told(self, page: PageId, wizard: SetupWizard) -> str:
        """What a person reads off the page."""
        state = wizard.model.state
        match page:
            case PageId.SPLYNX:
                return state.splynx.settings.url or self._books.url
            case PageId.XERO:
                organisation = state.xero.organisation
                return f"{organisation.name}, {organisation.base_currency}" if organisation else "-"
            case PageId.READ:
                accounts = state.read.accounting.accounts if state.read.accounting else ()
                categories = state.read.billing.categories if state.read.billing else ()
                return f"{len(categories)} categories, {len(accounts)} accounts"
            case PageId.RANGE:
                scope = state.scope
                return f"{scope.documents} documents, {money_text(scope.amount)}" if scope else "not counted"
            case PageId.MATCH:
                rows = self._books.workplace.session(DEMO_PROFILE).matcher.rows()
                return f"{sum(1 for row in rows if row.xero_id)} pairs found"
            case PageId.FLOW:
                return f"scenario {state.flow.scenario.value}"
            case PageId.REVIEW:
                review = wizard.model.review
                return f"{review.count} items" if review else "the plan is ready"
            case _:
                answers = {
                    PageId.CATEGORIES: state.categories,
                    PageId.TAXES: state.taxes,
                    PageId.ACCOUNTS: state.accounts,
                }[page]
                return f"{sum(1 for choice in answers.choices.values() if choice.value)} mapped"

    # -- the main window --

    def _use(self) -> TieOut:
        window = MainWindow(self._books.workplace, DEMO_PROFILE, opener=self._allow_access)
        person = Person(window)
        model = window.model
        window.show()
        window.resize(_MAIN_SIZE)
        try:
            self._head("Sync once more")
            person.wait_for(lambda: model.known and not model.is_busy() and model.review is not None, "the plan")
            self._picture(window, "m1-overview")
            window.show_page(PageKey.SYNC)
            review = model.review
            count = review.count if review is not None else 0
            self._say(f"The new plan lists {count} items.")
            self._picture(window, "m2-sync")
            model.sync()
            person.wait_for(lambda: model.report is not None and not model.is_busy(), "the second sync")
            report = model.report
            if report is None:
                raise NotAsExpected("the second sync left no report")
            self._show_report(report)
            if sum(entry.count for entry in report.written):
                raise NotAsExpected("the second sync wrote something, although nothing had changed")
            self._head("Compare both sides")
            window.show_page(PageKey.TIE_OUT)
            person.press("tieout.compare")
            person.wait_for(lambda: not model.is_busy(), "the comparison")
            tie_out = model.status.last_tie_out
            if tie_out is None:
                raise NotAsExpected(f"both sides could not be compared. {person.said()}")
            self._currency = model.currency
            self._show_tie_out(tie_out)
            for key in (PageKey.TIE_OUT, PageKey.DECISIONS, PageKey.HISTORY, PageKey.CONNECTIONS, PageKey.OVERVIEW):
                window.show_page(key)
                person.wait_for(lambda: not model.is_busy() and not model.background.tasks(), key.value)
                self._picture(window, f"m-{key.value}")
            return tie_out
        finally:
            window.close()
            window.background.shutdown()
            window.deleteLater()

    # -- what is printed --

    def _show_report(self, report: SyncReport) -> None:
        for entry in report.written:
            self._say(f"    {action_title(entry.kind):<36} {entry.count:>5}  {money_text(entry.amount):>12}")
        written = sum(entry.count for entry in report.written)
        words = "nothing to write" if not written else f"{written} items written"
        self._say(
            f"    {report.outcome.value}: {words}, {report.calls.get(Side.XERO, 0)} requests to Xero, "
            f"{report.calls.get(Side.SPLYNX, 0)} to Splynx, {report.seconds:.1f} s"
        )
        if report.waiting:
            self._say(f"    {report.waiting} questions wait for a decision ({money_text(report.waiting_amount)})")
        if report.title:
            self._say(f"    {report.title}: {report.message} {report.what_to_do}")

    def _show_tie_out(self, tie_out: TieOut) -> None:
        for row in tie_out.rows:
            if row.measure == "receivables" or row.difference or row.measure.startswith("tax:"):
                self._say(
                    f"    {row.label:<36} Splynx {money_text(row.splynx):>12}  Xero {money_text(row.xero):>12}  "
                    f"difference {money_text(row.difference):>10}"
                )
                for part in row.explained:
                    self._say(f"        {money_text(part.amount):>12}  {part.subject}: {part.why}")
        self._say(f"    {verdict(tie_out, self._currency).text}")

    def _head(self, text: str) -> None:
        self._say(f"\n{text}")

    def _say(self, text: str) -> None:
        print(text, flush=True)

    def _picture(self, window: QWidget, name: str) -> None:
        file = self._pictures / f"{name}.png"
        QApplication.sendPostedEvents()
        if not window.grab().save(str(file)):
            raise OSError(f"{file} cannot be written")
        self._taken.append(file.name)

    def pictures(self) -> Sequence[str]:
        """Names of the pictures taken."""
        return self._taken


def light(app: QApplication) -> None:
    """Offscreen follows no system: give it the light colours most people have."""
    app.setStyle("Fusion")
    palette = QPalette(QColor("#efefef"))
    palette.setColor(QPalette.ColorRole.Highlight, QColor("#2a6fb8"))
    palette.setColor(QPalette.ColorRole.Link, QColor("#0b5cad"))
    app.setPalette(palette)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo; 0 where both sides tie out, 1 where they do not or something went wrong."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(description="The demo on a computer without a screen.")
    parser.add_argument("--edition", choices=EDITIONS, default="ZA", help="whose country's Xero (default ZA)")
    parser.add_argument(
        "--existing-books", action="store_true", help="Xero holds the books already, kept by hand (edition ZA)"
    )
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="where the pictures go (default: a new folder)")
    chosen = parser.parse_args(arguments)
    if chosen.existing_books and chosen.edition != "ZA":
        parser.error("--existing-books goes with the edition ZA")
    folder = chosen.pictures or Path(tempfile.mkdtemp(prefix="splynx-xero-pictures-"))
    folder.mkdir(parents=True, exist_ok=True)
    QLocale.setDefault(QLocale("en"))
    app = make_application(sys.argv[:1])
    light(app)
    collector = Collector(app)
    collector.start()
    with DemoBooks(edition=chosen.edition, existing=chosen.existing_books) as books:
        demo = Demo(books, folder)
        try:
            tie_out = demo.run()
        except NotAsExpected as stopped:
            print(f"\nThe demo stopped: {stopped}", file=sys.stderr, flush=True)
            return 1
        finally:
            collector.stop()
    print(f"\n{len(demo.pictures())} pictures are in {folder.resolve()}")
    return 0 if tie_out.balanced else 1


if __name__ == "__main__":
    sys.exit(main())
