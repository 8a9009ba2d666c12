"""People who sign in: their links are theirs, and may be for others who have signed in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from aci_core.presentation.i18n import translator
from tests.browser import idle
from tests.browser.server import free_port, serve
from tests.services.oidc import CLIENT, oidc

T = translator("en")
PATIENCE = 90_000


def _idle(page: Page) -> None:
    idle.wait_idle(page, timeout=PATIENCE)


@pytest.mark.deep
def test_a_link_for_people_who_have_signed_in(
    new_page: Callable[..., Page], tmp_path: Path
) -> None:
    port = free_port()
    with oidc() as provider:
        secrets = tmp_path / "secrets.toml"
        secrets.write_text(
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
            f'cookie_secret = "{"c" * 32}"\nclient_id = "{CLIENT}"\nclient_secret = "s"\n'
            f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n'
        )
        env = {"STREAMLIT_SECRETS_FILES": str(secrets), "ACI_DATA_DIR": str(tmp_path / "data")}
        with serve(env, port=port) as server:
            owner = new_page()
            owner.goto(f"{server.url}/data")
            _idle(owner)
            owner.locator(".st-key-sign_in button").click()
            expect(owner.get_by_text("Dr Li")).to_be_visible(timeout=PATIENCE)
            _idle(owner)
            owner.locator(".st-key-sample_sidebar button").click()
            _idle(owner)
            owner.locator(".st-key-share button").click()
            owner.locator(".st-key-share_signed_in label").click()
            _idle(owner)
            owner.locator(".st-key-share_make button").click()
            made = owner.locator('.st-key-share_made [data-testid="stCode"]').first
            expect(made).to_be_visible(timeout=PATIENCE)
            link = made.inner_text().strip()

            provider.subject = "dr-wang"
            reader = new_page()
            reader.goto(link)
            text = reader.get_by_text(T("error.share_sign_in"))
            expect(text).to_be_visible(timeout=PATIENCE)
            _idle(reader)
            reader.locator(".st-key-share_gate .st-key-sign_in_gate button").click()
            expect(reader.get_by_text("Dr Li").first).to_be_visible(timeout=PATIENCE)
            reader.goto(link)
            badge = reader.get_by_text(T("shared.badge_rows"))
            expect(badge.first).to_be_visible(timeout=PATIENCE)

            # Whoever signs in as the owner, on another computer, has the list.
            provider.subject = "dr-li"
            again = new_page()
            again.goto(f"{server.url}/data")
            _idle(again)
            again.locator(".st-key-sign_in button").click()
            expect(again.get_by_text("Dr Li")).to_be_visible(timeout=PATIENCE)
            _idle(again)
            again.locator(".st-key-sample_sidebar button").click()
            _idle(again)
            again.locator(".st-key-share button").click()
            expect(again.get_by_role("button", name=T("share.revoke"))).to_be_visible(
                timeout=PATIENCE
            )
