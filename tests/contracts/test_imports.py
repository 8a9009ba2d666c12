"""What import-linter cannot see: app.py, dashboard.py and the pages, which are no package.

A page is controls -> Settings -> Result -> cards. It imports ``aci_core.ui`` only, holds no text
that a reader sees (that is the catalogue's) and no arithmetic (that is the analyses').
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "pages").glob("*.py"))
FRAMED = [ROOT / "app.py", ROOT / "dashboard.py", *PAGES]
# Streamlit finds its server by reading app.py, which therefore names it.
SERVER = {"app.py": {"pathlib", "streamlit"}}

MAX_LINES = 100
# Message keys, codes, icons (:material/upload:), column names; a word with a capital, a blank or a
# Chinese character is for readers.
CODE = re.compile(r"[a-z0-9_.:/*%=~-]*\Z")
NUMBERS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
CALCULATES = {"abs", "divmod", "pow", "round", "sum"}
CONTAINERS = (ast.List, ast.Tuple, ast.Dict, ast.Set, ast.ListComp, ast.JoinedStr)


def imported(tree: ast.AST) -> set[str]:
    """Modules that a file imports, dotted."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            # `from aci_core import ui` names aci_core.ui
            names.update(
                {f"aci_core.{a.name}" for a in node.names} if base == "aci_core" else {base}
            )
    return names - {"__future__"}


def foreign_imports(tree: ast.AST) -> set[str]:
    """Imports other than aci_core.ui, and functools, which puts a call off."""
    names = imported(tree) - {"functools"}
    return {n for n in names if n != "aci_core.ui" and not n.startswith("aci_core.ui.")}


def _docstrings(tree: ast.AST) -> set[int]:
    holders = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }


def literal_texts(tree: ast.AST) -> list[str]:
    """Strings that are no code: what a reader would see in one language only."""
    docstrings = _docstrings(tree)
    return [
        f"line {node.lineno}: {node.value!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and not CODE.match(node.value)
    ]


def _joins(node: ast.BinOp) -> bool:
    """Whether lists or strings that stand there are joined, which is no arithmetic."""
    return isinstance(node.op, ast.Add) and any(
        isinstance(side, CONTAINERS)
        or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in (node.left, node.right)
    )


def _calculates(node: ast.AST) -> bool:
    match node:
        case ast.BinOp():
            return isinstance(node.op, NUMBERS) and not _joins(node)
        case ast.AugAssign():
            return isinstance(node.op, NUMBERS)
        case ast.UnaryOp(op=ast.USub()):
            return not isinstance(node.operand, ast.Constant)
        case ast.Call(func=ast.Name(id=name)):
            return name in CALCULATES
    return False


def arithmetic(tree: ast.AST) -> list[str]:
    """Operators and functions on numbers."""
    return [
        f"line {node.lineno}: {ast.unparse(node)}"  # type: ignore[attr-defined]
        for node in ast.walk(tree)
        if _calculates(node)
    ]


def test_the_checks_see_what_they_should() -> None:
    bad = ast.parse(
        "import numpy\n"
        "from aci_core import ui, stats\n"
        "from aci_core.ui.frame.shell import ensure\n"
        "ui.title('Response rate')\n"
        "ui.title('response.title', f'{n}人')\n"
        "x = a / b\n"
        "y = [1] + z\n"
        "w = round(v)\n"
    )
    assert foreign_imports(bad) == {"numpy", "aci_core.stats"}
    assert [line.split(":")[0] for line in literal_texts(bad)] == ["line 4", "line 5"]
    assert [line.split(":")[0] for line in arithmetic(bad)] == ["line 6", "line 8"]


@pytest.mark.parametrize("path", FRAMED, ids=lambda path: path.name)
class TestFramed:
    """app.py, dashboard.py and every page."""

    def test_imports_the_ui_only(self, path: Path) -> None:
        foreign = foreign_imports(ast.parse(path.read_text("utf-8")))
        assert foreign == SERVER.get(path.name, set())

    def test_holds_no_text(self, path: Path) -> None:
        assert literal_texts(ast.parse(path.read_text("utf-8"))) == []

    def test_calculates_nothing(self, path: Path) -> None:
        assert arithmetic(ast.parse(path.read_text("utf-8"))) == []

    def test_is_short(self, path: Path) -> None:
        assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES
