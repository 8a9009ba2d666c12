"""The page Plan: answers, proposals, the lock and its record, and where the plan survives."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from aci_core.domain.study.settings import Deviation, Lock, Settings
from aci_core.ingest import Project
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.sharing import Terms, share
from aci_core.sharing.store import open_store
from aci_core.ui.data.file_summary import project_json
from aci_core.ui.state.choices import choices
from aci_core.ui.state.session import session
from tests.build import sample
from tests.command import inside
from tests.conftest import ROOT
from tests.pages.conftest import App, app_test, unfolded

KEPT = ROOT / "tests" / "data" / "before_plan"
SAMPLE = ROOT / "sample_data" / "synthetic_156.csv"
LONG = ROOT / "sample_data" / "synthetic_long.csv"


def _own(text: str) -> bytes:
    """A sample as a file of one's own: nothing in it says that it is synthetic."""
    return text.replace("SYN-", "P").encode()


def _long() -> bytes:
    return _own(LONG.read_text("utf-8"))


def _upload(running: App, data: bytes, name: str = "trial.csv") -> AppTest:
    at = running.open("data")
    at.file_uploader(key="upload_file").upload(name, data)
    at.run()
    running.check()
    return at


def _settings(at: AppTest) -> Settings:
    """What every analysis and every output of the session uses."""
    made: Settings = at.session_state["_view_decided"]["settings"][1].settings
    return made


def _query(at: AppTest) -> dict[str, str]:
    return {key: v[0] if isinstance(v, list) else v for key, v in at.query_params.items()}


def _answered(running: App) -> AppTest:
    """Answer the plan of the long file, as a visitor does."""
    at = running.open("plan")
    at.segmented_control(key="plan_randomised").set_value("yes").run()
    at.selectbox(key="plan_primary").select("nihss_m3").run()
    at.selectbox(key="plan_response_visit").select("m3").run()
    at.multiselect(key="plan_secondary").select("mrs_m3").run()
    at.multiselect(key="plan_secondary").select("effective").run()
    running.more("adjusted")
    at.multiselect(key="plan_covariates").select("age").run()
    at.selectbox(key="plan_centre").select("centre").run()
    running.more("apart")
    at.multiselect(key="plan_subgroups").select("sex").run()
    running.more("level")
    at.text_input(key="plan_alpha").input("2.5%").run()
    running.check()
    return at


PLAN = Settings(
    randomised=True,
    primary="nihss_m3",
    secondary=("mrs_m3", "effective"),
    alpha=0.025,
    response_visit="m3",
    covariates=("age",),
    centre="centre",
    subgroups=("sex",),
)


@pytest.fixture
def planned(app: Callable[..., App]) -> App:
    """The long file with its plan answered: by the address, which the first test answers for."""
    running = app("en")
    at = _upload(running, _long())
    for name, text in choices.write(choices.from_settings(PLAN), {}).items():
        at.query_params[name] = text
    running.open("plan")
    assert _settings(at) == PLAN
    return running


def _lock(running: App) -> AppTest:
    at = running.open("plan")
    at.button(key="plan_lock_confirm").click().run()
    running.check()
    return at


# ------------------------------------------------------------------------------------- answers


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_is_asked_three_questions_and_none_is_forced(
    app: Callable[..., App], lang: str
) -> None:
    t = translator(lang)
    running = app(lang)
    at = _upload(running, _long())
    assert t("plan.open", n=3) in running.text
    running.open("overview")
    assert t("plan.open", n=3) in running.text
    running.open("plan")
    for question in ("randomised", "primary", "response"):
        assert t(f"plan.question_{question}") in running.text
    assert at.segmented_control(key="plan_randomised").value is None
    assert at.selectbox(key="plan_primary").value == "none"
    assert not set(_query(at)) & {*choices.ANALYSED, *choices.RECORD}


def test_the_answers_are_the_settings_of_every_page_and_stand_in_the_link(
    app: Callable[..., App],
) -> None:
    running = app("en")
    _upload(running, _long())
    at = _answered(running)
    assert _settings(at) == PLAN
    query = _query(at)
    assert query["secondary"] == "mrs_m3~effective"
    assert choices.to_settings(choices.read(query, {})) == PLAN
    for page in ("overview", "data"):
        running.open(page)
        assert "Go to the plan" not in running.text
        assert _settings(at) == PLAN


def test_a_proposal_is_taken_with_one_click(app: Callable[..., App]) -> None:
    running = app("en")
    _upload(running, _long())
    at = running.open("plan")
    assert "Proposed: Modified Rankin scale, 3 months" in running.text
    at.button(key="plan_take_primary_0").click().run()
    running.check()
    assert at.selectbox(key="plan_primary").value == "mrs_m3"
    assert "Proposed: Modified" not in running.text  # it is answered
    # What the file proposes behind the first sight is named there.
    named = "⚑ Adjustment and centres: Proposed: "
    assert f"{named}NIHSS before treatment, Age; " in running.text
    running.more("adjusted")
    at.button(key="plan_take_covariates_0").click().run()
    assert _settings(at).covariates == ("nihss_pre", "age")
    assert f"{named}NIHSS" not in running.text
    at.button(key="plan_take_centre_0").click().run()
    running.more("apart")
    at.button(key="plan_take_population_0").click().run()
    running.check()
    assert _settings(at).centre == "centre"
    assert [one.to_json() for one in _settings(at).population] == [{"set": "not_lost"}]
    at.button(key="plan_condition_0").click().run()
    assert _settings(at).population == ()


def test_a_sample_answers_for_itself_and_the_visitor_may_contradict(
    app: Callable[..., App],
) -> None:
    running = app("en", sample="long")
    at = running.open("plan")
    assert at.segmented_control(key="plan_randomised").value == "yes"
    assert "says so itself" in running.text
    assert "randomised" not in _query(at)
    at.segmented_control(key="plan_randomised").set_value("no").run()
    running.check()
    assert _settings(at).randomised is False
    running.open("baseline")
    assert _settings(at).randomised is False


def test_a_level_of_significance_that_is_none_changes_nothing(planned: App) -> None:
    planned.open("plan")
    at = planned.more("level")
    at.text_input(key="plan_alpha").input("much").run()
    planned.check()
    assert _settings(at).alpha == 0.025
    assert at.text_input(key="plan_alpha").value == "0.025"
    assert at.warning


def test_a_condition_of_the_population_is_made_as_a_filter_is(planned: App) -> None:
    planned.open("plan")
    at = planned.more("apart")
    at.selectbox(key="plan_population_by").select("sex").run()
    levels = next(m for m in at.multiselect if m.options == ["Male", "Female"])
    levels.select("female").run()
    next(b for b in at.button if b.label == "Add").click().run()
    planned.check()
    assert json.loads(_query(at)["population"]) == [{"column": "sex", "among": ["female"]}]
    assert _settings(at).filters == ()


# ---------------------------------------------------------------------------------- the record


def test_a_change_after_the_lock_is_listed_with_whether_results_had_been_seen(
    planned: App,
) -> None:
    at = _lock(planned)
    assert _settings(at).locked is not None
    assert _settings(at).locked.digest == PLAN.plan_digest  # type: ignore[union-attr]
    assert "Nothing has been changed since" in planned.text
    at.selectbox(key="plan_primary").select("nihss_m6").run()
    assert [(d.key, d.before, d.after, d.results_seen) for d in _settings(at).deviations] == [
        ("primary", '"nihss_m3"', '"nihss_m6"', False)
    ]
    planned.open("outcomes")
    planned.open("plan")
    at = planned.more("adjusted")
    at.multiselect(key="plan_covariates").select("sex").run()
    planned.check()
    last = _settings(at).deviations[-1]
    assert (last.key, last.after, last.results_seen) == ("covariates", '["age","sex"]', True)
    assert "differs from the one that was locked" in planned.text
    assert at.button(key="plan_lock_confirm")  # it can be locked as it is now


def test_a_lock_says_whether_results_had_been_seen(planned: App) -> None:
    at = _lock(planned)
    assert _settings(at).locked.results_seen is False  # type: ignore[union-attr]
    assert "No results had been seen by then" in planned.text
    at.selectbox(key="plan_primary").select("nihss_m6").run()
    planned.open("outcomes")
    at = _lock(planned)
    planned.check()
    assert _settings(at).locked.results_seen is True  # type: ignore[union-attr]
    assert _query(at)["locked"].endswith("~seen")
    assert "had been seen by then" in planned.text


def test_the_card_of_the_primary_outcome_says_so_and_that_it_was_locked(planned: App) -> None:
    def marked(page: str, words: str) -> list[str]:
        labels = [metric.label for metric in planned.open(page).metric]
        planned.check()
        return [label for label in labels if words in label]

    t = translator("en")
    pages = ("overview", "outcomes")
    for page in pages:
        [label] = marked(page, t("headline.primary"))
        assert "NIHSS" in label
        assert not marked(page, t("headline.primary_locked"))
    _lock(planned)
    for page in pages:
        [label] = marked(page, t("headline.primary_locked"))
        assert "NIHSS" in label


def test_a_registration_is_kept_and_is_no_part_of_the_plan(planned: App) -> None:
    at = _lock(planned)
    at.text_input(key="registration").input("ChiCTR2200061234").run()
    planned.check()
    assert _settings(at).registration == "ChiCTR2200061234"
    assert _query(at)["registration"] == "ChiCTR2200061234"
    assert _settings(at).deviations == ()
    assert not _settings(at).changed_since_lock


def test_a_change_back_leaves_the_record_and_says_that_the_plan_is_kept(planned: App) -> None:
    at = _lock(planned)
    at.selectbox(key="plan_primary").select("nihss_m6").run()
    at.selectbox(key="plan_primary").select("nihss_m3").run()
    planned.check()
    assert [d.key for d in _settings(at).deviations] == ["primary", "primary"]
    assert not _settings(at).changed_since_lock
    assert "again the plan that was locked" in planned.text


def test_a_lock_anew_keeps_what_was_listed(planned: App) -> None:
    at = _lock(planned)
    at.selectbox(key="plan_primary").select("nihss_m6").run()
    at = _lock(planned)
    assert len(_settings(at).deviations) == 1
    assert not _settings(at).changed_since_lock


def test_the_protocol_and_the_rule_are_of_the_plan_and_the_level_is_not(planned: App) -> None:
    at = _lock(planned)
    planned.more("given")
    unfolded(at, "protocol_edit").number_input(key="courses").set_value(2).run()
    at.selectbox(key="rule").select("pct_40").run()
    unfolded(at, "settings_panel").segmented_control(key="level").set_value("99").run()
    planned.check()
    assert [d.key for d in _settings(at).deviations] == ["protocol", "rule"]


def test_back_undoes_an_answer_and_nothing_of_the_record(planned: App) -> None:
    at = _lock(planned)
    before = _query(at)
    at.selectbox(key="plan_primary").select("nihss_m6").run()
    assert len(_settings(at).deviations) == 1
    at.query_params.clear()
    at.query_params.update(before)
    at.run()
    planned.check()
    assert _settings(at).primary == "nihss_m3"
    # Going back is a change as well.
    assert [d.after for d in _settings(at).deviations] == ['"nihss_m6"', '"nihss_m3"']
    unlocked = {key: value for key, value in before.items() if key not in choices.RECORD}
    at.query_params.clear()
    at.query_params.update(unlocked)
    at.run()
    planned.check()
    assert _settings(at).locked is not None
    assert "deviations" in _query(at)


def test_a_bare_address_has_the_plan_and_its_lock_of_the_draft(
    planned: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = _lock(planned)
    planned.open("outcomes")
    token = at.session_state["_draft_token"]
    cookies = property(lambda _: {session.COOKIE: token})
    monkeypatch.setattr(type(st.context), "cookies", cookies)
    bare = _opened({"level": "99"})
    bare.at.run()
    bare.check()
    assert _query(bare.at)["level"] == "99"
    assert _query(bare.at)["locked"] == _query(at)["locked"]
    bare.open("plan")
    assert replace(_settings(bare.at), level=0.95) == _settings(at)
    # What the other tab showed has been seen in this one too.
    bare.at.selectbox(key="plan_primary").select("nihss_m6").run()
    [one] = _settings(bare.at).deviations
    assert one.results_seen is True
    # A plan of the address is the one that was asked for.
    own = _opened({"primary": "mrs_m3"})
    own.open("plan")
    assert _settings(own.at).locked is None
    assert _settings(own.at).primary == "mrs_m3"


def test_what_was_seen_before_a_link_was_opened_is_not_known(planned: App) -> None:
    at = _lock(planned)
    reader = _opened(_query(at))
    _upload(reader, _long())
    reader.open("plan")
    reader.at.selectbox(key="plan_primary").select("nihss_m6").run()
    reader.check()
    [one] = _settings(reader.at).deviations
    assert one.results_seen is None


# ------------------------------------------------------------------------ where a plan survives


def _opened(query: dict[str, str]) -> App:
    """A new session that opens a link of this query."""
    running = App.__new__(App)
    running.at = app_test()
    running.at.context = {"locale": "en"}
    running.at.query_params.update(query)
    running.at.run()
    running.check()
    return running


def test_a_link_brings_the_plan_and_its_record(planned: App) -> None:
    at = _lock(planned)
    at.selectbox(key="plan_primary").select("nihss_m6").run()
    ours = _settings(at)
    reader = _opened(_query(at))
    _upload(reader, _long())
    reader.open("plan")
    assert _settings(reader.at) == ours


def test_a_project_file_brings_the_plan_and_the_command_line_reads_the_same(
    planned: App, app: Callable[..., App], tmp_path: Any
) -> None:
    at = _lock(planned)
    at.selectbox(key="plan_primary").select("nihss_m6").run()
    ours, loaded = _settings(at), at.session_state["_loaded"]
    file = project_json(loaded.project, loaded.cohort, ours)
    other = app("en")
    _upload(other, _long(), "again.csv")
    other.at.file_uploader(key="upload_mapping").upload("project.json", file)
    other.at.run()
    other.open("plan")
    other.check()
    assert _settings(other.at) == ours
    (tmp_path / "project.json").write_bytes(file)
    (tmp_path / "trial.csv").write_bytes(_long())
    done = inside(
        "analyse", str(tmp_path / "trial.csv"), "--map", str(tmp_path / "project.json"),
        "--json", "-",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert json.loads(done.out)["settings"] == ours.to_json()


def test_a_project_without_a_lock_does_not_unlock(planned: App) -> None:
    loaded = planned.at.session_state["_loaded"]
    file = project_json(loaded.project, loaded.cohort, PLAN)
    at = _lock(planned)
    at.selectbox(key="plan_primary").select("nihss_m6").run()
    at = planned.open("data")
    at.file_uploader(key="upload_mapping").upload("project.json", file)
    at.run()
    planned.open("plan")
    planned.check()
    assert _settings(at).locked is not None
    assert [d.after for d in _settings(at).deviations] == ['"nihss_m6"', '"nihss_m3"']


def test_another_file_of_the_same_headers_keeps_the_plan(planned: App) -> None:
    at = _lock(planned)
    ours = _settings(at)
    lines = _long().decode().splitlines()
    at = _upload(planned, "\n".join(lines[:-3]).encode(), "next export.csv")
    assert at.session_state["_loaded"].cohort.n == 237
    planned.open("plan")
    assert _settings(at) == ours
    assert not at.toast


def test_a_file_of_another_trial_drops_the_plan_and_says_so(planned: App) -> None:
    _lock(planned)
    at = _upload(planned, _own(SAMPLE.read_text("utf-8")), "other.csv")
    [toast] = at.toast
    assert "the trial's plan" in toast.value
    planned.open("plan")
    assert _settings(at) == Settings()


def test_a_sample_s_plan_is_not_that_of_a_file_of_the_same_headers(
    app: Callable[..., App],
) -> None:
    running = app("en", sample="sample")
    at = running.open("plan")
    at.segmented_control(key="plan_randomised").set_value("yes").run()
    at = _upload(running, _own(SAMPLE.read_text("utf-8")), "own.csv")
    running.open("plan")
    assert _settings(at).randomised is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_fits_is_kept_and_what_does_not_is_named(lang: str) -> None:
    """A link whose plan another file lacks in part; the link keeps all of it."""
    t = translator(lang)
    plan = Settings(
        primary="mrs_m3",
        secondary=("nihss_post", "mrs_m6"),
        covariates=("age", "weight"),
        centre="centre",
        response_visit="m3",
    )
    query = choices.write(choices.from_settings(plan), {})
    running = _opened({**query, "lang": lang})
    _upload(running, _own(SAMPLE.read_text("utf-8")))
    for page in ("overview", "baseline", "outcomes", "response", "factors", "safety", "report"):
        running.open(page)
    running.open("data")
    assert t("plan.lacking", n=5) in running.text
    running.open("plan")
    at = running.at
    made = _settings(at)
    assert (made.primary, made.centre, made.response_visit) == (None, None, None)
    assert (made.secondary, made.covariates) == (("nihss_post",), ("age",))
    [warning] = at.warning
    for name in ("mrs_m3", "mrs_m6", "weight", "centre", "m3"):
        assert name in warning.value
    assert t("plan_key.centre") in warning.value
    running.more("adjusted")
    at.multiselect(key="plan_covariates").select("sex").run()
    running.check()
    assert _query(at)["covariates"] == "age~sex~weight"
    assert _query(at)["primary"] == "mrs_m3"


def test_a_share_with_patients_brings_plan_and_record(planned: App) -> None:
    at = _lock(planned)
    at.selectbox(key="plan_primary").select("nihss_m6").run()
    ours = _settings(at)
    link = share(open_store(), at.session_state["_loaded"].cohort, ours, Terms())
    reader = _opened({"c": link.token})
    reader.open("plan")
    assert _settings(reader.at) == ours
    reader.at.selectbox(key="plan_primary").select("nihss_m1").run()
    reader.check()
    assert [d.key for d in _settings(reader.at).deviations] == ["primary", "primary"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reader_of_results_sees_the_plan_and_changes_nothing(lang: str) -> None:
    t = translator(lang)
    one = Deviation("alpha", "0.025", "0.05", "2025-09-18T08:00:00Z", results_seen=True)
    plan = Settings(
        randomised=True, primary="nihss_m3", locked=Lock("2025-09-17T08:00:00Z", "0" * 64),
        deviations=(one,),
    )  # fmt: skip
    link = share(open_store(), sample("synthetic_long.csv"), plan, Terms(kind="results"))
    reader = _opened({"c": link.token, "lang": lang})
    at = reader.open("plan")
    assert not at.multiselect
    assert not [b for b in at.button if b.key == "plan_lock_confirm"]
    html = " ".join(str(part.value) for part in at.get("html"))
    assert t("plan_key.primary") in html
    assert t("plan.seen_yes") in html
    assert "2025-09-17" in reader.text


# ------------------------------------------------------------------- kept of the version before


def _before() -> Settings:
    return Settings.from_json(json.loads((KEPT / "settings.json").read_text("utf-8")))


def test_settings_of_the_version_before_mean_what_they_meant() -> None:
    made = _before()
    assert (made.level, made.randomised, made.primary) == (0.9, False, "nihss_post")
    assert made.covariates == ("age",)
    assert made.alpha == 0.05  # and not 1 - level
    assert (made.secondary, made.locked, made.deviations) == ((), None, ())


def test_a_project_file_of_the_version_before_opens(app: Callable[..., App]) -> None:
    data = (KEPT / "project.json").read_bytes()
    assert Project.from_json(json.loads(data)).settings == _before()
    running = app("en", sample="sample")
    at = running.open("data")
    at.file_uploader(key="upload_mapping").upload("project.json", data)
    at.run()
    running.open("plan")
    assert _settings(at) == _before()


def test_a_link_of_the_version_before_opens() -> None:
    query = dict(parse_qsl((KEPT / "link.txt").read_text("utf-8").strip()))
    running = _opened(query)
    running.open("data")
    running.at.button(key="open_sample").click().run()
    for page in ("plan", "outcomes"):
        running.open(page)
        made = _settings(running.at)
        assert (made.level, made.randomised, made.primary) == (0.9, False, "nihss_post")
        assert made.filters == _before().filters


@pytest.mark.parametrize("lang", LANGUAGES)
def test_exposure_of_other_columns_is_shown_and_no_column_is_asked_for(
    app: Callable[..., App], lang: str
) -> None:
    header, *lines = (ROOT / "sample_data" / "synthetic_156.csv").read_text("utf-8").splitlines()
    names = header.split(",")
    left_out = {i for i, name in enumerate(names) if "doses" in name or "_day_" in name}
    left_out |= {i for i, name in enumerate(names) if name == "courses"}
    arm = names.index("arm")
    rows = [line.split(",") for line in lines]
    kept = [[cell for i, cell in enumerate(row) if i not in left_out] for row in rows]
    given = [str(2 + i % 3) if row[arm] == "treatment" else "" for i, row in enumerate(rows)]
    head = ",".join([*(n for i, n in enumerate(names) if i not in left_out), "输注次数"])
    body = "\n".join(",".join([*row, dose]) for row, dose in zip(kept, given, strict=True))
    running, t = app(lang), translator(lang)
    _upload(running, _own(f"{head}\n{body}\n"))
    running.open("plan")
    running.more("given")
    assert t("protocol.card_exposure") in running.text
    assert "输注次数" in running.text
    assert t("protocol.card") not in running.text
    assert "nsc_doses" not in running.text
    assert "msc_doses" not in running.text
    running.at.segmented_control(key="cells").set_value("yes").run()
    assert t("protocol.card") in running.text
    assert t("protocol.no_columns") in running.text
    assert "nsc_doses" not in running.text


@pytest.mark.parametrize(
    ("column", "said"), [("grade", "plan.graded_by_file"), ("age", "plan.not_graded")]
)
def test_a_file_without_scores_says_how_its_response_is_graded(column: str, said: str) -> None:
    values = ("recovered", "effective", "ineffective") if column == "grade" else (61, 64, 70)
    rows = [f"p{i},{['treatment', 'control'][i % 2]},{values[i % 3]}" for i in range(12)]
    running = App("en", None)
    _upload(running, "\n".join([f"patient_id,arm,{column}", *rows]).encode())
    running.open("plan")
    assert translator("en")(said) in running.text
