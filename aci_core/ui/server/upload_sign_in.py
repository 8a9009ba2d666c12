"""Uploads at the door: nobody but a session's own browser and person changes its files.

The page offers no upload before the sign-in, but the way in is open to whoever knows a session.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from aci_core.ui.server.layer import Layer, refusal
from aci_core.ui.server.session_owners import browser_hash, session_owners
from aci_core.ui.server.sign_in_exchange import exchange
from aci_core.ui.server.sign_ins import can_sign_in, sign_ins

_PATH = re.compile(r"/_stcore/upload_file/([^/]+)")


class UploadSignIn(Layer):
    """Middleware that refuses uploads and deletions in a session of somebody else."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        sign_ins()  # a time that is none is told as the server starts
        if can_sign_in():
            exchange()

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        match = _PATH.search(scope["path"]) if scope["method"] in ("PUT", "DELETE") else None
        may = match is None or _may(match[1], HTTPConnection(scope).cookies)
        await (self.app if may else refusal(403, "Sign in to upload."))(scope, receive, send)


def _may(session: str, cookies: Mapping[str, str]) -> bool:
    owner = session_owners().find(session)
    if owner is not None and owner.browser != browser_hash(cookies):
        return False
    if not can_sign_in():
        return True
    sign_in = sign_ins().find(cookies)
    if owner is None or sign_in is None or not sign_ins().is_open(sign_in):
        return False
    return owner.person == sign_in.person
