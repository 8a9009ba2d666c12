"""Read binary formats (Excel, SPSS, Stata, SAS, Parquet) in a child process.

A parser may crash, hang or fill the memory with a broken or malicious file. The child has limits
of memory and time, no environment and no log, and ends with its file.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from aci_core.domain.errors import AciError
from aci_core.ingest.files import limits, reader_queue
from aci_core.ingest.files.sheet import Sheet

SECONDS = 20.0
_BYTES_A_SECOND = 1 << 20
_BUSY = 3  # on a busy server a file takes so many times the processor's seconds
# Memory for a small file, and for each byte of a larger one.
_MEMORY = 500 << 20
_MEMORY_A_BYTE = 64
_MOST_MEMORY = 4 << 30
_MAX_ANSWER = 700 << 20
_MAX_HEAD = 64 << 20
_MAIN = Path(__file__).with_name("child") / "main.py"
# Enough to start: no secrets of the server, one thread for each library.
_ENV_KEPT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "LANG", "TMPDIR", "TEMP", "TMP")
_ENV_SET = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
# Of Windows; elsewhere the child lowers its own priority.
_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(
    subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0
)


class Worker:
    """A child process that reads files, one after the other.

    Parameters
    ----------
    memory : int
        Limit in bytes.
    """

    def __init__(self, memory: int = _MEMORY) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(_MAIN), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={k: os.environ[k] for k in _ENV_KEPT if k in os.environ} | _ENV_SET,
            creationflags=_FLAGS,
        )
        self._late = self._long = False

    @property
    def pid(self) -> int:
        """Process identifier."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process can read another file."""
        return self._process.poll() is None

    def read(
        self, data: bytes, kind: str, seconds: float, encoding: str | None = None
    ) -> list[tuple[Sheet, bool]]:
        """Read the sheets of a file, and whether each is hidden.

        Parameters
        ----------
        data : bytes
        kind : str
        seconds : float
            Of the processor's time, and three times as many by the clock.
        encoding : str, optional
            As `codec_name`: of a file of a statistics package, where the user says it.

        Raises
        ------
        AciError
            The child's error; ``file_too_slow`` after the time-out, ``file_broken`` or
            ``file_too_heavy`` if it crashed.
        """
        self._late = self._long = False
        watch = threading.Timer(_BUSY * seconds, self._expire)
        feed = threading.Thread(
            target=self._send, args=(data, kind, seconds, encoding), daemon=True
        )
        watch.start()
        feed.start()
        try:
            answer = self._answer()
        finally:
            watch.cancel()
            watch.join()
        if answer is None or self._late:
            code = self.close()
            if self._late or code in _SLOW:
                raise AciError("file_too_slow", kind=kind, seconds=round(seconds))
            heavy = self._long or code in _HEAVY
            raise AciError("file_too_heavy" if heavy else "file_broken", kind=kind)
        feed.join()
        head, texts = answer
        if "error" in head:
            raise AciError(str(head["error"]), **head["facts"])
        return [
            _sheet(head_of, text, kind) for head_of, text in zip(head["sheets"], texts, strict=True)
        ]

    def close(self) -> int:
        """End the process, and return its exit code."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        killed = self._late or self._long
        if killed or self._process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self._process.wait(0 if killed else 5)
            self._process.kill()
        return self._process.wait()

    def kill(self) -> None:
        """Kill the process at once."""
        self._process.kill()
        self.close()

    def _expire(self) -> None:
        self._late = True
        self._process.kill()

    def _send(self, data: bytes, kind: str, seconds: float, encoding: str | None) -> None:
        stream = self._process.stdin
        # The child may have ended already.
        with contextlib.suppress(OSError, ValueError):
            if stream:
                head = f"{kind} {len(data)} {math.ceil(seconds)} {encoding or '-'}\n"
                stream.write(head.encode())
                stream.write(data)
                stream.flush()

    def _answer(self) -> tuple[dict[str, Any], list[bytes]] | None:
        """Read the child's output; None if it is truncated or too long."""
        stream = self._process.stdout
        if stream is None:
            return None
        line = stream.readline(_MAX_HEAD)
        if not line.endswith(b"\n"):
            return None
        try:
            head: dict[str, Any] = json.loads(line)
        except ValueError:
            return None
        lengths = [int(sheet["length"]) for sheet in head.get("sheets", ())]
        if sum(lengths) > _MAX_ANSWER:
            self._long = True
            self._process.kill()
            return None
        texts = [stream.read(length) for length in lengths]
        whole = all(len(text) == length for text, length in zip(texts, lengths, strict=True))
        return (head, texts) if whole else None


# Exit codes of the limit of the processor's time, on Linux and elsewhere.
_SLOW = (-getattr(signal, "SIGXCPU", 24), 152)
# Exit codes for lack of memory: aborted, or killed by the system; the last two on Windows.
_HEAVY = (-6, -9, 3, 134, 137, 0xC0000017, 0xC0000409)


def _sheet(head: dict[str, Any], text: bytes, kind: str) -> tuple[Sheet, bool]:
    first, first_column, last, right = range(4)
    merged = tuple((m[first], m[first_column], m[last], m[right]) for m in head["merged"])
    sheet = Sheet(
        text,
        name=head["name"],
        kind=kind,
        delimiter=",",
        labels=tuple(head["labels"]),
        merged=merged,
        encoding=head["encoding"] or "utf-8",
        undeclared=head["encoding"] is not None,
        hidden=tuple(head["hidden_rows"]),
    )
    return sheet, bool(head["hidden"])


@contextmanager
def worker(memory: int) -> Iterator[Worker]:
    """A child process for one file."""
    made = Worker(memory)
    try:
        yield made
    finally:
        made.kill()


def open_file(
    data: bytes, kind: str, seconds: float | None = None, encoding: str | None = None
) -> list[tuple[Sheet, bool]]:
    """Read the sheets of a file in its own order, and whether each is hidden.

    Parameters
    ----------
    data : bytes
    kind : str
        As returned by `kind_of`.
    seconds : float, optional
        Of the processor's time; by default 20 and one for each MB.
    encoding : str, optional
        As `codec_name`; only files of statistics packages heed it.

    Returns
    -------
    list of (Sheet, bool)

    Raises
    ------
    AciError
        ``file_broken``, ``file_too_heavy``, ``file_too_slow``, ``readers_busy``,
        ``file_locked``, ``file_unsafe``, ``far_cell``, ``nested_column``, ``too_many_rows``,
        ``too_many_columns``, ``encoding_fails`` or ``encoding_unknown``.
    """
    if len(data) > limits.MAX_BYTES:
        raise AciError("file_too_large", limit_mb=limits.MAX_BYTES >> 20, mb=len(data) >> 20)
    seconds = seconds or SECONDS + len(data) / _BYTES_A_SECOND
    memory = min(_MOST_MEMORY, _MEMORY + _MEMORY_A_BYTE * len(data))
    with queue().turn(memory) as granted, worker(granted) as child:
        return child.read(data, kind, seconds, encoding)


@cache
def queue() -> reader_queue.ReaderQueue:
    """The queue of this server."""
    return reader_queue.from_environment()
