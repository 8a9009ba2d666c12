"""Fixtures: a store on each kind of database, with a clock set by the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from aci_core.sharing.store import Store, database
from tests.services.postgres import postgres

START = 1_800_000_000


@dataclass
class Clock:
    """Clock that stands still until the test moves it."""

    now: float = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """PostgreSQL shared by these tests."""
    with postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/shares.db"
    url: str = request.getfixturevalue("server")
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return url


@pytest.fixture
def clock() -> Clock:
    """The store's clock."""
    return Clock()


@pytest.fixture
def make_store(
    address: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Store]]:
    """``make_store(limits=Limits(...))``: a store on the address."""
    monkeypatch.setenv("ACI_STORE_URL", address)
    made: list[Store] = []

    def make(**options: Any) -> Store:
        store = Store(database.connect(database.url()), clock=clock, **options)
        made.append(store)
        return store

    yield make
    for store in made:
        store.close()
