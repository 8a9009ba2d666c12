"""No session's name in the log."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from aci_core.ui.server.log_names import mask_names


@pytest.fixture(autouse=True)
def _masked() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    mask_names()
    mask_names()  # the server's file may run twice
    yield
    logging.setLogRecordFactory(before)


def test_streamlits_lines_tell_no_session(caplog: pytest.LogCaptureFixture) -> None:
    name = str(uuid.uuid4())
    log = logging.getLogger("test.of.names")
    log.warning("Session with id %s is already connected! Reconnecting to existing session.", name)
    log.warning("id=%(id)s of %(n)d", {"id": name, "n": 3})
    log.warning(f"PUT /_stcore/upload_file/{name}/{name.upper()}")
    log.warning("%s %d", "plain", 7)
    assert caplog.messages == [
        "Session with id … is already connected! Reconnecting to existing session.",
        "id=… of 3",
        "PUT /_stcore/upload_file/…/…",
        "plain 7",
    ]


def test_the_server_masks_them() -> None:
    app = Path(__file__).resolve().parents[4] / "app.py"
    assert "\nmask_names()\n" in app.read_text("utf-8")
