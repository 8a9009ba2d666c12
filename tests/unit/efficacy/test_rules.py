"""Rules are data: presets, and cuts that a user types."""

from fractions import Fraction

import pytest

from aci_core.domain.errors import AciError
from aci_core.efficacy import PRESETS, rule_named


def test_every_preset_of_the_contract_is_there() -> None:
    expected = {"pct_90_46_18", "points_8_1", "pct_40", "points_4", "nihss_0_1_or_8", "pct_55"}
    assert set(PRESETS) == expected | {"cn_five"}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_one_cut_fewer_than_grades_and_effective_grades_are_the_best(
    name: str,
) -> None:
    rule = PRESETS[name]
    dead = rule.death is not None
    assert len(rule.cuts) == len(rule.scale.best_first) - 1 - dead
    if dead:
        assert rule.scale.best_first[-1] == rule.death
    assert list(rule.cuts) == sorted(rule.cuts, reverse=True)
    best = rule.scale.best_first[: len(rule.scale.effective)]
    assert rule.scale.effective == best
    assert 0 < len(best) < len(rule.scale.best_first)


def test_typed_cuts_keep_their_decimals_exactly() -> None:
    assert rule_named("89.5, 46，18").cuts == (Fraction(179, 2), Fraction(46), Fraction(18))


def test_typed_cuts_equal_to_a_preset_are_that_preset() -> None:
    assert rule_named("90,46,18").name == "pct_90_46_18"


@pytest.mark.parametrize("typed", ["18,46,90", "50,50", "0", "101,5", "90,60,40,20"])
def test_cuts_that_make_no_rule_are_refused(typed: str) -> None:
    with pytest.raises(AciError) as caught:
        rule_named(typed)
    assert caught.value.code == "rule_cuts"


@pytest.mark.parametrize("typed", ["", "abc", "1e2", "-5", "90;46", "12.345"])
def test_what_is_no_number_is_an_unknown_rule(typed: str) -> None:
    with pytest.raises(AciError) as caught:
        rule_named(typed)
    assert caught.value.code == "rule_unknown"
