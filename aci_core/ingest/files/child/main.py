"""Entry point of the child process: a file on standard input, its sheets on standard output.

    python -I main.py BYTES_OF_MEMORY

A request is a line ``kind length seconds encoding`` and the file's bytes; the seconds are of the
processor's time, and ``-`` is no encoding. Several requests may follow; the child
ends with its input. It writes a file's content nowhere else.
"""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path
from types import ModuleType

_NICE = 10
_HERE = Path(__file__).resolve()


def _stub_packages() -> None:
    """Register packages without their ``__init__``: that of `aci_core.ingest` imports pandas."""
    names = ("aci_core", "aci_core.ingest", "aci_core.ingest.files")
    for name, folder in zip(names, reversed(_HERE.parents[1:4]), strict=True):
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package


def _limit(memory: int) -> None:
    """Limit the memory of the process, let the server's pages go first, disable core dumps."""
    if hasattr(os, "nice"):  # Windows has its priority from whoever starts it
        os.nice(_NICE)
    try:
        import resource
    except ImportError:  # Windows: only the time-out and the checks before parsing
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Not the address space: allocators reserve far more than they use.
    for what in (resource.RLIMIT_DATA, resource.RLIMIT_FSIZE):
        value = memory if what == resource.RLIMIT_DATA else 0
        resource.setrlimit(what, (value, value))


def _limit_time(seconds: int) -> None:
    """Limit the time that a file takes of the processor: on a busy server it takes longer."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _serve() -> None:
    from aci_core.ingest.files.child import answer

    source, target = sys.stdin.buffer, sys.stdout.buffer
    while line := source.readline():
        kind, length, seconds, encoding = line.decode().split()
        _limit_time(int(seconds))
        data = source.read(int(length))
        try:
            sheets = _read(kind, data, None if encoding == "-" else encoding)
        except answer.FileRejected as error:
            answer.write_error(target, error.code, error.facts)
        except MemoryError:
            answer.write_error(target, "file_too_heavy", {"kind": kind})
        except Exception as error:  # noqa: BLE001 - any error of a parser
            # Its text may quote the file, so it is dropped.
            heavy = "memory" in str(error).lower() or "allocat" in str(error).lower()
            answer.write_error(target, "file_too_heavy" if heavy else "file_broken", {"kind": kind})
        else:
            answer.write_sheets(target, sheets)
            del sheets
        del data


def _read(kind: str, data: bytes, encoding: str | None = None) -> list:  # type: ignore[type-arg]
    if kind in ("xlsx", "xls"):
        from aci_core.ingest.files.child import workbook

        return workbook.read(data, kind)
    if kind == "parquet":
        from aci_core.ingest.files.child import parquet

        return parquet.read(data)
    from aci_core.ingest.files.child import statistics_files

    return statistics_files.read(data, kind, encoding)


if __name__ == "__main__":
    _stub_packages()
    _limit(int(sys.argv[1]))
    _serve()
