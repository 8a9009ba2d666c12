"""In a real browser: text of a file is text, and no page asks another host for anything."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from aci_core.presentation.i18n import translator
from aci_core.presentation.i18n.languages import language
from aci_core.ui.widgets.navigation.navigation import PAGES
from tests import hostile_text
from tests.browser.server import ROOT, Server
from tests.page_names import PARTS

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


@pytest.mark.deep
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
    page.get_by_role("radio", name=t("more.columns")).click()
    page.get_by_text(t("choice_columns.all"), exact=True).click()
    visit.look("all columns")
    for place in range(page.locator('[data-testid="stExpander"] summary').count()):
        page.locator('[data-testid="stExpander"] summary').nth(place).click()
    visit.look("all that folds")
    for name in (page_.name for page_ in PAGES if not page_.hidden):
        visit.open(name)
        for part in PARTS.get(name, ()):
            visit.open(name, f"?more_{name}={part}")
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


# Every kind of element that the app hands a text of a file, and several in one line.
_ELEMENTS = """
import streamlit as st
from aci_core.presentation.i18n.markdown import code, literal
from tests.hostile_text import EVERY, PIECES
text = literal(EVERY)
for piece in PIECES:
    st.markdown(literal(piece))
    st.markdown(f"x  \\n{literal(piece)}")
    st.markdown(f"- {literal(piece)}\\n- **{literal(piece)}** :gray[{literal(piece)}]")
    st.markdown(code(piece))
st.title(text, anchor=False); st.header(text, anchor=False); st.caption(text)
st.error(text); st.warning(text); st.info(text); st.success(text)
st.metric(text, text, text, help=text); st.button(text, help=text)
st.expander(text, expanded=True).caption("x"); st.popover(text).caption("x")
st.radio(text, [text]); st.pills(text, [text]); st.segmented_control(text, [text])
st.slider(text, 1, 5, help=text); st.checkbox(text); st.toggle(text)
st.text_input(text, EVERY, placeholder=EVERY); st.number_input(text, 1, 5, None)
st.selectbox(text, [EVERY], label_visibility="collapsed"); st.multiselect(text, [EVERY], [EVERY])
st.file_uploader(text); st.download_button(text, b""); st.toast(text, duration="infinite")
st.code(EVERY, language=None)
"""


def test_the_escape_holds_in_every_kind_of_element(
    start_server: Callable[..., Server],
    new_page: Callable[..., Page],
    wait_idle: Callable[..., None],
    tmp_path: Path,
) -> None:
    script = tmp_path / "app.py"
    script.write_text(_ELEMENTS)
    server = start_server({"PYTHONPATH": str(ROOT)}, script=script)
    visit = Visit(new_page(), server.url, wait_idle)
    visit.page.goto(server.url)
    wait_idle(visit.page)
    live, _ = visit.page.evaluate(_LOOK, hostile_text.HOST)
    assert live == []
    assert not [url for url in visit.asked if hostile_text.HOST in url]
    boxes = visit.page.locator(
        '[data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"], '
        '[data-testid="stHeading"], [data-testid="stCode"]'
    )
    texts = [" ".join(text.split()) for text in boxes.all_text_contents()]
    assert sum(hostile_text.EVERY in text for text in texts) > 30
    for piece in hostile_text.PIECES:
        assert texts.count(piece) == 2, piece
        assert {f"x {piece}", f"{piece} {piece} {piece}"} <= set(texts)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """Another host, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_port}", asked
        host.shutdown()


# Each asks another host in a way of its own.
_ASK = """(host) => {
  const add = (tag, leads) =>
    document.body.append(Object.assign(document.createElement(tag), leads));
  add('img', {src: `${host}/img`});
  add('img', {srcset: `${host}/srcset`});
  add('script', {src: `${host}/script`});
  add('link', {rel: 'stylesheet', href: `${host}/style`});
  add('link', {rel: 'prefetch', href: `${host}/prefetch`});
  add('link', {rel: 'preload', as: 'image', href: `${host}/preload`});
  add('link', {rel: 'icon', href: `${host}/icon`});
  add('iframe', {src: `${host}/iframe`});
  add('object', {data: `${host}/object`});
  add('embed', {src: `${host}/embed`});
  add('video', {src: `${host}/video`, poster: `${host}/poster`, preload: 'auto'});
  add('audio', {src: `${host}/audio`, preload: 'auto'});
  add('div', {style: `background: url(${host}/background); width: 9px; height: 9px`});
  add('style', {textContent: `@import url(${host}/import);
    @font-face {font-family: far; src: url(${host}/font)} body {font-family: far}`});
  const form = Object.assign(document.createElement('form'), {action: `${host}/form`});
  document.body.append(form);
  form.target = 'elsewhere';
  form.submit();
  navigator.sendBeacon(`${host}/beacon`, 'x');
  try { new Worker(`${host}/worker`); } catch {}
  try { new EventSource(`${host}/events`); } catch {}
  try { new WebSocket(host.replace('http', 'ws') + '/socket'); } catch {}
  const request = new XMLHttpRequest();
  request.open('GET', `${host}/xhr`);
  try { request.send(); } catch {}
  return fetch(`${host}/fetch`).then(() => 'answered', () => 'refused');
}"""


def test_the_policy_of_every_answer_lets_nothing_ask_another_host(
    server: str,
    new_page: Callable[..., Page],
    wait_idle: Callable[..., None],
    listener: tuple[str, list[str]],
) -> None:
    host, asked = listener
    page = new_page()
    page.goto(f"{server}/data")
    wait_idle(page)
    assert page.evaluate(_ASK, host) == "refused"
    page.wait_for_timeout(1500)  # what was refused would have come by then
    assert asked == []
    # It was there all the time.
    assert page.request.get(f"{host}/seen").ok
    assert asked == ["/seen"]


_UNESCAPED = """
import sys
from pathlib import Path
import streamlit as st
from aci_core.presentation.i18n import markdown
markdown._escaped = str
from aci_core.ui.server.middleware import middleware
app = st.App(Path({dashboard!r}), middleware=middleware())
"""


def test_were_the_escape_forgotten_the_policy_still_holds(
    start_server: Callable[..., Server],
    new_page: Callable[..., Page],
    wait_idle: Callable[..., None],
    listener: tuple[str, list[str]],
    tmp_path: Path,
) -> None:
    host, asked = listener
    script = tmp_path / "app.py"
    script.write_text(_UNESCAPED.format(dashboard=str(ROOT / "dashboard.py")))
    server = start_server({"PYTHONPATH": str(ROOT)}, script=script)
    page = new_page()
    page.goto(f"{server.url}/data")
    wait_idle(page)
    arms = (f"![i]({host}/a.png)", f"![i]({host}/b.png)")
    rows = "".join(f"P{i},{arms[i % 2]},{9 + i % 5},{i % 7}\n" for i in range(20))
    data = f"patient_id,arm,nihss_pre,nihss_post\n{rows}".encode()
    file: Any = {"name": "mine.csv", "mimeType": "text/csv", "buffer": data}
    page.locator('[class*="st-key-upload_file"] input[type=file]').set_input_files(file)
    page.locator(f'img[src^="{host}"]').first.wait_for(state="attached")
    wait_idle(page)
    assert asked == []
