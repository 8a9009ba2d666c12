"""One link of results alone of a clinic's trial: what stays useful, and one n a measure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aci_core.analyses import outcomes, prepare
from aci_core.analyses.outcomes import Outcomes
from aci_core.checks import checked
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from aci_core.presentation import comparisons, lookup, sentences
from aci_core.presentation.i18n import LANGUAGES, format_number, format_row, translator
from aci_core.sharing import Terms, open_link, share
from aci_core.sharing.payload import Results
from aci_core.sharing.store import open_store

Shared = Callable[[str], Path]
FILES = ("cases/follow_up_zh.xlsx", "cases/follow_up_zh_clean.csv")
PLAN = Settings(
    primary="nihss_m6",
    secondary=("mrs_m3", "bi_m6", "nihss_m3", "cbf_post", "vegf_post", "bfgf_post"),
    randomised=True,
)


def _cohort(shared: Shared, name: str) -> Cohort:
    file = shared(name)
    return checked(load(file.read_bytes(), file.name))


def _sent(cohort: Cohort, settings: Settings) -> Results:
    made = share(open_store(), cohort, settings, Terms(kind="results"))
    content = open_link(open_store(), made.token).content
    assert isinstance(content, Results)
    return content


@pytest.mark.parametrize("settings", [Settings(), PLAN], ids=["no_plan", "plan"])
@pytest.mark.parametrize("name", FILES)
def test_the_difference_of_every_outcome_stays(
    shared: Shared, name: str, settings: Settings
) -> None:
    """With its interval and P, within what it was rounded to, and on its side of none."""
    cohort = _cohort(shared, name)
    sent = _sent(cohort, settings).results["outcomes"]
    own = outcomes(prepare(cohort, settings), settings)
    found = 0
    for method in ("ancova", "ancova_log", "proportional_odds_adjusted"):
        for whole in own.where(method):
            row = sent.get(method, whole.variable, visit=whole.visit, level=whole.level)
            assert row is not None
            if whole.estimate is None or whole.ci_low is None or whole.ci_high is None:
                continue
            found += 1
            assert row.estimate is not None
            assert row.ci_low is not None
            assert row.ci_high is not None
            width = whole.ci_high - whole.ci_low
            for one, other in (
                (row.estimate, whole.estimate),
                (row.ci_low, whole.ci_low),
                (row.ci_high, whole.ci_high),
            ):
                assert abs(one - other) < 0.05 * width, row
            null = 1.0 if method != "ancova" else 0.0
            inside = whole.ci_low < null < whole.ci_high
            assert (row.ci_low < null < row.ci_high) == inside
            assert row.p is not None
            assert (row.p < 0.05) == (whole.p is not None and whole.p < 0.05)
    assert found >= 14
    assert isinstance(sent, Outcomes)
    asked = comparisons.asked_of_plan(sent) or comparisons.headlines(sent)
    assert all(one.row is not None and one.row.estimate is not None for one in asked)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_states_an_n_that_is_not_so(shared: Shared, lang: str) -> None:
    """The exact n lies in the range that is told; what is made of rounded counts says about."""
    cohort, t = _cohort(shared, FILES[0]), translator(lang)
    sent = _sent(cohort, PLAN).results["outcomes"]
    own = outcomes(prepare(cohort, PLAN), PLAN)
    assert sent.step == 5
    told = sentences.outcomes.finding(sent, t)
    found = 0
    for method in ("ancova", "proportional_odds_adjusted"):
        for whole in own.where(method):
            row = sent.get(method, whole.variable, visit=whole.visit, level=whole.level)
            assert row is not None
            assert row.total - 2 * 4 <= whole.total <= row.total
            found += row.total != whole.total
    assert found
    assert t("words.n", n="120") not in told
    assert format_number.whole_of_steps(120, 9, lang) in told
    for row in sent.where("risk_difference"):
        counts = [
            sent.get("count", row.variable, visit=row.visit, arm=arm, level=row.level)
            for arm in sent.arms
        ]
        rounded = any(c is not None and "approximate" in c.notes for c in counts)
        if row.estimate is not None and rounded:
            assert "approximate" in row.notes
            assert format_row.estimate(t, row).startswith("≈")
            assert "≈" in sentences.parts.size_in_points(t, row)


@pytest.mark.parametrize("name", FILES)
def test_before_after_and_change_have_one_n_and_agree(shared: Shared, name: str) -> None:
    content = _sent(_cohort(shared, name), PLAN)
    sent = content.results["outcomes"]
    for measure in ("nihss", "bi", "cbf", "vegf", "bfgf"):
        own = lookup.own_visit(sent, measure)
        for arm in sent.arms:
            before, after, change = (
                sent.first("mean_sd", measure, visit=visit, arm=arm)
                for visit in ("pre", own, f"{own}-pre")
            )
            assert before.n == after.n == change.n
            first = content.results["baseline"].first("mean_sd", f"{measure}_pre", arm=arm)
            assert (first.n, first.estimate, first.sd) == (before.n, before.estimate, before.sd)
            assert None not in (before.estimate, after.estimate, change.estimate)


def test_a_change_whose_patients_differ_by_few_is_left_out(shared: Shared) -> None:
    sent = _sent(_cohort(shared, FILES[0]), PLAN).results["outcomes"]
    for visit in ("w2", "m1", "m3"):
        for row in sent.where(variable="nihss", visit=f"{visit}-pre"):
            assert row.note == "withheld"
        assert all(row.note == "withheld" for row in sent.where("paired_t", visit=visit))
        after = sent.first("mean_sd", "nihss", visit=visit, arm=sent.arms.treatment)
        assert after.estimate is not None
