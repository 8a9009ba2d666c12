"""On a phone what comes of a press is in sight; what Streamlit calls in English is called anew."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from aci_core.presentation.i18n import translator
from tests.browser.menu import go, open_sample

Wait = Callable[..., None]
_PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
_LABELS = "() => [...document.querySelectorAll('[aria-label]')].map(e => e.ariaLabel)"


def test_forgetting_from_the_menu_is_taken_back_by_the_next_tap(
    server: str, new_page: Callable[..., Page], wait_idle: Wait
) -> None:
    page = new_page(**_PHONE)
    open_sample(page, server, "response")
    page.get_by_test_id("stExpandSidebarButton").tap()
    page.locator(".st-key-forget button:visible").tap()
    page.locator(".st-key-forget_now button").tap()
    # The menu would cover it for the ten seconds that it stands, and then it is gone.
    page.locator(".st-key-undo_forget button").tap()
    wait_idle(page)
    expect(page.get_by_test_id("stMain")).to_contain_text("85.9%")


def test_a_link_that_was_made_is_in_sight(
    server: str, new_page: Callable[..., Page], wait_idle: Wait
) -> None:
    page = new_page(**_PHONE)
    open_sample(page, server, "response")
    page.locator(".st-key-share button").tap()
    page.locator(".st-key-share_make button").tap()
    wait_idle(page)
    expect(page.locator('.st-key-share_made [data-testid="stCode"]').first).to_be_in_viewport()


def test_streamlit_s_own_controls_are_named_in_the_language_of_the_page(
    server: str, new_page: Callable[..., Page], wait_idle: Wait
) -> None:
    page = new_page(locale="zh-CN")
    open_sample(page, server, "data")
    go(page, "plan")
    named = page.evaluate(_LABELS)
    english, chinese = translator("en"), translator("zh")
    help_for = english("spoken.help", name="")
    assert not [label for label in named if label.startswith(help_for)]
    assert [label for label in named if label.endswith(chinese("spoken.help", name=""))]
    page.locator(".st-key-lang").get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(english("title.plan"))
    wait_idle(page)
    named = page.evaluate(_LABELS)
    assert [label for label in named if label.startswith(help_for)]
    assert not [label for label in named if "*" in label or ":small" in label]
    assert chinese("spoken.sidebar") not in named
    assert english("spoken.sidebar") in named


def test_another_page_begins_at_its_top(
    server: str, new_page: Callable[..., Page], wait_idle: Wait
) -> None:
    page = new_page(**_PHONE)
    open_sample(page, server, "response")
    main = page.get_by_test_id("stMain")
    main.evaluate("main => main.scrollTo(0, 900)")
    page.get_by_test_id("stExpandSidebarButton").tap()
    page.locator('[data-testid="stSidebarNavLink"][href$="/outcomes"]').tap()
    page.wait_for_url("**/outcomes**")
    wait_idle(page)
    assert main.evaluate("main => main.scrollTop") == 0


def test_what_closes_and_shows_in_a_dialog_has_room_for_a_finger(
    server: str, new_page: Callable[..., Page], wait_idle: Wait
) -> None:
    page = new_page(locale="zh-CN", **_PHONE)
    open_sample(page, server, "response")
    page.locator(".st-key-share button").tap()
    wait_idle(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="显示口令")).to_have_css("min-height", "44px")
    box = dialog.get_by_role("button", name="关闭").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2 + 18, box["y"] + box["height"] / 2 + 18)
    expect(dialog).to_have_count(0)


def test_a_table_of_six_short_columns_fits_a_phone(
    server: str, new_page: Callable[..., Page], wait_idle: Wait
) -> None:
    page = new_page(locale="zh-CN", **_PHONE)
    page.goto(f"{server}/centres")
    wait_idle(page)
    page.locator(".st-key-_centres_example label").first.tap()
    wait_idle(page)
    places = page.locator("table").evaluate_all(
        "them => them.map(e => e.parentElement).map(place => place.scrollWidth - place.clientWidth)"
    )
    assert places
    assert not any(places)
