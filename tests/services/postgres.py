"""A PostgreSQL for tests. As a script: exit 1 if not installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.services.ports import free_port

INSTALL = "sudo apt-get install postgresql"
_USER = "postgres"


def folder() -> Path | None:
    """Folder of initdb and postgres: Debian keeps them off the PATH."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if programs:
        return programs[-1].parent
    path = shutil.which("initdb")
    return Path(path).resolve().parent if path else None


def _as_user() -> list[str]:
    """Command prefix that runs as the user postgres where we are root, which it refuses."""
    return ["runuser", "-u", _USER, "--"] if os.geteuid() == 0 else []


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Run PostgreSQL until the block ends; yield the address of an empty database."""
    programs = folder()
    if programs is None:
        raise RuntimeError(f"no PostgreSQL: {INSTALL}")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="aci-pg-") as name:
        home = Path(name)
        if os.geteuid() == 0:
            shutil.chown(home, _USER)
        home.chmod(0o700)
        data, log = home / "data", home / "log"
        subprocess.run(
            [*_as_user(), str(programs / "initdb"), "-D", str(data), "-U", "aci",
             "--auth=trust", "--encoding=UTF8", "--no-sync"],
            check=True, capture_output=True, cwd="/",
        )  # fmt: skip
        # fsync stays on: what a crash leaves is what the tests are about.
        server = subprocess.Popen(
            [str(programs / "postgres"), "-D", str(data), "-p", str(port),
             "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={home}",
             "-c", "max_connections=60"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
            # Not by `runuser`, which stops for good when the server stands still.
            user=_USER if os.geteuid() == 0 else None,
        )  # fmt: skip
        try:
            _wait(server, port)
            yield f"postgresql://aci@127.0.0.1:{port}/postgres"
        finally:
            _stop(programs, data)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(60)
            log.unlink(missing_ok=True)


@contextlib.contextmanager
def frozen(url: str) -> Iterator[None]:
    """Let the server of this address stand still until the block ends: it answers nothing."""
    import psutil

    port = url.rpartition(":")[2].partition("/")[0]
    # A child has the same words until it names itself: the first is nobody's child among them.
    named = {
        process.pid: process
        for process in psutil.process_iter(["cmdline", "ppid"])
        if (words := process.info["cmdline"] or [""])[0].endswith("/postgres") and port in words
    }
    [first] = [process for process in named.values() if process.info["ppid"] not in named]
    processes = [first]
    try:
        first.suspend()  # before the others: it starts no more of them
        for process in first.children(recursive=True):
            processes.append(process)
            with contextlib.suppress(psutil.NoSuchProcess):
                process.suspend()
        yield
    finally:
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()


def _stop(programs: Path, data: Path) -> None:
    command = [*_as_user(), str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]
    subprocess.run(command, check=False, capture_output=True, cwd="/")


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    import psycopg

    until = time.monotonic() + 120
    while True:
        try:
            psycopg.connect(f"postgresql://aci@127.0.0.1:{port}/postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("PostgreSQL did not start") from None
            time.sleep(0.2)  # nothing tells that it listens
        else:
            return


if __name__ == "__main__":
    sys.exit(folder() is None)
