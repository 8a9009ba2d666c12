"""A physician's way from the workbook to Word without a pointer: no trap, and focus is seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

MOST = 200  # presses of Tab to any control of a page, round it once
# The control that has the focus: its words, and what is wrong with how it shows that.
_FOCUSED = r"""() => {
  const e = document.activeElement;
  if (!e || e === document.body) return ["", ""];
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  const marked = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return [e.ariaLabel || e.innerText || "",
    box.bottom <= 0 || box.top >= innerHeight ? "out of sight"
    : e.matches("a, button") && !marked ? "unmarked" : ""];
}"""


@pytest.mark.deep
def test_from_the_workbook_to_word_by_keys_alone(
    server: str,
    new_page: Callable[..., Page],
    wait_idle: Callable[..., None],
    shared: Callable[[str], Path],
) -> None:
    page = new_page(locale="zh-CN", width=1440, accept_downloads=True)
    faults: set[tuple[str, str]] = set()

    def to(words: str) -> None:
        """Press Tab until what has these words has the focus."""
        for _ in range(MOST):
            page.keyboard.press("Tab")
            said, fault = page.evaluate(_FOCUSED)
            if fault:
                faults.add((said, fault))
            if words in said:
                return
        pytest.fail(f"no key leads to {words}")

    def press(words: str, key: str = "Enter") -> None:
        to(words)
        page.keyboard.press(key)
        wait_idle(page, still=600)

    page.goto(f"{server}/data")
    wait_idle(page)
    # A dialog of the system's is no page's: its file comes from a script.
    page.locator('[class*="st-key-upload_file"] input[type=file]').set_input_files(
        shared("cases/follow_up_zh.xlsx")
    )
    errors = page.get_by_text(re.compile(r"^\d+处错误$"))
    expect(errors.first).to_have_text("8处错误")
    wait_idle(page)
    for mended in ("唯一可能", "读作“男”", "读作“63”", "读作“85”", "读作“3”", "清空"):
        press(mended)
    expect(errors).to_have_count(0)
    press("下一步：方案")
    press("是", "Space")
    to("主要结局")
    page.keyboard.type("NIHSS评分（3")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("primary=nihss_m3"))
    wait_idle(page)
    # An open list is closed by Escape, and is no trap.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    press("下一步：报告")
    to("生成并下载Word")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".docx")
    assert "nihss_m3" in page.url
    assert faults == set()
