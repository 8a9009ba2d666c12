"""A session of the app without a browser: its websocket, and uploads under any name."""

from __future__ import annotations

import contextlib
import http.client
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLsRequest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

_END = "frontier"
_PATIENCE = 90  # seconds
_AGAIN = 5


@dataclass(frozen=True)
class LiveSession:
    """A session whose websocket is open, of a browser with this cookie."""

    url: str
    id: str
    socket: ClientConnection
    browser: str

    def ask(self, n: int = 1) -> list[str]:
        """Ask for names of uploads, as a page does."""
        asked = FileURLsRequest(request_id="asked", file_names=["x.csv"] * n)
        message = BackMsg(file_urls_request=asked)
        for _ in range(_PATIENCE // _AGAIN):
            self.socket.send(message.SerializeToString())
            # A run that begins just then drops what was about to be sent.
            with contextlib.suppress(TimeoutError):
                told = _wait(self.socket, "file_urls_response", _AGAIN).file_urls_response
                return [each.file_id for each in told.file_urls]
        raise AssertionError("no names")

    def upload(self, data: bytes, name: str | None = None) -> int:
        """Upload under a name, or one that is asked for; the status of the answer."""
        name = self.ask()[0] if name is None else name
        with urllib.request.urlopen(f"{self.url}/_stcore/health") as answer:
            cookies = [c.partition(";")[0] for c in answer.headers.get_all("Set-Cookie") or []]
        [token] = re.findall(r"_streamlit_xsrf=([^;]+)", "; ".join(cookies))
        head = f'--{_END}\r\nContent-Disposition: form-data; name="f"; filename="x.csv"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{_END}--\r\n".encode()
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
        try:
            connection.request(
                "PUT",
                f"/_stcore/upload_file/{self.id}/{name}",
                body,
                {
                    "Cookie": "; ".join([*cookies, *_cookie(self.browser).values()]),
                    "X-Xsrftoken": token,
                    "Content-Type": f"multipart/form-data; boundary={_END}",
                },
            )
            return connection.getresponse().status
        finally:
            connection.close()


def _cookie(browser: str) -> dict[str, str]:
    return {"Cookie": f"aci_browser={browser}"} if browser else {}


def _wait(socket: ClientConnection, kind: str, seconds: float = _PATIENCE) -> ForwardMsg:
    while True:
        message = ForwardMsg.FromString(bytes(socket.recv(timeout=seconds)))  # type: ignore[arg-type]
        if message.WhichOneof("type") == kind:
            return message


def open_socket(url: str, browser: str = "") -> ClientConnection:
    """A websocket of a browser, which has said nothing yet."""
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    return connect(
        address, subprotocols=["streamlit"], max_size=None, origin=url,  # type: ignore[list-item,arg-type]
        additional_headers=_cookie(browser), open_timeout=60, max_queue=None, ping_interval=None,
    )  # fmt: skip


@contextlib.contextmanager
def live_session(url: str, browser: str = "") -> Iterator[LiveSession]:
    """Open a session and let its page run; close its websocket at the end of the block."""
    with open_socket(url, browser) as socket:
        ask = BackMsg()
        ask.rerun_script.query_string = ""
        socket.send(ask.SerializeToString())
        session = _wait(socket, "new_session").new_session.initialize.session_id
        _wait(socket, "script_finished")
        yield LiveSession(url, session, socket, browser)
