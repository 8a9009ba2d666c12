"""The frame in a real browser: links, history, reload, upload, screen readers, foreign requests."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import barriers
from tests.browser.cookies import cookie, wait_gone
from tests.browser.menu import go, open_sample
from tests.browser.server import Server
from tests.conftest import ROOT

Wait = Callable[..., None]


def _lang(page: Page, text: str) -> None:
    page.locator(".st-key-lang").get_by_text(text, exact=True).click()


def _title(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def _open_bad(page: Page, server: str, wait_idle: Wait) -> None:
    page.goto(f"{server}/data")
    page.locator(".st-key-open_bad button").click()
    wait_idle(page)


def test_a_cold_deep_link_has_the_frame_and_its_first_choice_counts(
    start_server: Callable[..., Server], page: Page, wait_idle: Wait
) -> None:
    page.goto(f"{start_server().url}/response?level=99")
    _title(page, "Response to treatment")
    expect(page.get_by_role("link", name="Baseline")).to_be_visible()
    _lang(page, "中文")
    _title(page, "临床疗效")
    wait_idle(page)
    assert urlsplit(page.url).query == "lang=zh&level=99"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_on_a_phone_the_menu_closes_when_a_page_is_chosen_from_it(
    server: str, new_page: Callable[..., Page], wait_idle: Wait
) -> None:
    page = new_page(width=390, height=844, has_touch=True, is_mobile=True)
    page.goto(f"{server}/data")
    wait_idle(page)
    page.get_by_test_id("stExpandSidebarButton").tap()
    page.get_by_role("link", name="Baseline").tap()
    _title(page, "Patients at baseline")
    expect(page.get_by_test_id("stSidebarCollapseButton")).not_to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()


def test_back_undoes_and_forward_does_it_again(server: str, page: Page, wait_idle: Wait) -> None:
    page.goto(f"{server}/baseline")
    _title(page, "Patients at baseline")
    wait_idle(page)
    _lang(page, "中文")
    _title(page, "基线资料")
    wait_idle(page)
    page.get_by_role("link", name="疗效").click()
    _title(page, "临床疗效")
    wait_idle(page)
    assert urlsplit(page.url).query == "lang=zh"  # a click on the menu keeps the choices
    _step(page, page.go_back, "基线资料", wait_idle)
    _step(page, page.go_back, "Patients at baseline", wait_idle)
    _step(page, page.go_forward, "基线资料", wait_idle)
    _step(page, page.go_forward, "临床疗效", wait_idle)


def _step(page: Page, go: Callable[[], object], title: str, wait_idle: Wait) -> None:
    """Back or Forward once: no menu click leaves a bare address between."""
    go()
    _title(page, title)
    wait_idle(page)


def test_a_reload_keeps_the_cohort_and_forgetting_does_not(
    server: str, page: Page, wait_idle: Wait
) -> None:
    open_sample(page, server, "baseline")
    expect(page.locator(".st-key-cohort_card")).to_contain_text("156")
    assert cookie(page, "aci_draft")["sameSite"] == "Strict"
    page.locator(".st-key-forget button:visible").click()
    page.locator(".st-key-forget_now button").click()
    wait_idle(page)
    wait_gone(page, "aci_draft")
    page.reload()
    wait_idle(page)
    expect(page.locator(".st-key-cohort_card")).to_contain_text("No cohort loaded")


def test_forgetting_empties_every_tab_at_once_and_is_undone_in_the_one(
    server: str, page: Page, wait_idle: Wait
) -> None:
    card, none = ".st-key-cohort_card", "No cohort loaded"
    open_sample(page, server, "overview")
    tab = page.context.new_page()
    tab.goto(f"{server}/baseline")
    wait_idle(tab)
    expect(tab.locator(card)).to_contain_text("156")
    page.bring_to_front()
    # At once: it stands for ten seconds, of which a slow machine takes some.
    page.locator(".st-key-forget button:visible").click()
    page.locator(".st-key-forget_now button").click()
    page.locator(".st-key-undo_forget button").click()
    expect(page.locator(card)).to_contain_text("156")
    expect(page.locator(".st-key-forget_undo")).to_have_count(0)
    wait_idle(page)
    page.reload()
    wait_idle(page)
    expect(page.locator(card)).to_contain_text("156")
    tab.reload()
    wait_idle(tab)
    expect(tab.locator(card)).to_contain_text("156")
    page.bring_to_front()
    page.locator(".st-key-forget button:visible").click()
    page.locator(".st-key-forget_now button").click()
    expect(page.locator(card)).to_contain_text(none)
    # Nobody touches the other tab.
    expect(tab.locator(card)).to_contain_text(none)
    expect(tab.get_by_test_id("stMain")).not_to_contain_text("78", use_inner_text=True)
    tab.reload()
    wait_idle(tab)
    expect(tab.locator(card)).to_contain_text(none)
    expect(tab.locator(".st-key-undo_forget")).to_have_count(0)


def test_another_browser_does_not_see_the_cohort(
    server: str, new_page: Callable[..., Page], wait_idle: Wait
) -> None:
    open_sample(new_page(), server, "overview")
    other = new_page()
    other.goto(f"{server}/baseline")
    wait_idle(other)
    expect(other.locator(".st-key-cohort_card")).to_contain_text("No cohort loaded")


def test_an_upload_is_read_and_a_bad_one_explained(
    server: str, page: Page, wait_idle: Wait, tmp_path: Path
) -> None:
    page.goto(f"{server}/data")
    chosen = page.locator(".st-key-upload_file input[type=file]")
    chosen.set_input_files(ROOT / "sample_data" / "synthetic_zh.csv")
    expect(page.locator(".st-key-cohort_card")).to_contain_text("synthetic_zh")
    wait_idle(page)
    broken = tmp_path / "broken.csv"
    broken.write_bytes(bytes(range(256)) * 9)
    page.locator(".st-key-upload_file input[type=file]").set_input_files(broken)
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    expect(page.locator(".st-key-cohort_card")).to_contain_text("synthetic_zh")


def test_the_downloads_have_bytes(server: str, page: Page, wait_idle: Wait) -> None:
    _open_bad(page, server, wait_idle)
    begins = {"template": b"PK", "download_issues": b"\xef\xbb\xbf"}
    for key, magic in begins.items():
        with page.expect_download() as started:
            page.locator(f".st-key-{key} button:visible").click()
        assert Path(started.value.path()).read_bytes().startswith(magic)


@pytest.mark.parametrize(
    ("lang", "scheme"),
    [
        ("en-GB", "light"),
        pytest.param("zh-CN", "dark", marks=pytest.mark.deep),
        pytest.param("en-GB", "dark", marks=pytest.mark.deep),
        pytest.param("zh-CN", "light", marks=pytest.mark.deep),
    ],
)
def test_no_foreign_request_no_serious_barrier_no_overflow(
    server: str, new_page: Callable[..., Page], wait_idle: Wait, scheme: str, lang: str
) -> None:
    page = new_page(locale=lang, scheme=scheme, width=390, height=844)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    _open_bad(page, server, wait_idle)
    page.get_by_role("radio", name=re.compile("How each column|各列的识别结果")).click()
    page.set_viewport_size({"width": 1440, "height": 1200})
    wait_idle(page)
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    wait_idle(page)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    assert asked - {""} == {urlsplit(server).netloc}


# Buttons, options, menu and folds under a finger; marks in a line of text have room round them.
_LOW = """() => [...document.querySelectorAll(
  '[data-testid="stApp"] :is(button, summary, [data-testid="stSidebarNavLink"])')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().width > 0)
  .filter(e => /^(stBaseButton|stPopover|stSidebarNavLink)/.test(e.dataset.testid || "")
    || e.matches('summary, [data-testid="stButtonGroup"] button'))
  .filter(e => !/^Help|^帮助/.test(e.getAttribute("aria-label") || ""))
  .filter(e => e.getBoundingClientRect().height < 44)
  .map(e => e.innerText || e.dataset.testid)"""


def test_what_a_finger_presses_is_high_enough(
    server: str, new_page: Callable[..., Page], wait_idle: Callable[..., None]
) -> None:
    page = new_page(width=390, height=844, has_touch=True, is_mobile=True)
    page.goto(f"{server}/data")
    page.locator(".st-key-open_long button").click()
    wait_idle(page)
    for name in ("data", "outcomes"):
        if name != "data":
            go(page, name)
        assert page.locator('[data-testid^="stBaseButton"]:visible').count() > 1
        assert page.evaluate(_LOW) == [], name
