"""Every note and every method that an analysis can emit has a word in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from aci_core.i18n import LANGUAGES, translator, written
from aci_core.settings import Settings
from tests.unit import made

FOLDERS = ("stats", "analyses", "summaries")
_NAMES = {"note", "notes", "missing"}


def _heads(node: ast.AST) -> set[str]:
    """Codes written in an expression: literals, and the heads of ``f"code:{number}"``."""
    found = set()
    for part in ast.walk(node):
        if isinstance(part, ast.JoinedStr) and part.values:
            first = part.values[0]
            if isinstance(first, ast.Constant) and str(first.value).endswith(":"):
                found.add(str(first.value)[:-1])
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            found.add(part.value.partition(":")[0])
    return {code for code in found if code.isidentifier() and code.strip("_")}


def _refuses(function: ast.FunctionDef) -> bool:
    """Whether it returns a code in place of a number, or codes."""
    if "note" in function.name:
        return True
    return function.returns is not None and "str" in ast.unparse(function.returns).split(" | ")


def _codes(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="not_computed" | "NotAvailable"), args=args):
                for arg in args:
                    found |= _heads(arg)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="notes"), attr="append"), args=args):
                for arg in args:
                    found |= _heads(arg)
            case ast.keyword(arg="notes" | "note", value=value):
                found |= _heads(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in _NAMES:
                found |= _heads(value)
            case ast.FunctionDef() if _refuses(node):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Return) and inner.value is not None:
                        found |= _heads(inner.value)
    return found


def note_codes() -> set[str]:
    """Codes in the code, and those that the samples emit."""
    found: set[str] = set()
    for folder in FOLDERS:
        for path in Path(made.ROOT, "aci_core", folder).glob("*.py"):
            found |= _codes(ast.parse(path.read_text("utf-8")))
    for name in ("synthetic_156.csv", "synthetic_long.csv"):
        for result in made.studied(name)[2].values():
            found |= {code.partition(":")[0] for row in result.rows for code in row.notes}
    # Words of docstrings' neighbours, not codes: names of methods and of other arguments.
    return found - {"notes", "right", "left", "higher", "lower"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_note_has_a_word(lang: str) -> None:
    keys = translator(lang).keys()
    assert {code for code in note_codes() if f"note.{code}" not in keys} == set()
    assert written.note(translator(lang), "family:6") != "family"


def test_the_notes_are_found() -> None:
    expected = {
        "constant",
        "zeros_dropped",
        "min_expected_below_5",
        "no_patients",
    }
    assert expected <= note_codes()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_method_has_a_name_and_its_statistic_a_symbol(lang: str) -> None:
    keys = translator(lang).keys()
    for settings in (Settings(), Settings(randomised=False)):
        for result in made.studied("synthetic_long.csv", settings)[2].values():
            for row in result.rows:
                assert f"method.{row.method}" in keys
                assert row.statistic is None or f"statistic.{row.method}" in keys
