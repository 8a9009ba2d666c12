"""The patient on whom a correlation's answer hangs: told with his r, interval, P and n."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from aci_core.analyses import prepare
from aci_core.analyses.factors import factors
from aci_core.analyses.influence import Influence, decisive, influence
from aci_core.domain.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences import factors as words
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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages_have_the_sentence(lang: str) -> None:
    assert "{" not in translator(lang)("words.factors.without", patient=1, r="0.1", inside="n = 2")
