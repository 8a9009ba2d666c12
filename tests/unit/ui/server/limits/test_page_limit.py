"""A browser has so many pages and says so much; others connect meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import translator
from aci_core.ui.server.identity.session_owners import COOKIE, Owner, browser_hash
from aci_core.ui.server.limits import budget as budget_module
from aci_core.ui.server.limits import page_limit
from aci_core.ui.server.limits.budget import Budget, Ledger
from aci_core.ui.server.limits.message_size import MOST
from aci_core.ui.server.limits.open_pages import OpenPages, Page
from aci_core.ui.server.limits.page_limit import PageCounts, PageLimit
from aci_core.ui.server.middleware import middleware
from tests.unit.ui.server.asgi import ask

MB = 1 << 20
COUNTS = PageCounts(browser=2, unknown=3, total=6)
CLOSED = {"type": "websocket.disconnect", "code": 1001}


class Door:
    """A server that hears all it is let hear, behind the limit."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, budget: Budget | None = None) -> None:
        self.pages = OpenPages()
        for module in (page_limit, budget_module):
            monkeypatch.setattr(module, "open_pages", lambda: self.pages)
        self.heard: list[Message] = []
        self.tasks: list[asyncio.Task[None]] = []
        books = Ledger(budget or Budget(400 * MB, 400 * MB, 400 * MB))
        self.limit = PageLimit(self._hear, COUNTS, books)
        page = Route("/{rest:path}", lambda _: Response("page"))
        own = Middleware(PageLimit, counts=COUNTS, books=books)
        self.http = Starlette(routes=[page], middleware=[own])

    async def _hear(self, scope: Scope, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            self.heard.append(message)
            await send({"type": "websocket.send", "bytes": b"answer"})
            if message["type"] == "websocket.disconnect":
                return

    async def page(
        self, browser: str = "", name: str = ""
    ) -> tuple[Callable[[Message], Awaitable[None]], list]:  # type: ignore[type-arg]
        """Open a page; what its browser says goes into the first, what it is told is the second."""
        coming: asyncio.Queue[Message] = asyncio.Queue()
        told: list[Message] = []

        async def send(message: Message) -> None:
            told.append(message)

        headers = [(b"sec-websocket-key", (name or f"page {len(self.tasks)}").encode())]
        if browser:
            headers.append((b"cookie", f"{COOKIE}={browser}".encode()))
        scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
        task = asyncio.create_task(self.limit(scope, coming.get, send))
        self.tasks.append(task)

        async def say(message: Message) -> None:
            await coming.put(message)
            while not coming.empty() and not task.done():
                await asyncio.sleep(0)
            await asyncio.sleep(0.001)
            if message is CLOSED:
                await task

        await say({"type": "websocket.connect"})
        return say, told


def _message(size: int) -> Message:
    message = BackMsg()
    message.rerun_script.widget_states.widgets.add(id="a", string_value="a" * size)
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


def _refused(told: list[Message]) -> bool:
    return told == [{"type": "websocket.close", "code": 1013}]


def test_a_browser_has_so_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch)

    async def visit() -> None:
        first, _ = await door.page("mine")
        await door.page("mine")
        assert _refused((await door.page("mine"))[1])
        assert not _refused((await door.page("theirs"))[1])
        await first(CLOSED)  # gives its place back at once
        assert not _refused((await door.page("mine"))[1])
        assert door.pages.n_open()[""] == 3

    asyncio.run(visit())


def test_pages_of_one_name_are_not_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch)

    async def visit() -> None:
        first, _ = await door.page("mine", "same")
        assert _refused((await door.page("mine", "same"))[1])
        await first(CLOSED)
        assert not _refused((await door.page("mine", "same"))[1])

    asyncio.run(visit())


def test_a_person_has_so_many_in_all_browsers(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch)
    for browser in ("one", "other"):
        _count(door, browser)
    for name, browser in zip(list(door.pages._pages), ("one", "other"), strict=True):
        owner = Owner(browser_hash({COOKIE: browser}), "li")  # he has signed in since
        door.pages.own({"sec-websocket-key": name}, owner)
    assert COUNTS.refusal(Owner("third", "li"), door.pages) == "browser"
    assert COUNTS.refusal(Owner("third", "wang"), door.pages) is None


def test_browsers_that_keep_no_cookie_share_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch)

    async def visit() -> None:
        refused = [_refused((await door.page())[1]) for _ in range(5)]
        assert refused == [False] * 3 + [True] * 2
        assert not _refused((await door.page("mine"))[1])

    asyncio.run(visit())


def test_made_up_cookies_have_no_more_than_all(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch)

    async def visit() -> None:
        refused = [_refused((await door.page(f"made-up-{n}"))[1]) for n in range(8)]
        assert refused == [False] * 6 + [True] * 2

    asyncio.run(visit())


def _get(door: Door, path: str = "/data", browser: str = "", **headers: str) -> httpx.Response:
    cookie = {"Cookie": f"{COOKIE}={browser}"} if browser else {}
    return ask(door.http, path, Accept="text/html,*/*", **cookie, **headers)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_that_cannot_connect_says_why(monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    door, t = Door(monkeypatch), translator(lang)

    for browser in ("mine", "mine", "a", "b", "c"):
        _count(door, browser)
    assert _get(door, browser="theirs").text == "page"
    assert _get(door).text == "page"
    for path, headers in (("/data", {"Accept_Language": f"{lang}-XX"}), (f"/?lang={lang}", {})):
        answer = _get(door, path, "mine", **headers)
        assert answer.status_code == 429
        assert t("door.pages", n=COUNTS.browser) in answer.text
    for path in ("/media/a.csv", "/auth/logout", "/oauth2callback", "/_stcore/health"):
        assert _get(door, path, "mine").text == "page"
    _count(door, "d")
    for browser in ("", "theirs", "mine"):
        assert t("door.full") in _get(door, f"/?lang={lang}", browser).text


def _count(door: Door, browser: str) -> None:
    page = Page(Owner(browser_hash({COOKIE: browser}), ""))
    door.pages.open(str(id(page)), page)


def test_many_messages_add_up_and_a_closed_page_gives_them_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    door = Door(monkeypatch, Budget(session=20 * MB, browser=20 * MB, total=60 * MB))

    async def visit() -> None:
        say, told = await door.page("mine")
        other, _ = await door.page("mine")
        for _ in range(9):
            await say(_message(MB // 4))
            await other(_message(MB // 4))
        assert 17 * MB < door.pages.held()[""] < 20 * MB
        heard = len(door.heard)
        for _ in range(3):
            await say(_message(MB // 4))
        assert told[-1] == {"type": "websocket.close", "code": 1013}
        assert [m["type"] for m in door.heard[heard:]] == [
            "websocket.receive", "websocket.disconnect",
        ]  # fmt: skip
        assert door.pages.held()[""] < 10 * MB
        await other(_message(MB // 4))  # there is room again
        assert door.heard[-1]["type"] == "websocket.receive"

    asyncio.run(visit())


def test_who_says_little_is_heard_though_others_have_said_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    door = Door(monkeypatch, Budget(session=8 * MB, browser=8 * MB, total=8 * MB))

    async def visit() -> None:
        loud, _ = await door.page("loud")
        await loud(_message(2 * MB - 1000))
        quiet, told = await door.page("quiet")
        for _ in range(20):
            await quiet(_message(1000))
        assert "websocket.close" not in {m["type"] for m in told}

    asyncio.run(visit())


def test_a_run_that_has_ended_keeps_what_its_widgets_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch)

    async def visit() -> None:
        say, _ = await door.page("mine")
        [name] = door.pages._pages
        page = door.pages._pages[name]
        headers = {"sec-websocket-key": name}
        for _ in range(3):
            await say(_message(MB))
            door.pages.run_began(headers)  # broken off by the next: it drops nothing
        assert page.held > 12 * MB
        await say(_message(MB))  # during the run that ends
        door.pages.run_ended(headers, 1000)
        assert 4 * MB < page.held < 4.1 * MB
        door.pages.run_began(headers)
        door.pages.run_ended(headers, 500)
        assert page.held == 2000
        door.pages.run_ended({}, 7)  # a page that is not known

    asyncio.run(visit())


class Runtime:
    """Streamlit's, with a session for each name of a socket."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
        self.closed: list[str] = []
        self._infos = [
            SimpleNamespace(
                session=SimpleNamespace(id=f"of {name}"),
                client=SimpleNamespace(
                    client_context=SimpleNamespace(headers=[("sec-websocket-key", name)])
                ),
            )
            for name in names
        ]
        monkeypatch.setattr(page_limit, "session_manager", lambda: self)
        monkeypatch.setattr(page_limit.runtime, "get_instance", lambda: self)

    def list_active_sessions(self) -> list[SimpleNamespace]:
        """Those that are connected."""
        return self._infos

    def is_active_session(self, _: str) -> bool:
        """None any more, once its connection has gone."""
        return False

    def close_session(self, session: str) -> None:
        """End one for good."""
        self.closed.append(session)


def test_a_page_that_was_told_much_is_forgotten_as_it_closes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    door, runtime = Door(monkeypatch), Runtime(monkeypatch, "quiet", "loud", "cut off")
    monkeypatch.setattr(budget_module.runtime, "exists", lambda: False)

    async def visit() -> None:
        quiet, _ = await door.page("a", "quiet")
        loud, _ = await door.page("b", "loud")
        cut_off, _ = await door.page("c", "cut off")
        await quiet(_message(1000))
        await loud(_message(MB))
        await quiet(CLOSED)
        await loud(CLOSED)
        assert runtime.closed == ["of loud"]
        for _ in range(2):
            await cut_off(_message(MB))
        await cut_off({"type": "websocket.receive", "bytes": bytes(MOST + 1)})
        assert runtime.closed == ["of loud", "of cut off"]

    asyncio.run(visit())


def test_too_much_at_once_closes_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch)

    async def visit() -> None:
        say, told = await door.page("mine")
        fits: Message = {"type": "websocket.receive", "bytes": b"\xff" * MOST}
        await say(fits)
        assert door.heard[-1] == fits
        await say({**fits, "bytes": b"\xff" * (MOST + 1)})
        assert told[-1] == {"type": "websocket.close", "code": 1009}
        assert door.heard[-1]["type"] == "websocket.disconnect"

    asyncio.run(visit())


def test_text_closes_it_before_streamlit_fails_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch)

    async def visit() -> None:
        say, told = await door.page("mine")
        await say({"type": "websocket.receive", "text": "x"})
        assert told[-1] == {"type": "websocket.close", "code": 1003}
        assert door.heard[-1]["type"] == "websocket.disconnect"

    asyncio.run(visit())


def test_a_message_of_many_parts_closes_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch)
    message = BackMsg()
    message.file_urls_request.file_names.extend([""] * 100_000)

    async def visit() -> None:
        say, told = await door.page("mine")
        await say({"type": "websocket.receive", "bytes": message.SerializeToString()})
        assert told[-1] == {"type": "websocket.close", "code": 1009}

    asyncio.run(visit())


def test_it_stands_at_the_door_and_the_host_sets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PageLimit in [each.cls for each in middleware()]
    assert PageCounts.from_environment() == PageCounts(30, 100, 400)
    for name, value in (("BROWSER", "1"), ("UNKNOWN", "2"), ("TOTAL", "3")):
        monkeypatch.setenv(f"ACI_PAGES_{name}", value)
    assert PageCounts.from_environment() == PageCounts(1, 2, 3)
    monkeypatch.setenv("ACI_PAGES_TOTAL", "none")
    with pytest.raises(AciError, match="store_limit"):
        PageCounts.from_environment()
