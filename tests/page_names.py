"""Names of the pages, from the app's one list."""

from __future__ import annotations

from aci_core.ui.widgets.navigation.navigation import FIRST, PAGES

ALL = tuple(page.name for page in PAGES)
IN_MENU = tuple(page.name for page in PAGES if not page.hidden)
# What shows a cohort: also what a reader of shared results may see.
RESULTS = (FIRST, *(page.name for page in PAGES if page.group == "results"))
# What stands on a page behind its first sight, where the file has it.
PARTS = {
    "data": ("columns", "cells", "read"),
    "plan": ("adjusted", "apart", "level", "given"),
    "overview": ("differences", "mechanism", "missing", "why"),
    "baseline": ("tables", "why"),
    "outcomes": (
        "patients",
        "course",
        "deaths",
        "centres",
        "missing",
        "normal",
        "methods",
        "tables",
        "why",
    ),
    "response": (
        "effects",
        "responders",
        "patients",
        "cuts",
        "centres",
        "methods",
        "tables",
        "why",
    ),
    "factors": ("influence", "matrix", "tables", "why"),
    "subgroups": ("slopes", "why"),
    "safety": ("tables", "why"),
    "report": ("review", "coordinator"),
}
