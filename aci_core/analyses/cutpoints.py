"""Sensitivity to the cut-point: the rate difference at every cut of the NIHSS reduction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aci_core.domain.arrays import Ints
from aci_core.domain.study.settings import Settings
from aci_core.efficacy.grade import DIED
from aci_core.stats.estimate import Estimate
from aci_core.stats.risk_difference import risk_difference
from aci_core.summaries import Arms, PatientLevelData, Var

HIGHEST = {"percent": 100, "points": 42}


@dataclass(frozen=True, slots=True)
class CutPoints:
    """Rates and their difference when a reduction of at least `cut` counts as effective.

    Exploratory: rates and differences, without P.

    Parameters
    ----------
    kind : {"percent", "points"}
    chosen : float
        The cut of the rule in use.
    cuts : tuple of int
    events : tuple of Arms of int
        Patients of each arm who reach the cut.
    n : Arms of int
        Gradable patients.
    differences : tuple of Estimate
        Newcombe's interval.
    """

    kind: str
    chosen: float
    cuts: tuple[int, ...]
    events: tuple[Arms[int], ...]
    n: Arms[int]
    differences: tuple[Estimate, ...]

    @property
    def above_zero(self) -> tuple[tuple[int, int], ...]:
        """Runs of cuts, first and last, at which the interval lies above 0."""
        runs: list[tuple[int, int]] = []
        for cut, difference in zip(self.cuts, self.differences, strict=True):
            if difference.low is None or difference.low <= 0:
                continue
            if runs and runs[-1][1] == cut - 1:
                runs[-1] = (runs[-1][0], cut)
            else:
                runs.append((cut, cut))
        return tuple(runs)


def cutpoints(data: PatientLevelData, settings: Settings) -> CutPoints | None:
    """Sweep the cut between effective and ineffective.

    Returns
    -------
    CutPoints or None
        None for recorded grades: they have no cut.
    """
    grades = data.grades
    if grades is None or grades.rule is None or grades.visit is None:
        return None
    kind = grades.rule.kind
    gradable = grades.codes >= 0
    reached = _reached(data, grades.visit, kind)
    reached[grades.reasons == DIED] = -1
    highest = HIGHEST[kind]
    tallies = []
    for mask in (data.treated, ~data.treated):
        reductions = np.clip(reached[gradable & mask], 0, highest)
        # Patients whose reduction reaches the cut: the tail of the distribution.
        tallies.append(np.bincount(reductions, minlength=highest + 1)[::-1].cumsum()[::-1])
    n = Arms(int((gradable & data.treated).sum()), int((gradable & ~data.treated).sum()))
    cuts = tuple(range(1, highest + 1))
    events = tuple(Arms(int(tallies[0][cut]), int(tallies[1][cut])) for cut in cuts)
    differences = tuple(risk_difference(t, n[0], c, n[1], settings.level) for t, c in events)
    return CutPoints(kind, float(grades.rule.effective_cut), cuts, events, n, differences)


def _reached(data: PatientLevelData, visit: str, kind: str) -> Ints:
    """The highest whole cut that each patient's reduction reaches, in integers."""
    pre, post = data.values(Var("nihss_pre")), data.values(Var(f"nihss_{visit}"))
    known = ~np.isnan(pre) & ~np.isnan(post) & (pre > 0)
    before = np.where(known, pre, 1).astype(np.int64)
    reduction = np.where(known, pre - np.where(known, post, 0), 0).astype(np.int64)
    return 100 * reduction // before if kind == "percent" else reduction
