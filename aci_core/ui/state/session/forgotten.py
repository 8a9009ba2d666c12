"""Forgotten cohorts, which their page can take back for ten seconds; then the server ends them.

Nothing else finds them: no draft, no cookie, no other tab. A timer of the server deletes each,
whether a browser still asks or not.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.ui.server.identity.sign_ins import sign_ins
from aci_core.ui.state.session import sign_in

if TYPE_CHECKING:
    from aci_core.ui.server.identity.sign_ins import SignIn

SECONDS = 10
_TOKEN = "_forgotten"  # noqa: S105 - a name, no secret
State = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a session held.

    Parameters
    ----------
    state : mapping of str to object
        By key of the session.
    owner : SignIn or None
        Under which sign-in it was forgotten.
    until : float
    """

    state: State = field(repr=False)
    owner: SignIn | None
    until: float


def _start_timer(seconds: float, task: Callable[[], object]) -> None:
    timer = threading.Timer(seconds, task)
    timer.daemon = True
    timer.start()


class Store:
    """What was forgotten in all sessions, by a random key that the session keeps.

    Parameters
    ----------
    clock : callable
        Seconds.
    later : callable
        Calls a function after so many seconds, in a thread of the server.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        later: Callable[[float, Callable[[], object]], None] = _start_timer,
    ) -> None:
        self._clock = clock
        self._later = later
        self._kept: dict[str, Forgotten] = {}
        self._lock = threading.Lock()

    def put(self, key: str, state: State, owner: SignIn | None) -> None:
        """Keep what was forgotten, for its time."""
        with self._lock:
            self._kept[key] = Forgotten(state, owner, self._clock() + SECONDS)
        self._later(SECONDS, lambda: self.delete(key))

    def take(self, key: str, owner: SignIn | None) -> State | None:
        """What was forgotten, once; None if its time is over, or under another sign-in."""
        with self._lock:
            kept = self._kept.pop(key, None)
        in_time = kept is not None and self._clock() < kept.until and kept.owner == owner
        return kept.state if kept is not None and in_time else None

    def remaining(self, key: str) -> float:
        """Seconds until it is gone; 0 where it is."""
        with self._lock:
            kept = self._kept.get(key)
        return max(0.0, kept.until - self._clock()) if kept else 0.0

    def delete(self, key: str) -> None:
        """End it now."""
        with self._lock:
            self._kept.pop(key, None)

    def delete_of(self, owner: SignIn) -> None:
        """End what was forgotten under a sign-in."""
        with self._lock:
            for key in [key for key, kept in self._kept.items() if kept.owner == owner]:
                del self._kept[key]


@cache
def _store() -> Store:
    """What was forgotten on this server."""
    made = Store()
    sign_ins().on_end(made.delete_of)
    return made


def keep(state: State) -> None:
    """Keep what this session has forgotten, in the place of what it forgot before."""
    drop()
    key = st.session_state[_TOKEN] = secrets.token_urlsafe(24)
    _store().put(key, state, sign_in.current())


def remaining() -> float:
    """Seconds in which this session can take back what it forgot; 0 where there is nothing."""
    key = st.session_state.get(_TOKEN)
    return _store().remaining(key) if key else 0.0


def take() -> State | None:
    """What this session forgot, once; None where its time is over."""
    key = st.session_state.pop(_TOKEN, None)
    return _store().take(key, sign_in.current()) if key else None


def drop() -> None:
    """End it now: another file is loaded, or somebody signs out."""
    key = st.session_state.pop(_TOKEN, None)
    if key:
        _store().delete(key)
