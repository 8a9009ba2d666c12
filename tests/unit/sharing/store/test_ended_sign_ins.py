"""Ends of sign-ins on SQLite and PostgreSQL: read by every server, gone once a clock says it."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from aci_core.sharing.store import Store, database, ended_sign_ins
from tests.unit.sharing.store.conftest import START, Clock

HOUR = 3600
ONE = ("a" * 64, START - 0.25, START + 8.0 * HOUR)
OTHER = ("b" * 64, START - 0.5, START + 1.0 * HOUR)


def test_another_server_reads_what_one_has_written(make_store: Callable[..., Store]) -> None:
    here, there = make_store(), make_store()
    assert ended_sign_ins.read(there) == ()
    ended_sign_ins.write(here, [ONE, OTHER])
    assert set(ended_sign_ins.read(there)) == {ONE, OTHER}
    ended_sign_ins.write(there, [ONE])  # both may write the same
    assert set(ended_sign_ins.read(here)) == {ONE, OTHER}


def test_what_was_written_late_is_read_though_it_ended_before(
    make_store: Callable[..., Store], clock: Clock
) -> None:
    here, there = make_store(), make_store()
    ended_sign_ins.write(here, [ONE])
    clock.now += 600
    since = clock.now - 120
    assert ended_sign_ins.read(there, since) == ()
    ended_sign_ins.write(here, [OTHER])  # its store did not answer until now
    assert ended_sign_ins.read(there, since) == (OTHER,)


def test_they_go_with_what_has_expired(make_store: Callable[..., Store], clock: Clock) -> None:
    store = make_store()
    ended_sign_ins.write(store, [ONE, OTHER])
    clock.now += 2 * HOUR
    assert ended_sign_ins.read(store) == (ONE,)
    store.purge()
    assert _n_lines() == 1
    clock.now += 7 * HOUR
    store.purge()
    assert _n_lines() == 0


def _n_lines() -> int:
    engine = sa.create_engine(database.url())
    with engine.connect() as connection:
        n = connection.exec_driver_sql("SELECT count(*) FROM ended_sign_ins").scalar_one()
    engine.dispose()
    return int(n)


def test_a_store_of_the_version_before_gets_the_table(make_store: Callable[..., Store]) -> None:
    first = make_store()
    key = "t" * 32
    first.put(b"rows", token=key, manage="m" * 32, kind="rows", seconds=HOUR)
    engine = sa.create_engine(database.url())
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE ended_sign_ins")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    engine.dispose()
    store = make_store()
    ended_sign_ins.write(store, [ONE])
    assert ended_sign_ins.read(store) == (ONE,)
    assert store.open(key) == b"rows"
