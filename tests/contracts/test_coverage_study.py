"""docs/coverage.* and what the app tells of it are one study, and the study is what it says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from aci_core.methods import METHODS
from aci_core.methods.coverage import HIGH, LOW, coverage_of
from aci_core.stats.estimate import Estimate
from aci_core.stats.mmrm import mmrm
from benchmarks.coverage import binomial, report, simulated, worlds
from benchmarks.coverage.cell import SIZES, holds
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "coverage.csv").read_text("utf-8")
CELLS = report.from_csv(TEXT)
BY_NAME = {(c.method, c.setting, c.n): c for c in CELLS}


def test_the_documents_are_made_of_the_table() -> None:
    assert report.to_csv(CELLS) == TEXT
    assert (ROOT / "docs" / "coverage.md").read_text("utf-8") == report.markdown(CELLS)
    assert (ROOT / "docs" / "coverage.svg").read_text("utf-8") == report.svg(CELLS)
    packaged = ROOT / "aci_core" / "methods" / "coverage.csv"
    assert packaged.read_text("utf-8") == report.describe(CELLS)


def test_every_cell_of_the_study_is_there_and_none_twice() -> None:
    wanted = {(m, s, n) for m, s, *_ in simulated.settings() for n in SIZES}
    wanted |= {(m, f"{p:g}", n) for m in binomial.ONE_GROUP for p in binomial.RATES for n in SIZES}
    wanted |= {
        (m, f"{t:g} v {c:g}", n)
        for m in binomial.TWO_ARMS
        for t, c in binomial.PAIRS
        for n in SIZES
    }
    assert set(BY_NAME) == wanted
    assert len(BY_NAME) == len(CELLS)
    exact = {c.method for c in CELLS if c.how == "exact"}
    assert exact == {*binomial.ONE_GROUP, *binomial.TWO_ARMS}


@pytest.mark.parametrize("method", [*binomial.TWO_ARMS])
@pytest.mark.parametrize("pair", [(0.859, 0.692), (0.05, 0.02)])
def test_exact_cells_of_two_arms_compute_to_the_same_number(
    method: str, pair: tuple[float, float]
) -> None:
    result = binomial.two_arms(method, *pair, 20)
    kept = BY_NAME[method, f"{pair[0]:g} v {pair[1]:g}", 20]
    assert result.coverage == pytest.approx(kept.coverage, abs=1e-8)
    assert result.none == pytest.approx(kept.none, rel=5e-3, abs=1e-12)
    assert result.runs == kept.runs == 21 * 21


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("method", [*binomial.ONE_GROUP])
def test_exact_cells_of_one_group_compute_to_the_same_number(method: str, n: int) -> None:
    for p in binomial.RATES:
        result = binomial.one_group(method, p, n)
        assert result.coverage == pytest.approx(BY_NAME[method, f"{p:g}", n].coverage, abs=1e-8)
        assert result.se < 2 * binomial.TAIL


def test_wilson_covers_what_its_formula_says() -> None:
    # By hand: the score interval holds p wherever |x - np| <= z sqrt(np(1 - p)).
    n, p = 78, 0.859
    x = np.arange(n + 1)
    inside = np.abs(x - n * p) <= stats.norm.ppf(0.975) * np.sqrt(n * p * (1 - p))
    right = stats.binom.pmf(x, n, p)[inside].sum()
    assert BY_NAME["wilson", "0.859", n].coverage == pytest.approx(right, abs=1e-8)


def test_tables_left_out_are_of_no_weight() -> None:
    for c in CELLS:
        if c.how == "exact":
            assert c.se <= (4 * binomial.TAIL if c.n == 500 else 0.0), c


@pytest.mark.parametrize(
    ("method", "setting"), [("welch_t", "unequal"), ("spearman", "ordinal"), ("ancova", "nihss")]
)
def test_a_simulated_cell_is_what_its_seed_gives(method: str, setting: str) -> None:
    kept = BY_NAME[method, setting, 20]
    assert kept.seed == simulated.seed_of(method, setting, 20)
    few = simulated.cell(method, setting, 20, runs=600)
    assert few.coverage == simulated.cell(method, setting, 20, runs=600).coverage
    assert few.truth == pytest.approx(kept.truth, rel=1e-9)
    error = (kept.coverage * (1 - kept.coverage) / 600) ** 0.5
    assert abs(few.coverage - kept.coverage) < 4 * error


def test_the_truths_are_those_of_large_samples() -> None:
    rng = np.random.default_rng(7)
    n = 200_000
    for setting, world in worlds.TWO_ARMS.items():
        t, c = world.draw(rng, n)
        if "welch_t" in world.truth:
            spread = (t.var() / len(t) + c.var() / len(c)) ** 0.5
            assert abs(t.mean() - c.mean() - world.truth["welch_t"]) < 5 * spread, setting
        if "win_odds" in world.truth:
            u = stats.mannwhitneyu(t, c).statistic / len(t) / len(c)
            assert u / (1 - u) == pytest.approx(world.truth["win_odds"], rel=0.03), setting
    for setting, pre_post in worlds.PRE_POST.items():
        _, post_t, _, post_c = pre_post.draw(rng, n)
        assert post_t.mean() - post_c.mean() == pytest.approx(pre_post.truth, abs=0.1), setting
    for setting, visits in worlds.VISITS.items():
        scores, treated, pre = visits.draw(rng, 20_000)
        gone = np.isnan(scores)
        assert 0.05 < gone[:, -1].mean() < 0.5
        assert scores[gone[:, 1], 0].mean() > scores[~gone[:, 1], 0].mean() + 1
        made = mmrm(scores, treated, [pre])
        assert made.differences[-1].value is not None
        assert abs(made.differences[-1].value - visits.truth) < 4 * made.errors[-1], setting
    for setting, missing in worlds.MISSING.items():
        post, treated, pre = missing.draw(rng, n)
        gone = np.isnan(post)
        assert gone.mean() == pytest.approx(0.25, abs=0.02), setting
        assert pre[gone].mean() > pre[~gone].mean() + 0.5, setting
        # Whoever is missing as predicted, and T's by delta worse: the truth over everybody.
        whole = 2.0 + 0.6 * pre - 2.0 * treated + missing.delta * (gone & treated)
        difference = whole[treated].mean() - whole[~treated].mean()
        assert difference == pytest.approx(missing.truth, abs=0.03), setting
    for setting, pairs in worlds.PAIRS.items():
        x, y = pairs.draw(rng, n)
        for method, truth in pairs.truth.items():
            r = stats.pearsonr(x, y) if method == "pearson" else stats.spearmanr(x, y)
            assert r.statistic == pytest.approx(truth, abs=0.02), (setting, method)


def test_a_limit_that_is_the_truth_holds_it_and_no_limit_does_not_count() -> None:
    assert holds(Estimate(low=0.1, high=0.3), 0.3)
    assert not holds(Estimate(low=0.1, high=0.3), 0.31)
    assert holds(Estimate(low=0.1, notes=("unbounded_high",)), 1e9)
    assert holds(Estimate(notes=("no_events",)), 0.5) is None


def test_the_app_tells_what_the_study_found() -> None:
    for method in {c.method for c in CELLS} | set(report.SAME):
        assert method in METHODS
        own = [c for c in CELLS if c.method == report.SAME.get(method, method)]
        message = coverage_of(method)
        assert [c.n for c in message] == list(SIZES)
        assert sum(c.settings for c in message) == len(own)
        runs = {None if c.how == "exact" else c.runs for c in own}
        assert {c.cohorts for c in message} == runs
        assert sum(c.below for c in message) == sum(c.coverage < LOW for c in own)
        assert sum(c.above for c in message) == sum(c.coverage > HIGH for c in own)
        assert min(c.lowest for c in message) == pytest.approx(
            min(c.coverage for c in own), abs=1e-4
        )
    assert (report.LOW, report.HIGH) == (LOW, HIGH)
