"""Uploads at the door, counted as they come in."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aci_core.ui.server.asked_uploads import upload_in
from aci_core.ui.server.identity.session_owners import visitor
from aci_core.ui.server.layer import Layer, refusal
from aci_core.ui.server.limits.budget import LEAST, Ledger, ledger

_LATER = {"Retry-After": "60"}


class UploadBudget(Layer):
    """Middleware that refuses uploads beyond the budget, also in their middle.

    Parameters
    ----------
    app : ASGIApp
    books : Ledger, optional
        That of this server, if left out.
    """

    def __init__(self, app: ASGIApp, books: Ledger | None = None) -> None:
        super().__init__(app)
        self._books = books or ledger()
        # A file that is on its way stays in memory too: no disk holds a patient's row.
        MultiPartParser.spool_max_size = self._books.budget.session + (1 << 20)

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        upload = upload_in(scope, "PUT")
        if upload is None:
            await self.app(scope, receive, send)
            return
        owner = visitor(HTTPConnection(scope).cookies)
        length = dict(scope["headers"]).get(b"content-length", b"")
        told = int(length) if length.isdigit() else LEAST
        over = self._books.upload(upload.session, owner, told)
        if over is not None:
            await refusal(*over.value, _LATER)(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            coming = len(message.get("body", b""))
            over = self._books.upload(upload.session, owner, coming)
            if over is not None:
                raise HTTPException(*over.value, _LATER)
            taken += coming
            self._books.take(upload.session, coming)
            return message

        try:
            await self.app(scope, counted, send)
        finally:
            self._books.take(upload.session, -taken)
