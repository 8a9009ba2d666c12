"""Routes of Streamlit that nobody needs here: they are not found."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_CLOSED = ("/_stcore/metrics",)  # how many sit at the server, and what its caches hold


class ClosedRoutes:
    """Middleware that finds nothing at these routes, with or without a proxy in front.

    Parameters
    ----------
    app : ASGIApp
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and any(closed in scope["path"] for closed in _CLOSED):
            await Response(status_code=404)(scope, receive, send)
            return
        await self._app(scope, receive, send)
