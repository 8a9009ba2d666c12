"""An automated pass over the door: headers, cookies, forgeries, paths, uploads, logs."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from aci_core.ui.server import security_headers
from tests.browser import idle
from tests.browser.hosts import Hosts
from tests.browser.live_session import live_session
from tests.services.nginx import nginx
from tests.services.ports import free_port

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def _ask(
    url: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """A request as it is written: no client's library tidies its path."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=90)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body, headers=named)
    answer = connection.getresponse()
    message = b"" if answer.status == 101 else answer.read()
    connection.close()
    return answer.status, answer.headers, message


def _handshake(url: str, **headers: str) -> int:
    return _ask(url, "/_stcore/stream", **{**UPGRADE, **headers})[0]


@pytest.mark.parametrize("place", ["nginx", "server"])
@pytest.mark.parametrize("path", ["/overview", "/_stcore/health", "/media/none.csv", "/none"])
def test_headers(hosts: Hosts, path: str, place: str) -> None:
    url = hosts.proxy.url if place == "nginx" else hosts.servers[0].url
    _, headers, _ = _ask(url, path)
    for name, value in security_headers.headers(urlsplit(url).netloc).items():
        assert headers.get_all(name) == [value]
    assert not re.search(r"\d", headers.get("Server", ""))
    if place == "nginx":
        assert "Strict-Transport-Security" in headers
    if path.startswith("/media"):
        assert headers.get_all("Cache-Control") == ["no-store"]


def test_what_nginx_answers_itself_loads_nothing(hosts: Hosts) -> None:
    status, headers, _ = _ask(hosts.proxy.url, "/_stcore/metrics")
    assert status == 404
    policy = "default-src 'none'; frame-ancestors 'none'"
    assert headers.get_all("Content-Security-Policy") == [policy]


def test_cookies(hosts: Hosts) -> None:
    with nginx([s.url for s in hosts.servers], free_port(), secure=True) as https:
        for url, secure in ((hosts.proxy.url, False), (https.url, True)):
            _, headers, _ = _ask(url, "/_stcore/health")
            cookies = {c.partition("=")[0]: c for c in headers.get_all("Set-Cookie") or []}
            assert set(cookies) == {"aci_node", "_streamlit_xsrf"}
            assert "SameSite=Lax" in cookies["aci_node"]
            assert "HttpOnly" in cookies["aci_node"]
            assert "SameSite=Strict" in cookies["_streamlit_xsrf"]
            assert {"; secure" in c.lower() for c in cookies.values()} == {secure}


def test_other_sites_open_no_session(hosts: Hosts) -> None:
    own = hosts.proxy.url
    assert _handshake(own, Origin=own) == 101
    assert _handshake(own, Origin="https://evil.example") == 403
    # A name of the attacker's that leads to this server: both agree, and it is not ours.
    assert _handshake(own, Origin="http://evil.example", Host="evil.example") == 403


def test_uploads_need_a_token_and_ones_own_session(hosts: Hosts) -> None:
    url = hosts.servers[0].url
    _, headers, _ = _ask(url, "/_stcore/health")
    xsrf = "; ".join(c.partition(";")[0] for c in headers.get_all("Set-Cookie") or [])
    [token] = re.findall(r"_streamlit_xsrf=([^;]+)", xsrf)
    own = "aci_browser=mine"
    with live_session(url, "mine") as session:
        path = f"/_stcore/upload_file/{session.id}/{session.ask()[0]}"
        forged = token[:-1] + "x" * 8
        for given in ({"Cookie": own}, {"Cookie": f"{own}; {xsrf}"},
                      {"Cookie": own, "X_Xsrftoken": token},
                      {"Cookie": f"{own}; {xsrf}", "X_Xsrftoken": forged}):  # fmt: skip
            status, _, message = _ask(url, path, "PUT", b"x", **given)
            assert (status, b"XSRF" in message) == (403, True)
        # With a good one too: nobody's session, and nobody else, takes or loses a file.
        for cookie in (xsrf, f"aci_browser=another; {xsrf}"):
            both = {"Cookie": cookie, "X_Xsrftoken": token}
            for where in (path, "/_stcore/upload_file/none/none"):
                assert _ask(url, where, "PUT", b"x", **both)[0] == 403
                assert _ask(url, where, "DELETE", **both)[0] == 403
        assert session.upload(b"x") == 204


@pytest.mark.parametrize("place", ["nginx", "server"])
def test_no_path_leads_out(hosts: Hosts, place: str) -> None:
    url = hosts.proxy.url if place == "nginx" else hosts.servers[0].url
    secret = (b"root:", b"shell.run", b"streamlit>=", b"DEFAULT_RULE", b"maxUploadSize")
    ups = ("../", "..%2f", "%2e%2e/", "..%5c", "....//", "..;/", "%252e%252e%252f")
    for base in ("/", "/static/", "/media/", "/app/static/", "/component/", "/_stcore/"):
        for up in ups:
            for target in ("etc/passwd", "app.py", "dashboard.py", "requirements.txt",
                           "aci_core/report/study.py", ".streamlit/config.toml"):  # fmt: skip
                _, _, body = _ask(url, f"{base}{up * 6 if 'etc' in target else up * 2}{target}")
                assert not [text for text in secret if text in body], (base, up, target)
    for path in ("//etc/passwd", "/\\etc\\passwd", "/static//etc/passwd", "/media/" + "a" * 64):
        _, _, body = _ask(url, path)
        assert not [text for text in secret if text in body], path


def test_what_is_for_the_keeper_and_for_programs_is_shut(hosts: Hosts) -> None:
    for url in (hosts.proxy.url, hosts.servers[0].url):
        assert _ask(url, "/_stcore/metrics")[0] == 404
        for name in ("interact", "mcp"):
            body = b'{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
            kind = {"Content_Type": "application/json"}
            status, _, message = _ask(url, f"/_stcore/agent/{name}", "POST", body, **kind)
            assert 400 <= status < 500
            assert url == hosts.proxy.url or b"does not serve the agent API" in message


def test_another_visitor_cannot_fetch_what_nobody_gave_him(
    hosts: Hosts, new_page: Callable[..., Page]
) -> None:
    """A file of a session has an address of 56 digits of its content's hash, and no list."""
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{hosts.proxy.url}/data")
    idle.wait_idle(page)
    away = [url for url in asked if urlsplit(url).netloc != urlsplit(hosts.proxy.url).netloc]
    assert [url for url in away if not url.startswith(("data:", "blob:"))] == []
    assert _ask(hosts.proxy.url, "/media/")[0] == 404
    page.locator('meta[name=referrer][content="no-referrer"]').wait_for(state="attached")


def test_a_dead_server_puts_no_link_into_the_log() -> None:
    class Answers(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with nginx([f"http://127.0.0.1:{server.server_port}"], free_port()) as proxy:
        server.shutdown()
        server.server_close()
        token = "Qz" + "t" * 30
        assert _ask(proxy.url, f"/response?c={token}")[0] == 502
        assert _ask(proxy.url, f"/_stcore/upload_file/{token}/{token}")[0] == 502
        assert _ask(proxy.url, f"/response?c={token}", Referer=f"{proxy.url}/?c={token}")[0] == 502
        assert _ask(proxy.url, f"/response?c={token}", X=f"{'x' * 40_000}")[0] in (400, 494)
        for log in (proxy.access_log, proxy.error_log, proxy.error_log.with_name("main.log")):
            message = Path(log).read_text("utf-8") if log.exists() else ""
            assert token not in message
        assert '"status":502' in proxy.access_log.read_text("utf-8")
