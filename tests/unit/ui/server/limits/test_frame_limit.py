"""uvicorn puts no more together than a message may hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import uvicorn

from aci_core.ui.server.limits.frame_limit import limit_frames
from aci_core.ui.server.limits.message_size import MOST


@pytest.fixture
def running() -> Iterator[uvicorn.Config]:
    """The settings of a server that was started before."""
    yield uvicorn.Config("app:app", ws_max_size=200 << 20)
    del uvicorn.Config.ws_max_size


def test_also_where_the_server_runs_already(running: uvicorn.Config) -> None:
    assert running.ws_max_size > MOST
    limit_frames()
    limit_frames()
    assert running.ws_max_size == MOST
    assert uvicorn.Config("app:app", ws_max_size=200 << 20).ws_max_size == MOST
    assert uvicorn.Config("app:app", ws_max_size=1000).ws_max_size == 1000
