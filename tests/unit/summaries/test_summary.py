"""A saved summary: it refuses junk, adds what means the same, and keeps back what is small."""

from __future__ import annotations

import contextlib
import copy
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aci_core.analyses import analyse, prepare, summarise
from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings
from aci_core.published.typed_data import Typed
from aci_core.summaries import (
    EFFECTIVE,
    GRADE,
    AnyOf,
    Arms,
    Counts,
    Diff,
    Level,
    NotAvailable,
    PooledData,
    Questions,
    Summary,
    Var,
    summary_from_json,
    summary_to_json,
    suppress_small_cells,
)
from aci_core.summaries.variables import variable_from_json, variable_to_json
from tests.build import cohort_of, sample
from tests.examples import examples

CHOSEN = Settings(covariates=("age", "sex"))


def summary() -> Summary:
    return summarise(prepare(sample("synthetic_156.csv"), CHOSEN), CHOSEN)


AGE = {"of": ["var", "age"]}
DOCUMENT: dict[str, Any] = summary_to_json(summary())


def counts(treatment: list[int], control: list[int]) -> Counts:
    values = np.arange(float(len(treatment)))
    return Counts(values, np.array(treatment), np.array(control))


# --------------------------------------------------------------------------------------- JSON


def test_it_comes_back_from_json_to_the_last_bit() -> None:
    text = json.dumps(DOCUMENT, allow_nan=False)
    assert json.dumps(summary_to_json(summary_from_json(json.loads(text)))) == text


def test_it_holds_no_header_no_text_and_no_identifier() -> None:
    text = json.dumps(DOCUMENT)
    assert "patient_id" not in text
    assert "SYN-" not in text


@pytest.mark.parametrize(
    ("part", "junk"),
    [
        ("format", "aci-summary-2"),
        ("arms", ["a", "a"]),
        ("arms", ["a"]),
        ("n", [78, -1]),
        ("n", [78, 1.5]),
        ("n", [True, 78]),
        ("columns", [{"name": "x"}]),
        ("columns", "x"),
        ("measures", [{"name": "x"}]),
        ("grading", {"rule": "x"}),
        ("moments", [{"of": ["var", "nihss_pre"], "arms": [[79, 1.0, 1.0], [1, 1.0, 0.0]]}]),
        ("moments", [{"of": ["var", "nihss_pre"], "arms": [[7, 1.0, -1.0], [1, 1.0, 0.0]]}]),
        ("moments", [{"of": ["var", "nowhere"], "arms": [[7, 1.0, 1.0], [1, 1.0, 0.0]]}]),
        ("moments", [{"of": ["sum", "age"], "arms": [[7, 1.0, 1.0], [1, 1.0, 0.0]]}]),
        ("moments", [{"of": ["var", "age"], "arms": [[7, "1", 1.0], [1, 1.0, 0.0]]}]),
        ("moments", [{"of": ["var", "age"], "arms": [[7, float("nan"), 1.0], [1, 1.0, 0.0]]}]),
        ("counts", [{**AGE, "values": [2, 1], "treatment": [1, 1], "control": [1, 1]}]),
        ("counts", [{"of": ["var", "age"], "values": [1], "treatment": [99], "control": [1]}]),
        ("counts", [{"of": ["var", "age"], "values": [1], "treatment": [1, 2], "control": [1]}]),
        ("levels", [{"of": "sex", "table": [[1, 2, 3], [1, 2, 3]]}]),
        ("joints", [{"of": [["var", "age"]], "arms": []}]),
        ("crosses", [{"of": [["var", "age"]], "categories": [], "arms": [[9, [1], [[-1]]]] * 2}]),
        ("crosses", [{"of": [AGE["of"]], "categories": ["age"], "arms": [[9, [1], [[1]]]] * 2}]),
    ],
)  # fmt: skip
def test_junk_is_refused_with_the_part_that_is_wrong(part: str, junk: object) -> None:
    document = copy.deepcopy(DOCUMENT)
    document[part] = junk
    with pytest.raises(AciError) as error:
        summary_from_json(document)
    assert (error.value.code, error.value.facts["part"]) == ("summary_invalid", part)


def test_products_beyond_what_their_variables_allow_are_refused() -> None:
    document = copy.deepcopy(DOCUMENT)
    entry = document["crosses"][0]
    entry["arms"][0][2][0][1] *= 1e6
    entry["arms"][0][2][1][0] *= 1e6
    with pytest.raises(AciError):
        summary_from_json(document)


_JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@settings(max_examples=examples(60), deadline=None)
@given(part=st.sampled_from(sorted(DOCUMENT)), junk=_JUNK)
def test_no_junk_is_a_traceback(part: str, junk: object) -> None:
    with contextlib.suppress(AciError):
        summary_from_json({**DOCUMENT, part: junk})


@pytest.mark.parametrize("junk", [None, [], "x", 1, {}])
def test_what_is_no_object_is_refused(junk: object) -> None:
    with pytest.raises(AciError):
        summary_from_json(junk)


@pytest.mark.parametrize(
    "variable", [Var("a"), Diff("a", "b"), Level("sex", "f"), AnyOf(("a", "b", "c"))]
)
def test_a_variable_comes_back(variable: Any) -> None:
    assert variable_from_json(json.loads(json.dumps(variable_to_json(variable)))) == variable


# ------------------------------------------------------------------------------------- adding


def graded(rule: str) -> Summary:
    cohort = cohort_of(nihss_pre=[10, 12, 8, 20], nihss_post=[1, 12, 4, 18])
    chosen = Settings(rule=rule)
    return summarise(prepare(cohort, chosen), chosen)


def test_other_grades_do_not_add_up() -> None:
    with pytest.raises(AciError, match="summary_grading"):
        graded("pct_40") + graded("points_4")
    with pytest.raises(AciError, match="summary_grading"):
        graded("pct_40") + Summary(Arms("treatment", "control"), Arms(1, 1))


def test_other_arms_do_not_add_up() -> None:
    with pytest.raises(AciError, match="summary_arms"):
        Summary(Arms("a", "b"), Arms(1, 1)) + Summary(Arms("b", "a"), Arms(1, 1))


def test_a_column_that_means_something_else_does_not_add_up() -> None:
    number = prepare(cohort_of(site=[1.5, 2.5, 3.5, 4.5]), Settings())
    category = prepare(cohort_of(site=["a", "b", "a", "b"]), Settings())
    with pytest.raises(AciError, match="summary_column"):
        PooledData((number, category))


def test_nothing_is_no_sum() -> None:
    with pytest.raises(AciError, match="summary_none"):
        PooledData(())


def test_what_one_part_lacks_the_sum_lacks() -> None:
    one = summary()
    total = one + suppress_small_cells(one)
    assert total.moments(Var("nihss_pre")).treatment.n == 2 * 78
    with pytest.raises(NotAvailable, match="needs_counts"):
        total.counts(Var("vegf_pre"))


def test_levels_that_one_part_keeps_back_are_not_counted_without_it() -> None:
    columns = {"nihss_pre": [10, 12] * 30, "nihss_post": [5, 8, 6, 7, 4] * 12}
    ward = ["west", "east"] * 30
    chosen = Settings(covariates=("ward",))

    def of(wards: list[str]) -> Summary:
        return summarise(prepare(cohort_of(**columns, ward=wards), chosen), chosen)

    few = suppress_small_cells(of(["west", "east", *["east"] * 58]))
    assert (of(ward) + of(ward)).levels("ward").sum() == 120
    total = of(ward) + few
    with pytest.raises(NotAvailable, match="needs_counts"):
        total.levels("ward")
    for data in (total, PooledData((of(ward), few)), PooledData((few, of(ward)))):
        (row,) = [
            r
            for result in analyse(data, chosen)
            for r in result.rows
            if (r.variable, r.visit, r.method, r.level) == ("nihss", "post", "ancova", None)
        ]
        assert row.estimate is None
        assert "needs_" in str(row.note)


def test_a_summary_of_no_question_still_has_its_grades() -> None:
    data = prepare(cohort_of(nihss_pre=[10, 12, 8, 20], nihss_post=[1, 12, 4, 18]), Settings())
    bare = Summary.of(data, Questions())
    rows = [row for result in analyse(bare, Settings()) for row in result.rows]
    assert any(r.method == "risk_difference" and r.estimate is not None for r in rows)
    assert all(r.estimate is None for r in rows if r.analysis == "outcomes")


def test_typed_numbers_of_two_papers_add_up() -> None:
    total = Typed.events((67, 78), (54, 78)) + Typed.events((10, 20), (8, 20))
    assert total.levels(EFFECTIVE).tolist() == [[77, 21], [62, 36]]
    both = Typed.means((2, 1.0, 0.0), (2, 1.0, 0.0)) + Typed.means((2, 3.0, 0.0), (2, 1.0, 0.0))
    assert both.moments(Var("score_post")).treatment.m2 == 4.0


# ---------------------------------------------------------------------------------- outsiders


def test_no_small_count_leaves_and_means_and_products_do() -> None:
    inside, outside = summary(), suppress_small_cells(summary(), 5)
    for c in outside.of_counts.values():
        assert not ((c.table > 0) & (c.table < 5)).any()
    for name, table in outside.of_levels.items():
        assert not ((table > 0) & (table < 5)).any(), name
    for arms in outside.of_joints.values():
        assert not any(((joint.n > 0) & (joint.n < 5)).any() for joint in arms)
    assert {GRADE, EFFECTIVE} <= set(outside.of_levels)
    for name in ("nihss_pre", "nihss_post", "vegf_post", "bi_post"):
        assert outside.moments(Var(name)) == inside.moments(Var(name))
    assert len(outside.of_crosses) >= len(inside.of_crosses) - 2
    rows = {
        (r.analysis, r.variable, r.visit, r.method): r
        for result in analyse(outside, CHOSEN)
        for r in result.rows
    }
    assert rows["outcomes", "vegf", "post", "mann_whitney"].note == "needs_counts"
    assert rows["outcomes", "nihss", "post", "ancova_hc3"].note == "needs_patients"
    assert rows["outcomes", "nihss", "post", "ancova"].p is not None
    assert rows["response", "grade", "post", "proportional_odds"].p is not None
    assert rows["factors", "vegf", "pre", "pearson"].p is not None
    assert rows["factors", "vegf", "pre", "spearman"].note == "needs_counts"


def summary_of(**counted: Counts) -> Summary:
    return Summary(
        Arms("t", "c"),
        Arms(100, 100),
        of_counts={Var(name): c for name, c in counted.items()},
    )


def test_any_event_less_one_event_is_few() -> None:
    fever, anything = counts([80, 20], [90, 10]), counts([78, 22], [90, 10])
    safe = summary_of(ae_fever=fever)
    both = Summary(
        safe.arms, safe.n, of_counts={Var("ae_fever"): fever, AnyOf(("ae_fever", "x")): anything}
    )
    assert set(suppress_small_cells(both).of_counts) == {Var("ae_fever")}
    plenty = counts([70, 30], [80, 20])
    both = Summary(
        safe.arms, safe.n, of_counts={Var("ae_fever"): fever, AnyOf(("ae_fever", "x")): plenty}
    )
    assert len(suppress_small_cells(both).of_counts) == 2


def test_a_mean_that_is_a_small_count_stays_behind() -> None:
    data = prepare(
        cohort_of(
            nihss_pre=[10, 12] * 30,
            nihss_post=[5, 8, 6, 7] * 15,
            ae_fever=[1, 0] + [0] * 58,
            ward=["west", "east"] + ["east"] * 58,
        ),
        Settings(),
    )
    chosen = Settings(covariates=("ward",))
    inside = summarise(data, chosen)
    recorded = inside.questions
    recorded.moments[Var("ae_fever")] = None
    inside = Summary.of(data, recorded)
    outside = suppress_small_cells(inside)
    assert Var("ae_fever") in inside.of_moments
    assert Var("ae_fever") not in outside.of_moments
    # The share of a ward in the cross-products is their count.
    assert any("ward" in terms.categories for terms in inside.of_crosses)
    assert not any("ward" in terms.categories for terms in outside.of_crosses)
    assert "west" not in json.dumps(summary_to_json(outside)["columns"])
    assert summary_from_json(summary_to_json(outside)).n == inside.n


def test_a_margin_that_tells_who_has_no_other_value_stays_behind() -> None:
    n = 40
    pre = [10.0, 12.0] * (n // 2)
    vegf: list[float | None] = [1.0, 1.0, 2.0, 2.0] * (n // 4)
    vegf[0] = None
    data = prepare(cohort_of(nihss_pre=pre, vegf_pre=vegf), Settings())
    inside = summarise(data, Settings())
    pair = (Var("vegf_pre"), Var("nihss_pre"))
    assert pair in inside.of_joints
    assert pair not in suppress_small_cells(inside, 2).of_joints
    vegf[0] = 1.0
    whole = summarise(prepare(cohort_of(nihss_pre=pre, vegf_pre=vegf), Settings()), Settings())
    assert pair in suppress_small_cells(whole, 2).of_joints


def test_a_rare_grade_stays_behind_and_the_effective_rate_does_not() -> None:
    # Of each arm 30: four recovered of treatment, the others plenty.
    pre, post = [10] * 60, ([0, 10] * 4 + [5, 10] * 26)
    cohort, chosen = cohort_of(nihss_pre=pre, nihss_post=post), Settings(rule="90,46,18")
    inside = summarise(prepare(cohort, chosen), chosen)
    outside = suppress_small_cells(inside)
    assert (set(inside.of_levels) - set(outside.of_levels)) == {GRADE}
    assert summary_from_json(summary_to_json(outside)).levels(EFFECTIVE).tolist() == [
        [30, 0],
        [0, 30],
    ]
    whole, rows = (
        {
            (r.variable, r.arm, r.level, r.method): r
            for result in analyse(data, chosen)
            for r in result.rows
            if result.analysis == "response"
        }
        for data in (inside, outside)
    )
    assert rows.keys() == whole.keys()
    of_grades = [r for key, r in rows.items() if key[0] == GRADE]
    assert len(of_grades) > 15
    assert all(r.estimate is None and "needs_" in str(r.note) for r in of_grades)
    assert rows["effective", None, None, "risk_difference"].estimate == 1.0


def test_few_who_are_not_effective_take_the_grades_with_them() -> None:
    post = [5] * 57 + [10] * 3
    cohort, chosen = cohort_of(nihss_pre=[10] * 60, nihss_post=post), Settings()
    inside = summarise(prepare(cohort, chosen), chosen)
    outside = summary_from_json(summary_to_json(suppress_small_cells(inside)))
    assert outside.grading is not None  # by which rule is no secret
    assert not {GRADE, EFFECTIVE} & set(outside.of_levels)
    whole, rows = (
        {
            (r.variable, r.arm, r.level, r.method): r
            for result in analyse(data, chosen)
            for r in result.rows
            if result.analysis == "response"
        }
        for data in (inside, outside)
    )
    assert rows.keys() == whole.keys()
    of_rate = [r for key, r in rows.items() if key[0] == "effective"]
    assert len(of_rate) > 20
    assert all(r.estimate is None and r.n is None and "needs_" in str(r.note) for r in of_rate)
