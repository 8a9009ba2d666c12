"""A trial is the same cohort, or refused, however its rows are laid out."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.ingest import load
from tests.build import csv_of_rows
from tests.examples import examples

ARMS = ("观察组", "对照组")
# Header of the time, and its words at each visit.
TIMES = (
    ("访视", ("治疗前", "7天", "3个月")),
    ("visit", ("pre", "d7", "m3")),
    ("day", ("0", "7", "90")),
    ("随访时间(天)", ("0", "7.0", "90")),
    ("何时", ("基线", "第7天", "90天")),
)
VISITS = ("pre", "d7", "m3")


@dataclass(frozen=True)
class Trial:
    """Patients with a centre, an arm, an age and a score at each of three visits."""

    people: tuple[tuple[int, str, int, int], ...]
    scores: tuple[tuple[str, str, str], ...]


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    n = draw(st.integers(6, 16))
    random = draw(st.randoms(use_true_random=False))
    people = tuple((k % 2 + 1, ARMS[(k // 2) % 2], 40 + 3 * k, k) for k in range(n))
    score = st.integers(0, 42).map(str)
    missing = st.just("") | score
    scores = tuple((draw(score), draw(missing), draw(missing)) for _ in range(n))
    assume(all(any(row[k] for row in scores) for k in range(3)))
    order = random.sample(range(n), n)
    return Trial(tuple(people[k] for k in order), tuple(scores[k] for k in order))


def table(made: Cohort) -> list[tuple[object, ...]]:
    """Arm, age and scores of each patient; visits in their order."""
    measures = sorted(
        (c for c in made.columns if c.visit), key=lambda c: made.visits.index(c.visit or "")
    )
    names = ["arm", "age", *(c.name for c in measures)]
    return [tuple(row) for row in made.table[names].astype(str).to_numpy().tolist()]


def wide(trial: Trial, ids: list[object]) -> Cohort:
    rows = [
        (number, centre, arm, age, *scores)
        for number, (centre, arm, age, _), scores in zip(
            ids, trial.people, trial.scores, strict=True
        )
    ]
    head = ["编号", "中心", "组别", "年龄", *(f"NIHSS {visit}" for visit in VISITS)]
    return load(csv_of_rows(head, rows), "a.csv")


def numbered(trial: Trial, within: tuple[int, ...]) -> list[object]:
    """Numbers from 1 in each group of the patients: of centre (0), arm (1), or both."""
    last: dict[tuple[object, ...], int] = {}
    ids: list[object] = []
    for person in trial.people:
        group = tuple(person[k] for k in within)
        last[group] = last.get(group, 0) + 1
        ids.append(last[group])
    return ids


@given(
    trials(),
    st.sampled_from([(), (0,), (1,), (0, 1)]),
    st.sampled_from(TIMES),
    st.booleans(),
    st.data(),
)
@settings(max_examples=examples(25))
def test_a_trial_in_long_shape_is_the_wide_one(
    trial: Trial,
    within: tuple[int, ...],
    times: tuple[str, tuple[str, ...]],
    own_baseline: bool,
    data: st.DataObject,
) -> None:
    plain = wide(trial, [f"P{person[3]:02}" for person in trial.people])
    # Numbers that begin anew in each group say so only where most of them come again.
    groups = {tuple(p[k] for k in within) for p in trial.people}
    sizes = [sum(tuple(p[k] for k in within) == g for p in trial.people) for g in groups]
    assume(not within or min(sizes) > 1)
    ids = numbered(trial, within) if within else [f"P{p[3]:02}" for p in trial.people]
    assert table(wide(trial, ids)) == table(plain)

    header, words = times
    head = [
        "编号",
        "中心",
        "组别",
        "年龄",
        header,
        *(["基线NIHSS"] if own_baseline else []),
        "NIHSS",
    ]
    rows = [
        (number, centre, arm, age, word, *([scores[0]] if own_baseline else []), score)
        for number, (centre, arm, age, _), scores in zip(
            ids, trial.people, trial.scores, strict=True
        )
        for word, score in list(zip(words, scores, strict=True))[own_baseline:]
    ]
    # Patients stand in the order of their first rows: the others may follow in any.
    first = [row for row in rows if row[4] == words[own_baseline]]
    later = [row for row in rows if row[4] != words[own_baseline]]
    data.draw(st.randoms(use_true_random=False)).shuffle(later)
    long = load(csv_of_rows(head, [*first, *later]), "a.csv")
    assert table(long) == table(plain)


@given(
    trials(),
    st.sampled_from(["P{:02}", "{}", "S-{}"]),
    st.booleans(),
    st.randoms(use_true_random=False),
)
@settings(max_examples=examples(20))
def test_the_same_patients_in_both_arms_are_refused(
    trial: Trial, form: str, long: bool, random: Random
) -> None:
    both = [
        (form.format(k + 1), period, ARMS[(k + period) % 2], person[2], *scores[:2])
        for k, (person, scores) in enumerate(zip(trial.people, trial.scores, strict=True))
        for period in (1, 2)
    ]
    head = ["编号", "周期", "组别", "年龄", "NIHSS pre", "NIHSS post"]
    if long:
        both = [(*r[:4], v, r[4 + k]) for r in both for k, v in enumerate(("pre", "post"))]
        head = [*head[:4], "访视", "NIHSS"]
    random.shuffle(both)
    with pytest.raises(AciError, match="crossover"):
        load(csv_of_rows(head, both), "a.csv")
