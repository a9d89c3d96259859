"""W2 Connect Xero: sign in with the browser, choose and pin the organisation."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from splynx_xero_gui.domain.failures import Failure
from splynx_xero_gui.domain.reference import Organisation
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.fold import Fold
from splynx_xero_gui.gui.kit.form import Form
from splynx_xero_gui.gui.kit.labels import ActionButton
from splynx_xero_gui.gui.kit.metrics import ch, fixed_font, set_spacing
from splynx_xero_gui.gui.wizard.base import Call, WizardPageBase
from splynx_xero_gui.gui.wizard.failure_words import (
    AS_DRAFTS,
    COPY_LINK,
    EDIT,
    FAILURE,
    HOW_TO,
    NEW_PROFILE,
    OTHER_ORGANISATION,
    SIGN_IN,
    TRY_AGAIN,
)
from splynx_xero_gui.gui.wizard.model import SetupModel
from splynx_xero_gui.gui.wizard.page_words import page_instruction, page_title
from splynx_xero_gui.gui.wizard.problem_words import problem_text
from splynx_xero_gui.gui.wizard.xero_notes import (
    USE_NEW,
    no_browser,
    organisation_notes,
    wrong_currency,
    wrong_organisation,
)
from splynx_xero_gui.gui.wizard.xero_panels import (
    MY_APPS,
    BrowserErrors,
    CopySteps,
    OrganisationList,
    SignedInPanel,
    WaitingPanel,
    how_to_steps,
)
from splynx_xero_gui.gui.wizard.xero_signing import WAIT_SECONDS, XeroSigning
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.checks import Missing, Problem, client_id_problem, currencies, normal_client_id
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.profiles import profile_of
from splynx_xero_gui.wizard.services import OrganisationChoice
from splynx_xero_gui.wizard.state import SetupState, XeroAnswers

_CLIENT_ID_CH = 40


class XeroPage(WizardPageBase):
    """Client ID, sign-in, organisation. Next keeps the organisation."""

    def __init__(self, model: SetupModel) -> None:
        super().__init__(PageId.XERO, page_title(PageId.XERO), page_instruction(PageId.XERO), model)
        self._signing = XeroSigning(model, self)
        self._wanted = ""
        self._build()
        self._signing.opened.connect(self._on_opened)
        self._signing.ticked.connect(self._waiting.set_left)
        self._signing.answered.connect(self._on_answered)
        self._signing.failed.connect(self._on_signing_failed)
        self._signing.stopped.connect(self._show_panels)

    # -- page --

    def show_state(self, state: SetupState) -> None:
        self._client_id.setText(state.xero.settings.client_id or self.model.prefill.xero.client_id)
        self._show_notes()
        self._show_panels()

    def first_field(self) -> QWidget | None:
        if self.state.xero.organisation is not None:
            return self._signed_in.findChild(QWidget, "xero.other")
        return self._client_id if client_id_problem(self._client_id.text()) else self._sign_in

    def left(self) -> None:
        self._signing.stop()
        super().left()

    def collect(self) -> None:
        xero = self.state.xero
        usual = xero.settings
        if not usual.client_id and self.model.prefill.xero.client_id:
            usual = self.model.prefill.xero
        client_id = normal_client_id(self._client_id.text())
        if client_id != xero.settings.client_id:
            changed = XeroAnswers(dataclasses.replace(usual, client_id=client_id))
            self._change(changed)

    def refusal(self) -> Missing | None:
        missing = super().refusal()
        if missing is not None and missing.problem is Problem.NO_ORGANISATION and self._chosen():
            return None  # Next reads it
        return missing

    def refuse(self, missing: Missing) -> None:
        if missing.problem is Problem.CURRENCY:
            self._show_notes()
            return
        if missing.problem is Problem.CLIENT_ID_WRONG:
            self._client_row.set_error(problem_text(Problem.CLIENT_ID_WRONG))
        super().refuse(missing)

    def next_call(self) -> Call[object] | None:
        if self.state.xero.organisation is not None:
            return None
        self._wanted = self._chosen()
        return self._choose_call(self._wanted)

    def next_text(self) -> str:
        return self.tr("Reading the organisation…")

    def next_done(self, result: object) -> bool:
        self._keep(result)
        return self.model.flow.complete(self.page)

    def act(self, message: str, action: str) -> None:
        if action in (SIGN_IN, OTHER_ORGANISATION, TRY_AGAIN):
            self._sign_in_again(forget=action == OTHER_ORGANISATION)
        elif action == COPY_LINK:
            self._copy_link()
        elif action == NEW_PROFILE:
            self.new_profile_requested.emit()
        elif action == USE_NEW:
            self._use(self._wanted)
        elif action == AS_DRAFTS:
            self._as_drafts()
        elif action == EDIT:
            self.strip.clear_message(FAILURE)
            self._client_id.setFocus()
        elif action == HOW_TO:
            self._how.set_open(True)
            self.body_area.reveal(self._how)

    def help_text(self) -> str:
        return self.tr(
            "Xero asks every program that wants to work with it for a client ID. You make one yourself, once: see "
            "“How do I get a client ID?”. It is no secret.\n\n"
            "Sign in with Xero opens your browser. There you sign in as always and choose the organisation. The "
            "program never sees your password. The access can be withdrawn at any time in Xero under Settings › "
            "Connected apps.\n\n"
            "If the browser opens on another screen or not at all, copy the link and open it in any browser on this "
            "computer."
        )

    # -- building --

    def _build(self) -> None:
        inside = self.body_area.content()
        addresses = self._addresses()
        form = Form(inside)
        self._client_id = QLineEdit(inside)
        self._client_id.setFont(fixed_font())
        self._client_id.setPlaceholderText("0123456789ABCDEF0123456789ABCDEF")
        self._client_id.setMaximumWidth(ch(self._client_id, _CLIENT_ID_CH))
        self._client_id.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._client_id.editingFinished.connect(self._on_client_id_left)
        self._client_row = form.add_row(
            self.tr("Client &ID"),
            self._client_id,
            self.tr("Return addresses to register: {first} (+{n})").format(first=addresses[0], n=len(addresses) - 1)
            if len(addresses) > 1
            else self.tr("Return address to register: {first}").format(first=addresses[0]),
            "xero.client_id",
        )
        self._copy_addresses = ActionButton(self.tr("Copy return a&ddresses"), form)
        self._copy_addresses.setObjectName("xero.copy_addresses")
        self._copy_addresses.clicked.connect(self._on_copy_addresses)
        self._sign_in = ActionButton(self.tr("Sign in with &Xero…"), form)
        self._sign_in.setObjectName("xero.sign_in")
        self._sign_in.clicked.connect(self._on_sign_in)
        row = QWidget(form)
        buttons = QHBoxLayout(row)
        set_spacing(buttons, 0, 1)
        buttons.addWidget(self._sign_in)
        buttons.addWidget(self._copy_addresses)
        QWidget.setTabOrder(self._sign_in, self._copy_addresses)
        buttons.addStretch(1)
        form.add_wide(row)
        steps = CopySteps(how_to_steps(self, addresses), "xero.how", form)
        steps.copy_requested.connect(self._on_copy)
        self._how = Fold(self.tr("How do I get a client ID?"), steps, "xero.how", form)
        form.add_wide(self._how)
        errors = BrowserErrors(addresses, inside)
        errors.copy_addresses.connect(self._on_copy_addresses)
        errors.open_apps.connect(self._on_open_apps)
        self._waiting = WaitingPanel(errors, inside)
        self._waiting.open_again.connect(self._signing.open_again)
        self._waiting.copy_link.connect(self._copy_link)
        self._waiting.stop_requested.connect(self._on_stop_waiting)
        self._list = OrganisationList(inside)
        self._signed_in = SignedInPanel(inside)
        self._signed_in.other_requested.connect(self._on_other)
        for widget in (form, self._waiting, self._list, self._signed_in):
            self.body().addWidget(widget)
        self.body().addStretch(1)

    # -- signing in --

    def _addresses(self) -> tuple[str, ...]:
        settings = self.state.xero.settings
        if not settings.client_id and self.model.prefill.xero.client_id:
            settings = self.model.prefill.xero
        return tuple(f"http://localhost:{port}/callback" for port in settings.redirect_ports)

    def _on_sign_in(self) -> None:
        self.collect()
        problem = client_id_problem(self._client_id.text())
        if problem is not None:
            self.refuse(Missing("xero.client_id", problem))
            return
        self.strip.clear()
        self._waiting.set_link("")
        self._waiting.set_left(WAIT_SECONDS)
        self._signing.start(profile_of(self.state))
        self._show_panels()

    def _sign_in_again(self, *, forget: bool) -> None:
        if forget:
            xero = self.state.xero
            self._change(dataclasses.replace(xero, settings=dataclasses.replace(xero.settings, organisation="")))
        self._on_sign_in()

    def _on_other(self) -> None:
        self._sign_in_again(forget=True)

    def _on_opened(self, opened: bool) -> None:
        self._waiting.set_link(self._signing.link)
        self._show_panels()
        self._waiting.setFocus(Qt.FocusReason.OtherFocusReason)
        if not opened:
            self.strip.show_message(no_browser())

    def _on_answered(self, result: object) -> None:
        choices: Sequence[OrganisationChoice] = result  # type: ignore[assignment]
        window = self.window()
        window.raise_()
        window.activateWindow()
        self.strip.clear()
        self._change(dataclasses.replace(self.state.xero, choices=tuple(choices), organisation=None))
        self._show_panels()
        self._pick(tuple(choices))

    def _pick(self, choices: tuple[OrganisationChoice, ...]) -> None:
        """Use the one organisation that is meant; otherwise the person chooses from the list."""
        free = [choice for choice in choices if not choice.used_by]
        expected = self.state.xero.settings.organisation
        if expected:
            meant = [c for c in free if expected.casefold() in (c.name.casefold(), c.tenant_id.casefold())]
            if len(meant) == 1:
                self._use(meant[0].tenant_id)
                return
            if not meant and free:
                fresh = [c for c in free if c.chosen_in_consent] or free
                self._wanted = fresh[0].tenant_id
                self.strip.show_message(wrong_organisation(fresh[0].name, expected), insist=True)
                return
        fresh = [choice for choice in free if choice.chosen_in_consent] or free
        if len(fresh) == 1:
            self._use(fresh[0].tenant_id)
        else:
            announce(self, self.tr("Choose the organisation to sync with."))
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _use(self, tenant_id: str) -> None:
        self.strip.clear()
        self._wanted = tenant_id
        self.work(self._choose_call(tenant_id), self._on_organisation, self.next_text())

    def _choose_call(self, tenant_id: str) -> Call[object]:
        session, state = self.model.session, self.state
        settings = dataclasses.replace(state.xero.settings, organisation="")
        profile = profile_of(dataclasses.replace(state, xero=XeroAnswers(settings)))

        def choose(_observer: Observer, cancel: Cancel) -> Organisation:
            session.save_profile(profile)
            return session.choose_organisation(tenant_id, cancel)

        return choose

    def _on_organisation(self, result: object) -> None:
        self._keep(result)
        self.focus_next()

    def _keep(self, result: object) -> None:
        assert isinstance(result, Organisation)
        xero = self.state.xero
        settings = dataclasses.replace(xero.settings, organisation=result.name)
        self._change(dataclasses.replace(xero, settings=settings, tenant_id=self._wanted, organisation=result))
        self._show_notes()
        self._show_panels()
        announce(self, self.tr("Connected to {name}").format(name=result.name))

    def _on_signing_failed(self, failure: object) -> None:
        self._show_panels()
        self.forget_work()  # Try again means the sign-in
        if isinstance(failure, Failure):
            self.window().raise_()
            self.show_failure(failure)

    # -- small things --

    def _change(self, xero: XeroAnswers) -> None:
        self.model.change(dataclasses.replace(self.state, xero=xero))

    def _chosen(self) -> str:
        return self._list.tenant() if self._list.isVisibleTo(self) else ""

    def _show_panels(self) -> None:
        xero = self.state.xero
        waiting = self._signing.is_waiting()
        connected = xero.organisation is not None and not waiting
        self._waiting.setVisible(waiting)
        self._list.setVisible(not waiting and not connected and len(xero.choices) > 1)
        self._signed_in.setVisible(connected)
        self._sign_in.setVisible(not waiting and not connected)
        self._copy_addresses.setVisible(not connected)
        self._how.setVisible(not connected)
        self._client_id.setReadOnly(waiting)
        if xero.organisation is not None:
            self._signed_in.show_organisation(xero.organisation)
        elif self._list.isVisibleTo(self):
            self._list.show_choices(xero.choices, xero.tenant_id)

    def _show_notes(self) -> None:
        organisation = self.state.xero.organisation
        self.strip.clear()
        if organisation is None:
            return
        if odd := currencies(self.state):
            self.strip.show_message(wrong_currency(organisation.name, *odd), insist=True)
            return
        drafts = self.state.range.options.invoice_status == "DRAFT"
        for note in organisation_notes(organisation, drafts=drafts):
            self.strip.show_message(note)

    def _on_client_id_left(self) -> None:
        text = self._client_id.text().strip()
        problem = client_id_problem(text) if text else None
        self._client_row.set_error(problem_text(problem) if problem else "")
        if text and problem is None:
            self._client_id.setText(normal_client_id(text))
            self.collect()
            self._show_panels()

    def _as_drafts(self) -> None:
        answers = self.state.range
        options = dataclasses.replace(answers.options, invoice_status="DRAFT")
        self.model.change(dataclasses.replace(self.state, range=dataclasses.replace(answers, options=options)))
        self._show_notes()

    def _on_stop_waiting(self) -> None:
        self._signing.stop()
        self._sign_in.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy_link(self) -> None:
        self.copy_text(self._signing.link, self.tr("Copied. Open it in any browser on this computer."))

    def _on_copy_addresses(self) -> None:
        self.copy_text("\n".join(self._addresses()))

    def _on_copy(self, text: str) -> None:
        self.copy_text(text)

    def _on_open_apps(self) -> None:
        self.model.opener(MY_APPS)
