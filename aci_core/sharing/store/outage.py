"""An outage of the store: who comes while it lasts is told at once, and does not wait too.

A store that does not answer costs each who asks it some seconds, in a thread of the server.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

from aci_core.domain.errors import AciError

SLOW = 1.0  # seconds: what fails sooner needs no protection
PAUSE = 5.0  # seconds until somebody tries again


class Outage:
    """Whether the store has lately let somebody wait for nothing."""

    def __init__(self) -> None:
        self._until = 0.0
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Ask the store within the block.

        Raises
        ------
        AciError
            ``store_unreachable``, at once, during an outage.
        """
        begun = time.monotonic()
        with self._lock:
            if begun < self._until:
                raise AciError("store_unreachable")
            if self._until:  # one tries, the others are told meanwhile
                self._until = begun + PAUSE
        try:
            yield
        except AciError as error:
            with self._lock:
                waited = time.monotonic() - begun > SLOW
                slow = error.code == "store_unreachable" and waited
                self._until = time.monotonic() + PAUSE if slow else 0.0
            raise
        with self._lock:
            self._until = 0.0
