"""The three requirement files agree, and name nothing of the machine that made them."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distribution, version
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


def _locked() -> dict[str, str]:
    pins = (line.split("==") for line in _lines("requirements.lock"))
    return {canonicalize_name(name): pin for name, pin in pins}


def test_lock_pins_what_is_asked_for_within_its_range() -> None:
    locked = _locked()
    for file in ("requirements.txt", "requirements-dev.txt"):
        for line in _lines(file):
            if line.startswith("-r"):
                continue
            wanted = Requirement(line)
            assert wanted.specifier.contains(locked[canonicalize_name(wanted.name)]), (
                f"{line} in {file}: run make lock"
            )


def test_lock_pins_all_that_this_python_needs() -> None:
    # What only a newer Python needs would be unpinned there: the lock is made by the oldest.
    locked, seen = _locked(), set()
    asked = [
        Requirement(line)
        for file in ("requirements.txt", "requirements-dev.txt")
        for line in _lines(file)
        if not line.startswith("-r")
    ]
    while asked:
        wanted = asked.pop()
        name, extras = canonicalize_name(wanted.name), {"", *wanted.extras}
        if (name, *sorted(extras)) in seen:
            continue
        seen.add((name, *sorted(extras)))
        assert locked.get(name) == version(name), f"{name}: run make lock"
        asked += [
            needed
            for needed in map(Requirement, distribution(name).requires or ())
            if needed.marker is None
            or any(needed.marker.evaluate({"extra": extra}) for extra in extras)
        ]


def test_the_workflow_runs_the_two_commands_of_readme_on_each_python() -> None:
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "classifiers"
    ]
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8")
    (listed,) = re.findall(r"^ +python: \[(.+)\]$", workflow, re.MULTILINE)
    pythons = re.findall(r'"([\d.]+)"', listed)
    prefix = "Programming Language :: Python :: "
    assert pythons == [c.removeprefix(prefix) for c in classifiers if c.startswith(prefix)]
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"Python {pythons[0]} to {pythons[-1]} and make" in readme
    section = readme.split("## Two commands")[1].split("```sh\n")[1].split("```")[0]
    commands = [line.partition("#")[0].strip() for line in section.splitlines()]
    steps = re.findall(r"^ +(?:- )?run: (.+)$", workflow, re.MULTILINE)
    # The app does not end by itself: it is started, asked whether it is well, and left.
    assert [step for step in steps if step.startswith("make ")] == ["make app &", "make test"]
    assert [step.removesuffix(" &") for step in steps if step.startswith("make ")] == commands
