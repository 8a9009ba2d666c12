"""Every colour of the repository is one of the table, or made of one."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from aci_core.presentation import palette
from aci_core.presentation.palette import Color
from tests.conftest import ROOT

_HEX = re.compile(r"(?<![&\w])#([0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3,4})(?![\w-])")
_RGB = re.compile(r"\brgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)")
# Colours by name would be outside the table.
_NAMED = re.compile(r"(?:color|fill|background|stroke)\s*[:=]\s*\"?(?:white|black|red|gr[ae]y)\b")
_TEXTS = {".py", ".css", ".js", ".svg", ".toml", ".html", ".md", ".conf", ".yaml", ".yml"}
# A picture's own: what a test compares with, a pixel of the contact sheets.
_MADE_UP = {"#123456", "#777777", "#808080", "#000001"}


@cache
def files() -> list[Path]:
    """Files of the checkout that may hold a colour."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = (ROOT / name for name in listed.stdout.splitlines())
    own = {Path(palette.__file__), Path(__file__)}
    return [p for p in paths if p.suffix in _TEXTS and p.is_file() and p not in own]


def colors(text: str) -> Iterator[str]:
    """The colours that a text writes, as six digits."""
    for match in _HEX.finditer(text):
        digits = match[1].upper()
        long = digits[:6] if len(digits) > 4 else "".join(2 * digit for digit in digits[:3])
        yield f"#{long}"
    for match in _RGB.finditer(text):
        yield "#" + "".join(f"{int(channel):02X}" for channel in match.groups())


@cache
def of_file(path: Path) -> frozenset[str]:
    """The colours that a file writes."""
    return frozenset(colors(path.read_text("utf-8")))


def table() -> set[str]:
    """The colours of the table."""
    return {color for value in vars(palette).values() for color in _held(value)}


def _held(value: object) -> Iterator[str]:
    if isinstance(value, Color):
        yield from (value.light, value.dark)
    elif isinstance(value, str) and _HEX.fullmatch(value):
        yield value
    elif isinstance(value, dict | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _held(inner)


def strangers(known: set[str]) -> set[str]:
    """Files that hold a colour outside the table; a test may make some up."""
    result = set()
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        free = _MADE_UP if name.startswith(("tests/", "scripts/")) else set()
        if of_file(path) - known - free:
            result.add(name)
    return result


def test_every_colour_is_of_the_table() -> None:
    assert strangers(table()) == set()


def test_no_colour_goes_by_its_name() -> None:
    sheets = (path for path in files() if path.suffix in {".css", ".svg"})
    assert {path.name for path in sheets if _NAMED.search(path.read_text("utf-8"))} == set()


def test_a_file_that_repeats_the_treatment_s_colour_is_noticed() -> None:
    """Where the table's changes and the file's does not."""
    old = {palette.TREATMENT.light, palette.TREATMENT.dark}
    result = {name for name in strangers(table() - old) if not name.startswith("tests/")}
    assert {".streamlit/config.toml", "aci_core/ui/frame/icon.svg", "docs/coverage.svg"} <= result
    # Modules take theirs from the table; examples in their docstrings repeat it.
    assert all(not literals(ROOT / name) for name in result if name.endswith(".py"))


def literals(path: Path) -> set[str]:
    """Colours in the strings of a module, without its docstrings."""
    if not of_file(path):
        return set()
    tree = ast.parse(path.read_text("utf-8"))
    text = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return {
        color
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in text
        for color in colors(node.value)
    }


@pytest.mark.parametrize("folder", ["aci_core", "benchmarks", "pages", "scripts", "sample_data"])
def test_no_module_has_a_colour_of_its_own(folder: str) -> None:
    own = {Path(palette.__file__), ROOT / "scripts" / "screenshots.py"}
    modules = (p for p in files() if p.is_relative_to(ROOT / folder) and p.suffix == ".py")
    assert {p.name: literals(p) for p in modules if p not in own and literals(p)} == {}


def test_the_theme_is_the_table() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    page = {
        "primaryColor": palette.TREATMENT,
        "backgroundColor": palette.PAGE,
        "secondaryBackgroundColor": palette.FIELD,
        "textColor": palette.TEXT,
        "borderColor": palette.BORDER,
        "linkColor": palette.TREATMENT,
        "orangeColor": palette.ACCENT,
        "orangeTextColor": palette.NOTICE,
    }
    sidebar = {
        "backgroundColor": palette.SIDEBAR,
        "secondaryBackgroundColor": palette.SIDEBAR_FIELD,
        "textColor": palette.TEXT,
        "borderColor": palette.BORDER,
        "primaryColor": palette.TREATMENT,
    }
    arms = (palette.TREATMENT, palette.CONTROL, palette.ACCENT)
    for shade in ("light", "dark"):
        charts = [getattr(color, shade) for color in arms]
        charts += [palette.BETTER, palette.BAD[1][0], palette.GOOD[3][2]]
        want = {name: getattr(color, shade) for name, color in page.items()}
        want["sidebar"] = {name: getattr(color, shade) for name, color in sidebar.items()}
        shown = {"chartCategoricalColors": theme["chartCategoricalColors"], **theme[shade]}
        assert shown == {**want, "chartCategoricalColors": charts}


def test_the_print_sheet_takes_back_the_dark_theme() -> None:
    themed = (palette.TREATMENT, palette.ACCENT, palette.PAGE)
    plain = {palette.TEXT.light, palette.DARK_CHART_TEXT}
    sheet = of_file(ROOT / "aci_core" / "ui" / "widgets" / "assets" / "print.css")
    assert sheet == plain | {getattr(c, shade) for c in themed for shade in ("light", "dark")}


def test_the_fonts_of_the_theme_are_those_of_the_languages() -> None:
    from aci_core.presentation.figures.theme import TEMPLATE

    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    figures = TEMPLATE["layout"]["font"]["family"]
    assert theme["font"].replace("'", "") == theme["headingFont"].replace("'", "") == figures
