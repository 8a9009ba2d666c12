"""What each file holds: the first line of its docstring, folder by folder (`make map`)."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("aci_core", "pages", "scripts", "benchmarks", "tests")


@cache
def first_line(file: Path) -> str:
    """The first line of a module's docstring, empty where it has none."""
    docstring = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return docstring.partition("\n")[0]


def files(folders: tuple[str, ...] = FOLDERS) -> list[Path]:
    """The Python files of these folders, a folder's own before those of its sub-folders."""
    paths = [file for name in folders for file in (ROOT / name).rglob("*.py")]
    # An empty __init__ of the tests only makes a package.
    return sorted((f for f in paths if f.stat().st_size), key=lambda f: (f.parent, f.name))


def lines(folders: tuple[str, ...] = FOLDERS) -> Iterator[str]:
    """The map: a heading for each folder, a line for each of its files."""
    for folder, group in groupby(files(folders), key=lambda file: file.parent):
        names = {file.name: first_line(file) for file in group}
        yield f"{folder.relative_to(ROOT)}/  {names.pop('__init__.py', '')}".rstrip()
        width = max(map(len, names), default=0)
        yield from (f"    {name:{width}}  {text}".rstrip() for name, text in names.items())
        yield ""


if __name__ == "__main__":
    print("\n".join(lines(tuple(sys.argv[1:]) or FOLDERS)))
