"""Names that mean the same to a reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splynx_xero_gui.wizard.similar import ALIKE, best_alike, likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Installation", "Installations and One-time Work"),
        ("Installation fee", "Installations"),
        ("Voice", "Voice Services"),
        ("Café", "CAFE"),
        ("Late fee", "Late Payment Fees"),
    ],
)
def test_names_a_reader_takes_for_the_same_are_alike(one: str, other: str) -> None:
    assert likeness(one, other) >= ALIKE


@pytest.mark.parametrize(("one", "other"), [("Service", "Rent"), ("Voice", "Sales"), ("Sales", "")])
def test_names_that_share_nothing_telling_are_not_alike(one: str, other: str) -> None:
    assert likeness(one, other) < ALIKE


def test_two_equally_alike_names_are_no_answer() -> None:
    assert best_alike("Voice", [("Voice A", 1), ("Voice B", 2)]) is None


def test_the_most_alike_name_wins() -> None:
    found = best_alike("Voice services", [("Voice", 1), ("Voice Services", 2)])
    assert found == (1.0, 2)


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_symmetric_and_between_none_and_one(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0.0 <= likeness(one, other) <= 1.0
