"""Pages of files that lack something: calm, and saying what is missing and what to do."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.presentation.i18n import LANGUAGES, translator
from tests import page_names
from tests.conftest import ROOT
from tests.pages.conftest import App


def _file(change: Callable[[dict[str, str]], dict[str, str] | None]) -> bytes:
    text = (ROOT / "sample_data/synthetic_156.csv").read_text("utf-8")
    rows = [new for row in csv.DictReader(io.StringIO(text)) if (new := change(row))]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _spoiled() -> Callable[[dict[str, str]], dict[str, str]]:
    """Every eighth row with scores that cannot be, in every column of scores."""
    count = itertools.count()
    scores = ("nihss_", "bi_", "perfusion_", "vegf_", "bfgf_")

    def spoil(row: dict[str, str]) -> dict[str, str]:
        if next(count) % 8:
            return row
        return {k: f"x{k}" if k.startswith(scores) else v for k, v in row.items()}

    return spoil


def _upload(running: App, data: bytes) -> AppTest:
    at = running.open("data")
    at.file_uploader(key="upload_file").upload("trial.csv", data)
    at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", page_names.RESULTS)
def test_stopped_columns_are_named(app: Callable[..., App], lang: str, name: str) -> None:
    running = app(lang)
    _upload(running, _file(_spoiled()))
    running.open(name)
    t = translator(lang)
    if name in ("baseline", "safety", "explore"):  # sex and events are left to describe
        return
    # Why, and how many: the file does not lack the column.
    stopped = t("ui.needs_stopped_cells", column="`nihss_pre`", n="20", of="156")
    assert stopped in running.text
    if name != "response":  # the file has no recorded grades, which would do too
        assert t("ui.needs_absent", columns="\0").partition("\0")[0] not in running.text
    assert t("ui.open_data") in running.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_few_impossible_cells_stop_no_page(app: Callable[..., App], lang: str) -> None:
    running = app(lang, sample="bad")
    t = translator(lang)
    for name in page_names.RESULTS:
        running.open(name)
        for key in ("ui.needs_stopped", "ui.needs_stopped_cells"):
            first = t(key, columns="\0", column="\0", n=1, of=1).partition("\0")[0]
            assert first not in running.text


def test_another_trial_is_not_told_to_give_stem_cells(app: Callable[..., App]) -> None:
    cells = ("nsc_", "msc_", "courses")

    def drug(row: dict[str, str]) -> dict[str, str]:
        kept = {k: v for k, v in row.items() if not k.startswith(cells)}
        return {**kept, "patient_id": kept["patient_id"].replace("SYN-", "P")}

    running = app("en")
    _upload(running, _file(drug))
    at = running.open("overview")
    for text in ("injections", "MSC", "two cells"):
        assert text not in running.text
    running.open("safety")
    assert "injection" not in running.text
    running.open("plan")
    at = running.more("given")
    assert "MSC" not in running.text
    at.segmented_control(key="cells").set_value("yes").run()
    running.check()
    assert "MSC" in running.text
    assert "yes" in at.query_params["cells"]
    running.open("overview")
    running.more("mechanism")
    assert "proposed mechanism" in running.text


def test_outcomes_open_on_each_measure_s_own_visit(app: Callable[..., App]) -> None:
    running = app("en", sample="long")
    at = running.open("outcomes")
    control = at.segmented_control(key="visit")
    assert control.value == "own"
    assert not at.query_params.get("visit")
    assert "NIHSS at 6 months" in running.text


def test_the_overview_still_says_who_was_studied(app: Callable[..., App]) -> None:
    running = app("en", sample="bad")
    running.open("overview")
    assert "**28** patients" in running.text


@pytest.mark.parametrize("name", page_names.RESULTS)
def test_one_arm_says_what_to_do(app: Callable[..., App], name: str) -> None:
    running = app("zh")
    _upload(running, _file(lambda row: row if row["arm"] == "treatment" else None))
    at = running.open(name)
    assert len(at.warning) == 1
    assert translator("zh")("proposal.one_arm") in running.text
    assert translator("zh")("ui.open_data") in running.text


def test_of_three_arms_the_control_is_offered_as_control(app: Callable[..., App]) -> None:
    def third(row: dict[str, str]) -> dict[str, str]:
        return row | {"arm": "dose 2"} if row["patient_id"].endswith("3") else row

    at = _upload(app("en"), _file(third))
    assert at.selectbox(key="pick_control").value == "control"
    assert at.selectbox(key="pick_treatment").value == "treatment"


def test_scores_without_a_value_before_are_compared_unadjusted(app: Callable[..., App]) -> None:
    running = app("en")
    kept = ("patient_id", "arm", "bi_post")
    _upload(running, _file(lambda row: {name: row[name] for name in kept}))
    at = running.open("outcomes")
    assert at.metric[0].label == "Barthel index difference, after treatment"
    assert "not adjusted" in at.metric[0].help


def test_recorded_grades_have_no_sliders(app: Callable[..., App]) -> None:
    running = app("en")
    grades = ("recovered", "effective", "ineffective")

    def graded(row: dict[str, str]) -> dict[str, str]:
        grade = grades[int(row["nihss_post"]) % len(grades)]
        return {"patient_id": row["patient_id"], "arm": row["arm"], "grade": grade}

    _upload(running, _file(graded))
    running.open("response")
    at = running.more("cuts")
    assert not at.slider
    assert not [box for box in at.selectbox if box.key == "rule"]
    assert translator("en")("card.cut_odds") in running.text
    assert translator("en")("explored.recorded") in running.text


@pytest.mark.parametrize(("lang", "name"), [("en", "Sample cohort"), ("zh", "示例数据")])
def test_a_sample_has_a_name(app: Callable[..., App], lang: str, name: str) -> None:
    running = app(lang, sample="sample")
    assert f"**{name}**" in running.text
    assert "synthetic_156" not in running.text


@pytest.mark.parametrize("rule", ["points_8_1", "pct_40", "nihss_0_1_or_8", "80,40,10", "recorded"])
def test_the_study_rule_stays_beside_the_sliders(app: Callable[..., App], rule: str) -> None:
    running = app("en", sample="long")
    running.at.query_params["rule"] = rule.replace(",", "~")
    running.at.run()
    running.open("response")
    at = running.more("cuts")
    at.slider(key="cut3").set_value(33).run()
    running.check()
    assert "fall of 90 / 46 / 33%" in running.text
    assert at.query_params["cut3"] == "33"
