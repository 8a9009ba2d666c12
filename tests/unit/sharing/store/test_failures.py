"""A store that fails: it stands still, its disk is full, its file gone, locked or damaged."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from aci_core.domain.errors import AciError
from aci_core.sharing.store import Store, database, outage, silence, token
from aci_core.sharing.store import store as store_module
from tests.services.postgres import frozen
from tests.unit.sharing.store.conftest import START, Clock

BODY = os.urandom(50_000)
# A reader waits for a connection that does not answer, and for a new one; twice it is never.
PATIENCE = 2 * (silence.SILENCE + 5)


def put(store: Store) -> str:
    """Store a share; return its token."""
    key = token()
    store.put(BODY, token=key, manage="m" * 32, kind="rows", seconds=3600)
    return key


def code_of(ask: Callable[[], object]) -> str:
    """The code of what `ask` fails with."""
    with pytest.raises(AciError) as error:
        ask()
    return error.value.code


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a store on SQLite."""
    path = tmp_path / "data" / "shares.db"
    monkeypatch.setenv("ACI_STORE_URL", f"sqlite:///{path}")
    return path


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    """A store on SQLite."""
    opened = Store(database.connect(database.url()), clock=Clock())
    yield opened
    opened.close()


# --------------------------------------------------------------------- PostgreSQL stands still


@contextlib.contextmanager
def _still(server: str) -> Iterator[None]:
    """Let PostgreSQL stand still, and who asks it be impatient as long as it does.

    Not before and after: a machine with much to do may take a second to write.
    """
    with frozen(server), pytest.MonkeyPatch.context() as patch:
        patch.setattr(silence.Connection, "silence", 1.0)
        yield


@pytest.fixture
def postgresql(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store on PostgreSQL."""
    monkeypatch.setenv("ACI_STORE_URL", server)
    monkeypatch.setattr(outage, "PAUSE", 30.0)
    opened = Store(database.connect(database.url()), clock=Clock())
    yield opened
    opened.close()


def test_a_reader_of_a_store_that_stands_still_is_told(postgresql: Store, server: str) -> None:
    key = put(postgresql)
    begun = time.monotonic()
    with _still(server):
        assert code_of(lambda: postgresql.open(key)) == "store_unreachable"
        assert time.monotonic() - begun < PATIENCE
        # Who comes after him is told at once: by no clock, since nothing is asked.
        asked: list[object] = []
        sa.event.listen(postgresql._engine, "do_connect", lambda *_: asked.append(_))
        assert code_of(lambda: postgresql.find(key)) == "store_unreachable"
        assert code_of(lambda: put(postgresql)) == "store_unreachable"
        assert asked == []


def test_it_opens_again_once_the_store_answers(
    postgresql: Store, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = put(postgresql)
    n = len(postgresql.entries())
    monkeypatch.setattr(outage, "PAUSE", 0.0)
    with _still(server):
        assert code_of(lambda: put(postgresql)) == "store_unreachable"
    assert postgresql.open(key) == BODY
    assert len(postgresql.entries()) == n  # nothing of the one that failed is there
    put(postgresql)


def test_nobody_waits_behind_who_opens_a_store_that_stands_still(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACI_STORE_URL", server)
    monkeypatch.setattr(store_module, "_OPEN", {})
    monkeypatch.setattr(store_module, "_OUTAGE", outage.Outage())
    monkeypatch.setattr(outage, "PAUSE", 60.0)
    codes: list[str] = []
    threads = [
        threading.Thread(target=lambda: codes.append(code_of(store_module.open_store)))
        for _ in range(8)
    ]
    begun = time.monotonic()
    with _still(server):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert codes == ["store_unreachable"] * 8
    assert time.monotonic() - begun < PATIENCE  # not eight times a connection's time


def test_a_lock_of_another_is_not_waited_for_without_end(
    postgresql: Store, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sa.create_engine(database.url())
    with other.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE shares IN ACCESS EXCLUSIVE MODE")
        monkeypatch.setattr(silence.Connection, "silence", 60.0)
        assert code_of(postgresql.entries) == "store_unreachable"
    other.dispose()
    monkeypatch.setattr(outage, "PAUSE", 0.0)


def test_a_slow_transfer_is_not_silence(postgresql: Store) -> None:
    """Each byte counts: what takes long is not given up while something comes."""

    def drip() -> Iterator[int]:
        ready = 0
        for _ in range(5):
            ready = yield 1
        return ready  # type: ignore[return-value]

    waiting = silence._while_answered(drip(), 0.05)  # type: ignore[arg-type]
    next(waiting)
    with contextlib.suppress(StopIteration):
        while True:
            time.sleep(0.03)  # all together longer than the silence that is allowed
            waiting.send(1)


# --------------------------------------------------------------------------- the disk is full


def _fill(store: Store) -> None:
    """Let the file grow no more, as on a full disk or under a quota."""

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    store._engine.dispose()
    sa.event.listen(store._engine, "connect", limit)


def test_a_full_disk_stores_nothing_and_revokes(store: Store) -> None:
    key = put(store)
    [entry] = store.entries()
    _fill(store)
    assert code_of(lambda: put(store)) == "store_disk_full"
    assert store.entries() == (entry,)
    assert store.find(key) == entry
    assert store.revoke(entry.id)
    assert store.open(key) is None


def test_a_full_disk_purges(store: Store) -> None:
    put(store)
    _fill(store)
    store._clock.now += 7200  # type: ignore[attr-defined]
    assert store.purge() == 1
    assert store.entries() == ()


def _refuse(store: Store, *starts: str) -> Callable[[], None]:
    """Let these statements find the disk full; return what frees it."""

    def full(_c: object, _x: object, statement: str, *_: object) -> None:
        if statement.startswith(starts):
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise sa.exc.OperationalError(statement, None, error)

    sa.event.listen(store._engine, "before_cursor_execute", full)
    return lambda: sa.event.remove(store._engine, "before_cursor_execute", full)


def test_where_nothing_can_be_deleted_the_link_is_closed(store: Store) -> None:
    key = put(store)
    [entry] = store.entries()
    free = _refuse(store, "DELETE")
    assert code_of(lambda: store.revoke(entry.id)) == "share_closed"
    assert store.open(key) is None
    assert store.entries() == ()
    assert code_of(store.purge) == "store_disk_full"
    free()
    assert store.purge() == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A disk of 400 kB; None where we may mount none."""
    command = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(tmp_path)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        yield None
        return
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def test_a_disk_that_is_full_to_the_last_byte(small_disk: Path | None) -> None:
    if small_disk is None:
        return  # the tests above are of the same without a disk
    address = sa.URL.create("sqlite", database=str(small_disk / "shares.db"))
    store = Store(database.connect(address), clock=Clock())
    key = put(store)
    [entry] = store.entries()
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("ab", buffering=0) as file:
        while file.write(b"x" * 512):
            pass
    assert code_of(lambda: put(store)) == "store_disk_full"
    try:
        assert store.revoke(entry.id)
        told = "revoked"
    except AciError as error:
        told = error.code
    filler.unlink()
    # As the disk has room in what it gave out before; but what is told is what is so.
    assert told in ("revoked", "share_closed", "share_not_revoked")
    assert (store.find(key) == entry) == (told == "share_not_revoked")
    assert store.purge() == (told == "share_closed")
    put(store)
    store.close()


def test_where_nothing_can_be_written_the_link_is_said_to_open(store: Store) -> None:
    key = put(store)
    [entry] = store.entries()
    free = _refuse(store, "DELETE", "UPDATE", "INSERT")
    assert code_of(lambda: store.revoke(entry.id)) == "share_not_revoked"
    free()
    assert store.find(key) == entry


def test_a_disk_full_at_the_first_start(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "touch", full)
    assert code_of(lambda: database.connect(database.url())) == "store_disk_full"


# ------------------------------------------------------- a folder or file that cannot be written


@contextlib.contextmanager
def _without_privileges() -> Iterator[None]:
    """Let permissions hold for this thread's files, also where the tests are run by root."""
    if os.geteuid():
        yield
        return
    libc = ctypes.CDLL(None)
    libc.setfsuid(65534)
    try:
        yield
    finally:
        libc.setfsuid(0)


@pytest.mark.parametrize("there", [False, True])
def test_a_folder_that_cannot_be_written(there: bool) -> None:
    # Not below pytest's own folder, which is its account's alone.
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        file = folder / "shares.db"
        address = sa.URL.create("sqlite", database=str(file))
        Store(database.connect(address)).close()
        if there:
            file.chmod(0o444)
        else:
            file.unlink()
        folder.chmod(0o555)
        with _without_privileges():
            code = code_of(lambda: Store(database.connect(address)).entries())
        folder.chmod(0o755)
        assert code == "store_read_only"
        assert {one.name for one in folder.iterdir()} == ({"shares.db"} if there else set())


# -------------------------------------------------- the file is gone, another one, damaged, locked


def test_a_file_that_vanished_is_not_written_to(store: Store, file: Path) -> None:
    key = put(store)
    away = file.parent.with_name("away")
    file.parent.rename(away)  # as a disk that is no longer there
    assert code_of(lambda: put(store)) == "store_unreachable"
    file.parent.mkdir()
    assert code_of(lambda: put(store)) == "store_unreachable"
    assert not file.exists()  # none is made in its place: the old one may come back
    file.parent.rmdir()
    away.rename(file.parent)
    assert store.open(key) == BODY


def test_a_restored_file_is_taken_up(store: Store, file: Path) -> None:
    key = put(store)
    other = Store(database.connect(sa.URL.create("sqlite", database=f"{file}.new")), clock=Clock())
    theirs = put(other)
    other.close()
    for one in file.parent.glob("shares.db-*"):
        one.unlink()
    Path(f"{file}.new").replace(file)
    assert store.open(theirs) == BODY
    assert store.find(key) is None


def test_a_damaged_file_is_said_and_left_alone(file: Path) -> None:
    first = Store(database.connect(database.url()), clock=Clock())
    put(first)
    first.close()
    whole = file.read_bytes()
    for damaged, told in (
        (b"no database at all, but a letter. " * 200, "store_damaged"),
        (whole[:4096] + os.urandom(len(whole) - 4096), "store_damaged"),
    ):
        file.write_bytes(damaged)

        def ask() -> None:
            store = Store(database.connect(database.url()), clock=Clock())
            store.entries()
            put(store)

        assert code_of(ask) == told
        assert file.read_bytes() == damaged


def test_a_locked_file_is_waited_for_and_then_told(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store)
    monkeypatch.setattr(database, "_BUSY", 0.2)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        store._engine.dispose()
        sa.event.listen(store._engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout=100"))
        assert code_of(store.entries) == "store_unreachable"
        other.execute("ROLLBACK")
    assert len(store.entries()) == 1


def test_an_outage_ends_with_the_first_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [float(START)]
    monkeypatch.setattr(outage.time, "monotonic", lambda: now[0])
    watch = outage.Outage()

    def asked(seconds: float, code: str | None) -> None:
        now[0] += seconds
        if code:
            raise AciError(code)

    def ask(seconds: float, code: str | None) -> str:
        try:
            with watch.watched():
                asked(seconds, code)
        except AciError as error:
            return error.code
        return "answered"

    assert ask(0.1, "store_unreachable") == "store_unreachable"
    assert ask(0, None) == "answered"  # what fails at once costs nobody anything
    assert ask(9, "share_full") == "share_full"
    assert ask(0, None) == "answered"  # an answer, if a late one
    assert ask(9, "store_unreachable") == "store_unreachable"
    assert ask(0, None) == "store_unreachable"  # at once
    now[0] += outage.PAUSE
    assert ask(0, None) == "answered"
    assert ask(0, None) == "answered"
