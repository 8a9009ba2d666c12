"""The first page of a fresh visitor: it opens, says nothing wrong, and asks nobody else."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect


def test_opens_without_error_and_without_foreign_requests(
    server: str, page: Page, wait_idle: Callable[..., None]
) -> None:
    asked: set[str] = set()
    errors: list[str] = []
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(server)
    expect(page.get_by_role("heading").first).to_be_visible()
    wait_idle(page)

    assert page.get_by_test_id("stException").count() == 0
    assert errors == []
    # blob: and data: have no host
    assert asked - {""} == {urlsplit(server).netloc}
