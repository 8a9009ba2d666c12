"""A Streamlit server of the test's own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.services.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
# Browser tests as on a loaded machine: pages so many times slower, and servers that give way.
SLOWED = float(os.environ.get("SLOWED", "1"))
_GIVING_WAY = ["nice", "-n", "19"] if SLOWED > 1 else []


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=20) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the server and the children it may have."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)


@contextlib.contextmanager
def serve(
    env: Mapping[str, str] | None = None,
    *,
    script: Path = ROOT / "app.py",
    timeout: float = 240,
    port: int | None = None,
) -> Iterator[Server]:
    """Run the app on a free port until the block ends.

    Parameters
    ----------
    env
        Set on top of the environment. STREAMLIT_* of the developer's shell do not reach it.
    script
        What to run, in its own folder.
    timeout
        Seconds until it must be healthy.
    port
        Where it must be a certain one.
    """
    url = f"http://127.0.0.1:{(port := port or free_port())}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [
                    *_GIVING_WAY, sys.executable, "-m", "streamlit", "run", str(script),
                    f"--server.port={port}", "--server.address=127.0.0.1",
                    "--server.headless=true", "--server.fileWatcherType=none",
                ],
                cwd=script.parent, env=clean | dict(env or {}),
                stdout=sink, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
            try:
                until = time.monotonic() + timeout
                while not _healthy(url):
                    if process.poll() is not None or time.monotonic() > until:
                        raise RuntimeError(f"the server did not start:\n{log.read_text()}")
                    time.sleep(0.1)  # nothing tells that it listens
                yield Server(url, process, log)
            finally:
                _end(process)
