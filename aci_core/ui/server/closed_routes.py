"""Routes of Streamlit that nobody needs here: they are not found."""

from __future__ import annotations

from starlette.types import Receive, Scope, Send

from aci_core.ui.server.layer import Layer, refusal

_CLOSED = ("/_stcore/metrics",)  # how many sit at the server, and what its caches hold


class ClosedRoutes(Layer):
    """Middleware that finds nothing at these routes, with or without a proxy in front."""

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        closed = any(route in scope["path"] for route in _CLOSED)
        await (refusal(404) if closed else self.app)(scope, receive, send)
