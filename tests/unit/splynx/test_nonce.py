"""The growing number of signed requests (splynx-api.md §2.2)."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from splynx_xero_gui.domain.failures import Cancelled, StorageTrouble
from splynx_xero_gui.splynx.nonce import FileNonces, MemoryNonces


class Clock:
    def __init__(self, second: float = 1_000_000.0) -> None:
        self.second = second

    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.second, dt.UTC)


class Wish:
    def __init__(self, *, requested: bool = False) -> None:
        self.requested = requested

    def raise_if_requested(self) -> None:
        if self.requested:
            raise Cancelled

    def wait(self, seconds: float) -> None:
        self.raise_if_requested()


def next_of(nonces: MemoryNonces | FileNonces) -> int:
    with nonces.using_next() as number:
        return number


def in_file(folder: Path, clock: Clock | None = None, wish: Wish | None = None) -> FileNonces:
    return FileNonces(folder, "https://isp.example.net", "key", clock or Clock(), wish or Wish())


def test_numbers_are_centiseconds_and_grow_even_while_the_clock_stands() -> None:
    nonces = MemoryNonces(Clock())
    assert [next_of(nonces) for _ in range(3)] == [100_000_000, 100_000_001, 100_000_002]


def test_numbers_follow_the_clock_and_never_go_back_with_it(tmp_path: Path) -> None:
    clock = Clock()
    for nonces in (MemoryNonces(clock), in_file(tmp_path, clock)):
        clock.second = 1_000_000.0
        first = next_of(nonces)
        clock.second += 60
        assert next_of(nonces) == first + 6000
        clock.second -= 3600
        assert next_of(nonces) == first + 6001


def test_numbers_go_on_in_the_next_process(tmp_path: Path) -> None:
    assert next_of(in_file(tmp_path / "new" / "folder")) == 100_000_000
    assert next_of(in_file(tmp_path / "new" / "folder", Clock(0))) == 100_000_001


def test_each_key_and_server_has_its_own_number_and_the_key_is_not_in_the_name(tmp_path: Path) -> None:
    for url, key in (("https://a.example", "secret-key"), ("https://b.example", "secret-key")):
        next_of(FileNonces(tmp_path, url, key, Clock(), Wish()))
    names = [file.name for file in tmp_path.glob("*.nonce")]
    assert len(names) == 2
    assert not any("secret-key" in name for name in names)


def test_a_damaged_number_is_replaced_by_the_clock(tmp_path: Path) -> None:
    next_of(in_file(tmp_path))
    [file] = tmp_path.glob("*.nonce")
    file.write_text("nonsense")
    assert next_of(in_file(tmp_path)) == 100_000_000


def test_nobody_gets_a_number_while_another_one_is_in_use(tmp_path: Path) -> None:
    for one, other in ((MemoryNonces(Clock()),) * 2, (in_file(tmp_path), in_file(tmp_path))):
        seen: list[int] = []
        started = threading.Event()

        def take(nonces: MemoryNonces | FileNonces = other, seen: list[int] = seen,
                 started: threading.Event = started) -> None:  # fmt: skip
            started.set()
            seen.append(next_of(nonces))

        thread = threading.Thread(target=take)
        with one.using_next() as number:
            thread.start()
            assert started.wait(5)
            thread.join(0.3)
            assert seen == []
        thread.join(10)
        assert seen == [number + 1]


def test_waiting_for_another_process_ends_with_the_wish_to_stop(tmp_path: Path) -> None:
    next_of(in_file(tmp_path))
    [lock] = tmp_path.glob("*.nonce.lock")
    with FileLock(lock), pytest.raises(Cancelled):
        next_of(in_file(tmp_path, wish=Wish(requested=True)))
    assert next_of(in_file(tmp_path)) == 100_000_001


def test_a_folder_that_cannot_be_written_is_storage_trouble(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StorageTrouble) as failure:
        next_of(in_file(blocked))
    assert failure.value.id == "R3"
    assert str(blocked) in failure.value.message


def test_an_error_while_a_number_is_in_use_gives_the_lock_back(tmp_path: Path) -> None:
    nonces = in_file(tmp_path)
    with pytest.raises(ValueError, match="lost"), nonces.using_next():
        raise ValueError("lost")
    assert next_of(in_file(tmp_path)) == 100_000_001
