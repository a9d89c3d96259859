"""W8 Match existing books: what both sides hold already is checked before anything new is made (ui.md W8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from splynx_xero_gui.domain.conflict import FieldDiff
from splynx_xero_gui.domain.kinds import ObjectKind, Side
from splynx_xero_gui.domain.matching import CutOver, Match, MatchAnswer
from splynx_xero_gui.engine.match_compare import Candidate
from splynx_xero_gui.engine.match_sheet import Reading
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.formats import money_sentence, number_text
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.state_view import StateView
from splynx_xero_gui.gui.kit.strip import Severity, StripAction, StripMessage
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard import match_words as words
from splynx_xero_gui.gui.wizard.base import REFUSED, Call, WizardPageBase
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.gui.wizard.match_dialogs import CutOverDialog, FindMatchDialog, ImportDialog
from splynx_xero_gui.gui.wizard.match_view import MatchView
from splynx_xero_gui.gui.wizard.model import SetupModel
from splynx_xero_gui.gui.wizard.page_words import page_instruction, page_title
from splynx_xero_gui.gui.worker import Task
from splynx_xero_gui.ports.control import Cancel, ItemsRead, Observer
from splynx_xero_gui.wizard.checks import Missing, Problem
from splynx_xero_gui.wizard.matching import MatchDesk, RowState
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.profiles import profile_of
from splynx_xero_gui.wizard.services import MatchEstimate
from splynx_xero_gui.wizard.state import SetupState

_AT_ONCE = 500  # rows
_SHOW, _GO_ON, _FIND, _IMPORTED = "show", "go-on", "find", "imported"


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What the record knows: rows found before, what finding would cost, how receivables stand."""

    desk: MatchDesk
    estimate: MatchEstimate
    cut_over: CutOver
    found: bool = False


class MatchPage(WizardPageBase):
    """Answers stay on the page until Next, or until another tab needs them; then they are stored and linked."""

    def __init__(self, model: SetupModel) -> None:
        super().__init__(PageId.MATCH, page_title(PageId.MATCH), page_instruction(PageId.MATCH), model)
        self._desk = MatchDesk()
        self._found = False
        self._go_on = False
        self._reading = Reading()
        self._compare_task: Task | None = None
        self._start = StateView("match.start", self)
        self._start.button_clicked.connect(self._on_find)
        self._view = self._made_view(self.state.currency)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._start)
        self._stack.addWidget(self._view)
        self.body().addWidget(self._stack, 1)
        undo = QShortcut(QKeySequence.StandardKey.Undo, self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.undo)

    def _made_view(self, currency: str) -> MatchView:
        self._currency = currency
        view = MatchView(self.title_text, currency, self)
        view.answered.connect(self._on_answer)
        view.other_wanted.connect(self._on_other)
        view.tab_changed.connect(self._on_tab)
        view.selected.connect(self._on_selected)
        view.undo_wanted.connect(self.undo)
        self._tools = view.tools
        self._tools.accept_wanted.connect(self._on_accept)
        self._tools.export_wanted.connect(self._on_export)
        self._tools.import_wanted.connect(self._on_import)
        self._tools.find_wanted.connect(self._on_find)
        self._tools.differences_wanted.connect(self._on_differences)
        return view

    # -- page --

    def entered(self) -> None:
        session, profile, desk_of = self.model.session, profile_of(self.state), self._desk_maker()

        def load(_observer: Observer, _cancel: Cancel) -> _Loaded:
            session.save_profile(profile)
            matcher = session.matcher
            rows = matcher.rows()
            return _Loaded(
                desk_of(rows, alone=matcher.alone()), matcher.estimate(), matcher.cut_over(), found=bool(rows)
            )

        self._go_on = False
        self.work(load, self._on_loaded, self.tr("Looking at what was found…"))

    def show_state(self, state: SetupState) -> None:
        self.strip.clear()
        if state.currency != self._currency:
            # It stands in a heading, and is not known before the sign-in.
            before, self._view = self._view, self._made_view(state.currency)
            self._stack.removeWidget(before)
            before.deleteLater()
            self._stack.addWidget(self._view)

    def first_field(self) -> QWidget | None:
        return self._view.table.view if self._found and len(self._desk) else self._start.button()

    def refusal(self) -> Missing | None:
        if not self._found and not self._go_on:
            return Missing("match.start.button", Problem.NOT_READ)
        if self._desk.open_count() and not self._go_on:
            return Missing("match.table", Problem.NOT_CHECKED, count=self._desk.open_count())
        return None

    def refuse(self, missing: Missing) -> None:
        go_on = StripAction(_GO_ON, self.tr("Go on"))
        if missing.problem is Problem.NOT_READ:
            title = self.tr("Nobody looked yet what both sides hold already.")
            text = self.tr("What is in Xero under another number would be made a second time.")
            actions = (StripAction(_FIND, self.tr("Find matches")), go_on)
        else:
            title = counted(
                missing.count,
                self.tr("1 likely match has no answer. It waits as a decision and is not synced."),
                self.tr("{n} likely matches have no answer. They wait as decisions and are not synced."),
            )
            text, actions = "", (StripAction(_SHOW, self.tr("Show them")), go_on)
        self.strip.show_message(StripMessage(REFUSED, Severity.ATTENTION, title, text, actions), insist=True)

    def act(self, message: str, action: str) -> None:
        self.strip.clear_message(REFUSED)
        match action:
            case "show":
                first = self._desk.first_open()
                if first is not None:
                    self._view.show_waiting(first)
            case "go-on":
                self._go_on = True
                self.go_on.emit()
            case "find":
                self._on_find()

    def next_call(self) -> Call[object] | None:
        if self._stack.currentIndex() == 0:
            return None  # nothing is shared
        matcher, changes, desk_of = self.model.session.matcher, list(self._desk.changes), self._desk_maker()

        def store(_observer: Observer, _cancel: Cancel) -> object:
            answered = matcher.answer(changes)
            matcher.accept()
            return answered.refused, desk_of(matcher.rows(), alone=matcher.alone()), matcher.cut_over()

        return store

    def next_text(self) -> str:
        return self.tr("Linking…")

    def next_done(self, result: object) -> bool:
        assert isinstance(result, tuple)
        refused, desk, cut_over = result
        self.model.cut_over = cut_over
        self._show_desk(desk)
        if refused:
            title = counted(len(refused), self.tr("1 answer cannot be kept"), self.tr("{n} answers cannot be kept"))
            details = "\n".join(f"{change.splynx_id}: {reason}" for change, reason in refused)
            self.strip.show_message(StripMessage(_IMPORTED, Severity.ATTENTION, title, details=details), insist=True)
            return False
        return True

    def help_text(self) -> str:
        return self.tr(
            "Certain pairs share something that nobody else has, such as a tax number or an invoice with the same "
            "number and total. They are linked when you go on; open one to look at it. Likely pairs need your word: "
            "link them (Space), say that there is no match (N), choose another (F2), or leave both alone.\n\n"
            "Nothing is written to either side on this page. What is only in Xero is never changed.\n\n"
            "With many rows, export them to a spreadsheet, fill in the column answer with link, new or leave, and "
            "import it again."
        )

    # -- finding --

    def _on_find(self) -> None:
        if self.is_busy():
            return
        session, profile, desk_of = self.model.session, profile_of(self.state), self._desk_maker()

        def find(observer: Observer, cancel: Cancel) -> _Loaded:
            session.save_profile(profile)
            report = session.matcher.find(observer, cancel)
            assert report.cut_over is not None
            desk = desk_of(report.rows, alone=session.matcher.alone())
            return _Loaded(desk, session.matcher.estimate(), report.cut_over, found=True)

        self._go_on = False
        task = self.work(find, self._on_loaded, self.tr("Finding matches…"))
        task.deliver(events=self._on_events)

    def _on_events(self, events: object) -> None:
        for event in events:  # type: ignore[attr-defined]
            if isinstance(event, ItemsRead):
                where = "Splynx" if event.side is Side.SPLYNX else "Xero"
                text = self.tr("Reading {what} from {where}: {n}…").format(
                    what=event.stream.replace("-", " "), where=where, n=number_text(event.count)
                )
                self.busy_bar.set_text(text)

    def _on_loaded(self, result: object) -> None:
        assert isinstance(result, _Loaded)
        self.model.cut_over = result.cut_over
        self._found = result.found
        self._show_start(result.estimate)
        self._show_desk(result.desk)
        if self._found:
            announce(self, self._summary())
        first = self.first_field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _summary(self) -> str:
        waiting = self._desk.open_count()
        return self.tr("{certain} certain, {waiting} to check").format(
            certain=number_text(self._desk.certain()), waiting=number_text(waiting)
        )

    def _show_start(self, estimate: MatchEstimate) -> None:
        if self._found:
            # Looked at, and nothing is shared.
            text = self.tr("Xero holds no customers yet. Everything will be made new.")
            self._start.set_state(IconName.TICK, Accent.OK, text, self.tr("Look again"))
            return
        text = (
            self.tr("Reads {customers} customers and about {documents} documents: {calls} Xero requests.")
            if estimate.left is None
            else self.tr(
                "Reads {customers} customers and about {documents} documents: "
                "{calls} Xero requests of {left} left today."
            )
        ).format(
            customers=number_text(estimate.customers),
            documents=number_text(estimate.documents),
            calls=number_text(estimate.calls),
            left=number_text(estimate.left),
        )
        self._start.set_state(IconName.SEARCH, Accent.INFO, text, self.tr("&Find matches"))

    # -- showing --

    def _desk_maker(self) -> Callable[..., MatchDesk]:
        """Makes a desk in the background: counting 20,000 rows would be felt in the window."""
        options = self.state.range.options
        since = dict.fromkeys((ObjectKind.INVOICE, ObjectKind.CREDIT_NOTE), options.documents_from)
        return partial(MatchDesk, since={**since, ObjectKind.PAYMENT: options.payments_from})

    def _show_desk(self, desk: MatchDesk) -> None:
        self._desk = desk
        shared = desk.has_pairs
        self._stack.setCurrentIndex(1 if shared else 0)
        self._view.show_desk(self._desk)
        self._show_below()

    def _show_below(self) -> None:
        kind, follows = self._view.kind, self._view.follows
        follows.setText(words.following_text(kind, self._desk.following(kind), self.state.currency))
        follows.setVisible(bool(follows.text()))
        self._tools.show_certain(self._desk.certain())
        self._tools.show_receivables(*self._receivables())
        self._view.show_selection()

    def _receivables(self) -> tuple[str, Accent, bool]:
        """The line of receivables, and whether there are differences to look at."""
        found, currency = self.model.cut_over, self.state.currency
        if found is None or not found.rows:
            return "", Accent.QUIET, False
        text = self.tr(
            "Receivables of linked customers: Splynx {splynx} · Xero {xero} · difference {difference}"
        ).format(
            splynx=money_sentence(found.splynx, currency),
            xero=money_sentence(found.xero, currency),
            difference=money_sentence(found.difference, currency),
        )
        if found.agrees:
            return text, Accent.OK, False
        if found.signed is not None:
            signed = self.tr("{text}, signed for by {name}").format(text=text, name=found.signed.by)
            return signed, Accent.INFO, True
        return text, Accent.ATTENTION, True

    def _on_selected(self) -> None:
        row = self._view.table.current_row()
        if row is None:
            self._view.pane.show_fields(())
            return
        matcher = self.model.session.matcher

        def compare(_observer: Observer, _cancel: Cancel) -> Sequence[FieldDiff]:
            return matcher.compare(row)

        task = self.model.background.start(session_job(compare), "match compare")
        self._compare_task = task
        task.deliver(result=self._on_compared)

    def _on_compared(self, fields: object) -> None:
        if self.sender() is self._compare_task and isinstance(fields, (list, tuple)):
            row = self._view.table.current_row()
            self._view.pane.show_fields(tuple(fields), words.why_text(row) if row is not None else "")

    def _on_tab(self) -> None:
        if not self._desk.changes:
            self._view.show_desk(self._desk)
            self._show_below()
            return
        # What hangs on the answers given is found anew: documents of a customer just linked are surer now.
        matcher, changes, desk_of = self.model.session.matcher, list(self._desk.changes), self._desk_maker()

        def store(_observer: Observer, _cancel: Cancel) -> MatchDesk:
            matcher.answer(changes)
            return desk_of(matcher.rows(), alone=matcher.alone())

        self.work(store, self._on_stored, self.tr("Keeping your answers…"))

    def _on_stored(self, desk: object) -> None:
        assert isinstance(desk, MatchDesk)
        self._show_desk(desk)

    # -- answers --

    def undo(self) -> None:
        """Take the last answer back."""
        if not self.is_busy():
            self._change(self._desk.undo, self._desk.undo_count(), self._on_undone)

    def _on_undone(self, rows: object) -> None:
        assert isinstance(rows, (list, tuple))
        if rows:
            self._refresh(rows)
            announce(self, self.tr("Taken back"))

    def _on_answer(self, answer: object) -> None:
        assert isinstance(answer, MatchAnswer)
        if self.is_busy():
            return
        chosen = self._view.table.selected_rows()
        self._change(partial(self._desk.answer_rows, chosen, answer), len(chosen), self._on_answered)

    def _on_answered(self, rows: object) -> None:
        assert isinstance(rows, (list, tuple))
        self._refresh(rows)
        if len(rows) == 1 and len(self._view.table.selected_rows()) == 1:
            self._view.table.view.move_down()

    def _change(self, call: Callable[[], Sequence[Match]], count: int, done: Callable[[object], None]) -> None:
        """Change rows of the desk; so many that it would be felt in the background."""
        if count <= _AT_ONCE:
            done(call())
            return

        def change(_observer: Observer, _cancel: Cancel) -> Sequence[Match]:
            return call()

        self.work(change, done, self.tr("Keeping your answers…"))

    def _refresh(self, rows: Sequence[Match]) -> None:
        self._view.refresh(self._desk, rows)
        self._go_on = False
        self.strip.clear_message(REFUSED)
        self._show_below()

    def _on_accept(self) -> None:
        count = self._desk.certain()
        announce(self, counted(count, self.tr("1 certain match accepted"), self.tr("{n} certain matches accepted")))
        self._view.bar.set_state(RowState.TO_CHECK.value if self._desk.open_count() else "all")
        self._view.table.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_other(self) -> None:
        row = self._view.table.current_row()
        if row is None or not row.splynx_id or row.linked:
            return
        matcher = self.model.session.matcher
        dialog = FindMatchDialog(row, matcher.candidates, self.model.background, self.state.currency, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._on_chosen)
        dialog.open()

    def _on_chosen(self, candidate: object) -> None:
        row = self._view.table.current_row()
        if row is not None and isinstance(candidate, Candidate):
            self._refresh(self._desk.choose(row.key, candidate))
            self._on_selected()

    # -- spreadsheet and cut-over --

    def _on_export(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export"), "match.xlsx", self.tr("Spreadsheet (*.xlsx);;CSV file (*.csv)")
        )
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, file: Path) -> None:
        """Write what was found, with the answers given."""
        matcher, changes = self.model.session.matcher, list(self._desk.changes)

        def write(_observer: Observer, _cancel: Cancel) -> str:
            matcher.answer(changes)
            return self.tr("{n} rows were written to {file}.").format(n=number_text(matcher.export(file)), file=file)

        self.work(write, self._on_written, self.tr("Writing the spreadsheet…"))

    def _on_written(self, text: object) -> None:
        self.strip.show_message(StripMessage(_IMPORTED, Severity.OK, str(text)))

    def _on_import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Import"), "", self.tr("Spreadsheets (*.xlsx *.csv);;All files (*)")
        )
        if chosen:
            self.import_from(Path(chosen))

    def import_from(self, file: Path) -> None:
        """Read a returned spreadsheet; D3 says what it would do."""
        matcher, changes = self.model.session.matcher, list(self._desk.changes)

        def read(_observer: Observer, _cancel: Cancel) -> Reading:
            matcher.answer(changes)
            return matcher.read_sheet(file)

        self.work(read, self._on_read, self.tr("Reading the spreadsheet…"))

    def _on_read(self, reading: object) -> None:
        assert isinstance(reading, Reading)
        self._reading = reading
        dialog = ImportDialog(reading, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.applied.connect(self._on_applied)
        dialog.open()

    def _on_applied(self) -> None:
        matcher, changes, desk_of = self.model.session.matcher, self._reading.changes, self._desk_maker()

        def store(_observer: Observer, _cancel: Cancel) -> MatchDesk:
            matcher.answer(changes)
            return desk_of(matcher.rows(), alone=matcher.alone())

        self.work(store, self._on_stored, self.tr("Keeping the answers…"))

    def _on_differences(self) -> None:
        if self.model.cut_over is None:
            return
        dialog = CutOverDialog(self.model.cut_over, self.state.currency, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.signed.connect(self._on_signed)
        dialog.open()

    def _on_signed(self, name: str) -> None:
        matcher = self.model.session.matcher

        def sign(_observer: Observer, _cancel: Cancel) -> CutOver:
            return matcher.sign(name)

        self.work(sign, self._on_sign_kept, self.tr("Keeping the signature…"))

    def _on_sign_kept(self, found: object) -> None:
        assert isinstance(found, CutOver)
        self.model.cut_over = found
        self._show_below()
