"""The library's own source as the contracts read it: each file parsed once in a session."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

CORE = ROOT / "aci_core"


@cache
def tree(path: Path) -> ast.Module:
    """A file of Python, parsed."""
    return ast.parse(path.read_text("utf-8"))


def files(folder: str = ".") -> list[Path]:
    """The Python files of a folder of the library, and of all below it."""
    return sorted((CORE / folder).rglob("*.py"))


def texts(paths: Iterable[Path]) -> set[str]:
    """Every literal text of these files."""
    return {
        node.value
        for path in paths
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@cache
def _calls() -> list[tuple[Path, str, ast.Call]]:
    return [
        (path, getattr(node.func, "attr", getattr(node.func, "id", "")), node)
        for path in files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
    ]


def calls(*called: Callable[..., object], folder: str = ".") -> Iterator[ast.Call]:
    """Calls of functions and classes: given as objects, so that no rename blinds who asks."""
    names, below = {one.__name__ for one in called}, CORE / folder
    return (call for path, name, call in _calls() if name in names and below in path.parents)


def first_texts(*called: Callable[..., object], folder: str = ".") -> set[str]:
    """What stands as a literal text first in the calls of these."""
    first = (call.args[0] for call in calls(*called, folder=folder) if call.args)
    return {
        node.value
        for node in first
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
