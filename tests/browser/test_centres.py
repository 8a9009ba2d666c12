"""Three hospitals and a coordinator: one small file of each travels, and no patient."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from aci_core.presentation.i18n import translator
from tests.browser.menu import go
from tests.conftest import ROOT

T = translator("en")
SAMPLE = ROOT / "sample_data" / "synthetic_long.csv"
Wait = Callable[..., None]


def _by_centre() -> dict[str, bytes]:
    """The long sample's rows, a file a centre; the column of the centre is left out."""
    header, *rows = SAMPLE.read_text("utf-8-sig").splitlines()
    at = header.split(",").index("centre")
    files: dict[str, list[str]] = {}
    for row in rows:
        cells = row.split(",")
        files.setdefault(cells.pop(at), []).append(",".join(cells))
    names = header.split(",")
    del names[at]
    return {
        centre: "\n".join([",".join(names), *lines]).encode() for centre, lines in files.items()
    }


def _summary(page: Page, server: str, wait_idle: Wait, centre: str, rows: bytes) -> Path:
    """What a hospital makes of its file, on its own computer."""
    page.goto(f"{server}/data")
    file: Any = {"name": f"{centre}.csv", "mimeType": "text/csv", "buffer": rows}
    page.locator('[class*="st-key-upload_file"] input[type=file]').set_input_files(file)
    expect(page.get_by_text(f"{centre}.csv").first).to_be_visible()
    wait_idle(page)
    go(page, "plan")
    main = page.get_by_test_id("stMain")
    main.get_by_role("radio", name="Yes", exact=True).first.dispatch_event("click")
    wait_idle(page)
    go(page, "report")
    main.get_by_role("radio", name=T("more.coordinator")).dispatch_event("click")
    wait_idle(page)
    card = page.locator(".st-key-card_coordinator")
    name = card.get_by_role("textbox")
    name.fill(f"Hospital {centre}")
    name.press("Enter")
    wait_idle(page)
    card.get_by_role("button", name=T("coordinator.show")).click()
    wait_idle(page)
    for list_ in ("travels", "stays", "costs"):
        expect(card.get_by_role("heading", name=T(f"travel.{list_}"))).to_be_visible()
    with page.expect_download() as download:
        card.get_by_role("button", name=T("coordinator.download")).click()
    assert re.search(rf"Hospital.{centre}.*\.json$", download.value.suggested_filename)
    return download.value.path()


def test_three_hospitals_and_a_coordinator(
    server: str, new_page: Callable[..., Page], wait_idle: Wait, tmp_path: Path
) -> None:
    files = []
    for centre, rows in _by_centre().items():
        hospital = new_page(accept_downloads=True)
        made = _summary(hospital, server, wait_idle, centre, rows)
        file = tmp_path / f"{centre}.json"
        file.write_bytes(made.read_bytes())
        assert b"patient_id" not in file.read_bytes()
        files.append(file)

    page = new_page(accept_downloads=True)
    page.goto(f"{server}/centres")
    wait_idle(page)
    main = page.get_by_test_id("stMain")
    upload = main.locator("input[type=file]")
    upload.set_input_files(files)
    expect(main).to_contain_text("of 3 centres")
    expect(main).to_contain_text(T("headline.centres_share"))
    members = page.locator(".st-key-card_centres_upload")
    for centre in ("A", "B", "C"):
        expect(members).to_contain_text(f"Hospital {centre}")
    assert page.get_by_test_id("stException").count() == 0

    wait_idle(page)
    damaged = tmp_path / "damaged.json"
    damaged.write_text(files[0].read_text("utf-8").replace("Hospital", "Clinic"), "utf-8")
    upload.set_input_files([damaged])
    expect(main).to_contain_text("its checksum does not fit")
    expect(main).to_contain_text("of 3 centres")  # who is in stays in

    main.get_by_role("radio", name=T("more.json")).dispatch_event("click")
    wait_idle(page)
    with page.expect_download() as download:
        main.locator(".st-key-centres_document button").click()
    document = json.loads(download.value.path().read_text("utf-8"))
    assert len(document["centres"]) == 3

    main.get_by_role("radio", name=T("more.centres_report")).dispatch_event("click")
    wait_idle(page)
    with page.expect_download() as download:  # a file is made when it is asked for
        main.locator(".st-key-centres_report_html button").click()
    text = download.value.path().read_text("utf-8")
    assert T("report.section.centres") in text
    assert all(f"Hospital {centre}" in text for centre in ("A", "B", "C"))

    # One withdraws, and comes again later.
    for word in ("without", "with"):
        if word == "without":
            named = main.get_by_test_id("stFileChip").filter(has_text=files[2].name)
            named.get_by_role("button").click()
        else:
            upload.set_input_files([files[2]])
        expect(main).to_contain_text(f"Since before: {word} Hospital {files[2].stem}")
        expect(main).to_contain_text(f"of {2 if word == 'without' else 3} centres")
        wait_idle(page)
