"""Pictures of every page with the sample cohort, to be looked at: ``make screenshots``.

    python scripts/screenshots.py [PAGE ...]
    python scripts/screenshots.py --readme     the four that README shows, small, in docs/

English and Chinese, 1440 and 390 wide, light and dark, in screenshots/; and of each page one
contact sheet, screenshots/PAGE.png.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402 - needs the path set above
from tests.browser.idle import wait_idle  # noqa: E402
from tests.browser.server import serve  # noqa: E402

OUT = ROOT / "screenshots"
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
WIDTHS = {1440: 900, 390: 844}
SCHEMES = ("light", "dark")
QUERY = {"patient": "&id=22"}
TALLEST = 12_000
# On a contact sheet: a desk's picture this wide, a phone's in the same scale and a half.
SHEET_WIDTHS = {1440: 480, 390: 200}

COLOURS = 96
# Page, language, theme, width, height, and the card to begin at.
README = {
    "overview": ("overview", "en", "light", 1280, 860, ""),
    "response": ("response", "en", "dark", 1280, 860, "card_falls"),
    "mechanism": ("overview", "en", "light", 1280, 860, "card_mechanism"),
    "factors": ("factors", "zh", "light", 1280, 860, ""),
}

# The page scrolls inside its frame: as high as what it holds.
_HEIGHT = """() => Math.ceil(
    document.querySelector('[data-testid="stMain"]').scrollHeight)"""


def _settled(page: Page) -> None:
    wait_idle(page)
    page.wait_for_timeout(600)  # figures fade in


def _shoot(page: Page, url: str, width: int, file: Path) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.goto(url)
    _settled(page)
    height = min(TALLEST, max(WIDTHS[width], page.evaluate(_HEIGHT)))
    page.set_viewport_size({"width": width, "height": height})
    _settled(page)
    page.screenshot(path=file)


def _visit(browser: Browser, url: str, names: list[str], lang: str, scheme: str) -> None:
    context = browser.new_context(locale=LOCALES[lang], color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url)
    wait_idle(page)
    # A reload keeps the cohort, so once is enough.
    page.locator('[data-testid="stMain"] [class*="st-key-sample"] button').first.click()
    wait_idle(page)
    for name, width in itertools.product(names, WIDTHS):
        _shoot(
            page,
            f"{url}/{name}?lang={lang}{QUERY.get(name, '')}",
            width,
            _file(name, lang, width, scheme),
        )
    context.close()


def _file(name: str, lang: str, width: int, scheme: str) -> Path:
    return OUT / name / f"{lang}-{width}-{scheme}.png"


def _sheet(name: str) -> None:
    """All pictures of a page side by side."""
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


def _small(file: Path) -> None:
    """Few colours: a page has few, and README is read on slow lines too."""
    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(file, optimize=True)


def readme() -> None:
    """Take the four of README, of the synthetic sample; its badge stands on each."""
    with serve() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.ARGUMENTS
        )
        for name, (page_name, lang, scheme, width, height, anchor) in README.items():
            context = browser.new_context(
                locale=LOCALES[lang],
                color_scheme=scheme,  # type: ignore[arg-type]
                viewport={"width": width, "height": height},
            )
            page = context.new_page()
            page.goto(server.url)
            wait_idle(page)
            page.locator('[data-testid="stMain"] [class*="st-key-sample"] button').first.click()
            wait_idle(page)
            page.goto(f"{server.url}/{page_name}?lang={lang}")
            _settled(page)
            if anchor:
                page.locator(f".st-key-{anchor}").evaluate("e => e.scrollIntoView()")
                _settled(page)
            file = ROOT / "docs" / f"{name}.png"
            page.screenshot(path=file)
            _small(file)
            print(file, file.stat().st_size)
            context.close()
        browser.close()


def main(wanted: list[str]) -> None:
    """Take them."""
    if wanted == ["--readme"]:
        readme()
        return
    names = [path.stem.partition("_")[2] for path in sorted((ROOT / "pages").glob("*.py"))]
    names = [name for name in names if not wanted or name in wanted]
    for name in names:
        (OUT / name).mkdir(parents=True, exist_ok=True)
    with serve() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.ARGUMENTS
        )
        for lang, scheme in itertools.product(LOCALES, SCHEMES):
            _visit(browser, server.url, names, lang, scheme)
        browser.close()
    for name in names:
        _sheet(name)
        print(OUT / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
