"""Rules of the house that no other tool checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOME_OF_SOMEONE = re.compile(r"(?<![\w.:/-])/(?:home|Users|root)/\w")


def _sources() -> Iterator[Path]:
    yield from (ROOT / "dev.py", ROOT / "build.spec", ROOT / "README.md", ROOT / "pyproject.toml")
    for folder in ("splynx_xero_gui", "tests", "bench", "docs", "requirements", ".ci"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in {"", ".py", ".md", ".toml", ".lock", ".html", ".mako", ".in"}:
                yield path


def test_no_file_grows_over_500_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in _sources()
        if path.suffix == ".py"
    }
    assert len(lengths) > 10
    assert {name: length for name, length in lengths.items() if length > 500} == {}


def test_no_file_names_a_folder_of_one_persons_machine() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in _sources()
        for line in path.read_text(encoding="utf-8").splitlines()
        if HOME_OF_SOMEONE.search(line)
    ]
    assert named == []
