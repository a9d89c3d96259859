"""The threat model and the table of faults name tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_TEST = re.compile(r"^\s*def (test_\w+)\(", re.MULTILINE)


@pytest.mark.parametrize(("page", "least"), [("threat-model.md", 18), ("faults.md", 25)])
def test_every_line_of_the_tables_names_tests_that_exist(page: str, least: int) -> None:
    known = {name for file in (ROOT / "tests").rglob("*.py") for name in _TEST.findall(file.read_text("utf-8"))}
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("|") and "`test_" in line]
    assert len(rows) >= least
    missing = [name for row in rows for name in re.findall(r"`(test_\w+)`", row) if name not in known]
    assert missing == []
