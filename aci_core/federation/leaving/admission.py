"""Admission: which answers may stand in one summary beside each other, first come, first served.

Numbers are exact, so whatever is linear in patients can be subtracted. An answer is admitted where

- the sets of patients of all admitted answers leave no few who are in the same of them: sums, sums
  of squares and of products over any difference are of several patients;
- every cell of every table that it tells, alone and crossed, is empty or of several patients, and
  so is what is left of it between two sets;
- its numbers are few beside its patients: at most a third as many terms, as DataSHIELD asks of a
  model, and no patient's value stands out of mean and variance (`summaries.dominance`);
- the same holds beside what was sent before (`ledger`).

References
----------
.. [1] Gaye A, et al. DataSHIELD: taking the analysis to the data, not the data to the analysis.
   Int J Epidemiol 2014;43:1929-1944.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np

from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.federation.leaving.ledger import Earlier
from aci_core.federation.leaving.told import Told
from aci_core.summaries.dominance import FEW_VALUES, is_dominated

Reason = Literal["sets", "few_patients", "few_in_cell", "stands_out", "sent_before"]

_TERMS_SHARE: Final = 3  # patients of each arm for a term


class Admission:
    """What has been admitted so far.

    Parameters
    ----------
    arms : sequence of ndarray of bool, each of shape (n,)
    least : int
        The smallest number of patients that may be told apart.
    earlier : Earlier
        What was sent before.
    """

    def __init__(self, arms: Sequence[Mask], least: int, earlier: Earlier) -> None:
        self._earlier = earlier
        self._arms = arms
        self._least = least
        self._alike = np.zeros(len(arms[0]), dtype=np.int64)
        # By the variables of a table: who is alike in its sets, and who is in one of them.
        self._tables: dict[tuple[str, ...], tuple[Ints, Mask]] = {}

    def refusal(self, told: Told) -> Reason | None:
        """Why an answer may not stand beside the others; None where it may, and then it does.

        Parameters
        ----------
        told : Told
        """
        members = told.members
        alike = _split(self._alike, members)
        if self._few(alike):
            return "sets"
        wanted = max(self._least, _TERMS_SHARE * (told.n_terms + 1) if told.n_terms else 0)
        if any(0 < np.count_nonzero(members & arm) < wanted for arm in self._arms):
            return "few_patients"
        tables: dict[tuple[str, ...], tuple[Ints, Mask]] = {}
        nobody = np.zeros_like(alike), np.zeros_like(members)
        for table in told.tables():
            before, counted = self._tables.get(table.of, nobody)
            tables[table.of] = apart, counted = _split(before, members), counted | members
            # Also those of an earlier set who are not in this one.
            in_table = counted & (table.cells >= 0)
            if self._few(np.where(in_table, apart * table.size + table.cells, -1)):
                return "few_in_cell"
        if any(self._stands_out(x[members & arm]) for x in told.sums for arm in self._arms):
            return "stands_out"
        if not self._earlier.admits(told):
            return "sent_before"
        self._alike = alike
        self._tables |= tables
        return None

    def _few(self, groups: Ints) -> bool:
        """Whether a group of an arm has few patients; -1 is no group."""
        for arm in self._arms:
            of = groups[arm]
            sizes = np.unique(of[of >= 0], return_counts=True)[1]
            if (sizes < self._least).any():
                return True
        return False

    def _stands_out(self, values: Floats) -> bool:
        known = np.unique(values)
        if known.size <= FEW_VALUES:  # counted, and looked at as a table
            return False
        return is_dominated(values, float(np.diff(known).min()), self._least, rounded=False)


def _split(alike: Ints, members: Mask) -> Ints:
    """Groups of patients who are alike, those in a set apart from the others."""
    return np.unique(alike * 2 + members, return_inverse=True)[1].astype(np.int64).ravel()
