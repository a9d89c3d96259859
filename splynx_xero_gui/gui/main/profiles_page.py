"""Settings › Profiles: all of them, another name, a copy as a file, and how to forget one (D9)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.columns import Column, ColumnKind
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog, TypedConfirmation
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import ActionButton
from splynx_xero_gui.gui.kit.metrics import lines
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.kit.rows_model import RowsModel
from splynx_xero_gui.gui.kit.strip import MessageStrip, Severity, StripMessage
from splynx_xero_gui.gui.main.model import MainModel
from splynx_xero_gui.gui.main.page import MainPage, PageKey
from splynx_xero_gui.gui.main.rename_dialog import RenameDialog
from splynx_xero_gui.gui.main.run_words import local
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard.failure_words import failure_message, unexpected_failure
from splynx_xero_gui.gui.wizard.flow_words import scenario_title
from splynx_xero_gui.gui.worker import Task
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.services import ProfileSummary

_STRIP = "profiles"


@dataclass(frozen=True, slots=True)
class _Listed:
    """All profiles after a piece of work: `was` is the one it was done to, `now` its name since, `copy` its copy."""

    found: tuple[ProfileSummary, ...]
    was: str = ""
    now: str = ""
    copy: Path | None = None


class ProfilesPage(MainPage):
    """`gone(name)`: the profile in this window is called so now; empty: it is no more."""

    gone = Signal(str)

    def __init__(self, model: MainModel, parent: QWidget | None = None) -> None:
        super().__init__(PageKey.PROFILES, "", model, parent)
        self.title = self.tr("Profiles")
        self.heading.setText(self.title)
        self.setAccessibleName(self.title)
        self._task: Task | None = None
        self._gone: str | None = None
        self._rename_dialog: RenameDialog | None = None
        self._question: MessageDialog | None = None
        self.strip = MessageStrip("profiles.strip", self)
        self.column().addWidget(self.strip)
        rows: RowsModel[ProfileSummary] = RowsModel(self._columns(), _name)
        self._table = MoneyTable(rows, "profiles.table", self.title, parent=self)
        self._table.view.setSelectionMode(self._table.view.SelectionMode.SingleSelection)
        self._table.set_empty(IconName.INFO, Accent.QUIET, self.tr("There is no profile yet."))
        self._table.setMinimumHeight(lines(self, 6))
        self._table.selection_changed.connect(self._show_buttons)
        self.column().addWidget(self._table, 1)
        self._add_buttons()
        self._busy = BusyBar("profiles.busy", self)
        self.column().addWidget(self._busy)

    def _add_buttons(self) -> None:
        row = QWidget(self)
        flow = FlowLayout(row)
        self._buttons: dict[str, ActionButton] = {}
        for name, text, slot in (
            ("open", self.tr("&Open"), self._on_open),
            ("new", self.tr("&New set-up…"), self._on_new),
            ("rename", self.tr("&Rename…"), self.ask_rename),
            ("export", self.tr("&Export…"), self._on_export),
            ("remove", self.tr("Re&move…"), self.ask_remove),
        ):
            button = ActionButton(text, row)
            button.setObjectName(f"profiles.{name}")
            button.clicked.connect(slot)
            flow.addWidget(button)
            self._buttons[name] = button
        self.column().addWidget(row)

    def _columns(self) -> tuple[Column[ProfileSummary], ...]:
        return (
            Column("name", self.tr("Profile"), lambda p: p.name, width_ch=16),
            Column(
                "organisation",
                self.tr("Organisation"),
                lambda p: p.trouble or p.organisation,
                width_ch=26,
                icon=lambda p: IconName.OCTAGON if p.trouble else None,
                accent=lambda p: Accent.DANGER if p.trouble else None,
            ),
            Column("splynx", self.tr("Splynx"), lambda p: p.splynx, stretch=True),
            Column("partners", self.tr("Partners"), lambda p: ", ".join(p.partners) or self.tr("all"), width_ch=18),
            Column(
                "scenario",
                self.tr("Payments in"),
                lambda p: scenario_title(p.scenario) if p.scenario else "",
                width_ch=13,
            ),
            Column("documents", self.tr("Documents"), lambda p: p.documents, ColumnKind.NUMBER, width_ch=11),
            Column(
                "last",
                self.tr("Last sync"),
                lambda p: local(p.last_run) if p.last_run else None,
                ColumnKind.MOMENT,
                width_ch=20,
            ),
        )

    # -- page --

    def first_field(self) -> QWidget | None:
        return self._table.view

    def help_text(self) -> str:
        return self.tr(
            "A profile connects one Splynx, or some of its partners, to one Xero organisation. Two profiles never take "
            "the same partner. Export… saves a profile as a file without keys; set it up on another computer from it."
        )

    def entered(self) -> None:
        self._work(self._list)

    def read_again(self) -> None:
        self._work(self._list)

    def show_known(self) -> None:
        self._show_buttons()

    def table(self) -> MoneyTable[ProfileSummary]:
        """The profiles."""
        return self._table

    def chosen(self) -> ProfileSummary | None:
        """The profile of the current row."""
        return self._table.current_row()

    def question(self) -> MessageDialog | None:
        """D9 while it is open."""
        return self._question

    def rename_dialog(self) -> RenameDialog | None:
        """The question for another name while it is open."""
        return self._rename_dialog

    def _show_buttons(self, *_: object) -> None:
        chosen, busy = self.chosen(), self._task is not None or self.model.is_busy()
        here = chosen is not None and chosen.name == self.model.session.name
        self._buttons["open"].setEnabled(chosen is not None and not here and not busy)
        for name in ("rename", "remove"):
            self._buttons[name].setEnabled(chosen is not None and not busy)
        self._buttons["export"].setEnabled(chosen is not None and not chosen.trouble and not busy)
        self._buttons["new"].setEnabled(not busy)

    # -- work --

    def _work(self, call: object) -> None:
        if self._task is not None:
            return
        self._busy.start(self.tr("Working…"), stoppable=False)
        self._task = self.model.background.start(session_job(call), "profiles")  # type: ignore[arg-type]
        self._task.deliver(result=self._on_result, failed=self._on_failed, finished=self._on_finished)
        self._show_buttons()

    def _list(self, _observer: Observer, _cancel: Cancel) -> _Listed:
        return _Listed(tuple(self.model.workplace.summaries()))

    def _rename(self, name: str, new: str, _observer: Observer, _cancel: Cancel) -> _Listed:
        self.model.workplace.rename_profile(name, new)
        return _Listed(tuple(self.model.workplace.summaries()), name, new)

    def _remove(self, name: str, _observer: Observer, cancel: Cancel) -> _Listed:
        copy = self.model.workplace.remove_profile(name, cancel)
        return _Listed(tuple(self.model.workplace.summaries()), name, "", copy)

    def _on_result(self, result: object) -> None:
        if not isinstance(result, _Listed):
            return
        before = self.chosen()
        self._table.set_rows(result.found)
        wanted = result.now or (before.name if before is not None else self.model.session.name)
        if not self._table.select_row(wanted) and result.found:
            self._table.select_row(result.found[0].name)
        if result.copy is not None:
            text = self.tr("A copy is saved in {folder}. Both sides stay as they are.").format(folder=result.copy)
            title = self.tr("Profile {name} was removed").format(name=result.was)
            self.strip.show_message(StripMessage(_STRIP, Severity.OK, title, text))
        elif result.was:
            text = self.tr("Profile {was} is called {now} now.").format(was=result.was, now=result.now)
            self.strip.show_message(StripMessage(_STRIP, Severity.OK, text))
        if result.was == self.model.session.name:
            others = [profile.name for profile in result.found]
            self._gone = result.now or (others[0] if others else "")
        elif result.was:
            self.model.look()

    def _on_failed(self, error: object) -> None:
        failure = error if isinstance(error, Failure) else None
        if failure is None and isinstance(error, BaseException):
            failure = unexpected_failure(error)
        if failure is not None:
            self.strip.show_message(failure_message(failure, _STRIP), insist=True)

    def _on_finished(self) -> None:
        self._task = None
        self._busy.finish()
        self._show_buttons()
        gone, self._gone = self._gone, None
        if gone is not None:
            self.gone.emit(gone)  # the window goes with it: nothing may be under way

    # -- what the person does --

    def _on_open(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self.command.emit(f"open {chosen.name}")

    def _on_new(self) -> None:
        self.command.emit("new")

    def ask_rename(self) -> None:
        """Ask for another name."""
        chosen = self.chosen()
        if chosen is None:
            return
        taken = [profile.name for profile in self._table.model().rows()]
        self._rename_dialog = RenameDialog(chosen.name, taken, self.window())
        self._rename_dialog.accepted.connect(self._on_rename)
        self._rename_dialog.open()

    def _on_rename(self) -> None:
        dialog, self._rename_dialog = self._rename_dialog, None
        if dialog is not None:
            self._work(partial(self._rename, dialog.was, dialog.name()))
            dialog.deleteLater()

    def _on_export(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self.ask_export(chosen.name)

    def ask_export(self, name: str) -> None:
        """Ask where to, then save."""
        file, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export profile"), f"{name}.toml", self.tr("Profile (*.toml)")
        )
        if file:
            self.export(name, Path(file))

    def export(self, name: str, file: Path) -> None:
        """Save a profile as a file; no secrets are in it."""
        try:
            self.model.workplace.export_profile(name, file)
        except Failure as failure:
            self.strip.show_message(failure_message(failure, _STRIP))
            return
        text = self.tr("The profile was saved as {file}. There are no keys in it.").format(file=file)
        self.strip.show_message(StripMessage(_STRIP, Severity.OK, text))
        announce(self, text)

    def ask_remove(self) -> None:
        """Q3: the name must be typed; the button that does nothing is the default."""
        chosen = self.chosen()
        if chosen is None:
            return
        text = self.tr(
            "The links of {n} documents are forgotten on this computer, and its keys are removed; both sides stay as "
            "they are. A copy of the profile and its record is saved first."
        ).format(n=number_text(chosen.documents))
        self._question = MessageDialog(
            self.tr("Remove profile {name}?").format(name=chosen.name),
            text,
            (
                DialogButton("keep", self.tr("&Keep"), ButtonRole.SAFE),
                DialogButton("remove", self.tr("&Remove"), ButtonRole.DANGER),
            ),
            Severity.ATTENTION,
            typed=TypedConfirmation("remove", self.tr("Type {name} to confirm.").format(name=chosen.name), chosen.name),
            name="removing",
            parent=self.window(),
        )
        self._question.setProperty("profile", chosen.name)
        self._question.answered.connect(self._on_remove)
        self._question.open()

    def _on_remove(self, key: str) -> None:
        dialog, self._question = self._question, None
        if dialog is None:
            return
        name = str(dialog.property("profile"))
        dialog.deleteLater()
        if key == "remove":
            self._work(partial(self._remove, name))


def _name(profile: ProfileSummary) -> str:
    return profile.name
