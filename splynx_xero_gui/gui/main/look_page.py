"""Settings › Language and look: applies at once, and holds for all profiles of this computer (ui.md M6)."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from splynx_xero_gui.gui.kit.density import Density
from splynx_xero_gui.gui.kit.form import Form
from splynx_xero_gui.gui.kit.labels import ActionButton, HelpLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import ch
from splynx_xero_gui.gui.kit.still_fields import StillCombo, StillSpinBox
from splynx_xero_gui.gui.look import LEAST_PERCENT, MOST_PERCENT, Appearance, Look, Theme
from splynx_xero_gui.gui.main.model import MainModel
from splynx_xero_gui.gui.main.page import MainPage, PageKey

_STEP = 10


class LookPage(MainPage):
    """Nothing to save here: a person sees at once what a choice does."""

    def __init__(self, model: MainModel, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(PageKey.LOOK, "", model, parent)
        self.title = self.tr("Language and look")
        self.heading.setText(self.title)
        self.setAccessibleName(self.title)
        self._appearance = appearance
        self.column().addWidget(
            HelpLabel(self.tr("For all profiles on this computer. A choice applies at once."), self)
        )
        form = Form(self)
        self._theme = self._combo(
            form,
            self.tr("&Theme"),
            "look.theme",
            (
                (Theme.SYSTEM.value, self.tr("As the system")),
                (Theme.LIGHT.value, self.tr("Light")),
                (Theme.DARK.value, self.tr("Dark")),
            ),
        )
        self._size = StillSpinBox(self)
        self._size.setRange(LEAST_PERCENT, MOST_PERCENT)
        self._size.setSingleStep(_STEP)
        self._size.setSuffix(f"\u00a0{QLocale().percent()}")
        self._size.setKeyboardTracking(False)
        self._size.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._size.setMinimumWidth(ch(self, 12))
        form.add_row(
            self.tr("Te&xt size"), self._size, self.tr("Of the system's own text size, 90 to 150 percent."), "look.text"
        )
        self._density = self._combo(
            form,
            self.tr("Lines of ta&bles"),
            "look.density",
            (
                (Density.COMFORTABLE.value, self.tr("Comfortable")),
                (Density.COMPACT.value, self.tr("Compact: more lines on the screen")),
            ),
        )
        form.add_row(self.tr("Language"), self._language(), self._formats())
        self._usual = ActionButton(self.tr("Back to the &usual look"), self)
        self._usual.setObjectName("look.usual")
        beside = QHBoxLayout()
        beside.addWidget(self._usual)
        beside.addStretch(1)
        self.column().addWidget(form)
        self.column().addLayout(beside)
        self.column().addStretch(1)
        self._theme.currentIndexChanged.connect(self._on_theme)
        self._size.valueChanged.connect(appearance.set_text_percent)
        self._density.currentIndexChanged.connect(self._on_density)
        self._usual.clicked.connect(self._on_usual)
        appearance.changed.connect(self.show_known)
        self.show_known()

    def _combo(self, form: Form, label: str, name: str, choices: tuple[tuple[str, str], ...]) -> StillCombo:
        combo = StillCombo(self)
        for key, text in choices:
            combo.addItem(text, key)
        combo.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        form.add_row(label, combo, "", name)
        return combo

    def _language(self) -> TypeLabel:
        label = TypeLabel(self.tr("English"), parent=self)
        label.setObjectName("look.language")
        return label

    def _formats(self) -> str:
        locale = QLocale()
        name = f"{locale.nativeLanguageName()} ({locale.nativeTerritoryName()})"
        return self.tr("Dates, numbers and money are written as your system has them: {name}.").format(name=name)

    def first_field(self) -> QWidget | None:
        return self._theme

    def help_text(self) -> str:
        return self.tr(
            "Theme, text size and how close the lines of tables stand. They change nothing in your books and stand in "
            "no profile, so an exported profile looks on another computer as that one is set."
        )

    def show_known(self) -> None:
        """Show what holds."""
        look = self._appearance.look
        for combo, value in ((self._theme, look.theme.value), (self._density, look.density.value)):
            combo.setCurrentIndex(combo.findData(value))
        self._size.setValue(look.text_percent)
        self._usual.setEnabled(look != Look())

    def read_again(self) -> None:
        """F5: there is nothing to read."""

    def _on_theme(self, _place: int) -> None:
        self._appearance.set_theme(Theme(self._theme.currentData()))

    def _on_density(self, _place: int) -> None:
        self._appearance.set_density(Density(self._density.currentData()))

    def _on_usual(self) -> None:
        self._appearance.reset()
        self._theme.setFocus()
