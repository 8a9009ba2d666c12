"""k-anonymity of a cohort that leaves: the least group whom their quasi-identifiers tell apart.

Sweeney L, Int J Uncertain Fuzz 2002; 10: 557. The quasi-identifiers are what an acquaintance
knows: age in whole years, sex, place, the day of the onset, what a person is and does, and
each characteristic whose meaning the app does not know, which may be any of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import PRE, Column, Kind, Role
from aci_core.domain.schema.identifying_headers import ages_in_a_year, names_quasi_identifier
from aci_core.sharing.rows.shared_columns import holds_ages, is_known, is_place, texts_of

_HOURS = 24
_QUASI = frozenset({"sex", "centre", "education", "onset_days", "onset_hours"})


@dataclass(frozen=True, slots=True)
class Anonymity:
    """How many patients share their quasi-identifiers.

    Parameters
    ----------
    least : int
        Patients of the smallest group.
    n_unique, n : int
        Patients whom nobody else is like, and all.
    by : tuple of str
        The quasi-identifiers: names of columns.
    """

    least: int
    n_unique: int
    n: int
    by: tuple[str, ...]


def anonymity(cohort: Cohort) -> Anonymity:
    """The k-anonymity of a cohort as it is."""
    quasi = [c for c in cohort.columns if _is_quasi_identifier(cohort, c)]
    if not quasi or not cohort.n:
        return Anonymity(cohort.n, 0, cohort.n, ())
    keys = pd.DataFrame({c.name: _known(cohort, c) for c in quasi})
    sizes = keys.groupby(list(keys.columns)).size()
    return Anonymity(
        int(sizes.min()), int((sizes == 1).sum()), cohort.n, tuple(c.name for c in quasi)
    )


def _is_quasi_identifier(cohort: Cohort, column: Column) -> bool:
    if not is_known(cohort, column):
        return column.role is Role.COVARIATE or column.visit == PRE
    if column.role is not Role.COVARIATE:
        return False
    if column.name in _QUASI or names_quasi_identifier(column.header):
        return True
    texts = texts_of(cohort, column)
    return holds_ages(column, texts) or is_place(column, texts)


def _known(cohort: Cohort, column: Column) -> npt.NDArray[np.int64]:
    """What an acquaintance knows of it: years of age, not their fractions; days, not hours."""
    series = cohort.table[column.name]
    if column.kind is not Kind.NUMBER:
        return _codes(series)
    values = series.to_numpy(np.float64)
    if column.name == "onset_hours":
        values = values / _HOURS
    elif holds_ages(column, ()):
        values = values / ages_in_a_year(column.header)
    return _codes(np.floor(values))


def _codes(values: pd.Series | npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    codes: npt.NDArray[np.int64] = pd.factorize(values)[0]
    return codes
