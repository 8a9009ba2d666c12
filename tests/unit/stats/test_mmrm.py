"""MMRM: what is refused with which note, units and swapped arms, and what complete data give."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.domain.arrays import Floats, Mask
from aci_core.stats.ancova import adjusted_means, ancova
from aci_core.stats.mmrm import mmrm
from aci_core.stats.reml import Patterns, fit_reml, unstructured
from aci_core.summaries.moments import Cross

N = 60


def trial(n: int = N, visits: int = 3, missing: float = 0.2, seed: int = 1):
    """Scores, arms and a score before treatment."""
    rng = np.random.default_rng(seed)
    treated = rng.permutation(np.arange(n) % 2 == 0)
    pre = rng.normal(12, 4, n)
    own = rng.normal(0, 2, n)[:, None]
    scores = 0.5 * pre[:, None] - treated[:, None] + own + rng.normal(0, 2, (n, visits))
    scores[rng.random((n, visits)) < missing] = np.nan
    return scores, treated, pre


def notes(scores: Floats, treated: Mask, *covariates: Floats) -> set[str]:
    fit = mmrm(scores, treated, covariates)
    assert fit.errors == ()
    assert fit.log_likelihood is None
    assert all(e.value is None for e in fit.differences)
    assert all(e.value is None for pair in fit.means for e in pair)
    return {note for e in fit.differences for note in e.notes}


def test_one_visit_is_no_course():
    scores, treated, pre = trial(visits=1)
    assert notes(scores, treated, pre) == {"too_few_visits"}


@pytest.mark.parametrize("arm", [True, False])
def test_an_empty_arm(arm):
    scores, _, pre = trial()
    assert notes(scores, np.full(N, arm), pre) == {"no_patients"}


def test_a_visit_that_an_arm_lacks():
    scores, treated, pre = trial()
    scores[treated, 1] = np.nan
    assert notes(scores, treated, pre) == {"no_patients"}


def test_as_many_coefficients_as_scores():
    scores, treated, pre = trial(n=3, missing=0.0)
    assert notes(scores, treated, pre) == {"too_few"}


def test_covariates_that_tell_nothing_new():
    scores, treated, pre = trial()
    assert notes(scores, treated, np.full(N, 4.0)) == {"constant"}
    assert notes(scores, treated, pre, 3 * pre + 1) == {"collinear"}
    assert notes(scores, treated, treated * 2.0) == {"collinear"}


def test_scores_without_error():
    scores, treated, pre = trial(missing=0.0)
    scores[:, 1] = 2 * pre + treated
    assert notes(scores, treated, pre) == {"perfect_fit"}
    scores[:, 1] = 0.0
    assert notes(scores, treated, pre) == {"perfect_fit"}


@pytest.mark.parametrize("seed", range(5))
def test_complete_data_are_ancova_by_visit(seed):
    scores, treated, pre = trial(missing=0.0, seed=seed)
    fit = mmrm(scores, treated, [pre], 0.9)
    for visit, y in enumerate(scores.T):
        sides = [Cross.of([y[who], pre[who]]) for who in (treated, ~treated)]
        for ours, right in (
            (fit.differences[visit], ancova(*sides, 0.9)),
            *zip(fit.means[visit], adjusted_means(*sides, 0.9), strict=True),
        ):
            expected = [right.value, right.low, right.high, right.df]
            assert [ours.value, ours.low, ours.high, ours.df] == pytest.approx(expected, rel=1e-9)
            assert ours.p == (None if right.p is None else pytest.approx(right.p, rel=1e-8))


def test_another_unit_and_swapped_arms():
    scores, treated, pre = trial()
    plain = mmrm(scores, treated, [pre])
    other = mmrm(100 * scores + 7, treated, [pre / 1000 + 5])
    back = mmrm(scores, ~treated, [pre])
    for a, b, c in zip(plain.differences, other.differences, back.differences, strict=True):
        assert [b.value, b.low, b.high] == pytest.approx(
            [100 * x for x in (a.value, a.low, a.high)]
        )
        assert (b.df, b.p) == pytest.approx((a.df, a.p))
        assert [-c.value, -c.high, -c.low] == pytest.approx([a.value, a.low, a.high])


def test_patients_without_a_score_do_not_count():
    scores, treated, pre = trial()
    more = np.vstack([scores, np.full((4, 3), np.nan)])
    fit = mmrm(more, np.append(treated, [True] * 4), [np.append(pre, [0.0, 90, 5, 1])])
    plain = mmrm(scores, treated, [pre])
    assert fit.patients == plain.patients
    assert fit.differences == plain.differences
    assert fit.means == plain.means


def test_the_simpler_covariance_is_said():
    scores, treated, pre = trial(missing=0.1)
    scores[:, 2] = scores[:, 1]  # carried forward
    fit = mmrm(scores, treated, [pre])
    assert fit.simple
    assert all(e.notes == ("cov_cs",) for e in fit.differences)
    assert [e.df for e in fit.differences] == (fit.n.sum(axis=0) - 3).tolist()


def test_the_maximum_is_one():
    """From two far starts the same covariance, where the likelihood is flat."""
    scores, treated, pre = trial(missing=0.3)
    some = ~np.isnan(scores).all(axis=1)
    design = np.column_stack([np.ones(N), treated, pre])[some]
    patterns = Patterns.of(scores[some], design, ~np.isnan(scores[some]))
    basis = unstructured(3)
    starts = [np.array(x, dtype=float) for x in ([1, 0, 1, 0, 0, 1], [90, 5, 40, 0, -5, 70])]
    first, second = (fit_reml(patterns, basis, [start]) for start in starts)
    assert first is not None
    assert second is not None
    assert first.theta == pytest.approx(second.theta, rel=1e-8)
    assert np.abs(first.score()).max() < 1e-8
