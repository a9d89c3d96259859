"""The table of events holds what it says: every line names tests that exist, every rule has a test that names it."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
RULES = range(1, 39)
_TEST = re.compile(r"^\s*def (test_\w+)\(", re.MULTILINE)
_RULE = re.compile(r"\b[Rr](\d{1,2})\b")


@cache
def sources() -> dict[str, str]:
    """Every test file but this one."""
    paths = sorted((ROOT / "tests").rglob("*.py"))
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths if path != Path(__file__)}


def rows() -> list[list[str]]:
    """The lines of the tables: the heading above, then cell by cell; without their heads."""
    found: list[list[str]] = []
    heading = ""
    for line in (ROOT / "docs" / "events.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line
        elif line.startswith("|") and not line.startswith(("| event ", "|---")):
            found.append([heading, *(cell.strip() for cell in line.strip("|").split("|"))])
    return found


def test_every_event_names_what_happens_a_rule_and_tests_that_exist() -> None:
    known = {name for text in sources().values() for name in _TEST.findall(text)}
    assert len(rows()) > 80
    for row in rows():
        assert len(row) == 6, row
        assert all(row), row
        _, event, _, _, rule, tests = row
        assert rule in {f"R{number}" for number in RULES}, row
        named = re.findall(r"`(\w+)`", tests)
        assert named, f"no test shows it: {event}"
        missing = [name for name in named if name not in known]
        assert not missing, f"{event}: {missing} is no test"


def test_no_event_is_there_twice() -> None:
    events = [tuple(row[:4]) for row in rows()]
    assert len(set(events)) == len(events)


def test_every_rule_is_named_by_a_test() -> None:
    """By its own number in a name, a docstring or a comment of the test files."""
    named = {
        int(number) for text in sources().values() if _TEST.search(text) for number in _RULE.findall(_numbers(text))
    }
    assert sorted(set(RULES) - named) == []


def _numbers(text: str) -> str:
    """Names such as `test_r22_a_part` spell a rule too."""
    return re.sub(r"_([Rr]\d{1,2})_", r" \1 ", text)
