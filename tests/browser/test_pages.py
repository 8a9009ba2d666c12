"""Every page in a real browser: it fits, is quiet, can be read by all, and does what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests import page_names
from tests.browser.barriers import barriers
from tests.browser.idle import box_at_rest, wait_felt
from tests.browser.menu import go, open_sample

QUERY = {"patient": "?id=22"}
Wait = Callable[..., None]


def _load_long(page: Page, server: str, wait_idle: Wait) -> None:
    page.goto(f"{server}/data")
    page.locator(".st-key-open_long button").click()
    wait_idle(page)


def _visit(page: Page, server: str, wait_idle: Wait, name: str) -> None:
    if name in page_names.IN_MENU:
        go(page, name)
    else:
        page.goto(f"{server}/{name}{QUERY[name]}")
        wait_idle(page)


def _query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


# Short words, numbers with their signs, that stand on more lines than one.
_BROKEN = r"""() => {
  const found = [];
  const texts = document.createTreeWalker(
    document.querySelector('[data-testid="stMain"]'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (!/^[\p{L}\d%.−–-]{2,12}$/u.test(node.data) || /\p{Script=Han}/u.test(node.data))
      continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const tops = new Set([...range.getClientRects()].map(line => Math.round(line.top)));
    if (tops.size > 1) found.push(node.data);
  }
  return found;
}"""


# What a page says to who does not see it; an icon's own name is hidden from them.
_SAID = r"""() => ["aria-label", "title", "placeholder"].flatMap(
  name => [...document.querySelectorAll(`[${name}]`)]
    .filter(e => !e.closest('[aria-hidden="true"], [data-testid="stPlotlyChart"]'))
    .map(e => e.getAttribute(name)))"""
# Words of no Chinese, one of them an everyday word of English: not "VEGF", "Barthel" or "TOAST".
_ENGLISH = re.compile(r"(?=.*[a-z]{4})(?!Barthel)[\w .:]+", re.ASCII)


# Both languages, themes and ends of the widths each time; every mixture in make deep.
@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [
        ("en-GB", 1440, "light"),
        ("zh-CN", 390, "dark"),
        pytest.param("zh-CN", 1024, "light", marks=pytest.mark.deep),
        pytest.param("en-GB", 1024, "dark", marks=pytest.mark.deep),
        pytest.param("en-GB", 390, "light", marks=pytest.mark.deep),
        pytest.param("zh-CN", 1440, "light", marks=pytest.mark.deep),
        pytest.param("en-GB", 1440, "dark", marks=pytest.mark.deep),
        pytest.param("zh-CN", 1440, "dark", marks=pytest.mark.deep),
    ],
)
def test_every_page_fits_is_quiet_and_shuts_nobody_out(
    server: str, new_page: Callable[..., Page], wait_idle: Wait, lang: str, width: int, scheme: str
) -> None:
    page = new_page(locale=lang, width=width, height=900, scheme=scheme)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    # Streamlit looks for its own health address under the page's before it tries the root.
    page.on(
        "console",
        lambda m: errors.append(m.text) if m.type == "error" and "404" not in m.text else None,
    )
    open_sample(page, server, page_names.ALL[0])
    faults: list[str] = []
    for name in page_names.ALL:
        _visit(page, server, wait_idle, name)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page.get_by_test_id("stAlert")).to_have_count(0)
        over = page.get_by_test_id("stMain").evaluate("e => e.scrollWidth - e.clientWidth")
        if over > 0:
            faults.append(f"{name} is {over} px too wide")
        faults += [f"{name} breaks {word}" for word in page.evaluate(_BROKEN)]
        faults += [f"{name} {fault}" for fault in barriers(page)]
        if lang == "zh-CN":
            said = page.evaluate(_SAID)
            faults += [f"{name} says {words}" for words in said if _ENGLISH.fullmatch(words)]
    assert faults == []
    assert errors == []


@pytest.mark.deep
def test_pages_without_a_cohort_shut_nobody_out(
    server: str, new_page: Callable[..., Page], wait_idle: Wait
) -> None:
    faults: list[str] = []
    for lang, scheme in (("en-GB", "dark"), ("zh-CN", "light")):
        page = new_page(locale=lang, width=1440, height=900, scheme=scheme)
        for name in ("overview", "data", "response", "report", "patient"):
            page.goto(f"{server}/{name}")
            wait_idle(page)
            faults += [f"{name} {lang} {scheme} {fault}" for fault in barriers(page)]
    assert faults == []


@pytest.mark.deep
@pytest.mark.parametrize(("lang", "width"), [("zh-CN", 1440), ("en-GB", 390)])
def test_what_stands_behind_the_first_sight_shuts_nobody_out(
    server: str, new_page: Callable[..., Page], wait_idle: Wait, lang: str, width: int
) -> None:
    page = new_page(locale=lang, width=width, height=900)
    _load_long(page, server, wait_idle)
    parts = [f"{name}?more_{name}={p}" for name, of in page_names.PARTS.items() for p in of]
    asked = ("x=arm&y=effective&by=sex", "x=mrs_pre&y=mrs_m6", "x=centre&y=nihss_m3", "x=age")
    faults: list[str] = []
    for where in (*parts, *(f"explore?{query}" for query in asked)):
        page.goto(f"{server}/{where}")
        wait_idle(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        over = page.get_by_test_id("stMain").evaluate("e => e.scrollWidth - e.clientWidth")
        if over > 0:
            faults.append(f"{where} is {over} px too wide")
        faults += [f"{where} {fault}" for fault in barriers(page)]
    assert faults == []


def test_what_opens_beside_the_page_shuts_nobody_out(
    server: str, new_page: Callable[..., Page], wait_idle: Wait
) -> None:
    page = new_page(scheme="dark")  # a dialog stands outside the app and its theme
    open_sample(page, server, "response")
    faults: list[str] = []
    for name in ("filter_panel", "settings_panel", "share"):
        page.locator(f".st-key-{name} button").first.click()
        wait_idle(page)
        faults += [f"{name} {fault}" for fault in barriers(page)]
        page.keyboard.press("Escape")
    assert faults == []


def test_cuts_are_typed_into_the_rule_and_what_is_no_rule_changes_nothing(
    server: str, page: Page, wait_idle: Wait
) -> None:
    open_sample(page, server, "response?more_response=cuts")

    def write(text: str) -> None:
        box = page.locator(".st-key-rule").get_by_role("combobox")
        box.fill(text)
        box.press("Enter")
        wait_idle(page, still=900)

    write("80，40")
    expect(page.locator(".st-key-rule input")).to_have_value(re.compile("80 / 40%"))
    expect(page.locator(".st-key-card_cutpoints tr", has_text="Rule of the study")).to_contain_text(
        "80 / 40%"
    )
    assert _query(page)["rule"] == ["80,40"]
    write("<b>40,80</b>")
    expect(page.get_by_test_id("stAlert")).to_contain_text("<b>40,80</b> is no grading rule")
    assert _query(page)["rule"] == ["80,40"]
    write("90,46,18")  # a preset's cuts are that preset
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    assert "rule" not in _query(page)


def test_a_slider_moves_the_explored_row_and_the_link_and_back_undoes_it(
    server: str, page: Page, wait_idle: Wait
) -> None:
    open_sample(page, server, "response?more_response=cuts")
    card = page.locator(".st-key-card_cutpoints")
    row = card.locator("tr", has_text="On the sliders")
    before = row.inner_text()
    thumb = page.locator(".st-key-cut3").get_by_role("slider")
    thumb.focus()
    for value in range(19, 22):  # each key is waited for: a busy page takes it late
        thumb.press("ArrowRight")
        expect(thumb).to_have_value(str(value))
    expect(row).to_contain_text("90 / 46 / 21%")
    wait_idle(page, still=900)
    assert row.inner_text() != before
    assert _query(page)["cut3"] == ["21"]
    # The study's own rule stays beside it.
    expect(card.locator("tr", has_text="Rule of the study")).to_contain_text("67 (85.9%)")
    while "cut3" in _query(page):
        page.go_back()
        wait_idle(page)
    expect(page.locator(".st-key-card_cutpoints tr", has_text="On the sliders")).to_contain_text(
        "90 / 46 / 18%"
    )


@pytest.mark.parametrize(
    ("lang", "width", "height", "screens"),
    [
        ("en-GB", 1440, 900, 2),
        ("zh-CN", 390, 844, 5),
        pytest.param("zh-CN", 1440, 900, 2, marks=pytest.mark.deep),
        pytest.param("en-GB", 390, 844, 5, marks=pytest.mark.deep),
    ],
)
def test_first_sight_ends_within_a_few_screens(
    server: str,
    new_page: Callable[..., Page],
    wait_idle: Wait,
    lang: str,
    width: int,
    height: int,
    screens: int,
) -> None:
    page = new_page(locale=lang, width=width, height=height)
    _load_long(page, server, wait_idle)
    for name in (*page_names.PARTS, "patient"):
        _visit(page, server, wait_idle, name)
        box = page.locator('[class*="st-key-more_"]').bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= screens * height, (name, box)


def test_hovering_a_point_names_the_patient(server: str, page: Page, wait_idle: Wait) -> None:
    open_sample(page, server, "factors")
    chart = page.locator(".st-key-scatter")
    chart.scroll_into_view_if_needed()
    points = chart.locator(".scatterlayer .point")
    expect(points.first).to_be_visible()
    result = ""
    for place in range(0, points.count(), 7):
        box = box_at_rest(points.nth(place))
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        wait_felt(page)
        page.wait_for_timeout(300)  # Plotly waits for the mouse to rest
        result = " ".join(chart.locator(".hoverlayer text").all_text_contents())
        if re.search(r"Patient \d+", result):
            break
    assert re.search(r"Patient \d+", result)


def test_a_choice_survives_language_menu_and_reload(
    server: str, page: Page, wait_idle: Wait
) -> None:
    open_sample(page, server, "response?rule=points_8_1&table=ordinal&more_response=tables")
    page.locator(".st-key-lang").get_by_text("中文", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("临床疗效")
    wait_idle(page)
    page.get_by_role("link", name="概览").click()
    wait_idle(page)
    page.reload()
    wait_idle(page)
    query = _query(page)
    assert (query["rule"], query["table"], query["lang"]) == (["points_8_1"], ["ordinal"], ["zh"])
    expect(page.get_by_test_id("stMain")).to_contain_text("8 / 1")


def test_the_settings_change_the_page(server: str, page: Page, wait_idle: Wait) -> None:
    open_sample(page, server, "baseline")
    table = page.locator(".st-key-card_baseline table").first
    assert "P" not in [head.strip() for head in table.locator("th").all_inner_texts()]
    page.get_by_role("button", name="Settings").click()
    page.locator(".st-key-level").get_by_text("99%").click()
    wait_idle(page)
    expect(page.get_by_test_id("stMain")).to_contain_text("99% CI")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Plan").click()
    wait_idle(page)
    page.locator(".st-key-plan_randomised").get_by_text("No", exact=True).click()
    wait_idle(page)
    page.get_by_role("link", name="Baseline").click()
    wait_idle(page)
    heads = page.locator(".st-key-card_baseline table").first.locator("th").all_inner_texts()
    assert "P" in [head.strip() for head in heads]


def test_back_from_a_change_of_a_locked_plan_leaves_its_record(
    server: str, page: Page, wait_idle: Wait
) -> None:
    open_sample(page, server, "plan")
    page.locator(".st-key-plan_lock button").click()
    page.locator(".st-key-plan_lock_confirm button").click()
    wait_idle(page)
    page.keyboard.press("Escape")
    page.locator(".st-key-plan_randomised").get_by_text("No", exact=True).click()
    wait_idle(page)
    assert _query(page)["randomised"] == ["no"]
    listed = page.locator(".st-key-card_plan_record table tbody tr")
    expect(listed).to_have_count(1)
    page.go_back()
    wait_idle(page)
    # Going back is a change too; it takes the place of the entry that it went back to.
    assert "randomised" not in _query(page)
    expect(listed).to_have_count(2)
    page.go_back()
    wait_idle(page)
    assert "locked" in _query(page)  # nothing unlocks
    page.go_forward()
    wait_idle(page)
    page.go_forward()
    wait_idle(page)
    assert _query(page)["randomised"] == ["no"]


def test_a_published_table_is_typed_by_keyboard_and_kept_in_the_link(
    server: str, page: Page, wait_idle: Wait
) -> None:
    page.goto(f"{server}/published")
    wait_idle(page)
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("67/78 (85.9%)")
    box = page.locator(".st-key-rate_t input")
    box.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("85.0%")
    page.keyboard.press("Enter")
    wait_idle(page, still=900)
    checks = page.locator(".st-key-card_published_checks")
    expect(checks).to_contain_text("not possible")
    expect(checks).to_contain_text("67/78 = 85.90%")
    assert _query(page)["rate_t"] == ["85.0%"]
    page.reload()
    wait_idle(page)
    expect(page.locator(".st-key-rate_t input")).to_have_value("85.0%")
    page.locator(".st-key-published").get_by_text("Correlation", exact=True).click()
    wait_idle(page, still=900)
    expect(main).to_contain_text("−0.514 to −0.246")
    page.go_back()
    wait_idle(page)
    expect(checks).to_contain_text("not possible")
