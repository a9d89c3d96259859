"""Under the categories: what feeds each of Xero's tracking categories, and the options of partners or locations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from splynx_xero_gui.domain.reference import BillingReference
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.formats import number_text
from splynx_xero_gui.gui.kit.labels import ActionButton, PlainLabel
from splynx_xero_gui.gui.kit.metrics import ch, lines, set_spacing
from splynx_xero_gui.gui.kit.still_fields import StillCombo
from splynx_xero_gui.wizard.tracking import Fed, TrackingSource, names_of


def source_text(source: TrackingSource) -> str:
    """As a person says it."""
    match source:
        case TrackingSource.CATEGORY:
            return QCoreApplication.translate("Tracking", "the category, in the table")
        case TrackingSource.PARTNER:
            return QCoreApplication.translate("Tracking", "the customer's partner")
        case TrackingSource.LOCATION:
            return QCoreApplication.translate("Tracking", "the customer's location")


def _plain(name: str) -> str:
    """A name as a label with a buddy shows it: "&" would mark a key."""
    return name.replace("&", "&&")


class TrackingSources(QWidget):
    """One line per tracking category: "Region follows [the customer's location ▾] [Options (2 of 3)…]"."""

    source_chosen = Signal(str, str)
    options_wanted = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.tracking")
        self._rows = QVBoxLayout(self)
        set_spacing(self._rows, 0, 1)
        self._shown: object = None
        self._name = name
        self._parts: list[QWidget] = []

    def show_fed(self, fed: Sequence[Fed], billing: BillingReference) -> None:
        """Show these; nothing without tracking categories in Xero."""
        self.setVisible(bool(fed))
        wanted = (tuple(fed), billing.partners, billing.locations)
        if wanted == self._shown:
            return
        self._shown = wanted
        for widget in self._parts:
            self._rows.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._parts = []
        for one in fed:
            self._add(one, billing)

    def _add(self, fed: Fed, billing: BillingReference) -> None:
        category, row = fed.category.name, QWidget(self)
        label = PlainLabel(self.tr("{category} in Xero follows").format(category=_plain(category)), row)
        combo = StillCombo(row)
        combo.setObjectName(f"{self._name}.tracking.{category}")
        combo.setAccessibleName(self.tr("What {category} in Xero follows").format(category=category))
        for source in TrackingSource:
            if source is TrackingSource.CATEGORY or names_of(source, billing):
                combo.addItem(source_text(source), source.value)
        combo.setCurrentIndex(max(combo.findData(fed.source.value), 0))
        combo.activated.connect(self._on_activated)
        combo.setProperty("category", category)
        label.setBuddy(combo)
        parts: list[QWidget] = [label, combo]
        if fed.source is not TrackingSource.CATEGORY:
            names = names_of(fed.source, billing)
            given = sum(1 for name in names if fed.values.get(name))
            text = self.tr("Options: {n} of {total}…").format(n=number_text(given), total=number_text(len(names)))
            button = ActionButton(text, row)
            button.setObjectName(f"{self._name}.tracking.{category}.options")
            button.setProperty("category", category)
            button.clicked.connect(self._on_options)
            parts.append(button)
        line = QHBoxLayout(row)
        set_spacing(line, 0, 2)
        for widget in parts:
            line.addWidget(widget)
        line.addStretch(1)
        self._rows.addWidget(row)
        row.show()
        self._parts.append(row)

    def _on_activated(self, place: int) -> None:
        combo = self.sender()
        if isinstance(combo, StillCombo):
            self.source_chosen.emit(str(combo.property("category")), str(combo.itemData(place)))

    def _on_options(self) -> None:
        button = self.sender()
        if button is not None:
            self.options_wanted.emit(str(button.property("category")))


class TrackingDialog(QDialog):
    """The option of each partner or location; `chosen(values)` is emitted when the person confirms."""

    chosen = Signal(object)

    def __init__(self, fed: Fed, names: Sequence[str], name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(self.tr("{category} in Xero").format(category=fed.category.name))
        self.setModal(True)
        self._kept = {key: option for key, option in fed.values.items() if key not in names}
        self._combos: dict[str, StillCombo] = {}
        form_place = QWidget(self)
        form = QGridLayout(form_place)
        set_spacing(form, 1, 1)
        for place, thing in enumerate(names):
            combo = StillCombo(form_place)
            combo.setObjectName(f"{name}.{place}")
            combo.addItem(self.tr("none"), "")
            for option in fed.category.options:
                if option.active:
                    combo.addItem(option.name, option.name)
            held = fed.values.get(thing, "")
            if held and combo.findData(held) < 0:
                combo.addItem(self.tr("{option} (not in Xero any more)").format(option=held), held)
            combo.setCurrentIndex(max(combo.findData(held), 0))
            combo.setMinimumWidth(ch(self, 24))
            label = PlainLabel(_plain(thing), form_place)
            label.setBuddy(combo)
            combo.setAccessibleName(thing)
            form.addWidget(label, place, 0)
            form.addWidget(combo, place, 1)
            self._combos[thing] = combo
        form.setRowStretch(len(names), 1)
        form.setColumnStretch(1, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(form_place)
        area.setMinimumSize(ch(self, 52), lines(self, min(len(names), 8) * 2 + 1))
        row = QWidget(self)
        flow = FlowLayout(row, trailing=True)
        confirm, cancel = ActionButton(self.tr("&Set"), row), ActionButton(self.tr("Cancel"), row)
        confirm.setObjectName(f"{name}.set")
        cancel.setObjectName(f"{name}.cancel")
        confirm.setDefault(True)
        confirm.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        flow.addWidget(confirm)
        flow.addWidget(cancel)
        caption = PlainLabel(
            self.tr("Which option the lines of each get in Xero, by {source}:").format(source=source_text(fed.source)),
            self,
        )
        caption.setWordWrap(True)
        outer = QVBoxLayout(self)
        set_spacing(outer, 3, 2)
        outer.addWidget(caption)
        outer.addWidget(area, 1)
        outer.addWidget(row)
        if self._combos:
            next(iter(self._combos.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        super().accept()
        values: Mapping[str, str] = {name: str(combo.currentData()) for name, combo in self._combos.items()}
        self.chosen.emit({**self._kept, **values})
