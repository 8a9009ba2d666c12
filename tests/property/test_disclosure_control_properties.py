"""No count that was withheld can be worked out from what was shared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from aci_core.analyses import ANALYSES, Result, Row, analyse, prepare
from aci_core.domain.study.settings import Settings
from aci_core.sharing import payload
from aci_core.sharing.payload import Results
from aci_core.sharing.results.disclosure_control import NOTE, withhold, without_patients
from aci_core.sharing.results.results_json import can_write
from aci_core.sharing.results.supplementary_results import supplement
from tests.build import cohort_of
from tests.examples import examples

LEAST = 5
N = 40


@st.composite
def cohorts(draw: st.DrawFn) -> Any:
    """Two arms with grades, events, diseases and losses, some of them in few patients."""

    def rare(share: float) -> list[int]:
        return (
            draw(st.lists(st.sampled_from([0] * 9 + [1]), min_size=N, max_size=N)) if share else []
        )

    pre = draw(st.lists(st.integers(4, 30), min_size=N, max_size=N))
    cut = draw(st.lists(st.sampled_from([0.0, 0.2, 0.3, 0.5, 0.95]), min_size=N, max_size=N))
    return cohort_of(
        nihss_pre=pre,
        nihss_post=[round(p * (1 - c)) for p, c in zip(pre, cut, strict=True)],
        bi_post=draw(st.lists(st.sampled_from([60, 80, 95, 100]), min_size=N, max_size=N)),
        mrs_post=draw(st.lists(st.sampled_from([0, 1, 2]), min_size=N, max_size=N)),
        toast=draw(st.lists(st.sampled_from(["LAA", "SAA", "CE"]), min_size=N, max_size=N)),
        diabetes=rare(1),
        ae_fever=rare(1),
        ae_headache=rare(1),
        ae_rash=rare(1),
        died=rare(1),
    )


def _shared(cohort: Any) -> tuple[dict[str, Result], dict[str, Result]]:
    data = prepare(cohort, Settings())
    every = dict(zip(ANALYSES, analyse(data, Settings()), strict=True))
    whole = {name: result for name, result in every.items() if can_write(result)}
    left, gone = withhold(whole, cohort, LEAST)
    more = supplement(data, Settings(), left, cohort.n, LEAST)
    sent = Results(without_patients(cohort, gone), Settings(), left, more, LEAST)
    back = payload.from_bytes(payload.to_bytes(sent))
    assert isinstance(back, Results)
    return whole, dict(back.results)


def _cells(results: dict[str, Result]) -> dict[tuple[Any, ...], Row]:
    return {
        (name, r.variable, r.visit, r.arm, r.level): r
        for name, result in results.items()
        for r in result.rows
        if r.method == "count" and r.level not in ("events", "per_injection")
    }


def _small(row: Row) -> bool:
    n = row.n if isinstance(row.n, int) else 0
    count = row.estimate or 0
    return 0 < count < LEAST or (row.level is None and 0 < n - count < LEAST)


@settings(max_examples=examples(40), suppress_health_check=list(HealthCheck))
@given(cohorts())
def test_small_counts_are_withheld_with_every_number_of_their_variable(cohort: Any) -> None:
    whole, left = _shared(cohort)
    kept = _cells(left)
    for key, row in _cells(whole).items():
        if not _small(row):
            continue
        assert key not in kept or kept[key].note == NOTE
        name, variable, visit, _, level = key
        for other in left[name].rows:
            same = (other.variable, other.visit) == (variable, visit)
            if same and (name != "outcomes" or other.level == level):
                assert other.note == NOTE, other
    for result in left.values():
        for row in result.rows:
            if row.note == NOTE:
                numbers = (
                    row.n,
                    row.estimate,
                    row.ci_low,
                    row.ci_high,
                    row.p,
                    row.pct,
                    row.statistic,
                )
                assert numbers == (None,) * 7


def _equations(
    cells: dict[tuple[Any, ...], Row], kept: dict[tuple[Any, ...], Row]
) -> Iterator[tuple[dict[Any, float], float]]:
    """What a reader knows: published counts, sizes, margins, and how the counts hang together."""
    groups: dict[Any, list[Any]] = {}
    for key, row in cells.items():
        if key in kept and kept[key].estimate is not None:
            yield {key: 1.0}, float(kept[key].estimate or 0)
        groups.setdefault(key[:4], []).append(key)
        if row.arm is None:
            arms = [k for k in cells if k[:3] == key[:3] and k[4] == key[4] and k[3] is not None]
            yield {key: 1.0, **dict.fromkeys(arms, -1.0)}, 0.0
    for group, keys in groups.items():
        name, variable, *_ = group
        if name in ("baseline", "response") and variable != "effective" and len(keys) > 1:
            patients = cells[keys[0]].n
            assert isinstance(patients, int)
            yield dict.fromkeys(keys, 1.0), float(patients)
    for key in cells:
        if key[:2] == ("response", "effective") and key[4] is None:
            grades = [
                k for k in cells if k[1] == "grade" and k[3] == key[3] and k[4] != "ineffective"
            ]
            if grades:
                yield {key: 1.0, **dict.fromkeys(grades, -1.0)}, 0.0


@settings(max_examples=examples(40), suppress_health_check=list(HealthCheck))
@given(cohorts())
def test_no_withheld_count_can_be_derived_from_totals(cohort: Any) -> None:
    whole, left = _shared(cohort)
    cells, kept = _cells(whole), _cells(left)
    place = {key: i for i, key in enumerate(cells)}
    equations = list(_equations(cells, kept))
    matrix = np.zeros((len(equations), len(cells)))
    totals = np.zeros(len(equations))
    for i, (terms, total) in enumerate(equations):
        for key, factor in terms.items():
            matrix[i, place[key]] = factor
        totals[i] = total
    for key, row in cells.items():
        if not _small(row) or row.arm is None or not row.estimate:
            continue
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(cells))
            goal[place[key]] = sign
            result = linprog(goal, A_eq=matrix, b_eq=totals, bounds=(0, N))
            assert result.status == 0
            ends.append(sign * result.fun)
        assert ends[1] - ends[0] > 1, (key, row.estimate, ends)


def test_what_is_sent_has_no_patient_in_it() -> None:
    cohort = cohort_of(
        nihss_pre=[10.125 + i for i in range(N)], nihss_post=[5] * N, age=[50 + i for i in range(N)]
    )
    _, left = _shared(cohort)
    for result in left.values():
        text = json.dumps([row.to_json() for row in result.rows])
        assert result.points is None
        assert "33.125" not in text
