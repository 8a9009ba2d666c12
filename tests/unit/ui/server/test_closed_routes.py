"""Nobody asks the server for its memory."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from aci_core.ui.server.middleware import middleware
from tests.unit.ui.server.asgi import ask


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_metrics_are_not_found(method: str) -> None:
    routes = [Route("/{rest:path}", lambda _: Response(status_code=204))]
    app = Starlette(routes=routes, middleware=middleware())
    for path in ("/_stcore/metrics", "/_stcore/metrics/", "/base/_stcore/metrics?families=cache"):
        assert ask(app, path, method).status_code == 404
    assert ask(app, "/_stcore/health").status_code == 204
