"""What analyses make for figures alone: means with their intervals, regression lines."""

import numpy as np
import pytest
from scipy import stats

from aci_core.analyses import analyse, prepare
from aci_core.analyses.factors import factors
from aci_core.analyses.outcomes import Outcomes
from aci_core.domain.study.settings import Settings
from aci_core.summaries import Var
from tests.build import cohort_of, sample


@pytest.mark.parametrize("level", [0.90, 0.95, 0.99])
def test_means_have_one_samples_t_interval(level: float) -> None:
    settings = Settings(level=level)
    data = prepare(sample("synthetic_long.csv"), settings)
    result = analyse(data, settings)[2]
    assert isinstance(result, Outcomes)
    for arm, side in zip(data.arms, (data.treated, ~data.treated), strict=True):
        x = data.values(Var("nihss_m3"))[side]
        x = x[~np.isnan(x)]
        mean = result.mean("nihss", "m3", arm)
        assert mean is not None
        low, high = stats.t.interval(level, len(x) - 1, x.mean(), stats.sem(x))
        assert (mean.n, mean.mean) == (len(x), pytest.approx(x.mean(), rel=1e-12))
        assert (mean.low, mean.high) == (pytest.approx(low), pytest.approx(high))


def test_a_mean_of_one_patient_has_no_interval_and_of_none_is_not_there() -> None:
    data = prepare(
        cohort_of(nihss_pre=[5, 6, None, 7], nihss_post=[1, None, None, None]), Settings()
    )
    result = analyse(data, Settings())[2]
    assert isinstance(result, Outcomes)
    alone = result.mean("nihss", "post", "treatment")
    assert alone is not None
    assert (alone.n, alone.mean, alone.low, alone.high) == (1, 1.0, None, None)
    assert result.mean("nihss", "post", "control") is None


def test_lines_are_least_squares_over_the_factors_range() -> None:
    data = prepare(sample("synthetic_156.csv"), Settings())
    result = factors(data, Settings())
    sides = {None: np.ones(156, bool), "treatment": data.treated, "control": ~data.treated}
    for arm, side in sides.items():
        x, y = data.values(Var("bfgf_pre"))[side], data.values(Var("nihss_pre"))[side]
        line = result.line("bfgf", "pre", arm)
        assert line is not None
        places, fit, low, high = line.band(5)
        slope, intercept = np.polyfit(x, y, 1)
        assert fit == pytest.approx(intercept + slope * places)
        assert (places[0], places[-1]) == (x.min(), x.max())
        assert ((low < fit) & (fit < high)).all()


def test_no_line_where_the_factor_does_not_vary() -> None:
    data = prepare(cohort_of(nihss_pre=[1, 2, 3, 4, 5, 6], vegf_pre=[3.5] * 6), Settings())
    result = factors(data, Settings())
    assert result.line("vegf", "pre") is None
