"""Input and output of the command line: files, standard output, errors of one line."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path

from aci_core.domain.errors import AciError

UNUSABLE = 2


def read_bytes(name: str, limit: int) -> bytes:
    """Read a file of at most `limit` bytes; `AciError` where it cannot be read."""
    path = Path(name)
    try:
        # Before it is read: a file of any size may stand there.
        if path.stat().st_size > limit:
            raise AciError("file_too_large", limit_mb=limit >> 20)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise AciError("file_missing", name=name) from error
    except (OSError, ValueError) as error:
        raise AciError("file_unreadable", name=name) from error


def read_json(name: str, code: str) -> object:
    """Read a JSON file; `AciError` of the code where it is invalid."""
    try:
        document: object = json.loads(read_bytes(name, 10 << 20).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise AciError(code) from error
    return document


def write_json(out: str, document: dict[str, object]) -> None:
    """Write a document to a file, or to standard output for ``-``."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    if out == "-":
        if sys.stdout is None:
            raise AciError("output_unwritable", name="-")
        print(text)
        return
    write(out, text + "\n")


def write(name: str, text: str) -> None:
    """Write a text to a file as UTF-8; `AciError` where it cannot be written."""
    try:
        data = text.encode()
    except ValueError as error:
        raise AciError("output_unwritable", name=name) from error
    write_bytes(name, data)


def write_bytes(name: str, data: bytes) -> None:
    """Write a file; `AciError` where it cannot be written."""
    try:
        Path(name).write_bytes(data)
    except (OSError, ValueError) as error:
        raise AciError("output_unwritable", name=name) from error


def print_error(sentence: str) -> int:
    """Print an error as one line on standard error; return the exit code."""
    if sys.stderr is not None:
        print(one_line(sentence), file=sys.stderr)
    return UNUSABLE


def one_line(text: str) -> str:
    """The text as one line without control characters."""
    return "".join(c if c.isprintable() else " " for c in text)


def discard_output() -> None:
    """Discard what is still buffered."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_utf8() -> None:
    """Set both output streams to UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
