"""A session belongs to one browser: to know its name opens it for no other.

Streamlit connects whoever names a session to it, patients and all, and a name stands in addresses.
So each page brings a cookie, and who comes with another one's session gets a new one.
"""

from __future__ import annotations

import secrets

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from aci_core.ui.server.identity.session_owners import COOKIE, browser_hash, session_owners
from aci_core.ui.server.layer import Layer, on_start

_STREAM = "/_stcore/stream"
_PROTOCOLS = "sec-websocket-protocol"


class BrowserBinding(Layer):
    """Middleware that gives each browser its cookie, and a session to its own browser only."""

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give a browser that asks for a page its cookie."""
        if asks_for_page(scope) and not HTTPConnection(scope).cookies.get(COOKIE):
            send = _with_cookie(send)
        await self.app(scope, receive, send)

    async def websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Connect a browser to its own session, or to a new one."""
        if scope["path"].rstrip("/").endswith(_STREAM):
            scope = _without_others_session(scope)
        await self.app(scope, receive, send)


def asks_for_page(scope: Scope) -> bool:
    """Whether a browser asks for a page: its answer may be told by no type, as unchanged."""
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")


def _with_cookie(send: Send) -> Send:
    # Lax: with Strict, who comes by a mail's link would get a second one, and his other tabs would
    # be a stranger's. It goes with no other site's websocket either way.
    value = f"{COOKIE}={secrets.token_urlsafe(24)}; Path=/; HttpOnly; SameSite=Lax"
    return on_start(send, lambda headers: headers.append("set-cookie", value))


def _without_others_session(scope: Scope) -> Scope:
    """The handshake; where it names a session of another browser, without that name.

    Streamlit reads three entries: the protocol, a token, the session.
    """
    told = Headers(scope=scope).getlist(_PROTOCOLS)
    entries = [entry.strip() for entry in ",".join(told).split(",")]
    if len(entries) < 3 or _is_own(entries[2], browser_hash(HTTPConnection(scope).cookies)):
        return scope
    kept = entries[:2]
    others = [(n, v) for n, v in scope["headers"] if n.lower() != _PROTOCOLS.encode()]
    named = (_PROTOCOLS.encode(), ", ".join(kept).encode("latin-1"))
    return {**scope, "headers": [*others, named], "subprotocols": kept}


def _is_own(session: str, browser: str) -> bool:
    owner = session_owners().find(session)
    return bool(browser) and owner is not None and owner.browser == browser
