"""In a real browser: what a file leaves behind, and a file too large to be sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.cookies import cookie, wait_gone
from tests.browser.menu import go
from tests.browser.server import Server

MARK = "Qzmarker"
_INPUT = '[class*="st-key-upload_file"] input[type=file]'


def _upload(page: Page, data: bytes, wait_idle: Callable[..., None]) -> None:
    """Choose a file, and wait until what it is stands there."""
    file: Any = {"name": "mine.csv", "mimeType": "text/csv", "buffer": data}
    page.locator(_INPUT).set_input_files(file)
    wait_idle(page, still=1000)


def test_a_file_leaves_nothing_but_a_key_to_its_draft(
    start_server: Callable[..., Server],
    new_page: Callable[..., Page],
    wait_idle: Callable[..., None],
) -> None:
    server = start_server()
    page = new_page()
    links: list[str] = []
    page.on("framenavigated", lambda frame: links.append(frame.url))
    page.goto(f"{server.url}/data")
    wait_idle(page)
    rows = "".join(f"{MARK}{i},{('control', 'treatment')[i % 2]},{9 + i},{i}\n" for i in range(20))
    _upload(page, f"patient_id,arm,nihss_pre\n{MARK},1\n".encode(), wait_idle)
    _upload(page, f"patient_id,arm,nihss_pre,nihss_post\n{rows}".encode(), wait_idle)
    for name in ("overview", "response", "factors"):
        go(page, name)
    expect(page.get_by_text("mine").first).to_be_attached()

    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    draft = cookie(page, "aci_draft")
    cookies = page.context.cookies()
    assert (draft["sameSite"], draft["path"], draft["expires"]) == ("Strict", "/", -1)
    assert draft["httpOnly"]
    assert MARK not in f"{links} {stored} {cookies}"

    # Another visitor has neither the file nor a key to it.
    other = new_page()
    other.goto(f"{server.url}/response")
    wait_idle(other)
    assert "aci_draft" not in {c["name"] for c in other.context.cookies()}
    assert not other.get_by_text("mine").count()

    page.reload()
    wait_idle(page)
    expect(page.get_by_text("mine").first).to_be_attached()
    page.get_by_role("button", name="Forget my data").first.click()
    page.locator(".st-key-forget_now button").click()
    wait_idle(page)
    # The next page fetches the answer that deletes it.
    wait_gone(page, "aci_draft")
    # Nor does the old key open anything any more.
    page.context.add_cookies([{"name": "aci_draft", "value": draft["value"], "url": server.url}])
    page.reload()
    wait_idle(page)
    assert not page.get_by_text("mine").count()
    assert MARK not in server.log.read_text()


def test_a_file_too_large_is_refused_in_our_words(
    server: str, new_page: Callable[..., Page], wait_idle: Callable[..., None], tmp_path: Path
) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.write(b"patient_id,arm\n")
        file.truncate(300 * 1024**2)  # holes: it takes no room
    page = new_page(locale="zh-CN")
    page.goto(f"{server}/data")
    wait_idle(page)
    page.locator(_INPUT).set_input_files(large)
    page.locator('[data-testid="stFileChip"][aria-invalid="true"]').wait_for()
    message = page.locator('[class*="st-key-upload_file"]').first.evaluate(
        'element => getComputedStyle(element, "::after").content'
    )
    assert "200 MB" in message
    assert "未被接收" in message
