"""The banner of what was not read, and the question before an export while errors stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aci_core.checks import checked
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.sharing import Terms, share
from aci_core.sharing.store import open_store
from aci_core.ui.widgets.navigation.navigation import PAGES
from tests.pages.conftest import App, app_test

Shared = Callable[[str], Path]
APART = {"methods", "published"}  # whose numbers are not the file's
CASE = {"dirty": "cases/follow_up_zh.xlsx", "clean": "cases/follow_up_zh_clean.csv"}


@pytest.fixture(autouse=True)
def _without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")


def uploaded(app: Callable[..., App], shared: Shared, case: str, lang: str = "en") -> App:
    running = app(lang)
    running.open("data")
    file = shared(CASE[case])
    running.at.file_uploader(key="upload_file").upload(file.name, file.read_bytes())
    running.at.run()
    running.check()
    return running


def report_formats(running: App, codes: list[str]) -> None:
    group = next(g for g in running.at.get("button_group") if g.key == "report_formats_pills")
    group.set_value(codes).run()
    running.check()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_names_what_was_not_read(
    app: Callable[..., App], shared: Shared, lang: str
) -> None:
    running = uploaded(app, shared, "dirty", lang)
    for page in PAGES:
        running.open(page.name)
        shown = "NIHSS评分(入院) 1" in running.text.replace("\\", "")
        assert shown == (page.name not in APART), page.name
        links = [link.proto.label for link in running.at.get("page_link")]
        to_data = translator(lang)("ui.open_data")
        assert links.count(to_data) == (shown and page.name != "data"), page.name
        assert ("](#issues_card)" in running.text) == (page.name == "data"), page.name


def test_no_banner_where_everything_was_read(app: Callable[..., App], shared: Shared) -> None:
    running = uploaded(app, shared, "clean")
    t = translator("en")
    for name in ("overview", "data", "report"):
        running.open(name)
        assert "not read" not in running.text
    assert t("unread.accept") not in [box.label for box in running.at.checkbox]
    assert not running.at.button(key="report_make").disabled


def test_a_report_is_made_after_the_question(app: Callable[..., App], shared: Shared) -> None:
    running = uploaded(app, shared, "dirty")
    running.open("report")
    t = translator("en")
    assert "a typing error can change" in running.text
    assert running.at.button(key="report_make").disabled
    report_formats(running, ["xlsx"])
    (box,) = (box for box in running.at.checkbox if box.label == t("unread.accept"))
    box.check().run()
    assert not running.at.button(key="report_make").disabled
    running.at.button(key="report_make").click().run()
    running.check()
    assert running.at.get("download_button")


def test_the_report_page_asks_what_a_reviewer_will(app: Callable[..., App], shared: Shared) -> None:
    running = uploaded(app, shared, "dirty")
    running.open("report")
    t = translator("en")
    # The gravest are named at first sight.
    major = f"{t('review_ask.randomisation_unstated')} {t('review_ask.primary_unnamed')}"
    assert f"⚑ {t('more.review')}: {major}" in running.text
    running.more("review")
    assert t("review.title") in running.text
    for code in ("randomisation_unstated", "primary_unnamed", "cells_not_read"):
        assert t(f"review_ask.{code}") in running.text
    clean = uploaded(app, shared, "clean")
    clean.open("report")
    clean.more("review")
    assert t("review_ask.randomisation_unstated") in clean.text
    assert t("review_ask.cells_not_read") not in clean.text


@pytest.mark.parametrize("accepted", [True, False])
def test_a_share_asks_too(app: Callable[..., App], shared: Shared, *, accepted: bool) -> None:
    running = uploaded(app, shared, "dirty")
    at = running.at
    at.button(key="share").click().run()
    t = translator("en")
    if accepted:
        (box,) = (box for box in at.checkbox if box.label == t("unread.accept_share"))
        box.check()
    at.button(key="share_make").click().run()
    # A dialog closes in this harness.
    assert ("_share_made" in at.session_state) == accepted
    assert ("_share_error" in at.session_state) == (not accepted)
    if not accepted:
        assert at.session_state["_share_error"].code == "errors_stand"


def test_a_link_of_results_alone_names_columns_and_counts(shared: Shared) -> None:
    file = shared(CASE["dirty"])
    cohort = checked(load(file.read_bytes(), file.name))
    made = share(open_store(), cohort, Settings(), Terms(kind="results", min_cell=1))
    reader = App.__new__(App)
    reader.at = app_test()
    reader.at.query_params["c"] = made.token
    reader.at.run()
    reader.check()
    reader.open("outcomes")
    assert "NIHSS评分(入院) 1" in reader.text.replace("\\", "")
    assert "3~4" not in reader.text
    links = [link.proto.label for link in reader.at.get("page_link")]
    assert translator("en")("ui.open_data") not in links  # there is nothing to correct
