"""Where files are kept, and that only their owner reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from splynx_xero_gui.domain.failures import Misconfigured
from splynx_xero_gui.storage.paths import Paths, checked_name, write_private


def test_one_variable_puts_everything_below_one_folder(app_home: Path) -> None:
    paths = Paths.of_this_computer()
    kept = [
        paths.profile_file("main"),
        paths.draft_file("main"),
        paths.ledger_file("main"),
        paths.lock_file("main"),
        paths.log_file("main"),
        paths.cache,
    ]
    assert all(path.is_relative_to(app_home) for path in kept)
    assert len(set(kept)) == len(kept)


def test_a_relative_home_does_not_move_with_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    paths = Paths.of_this_computer({"SPLYNX_XERO_HOME": "portable"})
    assert paths.data == tmp_path / "portable" / "data"


def test_without_the_variable_the_systems_places_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    paths = Paths.of_this_computer({})
    assert "splynx-xero" in str(paths.config)
    assert "splynx-xero" in str(paths.logs)


def test_nothing_is_made_by_asking_where_it_would_be(app_home: Path) -> None:
    paths = Paths.of_this_computer()
    paths.ledger_file("main")
    assert paths.profiles() == ()
    assert not app_home.exists()


def test_profiles_are_listed_by_name() -> None:
    paths = Paths.of_this_computer()
    for name in ("north", "default", "v1.2"):
        write_private(paths.profile_file(name), "")
    write_private(paths.draft_file("half"), "{}")
    assert paths.profiles() == ("default", "north", "v1.2")


@pytest.mark.parametrize("name", ["default", "Main office", "Kapstadt-Süd", "v1.2", "a", "x" * 40])
def test_names_that_fit_every_system_are_taken(name: str) -> None:
    assert checked_name(name) == name


@pytest.mark.parametrize(
    "name", ["", " ", "..", ".", "a/b", "a\\b", "../x", "a ", "a.", "x" * 41, "con", "NUL.x", "a\n", "a:b"]
)
def test_names_that_would_be_other_files_are_refused(name: str) -> None:
    with pytest.raises(Misconfigured) as told:
        checked_name(name)
    assert told.value.id == "P2"


def test_a_private_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "file"
    write_private(file, "one")
    write_private(file, "two ä")
    assert file.read_text(encoding="utf-8") == "two ä"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_a_write_that_fails_leaves_the_earlier_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "file"
    write_private(file, "one")
    with pytest.raises(UnicodeEncodeError):
        write_private(file, "two \udcff")
    assert file.read_text() == "one"
    assert list(tmp_path.iterdir()) == [file]
