"""The command line as tests use it: in this process, or in one of its own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from aci_core.cli import main
from tests.conftest import ROOT


class Done(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


def inside(*arguments: str | Path) -> Done:
    """A command run in this process: one of its own takes seconds for its imports alone."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = int(str(stop.code))
    return Done(code, out.getvalue(), err.getvalue())


def alone(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> Done:
    """Python in a process of its own, such as ``alone("-m", "aci_core", "check", file)``."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)
