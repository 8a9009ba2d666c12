"""Names of the pages, from the app's one list."""

from __future__ import annotations

from aci_core.ui.widgets.navigation import FIRST, PAGES

ALL = tuple(page.name for page in PAGES)
IN_MENU = tuple(page.name for page in PAGES if not page.hidden)
# What shows a cohort: also what a reader of shared results may see.
RESULTS = (FIRST, *(page.name for page in PAGES if page.group == "results"))
