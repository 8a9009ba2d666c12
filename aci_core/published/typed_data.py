"""Data of numbers typed in from a published table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np

from aci_core.domain.cohort import GradeScale
from aci_core.domain.errors import AciError
from aci_core.domain.schema import PRE, Column, Kind, Measure, Role
from aci_core.domain.schema.visits import POST
from aci_core.summaries.data import Arms
from aci_core.summaries.grading import Grading
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.patients import EFFECTIVE, GRADE
from aci_core.summaries.questions import Terms
from aci_core.summaries.summary import Summary
from aci_core.summaries.variables import Var, Variable

TypedKind = Literal["counts", "grades", "means", "correlation", "rate"]
Triple = tuple[int, float, float]

BOTH = Arms("treatment", "control")
SCORE = "score"
RULE = "published"
AFTER, BEFORE = Var(f"{SCORE}_{POST}"), Var(f"{SCORE}_{PRE}")
X, Y = Var("x"), Var("y")
# A paper with more is none; exact tests of so many still answer in seconds.
MOST = 10**7
LARGEST = 1e12
MOST_GRADES = 10


@dataclass(frozen=True, eq=False)
class Typed(Summary):
    """A Data of typed numbers; each way of typing is a class method.

    What the paper does not print it lacks, as any summary does.

    Parameters
    ----------
    kind : {"counts", "grades", "means", "correlation", "rate"}
    """

    kind: TypedKind = "counts"

    @classmethod
    def events(cls, treatment: tuple[int, int], control: tuple[int, int]) -> Self:
        """Events and patients of each arm, such as 67 of 78 and 54 of 78.

        Raises
        ------
        AciError
            ``published_count``: no patients, or more events than patients.

        Examples
        --------
        >>> Typed.events((67, 78), (54, 78)).levels("effective").tolist()
        [[67, 11], [54, 24]]
        """
        for pair in (treatment, control):
            _checked_count(*pair)
        table = [[events, n - events] for events, n in (treatment, control)]
        return cls._graded("counts", table, GradeScale(("yes", "no"), ("yes",)))

    @classmethod
    def grades(cls, treatment: Sequence[int], control: Sequence[int]) -> Self:
        """Patients of each arm in each grade, best grade first.

        Raises
        ------
        AciError
            ``published_grades``: fewer than two grades, over 20, or not as many in both
            arms; ``published_empty``: an arm without patients.
        """
        k = len(treatment)
        if k != len(control) or not 2 <= k <= MOST_GRADES:
            raise AciError("published_grades", a=k, b=len(control), most=MOST_GRADES)
        for arm in (treatment, control):
            if not 0 < sum(arm) <= MOST or min(arm) < 0:
                raise AciError("published_empty")
        names = tuple(f"grade_{i + 1}" for i in range(k))
        return cls._graded("grades", [list(treatment), list(control)], GradeScale(names, names[:1]))

    @classmethod
    def _graded(cls, kind: TypedKind, table: list[list[int]], scale: GradeScale) -> Self:
        cells = np.array(table, dtype=np.int64)
        k = len(scale.effective)
        split = np.column_stack([cells[:, :k].sum(axis=1), cells[:, k:].sum(axis=1)])
        return cls(
            BOTH,
            Arms(*(int(x) for x in cells.sum(axis=1))),
            grading=Grading(RULE, scale, None),
            of_levels={GRADE: cells, EFFECTIVE: split},
            kind=kind,
        )

    @classmethod
    def means(
        cls, treatment: Triple, control: Triple, before: tuple[Triple, Triple] | None = None
    ) -> Self:
        """n, mean and SD of each arm, and of each arm before treatment where it is printed.

        Raises
        ------
        AciError
            ``published_mean``: no patients, a negative SD, or a number beyond 1e12;
            ``published_one``: one patient with an SD.
        """
        moments: dict[Variable, Arms[Moments]] = {
            AFTER: Arms(_moments(treatment), _moments(control))
        }
        if before is not None:
            moments[BEFORE] = Arms(*(_moments(triple) for triple in before))
        columns = tuple(
            Column(v.column, Role.MEASURE, Kind.NUMBER, "", SCORE, v.column.rpartition("_")[2])
            for v in (BEFORE, AFTER)
            if v in moments
        )
        n = Arms(*(max(arms[i].n for arms in moments.values()) for i in (0, 1)))
        return cls(BOTH, n, columns, {SCORE: Measure(SCORE)}, of_moments=moments, kind="means")

    @classmethod
    def correlation(cls, r: float, n: int) -> Self:
        """A correlation of two variables in one group.

        Raises
        ------
        AciError
            ``published_correlation``: r outside -1 to 1; ``published_few``: n below 4.
        """
        if not -1 <= r <= 1:
            raise AciError("published_correlation", r=str(r)[:20])
        if not 4 <= n <= MOST:
            raise AciError("published_few", n=str(n)[:20])
        columns = tuple(Column(v.column, Role.COVARIATE, Kind.NUMBER) for v in (X, Y))
        terms = Terms.of((X, Y))
        # Standardised: r is all that the paper gives.
        products = (n - 1) * np.array([[1.0, r], [r, 1.0]])
        crosses = Arms(Cross(n, np.zeros(2), products), Cross(0, np.zeros(2), np.zeros((2, 2))))
        return cls(BOTH, Arms(n, 0), columns, of_crosses={terms: crosses}, kind="correlation")

    @classmethod
    def rate(cls, events: int, n: int) -> Self:
        """Events of one group.

        Raises
        ------
        AciError
            ``published_count``: no patients, or more events than patients.
        """
        _checked_count(events, n)
        table = np.array([[events, n - events], [0, 0]], dtype=np.int64)
        return cls(BOTH, Arms(n, 0), of_levels={EFFECTIVE: table}, kind="rate")

    def with_correlation(self, r: float) -> Self:
        """The means with an assumed correlation of before and after within each arm.

        The complete cases are taken to be the patients after treatment.
        """
        after, before = self.of_moments[AFTER], self.of_moments[BEFORE]
        terms = Terms.of((AFTER, BEFORE))
        order = terms.among(self.columns)

        def arm(post: Moments, pre: Moments) -> Cross:
            m2 = {AFTER: post.m2, BEFORE: (pre.variance or 0.0) * (post.n - 1)}
            mean = {AFTER: post.mean, BEFORE: pre.mean}
            shared = r * math.sqrt(m2[AFTER] * m2[BEFORE])
            products = [[m2[v] if v == w else shared for w in (AFTER, BEFORE)] for v in m2]
            places = [list(m2).index(v) for v in order if isinstance(v, Var)]
            square = np.array(products)[np.ix_(places, places)]
            return Cross(post.n, np.array([mean[v] for v in mean])[places], square)

        crosses = Arms(*(arm(a, b) for a, b in zip(after, before, strict=True)))
        return replace(self, of_crosses={terms: crosses})


def _checked_count(events: int, n: int) -> None:
    if not 0 < n <= MOST or not 0 <= events <= n:
        raise AciError("published_count", events=str(events)[:20], n=str(n)[:20])


def _moments(triple: Triple) -> Moments:
    n, mean, sd = triple
    if not 0 < n <= MOST or not 0 <= sd <= LARGEST or not abs(mean) <= LARGEST:
        text = ",".join(f"{x:g}" for x in triple)
        raise AciError("published_mean", triple=text[:60])
    if n == 1 and sd > 0:
        raise AciError("published_one")
    return Moments.from_sd(n, mean, sd)
