"""A test waits for what happens, not for a time that a loaded machine needs longer than."""

from __future__ import annotations

import re
from collections.abc import Iterator

import hypothesis
import pytest

from tests.conftest import ROOT

_WAIT = re.compile(r"\b(?:wait_for_timeout|time\.sleep)\(([^)]*)")
_MOST = {"wait_for_timeout": 1500, "time.sleep": 1}


def waits() -> Iterator[tuple[str, str, str]]:
    """Each wait for a time in a test: where, its line, and the line above."""
    for file in sorted((ROOT / "tests").rglob("*.py")):
        if file.name == "test_waits.py":
            continue
        lines = file.read_text("utf-8").splitlines()
        for number, line in enumerate(lines):
            if _WAIT.search(line):
                yield f"{file.relative_to(ROOT)}:{number + 1}", line, lines[number - 1]


def test_each_wait_for_a_time_says_why_and_is_short() -> None:
    silent = [where for where, line, above in waits() if "  #" not in line and "# " not in above]
    assert silent == []
    long = [
        where
        for where, line, _ in waits()
        for name, most in _MOST.items()
        if (told := re.search(rf"{re.escape(name)}\(([\d._]+)\)", line)) and float(told[1]) > most
    ]
    assert long == []


@pytest.mark.parametrize("name", ["default", "long", "deep"])
def test_no_property_fails_by_the_clock_and_each_failure_can_be_had_again(name: str) -> None:
    profile = hypothesis.settings.get_profile(name)
    assert profile.deadline is None
    assert hypothesis.HealthCheck.too_slow in profile.suppress_health_check
    assert profile.print_blob
    assert profile.derandomize or name != "default"
