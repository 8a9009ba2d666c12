"""Missing outcomes supposed or drawn: what holds for any data, progress, seeds, and no answer."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.ancova import ancova
from aci_core.stats.delta_adjusted import delta_adjusted, fit_delta, tipping_point
from aci_core.stats.jump_to_reference import jump_to_reference, jump_to_reference_interval
from aci_core.stats.multiple_imputation import multiple_imputation, rubin
from aci_core.summaries.moments import Cross

RNG = np.random.default_rng(3)
N = 60
TREATED = np.arange(N) < 30
PRE = RNG.normal(12, 4, N)
SCORES = np.stack([0.7 * PRE - TREATED * v + RNG.normal(0, 3, N) for v in (1, 2, 3)], axis=1)
Y = SCORES[:, 2].copy()
Y[[1, 7, 33, 40, 51]] = np.nan
HOLED = np.column_stack([SCORES[:, :2], Y])
HOLED[[4, 36], 0] = np.nan


def of_complete():
    whole = SCORES[:, 2]
    return ancova(*(Cross.of([whole[a], PRE[a]]) for a in (TREATED, ~TREATED)))


def test_with_nothing_missing_each_is_the_ancova():
    whole = SCORES[:, 2]
    right = of_complete()
    model = fit_delta(whole, TREATED, [PRE])
    assert model.at(5, -3).value == pytest.approx(right.value)
    assert model.at(5, -3) == model.at(0, 0)
    assert jump_to_reference(whole, TREATED, [PRE]).value == pytest.approx(right.value)
    e = multiple_imputation(SCORES, 2, TREATED, [PRE], 1)
    assert (e.value, e.statistic) == pytest.approx((right.value, right.statistic))
    df = right.df
    assert e.df == pytest.approx(df * (df + 1) / (df + 3))


def test_delta_moves_the_difference_by_the_share_that_is_missing():
    """Without a covariate the arm's mean moves by its missing share of delta."""
    at = [delta_adjusted(Y, TREATED, [], delta).value for delta in (0, 3)]
    assert at[1] - at[0] == pytest.approx(3 * 2 / 30)
    assert at[0] == pytest.approx(np.nanmean(Y[TREATED]) - np.nanmean(Y[~TREATED]))


def test_the_map_holds_the_p_of_its_places_and_the_tipping_point_is_the_first():
    model = fit_delta(Y, TREATED, [PRE])
    deltas = np.array([-4.0, 0.0, 7.5])
    p = model.p_values(*np.meshgrid(deltas, deltas))
    assert p[0, 2] == pytest.approx(model.at(7.5, -4.0).p)
    tip = tipping_point(model, 0.05, span=100.0).value
    assert tip > 0
    assert model.at(tip, 0).p >= 0.05 > model.at(tip - 0.1, 0).p
    assert tipping_point(model, 1e-9, span=100.0).value == 0.0
    # The other way round, a worse outcome is a lower one: the difference only grows.
    none = tipping_point(model, 0.05, span=5.0, worse=-1.0)
    assert (none.value, none.notes) == (None, ("not_reached",))


def test_the_same_seed_gives_the_same_draws_and_another_does_not():
    made = [multiple_imputation(HOLED, 2, TREATED, [PRE], seed) for seed in (5, 5, 6)]
    assert made[0] == made[1]
    assert made[0].value != made[2].value
    assert "seed:5" in made[0].notes
    boots = [jump_to_reference_interval(Y, TREATED, [PRE], seed) for seed in (5, 5, 6)]
    assert boots[0] == boots[1]
    assert boots[0].low != boots[2].low
    assert boots[0].value == boots[2].value


@pytest.mark.parametrize("shift", [1e5, -1e5])
def test_an_offset_changes_nothing(shift):
    one, two = (multiple_imputation(HOLED + s, 2, TREATED, [PRE + s], 5) for s in (0.0, shift))
    assert two.value == pytest.approx(one.value, rel=1e-6)
    assert two.low == pytest.approx(one.low, rel=1e-6)


def test_progress_is_told_to_the_end_and_what_it_raises_ends_the_work():
    told = []
    multiple_imputation(HOLED, 2, TREATED, [PRE], 5, progress=told.append)
    jump_to_reference_interval(Y, TREATED, [PRE], 5, progress=told.append)
    assert told.count(1.0) == 2
    assert all(0 < x <= 1 for x in told)

    def stop(done):
        raise InterruptedError(done)

    for make in (
        lambda: multiple_imputation(HOLED, 2, TREATED, [PRE], 5, progress=stop),
        lambda: jump_to_reference_interval(Y, TREATED, [PRE], 5, progress=stop),
    ):
        with pytest.raises(InterruptedError):
            make()


def test_a_visit_with_few_scores_predicts_nothing():
    sparse = np.column_stack([np.full(N, np.nan), Y])
    sparse[:2, 0] = 5.0
    alone = multiple_imputation(Y[:, None], 0, TREATED, [PRE], 5)
    assert multiple_imputation(sparse, 1, TREATED, [PRE], 5) == alone


def test_what_cannot_be_computed_says_why():
    nobody = np.where(TREATED, np.nan, Y)
    assert fit_delta(nobody, TREATED, [PRE]) == "no_patients"
    assert jump_to_reference(nobody, TREATED, [PRE]).notes == ("no_patients",)
    assert multiple_imputation(nobody[:, None], 0, TREATED, [PRE], 1).notes == ("no_patients",)
    two = np.where(TREATED & (np.arange(N) > 1), np.nan, Y)
    two[:2] = (3.0, 5.0)
    assert fit_delta(two, TREATED, [PRE]) == "too_few"
    assert multiple_imputation(two[:, None], 0, TREATED, [PRE], 1).notes == ("too_few",)
    same = np.ones(N)
    assert fit_delta(Y, TREATED, [same]) == "collinear"
    assert jump_to_reference(Y, TREATED, [same]).notes == ("collinear",)
    line = np.where(np.isnan(Y), np.nan, 2 * PRE)
    assert fit_delta(line, TREATED, [PRE]) == "perfect_fit"
    assert rubin(np.zeros(3), np.zeros(3), 9).notes == ("perfect_fit",)
