"""Many sockets and messages against a real server: its memory stays, and others connect."""

from __future__ import annotations

import contextlib
import http.client
import time
from urllib.parse import urlsplit

import psutil
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from tests.browser.live_session import live_session, open_socket
from tests.browser.server import Server, serve

MB = 1 << 20
N_SOCKETS, N_MESSAGES = 40, 25
LIMITS = {"ACI_PAGES_BROWSER": "12", "ACI_UPLOAD_BROWSER_MB": "64"}


def _message(n: int, size: int) -> bytes:
    """A message about a widget that no page has."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    message.rerun_script.widget_states.widgets.add(id=f"made-up-{n}", string_value="a" * size)
    return message.SerializeToString()


def _status(url: str, path: str, cookie: str) -> int:
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    connection.request("GET", path, headers={"Accept": "text/html", "Cookie": cookie})
    status = connection.getresponse().status
    connection.close()
    return status


def _speak(url: str, sockets: list[ClientConnection], stack: contextlib.ExitStack) -> int:
    """Say much on each, and come back where it was closed; how many bytes were sent."""
    sent = 0
    for n in range(N_MESSAGES):
        for place, socket in enumerate(sockets):
            try:
                socket.send(_message(n, MB))
                sent += MB
            except ConnectionClosed:
                with contextlib.suppress(InvalidStatus):
                    sockets[place] = stack.enter_context(open_socket(url, "mine"))
    return sent


def _memory(server: Server) -> int:
    return psutil.Process(server.process.pid).memory_info().rss


@pytest.mark.deep
def test_many_messages_of_many_sockets_stay_small() -> None:
    with contextlib.ExitStack() as stack, serve(LIMITS) as server:
        with live_session(server.url, "before"):
            before = _memory(server)
        opened: list[ClientConnection] = []
        refused: list[int] = []
        for _ in range(N_SOCKETS):
            try:
                opened.append(stack.enter_context(open_socket(server.url, "mine")))
            except InvalidStatus as error:
                refused.append(error.response.status_code)
        assert (len(opened), refused) == (12, [403] * (N_SOCKETS - 12))
        assert _status(server.url, "/data", "aci_browser=mine") == 429
        assert _status(server.url, "/data", "aci_browser=other") == 200
        assert _speak(server.url, opened, stack) > 100 * MB
        assert _memory(server) - before < 300 * MB
        with live_session(server.url, "other") as other:
            assert other.upload(b"a,b\n1,2\n") == 204
        for socket in opened:
            socket.close()
        with live_session(server.url, "mine") as again:  # closing gives all back at once
            assert again.upload(bytes(20 * MB)) == 204


def test_what_a_browser_leaves_unfinished_is_not_kept() -> None:
    size = 100 * MB
    with serve() as server, live_session(server.url, "other") as other:
        before = _memory(server)
        with open_socket(server.url, "mine") as socket:
            # The head of a frame that says how much is to come, and not all of it.
            socket.socket.sendall(b"\x82\xff" + size.to_bytes(8) + bytes(4))
            with contextlib.suppress(OSError):
                socket.socket.sendall(bytes(size - 1))
            with contextlib.suppress(ConnectionClosed):
                socket.recv(timeout=60)
            assert socket.close_code == 1009
        assert _memory(server) - before < size / 2
        assert other.upload(b"a,b\n1,2\n") == 204


def test_one_message_does_not_stop_the_server() -> None:
    widgets, names = BackMsg(), BackMsg()
    for n in range(200_000):
        widgets.rerun_script.widget_states.widgets.add(id=f"{n:x}")
    names.file_urls_request.file_names.extend([""] * 1_500_000)
    with serve() as server, live_session(server.url, "other") as other:
        before = _memory(server)
        for message in (widgets, names) * 4:
            with open_socket(server.url, "mine") as socket:
                socket.send(message.SerializeToString())
                begun = time.monotonic()
                with contextlib.suppress(ConnectionClosed):
                    while True:
                        socket.recv(timeout=60)
                assert socket.close_code == 1009
                assert time.monotonic() - begun < 60
        assert _memory(server) - before < 150 * MB
        assert other.upload(b"a,b\n1,2\n") == 204
