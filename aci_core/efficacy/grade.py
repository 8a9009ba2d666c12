"""Grades of efficacy: the grade of each patient, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from aci_core.domain.cohort import Cohort, GradeScale
from aci_core.domain.schema import PRE, Role
from aci_core.domain.schema.visits import POST
from aci_core.domain.study.criterion import Criterion
from aci_core.efficacy.deaths import died_before
from aci_core.efficacy.rules import RECORDED, Rule, rule_named

# Reasons for a grade or for a missing one; the index is the code in `Grades.reasons`.
REASONS = ("", "died", "missing_pre", "missing_post", "pre_zero", "not_recorded")
DIED, _NO_PRE, _NO_POST, _PRE_ZERO, _NOT_RECORDED = range(1, 6)


@dataclass(frozen=True, eq=False)
class Grades:
    """The grade of each patient of a cohort, in the order of its table.

    Parameters
    ----------
    rule : Rule or None
        None for recorded grades.
    scale : GradeScale
    visit : str or None
        The visit whose score was compared with the one before treatment; None for recorded
        grades.
    reduced_at : str or None
        The visit of `reduction`: `visit`, or beside recorded grades the one that a rule would
        have graded.
    codes : ndarray of int8, shape (n,)
        Index into ``scale.best_first``; -1 where there is no grade.
    reduction : ndarray of float64, shape (n,)
        Reduction of NIHSS in percent of the score before; NaN if it is not known.
    reasons : ndarray of int8, shape (n,)
        Index into `REASONS`.
    """

    rule: Rule | None
    scale: GradeScale
    visit: str | None
    reduced_at: str | None
    codes: npt.NDArray[np.int8]
    reduction: npt.NDArray[np.float64]
    reasons: npt.NDArray[np.int8]

    @property
    def name(self) -> str:
        """The rule's name, ``recorded`` for recorded grades."""
        return RECORDED if self.rule is None else self.rule.name

    @property
    def effective(self) -> npt.NDArray[np.float64]:
        """1.0 if the grade is effective, 0.0 if not, NaN without a grade."""
        members = [g in self.scale.effective for g in self.scale.best_first]
        lookup = np.array([*members, np.nan], dtype=np.float64)
        return lookup[self.codes]

    def subset(self, keep: npt.NDArray[np.bool_]) -> Grades:
        """The grades of some of the patients."""
        return replace(
            self,
            codes=self.codes[keep],
            reduction=self.reduction[keep],
            reasons=self.reasons[keep],
        )


def graded_visit(cohort: Cohort, criterion: Criterion) -> str | None:
    """The visit to grade: the first of the criterion's, else `post`, else the last one.

    A column that the criterion or `post` means and an error stops is not replaced by another
    visit: that would answer a different question without saying so.

    Returns
    -------
    str or None
        None if there is none.
    """
    for visit in (*criterion.visits, POST):
        if visit != PRE and cohort.column(f"nihss_{visit}") is not None:
            return visit if cohort.usable(f"nihss_{visit}") else None
    later = [visit for visit in cohort.visits_of("nihss") if visit != PRE]
    return later[-1] if later else None


def grade(cohort: Cohort, criterion: Criterion) -> Grades | None:
    """Grade every patient.

    Parameters
    ----------
    cohort : Cohort
    criterion : Criterion
        A file without the two scores but with a recorded grade is graded by that.

    Returns
    -------
    Grades or None
        None where the file holds neither the two scores nor a recorded grade, or
        where an error stops the scores.

    Raises
    ------
    AciError
        As `rule_named`.
    """
    rule = None if criterion.rule == RECORDED else rule_named(criterion.rule)
    visit = graded_visit(cohort, criterion)
    if rule is None or not _has_scores(cohort):
        return recorded_grades(cohort, visit)
    if visit is None or not cohort.usable(f"nihss_{PRE}"):
        return None
    return _grade_by_rule(cohort, rule, visit)


def _has_scores(cohort: Cohort) -> bool:
    """Whether the file has scores before and after, even if an error stops them.

    Then the recorded grade is not used: it would answer under another rule than the
    requested one, because of one bad cell.
    """
    visits = {c.visit for c in cohort.columns if c.role is Role.MEASURE and c.stem == "nihss"}
    return PRE in visits and len(visits) > 1


def recorded_grades(cohort: Cohort, visit: str | None = None) -> Grades | None:
    """The grades the clinician recorded, None if the file has none.

    `visit` is the one whose scores give the reductions beside them.
    """
    scale = cohort.grade_scale
    if scale is None or not cohort.usable("grade"):
        return None
    cells = cohort.table["grade"].cat
    # The category's own order is the file's; the scale's order is what counts.
    place = np.array(
        [scale.best_first.index(c) if c in scale.best_first else -1 for c in cells.categories]
        + [-1],
        dtype=np.int8,
    )
    codes = place[cells.codes.to_numpy()]
    reasons = np.where(codes < 0, _NOT_RECORDED, 0).astype(np.int8)
    return Grades(None, scale, None, visit, codes, _known_reductions(cohort, visit), reasons)


def _known_reductions(cohort: Cohort, visit: str | None) -> npt.NDArray[np.float64]:
    """Reductions in percent, of patients with both scores."""
    if visit is None or not cohort.usable(f"nihss_{PRE}"):
        return np.full(cohort.n, np.nan)
    pre = cohort.table[f"nihss_{PRE}"].to_numpy(np.float64)
    post = cohort.table[f"nihss_{visit}"].to_numpy(np.float64)
    return _reduction(pre, post)


def _reduction(
    pre: npt.NDArray[np.float64], post: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    reduction = np.full(len(pre), np.nan)
    computable = ~np.isnan(pre) & ~np.isnan(post) & (pre > 0)
    reduction[computable] = 100 * (pre - post)[computable] / pre[computable]
    return reduction


def _grade_by_rule(cohort: Cohort, rule: Rule, visit: str) -> Grades:
    pre = cohort.table[f"nihss_{PRE}"].to_numpy(np.float64)
    post = cohort.table[f"nihss_{visit}"].to_numpy(np.float64)
    # Who has a score at the visit is graded by it, whatever came later.
    died = died_before(cohort, visit) & np.isnan(post)
    known = ~np.isnan(pre) & ~np.isnan(post)
    before = np.where(known, pre, 0).astype(np.int64)
    points = before - np.where(known, post, 0).astype(np.int64)

    codes = np.full(cohort.n, len(rule.cuts), dtype=np.int8)
    # From the worst cut to the best, each overwriting: the best cut reached wins.
    for index in range(len(rule.cuts) - 1, -1, -1):
        above = rule.last_above and index == len(rule.cuts) - 1
        codes[_reaches(points, before, rule.cuts[index], rule.kind, above=above)] = index
    if rule.or_at_most is not None:
        codes[np.where(known, post, np.inf) <= rule.or_at_most] = 0

    reasons = np.zeros(cohort.n, dtype=np.int8)
    reasons[known & (pre == 0)] = _PRE_ZERO
    reasons[np.isnan(post)] = _NO_POST
    reasons[np.isnan(pre)] = _NO_PRE
    codes[reasons > 0] = -1
    reasons[died] = DIED
    codes[died] = rule.of_the_dead

    return Grades(rule, rule.scale, visit, visit, codes, _reduction(pre, post), reasons)


def _reaches(
    points: npt.NDArray[np.int64],
    before: npt.NDArray[np.int64],
    cut: Fraction,
    kind: str,
    *,
    above: bool,
) -> npt.NDArray[np.bool_]:
    """Whether the reduction reaches or exceeds the cut, in integers: 0.46 has no exact float."""
    per = 100 * cut.denominator if kind == "percent" else cut.denominator
    least = cut.numerator * before if kind == "percent" else np.int64(cut.numerator)
    return np.asarray(per * points > least if above else per * points >= least)
