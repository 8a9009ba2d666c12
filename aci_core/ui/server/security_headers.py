"""Security headers of every answer, and its cookies behind https, with or without our proxy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from aci_core.ui.server.layer import Layer, on_start

# Streamlit needs inline scripts and styles. No address but the server's own is ever asked: not by a
# picture, a font, a script or a form, whatever a file's text may hold.
_SOURCES = MappingProxyType(
    {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",  # Community Cloud shows the app in a frame of its own origin
    }
)
_FIXED = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
)
_HOST = re.compile(r"[\w.-]+(:\d+)?|\[[\da-fA-F:]+\](:\d+)?", re.ASCII)


def policy(host: str) -> str:
    """Content security policy of a page that was asked for under this host.

    Older browsers do not count a websocket to the own host as 'self': it is named.
    """
    sources = dict(_SOURCES)
    if _HOST.fullmatch(host):
        sources["connect-src"] = f"'self' ws://{host} wss://{host} data: blob:"
    return "; ".join(f"{kind} {allowed}" for kind, allowed in sources.items())


def headers(host: str) -> Mapping[str, str]:
    """Headers of every answer to a request for this host."""
    return {"Content-Security-Policy": policy(host), **_FIXED}


class SecurityHeaders(Layer):
    """Middleware that sets security headers, in place of any there, and makes cookies secure."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        base = str(config.get_option("server.baseUrlPath") or "").strip("/")
        self._media = f"/{base}/media/" if base else "/media/"

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        added = dict(headers(Headers(scope=scope).get("host", "")))
        if scope["path"].startswith(self._media):
            added["Cache-Control"] = "no-store"  # pictures and downloads of a session
        https = _is_https(scope)

        def secure(there: MutableHeaders) -> None:
            there.update(added)
            for place, (name, value) in enumerate(there.raw):
                # Streamlit's own too: that of the sign-in has no such flag.
                if https and name == b"set-cookie" and b"; secure" not in value.lower():
                    there.raw[place] = (name, value + b"; Secure")

        await self.app(scope, receive, on_start(send, secure))


def _is_https(scope: Scope) -> bool:
    """Whether the browser came by https, also where a proxy ends it."""
    forwarded = Headers(scope=scope).get("x-forwarded-proto", "")
    return "https" in (scope.get("scheme"), forwarded.partition(",")[0].strip().lower())
