"""A limit on the pages that a browser has open, and on what it says to them.

Each page is a session with its memory, also before anybody signs in, and keeps what it is told.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

from aci_core.domain.host_limit import host_limit
from aci_core.ui.server.expiry import session_manager
from aci_core.ui.server.identity.browser_binding import asks_for_page
from aci_core.ui.server.identity.session_owners import Owner, visitor
from aci_core.ui.server.layer import Layer
from aci_core.ui.server.limits.budget import Ledger, ledger
from aci_core.ui.server.limits.message_size import MOST, MOST_PARTS, n_parts
from aci_core.ui.server.limits.open_pages import HEADER, OpenPages, Page, open_pages, weight

_NOT_BINARY, _TOO_BIG, _LATER = 1003, 1009, 1013  # RFC 6455, and its registry
_LITTLE = 1 << 20  # bytes: who holds no more may always speak, and come back
_NO_PAGES = ("_stcore", "media", "static", "component", "auth", "oauth2callback", "_aci")


@dataclass(frozen=True, slots=True)
class PageCounts:
    """How many pages may be open.

    Parameters
    ----------
    browser : int
        Of one browser, or one person who has signed in.
    unknown : int
        Of all browsers that keep no cookie, together.
    total : int
        Of all.
    """

    browser: int
    unknown: int
    total: int

    @classmethod
    def from_environment(cls) -> PageCounts:
        """What the host has set in ``ACI_PAGES_BROWSER``, ``_UNKNOWN`` and ``_TOTAL``.

        Raises
        ------
        AciError
            ``store_limit`` for one that is no whole number above 0.
        """
        return cls(
            host_limit("ACI_PAGES_BROWSER", 30),
            host_limit("ACI_PAGES_UNKNOWN", 100),
            host_limit("ACI_PAGES_TOTAL", 400),
        )

    def refusal(self, owner: Owner, open_: OpenPages) -> str | None:
        """Whose pages are too many for one more: "browser", "all", or None."""
        n = open_.n_open()
        if n[""] >= self.total:
            return "all"
        if not owner.browser:
            return "all" if n[owner.shares[0]] >= self.unknown else None
        return "browser" if any(n[share] >= self.browser for share in owner.shares) else None


class PageLimit(Layer):
    """Middleware that lets a browser have so many pages, and say so much.

    Parameters
    ----------
    app : ASGIApp
    counts : PageCounts, optional
        What the host has set, if left out.
    books : Ledger, optional
        That of this server, if left out.
    """

    def __init__(
        self, app: ASGIApp, counts: PageCounts | None = None, books: Ledger | None = None
    ) -> None:
        super().__init__(app)
        self._counts = counts or PageCounts.from_environment()
        self._books = books or ledger()

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say so in place of a page that could not connect."""
        answer = self.app
        if asks_for_page(scope) and not set(scope["path"].split("/")) & set(_NO_PAGES):
            # One that comes first has no cookie yet, and gets one with the page.
            owner = visitor(HTTPConnection(scope).cookies)
            whose = self._counts.refusal(owner, open_pages())
            if whose is not None and (owner.browser or whose == "all"):
                answer = _words(scope, whose, self._counts.browser)
        await answer(scope, receive, send)

    async def websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a connection."""
        page = Page(visitor(HTTPConnection(scope).cookies))
        name = Headers(scope=scope).get(HEADER, "")
        full = self._counts.refusal(page.owner, open_pages()) is not None
        if full or not open_pages().open(name, page):
            await receive()
            await send({"type": "websocket.close", "code": _LATER})
            return
        closed = False
        session: str | None = None  # of one that holds much, once its connection has gone

        async def limited() -> Message:
            nonlocal closed, session
            message = await receive()
            if message["type"] == "websocket.receive":
                code = self._hear(page, message)
                if code is None:
                    return message
                closed = True
                await send({"type": "websocket.close", "code": code})
                message = {"type": "websocket.disconnect", "code": code}
            if message["type"] == "websocket.disconnect" and page.held > _LITTLE:
                session = _session(name)
            return message

        async def answer(message: Message) -> None:
            if not closed:  # what Streamlit still had to say
                await send(message)

        try:
            await self.app(scope, limited, answer)
        finally:
            open_pages().close(name)
            if session is not None and not runtime.get_instance().is_active_session(session):
                # Else it would be kept for its tab to come back, with all that it was told.
                runtime.get_instance().close_session(session)

    def _hear(self, page: Page, message: Message) -> int | None:
        """Count a message; why the page is closed, if it is."""
        said = message.get("bytes")
        if said is None:
            return _NOT_BINARY
        parts = n_parts(said) if len(said) <= MOST else 0
        if len(said) > MOST or parts > MOST_PARTS:
            return _TOO_BIG
        more = weight(said, parts)
        if page.held + more > _LITTLE and self._books.more(page.owner, more) is not None:
            return _LATER
        open_pages().hear(page, more)
        return None


def _session(name: str) -> str | None:
    """The session of an open page; None where it has none, or Streamlit works otherwise."""
    manager = session_manager()
    if not name or manager is None:
        return None
    for info in manager.list_active_sessions():
        context = info.client.client_context
        if context is not None and dict(context.headers).get(HEADER) == name:
            return info.session.id
    return None


def _words(scope: Scope, whose: str, most: int) -> ASGIApp:
    """A page that says why none can be opened, in the language that the browser asks for."""
    from aci_core.presentation.i18n import LANGUAGES, translator

    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
    told = Headers(scope=scope).get("accept-language", "")[:2].lower()
    t = translator(next((lang for lang in (asked, told) if lang in LANGUAGES), LANGUAGES[0]))
    text = t("door.pages", n=most) if whose == "browser" else t("door.full")
    page = (
        f'<!doctype html><html lang="{t.language.html_tag}"><meta charset="utf-8">'
        f"<title>{html.escape(t('app.name'))}</title>"
        '<body style="font:1.1rem/1.6 sans-serif;max-width:36rem;margin:20vh auto;padding:0 1rem">'
        f"<h1>{html.escape(t('app.name'))}</h1><p>{html.escape(text)}</p>"
    )
    return HTMLResponse(page, 429, {"Retry-After": "60", "Cache-Control": "no-store"})
