"""A limit on what a browser says at once: a session keeps what it is told, whoever it is.

A spreadsheet comes by the uploads, which are counted; a message holds the page's settings, and
pasted text.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aci_core.ui.server.layer import Layer

MOST = 4 << 20  # bytes
_TOO_BIG = 1009  # RFC 6455


class MessageLimit(Layer):
    """Middleware that closes a websocket whose browser says too much at once.

    Parameters
    ----------
    app : ASGIApp
        What answers.
    most : int
        Bytes of a message.
    """

    def __init__(self, app: ASGIApp, most: int = MOST) -> None:
        super().__init__(app)
        self._most = most

    async def websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a connection."""
        closed = False

        async def limited() -> Message:
            nonlocal closed
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            said = message.get("bytes") or (message.get("text") or "").encode()
            if len(said) <= self._most:
                return message
            closed = True
            await send({"type": "websocket.close", "code": _TOO_BIG})
            return {"type": "websocket.disconnect", "code": _TOO_BIG}

        async def answer(message: Message) -> None:
            if not closed:  # what Streamlit still had to say
                await send(message)

        await self.app(scope, limited, answer)
