"""Every kind of question in a real window: found among the causes, answered by mouse and keyboard, then synced.

Mouse and keys go to the window, not to a widget: what lies above another, is cut off or cannot be reached fails here.
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
from PySide6.QtGui import QGuiApplication, QImage, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
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
from splynx_xero_gui.gui.translations import load_translations
from tests.gui.main.conftest import settle
from tests.support.accessibility import accessibility_problems
from tests.support.decisions import RECIPES, Outcome, Recipe
from tests.support.inprocess import Office, office
from tests.support.palettes import dark_palette, light_palette, palette_in_force

pytestmark = pytest.mark.realwindow
SIZE = QSize(1100, 680)
_INSIDE = QPoint(8, 8)
_AS_IT_IS = Qt.ImageConversionFlag.AvoidDither
D = Decimal
MakeOffice = Callable[..., Office]


@pytest.fixture
def make_office(tmp_path: Path) -> Iterator[MakeOffice]:
    """Offices over both sandboxes."""
    with ExitStack() as running:

        def make(**settings: str) -> Office:
            return running.enter_context(office(tmp_path / "default", **settings))  # type: ignore[arg-type]

        yield make


@pytest.fixture(autouse=True)
def as_in_the_program(qtbot: QtBot) -> Iterator[None]:
    """English with its plurals, South African numbers, the light look."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before, palette = QLocale(), app.palette()
    QLocale.setDefault(QLocale("en_ZA"))
    app.setStyle("Fusion")
    app.setPalette(light_palette())
    translators = load_translations(app, QLocale("en"))
    yield
    for translator in translators:
        app.removeTranslator(translator)
    QLocale.setDefault(before)
    app.setPalette(palette)
    settle()  # while there still is a screen


class Accountant:
    """Sees the main window and works in it with mouse and keys."""

    def __init__(self, qtbot: QtBot, working_at: Office) -> None:
        self._qtbot = qtbot
        self.window = MainWindow(working_at.workplace, working_at.name, clock=working_at.clock)
        self.window.resize(SIZE)
        self.window.show()
        self.window.activateWindow()
        self.rest()
        self.press(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
        self.rest()
        assert self.window.current().key is PageKey.DECISIONS

    @property
    def desk(self) -> DecisionDesk:
        """The desk in the window."""
        (page,) = self.window.findChildren(DecisionsPage)
        return page.desk

    @property
    def _handle(self) -> QWindow:
        handle = self.window.windowHandle()
        assert handle is not None
        return handle

    def rest(self) -> None:
        """Until nothing works in the background any more."""
        self._qtbot.waitUntil(
            lambda: not self.window.model.is_busy() and not self.window.background.tasks(), timeout=20_000
        )
        settle()

    def click(self, widget: QWidget, inside: QPoint = _INSIDE) -> None:
        """On what is visible and allowed, at its place in the window."""
        assert widget.isVisible()
        assert widget.isEnabled(), widget.objectName()
        self.desk.panel().show_widget(widget)
        settle()
        place = widget.mapTo(self.window, widget.rect().topLeft() + inside)
        hit = self.window.childAt(place)
        assert hit is not None, f"{widget.objectName()} lies outside of the window"
        assert hit is widget or widget.isAncestorOf(hit), f"{hit.objectName()} lies above {widget.objectName()}"
        QTest.mouseClick(self._handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, to whatever has the focus."""
        QTest.keyClick(self._handle, key, modifier)
        settle()

    def type(self, text: str) -> None:
        """Key by key."""
        for letter in text:
            QTest.keyClick(self._handle, letter)
        settle()

    def turn_to(self, recipe: Recipe) -> None:
        """Click on the cause among the groups."""
        groups = self.desk.group_table()
        assert groups is not None
        rows = groups.shown_rows()
        line = next(n for n, g in enumerate(rows) if g.conflicts and g.conflicts[0].kind is recipe.kind)
        view = groups.view
        self.click(view.viewport(), view.visualRect(view.model().index(line, 0)).center())
        self.rest()
        assert groups.current_row() is rows[line]

    def choices(self) -> ChoiceList:
        """The choices on show."""
        choices = self.desk.panel().choices()
        assert choices is not None
        return choices

    def give(self, field: ValueField, needs: Needs, value: str) -> None:
        """Fill in what the choice needs, in the way its field is used."""
        match field:
            case FindField():
                self.click(field.edit)
                self.type("" if needs in (Needs.CONTACT, Needs.SPLYNX_ID) else value)
                self._qtbot.waitUntil(lambda: bool(field.found()) and not field.is_searching(), timeout=10_000)
                keys = [item.key for item in field.found()]
                wanted = value if value in keys else next(i.key for i in field.found() if i.code == value)
                for _ in range(keys.index(wanted) + 1):
                    if field.value() != wanted:
                        self.press(Qt.Key.Key_Down)
            case PickField():
                (combo,) = field.findChildren(PickCombo)
                key = next(i.key for i in combo.items() if value in (i.key, i.code, i.name))
                self.click(combo)
                self.type(next(i.code or i.name for i in combo.items() if i.key == key))
                self.press(Qt.Key.Key_Return)
            case FieldsField():
                (box,) = [b for b in field.findChildren(QAbstractButton) if b.objectName().endswith(f".{value}")]
                self.click(box)
            case TextField():
                target = field.focusProxy()
                assert target is not None
                self.click(target)
                self.type(value)
            case _:
                raise AssertionError(type(field).__name__)
        settle()
        assert field.value(), "something is picked"

    def answer(self, outcome: Outcome, value: str) -> None:
        """Pick the choice and fill in what it needs."""
        choices = self.choices()
        assert choices.radio("later").isChecked()
        self.click(choices.radio(outcome.choice))
        choice, field = choices.chosen(), choices.field(outcome.choice)
        assert choice is not None
        assert choice.id == outcome.choice
        if choice.needs is not None:
            assert field is not None
            self.give(field, choice.needs, value)

    def apply(self) -> None:
        """Press Apply; what is final is confirmed."""
        panel = self.desk.panel()
        self.click(panel.apply_button())
        asked = panel.confirmation()
        if asked is not None:
            assert "cannot be undone" in asked.accessibleDescription()
            button, window = asked.button("apply"), asked.windowHandle()
            assert window is not None
            place = button.mapTo(asked, button.rect().center())
            QTest.mouseClick(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
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
            screen = window.screen() or QGuiApplication.primaryScreen()
            image = screen.grabWindow(window.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
            used = Counter(image.constBits().cast("I")).most_common(256)
            few = image.convertToFormat(QImage.Format.Format_Indexed8, [colour for colour, _ in used], _AS_IT_IS)
            Path(folder).mkdir(parents=True, exist_ok=True)
            assert few.save(str(Path(folder) / f"{name}-{look}.png"), quality=0)


CLICKED = [name for name, recipe in RECIPES.items() if recipe.outcomes]


@pytest.mark.parametrize("name", CLICKED)
def test_the_question_is_answered_in_the_window(qtbot: QtBot, make_office: MakeOffice, name: str) -> None:
    assert QGuiApplication.platformName() == "xcb"
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
