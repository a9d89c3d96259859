"""W10 Review: the commit page. The plan is made in the background; nothing is written here."""

from __future__ import annotations

import datetime as dt
from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget, QWizard

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.kinds import Side
from splynx_xero_gui.domain.matching import Gate
from splynx_xero_gui.domain.plan import SyncAction
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.results import SyncReport
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.decision_dialog import DecisionDialog
from splynx_xero_gui.gui.decisions.question_words import in_locale
from splynx_xero_gui.gui.item_dialog import ItemDialog
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog, TypedConfirmation
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.state_view import StateView
from splynx_xero_gui.gui.kit.strip import Severity, StripAction, StripMessage
from splynx_xero_gui.gui.plan_print import plan_document, print_document
from splynx_xero_gui.gui.plan_remarks import Remark, plan_remarks
from splynx_xero_gui.gui.plan_words import kind_count, why_not_undoable
from splynx_xero_gui.gui.sync_words import stage_text
from splynx_xero_gui.gui.wizard.base import WizardPageBase
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.gui.wizard.model import SetupModel
from splynx_xero_gui.gui.wizard.page_words import page_instruction, page_title
from splynx_xero_gui.gui.wizard.review_body import LOOK, ReviewBody
from splynx_xero_gui.gui.wizard.review_remarks import cut_over_remarks, setup_remarks
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.profiles import profile_of
from splynx_xero_gui.wizard.progress import SyncProgress, reduce_all
from splynx_xero_gui.wizard.review import Review, fits_today
from splynx_xero_gui.wizard.state import SetupState

_FRESH = dt.timedelta(minutes=10)
_CHANGED, _FITS = "changed", "fits"
_Button = QWizard.WizardButton


class ReviewPage(WizardPageBase):
    """Totals, questions, every item. Its verb button is never the default button."""

    can_finish_without = True

    def __init__(self, model: SetupModel) -> None:
        super().__init__(PageId.REVIEW, page_title(PageId.REVIEW), page_instruction(PageId.REVIEW), model)
        self.setCommitPage(True)
        self._review: Review | None = None
        self._planned_for: Profile | None = None
        self._planned_at: dt.datetime | None = None
        self._pressed = False
        self._finishing = False
        self._progress = SyncProgress()
        self._gate: Gate | None = None
        self._changes = ""
        self._body: ReviewBody | None = None
        self._empty = StateView("review.state", self)
        self._empty.button_clicked.connect(self._on_make)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self.body().addWidget(self._stack, 1)
        for keys, slot in (
            (QKeySequence.StandardKey.Print, self._on_print),
            (QKeySequence.StandardKey.Refresh, self._on_make),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # -- page --

    def show_state(self, state: SetupState) -> None:
        if self._body is None:
            self._body = ReviewBody(state.currency, self.model.background, self)
            self._body.wanted.connect(self._on_wanted)
            self._body.review_changed.connect(self._on_review)
            self._body.print_wanted.connect(self._on_print)
            self._body.items.item_opened.connect(self._on_item)
            self._stack.addWidget(self._body)
        self._show()

    def entered(self) -> None:
        wizard = self.wizard()
        if wizard is not None:
            wizard.setOption(QWizard.WizardOption.NoDefaultButton, True)
        self._drop_default()
        if self._review is None or self._is_old() or self._planned_for != profile_of(self.state):
            self.make_plan()

    def left(self) -> None:
        super().left()
        wizard = self.wizard()
        if wizard is not None:
            wizard.setOption(QWizard.WizardOption.NoDefaultButton, False)

    def first_field(self) -> QWidget | None:
        return self._body.totals.view if self._body is not None and self._review is not None else self._empty

    def isComplete(self) -> bool:
        return self._review is not None and not self.is_busy()

    def validatePage(self) -> bool:
        if self._finishing:
            return True  # QWizard asks once more when it is accepted
        if self.is_busy() or self._review is None:
            return False
        if self._body is not None and self._body.items.is_deciding():
            return False  # the button says in a moment how many items are left
        if self._is_old():
            self._pressed = True
            self.make_plan()
            return False
        if self._review.too_many is not None and self.model.allow_many is None and not self._ask_too_many():
            return False
        if self._review.count == 0:
            self._finish_equal(self._review)
            return False
        self.model.review = self._review
        return super().validatePage()

    def act(self, message: str, action: str) -> None:
        if message == _CHANGED:
            self._show_changes()

    def show_failure(self, failure: Failure) -> None:
        super().show_failure(failure)
        self._pressed = False
        self._show()

    def help_text(self) -> str:
        return self.tr(
            "Every line is one kind of document that would be made or changed. Open the list to see each one and to "
            "leave out what you are not sure of. Questions are left out until you answer them, here or later. Only the "
            "button at the bottom right writes anything."
        )

    # -- the plan --

    def make_plan(self) -> None:
        """Read what changed and make the plan, in the background."""
        session, profile, before = self.model.session, profile_of(self.state), self._review

        def plan(observer: Observer, cancel: Cancel) -> object:
            session.save_profile(profile)
            made = session.plan(observer, cancel)
            # Counted here: over a first plan that would stall the window.
            review = (before.of_new_plan(made) if before is not None else Review(made)).counted()
            return review, session.status().gate

        self._planned_for = profile
        self._progress = SyncProgress()
        self.strip.clear()
        task = self.work(plan, self._on_planned, stage_text(self._progress))
        task.deliver(events=self._on_events, cancelled=self._on_stopped)
        self._show()

    def _on_events(self, events: object) -> None:
        if isinstance(events, tuple):
            self._progress = reduce_all(self._progress, events, monotonic())
            self.busy_bar.set_text(stage_text(self._progress))

    def _on_planned(self, made: object) -> None:
        if not isinstance(made, tuple):
            return
        before = self._review
        made, self._gate = made
        assert isinstance(made, Review)
        self._review = made
        self._planned_at = self.model.clock.now()
        self.model.allow_many = None
        pressed, self._pressed = self._pressed, False
        same = before is not None and before.plan.fingerprint == made.plan.fingerprint
        self._show()
        if before is not None and not same:
            self._tell_changed(before)
        elif pressed:
            self.go_on.emit()
            return
        if self._body is not None:
            self._body.totals.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_stopped(self) -> None:
        self._pressed = False
        self._show()

    def _on_make(self) -> None:
        if not self.is_busy():
            self.make_plan()

    def _is_old(self) -> bool:
        return self._planned_at is None or self.model.clock.now() - self._planned_at > _FRESH

    # -- showing --

    def _show(self) -> None:
        review = self._review
        if review is None or self._body is None:
            self._show_no_plan()
        else:
            self._body.show_review(review, self._requests(review), self._all_remarks(review))
            self._stack.setCurrentWidget(self._body)
            self._show_notes(review)
        self.setButtonText(_Button.CommitButton, self._verb())
        self.completeChanged.emit()
        self._drop_default()

    def _show_no_plan(self) -> None:
        self._stack.setCurrentWidget(self._empty)
        if self.is_busy():
            self._empty.set_state(
                IconName.CLOCK, Accent.INFO, self.tr("Reading both sides and making the plan. Nothing is written.")
            )
        else:
            self._empty.set_state(
                IconName.INFO, Accent.QUIET, self.tr("There is no plan yet."), self.tr("&Make the plan")
            )

    def _show_notes(self, review: Review) -> None:
        fits = fits_today(review, self._calls_left(), self.state.range.options.day_reserve)
        if fits is None:
            self.strip.clear_message(_FITS)
            return
        self.strip.show_message(
            StripMessage(
                _FITS,
                Severity.INFO,
                counted(
                    fits,
                    self.tr("About 1 item fits today; the rest goes on tomorrow by itself."),
                    self.tr("About {n} items fit today; the rest goes on tomorrow by itself."),
                ),
            )
        )

    def _verb(self) -> str:
        if self._review is None:
            return self.tr("&Sync now")
        if self._review.count == 0:
            return self.tr("&Finish set-up")
        return counted(self._review.count, self.tr("&Sync 1 item now"), self.tr("&Sync {n} items now"))

    def _calls_left(self) -> int | None:
        return self._progress.left_today if self._progress.left_today is not None else self.state.read.calls_left_today

    def _requests(self, review: Review) -> str:
        needed, left = review.plan.calls.get(Side.XERO, 0), self._calls_left()
        if left is None:
            return self.tr("Xero requests: about {n}").format(n=number_text(needed))
        return self.tr("Xero requests: {n} of {left} left").format(n=number_text(needed), left=number_text(left))

    def _all_remarks(self, review: Review) -> tuple[Remark, ...]:
        return (*setup_remarks(self.state), *cut_over_remarks(self._gate), *plan_remarks(review.plan))

    def _drop_default(self) -> None:
        """QWizard makes its forward button the default one; here Enter shall do nothing."""
        wizard = self.wizard()
        if wizard is None:
            return
        if wizard.currentPage() is self:
            for which in (_Button.NextButton, _Button.CommitButton, _Button.CustomButton2, _Button.CancelButton):
                button = wizard.button(which)
                for switch in (getattr(button, "setDefault", None), getattr(button, "setAutoDefault", None)):
                    if switch is not None:
                        switch(False)

    # -- questions put to the person --

    def _tell_changed(self, before: Review) -> None:
        assert self._review is not None  # there is a new plan
        gone = self._review.changed_since(before.plan)
        now = {action.id for action in before.plan.actions}
        fresh = [action for action in self._review.plan.actions if action.id not in now]
        then = {action.id for action in self._review.plan.actions}
        lost = [action for action in before.plan.actions if action.id not in then]
        lines = [self.tr("changed or gone: {subject}").format(subject=action.subject) for action in lost]
        lines += [self.tr("new: {subject}").format(subject=action.subject) for action in fresh]
        self._changes = "\n".join(lines)
        text = self.tr("Nothing was written. Here is the new plan.")
        if gone:
            text = self.tr("{items} {text}").format(
                items=counted(
                    gone,
                    self.tr("1 of the items shown has changed or is gone."),
                    self.tr("{n} of the items shown have changed or are gone."),
                ),
                text=text,
            )
        self.strip.show_message(
            StripMessage(
                _CHANGED,
                Severity.ATTENTION,
                self.tr("The books changed since this plan"),
                text,
                (StripAction("show", self.tr("Show what changed")),),
            ),
            insist=True,
        )

    def _show_changes(self) -> None:
        self._say(self.tr("What changed since the plan before"), self.tr("Each item, old ones first."), self._changes)

    def _say(self, title: str, text: str, details: str = "") -> None:
        dialog = MessageDialog(
            title,
            text,
            (DialogButton("close", self.tr("&Close"), ButtonRole.SAFE),),
            Severity.INFO,
            details=details,
            name="review.message",
            parent=self,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_wanted(self, key: str) -> None:
        if self._review is None:
            return
        if key == LOOK:
            dialog = DecisionDialog(self.model.session, self.model.background, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.answered.connect(self._on_answered)
            dialog.finished.connect(self._on_decided)
            dialog.open()
            return
        lines = [f"{kind_count(entry)} – {why_not_undoable(entry.kind)}" for entry in self._review.not_undoable]
        self._say(self.tr("What cannot be undone"), "\n".join(lines))

    def _on_answered(self) -> None:
        self._planned_for = None

    def _on_decided(self, _result: int) -> None:
        if self._planned_for is None and not self.is_busy():
            self.make_plan()

    def _ask_too_many(self) -> bool:
        question = self._review.too_many if self._review is not None else None
        if question is None:
            return True
        count = question.group_count
        dialog = MessageDialog(
            self.tr("This would change very much"),
            self.tr(
                "{question} Often this means that one side was read incompletely or that settings changed. Nothing "
                "was written."
            ).format(question=in_locale(question.question)),
            (
                DialogButton("nothing", self.tr("Do &nothing"), ButtonRole.SAFE),
                DialogButton("plan", self.tr("&Show the plan")),
                DialogButton("allow", self.tr("&Yes, allow once…"), ButtonRole.DANGER),
            ),
            Severity.ATTENTION,
            typed=TypedConfirmation("allow", self.tr("Type the number of items to allow it"), str(count)),
            name="review.too-many",
            parent=self,
        )
        answer = dialog.ask()
        dialog.deleteLater()
        if answer == "allow":
            self.model.allow_many = count
            return True
        if answer == "plan" and self._body is not None:
            self._body.show_all()
        return False

    def _on_item(self, action: object) -> None:
        if isinstance(action, SyncAction):
            dialog = ItemDialog(action, self.state.read.accounting, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    # -- acting --

    def _on_review(self, review: object) -> None:
        if isinstance(review, Review):
            self._review = review
            self._show()

    def _on_print(self) -> None:
        if self._review is None or not self._review.plan.actions:
            return
        organisation = self.state.xero.organisation
        heading = self.tr("Review of the first sync – {profile}, {organisation}").format(
            profile=self.state.profile_name, organisation=organisation.name if organisation else ""
        )
        at = (self._planned_at or self.model.clock.now()).astimezone()
        document = plan_document(self._review, heading, self.state.currency, at, self.model.workplace.demo)
        print_document(document, self)

    def finish_without_syncing(self) -> None:
        """*Finish without syncing*: the profile is kept; the plan is made again whenever wanted."""
        session, profile = self.model.session, profile_of(self.state)

        def save(_observer: Observer, _cancel: Cancel) -> object:
            session.save_profile(profile)
            return None

        self.work(save, self._on_saved, self.tr("Saving…"))

    def _finish(self) -> None:
        self._finishing = True
        self.finished.emit()
        self._finishing = False

    def _on_saved(self, _result: object) -> None:
        self._finish()

    def _finish_equal(self, review: Review) -> None:
        """Nothing to write: links that were found are kept, then the set-up is done."""
        if not review.plan.links:
            self.finish_without_syncing()
            return
        session, request = self.model.session, review.request()

        def keep(observer: Observer, cancel: Cancel) -> object:
            return session.sync(request, observer, cancel)

        self.work(keep, self._on_kept, self.tr("Keeping the links…"))

    def _on_kept(self, report: object) -> None:
        if isinstance(report, SyncReport) and report.title:
            self.strip.show_message(
                StripMessage("kept", Severity.DANGER, report.title, report.message, details=report.details)
            )
            return
        self._finish()
