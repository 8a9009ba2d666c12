"""The web page of a report in a real browser: alone, in both themes, on paper and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from aci_core.domain.study.settings import Settings
from aci_core.report import Study, build
from aci_core.report.html.write import write
from tests.build import cohort_of
from tests.unit.made import cohort

NASTY = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"


def saved(folder: Path, study: Study, lang: str) -> str:
    file = folder / f"{lang}.html"
    file.write_bytes(write(build(study, lang))["report.html"])
    return file.as_uri()


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("web")
    names = {"en": "synthetic_156.csv", "zh": "synthetic_zh.csv"}
    return {
        lang: saved(folder, Study.of(cohort(name), Settings()), lang)
        for lang, name in names.items()
    }


@pytest.fixture
def opened(new_page: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """Opens a page and fails at the end if it asked for anything else or a script broke."""
    asked: list[str] = []
    broken: list[str] = []

    def go(url: str, **options: object) -> Page:
        page = new_page(**options)
        page.route("**/*", lambda route: (asked.append(route.request.url), route.continue_()))
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda message: message.type == "error" and broken.append(message.text))
        page.goto(url)
        page.wait_for_selector("body[data-drawn]")
        return page

    yield go
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert len([url for url in asked if url.startswith("file:")]) <= 1
    assert broken == []


def expect_ink(page: Page, colour: str) -> None:
    """The colour of a figure's letters: those of its legend, which stand on no bar."""
    expect(page.locator("#plot-grades text").last).to_have_css("fill", colour)


LIGHT, DARK = "rgb(15, 26, 36)", "rgb(234, 240, 242)"


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.deep)])
def test_it_is_drawn_alone_in_the_readers_colours_and_fits_a_phone(
    opened: Callable[..., Page], urls: dict[str, str], lang: str
) -> None:
    page = opened(urls[lang], scheme="dark")
    assert page.evaluate("document.documentElement.lang")[:2] == lang
    plots = page.locator(".plot")
    pictures = page.locator(".plot .main-svg[role=img]")
    assert plots.count() == pictures.count() >= 8
    assert all(len(alt) > 40 for alt in pictures.evaluate_all("all => all.map(x => x.ariaLabel)"))
    expect_ink(page, DARK)
    # On paper always light; then as before.
    for event, colour in (("beforeprint", LIGHT), ("afterprint", DARK)):
        page.evaluate(f"dispatchEvent(new Event('{event}'))")
        expect_ink(page, colour)
    page.emulate_media(color_scheme="light")
    expect_ink(page, LIGHT)
    # Tables scroll in themselves, the page does not.
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("document.documentElement.scrollWidth === 390")


def test_a_figure_is_saved_as_svg_for_print_by_the_readers_browser(
    opened: Callable[..., Page], urls: dict[str, str]
) -> None:
    page = opened(urls["zh"], scheme="dark")
    assert page.locator(".save").count() == page.locator(".plot").count()
    with page.expect_download() as waited:
        page.locator("[data-plot=plot-grades]").click()
    assert waited.value.suggested_filename == "grades.svg"
    svg = Path(waited.value.path()).read_text("utf-8")
    assert 'width="174mm"' in svg
    assert "观察组" in svg
    assert "rgb(234, 240, 242)" not in svg  # no letter of a dark page
    page.emulate_media(media="print")
    expect(page.locator(".save").first).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.deep)])
def test_no_barrier_that_axe_finds(
    opened: Callable[..., Page], urls: dict[str, str], scheme: str
) -> None:
    page = opened(urls["en"], scheme=scheme)
    result = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in result.response["violations"]] == []


def test_what_a_file_wrote_stays_text(opened: Callable[..., Page], tmp_path: Path) -> None:
    rows = 24
    nasty = cohort_of(
        arm=[(NASTY, "control")[i % 2] for i in range(rows)],
        site=[("=1+1|", "a<b>&\"c'")[i % 3 == 0] for i in range(rows)],
        nihss_pre=[10 + i % 5 for i in range(rows)],
        nihss_post=[2 + i % 7 for i in range(rows)],
    )
    page = opened(saved(tmp_path, Study.of(nasty, Settings()), "en"))
    assert page.locator("img").count() == 0
    assert "<img src=x" in page.locator("main").inner_text()
