"""What a cohort answers about itself."""

from __future__ import annotations

import pytest

from aci_core.domain.errors import AciError
from aci_core.domain.schema import Role
from tests.build import cohort_of

COHORT = cohort_of(
    nihss_pre=[5, 6],
    nihss_post=[3, 4],
    nihss_m6=[1, 1],
    nihss_m3=[2, 2],
    bi_pre=[50, 51],
    bi_w2=[60, 65],
    vegf_pre=[1.0, 2.0],
    age=[60, 70],
)


def test_visits_in_the_order_of_time() -> None:
    assert COHORT.visits == ("pre", "post", "w2", "m3", "m6")
    assert COHORT.visits_of("nihss") == ("pre", "post", "m3", "m6")


def test_a_stopped_column_is_there_but_not_usable() -> None:
    cohort = cohort_of(nihss_pre=[99, 98, 97, 5], nihss_post=[6, 7, 8, 9])
    assert cohort.column("nihss_pre") is not None
    assert not cohort.usable("nihss_pre")
    assert cohort.visits_of("nihss") == ("post",)
    assert "nihss_pre" not in [c.name for c in cohort.columns_with(Role.MEASURE)]


def test_measures_in_the_order_of_the_schema() -> None:
    assert COHORT.measured == ("nihss", "bi", "vegf")


def test_a_column_for_each_of_the_table() -> None:
    assert [c.name for c in COHORT.columns] == list(COHORT.table.columns)
    assert COHORT.column("nothing") is None


def test_arms() -> None:
    assert (COHORT.treatment, COHORT.reference) == ("treatment", "control")
    assert COHORT.n_by_arm == {"treatment": 1, "control": 1}
    assert COHORT.n == 2


@pytest.mark.parametrize(
    ("arms", "code"),
    [(["a", "a"], "one_arm"), (["a", "b"], "choose_reference"), (["a", "b", "c"], "choose_arms")],
)
def test_unsettled_arms_say_what_is_needed(arms: list[str], code: str) -> None:
    cohort = cohort_of(arm=arms, nihss_pre=list(range(len(arms))))
    with pytest.raises(AciError) as caught:
        cohort.two_arms()
    assert caught.value.code == code
