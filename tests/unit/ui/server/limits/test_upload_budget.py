"""Uploads are counted at the door, whatever name they come under."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from aci_core.domain.errors import AciError
from aci_core.ui.server.identity.session_owners import COOKIE, Owner, SessionOwners, browser_hash
from aci_core.ui.server.identity.sign_ins import SignIn, sign_ins
from aci_core.ui.server.limits import budget as module
from aci_core.ui.server.limits.budget import Budget, Ledger
from aci_core.ui.server.limits.open_pages import OpenPages, Page
from aci_core.ui.server.limits.upload_budget import UploadBudget
from aci_core.ui.server.middleware import middleware

KB = 1 << 10
BUDGET = Budget(session=300 * KB, browser=700 * KB, total=700 * KB)


class Door:
    """A small server that keeps uploads as Streamlit does, behind the budget."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, budget: Budget = BUDGET) -> None:
        self.store = MemoryUploadedFileManager("/_stcore/upload_file")
        runtime = type("Runtime", (), {"uploaded_file_mgr": self.store})()
        self.owners, self.pages = SessionOwners(), OpenPages()
        monkeypatch.setattr(module.runtime, "exists", lambda: True)
        monkeypatch.setattr(module.runtime, "get_instance", lambda: runtime)
        monkeypatch.setattr(module, "session_owners", lambda: self.owners)
        monkeypatch.setattr(module, "open_pages", lambda: self.pages)
        books = Ledger(budget)
        route = Route("/_stcore/upload_file/{session}/{file}", self._take, methods=["PUT"])
        self.app = Starlette(routes=[route], middleware=[Middleware(UploadBudget, books=books)])

    async def _take(self, request: Request) -> Response:
        form = await request.form()
        [file] = [value for value in form.values() if isinstance(value, UploadFile)]
        data = await file.read()
        names = request.path_params
        self.store.add_file(names["session"], UploadedFileRec(names["file"], "x", "x", data))
        return Response(status_code=204)

    async def put(
        self, session: str, file: str, size: int, *, told: bool = True, cookie: str = ""
    ) -> int:
        """The status of an upload, whose length is told beforehand or not."""
        end = "frontier"
        head = f'--{end}\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n'
        body = head.encode() + bytes(size) + f"\r\n--{end}--\r\n".encode()

        async def pieces() -> AsyncIterator[bytes]:
            for i in range(0, len(body), 16 * KB):
                yield body[i : i + 16 * KB]

        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            answer = await client.put(
                f"/_stcore/upload_file/{session}/{file}",
                content=body if told else pieces(),
                headers={
                    "Content-Type": f"multipart/form-data; boundary={end}",
                    "Cookie": cookie,
                },
            )
        return answer.status_code

    def puts(
        self, *uploads: tuple[str, str, int], told: bool = True, cookie: str = ""
    ) -> list[int]:
        """The statuses of uploads, one after the other."""

        async def each() -> list[int]:
            return [await self.put(*upload, told=told, cookie=cookie) for upload in uploads]

        return asyncio.run(each())

    def sessions(self, browser: str, person: str, *names: str) -> str:
        """Give sessions to a browser and person; its cookie."""
        for name in names:
            self.owners.register(name, Owner(browser_hash({COOKIE: browser}), person))
        return f"{COOKIE}={browser}"


@pytest.mark.parametrize("told", [True, False], ids=["length told", "in pieces"])
def test_made_up_names_of_a_session_share_its_budget(
    monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    door = Door(monkeypatch)
    assert door.puts(*[("one", f"made-up-{i}", 100 * KB) for i in range(4)], told=told) == [
        204, 204, 413, 413,
    ]  # fmt: skip
    assert module.held()["one"] == 200 * KB
    assert door.puts(("two", "its own", 100 * KB), told=told) == [204]


@pytest.mark.parametrize("told", [True, False], ids=["length told", "in pieces"])
def test_all_sessions_share_the_servers(monkeypatch: pytest.MonkeyPatch, told: bool) -> None:
    door = Door(monkeypatch)
    uploads = [(f"session {i}", "f", 200 * KB) for i in range(5)]
    assert door.puts(*uploads, told=told) == [204, 204, 204, 429, 429]
    door.store.remove_session_files("session 0")
    assert door.puts(uploads[4], told=told) == [204]


@pytest.mark.parametrize("told", [True, False], ids=["length told", "in pieces"])
def test_the_sessions_of_a_browser_share_its_part(
    monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    door = Door(monkeypatch, Budget(session=300 * KB, browser=400 * KB, total=700 * KB))
    mine = door.sessions("mine", "", "a", "b", "c")
    theirs = door.sessions("theirs", "", "d", "e")
    uploads = [("a", "f", 190 * KB), ("b", "f", 190 * KB), ("c", "f", 190 * KB)]
    assert door.puts(*uploads, told=told, cookie=mine) == [204, 204, 429]
    # What one browser may have is never all: another one's is there.
    assert door.puts(("d", "f", 250 * KB), told=told, cookie=theirs) == [204]
    door.store.remove_file("a", "f")
    assert door.puts(("c", "f", 190 * KB), told=told, cookie=mine) == [204]


def test_a_person_has_one_part_in_all_browsers(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch, Budget(session=300 * KB, browser=400 * KB, total=900 * KB))
    user = {"_streamlit_user": "of li"}
    assert sign_ins().use(SignIn("li", "of li", time.time()), user)
    first, second = (door.sessions(each, "li", each) for each in ("one", "other"))
    signed_in = "; _streamlit_user=of li"
    assert door.puts(("one", "f", 250 * KB), cookie=first + signed_in) == [204]
    assert door.puts(("other", "f", 250 * KB), cookie=second + signed_in) == [429]
    assert door.puts(("other", "f", 100 * KB), cookie=second + signed_in) == [204]


def test_messages_count_with_the_uploads_of_their_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch, Budget(session=300 * KB, browser=400 * KB, total=700 * KB))
    mine = door.sessions("mine", "", "a")
    page = Page(Owner(browser_hash({COOKIE: "mine"}), ""), said=250 * KB)
    door.pages.open("socket", page)
    assert door.puts(("a", "f", 200 * KB), cookie=mine) == [429]
    door.pages.close("socket")
    assert door.puts(("a", "f", 200 * KB), cookie=mine) == [204]


def test_what_is_deleted_or_replaced_gives_its_bytes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch)
    assert door.puts(*[("one", "f", 100 * KB)] * 5) == [204] * 5
    assert door.puts(("one", "g", 150 * KB), ("one", "h", 100 * KB)) == [204, 413]
    door.store.remove_file("one", "g")
    assert door.puts(("one", "h", 100 * KB)) == [204]


def test_uploads_at_one_time_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch)

    async def at_once() -> list[int]:
        names = [f"f{i}" for i in range(12)]
        return await asyncio.gather(
            *[door.put("one", name, 100 * KB, told=False) for name in names]
        )

    statuses = asyncio.run(at_once())
    assert set(statuses) <= {204, 413}
    assert sum(len(f.data) for f in door.store.file_storage["one"].values()) <= BUDGET.session
    # Nothing stays reserved for those that were refused.
    door.store.remove_session_files("one")
    assert door.puts(("one", "f", 250 * KB)) == [204]


def test_empty_files_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch)
    statuses = door.puts(*[("one", f"f{i}", 0) for i in range(9)])
    assert statuses[:4] == [204] * 4
    assert statuses[-1] == 413


def test_nothing_that_is_uploaded_touches_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def rollover(self: object) -> None:
        raise AssertionError(self)

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", rollover)
    door = Door(monkeypatch, Budget(9 << 20, 9 << 20, 9 << 20))
    assert door.puts(("one", "f", 3 << 20)) == [204]


def test_other_requests_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch, Budget(1, 1, 1))

    async def ask() -> int:
        transport = httpx.ASGITransport(door.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return (await client.delete("/_stcore/upload_file/one/f")).status_code

    assert asyncio.run(ask()) == 405


def test_it_stands_at_the_door_and_the_host_sets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert UploadBudget in [each.cls for each in middleware()]
    assert Budget.from_environment() == Budget(410 << 20, 512 << 20, 1024 << 20)
    monkeypatch.setenv("ACI_UPLOAD_TOTAL_MB", "30")
    assert Budget.from_environment() == Budget(15 << 20, 15 << 20, 30 << 20)
    monkeypatch.setenv("ACI_UPLOAD_SESSION_MB", "3")
    monkeypatch.setenv("ACI_UPLOAD_BROWSER_MB", "5")
    assert Budget.from_environment() == Budget(3 << 20, 5 << 20, 30 << 20)
    monkeypatch.setenv("ACI_UPLOAD_BROWSER_MB", "0")
    with pytest.raises(AciError, match="store_limit"):
        Budget.from_environment()
