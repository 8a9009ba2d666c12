"""Every function that takes counts refuses what is no whole number, and takes any type of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aci_core.stats.chi_square import n1_chi2, pearson_chi2, yates_chi2
from aci_core.stats.correlation import pearson_of, spearman
from aci_core.stats.fisher import fisher_2x2, fisher_2xk
from aci_core.stats.freeman_halton import margin_p
from aci_core.stats.odds_ratio import odds_ratio
from aci_core.stats.ordinal import linear_by_linear, proportional_odds
from aci_core.stats.proportion import clopper_pearson, one_sided_upper, wilson, wilson_limits
from aci_core.stats.qq import normal_scores
from aci_core.stats.ranks import mann_whitney, win_odds
from aci_core.stats.risk_difference import constrained, risk_difference, risk_difference_mn
from aci_core.stats.risk_ratio import risk_ratio, risk_ratio_koopman
from aci_core.stats.shift import hodges_lehmann
from aci_core.stats.signed_rank import wilcoxon_signed_rank
from aci_core.stats.skewness import skewness
from aci_core.stats.smd_levels import smd_levels
from aci_core.stats.two_by_two import occupied, refusal
from aci_core.stats.two_means import standardised_interval
from aci_core.summaries.counts import Counts, Joint

Numbers = list[Any]
VALUES = np.array([1.0, 2.0, 3.0, 5.0])

# What each makes of four counts: events and patients, or the cells of a table.
FUNCTIONS: dict[str, Callable[[Numbers], object]] = {
    **{
        f.__name__: lambda x, f=f: f(x[0], x[1] + 9, x[2], x[3] + 9)
        for f in (odds_ratio, risk_difference, risk_difference_mn, risk_ratio, risk_ratio_koopman,
                  refusal)
    },
    "constrained": lambda x: constrained(x[0], x[1] + 9, x[2], x[3] + 9, 0.1),
    **{
        f.__name__: lambda x, f=f: [f(x[0], x[1] + 9), f(x[2], x[3] + 9)]
        for f in (wilson, clopper_pearson, one_sided_upper)
    },
    "wilson_limits": lambda x: [wilson_limits(x[i], x[i + 1] + 9, 1.96) for i in (0, 2)],
    **{
        f.__name__: lambda x, f=f: f([x[:2], x[2:]])
        for f in (pearson_chi2, yates_chi2, n1_chi2, fisher_2x2, fisher_2xk, linear_by_linear,
                  proportional_odds, smd_levels, occupied)
    },
    "margin_p": lambda x: margin_p([n + 9 for n in x[:3]], x[3], [1, 1, x[3] - 2], 1),
    "pearson_of": lambda x: [pearson_of(0.3, n + 9) for n in x],
    "standardised_interval": lambda x: [
        standardised_interval(0.3, x[i], x[i + 1], 0.95) for i in (0, 2)
    ],
    "normal_scores": lambda x: [normal_scores(n).tolist() for n in x],
    "mann_whitney": lambda x: mann_whitney(_counts(x)),
    "win_odds": lambda x: win_odds(_counts(x), "higher"),
    "hodges_lehmann": lambda x: hodges_lehmann(_counts(x)),
    "spearman": lambda x: spearman(Joint(VALUES, VALUES[::-1].copy(), np.array(x))),
    "skewness": lambda x: skewness(VALUES, np.array(x)),
    "wilcoxon_signed_rank": lambda x: wilcoxon_signed_rank(VALUES, np.array(x)),
}  # fmt: skip
TYPES = (int, float, np.int64, np.int32, np.uint8, np.float64, np.float32)


def _counts(x: Numbers) -> Counts:
    return Counts(VALUES, np.array(x), np.array(x[::-1]))


# From 2 up and at most 9: events never exceed patients, no cell is empty.
whole_numbers = st.lists(st.integers(2, 9), min_size=4, max_size=4)
no_whole_number = st.one_of(
    st.floats(0.01, 0.99).map(lambda part: 3 + part), st.just(float("nan")), st.just(float("inf"))
)


@pytest.mark.parametrize("name", FUNCTIONS)
@given(counts=whole_numbers, at=st.integers(0, 3), wrong=no_whole_number)
def test_what_is_no_whole_number_is_refused(
    name: str, counts: list[int], at: int, wrong: float
) -> None:
    given_counts: Numbers = [float(n) for n in counts]
    given_counts[at] = wrong
    with pytest.raises(ValueError, match="whole number"):
        FUNCTIONS[name](given_counts)


@pytest.mark.parametrize("name", FUNCTIONS)
@given(counts=whole_numbers, kind=st.sampled_from(TYPES))
def test_a_whole_number_of_any_type_counts_the_same(
    name: str, counts: list[int], kind: Callable[[int], Any]
) -> None:
    function = FUNCTIONS[name]
    assert function([kind(n) for n in counts]) == function(counts)
