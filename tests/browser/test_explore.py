"""Exploring as a person would: a point, a bar, a filter and back, a patient, keys alone, paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import FileChooser, Locator, Page, expect

from tests.browser.idle import box_at_rest, wait_felt
from tests.browser.menu import go, open_sample
from tests.conftest import ROOT

Wait = Callable[..., None]
SLOW = 90_000
A4 = 703  # pixels between the margins


def _open(page: Page, name: str, wait_idle: Wait) -> None:
    """Open a part of the page."""
    page.locator('[class*="st-key-more_"]').get_by_text(name, exact=True).click()
    wait_idle(page, still=1000, timeout=SLOW)


def _click(page: Page, mark: Locator, wait_idle: Wait) -> None:
    box = box_at_rest(mark)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait_idle(page, still=1000, timeout=SLOW)


def _frame(page: Page, figure: str, wait_idle: Wait) -> None:
    """Draw a frame round all of a figure's marks."""
    plot = page.locator(f"{figure} .js-plotly-plot")
    plot.scroll_into_view_if_needed()
    plot.hover()
    plot.locator('.modebar-btn[data-val="select"]').click()
    box = box_at_rest(plot.locator(".nsewdrag").first)
    page.mouse.move(box["x"] + 1, box["y"] + 1)
    page.mouse.down()
    wait_felt(page)
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + box["height"] - 1, steps=5)
    wait_felt(page)
    page.mouse.up()
    wait_idle(page, still=1000, timeout=SLOW)


def test_a_figures_toolbar_covers_nothing_of_it(server: str, page: Page, wait_idle: Wait) -> None:
    open_sample(page, server, "outcomes")
    plot = page.locator(".js-plotly-plot").first
    box_at_rest(plot)
    plot.hover()
    bar, drawn = box_at_rest(plot.locator(".modebar")), box_at_rest(plot)
    assert bar["y"] + bar["height"] <= drawn["y"] + 1
    # It is there, not cut off, and does what it did.
    with page.expect_download(timeout=SLOW):
        plot.locator(".modebar-btn").first.click()


def _alone(points: Locator, among: range) -> Locator:
    """A point that no other is near, so that a click means it."""
    boxes = points.evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(b => [b.x + b.width / 2, b.y])"
    )
    far = [
        min((abs(x - a) + abs(y - b) for j, (a, b) in enumerate(boxes) if j != i), default=0)
        for i, (x, y) in enumerate(boxes)
    ]
    return points.nth(max(among, key=lambda i: far[i]))


def test_points_are_listed_marked_elsewhere_and_become_a_filter_that_back_undoes(
    server: str, page: Page, wait_idle: Wait
) -> None:
    open_sample(page, server, "factors")
    points = page.locator(".st-key-scatter .scatterlayer .point")
    treated, control = _alone(points, range(78)), _alone(points, range(78, 156))
    _click(page, treated, wait_idle)
    card = page.locator(".st-key-card_picked")
    expect(card).to_contain_text("1 patient picked")
    page.locator(".st-key-picked_adding label").click()
    wait_idle(page, still=1000, timeout=SLOW)
    _click(page, control, wait_idle)
    expect(card).to_contain_text("2 patients picked")
    expect(card).to_contain_text("Treatment 1")
    expect(card).to_contain_text("Control 1")
    _click(page, treated, wait_idle)  # once more takes out
    expect(card).to_contain_text("1 patient picked")
    _click(page, treated, wait_idle)
    expect(card).to_contain_text("2 patients picked")
    # A frame round them picks too, and lets go of the mouse: the next click is a click.
    page.locator(".st-key-picked_adding label").click()
    wait_idle(page, still=1000, timeout=SLOW)
    _frame(page, ".st-key-scatter", wait_idle)
    expect(card).to_contain_text("156 patients picked")
    _click(page, treated, wait_idle)
    expect(card).to_contain_text("1 patient picked")
    page.locator(".st-key-picked_adding label").click()
    wait_idle(page, still=1000, timeout=SLOW)
    _click(page, control, wait_idle)
    expect(card).to_contain_text("2 patients picked")
    # All others step back, here and in another page's figures.
    stepped_back = page.locator('.st-key-scatter .point[style*="opacity: 0.22"]')
    expect(stepped_back).to_have_count(154)
    go(page, "outcomes")
    expect(card).to_contain_text("2 patients picked")
    _open(page, "Normality", wait_idle)
    stepped_back = page.locator('.st-key-normal .point[style*="opacity: 0.22"]')
    expect(stepped_back).to_have_count(154)
    # Language and option change the figure, not who is picked.
    page.locator(".st-key-lang").get_by_text("中文", exact=True).click()
    wait_idle(page, timeout=SLOW)
    expect(card).to_contain_text("已选中2例患者")
    page.locator(".st-key-lang").get_by_text("English", exact=True).click()
    wait_idle(page, timeout=SLOW)
    page.locator(".st-key-picked_leave button:visible").click()
    wait_idle(page, still=1000, timeout=SLOW)
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("Only patients with: all but patients")
    expect(main).to_contain_text("n = 154")
    expect(card).to_have_count(0)
    page.go_back()
    wait_idle(page, still=1000, timeout=SLOW)
    expect(main).not_to_contain_text("Only patients with")
    page.go_forward()
    wait_idle(page, still=1000, timeout=SLOW)
    expect(main).to_contain_text("Only patients with: all but patients")


def test_back_undoes_a_filter_from_other_pages_too(
    server: str, page: Page, wait_idle: Wait
) -> None:
    open_sample(page, server, "response")
    _open(page, "Patients", wait_idle)
    _click(page, page.locator(".st-key-waterfall .barlayer .point path").nth(3), wait_idle)
    page.locator(".st-key-picked_leave button:visible").click()
    main, filtered = page.get_by_test_id("stMain"), "Only patients with: all but patient"
    expect(main).to_contain_text(filtered, timeout=SLOW)
    wait_idle(page, timeout=SLOW)
    for name in ("safety", "response", "baseline"):  # one page a second time, filtered now
        go(page, name)
        expect(main).to_contain_text(filtered)
        wait_idle(page, timeout=SLOW)
    for title in ("Response to treatment", "Safety", "Response to treatment"):
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text(title, timeout=SLOW)
        wait_idle(page, timeout=SLOW)
        expect(main).to_contain_text(filtered)
    page.go_back()
    expect(main).not_to_contain_text(filtered, timeout=SLOW)
    expect(page.get_by_role("heading", level=1)).to_have_text("Response to treatment")
    wait_idle(page, timeout=SLOW)
    page.go_forward()
    expect(main).to_contain_text(filtered, timeout=SLOW)


def test_a_bar_lists_its_patients_and_leads_to_one_and_the_next(
    server: str, page: Page, wait_idle: Wait
) -> None:
    open_sample(page, server, "response")
    bars = page.locator(".st-key-grades .barlayer .point path")
    expect(bars).to_have_count(8)
    box = box_at_rest(bars.nth(1))
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    wait_idle(page, still=1000, timeout=SLOW)
    card = page.locator(".st-key-card_picked")
    expect(card).to_contain_text("25 patients picked")
    with page.expect_download() as started:
        card.get_by_role("button", name="Download CSV").click()
    rows = Path(started.value.path()).read_text("utf-8-sig").splitlines()
    assert sum(row.startswith("Patient ") for row in rows) == 25
    first = card.locator("a:visible").first
    name = first.inner_text().split("\n")[-1].strip()
    first.click()
    main = page.get_by_test_id("stMain")
    expect(page.get_by_role("heading", level=1)).to_have_text("Patient", timeout=SLOW)
    wait_idle(page, timeout=SLOW)
    expect(main).to_contain_text(f"{name}, treatment arm")
    expect(main).to_contain_text("Patient 1 of 25 picked")
    expect(main).to_contain_text("Markedly effective")
    page.keyboard.press("Shift+ArrowRight")
    expect(main).to_contain_text("Patient 2 of 25 picked")
    wait_idle(page, timeout=SLOW)
    # The address names who is shown: copied or loaded again it leads to nobody else.
    second = re.search(r"Patient (\d+), treatment arm", main.inner_text())
    assert second is not None
    assert parse_qs(urlsplit(page.url).query)["id"] == [second[1]]
    # From patient to patient is one step of history: Back leads to where the list was.
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Response to treatment", timeout=SLOW)
    expect(card).to_contain_text("25 patients picked", timeout=SLOW)
    wait_idle(page, timeout=SLOW)
    page.go_forward()
    expect(main).to_contain_text("Patient 2 of 25 picked", timeout=SLOW)
    wait_idle(page, timeout=SLOW)
    page.get_by_role("link", name="Back to Response").click()
    expect(card).to_contain_text("25 patients picked", timeout=SLOW)


def test_rows_of_the_list_pick_and_show_who_was_picked_elsewhere(
    server: str, page: Page, wait_idle: Wait
) -> None:
    open_sample(page, server, "safety")
    page.locator(".st-key-picked_chooser summary").click()
    wait_idle(page, still=1000, timeout=SLOW)
    card = page.locator(".st-key-card_picked")
    _tick(page, 0, wait_idle)
    _tick(page, 2, wait_idle)
    expect(card).to_contain_text("2 patients picked")
    expect(card.get_by_role("row", name="Patient 3")).to_be_visible()
    page.locator(".st-key-picked_clear button").click()
    wait_idle(page, still=1000, timeout=SLOW)
    expect(card).to_have_count(0)
    page.locator(".st-key-picked_numbers input").fill("4")
    page.keyboard.press("Enter")
    wait_idle(page, still=1000, timeout=SLOW)
    expect(card).to_contain_text("1 patient picked")
    _tick(page, 3, wait_idle)  # its tick was set: now it is gone, and so is the last one picked
    expect(card).to_have_count(0)


def _tick(page: Page, row: int, wait_idle: Wait) -> None:
    """Click the box before a row of the list, which is drawn on a canvas."""
    grid = page.locator('.st-key-picked_chooser [data-testid="stDataFrame"]')
    box = box_at_rest(grid)
    x, y = box["x"] + 20, box["y"] + 35 * (row + 1) + 17
    page.mouse.move(x, y - 3)  # the grid takes no click before it has felt the mouse
    wait_felt(page)
    page.mouse.click(x, y)
    wait_idle(page, still=1000, timeout=SLOW)


def _tab_to(page: Page, selector: str, most: int = 200) -> None:
    """Press Tab until what the selector names has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => !!document.activeElement.closest(s)", selector):
            return
    raise AssertionError(f"no key leads to {selector}")


def _press_until_asked(page: Page, key: str) -> FileChooser:
    """Press a key until the browser asks for a file: the dropzone is drawn before it listens."""
    asked: list[FileChooser] = []

    def take(chooser: FileChooser) -> None:
        asked.append(chooser)

    page.once("filechooser", take)
    for _ in range(SLOW // 1000):
        page.keyboard.press(key)
        page.wait_for_timeout(1000)  # then a person would press again
        if asked:
            return asked[0]
    raise AssertionError("the page never asked for a file")


def test_from_the_file_to_the_download_by_keys_alone(
    server: str, page: Page, wait_idle: Wait
) -> None:
    page.goto(f"{server}/data")
    wait_idle(page, timeout=SLOW)
    _tab_to(page, '[data-testid="stFileUploaderDropzone"]')
    # Enter does so too, but not as the first key of a page that nothing else has touched.
    _press_until_asked(page, "Space").set_files(ROOT / "sample_data" / "synthetic_156.csv")
    expect(page.locator(".st-key-cohort_card")).to_contain_text("156", timeout=SLOW)
    wait_idle(page, timeout=SLOW)
    _tab_to(page, '[data-testid="stSidebarNavLink"][href$="/response"]')
    wait_idle(page, timeout=SLOW)  # on the way the grid took the focus, and tells it late
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Response to treatment")
    wait_idle(page, timeout=SLOW)
    # Who is behind the numbers: the form instead of a click on a bar.
    _tab_to(page, ".st-key-picked_chooser summary")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-picked_numbers input")).to_be_visible()
    wait_idle(page, timeout=SLOW)
    _tab_to(page, ".st-key-picked_numbers input")
    page.keyboard.type("82, 1-3")
    page.keyboard.press("Enter")
    wait_idle(page, still=1000, timeout=SLOW)
    expect(page.locator(".st-key-card_picked")).to_contain_text("4 patients picked")
    _tab_to(page, ".st-key-download_picked button")
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    assert "Patient 82" in Path(started.value.path()).read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("scheme", "width"),
    [("light", 1440), pytest.param("dark", 390, marks=pytest.mark.deep)],
)
def test_a_page_prints_on_a4_without_the_app_round_it(
    server: str,
    new_page: Callable[..., Page],
    wait_idle: Wait,
    tmp_path: Path,
    scheme: str,
    width: int,
) -> None:
    page = new_page(scheme=scheme, width=width)
    open_sample(page, server, "response")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    wait_idle(page)
    page.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]
    for name in ("stSidebar", "stHeader", "stButton", "stDownloadButton", "stSlider"):
        expect(page.locator(f'[data-testid="{name}"]:visible')).to_have_count(0)
    white = page.locator('.js-plotly-plot text[style*="fill: rgb(250, 250, 250)"]')
    for place in range(min(white.count(), 5)):
        fill = white.nth(place).evaluate("e => getComputedStyle(e).fill")
        assert fill == "rgb(15, 26, 36)"
    # As wide as A4 within its margins the widest table of all stays on the paper.
    page.goto(f"{server}/outcomes")
    wait_idle(page, timeout=SLOW)
    page.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": A4, "height": 1000})
    wait_idle(page)
    main = box_at_rest(page.get_by_test_id("stMainBlockContainer"))
    assert main["x"] >= 0
    assert main["x"] + main["width"] <= A4
    cell = page.locator('[role="region"] th[scope="row"]', has_text="Control").first.bounding_box()
    assert cell is not None
    assert cell["height"] < 30  # a word on a line
    page.emulate_media(media=None)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{server}/response")
    wait_idle(page, timeout=SLOW)
    file = tmp_path / "page.pdf"
    page.pdf(path=file, prefer_css_page_size=True, print_background=True)
    assert file.read_bytes().startswith(b"%PDF")
    pages = re.findall(rb"/Type\s*/Page\b", file.read_bytes())
    assert 2 <= len(pages) <= 9
    box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", file.read_bytes())
    assert box is not None
    assert [round(float(side)) for side in box.groups()] == [595, 842]
    reader = shutil.which("pdftotext")
    if reader is not None:
        text = subprocess.run([reader, "-layout", file, "-"], capture_output=True, check=True)
        texts = text.stdout.decode()
        assert "Response to treatment" in texts
        assert "not medical advice" in texts
        assert "Forget my data" not in texts
        assert "Download CSV" not in texts


def test_a_question_is_asked_its_patients_picked_and_its_figure_pinned_to_the_report(
    server: str, page: Page, wait_idle: Wait
) -> None:
    open_sample(page, server, "explore")
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("NIHSS after treatment against VEGF after treatment")
    # A frame round points picks their patients.
    _frame(page, ".st-key-explore", wait_idle)
    card = page.locator(".st-key-card_picked")
    expect(card).to_contain_text("156 patients picked")
    # A ready question is a click; so is a bar of its figure.
    page.get_by_role("button", name="Do adverse events differ by arm?").click()
    wait_idle(page, still=1000, timeout=SLOW)
    assert parse_qs(urlsplit(page.url).query)["y"] == ["any"]
    bars = page.locator(".st-key-explore .barlayer .point path")
    expect(bars).to_have_count(4)
    _click(page, bars.nth(0), wait_idle)
    expect(card).to_be_visible()
    told = re.search(r"\((\d+)/78\)", main.inner_text())
    assert told is not None
    expect(card).to_contain_text(f"{told[1]} patients picked")
    page.get_by_role("button", name="Pin to the report").click()
    wait_idle(page, still=1000, timeout=SLOW)
    expect(page.locator(".st-key-card_explore_pins")).to_contain_text("Any adverse event by arm")
    page.go_back()
    wait_idle(page, still=1000, timeout=SLOW)
    expect(page.locator(".st-key-card_explore_pins")).to_have_count(0)
    page.go_forward()
    wait_idle(page, still=1000, timeout=SLOW)
    page.reload()
    wait_idle(page, timeout=SLOW)
    expect(page.locator(".st-key-card_explore_pins")).to_contain_text("Any adverse event by arm")
    go(page, "report")
    text = page.locator(".st-key-report_text")
    expect(text).to_contain_text("Exploratory figures")
    expect(text).to_contain_text("Any adverse event by arm")
