"""Four processes open a fresh SQLite store at once, 200 times: each waits its turn."""

from __future__ import annotations

import multiprocessing
from multiprocessing.synchronize import Barrier
from pathlib import Path

import sqlalchemy as sa

from aci_core.sharing.store import Store, database, token

PROCESSES, TIMES = 4, 200
_BODY = b"rows"


def _open_each(folder: Path, together: Barrier, process: int) -> None:
    """Open every store at the same moment as the other processes, share, and read it back."""
    try:
        for time in range(TIMES):
            together.wait()
            store = Store(database.connect(_address(folder, time)))
            key = token()
            store.put(_BODY, token=key, manage=f"process {process}", kind="rows", seconds=3600)
            assert store.open(key) == _BODY
            store.close()
    except BaseException:
        together.abort()  # the others do not wait for one that failed
        raise


def _address(folder: Path, time: int) -> sa.URL:
    return sa.URL.create("sqlite", database=str(folder / str(time) / "shares.db"))


def test_four_processes_open_a_fresh_store_at_once(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    together = spawn.Barrier(PROCESSES, timeout=120)
    processes = [
        spawn.Process(target=_open_each, args=(tmp_path, together, number))
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    for time in range(TIMES):
        store = Store(database.connect(_address(tmp_path, time)))
        assert len(store.entries()) == PROCESSES
        store.close()
