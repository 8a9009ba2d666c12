"""Turns of the child processes that read files: so many at once, with so much memory together."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from aci_core.domain.errors import AciError
from aci_core.domain.host_limit import host_limit

AT_ONCE = 2
PATIENCE = 120.0  # seconds
_MOST_MEMORY = 4 << 30
_LEAST_MEMORY = 768 << 20
_CGROUP = Path("/sys/fs/cgroup/memory.max")

_TOLD: ContextVar[Callable[[bool], None] | None] = ContextVar("_TOLD", default=None)


class ReaderQueue:
    """First come, first served: each waits until there is a place and memory for it.

    Parameters
    ----------
    at_once : int
        Child processes at a time.
    memory : int
        Bytes that all of them may take together.
    patience : float
        Seconds that a file waits for its turn.
    """

    def __init__(self, at_once: int, memory: int, patience: float = PATIENCE) -> None:
        self._at_once = at_once
        self._memory = memory
        self._patience = patience
        self._waiting: deque[object] = deque()
        self._running = 0
        self._taken = 0
        self._changed = threading.Condition()

    @contextmanager
    def turn(self, memory: int) -> Iterator[int]:
        """Wait for a place; give the bytes of memory that the child may take.

        Raises
        ------
        AciError
            ``readers_busy`` if none was free in time.
        """
        memory = min(memory, self._memory)
        self._wait(memory)
        try:
            yield memory
        finally:
            with self._changed:
                self._running -= 1
                self._taken -= memory
                self._changed.notify_all()

    def _wait(self, memory: int) -> None:
        told = _TOLD.get()
        ticket = object()
        until = time.monotonic() + self._patience
        with self._changed:
            self._waiting.append(ticket)
            at_once = self._is_next(ticket, memory)
        # Who is told draws on a page: not while others wait for the lock.
        if told and not at_once:
            told(True)
        with self._changed:
            try:
                if not self._changed.wait_for(
                    lambda: self._is_next(ticket, memory), until - time.monotonic()
                ):
                    raise AciError("readers_busy")
                self._running += 1
                self._taken += memory
            finally:
                self._waiting.remove(ticket)
                self._changed.notify_all()  # the next one may have a place too
        if told and not at_once:
            told(False)

    def _is_next(self, ticket: object, memory: int) -> bool:
        return (
            self._waiting[0] is ticket
            and self._running < self._at_once
            and self._taken + memory <= self._memory
        )


@contextmanager
def telling(told: Callable[[bool], None]) -> Iterator[None]:
    """Call a function, in this thread, when a file has to wait (True) and when it need no more."""
    token = _TOLD.set(told)
    try:
        yield
    finally:
        _TOLD.reset(token)


def _machine() -> int:
    """Memory of the machine or its container in bytes; 0 where that is not known."""
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # Windows
        return 0
    try:
        limit = _CGROUP.read_text("ascii").strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdecimal() else total


def from_environment() -> ReaderQueue:
    """The queue that the host has set: ``ACI_READERS`` at once, ``ACI_READERS_MB`` together.

    Raises
    ------
    AciError
        ``store_limit`` for one that is no whole number above 0.
    """
    half = min(_MOST_MEMORY, max(_LEAST_MEMORY, _machine() // 2 or _MOST_MEMORY // 2))
    memory = host_limit("ACI_READERS_MB", half >> 20) << 20
    return ReaderQueue(host_limit("ACI_READERS", AT_ONCE), memory)
