"""The page of the report: what goes in, the preview, the files, and what the link keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.analyses import prepare
from aci_core.domain.study.settings import Settings
from aci_core.federation.leaving.leaving import for_outsiders
from aci_core.federation.leaving.ledger import Ledger
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.report import SECTIONS
from aci_core.ui.results.report import report_formats
from aci_core.ui.state.session import browser_cookies, session
from tests.build import sample
from tests.pages.conftest import App


@pytest.fixture(autouse=True)
def _without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")


def opened(app: Callable[..., App], lang: str = "en", sample: str = "sample") -> App:
    running = app(lang, sample=sample)
    running.open("report")
    running.at.run()
    return running


def pills(at: AppTest, name: str) -> list[str]:
    return list(at.session_state[f"{name}_pills"])


def choose(running: App, name: str, codes: list[str]) -> None:
    """As a click on the pills does: the widget's value, then its callback."""
    group = next(g for g in running.at.get("button_group") if g.key == f"{name}_pills")
    group.set_value(codes).run()
    running.check()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_previews_headings_the_first_table_and_sentences(
    app: Callable[..., App], lang: str
) -> None:
    running = opened(app, lang)
    t = translator(lang)
    for key in ("summary", "methods", "baseline", "safety", "limitations"):
        assert t(f"report.section.{key}") in running.text
    assert "85.9%" in running.text
    assert t("table.baseline_title") in running.text
    assert "<table" in running.text
    assert literal(t("app.synthetic_note")) in running.text
    assert pills(running.at, "report_sections") == list(SECTIONS)
    assert pills(running.at, "report_formats") == ["docx"]


def test_the_report_speaks_another_language_than_the_page(app: Callable[..., App]) -> None:
    running = opened(app)
    segment = next(g for g in running.at.get("button_group") if g.key == "report_lang")
    segment.set_value("zh").run()
    running.check()
    zh = translator("zh")
    assert zh("report.section.methods") in running.text
    assert translator("en")("report_page.preview") in running.text
    assert running.at.query_params["report_lang"] == "zh"


def test_what_is_taken_away_is_gone_and_stands_in_the_link(app: Callable[..., App]) -> None:
    running = opened(app)
    t = translator("en")
    choose(running, "report_sections", ["summary", "safety"])
    assert running.at.query_params["report_sections"] == "summary~safety"
    assert t("report.section.safety") in running.text
    assert t("report.section.limitations") not in running.text
    choose(running, "report_sections", list(SECTIONS))
    assert "report_sections" not in running.at.query_params


def test_nothing_chosen_says_so(app: Callable[..., App]) -> None:
    running = opened(app)
    choose(running, "report_formats", [])
    assert translator("en")("report_page.nothing") in running.text
    assert not [b for b in running.at.button if b.key == "report_make"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_files_are_made_and_stay_until_a_choice_moves(
    app: Callable[..., App], lang: str
) -> None:
    running = opened(app, lang)
    choose(running, "report_formats", ["docx", "xlsx"])
    running.at.button(key="report_make").click().run()
    running.check()
    labels = [button.proto.label for button in running.at.get("download_button")]
    assert len(labels) == 3  # all of them, and each
    assert any("Word" in label for label in labels)
    running.at.run()
    assert len(running.at.get("download_button")) == 3
    choose(running, "report_sections", ["summary"])
    assert not running.at.get("download_button")
    assert [b for b in running.at.button if b.key == "report_make"]


def test_one_format_is_its_own_file_named_after_study_and_day(app: Callable[..., App]) -> None:
    running = opened(app)
    running.at.button(key="report_make").click().run()
    running.check()
    [button] = running.at.get("download_button")
    assert button.proto.label.startswith("Word (")
    assert button.key == "report_download"


@pytest.mark.parametrize(
    ("kept", "usual"),
    [
        ("docx~xlsx", ("docx", "xlsx")),
        ("xlsx~docx~check", ("docx", "xlsx")),  # rows of patients are asked for each time
        ("check", ("docx",)),
        ("", ("docx",)),
        ("junk~<b>", ("docx",)),
    ],
)
def test_the_formats_chosen_last_are_those_of_the_next_visit(
    monkeypatch: pytest.MonkeyPatch, kept: str, usual: tuple[str, ...]
) -> None:
    context = SimpleNamespace(cookies={"aci_formats": kept} if kept else {})
    monkeypatch.setattr("aci_core.ui.results.report.report_formats.st.context", context)
    assert report_formats.usual() == usual


def test_a_choice_of_formats_is_kept_by_the_browser(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[tuple[object, ...]] = []
    monkeypatch.setattr(browser_cookies, "want", lambda *cookie: wanted.append(cookie))
    choose(opened(app), "report_formats", ["xlsx", "docx"])
    assert [cookie for cookie in wanted if cookie[0] == "aci_formats"] == [
        ("aci_formats", "docx~xlsx")
    ]


def test_table_1_has_tests_where_they_are_asked_for(app: Callable[..., App]) -> None:
    running = opened(app)
    note, without = "In a randomised trial they test nothing", "arise by chance; no"
    assert note not in running.text
    assert without in running.text
    segment = next(g for g in running.at.get("button_group") if g.key == "baseline_tests")
    segment.set_value("yes").run()
    running.check()
    assert note in running.text
    assert without not in running.text
    assert running.at.query_params["baseline_tests"] == "yes"


def test_a_file_of_little_is_reported_too(app: Callable[..., App]) -> None:
    running = opened(app, sample="bad")
    assert translator("en")("report.section.summary") in running.text


def test_without_a_cohort_it_says_what_it_would_show(app: Callable[..., App]) -> None:
    running = app("en")
    running.open("report")
    assert translator("en")("empty.report") in running.text


# ------------------------------------------------------------------------------- coordinator


def _asked(running: App, centre: str) -> AppTest:
    running.more("coordinator")
    running.at.text_input(key="coordinator_centre").set_value(centre).run()
    running.at.button(key="coordinator_show").click().run()
    running.check()
    return running.at


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_would_travel_is_shown_before_the_summary_is_made(
    app: Callable[..., App], lang: str
) -> None:
    running, t = opened(app, lang), translator(lang)
    assert t("travel.stays") not in running.text
    at = _asked(running, "Tianjin")
    for heading in ("travels", "stays", "costs"):
        assert t(f"travel.{heading}") in running.text
    assert t("travel.few", most=4) in running.text
    button = next(b for b in at.get("download_button") if b.proto.id.endswith("_download"))
    assert not button.proto.disabled


def test_the_file_is_called_by_the_centre(app: Callable[..., App]) -> None:
    at = _asked(opened(app), " ")
    button = next(b for b in at.get("download_button") if b.proto.id.endswith("_download"))
    assert button.proto.disabled


def test_a_second_summary_leaves_out_what_could_be_subtracted(app: Callable[..., App]) -> None:
    running, t = opened(app), translator("en")
    at = _asked(running, "Tianjin")
    before = t("travel_cost.sent_before", columns="", n="").partition(":")[2]
    data = prepare(sample("synthetic_156.csv"), Settings())
    sent = for_outsiders(data, Settings(), "Tianjin")
    assert before not in running.text
    at.session_state[session.SENT] = Ledger.new().with_sent(
        sent.data, sent.told, day="", centre="Tianjin", sha256="0" * 64
    )
    at.run()
    assert before not in running.text  # of the same patients nothing more is told
    fewer = replace(data.cohort, table=data.cohort.table.iloc[1:].reset_index(drop=True))
    less = for_outsiders(prepare(fewer, Settings()), Settings(), "Tianjin")
    at.session_state[session.SENT] = Ledger.new().with_sent(
        less.data, less.told, day="", centre="Tianjin", sha256="0" * 64
    )
    at.session_state["coordinator_centre"] = "Wuhan"
    at.run()
    running.check()
    assert before in running.text
