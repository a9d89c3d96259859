"""English plurals are there, released, and no text with a number was forgotten."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from splynx_xero_gui.gui.translations import PREFIX, load_translations, translations_dir


def updater() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update", translations_dir() / "update.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_english_file_holds_every_text_with_a_number() -> None:
    kept = (translations_dir() / "splynx_xero_en.ts").read_text(encoding="utf-8")
    assert kept == updater().ts_text(), "run: python resources/translations/update.py"


def test_the_released_file_is_the_newest() -> None:
    translator = QTranslator()
    assert translator.load(QLocale("en"), PREFIX, "_", str(translations_dir()))
    for context, texts in updater().counted_texts().items():
        for text in texts:
            one, many = updater().plurals(text)
            assert translator.translate(context, text, "", 1) == one
            assert translator.translate(context, text, "", 2) == many


def test_a_language_without_a_file_falls_back_to_english() -> None:
    app = QCoreApplication.instance()
    assert app is not None
    found = load_translations(app, QLocale("tlh"))
    assert QCoreApplication.translate("Overview", "%n item(s) to sync", "", 1) == "1 item to sync"
    for translator in found:
        app.removeTranslator(translator)
