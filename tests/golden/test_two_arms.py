"""Proportions, their differences and ratios, chi-square and Fisher against R."""

from __future__ import annotations

import pytest

from aci_core.stats.chi_square import n1_chi2, pearson_chi2, yates_chi2
from aci_core.stats.fisher import fisher_2x2, fisher_2xk
from aci_core.stats.odds_ratio import odds_ratio
from aci_core.stats.proportion import clopper_pearson, one_sided_upper, wilson
from aci_core.stats.risk_difference import nnt, risk_difference, risk_difference_mn
from aci_core.stats.risk_ratio import risk_ratio, risk_ratio_koopman
from tests.golden.counts_cases import wrong
from tests.golden.means_cases import read

ROWS = {
    f"{r['x_t']}/{r['n_t']} v {r['x_c']}/{r['n_c']} at {r['level']}": r for r in read("two_arms")
}
# Limits that are 0 in exact arithmetic: R's Wilson, and differences built from it, keep
# their last bit there; R's Yates statistic of an unchanged table is 1e-31.
NEAR = {"wilson_low": 1e-15, "rd_low": 1e-14, "rd_high": 1e-14, "rd": 1e-16, "yates": 1e-20}


def test_the_file_is_whole():
    assert len(ROWS) == 3 * 94


@pytest.mark.parametrize("case", ROWS)
def test_as_r(case):
    row = ROWS[case]
    x_t, n_t, x_c, n_c = (int(row[k]) for k in ("x_t", "n_t", "x_c", "n_c"))
    level = float(row["level"])
    arms = (x_t, n_t, x_c, n_c, level)
    table = [[x_t, n_t - x_t], [x_c, n_c - x_c]]
    computed = {"one_sided": one_sided_upper(x_t, n_t, level).high}
    for name, e in {
        "wilson": wilson(x_t, n_t, level),
        "cp": clopper_pearson(x_t, n_t, level),
    }.items():
        computed |= {f"{name}_low": e.low, f"{name}_high": e.high}
    for name, e in {
        "rd": risk_difference(*arms),
        "rr": risk_ratio(*arms),
        "or": odds_ratio(*arms),
        "nnt": nnt(risk_difference(*arms)),
    }.items():
        computed |= {name: e.value, f"{name}_low": e.low, f"{name}_high": e.high}
    for name, e in {
        "mn": risk_difference_mn(*arms),
        "koopman": risk_ratio_koopman(*arms),
    }.items():
        computed |= {f"{name}_low": e.low, f"{name}_high": e.high}
    for name, test in {"pearson": pearson_chi2, "yates": yates_chi2, "n1": n1_chi2}.items():
        e = test(table)
        computed |= {name: e.statistic, f"{name}_p": e.p}
    e = fisher_2x2(table, level)
    computed |= {"fisher_or": e.value, "fisher_low": e.low, "fisher_high": e.high, "fisher_p": e.p}
    assert wrong(computed, row, near=NEAR) == []
    assert wrong({"fisher_p": fisher_2xk(table).p}, row) == []
