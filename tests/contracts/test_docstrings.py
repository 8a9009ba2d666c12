"""What a public function of the statistics says of itself: shapes, units, formula, source."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from aci_core.methods import METHODS

CORE = Path(__file__).resolve().parents[2] / "aci_core"
FILES = sorted((*(CORE / "stats").glob("*.py"), *(CORE / "summaries").glob("*.py")))
# Answers to the questions that `Data` explains.
DATA = CORE / "summaries" / "data.py"
METHOD_FUNCTIONS = {path for method in METHODS.values() for path in method.functions}


def sections(node: ast.FunctionDef) -> set[str]:
    """Headings of its docstring, numpydoc."""
    lines = (ast.get_docstring(node) or "").splitlines()
    pairs = itertools.pairwise(lines)
    return {a.strip() for a, b in pairs if b.strip() and set(b.strip()) == {"-"}}


def public(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Functions of the module that others may call."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def takes(node: ast.FunctionDef) -> bool:
    names = [a.arg for a in (*node.args.args, *node.args.kwonlyargs)]
    return bool(node.args.vararg or [n for n in names if n not in {"self", "cls"}])


def wanted(node: ast.FunctionDef) -> set[str]:
    """Sections that its signature and body ask for."""
    found = {"Parameters"} if takes(node) else set()
    if node.returns is not None and ast.unparse(node.returns) != "None":
        found.add("Returns")
    if any(isinstance(part, ast.Raise) and part.exc for part in ast.walk(node)):
        found.add("Raises")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_public_function_tells_its_arguments_and_shows_an_example(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    lacking = {
        node.name: missing
        for node in public(tree)
        if (missing := ({*wanted(node), "Examples"} - sections(node)))
    }
    assert lacking == {}


def test_a_method_gives_its_formula_and_its_source() -> None:
    lacking = {}
    seen = set()
    for path in FILES:
        for node in public(ast.parse(path.read_text("utf-8"))):
            name = f"{path.parent.name}.{path.stem}.{node.name}"
            if name in METHOD_FUNCTIONS:
                seen.add(name)
                missing = {"Notes", "References"} - sections(node)
                if missing:
                    lacking[name] = missing
    assert lacking == {}
    assert len(seen) > 25


def test_an_array_has_its_shape() -> None:
    for path in FILES:
        for node in public(ast.parse(path.read_text("utf-8"))):
            for line in (ast.get_docstring(node) or "").splitlines():
                told = line.strip()
                # "counts : ndarray of int, shape (k,)": a name, a colon, a kind.
                if " : " in told and ("ndarray" in told or "array_like" in told):
                    assert "shape" in told, (path.name, node.name, told)


def test_every_question_of_data_says_what_it_takes_and_gives() -> None:
    tree = ast.parse(DATA.read_text("utf-8"))
    (data,) = (n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Data")
    questions = [n for n in data.body if isinstance(n, ast.FunctionDef)]
    lacking = {
        node.name: missing
        for node in questions
        # A property is told by its sentence.
        if takes(node) and (missing := wanted(node) - sections(node))
    }
    assert lacking == {}
    assert len(questions) > 10
