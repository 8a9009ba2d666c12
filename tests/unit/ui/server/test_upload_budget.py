"""Uploads are counted at the door, whatever name they come under."""

from __future__ import annotations

import asyncio
import tempfile
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
from aci_core.ui.server import upload_budget
from aci_core.ui.server.middleware import middleware
from aci_core.ui.server.upload_budget import Budget, UploadBudget

KB = 1 << 10
BUDGET = Budget(session=300 * KB, total=700 * KB)


class Door:
    """A small server that keeps uploads as Streamlit does, behind the budget."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, budget: Budget = BUDGET) -> None:
        self.store = MemoryUploadedFileManager("/_stcore/upload_file")
        runtime = type("Runtime", (), {"uploaded_file_mgr": self.store})()
        monkeypatch.setattr(upload_budget.runtime, "exists", lambda: True)
        monkeypatch.setattr(upload_budget.runtime, "get_instance", lambda: runtime)
        route = Route("/_stcore/upload_file/{session}/{file}", self._take, methods=["PUT"])
        self.app = Starlette(routes=[route], middleware=[Middleware(UploadBudget, budget=budget)])

    async def _take(self, request: Request) -> Response:
        form = await request.form()
        [file] = [value for value in form.values() if isinstance(value, UploadFile)]
        data = await file.read()
        names = request.path_params
        self.store.add_file(names["session"], UploadedFileRec(names["file"], "x", "x", data))
        return Response(status_code=204)

    async def put(self, session: str, file: str, size: int, *, told: bool = True) -> int:
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
                headers={"Content-Type": f"multipart/form-data; boundary={end}"},
            )
        return answer.status_code

    def puts(self, *uploads: tuple[str, str, int], told: bool = True) -> list[int]:
        """The statuses of uploads, one after the other."""

        async def each() -> list[int]:
            return [await self.put(*upload, told=told) for upload in uploads]

        return asyncio.run(each())


@pytest.mark.parametrize("told", [True, False], ids=["length told", "in pieces"])
def test_made_up_names_of_a_session_share_its_budget(
    monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    door = Door(monkeypatch)
    assert door.puts(*[("one", f"made-up-{i}", 100 * KB) for i in range(4)], told=told) == [
        204, 204, 413, 413,
    ]  # fmt: skip
    assert upload_budget.held()["one"] == 200 * KB
    assert door.puts(("two", "its own", 100 * KB), told=told) == [204]


@pytest.mark.parametrize("told", [True, False], ids=["length told", "in pieces"])
def test_all_sessions_share_the_servers(monkeypatch: pytest.MonkeyPatch, told: bool) -> None:
    door = Door(monkeypatch)
    uploads = [(f"session {i}", "f", 200 * KB) for i in range(5)]
    assert door.puts(*uploads, told=told) == [204, 204, 204, 429, 429]
    door.store.remove_session_files("session 0")
    assert door.puts(uploads[4], told=told) == [204]


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
    door = Door(monkeypatch, Budget(session=9 << 20, total=9 << 20))
    assert door.puts(("one", "f", 3 << 20)) == [204]


def test_other_requests_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch, Budget(session=1, total=1))

    async def ask() -> int:
        transport = httpx.ASGITransport(door.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return (await client.delete("/_stcore/upload_file/one/f")).status_code

    assert asyncio.run(ask()) == 405


def test_it_stands_at_the_door_and_the_host_sets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert UploadBudget in [each.cls for each in middleware()]
    monkeypatch.setenv("ACI_UPLOAD_SESSION_MB", "3")
    monkeypatch.setenv("ACI_UPLOAD_TOTAL_MB", "7")
    assert Budget.from_environment() == Budget(3 << 20, 7 << 20)
    monkeypatch.setenv("ACI_UPLOAD_TOTAL_MB", "0")
    with pytest.raises(AciError, match="store_limit"):
        Budget.from_environment()
