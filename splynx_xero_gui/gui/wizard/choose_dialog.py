"""Asks for one choice that several rows shall get (W5–W7, *Set selected to…*)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget

from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.labels import ActionButton, PlainLabel
from splynx_xero_gui.gui.kit.metrics import ch, set_spacing
from splynx_xero_gui.gui.kit.pick_combo import PickCombo
from splynx_xero_gui.gui.kit.pick_model import PickItem


class ChooseDialog(QDialog):
    """A list and two buttons; `chosen(key)` is emitted when the person confirms. Enter in the list confirms too."""

    chosen = Signal(str)

    def __init__(self, title: str, label: str, items: Sequence[PickItem], name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._opener = QApplication.focusWidget()
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setModal(True)
        self.combo = PickCombo(items, f"{name}.combo", self)
        self.combo.setMinimumWidth(ch(self, 40))
        caption = PlainLabel(label, self)
        caption.setWordWrap(True)
        caption.setBuddy(self.combo)
        self.combo.setAccessibleName(label)
        row = QWidget(self)
        flow = FlowLayout(row, trailing=True)
        cancel = ActionButton(self.tr("Cancel"), row)
        cancel.setObjectName(f"{name}.cancel")
        cancel.clicked.connect(self.reject)
        self._set = ActionButton(self.tr("&Set"), row)
        self._set.setObjectName(f"{name}.set")
        self._set.setEnabled(False)
        self._set.setDefault(True)
        self._set.clicked.connect(self.accept)
        flow.addWidget(self._set)
        flow.addWidget(cancel)
        outer = QVBoxLayout(self)
        set_spacing(outer, 3, 2)
        outer.addWidget(caption)
        outer.addWidget(self.combo)
        outer.addWidget(row)
        self.combo.picked.connect(self._on_picked)
        self.combo.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_picked(self, key: object) -> None:
        self._set.setEnabled(key is not None)

    def accept(self) -> None:
        key = self.combo.current_key()
        if key is None:
            return
        super().accept()
        self.chosen.emit(key)

    def done(self, result: int) -> None:
        super().done(result)
        if self._opener is not None and self._opener.isVisible():
            self._opener.setFocus(Qt.FocusReason.OtherFocusReason)
