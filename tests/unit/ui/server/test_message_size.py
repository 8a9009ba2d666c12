"""A browser says no more at once than a page can ask of it."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from aci_core.ui.data.upload import MOST_PASTED
from aci_core.ui.server.message_limit import MOST, MessageLimit
from aci_core.ui.server.middleware import middleware


def _heard(*said: Message) -> tuple[list[Message], list[Message]]:
    """What the app hears of these messages, and what the browser is sent."""
    heard: list[Message] = []
    sent: list[Message] = []
    coming = iter(said)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            heard.append(message)
            await send({"type": "websocket.send", "bytes": b"answer"})
            if message["type"] == "websocket.disconnect":
                return

    async def receive() -> Message:
        return next(coming, {"type": "websocket.disconnect", "code": 1000})

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(MessageLimit(app)({"type": "websocket"}, receive, send))
    return heard, sent


@pytest.mark.parametrize("kind", ["bytes", "text"])
def test_too_much_at_once_closes_the_connection(kind: str) -> None:
    letter = b"x" if kind == "bytes" else "x"
    fits: Message = {"type": "websocket.receive", kind: letter * MOST}
    heard, sent = _heard(
        {"type": "websocket.connect"}, fits, {**fits, kind: letter * (MOST + 1)}, fits
    )
    assert [m["type"].partition(".")[2] for m in heard] == ["connect", "receive", "disconnect"]
    assert heard[1] == fits
    assert sent[-1] == {"type": "websocket.close", "code": 1009}
    assert sum(m["type"] == "websocket.send" for m in sent) == 2


def test_what_may_be_pasted_fits_twice() -> None:
    assert 2 * 3 * MOST_PASTED < 0.9 * MOST  # a Chinese character has three bytes


def test_it_stands_at_the_door() -> None:
    assert MessageLimit in [each.cls for each in middleware()]
