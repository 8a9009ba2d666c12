"""Uploads under made-up names, against a real server and a real nginx."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import psutil
import pytest

from tests.browser.live_session import live_session
from tests.browser.server import serve
from tests.services.nginx import nginx
from tests.services.ports import free_port

MB = 1 << 20


@pytest.mark.deep
def test_a_visitor_does_not_fill_the_server() -> None:
    env = {
        "ACI_UPLOAD_SESSION_MB": "24",
        "ACI_UPLOAD_BROWSER_MB": "30",
        "ACI_UPLOAD_TOTAL_MB": "60",
    }
    with ExitStack() as stack:
        server = stack.enter_context(serve(env))
        session = stack.enter_context(live_session(server.url, "mine"))
        assert session.upload(b"") == 204
        assert session.upload(b"a,b\n1,2\n", "made-up") == 403
        process = psutil.Process(server.process.pid)
        before = process.memory_info().rss
        statuses = [session.upload(bytes(10 * MB)) for _ in range(40)]
        assert statuses == [204] * 2 + [413] * 38
        # 400 MB were sent; it holds 20, parsed them, and has imported what a first page needs.
        assert process.memory_info().rss - before < 200 * MB
        # More sessions of the same browser have no more than its share, which is not all.
        more = stack.enter_context(live_session(server.url, "mine"))
        assert [more.upload(bytes(9 * MB)) for _ in range(3)] == [204, 429, 429]
        others = [stack.enter_context(live_session(server.url, name)) for name in ("a", "b")]
        statuses = [others[0].upload(bytes(9 * MB)) for _ in range(3)]
        assert statuses == [204, 204, 413]
        assert [others[1].upload(bytes(9 * MB)) for _ in range(2)] == [204, 429]
        # The budget is no mark of the server's health, nor of other requests.
        assert others[1].upload(b"a,b\n1,2\n") == 204


@contextmanager
def _backend() -> Iterator[str]:
    class Takes(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

        def do_GET(self) -> None:
            self._answer()

        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._answer()

        def _answer(self) -> None:
            self.send_response(204)
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Takes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _put(url: str, path: str, size: int) -> int:
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    try:
        connection.request("PUT", path, bytes(size))
        return connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):  # it did not wait for the rest
        return 413
    finally:
        connection.close()


def test_nginx_takes_large_bodies_in_one_place_and_not_many() -> None:
    with _backend() as backend, nginx([backend], free_port()) as proxy:
        assert _put(proxy.url, "/_stcore/upload_file/s/f", 3 * MB) == 204
        assert _put(proxy.url, "/oauth2callback", 3 * MB) == 413
        assert _put(proxy.url, "/_stcore/upload_file/s/f", 206 * MB) == 413
        statuses = [_put(proxy.url, f"/_stcore/upload_file/s/f{i}", 1) for i in range(60)]
        assert set(statuses) == {204, 429}
        assert _put(proxy.url, "/data", 1) == 204
