"""SQLAlchemy engines for SQLite files which share one dialect and one memory of compiled statements.

The sync record is opened and closed for each piece of work. An engine of its own each time would compile every
statement anew, which takes longer than running it.
"""

import functools
import sqlite3

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.engine.interfaces import CompiledCacheType, Dialect
from sqlalchemy.pool import NullPool
from sqlalchemy.util import LRUCache

_STATEMENTS = 1000


def sqlite_engine(url: URL, busy_seconds: float) -> Engine:
    """An engine over the file of `url`, without a pool: each connection is the file opened anew."""
    dialect, compiled = _shared()
    (database, *_), options = dialect.create_connect_args(url)
    pool = NullPool(lambda: sqlite3.connect(database, **{**options, "timeout": busy_seconds}), dialect=dialect)
    return Engine(pool, dialect, url).execution_options(compiled_cache=compiled)


@functools.cache
def _shared() -> tuple[Dialect, CompiledCacheType]:
    engine = create_engine("sqlite://")
    with engine.connect():  # the dialect learns what this SQLite can do on its first connection
        pass
    engine.dispose()
    return engine.dialect, LRUCache(_STATEMENTS)
