"""Names on a terminal: no markup, no emoji codes, no control sequences (docs/threat-model.md)."""

import datetime as dt
import io
from decimal import Decimal

import pytest

from splynx_xero_gui.cli.console import PlainConsole, printable
from splynx_xero_gui.cli.running import show_failure
from splynx_xero_gui.cli.tables import show_items
from splynx_xero_gui.cli.undoing import show_undo
from splynx_xero_gui.domain.failures import ServiceDown
from splynx_xero_gui.domain.kinds import ActionKind, Side
from splynx_xero_gui.domain.undo import Kept, Obstacle, UndoPlan
from tests.support.samples import run_item

ESCAPES = "\x1b]0;owned\x07\x1b[31mred\x9b2J\u202eflipped"


@pytest.mark.parametrize("name", ["[/red]", "[bold]Anna[/bold]", ":smile:", "[link=https://evil.example]x[/link]"])
def test_a_name_that_is_markup_is_printed_as_it_is_written(name: str) -> None:
    """`undo --plan` stopped with an error of the program's own at a customer called `[/red]`."""
    kept = Kept(
        "k1", ActionKind.CREATE_INVOICE, Side.XERO, f"invoice {name}", name, "1", "y1", dt.date(2026, 11, 12),
        Decimal("460.00"), "ZAR", Obstacle.PAID, "It has been paid.",
    )  # fmt: skip
    told = printed(lambda console: show_undo(console, UndoPlan("run-1", "AB12", kept=(kept,))))
    assert told.count(name) == 2


def test_no_character_that_a_terminal_obeys_reaches_it() -> None:
    told = printed(lambda console: show_items(console, [run_item(customer=f"Anna{ESCAPES}", message=ESCAPES)]))
    assert "Anna" in told
    assert not any(mark in told for mark in "\x1b\x07\x9b\u202e")


def test_a_failure_that_quotes_control_characters_is_shown_without_them(capsys: pytest.CaptureFixture[str]) -> None:
    show_failure(ServiceDown("S5", ESCAPES, ESCAPES, ESCAPES, details=ESCAPES), as_json=False, verbose=True)
    told = capsys.readouterr().err
    assert "flipped" in told
    assert not any(mark in told for mark in "\x1b\x07\x9b\u202e")


def test_lines_tabs_and_every_script_stay() -> None:
    assert printable("a\tb\nГлас العربية 漢字 é €") == "a\tb\nГлас العربية 漢字 é €"


def printed(show) -> str:  # type: ignore[no-untyped-def]
    console = PlainConsole(width=400)
    console.file = io.StringIO()
    show(console)
    return console.file.getvalue()
