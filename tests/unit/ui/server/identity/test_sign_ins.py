"""The register of sign-ins: by the app's own clock, and out at once everywhere."""

from __future__ import annotations

import time

import pytest
import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.ui.server.identity import sign_ins as module
from aci_core.ui.server.identity.sign_ins import LEEWAY, SignIn, SignIns
from tests.unit.ui.server.clock import Clock

COOKIES = {"_streamlit_user": "signed"}


@pytest.fixture
def clock() -> Clock:
    """The clock of the register."""
    return Clock(1_000_000.0)


@pytest.fixture
def register(clock: Clock) -> SignIns:
    """A register of 20 minutes and 8 hours."""
    return SignIns(20, 8, clock)


def _signed_in(clock: Clock, person: str = "li", key: str = "1", ago: float = 0) -> SignIn:
    return SignIn(person, key, clock.now - ago)


def test_it_ends_after_some_time_without_use(register: SignIns, clock: Clock) -> None:
    one = _signed_in(clock)
    assert register.use(one, COOKIES)
    for _ in range(3):
        clock.now += 19 * 60
        assert register.use(one, COOKIES)
    clock.now += 19 * 60
    assert register.is_open(one)
    clock.now += 61  # to be asked about is no use
    assert not register.is_open(one)
    assert not register.use(one, COOKIES)
    clock.now -= 3600
    assert not register.is_open(one)  # what is over stays over


def test_it_ends_after_hours_however_much_it_is_used(register: SignIns, clock: Clock) -> None:
    one = _signed_in(clock)
    for _ in range(8 * 4 - 1):
        clock.now += 15 * 60
        assert register.use(one, COOKIES)
    assert register.remaining(one) == 15 * 60
    clock.now += 15 * 60
    assert not register.use(one, COOKIES)


def test_what_the_register_does_not_know_counts_from_its_issue(clock: Clock) -> None:
    # Streamlit's cookie lives 30 days: after a restart it must not count as new.
    register = SignIns(20, 8, clock)
    assert register.is_open(_signed_in(clock, ago=19 * 60))
    assert not register.is_open(_signed_in(clock, ago=21 * 60))
    assert not register.use(_signed_in(clock, ago=29 * 86_400), COOKIES)
    assert not register.is_open(SignIn("li", "none", 0.0))  # a provider that names no time
    # A provider's clock may be ahead, but not for ever.
    assert register.remaining(_signed_in(clock, key="2", ago=-LEEWAY)) == 20 * 60
    assert not register.is_open(_signed_in(clock, key="2", ago=-LEEWAY - 1))


def test_signing_out_ends_every_sign_in_of_the_person(register: SignIns, clock: Clock) -> None:
    ended: list[str] = []
    register.on_end(lambda sign_in: ended.append(sign_in.key))
    here, there, other = _signed_in(clock), _signed_in(clock, key="2"), _signed_in(clock, "wang")
    other = SignIn("wang", "3", clock.now)
    for one in (here, there, other):
        assert register.use(one, COOKIES)
    register.end_person("li")
    register.end(here)
    assert [register.is_open(one) for one in (here, there, other)] == [False, False, True]
    assert sorted(ended) == ["1", "2"]
    # A cookie of before that this server has not seen yet is no way back.
    assert not register.is_open(_signed_in(clock, key="4", ago=LEEWAY + 1))
    # Whoever signs in again is in, though the provider's clock be a minute behind.
    assert register.use(_signed_in(clock, key="5", ago=60), COOKIES)


def test_it_is_found_by_the_browsers_cookies(register: SignIns, clock: Clock) -> None:
    one, two = _signed_in(clock), _signed_in(clock, "wang", "2")
    in_parts = {
        "_streamlit_user": "chunks",
        "_streamlit_user_1": "a",
        "_streamlit_user_tokens": "t",
    }
    assert register.use(one, COOKIES | {"theme": "dark"})
    assert register.use(two, in_parts)
    assert register.find(COOKIES) == one
    assert register.find({**in_parts, "_streamlit_user_tokens": "other"}) == two
    assert register.find({**in_parts, "_streamlit_user_1": "b"}) is None
    assert register.find({}) is None
    assert "signed" not in repr(vars(register))


def test_what_runs_out_is_ended_though_nobody_asks(register: SignIns, clock: Clock) -> None:
    ended: list[SignIn] = []
    register.on_end(ended.append)
    one = _signed_in(clock)
    assert register.use(one, COOKIES)
    clock.now += 21 * 60
    register.sweep()
    assert ended == [one]
    clock.now += 9 * 3600
    register.sweep()
    assert not any((register._known, register._ends))
    assert not register.is_open(one)


def test_a_host_sets_the_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACI_SIGN_IN_MINUTES", "90")
    monkeypatch.setenv("ACI_SIGN_IN_HOURS", "1")
    made = module.sign_ins.__wrapped__()
    assert made.minutes == 90
    assert made.remaining(SignIn("li", "1", module.time.time())) == pytest.approx(3600, abs=60)
    monkeypatch.setenv("ACI_SIGN_IN_MINUTES", "soon")
    with pytest.raises(AciError, match="store_limit"):
        module.sign_ins.__wrapped__()


def test_a_host_that_sets_up_sign_in_is_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    now, secrets = [1000.0], dict[str, object]()
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(st, "secrets", secrets)
    module._has_authentication.cache_clear()
    assert not module.can_sign_in()
    secrets["auth"] = {}
    now[0] += module._ANSWER_HOLDS
    assert module.can_sign_in()
    module._has_authentication.cache_clear()
