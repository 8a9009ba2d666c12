"""A sign-in that ended on one server has ended on every other, and after a restart."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from aci_core.domain.errors import AciError
from aci_core.sharing.store import Store, database, outage, silence
from aci_core.sharing.store.schema import ENDED_SIGN_INS
from aci_core.ui.server.identity.sign_in_exchange import Exchange
from aci_core.ui.server.identity.sign_ins import LEEWAY, SignIn, SignIns
from tests.services.postgres import frozen, postgres

COOKIES = {"_streamlit_user": "signed"}
SECRET = b"s" * 32


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """PostgreSQL shared by these tests."""
    with postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a store of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/shares.db"
    url: str = request.getfixturevalue("postgresql")
    return url


@pytest.fixture
def server(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], tuple[SignIns, Exchange]]]:
    """``server()``: the register and the exchange of one more server on the store."""
    monkeypatch.setenv("ACI_STORE_URL", address)
    stores = [Store(database.connect(database.url()))]
    with stores[0].transaction() as connection:
        connection.execute(ENDED_SIGN_INS.delete())

    def start() -> tuple[SignIns, Exchange]:
        stores.append(Store(database.connect(database.url())))
        register = SignIns(secret=SECRET)
        return register, Exchange(register, lambda _, store=stores[-1]: store)

    yield start
    for store in stores:
        store.close()


def _signed_in(person: str = "li", key: str = "1", ago: float = 0.0) -> SignIn:
    return SignIn(person, key, time.time() - ago)


def test_a_copied_cookie_opens_no_other_server_and_none_started_anew(
    server: Callable[[], tuple[SignIns, Exchange]],
) -> None:
    (here, exchange), (there, its_exchange) = server(), server()
    one, other = _signed_in(), _signed_in("wang", "2")
    assert here.use(one, COOKIES)
    here.end_person("li")
    assert there.is_open(one)  # nobody has told it yet
    assert exchange.exchange()
    assert its_exchange.exchange()
    assert not there.use(one, COOKIES)
    assert there.use(other, COOKIES)
    fresh, its_exchange = server()
    assert its_exchange.exchange()
    assert not fresh.use(one, COOKIES)
    assert fresh.use(_signed_in("li", "3", -1), COOKIES)  # he signs in again


def test_the_same_persons_other_browser_ends_on_the_other_server(
    server: Callable[[], tuple[SignIns, Exchange]],
) -> None:
    (here, exchange), (there, its_exchange) = server(), server()
    ended: list[SignIn] = []
    there.on_end(ended.append)
    one, same, other = _signed_in(), _signed_in(key="2"), _signed_in("wang", "3")
    assert here.use(one, COOKIES)
    assert there.use(same, COOKIES)
    assert there.use(other, {"_streamlit_user": "other"})
    here.end_person("li")
    assert exchange.exchange()
    assert its_exchange.exchange()
    assert ended == [same]
    assert there.is_open(other)


def test_what_ran_out_here_may_be_in_use_there(
    server: Callable[[], tuple[SignIns, Exchange]],
) -> None:
    (here, exchange), (there, its_exchange) = server(), server()
    one = _signed_in(ago=600)
    assert here.use(one, COOKIES)
    assert there.use(one, COOKIES)  # its browser was sent elsewhere while this server was away
    here._clock = lambda: time.time() + 21 * 60
    here.sweep()
    assert not here.is_open(one)
    assert exchange.exchange()
    assert its_exchange.exchange()
    assert there.is_open(one)


def test_the_store_learns_neither_person_nor_cookie(
    server: Callable[[], tuple[SignIns, Exchange]],
) -> None:
    here, exchange = server()
    one = _signed_in("https://provider.example|li", "k" * 64)
    assert here.use(one, COOKIES)
    here.end_person(one.person)
    assert exchange.exchange()
    engine = sa.create_engine(database.url())
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT mark, until FROM ended_sign_ins").all()
    engine.dispose()
    assert len(rows) == 2
    for mark, until in rows:
        assert len(mark) == 64
        assert one.key not in mark
        assert until <= time.time() + 8 * 3600 + LEEWAY
    # Under another secret nobody knows what the lines stand for.
    others = SignIns(secret=b"o" * 32)
    others.learn([])
    assert {others._mark_of(one), others._mark_of(one.person)}.isdisjoint(row.mark for row in rows)


def test_a_page_waits_for_the_answer_about_whom_nobody_knows_here(
    server: Callable[[], tuple[SignIns, Exchange]],
) -> None:
    (here, exchange), (there, its_exchange) = server(), server()
    one = _signed_in()
    assert here.use(one, COOKIES)
    its_exchange._every = 3600
    its_exchange.start()
    its_exchange.wait_for(_signed_in("wang", "2"))  # the first round is done
    here.end_person("li")
    assert exchange.exchange()
    asked: list[object] = []
    store = its_exchange._open_store(False)
    assert store is not None
    sa.event.listen(store._engine, "before_cursor_execute", lambda *_: asked.append(_))
    its_exchange.wait_for(one)
    assert not there.use(one, COOKIES)
    n_asked = len(asked)
    assert n_asked > 0
    for _ in range(100):  # and of whom it knows nobody is asked any more
        its_exchange.wait_for(one)
        there.use(one, COOKIES)
    assert len(asked) == n_asked


def _failing(_: bool) -> Store | None:
    raise AciError("store_unreachable")


def test_without_a_store_the_register_counts_alone(caplog: pytest.LogCaptureFixture) -> None:
    for open_store in (lambda _: None, _failing):
        register = SignIns(secret=SECRET)
        exchange = Exchange(register, open_store)
        one = _signed_in()
        assert register.use(one, COOKIES)
        assert exchange.exchange() == (open_store is not _failing)
        assert exchange.exchange() == (open_store is not _failing)
        register.end_person("li")
        exchange.exchange()
        assert not register.use(one, COOKIES)
    assert caplog.text.count("store_unreachable") == 1  # told once, not every five seconds


def test_what_a_failing_store_was_not_told_it_is_told_later(tmp_path: Path) -> None:
    store = Store(database.connect(sa.URL.create("sqlite", database=str(tmp_path / "s.db"))))
    fails = [True]

    def open_store(_: bool) -> Store | None:
        return _failing(True) if fails[0] else store

    register, other = SignIns(secret=SECRET), SignIns(secret=SECRET)
    exchange = Exchange(register, open_store)
    one = _signed_in()
    assert register.use(one, COOKIES)
    register.end(one)
    assert not exchange.exchange()
    fails[0] = False
    assert exchange.exchange()
    assert Exchange(other, open_store).exchange()
    assert not other.is_open(one)
    store.close()


def test_no_page_waits_long_for_a_store_that_stands_still(
    postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "PAUSE", 30.0)
    monkeypatch.setenv("ACI_STORE_URL", postgresql)
    store = Store(database.connect(database.url()))
    register = SignIns(secret=SECRET)
    exchange = Exchange(register, lambda _: store, every=3600)
    exchange.start()
    exchange.wait_for(_signed_in())
    with frozen(postgresql):
        begun = time.monotonic()
        threads = [
            threading.Thread(target=exchange.wait_for, args=(_signed_in(key=str(n)), 0.5))
            for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        register.end_person("li")  # nor who signs out
        assert time.monotonic() - begun < silence.SILENCE
    store.close()
