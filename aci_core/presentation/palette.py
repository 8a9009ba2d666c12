"""Colour palette of figures, tables, reports and pages.

A file that cannot import (the theme in ``.streamlit/config.toml``, a style sheet, a picture)
repeats them, and ``tests/contracts/test_palette.py`` holds it against this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Color:
    """A colour on a light page and in print, and on a dark page."""

    light: str
    dark: str


# What carries meaning, the same on pages, in figures and in reports.
TREATMENT: Final = Color("#086560", "#5FD3CA")  # and the app's accent
CONTROL: Final = Color("#828F9B", "#7C8E9C")
ACCENT: Final = Color("#C4772D", "#E0A062")
NOTICE: Final = Color("#8A4B12", "#E9B27C")  # text in the accent's hue
BETTER: Final = "#2E9E97"
UNGRADED: Final = "#8A96A0"
ERROR: Final = "#B3261E"
GOOD_CELL: Final = "#269654"  # thin, behind a cell's words
BAD_CELL: Final = "#D63C30"

# An ordered scale, best to worst, by its number of grades: a response in teal, none in sand.
GOOD: Final = {1: (BETTER,), 2: ("#0B5D59", "#9AD0CB"), 3: ("#0B5D59", BETTER, "#9AD0CB")}
# Three and four are the seven grades of mRS.
BAD: Final = {
    1: ("#D9B48F",),
    2: ("#E6CDB3", "#B98A5C"),
    3: ("#EBD8C3", "#C99F74", "#8F6234"),
    4: ("#EBD8C3", "#D0A67A", "#A8753F", "#6E431C"),
}

# Groups of patients that are neither arms nor grades; seen on a light and on a dark page alike.
GROUPS: Final = ("#4A7FB5", ACCENT.light, "#8E6BB0", "#6E8F3A", "#B65A7D", "#6F7C87")

# The page.
PAGE: Final = Color("#FFFFFF", "#10171C")
TEXT: Final = Color("#0F1A24", "#EAF0F2")
MUTED: Final = Color("#4A5862", "#A9B5BC")
BORDER: Final = Color("#DCE2E5", "#2F3B43")
FIELD: Final = Color("#F1F4F5", "#1B252B")  # behind what is filled in
SIDEBAR: Final = Color("#F4F6F7", "#182127")
SIDEBAR_FIELD: Final = Color("#E6EBED", "#243037")
DARK_CHART_TEXT: Final = "#FAFAFA"  # Streamlit's own, which a printed page takes back

# Print.
WHITE: Final = "#FFFFFF"
BLACK: Final = "#000000"
INK: Final = "#15202B"  # text on a light fill
PRINT_MUTED: Final = "#333333"
PRINT_LINE: Final = "#BBBBBB"
AXIS: Final = "#AEB7BE"  # of a slide's chart
# Of middle lightness, seen on a light and on a dark page alike.
FIGURE_RULE: Final = "#7A8690"
TABLE_RULE: Final = "#808C96"

# Streamlit puts its theme's colours in the place of these names wherever they stand in a
# figure's JSON: the categorical ones in the order of .streamlit/config.toml.
PAPER: Final = "#FFFFFE"  # edge of a mark; not white, so that it can be told from it
CHART_TEXT: Final = "#000037"  # in print as good as black
ON_PAGE: Final = {
    TREATMENT.light: "#000001",
    CONTROL.light: "#000002",
    ACCENT.light: "#000003",
    PAPER: "#000038",
}

# The picture of the study of coverage: by patients in an arm, and its scale.
COVERAGE: Final = {20: "#A84B12", 78: TREATMENT.light, 500: "#33414C"}
COVERAGE_BAND: Final = "#E6ECEF"
COVERAGE_LINE: Final = "#5A6670"


def rgba(color: str, alpha: str) -> str:
    """The colour with transparency, as style sheets and Plotly write it.

    Examples
    --------
    >>> rgba("#808C96", ".45")
    'rgba(128,140,150,.45)'
    """
    red, green, blue = channels(color)
    return f"rgba({red},{green},{blue},{alpha})"


def channels(color: str) -> tuple[int, int, int]:
    """Red, green and blue of a colour such as ``#086560``."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
