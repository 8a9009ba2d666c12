"""Many visitors at once: each a session over a websocket, walking the pages of a shared cohort.

`make load` starts a server, opens SESSIONS sessions on it and prints how long a change of page
took and what a session weighs. Exit 1 where a page failed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PAGES = ("overview", "baseline", "outcomes", "response", "factors", "safety", "methods", "data")
PAUSE = (2.0, 6.0)  # seconds that a person looks at a page


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


async def _visitor(url: str, token: str, until: float, seed: int) -> tuple[list[float], int]:
    """Seconds of each change of page, and how many pages failed."""
    random = Random(seed)  # noqa: S311 - how long a person looks at a page
    times, failed = [], 0
    address = url.replace("http", "ws") + "/_stcore/stream"
    await asyncio.sleep(random.uniform(0, 10))
    async with websockets.connect(address, subprotocols=["streamlit"], max_size=None) as socket:
        await socket.send(_asked("overview", f"c={token}"))
        await _finished(socket)
        place = random.randrange(len(PAGES))
        while time.monotonic() < until:
            await asyncio.sleep(random.uniform(*PAUSE))
            place += 1
            begin = time.monotonic()
            await socket.send(_asked(PAGES[place % len(PAGES)], ""))
            _, well = await _finished(socket)
            times.append(time.monotonic() - begin)
            failed += not well
    return times, failed


async def _all(url: str, token: str, sessions: int, seconds: float) -> tuple[list[float], int]:
    until = time.monotonic() + seconds
    visitors = (_visitor(url, token, until, seed) for seed in range(sessions))
    found = await asyncio.gather(*visitors)
    return [t for times, _ in found for t in times], sum(failed for _, failed in found)


def main() -> int:
    """Run it and print what was measured."""
    from aci_core.settings import Settings
    from aci_core.share import Terms, share
    from aci_core.store import open_store
    from tests.browser.server import serve
    from tests.build import sample

    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=180)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ACI_DATA_DIR"] = folder
        made = share(open_store(), sample("synthetic_156.csv"), Settings(), Terms())
        with serve({"ACI_DATA_DIR": folder}) as server:
            process = psutil.Process(server.process.pid)
            asyncio.run(_all(server.url, made.token, 1, 20))  # the first visitor pays for imports
            before = process.memory_info().rss
            times, failed = asyncio.run(_all(server.url, made.token, args.sessions, args.seconds))
            each = (process.memory_info().rss - before) / args.sessions
            log = server.log.read_text("utf-8", "replace")
    failed += log.count("Traceback")
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"{args.sessions} sessions, {len(times)} changes of page, {failed} errors")
    print(f"a change of page: median {1000 * statistics.median(times):.0f} ms, "
          f"95th percentile {1000 * p95:.0f} ms")  # fmt: skip
    print(f"memory per session: {each / 1e6:.1f} MB")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
