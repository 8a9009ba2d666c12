"""Many visitors at once: each a session over a websocket, walking the pages of a shared cohort.

`make load` runs what a hospital runs (PostgreSQL, two servers, nginx), opens SESSIONS sessions on
it and prints how long a change of page took and what a session weighs. Exit 1 where a page failed.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from aci_core.ui.widgets.navigation import navigation  # noqa: E402 - needs the path set above

PAGES = [page.name for page in navigation.PAGES if page.group != "take_away" and not page.hidden]
PAGES += ["methods"]
PAUSE = (5.0, 15.0)  # seconds that a person looks at a page
ARRIVE = 30.0  # within so many all have come
WARM = 8  # visitors before: the first ones of each server pay for its imports


def _asked(page: str, query: str) -> bytes:
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = query
    return message.SerializeToString()


async def _finished(socket: websockets.ClientConnection) -> tuple[str, bool]:
    """Until the run that ends ends: its query, and whether the page could be drawn."""
    query, well = "", True
    while True:
        message = ForwardMsg()
        message.ParseFromString(await asyncio.wait_for(socket.recv(), 120))  # type: ignore[arg-type]
        kind = message.WhichOneof("type")
        if kind == "page_info_changed":
            query = message.page_info_changed.query_string
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            well = False
        if kind == "script_finished":
            early = message.FINISHED_EARLY_FOR_RERUN
            if message.script_finished != early:
                failed = message.script_finished == message.FINISHED_WITH_COMPILE_ERROR
                return query, well and not failed


@dataclass
class Seen:
    """What one visitor saw: seconds to the first page and of each change, pages that failed."""

    first: float = 0.0
    changes: list[float] = field(default_factory=list)
    failed: int = 0


async def _visitor(url: str, token: str, until: float, seed: int) -> Seen:
    random = Random(seed)  # noqa: S311 - how long a person looks at a page
    seen = Seen()
    address = url.replace("http", "ws") + "/_stcore/stream"
    cookie = {"Cookie": f"aci_node={random.getrandbits(128):032x}"}  # nginx deals by it
    await asyncio.sleep(random.uniform(0, ARRIVE))
    begin = time.monotonic()
    async with websockets.connect(
        address,
        subprotocols=["streamlit"],
        additional_headers=cookie,
        max_size=None,
        open_timeout=60,
    ) as socket:
        await socket.send(_asked("overview", f"c={token}"))
        _, well = await _finished(socket)
        seen.first = time.monotonic() - begin
        seen.failed += not well
        place = random.randrange(len(PAGES))
        while time.monotonic() < until:
            await asyncio.sleep(random.uniform(*PAUSE))
            place += 1
            begin = time.monotonic()
            await socket.send(_asked(PAGES[place % len(PAGES)], ""))
            _, well = await _finished(socket)
            seen.changes.append(time.monotonic() - begin)
            seen.failed += not well
    return seen


async def _all(url: str, token: str, sessions: int, seconds: float, seed: int = 0) -> list[Seen]:
    until = time.monotonic() + seconds
    visitors = (_visitor(url, token, until, seed + i) for i in range(sessions))
    return await asyncio.gather(*visitors)


def _describe(name: str, times: list[float]) -> None:
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"{name}: median {1000 * statistics.median(times):.0f} ms, "
          f"95th percentile {1000 * p95:.0f} ms")  # fmt: skip


def main() -> int:
    """Run it and print what was measured."""
    from tests.browser.hosts import running

    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=180)
    args = parser.parse_args()
    with running() as hosts:
        token, url = hosts.shared(), hosts.proxy.url
        processes = [psutil.Process(server.process.pid) for server in hosts.servers]

        def weight() -> int:
            return sum(process.memory_info().rss for process in processes)

        def work() -> float:
            return sum(sum(process.cpu_times()[:2]) for process in processes)

        asyncio.run(_all(url, token, WARM, ARRIVE + 20, seed=10_000))
        before, used = weight(), work()
        result = asyncio.run(_all(url, token, args.sessions, args.seconds))
        each = (weight() - before) / args.sessions
        used = work() - used
        logs = "".join(server.log.read_text("utf-8", "replace") for server in hosts.servers)
        answers = hosts.proxy.access_log.read_text("utf-8")
    failed = sum(seen.failed for seen in result) + logs.count("Traceback")
    failed += sum(f'"status":{code}' in answers for code in (429, 500, 502, 503, 504))
    changes = [seconds for seen in result for seconds in seen.changes]
    print(f"{args.sessions} sessions on two servers, {len(changes)} changes of page, "
          f"{failed} errors")  # fmt: skip
    _describe("a change of page", changes)
    _describe(f"the first page, all coming within {ARRIVE:.0f} s", [seen.first for seen in result])
    pages = len(changes) + len(result)
    print(f"the servers' work: {1000 * used / pages:.0f} ms of a core for a page, "
          f"each looked at for {PAUSE[0]:.0f} to {PAUSE[1]:.0f} s")  # fmt: skip
    print(f"memory per session: {each / 1e6:.1f} MB; both servers {before / 1e6:.0f} MB before")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
