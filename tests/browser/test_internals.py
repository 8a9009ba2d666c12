"""What we take from Streamlit's inside is still there: an upgrade that takes it away fails here.

The frame's style and the print view name parts of Streamlit's page by their test ids, and figures
name the theme's colours by placeholders that its front end fills in. None of it is promised. The
app works without; it then looks worse, and this test says where.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

from playwright.sync_api import Page, expect

from aci_core.presentation import palette
from tests.browser.menu import go, open_sample
from tests.conftest import ROOT

Wait = Callable[..., None]
_ID = re.compile(r'data-testid="(\w+)"')
_SEEN = "() => [...document.querySelectorAll('[data-testid]')].map(e => e.dataset.testid)"
_PAGES = (
    "response?more_response=cuts",
    "patient?id=22",
    "plan?covariates=age&more_plan=adjusted",
    "plan?more_plan=level",
    "overview",
)
_FILLS = """names => [...document.querySelectorAll('.js-plotly-plot [style*="fill"]')]
  .map(e => getComputedStyle(e).fill)"""


def named() -> dict[str, str]:
    """Each test id that we name, and the file that does."""
    result = {}
    for path in (ROOT / "aci_core" / "ui").rglob("*"):
        if path.suffix in (".css", ".js"):
            result |= dict.fromkeys(_ID.findall(path.read_text("utf-8")), path.name)
    return result


def test_every_part_of_streamlit_that_the_styles_name_is_there(
    server: str, page: Page, wait_idle: Wait
) -> None:
    page.goto(f"{server}/data")
    wait_idle(page)
    seen = set(page.evaluate(_SEEN))
    page.locator('[class*="st-key-upload_mapping"] input[type=file]').set_input_files(
        {"name": "not.txt", "mimeType": "text/plain", "buffer": b"x"}  # type: ignore[arg-type]
    )
    wait_idle(page)
    seen |= set(page.evaluate(_SEEN))
    page.locator(".st-key-open_sample button").click()
    wait_idle(page)
    seen |= set(page.evaluate(_SEEN))
    for name in _PAGES:
        page.goto(f"{server}/{name}")
        wait_idle(page)
        seen |= set(page.evaluate(_SEEN))
    page.set_viewport_size({"width": 390, "height": 844})
    wait_idle(page)
    seen |= set(page.evaluate(_SEEN))
    page.goto(f"{server}/data")
    page.locator(".st-key-open_bad button").click()
    wait_idle(page)
    go(page, "safety")
    banner = page.locator(".st-key-unread_banner")  # it links to the data
    expect(banner.locator("a").first).to_be_attached()
    seen |= set(page.evaluate(_SEEN))
    gone = {name: file for name, file in named().items() if name not in seen}
    assert gone == {}, f"this Streamlit has no such parts; mend or drop the rules in: {gone}"


def test_figures_wear_the_theme_s_colours(
    server: str, new_page: Callable[..., Page], wait_idle: Wait
) -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    colours = {
        "light": config["chartCategoricalColors"],
        "dark": config["dark"]["chartCategoricalColors"],
    }
    for scheme, (treatment, control, *_) in colours.items():
        page = new_page(scheme=scheme)
        open_sample(page, server, "safety")
        expect(page.locator(".js-plotly-plot .main-svg").first).to_be_attached()
        wait_idle(page)
        fills = set(page.evaluate(_FILLS))
        for colour in (treatment, control):
            red, green, blue = palette.channels(colour)
            assert f"rgb({red}, {green}, {blue})" in fills, (
                f"Streamlit did not put {colour} in the place of a placeholder of "
                f"figures/theme.py on the {scheme} page"
            )
