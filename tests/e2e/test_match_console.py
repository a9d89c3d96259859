"""`match` on the console: tables, one JSON document, a spreadsheet there and back, and signing at cut-over."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from splynx_xero_gui.sandbox.books.twofold import Shares
from tests.support.console import ConsoleUser
from tests.support.twofold_world import twofold_world


@pytest.fixture
def user(tmp_path: Path) -> Iterator[ConsoleUser]:
    with twofold_world(25, seed=8, shares=Shares(misspelt=0.3)) as (world, _, _):
        made = ConsoleUser(world, tmp_path / "one")
        made.set_up()
        yield made


def test_match_from_the_first_look_to_the_signed_cut_over(user: ConsoleUser, tmp_path: Path) -> None:
    first = user.json("match")
    assert first.code == 3
    assert first.json["linked"] == {}
    rows = first.json["matches"]
    assert {row["how_sure"] for row in rows} == {"certain", "likely", "none"}
    waiting = [row for row in rows if row["how_sure"] == "likely"]
    assert waiting
    assert all(row["why"] for row in waiting)

    applied = user.run("match", "--apply")
    assert applied.code == 3
    assert "Nothing was written to either side." in applied.out
    assert "likely matches have no answer" in applied.out

    file = tmp_path / "m.csv"
    assert user.run("match", "--export", str(file)).code == 3
    with file.open(encoding="utf-8-sig", newline="") as text:
        cells = list(csv.DictReader(text))
    for row in cells:
        if row["how_sure"] == "likely" and not row["answer"]:
            row["answer"] = "link"
    cells[0]["answer"] = "perhaps"
    _write(file, cells)
    refused = user.json("match", "--import", str(file))
    assert refused.code == 2
    assert "Row 2" in refused.json["error"]["message"]
    assert "'perhaps' is no answer" in refused.json["error"]["message"]

    cells[0]["answer"] = "link"
    _write(file, cells)
    taken = user.json("match", "--import", str(file))
    assert taken.json["refused"] == []
    assert taken.json["answered"] > 0
    assert taken.json["counts"]["customer"]["to_check"] == 0
    # Their documents and payments are surer now; what is still likely is answered in a second round.
    for row in taken.json["matches"]:
        assert row["kind"] != "customer" or row["how_sure"] == "none" or row["linked"]

    signed = user.json("match", "--sign", "Thandi M.", "--as-of", "2026-10-01")
    if signed.code == 0:
        assert signed.json["cut_over"]["signed"]["by"] == "Thandi M."
    else:
        assert signed.json["error"]["id"] == "C3"
    told = user.json("reconcile").json["cut_over"]
    assert told["holds_schedule"] is False
    assert told["signed_by"] == ("Thandi M." if signed.code == 0 else None)


def test_wrong_usage_is_said_and_nothing_is_changed(user: ConsoleUser, tmp_path: Path) -> None:
    assert user.run("match", "--apply", "--sign", "x").code == 2
    nothing = user.json("match", "--import", str(tmp_path / "none.xlsx"))
    assert (nothing.code, nothing.json["error"]["id"]) == (2, "F3")
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    foreign = user.json("match", "--import", str(other))
    assert "lacks the headings" in foreign.json["error"]["message"]


def _write(file: Path, cells: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(cells[0]))
        writer.writeheader()
        writer.writerows(cells)
