"""An attacker with one link of results alone: no patient's value, no few patients' number.

He knows who is missing where, the scale, and how numbers are rounded. Everything that is linear in
the patients' values is his: means, changes, differences. The least that he may be left with is
half an SD of the scores: a patient is then placed no better than by anybody who has seen the arm's
mean and SD. Beside it a control: the same attack on results as they are for their owner succeeds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from aci_core.analyses import ANALYSES, Result, Row, analyse, prepare
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.plan import own_visit
from aci_core.domain.cohort import ARM, Cohort
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import format_number
from aci_core.selection import select
from aci_core.sharing import Terms, payload
from aci_core.sharing.links import _results
from aci_core.sharing.payload import Results
from aci_core.sharing.results.disclosure_control import withhold
from aci_core.sharing.results.one_set import analyse_over_both_scores, subtracted_changes
from aci_core.sharing.results.rounding import step
from aci_core.stats.fisher import fisher_2x2
from aci_core.stats.risk_difference import risk_difference
from tests.build import cohort_of
from tests.examples import examples

LEAST = 5
N = 44
VISITS = ("pre", "w2", "m3", "m6")
SCALE = (0.0, 42.0)
SETTINGS = Settings(primary="nihss_m6", secondary=("bi_m6", "nihss_m3"), randomised=True)


def _cohort(seed: int) -> Cohort:
    """Two arms, up to four lost of each, scores missing elsewhere, cells that cannot be read."""
    random = np.random.default_rng(seed)
    arm = np.array([("treatment", "control")[i % 2] for i in range(N)])
    pre = random.integers(4, 25, N)
    scores: dict[str, list[Any]] = {}
    for at, visit in enumerate(VISITS):
        value = pre if not at else (pre * random.uniform(0.2, 1.1, N) - at).clip(0, 42).round()
        scores[visit] = [int(x) for x in value]
    columns: dict[str, list[Any]] = {
        "arm": list(arm),
        "age": [int(x) for x in random.integers(40, 85, N)],
        "sex": [("male", "female")[int(x)] for x in random.integers(0, 2, N)],
        "toast": [("A", "B", "C")[int(x)] for x in random.integers(0, 3, N)],
        **{f"nihss_{visit}": list(scores[visit]) for visit in VISITS},
        **{
            f"bi_{visit}": [5 * int(x) for x in random.integers(2, 21, N)]
            for visit in ("pre", "m6")
        },
        "mrs_m6": [int(x) for x in random.integers(0, 5, N)],
        "vegf_pre": [round(float(x), 2) for x in random.normal(200, 40, N)],
        "vegf_m6": [round(float(x), 2) for x in random.normal(260, 50, N)],
        "ae_fever": [int(x) for x in random.random(N) < 0.3],
        "ae_headache": [int(x) for x in random.random(N) < 0.4],
    }
    for name in ("treatment", "control"):
        places = np.flatnonzero(arm == name)
        lost = random.choice(places, int(random.integers(0, 5)), replace=False)
        since = int(random.integers(1, 4))
        for place in lost:
            for visit in VISITS[since:]:
                columns[f"nihss_{visit}"][place] = None
            for column in ("bi_m6", "mrs_m6", "vegf_m6"):
                columns[column][place] = None
        for column in list(columns)[1:]:
            kind = random.choice(["whole", "whole", "whole", "missing", "unread"])
            for place in random.choice(places, int(random.integers(1, 4)), replace=False):
                if kind != "whole":
                    columns[column][place] = None if kind == "missing" else "600?"
    return cohort_of(**columns)


# Of a seed, which is shrunk in no time.
cohorts = st.builds(_cohort, st.integers(0, 2**32 - 1))
QUICK = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),
}


@dataclass
class Attack:
    """Linear constraints on the scores of every patient."""

    cohort: Cohort

    def __post_init__(self) -> None:
        table = self.cohort.table
        self.known = {
            column.visit: table[column.name].notna().to_numpy()
            for column in self.cohort.columns
            if column.stem == "nihss" and column.visit and not column.stopped
        }
        later = [visit for visit in self.known if visit != "pre"]
        self.own = own_visit(SETTINGS, "nihss", later)
        self.treated = (table[ARM] == "treatment").to_numpy()
        self.limits: list[tuple[np.ndarray[Any, Any], float, float]] = []

    def members(self, visit: str, *, both: bool) -> np.ndarray[Any, Any]:
        """Who is in a number at a visit: he reads on the page that it is those with both."""
        other = self.own if visit == "pre" else "pre"
        if not both or other not in self.known:
            return self.known[visit]
        return np.asarray(self.known[visit] & self.known[other])

    def add(
        self, parts: Mapping[tuple[str, bool], float], who: Any, value: float, half: float
    ) -> None:
        """`value` is a sum of means: a factor by visit and arm."""
        terms = np.zeros((len(VISITS), self.cohort.n))
        for (visit, arm), factor in parts.items():
            inside = who & (self.treated if arm else ~self.treated)
            if inside.any():
                terms[VISITS.index(visit), inside] += factor / inside.sum()
        self.limits.append((terms.ravel(), value - half, value + half))

    def width(self, patient: int, visit: str) -> float:
        """Between the least and the greatest value that the patient can have."""
        goal = np.zeros((len(VISITS), self.cohort.n))
        goal[VISITS.index(visit), patient] = 1.0
        rows = np.array([row for row, *_ in self.limits])
        low = np.array([low for _, low, _ in self.limits])
        high = np.array([high for *_, high in self.limits])
        ends = []
        for sign in (1.0, -1.0):
            found = linprog(
                sign * goal.ravel(),
                A_ub=np.vstack([rows, -rows]),
                b_ub=np.concatenate([high, -low]) + 1e-7,
                bounds=SCALE,
            )
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return float(ends[1] - ends[0])


def _half(row: Row, sd: float | None, *, exact: bool) -> float:
    """Half of what a mean or a difference is rounded to, by the rule that everybody can read."""
    if exact:
        return 0.0
    digits = format_number.digits(sd)
    return max(10.0**-digits, step((sd or 0.0) / max(row.total, 1))) / 2


def _attack(results: Mapping[str, Result], cohort: Cohort, *, both: bool, exact: bool) -> Attack:
    """Everything linear in the NIHSS of the patients that the results hold."""
    attack = Attack(cohort)

    def of(visit: str, who: Any, arm: str | None, factor: float) -> dict[tuple[str, bool], float]:
        if arm is not None:
            return {(visit, arm == "treatment"): factor}
        sizes = {a: int((who & (attack.treated == a)).sum()) for a in (True, False)}
        every = max(sum(sizes.values()), 1)
        return {(visit, a): factor * n / every for a, n in sizes.items()}

    for name, row in ((n, r) for n, result in results.items() for r in result.rows):
        if row.estimate is None or row.variable not in ("nihss", "nihss_pre"):
            continue
        visit = "pre" if row.variable == "nihss_pre" else row.visit or ""
        at, _, since = visit.partition("-")
        change = bool(since) or row.method == "paired_t"
        who = attack.members(at, both=both)
        who = who & attack.known["pre"] if change else who
        if name in ("baseline", "outcomes") and row.method in ("mean_sd", "paired_t"):
            parts = of(at, who, row.arm, 1.0)
            if change:
                parts |= of("pre", who, row.arm, -1.0)
            described = results[name].get("mean_sd", row.variable, visit=row.visit, arm=row.arm)
            sd = row.sd if row.method == "mean_sd" else (described.sd if described else None)
            half = _half(row, sd or 1.0, exact=exact)
            if row.method == "paired_t" and not exact:
                half = max(half, _of_interval(row) / 2)
            attack.add(parts, who, row.estimate, half)
        elif name == "outcomes" and row.method in ("welch_t", "student_t"):
            parts = {(at, True): 1.0, (at, False): -1.0}
            if change:
                parts |= {("pre", True): -1.0, ("pre", False): 1.0}
            attack.add(parts, who, row.estimate, 0.0 if exact else _of_interval(row) / 2)
    scores = results["outcomes"]
    if isinstance(scores, Outcomes):
        for mean in scores.means:
            if mean.variable == "nihss":
                who = attack.members(mean.visit, both=both)
                row = scores.first("mean_sd", "nihss", visit=mean.visit, arm=mean.arm)
                half = _half(row, row.sd, exact=exact)
                attack.add(of(mean.visit, who, mean.arm, 1.0), who, mean.mean, half)
    return attack


def _of_interval(row: Row) -> float:
    """The step of a difference: its standard error, from the interval, over the root of n."""
    if row.ci_low is None or row.ci_high is None:
        return 0.01
    # The interval is rounded itself, by a tenth of its width at most.
    return max(0.01, step((row.ci_high - row.ci_low) / 3.92 / np.sqrt(row.total) * 1.1))


def _targets(attack: Attack) -> Iterator[tuple[int, str]]:
    """Scores of patients who lack another, and one of a patient who lacks none."""
    lacking = ~np.logical_and.reduce(list(attack.known.values()))
    for visit, known in attack.known.items():
        yield from ((int(i), visit) for i in np.flatnonzero(lacking & known))
        yield int(np.flatnonzero(known)[0]), visit


def _narrowest(attack: Attack) -> float:
    """The narrowest of all widths, in SD of the scores of the patient's arm and visit."""
    widths = []
    for patient, visit in _targets(attack):
        alike = attack.known[visit] & (attack.treated == attack.treated[patient])
        sd = float(np.std(attack.cohort.table[f"nihss_{visit}"].to_numpy()[alike], ddof=1))
        widths.append(attack.width(patient, visit) / sd)
    return min(widths)


def _sent(cohort: Cohort, least: int = LEAST) -> Results:
    content, _ = _results(cohort, SETTINGS, Terms(kind="results", min_cell=least), {})
    back = payload.from_bytes(payload.to_bytes(content))
    assert isinstance(back, Results)
    return back


LOST = [19, 5]  # of the control arm, as the even places are of treatment


def _simple(**columns: Any) -> Cohort:
    random = np.random.default_rng(7)
    pre = random.integers(4, 25, N)
    scores = {
        f"nihss_{visit}": [int(x) for x in (pre * (1 - 0.15 * at)).round()]
        for at, visit in enumerate(VISITS)
    }
    for place in LOST[:1]:
        scores["nihss_m6"][place] = None  # type: ignore[call-overload]
    return cohort_of(**{**scores, **columns})


def test_the_attack_succeeds_on_what_the_owner_sees() -> None:
    """One patient is lost: before - (after - change) is his score, to the digit."""
    cohort = _simple()
    whole = dict(zip(ANALYSES, analyse(prepare(cohort, SETTINGS), SETTINGS), strict=True))
    kept, _ = withhold(whole, cohort, LEAST)
    attack = _attack(kept, cohort, both=False, exact=True)
    assert attack.width(LOST[0], "pre") < 1e-3


def test_and_fails_on_one_link_of_the_same_trial() -> None:
    cohort = _simple()
    content = _sent(cohort)
    attack = _attack(content.results, cohort, both=True, exact=False)
    assert attack.width(LOST[0], "pre") > 40
    rows = content.results["outcomes"]
    for arm in ("treatment", "control"):
        n = [
            rows.first("mean_sd", "nihss", visit=visit, arm=arm).n
            for visit in ("pre", "m6", "m6-pre")
        ]
        assert len(set(n)) == 1


@settings(max_examples=examples(8), **QUICK)
@given(cohorts)
def test_no_score_is_known_closer_than_half_an_sd(cohort: Cohort) -> None:
    """From the stored body; and even from its linear numbers with every digit."""
    attack = _attack(_sent(cohort).results, cohort, both=True, exact=False)
    assert _narrowest(attack) >= 0.5
    selected = select(cohort, (), SETTINGS.criterion)
    after, first, whole = analyse_over_both_scores(cohort, selected, SETTINGS)
    gone = subtracted_changes(after, first, SETTINGS, LEAST)
    kept, _ = withhold(whole, (after.cohort, first.cohort), LEAST, gone)
    assert _narrowest(_attack(kept, cohort, both=True, exact=True)) >= 0.5


def _numbers(part: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    if isinstance(part, Mapping):
        for key, one in part.items():
            yield from _numbers(one, (*at, str(key)))
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _numbers(one, at)
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield at, float(part)


def _body(content: Results) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(json.dumps(payload._numbers(content)))
    return body


@settings(max_examples=examples(8), **QUICK)
@given(cohorts, st.sampled_from([3, 5]))
def test_no_few_patients_are_counted(cohort: Cohort, least: int) -> None:
    content = _sent(cohort, least)
    size = content.cohort.n_by_arm
    body = _body(content)
    for result in body["results"].values():
        for row in result["rows"]:
            _few_of_row(row, size, least)
    for path, n in _numbers(body["beside"]):
        if path[-1] in ("n", "missing", "unread") and "holds" not in path:
            assert not 0 < n < least, path
        if path[-1] == "n" and "outcomes" in path:
            assert not any(0 < s - n < least for s in size.values()), path
    for response in (r for r in body["results"].values() if r["kind"] == "response"):
        assert not any(0 < n < least for _, _, n in response["ungradable"])


def _few_of_row(row: dict[str, Any], size: Mapping[str, int], least: int) -> None:
    sides = row["n"] if isinstance(row["n"], dict) else {row["arm"]: row["n"]}
    for arm, n in sides.items():
        if arm in size and n is not None and row["level"] != "resolved":
            assert not 0 < size[arm] - n < least, row
    for text in (row["note"] or "").split():
        code, _, number = text.partition(":")
        if code in ("missing", "zeros_dropped", "nonpositive", "outside_validated"):
            assert number == "" or int(number) >= least, row


def _step(row: Row) -> float:
    """What the rate of a count is rounded to, in per cent."""
    return 100 * step(1 / max(1, row.total - LEAST + 1))


def _of_step(row: Row) -> range:
    """The n that a stepped one leaves open."""
    return range(max(1, row.total - LEAST + 1), row.total + 1)


def _counts(pct: float, size: float, n: int) -> list[int]:
    """The counts of n patients that give the rate that is shown."""
    rates = 100 * np.arange(n + 1) / n
    return [int(x) for x in np.flatnonzero(abs(rates - pct) <= size / 2 + 1e-9)]


@settings(max_examples=examples(8), **QUICK)
@given(cohorts)
def test_rates_fit_every_n_that_their_step_leaves_open(cohort: Cohort) -> None:
    """A rate alone, and those of all categories together, which are all patients."""
    for result in _sent(cohort).results.values():
        together: dict[Any, list[Row]] = {}
        for place, row in enumerate(result.where("count")):
            if row.arm is not None and "approximate" in row.notes:
                alone = row.variable == "effective" or (row.level or "<")[0] in "<>"
                key = (row.variable, row.visit, row.arm, place if alone else None)
                together.setdefault(key, []).append(row)
        for rows in together.values():
            for n in _of_step(rows[0]):
                count, total = 0, 0.0
                for row in rows:
                    total += row.pct or 0.0
                    fitting = [x for x in _counts(total, _step(row), n) if x >= count]
                    assert fitting, (n, rows)
                    count = fitting[0]
                if rows[0].analysis in ("baseline", "response") and rows[0].level:
                    assert abs(total - 100) < 1e-6
                    assert n in fitting


@settings(max_examples=examples(8), **QUICK)
@given(cohorts)
def test_the_comparison_of_two_rates_leaves_several_n(cohort: Cohort) -> None:
    """From rates, their difference with its interval, and Fisher's P, count by count."""
    for result in _sent(cohort).results.values():
        for fisher in result.where("fisher_exact"):
            at = {"visit": fisher.visit, "level": fisher.level}
            rows = [result.get("count", fisher.variable, arm=arm, **at) for arm in result.arms]
            difference = result.get("risk_difference", fisher.variable, **at)
            t, c = rows
            if t is None or c is None or difference is None or fisher.p is None:
                continue
            if not any("approximate" in row.notes for row in (t, c)):
                continue
            x, n, y, m = round(t.estimate or 0), t.total, round(c.estimate or 0), c.total
            of = risk_difference(x, n, y, m)
            # It is made of what is shown, so that it tells nothing else,
            assert difference.estimate == pytest.approx(of.value, abs=0.0005001)
            assert difference.ci_low == pytest.approx(of.low, abs=0.001)
            fitting = set(_tables(t, c, fisher.p))
            # but for the side of 0.05 on which P lies.
            for place, row in enumerate((t, c)):
                if "approximate" in row.notes:
                    assert len({sides[place] for sides in fitting}) > 1, (t, c, fitting)


def _tables(t: Row, c: Row, p: float) -> Iterator[tuple[int, int]]:
    """Both n of the tables that give what is shown."""

    def sides(row: Row) -> Iterator[tuple[int, int]]:
        if "approximate" not in row.notes:
            yield int(row.estimate or 0), row.total
            return
        for n in _of_step(row):
            yield from ((x, n) for x in _counts(row.pct or 0.0, _step(row), n))

    for (x, n), (y, m) in product(sides(t), sides(c)):
        exact = fisher_2x2(np.array([[x, n - x], [y, m - y]], dtype=np.int64)).p
        if exact is not None and (exact < 0.05) == (p < 0.05):
            yield n, m


def test_no_order_of_the_file_is_in_it() -> None:
    cohort = _simple()
    table = cohort.table.iloc[::-1].reset_index(drop=True)
    turned = replace(cohort, table=table, unread=(), corrections=(), rows=None)
    one, other = _sent(cohort), _sent(turned)
    assert one.cohort.table.equals(other.cohort.table)
    assert one.cohort.digest == other.cohort.digest
    assert _body(one) == _body(other)
