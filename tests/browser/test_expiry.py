"""A quiet server forgets: sessions that were closed give their memory back by the clock."""

from __future__ import annotations

import re
import time
import urllib.request

from tests.browser.live_session import live_session
from tests.browser.server import serve

MB = 1 << 20
PATIENCE = 90  # seconds; the timer goes every 20


def _held(url: str) -> int:
    """Bytes of uploads that the server holds."""
    with urllib.request.urlopen(f"{url}/_stcore/metrics") as answer:
        text = answer.read().decode()
    found = re.search(r'cache_type="UploadedFileManager"[^}]*\} (\d+)', text)
    return int(found[1]) if found else 0


def test_what_a_closed_session_held_goes_though_nobody_comes() -> None:
    with serve({"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "5"}) as server:
        with live_session(server.url) as session:
            assert session.upload("made-up", bytes(MB)) == 204
            assert _held(server.url) == MB
        until = time.monotonic() + PATIENCE
        while _held(server.url) and time.monotonic() < until:
            time.sleep(1)
        assert _held(server.url) == 0
