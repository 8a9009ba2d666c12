"""What the middlewares share: a layer that lets pass what it does not handle."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Layer:
    """Middleware between the network and Streamlit.

    Parameters
    ----------
    app : ASGIApp
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a connection."""
        handlers = {"http": self.http, "websocket": self.websocket}
        await handlers.get(scope["type"], self.app)(scope, receive, send)

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self.app(scope, receive, send)

    async def websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a connection."""
        await self.app(scope, receive, send)


def on_start(send: Send, act: Callable[[MutableHeaders], None]) -> Send:
    """A `send` that first shows or changes an answer's headers by `act`."""

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            act(MutableHeaders(scope=message))
        await send(message)

    return answer


def refusal(status: int, words: str = "", headers: Mapping[str, str] | None = None) -> ASGIApp:
    """What answers a request that is refused."""
    return PlainTextResponse(words, status, headers)
