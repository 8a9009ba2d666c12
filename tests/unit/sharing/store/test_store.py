"""The store on SQLite and PostgreSQL: round trip, expiry, limits, concurrency."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from aci_core.domain.errors import AciError
from aci_core.sharing.store import (
    Entry,
    Limits,
    Seal,
    Store,
    database,
    hash_secret,
    open_store,
    token,
)
from tests.services import postgres as pg
from tests.unit.sharing.store.conftest import Clock

BODY = b"Qzmarker" * 500
HOUR, DAY = 3600, 86_400


def put(store: Store, **options: Any) -> tuple[str, Entry]:
    """Store a share under a new token."""
    key = options.pop("token", None) or token()
    body = options.pop("body", BODY)
    arguments = {"manage": "m" * 32, "kind": "rows", "seconds": DAY, **options}
    return key, store.put(body, token=key, **arguments)


def test_what_goes_in_comes_out(make_store: Callable[..., Store]) -> None:
    store = make_store()
    key, entry = put(store, label="监查员", lock="$argon2", owner="me", signed_in=True)
    assert store.open(key) == BODY
    stored = store.find(key)
    assert stored is not None
    assert (stored.label, stored.opened, stored.last_opened, stored.signed_in) == (
        "监查员", 1, store.now(), True,
    )  # fmt: skip
    assert store.entries(manage="m" * 32) == store.entries(owner="me") == (stored,)
    assert store.entries(manage="other") == store.entries(owner="other") == ()
    assert entry.size == stored.size >= len(BODY)


def test_expired_revoked_and_wrong_are_the_same(
    make_store: Callable[..., Store], clock: Clock
) -> None:
    store = make_store()
    expired, _ = put(store, seconds=HOUR)
    revoked, entry = put(store)
    assert not store.revoke(entry.id, manage="not mine")
    assert not store.revoke(entry.id, owner="nobody")
    assert store.revoke(entry.id, manage="m" * 32)
    assert not store.revoke(entry.id)
    clock.now += HOUR
    for key in (expired, revoked, token(), ""):
        assert store.find(key) is None
        assert store.open(key) is None


def test_expired_shares_are_deleted_for_good(
    make_store: Callable[..., Store], clock: Clock, address: str
) -> None:
    store = make_store()
    _, gone = put(store, seconds=HOUR)
    kept, _ = put(store)
    engine = sa.create_engine(database.url())
    with engine.connect() as connection:
        query = sa.text("SELECT body FROM shares WHERE id = :id")
        sealed = bytes(connection.execute(query, {"id": gone.id}).scalar_one())
    clock.now += 2 * HOUR
    assert (store.purge(), store.purge()) == (1, 0)
    assert store.open(kept) == BODY
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM shares").scalar_one() == 1
    engine.dispose()
    events = [event for _, event, share, _ in store.audit() if share == gone.id]
    assert events == ["share", "purge"]
    if address.startswith("sqlite"):  # nor does a page of the file, or of what stands beside it
        folder = Path(address.removeprefix("sqlite:///")).parent
        assert sealed[:64] not in b"".join(file.read_bytes() for file in folder.iterdir())


def test_limits(make_store: Callable[..., Store], clock: Clock) -> None:
    store = make_store(limits=Limits(max_mb=1, max_shares=4, per_owner=2, per_hour=5))
    with pytest.raises(AciError) as error:
        put(store, body=bytes(2 << 20))
    assert error.value.code == "share_too_large"
    put(store)
    put(store)
    with pytest.raises(AciError) as error:
        put(store)
    assert error.value.code == "share_too_many"
    put(store, manage="a", owner="me")
    put(store, manage="b", owner="me")
    for manage in "cd":
        with pytest.raises(AciError) as error:
            put(store, manage=manage)
        assert error.value.code == "share_full"
    for entry in store.entries():
        store.revoke(entry.id)
    put(store, manage="e")
    with pytest.raises(AciError) as error:  # revoking makes no room for a sixth in the hour
        put(store, manage="f")
    assert error.value.code == "share_rate"
    clock.now += HOUR + 1
    put(store, manage="f")
    small = make_store(limits=Limits(max_total_mb=1))
    with pytest.raises(AciError) as error:
        put(small, body=os.urandom(1 << 20), manage="g")
    assert error.value.code == "share_full"


def test_pass_phrases_are_tried_a_few_times(make_store: Callable[..., Store], clock: Clock) -> None:
    store, other = make_store(limits=Limits(tries=3)), make_store(limits=Limits(tries=3))
    key, entry = put(store)
    assert [s.may_try(entry) for s in (store, other, store, other)] == [True] * 3 + [False]
    clock.now += 16 * 60
    assert store.may_try(entry)
    store.open(key)  # the right one: the count begins anew
    assert [store.may_try(entry) for _ in range(4)] == [True] * 3 + [False]


def test_an_opening_without_a_phrase_gives_no_new_tries(make_store: Callable[..., Store]) -> None:
    store = make_store(limits=Limits(tries=2))
    key, entry = put(store)
    assert [store.may_try(entry) for _ in range(3)] == [True, True, False]
    assert store.open(key, anew=False) == BODY  # a reload of who has typed it
    assert not store.may_try(entry)


def test_many_at_once_find_no_room_beyond_the_limit(make_store: Callable[..., Store]) -> None:
    stores = [make_store(limits=Limits(per_owner=3)) for _ in range(4)]

    def share(n: int) -> str:
        try:
            return put(stores[n % 4])[0]
        except AciError as error:
            return error.code

    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(share, range(24)))
    assert outcomes.count("share_too_many") == 21
    assert len(stores[0].entries()) == 3


def test_the_migrations_make_the_tables_that_the_store_knows(
    make_store: Callable[..., Store],
) -> None:
    make_store()
    engine = sa.create_engine(database.url())
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, database.METADATA) == []
    engine.dispose()


def test_a_store_of_a_newer_version_is_left_alone(make_store: Callable[..., Store]) -> None:
    store = make_store()
    key, _ = put(store)
    engine = sa.create_engine(database.url())
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(AciError) as error:
        make_store()
    assert error.value.code == "store_newer"
    assert store.open(key) == BODY  # the replica that still runs goes on


def test_tokens_leave_no_trace(
    make_store: Callable[..., Store],
    address: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    store = make_store(limits=Limits(per_hour=2000, per_owner=2000))
    keys = [put(store, body=b"rows of " + str(n).encode())[0] for n in range(200)]
    assert len(set(keys)) == 200
    assert all(len(key) == 32 for key in keys)
    store.open(keys[0])
    if address.startswith("sqlite"):
        folder = Path(address.removeprefix("sqlite:///")).parent
        dump = b"".join(file.read_bytes() for file in folder.iterdir())
    else:
        programs = pg.folder()
        assert programs is not None
        dump = subprocess.run(
            [programs / "pg_dump", "--inserts", address], check=True, capture_output=True
        ).stdout
    assert hash_secret(keys[0]).encode() in dump  # the dump is one
    assert b"rows of" not in dump
    traces = dump + caplog.text.encode()
    assert [key for key in keys if key.encode() in traces] == []


def test_errors_tell_neither_token_nor_address(make_store: Callable[..., Store]) -> None:
    store = make_store()
    key, _ = put(store)
    with sa.create_engine(database.url()).begin() as connection:
        connection.exec_driver_sql("ALTER TABLE shares RENAME TO away")
    with pytest.raises(AciError) as error:
        store.open(key)
    assert error.value.code == "store_unreachable"
    assert key not in f"{error.value!r} {error.value.__cause__!r}"


def test_replicas_migrate_at_once(make_store: Callable[..., Store]) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: make_store(), range(4)))
    keys = [put(store)[0] for store in stores]
    assert all(store.open(key) == BODY for store in stores for key in keys)


def test_a_fresh_file_that_another_writes_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # WAL cannot be set beside a writer, and SQLite refuses it without waiting.
    address = sa.URL.create("sqlite", database=str(tmp_path / "shares.db"))
    other = sqlite3.connect(str(address.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE theirs (n)")
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        other.close()

    monkeypatch.setattr(database.time, "sleep", sleep)
    store = Store(database.connect(address))
    assert len(pauses) == 1
    assert store.entries() == ()
    store.close()


def test_waiting_for_another_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BUSY", 0.2)
    file = tmp_path / "shares.db"
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(AciError) as error:
            database.connect(sa.URL.create("sqlite", database=str(file)))
    assert error.value.code == "store_unreachable"


def test_openings_of_many_readers_are_all_counted(make_store: Callable[..., Store]) -> None:
    stores = [make_store() for _ in range(4)]
    key, _ = put(stores[0])
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda n: stores[n % 4].open(key), range(40))) == {BODY}
    entry = stores[0].find(key)
    assert entry is not None
    assert entry.opened == 40


def test_an_address_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for address, code in (
        ("mysql://host/x", "store_url"),
        ("nonsense", "store_url"),
        ("postgresql://aci:Qzsecret@127.0.0.1:1/none", "store_unreachable"),
    ):
        monkeypatch.setenv("ACI_STORE_URL", address)
        with pytest.raises(AciError) as error:
            open_store()
        assert error.value.code == code
        assert "Qzsecret" not in f"{error.value!r} {error.value.facts}"


def test_no_secret_looks_like_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    made = iter(["-secret", "--manage", "se-cret"])
    monkeypatch.setattr("secrets.token_urlsafe", lambda _: next(made))
    assert token() == "se-cret"


def test_seals() -> None:
    old, new = "o" * 32, "n" * 32
    sealed = Seal((old,)).close("token", BODY)
    assert b"Qzmarker" not in sealed
    assert Seal((new, old)).open("token", sealed) == BODY
    assert Seal((new,)).open("token", sealed) is None
    assert Seal((old,)).open("token2", sealed) is None
    assert Seal((old,)).open("token", sealed[:-1] + bytes([sealed[-1] ^ 1])) is None
    assert Seal((old,)).open("token", b"") is None
    assert Seal((new,)).open("token", Seal().close("token", BODY)) == BODY
    label = Seal((old,)).close_label("Qzmarker")
    assert b"Qzmarker" not in label
    assert [Seal(k).open_label(label) for k in ((old,), (new,), ())] == ["Qzmarker", "", ""]
    with pytest.raises(AciError):
        Seal(("short",))


def test_limits_of_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACI_SHARE_MAX_MB", "3")
    assert Limits.from_environment() == Limits(max_mb=3)
    monkeypatch.setenv("ACI_SHARE_TRIES", "0")
    with pytest.raises(AciError):
        Limits.from_environment()
