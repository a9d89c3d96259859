"""The three cards of W9, side by side where there is room, else below each other."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from splynx_xero_gui.domain.kinds import ScenarioKind
from splynx_xero_gui.gui.flow_diagram import FlowDiagram, FlowNames, FlowScenario
from splynx_xero_gui.gui.kit.card import ChoiceCard, ChoiceGroup
from splynx_xero_gui.gui.kit.labels import TypeLabel
from splynx_xero_gui.gui.kit.metrics import ch, set_spacing
from splynx_xero_gui.gui.wizard.flow_words import scenario_text, scenario_title

_ROW_FROM_CH = 100


class FlowCards(QWidget):
    """One card per scenario; `chosen(value)` tells what the person took."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = ChoiceGroup(self)
        self._cards: dict[ScenarioKind, ChoiceCard] = {}
        self._diagrams: list[FlowDiagram] = []
        self._showing = False
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        set_spacing(self._layout, 0, 2)
        for scenario in ScenarioKind:
            card = self._card(name, scenario)
            self._cards[scenario] = card
            self._group.add(card)
            self._layout.addWidget(card, 1)
        self._group.chosen.connect(self._on_chosen)

    def _card(self, name: str, scenario: ScenarioKind) -> ChoiceCard:
        card = ChoiceCard(scenario.value, scenario_title(scenario), f"{name}.{scenario.value}", self)
        diagram = FlowDiagram(FlowScenario(scenario.value), parent=card)
        self._diagrams.append(diagram)
        card.body().addWidget(diagram, 1)
        card.body().addWidget(TypeLabel(scenario_text(scenario), parent=card))
        return card

    def card(self, scenario: ScenarioKind) -> ChoiceCard:
        """The card of a scenario."""
        return self._cards[scenario]

    def current(self) -> ScenarioKind | None:
        """The scenario taken."""
        key = self._group.current_key()
        return ScenarioKind(key) if key else None

    def show_choice(self, scenario: ScenarioKind, suggested: ScenarioKind, why: str) -> None:
        """Show what is taken and what is suggested; `chosen` is not emitted."""
        self._showing = True
        self._group.set_current_key(scenario.value)
        self._showing = False
        for kind, card in self._cards.items():
            card.set_suggested(why if kind is suggested else "")

    def show_names(self, names: FlowNames) -> None:
        """Write the mapped methods and accounts under the boxes."""
        for diagram in self._diagrams:
            diagram.set_scenario(diagram.scenario(), names)

    def _on_chosen(self, key: str) -> None:
        if not self._showing:
            self.chosen.emit(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        in_row = self.width() >= ch(self, _ROW_FROM_CH)
        wanted = QBoxLayout.Direction.LeftToRight if in_row else QBoxLayout.Direction.TopToBottom
        if self._layout.direction() != wanted:
            self._layout.setDirection(wanted)
