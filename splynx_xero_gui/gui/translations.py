"""Loads the window's texts in the user's language, and Qt's own (buttons of file dialogs, calendars).

English has a file too: it says "1 item" and "3 items" where the code says "%n item(s)" (ui.md §10).
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

PREFIX = "splynx_xero"


def translations_dir() -> Path:
    """The folder of the .qm files: `resources/translations` beside the package, installed or frozen alike."""
    return Path(__file__).resolve().parents[2] / "resources" / "translations"


def load_translations(app: QCoreApplication, locale: QLocale | None = None) -> tuple[QTranslator, ...]:
    """Install what there is for the locale, English where there is none; returns what was installed.

    The application keeps them for as long as it lives.
    """
    wanted = locale or QLocale()
    found = []
    qt = QTranslator(app)
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if qt.load(wanted, "qtbase", "_", qt_folder):
        found.append(qt)
    ours = QTranslator(app)
    folder = str(translations_dir())
    if ours.load(wanted, PREFIX, "_", folder) or ours.load(QLocale("en"), PREFIX, "_", folder):
        found.append(ours)
    for translator in found:
        app.installTranslator(translator)
    return tuple(found)
