"""In a real browser: text of a file is text, and no page asks another host for anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from aci_core.presentation.i18n import translator
from aci_core.presentation.i18n.languages import language
from aci_core.ui.widgets.navigation import PAGES
from tests import hostile_text

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What would have become of the texts, and all that is written.
_LOOK = """(host) => {
  const live = [];
  const leads = ['href', 'xlink:href', 'src', 'srcset', 'style', 'action', 'data', 'poster'];
  for (const e of document.querySelectorAll('*'))
    for (const a of leads)
      if (e.getAttribute(a)?.includes(host)) live.push(`${e.tagName} ${a}=${e.getAttribute(a)}`);
  for (const e of document.querySelectorAll('.katex annotation'))
    if (e.textContent.trim() === 'x^2') live.push('a formula');
  for (const e of document.querySelectorAll('[aria-label^="skull"]')) live.push('an icon');
  for (const e of document.querySelectorAll('[data-testid="stMarkdownContainer"] :is(del, sup)'))
    live.push(e.outerHTML.slice(0, 200));
  for (const e of document.querySelectorAll('.stMarkdownColoredText'))
    if (e.textContent === 'r') live.push(e.outerHTML.slice(0, 200));
  return [live, document.body.textContent];
}"""


class Visit:
    """A visitor with the hostile workbook, what is asked for on the way, and what is seen."""

    def __init__(self, page: Page, url: str, wait_idle: Callable[..., None]) -> None:
        self.page, self.url, self._wait_idle = page, url, wait_idle
        self.asked: set[str] = set()
        self.texts: list[str] = []
        page.on("request", lambda request: self.asked.add(request.url))

    def look(self, where: str) -> None:
        """Once the page is drawn: nothing is more than text, and no escape is seen."""
        self._wait_idle(self.page)
        live, text = self.page.evaluate(_LOOK, hostile_text.HOST)
        assert live == [], where
        assert not re.search(r"small\[|\\[!-/:-@[-`{-~]", text), where
        self.texts.append(" ".join(text.split()))

    def open(self, name: str, query: str = "") -> None:
        """Go to a page: by the menu, which keeps the session, else by its address."""
        link = self.page.locator(f'[data-testid="stSidebarNavLink"][href$="/{name}"]')
        if query or not link.count():
            self.page.goto(f"{self.url}/{name}{query}")
        else:
            link.click()
        self.look(name)

    def click(self, key: str, inside: str = "button") -> None:
        """Click a widget by its key."""
        self.page.locator(f".st-key-{key} {inside}").first.click()
        self.look(key)

    def others(self) -> list[str]:
        """Addresses that were asked for, and are not the app's."""
        own = (self.url, self.url.replace("http", "ws", 1), "data:", "blob:")
        return sorted(url for url in self.asked if not url.startswith(own))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_page_makes_more_than_text_of_it(
    server: str, new_page: Callable[..., Page], wait_idle: Callable[..., None], lang: str
) -> None:
    t = translator(lang)
    page = new_page(locale=language(lang).word_tag)
    visit = Visit(page, server, wait_idle)
    page.goto(f"{server}/data")
    wait_idle(page)
    file: Any = {
        "name": hostile_text.FILE_NAME,
        "mimeType": _XLSX,
        "buffer": hostile_text.workbook(),
    }
    page.locator('[class*="st-key-upload_file"] input[type=file]').set_input_files(file)
    page.locator(".st-key-is_control_1").wait_for()
    visit.look("no control yet")
    visit.click("is_control_1")
    page.get_by_text(t("choice_columns.all"), exact=True).click()
    visit.look("all columns")
    for place in range(page.locator('[data-testid="stExpander"] summary').count()):
        page.locator('[data-testid="stExpander"] summary').nth(place).click()
    visit.look("all that folds")
    for name in (page_.name for page_ in PAGES if not page_.hidden):
        visit.open(name)
        if name == "response":
            visit.click("filter_panel")
            page.keyboard.press("Escape")
            visit.click("picked_chooser", "summary")
        if name == "overview":
            visit.click("share")
            page.keyboard.press("Escape")
    visit.open("patient", "?id=1")
    assert visit.others() == []
    # Each stands somewhere as the file has it.
    seen = "\n".join(visit.texts)
    whole = [
        *hostile_text.ARMS, hostile_text.FILE_NAME.removesuffix(".xlsx"), hostile_text.CODE,
        hostile_text.ICON, hostile_text.MATH, hostile_text.HTML, hostile_text.SHEETS[0],
        f"I {hostile_text.ENTITY}", f"J {hostile_text.LINK}", hostile_text.ADDRESS,
    ]  # fmt: skip
    assert [text for text in whole if text not in seen] == []
