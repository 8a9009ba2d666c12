"""What the command line reads and writes: files, standard output, one line of an error."""

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
    """The bytes of a file of at most `limit` bytes; `AciError` where it cannot be read."""
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
    """The document in a JSON file; `AciError` of the code where it is none."""
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
        Path(name).write_text(text, "utf-8", newline="")
    except (OSError, ValueError) as error:
        raise AciError("output_unwritable", name=name) from error


def print_error(sentence: str) -> int:
    """An error in one line on standard error; returns the exit code."""
    if sys.stderr is not None:
        print(one_line(sentence), file=sys.stderr)
    return UNUSABLE


def one_line(text: str) -> str:
    """One line that cannot steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def discard_output() -> None:
    """What is still buffered goes nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_utf8() -> None:
    """UTF-8 on both streams, whatever the system says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
