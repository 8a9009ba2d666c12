"""Admission: which answers may stand in one summary beside each other, first come, first served.

Numbers are exact, so whatever is linear in patients can be subtracted. An answer is admitted where

- the sets of patients of all admitted answers leave no few who are in the same of them: sums, sums
  of squares and of products over any difference are of several patients;
- every cell of every table that it tells, alone and crossed, is empty or of several patients, and
  so is what is left of it between two sets;
- its numbers are few beside its patients: at most a third as many terms, as DataSHIELD asks of a
  model, and no patient's value stands out of mean and variance (`summaries.dominance`).

References
----------
.. [1] Gaye A, et al. DataSHIELD: taking the analysis to the data, not the data to the analysis.
   Int J Epidemiol 2014;43:1929-1944.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, Literal

import numpy as np

from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.summaries.dominance import FEW_VALUES, is_dominated

Reason = Literal["sets", "few_patients", "few_in_cell", "stands_out"]
Codes = dict[str, Ints]  # by name of a variable: its value's number, -1 where it is missing

_TERMS_SHARE: Final = 3  # patients of each arm for a term


class Admission:
    """What has been admitted so far.

    Parameters
    ----------
    arms : sequence of ndarray of bool, each of shape (n,)
    least : int
        The smallest number of patients that may be told apart.
    """

    def __init__(self, arms: Sequence[Mask], least: int) -> None:
        self._arms = arms
        self._least = least
        self._alike = np.zeros(len(arms[0]), dtype=np.int64)
        # By the variables of a table: who is alike in its sets, and who is in one of them.
        self._tables: dict[frozenset[str], tuple[Ints, Mask]] = {}

    def refusal(
        self,
        members: Mask,
        sums: Sequence[Floats] = (),
        codes: Codes | None = None,
        n_terms: int = 0,
    ) -> Reason | None:
        """Why an answer may not stand beside the others; None where it may, and then it does.

        Parameters
        ----------
        members : ndarray of bool, shape (n,)
            The patients that it is over.
        sums : sequence of ndarray of float
            Variables of which it tells sums and sums of squares.
        codes : dict of str to ndarray of int, optional
            Variables of which it tells counts, alone and by pairs.
        n_terms : int
            Of a model that can be made of it.
        """
        alike = _split(self._alike, members)
        if self._few(alike):
            return "sets"
        wanted = max(self._least, _TERMS_SHARE * (n_terms + 1) if n_terms else 0)
        if any(0 < n < wanted for n in self._sizes(members)):
            return "few_patients"
        tables: dict[frozenset[str], tuple[Ints, Mask]] = {}
        nobody = np.zeros_like(alike), np.zeros_like(members)
        for key, cells in _tables(codes or {}):
            before, counted = self._tables.get(key, nobody)
            tables[key] = apart, counted = _split(before, members), counted | members
            # Also those of an earlier set who are not in this one.
            told = counted & (cells >= 0)
            if self._few(np.where(told, apart * (int(cells.max()) + 1) + cells, -1)):
                return "few_in_cell"
        if any(self._stands_out(values[members & arm]) for values in sums for arm in self._arms):
            return "stands_out"
        self._alike = alike
        self._tables |= tables
        return None

    def _sizes(self, members: Mask) -> Iterator[int]:
        return (int(np.count_nonzero(members & arm)) for arm in self._arms)

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


def coded(variables: Mapping[str, Floats], members: Mask) -> Codes:
    """Those variables whose moments tell how many patients have each value.

    Parameters
    ----------
    variables : dict of str to ndarray of float
    members : ndarray of bool
        The patients of the moments.
    """
    return {
        name: codes_of(values)
        for name, values in variables.items()
        if np.unique(values[members]).size <= FEW_VALUES
    }


def codes_of(values: Floats) -> Ints:
    """The number of each patient's value; -1 where it is missing."""
    known = ~np.isnan(values)
    codes = np.full(len(values), -1, dtype=np.int64)
    codes[known] = np.unique(values[known], return_inverse=True)[1].ravel()
    return codes


def _split(alike: Ints, members: Mask) -> Ints:
    """Groups of patients who are alike, those in a set apart from the others."""
    return np.unique(alike * 2 + members, return_inverse=True)[1].astype(np.int64).ravel()


def _tables(codes: Codes) -> Iterator[tuple[frozenset[str], Ints]]:
    """Each table of one or two of the variables: its name, and every patient's cell."""
    for name, cells in codes.items():
        yield frozenset([name]), cells
    for (a, x), (b, y) in combinations(codes.items(), 2):
        known = (x >= 0) & (y >= 0)
        yield frozenset([a, b]), np.where(known, x * (int(y.max()) + 1) + y, -1)
