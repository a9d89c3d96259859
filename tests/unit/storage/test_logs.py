"""Logs never hold a secret, a name or a customer's text, whatever is thrown at them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from splynx_xero_gui.domain.failures import NotAuthorised
from splynx_xero_gui.storage import logs
from splynx_xero_gui.storage.logs import log_to, stop_logging

log = logging.getLogger("splynx_xero_gui.engine.test")


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "logs" / "main.log"
    handler = log_to(path)
    yield path
    stop_logging(handler)


def written(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def test_a_fixed_sentence_and_allowed_facts_are_written(file: Path) -> None:
    log.info("page stored", extra={"stream": "xero/invoice", "count": 50, "seconds": 0.25})
    line = written(file)
    assert "INFO splynx_xero_gui.engine.test page stored stream=xero/invoice count=50 seconds=0.25" in line
    assert line[:4].isdigit()
    assert "Z INFO" in line


@pytest.mark.parametrize(
    "name", ["authorization", "Authorization", "token", "refresh_token", "secret", "customer", "email", "url", "body"]
)
def test_facts_that_are_not_known_to_be_harmless_are_named_but_not_shown(file: Path, name: str) -> None:
    log.info("called", extra={name: "Bearer hunter2", "status": 200})
    assert "hunter2" not in written(file)
    assert f"{name}=…" in written(file)
    assert "status=200" in written(file)


def test_what_is_filled_into_the_sentence_is_left_out(file: Path) -> None:
    log.warning("contact %s was refused: %s", "Thandi M.", "hunter2")
    assert "contact %s was refused: %s" in written(file)
    assert "Thandi" not in written(file)
    assert "hunter2" not in written(file)


def test_other_libraries_say_only_where_they_spoke(file: Path) -> None:
    foreign = logging.getLogger("urllib3.connectionpool")
    foreign.warning("Retrying https://api.example.net/?token=hunter2")
    assert "hunter2" not in written(file)
    assert "urllib3.connectionpool (test_logs.py:" in written(file)


def test_a_name_that_only_begins_like_ours_is_not_ours(file: Path) -> None:
    logging.getLogger("splynx_xero_gui_plugin").warning("token hunter2")
    assert "hunter2" not in written(file)


def test_an_error_is_told_by_kind_and_place_without_its_words(file: Path) -> None:
    try:
        try:
            raise ValueError("customer Thandi M.")
        except ValueError as inner:
            raise NotAuthorised("S4", "Splynx does not accept this key", "hunter2", "") from inner
    except NotAuthorised:
        log.exception("stopped")
    text = written(file)
    assert "NotAuthorised S4" in text
    assert "ValueError" in text
    assert "test_logs.py:" in text
    assert "hunter2" not in text
    assert "Thandi" not in text


def test_a_fact_cannot_forge_a_line_nor_flood_the_log(file: Path) -> None:
    log.info("read", extra={"stream": "a\nERROR forged", "stamp": "x" * 5000})
    (line,) = written(file).splitlines()
    assert "a_ERROR_forged" in line
    assert len(line) < 400


def test_a_message_that_is_no_text_shows_its_kind_only(file: Path) -> None:
    log.info({"token": "hunter2"})
    assert "hunter2" not in written(file)
    assert "(dict)" in written(file)


def test_numbers_and_absences_are_shown_as_they_are(file: Path) -> None:
    log.info("left", extra={"left_today": None, "limit": Decimal("5"), "kind": "invoice"})
    assert "left_today=None limit=5 kind=invoice" in written(file)


def test_details_for_developers_are_written_only_when_asked_for(file: Path, tmp_path: Path) -> None:
    log.debug("quiet")
    assert "quiet" not in written(file)
    verbose = log_to(tmp_path / "verbose.log", verbose=True)
    log.debug("loud")
    stop_logging(verbose)
    assert "loud" in written(tmp_path / "verbose.log")


def test_the_log_is_for_its_owner_only(file: Path) -> None:
    log.info("here")
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_a_full_log_goes_on_in_a_new_file_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LARGEST", 300)
    handler = log_to(tmp_path / "x.log")
    for count in range(20):
        log.info("read", extra={"count": count})
    stop_logging(handler)
    files = sorted(found.name for found in tmp_path.glob("x.log*"))
    assert files == ["x.log", "x.log.1", "x.log.2", "x.log.3"]
    assert all(found.stat().st_mode & 0o077 == 0 for found in tmp_path.glob("x.log*"))


def test_an_ended_log_gets_no_more_lines(tmp_path: Path) -> None:
    handler = log_to(tmp_path / "x.log")
    stop_logging(handler)
    log.warning("after")
    assert written(tmp_path / "x.log") == ""
    assert handler not in logging.getLogger().handlers
