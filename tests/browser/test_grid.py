"""The grid of patients in a real browser: chosen by mouse and keys, sorted, corrected in place."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import FloatRect, Locator, Page, expect

from aci_core.presentation.i18n import translator
from tests.browser.idle import box_at_rest, wait_felt
from tests.build import csv_of

Wait = Callable[..., None]
N = 30
FILE = csv_of(
    {
        "编号": [f"P{i}" for i in range(N)],
        "组别": [("观察组", "对照组")[i % 2] for i in range(N)],
        "NIHSS评分(入院)": [5 + i % 9 for i in range(N)],
        "NIHSS评分(出院)": ["60" if i == 3 else 3 + i % 5 for i in range(N)],
    }
)
_ROW = 35


def _grid(page: Page) -> FloatRect:
    grid = page.locator(".st-key-grid_card").get_by_test_id("stDataFrame")
    grid.evaluate("grid => grid.scrollIntoView({block: 'center'})")
    return box_at_rest(grid)


def _click(page: Page, x: float, y: float) -> None:
    """Click as a hand does: the grid takes no click before it has felt the mouse."""
    page.mouse.move(x, y - 3)
    wait_felt(page)
    page.wait_for_timeout(300)  # as long as a hand stays above what it presses
    page.mouse.click(x, y)


def _cell(page: Page, column: int, row: int) -> Locator:
    """What the grid tells who cannot see it of a cell."""
    return page.get_by_test_id(f"glide-cell-{column}-{row}")


def test_a_cell_is_chosen_corrected_and_taken_back(
    server: str, page: Page, wait_idle: Wait
) -> None:
    page.goto(f"{server}/data")
    page.locator(".st-key-upload_file input[type=file]").set_input_files(
        {"name": "trial.csv", "mimeType": "text/csv", "buffer": FILE}
    )
    wait_idle(page)
    box = _grid(page)
    last = box["x"] + box["width"] - 30  # the last column
    _click(page, last, box["y"] + 4.5 * _ROW)
    panel = page.locator(".st-key-chosen_cell")
    expect(panel).to_contain_text("NIHSS评分(出院)")
    expect(panel).to_contain_text("not read")
    page.keyboard.press("ArrowUp")
    expect(panel).to_contain_text("row 4")
    page.keyboard.press("ArrowDown")
    expect(panel).to_contain_text("row 5")
    wait_idle(page)

    # By its name: the words of the chosen cell may stand while the field of the last one does.
    field = panel.get_by_role("textbox", name="Row 5,")
    field.fill("6")
    field.press("Enter")
    expect(panel).to_contain_text("Corrected to")
    wait_idle(page)
    expect(_cell(page, 3, 3)).to_have_text("6")
    panel.get_by_role("button", name="Undo for this cell").click()
    wait_idle(page)
    expect(panel).to_contain_text("not read")
    wait_idle(page)

    # Sorted by a heading: the cell that is clicked is the one that opens.
    box = _grid(page)
    _click(page, last, box["y"] + 2.5 * _ROW)
    expect(panel).to_contain_text("row 3")
    heading = page.get_by_test_id("data-grid-canvas").locator("th").nth(3)
    for sign in ("↑", "↓"):
        _click(page, last - 60, box["y"] + 0.5 * _ROW)  # beside the column's menu
        expect(heading).to_contain_text(sign)
        # Other rows stand in the cells: none is chosen, and what was open beneath has closed.
        expect(panel).to_have_count(0)
        wait_idle(page)
        box = _grid(page)  # with less beneath it, the end of the page may have moved it
    expect(_cell(page, 3, 0)).to_have_text("60")  # the highest first
    # Streamlit's menu of a column speaks English: what is left of it, in the reader's words.
    _click(page, box["x"] + box["width"] - 15, box["y"] + 0.5 * _ROW)
    menu = page.get_by_role("menu")
    expect(menu).to_be_visible()
    expect(menu.locator('[role="menuitem"]:visible')).to_have_count(2)
    expect(menu.locator("button:visible")).to_have_count(0)
    words = menu.locator('[role="menuitem"]:visible').evaluate_all(
        "items => items.map(item => getComputedStyle(item, '::after').content)"
    )
    t = translator("en")
    assert words == [f'"{t("ui.sort_up")}"', f'"{t("ui.sort_down")}"']
    page.keyboard.press("Escape")
    _click(page, last, box["y"] + 1.5 * _ROW)
    expect(panel).to_contain_text("row 5")
