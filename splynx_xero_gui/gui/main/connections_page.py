"""Both connections: their state, a new key, a new sign-in, and how to take the access back (D9)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.profile import Profile
from splynx_xero_gui.domain.reference import Organisation
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.busy import BusyBar
from splynx_xero_gui.gui.kit.card import Card
from splynx_xero_gui.gui.kit.dialogs import ButtonRole, DialogButton, MessageDialog
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.icons import IconName
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import ch, set_spacing
from splynx_xero_gui.gui.kit.strip import Severity
from splynx_xero_gui.gui.main.figures import IconLine
from splynx_xero_gui.gui.main.model import MainModel, Work
from splynx_xero_gui.gui.main.page import MainPage, PageKey
from splynx_xero_gui.gui.main.record_card import RecordCard
from splynx_xero_gui.gui.main.replace_key_dialog import ReplaceKeyDialog
from splynx_xero_gui.gui.session_job import session_job
from splynx_xero_gui.gui.wizard import xero_words
from splynx_xero_gui.gui.wizard.failure_words import unexpected_failure
from splynx_xero_gui.gui.wizard.xero_panels import BrowserErrors, WaitingPanel
from splynx_xero_gui.gui.wizard.xero_signing import XeroSigning
from splynx_xero_gui.gui.worker import Task
from splynx_xero_gui.ports.billing import BillingInfo
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.services import OrganisationChoice

_NARROW_CH = 100
_MY_APPS = "https://developer.xero.com/app/manage"


class ConnectionsPage(MainPage):
    """Two cards. `trouble(Failure)`: shown in the window's strip; `mended()`: a side is connected again."""

    trouble = Signal(object)
    mended = Signal()

    def __init__(self, model: MainModel, parent: QWidget | None = None) -> None:
        super().__init__(PageKey.CONNECTIONS, "", model, parent)
        self.title = self.tr("Connections")
        self.heading.setText(self.title)
        self.setAccessibleName(self.title)
        self._profile: Profile | None = None
        self._task: Task | None = None
        self._dialog: ReplaceKeyDialog | None = None
        self._question: MessageDialog | None = None
        self._signing = XeroSigning(model, self)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        set_spacing(self._row, 0, 2)
        self._add_splynx()
        self._add_xero()
        self.column().addLayout(self._row)
        self._record = RecordCard(model, self)
        self._record.archive_wanted.connect(model.archive_record)
        self.column().addWidget(self._record)
        self._waiting: WaitingPanel | None = None
        self._busy = BusyBar("connections.busy", self)
        self._busy.stop_requested.connect(self._stop)
        self.column().addWidget(self._busy)
        self.column().addStretch(1)
        self._signing.opened.connect(self._on_opened)
        self._signing.answered.connect(self._on_answered)
        self._signing.failed.connect(self._on_failed)
        self._signing.stopped.connect(self.show_known)

    # -- building --

    def _add_splynx(self) -> None:
        card = Card("Splynx", self)
        self._splynx = IconLine(parent=card)
        self._splynx_url = TypeLabel("", parent=card)
        card.body().addWidget(self._splynx)
        card.body().addWidget(self._splynx_url)
        self._test = ActionButton(self.tr("&Test"), card)
        self._test.setObjectName("connections.test")
        self._test.clicked.connect(self._on_test)
        self._replace = ActionButton(self.tr("&Replace key…"), card)
        self._replace.setObjectName("connections.replace")
        self._replace.clicked.connect(self.replace_key)
        self._foot(card, self._test, self._replace)
        self._row.addWidget(card, 1)

    def _add_xero(self) -> None:
        card = Card("Xero", self)
        self._xero = IconLine(parent=card)
        self._facts = TypeLabel("", parent=card)
        self._locks = TypeLabel("", parent=card)
        self._user = TypeLabel("", parent=card)
        for widget in (self._xero, self._facts, self._locks, self._user):
            card.body().addWidget(widget)
        self._sign_in = ActionButton(self.tr("&Sign in again…"), card)
        self._sign_in.setObjectName("connections.sign_in")
        self._sign_in.clicked.connect(self.sign_in)
        self._disconnect = ActionButton(self.tr("&Disconnect…"), card)
        self._disconnect.setObjectName("connections.disconnect")
        self._disconnect.clicked.connect(self.ask_disconnect)
        self._foot(card, self._sign_in, self._disconnect)
        self._row.addWidget(card, 1)

    def _foot(self, card: Card, *buttons: ActionButton) -> None:
        row = QWidget(card)
        flow = FlowLayout(row)
        for button in buttons:
            button.setParent(row)
            flow.addWidget(button)
        card.body().addStretch(1)
        card.body().addWidget(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < ch(self, _NARROW_CH)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def record_card(self) -> RecordCard:
        """The sync record, and how to set it aside."""
        return self._record

    def first_field(self) -> QWidget | None:
        return self._test if self.model.status.splynx_connected else self._replace

    def help_text(self) -> str:
        return self.tr(
            "Test asks Splynx whether the stored key still works. Replace key… keeps the old key until the new one "
            "works.\n\nSign in again opens Xero in your browser. Disconnect withdraws the access at Xero and removes "
            "the keys from this computer; documents on both sides and the history stay."
        )

    # -- filling --

    def show_known(self) -> None:
        status = self.model.status
        busy = self.model.is_busy() or self._task is not None or self._signing.is_waiting()
        company = status.company or self.tr("Connected")
        if status.splynx_connected:
            self._splynx.set_line(company, IconName.TICK, Accent.OK)
        else:
            self._splynx.set_line(self.tr("Not connected"), IconName.CHAIN_BROKEN, Accent.DANGER)
        self._splynx_url.setText(self._profile.splynx.url if self._profile else "")
        self._splynx_url.setVisible(bool(self._splynx_url.text()))
        organisation = status.organisation
        if status.xero_connected:
            name = organisation.name if organisation else self.tr("Connected")
            self._xero.set_line(name, IconName.TICK, Accent.OK)
        else:
            self._xero.set_line(self.tr("Not connected"), IconName.CHAIN_BROKEN, Accent.DANGER)
        self._show_organisation(organisation)
        self._record.show_known()
        self._test.setEnabled(status.splynx_connected and not busy)
        self._replace.setEnabled(self._profile is not None and not busy)
        self._replace.setText(self.tr("&Replace key…") if status.splynx_connected else self.tr("Enter &key…"))
        self._sign_in.setEnabled(self._profile is not None and not busy)
        self._sign_in.setText(self.tr("&Sign in again…") if status.xero_connected else self.tr("&Sign in with Xero…"))
        self._disconnect.setEnabled((status.xero_connected or status.splynx_connected) and not busy)
        if self._waiting is not None:
            self._waiting.setVisible(self._signing.is_waiting() and bool(self._signing.link))

    def _show_organisation(self, organisation: Organisation | None) -> None:
        texts = ("", "", "")
        if organisation is not None:
            locks = self.tr("Locked up to: {locks}").format(locks=xero_words.locks(organisation))
            user = xero_words.signed_in_as(organisation)
            signed_in = self.tr("Signed in as: {user}").format(user=user) if user else ""
            texts = (xero_words.facts(organisation), locks, signed_in)
        for label, text in zip((self._facts, self._locks, self._user), texts, strict=True):
            label.setText(text)
            label.setVisible(bool(text))

    def set_profile(self, profile: Profile | None) -> None:
        """What is connected; read by the window once."""
        self._profile = profile
        if profile is not None and self._waiting is None:
            self._add_waiting(profile)
        self.show_known()

    def _add_waiting(self, profile: Profile) -> None:
        errors = BrowserErrors(_addresses(profile), self)
        errors.copy_addresses.connect(self._copy_addresses)
        errors.open_apps.connect(self._open_apps)
        self._waiting = WaitingPanel(errors, self)
        self._waiting.open_again.connect(self._signing.open_again)
        self._waiting.copy_link.connect(self._copy_link)
        self._waiting.stop_requested.connect(self._signing.stop)
        self._signing.ticked.connect(self._waiting.set_left)
        self._waiting.hide()
        self.column().insertWidget(self.column().indexOf(self._busy), self._waiting)

    # -- Splynx --

    def _on_test(self) -> None:
        self._start(self._test_call, self.tr("Asking Splynx…"), self._on_tested)

    def _test_call(self, _observer: Observer, cancel: Cancel) -> BillingInfo:
        return self.model.session.retest_splynx(cancel)

    def _on_tested(self, info: object) -> None:
        announce(self, self.tr("Splynx accepts the key"))
        if isinstance(info, BillingInfo):
            text = self.tr("{company}: the key works.").format(company=info.company)
            self._splynx.set_line(text, IconName.TICK, Accent.OK)
        self.mended.emit()

    def replace_key(self) -> None:
        """Ask for a new API key."""
        if self._profile is None:
            return
        self._dialog = ReplaceKeyDialog(
            self.model.session, self.model.background, self._profile.splynx.url, self.window()
        )
        self._dialog.replaced.connect(self.mended)
        self._dialog.finished.connect(self._on_dialog)
        self._dialog.open()

    def _on_dialog(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
        self._replace.setFocus()

    # -- Xero --

    def sign_in(self) -> None:
        """Open Xero's sign-in in the browser and wait for the answer."""
        if self._profile is not None and not self._signing.is_waiting():
            self._signing.start(self._profile)
            self.show_known()

    def signing(self) -> XeroSigning:
        """The sign-in under way."""
        return self._signing

    def _on_opened(self, opened: bool) -> None:
        if self._waiting is not None:
            self._waiting.set_link(self._signing.link)
        self.show_known()
        if not opened:
            failure = Failure(
                "X9",
                self.tr("No browser opened"),
                self.tr("Copy the link and open it in a browser on this computer."),
                "",
            )
            self.trouble.emit(failure)

    def _on_answered(self, result: object) -> None:
        window = self.window()
        window.raise_()
        window.activateWindow()
        choices: Sequence[OrganisationChoice] = result  # type: ignore[assignment]
        meant = self._meant(choices)
        if meant is None:
            return
        call = partial(self._choose, meant.tenant_id)
        self._start(call, self.tr("Reading the organisation…"), self._on_organisation)

    def _meant(self, choices: Sequence[OrganisationChoice]) -> OrganisationChoice | None:
        """The organisation of this profile; another one is refused by the session (X5)."""
        organisation = self.model.status.organisation
        wanted = {self._profile.xero.organisation} if self._profile else set()
        if organisation is not None:
            wanted |= {organisation.id, organisation.name}
        ours = [choice for choice in choices if wanted & {choice.tenant_id, choice.name}]
        fresh = [choice for choice in choices if choice.chosen_in_consent]
        return next(iter((*ours, *fresh, *choices)), None)

    def _choose(self, tenant_id: str, _observer: Observer, cancel: Cancel) -> Organisation:
        return self.model.session.choose_organisation(tenant_id, cancel)

    def _on_organisation(self, organisation: object) -> None:
        if isinstance(organisation, Organisation):
            announce(self, self.tr("Connected to {name}").format(name=organisation.name))
        self.mended.emit()

    def ask_disconnect(self) -> None:
        """D9: the button that does nothing is the default."""
        organisation = self.model.status.organisation
        name = organisation.name if organisation else "Xero"
        self._question = MessageDialog(
            self.tr("Disconnect from {organisation}?").format(organisation=name),
            self.tr(
                "Access is withdrawn at Xero and the keys are removed from this computer. Documents on both sides and "
                "the history stay."
            ),
            (
                DialogButton("stay", self.tr("&Stay connected"), ButtonRole.SAFE),
                DialogButton("disconnect", self.tr("&Disconnect"), ButtonRole.DANGER),
            ),
            Severity.ATTENTION,
            name="disconnect",
            parent=self.window(),
        )
        self._question.answered.connect(self._on_disconnect)
        self._question.open()

    def question(self) -> MessageDialog | None:
        """D9 while it is open."""
        return self._question

    def _on_disconnect(self, key: str) -> None:
        dialog, self._question = self._question, None
        if dialog is not None:
            dialog.deleteLater()
        if key == "disconnect":
            self.model.disconnect_profile()

    def _copy_link(self) -> None:
        QGuiApplication.clipboard().setText(self._signing.link)
        announce(self, self.tr("Copied. Open it in any browser on this computer."))

    def _copy_addresses(self) -> None:
        if self._profile is not None:
            QGuiApplication.clipboard().setText("\n".join(_addresses(self._profile)))
        announce(self, self.tr("Copied"))

    def _open_apps(self) -> None:
        self.model.opener(_MY_APPS)

    # -- work --

    def _start(self, call: object, text: str, then: object) -> None:
        if self._task is not None:
            return
        self._busy.start(text)
        self._task = self.model.background.start(session_job(call), "connections")  # type: ignore[arg-type]
        self._task.deliver(result=then, failed=self._on_failed, finished=self._on_finished)  # type: ignore[arg-type]
        self.show_known()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        if self.model.work() is Work.DISCONNECT:
            self.model.stop()

    def _on_failed(self, error: object) -> None:
        if not isinstance(error, Failure):
            error = unexpected_failure(error if isinstance(error, BaseException) else RuntimeError(str(error)))
        self.trouble.emit(error)

    def _on_finished(self) -> None:
        self._task = None
        self._busy.finish()
        self.model.look()


def _addresses(profile: Profile) -> tuple[str, ...]:
    """The return addresses to register with the Xero app."""
    return tuple(f"http://localhost:{port}/callback" for port in profile.xero.redirect_ports)
