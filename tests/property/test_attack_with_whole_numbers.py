"""An attacker with one link of results alone, who knows the grid of every column.

Whole points, fives, steps of 10: what he can try out is finite. Of a patient who lies 2 SD from the
mean, one of few with his value, he is left with values that span a quarter of an SD, and another
step of the grid at least; of how many have no value, with chance. Beside it are controls: what the
owner sees.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from aci_core.analyses import Row, baseline, prepare
from aci_core.analyses.outcomes import Outcomes
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.presentation import lookup
from aci_core.presentation.i18n import format_number
from aci_core.selection import select
from aci_core.sharing import Terms, payload
from aci_core.sharing.links import _results
from aci_core.sharing.payload import Results
from aci_core.sharing.results.counts_in_steps import CountsInSteps
from aci_core.sharing.results.grids import Grids, grids_of, number_columns
from aci_core.sharing.results.one_set import analyse_over_both_scores
from aci_core.sharing.results.precision import Precision
from tests.build import cohort_of
from tests.examples import examples
from tests.whole_numbers import Printed, Rules, Search

LEAST = 5
SETTINGS = Settings(primary="nihss_m6", secondary=("bi_m6",), randomised=True)
QUICK = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),
}
SCALES = {
    "nihss": np.arange(43.0),
    "bi": 5 * np.arange(21.0),
    "mrs": np.arange(7.0),
    "sbp": 10 * np.arange(26.0),
    "age": np.arange(18.0, 90.0),  # above, a link tells no age
}
CHANGES = {"nihss": np.arange(-42.0, 43.0), "bi": 5 * np.arange(-20.0, 21.0)}


def _scores(random: np.random.Generator, name: str, n: int) -> list[int]:
    """Scores of an arm: usual ones, all but a few alike, few values, one far away."""
    scale = SCALES[name]
    kind = random.choice(["usual", "usual", "alike", "few", "far"])
    middle = float(random.choice(scale[scale.size // 4 : -scale.size // 4 or None]))
    unit = float(scale[1] - scale[0])
    if kind == "alike":
        values = np.full(n, random.choice([middle, scale[-1]]))
        k = int(random.integers(1, 8))
        values[:k] = random.choice(scale, k)
    elif kind == "few":
        values = middle + unit * random.integers(0, 3, n)
    else:
        spread = scale.size / random.uniform(5, 20)
        values = middle + unit * random.normal(0, spread, n).round()
        if kind == "far":
            values[0] = random.choice([scale[0], scale[-1]])
    return [int(x) for x in values.clip(scale[0], scale[-1])]


def _cohort(seed: int) -> Cohort:
    random = np.random.default_rng(seed)
    sizes = [int(random.choice([12, 21, 30, 45])) for _ in range(2)]
    arm = ["treatment"] * sizes[0] + ["control"] * sizes[1]
    columns: dict[str, list[Any]] = {"arm": arm}
    for name, visits in (("nihss", ("pre", "m6")), ("bi", ("pre", "m6")), ("mrs", ("m6",))):
        for visit in visits:
            columns[f"{name}_{visit}"] = [x for n in sizes for x in _scores(random, name, n)]
    for name in ("sbp", "age"):
        columns[name] = [x for n in sizes for x in _scores(random, name, n)]
    if random.random() < 0.3:  # everybody falls by as much, but one
        pre = columns["nihss_pre"]
        columns["nihss_m6"] = [max(0, x - 2) for x in pre]
        columns["nihss_m6"][0] = 0
    for name in list(columns)[1:]:
        for place in random.choice(len(arm), int(random.integers(0, 5)), replace=False):
            columns[name][place] = None
    return cohort_of(**columns)


cohorts = st.builds(_cohort, st.integers(0, 2**32 - 1))


def _sent(cohort: Cohort, least: int = LEAST) -> Results:
    content, _ = _results(cohort, SETTINGS, Terms(kind="results", min_cell=least), {})
    back = payload.from_bytes(payload.to_bytes(content))
    assert isinstance(back, Results)
    return back


def _columns(cohort: Cohort) -> dict[tuple[str, str | None], Any]:
    """The values of which each mean is, by column and arm."""
    selected = select(cohort, (), SETTINGS.criterion)
    after, before, _ = analyse_over_both_scores(cohort, selected, SETTINGS)
    found = {}
    for data in (after, before):
        for name, values, _ in number_columns(data.cohort):
            for arm, inside in zip(data.arms, (data.treated, ~data.treated), strict=True):
                found[name, arm] = values[inside & ~np.isnan(values)]
    return found


def _column(row: Row) -> str:
    return row.variable if row.visit is None else f"{row.variable}_{row.visit}"


def _scale(column: str) -> Any:
    stem = column.partition("_")[0]
    return CHANGES[stem] if column.endswith("-pre") else SCALES[stem]


def _searches(
    content: Results, grids: Grids, random: np.random.Generator
) -> Iterator[tuple[Row, Search]]:
    """What the link prints of each column in each arm."""
    for result in content.results.values():
        for row in result.where("mean_sd"):
            if row.arm is None or row.estimate is None or not row.sd:
                continue
            column = _column(row)
            decimals = format_number.digits(lookup.largest_sd(result, row.variable))
            rules = Rules(content.min_cell, decimals, grids.of(row.variable, row.visit).size)
            middle = result.get("median_iqr", row.variable, visit=row.visit, arm=row.arm)
            cuts = None
            if middle is not None and middle.estimate is not None:
                cuts = (middle.q1, middle.estimate, middle.q3)
            printed = Printed(row.total, row.estimate, row.sd, cuts)
            yield row, Search(printed, rules, _scale(column), random)


def _ends(values: Any) -> Iterator[tuple[float, bool]]:
    """The lowest and the highest value, where few have it and it lies 2 SD from the mean."""
    sd = values.std(ddof=1)
    for x, lowest in ((values.min(), True), (values.max(), False)):
        if (values == x).sum() < LEAST and abs(x - values.mean()) >= 2 * sd:
            yield float(x), lowest


def _stated(search: Search) -> float:
    """How far these values span at least."""
    return max(search.rules.grid, search.printed.sd / 4)


def _left_open(search: Search, true: float, *, lowest: bool) -> float:
    """How far the values span that the patient may have, his own among them."""
    wanted = _stated(search)
    found = {true}
    for x in sorted(search.scale, key=lambda x: abs(abs(x - true) - wanted)):
        if np.ptp([*found, x]) >= wanted and search.may_end(x, lowest=lowest):
            return wanted
        if abs(x - true) < wanted and search.may_end(x, lowest=lowest):
            found.add(x)
    return float(np.ptp(list(found)))


def _attacked(cohort: Cohort, random: np.random.Generator) -> int:
    """Patients far from the others whom a link leaves open; fails where one is known."""
    values, grids = _columns(cohort), grids_of(cohort)
    attacked = 0
    for row, search in _searches(_sent(cohort), grids, random):
        of = values[_column(row), row.arm]
        # The attacker knows the rules; of two equally near steps the last digit of the SD decides.
        again = search.rules.printed(of, row.total)
        assert again.cuts == search.printed.cuts, row
        size = search.rules.step(search.printed.sd, row.total)
        assert abs(again.mean - search.printed.mean) <= size, row
        assert abs(again.sd - search.printed.sd) <= size, row
        for true, lowest in _ends(of):
            open_ = _left_open(search, true, lowest=lowest)
            assert open_ >= _stated(search), (row, true, open_)
            attacked += 1
    return attacked


ODD = 40.0
ALIKE = np.array([ODD] + 29 * [100.0])


def test_the_attack_succeeds_on_what_the_owner_sees() -> None:
    """All but one of 30 have 100: mean and SD, even as printed, have one solution."""
    random = np.random.default_rng(1)
    for rules in (Rules(1, 9, 5.0, exact=True), Rules(1, 1, 0.0, exact=True)):
        search = Search(rules.printed(ALIKE, 30), rules, SCALES["bi"], random)
        assert list(search.lowest()) == [ODD]


def test_a_link_holds_nothing_of_it_but_the_median() -> None:
    n = 30
    columns: dict[str, list[Any]] = {
        "arm": ["treatment", "control"] * n,
        "nihss_pre": [4 + i % 15 for i in range(2 * n)],
        "nihss_m6": [2 + i % 11 for i in range(2 * n)],
        "bi_pre": [5 * (i % 12) for i in range(2 * n)],
        "bi_m6": [
            int(ODD) if i == 6 else 100 if i % 2 == 0 else 5 * (i % 19) for i in range(2 * n)
        ],
        "cbf_m6": [20 + i % 13 for i in range(2 * n)],
    }
    columns["bi_m6"][6] = int(ODD)
    content = _sent(cohort_of(**columns))
    shown = [
        (row.method, row.level)
        for name in ("outcomes", "factors")
        for row in content.results[name].rows
        if "bi" in (row.variable, row.versus) and row.visit in ("m6", "m6-pre")
        if row.note != "withheld" and row.method != "count"
    ]
    assert set(shown) <= {("median_iqr", None), ("risk_difference", ">=95"), ("risk_ratio", ">=95")}
    assert ("median_iqr", None) in shown
    scores = content.results["outcomes"]
    assert isinstance(scores, Outcomes)
    assert not any((m.variable, m.visit) == ("bi", "m6") for m in scores.means)
    pairs = [p for m in content.supplementary.matrices if m.visit == "m6" for p in m.pairs]
    assert pairs
    assert not any("bi" in (pair.one, pair.two) for pair in pairs)


@settings(max_examples=examples(4), **QUICK)
@given(cohorts)
def test_a_patient_far_from_the_others_may_have_several_values(cohort: Cohort) -> None:
    _attacked(cohort, np.random.default_rng(0))


@pytest.mark.deep
@settings(max_examples=examples(120), **QUICK)
@given(cohorts)
def test_so_may_he_in_many_cohorts(cohort: Cohort) -> None:
    _attacked(cohort, np.random.default_rng(0))


def test_there_are_such_patients() -> None:
    """Or the tests above would see nothing."""
    assert sum(_attacked(_cohort(seed), np.random.default_rng(0)) for seed in range(3)) >= 5


@settings(max_examples=examples(8), **QUICK)
@given(cohorts)
def test_no_mean_is_shown_where_few_differ_from_the_others(cohort: Cohort) -> None:
    """In neither arm, of no score and no change."""
    values = _columns(cohort)
    for result in _sent(cohort).results.values():
        for row in result.where("mean_sd"):
            if row.estimate is not None:
                for arm in result.arms:
                    of = values[_column(row), arm]
                    assert not 0 < of.size - max(Counter(of).values()) < LEAST, row


def test_a_mean_and_its_quartiles_fit_every_n_that_their_step_leaves_open() -> None:
    """Of 20 patients or more; of fewer, that a mean is not left out may tell."""
    cohort, random = _cohort(5), np.random.default_rng(0)
    searches = list(_searches(_sent(cohort), grids_of(cohort), random))
    assert len(searches) >= 6
    for row, search in searches[:6]:
        more = replace(search, tries=60)
        assert all(more.fits(n) for n in more.rules.sizes(row.total)), row


N_COLUMNS = 60
N = 41


def _quartiles(seed: int, least: int) -> Iterator[tuple[int, tuple[float, ...]]]:
    """Patients without a value, and the decimals of what is printed, of columns of scores."""
    random = np.random.default_rng(seed)
    values = random.normal(60, 8, (N_COLUMNS, 2, N)).round()
    absent = random.integers(0, LEAST, (N_COLUMNS, 2))
    columns = {
        f"score{column}": [
            None if at < absent[column, arm] else int(x)
            for arm in (0, 1)
            for at, x in enumerate(values[column, arm])
        ]
        for column in range(N_COLUMNS)
    }
    cohort = cohort_of(arm=["treatment"] * N + ["control"] * N, **columns)
    data = prepare(cohort, SETTINGS)
    size = dict.fromkeys(data.arms, N)
    rounding = Precision(CountsInSteps(size, size, least), grids_of(cohort))
    printed = rounding.results({"baseline": baseline(data, SETTINGS)})["baseline"]
    for column, name in enumerate(columns):
        for at, arm in enumerate(data.arms):
            row = printed.first("median_iqr", name, arm=arm)
            cuts = (row.q1, row.estimate, row.q3)
            yield int(absent[column, at]), tuple((x or 0.0) % 1 for x in cuts)


def _guessed(least: int) -> float:
    """How often the commonest number missing of earlier columns with the same decimals is right."""
    learnt: dict[tuple[float, ...], Counter[int]] = defaultdict(Counter)
    every: Counter[int] = Counter()
    for seed in range(3):
        for missing, decimals in _quartiles(seed, least):
            learnt[decimals][missing] += 1
            every[missing] += 1
    guesses = [
        learnt.get(decimals, every).most_common(1)[0][0] == missing
        for missing, decimals in _quartiles(3, least)
    ]
    return sum(guesses) / len(guesses)


def test_decimals_of_quartiles_do_not_tell_how_many_are_missing() -> None:
    """Of 0 to 4, a fifth is chance; a control: with counts of 1 shown they do tell."""
    assert _guessed(1) > 0.4
    assert _guessed(LEAST) < 0.3
