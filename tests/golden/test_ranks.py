"""Mann-Whitney, Hodges-Lehmann and win odds against R."""

from __future__ import annotations

import pytest

from aci_core.stats.ranks import mann_whitney, win_odds
from aci_core.stats.shift import hodges_lehmann
from tests.golden.counts_cases import counts_of, wrong
from tests.golden.means_cases import number, read

DATA = counts_of("ranks_data")
ROWS = {f"{row['dataset']} at {row['level']}": row for row in read("ranks")}


def test_the_file_is_whole():
    assert len(ROWS) == 3 * len(DATA) == 3 * 45


@pytest.mark.parametrize("case", ROWS)
def test_as_r(case):
    row = ROWS[case]
    counts, level = DATA[row["dataset"]], float(row["level"])
    rank, shift = mann_whitney(counts, level), hodges_lehmann(counts, level)
    odds = win_odds(counts, "higher", level)
    computed = {
        "theta": rank.value,
        "theta_low": rank.low,
        "theta_high": rank.high,
        "u": rank.statistic,
        "p": rank.p,
        "shift": shift.value,
        "shift_low": shift.low,
        "shift_high": shift.high,
        "odds": odds.value,
        "odds_low": odds.low,
        "odds_high": odds.high,
        "odds_z": odds.statistic,
        "odds_p": odds.p,
    }
    # ln of odds that are 1 but for R's rounding of theta.
    assert wrong(computed, row, near={"odds_z": 1e-14, "shift": 1e-15}) == []


def test_the_limits_are_those_of_wilcox_test():
    """Its roots at tol.root 1e-12 stand within that of a difference of two patients."""
    rows = [row for row in ROWS.values() if row["wilcox_low"] != "NA"]
    assert len(rows) > 70
    for row in rows:
        e = hodges_lehmann(DATA[row["dataset"]], float(row["level"]))
        assert (e.low, e.high) == pytest.approx(
            (number(row["wilcox_low"]), number(row["wilcox_high"])), rel=1e-9, abs=1e-9
        ), row["dataset"]
