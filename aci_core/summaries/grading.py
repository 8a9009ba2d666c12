"""The grading rule in use and the number of ungradable patients, which add up over cohorts."""

from __future__ import annotations

from dataclasses import dataclass

from aci_core.domain.cohort import GradeScale
from aci_core.domain.errors import AciError


@dataclass(frozen=True, slots=True)
class Grading:
    """The grading in use.

    Parameters
    ----------
    rule : str
        The rule's name, or ``recorded``.
    scale : GradeScale
    visit : str or None
        The visit whose score was set against the one before treatment.
    outside : int or None
        Patients whose score before treatment is beyond those for which the rule was
        validated; None where it has no such limits.
    ungradable : tuple of (str, str, int)
        Reason, arm, patients.
    """

    rule: str
    scale: GradeScale
    visit: str | None
    outside: int | None = None
    ungradable: tuple[tuple[str, str, int], ...] = ()

    def __add__(self, other: Grading) -> Grading:
        if (self.rule, self.scale, self.visit) != (other.rule, other.scale, other.visit):
            raise AciError("summary_grading")
        counts: dict[tuple[str, str], int] = {}
        for reason, arm, count in (*self.ungradable, *other.ungradable):
            counts[reason, arm] = counts.get((reason, arm), 0) + count
        outside = None
        if self.outside is not None or other.outside is not None:
            outside = (self.outside or 0) + (other.outside or 0)
        ungradable = tuple((reason, arm, count) for (reason, arm), count in counts.items())
        return Grading(self.rule, self.scale, self.visit, outside, ungradable)
