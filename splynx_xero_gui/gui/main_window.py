"""M: the window after set-up. It only arranges: pages show, `MainModel` knows and works (ui.md §5)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from splynx_xero_gui.gui.about_dialog import AboutDialog
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.metrics import ch, unit
from splynx_xero_gui.gui.kit.strip import MessageStrip, Severity
from splynx_xero_gui.gui.look import Appearance
from splynx_xero_gui.gui.main.connections_page import ConnectionsPage
from splynx_xero_gui.gui.main.decisions_page import DecisionsPage
from splynx_xero_gui.gui.main.drill_dialog import DrillDialog, may_drill
from splynx_xero_gui.gui.main.help_window import MainHelp
from splynx_xero_gui.gui.main.history_page import HistoryPage
from splynx_xero_gui.gui.main.menus import Menus
from splynx_xero_gui.gui.main.model import MainModel, Work
from splynx_xero_gui.gui.main.navigation import Navigation
from splynx_xero_gui.gui.main.overview_page import OverviewPage
from splynx_xero_gui.gui.main.page import MainPage, PageKey
from splynx_xero_gui.gui.main.profiles_page import ProfilesPage
from splynx_xero_gui.gui.main.record_words import RecordDesk
from splynx_xero_gui.gui.main.resuming import Resuming
from splynx_xero_gui.gui.main.schedule_watch import ScheduleWatch
from splynx_xero_gui.gui.main.settings_pages import make_settings
from splynx_xero_gui.gui.main.status_line import StatusLine
from splynx_xero_gui.gui.main.sync_page import SyncPage
from splynx_xero_gui.gui.main.tieout_page import TieOutPage
from splynx_xero_gui.gui.main.top_bar import DemoBanner, TopBar
from splynx_xero_gui.gui.main.troubles import Troubles
from splynx_xero_gui.gui.main.window_words import closing_words, least_size, start_size, state_word
from splynx_xero_gui.gui.sync_words import stage_text
from splynx_xero_gui.gui.wizard.model import Opener, open_in_browser
from splynx_xero_gui.gui.worker import Background
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.wizard.progress import SyncProgress, reduce_all
from splynx_xero_gui.wizard.services import Workplace

_NARROW_CH = 118


class MainWindow(QMainWindow):
    """One profile. `setup_wanted(again)`, `switch_wanted(name)`, `own_books_wanted`, `closed`: for who opened it."""

    setup_wanted = Signal(bool)
    switch_wanted = Signal(str)
    own_books_wanted = Signal()
    closed = Signal()

    def __init__(
        self,
        workplace: Workplace,
        name: str,
        opener: Opener = open_in_browser,
        clock: Clock | None = None,
        appearance: Appearance | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("main")
        self.background = Background(self)
        self.model = MainModel(workplace, workplace.session(name), self.background, opener, clock, self)
        self._closing = self._gone = False
        self._question: MessageDialog | None = None
        self._about: AboutDialog | None = None
        self._reading = SyncProgress()
        self._opened = False
        self._key = PageKey.OVERVIEW
        self.strip = MessageStrip("main.strip", self)
        self._troubles = Troubles(self.model, self.strip, self)
        self._troubles.connections_wanted.connect(self._on_connections)
        self._troubles.sign_in_wanted.connect(self._on_sign_in)
        self._troubles.again_wanted.connect(self._try_again)
        self._make_pages(appearance or Appearance.of_this_program())
        self._build()
        self._make_menus()
        self._help = MainHelp(self)
        self.model.changed.connect(self.show_known)
        self.model.busy_changed.connect(self._on_busy)
        self.model.happened.connect(self._on_events)
        self.model.disconnected.connect(self._on_connections)
        self.resuming = Resuming(self.model, self.sync_page, self)
        self.schedule_watch = ScheduleWatch(self.model, self)
        self._record_desk = RecordDesk(self.model, self.strip, self)
        self.setWindowTitle(self._title())
        self.setMinimumSize(least_size())
        self.resize(start_size(self))
        self.show_page(PageKey.OVERVIEW)
        self.show_known()

    # -- building --

    def _make_pages(self, appearance: Appearance) -> None:
        self.overview = OverviewPage(self.model, self)
        self.sync_page = SyncPage(self.model, self)
        self.decisions = DecisionsPage(self.model, self)
        self.history = HistoryPage(self.model, self)
        self.tie_out = TieOutPage(self.model, self)
        self.connections = ConnectionsPage(self.model, self)
        self.profiles = ProfilesPage(self.model, self)
        self.profiles.gone.connect(self._on_gone)
        self.settings = make_settings(self.model, self.connections, self.profiles, appearance, self)
        self.pages: dict[PageKey, MainPage] = {
            page.key: page
            for page in (
                self.overview,
                self.sync_page,
                self.decisions,
                self.history,
                self.tie_out,
                self.settings,
            )
        }
        for page in (*self.pages.values(), *self.settings.parts.values()):
            page.turn_to.connect(self._on_turn)
        for page in self.pages.values():  # Settings pass on what their pages ask for
            page.command.connect(self._on_command)
        self.connections.trouble.connect(self._troubles.show_trouble)
        self.connections.mended.connect(self._on_mended)
        self.sync_page.sign_in_wanted.connect(self._on_sign_in)

    def _build(self) -> None:
        self._top = TopBar(self)
        self._top.sync_pressed.connect(self.sync_now)
        self._top.profile_chosen.connect(self.switch_to)
        self._nav = Navigation({key: page.title for key, page in self.pages.items()}, self)
        self._nav.chosen.connect(self._on_turn)
        self._stack = QStackedWidget(self)
        self._areas: dict[PageKey, QScrollArea] = {}
        for key, page in self.pages.items():
            area = QScrollArea(self)
            area.setWidget(page)
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.viewport().setAutoFillBackground(False)
            page.setAutoFillBackground(False)
            self._areas[key] = area
            self._stack.addWidget(area)
        self._busy = BusyBar("main.busy", self)
        self._busy.stop_requested.connect(self.model.stop)
        central = QWidget(self)
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self.model.workplace.demo:
            banner = DemoBanner(self)
            banner.leave_demo.connect(self.own_books_wanted)
            column.addWidget(banner)
        column.addWidget(self._top)
        column.addWidget(self.strip)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self._nav)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._stack, 1)
        busy_row = QHBoxLayout()
        u = unit(self)
        busy_row.setContentsMargins(3 * u, 0, 3 * u, u)
        busy_row.addWidget(self._busy)
        right.addLayout(busy_row)
        middle.addLayout(right, 1)
        column.addLayout(middle, 1)
        self.setCentralWidget(central)
        self._status = StatusLine(self)
        self.setStatusBar(self._status)

    def _make_menus(self) -> None:
        self.menus = Menus(self)
        self.menus.add_profile(self._on_setup, self._on_setup_again, self._on_export, self._on_quit)
        self.menus.add_sync(self.sync_now, self._on_read, self._on_show_plan, self.model.stop)
        self.menus.add_view([(key, page.title) for key, page in self.pages.items()], self._on_view)
        self.menus.add_help(self.show_help, self.show_drill, self.show_about)

    def _title(self) -> str:
        name = self.model.session.name
        title = self.tr("{profile} – Splynx Xero").format(profile=name)
        return self.tr("{title} (demo books)").format(title=title) if self.model.workplace.demo else title

    # -- what others use --

    def current(self) -> MainPage:
        """The page on show; within Settings the one chosen there."""
        return self.settings.current() if self._key is PageKey.SETTINGS else self.pages[self._key]

    def show_page(self, key: PageKey) -> None:
        """Turn to a page, or to one within Settings, and put the focus where its work begins."""
        before = self.current()
        if key in self.settings.parts:
            self.settings.show_part(key)
            key = PageKey.SETTINGS
        elif self._key is PageKey.SETTINGS and key is not self._key:
            self.settings.left()
        page = self.pages[key]
        self._key = key
        self._stack.setCurrentWidget(self._areas[key])
        self._nav.set_current(key)
        if hasattr(self, "menus"):
            self.menus.set_page(key)
        page.show_known()
        if self._opened:
            page.entered()
        field = page.first_field()
        if self.current() is not before and self.isVisible():
            announce(self, self.current().title)
        if field is not None and field.isEnabled() and not field.isHidden():
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def sync_now(self) -> None:
        """Ctrl+R: show the plan; when the plan is on show already, press its verb button."""
        if self.sync_page.shows_plan() and self.sync_page.verb_button().isEnabled():
            self.sync_page.press_verb()
            return
        self.show_page(PageKey.SYNC)
        if self.model.review is None and not self.model.is_busy() and self.model.connected:
            self.sync_page.plan_again()

    def show_help(self) -> None:
        """F1: help on the page on show."""
        self._help.show_for(self.current().title, self.current().help_text())

    def show_about(self) -> None:
        """D14."""
        self._about = AboutDialog(self.model.workplace.log_folder, self)
        self._about.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._about.open()

    def show_drill(self) -> None:
        """The drill, where it is allowed (`may_drill`)."""
        dialog = DrillDialog(self.model, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def question(self) -> MessageDialog | None:
        """D10 while it is open."""
        return self._question

    # -- filling --

    def show_known(self) -> None:
        """Show what the model knows now."""
        model = self.model
        organisation = model.status.organisation
        self._top.set_profiles(model.profiles or (model.session.name,), model.session.name)
        self._top.set_organisation(f"{organisation.name} · {organisation.base_currency}" if organisation else "")
        said = state_word(model)
        self._top.set_state(said.text, said.icon, said.accent)
        self._top.sync_button().setEnabled(model.connected and model.work() is not Work.SYNC)
        self._nav.button(PageKey.DECISIONS).set_count(model.status.decisions)
        self.connections.set_profile(model.profile)
        self.menus.set_profiles(model.profiles, model.session.name, self._on_switch)
        self.menus.action("sync.stop").setEnabled(model.is_busy())
        self.menus.action("sync.now").setEnabled(model.connected)
        self.menus.action("sync.read").setEnabled(model.connected)
        self.menus.action("help.drill").setEnabled(may_drill(model))
        self.menus.action("profile.export").setEnabled(model.profile is not None)
        self._status.show_status(model.status, model.schedule)
        self._troubles.show_known()
        self.current().show_known()

    # -- what happens --

    def _on_busy(self) -> None:
        work = self.model.work()
        words = {
            Work.PLAN: self.tr("Reading what changed on both sides…"),
            Work.COMPARE: self.tr("Comparing both sides…"),
            Work.DISCONNECT: self.tr("Disconnecting…"),
            Work.TAKE_OVER: self.tr("Reading the links back from both sides…"),
            Work.ARCHIVE: self.tr("Setting the links aside…"),
        }
        if work in words:
            self._reading = SyncProgress()
            self._busy.start(words[work])
        else:
            self._busy.finish()
        self.show_known()
        if self._closing and work is not Work.SYNC:
            self.close()

    def _on_events(self, events: object) -> None:
        if isinstance(events, tuple) and self.model.work() in (Work.PLAN, Work.COMPARE, Work.TAKE_OVER):
            self._reading = reduce_all(self._reading, events, 0.0)
            self._busy.set_text(stage_text(self._reading))

    def _on_mended(self) -> None:
        self.strip.clear()
        self.model.troubles.clear()
        self.model.planned_at = None
        self.model.look()

    def _on_connections(self) -> None:
        self.show_page(PageKey.CONNECTIONS)

    def _try_again(self, message: str) -> None:
        if message == Work.LOOK.value:
            self.model.look()
        elif message == Work.COMPARE.value:
            self.tie_out.read_again()
        elif message == Work.DISCONNECT.value:
            self.model.disconnect_profile()
        elif message == Work.TAKE_OVER.value:
            self.model.take_over()
        elif message == Work.PLAN.value or message == Work.SYNC.value:
            self.sync_page.plan_again()

    def _on_sign_in(self) -> None:
        self.show_page(PageKey.CONNECTIONS)
        self.connections.sign_in()

    # -- what the person does --

    def _on_turn(self, key: str) -> None:
        self.show_page(PageKey(key))

    def _on_command(self, command: str) -> None:
        if command == "read":
            self.sync_page.plan_again()
        elif command == "setup":
            self._on_setup_again()
        elif command == "drill":
            self.show_drill()
        elif command == "new":
            self._on_setup()
        elif command.startswith("open "):
            self.switch_to(command.removeprefix("open "))

    def _on_read(self) -> None:
        self.current().read_again()

    def _on_show_plan(self) -> None:
        self.show_page(PageKey.SYNC)

    def _on_view(self, action: QAction) -> None:
        self.show_page(PageKey(str(action.data())))

    def _on_switch(self, action: QAction) -> None:
        self.switch_to(str(action.data()))

    def switch_to(self, name: str) -> None:
        """Open another profile, once what was changed in Settings is saved or given up."""
        if name != self.model.session.name and self.settings.may_leave(partial(self.switch_to, name)):
            self.switch_wanted.emit(name)
        self.show_known()

    def _on_gone(self, name: str) -> None:
        """This window's profile has another name, or is no more: there is nothing left to save in it."""
        self.settings.settings.forget()
        self.switch_wanted.emit(name)

    def _on_setup(self) -> None:
        self.setup_wanted.emit(False)

    def _on_setup_again(self) -> None:
        if self.settings.may_leave(self._on_setup_again):
            self.setup_wanted.emit(True)

    def _on_quit(self) -> None:
        self.close()

    def _on_export(self) -> None:
        self.show_page(PageKey.PROFILES)
        self.profiles.ask_export(self.model.session.name)

    # -- opening, sizes, closing --

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._opened:
            self._opened = True
            # After the first picture: reading must not delay the window.
            QTimer.singleShot(0, self._open)

    def _open(self) -> None:
        """Read the sync record, then what changed on both sides; nothing is written (ui.md M1)."""
        if self._gone:
            return
        self.model.changed.connect(self._read_once)
        self.model.look()

    def _read_once(self) -> None:
        if not self.model.known:
            return
        self.model.changed.disconnect(self._read_once)
        if self.model.may_read() and self.model.plan_is_old() and self.model.status.last_run is not None:
            self.model.make_plan()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < ch(self, _NARROW_CH)
        self._nav.set_narrow(narrow)
        self._top.set_narrow(narrow)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._opened:
            self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.model.work() is Work.UNDO:
            event.ignore()  # its dialog is open, with its own way to stop
            return
        if self.model.work() is Work.SYNC:
            event.ignore()
            if not self._closing and self._question is None:
                self._ask_closing()
            return
        if not self.signalsBlocked() and not self.settings.may_leave(self._close_now):
            event.ignore()
            return
        self.model.blockSignals(True)
        self._gone = True
        self.background.shutdown()
        event.accept()
        self.closed.emit()

    def _close_now(self) -> None:
        self.close()

    def _ask_closing(self) -> None:
        """D10: the sync goes on unless the person says otherwise."""
        self._question = MessageDialog(
            self.tr("A sync is running"),
            closing_words(self.sync_page.view().progress()),
            (
                DialogButton("keep", self.tr("&Keep syncing"), ButtonRole.SAFE),
                DialogButton("stop", self.tr("&Stop after this step and close")),
            ),
            Severity.ATTENTION,
            name="closing",
            parent=self,
        )
        self._question.answered.connect(self._on_closing)
        self._question.open()

    def _on_closing(self, key: str) -> None:
        dialog, self._question = self._question, None
        if dialog is not None:
            dialog.deleteLater()
        if key != "stop":
            return
        self._closing = True
        if self.model.work() is Work.SYNC:
            self.sync_page.view().stopping()
            self.model.stop()
        else:
            self.close()
