"""A language is a folder of words and an entry of a table: one made up here speaks everywhere.

Its words are English with an accent on every vowel, so that a sentence that stayed English shows.
"""

from __future__ import annotations

import html
import io
import json
import os
import re
import shutil
import string
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from aci_core.methods import REFERENCES
from tests.conftest import ROOT

SAMPLE = "sample_data/synthetic_156.csv"
# What words hold and no accent may stand in: facts, code, tags, names of files and options.
_KEPT = re.compile(
    r"\{[^{}]*\}|`[^`]*`|\$[^$]*\$|<[^>]*>|&\w+;|:[a-z-]+[\[/][^\s\[\]]*|\S*[\\_=/@]\S*|--?[\w-]+|\S+\.\w+"
    r"|python -m \w+"
)
_ACCENTS = str.maketrans("aeiou", "áéíóú")
_FRAGMENT = re.compile(r"[A-Za-z][a-z]+(?: [a-z]+){2,}")
# Every text of a page, of controls and figures too, as the browser is told it.
_PAGES = """
import json
from google.protobuf.json_format import MessageToJson
from aci_core.ui.widgets.navigation.navigation import PAGES
from tests.pages.conftest import App

def told(node):
    own = getattr(node, "proto", None)
    if own is not None:
        yield MessageToJson(own, ensure_ascii=False)
    for child in getattr(node, "children", {}).values():
        yield from told(child)

app = App("xx")
found = {"empty": [*told(app.open("overview")._tree)]}
app = App("xx", "sample")
for page in PAGES:
    found[page.name] = [*told(app.open(page.name)._tree)]
assert app.at.segmented_control(key="lang").value == "xx"
app = App("xx", "bad")
for name in ("data", "outcomes"):
    found[f"bad_{name}"] = [*told(app.open(name)._tree)]
print(json.dumps(found))
"""

# Each argument is a command; a list of exit codes and outputs.
_COMMANDS = """
import contextlib, io, json, sys
from aci_core.cli import main

found = []
for command in sys.argv[1:]:
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            code = main(command.split())
        except SystemExit as error:
            code = error.code
    out.seek(0)
    found.append((code or 0, out.read()))
print(json.dumps(found))
"""


def accented(text: str) -> str:
    """The words with accents, what is no word as it is."""
    parts, place = [], 0
    for kept in _KEPT.finditer(text):
        parts += [text[place : kept.start()].translate(_ACCENTS), kept[0]]
        place = kept.end()
    return "".join((*parts, text[place:].translate(_ACCENTS)))


def _changed(tree: dict[str, Any]) -> dict[str, Any]:
    return {k: _changed(v) if isinstance(v, dict) else accented(v) for k, v in tree.items()}


def _toml(tree: dict[str, Any], prefix: str = "") -> str:
    texts = {k: v for k, v in tree.items() if not isinstance(v, dict)}
    lines = [f"[{prefix}]"] if prefix else []
    lines += [f"{json.dumps(k)} = {json.dumps(v, ensure_ascii=False)}" for k, v in texts.items()]
    inner = (
        _toml(v, f"{prefix}.{json.dumps(k)}" if prefix else json.dumps(k))
        for k, v in tree.items()
        if isinstance(v, dict)
    )
    return "\n".join((*lines, *inner))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The app as it is, with a folder and an entry more."""
    made = tmp_path_factory.mktemp("app")
    for name in ("aci_core", "pages", "tests", ".streamlit", "sample_data"):
        shutil.copytree(ROOT / name, made / name)  # with what is compiled
    for name in ("app.py", "dashboard.py"):
        shutil.copy(ROOT / name, made)
    folder = made / "aci_core" / "presentation" / "i18n"
    (folder / "xx").mkdir()
    for file in (folder / "en").glob("*.toml"):
        words = _changed(tomllib.loads(file.read_text("utf-8")))
        (folder / "xx" / file.name).write_text(_toml(words), "utf-8")
    table = folder / "languages.py"
    old = table.read_text("utf-8")
    entry = '    Language("xx", "Ëxample", html_tag="xx", word_tag="xx"),'
    new = old.replace("\n)\nLANGUAGES", f"\n{entry}\n)\nLANGUAGES")
    assert new != old
    table.write_text(new, "utf-8")
    return made


def _run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env={**os.environ, "ACI_RAISE": "1", "ACI_DATA_DIR": str(tree / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result


def _commands(tree: Path, *commands: str) -> list[tuple[int, str]]:
    """Exit code and output of each command, all in one process."""
    result: list[tuple[int, str]] = json.loads(_run(tree, "-c", _COMMANDS, *commands).stdout)
    return result


@cache
def fragments() -> dict[str, str]:
    """Runs of three English words or more that the catalogue holds, by the accented one."""
    result = {}
    sources = "\n".join(reference.text for reference in REFERENCES.values())  # keep their titles
    for file in (ROOT / "aci_core" / "presentation" / "i18n" / "en").glob("*.toml"):
        if file.stem == "spoken":
            continue  # Streamlit's own words: a page's script holds them as what it replaces
        for text in _texts(tomllib.loads(file.read_text("utf-8"))):
            spoken = accented(text)
            for words, _, _, _ in string.Formatter().parse(text):
                for match in _FRAGMENT.finditer(words):
                    if match[0] not in spoken and match[0] not in sources:
                        result[match[0]] = match[0].translate(_ACCENTS)
    return result


def _texts(tree: dict[str, Any]) -> list[str]:
    return [
        text for v in tree.values() for text in (_texts(v) if isinstance(v, dict) else [str(v)])
    ]


def speaks(text: str, least: int) -> None:
    """No sentence is English, and at least so many are of the new language."""
    text = re.sub("[\u2060\u200a]", "", " ".join(text.replace("\u00a0", " ").split()))
    begun = set(re.findall(r"(?=\b(\w+ \w+ \w+))", text))

    def told(known: Iterable[str]) -> list[str]:
        return [f for f in known if " ".join(f.split()[:3]) in begun and f in text]

    assert told(fragments()) == []
    assert len(told(fragments().values())) >= least


def test_the_accents_leave_what_is_no_word() -> None:
    assert accented("of {name}, see `a_b` in trial.csv: **no** --lang") == (
        "óf {name}, séé `a_b` ín trial.csv: **nó** --lang"
    )


def test_every_command(tree: Path) -> None:
    names = ("analyse", "check", "report", "share", "shares", "revoke", "purge", "from-table")
    result = _commands(
        tree,
        *(f"--lang xx {name} --help" for name in names),
        "check sample_data/bad.csv --lang xx",
        f"analyse {SAMPLE} --lang xx --json -",
        "analyse nowhere.csv --lang xx",
        "from-table counts 67/78 54/78 --lang xx",
        "revoke nothing --lang xx",
        f"share {SAMPLE} --lang xx",
        "shares --lang xx",
    )
    for i, (_, text) in enumerate(result):
        speaks(text, 1 if i < len(names) else 0)
    assert all("é" in result[len(names) + i][1] for i in (0, 1, 2, 4))  # the rest are codes
    assert [code for code, _ in result[len(names) :]] == [1, 0, 2, 0, 2, 0, 0]
    assert "--lang {en,zh,xx}" in result[0][1]
    assert json.loads(result[-1][1])["shares"]


def test_every_page(tree: Path) -> None:
    pages = json.loads(_run(tree, "-c", _PAGES).stdout)
    for name, texts in pages.items():
        try:
            speaks("\n".join(texts), 5)
        except AssertionError as error:
            raise AssertionError(name) from error


def _paragraphs(data: bytes) -> str:
    """The text of an Office file, a line a paragraph or a cell."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if ".xml" in name]
    text = re.sub(r"</(?:w:p|a:p|si|t)>", "\n", "\n".join(parts))
    return html.unescape(re.sub(r"<[^>]+>", "", text))


def test_every_format_of_a_report(tree: Path) -> None:
    formats = "docx,xlsx,pptx,html,script,figures,check"
    ((code, message),) = _commands(tree, f"report {SAMPLE} --lang xx --out out --format {formats}")
    assert code == 0, message
    made = {path.name: path for path in (tree / "out").rglob("*") if path.is_file()}
    assert {"report.docx", "report.html", "check.R", "reproduce.py"} <= made.keys(), message
    for name in ("report.docx", "report.xlsx", "report.pptx"):
        speaks(_paragraphs(made[name].read_bytes()), 20)
    page = made["report.html"].read_text("utf-8")
    assert '<html lang="xx">' in page
    words = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)
    speaks(html.unescape(re.sub(r"<[^>]*>", "", words)), 20)
    for path in made.values():
        if path.suffix in {".svg", ".txt"}:
            speaks(html.unescape(re.sub(r"<[^>]*>", " ", path.read_text("utf-8"))), 0)
    about = json.dumps(accented("For exploration and reporting")).strip('"')
    assert about.replace("\\", "\\\\") in made["reproduce.py"].read_text("utf-8")
    with zipfile.ZipFile(made["report.docx"]) as archive:
        assert "<dc:language>xx</dc:language>" in archive.read("docProps/core.xml").decode()
        assert 'w:lang w:val="xx" w:eastAsia="zh-CN"' in archive.read("word/styles.xml").decode()
