"""The connection to the sync record: one per thread, durable commits, and every database error told in plain words."""

import datetime as dt
import itertools
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from splynx_xero_gui.domain.failures import Misconfigured, StorageTrouble
from splynx_xero_gui.ports.control import Clock
from splynx_xero_gui.storage import trouble
from splynx_xero_gui.storage.engines import sqlite_engine
from splynx_xero_gui.storage.paths import private_folder

BUSY_SECONDS = 30
_BREATH = 0.02
SQLITE_ERROR, SQLITE_PERM, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_READONLY, SQLITE_IOERR = 1, 3, 5, 6, 8, 10
SQLITE_CORRUPT, SQLITE_FULL, SQLITE_CANTOPEN, SQLITE_NOTADB = 11, 13, 14, 26
# Arbitrary but fixed: every copy of the program must take the same locks while it migrates and while it syncs.
POSTGRES_MIGRATION_LOCK = 0x53505858
POSTGRES_SYNC_LOCK = 0x53505859
# A workstation that vanished (asleep, unplugged) is noticed by the server after about a minute, and its lock is free.
_SERVER_SETTINGS = {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}
_SERVER_CONNECTION = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "application_name": "splynx-xero",
}

_PLAIN_CAUSES = {
    SQLITE_FULL: "the disk is full",
    SQLITE_READONLY: "no right to write there",
    SQLITE_PERM: "no right to write there",
    SQLITE_CANTOPEN: "the file cannot be opened",
    SQLITE_IOERR: "the disk does not answer",
    SQLITE_BUSY: "another program keeps it locked",
    SQLITE_LOCKED: "another program keeps it locked",
}


class Database:
    """One connection, used from the thread that opened it.

    `file` is the SQLite file, None on a server. Opening and both transactions raise failures.StorageTrouble. A server's
    connection that broke is never renewed: the lock that went with it may be another workstation's by then.
    """

    def __init__(self, location: str | Path, clock: Clock, *, password: str | None = None) -> None:
        url = _url_of(location, password)
        self.file = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
        self.name = str(self.file) if self.file else url.render_as_string(hide_password=True)
        self.clock = clock
        self._thread = threading.get_ident()
        self._writing = False
        self._lost = ""
        self._engine = self._make_engine(url)
        try:
            if self.file:
                _create_private(self.file)
            self._connection = self._engine.connect()
        except (DBAPIError, sqlite3.Error, OSError) as error:
            raise self._explain(error) from error

    @property
    def is_sqlite(self) -> bool:
        """Whether this is an embedded file."""
        return self.file is not None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the record and changes nothing."""
        with self._transaction(writing=False) as connection:
            if not self.is_sqlite:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is on the disk when the block ends, or never was when it raises."""
        with self._transaction(writing=True) as connection:
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A writing transaction that keeps other programs from migrating at the same time."""
        with self.write() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRES_MIGRATION_LOCK})
            yield connection

    def take_sync_lock(self) -> bool:
        """Whether this connection now holds the record's sync lock; the server frees it when the connection ends.

        One lock for each schema, on a server only (SQLite's is a file's, `storage.lock`).
        """
        with self.read() as connection:
            return bool(connection.execute(text(f"SELECT pg_try_advisory_lock({_SYNC_LOCK})")).scalar())

    def free_sync_lock(self) -> None:
        """Free it; on a broken connection the server has done so."""
        if not self._lost:
            with self.read() as connection:
                connection.execute(text(f"SELECT pg_advisory_unlock({_SYNC_LOCK})"))

    def check(self) -> None:
        """Look for damage (SQLite). A damaged file is set aside, never deleted, and R1 raised."""
        if not self.is_sqlite:
            return
        with self.read() as connection:
            found = str(connection.execute(text("PRAGMA quick_check(1)")).scalar())
        if found != "ok":
            raise self._set_aside(found)

    def sibling(self, word: str) -> Path:
        """A name beside the file that no file has yet, with a word and the moment in it (SQLite only)."""
        assert self.file is not None
        stamp = self.clock.now().astimezone(dt.UTC).strftime("%Y%m%d-%H%M%S")
        for number in itertools.count(1):
            again = f"-{number}" if number > 1 else ""
            path = self.file.with_name(f"{self.file.stem}.{word}-{stamp}{again}{self.file.suffix}")
            if not path.exists():
                break
        return path

    def copy_to(self, target: Path) -> None:
        """A complete copy of the file, taken while it is open (SQLite only)."""
        if self.file is None:
            return
        _create_private(target)
        try:
            with closing(sqlite3.connect(self.file)) as source, closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
        except (sqlite3.Error, OSError) as error:
            raise trouble.not_writable(str(target), "no copy could be made", str(error)) from error

    def close(self) -> None:
        """Release the connection."""
        self._connection.close()
        self._engine.dispose()

    @contextmanager
    def _transaction(self, *, writing: bool) -> Iterator[Connection]:
        if threading.get_ident() != self._thread:
            raise RuntimeError("A ledger is used from the thread that opened it")
        if self._lost:
            raise trouble.server_lost(self.name, self._lost)
        self._writing = writing
        try:
            with self._connection.begin():
                yield self._connection
        except DBAPIError as error:
            raise self._explain(error) from error

    def _make_engine(self, url: URL) -> Engine:
        try:
            if self.file is None:
                return _server_engine(url)
            engine = sqlite_engine(url, BUSY_SECONDS)
        except ModuleNotFoundError as error:
            raise Misconfigured(
                "P1",
                "The shared record cannot be opened",
                f"The driver for this kind of database is not installed ({error.name}).",
                "Install the driver, or leave out [ledger] url to use a file on this computer.",
            ) from error

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            connection.isolation_level = None  # BEGIN is ours: the driver's own would leave reads and DDL outside
            _write_ahead(connection)
            for pragma in ("synchronous=FULL", "foreign_keys=ON"):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            # A reader that turns writer in mid-transaction would be refused at once instead of waiting its turn.
            connection.exec_driver_sql("BEGIN IMMEDIATE" if self._writing else "BEGIN")

        return engine

    def _explain(self, error: DBAPIError | sqlite3.Error | OSError) -> Exception:
        if isinstance(error, OSError):
            return trouble.not_writable(self.name, error.strerror or type(error).__name__)
        if isinstance(error, sqlite3.Error):
            return self._explain_sqlite(error, error)
        if self.is_sqlite:
            return self._explain_sqlite(error, error.orig)
        if isinstance(error, OperationalError) or error.connection_invalidated:
            if error.connection_invalidated:
                self._lost = str(error.orig)
            return trouble.server_lost(self.name, str(error.orig))
        return error

    def _explain_sqlite(self, error: Exception, cause: BaseException | None) -> Exception:
        words = str(cause)
        code = getattr(cause, "sqlite_errorcode", SQLITE_ERROR) & 0xFF
        if code in (SQLITE_CORRUPT, SQLITE_NOTADB) or "no such table" in words or "no such column" in words:
            return self._set_aside(words)
        if code in _PLAIN_CAUSES:
            return trouble.not_writable(self.name, _PLAIN_CAUSES[code], words)
        return error

    def put_aside(self, word: str) -> Path:
        """Close, and give the file a name with that word in it; nothing is deleted (SQLite only). Raises OSError."""
        # The connection may not exist yet: opening itself found the damage.
        if hasattr(self, "_connection"):
            self.close()
        target = self.sibling(word)
        for ending in ("", "-wal", "-shm"):
            part = Path(f"{self.file}{ending}")
            if part.exists():
                part.rename(f"{target}{ending}")
        return target

    def _set_aside(self, words: str) -> StorageTrouble:
        try:
            return trouble.damaged(str(self.put_aside("damaged")), words)
        except OSError as error:
            return trouble.not_writable(self.name, "it is damaged and could not be set aside", f"{words}; {error}")


_SYNC_LOCK = f"{POSTGRES_SYNC_LOCK}, hashtext(current_schema())"


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch a new file to WAL. SQLite does not wait here when another program does the same at this moment: we do."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_BREATH)


def _server_engine(url: URL) -> Engine:
    engine = create_engine(url, poolclass=NullPool, connect_args=_SERVER_CONNECTION)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            for name, value in _SERVER_SETTINGS.items():
                cursor.execute(f"SET {name} = {value}")
        connection.commit()

    return engine


def _url_of(location: str | Path, password: str | None) -> URL:
    """A path, `sqlite:///…` or `postgresql://…`. Raises Misconfigured for anything else."""
    if isinstance(location, Path) or "://" not in location:
        return URL.create("sqlite", database=str(location))
    try:
        url = make_url(location)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise _no_database(location) from error
    if backend == "sqlite" and url.database:
        return url
    if backend != "postgresql":
        raise _no_database(location)
    url = url.set(drivername="postgresql+psycopg")
    return url.set(password=password) if password else url


def _no_database(location: str) -> Misconfigured:
    return Misconfigured(
        "P1",
        "The shared record cannot be opened",
        f"[ledger] url is not an address of a database: {location.split('@')[-1]}",
        "Write postgresql://user@server/database, or leave it out to use a file on this computer.",
    )


def _create_private(file: Path) -> None:
    """The file, readable by its owner only; SQLite gives its side files the same rights."""
    if not file.parent.exists():
        private_folder(file.parent)
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
