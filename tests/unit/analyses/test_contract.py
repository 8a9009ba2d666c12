"""What every row of every analysis promises, on cohorts that are easy and hard."""

import json
import math
from collections import Counter
from collections.abc import Callable, Mapping

import pytest

from aci_core.analyses import ANALYSES, Result, analyse, prepare
from aci_core.analyses.document import document
from aci_core.analyses.result import KEY
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import PRESETS
from tests.build import cohort_of, sample

CASES: Mapping[str, Callable[[], Cohort]] = {
    "sample": lambda: sample("synthetic_156.csv"),
    "long": lambda: sample("synthetic_long.csv"),
    "chinese": lambda: sample("synthetic_zh.csv"),
    "one patient in an arm": lambda: cohort_of(
        arm=["treatment", "control", "control", "control"],
        nihss_pre=[10, 9, 8, 7],
        nihss_post=[1, 2, 8, 7],
        vegf_pre=[100, 110, 120, 130],
        vegf_post=[100, 115, 125, 130],
        ae_fever=[1, 0, 0, 0],
    ),
    "constant": lambda: cohort_of(
        nihss_pre=[10] * 6,
        nihss_post=[5] * 6,
        bi_pre=[50] * 6,
        bi_post=[100] * 6,
        vegf_pre=[3.5] * 6,
        vegf_post=[3.5] * 6,
        sex=["男"] * 6,
        ae_fever=[0] * 6,
        ae_headache=[1] * 6,
        died=[0] * 6,
    ),
    "all missing": lambda: cohort_of(
        nihss_pre=[None] * 4, nihss_post=[None] * 4, vegf_pre=[None] * 4, age=[None] * 4
    ),
    "separated": lambda: cohort_of(nihss_pre=[10, 10] * 5, nihss_post=[0, 10] * 5),
    "zero and negative logs": lambda: cohort_of(
        vegf_pre=[0, 1, 2, 3, 4, 5], vegf_post=[1, 2, 0, 3, 4, 9]
    ),
    "nothing but arms": lambda: cohort_of(arm=["treatment", "control"] * 4),
}


@pytest.fixture(scope="module", params=[(c, r) for c in CASES for r in (True, False)], ids=str)
def case(request: pytest.FixtureRequest) -> tuple[Cohort, Settings, tuple[Result, ...]]:
    name, randomised = request.param
    cohort = CASES[name]()
    settings = Settings(randomised=randomised)
    return cohort, settings, analyse(prepare(cohort, settings), settings)


Case = tuple[Cohort, Settings, tuple[Result, ...]]


def test_no_two_rows_share_a_name(case: Case) -> None:
    names = Counter(tuple(getattr(r, k) for k in KEY) for result in case[2] for r in result.rows)
    assert [name for name, n in names.items() if n > 1] == []


def test_every_number_is_finite_or_absent_and_the_document_is_json(case: Case) -> None:
    cohort, settings, results = case
    text = json.dumps(document(cohort, settings, None, results, []), allow_nan=False)
    assert json.loads(text)["cohort"]["sha256"] == cohort.digest


def test_intervals_hold_their_estimate(case: Case) -> None:
    for result in case[2]:
        for row in result.rows:
            # A number needed to treat has its interval through infinity.
            if row.estimate is None or row.method == "nnt" or "alike_beyond_chance" in row.notes:
                continue
            slack = 1e-9 * max(1.0, abs(row.estimate))
            if row.ci_low is not None:
                assert row.ci_low <= row.estimate + slack, row
            if row.ci_high is not None:
                assert row.ci_high >= row.estimate - slack, row


def test_no_interval_is_one_number(case: Case) -> None:
    """Statistics, rule 9."""
    for result in case[2]:
        for row in result.rows:
            assert row.ci_low is None or row.ci_low != row.ci_high, row
            assert "zero_width" not in row.notes or row.ci_level is None, row


def test_intervals_of_ranks_need_five_patients_in_each_arm(case: Case) -> None:
    """Statistics, rule 9."""
    for result in case[2]:
        for row in result.rows:
            if row.method in ("mann_whitney", "hodges_lehmann", "win_odds", "spearman"):
                few = min(row.n.values()) if isinstance(row.n, Mapping) else row.n
                assert (few or 0) >= 5 or (row.ci_low, row.ci_high) == (None, None), row


def test_p_values_are_probabilities(case: Case) -> None:
    for result in case[2]:
        for row in result.rows:
            assert row.p is None or 0 <= row.p <= 1, row


def test_what_is_not_computed_says_why(case: Case) -> None:
    for result in case[2]:
        for row in result.rows:
            numbers = (row.estimate, row.statistic, row.p)
            if row.method not in ("mean_sd", "median_iqr", "count", "holm", "benjamini_hochberg"):
                assert row.note or any(x is not None for x in numbers), row


def test_numbers_are_plain_python(case: Case) -> None:
    for result in case[2]:
        for row in result.rows:
            for field in ("estimate", "ci_low", "ci_high", "sd", "statistic", "df", "p", "pct"):
                value = getattr(row, field)
                assert value is None or type(value) in (float, int), (row.method, field)
                assert value is None or math.isfinite(value), (row.method, field)


def test_patients_are_not_made_up(case: Case) -> None:
    cohort, _, results = case
    for result in results:
        for row in result.rows:
            if row.level == "per_injection":
                continue
            assert row.total <= cohort.n, row


@pytest.mark.parametrize("rule", [*PRESETS, "80,40", "recorded"])
def test_every_rule_answers(rule: str) -> None:
    settings = Settings(rule=rule)
    result = ANALYSES["response"](prepare(sample("synthetic_long.csv"), settings), settings)
    assert result.get("pearson_chi2", "effective", visit=getattr(result, "visit", None)) is not None
