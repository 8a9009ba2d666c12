"""Two arms by k grades against R: Pearson, Freeman-Halton, linear-by-linear, polr."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.chi_square import pearson_chi2
from aci_core.stats.fisher import fisher_2xk
from aci_core.stats.ordinal import linear_by_linear, proportional_odds
from tests.golden.counts_cases import integers, wrong
from tests.golden.means_cases import read

ROWS = {f"{row['dataset']} at {row['level']}": row for row in read("tables")}
# fisher.test's network algorithm needs minutes there: the half tables are checked against
# full enumeration in the property tests instead.
TOO_SLOW_FOR_R = {
    f"random_{k}_{n}" for k, n in ((3, 5000), *((k, n) for k in (4, 5, 6, 7) for n in (1000, 5000)))
} | {f"random_{k}_500" for k in (5, 6, 7)}


def test_the_file_is_whole():
    assert len(ROWS) == 3 * 59


@pytest.mark.parametrize("case", ROWS)
def test_as_r(case):
    row = ROWS[case]
    table = np.array([integers(row["treatment"]), integers(row["control"])])
    pearson, linear = pearson_chi2(table), linear_by_linear(table)
    computed = {
        "pearson": pearson.statistic,
        "df": pearson.df,
        "pearson_p": pearson.p,
        "linear": linear.statistic,
        "linear_p": linear.p,
    }
    # Equal arms: R's sums of squares of differences that are 0.
    near = {"pearson": 1e-20, "linear": 1e-20}
    assert wrong(computed, row, near=near) == []
    assert (row["freeman_halton_p"] == "NA") == (row["dataset"] in TOO_SLOW_FOR_R)
    if row["freeman_halton_p"] != "NA":
        assert wrong({"freeman_halton_p": fisher_2xk(table).p}, row) == []


@pytest.mark.parametrize("case", ROWS)
def test_proportional_odds_as_tight_polr(case):
    """To 2e-6: even at reltol 1e-14 polr's optimiser stops that far from the maximum."""
    row = ROWS[case]
    table = np.array([integers(row["treatment"]), integers(row["control"])])
    e = proportional_odds(table, float(row["level"]))
    computed = {"odds": e.value, "odds_low": e.low, "odds_high": e.high, "odds_z": e.statistic}
    assert wrong(computed, row, rel=2e-6, near={"odds_z": 1e-6}) == []
    assert e.notes == (("separated",) if row["odds"] == "NA" else ())
