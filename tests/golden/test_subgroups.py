"""Subgroups and centres against R: cell means, interactions, rates, Mantel-Haenszel, odds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial

import numpy as np
import pytest

from aci_core.analyses.subgroup_rows import tables_of
from aci_core.domain.arrays import Floats, Ints
from aci_core.stats.estimate import Estimate
from aci_core.stats.risk_difference import risk_difference
from aci_core.stats.stratified import cmh, mantel_haenszel_or, mantel_haenszel_rd
from aci_core.stats.subgroup_means import level_differences, slope_of_difference
from aci_core.stats.subgroup_odds import (
    cochran_q,
    level_odds_ratios,
    rate_interaction,
    slope_of_odds_ratio,
)
from tests.golden.means_cases import read

FILES = {
    "subgroups": (False, ()),
    "subgroups_swapped": (True, ()),
    "subgroups_adjusted": (False, ("w",)),
}
# As the head of the script says.
NEAR = {"odds": 5e-6, "rates_slope": 1e-7}
FIELDS = ("value", "low", "high", "statistic", "df", "p")
Row = Mapping[str, str]


@cache
def inputs() -> dict[str, dict[str, Floats]]:
    """Data sets by name: each column's values, NaN missing."""
    return {
        row["dataset"]: {
            k: np.array([np.nan if x == "NA" else float(x) for x in v.split()])
            for k, v in row.items()
            if k != "dataset"
        }
        for row in read("subgroups_data")
    }


class Made:
    """Our numbers of a data set."""

    def __init__(
        self, d: Mapping[str, Floats], level: float, given: tuple[str, ...], *, swapped: bool
    ) -> None:
        self.d, self.level, self.given = d, level, ("pre", *given)
        self.treated = d["arm"] == (0.0 if swapped else 1.0)
        codes: Ints = np.where(np.isnan(d["g"]), 0, d["g"]).astype(np.int64) - 1
        self.codes, self.k = codes, int(codes.max()) + 1
        self.known = codes >= 0
        self.tables = tables_of(d["event"], self.treated, codes, self.k)
        z = {v: self.d[v][self.known] for v in ("y", "grade", *self.given)}
        covariates = [z[v] for v in self.given]
        inside = self.treated[self.known], codes[self.known], self.k
        self.means = partial(level_differences, z["y"], *inside, covariates, level)
        self.odds = partial(level_odds_ratios, z["grade"], *inside, covariates, level)

    def of(self, method: str, kind: str, at: int) -> Estimate:
        """The estimate that a row of R is held to."""
        d = self.d
        every: dict[tuple[str, str], Callable[[], Estimate]] = {
            ("subgroup_difference", "means"): lambda: self.means()[0][at],
            ("interaction", "means"): lambda: self.means()[1],
            ("interaction", "means_slope"): lambda: slope_of_difference(
                d["y"], self.treated, d["x"], [d[v] for v in self.given], self.level
            )[0],
            ("subgroup_difference", "rates"): lambda: self._rates(at),
            ("interaction", "rates"): lambda: rate_interaction(self.tables),
            ("interaction", "rates_slope"): lambda: slope_of_odds_ratio(
                d["event"], self.treated, d["x"], [], self.level
            )[0],
            ("cochran_q", "rates"): lambda: cochran_q(self.tables),
            ("cmh", "strata"): lambda: cmh(self.tables),
            ("mantel_haenszel_or", "strata"): lambda: mantel_haenszel_or(self.tables, self.level),
            ("mantel_haenszel_rd", "strata"): lambda: mantel_haenszel_rd(self.tables, self.level),
            ("subgroup_odds_ratio", "odds"): lambda: self.odds()[0][at],
            ("interaction", "odds"): lambda: self.odds()[1],
        }
        return every[method, kind]()

    def _rates(self, at: int) -> Estimate:
        (x_t, no_t), (x_c, no_c) = self.tables[at].tolist()
        return risk_difference(x_t, x_t + no_t, x_c, x_c + no_c, self.level)


def rows_of(file: str, dataset: str) -> list[Row]:
    return [row for row in read(file) if row["dataset"] == dataset]


@pytest.mark.parametrize("dataset", list(inputs()))
@pytest.mark.parametrize("file", list(FILES))
def test_every_number_is_that_of_r(file: str, dataset: str) -> None:
    swapped, given = FILES[file]
    rows = rows_of(file, dataset)
    if dataset == "many_centres" and given:
        assert not rows
        return
    assert len({row["method"] for row in rows}) >= 6
    made = Made(inputs()[dataset], float(rows[0]["confidence"]), given, swapped=swapped)
    for row in rows:
        e = made.of(row["method"], row["kind"], int(row["at"] or 1) - 1)
        ours = dict(zip(FIELDS, (e.value, e.low, e.high, e.statistic, e.df, e.p), strict=True))
        for name, value in ours.items():
            if row[name] == "NA":
                assert value is None, (row, e)
                continue
            assert value is not None, (row, e)
            near = NEAR.get(row["kind"], 1e-8)
            assert value == pytest.approx(float(row[name]), rel=near, abs=near), (row, name)
        if row["df2"] != "NA":
            assert f"df2:{row['df2']}" in e.notes


def test_what_is_not_computed_says_why() -> None:
    """The hard data sets: each reason at its place."""
    reasons = {
        ("empty_level", "subgroup_difference", "means", 1): ("no_patients",),
        ("level_in_one_arm", "subgroup_odds_ratio", "odds", 2): ("no_patients",),
        ("all_dead_in_an_arm_of_a_level", "subgroup_odds_ratio", "odds", 1): ("separated",),
        ("all_dead_in_an_arm", "interaction", "rates", 0): ("perfect_prediction",),
        ("all_dead_in_an_arm", "interaction", "rates_slope", 0): ("perfect_prediction",),
        ("all_dead_in_an_arm", "mantel_haenszel_or", "strata", 0): ("separated",),
        ("all_alive_in_a_level", "cochran_q", "rates", 0): ("no_spread",),
        ("one_level", "interaction", "means", 0): ("one_level",),
        ("one_level", "interaction", "rates", 0): ("one_level",),
        ("one_level", "interaction", "odds", 0): ("one_level",),
    }
    for (dataset, method, kind, at), notes in reasons.items():
        made = Made(inputs()[dataset], 0.95, (), swapped=False)
        e = made.of(method, kind, at)
        assert (e.value, e.p, e.notes) == (None, None, notes), dataset


def test_nobody_has_a_p_within_a_level() -> None:
    made = Made(inputs()["two_levels"], 0.95, (), swapped=False)
    for estimates in (made.means()[0], made.odds()[0]):
        assert all(e.value is not None and e.p is None for e in estimates)
        assert all(e.statistic is None and e.df is None for e in estimates)
