"""An attacker with several summaries of one centre: no patient's value, no few patients' number.

He knows who is in which number, which the summaries do not say, and all that is linear in patients
is his: sums of values, of squares and of products, and counts. Beside it a control: without the
centre's ledger, or of a summary as it is made for the centre itself, the same attack succeeds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from aci_core.analyses import prepare, summarise
from aci_core.domain.cohort import ID, Cohort
from aci_core.domain.study.filters import Between
from aci_core.domain.study.settings import Settings
from aci_core.federation.leaving.leaving import for_outsiders
from aci_core.federation.leaving.ledger import Ledger
from aci_core.summaries import (
    EFFECTIVE,
    GRADE,
    Level,
    PatientLevelData,
    Summary,
    Var,
    Variable,
)
from tests.build import cohort_of
from tests.examples import examples

LEAST = 5
N = 90
PLAN = Settings(primary="nihss_m3", secondary=("bi_m3",), randomised=True)
QUICK: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),
}
Who = frozenset[str]


def _columns(seed: int) -> dict[str, list[Any]]:
    """Two arms, a few lost of each, cells missing here and there, a rare event."""
    random = np.random.default_rng(seed)
    pre = random.integers(4, 25, N)
    columns: dict[str, list[Any]] = {
        "age": random.integers(40, 85, N).tolist(),
        "sex": [("male", "female")[i] for i in random.integers(0, 2, N)],
        "toast": [("A", "B", "C")[i] for i in random.choice(3, N, p=(0.5, 0.44, 0.06))],
        "nihss_pre": pre.tolist(),
        "nihss_m1": (pre * random.uniform(0.4, 1.1, N)).clip(0, 42).round().astype(int).tolist(),
        "nihss_m3": (pre * random.uniform(0.2, 1.1, N)).clip(0, 42).round().astype(int).tolist(),
        "bi_pre": (5 * random.integers(2, 12, N)).tolist(),
        "bi_m3": (5 * random.integers(6, 21, N)).tolist(),
        "vegf_pre": random.normal(200, 40, N).round(2).tolist(),
        "vegf_m3": random.normal(260, 50, N).round(2).tolist(),
        "ae_fever": (random.random(N) < 0.3).astype(int).tolist(),
        "ae_headache": (random.random(N) < 0.08).astype(int).tolist(),
    }
    if random.random() < 0.5:
        columns["vegf_m3"][3] = 9000.0  # one who stands out
    for place in random.choice(N, int(random.integers(0, 9)), replace=False):
        for name in ("nihss_m3", "bi_m3", "vegf_m3"):
            columns[name][place] = None
    for name in list(columns):
        for place in random.choice(N, int(random.integers(0, 4)), replace=False):
            columns[name][place] = None
    return columns


def _cohort(columns: dict[str, list[Any]], keep: Sequence[int]) -> Cohort:
    kept = {name: [cells[i] for i in keep] for name, cells in columns.items()}
    arms = [("treatment", "control")[i % 2] for i in keep]
    return cohort_of(patient_id=[f"p{i}" for i in keep], arm=arms, **kept)


class Attack:
    """All that the attacker holds: of each number the patients who are in it."""

    def __init__(self) -> None:
        self.sums: dict[tuple[str, int], list[Who]] = defaultdict(list)
        self.cells: dict[tuple[str, int], set[Who]] = defaultdict(set)
        self.counts: list[int] = []

    def add(self, data: PatientLevelData, summary: Summary) -> None:
        """Everything linear in patients that a summary holds, of these patients."""
        table = data.cohort.table
        self._names = table[ID].astype(str).to_numpy()
        self._version = {
            name: table[name].astype(str).to_numpy() for name in table.columns if name != ID
        }
        for side, arm in enumerate((data.treated, ~data.treated)):
            for v, of in summary.of_moments.items():
                self._sum(data, [v], arm, side)
                assert of[side].n == int((~np.isnan(data.values(v)) & arm).sum())
            for terms in summary.of_crosses:
                variables = terms.among(summary.columns)
                self._sum(data, variables, arm, side)
                self._pairs(data, variables, arm, side)
            self._add_counts(data, summary, arm, side)
        if summary.grading is not None:
            self.counts += [n for _, _, n in summary.grading.ungradable]
            self.counts += [summary.grading.outside or 0]

    def _add_counts(self, data: PatientLevelData, summary: Summary, arm: Any, side: int) -> None:
        for v, counts in summary.of_counts.items():
            values = data.values(v)
            for value in counts.values:
                self._cell(f"{v} {value}", arm & (values == value), side)
        for name, table in summary.of_levels.items():
            label, codes = _level_codes(data, name)
            for code in range(table.shape[1]):
                self._cell(f"{label} {code}", arm & (codes == code), side)
                assert table[side, code] == int((arm & (codes == code)).sum())
        for (x, y), joint in summary.of_joints.items():
            a, b = data.values(x), data.values(y)
            for one, other in zip(joint[side].x, joint[side].y, strict=True):
                self._cell(f"{x}{y} {one} {other}", arm & (a == one) & (b == other), side)

    def _who(self, mask: Any, *columns: str) -> Who:
        """Patients by name and by what the cells are: a corrected one is another."""
        parts = [
            self._names[mask],
            *(self._version[c][mask] for c in columns if c in self._version),
        ]
        return frozenset(" ".join(row) for row in zip(*parts, strict=True))

    def _sum(
        self, data: PatientLevelData, variables: Sequence[Variable], arm: Any, side: int
    ) -> None:
        known = arm.copy()
        for v in variables:
            known &= ~np.isnan(data.values(v))
        for v in variables:
            if isinstance(v, Level):
                has = known & (data.values(v) == 1)
                self._cell(f"{v.column}={v.category}", has, side, v.column)
                # A group's sum of everything else.
                for other in variables:
                    if isinstance(other, Var):
                        key = f"{other.column} where {v.column}={v.category}", side
                        self.sums[key].append(self._who(has, other.column, v.column))
            elif isinstance(v, Var):
                self.sums[v.column, side].append(self._who(known, v.column))
            else:
                self.sums[repr(v), side].append(self._who(known))

    def _pairs(self, data: PatientLevelData, variables: Any, arm: Any, side: int) -> None:
        levels = [v for v in variables if isinstance(v, Level)]
        known = arm & np.logical_and.reduce([~np.isnan(data.values(v)) for v in variables])
        for a, b in combinations(levels, 2):
            if a.column != b.column:
                both = known & (data.values(a) == 1) & (data.values(b) == 1)
                self._cell(f"{a} {b}", both, side)

    def _cell(self, name: str, mask: Any, side: int, *columns: str) -> None:
        self.cells[name, side].add(self._who(mask, *columns))

    def few_in_sums(self) -> Iterator[str]:
        """Single patients whose value he can work out, and few whom the sets tell apart."""
        for (name, _), sets in self.sums.items():
            distinct = sorted({one for one in sets if one}, key=sorted)
            patients = sorted(frozenset[str]().union(*distinct))
            if not patients:
                continue
            rows = np.array([[p in one for p in patients] for one in distinct], dtype=float)
            # A value is known where its patient's indicator is in the span of the sets.
            basis = np.linalg.svd(rows, full_matrices=False)
            inside = np.square(basis.Vh[basis.S > 1e-9]).sum(axis=0)
            yield from (f"{name}: {patients[i]}" for i in np.flatnonzero(inside > 1 - 1e-9))
            # What can be worked out is the same multiple of all who are in the same sets.
            alike = np.unique(rows, axis=1, return_counts=True)[1]
            yield from (f"{name}: {n} alike" for n in alike if n < LEAST)

    def few_in_cells(self) -> Iterator[str]:
        """Counts below the least cell, told or left between two that are told."""
        for (name, _), sets in self.cells.items():
            yield from (f"{name}: {len(one)}" for one in sets if 0 < len(one) < LEAST)
            for one, other in combinations(sets, 2):
                if one < other or other < one:
                    apart = abs(len(one) - len(other))
                    yield from [f"{name}: {apart} apart"] if apart < LEAST else []
        # Of other kinds, which could be subtracted from these.
        yield from (f"{n} without a grade or beyond the rule" for n in self.counts if n)

    def found(self) -> list[str]:
        """All that he learnt."""
        return [*self.few_in_sums(), *self.few_in_cells()]


def _level_codes(data: PatientLevelData, name: str) -> tuple[str, Any]:
    """What a category is called beside others, and every patient's level."""
    if name not in (GRADE, EFFECTIVE):
        return name, data.cohort.table[name].cat.codes.to_numpy()
    assert data.grades is not None
    codes = data.grades.codes.astype(int)
    n_good = len(data.grades.scale.effective)
    if name == EFFECTIVE:
        codes = np.where(codes < 0, -1, codes >= n_good)
    return f"{name} {data.grades.name}", codes


def _requests(columns: dict[str, list[Any]], seed: int) -> Iterator[tuple[Cohort, Settings]]:
    """What a centre may be asked for, one after the other."""
    random = np.random.default_rng(seed)
    everybody = list(range(N))
    most = everybody[: N - 1]
    yield _cohort(columns, most), PLAN
    again = [
        (_cohort(columns, everybody), PLAN),  # one patient more
        (_cohort(columns, everybody[: N - 30]), PLAN),
        (_cohort(columns, most), replace(PLAN, filters=(Between("age", 45.0),))),
        (_cohort(columns, most), replace(PLAN, filters=(Between("nihss_pre", 5.0, 22.0),))),
        (_cohort(columns, most), replace(PLAN, covariates=("age", "sex"))),
        (_cohort(columns, most), replace(PLAN, covariates=("toast",))),
        (_cohort(columns, most), replace(PLAN, primary="nihss_m1")),
        (_cohort(columns, most), replace(PLAN, rule="pct_40")),
        (_cohort(columns, most), replace(PLAN, rule="points_4")),
    ]
    corrected = {name: list(cells) for name, cells in columns.items()}
    corrected["nihss_m3"][int(random.integers(0, N - 1))] = 3
    again.append((_cohort(corrected, most), PLAN))
    for i in random.permutation(len(again))[:4]:
        yield again[i]


def _attacked(seed: int, *, remembered: bool) -> tuple[Attack, int]:
    columns, attack, ledger, answers = _columns(seed), Attack(), Ledger.new(), 0
    for cohort, chosen in _requests(columns, seed):
        data = prepare(cohort, chosen)
        out = for_outsiders(data, chosen, "West", least=LEAST, ledger=ledger)
        attack.add(out.data, out.centre.summary)
        answers += len(out.told)
        if remembered:
            day = {"day": "2026-12-01", "centre": "West", "sha256": f"{answers:064x}"}
            ledger = Ledger.from_bytes(ledger.with_sent(out.data, out.told, **day).to_bytes())
    return attack, answers


@settings(max_examples=examples(8), **QUICK)
@given(st.integers(0, 2**32 - 1))
def test_several_summaries_of_one_centre_tell_of_no_few_patients(seed: int) -> None:
    attack, answers = _attacked(seed, remembered=True)
    assert attack.found() == []
    assert answers > 15  # there was something to attack


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_without_the_ledger_they_do(seed: int) -> None:
    attack, _ = _attacked(seed, remembered=False)
    assert attack.found()


def test_a_summary_as_the_centre_has_it_itself_does() -> None:
    data = prepare(_cohort(_columns(4), range(N)), PLAN)
    attack = Attack()
    attack.add(data, summarise(data, PLAN))
    assert any(attack.few_in_sums())
    assert any(attack.few_in_cells())


def test_the_same_summary_again_costs_nothing() -> None:
    data = prepare(_cohort(_columns(4), range(N)), PLAN)
    once = for_outsiders(data, PLAN, "West")
    ledger = Ledger.new().with_sent(once.data, once.told, day="", centre="West", sha256="0" * 64)
    again = for_outsiders(data, PLAN, "West", ledger=ledger)
    assert again.centre.summary.questions == once.centre.summary.questions


def test_many_patients_more_are_sent() -> None:
    columns = _columns(4)
    first = prepare(_cohort(columns, range(N - 40)), PLAN)
    once = for_outsiders(first, PLAN, "West")
    ledger = Ledger.new().with_sent(once.data, once.told, day="", centre="West", sha256="0" * 64)
    data = prepare(_cohort(columns, range(N)), PLAN)
    later = for_outsiders(data, PLAN, "West", ledger=ledger)
    assert Var("nihss_m3") in later.centre.summary.of_moments
    assert later.centre.summary.n > once.centre.summary.n


def test_who_stands_out_keeps_the_mean_at_home() -> None:
    columns = _columns(4)
    columns["vegf_m3"] = [float(i % 9) for i in range(N)]
    plain = for_outsiders(prepare(_cohort(columns, range(N)), PLAN), PLAN, "West")
    assert Var("vegf_m3") in plain.centre.summary.of_moments
    columns["vegf_m3"][5] = 9000.0
    out = for_outsiders(prepare(_cohort(columns, range(N)), PLAN), PLAN, "West")
    assert "vegf_m3" not in {name for one in out.told for name in one.columns}
    assert "vegf_m3" in next(c.columns for c in out.costs if c.code == "stands_out")


def test_another_rule_over_the_same_patients_stays_behind() -> None:
    data = prepare(_cohort(_columns(4), range(N)), PLAN)
    once = for_outsiders(data, PLAN, "West")
    assert EFFECTIVE in once.centre.summary.of_levels
    ledger = Ledger.new().with_sent(once.data, once.told, day="", centre="West", sha256="0" * 64)
    other = replace(PLAN, rule="pct_40")
    data = prepare(_cohort(_columns(4), range(N)), other)
    assert EFFECTIVE in for_outsiders(data, other, "West").centre.summary.of_levels
    later = for_outsiders(data, other, "West", ledger=ledger)
    assert EFFECTIVE not in later.centre.summary.of_levels
