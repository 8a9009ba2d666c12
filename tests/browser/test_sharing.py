"""Links between people, on real parts: PostgreSQL, two servers behind nginx, Chromium."""

from __future__ import annotations

import base64
import json
import os
import re
import struct
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aci_core.presentation.i18n import translator
from tests import page_names
from tests.browser.cookies import cookie
from tests.browser.hosts import Hosts
from tests.build import cohort_of, csv_of, sample
from tests.services.postgres import frozen

T = translator("en")
READ = (*page_names.RESULTS, "methods")
MARK = "Qzmarker"
GONE = T("error.share_gone")


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


def _walk(page: Page, wait_idle: Callable[..., None], pages: tuple[str, ...] = READ) -> None:
    for name in pages:
        page.locator(f'[data-testid="stSidebarNavLink"][href$="/{name}"]').click()
        expect(page.get_by_role("heading", level=1)).to_have_text(T(f"title.{name}"))
        wait_idle(page)
        assert page.get_by_test_id("stException").count() == 0


def test_shared_on_one_server_opened_on_the_other(
    hosts: Hosts, new_page: Callable[..., Page], wait_idle: Callable[..., None]
) -> None:
    owner, first = hosts.visitor(new_page, "/data")
    _upload(owner, wait_idle)
    _walk(owner, wait_idle, ("response",))
    owner.locator(".st-key-share button").click()
    owner.locator(".st-key-share_what button").filter(has_text=T("share.what_rows")).click()
    expect(owner.locator(".st-key-share_leaving")).to_be_visible()
    wait_idle(owner)
    owner.locator(".st-key-share_make button").click()
    owner.locator(".st-key-share_made").get_by_text(T("share.manage_own")).click()
    wait_idle(owner)
    shown = [owner.locator(f".st-key-share_link_{name} code") for name in ("made", "manage")]
    link, manage = (code.inner_text().strip() for code in shown)
    hosts.secrets += [link.partition("c=")[2], manage.partition("manage=")[2]]

    assert link.startswith(hosts.proxy.url)
    path = link.removeprefix(hosts.proxy.url)
    reader, second = hosts.visitor(new_page, path, elsewhere=first)
    assert second != first
    expect(reader.get_by_role("heading", level=1)).to_have_text(T("title.response"))
    value = reader.get_by_test_id("stMetricValue").first.inner_text()
    assert value == owner.get_by_test_id("stMetricValue").first.inner_text()
    reader.reload()
    wait_idle(reader)
    expect(reader.get_by_test_id("stMetricValue").first).to_have_text(value)
    _walk(reader, wait_idle)
    assert "c=" in reader.url
    assert MARK not in reader.content()

    keeper = new_page()  # the management link, on any computer
    keeper.goto(manage)
    wait_idle(keeper)
    assert re.search(r"opened \d+ times", keeper.content())
    keeper.get_by_role("button", name=T("share.revoke")).click()
    wait_idle(keeper)

    reader.locator('[data-testid="stSidebarNavLink"][href$="/safety"]').click()
    expect(reader.get_by_text(GONE)).to_be_visible()
    expect(reader.get_by_test_id("stMetricValue")).to_have_count(0)
    reader.reload()
    wait_idle(reader)
    expect(reader.get_by_test_id("stMetricValue")).to_have_count(0)


def test_a_pass_phrase_that_was_only_typed_protects(
    hosts: Hosts, new_page: Callable[..., Page], wait_idle: Callable[..., None]
) -> None:
    owner, _ = hosts.visitor(new_page, "/data")
    _upload(owner, wait_idle)
    owner.locator(".st-key-share button").click()
    owner.locator(".st-key-share_phrase input").press_sequentially("seven birds", delay=20)
    owner.keyboard.press("Tab")  # to the eye that shows it: no Enter, nothing left
    owner.locator(".st-key-share_make button").click()
    made = owner.locator('.st-key-share_made [data-testid="stCode"]').first
    expect(made).to_be_visible()
    expect(owner.locator(".st-key-share_made")).to_contain_text(T("share.made_phrase"))
    link = made.inner_text().strip()
    hosts.secrets.append(link.partition("c=")[2])
    reader = new_page()
    reader.goto(link)
    expect(reader.get_by_text(T("error.share_locked"))).to_be_visible()
    wait_idle(reader)
    expect(reader.get_by_test_id("stMetricValue")).to_have_count(0)


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
    hosts.expire(expired)
    hosts.revoke(revoked)
    texts = set()
    for token in (expired, revoked, "x" * 32):
        page = new_page()
        page.goto(f"{hosts.proxy.url}/response?c={token}")
        expect(page.get_by_text(GONE)).to_be_visible()
        wait_idle(page)
        texts.add(page.locator('[data-testid="stMain"]').inner_text())
    assert len(texts) == 1


@pytest.mark.deep
def test_a_page_that_nobody_touches_goes_with_its_link(
    hosts: Hosts, new_page: Callable[..., Page], wait_idle: Callable[..., None]
) -> None:
    tokens = hosts.shared(), hosts.shared(kind="results")
    pages = []
    for token in tokens:
        page = new_page()
        page.goto(f"{hosts.proxy.url}/response?c={token}")
        expect(page.get_by_test_id("stMetricValue").first).to_be_visible()
        wait_idle(page)
        pages.append(page)
    hosts.revoke(tokens[0])
    hosts.expire(tokens[1])
    for page in pages:
        expect(page.get_by_text(GONE)).to_be_visible()
        expect(page.get_by_test_id("stMetricValue")).to_have_count(0)


def test_a_pass_phrase_is_typed_once_in_a_browser(
    hosts: Hosts, new_page: Callable[..., Page], wait_idle: Callable[..., None]
) -> None:
    phrase = "correct horse"
    token = hosts.shared(phrase=phrase)
    path = f"{hosts.proxy.url}/response?c={token}"
    asked = ".st-key-phrase input"
    page = new_page()
    page.goto(path)
    page.locator(asked).wait_for()
    wait_idle(page)
    page.locator(asked).fill(phrase)
    page.locator(".st-key-open_shared button").click()
    value = page.get_by_test_id("stMetricValue").first
    expect(value).to_be_visible()
    wait_idle(page)
    # The cookie ends with the browser, goes to no other site, and says nothing by itself.
    key = cookie(page, "aci_pass_")
    assert (key["sameSite"], key["expires"], key["httpOnly"]) == ("Strict", -1, True)
    hosts.secrets.append(str(key["value"]))
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert phrase not in f"{page.url} {stored} {page.context.cookies()}"
    page.reload()
    expect(value).to_be_visible()
    wait_idle(page)
    expect(page.locator(asked)).to_have_count(0)

    other = new_page()  # the key of another's choosing opens nothing
    other.context.add_cookies([{**key, "value": "k" * 32}])
    other.goto(path)
    expect(other.locator(asked)).to_be_visible()
    again = page.context.new_page()  # who leaves has to type it again
    again.goto(path)
    expect(again.get_by_test_id("stMetricValue").first).to_be_visible()
    wait_idle(again)
    again.get_by_role("button", name=T("shared.leave")).first.click()
    wait_idle(again)
    page.reload()
    expect(page.locator(asked)).to_be_visible()
    hosts.revoke(token)
    page.reload()
    expect(page.get_by_text(GONE)).to_be_visible()


def _heard(page: Page) -> list[bytes]:
    """What the page's websockets bring, as it comes."""
    frames: list[bytes] = []

    def listen(socket: Any) -> None:
        socket.on("framereceived", lambda data: frames.append(
            data.encode() if isinstance(data, str) else data))  # fmt: skip

    page.on("websocket", listen)
    return frames


def _parsed_frames(frames: list[bytes]) -> tuple[bytes, set[float]]:
    """All that came, and every number in the arrays of figures, which travel as base64."""
    sent = b"".join(frames)
    result: set[float] = set()
    for text in re.findall(rb"[A-Za-z0-9+/]{12,}={0,2}", sent):
        try:
            data = base64.b64decode(text, validate=True)
        except ValueError:
            continue
        for size, kind in ((8, "d"), (4, "f")):
            if len(data) % size == 0:
                result.update(x[0] for x in struct.iter_unpack(f"<{kind}", data))
    return sent, result


def test_results_only_sends_no_patient_to_the_browser(
    hosts: Hosts, new_page: Callable[..., Page], wait_idle: Callable[..., None]
) -> None:
    n = 60  # nobody's value is a mean, and in arms of 30 none is a quartile
    vegf = [100.0625 + 3.125 * i for i in range(n)]
    age = [40.25 + i / 2 for i in range(n)]
    cohort = cohort_of(
        patient_id=[f"{MARK}{i}" for i in range(n)],
        nihss_pre=[8 + i % 9 for i in range(n)], nihss_post=[i % 8 for i in range(n)],
        vegf_pre=vegf, vegf_post=[x + 11 for x in vegf], age=age,
    )  # fmt: skip
    rows, results = (hosts.shared(cohort, kind=kind) for kind in ("rows", "results"))
    asked = 'filters=[{"column":"age","low":60}]&level=99&rule=pct_40&cut1=77'
    seen = {}
    # Of rows as much as shows that this test sees patients.
    for token, walked in ((rows, ("factors",)), (results, READ)):
        page = new_page()
        frames = _heard(page)
        page.goto(f"{hosts.proxy.url}/overview?c={token}&{asked}")
        wait_idle(page)
        _walk(page, wait_idle, walked)
        for name in ("patient", "data", "report"):
            page.goto(f"{hosts.proxy.url}/{name}?c={token}&id=3&{asked}")
            wait_idle(page)
        sent, numbers = _parsed_frames(frames)
        assert MARK.encode() not in sent
        seen[token] = {x for x in (*vegf, *age) if x in numbers or f"{x}".encode() in sent}
    assert len(seen[rows]) >= 20  # of age 60 and above: or this test would see nothing
    assert seen[results] == set()
    assert b"99% CI" not in sent
    assert sent.count(b"95% CI") > 5
    assert page.locator(".st-key-columns_card").count() == 0


def test_a_synthetic_patient_keeps_his_number_with_rows_alone(
    hosts: Hosts, new_page: Callable[..., Page], wait_idle: Callable[..., None]
) -> None:
    page = new_page()
    frames = _heard(page)
    page.goto(f"{hosts.proxy.url}/overview?c={hosts.shared(kind='results')}")
    wait_idle(page)
    _walk(page, wait_idle)
    sent, _ = _parsed_frames(frames)
    assert b"85.9" in sent
    numbers = sample("synthetic_156.csv").table["patient_id"]
    assert [i for i in numbers if i.encode() in sent] == []


def test_no_secret_and_no_patient_in_any_log(hosts: Hosts) -> None:
    """After all that the tests above did, and a link asked for at the server's door."""
    token = hosts.shared()
    urllib.request.urlopen(f"{hosts.proxy.url}/response?c={token}", timeout=90).close()
    logs = [hosts.proxy.access_log, hosts.proxy.error_log, *(s.log for s in hosts.servers)]
    message = "\n".join(Path(log).read_text("utf-8") for log in logs if Path(log).exists())
    assert '"path":"/response"' in message
    assert [secret for secret in hosts.secrets if secret in message] == []
    assert MARK not in message
    lines = [line for line in message.splitlines() if line.startswith("{")]
    assert all(json.loads(line) for line in lines)
    assert os.environ["ACI_DATA_DIR"] not in message


@pytest.mark.deep
def test_a_database_that_stands_still_holds_up_nobody(
    hosts: Hosts, new_page: Callable[..., Page], wait_idle: Callable[..., None]
) -> None:
    token = hosts.shared()
    own, _ = hosts.visitor(new_page, "/data")
    own.locator(".st-key-open_sample button").click()
    wait_idle(own)
    reader, _ = hosts.visitor(new_page, f"/response?c={token}")
    expect(reader.get_by_text(T("shared.badge_rows")).first).to_be_visible()
    with frozen(hosts.address):
        reader.locator('[data-testid="stSidebarNavLink"][href$="/safety"]').click()
        _walk(own, wait_idle, ("response", "safety"))
        for server in hosts.servers:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=90) as answer:
                assert answer.status == 200
        expect(reader.get_by_text(T("error.store_unreachable_page"))).to_be_visible()
        expect(reader.get_by_test_id("stMetricValue")).to_have_count(0)
        assert f"c={token}" in reader.url
        own.locator(".st-key-share button").click()
        own.locator(".st-key-share_make button").click()
        expect(own.get_by_text(T("error.store_unreachable_page"))).to_be_visible()
    _again(reader, wait_idle, ".st-key-retry_link", T("shared.badge_rows"))
    expect(reader.get_by_role("heading", level=1)).to_have_text(T("title.safety"))
    _again(own, wait_idle, ".st-key-share_make", T("share.who_link"))


def _again(page: Page, wait_idle: Callable[..., None], button: str, words: str) -> None:
    """Press until it is done: for some seconds after an outage nobody asks the database."""
    for _ in range(30):
        page.locator(f"{button} button").click()
        wait_idle(page)
        if page.get_by_text(words).first.is_visible():
            return
    raise AssertionError(words)
