"""The flow: numbers of known cohorts, and that they always add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aci_core.analyses import outcomes, prepare
from aci_core.analyses.flow import OTHER, Flow, flow
from aci_core.domain.study.settings import Settings
from aci_core.presentation.figures.flow import patients
from aci_core.presentation.i18n import translator
from aci_core.presentation.sentences.flow import caption
from aci_core.presentation.tables.flow import flow as table_of
from tests.build import cohort_of, sample


def made(settings: Settings | None = None, **columns: object) -> Flow:
    chosen = settings or Settings()
    return flow(prepare(cohort_of(**columns), chosen), chosen)  # type: ignore[arg-type]


def test_who_died_was_lost_and_is_analysed() -> None:
    result = made(
        arm=["treatment"] * 4 + ["control"] * 3,
        nihss_pre=[10, 9, 8, 7, 6, None, 9],
        nihss_post=[1, None, None, None, 6, 5, 9],
        bi_pre=[50, 50, 50, 50, 50, 50, 50],
        bi_post=[50, None, 50, None, 50, 50, 50],
        died=[0, 1, 0, 0, 0, 0, 0],
        lost=[0, 1, 1, 0, 0, 1, 0],
        lost_reason=["", "gone", "moved away", "", "", "", ""],
        nsc_doses=[6, 6, 0, None, 0, 0, 0],
    )
    one, two = result.by_arm
    assert one.fates == (("died", 1), ("lost", 1), ("unknown", 0), ("followed", 2))
    assert one.reasons == (("moved away", 1),)
    assert two.reasons == (("", 1),)
    assert one.received == (("some", 2), ("none", 1), ("unknown", 1))
    by_name = {o.variable: o for o in one.outcomes}
    assert by_name["nihss"].n == 1
    assert dict(by_name["nihss"].absent) == {"died": 1, "lost": 1, "missing_post": 1}
    assert dict(by_name["bi"].absent) == {"died": 1, "missing_post": 1}
    # Who died before the visit is graded: as ineffective.
    assert by_name["grade"].n == 2
    control = {o.variable: o for o in two.outcomes}
    assert dict(control["nihss"].absent) == {"lost": 1}


def test_losses_that_no_column_tells_are_not_none() -> None:
    deaths = made(nihss_pre=[5, 6, 7, 8], nihss_post=[4, 5, 6, 7], died=[0, 1, 0, 0])
    assert [arm.fate("lost") for arm in deaths.by_arm] == [None, None]
    assert [arm.fate("followed") for arm in deaths.by_arm] == [None, None]
    assert deaths.by_arm.control.fates == (("died", 1), ("unknown", 0), ("losses_unknown", 1))
    t = translator("en")
    written = caption(deaths, t)
    assert "Died: 1; losses to follow-up are not recorded." in written
    drawn = patients(deaths, t).alt
    table = table_of(deaths, t)
    for text in (drawn, str(table.rows), written):
        assert "Followed up" not in text
        assert "lost to follow-up 0" not in text
    losses = made(nihss_pre=[5, 6, 7, 8], lost=[0, 1, 0, 0])
    assert [arm.fate("died") for arm in losses.by_arm] == [None, None]
    assert "deaths are not recorded" in caption(losses, t)


def test_rows_left_out_and_filtered_are_counted_apart() -> None:
    cohort = cohort_of(arm=["treatment", "control", "", "treatment"], nihss_pre=[5, 6, 7, 8])
    result = flow(prepare(cohort, Settings()), Settings(), before=5)
    assert (result.in_file, result.filtered, result.n) == (6, 2, 3)
    assert result.left_out == (("arm_missing", 1),)


def test_rare_reasons_are_summed() -> None:
    n = 14
    result = made(
        arm=["treatment"] * n + ["control"],
        nihss_pre=[5] * (n + 1),
        lost=[1] * n + [0],
        lost_reason=["often"] * 6 + [f"rare {i}" for i in range(n - 6)] + [""],
    )
    reasons = result.by_arm[0].reasons
    assert reasons[0] == ("often", 6)
    assert reasons[-1] == (OTHER, 5)
    assert sum(k for _, k in reasons) == n


_FLAG = st.sampled_from([0, 1, None])
_SCORE = st.integers(0, 42) | st.none()
_PATIENT = st.tuples(
    st.sampled_from(["treatment", "control"]), _SCORE, _SCORE, _FLAG, _FLAG,
    st.integers(20, 90) | st.none(),
)  # fmt: skip


@given(st.lists(_PATIENT, min_size=2, max_size=30))
def test_it_adds_up(patients: list[tuple[object, ...]]) -> None:
    patients = [("treatment", 10, 5, 0, 0, 60), ("control", 9, 5, 0, 1, 61), *patients]
    names = ("arm", "nihss_pre", "nihss_post", "died", "lost", "age")
    columns = dict(zip(names, map(list, zip(*patients, strict=True)), strict=True))
    result = made(Settings(covariates=("age",)), **columns)
    assert result.in_file == result.n + result.filtered + sum(n for _, n in result.left_out)
    for arm in result.by_arm:
        assert sum(n for _, n in arm.fates) == arm.n
        if arm.reasons:
            assert sum(n for _, n in arm.reasons) == arm.fate("lost")
        for outcome in arm.outcomes:
            assert outcome.n + sum(n for _, n in outcome.absent) == arm.n


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(covariates=("age", "toast")),
        Settings(randomised=True, covariates=("age", "toast")),
    ],
)
@pytest.mark.parametrize("name", ["synthetic_156.csv", "synthetic_long.csv"])
def test_what_is_analysed_is_what_the_model_has(name: str, settings: Settings) -> None:
    data = prepare(sample(name), settings)
    result = outcomes(data, settings)
    checked = 0
    for arm in flow(data, settings).by_arm:
        for one in (o for o in arm.outcomes if o.variable != "grade"):
            # mRS is adjusted for severity and age, not for itself: statistics.md, second part.
            method = "proportional_odds_adjusted" if one.variable == "mrs" else "ancova"
            row = result.first(method, one.variable, visit=one.visit)
            assert isinstance(row.n, dict)
            assert row.n[arm.arm] == one.n
            checked += 1
    assert checked >= 10
