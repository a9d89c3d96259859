"""W4 What to sync: from which day on, for which partners. Splynx is read in the background, to be counted."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from splynx_xero_gui.domain.profile import Options, Profile
from splynx_xero_gui.gui.kit.fold import Fold
from splynx_xero_gui.gui.kit.form import Form
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.kit.indicators import RadioButton
from splynx_xero_gui.gui.kit.labels import HelpLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, set_spacing
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard.base import Call, WizardPageBase
from splynx_xero_gui.gui.wizard.date_field import DateField
from splynx_xero_gui.gui.wizard.model import SetupModel
from splynx_xero_gui.gui.wizard.page_words import page_instruction, page_title
from splynx_xero_gui.gui.wizard.partner_list import PartnerList
from splynx_xero_gui.gui.wizard.range_more import RangeMore
from splynx_xero_gui.gui.wizard.range_notes import (
    LOCKED,
    OLDER_PAYMENTS,
    USE_OPEN,
    live_line,
    locked_note,
    older_payments_note,
)
from splynx_xero_gui.gui.worker import Task
from splynx_xero_gui.ports.control import Cancel, ItemsRead, Observer
from splynx_xero_gui.wizard.checks import Missing, Problem
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.profiles import profile_of
from splynx_xero_gui.wizard.ranges import first_day, first_open_day, owners_of_partners
from splynx_xero_gui.wizard.services import Scope
from splynx_xero_gui.wizard.state import RangeAnswers, SetupState

_COUNT_AFTER_MS = 300


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a count brought. `locked` counts from the first open day on, where the chosen day is a locked one."""

    answers: RangeAnswers
    scope: Scope
    locked: Scope | None
    read_at: dt.datetime | None


class RangePage(WizardPageBase):
    """Next keeps the range and counts the use of what has to be mapped."""

    def __init__(self, model: SetupModel) -> None:
        super().__init__(PageId.RANGE, page_title(PageId.RANGE), page_instruction(PageId.RANGE), model)
        self._owners: Mapping[str, str] = {}
        self._picked = False
        self._locked: Scope | None = None
        self._count_task: Task | None = None
        self._read_of = ""
        self._build()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_COUNT_AFTER_MS)
        self._timer.timeout.connect(self._count)

    # -- page --

    def show_state(self, state: SetupState) -> None:
        if state.range.options.documents_from is None or state.range.options.payments_from is None:
            self._set_default_days()
            state = self.state if not self.model.within_settings else state
        options = state.range.options
        if options.documents_from is not None and options.payments_from is not None:
            self._documents.set_day(options.documents_from)
            self._payments.set_day(options.payments_from)
        self._picked = False
        self._approved.setChecked(options.invoice_status != "DRAFT")
        self._draft.setChecked(options.invoice_status == "DRAFT")
        self._more.show_reference(state.read.accounting)
        self._more.show_options(options)
        self._owners = owners_of_partners(self.model.workplace, state)  # a few small files
        self._show_counts()
        self.collect()  # without the partners of other profiles

    def entered(self) -> None:
        if self.state.range.splynx_read_at is None or self._read_of != self.state.splynx.tested_url:
            self.work(self._read_call(), self._on_counted, self._reading_text(), hold=False).deliver(
                events=self._on_events
            )
        else:
            self._count()

    def left(self) -> None:
        self._timer.stop()
        if self._count_task is not None:
            self._count_task.cancel()
        super().left()

    def first_field(self) -> QWidget | None:
        return self._documents

    def collect(self) -> None:
        answers = self._answers()
        if answers != self.state.range:
            self.model.change(dataclasses.replace(self.state, range=answers))

    def refuse(self, missing: Missing) -> None:
        if missing.problem is Problem.NO_PARTNER:
            super().refuse(missing)
            self._partners.focus_first()
            return
        if missing.field not in ("range.documents_from", "range.payments_from"):
            self._fold.set_open(True)
            self._more.validate()
        super().refuse(missing)

    def next_call(self) -> Call[object] | None:
        self._timer.stop()
        return self._read_call()

    def next_text(self) -> str:
        return self.tr("Counting…") if self.state.range.splynx_read_at else self._reading_text()

    def next_done(self, result: object) -> bool:
        self._on_counted(result)
        return True

    def act(self, message: str, action: str) -> None:
        organisation = self.state.xero.organisation
        open_day = first_open_day(organisation) if organisation else None
        if message == LOCKED and action == USE_OPEN and open_day is not None:
            self._documents.set_day(open_day)
            self._payments.set_day(open_day)
            self._on_changed()
            self._documents.setFocus()

    def help_text(self) -> str:
        return self.tr(
            "Documents and payments from these days on are synced; older ones stay as they are on both sides. Start "
            "where your Xero books are still open: Xero refuses documents dated on or before a lock date.\n\n"
            "Payments usually start on the same day as documents. A partner that is not ticked is left alone.\n\n"
            "Approved invoices count in Xero at once. Drafts wait until someone approves them in Xero, and so do "
            "their payments."
        )

    # -- building --

    def _build(self) -> None:
        inside = self.body_area.content()
        today = self.model.clock.now().astimezone().date()
        form = Form(inside)
        self._documents = DateField(today, form)
        self._documents.picked.connect(self._on_documents_picked)
        keys = self.tr("Keys: T today, + and − a day, Ctrl+M first of the month.")
        form.add_row(self.tr("&Documents from"), self._documents, keys, "range.documents_from")
        self._payments = DateField(today, form)
        self._payments.picked.connect(self._on_payments_picked)
        form.add_row(self.tr("&Payments from"), self._payments, "", "range.payments_from")
        self._partners = PartnerList(form)
        self._partners.changed.connect(self._on_changed)
        form.add_row(self.tr("Pa&rtners"), self._partners, "", "range.partners")
        form.add_row(self.tr("&Invoices arrive in Xero as"), self._status(form), "", "range.invoice_status")
        self.body().addWidget(form)
        self._more = RangeMore(inside)
        self._more.changed.connect(self._on_changed)
        self._fold = Fold(self.tr("More"), self._more, "range.more", inside)
        self.body().addWidget(self._fold)
        self._live = TypeLabel("", TextRole.STRONG, None, inside)
        self._live.setObjectName("range.live")
        self.body().addWidget(self._live)
        self.body().addStretch(1)

    def _status(self, parent: QWidget) -> QWidget:
        box = QWidget(parent)
        column = QVBoxLayout(box)
        set_spacing(column, 0, 0.5)
        row = QHBoxLayout()
        set_spacing(row, 0, 2)
        self._approved = RadioButton(self.tr("Appro&ved"), box)
        self._approved.setObjectName("range.approved")
        self._draft = RadioButton(self.tr("Dr&aft"), box)
        self._draft.setObjectName("range.draft")
        self._group = QButtonGroup(box)
        for button in (self._approved, self._draft):
            self._group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self._draft_help = HelpLabel(self.tr("Someone approves each one in Xero. Payments wait until then."), box)
        self._draft_help.hide()
        column.addLayout(row)
        column.addWidget(self._draft_help)
        self._draft.toggled.connect(self._draft_help.setVisible)
        self._draft.toggled.connect(self._on_changed)
        box.setFocusProxy(self._approved)
        return box

    # -- answers --

    def _set_default_days(self) -> None:
        today = self.model.clock.now().astimezone().date()
        options = self.state.range.options
        documents = options.documents_from or first_day(self.state.xero.organisation, today)
        payments = options.payments_from or documents
        if self.model.within_settings:
            self._documents.set_day(documents)
            self._payments.set_day(payments)
            return
        self._keep(dataclasses.replace(options, documents_from=documents, payments_from=payments))

    def _keep(self, options: Options) -> None:
        answers = dataclasses.replace(self.state.range, options=options)
        self.model.change(dataclasses.replace(self.state, range=answers))

    def _answers(self) -> RangeAnswers:
        old = self.state.range
        options = dataclasses.replace(
            self._more.options(old.options),
            documents_from=self._day(self._documents, old.options.documents_from),
            payments_from=self._day(self._payments, old.options.payments_from),
            invoice_status="DRAFT" if self._draft.isChecked() else "AUTHORISED",
        )
        billing = self.state.read.billing
        partners = self._partners.ticked() if billing is not None and billing.partners else old.partners
        if partners is None and billing is not None and old.partners == frozenset(p.id for p in billing.partners):
            partners = old.partners  # all of them, named one by one: a partner added later is not among them
        same = options == old.options and partners == old.partners
        return dataclasses.replace(old, options=options, partners=partners, scope=old.scope if same else None)

    def _day(self, field: DateField, known: dt.date | None) -> dt.date | None:
        """In Settings a profile without a first day stays so until a person picks one."""
        return known if known is None and self.model.within_settings and not self._picked else field.day()

    def _on_payments_picked(self) -> None:
        self._picked = True
        self._on_changed()

    def _on_documents_picked(self) -> None:
        self._picked = True
        before = self.state.range.options
        if before.payments_from == before.documents_from:
            self._payments.set_day(self._documents.day())
        self._on_changed()

    def _on_changed(self) -> None:
        scope = self.state.range.scope
        self.collect()
        if self.state.range.scope is None and scope is not None:
            self._live.setText(self.tr("Counting…"))
        self._show_notes()
        self.answered.emit()
        if self.state.range.splynx_read_at is not None:
            self._timer.start()

    # -- counting --

    def _read_call(self) -> Call[object]:
        """Read Splynx where that was not done yet, then count for the answers as they are."""
        session, state = self.model.session, self.state
        profile, clock = profile_of(state), self.model.clock
        open_profile = self._open_profile(state)
        read_at = state.range.splynx_read_at if self._read_of == state.splynx.tested_url else None
        store = not self.model.within_settings

        def read(observer: Observer, cancel: Cancel) -> _Counted:
            if store:
                session.save_profile(profile)
            at = read_at
            if at is None:
                session.read_scope(observer, cancel)
                at = clock.now()
            locked = session.scope(open_profile) if open_profile else None
            return _Counted(state.range, session.scope(profile), locked, at)

        return read

    def _open_profile(self, state: SetupState) -> Profile | None:
        """The profile from the first open day on, where the chosen day is a locked one."""
        organisation = state.xero.organisation
        day = first_open_day(organisation) if organisation else None
        chosen = state.range.options.documents_from
        if day is None or chosen is None or chosen >= day:
            return None
        options = dataclasses.replace(state.range.options, documents_from=day)
        return profile_of(dataclasses.replace(state, range=dataclasses.replace(state.range, options=options)))

    def _count(self) -> None:
        if self.is_busy():
            return
        if self._count_task is not None:
            self._count_task.cancel()
        self.collect()
        task = self.model.background.start(session_job(self._read_call()), "range count")
        self._count_task = task
        task.deliver(result=self._on_count_done)

    def _on_count_done(self, result: object) -> None:
        if self.sender() is self._count_task:
            self._count_task = None
            self._on_counted(result)

    def _on_counted(self, result: object) -> None:
        assert isinstance(result, _Counted)
        self._read_of = self.state.splynx.tested_url
        self._locked = result.locked
        current = self._answers() if self.isVisible() else self.state.range
        asked = result.answers
        fits = (current.options, current.partners) == (asked.options, asked.partners)
        answers = dataclasses.replace(
            current, scope=result.scope if fits else current.scope, splynx_read_at=result.read_at
        )
        self.model.change(dataclasses.replace(self.state, range=answers))
        self._show_counts()
        if not fits:
            self._timer.start()

    def _on_events(self, events: object) -> None:
        for event in events:  # type: ignore[attr-defined]
            if isinstance(event, ItemsRead) and self.is_busy():
                self.busy_bar.set_text(self._reading_text(event.count))
                if event.expected:
                    self.busy_bar.set_progress(event.count, event.expected)

    def _reading_text(self, count: int = 0) -> str:
        if not count:
            return self.tr("Reading Splynx…")
        return self.tr("Reading Splynx: {n} items so far").format(n=number_text(count))

    # -- showing --

    def _show_counts(self) -> None:
        state = self.state
        billing = state.read.billing
        partners = billing.partners if billing else ()
        scope = state.range.scope
        self._partners.show_partners(partners, state.range.partners, self._owners, state.currency)
        known = state.range.splynx_read_at is not None and scope is not None
        self._partners.show_counts(scope.partners if known and scope else None)
        self._more.show_example(scope.example if scope else {})
        self._live.setText(live_line(scope, state.currency) if known and scope else "")
        self._show_notes()

    def _show_notes(self) -> None:
        state = self.state
        for note, key in (
            (locked_note(state, self._locked), LOCKED),
            (older_payments_note(state.range.options), OLDER_PAYMENTS),
        ):
            if note is None:
                self.strip.clear_message(key)
            else:
                self.strip.show_message(note)
