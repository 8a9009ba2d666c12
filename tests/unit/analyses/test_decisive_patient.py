"""The patient on whom a correlation's answer hangs: told with his r, interval, P and n."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy import stats

from aci_core.analyses import prepare
from aci_core.analyses.factors import factors
from aci_core.analyses.influence import Influence, decisive, influence, turning
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences import factors as words
from aci_core.presentation.sentences import matrix as matrix_words
from tests.build import cohort_of

N = 30


def influence_of(slip: float) -> tuple[np.ndarray, np.ndarray, Influence, str]:
    """VEGF falls as NIHSS rises; the last patient's is multiplied."""
    random = np.random.default_rng(3)
    nihss = np.arange(N) % 15 + 5
    vegf = np.round(200 - 4 * nihss + random.normal(0, 12, N), 1)
    vegf[-1] = round(vegf[-1] * slip, 1)
    cohort = cohort_of(nihss_pre=nihss.tolist(), vegf_pre=vegf.tolist())
    result = factors(prepare(cohort, Settings()), Settings())
    of_vegf = influence(result, "vegf", "pre")
    assert of_vegf is not None
    return nihss, vegf, of_vegf, words.finding(result, translator("en"), factor="vegf", visit="pre")


def test_a_slipped_value_is_named_and_the_rest_counted_anew() -> None:
    nihss, vegf, of_vegf, text = influence_of(10)
    assert stats.pearsonr(nihss, vegf).pvalue > 0.05
    turned = decisive(of_vegf)
    assert turned is not None
    who, row = turned
    rest = stats.pearsonr(nihss[:-1], vegf[:-1])
    low, high = rest.confidence_interval(0.95)
    assert who == N
    assert row.n == N - 1
    assert row.estimate == pytest.approx(rest.statistic, rel=1e-10)
    assert (row.ci_low, row.ci_high) == pytest.approx((low, high), rel=1e-10)
    assert row.p == pytest.approx(rest.pvalue, rel=1e-8)
    assert f"Leaving out patient {N} gives" in text
    assert f"n = {N - 1}" in text


def test_where_all_agree_nobody_is_named() -> None:
    _, _, of_vegf, text = influence_of(1)
    assert decisive(of_vegf) is None
    assert "Leaving out" not in text
    card = matrix_words.influence(of_vegf, translator("en"))
    assert (
        "does not depend on any single patient: whichever one is omitted, "
        "*P* stays on the same side of" in card
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_finding_and_the_card_tell_one_story(lang: str) -> None:
    """By one definition, in one sentence: the same patient in both places."""
    t = translator(lang)
    _, _, of_vegf, _ = influence_of(10)
    sentence = words.hangs_on(of_vegf, t)
    assert str(N) in sentence
    assert matrix_words.influence(of_vegf, t).endswith(sentence)
    assert t("influence.nobody", alpha="0.05") not in matrix_words.influence(of_vegf, t)


def test_those_who_would_each_turn_it_are_counted() -> None:
    """One by one, by scipy: as many as `turning` counts in one step."""
    random = np.random.default_rng(24)
    nihss = np.arange(40) % 15 + 5
    counted = []
    for slope in (1.6, 2.4, 3.2, 4.0):
        vegf = np.round(200 - slope * nihss + random.normal(0, 32, 40), 1)
        cohort = cohort_of(nihss_pre=nihss.tolist(), vegf_pre=vegf.tolist())
        of_vegf = influence(factors(prepare(cohort, Settings()), Settings()), "vegf", "pre")
        assert of_vegf is not None
        clear = stats.pearsonr(nihss, vegf).pvalue < 0.05
        rest = [np.delete(np.arange(40), k) for k in range(40)]
        turned = sum((stats.pearsonr(nihss[i], vegf[i]).pvalue < 0.05) != clear for i in rest)
        assert turning(of_vegf) == turned
        counted.append(turned)
        assert (decisive(of_vegf) is None) == (turned == 0)
        sentence = words.hangs_on(of_vegf, translator("en"))
        assert (f"any one of {turned} of the 40 would change it" in sentence) == (turned > 1)
    assert counted == [6, 1, 3, 0]


def test_the_plans_alpha_decides_and_not_the_level_of_the_intervals() -> None:
    _, _, of_vegf, _ = influence_of(10)
    assert decisive(dataclasses.replace(of_vegf, level=0.5)) is not None
    assert decisive(dataclasses.replace(of_vegf, alpha=1e-12)) is None


def test_an_r_near_zero_whose_sign_turns_is_no_answer() -> None:
    nihss = [5 + i // 2 for i in range(24)]
    vegf = [100.0 + (x - 10.5) ** 2 for x in nihss]
    cohort = cohort_of(nihss_pre=nihss, vegf_pre=vegf)
    of_vegf = influence(factors(prepare(cohort, Settings()), Settings()), "vegf", "pre")
    assert of_vegf is not None
    assert of_vegf.low < 0 < of_vegf.high
    assert decisive(of_vegf) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages_have_the_sentence(lang: str) -> None:
    assert "{" not in translator(lang)("words.factors.without", patient=1, r="0.1", inside="n = 2")
