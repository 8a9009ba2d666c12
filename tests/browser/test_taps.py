"""A physician's way on a phone, by taps alone: from the workbook to a link, its reader and Word."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


@pytest.mark.deep
def test_from_the_workbook_to_a_link_and_word_by_taps_alone(
    server: str,
    new_page: Callable[..., Page],
    wait_idle: Callable[..., None],
    shared: Callable[[str], Path],
) -> None:
    page = new_page(locale="zh-CN", accept_downloads=True, **PHONE)

    def tap(found: Locator) -> None:
        found.tap()
        wait_idle(page)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    def button(name: str) -> Locator:
        return page.get_by_role("button", name=name)

    def menu(name: str) -> None:
        """Open the menu and a page of it, which begins at its top and leaves the menu shut."""
        tap(page.get_by_test_id("stExpandSidebarButton"))
        tap(page.locator(f'[data-testid="stSidebarNavLink"][href$="/{name}"]'))
        expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
        expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()

    page.goto(server)
    wait_idle(page)
    tap(button("载入数据").first)
    with page.expect_file_chooser() as chosen:
        page.get_by_test_id("stFileUploaderDropzone").first.locator("button").tap()
    chosen.value.set_files(shared("cases/follow_up_zh.xlsx"))
    errors = page.get_by_text(re.compile(r"^\d+处错误$"))
    expect(errors.first).to_have_text("8处错误")
    wait_idle(page)
    for mended in ("唯一可能", "读作“男”", "读作“63”", "读作“3”", "读作“85”", "清空2个"):
        tap(button(mended).first)
    expect(errors).to_have_count(0)
    tap(button("下一步：方案").last)
    tap(page.get_by_role("radio", name="是", exact=True))
    tap(page.get_by_test_id("stMain").get_by_role("combobox").first)
    tap(page.get_by_role("option", name="NIHSS评分（3个月）"))

    for name in ("overview", "outcomes", "safety", "explore"):
        menu(name)
    tap(page.get_by_test_id("stMain").get_by_role("combobox").first)
    tap(page.get_by_role("option", name="治疗前CBF"))
    tap(button("收入报告").first)
    expect(button("已收入报告")).to_be_in_viewport()

    menu("outcomes")
    tap(page.locator(".st-key-share button"))
    tap(page.locator(".st-key-share_make button"))
    link = page.locator('.st-key-share_made [data-testid="stCode"]').first
    expect(link).to_be_in_viewport()
    address = link.inner_text().strip()
    reader = new_page(locale="zh-CN", **PHONE)
    reader.goto(address)
    wait_idle(reader)
    expect(reader.get_by_test_id("stMain")).to_contain_text("此为主要结局")
    assert reader.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    page.get_by_role("dialog").get_by_role("button", name="关闭").tap()
    wait_idle(page)
    menu("report")
    with page.expect_download() as download:
        button("生成并下载Word").tap()
    assert download.value.suggested_filename.endswith(".docx")
