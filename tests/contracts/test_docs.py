"""The documents say what is so: their commands run, the files and folders they name exist."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest

from aci_core.domain.schema import MEASURES
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import PRESETS
from aci_core.ingest import ColumnMapping
from aci_core.methods.registry import METHODS
from aci_core.presentation.i18n import LANGUAGES, translator
from tests.command import Done, alone, inside
from tests.contracts.source import CORE

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
MAP = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for pattern in ("*.md", "docs/**/*.md", "sample_data/*.md")
    for path in ROOT.glob(pattern)
)

_FENCE = re.compile(r"^```([a-z]+)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TARGET = re.compile(r"^([a-z-]+):(?!=)", re.MULTILINE)
_EXIT = re.compile(r"# exit (\d)")
_CLI = ".venv/bin/python -m aci_core "
# A name in backticks is a file's if it has a folder or one of these endings.
_FILE = re.compile(r"[\w./*-]+(?:/|\.(?:py|toml|csv|json|md|txt|lock|sh|ya?ml|css|js|R))")
# Made by whoever runs it, or the user's own.
_NOT_OURS = {
    "reproduce.py",
    "reproduce.json",
    ".venv",
    "IST.csv",
    "trial.csv",
    "mapping.json",
    "settings.json",
    "grades.csv",
    ".streamlit/secrets.toml",
    "app/.streamlit/secrets.toml",  # the same in a container
}


def blocks(kind: str, name: str | None = None) -> list[str]:
    """The fenced blocks of README of that language and name."""
    return [text for k, n, text in _FENCE.findall(README) if k == kind and (name or "") == n]


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def commands() -> list[str]:
    return [line for block in blocks("sh") for line in lines(block)]


CLI = [line for line in commands() if line.startswith(_CLI)]


# ------------------------------------------------------------------------------------ commands


def test_every_command_is_of_a_kind_that_is_tested() -> None:
    assert [c for c in commands() if not c.startswith(("make ", _CLI))] == []
    assert len(CLI) >= 5


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(_TARGET.findall(MAKEFILE))
    for name in DOCUMENTS:
        text = (ROOT / name).read_text("utf-8")
        named = set(re.findall(r"(?:`|^|    )make ([a-z-]+)", text, re.MULTILINE))
        assert named <= targets, name
    assert {"app", "test"} <= {c.split()[1] for c in commands() if c.startswith("make ")}


def test_every_make_target_is_listed_with_help() -> None:
    phony = re.findall(r"^\.PHONY: ([a-z-]+)$", MAKEFILE, re.MULTILINE)
    assert set(phony) == set(_TARGET.findall(MAKEFILE))
    assert set(phony) == set(re.findall(r"^([a-z-]+):[^#\n]*## \S", MAKEFILE, re.MULTILINE))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout's files as a reader has them, with README's mapping and settings saved."""
    path = tmp_path_factory.mktemp("reader")
    shutil.copytree(ROOT / "sample_data", path / "sample_data")
    shutil.copy(ROOT / "README.md", path)
    for name in ("mapping", "settings"):
        (block,) = blocks("json", name)
        (path / f"{name}.json").write_text(block, "utf-8")
    return path


@functools.cache
def ran(command: str, folder: Path) -> Done:
    arguments = shlex.split(command.removeprefix(_CLI), comments=True)
    with contextlib.chdir(folder):
        return inside(*arguments)


@pytest.mark.parametrize("command", CLI)
def test_a_command_line_runs_and_exits_as_said(command: str, folder: Path) -> None:
    done = ran(command, folder)
    text = _EXIT.search(command)
    assert done.code == int(text[1] if text else 0), done.err
    assert bool(done.err) == (done.code == 2)
    if "--json -" in command:
        assert json.loads(done.out)["results"]


def test_a_process_of_its_own_does_the_same(folder: Path) -> None:
    command = next(command for command in CLI if "--json -" in command)
    arguments = shlex.split(command.removeprefix(_CLI), comments=True)
    assert alone("-m", "aci_core", *arguments, cwd=folder) == ran(command, folder)


def test_the_output_shown_is_the_output(folder: Path) -> None:
    printed = {line for command in CLI for line in ran(command, folder).out.splitlines()}
    shown = [line for block in blocks("text") for line in lines(block) if not line[0].isupper()]
    assert len(shown) >= 4
    assert [line for line in shown if line not in printed] == []


# --------------------------------------------------------------------------------------- files


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_named_exists(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    named = set(re.findall(r"`([^`\s]+)`", text)) | set(re.findall(r"\]\(([^)#:]+)\)", text))
    bases = (ROOT, ROOT / "aci_core", (ROOT / name).parent)
    lost = [
        file
        for file in sorted(named)
        if _FILE.fullmatch(file)
        and file.strip("/") not in _NOT_OURS
        and not any(any(base.glob(file.strip("/"))) for base in bases)
        # A name alone is one of the library's.
        and ("/" in file.strip("/") or not any(CORE.rglob(file.strip("/"))))
    ]
    assert lost == []


def folders() -> list[Path]:
    """Every folder of the library's code, as its path below aci_core."""
    return sorted(path.parent.relative_to(CORE) for path in CORE.glob("*/**/__init__.py"))


def test_every_folder_of_the_library_is_in_the_architecture() -> None:
    outer = {folder.parts[0] for folder in folders()}
    assert {name for name in outer if f"`{name}/`" not in MAP} == set()


def test_the_architecture_has_a_line_for_each_folder() -> None:
    # What a line begins with, without the signs of a list, a table or a tree.
    first = [re.sub(r"^[\s`*|│├└─-]+", "", line).split(" ")[0].strip("`|") for line in lines(MAP)]
    # The parts of a folder are told in its own line.
    within = {
        f"{folder}/{part}/"
        for folder, told in re.findall(r"^\| `(\S+)/` \| (.+) \|$", MAP, re.MULTILINE)
        for part in re.findall(r"`(\w+)/`", told)
    }
    named = {*first, *within}
    lost = [f for f in folders() if not {f"{f}/", f"{f.name}/", f"aci_core/{f}/"} & named]
    assert lost == []


def test_what_the_architecture_says_is_where_it_says() -> None:
    rows = re.findall(r"^\| [^|]+\? \| `(\S+\.py)` \| ([^|]+) \|$", MAP, re.MULTILINE)
    assert len(rows) >= 12
    lost = []
    for file, there in rows:
        named = re.findall(r"`(\w+)`", there.partition(";")[0])
        text = (ROOT / file).read_text("utf-8")
        assert named, file
        lost += [
            f"{file}: {name}"
            for name in named
            if not re.search(rf"^(?:def |class )?{name}\b", text, re.MULTILINE)
        ]
    assert lost == []


def test_the_architecture_is_short() -> None:
    assert len(MAP.splitlines()) <= 250
    assert [line for line in MAP.splitlines() if len(line) > 120] == []


def test_only_one_place_knows_of_files_beside_the_checkout() -> None:
    ours = ("*.*", "Makefile", "Dockerfile", "[a-z]*_*/**/*.*", "[a-z]*/**/*.*")
    text = {
        path.relative_to(ROOT): path.read_text("utf-8")
        for pattern in ours
        for path in ROOT.glob(pattern)
        if path.suffix in {"", ".py", ".md", ".toml", ".sh", ".yaml", ".yml", ".R", ".txt"}
        and path.is_file()
        and not {"build", "screenshots"} & set(path.relative_to(ROOT).parts)
    }
    assert len(text) > 500
    beside = re.compile(r"\.\./shared|[\"']shared[\"'] /|/ [\"']shared[\"']")
    assert [str(path) for path in text if beside.search(text[path])] == ["tests/conftest.py"]
    # Whoever wants one of them asks the fixture, which skips where it is not: nothing else does.
    skips = re.compile(r"pytest\.skip\(|importorskip\(|mark\.skip")
    assert [str(path) for path in text if skips.search(text[path])] == ["tests/conftest.py"]


def test_what_is_not_python_is_packaged() -> None:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = document["tool"]["setuptools"]["package-data"]["aci_core"]
    core = ROOT / "aci_core"
    packaged = {path for pattern in patterns for path in core.glob(pattern)}
    plain = {p for p in core.rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc")}
    assert plain == packaged


def test_the_pictures_of_readme_are_small_and_say_that_they_are_synthetic() -> None:
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+\.png)\)", README)
    assert len(pictures) == 4
    for alt, name in pictures:
        data = (ROOT / name).read_bytes()
        assert data.startswith(b"\x89PNG"), name
        assert len(data) < 150_000, name
        assert len(alt) > 20, name
    after = README[README.rindex(".png") :]
    assert "synthetic" in after[:200]


# -------------------------------------------------------------------------------------- choices


def test_every_setting_is_explained_and_the_example_names_all() -> None:
    (block,) = blocks("json", "settings")
    document = json.loads(block)
    names = {field.name for field in dataclasses.fields(Settings)}
    assert set(document) == names
    assert Settings.from_json(document).to_json() == document
    assert {name for name in names if f"`{name}`" not in README} == set()


def test_the_example_of_a_mapping_names_every_key_and_is_read() -> None:
    (block,) = blocks("json", "mapping")
    document = json.loads(block)
    assert set(document) == {field.name for field in dataclasses.fields(ColumnMapping)}
    assert set(ColumnMapping.from_json(document).to_json()) == set(document)


def test_every_preset_and_measure_is_in_readme() -> None:
    names = {*PRESETS, *MEASURES}
    assert {name for name in names if f"`{name}`" not in README} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_method_is_explained_on_its_page(lang: str) -> None:
    keys = translator(lang).keys()
    assert {name for name in METHODS if f"method.{name}" not in keys} == set()
    for method in METHODS.values():
        assert method.formula, method.name
        assert method.agrees, method.name


def test_the_changelog_has_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert version in (ROOT / "CHANGELOG.md").read_text("utf-8")
