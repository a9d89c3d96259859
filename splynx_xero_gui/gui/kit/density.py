"""How close the lines of tables stand: a person's choice for all windows of this computer (ui.md M6)."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtWidgets import QApplication

_PROPERTY = "lines_of_tables"


class Density(StrEnum):
    """The value is how it is stored."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


def density() -> Density:
    """What holds now."""
    app = QApplication.instance()
    return Density(app.property(_PROPERTY) or Density.COMFORTABLE) if app is not None else Density.COMFORTABLE


def set_density(wanted: Density) -> None:
    """From now on; tables that are there already follow when they are asked to (`RowsTableView.fit_lines`)."""
    app = QApplication.instance()
    if app is not None:
        app.setProperty(_PROPERTY, wanted.value)
