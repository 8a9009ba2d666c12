"""Response: grades and total effective rate by arm, with every effect measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from aci_core.analyses.adjustment import OF_EFFECTIVE, OF_ORDINAL, covariate_names
from aci_core.analyses.centres import centres
from aci_core.analyses.code_counted import marked
from aci_core.analyses.describe import by_arm, categories, count_row, uncounted
from aci_core.analyses.effects import differences, rates
from aci_core.analyses.ordinal import adjusted_for, adjusted_odds, adjusted_risk
from aci_core.analyses.responders import fragility, responder_rows
from aci_core.analyses.result import KEY, Result, Row, row_of, try_query
from aci_core.domain.arrays import Ints
from aci_core.domain.cohort import GradeScale
from aci_core.domain.notes import Note, join_notes, note
from aci_core.domain.schema import Role
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import RECORDED
from aci_core.efficacy.grade import recorded_grades
from aci_core.stats.chi_square import pearson_chi2
from aci_core.stats.estimate import not_computed
from aci_core.stats.fisher import fisher_2xk
from aci_core.stats.odds_ratio import odds_ratio
from aci_core.stats.ordinal import linear_by_linear, proportional_odds
from aci_core.stats.ranks import win_odds
from aci_core.stats.smd_levels import smd_levels
from aci_core.summaries import EFFECTIVE, GRADE, Arms, Counts, Data, Grading, PatientLevelData

NAME = "response"

# What an ungradable patient is taken for, beside the analysis that leaves him out.
CASES = ("ungradable_ineffective", "best_case", "worst_case")

# Of the grades as an ordered outcome.
OF_GRADES = (
    "pearson_chi2",
    "fisher_exact",
    "linear_by_linear",
    "proportional_odds",
    "win_odds",
    "smd",
)

# Covariates where the plan names none.
ADJUSTED_FOR = {GRADE: OF_ORDINAL, EFFECTIVE: OF_EFFECTIVE}


@dataclass(frozen=True, eq=False, slots=True)
class Audit:
    """Recorded grades compared with computed ones.

    Parameters
    ----------
    recorded, computed : tuple of str
        Levels of the table's rows and columns, best first.
    table : ndarray of int, shape (recorded, computed)
    comparable : bool
        Both use the same grades, so that they can agree or not.
    disagree : tuple of (int, str, str)
        Row of the cohort's table, recorded grade, computed grade.
    """

    recorded: tuple[str, ...]
    computed: tuple[str, ...]
    table: Ints
    comparable: bool
    disagree: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class Response(Result):
    """The response analysis, with the rule behind it.

    Parameters
    ----------
    rule : str
        The rule's name, or ``recorded``.
    scale : GradeScale or None
        None where nothing could be graded.
    visit : str or None
    ungradable : tuple of (str, str, int)
        Reason, arm, patients.
    audit : Audit or None
    adjusted_for : dict of str to tuple of str
        Columns for which ``grade`` and ``effective`` are adjusted.
    """

    rule: str = ""
    scale: GradeScale | None = None
    visit: str | None = None
    ungradable: tuple[tuple[str, str, int], ...] = ()
    audit: Audit | None = field(default=None, repr=False)
    adjusted_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @property
    def total(self) -> bool:
        """Whether the rate is the "total effective" of several grades, or of responders.

        A recorded grade says itself which it is: by the word *effective*.
        """
        if self.scale is None:
            return False
        several = len(self.scale.best_first) > 2 and self.rule != RECORDED
        return several or self.scale.effective[-1] == "effective"


def response(data: Data, settings: Settings) -> Response:
    """Grades by arm, total effective rate, and effect measures of both."""
    grading = data.grading
    if grading is None:
        return Response(NAME, data.arms, settings, (), rule=settings.rule)
    scale, visit = grading.scale, grading.visit
    rows = [
        *_grades(data, settings, scale, visit),
        *_rate(data, settings, visit, _outside(grading)),
        *_adjusted(data, settings, visit),
        *responder_rows(data, settings, NAME),
        *centres(data, settings, NAME, visit),
    ]
    audit = _audit(data.patients) if data.patients is not None else None
    rows.extend(_agreement(data, grading, audit))
    return Response(
        NAME,
        data.arms,
        settings,
        marked(rows, data, settings),
        rule=grading.rule,
        scale=scale,
        visit=visit,
        ungradable=grading.ungradable,
        audit=audit,
        adjusted_for={
            name: adjusted_for(data, covariate_names(data, settings, default))
            for name, default in ADJUSTED_FOR.items()
        },
    )


def _grades(data: Data, settings: Settings, scale: GradeScale, visit: str | None) -> Iterator[Row]:
    """Counts and tests of the grades; where their counts stayed at a centre, its reason."""
    table, why = try_query(lambda: data.levels(GRADE))
    if table is not None:
        yield from categories(data, NAME, GRADE, scale.best_first, table, visit=visit)
        yield from ordered(NAME, GRADE, data.arms, table, scale.best_first, settings.level, visit)
        return
    yield from uncounted(NAME, GRADE, (*data.arms, None), scale.best_first, why, visit=visit)
    none = not_computed(*why)
    for method in OF_GRADES:
        yield row_of(NAME, GRADE, method, none, None, visit=visit)
    for name in scale.best_first[:-1]:
        yield row_of(NAME, GRADE, "odds_ratio", none, None, visit=visit, level=name)


def _adjusted(data: Data, settings: Settings, visit: str | None) -> Iterator[Row]:
    """The grades' common odds ratio and the rates' difference, given covariates."""
    grades = None if data.patients is None else data.patients.grades
    score = effective = None
    if grades is not None:
        # The codes count from the best grade.
        score = np.where(grades.codes < 0, np.nan, -grades.codes.astype(np.float64))
        effective = grades.effective
    names = {k: covariate_names(data, settings, default) for k, default in ADJUSTED_FOR.items()}
    yield from adjusted_odds(data, settings, NAME, GRADE, visit, score, names[GRADE])
    yield from adjusted_risk(data, settings, NAME, EFFECTIVE, visit, effective, names[EFFECTIVE])


def _agreement(data: Data, grading: Grading, audit: Audit | None) -> Iterator[Row]:
    """Count of patients whose recorded and computed grades agree; needs patients."""
    if audit and audit.comparable:
        agreed, total = int(np.trace(audit.table)), int(audit.table.sum())
        yield count_row(NAME, "grade_recorded", agreed, total, level="agree")
    elif data.patients is None and grading.rule != RECORDED:
        # Whether both use the same grades is in the levels of the recorded one.
        levels = {x for c in data.columns if c.role is Role.GRADE for x in c.levels}
        if levels and levels <= set(grading.scale.best_first):
            yield from uncounted(
                NAME, "grade_recorded", [None], ["agree"], (note("needs_patients"),)
            )


def ordered(
    analysis: str,
    variable: str,
    arms: Arms[str],
    table: Ints,
    best_first: Sequence[str],
    conf_level: float,
    visit: str | None = None,
) -> Iterator[Row]:
    """Grades as an ordered outcome; `table` is 2 x k, treatment first, grades best first."""
    n = by_arm(arms, table.sum(axis=1).tolist())
    rising = np.ascontiguousarray(table[:, ::-1])
    ranks = np.arange(rising.shape[1], dtype=np.float64)
    estimates = (
        pearson_chi2(table),
        fisher_2xk(table),
        linear_by_linear(rising),
        proportional_odds(rising, conf_level),
        win_odds(Counts(ranks, rising[0], rising[1]), "higher", conf_level),
        smd_levels(table, conf_level),
    )
    for method, estimate in zip(OF_GRADES, estimates, strict=True):
        yield row_of(analysis, variable, method, estimate, n, visit=visit)
    totals = table.sum(axis=1)
    for index, name in enumerate(best_first[:-1]):
        # The odds of this grade or a better one.
        t, c = (int(x) for x in table[:, : index + 1].sum(axis=1))
        estimate = odds_ratio(t, int(totals[0]), c, int(totals[1]), conf_level)
        yield row_of(analysis, variable, "odds_ratio", estimate, n, visit=visit, level=name)


def _rate(
    data: Data, settings: Settings, visit: str | None, notes: tuple[Note, ...]
) -> Iterator[Row]:
    """Effective rate and its comparisons; where the counts stayed at a centre, its reason."""
    table, why = try_query(lambda: data.levels(EFFECTIVE))
    if table is not None:
        yield from _effective(data, table, settings, visit, notes)
        return
    for row in _effective(data, np.zeros((2, 2), dtype=np.int64), settings, visit, ()):
        yield Row(**{key: getattr(row, key) for key in KEY}, note=join_notes(why))


def _effective(
    data: Data, table: Ints, settings: Settings, visit: str | None, notes: tuple[Note, ...]
) -> Iterator[Row]:
    conf_level = settings.level
    events = Arms(*(int(x) for x in table[:, 0]))
    n = Arms(*(int(x) for x in table.sum(axis=1)))
    absent = Arms(*(all_patients - graded for all_patients, graded in zip(data.n, n, strict=True)))
    yield from rates(
        NAME, EFFECTIVE, data.arms, events, n, conf_level, visit=visit, notes=notes, missing=absent
    )
    yield from differences(
        NAME, EFFECTIVE, data.arms, events, n, conf_level, visit=visit, notes=notes
    )
    yield fragility(data, settings, NAME, events, n, visit)
    smd = smd_levels(table, conf_level)
    yield row_of(NAME, EFFECTIVE, "smd", smd, by_arm(data.arms, n), visit=visit)
    for case in CASES:
        taken = Arms(
            events.treatment + (absent.treatment if case == "best_case" else 0),
            events.control + (absent.control if case == "worst_case" else 0),
        )
        yield from rates(
            NAME, EFFECTIVE, data.arms, taken, data.n, conf_level, visit=visit, label=case
        )
        yield from differences(
            NAME,
            EFFECTIVE,
            data.arms,
            taken,
            data.n,
            conf_level,
            visit=visit,
            label=case,
            methods=("risk_difference", "pearson_chi2", "fisher_exact"),
        )


def _outside(grading: Grading) -> tuple[Note, ...]:
    """Note of how many were graded beyond the scores for which the rule was validated."""
    return (note("outside_validated", grading.outside),) if grading.outside else ()


def _audit(data: PatientLevelData) -> Audit | None:
    """Compare recorded with computed grades, where the file has both."""
    grades = data.grades
    if grades is None or grades.rule is None:
        return None
    by_clinician = recorded_grades(data.cohort)
    if by_clinician is None:
        return None
    both = (by_clinician.codes >= 0) & (grades.codes >= 0)
    shape = (len(by_clinician.scale.best_first), len(grades.scale.best_first))
    table = np.zeros(shape, dtype=np.int64)
    np.add.at(table, (by_clinician.codes[both], grades.codes[both]), 1)
    comparable = by_clinician.scale.best_first == grades.scale.best_first
    differ = np.flatnonzero(both & (by_clinician.codes != grades.codes) & comparable)
    disagree = tuple(
        (
            int(i),
            by_clinician.scale.best_first[by_clinician.codes[i]],
            grades.scale.best_first[grades.codes[i]],
        )
        for i in differ
    )
    return Audit(
        by_clinician.scale.best_first, grades.scale.best_first, table, comparable, disagree
    )
