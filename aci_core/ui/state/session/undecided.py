"""The file that could not be read as it is, until somebody decides how: ten minutes at most.

Its bytes hold what is scrubbed from a table at the door, so they are kept nowhere else, and
count as an upload of their session.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from aci_core.ui.server import expiry
from aci_core.ui.server.limits import budget

if TYPE_CHECKING:
    from aci_core.ingest.subjects.arms.arm_candidates import ArmCandidates

SECONDS = 600.0
_TOKEN = "_undecided"  # noqa: S105 - a name, no secret


@dataclass(slots=True)
class Undecided:
    """A file that waits for a decision.

    Parameters
    ----------
    data : bytes
    name : str
    session : str
        Which has uploaded it.
    since : float
    headers : ArmCandidates or None
        Of its columns, once they have been asked for.
    """

    data: bytes
    name: str
    session: str
    since: float
    headers: ArmCandidates | None = None


class Store:
    """Files of all sessions, by a random key that the session keeps."""

    def __init__(self) -> None:
        self._kept: dict[str, Undecided] = {}
        self._lock = threading.Lock()

    def put(self, key: str, file: Undecided) -> None:
        """Keep a file."""
        with self._lock:
            self._kept[key] = file

    def get(self, key: str) -> Undecided | None:
        """The file kept under the key, None if it is gone."""
        self.expire()
        with self._lock:
            return self._kept.get(key)

    def delete(self, key: str) -> None:
        """Forget a file."""
        with self._lock:
            self._kept.pop(key, None)

    def expire(self) -> int:
        """Forget what is too old; how many that were."""
        now = time.monotonic()
        with self._lock:
            old = [key for key, file in self._kept.items() if now - file.since > SECONDS]
            for key in old:
                del self._kept[key]
        return len(old)

    def held(self) -> Counter[str]:
        """Bytes that are kept, by session."""
        held: Counter[str] = Counter()
        with self._lock:
            for file in self._kept.values():
                held[file.session] += len(file.data)
        return held


@cache
def _store() -> Store:
    """The files of this server."""
    made = Store()
    expiry.each_time(made.expire)
    budget.count_too(made.held)
    return made


def keep(data: bytes, name: str) -> None:
    """Keep this session's file until it is read, in the place of the one before."""
    drop()
    context = get_script_run_ctx()
    session = context.session_id if context else ""
    key = st.session_state[_TOKEN] = secrets.token_urlsafe(24)
    _store().put(key, Undecided(data, name, session, time.monotonic()))


def current() -> Undecided | None:
    """The file of this session that waits for a decision."""
    key = st.session_state.get(_TOKEN)
    return _store().get(key) if key else None


def drop() -> None:
    """Forget it."""
    key = st.session_state.pop(_TOKEN, None)
    if key:
        _store().delete(key)
