"""Ordered grades within strata against R: coin in blocks, polr with the strata as a factor."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from aci_core.analyses import prepare
from aci_core.analyses.centre_effects import CentreEffects, centre_effects
from aci_core.domain.arrays import Ints
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import translator
from aci_core.presentation.sentences import centres as sentences
from aci_core.presentation.tables import centres as tables_of_centres
from aci_core.stats.ordinal_strata import (
    arm_by_stratum,
    proportional_odds_given_strata,
    van_elteren,
)
from tests.build import sample
from tests.golden.means_cases import Row, number, read

TESTS = {"van_elteren": van_elteren, "interaction": arm_by_stratum}
# A likelihood ratio is the difference of two thousands: both keep 1e-9 of it.
WITHIN = {"van_elteren": 1e-9, "interaction": 1e-6}
FILES = ("strata", "strata_swapped", "strata_sparse")
ROWS = {
    "{file} {dataset} {method} {without}".format(file=file, **row): (file, row)
    for file in FILES
    for row in read(file)
}


@cache
def strata(dataset: str) -> dict[str, Ints]:
    """By stratum: patients by arm and grade, from worst to best."""
    return {
        row["stratum"]: np.array([row[arm].split() for arm in ("treatment", "control")]).astype(int)
        for row in read("strata_data")
        if row["dataset"] == dataset
    }


def tables(file: str, row: Row) -> Ints:
    kept = [x for h, x in strata(row["dataset"]).items() if h != row["without"]]
    made = np.array(kept)
    if file == "strata_sparse":
        made = np.delete(made, np.s_[1::3], axis=2)
    return made[:, ::-1] if file == "strata_swapped" else made


def test_the_files_are_whole() -> None:
    assert len({row["dataset"] for _, row in ROWS.values()}) == 22
    assert len(ROWS) > 300
    assert sum(row["statistic"] != "NA" for _, row in ROWS.values()) > 280


@pytest.mark.parametrize("case", ROWS)
def test_as_r(case: str) -> None:
    file, row = ROWS[case]
    made = tables(file, row)
    test = TESTS.get(row["method"])
    e = test(made) if test else proportional_odds_given_strata(made, float(row["level"]))
    if row["p"] == "NA":
        assert (e.value, e.statistic, e.p) == (None, None, None)
        assert e.notes
        return
    if test:
        within = WITHIN[row["method"]]
        assert e.value is None
        assert e.df == number(row["df"])
        assert e.statistic == pytest.approx(number(row["statistic"]), rel=within, abs=within)
        assert e.p == pytest.approx(number(row["p"]), rel=10 * within)
        return
    for ours, name in ((e.value, "value"), (e.low, "low"), (e.high, "high")):
        assert ours == pytest.approx(number(row[name]), rel=5e-6), name
    # Equal arms have a z of 0 but for rounding.
    assert e.statistic == pytest.approx(number(row["statistic"]), rel=5e-6, abs=1e-6)
    assert e.p == pytest.approx(number(row["p"]), rel=1e-4)


@cache
def of_sample() -> CentreEffects:
    settings = Settings(primary="mrs_m6")
    return centre_effects(prepare(sample("synthetic_long.csv"), settings), settings)


def test_the_primary_outcome_by_centre_is_that_of_r() -> None:
    result = of_sample()
    [outcome] = result.outcomes
    compared = 0
    for row in read("strata"):
        if row["dataset"] != "long":
            continue
        centre = result.centres[int(row["without"]) - 1] if row["without"] else None
        ours = result.row(row["method"], outcome, centre)
        assert ours is not None
        for value, name in ((ours.estimate, "value"), (ours.ci_low, "low"), (ours.ci_high, "high")):
            expected = number(row[name])
            assert value == (None if expected is None else pytest.approx(expected, rel=5e-6))
        assert ours.statistic == pytest.approx(number(row["statistic"]), rel=5e-6)
        compared += 1
    assert compared == 6


@pytest.mark.parametrize(
    ("lang", "given", "ranked"),
    [("en", "given the centre", "χ² = 5.92, df = 1"), ("zh", "校正中心", "χ²=5.92，ν=1")],
)
def test_words_say_that_the_centre_is_given(lang: str, given: str, ranked: str) -> None:
    t, result = translator(lang), of_sample()
    assert given in sentences.finding(result, t)[0]
    assert "1.79" in sentences.finding(result, t)[0]
    assert ranked in "".join(tables_of_centres.by_centre(result, t).notes)
