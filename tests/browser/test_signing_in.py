"""People who sign in: their links are theirs, and may be for others who have signed in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from aci_core.presentation.i18n import translator
from tests.browser.idle import wait_idle
from tests.browser.signing import serve_with_sign_in, sign_in

T = translator("en")


@pytest.mark.deep
def test_a_link_for_people_who_have_signed_in(
    new_page: Callable[..., Page], tmp_path: Path
) -> None:
    with serve_with_sign_in(tmp_path) as (server, provider):
        owner = new_page()
        sign_in(owner, server.url)
        owner.locator(".st-key-sample_sidebar button").click()
        wait_idle(owner)
        owner.locator(".st-key-share button").click()
        owner.locator(".st-key-share_signed_in label").click()
        wait_idle(owner)
        owner.locator(".st-key-share_make button").click()
        made = owner.locator('.st-key-share_made [data-testid="stCode"]').first
        expect(made).to_be_visible()
        link = made.inner_text().strip()

        provider.subject = "dr-wang"
        reader = new_page()
        reader.goto(link)
        text = reader.get_by_text(T("error.share_sign_in"))
        expect(text).to_be_visible()
        wait_idle(reader)
        reader.locator(".st-key-share_gate .st-key-sign_in_gate button").click()
        expect(reader.get_by_text("Dr Li").first).to_be_visible()
        reader.goto(link)
        badge = reader.get_by_text(T("shared.badge_rows"))
        expect(badge.first).to_be_visible()

        # Whoever signs in as the owner, on another computer, has the list.
        provider.subject = "dr-li"
        again = new_page()
        sign_in(again, server.url)
        again.locator(".st-key-sample_sidebar button").click()
        wait_idle(again)
        again.locator(".st-key-share button").click()
        expect(again.get_by_role("button", name=T("share.revoke"))).to_be_visible()
