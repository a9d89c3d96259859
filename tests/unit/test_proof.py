"""`dev.py proof`: the page says what the run counted, and a broken promise is on it and in the exit code."""

from pathlib import Path

import pytest

from tests import proof

ALL_CHECKED = dict.fromkeys(proof.PROMISES, 1)
PARTS = ("drill", "power_cuts", "lost_exchanges", "bad_input", "histories")


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch):
    """A run of these parts alone."""

    def choose(**parts) -> None:
        for name in PARTS:
            monkeypatch.setattr(proof, name, parts.get(name, lambda _proof, **_: None))

    return choose


def test_the_page_adds_up_what_was_counted(only, tmp_path: Path) -> None:
    def cuts(found: proof.Proof) -> None:
        found.add("power cuts: first sync", borders=144, restarts=56)
        found.add("power cuts: mixed", borders=1_200, restarts=69)

    def histories(found: proof.Proof) -> None:
        found.add("histories: everything, begun as mixed", histories=2)
        found.tried["histories: everything, begun as mixed"].update({**ALL_CHECKED, "P9": 7, "faults injected": 31})

    only(power_cuts=cuts, histories=histories)
    page = tmp_path / "proof.md"
    assert proof.main(["--minutes", "0", "--page", str(page)]) == 0
    text = page.read_text()
    assert "**Violations: 0**" in text
    assert "what a power cut leaves kept at each | 1,344 |" in text
    assert "| power cuts: mixed | borders 1,200, restarts 69 |" in text
    assert "| P9 | no mark passes what was not read | 7 |" in text
    assert "| faults that struck in the histories in which everything happens | 31 |" in text


def test_a_broken_promise_is_on_the_page_and_in_the_exit_code(only, tmp_path: Path) -> None:
    def histories(found: proof.Proof) -> None:
        found.add("histories: push-all", histories=1, **ALL_CHECKED)
        found.broken("history 7", AssertionError("a second sync would write (P1)"))

    def drill(_: proof.Proof) -> None:
        raise RuntimeError("cannot start")

    only(histories=histories, drill=drill)
    page = tmp_path / "proof.md"
    assert proof.main(["--minutes", "0", "--page", str(page)]) == 1
    text = page.read_text()
    assert "**Violations: 2**" in text
    assert "a second sync would write (P1)" in text
    assert "cannot start" in text


def test_a_promise_that_was_never_checked_is_not_proven(only, tmp_path: Path) -> None:
    """A check that had another name in the meantime was never called, and the page said 0 violations."""

    def histories(found: proof.Proof) -> None:
        found.add("histories: push-all", histories=1, **{**ALL_CHECKED, "P5": 0})

    only(histories=histories)
    page = tmp_path / "proof.md"
    assert proof.main(["--minutes", "0", "--page", str(page)]) == 1
    assert "**Violations: 1**" in page.read_text()


def test_bad_input_is_counted_example_by_example(tmp_path: Path) -> None:
    found = proof.Proof(until=0)
    proof.bad_input(found, examples=3)
    assert found.violations == []
    assert found.tried["bad input"]["inputs tried"] >= 3 * found.tried["bad input"]["kinds of input"] > 0
