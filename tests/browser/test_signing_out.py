"""What a person loaded goes as he signs out: in every tab, for whoever comes next, by the clock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from aci_core.presentation.i18n import translator
from tests.browser.cookies import cookie
from tests.browser.idle import wait_idle
from tests.browser.signing import NAME as SIGNED_IN
from tests.browser.signing import serve_two_with_sign_in, serve_with_sign_in, sign_in

T = translator("en")
ROWS = "".join(f"P{i},{('control', 'treatment')[i % 2]},{9 + i % 9},{i % 9}\n" for i in range(40))
FILE = f"patient_id,arm,nihss_pre,nihss_post\n{ROWS}".encode()
NAME = "wardround"
CARD = ".st-key-cohort_card"
INPUT = '[class*="st-key-upload_file"] input[type="file"]'


def upload(page: Page, name: str = NAME) -> None:
    """Load a small cohort on the page of data."""
    file = {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": FILE}
    page.locator(INPUT).set_input_files(file)  # type: ignore[arg-type]
    expect(page.locator(CARD)).to_contain_text(name)
    wait_idle(page)


def draft_key(page: Page, before: str = "") -> str:
    """The key of the draft that the browser has, once the page has fetched another than before."""
    found = cookie(page, "aci_draft", other_than=before)
    assert (found["httpOnly"], found["sameSite"]) == (True, "Strict")
    assert found["expires"] == -1  # it ends with the browser
    assert "aci_draft" not in page.evaluate("document.cookie")
    return str(found["value"])


def give_key(page: Page, url: str, key: str) -> None:
    """Put a key into a browser."""
    page.context.add_cookies([{"name": "aci_draft", "value": key, "url": url}])


def expect_nothing(page: Page) -> None:
    """No cohort on this page."""
    expect(page.locator(CARD)).to_contain_text(T("cohort.none"))
    expect(page.locator("body")).not_to_contain_text(NAME, use_inner_text=True)


def expect_ended(page: Page) -> None:
    """The page, which nobody touches, says that the sign-in is over and shows nothing."""
    expect(page.locator(".st-key-sign_in_ended")).to_be_visible()
    wait_idle(page)
    expect_nothing(page)
    expect(page.locator('input[type="file"]')).to_have_count(0)


def test_what_was_loaded_goes_with_who_signs_out(
    new_page: Callable[..., Page], tmp_path: Path
) -> None:
    with serve_with_sign_in(tmp_path) as (server, provider):
        page = new_page()
        page.goto(f"{server.url}/data")
        wait_idle(page)
        # Before: the synthetic samples, and no way for a file.
        assert page.locator('input[type="file"], .st-key-read_pasted').count() == 0
        expect(page.get_by_text(T("sign_in.needed"))).to_be_visible()
        page.locator(".st-key-open_sample button").click()
        expect(page.locator(CARD)).to_contain_text("156")
        wait_idle(page)
        sign_in(page, server.url, "sign_in_data")
        upload(page)
        tab = page.context.new_page()
        tab.goto(f"{server.url}/overview")
        expect(tab.locator(CARD)).to_contain_text(NAME)
        wait_idle(tab)
        elsewhere = new_page()  # the same person at another computer
        sign_in(elsewhere, server.url)
        upload(elsewhere)
        key = draft_key(page)

        page.locator(".st-key-sign_out button").click()
        expect(page.locator(".st-key-sign_in button")).to_be_visible()
        wait_idle(page)
        expect_nothing(page)
        expect_ended(tab)
        expect_ended(elsewhere)
        fresh = page.context.new_page()
        fresh.goto(f"{server.url}/overview")
        wait_idle(fresh)
        expect_nothing(fresh)
        # The next person at this computer, and the first one again with the key of before.
        for subject in ("dr-wang", "dr-li"):
            provider.subject = subject
            give_key(fresh, server.url, key)
            sign_in(fresh, server.url)
            expect_nothing(fresh)
            fresh.locator(".st-key-sign_out button").click()
            expect(fresh.locator(".st-key-sign_in button")).to_be_visible()


@pytest.mark.deep
def test_a_copied_cookie_opens_no_other_server_on_the_store(
    new_page: Callable[..., Page], tmp_path: Path
) -> None:
    with serve_two_with_sign_in(tmp_path) as (leading_to, provider):
        copied = []
        with leading_to(0) as proxy:
            for subject, leaves in (("dr-wang", False), ("dr-li", True)):
                provider.subject = subject
                page = new_page()
                sign_in(page, proxy.url)
                cookies = page.context.cookies()
                copied.append([c for c in cookies if c["name"].startswith("_streamlit_user")])
                if leaves:
                    page.locator(".st-key-sign_out button").click()
                    expect(page.locator(".st-key-sign_in button")).to_be_visible()
        with leading_to(1) as proxy:
            stays, left = new_page(), new_page()
            for page, cookies in zip((stays, left), copied, strict=True):
                page.context.add_cookies(cookies)  # type: ignore[arg-type]
                page.goto(f"{proxy.url}/data")
                wait_idle(page)
            expect(stays.get_by_text(SIGNED_IN)).to_be_visible()
            assert stays.locator(INPUT).count() == 1
            expect_ended(left)


@pytest.mark.deep
def test_a_draft_of_one_person_is_not_for_another(
    new_page: Callable[..., Page], tmp_path: Path
) -> None:
    with serve_with_sign_in(tmp_path) as (server, provider):
        owner, other = new_page(), new_page()
        sign_in(owner, server.url)
        upload(owner)
        key = draft_key(owner)
        provider.subject = "dr-wang"
        sign_in(other, server.url)
        give_key(other, server.url, key)
        other.goto(f"{server.url}/data")
        wait_idle(other)
        expect_nothing(other)
        # Somebody else sits at a browser that holds the key: it is gone, and its owner is out.
        expect_ended(owner)


@pytest.mark.deep
def test_a_sign_in_ends_by_the_clock_of_the_app(
    new_page: Callable[..., Page], tmp_path: Path
) -> None:
    with serve_with_sign_in(tmp_path, ACI_SIGN_IN_MINUTES="1") as (server, _):
        page = new_page()
        sign_in(page, server.url)
        upload(page)
        expect_ended(page)
        # Streamlit's own cookie is good for 30 days.
        assert [c for c in page.context.cookies() if c["name"] == "_streamlit_user"]
        tab = page.context.new_page()
        tab.goto(f"{server.url}/data")
        expect_ended(tab)
        sign_in(tab, server.url, "sign_in_again")
        upload(tab)


def test_a_planted_key_shows_nobody_what_is_loaded_after_it(
    server: str, new_page: Callable[..., Page]
) -> None:
    planter = new_page()
    planter.goto(f"{server}/data")
    wait_idle(planter)
    upload(planter, "planted")
    planted = draft_key(planter)
    victim = new_page()
    give_key(victim, server, planted)
    victim.goto(f"{server}/data")
    wait_idle(victim)
    upload(victim)
    own = draft_key(victim, planted)
    for key in (planted, "k" * 32):
        give_key(planter, server, key)
        planter.goto(f"{server}/data")
        wait_idle(planter)
        expect_nothing(planter)
    victim.reload()  # his own is there again, under yet another key
    expect(victim.locator(CARD)).to_contain_text(NAME)
    wait_idle(victim)
    assert draft_key(victim, own) != planted
    # A key that was copied before opens nothing any more.
    give_key(planter, server, own)
    planter.goto(f"{server}/data")
    wait_idle(planter)
    expect_nothing(planter)


@pytest.mark.parametrize("blocked", [False, True])
def test_a_reload_keeps_the_cohort_where_the_cookie_came(
    server: str, new_page: Callable[..., Page], blocked: bool
) -> None:
    page = new_page()
    if blocked:
        page.route("**/_aci/cookie", lambda route: route.abort())
    page.goto(f"{server}/data")
    wait_idle(page)
    upload(page)
    if not blocked:
        draft_key(page)
    page.reload()
    wait_idle(page)
    expected = T("cohort.none") if blocked else NAME
    expect(page.locator(CARD)).to_contain_text(expected)
