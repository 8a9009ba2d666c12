"""Database of the store: its address, connection and migrations."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import event

from aci_core.domain.errors import AciError
from aci_core.sharing.store.failures import as_code
from aci_core.sharing.store.schema import METADATA

URL = "ACI_STORE_URL"
FOLDER = "ACI_DATA_DIR"
_NAME = "aci-cohort-explorer"
_FILE = "shares.db"
_MIGRATIONS = Path(__file__).with_name("migrations")
# Of PostgreSQL: replicas that start together migrate one after the other, and shares are
# counted one by one: two at once would each find room for the last.
_MIGRATING, _COUNTING = 0x0AC1, 0x0AC2
_WAIT = sa.text("SELECT pg_advisory_xact_lock(:key)")
_BUSY = 10.0  # seconds that a statement waits for another's
_CONNECT = 4  # seconds, for each address that a name stands for
# Of PostgreSQL: what can speak tells what happened (a lock of another's, a long statement), before
# a server that stands still is given up by `silence`.
_POSTGRESQL: dict[str, int] = {
    "connect_timeout": _CONNECT,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 8_000,
}
_LIMITS = "SET lock_timeout = '4s'; SET statement_timeout = '6s'"
_NO_LIMITS = "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0"
_MIGRATION = 600.0  # seconds that a statement of a migration may take
_PAUSE = 0.02  # seconds between two tries of what SQLite refuses without waiting
_FILE_KEY = "file"  # of a connection: its file, and which one that was
_T = TypeVar("_T")


def data_folder() -> Path:
    """Folder of this user's data: ``ACI_DATA_DIR``, else that of the operating system."""
    named = os.environ.get(FOLDER)
    if named:
        return Path(named)
    if sys.platform == "win32":  # pragma: no cover - another system's
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / _NAME
    if sys.platform == "darwin":  # pragma: no cover
        return Path.home() / "Library" / "Application Support" / _NAME
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / _NAME


def url() -> sa.URL:
    """Address of the store: ``ACI_STORE_URL``, else a file in the user's data folder.

    Raises
    ------
    AciError
        ``store_url`` where the variable is no address of SQLite or PostgreSQL.
    """
    text = os.environ.get(URL, "").strip()
    if not text:
        return sa.URL.create("sqlite", database=str(data_folder() / _FILE))
    try:
        address = sa.make_url(text)
    except sa.exc.ArgumentError as error:
        raise AciError("store_url") from error
    if address.get_backend_name() == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() == "sqlite" and address.database:
        return address
    raise AciError("store_url")


def exists() -> bool:
    """Whether there is a store; does not create one."""
    address = url()
    return address.get_backend_name() != "sqlite" or Path(address.database or "").exists()


def connect(where: sa.URL) -> sa.Engine:
    """Connect to the database and migrate it to this version.

    Raises
    ------
    AciError
        ``store_newer`` where a newer version of the app has migrated it; as `transaction`.
    """
    try:
        engine = _engine(where)
        _migrate(engine)
    except CommandError as error:
        raise AciError("store_newer") from error
    except (sa.exc.SQLAlchemyError, OSError) as error:
        raise as_code(error) from error
    return engine


def _engine(where: sa.URL) -> sa.Engine:
    if where.get_backend_name() == "postgresql":
        # A server of a database restarts: a connection is tried before it is used.
        engine = sa.create_engine(
            where,
            pool_pre_ping=True,
            pool_size=5,
            pool_timeout=_CONNECT,
            hide_parameters=True,
            connect_args=_POSTGRESQL,
        )
        event.listen(engine, "do_connect", _connect_to_postgresql)
        return engine
    file = Path(where.database or "")
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        file.touch(mode=0o600)
    engine = sa.create_engine(
        where, hide_parameters=True, connect_args={"timeout": _BUSY, "factory": _Connection}
    )
    event.listen(engine, "do_connect", _only_what_exists)
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "checkout", _on_sqlite_checkout)
    event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _connect_to_postgresql(_dialect: Any, _record: Any, _arguments: Any, options: Any) -> Any:
    from aci_core.sharing.store.silence import Connection

    connection = Connection.connect(**options, autocommit=True)
    connection.execute(_LIMITS)  # not as an option of the connection, which poolers refuse
    connection.autocommit = False
    return connection


def _only_what_exists(_dialect: Any, record: Any, arguments: list[Any], options: Any) -> None:
    """Open the file and never make it: where its disk is gone, an empty one would hide that."""
    file = Path(arguments[0])
    options["uri"] = True
    arguments[0] = f"{file.absolute().as_uri()}?mode=rw"
    record.info[_FILE_KEY] = (file, _identity(file))


def _identity(file: Path) -> tuple[int, int] | None:
    """Which file it is, whatever its name; None where there is none."""
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _on_sqlite_checkout(_connection: Any, record: Any, _proxy: Any) -> None:
    """Open the file anew where another stands in its place, or none.

    What is written to one that was deleted is written to nobody.
    """
    file, opened = record.info[_FILE_KEY]
    if _identity(file) != opened:
        raise sa.exc.DisconnectionError


def _retry_while_busy(act: Callable[[], _T]) -> _T:
    """Call `act`, and try again for up to `_BUSY` seconds while the database is busy.

    SQLite's own time-out does not cover everything: setting WAL and recovering a log, among
    others, are refused at once.
    """
    until = time.monotonic() + _BUSY
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            # The extended codes have the reason in the upper bytes.
            busy = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() >= until:
                raise
        time.sleep(_PAUSE)


class _Cursor(sqlite3.Cursor):
    def execute(self, *arguments: Any) -> _Cursor:
        _retry_while_busy(lambda: super(_Cursor, self).execute(*arguments))
        return self


class _Connection(sqlite3.Connection):
    """Connection whose cursors and commits wait while the database is busy."""

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)

    def commit(self) -> None:
        _retry_while_busy(super().commit)


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, and not by Python's guess
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        # By a cursor: the connection's own `execute` takes one that does not wait.
        connection.cursor().execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: sa.Connection) -> None:
    # At once for writing: a reader that turns writer midway could not wait its turn.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


# Alembic holds what it migrates in globals of its own: one thread at a time.
_ONE_BY_ONE = threading.Lock()


def _migrate(engine: sa.Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    head = script.get_current_head()
    with _ONE_BY_ONE, engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(_WAIT, {"key": _MIGRATING})
            if MigrationContext.configure(connection).get_current_revision() != head:
                _lift_limits(connection)

        def steps(revision: Any, _context: Any) -> Any:
            return script._upgrade_revs("head", revision)

        with EnvironmentContext(config, script, fn=steps, destination_rev=head) as environment:
            environment.configure(connection=connection, target_metadata=METADATA)
            environment.run_migrations()


def _lift_limits(connection: sa.Connection) -> None:
    """Give the rest of the transaction time, and its connection, which is not used again."""
    connection.exec_driver_sql(_NO_LIMITS)
    connection.connection.driver_connection.silence = _MIGRATION  # type: ignore[union-attr]
    connection.detach()


def lock_counts(connection: sa.Connection) -> None:
    """Lock the counting of shares until the transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(_WAIT, {"key": _COUNTING})


def shrink(engine: sa.Engine) -> None:
    """Free the space of deleted shares, so that nothing of them remains in a file.

    Where this fails now, the next deletion does it.
    """
    with contextlib.suppress(sa.exc.SQLAlchemyError, sqlite3.Error):
        _shrink(engine)


def _shrink(engine: sa.Engine) -> None:
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM shares")
        return
    with contextlib.closing(engine.raw_connection()) as raw:
        # Where another reads just now it is done at the next chance.
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextlib.contextmanager
def transaction(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction: all of it or nothing.

    Raises
    ------
    AciError
        ``store_unreachable``, ``store_disk_full``, ``store_read_only`` or ``store_damaged``.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except sa.exc.SQLAlchemyError as error:
        raise as_code(error) from error
