"""Screenshots of every page in its states, for review: ``make screenshots``.

    python scripts/screenshots.py [PAGE or STATE ...]
    python scripts/screenshots.py --readme     the four that README shows, small, in docs/

Pages with the sample cohort: English and Chinese, 1440, 1024 and 390 wide, light and dark, in
screenshots/PAGE; and of each page one contact sheet, screenshots/PAGE.png. States (first visit,
empty, refused, one arm, nobody left, a large cohort ...) in screenshots/states, and printed pages
in screenshots/print.
"""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from aci_core.presentation.i18n import languages  # noqa: E402 - needs the path set above
from aci_core.ui.widgets.navigation import navigation  # noqa: E402
from scripts.states import PRINTED, STATES, State, sample  # noqa: E402
from tests.browser import chromium  # noqa: E402
from tests.browser.idle import wait_idle  # noqa: E402
from tests.browser.server import serve  # noqa: E402

OUT = ROOT / "screenshots"
LOCALES = {one.code: one.word_tag for one in languages.TABLE}
WIDTHS = {1440: 900, 1024: 768, 390: 844}
SCHEMES = ("light", "dark")
QUERY = {"patient": "&id=22"}
TALLEST = 12_000
# On a contact sheet: a desk's picture this wide, a phone's in the same scale and a half.
SHEET_WIDTHS = {1440: 480, 1024: 340, 390: 200}
# A state is taken twice: what differs between languages, widths and themes shows in these.
LOOKS = (("en", 1440, "light"), ("zh", 390, "dark"))

COLOURS = 160
# Page, language, theme, width, height, the part that is opened, and the card to begin at.
README = {
    "overview": ("overview", "en", "light", 1280, 860, "", ""),
    "response": ("response", "en", "dark", 1280, 860, "patients", "card_falls"),
    "mechanism": ("overview", "en", "light", 1280, 860, "mechanism", "card_mechanism"),
    "factors": ("factors", "zh", "light", 1280, 860, "", ""),
}

# The page scrolls inside its frame: as high as what it holds.
HEIGHT = """() => Math.ceil(
    document.querySelector('[data-testid="stMain"]').scrollHeight)"""


def _settled(page: Page) -> None:
    wait_idle(page, timeout=120_000)
    page.wait_for_timeout(600)  # figures fade in


def _context(browser: Browser, lang: str, scheme: str, width: int = 1440) -> BrowserContext:
    return browser.new_context(
        locale=LOCALES[lang],
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": WIDTHS.get(width, 900)},
    )


def _shoot(page: Page, width: int, file: Path, then: Callable[[Page], None] | None = None) -> None:
    """Take the open page at a width: in full height, or at window height after some steps."""
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    _settled(page)
    if then is not None:  # what stands over the page is judged in the window's own height
        then(page)
        _settled(page)
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file)
        return
    height = min(TALLEST, max(WIDTHS[width], page.evaluate(HEIGHT)))
    page.set_viewport_size({"width": width, "height": height})
    _settled(page)
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file)


def _visit(browser: Browser, url: str, names: list[str], lang: str, scheme: str) -> None:
    context = _context(browser, lang, scheme)
    page = context.new_page()
    sample("sample")(page, url)  # a reload keeps the cohort, so once is enough
    for name, width in itertools.product(names, WIDTHS):
        page.goto(f"{url}/{name}?lang={lang}{QUERY.get(name, '')}")
        _shoot(page, width, _file(name, lang, width, scheme))
    context.close()


def _state(browser: Browser, url: str, name: str, state: State) -> None:
    for lang, width, scheme in LOOKS:
        context = _context(browser, lang, scheme)
        page = context.new_page()
        if state.begin is not None:
            state.begin(page, url)
        if state.page:
            page.goto(f"{url}/{state.page}?lang={lang}&{state.query}")
        file = OUT / "states" / f"{name}-{lang}-{width}-{scheme}.png"
        if state.waits:
            _shoot(page, width, file, state.then)
        else:
            page.set_viewport_size({"width": width, "height": WIDTHS[width]})
            page.get_by_test_id("stToast").first.wait_for(timeout=60_000)
            page.wait_for_timeout(800)  # it slides in
            file.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=file)
        print(file)
        context.close()


def _print(browser: Browser, url: str, name: str, lang: str, scheme: str) -> None:
    """Print the page as A4, and its sheets as pictures where poppler is installed."""
    context = _context(browser, lang, scheme)
    page = context.new_page()
    sample("sample")(page, url)
    page.goto(f"{url}/{name}?lang={lang}")
    _settled(page)
    file = OUT / "print" / f"{name}-{lang}-{scheme}.pdf"
    file.parent.mkdir(parents=True, exist_ok=True)
    page.pdf(path=file, prefer_css_page_size=True, print_background=True)
    reader = shutil.which("pdftoppm")
    if reader:
        subprocess.run([reader, "-r", "70", "-png", file, file.with_suffix("")], check=True)
    print(file)
    context.close()


def _file(name: str, lang: str, width: int, scheme: str) -> Path:
    return OUT / name / f"{lang}-{width}-{scheme}.png"


def _sheet(name: str) -> None:
    """Make a contact sheet of all pictures of a page."""
    pictures = []
    for width, lang, scheme in itertools.product(WIDTHS, LOCALES, SCHEMES):
        with Image.open(_file(name, lang, width, scheme)) as picture:
            wide = SHEET_WIDTHS[width]
            pictures.append(picture.resize((wide, picture.height * wide // picture.width)))
    gap = 12
    total = sum(picture.width + gap for picture in pictures) + gap
    sheet = Image.new("RGB", (total, max(p.height for p in pictures) + 2 * gap), "#808080")
    left = gap
    for picture in pictures:
        sheet.paste(picture, (left, gap))
        left += picture.width + gap
    sheet.save(OUT / f"{name}.png")
    print(OUT / f"{name}.png")


def _small(file: Path) -> None:
    """Reduce the colours: README is read on slow lines too."""
    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(file, optimize=True)


def readme(browser: Browser, url: str) -> None:
    """Take the four of README, of the synthetic sample; its badge is on each."""
    for name, (page_name, lang, scheme, width, height, part, anchor) in README.items():
        context = _context(browser, lang, scheme)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        sample("sample")(page, url)
        page.goto(f"{url}/{page_name}?lang={lang}&more_{page_name}={part}")
        _settled(page)
        if anchor:
            page.locator(f".st-key-{anchor}").evaluate("e => e.scrollIntoView()")
            _settled(page)
        file = ROOT / "docs" / f"{name}.png"
        page.screenshot(path=file)
        _small(file)
        print(file, file.stat().st_size)
        context.close()


def take(browser: Browser, url: str, wanted: list[str]) -> None:
    """Take the pages, states and printed pages that are wanted; all where nothing is named."""
    names = [page.name for page in navigation.PAGES]
    names = [name for name in names if not wanted or name in wanted]
    if names:
        for lang, scheme in itertools.product(LOCALES, SCHEMES):
            _visit(browser, url, names, lang, scheme)
    for name in names:
        _sheet(name)
    for name, state in STATES.items():
        if not wanted or name in wanted:
            _state(browser, url, name, state)
    if not wanted or "print" in wanted:
        for name, (lang, _, scheme) in itertools.product(PRINTED, LOOKS):
            _print(browser, url, name, lang, scheme)


def main(wanted: list[str]) -> None:
    """Take the screenshots."""
    with serve() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.ARGUMENTS
        )
        if wanted == ["--readme"]:
            readme(browser, server.url)
        else:
            take(browser, server.url, wanted)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
