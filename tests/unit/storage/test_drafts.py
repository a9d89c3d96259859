"""Half-done set-ups are found again."""

from __future__ import annotations

from pathlib import Path

import pytest

from splynx_xero_gui.domain.failures import StorageTrouble
from splynx_xero_gui.storage.drafts import Drafts
from splynx_xero_gui.storage.paths import Paths


@pytest.fixture
def paths() -> Paths:
    return Paths.of_this_computer()


def test_a_draft_is_kept_replaced_and_forgotten(paths: Paths) -> None:
    drafts = Drafts(paths)
    assert drafts.load("main") is None
    drafts.save("main", {"page": "W4", "partners": ["Süd"]})
    drafts.save("main", {"page": "W5"})
    assert Drafts(paths).load("main") == {"page": "W5"}
    assert drafts.names() == ("main",)
    drafts.delete("main")
    drafts.delete("main")
    assert drafts.load("main") is None
    assert drafts.names() == ()


def test_profiles_have_their_own_drafts(paths: Paths) -> None:
    drafts = Drafts(paths)
    drafts.save("a", {"page": "W1"})
    drafts.save("b", {"page": "W2"})
    assert (drafts.load("a"), drafts.load("b")) == ({"page": "W1"}, {"page": "W2"})


@pytest.mark.parametrize("content", ["", "[]", "{half", "\xff"])
def test_a_draft_nobody_can_read_counts_as_none(paths: Paths, content: str) -> None:
    Drafts(paths).save("main", {})
    paths.draft_file("main").write_bytes(content.encode("latin-1"))
    assert Drafts(paths).load("main") is None


def test_a_draft_is_for_its_owner_only(paths: Paths) -> None:
    Drafts(paths).save("main", {})
    assert paths.draft_file("main").stat().st_mode & 0o077 == 0


def test_a_draft_that_cannot_be_written_is_told_and_the_earlier_one_stays(paths: Paths) -> None:
    drafts = Drafts(paths)
    drafts.save("main", {"page": "W1"})
    with pytest.raises(TypeError):
        drafts.save("main", {"page": object()})
    assert drafts.load("main") == {"page": "W1"}


def test_a_place_where_no_draft_can_be_written_is_told(app_home: Path, paths: Paths) -> None:
    app_home.write_text("a file, not a folder")
    with pytest.raises(StorageTrouble) as told:
        Drafts(paths).save("main", {})
    assert told.value.id == "R3"
