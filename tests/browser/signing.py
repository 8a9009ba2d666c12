"""The app where people sign in, and how they do it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.idle import wait_idle
from tests.browser.menu import go
from tests.browser.server import Server, serve
from tests.services.nginx import Proxy, nginx
from tests.services.oidc import CLIENT, Provider, oidc
from tests.services.ports import free_port

NAME = "Dr Li"  # as the provider calls everybody


@contextlib.contextmanager
def serve_with_sign_in(folder: Path, **env: str) -> Iterator[tuple[Server, Provider]]:
    """Run the app and a provider until the block ends.

    Parameters
    ----------
    folder
        Of its secrets and its shares.
    env
        Set on top.
    """
    port = free_port()
    with oidc() as provider, serve(_environment(folder, port, provider) | env, port=port) as server:
        yield server, provider


@contextlib.contextmanager
def serve_two_with_sign_in(
    folder: Path,
) -> Iterator[tuple[Callable[[int], contextlib.AbstractContextManager[Proxy]], Provider]]:
    """Run two servers on one store, and a provider, until the block ends.

    Yields a way to let nginx lead to one of them, 0 or 1: under the same address both times.
    """
    port = free_port()
    with oidc() as provider, contextlib.ExitStack() as stack:
        env = _environment(folder, port, provider)
        urls = [stack.enter_context(serve(env)).url for _ in range(2)]
        yield lambda place: nginx([urls[place]], port), provider


def _environment(folder: Path, port: int, provider: Provider) -> dict[str, str]:
    """That of a server which the browser reaches at a port."""
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        f'cookie_secret = "{"c" * 32}"\nclient_id = "{CLIENT}"\nclient_secret = "s"\n'
        f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n'
    )
    return {"STREAMLIT_SECRETS_FILES": str(secrets), "ACI_DATA_DIR": str(folder / "data")}


def sign_in(page: Page, url: str, key: str = "sign_in") -> None:
    """Sign in by the button of this key."""
    page.goto(f"{url}/data")
    wait_idle(page)
    page.locator(f".st-key-{key} button").first.click()
    expect(page.get_by_text(NAME)).to_be_visible()
    wait_idle(page)
    go(page, "data")
