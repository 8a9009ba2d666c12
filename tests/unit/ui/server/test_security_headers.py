"""Security headers: on every answer of the app, in the place of what stood there."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from aci_core.ui.server.middleware import middleware
from aci_core.ui.server.security_headers import headers, policy
from tests.unit.ui.server.asgi import HOST, ask


def _answer(request: Request) -> Response:
    old = {"Cache-Control": "public", "X-Frame-Options": "ALLOWALL"}
    return PlainTextResponse(request.url.path, headers=old)


def _ask(path: str) -> httpx.Response:
    app = Starlette(routes=[Route("/{rest:path}", _answer)], middleware=middleware())
    return ask(app, path)


@pytest.mark.parametrize("path", ["/", "/media/a.png", "/static/media/font.woff2", "/_stcore/x"])
def test_every_answer_has_them_once(path: str) -> None:
    answer = _ask(path)
    for name, value in headers(HOST).items():
        assert answer.headers.get_list(name) == [value]


def test_what_belongs_to_a_session_is_kept_by_no_browser() -> None:
    assert _ask("/media/a.png").headers["Cache-Control"] == "no-store"
    assert _ask("/static/media/font.woff2").headers["Cache-Control"] == "public"


@pytest.mark.parametrize(
    ("forwarded", "secure"),
    [("https", True), ("https, http", True), ("HTTPS", True), ("http", False), ("", False)],
)
def test_behind_https_every_cookie_is_secure(forwarded: str, secure: bool) -> None:
    def answer(_: Request) -> Response:
        made = Response()
        for name, is_secure in (("_streamlit_user", False), ("own", True)):
            made.set_cookie(name, "x", secure=is_secure)
        return made

    app = Starlette(routes=[Route("/data", answer)], middleware=middleware())
    given = ask(app, "/data", Accept="text/html", X_Forwarded_Proto=forwarded).headers
    cookies = {c.partition("=")[0]: c.lower() for c in given.get_list("set-cookie")}
    assert {n: c.count("; secure") for n, c in cookies.items()} == {
        "_streamlit_user": secure, "own": 1, "aci_browser": secure,
    }  # fmt: skip


def test_the_policy_names_no_other_host() -> None:
    assert "connect-src 'self' ws://aci.example.org wss://aci.example.org data: blob:" in policy(
        "aci.example.org"
    )
    for forged in ("a.example; script-src *", "a b", "*", "a.example\r\nX: y", ""):
        assert "connect-src 'self' data: blob:" in policy(forged)
        assert "script-src *" not in policy(forged)
