"""A session's name opens it for no other browser."""

from __future__ import annotations

import asyncio
from http.cookies import SimpleCookie

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from aci_core.ui.server.identity import browser_binding
from aci_core.ui.server.identity.browser_binding import BrowserBinding
from aci_core.ui.server.identity.session_owners import COOKIE, Owner, SessionOwners, browser_hash
from aci_core.ui.server.middleware import middleware
from tests.unit.ui.server.asgi import ask

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"


def _protocols(cookie: str, *told: str) -> list[str]:
    """The protocols that Streamlit reads of a handshake."""
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    headers = [(b"cookie", cookie.encode()), (b"host", b"a.example")]
    headers += [(b"sec-websocket-protocol", each.encode()) for each in told]
    scope = {"type": "websocket", "path": "/base/_stcore/stream", "headers": headers}
    asyncio.run(BrowserBinding(app)(scope, receive, send))
    return [v.decode() for n, v in seen[0]["headers"] if n == b"sec-websocket-protocol"]


@pytest.fixture
def owners(monkeypatch: pytest.MonkeyPatch) -> SessionOwners:
    """A session of a browser with the cookie, and one of a browser without."""
    owners = SessionOwners()
    owners.register("its-session", Owner(browser_hash({COOKIE: "its"}), ""))
    owners.register("bare", Owner("", ""))
    monkeypatch.setattr(browser_binding, "session_owners", lambda: owners)
    return owners


@pytest.mark.usefixtures("owners")
def test_a_browser_comes_back_to_its_own_session() -> None:
    told = "streamlit, token, its-session"
    assert _protocols(f"{COOKIE}=its", told) == [told]
    assert _protocols(f"{COOKIE}=its", "streamlit, token") == ["streamlit, token"]


@pytest.mark.usefixtures("owners")
@pytest.mark.parametrize("cookie", ["", "x=1", f"{COOKIE}=", f"{COOKIE}=another"])
@pytest.mark.parametrize("session", ["its-session", "bare", "made-up"])
def test_another_gets_a_new_one(cookie: str, session: str) -> None:
    assert _protocols(cookie, f"streamlit, x, {session}") == ["streamlit, x"]
    assert _protocols(cookie, f"streamlit,,{session},more") == ["streamlit, "]
    assert _protocols(cookie, "streamlit", f"x, {session}") == ["streamlit, x"]


@pytest.mark.parametrize("status", [200, 304])
def test_a_page_brings_the_cookie_once(status: int) -> None:
    route = Route("/{rest:path}", lambda _: Response(status_code=status))
    app = Starlette(routes=[route], middleware=[Middleware(BrowserBinding)])
    answers = [ask(app, "/data", Accept=HTML) for _ in range(2)]
    cookies = [SimpleCookie(each.headers["set-cookie"])[COOKIE] for each in answers]
    assert cookies[0].value != cookies[1].value
    assert len(cookies[0].value) >= 32
    for cookie in cookies:
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    assert "set-cookie" not in ask(app, "/data", Accept=HTML, Cookie=f"{COOKIE}=its").headers
    assert "set-cookie" not in ask(app, "/static/a.js", Accept="*/*").headers


def test_it_stands_at_the_door() -> None:
    assert BrowserBinding in [each.cls for each in middleware()]
