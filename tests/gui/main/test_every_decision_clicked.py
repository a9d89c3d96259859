"""Every kind of question in the main window: found among the causes, answered with mouse and keyboard, then synced.

With SPLYNX_XERO_PICTURES set to a folder (docs/take_decision_pictures.py does that) each kind leaves a picture there,
in light and dark.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QPoint, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.conflict import Needs
from splynx_xero_gui.gui.decisions.choice_list import ChoiceList
from splynx_xero_gui.gui.decisions.desk import ANSWERED, DecisionDesk
from splynx_xero_gui.gui.decisions.find_field import FindField
from splynx_xero_gui.gui.decisions.value_base import ValueField
from splynx_xero_gui.gui.decisions.value_fields import FieldsField, PickField, TextField
from splynx_xero_gui.gui.kit.pick_combo import PickCombo
from splynx_xero_gui.gui.main.decisions_page import DecisionsPage
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from tests.gui.main.conftest import settle
from tests.support.accessibility import accessibility_problems
from tests.support.decisions import RECIPES, Outcome, Recipe
from tests.support.inprocess import Office, office
from tests.support.palettes import dark_palette, light_palette, palette_in_force

SIZE = QSize(1100, 680)
_INSIDE = QPoint(8, 8)
_AS_IT_IS = Qt.ImageConversionFlag.AvoidDither
D = Decimal
MakeOffice = Callable[..., Office]


@pytest.fixture
def make_office(tmp_path: Path) -> Iterator[MakeOffice]:
    """Offices over both sandboxes."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_ZA"))
    with ExitStack() as running:

        def make(**settings: str) -> Office:
            return running.enter_context(office(tmp_path / "default", **settings))  # type: ignore[arg-type]

        yield make
    QLocale.setDefault(before)


class Accountant:
    """Sees the main window and works in it."""

    def __init__(self, qtbot: QtBot, working_at: Office) -> None:
        self._qtbot = qtbot
        self.window = MainWindow(working_at.workplace, working_at.name, clock=working_at.clock)
        self.window.resize(SIZE)
        self.window.show()
        self.rest()
        self.window.show_page(PageKey.DECISIONS)
        self.rest()

    @property
    def desk(self) -> DecisionDesk:
        """The desk in the window."""
        (page,) = self.window.findChildren(DecisionsPage)
        return page.desk

    def rest(self) -> None:
        """Until nothing works in the background any more."""
        self._qtbot.waitUntil(
            lambda: not self.window.model.is_busy() and not self.window.background.tasks(), timeout=20_000
        )
        settle()

    def click(self, widget: QAbstractButton) -> None:
        """As a person does: in the window, on what is visible and allowed."""
        assert widget.isVisible()
        assert widget.isEnabled(), widget.text()
        self.desk.panel().show_widget(widget)
        settle()
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().topLeft() + _INSIDE)
        settle()

    def turn_to(self, recipe: Recipe) -> None:
        """Choose the cause among the groups."""
        groups = self.desk.group_table()
        assert groups is not None
        wanted = [g for g in groups.model().rows() if g.conflicts and g.conflicts[0].kind is recipe.kind]
        assert wanted, [g.title for g in groups.model().rows()]
        assert self.desk.set_kind(wanted[0].key)
        settle()

    def choices(self) -> ChoiceList:
        """The choices on show."""
        choices = self.desk.panel().choices()
        assert choices is not None
        return choices

    def give(self, field: ValueField, needs: Needs, value: str) -> None:
        """Fill in what the choice needs, in the way its field is used."""
        match field:
            case FindField():
                field.search_for("" if needs in (Needs.CONTACT, Needs.SPLYNX_ID) else value)
                self._qtbot.waitUntil(lambda: not field.is_searching(), timeout=10_000)
                keys = [item.key for item in field.found()]
                wanted = value if value in keys else next(i.key for i in field.found() if i.code == value)
                for _ in range(keys.index(wanted) + 1):
                    if field.value() != wanted:
                        self._qtbot.keyClick(field.edit, Qt.Key.Key_Down)
            case PickField():
                (combo,) = field.findChildren(PickCombo)
                key = next(i.key for i in combo.items() if value in (i.key, i.code, i.name))
                combo.setFocus()
                self._qtbot.keyClicks(combo, next(i.code or i.name for i in combo.items() if i.key == key))
                self._qtbot.keyClick(combo, Qt.Key.Key_Return)
            case FieldsField():
                (box,) = [b for b in field.findChildren(QAbstractButton) if b.objectName().endswith(f".{value}")]
                self.click(box)
            case TextField():
                self._qtbot.keyClicks(field.focusProxy(), value)
            case _:
                raise AssertionError(type(field).__name__)
        settle()
        assert field.value(), "something is picked"

    def answer(self, outcome: Outcome, value: str) -> None:
        """Pick the choice, fill in what it needs, apply, and confirm where it is final."""
        choices = self.choices()
        assert choices.radio("later").isChecked()
        self.click(choices.radio(outcome.choice))
        choice, field = choices.chosen(), choices.field(outcome.choice)
        assert choice is not None
        if choice.needs is not None:
            assert field is not None
            self.give(field, choice.needs, value)

    def apply(self) -> None:
        """Press Apply."""
        panel = self.desk.panel()
        self.click(panel.apply_button())
        asked = panel.confirmation()
        if asked is not None:
            assert "cannot be undone" in asked.accessibleDescription()
            asked.button("apply").click()
        self.rest()

    def close(self) -> None:
        """Leave."""
        self.window.background.shutdown()
        self.window.hide()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, 52)  # DeferredDelete


def pictures(window: MainWindow, name: str) -> None:
    """The window in light and dark, with few colours so that the files stay small."""
    folder = os.environ.get("SPLYNX_XERO_PICTURES")
    if not folder:
        return
    for look, palette in (("light", light_palette()), ("dark", dark_palette())):
        with palette_in_force(palette):
            settle()
            image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
            used = Counter(image.constBits().cast("I")).most_common(256)
            few = image.convertToFormat(QImage.Format.Format_Indexed8, [colour for colour, _ in used], _AS_IT_IS)
            Path(folder).mkdir(parents=True, exist_ok=True)
            assert few.save(str(Path(folder) / f"{name}-{look}.png"), quality=0)


CLICKED = [name for name, recipe in RECIPES.items() if recipe.outcomes]


@pytest.mark.parametrize("name", CLICKED)
def test_the_question_is_answered_in_the_window(qtbot: QtBot, make_office: MakeOffice, name: str) -> None:
    recipe = RECIPES[name]
    outcome = recipe.outcomes[-1 if recipe.stops else 0]
    working = make_office(**recipe.options)
    recipe.make(working)
    working.run()
    question = next(c for c in working.conflicts() if c.kind is recipe.kind)
    person = Accountant(qtbot, working)
    try:
        person.turn_to(recipe)
        assert not person.desk.panel().apply_button().isEnabled()
        person.answer(outcome, outcome.given(working, question))
        pictures(person.window, name)
        assert accessibility_problems(person.window) == []
        if outcome.first is not None:
            outcome.first(working)
        person.apply()
        assert ANSWERED in {message.key for message in person.desk.strip.messages()}
        still = {c.id for c in working.conflicts()}
        assert question.id not in still
    finally:
        person.close()
    for kind, choice in recipe.with_others.items():
        other = next(c for c in working.conflicts() if c.kind.value == kind)
        working.session.resolve(other.id, choice)
    assert working.sync() == outcome.writes
