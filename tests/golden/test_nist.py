"""Certified values of the NIST Statistical Reference Datasets (StRD).

National Institute of Standards and Technology, https://www.itl.nist.gov/div898/strd/: a work
of the US government, in the public domain. `nist/data.csv` holds the numbers as the files
write them, `nist/certified.csv` what NIST certifies: the nine univariate sets; the two
instruments of AtmWtAg as a two-group test; three of the simulated analyses of variance; the
regression Norris. The 957th digit of NIST's PiDigits is a 3 where pi has an 8: the certified
values are those of the file.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from aci_core.stats.correlation import pearson
from aci_core.stats.line import regression_line
from aci_core.stats.two_means import student_t
from aci_core.summaries.moments import Cross, Moments
from tests.golden.means_cases import numbers, read

CERTIFIED = {(row["dataset"], row["name"]): float(row["value"]) for row in read("nist/certified")}
DATA: dict[str, dict[str, np.ndarray]] = {}
for _row in read("nist/data"):
    DATA.setdefault(_row["dataset"], {})[_row["group"]] = numbers(_row["values"])

UNIVARIATE = {
    "PiDigits": 5000,
    "Lottery": 218,
    "Lew": 200,
    "Mavro": 50,
    "Michelso": 100,
    "NumAcc1": 3,
    "NumAcc2": 1001,
    "NumAcc3": 1001,
    "NumAcc4": 1001,
}
# Decimal fractions with seven or more constant leading digits are rounded when they are read:
# what is lost there is lost before the first operation.
SD_TO = {"NumAcc3": 1e-9, "NumAcc4": 1e-8}
ANOVA_TO = {"AtmWtAg": 1e-9, "SmLs01": 1e-12, "SmLs04": 1e-9, "SmLs07": 1e-2}


@pytest.mark.parametrize("dataset", UNIVARIATE)
def test_univariate(dataset):
    y = DATA[dataset]["y"]
    assert len(y) == UNIVARIATE[dataset]
    m = Moments.of(y)
    assert m.mean == pytest.approx(CERTIFIED[dataset, "mean"], rel=1e-14)
    assert m.sd == pytest.approx(CERTIFIED[dataset, "sd"], rel=SD_TO.get(dataset, 1e-12))


@pytest.mark.parametrize("parts", [2, 7, 100])
@pytest.mark.parametrize("dataset", UNIVARIATE)
def test_univariate_from_parts(dataset, parts):
    """Summaries of parts merge without losing a certified digit."""
    whole = Moments(0, 0.0, 0.0)
    for part in np.array_split(DATA[dataset]["y"], parts):
        whole += Moments.of(part)
    assert whole.n == UNIVARIATE[dataset]
    assert whole.mean == pytest.approx(CERTIFIED[dataset, "mean"], rel=1e-14)
    assert whole.sd == pytest.approx(CERTIFIED[dataset, "sd"], rel=SD_TO.get(dataset, 1e-12))


@pytest.mark.parametrize("dataset", ANOVA_TO)
def test_analysis_of_variance(dataset):
    """F of all groups, from their moments and those of the sum of the groups."""
    groups = [Moments.of(y) for y in DATA[dataset].values()]
    whole = sum(groups[1:], groups[0])
    within = sum(m.m2 for m in groups)
    df = CERTIFIED[dataset, "between_df"], CERTIFIED[dataset, "within_df"]
    assert (len(groups) - 1, whole.n - len(groups)) == df
    f = (whole.m2 - within) / df[0] / (within / df[1])
    to = ANOVA_TO[dataset]
    assert within == pytest.approx(CERTIFIED[dataset, "within_ss"], rel=to)
    assert math.sqrt(within / df[1]) == pytest.approx(CERTIFIED[dataset, "residual_sd"], rel=to)
    assert f == pytest.approx(CERTIFIED[dataset, "f"], rel=to)


def test_two_instruments():
    """With two groups, t squared is NIST's F, and the pooled SD its residual SD."""
    one, two = (Moments.of(y) for y in DATA["AtmWtAg"].values())
    e = student_t(one, two)
    assert e.statistic**2 == pytest.approx(CERTIFIED["AtmWtAg", "f"], rel=1e-9)
    assert e.df == CERTIFIED["AtmWtAg", "within_df"]
    pooled = e.value / e.statistic / math.sqrt(1 / one.n + 1 / two.n)
    assert pooled == pytest.approx(CERTIFIED["AtmWtAg", "residual_sd"], rel=1e-9)


def test_norris():
    x, y = DATA["Norris"]["x"], DATA["Norris"]["y"]
    cross = Cross.of([x, y])
    line = regression_line(cross)
    assert line.slope == pytest.approx(CERTIFIED["Norris", "slope"], rel=1e-12)
    assert line.intercept == pytest.approx(CERTIFIED["Norris", "intercept"], rel=1e-10)
    assert line.residual_sd == pytest.approx(CERTIFIED["Norris", "residual_sd"], rel=1e-9)
    e = pearson(cross)
    assert e.value**2 == pytest.approx(CERTIFIED["Norris", "r_squared"], rel=1e-14)
    # The t of a correlation, squared, is the F of its regression.
    assert e.df == 34
    assert e.statistic**2 == pytest.approx(CERTIFIED["Norris", "f"], rel=1e-8)
    # The half-width of the line's band at x = 0 is t times NIST's SD of the intercept.
    fit, low, high = line.band([0.0], 0.95)
    half = 2.032244509317718 * CERTIFIED["Norris", "intercept_sd"]
    assert (low[0], high[0]) == pytest.approx((fit[0] - half, fit[0] + half), rel=1e-9)
