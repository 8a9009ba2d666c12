"""Pages of a follow-up trial at a desk and on a phone: nothing is cut, nothing out of sight."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import page_names
from tests.browser.menu import go

Wait = Callable[..., None]
# Parts that draw many tables; the others are walked by width alone.
OPENED = {"outcomes": ("course", "tables"), "safety": ("tables",), "response": ("effects",)}

_WIDTHS = r"""() => {
  const faults = [], main = document.querySelector('[data-testid="stMain"]');
  const wider = main.scrollWidth - main.clientWidth;
  if (wider > 0) faults.push(`page by ${wider}`);
  for (const table of main.querySelectorAll('[role="region"] > table')) {
    const place = table.parentElement, over = place.scrollWidth - place.clientWidth;
    if (place.clientWidth && over > 1) faults.push(`${place.ariaLabel} by ${over}`);
  }
  for (const plot of main.querySelectorAll('.js-plotly-plot')) {
    const frame = plot.getBoundingClientRect();
    for (const text of plot.querySelectorAll('.main-svg text')) {
      const box = text.getBoundingClientRect();
      const over = Math.max(frame.left - box.left, box.right - frame.right,
        frame.top - box.top, box.bottom - frame.bottom);
      if (frame.width && box.width && over > 4) faults.push(`${text.textContent} by ${over}`);
    }
  }
  return faults;
}"""
# The first paragraph of the finding, under the title.
_FINDING = r"""() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const title = main.querySelector('h1').getBoundingClientRect().bottom;
  const texts = [...main.querySelectorAll(
    '[data-testid="stMarkdownContainer"] > :is(p, ul)')];
  const under = texts.filter(text => !text.closest(
    'button, label, .st-key-unread_banner, .st-key-page_actions')
    && text.getBoundingClientRect().top > title && text.innerText.length > 20);
  return (under[0].firstElementChild?.tagName === 'LI' ? under[0].firstElementChild : under[0])
    .getBoundingClientRect().bottom;
}"""
# What a finger is to hit; marks in a line of text and over a figure have their room round them.
_TARGETS = r"""() => [...document.querySelectorAll(
    'button, summary, a[data-testid], input:not([type="file"])')]
  .filter(e => !e.matches('[aria-label^="Help"], [data-english^="Help"], .modebar-btn')
    && e.getBoundingClientRect().width)
  .map(e => [e, (e.matches('input') && e.closest(
    '[role="group"], label, [data-testid$="RootElement"], [data-testid="stNumberInputContainer"]')
    || e).getBoundingClientRect()])
  .filter(([e, box]) => box.right > 0 && Math.min(box.height, box.width) < 43.5)
  .map(([e, box]) => `${e.ariaLabel || e.innerText} is ${box.width} x ${box.height}`)"""
_CONTRAST = r"""() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const light = pixel => pixel.slice(0, 3).map(c => c / 255).map(
    c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
  const of = ([r, g, b]) => .2126 * r + .7152 * g + .0722 * b;
  const page = getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor;
  return [...document.querySelectorAll('[data-testid="stMain"] button:disabled p')].map(text => {
    canvas.fillStyle = page; canvas.fillRect(0, 0, 1, 1);
    const ground = of(light([...canvas.getImageData(0, 0, 1, 1).data]));
    canvas.fillStyle = getComputedStyle(text).color; canvas.fillRect(0, 0, 1, 1);
    const ink = of(light([...canvas.getImageData(0, 0, 1, 1).data]));
    return (Math.max(ground, ink) + .05) / (Math.min(ground, ink) + .05);
  });
}"""


def _upload(page: Page, server: str, wait_idle: Wait, file: Path) -> None:
    page.goto(f"{server}/data")
    page.locator('[class*="st-key-upload_file"] input[type=file]').set_input_files(file)
    expect(page.locator(".st-key-cohort_card")).to_contain_text(file.stem)
    wait_idle(page)


@pytest.mark.parametrize(
    ("lang", "width", "height", "scheme"),
    [
        pytest.param("en-GB", 1440, 900, "light", marks=pytest.mark.deep),
        ("zh-CN", 390, 844, "dark"),
    ],
)
def test_no_column_and_no_number_is_out_of_sight(
    server: str,
    new_page: Callable[..., Page],
    wait_idle: Wait,
    shared: Callable[[str], Path],
    lang: str,
    width: int,
    height: int,
    scheme: str,
) -> None:
    phone = width < 640
    page = new_page(
        locale=lang, width=1440, height=height, scheme=scheme, has_touch=phone, is_mobile=phone
    )
    _upload(page, server, wait_idle, shared("cases/follow_up_zh.xlsx"))
    page.set_viewport_size({"width": width, "height": height})
    faults: list[str] = []
    for name in page_names.ALL:
        for part in ("", *OPENED.get(name, ())):
            if part or name not in page_names.IN_MENU:
                page.goto(f"{server}/{name}" + (f"?more_{name}={part}" if part else ""))
                wait_idle(page)
            else:
                go(page, name)
            faults += [f"{name} {part}: {fault}" for fault in page.evaluate(_WIDTHS)]
        faults += [f"{name}: {ratio:.1f}" for ratio in page.evaluate(_CONTRAST) if ratio < 4.5]
        if name in page_names.PARTS:
            box = page.locator(f".st-key-more_{name}").bounding_box()
            if box is None or box["y"] + box["height"] > (5 if phone else 2) * height:
                faults.append(f"{name}: first sight ends at {box}")
        if phone:
            faults += [f"{name}: {target}" for target in page.evaluate(_TARGETS)]
        if name in page_names.RESULTS and page.evaluate(_FINDING) > height:
            faults.append(f"{name}: the finding is below the fold")
    assert faults == []


def test_on_a_phone_the_difference_and_p_stand_in_each_card(
    server: str,
    new_page: Callable[..., Page],
    wait_idle: Wait,
    shared: Callable[[str], Path],
) -> None:
    page = new_page(width=1440)
    _upload(page, server, wait_idle, shared("cases/follow_up_zh.xlsx"))
    page.set_viewport_size({"width": 390, "height": 844})
    for name, key, heads in (
        ("outcomes", "before_after", ("Adjusted difference", "P")),
        ("safety", "events_table", ("干细胞组 · Patients", "常规治疗组 · Patients", "P, Fisher")),
    ):
        go(page, name)
        card = page.locator(f".st-key-card_{key}")
        row = card.locator("tbody tr").first
        row.scroll_into_view_if_needed()
        for head in heads:
            cell = row.locator(f'td[data-label^="{head}"]').last
            box = cell.bounding_box()
            assert box is not None
            assert 0 <= box["x"] < box["x"] + box["width"] <= 390
            assert cell.inner_text().strip()
