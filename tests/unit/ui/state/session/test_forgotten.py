"""What was forgotten: ten seconds by the server's clock, for who forgot it, and once."""

from __future__ import annotations

from collections.abc import Callable

from aci_core.ui.server.identity.sign_ins import SignIn
from aci_core.ui.state.session.forgotten import SECONDS, Store
from tests.unit.ui.server.clock import Clock

LI, WANG = SignIn("li", "1", 0.0), SignIn("wang", "2", 0.0)


def _store() -> tuple[Store, Clock, list[tuple[float, Callable[[], object]]]]:
    """A store with a clock and a timer of the test's."""
    clock, timers = Clock(), list[tuple[float, Callable[[], object]]]()
    store = Store(clock, lambda seconds, task: timers.append((seconds, task)))
    return store, clock, timers


def test_it_is_taken_back_once_and_in_time() -> None:
    store, clock, _ = _store()
    store.put("key", {"_loaded": "patients"}, None)
    clock.now = SECONDS - 0.1
    assert store.remaining("key") > 0
    assert store.take("other", None) is None
    assert store.take("key", None) == {"_loaded": "patients"}
    assert store.take("key", None) is None


def test_when_its_time_is_over_it_is_gone_though_no_timer_has_run() -> None:
    store, clock, _ = _store()
    store.put("key", {"_loaded": "patients"}, None)
    clock.now = SECONDS
    assert store.remaining("key") == 0
    assert store.take("key", None) is None


def test_a_timer_of_the_server_ends_it_and_no_browser_has_to_ask() -> None:
    store, _, timers = _store()
    store.put("key", {"_loaded": "patients"}, None)
    [(seconds, task)] = timers
    assert seconds == SECONDS
    task()
    assert store._kept == {}


def test_nobody_else_takes_it_back() -> None:
    store, _, _ = _store()
    for asks in (WANG, None):
        store.put("key", {"_loaded": "patients"}, LI)
        assert store.take("key", asks) is None
        assert store._kept == {}


def test_signing_out_ends_it() -> None:
    store, _, _ = _store()
    store.put("of li", {"_loaded": "patients"}, LI)
    store.put("of wang", {"_loaded": "patients"}, WANG)
    store.delete_of(LI)
    assert set(store._kept) == {"of wang"}
    store.delete("of wang")
    assert store._kept == {}


def test_what_it_holds_is_in_no_text() -> None:
    store, _, _ = _store()
    store.put("key", {"_loaded": "Qzmarker"}, None)
    assert "Qzmarker" not in repr(store._kept)
