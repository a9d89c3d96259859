"""Questions show money and days as the user's locale writes them; their answers stay what they were (ui.md §10)."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QLocale

from splynx_xero_gui.gui.decisions.question_words import in_locale, shown
from tests.support.questions import several

GERMAN, ENGLISH = QLocale("de_DE"), QLocale("en_US")


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        ("3 documents, 1380.00, are open.", "3 documents, 1,380.00, are open.", "3 documents, 1.380,00, are open."),
        ("Dated 2026-11-01 in Xero.", "Dated 11/1/26 in Xero.", "Dated 01.11.26 in Xero."),
        ("It differs by -20.00.", "It differs by -20.00.", "It differs by -20,00."),
        ("(1234567.89)", "(1,234,567.89)", "(1.234.567,89)"),
        ("Payment 2026-11-000012 of 460.00", "Payment 2026-11-000012 of 460.00", "Payment 2026-11-000012 of 460,00"),
        ("Invoice INV-2026-11-01, 1.20.30", "Invoice INV-2026-11-01, 1.20.30", "Invoice INV-2026-11-01, 1.20.30"),
        ("Host 10.20.30.40 and 2026-13-01", "Host 10.20.30.40 and 2026-13-01", "Host 10.20.30.40 and 2026-13-01"),
    ],
)
def test_amounts_and_days_follow_the_locale_and_numbers_of_documents_do_not(
    text: str, english: str, german: str
) -> None:
    assert in_locale(text, ENGLISH) == english
    assert in_locale(text, GERMAN) == german


def test_only_the_words_of_a_question_change() -> None:
    for conflict in several():
        seen = shown(conflict, GERMAN)
        same = dataclasses.replace(seen, question=conflict.question, why=conflict.why, choices=conflict.choices)
        assert same == conflict
        assert [choice.id for choice in seen.choices] == [choice.id for choice in conflict.choices]
