"""The parts of W2: how to get a client ID, waiting, errors in the browser, the organisations, who is signed in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from splynx_xero_gui.domain.reference import Organisation
from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.announce import announce
from splynx_xero_gui.gui.kit.card import Card
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.fold import Fold
from splynx_xero_gui.gui.kit.icons import IconLabel, IconName, set_button_icon
from splynx_xero_gui.gui.kit.indicators import RadioButton
from splynx_xero_gui.gui.kit.labels import ActionButton, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, ch, set_spacing
from splynx_xero_gui.gui.wizard import xero_words
from splynx_xero_gui.wizard.services import OrganisationChoice

_STEPS_CH = 90
MY_APPS = "https://developer.xero.com/app/manage"


class CopySteps(QWidget):
    """Numbered steps, some with something to copy; `copy_requested(text)`."""

    copy_requested = Signal(str)

    def __init__(self, steps: Sequence[tuple[str, str]], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        set_spacing(grid, 0, 1)
        for row, (text, copied) in enumerate(steps):
            grid.addWidget(TypeLabel(f"{row + 1}.", parent=self), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(TypeLabel(text, parent=self), row, 1, Qt.AlignmentFlag.AlignTop)
            if copied:
                button = ActionButton(self.tr("Copy"), self)
                button.setObjectName(f"{name}.{row + 1}")
                button.setAccessibleName(self.tr("Copy for step {n}").format(n=row + 1))
                button.setProperty("copied", copied)
                button.clicked.connect(self._on_copy)
                grid.addWidget(button, row, 2, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        self.setMaximumWidth(ch(self, _STEPS_CH))

    def _on_copy(self) -> None:
        button = self.sender()
        if isinstance(button, ActionButton):
            self.copy_requested.emit(str(button.property("copied")))


def how_to_steps(widget: QWidget, addresses: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The five steps to a client ID, each with what there is to copy for it."""
    return (
        (widget.tr("Open developer.xero.com › My apps and choose New app."), MY_APPS),
        (widget.tr("Integration type: Mobile or desktop app."), ""),
        (widget.tr("App name: any name without the word Xero, for example Splynx sync."), "Splynx sync"),
        (
            widget.tr("Redirect URIs: paste these return addresses, one by one:\n{addresses}").format(
                addresses="\n".join(addresses)
            ),
            "\n".join(addresses),
        ),
        (widget.tr("Create the app, open Configuration and copy the client ID into the field above."), ""),
    )


class BrowserErrors(QWidget):
    """What the browser may say, each with its cure (X6, X7)."""

    copy_addresses = Signal()
    open_apps = Signal()

    def __init__(self, addresses: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        set_spacing(column, 0, 1)
        redirect = self.tr(
            "The return address is not registered with your Xero app. Add exactly these three: {addresses}"
        ).format(addresses=", ".join(addresses))
        for said, cure in (
            (self.tr("“unauthorized_client : Invalid redirect_uri”"), redirect),
            (
                self.tr("“invalid_scope” or “Invalid scope for client”"),
                self.tr(
                    "The app at Xero may not do what is needed. It must be of the kind Mobile or desktop app; if it "
                    "is an older one, make a new app and enter its client ID."
                ),
            ),
            (self.tr("“unknown client”"), self.tr("The client ID has a typing mistake.")),
        ):
            column.addWidget(TypeLabel(said, TextRole.STRONG, None, self))
            column.addWidget(TypeLabel(cure, parent=self))
        row = QWidget(self)
        flow = FlowLayout(row)
        copy = ActionButton(self.tr("Copy return addresses"), row)
        copy.setObjectName("xero.errors.copy")
        copy.clicked.connect(self.copy_addresses)
        apps = ActionButton(self.tr("Open my app at Xero"), row)
        apps.setObjectName("xero.errors.apps")
        set_button_icon(apps, IconName.OPEN_OUTSIDE)
        apps.clicked.connect(self.open_apps)
        flow.addWidget(copy)
        flow.addWidget(apps)
        column.addWidget(row)


class WaitingPanel(Card):
    """Waiting for the browser: countdown, the link, and what to do when the browser shows an error."""

    open_again = Signal()
    copy_link = Signal()
    stop_requested = Signal()

    def __init__(self, errors: BrowserErrors, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("xero.waiting")
        top = QHBoxLayout()
        set_spacing(top, 0, 1)
        top.addWidget(IconLabel(IconName.CLOCK, Accent.INFO, 1.25, self))
        self._text = TypeLabel(self.tr("Waiting for your answer in the browser."), TextRole.STRONG, None, self)
        top.addWidget(self._text, 1)
        self._left = TypeLabel("", parent=self)
        self._left.setObjectName("xero.left")
        self._left.setWordWrap(False)
        top.addWidget(self._left)
        self.body().addLayout(top)
        self._link = QLineEdit(self)
        self._link.setObjectName("xero.link")
        self._link.setReadOnly(True)
        self._link.setAccessibleName(self.tr("Link of the sign-in"))
        self._buttons: list[ActionButton] = []
        row = QWidget(self)
        flow = FlowLayout(row)
        for name, label, signal in (
            ("again", self.tr("Open the browser &again"), self.open_again),
            ("copy", self.tr("&Copy link"), self.copy_link),
            ("stop", self.tr("S&top"), self.stop_requested),
        ):
            button = ActionButton(label, row)
            button.setObjectName(f"xero.{name}")
            button.clicked.connect(signal)
            flow.addWidget(button)
            if name == "again":
                self.setFocusProxy(button)
            if name != "stop":
                self._buttons.append(button)
        self.body().addWidget(row)
        self.body().addWidget(self._link)
        self.body().addWidget(Fold(self.tr("The browser shows an error"), errors, "xero.errors", self))

    def set_link(self, link: str) -> None:
        """The address of the sign-in, for people who open it themselves."""
        self._link.setText(link)
        self._link.setCursorPosition(0)
        for button in self._buttons:
            button.setEnabled(bool(link))

    def set_left(self, seconds: int) -> None:
        """Show the time left; spoken at the start, at one minute and at the end."""
        text = self.tr("{minutes}:{seconds} left").format(minutes=seconds // 60, seconds=f"{seconds % 60:02d}")
        self._left.setText(text)
        if self.isVisible() and (seconds in (60, 0) or seconds % 300 == 0):
            announce(self, f"{self._text.text()} {text}")


class OrganisationList(Card):
    """The organisations the sign-in may use; those of other profiles cannot be chosen. `chosen(tenant id)`."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("xero.organisations")
        self.set_title(self.tr("Which organisation?"))
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_clicked)
        self._rows: list[QWidget] = []

    def show_choices(self, choices: Sequence[OrganisationChoice], tenant_id: str = "") -> None:
        """List them, with the one of this tenant marked."""
        for row in self._rows:
            self.body().removeWidget(row)
            row.deleteLater()
        self._rows = []
        for choice in choices:
            label = choice.name
            if choice.used_by:
                label = self.tr("{name} – already used by profile {profile}").format(
                    name=choice.name, profile=choice.used_by
                )
            button = RadioButton(label, self)
            button.setObjectName(f"xero.organisation.{choice.tenant_id}")
            button.setProperty("tenant", choice.tenant_id)
            button.setEnabled(not choice.used_by)
            button.setChecked(choice.tenant_id == tenant_id)
            self._group.addButton(button)
            self.body().addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self._rows.append(button)
        first = next((row for row in self._rows if row.isEnabled()), None)
        if first is not None:
            self.setFocusProxy(first)

    def tenant(self) -> str:
        """The one marked, empty when none is."""
        button = self._group.checkedButton()
        return str(button.property("tenant")) if button is not None else ""

    def _on_clicked(self) -> None:
        self.chosen.emit(self.tenant())


class SignedInPanel(Card):
    """The organisation that is connected, its lock dates, and who signed in."""

    other_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("xero.signed_in")
        top = QHBoxLayout()
        set_spacing(top, 0, 1)
        top.addWidget(IconLabel(IconName.TICK, Accent.OK, 1.25, self))
        self._name = TypeLabel("", TextRole.STRONG, None, self)
        self._name.setObjectName("xero.organisation")
        top.addWidget(self._name, 1)
        self.body().addLayout(top)
        table = QWidget(self)
        grid = QGridLayout(table)
        set_spacing(grid, 0, 1)
        self._values: list[TypeLabel] = []
        for row, label in enumerate((self.tr("Books"), self.tr("Locked up to"), self.tr("Signed in as"))):
            caption = TypeLabel(label, TextRole.BODY, Accent.QUIET, table)
            caption.setWordWrap(False)
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            value = TypeLabel("", parent=table)
            grid.addWidget(value, row, 1)
            self._values.append(value)
        grid.setColumnStretch(1, 1)
        self.body().addWidget(table)
        self._other = ActionButton(self.tr("&Use another organisation"), self)
        self._other.setObjectName("xero.other")
        self._other.clicked.connect(self.other_requested)
        row_widget = QWidget(self)
        FlowLayout(row_widget).addWidget(self._other)
        self.body().addWidget(row_widget)

    def show_organisation(self, organisation: Organisation) -> None:
        """Fill it in."""
        self._name.setText(organisation.name)
        texts = (
            xero_words.facts(organisation),
            xero_words.locks(organisation),
            xero_words.signed_in_as(organisation) or "–",
        )
        for label, text in zip(self._values, texts, strict=True):
            label.setText(text)
        self.setAccessibleName(self.tr("Connected to {name}").format(name=organisation.name))
