"""Process that shares without end, to be killed at any moment."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from random import Random

from aci_core.sharing.store import Limits, Store, database

SIZE = 300_000
LIMITS = Limits(per_hour=10**6, per_owner=10**6, max_shares=10**6, max_total_mb=10**6)


def body_of(token: str) -> bytes:
    """Content of a share, computed from its token so that a test knows it."""
    return hashlib.shake_128(token.encode()).digest(SIZE)


def store() -> Store:
    """Open the store of the environment."""
    return Store(database.connect(database.url()), limits=LIMITS)


def kill_while_sharing(address: str, times: int, seed: int) -> tuple[int, int]:
    """Kill a sharing process again and again.

    Returns
    -------
    tuple of int
        Shares that are whole, and those that were begun and are not there at all.

    Raises
    ------
    AssertionError
        Where one is neither.
    """
    random = Random(seed)
    begun: list[str] = []
    for _ in range(times):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.services.crash"],
            env={**os.environ, "ACI_STORE_URL": address},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        # The second token is told when the first share is whole; then at any moment of its own.
        begun += [process.stdout.readline().strip() for _ in range(2)]
        # Killed at any moment of the next.
        time.sleep(random.uniform(0, 0.1))
        os.kill(process.pid, signal.SIGKILL)
        begun += process.stdout.read().split()
        process.wait()
    again = store()
    stored = {token: again.open(token) for token in begun if len(token) == 32}
    again.close()
    torn = [token for token, body in stored.items() if body not in (None, body_of(token))]
    assert torn == []
    whole = sum(body is not None for body in stored.values())
    return whole, len(stored) - whole


def main() -> None:
    """Print each token, then share under it."""
    from aci_core.sharing.store import token

    mine = store()
    while True:
        new = token()
        sys.stdout.write(new + "\n")
        sys.stdout.flush()
        mine.put(body_of(new), token=new, manage="m", kind="rows", seconds=86_400)


if __name__ == "__main__":
    main()
