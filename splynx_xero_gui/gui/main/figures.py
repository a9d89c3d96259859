"""Small building blocks of the overview: a line of words and a right-aligned amount, a heading with its picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from splynx_xero_gui.gui.accents import Accent
from splynx_xero_gui.gui.kit.flow_layout import FlowLayout
from splynx_xero_gui.gui.kit.icons import IconLabel, IconName
from splynx_xero_gui.gui.kit.labels import PlainLabel, TypeLabel
from splynx_xero_gui.gui.kit.metrics import TextRole, role_font, set_spacing, tabular, unit


class IconLine(QWidget):
    """An icon and words beside it."""

    def __init__(self, role: TextRole = TextRole.BODY, steps: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        set_spacing(row, 0, 1)
        self._icon = IconLabel(IconName.INFO, None, steps, self)
        self._words = TypeLabel("", role, None, self)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_line(self, text: str, icon: IconName, accent: Accent | None = None) -> None:
        """Show other words."""
        self._icon.set_icon(icon, accent)
        self._words.setText(text)
        self.setAccessibleName(text)

    def text(self) -> str:
        return self._words.text()


class Sums(QWidget):
    """Lines of words and amounts, the amounts under each other."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._grid = QGridLayout(self)
        set_spacing(self._grid, 0, 0.75)
        self._grid.setHorizontalSpacing(3 * unit(self))
        self._grid.setColumnStretch(0, 1)
        self._lines: list[tuple[TypeLabel, QLabel]] = []

    def set_sums(self, lines: tuple[tuple[str, str, bool], ...]) -> None:
        """Words, amount, whether the line is the important one."""
        while len(self._lines) < len(lines):
            self._add_line()
        for place, (left, right) in enumerate(self._lines):
            shown = place < len(lines)
            left.setVisible(shown)
            right.setVisible(shown)
            words, amount, strong = lines[place] if shown else ("", "", False)
            role = TextRole.STRONG if strong else TextRole.BODY
            left.setText(words)
            left.setFont(role_font(role))
            right.setText(amount)
            right.setFont(tabular(role_font(role)))
            right.setAccessibleName(f"{words}: {amount}")

    def _add_line(self) -> None:
        left = TypeLabel("", TextRole.BODY, None, self)
        right = PlainLabel("", self)
        right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        self._grid.addWidget(left, len(self._lines), 0)
        self._grid.addWidget(right, len(self._lines), 1)
        self._lines.append((left, right))


class FactRow(QWidget):
    """Short facts one after the other; what does not fit goes to the next line as a whole."""

    def __init__(
        self,
        name: str,
        role: TextRole = TextRole.BODY,
        accent: Accent | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._role, self._accent = role, accent
        self._flow = FlowLayout(self)
        self._labels: list[TypeLabel] = []

    def set_facts(self, facts: tuple[str, ...]) -> None:
        """Show other facts; empty ones are left out."""
        facts = tuple(fact for fact in facts if fact)
        while len(self._labels) < len(facts):
            label = TypeLabel("", self._role, self._accent, self)
            label.setWordWrap(False)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._labels.append(label)
            self._flow.addWidget(label)
        for place, label in enumerate(self._labels):
            label.setVisible(place < len(facts))
            last = place >= len(facts) - 1
            label.setText("" if place >= len(facts) else facts[place] if last else f"{facts[place]}  ·")
        self.setAccessibleName(", ".join(facts))

    def text(self) -> str:
        return " · ".join(label.text().removesuffix("  ·") for label in self._labels if not label.isHidden())
