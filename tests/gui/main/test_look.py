"""Settings › Language and look: what a person chooses holds at once, on this computer, and in no profile (ui.md M6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QSpinBox
from pytestqt.qtbot import QtBot

from splynx_xero_gui.gui.accents import is_dark
from splynx_xero_gui.gui.kit.density import Density
from splynx_xero_gui.gui.look import Appearance, Look, Theme
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main_window import MainWindow
from tests.gui.main.conftest import Open, settle
from tests.support.shots import cut_texts, overlaps

Turn = Callable[[MainWindow, PageKey], None]


@pytest.fixture
def appearance(qapp: QApplication) -> Iterator[Appearance]:
    """The program's look, as it was before when the test is over."""
    made = Appearance.of_this_program()
    yield made
    made.reset()


@pytest.fixture
def kept(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[], Appearance]]:
    """The look as a new start of the program reads it."""
    starts: list[Appearance] = []

    def start() -> Appearance:
        starts.append(Appearance(qapp, tmp_path / "config" / "look.ini"))
        return starts[-1]

    yield start
    for made in reversed(starts):  # the first one knows the font of before
        made.reset()
        made.setParent(None)


def _combo(window: MainWindow, name: str) -> QComboBox:
    found = window.findChild(QComboBox, name)
    assert found is not None
    return found


def _choose(combo: QComboBox, key: str) -> None:
    combo.setCurrentIndex(combo.findData(key))


def test_dark_and_light_apply_at_once_to_the_open_window(
    open_window: Open, on_page: Turn, appearance: Appearance
) -> None:
    window = open_window()
    on_page(window, PageKey.LOOK)
    for theme, dark in ((Theme.DARK, True), (Theme.LIGHT, False)):
        _choose(_combo(window, "look.theme"), theme.value)
        settle()
        assert is_dark(window.palette()) is dark
        assert is_dark(window.overview.palette()) is dark
    _choose(_combo(window, "look.theme"), Theme.DARK.value)
    appearance.reset()
    assert _combo(window, "look.theme").currentData() == Theme.SYSTEM.value


@pytest.mark.parametrize("key", list(PageKey))
def test_at_one_and_a_half_times_the_text_nothing_is_cut(
    open_window: Open, on_page: Turn, appearance: Appearance, key: PageKey
) -> None:
    window = open_window()
    on_page(window, PageKey.LOOK)
    size = window.findChild(QSpinBox, "look.text")
    heading = window.findChild(QLabel, "look.title")
    assert size is not None
    assert heading is not None
    before = heading.fontMetrics().height()
    size.setValue(150)
    settle()
    assert heading.fontMetrics().height() > 1.4 * before
    on_page(window, key)
    assert cut_texts(window) == []
    assert overlaps(window) == []


def test_compact_tables_show_more_lines_at_once(open_window: Open, on_page: Turn, appearance: Appearance) -> None:
    window = open_window()
    on_page(window, PageKey.LOOK)
    lines = window.history.runs_table().view.verticalHeader()
    before = lines.defaultSectionSize()
    _choose(_combo(window, "look.density"), Density.COMPACT.value)
    assert lines.defaultSectionSize() < before
    assert lines.defaultSectionSize() >= 24  # click targets, ui.md §9


def test_the_next_start_looks_the_same(kept: Callable[[], Appearance]) -> None:
    first = kept()
    assert first.look == Look()
    first.set_theme(Theme.DARK)
    first.set_text_percent(120)
    first.set_density(Density.COMPACT)
    assert kept().look == Look(Theme.DARK, 120, Density.COMPACT)


@pytest.mark.parametrize("words", ["theme=purple\ntext_percent=9000\ndensity=5\n", "\0\0nothing", "text_percent=-3"])
def test_a_spoiled_file_gives_a_look_that_can_be_read(
    kept: Callable[[], Appearance], tmp_path: Path, words: str
) -> None:
    file = tmp_path / "config" / "look.ini"
    file.parent.mkdir()
    file.write_text(f"[General]\n{words}", encoding="utf-8")
    look = kept().look
    assert look.theme is Theme.SYSTEM
    assert 90 <= look.text_percent <= 150
    assert look.density is Density.COMFORTABLE


def test_the_look_is_no_change_of_the_profile(
    open_window: Open, on_page: Turn, appearance: Appearance, qtbot: QtBot
) -> None:
    window = open_window()
    on_page(window, PageKey.LOOK)
    _choose(_combo(window, "look.density"), Density.COMPACT.value)
    assert window.settings.settings.changes == ()
    window.show_page(PageKey.OVERVIEW)
    assert window.close()
