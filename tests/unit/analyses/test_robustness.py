"""What a verdict hangs on, against the analysis made again by hand on other data."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.stats
import statsmodels.formula.api as smf

from aci_core.analyses import analyse, prepare
from aci_core.analyses.leading import Lead, lead
from aci_core.analyses.robustness import MOST_REFITS, Robustness, Swing, robustness
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.filters import Patients
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from aci_core.summaries import EFFECTIVE
from tests.build import cohort_of, sample


def tried(cohort: Cohort, settings: Settings) -> Robustness:
    data = prepare(cohort, settings)
    return robustness(data, settings, _lead(cohort, settings))


def _lead(cohort: Cohort, settings: Settings) -> Lead:
    results = {r.analysis: r for r in analyse(prepare(cohort, settings), settings)}
    assert settings.primary is not None
    if settings.primary == EFFECTIVE:
        response = results["response"]
        led = lead(response, EFFECTIVE, next(response.where("risk_difference")).visit)
    else:
        stem, _, visit = settings.primary.rpartition("_")
        led = lead(results["outcomes"], stem, visit)
    assert led is not None
    return led


def swing(result: Robustness, cause: str) -> Swing | None:
    return next((one for one in result.swings if one.cause == cause), None)


# NIHSS of 24 patients, of whom one decides.
PRE = [12, 9, 15, 8, 11, 14, 10, 13, 9, 16, 12, 10, 8, 11, 14, 9, 13, 15, 10, 12, 11, 9, 14, 10]
POST = [4, 5, 8, 4, 5, 9, 4, 8, 5, 10, 6, 6, 3, 7, 8, 5, 6, 10, 5, 8, 11, 4, 7, 6]
ORDINARY = Settings(primary="nihss_post", randomised=True)


def frame(pre: list[int], post: list[object]) -> pd.DataFrame:
    treated = [1.0 - i % 2 for i in range(len(pre))]
    return pd.DataFrame({"y": pd.to_numeric(pd.Series(post)), "x": pre, "t": treated})


def p_of(data: pd.DataFrame) -> float:
    return float(smf.ols("y ~ t + x", data.dropna()).fit().pvalues["t"])


def test_each_patient_left_out_is_the_model_of_the_others() -> None:
    cohort = cohort_of(nihss_pre=PRE, nihss_post=POST)
    whole = frame(PRE, list(POST))
    without = np.array([p_of(whole.drop(index=i)) for i in range(len(PRE))])
    p = p_of(whole)
    turning = np.flatnonzero((without < 0.05) != (p < 0.05))
    decides = swing(tried(cohort, ORDINARY), "patient")
    assert len(turning) > 0
    assert decides is not None
    assert decides.p == pytest.approx(p, rel=1e-9)
    assert decides.n == len(turning)
    at = turning[np.abs(without[turning] - p).argmax()]
    assert decides.what == at + 1
    assert decides.changed == pytest.approx(without[at], rel=1e-9)


def test_no_patient_decides_where_the_arms_are_far_apart() -> None:
    far = [max(y - 4 * (1 - i % 2), 0) for i, y in enumerate(POST)]
    result = tried(cohort_of(nihss_pre=PRE, nihss_post=far), ORDINARY)
    assert swing(result, "patient") is None
    assert result.untried == ()


def test_alpha_is_the_plans() -> None:
    cohort = cohort_of(nihss_pre=PRE, nihss_post=POST)
    assert swing(tried(cohort, ORDINARY), "patient") is not None
    assert swing(tried(cohort, replace(ORDINARY, alpha=0.4)), "patient") is None


def test_missing_scores_the_worst_and_the_best_that_were_seen() -> None:
    far: list[object] = [max(y - 1 + i % 2, 0) for i, y in enumerate(POST)]
    far[0] = far[1] = None
    seen = [float(str(y)) for y in far if y is not None]
    worst = list(far)
    worst[0], worst[1] = max(seen), min(seen)
    p, changed = p_of(frame(PRE, far)), p_of(frame(PRE, worst))
    assert (p < 0.05) != (changed < 0.05)
    hangs = swing(tried(cohort_of(nihss_pre=PRE, nihss_post=far), ORDINARY), "missing")
    assert hangs is not None
    assert (hangs.what, hangs.n, hangs.of) == (2, 1, 2)
    assert hangs.p == pytest.approx(p, rel=1e-9)
    assert hangs.changed == pytest.approx(changed, rel=1e-9)
    # The dead have no score that could be missing.
    died = [int(i < 2) for i in range(len(PRE))]
    dead = cohort_of(nihss_pre=PRE, nihss_post=far, died=died)
    assert swing(tried(dead, ORDINARY), "missing") is None


def test_a_centre_left_out() -> None:
    near = [y - (i % 2 == 0) * (3 if i < 8 else 0) for i, y in enumerate(POST)]
    centre = ["A"] * 8 + ["B"] * 8 + ["C"] * 8
    cohort = cohort_of(nihss_pre=PRE, nihss_post=near, centre=centre)
    settings = replace(ORDINARY, centre="centre")
    whole = frame(PRE, list(near)).assign(centre=centre)
    p = p_of(whole)
    without = {c: p_of(whole[whole["centre"] != c]) for c in "ABC"}
    turning = [c for c in without if (without[c] < 0.05) != (p < 0.05)]
    hangs = swing(tried(cohort, settings), "centre")
    assert turning
    assert hangs is not None
    assert (hangs.n, hangs.of) == (len(turning), 3)
    assert hangs.what == max(turning, key=lambda c: abs(without[c] - p))
    assert hangs.changed == pytest.approx(without[str(hangs.what)], rel=1e-9)
    one = cohort_of(nihss_pre=PRE, nihss_post=near, centre=["A"] * 24)
    assert swing(tried(one, ORDINARY), "centre") is None


def rates(events: tuple[int, int], n: tuple[int, int]) -> Cohort:
    """A trial whose response has these counts."""
    arm, post = [], []
    for name, x, of in zip(("treatment", "control"), events, n, strict=True):
        arm += [name] * of
        post += [2] * x + [10] * (of - x)
    return cohort_of(arm=arm, nihss_pre=[10] * len(arm), nihss_post=post)


RESPONSE = Settings(primary="effective", randomised=True)


def test_a_patient_who_decides_a_rate() -> None:
    decides = swing(tried(rates((24, 17), (30, 30)), RESPONSE), "patient")

    def p(t: int, nt: int, c: int, nc: int) -> float:
        table = [[t, nt - t], [c, nc - c]]
        return float(scipy.stats.chi2_contingency(table, correction=False).pvalue)

    others = [p(23, 29, 17, 30), p(24, 29, 17, 30), p(24, 30, 16, 29), p(24, 30, 17, 29)]
    assert p(24, 30, 17, 30) >= 0.05
    turning = [x for x in others if x < 0.05]
    assert turning
    assert decides is not None
    assert decides.changed == pytest.approx(min(turning), rel=1e-9)
    # Each patient who would decide is counted, also those who are alike.
    sizes = [24, 6, 17, 13]
    assert decides.n == sum(n for n, x in zip(sizes, others, strict=True) if x < 0.05)
    assert decides.of == 60
    assert swing(tried(rates((28, 12), (30, 30)), RESPONSE), "patient") is None


def test_fishers_test_where_few_are_expected() -> None:
    decides = swing(tried(rates((9, 4), (10, 10)), RESPONSE), "patient")
    assert decides is not None
    assert decides.p == pytest.approx(0.057, abs=1e-3)
    without = float(scipy.stats.fisher_exact([[9, 0], [4, 6]])[1])
    assert decides.changed == pytest.approx(without, rel=1e-9)


def test_a_patient_who_decides_an_ordinal_outcome(shared: Callable[[str], Path]) -> None:
    file = shared("cases/follow_up_zh_clean.csv")
    cohort = load(file.read_bytes(), file.name)
    settings = Settings(primary="mrs_m3", randomised=True)
    decides = swing(tried(cohort, settings), "patient")
    assert decides is not None
    assert decides.p == pytest.approx(0.036, abs=5e-4)  # the truth of the case
    # The whole analysis again without that patient, by a filter.
    without = Patients.from_ordinals([int(decides.what)], cohort.digest, left_out=True)
    again = _lead(cohort, replace(settings, filters=(without,)))
    assert again.row.method == "proportional_odds_adjusted"
    assert again.p == pytest.approx(decides.changed, rel=1e-6)
    assert (decides.changed < 0.05) != (decides.p < 0.05)
    missing = swing(tried(cohort, settings), "missing")
    assert missing is not None
    assert missing.what == 1


def test_neighbouring_cuts() -> None:
    cut = swing(tried(sample("synthetic_156.csv"), RESPONSE), "cut")
    assert cut is not None
    # Graded again at that cut, the test is on the other side of alpha.
    again = prepare(sample("synthetic_156.csv"), Settings(rule=str(cut.what)))
    table = again.levels(EFFECTIVE)
    p = float(scipy.stats.chi2_contingency(table, correction=False).pvalue)
    assert p == pytest.approx(cut.changed, rel=1e-9)
    assert (p < 0.05) != (cut.p < 0.05)
    assert cut.of == 20
    assert swing(tried(sample("synthetic_156.csv"), ORDINARY), "cut") is None


def test_very_many_patients_are_not_left_out_in_turn() -> None:
    n = MOST_REFITS + 10
    draw = np.random.default_rng(2)
    cohort = cohort_of(
        vegf_pre=draw.normal(200, 20, n).tolist(), vegf_post=draw.normal(200, 20, n).tolist()
    )
    result = tried(cohort, Settings(primary="vegf_post", randomised=True))
    assert result.untried == ("patient",)


def test_a_comparison_that_is_another_one_is_not_judged() -> None:
    cohort = cohort_of(nihss_pre=PRE, nihss_post=POST)
    led = _lead(cohort, ORDINARY)
    other = replace(led.row, p=0.9)
    data = prepare(cohort, ORDINARY)
    result = robustness(data, ORDINARY, Lead(other, other))
    assert result == Robustness((), ("patient", "missing", "centre"))
