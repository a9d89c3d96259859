"""D12, the certificate: what it says, its pages, its files, and how it is opened (ui.md M5, D12)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from splynx_xero_gui.domain.reference import Organisation
from splynx_xero_gui.domain.results import Explained, Standing, TieOut, TieOutRow
from splynx_xero_gui.gui.certificate.document import Signing, certificate_document
from splynx_xero_gui.gui.certificate.paper import paint, paper_printer
from splynx_xero_gui.gui.certificate.sheet import save_sheet
from splynx_xero_gui.gui.certificate.window import CertificateWindow
from splynx_xero_gui.gui.certificate.words import foot
from splynx_xero_gui.gui.kit.labels import ActionButton
from splynx_xero_gui.gui.kit.money_table import MoneyTable
from splynx_xero_gui.gui.main.page import PageKey
from splynx_xero_gui.gui.main.tieout_page import TieOutPage
from splynx_xero_gui.gui.main_window import MainWindow
from splynx_xero_gui.wizard.certificate import Certificate, certificate_of
from splynx_xero_gui.wizard.services import Status
from tests.gui.main.conftest import Open, settle, window_books
from tests.support.palettes import dark_palette, palette_in_force
from tests.support.shots import cut_texts, overlaps

D = Decimal
LEFT = Qt.MouseButton.LeftButton
Turn = Callable[[MainWindow, PageKey], None]
POISON = "=cmd|' /C calc'!A0 <img src=x onerror=1><b>Anna & Co</b>"


def tie_out(parts: int = 0, loose: str = "0.00", **more: Any) -> TieOut:
    """November: receivables from 81,220.00 to 98,450.00, two tax rates, three accounts."""
    named = tuple(Explained(f"invoice no-{n}", D("1.15"), "is dated 2026-12-01 in Xero") for n in range(parts))
    here = D("98450.00")
    there = here - parts * D("1.15") - D(loose)
    rows = (
        TieOutRow("receivables", "Receivables", here, there, named, Standing(D("81220.00"), D("81220.00"))),
        TieOutRow("receivables:1", "J. Smith", D("5.00"), D("5.00"), (), Standing(D(0), D(0))),
        TieOutRow("tax:OUTPUT3", "Standard rate (15 %)", D("12841.30"), D("12841.30")),
        TieOutRow("tax:OUTPUT2", "Old rate (14 %)", D("120.00"), D("120.00")),
        TieOutRow("bank:091:Cash", "091 Cash, Cash", D("1200.00"), D("1200.00")),
        TieOutRow("bank:091:Cash:2026-11-20", "091 Cash, Cash, 2026-11-20", D("3.00"), D("3.00")),
        TieOutRow("bank:092:Card", "092 Card clearing, Card", D("41200.00"), D("41200.00")),
        TieOutRow("bank:090:Bank", "090 Bank, Bank transfer", D("22900.50"), D("22900.50")),
    )
    beside = (Explained("not from Splynx (3 contacts)", D("2100.00"), "receivables of contacts not linked"),)
    usual: dict[str, Any] = {
        "information": beside,
        "at": dt.datetime(2026, 12, 2, 9, 5, tzinfo=dt.UTC),
        "since": dt.date(2026, 11, 1),
        "run_id": "3fb12c9a0d4e77aa",
    }
    return TieOut(dt.date(2026, 11, 30), rows, **{**usual, **more})


def certificate(result: TieOut | None = None, **status: Any) -> Certificate:
    organisation = Organisation("o", status.pop("name", "Example ISP Ltd"), "ZAR")
    known = Status("Main", organisation=organisation, company="Example ISP", **status)
    return certificate_of(result or tie_out(), known, None, "0.1.0")


def words(made: Certificate, signing: Signing | None = None) -> str:
    return certificate_document(made, signing).toPlainText()


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[..., CertificateWindow]:
    def show(one: Certificate | None = None) -> CertificateWindow:
        window = CertificateWindow(one or certificate())
        qtbot.addWidget(window)
        window.resize(800, 700)
        window.show()
        settle()
        return window

    return show


# -- what it says --


def test_it_says_what_it_is_of_and_every_figure_of_both_sides() -> None:
    text = words(certificate())
    for said in (
        "Tie-out certificate",
        "Equal to the cent",
        "Example ISP Ltd",
        "Main",
        "November 1, 2026",
        "November 30, 2026",
        "3fb12c9a0d4e77aa",
        "Splynx Xero 0.1.0",
        "Prepared by",
        "Reviewed by",
        "Signature",
        "Not from Splynx (3 contacts)",
    ):
        assert said in text
    receivables = text[text.index("Opening") :].split("\n")
    assert receivables[:3] == ["Opening", "Moved", "Closing"]
    for side in ("Splynx", "Xero"):
        place = receivables.index(side)
        assert receivables[place + 1 : place + 4] == ["81,220.00", "17,230.00", "98,450.00"]
    # Tax in all, accounts in all; customers and single days are parts of what stands there already.
    assert "12,961.30" in text
    assert "65,300.50" in text
    assert "J. Smith" not in text
    assert "2026-11-20" not in text


def test_the_period_s_end_in_the_past_is_said_to_be_today_s_knowledge() -> None:
    """R36."""
    assert "as both sides knew them on Wednesday, December 2, 2026" in words(certificate())
    same_day = tie_out(at=dt.datetime(2026, 11, 30, 12, 0, tzinfo=dt.UTC))
    assert "as both sides knew" not in words(certificate(same_day))


def test_a_difference_without_a_reason_is_not_equal_at_its_head_and_is_never_withheld() -> None:
    text = words(certificate(tie_out(parts=1, loose="20.00")))
    assert text.split("\n")[1] == "Not equal"
    assert "ZAR 21.15" in text
    assert "without a reason" in text
    assert "Nothing explains it yet." in text
    assert "Invoice no-0" in text


def test_named_differences_are_all_there_and_the_signatures_stay_on_the_first_page(tmp_path: Path) -> None:
    few, many = certificate(tie_out(parts=3)), certificate(tie_out(parts=60))
    assert words(few).split("\n")[1] == "Every difference is named"
    assert all(f"Invoice no-{n}" in words(many) for n in range(60))
    assert words(many).index("Signature") < words(many).index("Invoice no-0")
    assert paint(certificate_document(certificate()), "", paper_printer(str(tmp_path / "one.pdf"))) == 1
    assert paint(certificate_document(many), "", paper_printer(str(tmp_path / "more.pdf"))) == 3


def test_demo_books_say_so_above_everything() -> None:
    assert words(certificate(demo=True)).split("\n")[1].startswith("Demo books")


def test_names_of_either_side_are_text_and_nothing_else() -> None:
    named = (Explained(f"invoice {POISON}", D("1.15"), POISON),)
    rows = (TieOutRow("receivables", "Receivables", D("1.15"), D(0), named), TieOutRow("tax:X", POISON, D(0), D(0)))
    made = certificate(TieOut(dt.date(2026, 11, 30), rows), name=POISON)
    document = certificate_document(made, Signing(POISON, POISON))
    assert document.toPlainText().count(POISON) >= 5
    html = document.toHtml()
    assert "<img" not in html
    assert "<b>Anna" not in html


def test_a_name_that_turns_what_is_read_is_seen_as_such_on_paper_and_in_the_sheet(tmp_path: Path) -> None:
    turned = "Anna \u202e00.1 RAZ"
    made = certificate(name=turned)
    save_sheet(made, tmp_path / "c.xlsx")
    cells = [str(c.value) for r in load_workbook(tmp_path / "c.xlsx")["Certificate"].iter_rows() for c in r]
    for text in (words(made), foot(made), " ".join(cells)):
        assert "Anna" in text
        assert "\u202e" not in text


# -- its pages --


def test_the_pages_are_black_on_white_in_a_dark_theme_too(shown: Callable[..., CertificateWindow]) -> None:
    with palette_in_force(dark_palette()):
        window = shown()
        picture = window.preview.grab().toImage()
    middle = [picture.pixelColor(x, picture.height() // 2).lightness() for x in range(picture.width())]
    assert max(middle) > 250
    ink = [
        picture.pixelColor(x, y).lightness()
        for x in range(picture.width() // 4, picture.width() * 3 // 4)
        for y in range(100, 400)
    ]
    assert min(ink) < 80
    assert sum(lightness > 200 for lightness in ink) > len(ink) * 0.7


def test_every_page_has_its_number(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    draw = QPainter.drawText

    def note(painter: QPainter, *given: Any) -> Any:
        said.append(str(given[-1]))
        return draw(painter, *given)

    monkeypatch.setattr(QPainter, "drawText", note)
    paint(certificate_document(certificate(tie_out(parts=60))), "the foot", paper_printer(str(tmp_path / "c.pdf")))
    assert [text for text in said if text.startswith("Page ")] == ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"]
    assert said.count("the foot") == 3
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF-")


# -- its window --


def test_a_name_typed_in_stands_on_the_page_and_is_read_out(
    shown: Callable[..., CertificateWindow], qtbot: QtBot
) -> None:
    window = shown()
    field = window.findChild(QLineEdit, "certificate.prepared")
    assert field is not None
    qtbot.keyClicks(field, "Thandi  M.")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.isVisible()
    assert "Thandi M." in window.text()
    assert "Thandi M." in window.preview.accessibleDescription()
    assert not window.isModal()
    assert cut_texts(window) == []
    assert overlaps(window) == []


def test_pdf_and_spreadsheet_are_saved_by_their_buttons(
    shown: Callable[..., CertificateWindow], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = shown()
    asked: list[str] = []

    def choose(_parent: QWidget, _title: str, name: str, _kinds: str) -> tuple[str, str]:
        asked.append(name)
        return str(tmp_path / f"kept {len(asked)}"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    for key in ("pdf", "xlsx"):
        qtbot.mouseClick(window.button(key), LEFT)
    assert asked == ["tie-out Main 2026-11-01 2026-11-30.pdf", "tie-out Main 2026-11-01 2026-11-30.xlsx"]
    assert (tmp_path / "kept 1.pdf").read_bytes().startswith(b"%PDF-")
    assert load_workbook(tmp_path / "kept 2.xlsx").sheetnames == ["Certificate", "Differences"]
    saved = window.strip.current()
    assert saved is not None
    assert saved.text == str(tmp_path / "kept 2.xlsx")


def test_ctrl_p_asks_for_a_printer_and_prints_every_page(
    shown: Callable[..., CertificateWindow], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, asked = shown(certificate(tie_out(parts=60))), []

    def accept(dialog: QPrintDialog) -> int:
        asked.append(dialog)
        dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        dialog.printer().setOutputFileName(str(tmp_path / "printed.pdf"))
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert len(asked) == 1
    assert window.pages == 3
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("key", ["pdf", "xlsx"])
def test_a_file_that_cannot_be_written_is_said_to_be(
    shown: Callable[..., CertificateWindow], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    window = shown()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "none" / "c"), ""))
    qtbot.mouseClick(window.button(key), LEFT)
    dialog = window.findChild(QWidget, "certificate.not-written")
    assert dialog is not None
    dialog.close()


def test_a_spreadsheet_has_numbers_as_numbers_and_runs_no_formula(tmp_path: Path) -> None:
    named = (Explained(POISON, D("1.15"), POISON),)
    poisoned = dataclasses.replace(tie_out().rows[0], xero=D("98448.85"), explained=named)
    made = certificate(TieOut(dt.date(2026, 11, 30), (poisoned,), since=dt.date(2026, 11, 1)), name=POISON)
    save_sheet(made, tmp_path / "c.xlsx")
    book = load_workbook(tmp_path / "c.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type in ("s", "n") for cell in cells)
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and re.match(r"[=+@\-]", cell.value)]
    amounts = [cell.value for row in book["Differences"].iter_rows(min_row=2) for cell in row if cell.column == 4]
    assert amounts == [1.15]


# -- how it is opened --


@pytest.fixture
def page(open_window: Open, on_page: Turn) -> Callable[[TieOut | None], TieOutPage]:
    def opened(result: TieOut | None) -> TieOutPage:
        window = open_window(tie_out=result)
        on_page(window, PageKey.TIE_OUT)
        found = window.findChild(TieOutPage)
        assert found is not None
        return found

    return opened


def test_the_tie_out_page_opens_it_with_a_click(page: Callable[..., TieOutPage], qtbot: QtBot) -> None:
    made = page(tie_out(parts=2))
    button = made.findChild(ActionButton, "tieout.certificate")
    assert button is not None
    qtbot.mouseClick(button, LEFT)
    window = made.findChild(CertificateWindow)
    assert window is not None
    assert "Every difference is named" in window.text()
    qtbot.mouseClick(window.button("close"), LEFT)
    assert not window.isVisible()


def test_a_difference_of_the_opening_alone_is_told_on_the_page_too(page: Callable[..., TieOutPage]) -> None:
    named = (Explained("invoice no-4", D("115.00"), "is dated 2026-11-01 in Xero and 2026-10-31 in Splynx"),)
    opened = dataclasses.replace(tie_out().rows[0], opening=Standing(D("81220.00"), D("81105.00"), named))
    made = page(dataclasses.replace(tie_out(), rows=(opened, *tie_out().rows[1:])))
    said = made.findChild(QWidget, "tieout.verdict")
    assert said is not None
    assert said.accessibleName() == "Difference of ZAR\u00a0115.00, all named (1 document)."
    table, parts = made.table(), made.findChild(MoneyTable, "tieout.parts.frame")
    assert table is not None
    assert parts is not None
    assert table.select_row("receivables")
    assert [row.part.subject for row in parts.shown_rows()] == ["invoice no-4"]


def test_a_comparison_that_misses_a_stream_has_no_certificate(page: Callable[..., TieOutPage]) -> None:
    made = page(dataclasses.replace(tie_out(), incomplete=("payments",)))
    button = made.findChild(ActionButton, "tieout.certificate")
    assert button is not None
    assert not button.isEnabled()


def test_a_period_shows_opening_and_moved_and_is_chosen_by_the_month_s_keys(
    page: Callable[..., TieOutPage], qtbot: QtBot
) -> None:
    made = page(tie_out())
    table = made.table()
    assert table is not None
    titles = [column.key for column in table.model().columns()]
    assert titles[2:8] == ["splynx_opening", "splynx_moved", "splynx", "xero_opening", "xero_moved", "xero"]
    books = window_books(made.window())  # type: ignore[arg-type]
    made.set_as_of(dt.date(2026, 11, 12))
    field = made.findChild(QWidget, "tieout.as_of")
    assert field is not None
    qtbot.keyClick(field, Qt.Key.Key_PageUp)
    assert (made._since.day(), made._as_of.day()) == (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    qtbot.keyClick(field, Qt.Key.Key_PageDown)
    assert (made._since.day(), made._as_of.day()) == (dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    compare = made.findChild(ActionButton, "tieout.compare")
    assert compare is not None
    qtbot.mouseClick(compare, LEFT)
    qtbot.waitUntil(lambda: books.periods == [(dt.date(2026, 11, 1), dt.date(2026, 11, 30))])
