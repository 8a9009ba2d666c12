"""Sentences on intervals that fail or are conservative, in both languages."""

from __future__ import annotations

import pytest

from aci_core.methods import METHODS
from aci_core.methods.coverage import coverage_of
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences.coverage import finding, how, setting
from aci_core.presentation.tables.coverage import by_size

STUDIED = [name for name in METHODS if coverage_of(name)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", STUDIED)
def test_what_is_below_93_and_what_is_conservative_is_said(name: str, lang: str) -> None:
    t, result = translator(lang), coverage_of(name)
    text = finding(result, t)
    below, above = sum(c.below for c in result), sum(c.above for c in result)
    assert ("93%" in text) == bool(below)
    assert ("97%" in text) == bool(above)
    assert len(by_size(result, t).rows) == 3
    assert how(result, t)
    for c in result:
        for code in (c.lowest_setting, c.highest_setting):
            # In words or in percent, never the study's own code.
            assert setting(code, t) != code


def test_the_worst_is_named() -> None:
    t = translator("en")
    assert "85.9%" in finding(coverage_of("ancova"), t)
    assert "three times as much" in finding(coverage_of("ancova"), t)
    assert "never below 95%" in finding(coverage_of("clopper_pearson"), t)
    assert "close to 95%" in finding(coverage_of("welch_t"), t)
    assert setting("0.859 v 0.692", t) == "rates of 85.9% v 69.2%"
    assert coverage_of("holm") == ()
    assert "2,000 random" in how(coverage_of("mmrm"), t)
    assert "10,000 random" in how(coverage_of("ancova"), t)


def test_no_method_of_the_contract_is_forgotten() -> None:
    assert {
        "risk_difference", "risk_difference_mn", "wilson", "clopper_pearson",
        "risk_ratio_koopman", "risk_ratio", "odds_ratio", "spearman", "pearson", "win_odds",
        "hodges_lehmann", "welch_t", "ancova", "ancova_hc3",
    } <= set(STUDIED)  # fmt: skip
