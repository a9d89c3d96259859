"""W1 Connect Splynx."""

from __future__ import annotations

import dataclasses

from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from splynx_xero_gui.domain.profile import SplynxSettings
from splynx_xero_gui.gui.kit.fold import Fold
from splynx_xero_gui.gui.kit.form import FieldRow, Form
from splynx_xero_gui.gui.kit.labels import LinkLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import ch, set_spacing
from splynx_xero_gui.gui.kit.strip import Severity, StripMessage
from splynx_xero_gui.gui.wizard.base import Call, WizardPageBase
from splynx_xero_gui.gui.wizard.counted import counted
from splynx_xero_gui.gui.wizard.failure_words import EDIT, FAILURE, HOW_TO
from splynx_xero_gui.gui.wizard.model import SetupModel
from splynx_xero_gui.gui.wizard.page_words import page_instruction, page_title
from splynx_xero_gui.gui.wizard.problem_words import problem_text
from splynx_xero_gui.gui.wizard.secret_field import SecretField
from splynx_xero_gui.ports.billing import BillingInfo
from splynx_xero_gui.ports.control import Cancel, Observer
from splynx_xero_gui.wizard.checks import Missing, Problem, address_problem, name_problem, normal_address
from splynx_xero_gui.wizard.pages import PageId
from splynx_xero_gui.wizard.state import DEFAULT_PROFILE_NAME, SetupState, SplynxAnswers

_ADDON = "addon"
_CONNECTED = "connected"
_URL_CH = 48


class SplynxPage(WizardPageBase):
    """Address and API key. Next tests them and stores the key in the password store."""

    def __init__(self, model: SetupModel) -> None:
        super().__init__(PageId.SPLYNX, page_title(PageId.SPLYNX), page_instruction(PageId.SPLYNX), model)
        form = Form(self.body_area.content())
        self._url = self._line("https://isp.example.net")
        self._url_row = form.add_row(
            self.tr("Splynx &address"), self._url, self.tr("The address you use to open Splynx."), "splynx.url"
        )
        self._key = self._line("")
        self._key_row = form.add_row(
            self.tr("API &key"), self._key, self.tr("Splynx › Administration › API keys › Add."), "splynx.key"
        )
        self._secret = SecretField("splynx.secret", form)
        self._narrow(self._secret)
        self._secret_row = form.add_row(
            self.tr("API s&ecret"), self._secret, self.tr("Shown by Splynx beside the key."), ""
        )
        self._secret.edit.setAccessibleName(self.tr("API secret"))
        self._more = self._more_fold(form)
        form.add_wide(self._more)
        self._rights = Fold(self.tr("What the key must be allowed to do"), self._rights_text(), "splynx.rights", form)
        form.add_wide(self._rights)
        self._demo = LinkLabel(self.tr("Try with &demo books instead"), form)
        self._demo.setObjectName("splynx.demo")
        form.add_wide(self._demo)
        self.body().addWidget(form)
        self.body().addStretch(1)
        self._url.editingFinished.connect(self._on_url_left)
        self._key.editingFinished.connect(self._on_key_left)
        self._secret.left.connect(self._on_secret_left)
        self._secret.replace_requested.connect(self._on_replace)
        self._name.editingFinished.connect(self._on_name_left)
        self._demo.clicked.connect(self.demo_requested)
        self.strip.ticked.connect(self._on_ticked)

    # -- page --

    def show_state(self, state: SetupState) -> None:
        prefill = self.model.prefill
        self._url.setText(state.splynx.settings.url or prefill.url)
        self._show_key_stored(state.splynx.key_stored)
        if not state.splynx.key_stored:
            self._key.setText(self._key.text() or prefill.api_key)
            self._secret.edit.setText(self._secret.text() or prefill.api_secret)
        self._name.setText(state.profile_name)
        self._name.setReadOnly(state.splynx.key_stored)
        self._demo.setVisible(not self.model.workplace.demo)
        self._show_info(state.splynx)

    def first_field(self) -> QWidget | None:
        return self._url

    def collect(self) -> None:
        state = self.state
        url = normal_address(self._url.text())
        splynx = dataclasses.replace(state.splynx, settings=SplynxSettings(url, state.splynx.settings.tag))
        if not self._secret.is_stored() and splynx.key_stored:
            splynx = dataclasses.replace(splynx, key_stored=False)
        name = state.profile_name
        if not self._name.isReadOnly():
            name = self._name.text().strip() or DEFAULT_PROFILE_NAME
        owns = state.owns_name and name == state.profile_name
        self.model.change(dataclasses.replace(state, splynx=splynx, profile_name=name, owns_name=owns))

    def refusal(self) -> Missing | None:
        self._validate_fields()
        found = [
            Missing("splynx.url", problem) if (problem := self._url_problem()) else None,
            Missing("splynx.key", Problem.KEY_EMPTY) if self._needs(self._key) else None,
            Missing("splynx.secret", Problem.SECRET_EMPTY) if self._needs(self._secret.edit) else None,
            self._name_missing(),
            *(m for m in self.model.flow.missing(self.page) if m.problem is Problem.ADDON_ON),
        ]
        return next((missing for missing in found if missing), None)

    def refuse(self, missing: Missing) -> None:
        if missing.problem is Problem.ADDON_ON:
            self._show_info(self.state.splynx)
            tick = self.strip.findChild(QWidget, f"{self.strip.objectName()}.tick")
            if isinstance(tick, QWidget):
                tick.setFocus()
            return
        if missing.field == "splynx.name":
            self._more.set_open(True)
        super().refuse(missing)

    def next_call(self) -> Call[object] | None:
        state, workplace = self.state, self.model.workplace
        if state.splynx.tested:
            return None
        stored = self._secret.is_stored()
        url, key, secret = state.splynx.settings.url, self._key.text().strip(), self._secret.text()
        name = state.profile_name

        def connect(_observer: Observer, cancel: Cancel) -> BillingInfo:
            session = workplace.session(name)
            return session.retest_splynx(cancel) if stored else session.connect_splynx(url, key, secret, cancel)

        return connect

    def next_text(self) -> str:
        return self.tr("Asking Splynx…")

    def next_done(self, result: object) -> bool:
        assert isinstance(result, BillingInfo)
        state = self.state
        splynx = dataclasses.replace(state.splynx, info=result, tested_url=state.splynx.settings.url, key_stored=True)
        self.model.change(dataclasses.replace(state, splynx=splynx, owns_name=True))
        self._show_key_stored(True)
        self._name.setReadOnly(True)
        self._show_info(splynx)
        return not result.addon_mapped or splynx.addon_off

    def act(self, message: str, action: str) -> None:
        if action == EDIT:
            field = self._key if self._failure_id() == "S4" else self._url
            if field is self._key:
                self._show_key_stored(False)
            self.strip.clear_message(FAILURE)
            field.setFocus()
            field.selectAll()
        elif action == HOW_TO:
            self.help_wanted.emit()

    def help_text(self) -> str:
        return self.tr(
            "The address is the one you type into the browser to open Splynx.\n\n"
            "To make an API key, open Splynx as an administrator, then Administration › API keys › Add. Splynx shows "
            "the key and its secret. Under Permissions tick what is listed on this page under “What the key must be "
            "allowed to do”. If you limit the key to addresses, add the address of this computer.\n\n"
            "Key and secret are kept in the password store of this computer and nowhere else: the Credential Manager "
            "on Windows, the Keychain on macOS, GNOME Keyring or KWallet on Linux. Where there is none, nothing is "
            "stored: on Linux install and start GNOME Keyring or KWallet; on Windows and macOS sign in with your own "
            "user account."
        )

    # -- inside --

    def _line(self, placeholder: str) -> QLineEdit:
        line = QLineEdit(self.body_area.content())
        line.setPlaceholderText(placeholder)
        self._narrow(line)
        return line

    def _narrow(self, widget: QWidget) -> None:
        widget.setMaximumWidth(ch(self, _URL_CH + 4))
        widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _more_fold(self, parent: QWidget) -> Fold:
        inner = Form(parent)
        self._name = self._line(DEFAULT_PROFILE_NAME)
        self._name_row = inner.add_row(
            self.tr("Profile na&me"),
            self._name,
            self.tr("Only needed when you connect several organisations."),
            "splynx.name",
        )
        return Fold(self.tr("More"), inner, "splynx.more", parent)

    def _rights_text(self) -> QWidget:
        box = QWidget(self)
        column = QVBoxLayout(box)
        set_spacing(column, 0, 1)
        view = self.tr(
            "View: Customers, Customer info, Customer billing, Invoices, Credit notes, Payments, Transactions, "
            "Invoice relations, Transaction categories, Payment methods, Taxes, Partners, Company info."
        )
        pay = self.tr("Only where payments are taken over from Xero: Payments – add, update, delete.")
        for text in (view, pay):
            column.addWidget(TypeLabel(text, parent=box))
        return box

    def _show_key_stored(self, stored: bool) -> None:
        self._secret.set_stored(stored)
        if stored:
            self._key.clear()
        self._key.setEnabled(not stored)
        self._key.setPlaceholderText(self.tr("●●●● stored") if stored else "")

    def _show_info(self, splynx: SplynxAnswers) -> None:
        self.strip.clear_message(_CONNECTED)
        self.strip.clear_message(_ADDON)
        info = splynx.info
        if info is None or not splynx.tested:
            return
        known = self.tr("Splynx {version}, {partners}, {customers}.")
        text = (known if info.version else self.tr("{partners}, {customers}.")).format(
            version=info.version,
            partners=counted(info.partners, self.tr("1 partner"), self.tr("{n} partners")),
            customers=counted(info.customers, self.tr("1 customer"), self.tr("{n} customers")),
        )
        host = splynx.tested_url.partition("://")[2]
        title = self.tr("Connected to {company}.").format(company=info.company or host)
        self.strip.show_message(StripMessage(_CONNECTED, Severity.OK, title, text))
        if info.addon_mapped:
            tied = counted(
                info.addon_mapped,
                self.tr("1 category, tax or method is tied to it."),
                self.tr("{n} categories, taxes or methods are tied to it."),
            )
            rest = self.tr(
                "If both send, every invoice and payment would be in Xero twice. Switch its automatic sync off first."
            )
            self.strip.show_message(
                StripMessage(
                    _ADDON,
                    Severity.ATTENTION,
                    self.tr("Splynx's own Xero add-on seems to be set up"),
                    f"{tied} {rest}",
                    tick=self.tr("I have switched it off"),
                )
            )
            self.strip.set_ticked(_ADDON, splynx.addon_off)

    def _failure_id(self) -> str:
        return self.last_failure.id if self.last_failure else ""

    def _needs(self, field: QLineEdit) -> bool:
        return not self._secret.is_stored() and not field.text().strip()

    def _url_problem(self) -> Problem | None:
        return address_problem(self._url.text())

    def _name_missing(self) -> Missing | None:
        state = self.state
        if state.owns_name or self._name.isReadOnly():
            return None
        problem = name_problem(state.profile_name, tuple(self.model.workplace.profiles()))
        return Missing("splynx.name", problem, values=(state.profile_name,)) if problem else None

    def _validate_fields(self) -> None:
        for row, problem in (
            (self._url_row, self._url_problem()),
            (self._key_row, Problem.KEY_EMPTY if self._needs(self._key) else None),
            (self._secret_row, Problem.SECRET_EMPTY if self._needs(self._secret.edit) else None),
        ):
            _mark(row, problem)

    def _on_url_left(self) -> None:
        text = self._url.text().strip()
        _mark(self._url_row, self._url_problem() if text else None)
        if text and not self._url_problem():
            self._url.setText(normal_address(text))
            if self._secret.is_stored() and normal_address(text) != self.state.splynx.tested_url:
                self._show_key_stored(False)  # a kept secret is never sent to another address

    def _on_key_left(self) -> None:
        if self._key.text().strip():
            _mark(self._key_row, None)

    def _on_secret_left(self) -> None:
        if self._secret.text():
            _mark(self._secret_row, None)

    def _on_replace(self) -> None:
        self._show_key_stored(False)
        self._key.setFocus()

    def _on_name_left(self) -> None:
        name = self._name.text().strip() or DEFAULT_PROFILE_NAME
        if self._name.isReadOnly() or (self.state.owns_name and name == self.state.profile_name):
            return
        problem = name_problem(name, tuple(self.model.workplace.profiles()))
        self._name_row.set_error(problem_text(problem, values=(name,)) if problem else "")

    def _on_ticked(self, message: str, ticked: bool) -> None:
        if message == _ADDON:
            state = self.state
            self.model.change(dataclasses.replace(state, splynx=dataclasses.replace(state.splynx, addon_off=ticked)))


def _mark(row: FieldRow, problem: Problem | None) -> None:
    row.set_error(problem_text(problem) if problem else "")
