"""A session of the app without a browser: its websocket, and uploads under any name."""

from __future__ import annotations

import http.client
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

_END = "frontier"


@dataclass(frozen=True)
class LiveSession:
    """A session whose websocket is open."""

    url: str
    id: str

    def upload(self, file: str, data: bytes) -> int:
        """Upload under a made-up name; the status of the answer."""
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
                f"/_stcore/upload_file/{self.id}/{file}",
                body,
                {
                    "Cookie": "; ".join(cookies),
                    "X-Xsrftoken": token,
                    "Content-Type": f"multipart/form-data; boundary={_END}",
                },
            )
            return connection.getresponse().status
        finally:
            connection.close()


@contextmanager
def live_session(url: str) -> Iterator[LiveSession]:
    """Open a session, and close its websocket at the end of the block."""
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], max_size=None, origin=url) as socket:  # type: ignore[list-item,arg-type]
        ask = BackMsg()
        ask.rerun_script.query_string = ""
        socket.send(ask.SerializeToString())
        while True:
            message = ForwardMsg.FromString(bytes(socket.recv(timeout=60)))
            if message.WhichOneof("type") == "new_session":
                yield LiveSession(url, message.new_session.initialize.session_id)
                return
