"""A real trial of 19,435 patients, where its data are beside the checkout."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from aci_core.analyses import Result, analyse, prepare
from aci_core.analyses.subgroups import subgroups
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping, load


@pytest.fixture(scope="module")
def trial(shared: Callable[[str], Path], root: Path) -> Cohort:
    mapping = json.loads((root / "sample_data" / "ist_mapping.json").read_text("utf-8"))
    data = shared("data/IST.csv").read_bytes()
    return load(data, "IST.csv", ColumnMapping.from_json(mapping))


@pytest.fixture(scope="module")
def ist(trial: Cohort) -> dict[str, Result]:
    cohort = trial
    assert not [issue for issue in cohort.issues if issue.severity == "error"]
    settings = Settings()
    return {r.analysis: r for r in analyse(prepare(cohort, settings), settings)}


ARMS = ("aspirin", "no aspirin")


def test_the_arms_and_deaths_that_its_readme_gives(ist: dict[str, Result]) -> None:
    rows = [ist["safety"].first("count", "death_14d", arm=arm) for arm in ARMS]
    assert [(r.estimate, r.n) for r in rows] == [(872, 9720), (909, 9715)]


def test_dead_or_dependent_at_six_months(ist: dict[str, Result]) -> None:
    result = []
    for arm in ARMS:
        rows = [
            ist["response"].first("count", "grade", arm=arm, level=level)
            for level in ("dead", "dependent")
        ]
        result.append((sum(r.estimate or 0 for r in rows), rows[0].n))
    assert result == [(6000, 9639), (6125, 9646)]


def test_the_ordered_outcome_has_its_odds_ratios(ist: dict[str, Result]) -> None:
    common = ist["response"].first("proportional_odds", "grade")
    win = ist["response"].first("win_odds", "grade")
    # R, MASS::polr with reltol 1e-14 on these 2 x 4 counts: 1.058834685.
    assert common.estimate == pytest.approx(1.058834685, rel=1e-7)
    assert (common.ci_low or 0) > 1
    assert win.estimate == pytest.approx(1.035212, abs=1e-6)


def test_table_one_is_balanced(ist: dict[str, Result]) -> None:
    smd = {r.variable: r.estimate for r in ist["baseline"].where("smd")}
    assert {"age", "sex", "systolic_bp", "stroke_type", "consciousness"} <= set(smd)
    assert max(abs(x or 0) for x in smd.values()) < 0.05


def test_subgroups_by_type_and_delay_are_those_of_r(trial: Cohort) -> None:
    """Of R's anova(glm(y ~ arm + g), glm(y ~ arm * g), test = "LRT"), binomial."""
    delay = "onset_to_randomisation_h"
    settings = Settings(randomised=True, subgroups=("stroke_type", delay))
    result = subgroups(prepare(trial, settings), settings)
    by_type, by_delay = (
        result.first("interaction", "effective", versus=name) for name in settings.subgroups
    )
    assert by_type.statistic == pytest.approx(2.959074, abs=1e-6)
    assert (by_type.df, by_type.p) == (4, pytest.approx(0.5646975, abs=1e-7))
    q = result.first("cochran_q", "effective", versus="stroke_type")
    assert q.statistic == pytest.approx(2.913223, abs=1e-6)
    assert by_delay.statistic == pytest.approx(0.05819001, abs=1e-8)
    assert by_delay.p == pytest.approx(0.8093799, abs=1e-7)
    three = (by_delay.estimate, by_delay.ci_low, by_delay.ci_high)
    assert three == pytest.approx((0.9994252, 0.9947675, 1.004105), abs=1e-6)
    within = result.where("subgroup_difference", variable="effective")
    differences = {row.level: row.estimate for row in within}
    assert differences["total anterior"] == pytest.approx(0.009732849, abs=1e-9)
    assert differences["lacunar"] == pytest.approx(0.001733102, abs=1e-9)
