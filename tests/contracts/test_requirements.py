"""The three requirement files agree, and name nothing of the machine that made them."""

from __future__ import annotations

import re
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def _lines(name: str) -> list[str]:
    text = (ROOT / name).read_text("utf-8")
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def test_lock_is_nothing_but_exact_versions() -> None:
    for line in _lines("requirements.lock"):
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+", line), line


def test_lock_pins_what_is_asked_for_within_its_range() -> None:
    locked = {
        canonicalize_name(name): version
        for name, version in (line.split("==") for line in _lines("requirements.lock"))
    }
    for file in ("requirements.txt", "requirements-dev.txt"):
        for line in _lines(file):
            if line.startswith("-r"):
                continue
            wanted = Requirement(line)
            assert wanted.specifier.contains(locked[canonicalize_name(wanted.name)]), (
                f"{line} in {file}: run make lock"
            )
