"""Filters: who is left, how many each took from which arm, and what nobody can be left by."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aci_core.analyses import analyse, prepare, safety
from aci_core.domain.errors import AciError
from aci_core.domain.study.criterion import Criterion
from aci_core.domain.study.filters import (
    SETS,
    Among,
    Between,
    Complete,
    Filter,
    Known,
    NamedSet,
    Patients,
    filters_from_json,
    format_ordinals,
    parse_ordinals,
)
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.i18n.format_filter import describe, describe_all
from aci_core.selection import (
    count_by_arm,
    matching_ordinals,
    ordinals_in_cohort,
    select,
    value_range,
    widenings,
)
from tests.build import cohort_of, sample

COHORT = cohort_of(
    age=[50, 60, 70, 80, None, 90],
    sex=["male", "female", "male", "female", "male", "female"],
    nihss_pre=[10, 10, 10, 10, 10, 0],
    nihss_post=[0, 5, 10, None, 3, 0],
    lost=[0, 0, 1, 0, None, 0],
    died=[0, 0, 0, 1, 0, 0],
)
CRITERION = Criterion()


def left(*filters: Filter) -> list[str]:
    return select(COHORT, filters, CRITERION).cohort.table["patient_id"].tolist()


@pytest.mark.parametrize(
    ("one", "patients"),
    [
        (Between("age", 60, 80), ["p2", "p3", "p4"]),
        (Between("age", high=70), ["p1", "p2", "p3"]),
        (Known("nihss_post"), ["p1", "p2", "p3", "p5", "p6"]),
        (Among("arm", ("treatment", "control")), ["p1", "p2", "p3", "p4", "p5", "p6"]),
        (Among("@grade", ("recovered", "markedly_effective")), ["p1", "p2", "p5"]),
        # A death is graded: ineffective. No fall can be told from a score of 0.
        (NamedSet("", "graded"), ["p1", "p2", "p3", "p4", "p5"]),
        (NamedSet("", "not_lost"), ["p1", "p2", "p4", "p5", "p6"]),
        (NamedSet("", "not_died"), ["p1", "p2", "p3", "p5", "p6"]),
    ],
)
def test_who_is_left(one: Filter, patients: list[str]) -> None:
    assert left(one) == patients


def test_each_filter_tells_what_it_took_from_each_arm() -> None:
    selected = select(COHORT, (Between("age", 55), NamedSet("", "graded")), CRITERION)
    first, second = selected.steps
    assert dict(first.before) == {"treatment": 3, "control": 3}
    assert dict(first.after) == dict(second.before) == {"treatment": 1, "control": 3}
    assert dict(second.after) == {"treatment": 1, "control": 2}
    assert selected.to_json()[1]["filter"] == {"set": "graded"}
    assert selected.cohort.n_by_arm == dict(second.after)
    # A patient is still found in the file.
    assert [selected.cohort.row_of(i) for i in range(2)] == [3, 4]


def test_without_filters_it_is_the_cohort_itself() -> None:
    assert select(COHORT, (), CRITERION).cohort is COHORT


@pytest.mark.parametrize(
    ("filters", "code"),
    [
        ([Between("age", 200)], "selection_empty"),
        ([Among("arm", ("control",))], "selection_one_arm"),
        ([Between("nobody", 1)], "filter_column"),
        ([Between("sex", 1)], "filter_column"),
        ([Among("age", ("1",))], "filter_column"),
    ],
)
def test_what_cannot_be_is_refused_in_words(filters: list[Filter], code: str) -> None:
    with pytest.raises(AciError) as refused:
        select(COHORT, filters, CRITERION)
    assert refused.value.code == code
    for lang in LANGUAGES:
        assert translator(lang).error(refused.value)


@pytest.mark.parametrize(
    "junk",
    [
        {}, [1], [{}], [{"set": "x"}], [{"column": "a"}], [{"column": "a", "low": "1"}],
        [{"column": "a", "low": 2, "high": 1}], [{"column": "a", "among": []}],
        [{"column": "a", "among": [1]}], [{"column": "", "known": True}], [{"set": "graded"}] * 21,
        [{"column": "a", "known": False}], [{"column": "a", "low": float("inf")}],
    ],
)  # fmt: skip
def test_junk_is_no_filter(junk: object) -> None:
    with pytest.raises(AciError):
        filters_from_json(junk)


NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)
NUMBERS = st.floats(-1e6, 1e6)
FILTERS = st.one_of(
    st.builds(Known, NAMES),
    st.builds(Among, NAMES, st.lists(NAMES, min_size=1, max_size=4, unique=True).map(tuple)),
    st.tuples(NAMES, NUMBERS, NUMBERS).map(lambda x: Between(x[0], *sorted(x[1:]))),
    st.sampled_from(SETS).map(lambda name: NamedSet("", name)),
)


@given(st.lists(FILTERS, max_size=5, unique=True))
def test_filters_survive_json(filters: list[Filter]) -> None:
    text = json.dumps([one.to_json() for one in filters])
    assert filters_from_json(json.loads(text)) == tuple(filters)
    settings = Settings(filters=tuple(filters))
    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


@given(st.permutations([Between("age", 60), Known("bi_m3"), NamedSet("", "graded")]))
def test_the_order_of_filters_changes_nobody(filters: list[Filter]) -> None:
    cohort = sample("synthetic_long.csv")
    selected = select(cohort, filters, CRITERION).cohort
    ordered = [Between("age", 60), Known("bi_m3"), NamedSet("", "graded")]
    first = select(cohort, ordered, CRITERION).cohort
    assert selected.digest == first.digest != cohort.digest
    assert selected.table.equals(first.table)


def test_every_analysis_is_about_the_patients_left() -> None:
    cohort = sample("synthetic_156.csv")
    settings = Settings(filters=(Between("age", 60),))
    data = prepare(cohort, settings)
    keep = cohort.table["age"] >= 60
    assert data.cohort.n == int(keep.sum()) < cohort.n
    baseline = analyse(data, settings)[0]
    row = baseline.first("mean_sd", "age", arm="treatment")
    expected = cohort.table.loc[keep & (cohort.table["arm"] == "treatment"), "age"]
    assert row.estimate == pytest.approx(float(np.mean(expected)))
    assert row.n == len(expected)


def test_patients_by_their_numbers_and_all_others() -> None:
    chosen = Patients.from_ordinals((6, 1, 3), COHORT.digest)
    assert chosen.to_json() == {"patients": "1,3,6", "of": COHORT.digest[:8]}
    assert Filter.from_json(chosen.to_json()) == chosen
    assert left(chosen) == ["p1", "p3", "p6"]
    assert left(Patients.from_ordinals((1, 3), COHORT.digest, left_out=True)) == [
        "p2",
        "p4",
        "p5",
        "p6",
    ]
    # By hand, for the file it is used on: no digest.
    assert left(Filter.from_json({"patients": "2-3, 5"})) == ["p2", "p3", "p5"]


def test_numbers_are_those_of_the_whole_cohort_after_any_filter() -> None:
    old = (Between("age", 65), Patients.from_ordinals((3, 4), COHORT.digest))
    assert left(*old) == ["p3", "p4"] == left(*old[::-1])
    assert select(COHORT, old, CRITERION).cohort.ordinals.tolist() == [3, 4]
    assert matching_ordinals(
        select(COHORT, old[:1], CRITERION).cohort, (old[1],), CRITERION
    ).tolist() == [
        3,
        4,
    ]


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (Patients.from_ordinals((1, 2), "0" * 64), "filter_other_cohort"),
        (Patients("", (1, 7)), "filter_patient"),
    ],
)
def test_patients_of_another_file_are_not_taken_for_these(one: Filter, code: str) -> None:
    with pytest.raises(AciError) as refused:
        left(one)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "document",
    [
        {"patients": "", "of": "12345678"},
        {"patients": "0"},
        {"patients": "9-3"},
        {"patients": "1", "of": "xyz"},
        {"patients": "1", "left_out": 1},
        {"patients": "1," * 3000},
        {"patients": "1-99999999"},
        {"complete": ""},
    ],
)
def test_junk_names_no_patient(document: object) -> None:
    with pytest.raises(AciError) as refused:
        Filter.from_json(document)
    assert refused.value.code == "filter_unknown"


@given(st.sets(st.integers(1, 400), min_size=1))
def test_numbers_come_back_as_they_were_written(numbers: set[int]) -> None:
    rising = tuple(sorted(numbers))
    assert parse_ordinals(format_ordinals(rising)) == rising


def test_a_complete_visit_is_every_measure_of_it() -> None:
    cohort = cohort_of(
        nihss_pre=[9, 9, 9, 9], nihss_post=[5, 5, None, 5], bi_pre=[50] * 4,
        bi_post=[60, None, 60, 65],
    )  # fmt: skip
    selected = select(cohort, (Complete("", "post"),), CRITERION).cohort
    assert selected.table["patient_id"].tolist() == ["p1", "p4"]
    with pytest.raises(AciError) as refused:
        select(cohort, (Complete("", "m3"),), CRITERION)
    assert refused.value.code == "filter_column"


def test_what_to_widen() -> None:
    filters = (Between("age", 200), Among("sex", ("male",)), Between("nobody", 1))
    age, sex = widenings(COHORT, filters[:2], CRITERION)
    assert age.value_range == (50, 90)
    assert sex.value_range is None
    assert age.by_itself == sex.without == {"treatment": 0, "control": 0}
    assert age.without == sex.by_itself == {"treatment": 3, "control": 0}
    assert not age.helps
    # A column that the file lacks: only what is asked without it has an answer.
    result = widenings(COHORT, filters, CRITERION)
    assert [one.without is None for one in result] == [True, True, False]
    assert [one.by_itself is None for one in result] == [False, False, True]
    assert [one.value_range for one in result] == [(50, 90), None, None]


def test_without_the_filter_that_takes_an_arm_both_are_back() -> None:
    result = widenings(COHORT, (Between("age", 60), Among("arm", ("control",))), CRITERION)
    assert [one.helps for one in result] == [False, True]
    assert value_range(COHORT, "sex") is None


@pytest.mark.parametrize(
    ("ordinals", "too_long"),
    [
        ((1,), False),
        (range(1, 200_000), False),
        (range(1, 9_999, 2), True),
        ((*range(1, 400, 2), *range(1_000, 90_000)), False),
    ],
)
def test_more_patients_than_a_link_can_name(ordinals: Sequence[int], too_long: bool) -> None:
    made = Patients.from_ordinals(ordinals, "")
    assert made.too_long is too_long
    assert made.too_long is (len(format_ordinals(made.ordinals)) > 3_000)


def test_who_is_there_and_in_which_arm() -> None:
    few = select(COHORT, [Patients("", (2, 3, 5))], CRITERION).cohort
    assert ordinals_in_cohort(few, (5, 1, 2)).tolist() == [2, 5]
    assert ordinals_in_cohort(few, ()).tolist() == []
    whole = COHORT.table["arm"].astype(str).tolist()
    expected = {arm: [whole[n - 1] for n in (2, 5)].count(arm) for arm in COHORT.arms}
    assert count_by_arm(few, (1, 2, 5)) == expected


def test_filters_on_grades_are_of_the_visit_that_is_graded() -> None:
    cohort = cohort_of(
        arm=["treatment", "control"] * 2,
        nihss_pre=[10] * 4,
        nihss_post=[9, 9, 1, 1],
        nihss_m3=[1, 1, 9, None],
    )
    best, known = Among("@grade", ("recovered",)), NamedSet("", "graded")
    at_m3 = Criterion(visits=("m3",))
    assert matching_ordinals(cohort, (best,), CRITERION).tolist() == [3, 4]
    assert matching_ordinals(cohort, (best,), at_m3).tolist() == [1, 2]
    assert matching_ordinals(cohort, (known,), at_m3).tolist() == [1, 2, 3]
    by_default, moved = (select(cohort, (best,), c).cohort for c in (CRITERION, at_m3))
    assert by_default.digest != moved.digest
    # What names the visit that is graded anyway is the same selection.
    post = select(cohort, (best,), Criterion(visits=("post",))).cohort
    assert post.digest == by_default.digest


@pytest.mark.parametrize(
    ("one", "later"),
    [
        (Between("age", 60), False),
        (Between("nihss_pre", 4), False),
        (Among("sex", ("female",)), False),
        (Among("arm", ("control",)), False),
        (Patients("", (1, 2)), False),
        (Complete("", "pre"), False),
        (Between("nihss_m3", 4), True),
        (Known("vegf_post"), True),
        (Between("died", 0, 0), True),
        (Between("ae_fever", 1), True),
        (Between("nsc_doses", 6), True),
        (Among("@grade", ("recovered",)), True),
        (Among("grade", ("recovered",)), True),
        (Complete("", "m3"), True),
        (NamedSet("", "graded"), True),
        (NamedSet("", "not_lost"), True),
        (NamedSet("", "not_died"), True),
    ],
)
def test_what_follows_allocation_is_marked(one: Filter, later: bool) -> None:
    """Rule 6: such a filter is marked wherever its results stand."""
    assert one.after_allocation is later
    for lang, mark in (("en", "(after allocation)"), ("zh", "（分组后）")):
        t = translator(lang)
        assert (mark in describe(t, one)) is later
        assert (mark in describe_all(t, (Between("age", 60), one))) is later


def test_deaths_are_counted_over_all_who_were_allocated() -> None:
    cohort = sample("synthetic_long.csv")

    def deaths(*filters: Filter) -> tuple[float | None, int, bool]:
        settings = Settings(filters=filters)
        result = safety(prepare(cohort, settings), settings)
        row = result.first("count", "died")
        return row.estimate, row.total, "all_allocated" in row.notes

    old = Between("age", 70)
    everybody = deaths()
    assert everybody == (9, 240, False)
    assert deaths(NamedSet("", "not_died")) == (9, 240, True)
    assert deaths(Complete("", "m6")) == (9, 240, True)
    assert deaths(Known("nihss_m6"), old) == (*deaths(old)[:2], True)
    assert deaths(old)[1] < 240
