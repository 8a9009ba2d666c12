"""What no cohort may break: the whole pipeline on small random files."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aci_core.analyses import Row, analyse, prepare
from aci_core.analyses.document import document
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from aci_core.summaries import Cross, Moments
from tests.examples import examples

Patient = dict[str, str]
COLUMNS = (
    "patient_id", "arm", "age", "weight", "toast", "nihss_pre", "nihss_post", "bi_pre", "bi_post",
    "vegf_pre", "vegf_post", "ae_fever", "ae_headache", "died",
)  # fmt: skip
CASES = settings(max_examples=examples(25), deadline=None)


def maybe(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Three values of four, the others missing."""
    return st.tuples(st.integers(0, 3), values).map(lambda x: x[1] if x[0] else "")


def tenths(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda x: f"{x / 10:.1f}")


VALUES = {
    "age": maybe(st.integers(40, 90).map(str)),
    "weight": maybe(tenths(400, 1200)),
    "toast": maybe(st.sampled_from(["LAA", "SAO", "CE", "other"])),
    "nihss_pre": maybe(st.integers(0, 42).map(str)),
    "nihss_post": maybe(st.integers(0, 42).map(str)),
    "bi_pre": maybe(st.integers(0, 20).map(lambda x: str(5 * x))),
    "bi_post": maybe(st.integers(0, 20).map(lambda x: str(5 * x))),
    "vegf_pre": maybe(tenths(0, 5000)),
    "vegf_post": maybe(tenths(0, 5000)),
    "ae_fever": maybe(st.integers(0, 2).map(str)),
    "ae_headache": maybe(st.just("0")),
    "died": st.sampled_from(["0", "0", "0", "1"]),
}


@st.composite
def patients(draw: st.DrawFn) -> list[Patient]:
    """2 to 30 patients, at least one in each arm."""
    n = draw(st.integers(2, 30))
    arms = ["cells", "care", *draw(st.lists(st.sampled_from(["cells", "care"]), max_size=n - 2))]
    return [
        {"patient_id": f"P{i}", "arm": arm, **{k: draw(v) for k, v in VALUES.items()}}
        for i, arm in enumerate(arms)
    ]


def rows(
    cohort: Sequence[Patient], reference: str = "care", chosen: Settings | None = None
) -> dict[tuple[str | None, ...], Row]:
    """Every row of the analysis by its name."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(cohort)
    asked = chosen or Settings()
    made = load(text.getvalue().encode(), "small.csv", reference=reference)
    data = prepare(made, asked)
    results = analyse(data, asked)
    json.dumps(document(made, asked, data.grades, results, []), allow_nan=False)
    matches = [row for result in results for row in result.rows]
    named = {
        (r.analysis, r.variable, r.visit, r.arm, r.level, r.versus, r.method): r for r in matches
    }
    assert len(named) == len(matches)
    return named


def alike(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return a == pytest.approx(b, rel=1e-6, abs=1e-9)


@CASES
@given(patients(), st.sampled_from([0.9, 0.95, 0.99]), st.booleans())
def test_every_small_cohort_is_analysed(
    cohort: list[Patient], level: float, randomised: bool
) -> None:
    chosen = Settings(level=level, randomised=randomised, covariates=("age", "toast"))
    for row in rows(cohort, chosen=chosen).values():
        assert row.p is None or 0 <= row.p <= 1
        assert row.ci_level in (None, level)
        if row.ci_low is not None and row.ci_high is not None and row.method != "nnt":
            assert row.ci_low <= row.ci_high
        described = row.method in {"mean_sd", "median_iqr", "count"}
        if row.estimate is None and row.p is None and not described:
            assert row.note, row


@CASES
@given(patients(), st.randoms(use_true_random=False))
def test_the_order_of_the_patients_changes_nothing(
    cohort: list[Patient], random: Callable[..., None]
) -> None:
    mixed = list(cohort)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    before, after = rows(cohort), rows(mixed)
    assert before.keys() == after.keys()
    for key, row in before.items():
        other = after[key]
        assert (row.n, row.note) == (other.n, other.note), key
        for name in ("estimate", "ci_low", "ci_high", "sd", "q1", "q3", "statistic", "df", "p"):
            assert alike(getattr(row, name), getattr(other, name)), (key, name)


@CASES
@given(patients())
def test_a_patient_of_whom_nothing_is_known_is_only_missing(cohort: list[Patient]) -> None:
    # A column in which everybody has died is stopped until somebody confirms it.
    assume(any(patient["died"] != "1" for patient in cohort))
    unknown = dict.fromkeys(COLUMNS, "") | {"patient_id": "PX", "arm": "care"}
    before, after = rows(cohort), rows([*cohort, unknown])
    for key, row in before.items():
        # These put the ungradable into the denominator.
        if key[4] in {"ungradable_ineffective", "best_case", "worst_case"}:
            continue
        other = after[key]
        # Where only those who died are told, one who is not told stops the rate.
        if other.note == "blank_unanswered":
            assert other.estimate is None
            continue
        assert row.n == other.n
        for name in ("estimate", "ci_low", "ci_high", "sd", "q1", "q3", "statistic", "df", "p"):
            assert getattr(row, name) == getattr(other, name), (key, name)


SIGNED = {
    "welch_t", "student_t", "hedges_g", "hodges_lehmann", "ancova", "ancova_hc3", "ancova_slopes",
    "slope_difference", "risk_difference", "risk_difference_mn",
}  # fmt: skip
INVERTED = {
    "ancova_log", "win_odds", "proportional_odds", "odds_ratio", "risk_ratio",
    "risk_ratio_koopman", "fisher_exact",
}  # fmt: skip
THE_SAME = {
    "pearson_chi2", "yates_chi2", "n1_chi2", "linear_by_linear", "pearson", "spearman",
    "partial_pearson", "paired_t", "wilcoxon_signed_rank", "wilson", "clopper_pearson", "mean_sd",
    "median_iqr", "count", "holm", "benjamini_hochberg",
}  # fmt: skip


@CASES
@given(patients())
def test_the_other_reference_turns_signs_and_inverts_ratios(cohort: list[Patient]) -> None:
    one, other = rows(cohort, "care"), rows(cohort, "cells")
    for key, a in one.items():
        # Best and worst case change places with the arms; delta is added to the treatment alone,
        # and its missing scores jump to the control's.
        if key[4] in {"best_case", "worst_case"} or a.analysis == "sensitivity":
            continue
        b = other[key]
        assert a.n == b.n
        assert alike(a.p, b.p), key
        limits = (a.estimate, a.ci_low, a.ci_high)
        swapped = (b.estimate, b.ci_high, b.ci_low)
        if a.method in SIGNED:
            assert all(map(alike, limits, map(_negative, swapped))), (key, a, b)
        elif a.method in INVERTED:
            assert all(_reciprocal(x, y) for x, y in zip(limits, swapped, strict=True)), (key, a, b)
        elif a.method == "mann_whitney":
            assert all(map(alike, limits, (None if x is None else 1 - x for x in swapped)))
        elif a.method in THE_SAME:
            assert all(map(alike, limits, (b.estimate, b.ci_low, b.ci_high))), (key, a, b)
            assert alike(a.statistic, b.statistic)


def _negative(x: float | None) -> float | None:
    return None if x is None else -x


def _reciprocal(x: float | None, y: float | None) -> bool:
    """0 and infinity, which is null, are each other's reciprocal; so is null of what is not."""
    if x is None or y is None:
        return not x and not y
    if x == 0 or y == 0:
        return False
    return math.log(x) == pytest.approx(-math.log(y), rel=1e-6, abs=1e-8)


@CASES
@given(patients(), st.integers(0, 30))
def test_moments_and_products_of_parts_add_up(cohort: list[Patient], at: int) -> None:
    def columns(part: Sequence[Mapping[str, str]]) -> list[list[float]]:
        names = ("nihss_pre", "vegf_post")
        return [[float(p[name] or "nan") for p in part] for name in names]

    whole, first, second = columns(cohort), columns(cohort[:at]), columns(cohort[at:])
    for every, a, b in zip(whole, first, second, strict=True):
        together, added = Moments.of(every), Moments.of(a) + Moments.of(b)
        assert together.n == added.n
        assert alike(together.mean, added.mean)
        assert together.m2 == pytest.approx(added.m2, rel=1e-9, abs=1e-6)
    made = Cross.of(first) + Cross.of(second)  # type: ignore[arg-type]
    right = Cross.of(whole)  # type: ignore[arg-type]
    assert made.n == right.n
    assert made.products == pytest.approx(right.products, rel=1e-9, abs=1e-6)
