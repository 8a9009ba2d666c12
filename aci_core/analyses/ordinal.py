"""Ordinal outcomes: counts of the grades, common odds ratios, and risks given covariates.

The adjusted common odds ratio leads. Its covariates are `adjustment.OF_ORDINAL`, or the plan's,
instead of the outcome's own value before treatment. No mean of grades is compared here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from aci_core.analyses.adjustment import (
    COMPLETE_CASES,
    OF_ORDINAL,
    Cases,
    absent_note,
    cases_of,
    covariate_names,
    covariate_terms,
    imputes,
    term_name,
)
from aci_core.analyses.describe import by_arm, count_row, uncounted
from aci_core.analyses.result import Row, row_of, try_query
from aci_core.domain.arrays import Floats
from aci_core.domain.notes import Note, note
from aci_core.domain.schema import Measure
from aci_core.domain.study.settings import Settings
from aci_core.stats.adjusted_risk import adjusted_risk_difference
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.odds_ratio import odds_ratio
from aci_core.stats.ordinal import proportional_odds
from aci_core.stats.ordinal_adjusted import proportional_odds_adjusted, proportional_odds_test
from aci_core.summaries import Counts, Data, Var

ADJUSTED = "proportional_odds_adjusted"
UNADJUSTED = "proportional_odds"
PROPORTIONALITY = "proportional_odds_test"
RISK = "adjusted_risk_difference"

# A method by its row's name, of the cases of a model.
Methods = dict[str, Callable[[Cases], Estimate]]


def grades_of(measure: Measure, counts: Counts | None = None) -> tuple[float, ...]:
    """The grades of a scale, best first: all of a scale with limits, else those that occur."""
    if measure.low is not None and measure.high is not None:
        whole = np.arange(measure.low, measure.high + 0.5, measure.step or 1.0)
        extra = () if counts is None else set(counts.values.tolist()) - set(whole.tolist())
        ascending = sorted({*whole.tolist(), *extra})
    else:
        ascending = [] if counts is None else sorted(counts.values.tolist())
    return tuple(reversed(ascending) if measure.better == "higher" else ascending)


def grade_name(grade: float) -> str:
    """A grade as the `level` of its `count`."""
    return f"{grade:g}"


def cut_name(measure: Measure, grade: float) -> str:
    """A cut as the `level` of its odds ratio: this grade or a better one."""
    return f"{'>=' if measure.better == 'higher' else '<='}{grade:g}"


def ordinal(
    data: Data, settings: Settings, analysis: str, measure: Measure, visit: str
) -> Iterator[Row]:
    """Every row of an ordinal measure at a visit after baseline, beside its dichotomy."""
    column = f"{measure.name}_{visit}"
    counts, reasons = try_query(lambda: data.counts(Var(column)))
    grades = grades_of(measure, counts)
    if counts is None:
        levels = [grade_name(g) for g in grades]
        yield from uncounted(analysis, measure.name, data.arms, levels, reasons, visit=visit)
        absent: list[tuple[str, str | None]] = [(UNADJUSTED, None)]
        absent += [("odds_ratio", cut_name(measure, g)) for g in grades[:-1]]
        for method, level in absent:
            yield row_of(
                analysis,
                measure.name,
                method,
                not_computed(*reasons),
                None,
                visit=visit,
                level=level,
            )
    else:
        yield from _of_counts(data, settings, analysis, measure, visit, counts, grades)
    patients = data.patients
    values = None if patients is None else patients.values(Var(column))
    score = None if values is None else values if measure.better == "higher" else -values
    names = covariate_names(data, settings, OF_ORDINAL)
    yield from adjusted_odds(data, settings, analysis, measure.name, visit, score, names)
    if measure.responder:
        yield from adjusted_risk(
            data,
            settings,
            analysis,
            measure.name,
            visit,
            None if values is None else _events(values, measure.responder),
            names,
            level=measure.responder,
        )


def _of_counts(
    data: Data,
    settings: Settings,
    analysis: str,
    measure: Measure,
    visit: str,
    counts: Counts,
    grades: Sequence[float],
) -> Iterator[Row]:
    """Counts of the grades, the common odds ratio, and the odds ratio at each cut."""
    table = np.zeros((2, len(grades)), dtype=np.int64)
    for place, grade in enumerate(grades):
        at = counts.values == grade
        table[:, place] = counts.treatment[at].sum(), counts.control[at].sum()
    totals = [int(n) for n in table.sum(axis=1)]
    for arm, row, n in zip(data.arms, table.tolist(), totals, strict=True):
        for grade, x in zip(grades, row, strict=True):
            yield count_row(
                analysis, measure.name, x, n, visit=visit, arm=arm, level=grade_name(grade)
            )
    n_by_arm = by_arm(data.arms, totals)
    common = proportional_odds(np.ascontiguousarray(table[:, ::-1]), settings.level)
    yield row_of(analysis, measure.name, UNADJUSTED, common, n_by_arm, visit=visit)
    for place, grade in enumerate(grades[:-1], start=1):
        t, c = (int(x) for x in table[:, :place].sum(axis=1))
        estimate = odds_ratio(t, totals[0], c, totals[1], settings.level)
        yield row_of(
            analysis,
            measure.name,
            "odds_ratio",
            estimate,
            n_by_arm,
            visit=visit,
            level=cut_name(measure, grade),
        )


def _events(values: Floats, cut: str) -> Floats:
    """1 where a value meets a cut such as ``<=2``, 0 where not, NaN missing."""
    sign, limit = cut[:2], float(cut[2:])
    met = values >= limit if sign == ">=" else values <= limit
    return np.where(np.isnan(values), np.nan, met.astype(np.float64))


def adjusted_odds(
    data: Data,
    settings: Settings,
    analysis: str,
    variable: str,
    visit: str | None,
    score: Floats | None,
    names: Sequence[str],
) -> Iterator[Row]:
    """The common odds ratio given covariates, and the test of its proportionality.

    `score` is higher where better, NaN missing; None of a Data without patients.
    """

    def odds(cases: Cases) -> Estimate:
        return proportional_odds_adjusted(
            _of(cases, score), cases.treated, cases.covariates, settings.level
        )

    def test(cases: Cases) -> Estimate:
        return proportional_odds_test(_of(cases, score), cases.treated, cases.covariates)

    yield from _given(
        data,
        settings,
        analysis,
        variable,
        visit,
        score,
        names,
        {ADJUSTED: odds, PROPORTIONALITY: test},
    )


def adjusted_risk(
    data: Data,
    settings: Settings,
    analysis: str,
    variable: str,
    visit: str | None,
    event: Floats | None,
    names: Sequence[str],
    *,
    level: str | None = None,
    complete: bool = True,
) -> Iterator[Row]:
    """The risk difference given covariates; `event` is 1 or 0, NaN missing, None without rows.

    `complete`: where covariates are imputed, of the complete cases too.
    """

    def risk(cases: Cases) -> Estimate:
        return adjusted_risk_difference(
            _of(cases, event) == 1.0, cases.treated, cases.covariates, settings.level
        )

    rows = _given(
        data, settings, analysis, variable, visit, event, names, {RISK: risk}, level=level
    )
    yield from (row for row in rows if complete or row.level == level)


def _of(cases: Cases, values: Floats | None) -> Floats:
    return np.empty(0) if values is None else values[cases.places]


def _given(
    data: Data,
    settings: Settings,
    analysis: str,
    variable: str,
    visit: str | None,
    outcome: Floats | None,
    names: Sequence[str],
    methods: Methods,
    *,
    level: str | None = None,
) -> Iterator[Row]:
    """A row a method; where covariates are imputed one of the complete cases too."""
    terms = covariate_terms(data, names, leave=(f"{variable}_{visit}",))
    patients = data.patients
    if patients is None or outcome is None:
        for method in methods:
            estimate = not_computed("needs_patients")
            yield row_of(analysis, variable, method, estimate, None, visit=visit, level=level)
        return
    filled = imputes(data, settings, terms)
    absent = absent_note(names, terms)
    for imputed in (True, False) if filled else (False,):
        cases = cases_of(patients, ~np.isnan(outcome), terms, filled=imputed)
        for method, make in methods.items():
            # Without a covariate nothing is adjusted: the unadjusted rows stand for it.
            bare = method != PROPORTIONALITY and not cases.covariates
            notes: tuple[Note, ...] = (*absent, *cases.notes)
            if bare and not notes:
                notes = (note("covariates_absent", len(OF_ORDINAL)),)
            yield row_of(
                analysis,
                variable,
                method,
                not_computed() if bare else make(cases),
                cases.n,
                visit=visit,
                level=COMPLETE_CASES if filled and not imputed else level,
                notes=notes,
            )


def adjusted_for(data: Data, names: Sequence[str]) -> tuple[str, ...]:
    """The columns that the models adjust for, of those chosen."""
    return tuple(dict.fromkeys(term_name(term) for term in covariate_terms(data, names)))
