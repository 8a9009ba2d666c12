"""Ports for what tests start."""

from __future__ import annotations

import socket
from random import SystemRandom

# Below those that the system gives to whoever asks for any, as each connection that goes out does:
# a server binds its port seconds after it was chosen here, and nobody may have got it meanwhile.
_PORTS = range(20_000, 32_000)
_given: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on just now, and that no other test was given."""
    random = SystemRandom()  # workers that start at the same time choose differently
    while True:
        port = random.choice(_PORTS)
        with socket.socket() as sock:
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in _given:
            _given.add(port)
            return port
