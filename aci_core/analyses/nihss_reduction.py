"""Reduction of NIHSS: each patient's, and how many reach each cut."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from aci_core.analyses.cutpoints import HIGHEST
from aci_core.analyses.result import ONE_BY_ONE
from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.cohort import GradeScale
from aci_core.domain.study.settings import Settings
from aci_core.efficacy.grade import DIED
from aci_core.summaries import Arms, PatientLevelData, Var
from aci_core.summaries.quantiles import quantiles_type7

PLACES = 240  # bars of an arm with more patients than can be drawn one by one
LOWEST = {"percent": -100, "points": -42}


@dataclass(frozen=True, eq=False, slots=True)
class ArmReduction:
    """The reductions of one arm, the largest first.

    Parameters
    ----------
    arm : str
    n : int
        Patients with a score before and after treatment.
    died : int
        Patients whom the rule grades because they died: they reach no reduction.
    counted : int
        Patients of whom the shares are: those with a grade by the rule, the dead among them;
        under recorded grades, which need no score, those with both scores.
    reduction : ndarray of float, shape (bars,)
        In percent of the score before, or in points; of several patients their mean.
    grade : ndarray of int, shape (bars,)
        Index into the scale's `best_first`, -1 without a grade; of several patients that of
        the one in the middle.
    ordinal : ndarray of int, shape (bars,)
        The patient's number in the whole cohort; 0 where a bar is several.
    quartiles : (float, float, float) or None
        R's type 7.
    worse : int
        Patients whose score rose.
    reached : ndarray of int, shape (k,)
        Of `counted`, those whose reduction is at least each of `NihssReduction.steps`; the
        dead reach none.
    """

    arm: str
    n: int
    died: int
    counted: int
    reduction: Floats = field(repr=False)
    grade: Ints = field(repr=False)
    ordinal: Ints = field(repr=False)
    quartiles: tuple[float, float, float] | None
    worse: int
    reached: Ints = field(repr=False)

    def share(self, steps: Ints, cut: float) -> float | None:
        """Share of the counted whose reduction is at least a whole cut."""
        where = np.flatnonzero(steps == cut)
        if not self.counted or not len(where):
            return None
        return float(self.reached[where[0]]) / self.counted


@dataclass(frozen=True, eq=False)
class NihssReduction:
    """Reductions of NIHSS by arm.

    Parameters
    ----------
    kind : {"percent", "points"}
        In what the grading rule counts; percent for recorded grades.
    visit : str
        Set against the score before treatment.
    rule : str
    scale : GradeScale
    cuts : tuple of float
        The rule's that cut a fall, not a rise, in descending order; empty for recorded grades.
    arms : Arms of str
    by_arm : Arms of ArmReduction
    each : int
        Patients to a bar.
    steps : ndarray of int, shape (k,)
        The whole reductions at which patients are counted.
    """

    kind: str
    visit: str
    rule: str
    scale: GradeScale
    cuts: tuple[float, ...]
    arms: Arms[str]
    by_arm: Arms[ArmReduction]
    each: int
    steps: Ints = field(repr=False)

    @property
    def others_counted(self) -> bool:
        """Whether the shares are of other patients than have both scores."""
        return any(arm.counted != arm.n for arm in self.by_arm)


def nihss_reduction(
    data: PatientLevelData,
    settings: Settings,  # noqa: ARG001 - as every analysis
) -> NihssReduction | None:
    """Each patient's reduction of NIHSS, with the grade in use.

    Returns
    -------
    NihssReduction or None
        None where nothing is graded, or the file has no score after treatment.
    """
    grades = data.grades
    if grades is None:
        return None
    visit = grades.reduced_at
    if visit is None or not all(data.cohort.usable(f"nihss_{v}") for v in ("pre", visit)):
        return None
    kind = grades.rule.kind if grades.rule else "percent"
    pre, post = data.values(Var("nihss_pre")), data.values(Var(f"nihss_{visit}"))
    known = ~np.isnan(pre) & ~np.isnan(post) & ((pre > 0) | (kind == "points"))
    if not known.any():
        return None
    points = np.where(known, pre - post, 0.0)
    reduction = 100 * points / np.where(known & (pre > 0), pre, 1) if kind == "percent" else points
    # The largest whole reduction that is reached, in integers.
    whole = points.astype(np.int64)
    if kind == "percent":
        whole = 100 * whole // np.where(known & (pre > 0), pre, 1).astype(np.int64)
    died = grades.reasons == DIED
    steps = np.arange(LOWEST[kind], HIGHEST[kind] + 1)
    each = max(1, -(-int(known.sum()) // (2 * PLACES))) if known.sum() > ONE_BY_ONE else 1
    codes = grades.codes.astype(np.int64)
    counted = codes >= 0 if grades.rule else known

    def of_arm(arm: str, mask: Mask) -> ArmReduction:
        who = np.flatnonzero(mask & known)
        # The best grade first where reductions are equal, then the file's order.
        who = who[np.lexsort((who, codes[who], -reduction[who]))]
        x = reduction[who]
        starts = np.arange(0, len(who), each)
        sizes = np.diff(np.append(starts, len(who)))
        bars = np.add.reduceat(x, starts) / sizes if len(who) else np.empty(0)
        middle = who[np.minimum(starts + sizes // 2, len(who) - 1)] if len(who) else who
        here = mask & counted
        reached = np.clip(whole[here & known & ~died], steps[0] - 1, steps[-1])
        tally = np.bincount(reached - (steps[0] - 1), minlength=len(steps) + 1)
        q = quantiles_type7(x[::-1], None, (0.25, 0.5, 0.75)) if len(who) else None
        return ArmReduction(
            arm,
            len(who),
            int((here & died).sum()),
            int(here.sum()),
            bars,
            codes[middle],
            data.ordinals[who] if each == 1 else np.zeros(len(bars), dtype=np.int64),
            None if q is None else (float(q[0]), float(q[1]), float(q[2])),
            int((x < 0).sum()),
            tally[::-1].cumsum()[::-1][1:],
        )

    return NihssReduction(
        kind,
        visit,
        grades.name,
        grades.scale,
        tuple(float(c) for c in grades.rule.cuts if c > 0) if grades.rule else (),
        data.arms,
        Arms(of_arm(data.arms[0], data.treated), of_arm(data.arms[1], ~data.treated)),
        each,
        steps,
    )
