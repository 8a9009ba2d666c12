"""An nginx for tests, with the configuration of hosting/. As a script: exit 1 if not installed."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
INSTALL = "sudo apt-get install nginx-light"


@dataclass(frozen=True)
class Proxy:
    """Running nginx."""

    url: str
    access_log: Path
    error_log: Path


def program() -> str | None:
    """Path of nginx: Debian keeps it in /usr/sbin, which is not on a user's PATH."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def values(
    servers: Sequence[str], port: int, proxy: Proxy | None, *, secure: bool
) -> dict[str, str]:
    """Values for the template of the configuration."""
    return {
        "ACI_SERVERS": "\n".join(f"    server {urlsplit(url).netloc};" for url in servers),
        "ACI_LISTEN": f"127.0.0.1:{port}",
        "ACI_SECURE": "; Secure" if secure else "",
        "ACI_ACCESS_LOG": str(proxy.access_log) if proxy else "",
        "ACI_ERROR_LOG": str(proxy.error_log) if proxy else "",
    }


@contextlib.contextmanager
def nginx(servers: Sequence[str], port: int, *, secure: bool = False) -> Iterator[Proxy]:
    """Run nginx before these servers until the block ends.

    Parameters
    ----------
    servers, port
    secure
        As behind https, so far as cookies go.
    """
    executable = program()
    if executable is None:
        raise RuntimeError(f"no nginx: {INSTALL}")
    with tempfile.TemporaryDirectory(prefix="aci-nginx-") as name:
        home = Path(name)
        home.chmod(0o755)
        proxy = Proxy(f"http://127.0.0.1:{port}", home / "access.log", home / "error.log")
        variables = values(servers, port, proxy, secure=secure)
        text = (ROOT / "hosting" / "nginx.conf.template").read_text("utf-8")
        for key, value in variables.items():
            text = text.replace("${" + key + "}", value)
        (home / "nginx.conf").write_text(
            f"pid {home}/pid;\ndaemon off;\nworker_processes 1;\nerror_log {home}/main.log crit;\n"
            "events { worker_connections 512; }\nhttp {\n"
            + "".join(
                f"{part}_temp_path {home}/{part};\n"
                for part in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            + text
            + "\n}\n",
            "utf-8",
        )
        process = subprocess.Popen(
            [executable, "-p", str(home), "-c", str(home / "nginx.conf")], stderr=subprocess.PIPE
        )
        try:
            _wait(process, proxy.url)
            yield proxy
        finally:
            process.terminate()
            process.wait(60)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=20).close()
        except OSError as error:
            if process.poll() is not None or time.monotonic() > until:
                errors = process.stderr.read().decode() if process.poll() is not None else ""
                raise RuntimeError(f"nginx did not start: {error} {errors}") from None
            time.sleep(0.2)  # nothing tells that it listens
        else:
            return


if __name__ == "__main__":
    sys.exit(program() is None)
