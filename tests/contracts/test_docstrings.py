"""What a module says it holds, and a public function of the statistics its shapes and sources."""

from __future__ import annotations

import ast
import inspect
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from aci_core.methods import METHODS
from aci_core.summaries import Data
from scripts import map as project_map
from tests.contracts.source import CORE, files
from tests.contracts.source import tree as parsed

FILES = sorted((*(CORE / "stats").glob("*.py"), *(CORE / "summaries").glob("*.py")))
# Answers to the questions that `Data` explains.
DATA = Path(inspect.getfile(Data))
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
    result = {"Parameters"} if takes(node) else set()
    if node.returns is not None and ast.unparse(node.returns) != "None":
        result.add("Returns")
    if any(isinstance(part, ast.Raise) and part.exc for part in ast.walk(node)):
        result.add("Raises")
    return result


def test_every_module_says_what_it_holds() -> None:
    every = {*files(), *project_map.files()}
    first = {
        str(path.relative_to(project_map.ROOT)): project_map.first_line(path) for path in every
    }
    assert [name for name, line in first.items() if not line] == []
    assert [name for name, line in first.items() if not line.endswith((".", ":", "?"))] == []


def test_the_map_has_each_module_below_its_folder() -> None:
    lines = list(project_map.lines(("aci_core",)))
    assert "    errors.py" in "\n".join(lines)
    assert len([line for line in lines if line]) == len(project_map.files(("aci_core",)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_public_function_tells_its_arguments_and_shows_an_example(path: Path) -> None:
    tree = parsed(path)
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
        for node in public(parsed(path)):
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
        for node in public(parsed(path)):
            for line in (ast.get_docstring(node) or "").splitlines():
                message = line.strip()
                # "counts : ndarray of int, shape (k,)": a name, a colon, a kind.
                if " : " in message and ("ndarray" in message or "array_like" in message):
                    assert "shape" in message, (path.name, node.name, message)


def test_every_question_of_data_says_what_it_takes_and_gives() -> None:
    tree = parsed(DATA)
    (data,) = (n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == Data.__name__)
    questions = [n for n in data.body if isinstance(n, ast.FunctionDef)]
    lacking = {
        node.name: missing
        for node in questions
        # A property is told by its sentence.
        if takes(node) and (missing := wanted(node) - sections(node))
    }
    assert lacking == {}
    assert len(questions) > 10
