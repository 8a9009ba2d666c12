"""A connection to PostgreSQL that gives up where the server is silent.

The server's own time-outs do not help where the server itself stands still (a stopped process, a
disk that hangs), nor do those of TCP: its kernel goes on answering.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

import psycopg

SILENCE = 8.0  # seconds without a byte from the server


class Connection(psycopg.Connection[Any]):
    """Connection that closes itself after `silence` seconds without an answer."""

    silence = SILENCE

    def wait(self, gen: Generator[Any, Any, Any], *args: Any, **options: Any) -> Any:
        """Wait for what `gen` asks of the server, as psycopg does."""
        try:
            return super().wait(_while_answered(gen, self.silence), *args, **options)
        except psycopg.errors.ConnectionTimeout:
            self.close()  # what it would answer later is an answer to nobody
            raise


def _while_answered(gen: Generator[Any, Any, Any], silence: float) -> Generator[Any, Any, Any]:
    """Hand on between `gen` and who waits, who sends 0 now and then where nothing came.

    Raises
    ------
    psycopg.errors.ConnectionTimeout
    """
    last = time.monotonic()
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if ready:
                last = time.monotonic()
            elif time.monotonic() - last > silence:
                raise psycopg.errors.ConnectionTimeout("the server is silent")
            wanted = gen.send(ready)
    except StopIteration as end:
        return end.value
