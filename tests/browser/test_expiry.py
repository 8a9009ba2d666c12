"""A quiet server forgets: sessions that were closed give their memory back by the clock."""

from __future__ import annotations

import time

import pytest

from tests.browser.live_session import live_session
from tests.browser.server import serve

MB = 1 << 20
PATIENCE = 90  # seconds; the timer goes every 20
LIMITS = {
    "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "5",
    "ACI_UPLOAD_BROWSER_MB": "4",
    "ACI_UPLOAD_TOTAL_MB": "4",
}


@pytest.mark.deep
def test_what_a_closed_session_held_goes_though_nobody_comes() -> None:
    with serve(LIMITS) as server, live_session(server.url) as other:
        with live_session(server.url) as session:
            assert session.upload(bytes(3 * MB)) == 204
        assert other.upload(bytes(2 * MB)) == 429
        until = time.monotonic() + PATIENCE
        while other.upload(bytes(2 * MB)) == 429 and time.monotonic() < until:
            time.sleep(1)  # the clock of the server is what is waited for
        assert other.upload(bytes(MB)) == 204
