"""What shuts somebody out of a page, as axe-core finds it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_MENU_MS = 1600  # until the menu's roles are there
# The nodes that pass every rule are thousands, and nobody reads them.
_OPTIONS = {"resultTypes": ["violations"]}


def barriers(page: Page) -> list[str]:
    """What axe-core calls serious or critical."""
    page.wait_for_timeout(_MENU_MS)  # no event tells of them
    return [
        f"{result['id']}: {[node['html'][:120] for node in result['nodes'][:3]]}"
        for result in Axe().run(page, options=_OPTIONS).response["violations"]
        if result["impact"] in {"serious", "critical"}
    ]
