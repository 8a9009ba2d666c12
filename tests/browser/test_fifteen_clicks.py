"""A physician's way from the workbook to Word: its clicks are counted by the page itself."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
from playwright.sync_api import Locator, Page, expect

MOST = 15
# What a hand did, in any of the pages that follow one another; what a script pressed is no click.
_COUNT = """window.addEventListener("click", event => {
    if (event.isTrusted && event.pointerType)
        sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
}, true);"""


def clicks(page: Page) -> int:
    """Clicks of a pointer so far."""
    return int(page.evaluate("Number(sessionStorage.clicks || 0)"))


def test_upload_mend_name_the_primary_and_take_word_in_fifteen_clicks(
    server: str,
    new_page: Callable[..., Page],
    wait_idle: Callable[..., None],
    shared: Callable[[str], Path],
) -> None:
    workbook = shared("cases/follow_up_zh.xlsx")
    page = new_page(locale="zh-CN", accept_downloads=True)
    page.add_init_script(_COUNT)

    def press(found: Locator) -> None:
        """Press what is to be pressed next, and wait for what comes of it."""
        before = clicks(page)
        found.click()
        wait_idle(page)
        assert clicks(page) == before + 1

    def button(name: str) -> Locator:
        return page.get_by_role("button", name=name)

    page.goto(server)
    wait_idle(page)
    press(button("载入数据"))
    with page.expect_file_chooser() as chosen:
        page.get_by_test_id("stFileUploaderDropzone").first.locator("button").click()
    chosen.value.set_files(workbook)
    errors = page.get_by_text(re.compile(r"^\d+处错误$"))
    expect(errors.first).to_have_text("8处错误")
    wait_idle(page)

    # What has one likely reading at once, what has several one by one, what has none emptied.
    press(button("采用3处唯一可能的读法"))
    for reading in ("读作“男”", "读作“63”", "读作“3”", "读作“85”"):
        press(button(reading))
    expect(errors.first).to_have_text("2处错误")
    press(button("清空2个未能读取的单元格"))
    expect(errors).to_have_count(0)

    following = button("下一步：方案").last
    expect(following).to_be_in_viewport()
    press(following)
    press(page.get_by_role("radio", name="是", exact=True))
    press(page.get_by_test_id("stMain").get_by_role("combobox").first)
    press(page.get_by_role("option", name="NIHSS评分（3个月）"))
    following = button("下一步：报告").first
    expect(following).to_be_in_viewport()
    press(following)

    make = button("生成并下载Word")
    expect(make).to_be_in_viewport()
    with page.expect_download() as download:
        make.click()
    assert clicks(page) <= MOST
    name = download.value.suggested_filename
    assert re.fullmatch(r"follow_up_zh_\d{4}-\d\d-\d\d\.docx", name)
    document = docx.Document(io.BytesIO(download.value.path().read_bytes()))
    assert "3个月" in document.paragraphs[0].text.replace("\u2060", "")
    assert "NIHSS" in document.paragraphs[0].text
