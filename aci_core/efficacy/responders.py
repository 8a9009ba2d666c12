"""Responders: who changed, or ended, as well as a published rule asks, one rule at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import PRE
from aci_core.domain.toml_file import load_toml
from aci_core.efficacy.deaths import died_before

_OWN_GRADE: Final = "mrs"  # the scale has a grade for the dead: a blank one is missing


@dataclass(frozen=True, slots=True)
class ResponderRule:
    """A rule of response of one measure.

    Parameters
    ----------
    name : str
        As in the rows: ``fall>=4``.
    measure : str
    of : {"fall", "rise", "score"}
        What is held against the limit; a fall or a rise is since before treatment.
    at_least, at_most : int or None
        The limit, one of them.
    """

    name: str
    measure: str
    of: Literal["fall", "rise", "score"]
    at_least: int | None = None
    at_most: int | None = None

    @property
    def changes(self) -> bool:
        """Whether it asks for the score before treatment."""
        return self.of != "score"

    def columns(self, visit: str) -> tuple[str, ...]:
        """The columns that it is of, the later one first."""
        later = f"{self.measure}_{visit}"
        return (later, f"{self.measure}_{PRE}") if self.changes else (later,)


RESPONDER_RULES: Final[Mapping[str, ResponderRule]] = {
    name: ResponderRule(name, **entry)
    for name, entry in load_toml("aci_core.efficacy", "responders.toml").items()
}


def responders(cohort: Cohort, rule: ResponderRule, visit: str) -> npt.NDArray[np.float64]:
    """Who is a responder at a visit.

    Parameters
    ----------
    cohort : Cohort
        With the rule's columns.
    rule : ResponderRule
    visit : str

    Returns
    -------
    ndarray of float64, shape (n,)
        1.0 for a responder, 0.0 for none, NaN where a score is missing. Who died before the
        visit and lacks its score is none; a fall of a score of 0 is not known.
    """
    later = cohort.table[rule.columns(visit)[0]].to_numpy(np.float64)
    value, known = later, ~np.isnan(later)
    if rule.changes:
        before = cohort.table[rule.columns(visit)[1]].to_numpy(np.float64)
        value = before - later if rule.of == "fall" else later - before
        # As of the grades: who has nothing to lose is not graded by a fall.
        known = known & ~np.isnan(before) & ~((rule.of == "fall") & (before == 0))
    low = -np.inf if rule.at_least is None else rule.at_least
    high = np.inf if rule.at_most is None else rule.at_most
    met = (value >= low) & (value <= high)
    result = np.where(known, met.astype(np.float64), np.nan)
    if rule.measure != _OWN_GRADE:
        result[died_before(cohort, visit) & np.isnan(later)] = 0.0
    return result
