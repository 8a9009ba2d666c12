"""A browser keeps its session when its connection breaks; nobody else gets in by its name."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.browser.idle import wait_idle
from tests.browser.menu import open_sample
from tests.browser.server import serve
from tests.browser.test_signing_out import CARD

# Every socket that the page opens, with the protocols that it names.
KEEP = """
window.kept = [];
const Theirs = window.WebSocket;
window.WebSocket = class extends Theirs {
    constructor(url, protocols) { super(url, protocols); window.kept.push([this, protocols]); }
};
"""
BACK = "window.kept.length > {n} && window.kept.at(-1)[0].readyState === 1"


def _break(page: Page) -> str:
    """Break the connection, wait for the next; the session that the page asked for again."""
    n = page.evaluate("window.kept.length")
    page.evaluate("window.kept.at(-1)[0].close()")
    page.wait_for_function(BACK.format(n=n))
    return str(page.evaluate("window.kept.at(-1)[1][2]"))


def _joined(url: str, session: str) -> str:
    """The session that a program gets which names this one."""
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    protocols = ["streamlit", "x", session]
    with connect(address, subprotocols=protocols, max_size=None, origin=url) as socket:  # type: ignore[arg-type]
        ask = BackMsg()
        ask.rerun_script.query_string = ""
        socket.send(ask.SerializeToString())
        while True:
            told = ForwardMsg.FromString(bytes(socket.recv(timeout=60)))  # type: ignore[arg-type]
            if told.WhichOneof("type") == "new_session":
                return told.new_session.initialize.session_id


def test_a_session_is_its_own_browsers(new_page: Callable[..., Page]) -> None:
    with serve() as server:
        page = new_page()
        page.add_init_script(KEEP)
        open_sample(page, server.url, "baseline")
        expect(page.locator(CARD)).to_contain_text("156")
        session = _break(page)
        assert _joined(server.url, session) != session
        # The same one, with its cohort: also after somebody else has tried.
        assert _break(page) == session
        page.get_by_role("link", name="Overview").first.click()
        wait_idle(page)
        expect(page.locator(CARD)).to_contain_text("156")
