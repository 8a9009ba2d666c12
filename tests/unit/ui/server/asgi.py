"""Ask an ASGI application, without a network."""

from __future__ import annotations

import asyncio

import httpx
from starlette.types import ASGIApp

HOST = "a.example:85"


def ask(app: ASGIApp, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    """The answer; an underscore in a header's name stands for a hyphen."""

    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
            return await client.request(method, path, headers=named)

    return asyncio.run(answer())
