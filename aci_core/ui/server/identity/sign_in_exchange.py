"""Exchange of ended sign-ins with the other servers on the store, by a thread of its own.

A cookie that was copied before its owner signed out would open another replica, or this one started
anew, as long as its clock lets it. So each end is written to the store, and read by every server:
every few seconds, and where a sign-in comes that is not known. No page and no request asks the
store: where there is none, or it is silent, the register of this server counts alone.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import astuple
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.ui.server.identity.sign_ins import LEEWAY, End, SignIn, SignIns, sign_ins

if TYPE_CHECKING:  # they bring the database: not before a thread of its own needs it
    from aci_core.sharing.store import Store

_LOG = logging.getLogger(__name__)
EVERY = 5.0  # seconds until another server knows of an end
PATIENCE = 3.0  # seconds that a page waits to be told of a sign-in that is not known here
_MOST = 10_000  # ends that wait for a store that fails


class Exchange:
    """Exchange of one server.

    Parameters
    ----------
    register : SignIns
    open_store : callable
        The store; None where there is none, and one is made only if its argument is true.
    every : float
        Seconds between two questions.
    """

    def __init__(
        self,
        register: SignIns,
        open_store: Callable[[bool], Store | None],
        every: float = EVERY,
    ) -> None:
        self._register = register
        self._open_store = open_store
        self._every = every
        self._unwritten: deque[End] = deque(maxlen=_MOST)
        self._read_at = 0.0  # by the clock of ends
        self._failed = False
        self._wanted = self._begun = self._done = 0  # rounds
        self._turn = threading.Condition()
        register.on_sign_out(self._wake)

    def start(self) -> None:
        """Start the thread."""
        threading.Thread(target=self._run, name="sign-ins", daemon=True).start()

    def wait_for(self, sign_in: SignIn, seconds: float = PATIENCE) -> None:
        """Wait, where a sign-in is not known here, until the others were asked of it.

        Not while the store fails: who comes then is judged by this server's clock at once.
        """
        if self._register.is_known(sign_in):
            return
        with self._turn:
            if self._failed:
                return
            # Not the round that goes on just now: it may have read before.
            self._wanted = wanted = self._begun + 1
            self._turn.notify_all()
            self._turn.wait_for(lambda: self._done >= wanted or self._failed, seconds)

    def _wake(self, end: End) -> None:
        with self._turn:
            self._unwritten.append(end)
            self._wanted = self._begun + 1
            self._turn.notify_all()

    def _run(self) -> None:
        while True:
            self.exchange()
            with self._turn:
                self._turn.wait_for(lambda: self._wanted > self._begun, self._every)

    def exchange(self) -> bool:
        """Write what has ended here and read what has ended elsewhere; whether that went well."""
        with self._turn:
            self._begun += 1
        try:
            self._write_and_read()
            failure = ""
        except AciError as error:
            failure = error.code
        except Exception as error:  # noqa: BLE001 - of whatever kind: the thread goes on
            failure = type(error).__name__
        if failure and not self._failed:
            _LOG.warning("ended sign-ins are not exchanged: %s", failure)
        with self._turn:
            self._failed = bool(failure)
            self._done = self._begun
            self._turn.notify_all()
        return not failure

    def _write_and_read(self) -> None:
        ends = tuple(self._unwritten)
        store = self._open_store(bool(ends))
        if store is None:
            return
        from aci_core.sharing.store import ended_sign_ins

        if ends:
            ended_sign_ins.write(store, [astuple(end) for end in ends])
            for _ in ends:
                self._unwritten.popleft()
        now = time.time()
        # Some of what was read before: clocks differ, and what began first may be written last.
        told = ended_sign_ins.read(store, self._read_at - LEEWAY)
        self._read_at = now
        if told:
            self._register.learn(End(*each) for each in told)


def _open_store(make: bool) -> Store | None:
    from aci_core.sharing import store

    return store.open_store() if make or store.exists() else None


@st.cache_resource(show_spinner=False)
def exchange() -> Exchange:
    """The exchange of this server, whose thread runs."""
    made = Exchange(sign_ins(), _open_store)
    made.start()
    return made
