"""Links between people, on real parts: PostgreSQL, two servers behind nginx, Chromium."""

from __future__ import annotations

import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from aci_core.i18n import translator
from aci_core.settings import Settings
from aci_core.share import Terms, share
from aci_core.store import Store, database
from tests.browser import idle
from tests.browser.server import Server, free_port, serve
from tests.build import csv_of, sample
from tests.services.nginx import Proxy, nginx
from tests.services.postgres import postgres

T = translator("en")
MENU = ("overview", "baseline", "outcomes", "response", "factors", "safety", "methods")
MARK = "Qzmarker"
GONE = T("error.share_gone")
PATIENCE = 90_000  # ms: a database, two servers and a browser share what cores there are


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def wait_idle() -> Callable[[Page], None]:
    """Until Streamlit has nothing left to do."""
    return partial(idle.wait_idle, timeout=PATIENCE)


@dataclass
class Hosts:
    """What a hospital runs."""

    proxy: Proxy
    servers: list[Server]
    address: str
    secrets: list[str] = field(default_factory=list)

    @property
    def store(self) -> Store:
        """The store, as the keeper of the host has it."""
        return Store(
            database.connect(sa.make_url(self.address).set(drivername="postgresql+psycopg"))
        )

    def shared(self, name: str = "synthetic_156.csv", **terms: Any) -> str:
        """A link's token."""
        store = self.store
        made = share(store, sample(name), Settings(), Terms(**terms))
        store.close()
        self.secrets += [made.token, made.manage]
        return made.token


@pytest.fixture(scope="module")
def hosts() -> Iterator[Hosts]:
    """PostgreSQL, two servers on it, nginx before them."""
    with ExitStack() as stack:
        address = stack.enter_context(postgres())
        env = {
            "ACI_STORE_URL": address,
            "ACI_STORE_KEY": "k" * 32,
            "STREAMLIT_SERVER_COOKIE_SECRET": "s" * 32,
        }
        servers = [stack.enter_context(serve(env)) for _ in range(2)]
        proxy = stack.enter_context(nginx([s.url for s in servers], free_port()))
        yield Hosts(proxy, servers, address)


def _upload(page: Page, wait_idle: Callable[..., None]) -> None:
    n = 60
    rows: dict[str, Any] = {
        "patient_id": [f"{MARK}{i}" for i in range(n)],
        "arm": [("control", "treatment")[i % 2] for i in range(n)],
        "age": [50 + i for i in range(n)],
        "nihss_pre": [8 + i % 9 for i in range(n)],
        "nihss_post": [i % 8 for i in range(n)],
    }
    file: Any = {"name": f"{MARK}.csv", "mimeType": "text/csv", "buffer": csv_of(rows)}
    page.locator('[class*="st-key-upload_file"] input[type=file]').set_input_files(file)
    expect(page.get_by_text(MARK).first).to_be_visible()
    wait_idle(page)


def _walk(page: Page, wait_idle: Callable[..., None], pages: tuple[str, ...] = MENU) -> None:
    for name in pages:
        page.locator(f'[data-testid="stSidebarNavLink"][href$="/{name}"]').click()
        expect(page.get_by_role("heading", level=1)).to_have_text(T(f"title.{name}"))
        wait_idle(page)
        assert page.get_by_test_id("stException").count() == 0


def test_shared_on_one_server_opened_on_the_other(
    hosts: Hosts, new_page: Callable[..., Page], wait_idle: Callable[..., None]
) -> None:
    first, second = (server.url for server in hosts.servers)
    owner = new_page()
    owner.goto(f"{first}/data")
    wait_idle(owner)
    _upload(owner, wait_idle)
    _walk(owner, wait_idle, ("response",))
    owner.locator(".st-key-share button").click()
    owner.locator(".st-key-share_make button").click()
    made = owner.locator('.st-key-share_made [data-testid="stCode"]')
    expect(made).to_have_count(2)
    link, manage = (made.nth(i).inner_text().strip() for i in range(2))
    hosts.secrets += [link.partition("c=")[2], manage.partition("manage=")[2]]

    reader = new_page()
    reader.goto(link.replace(first, second))
    wait_idle(reader)
    expect(reader.get_by_role("heading", level=1)).to_have_text(T("title.response"))
    shown = reader.get_by_test_id("stMetricValue").first.inner_text()
    assert shown == owner.get_by_test_id("stMetricValue").first.inner_text()
    reader.reload()
    wait_idle(reader)
    expect(reader.get_by_test_id("stMetricValue").first).to_have_text(shown)
    _walk(reader, wait_idle)
    assert "c=" in reader.url
    assert MARK not in reader.content()

    keeper = new_page()  # the management link, through the proxy, on any computer
    keeper.goto(manage.replace(first, hosts.proxy.url))
    wait_idle(keeper)
    assert "opened 2 times" in keeper.content()
    keeper.get_by_role("button", name=T("share.revoke")).click()
    wait_idle(keeper)

    reader.locator('[data-testid="stSidebarNavLink"][href$="/safety"]').click()
    expect(reader.get_by_text(GONE)).to_be_visible()
    assert reader.get_by_test_id("stMetricValue").count() == 0
    reader.reload()
    wait_idle(reader)
    assert reader.get_by_test_id("stMetricValue").count() == 0


def test_cold_deep_links_through_the_proxy(
    hosts: Hosts, new_page: Callable[..., Page], wait_idle: Callable[..., None]
) -> None:
    token = hosts.shared()
    blocked: list[str] = []
    for _ in range(3):  # visitors without a cookie: to either server, and there they stay
        page = new_page()
        page.on("console", lambda m: blocked.append(m.text) if "Content Security" in m.text else 0)
        page.goto(f"{hosts.proxy.url}/safety?c={token}&lang=zh")
        wait_idle(page)
        title = page.get_by_role("heading", level=1)
        expect(title).to_have_text(translator("zh")("title.safety"))
        expect(page.get_by_test_id("stMetricValue").first).to_be_visible()
        [node] = [c for c in page.context.cookies() if c["name"] == "aci_node"]
        assert (node["httpOnly"], node["sameSite"]) == (True, "Lax")
    assert blocked == []
    page.get_by_text("English").first.click()
    wait_idle(page)
    expect(title).to_have_text(T("title.safety"))


def test_links_that_do_not_open_look_the_same(
    hosts: Hosts, new_page: Callable[..., Page], wait_idle: Callable[..., None]
) -> None:
    expired, revoked = hosts.shared(), hosts.shared()
    store = hosts.store
    for token, values in ((expired, {"expires": 1}),):
        entry = store.find(token)
        assert entry is not None
        engine = sa.create_engine(hosts.address.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            table = database.METADATA.tables["shares"]
            connection.execute(table.update().where(table.c.id == entry.id).values(values))
        engine.dispose()
    entry = store.find(revoked)
    assert entry is not None
    store.revoke(entry.id)
    store.close()
    texts = set()
    for token in (expired, revoked, "x" * 32):
        page = new_page()
        page.goto(f"{hosts.proxy.url}/response?c={token}")
        expect(page.get_by_text(GONE)).to_be_visible()
        wait_idle(page)
        texts.add(page.locator('[data-testid="stMain"]').inner_text())
    assert len(texts) == 1


def test_results_only_sends_no_patient_to_the_browser(
    hosts: Hosts, new_page: Callable[..., Page], wait_idle: Callable[..., None]
) -> None:
    token = hosts.shared(kind="results")
    page = new_page()
    frames: list[bytes] = []

    def listen(socket: Any) -> None:
        socket.on("framereceived", lambda data: frames.append(
            data.encode() if isinstance(data, str) else data))  # fmt: skip

    page.on("websocket", listen)
    asked = 'filters=[{"column":"age","low":60}]&level=99&rule=pct_40&cut1=77'
    page.goto(f"{hosts.proxy.url}/overview?c={token}&{asked}")
    wait_idle(page)
    _walk(page, wait_idle)
    sent = b"".join(frames)
    assert b"85.9" in sent
    table = sample("synthetic_156.csv").table
    assert [i for i in table["patient_id"] if i.encode() in sent] == []
    # Points of patients travel as base64 of the numbers; none of either kind is in it.
    assert b"99% CI" not in sent
    assert sent.count(b"95% CI") > 5
    page.goto(f"{hosts.proxy.url}/data?c={token}")
    wait_idle(page)
    assert page.locator(".st-key-columns_card").count() == 0


def _headers(url: str, **headers: str) -> tuple[int, Any]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


def test_headers_paths_and_uploads(hosts: Hosts) -> None:
    status, headers = _headers(f"{hosts.proxy.url}/overview")
    assert status == 200
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
    }.items():
        assert headers.get_all(name) == [value]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" in headers
    assert not re.search(r"\d", headers.get("Server", ""))
    for path in (
        "/..%2f..%2fetc%2fpasswd", "/static/..%2f..%2fapp.py", "/media/..%2f..%2fapp.py",
        "/app/static/../../requirements.txt", "/media/" + "a" * 64 + ".csv",
        "/component/../aci_core/settings.py", "/_stcore/../.streamlit/config.toml",
    ):  # fmt: skip
        for base in (hosts.proxy.url, hosts.servers[0].url):
            request = urllib.request.Request(base + path)
            try:
                body = urllib.request.urlopen(request, timeout=10).read()
            except urllib.error.HTTPError as error:
                body = error.read()
            for text in (b"root:", b"frame.run", b"streamlit>=", b"DEFAULT_RULE", b"maxUploadSize"):
                assert text not in body, path
    # An upload of nobody's session.
    request = urllib.request.Request(
        f"{hosts.proxy.url}/_stcore/upload_file/none/none", data=b"x", method="PUT"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert 400 <= refused.value.code < 500


def test_no_secret_and_no_patient_in_any_log(hosts: Hosts) -> None:
    """After all that the tests above did, and a link asked for at the server's door."""
    token = hosts.shared()
    urllib.request.urlopen(f"{hosts.proxy.url}/response?c={token}", timeout=10).close()
    logs = [hosts.proxy.access_log, hosts.proxy.error_log, *(s.log for s in hosts.servers)]
    told = "\n".join(Path(log).read_text("utf-8") for log in logs if Path(log).exists())
    assert '"path":"/response"' in told
    assert [secret for secret in hosts.secrets if secret in told] == []
    assert MARK not in told
    lines = [line for line in told.splitlines() if line.startswith("{")]
    assert all(json.loads(line) for line in lines)
    assert os.environ["ACI_DATA_DIR"] not in told
