"""What may leave a centre: its numbers are those of its patients, and nobody is told by a gap."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aci_core.analyses import analyse, prepare
from aci_core.analyses.result import KEY
from aci_core.domain.errors import AciError
from aci_core.domain.study.filters import Patients
from aci_core.domain.study.settings import Settings
from aci_core.federation.leaving.costs import CostCode
from aci_core.federation.leaving.leaving import for_outsiders
from aci_core.federation.leaving.ledger import Ledger
from aci_core.federation.leaving.missing_patterns import shared_patterns
from aci_core.presentation import sentences
from aci_core.presentation.i18n import translator
from aci_core.summaries import EFFECTIVE, Arms, PooledData
from tests.build import cohort_of, sample

NUMBERS = ("estimate", "ci_low", "ci_high", "sd", "pct", "statistic", "df", "p")
PLAN = Settings(primary="nihss_m6", covariates=("sex",))


@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
def test_each_pattern_is_of_several(seed: int, least: int) -> None:
    random = np.random.default_rng(seed)
    n, p = int(random.integers(2 * least, 60)), int(random.integers(1, 6))
    known = random.random((n, p)) < random.uniform(0.5, 1)
    arm = np.arange(n) % 2 == 0
    kept = shared_patterns(known, [arm, ~arm], np.ones(p), least, random.permutation(n))
    assert not (kept & ~known).any()
    for side in (arm, ~arm):
        _, sizes = np.unique(kept[side], axis=0, return_counts=True)
        assert sizes.min() >= least
        # What everybody has nobody loses.
        whole = known[side].all(axis=0)
        assert kept[side][:, whole].all()
        _, before = np.unique(known[side], axis=0, return_counts=True)
        if before.min() >= least:
            assert np.array_equal(kept[side], known[side])


def test_its_numbers_are_those_of_the_patients_it_speaks_of() -> None:
    leaving = for_outsiders(prepare(sample("synthetic_long.csv"), PLAN), PLAN, "West")
    own, theirs = (
        {
            tuple(getattr(row, key) for key in KEY): row
            for result in analyse(data, PLAN)
            for row in result.rows
        }
        for data in (leaving.data, PooledData([leaving.centre.summary]))
    )
    compared = 0
    for key, row in theirs.items():
        if row.estimate is None:
            continue
        for name in NUMBERS:
            a, b = getattr(own[key], name), getattr(row, name)
            assert b == (None if a is None else pytest.approx(a, rel=1e-10, abs=1e-10)), key
        compared += 1
    assert compared > 300


def test_few_without_the_outcome_are_left_out_and_many_are_not() -> None:
    n = 60
    pre, post = [10.0] * n, [5.0, 10.0, 4.0, 9.0] * (n // 4)
    for lost, left in ((2, Arms(29, 29)), (20, Arms(30, 30))):
        some = [None if i < lost else x for i, x in enumerate(post)]
        data = prepare(cohort_of(nihss_pre=pre, nihss_post=some), Settings())
        leaving = for_outsiders(data, Settings(), "West")
        assert leaving.centre.summary.n == left
        assert leaving.n == Arms(30, 30)
        told = [c for c in leaving.costs if c.code == "left_out"]
        assert [c.n for c in told] == ([Arms(1, 1)] if lost == 2 else [])
        levels = leaving.centre.summary.of_levels[EFFECTIVE]
        assert levels.sum() == 60 - lost


@pytest.mark.parametrize(("least", "code"), [(2, "travel_least"), (40, "travel_few")])
def test_a_least_cell_that_makes_no_sense(least: int, code: str) -> None:
    data = prepare(cohort_of(nihss_pre=[10] * 40, nihss_post=[5] * 40), Settings())
    with pytest.raises(AciError, match=code):
        for_outsiders(data, Settings(), "West", least=least)


def test_picked_patients_do_not_leave() -> None:
    cohort = sample("synthetic_156.csv")
    chosen = Settings(filters=(Patients(cohort.digest, tuple(range(1, 120))),))
    with pytest.raises(AciError, match="travel_picked"):
        for_outsiders(prepare(cohort, replace(chosen, filters=())), chosen, "West")


def test_patients_are_known_again_without_identifiers() -> None:
    """Their numbers count the rows: of a file with a row more in front each would be another's."""
    columns = {
        "age": [50 + i % 31 for i in range(80)],
        "nihss_pre": [6 + i % 11 for i in range(80)],
        "nihss_post": [(i * 7) % 6 for i in range(80)],
        "arm": [("treatment", "control")[i % 2] for i in range(80)],
    }
    fewer = {name: cells[1:] for name, cells in columns.items()}
    one, two = (
        prepare(cohort_of(patient_id=list(range(1, len(x["age"]) + 1)), **x), Settings())
        for x in (fewer, columns)
    )
    without = [
        replace(
            data.cohort, columns=tuple(c for c in data.cohort.columns if c.name != "patient_id")
        )
        for data in (one, two)
    ]
    first, second = (prepare(cohort, Settings()) for cohort in without)
    sent = for_outsiders(first, Settings(), "West")
    ledger = Ledger.new().with_sent(sent.data, sent.told, day="", centre="West", sha256="0" * 64)
    later = for_outsiders(second, Settings(), "West", ledger=ledger)
    assert sent.centre.summary.of_moments
    assert not later.centre.summary.of_moments


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_lists_name_columns_and_numbers(lang: str) -> None:
    t = translator(lang)
    leaving = for_outsiders(prepare(sample("synthetic_long.csv"), PLAN), PLAN, "West")
    lists = sentences.travel.lists(leaving, t)
    for code in get_args(CostCode):
        assert t.has(f"travel_cost.{code}")
    text = "\n".join(line for lines in lists for line in lines)
    assert "{" not in text
    assert "VEGF" in text
    assert sum("49" in line for line in lists.costs) <= 1
    assert len(lists.costs) >= 4
    n = leaving.centre.summary.n
    assert str(n.treatment) in lists.travels[0]


def test_what_travels_is_not_told_as_kept_back() -> None:
    # Of mRS a few lie apart, so that mean and SD would tell them.
    treatment = [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4]
    control = [0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4, 5]
    nihss = [4 + (7 * i) % 15 for i in range(32)]
    cohort = cohort_of(
        nihss_pre=[x + 2 + (5 * i) % 7 for i, x in enumerate(nihss)],
        nihss_m3=nihss,
        mrs_m3=[x for pair in zip(treatment, control, strict=True) for x in pair],
        ae_fever=[int(i % 16 == 0) for i in range(32)],
        ae_headache=[int(i % 4 == 1) for i in range(32)],
    )
    chosen = Settings(randomised=True, primary="nihss_m3")
    leaving = for_outsiders(prepare(cohort, chosen), chosen, "A")
    kept = {one.code: one.columns for one in leaving.costs}
    assert kept["stands_out"] == ("mrs_m3",)  # beside which NIHSS is correlated
    assert kept["small_counts"] == ("ae_fever",)
    assert leaving.means == ("nihss_pre", "nihss_m3")
    assert leaving.counts == ("ae_headache",)
