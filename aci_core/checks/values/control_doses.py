"""Doses of controls: of one or two a slip, of all the treatment of their arm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from aci_core.checks.column_access import by_arm, header
from aci_core.domain.arrays import Mask
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import Column, Kind, Role

CODE: Final = "control_dosed"
_FEW: Final = 0.10  # of the controls: of more it is a treatment of theirs
_FEWEST: Final = 2


def control_doses(cohort: Cohort) -> Iterator[Issue]:
    """`control_dosed`: once a column, the controls that have a dose where hardly any has."""
    for column in dosed_in_treatment(cohort):
        places = np.flatnonzero(_given(cohort, column) & _controls(cohort))
        if places.size:
            facts = (("n", int(places.size)), ("of", int(_controls(cohort).sum())))
            at = cohort.row_of(int(places[0]), column.header)
            value = str(cohort.table[column.name].iloc[int(places[0])])
            yield Issue(CODE, "warning", at, header(column), value.removesuffix(".0"), facts)


def dosed_in_treatment(cohort: Cohort) -> list[Column]:
    """What was given to the treatment arm alone, but for a slip; of a control none is missing."""
    if not cohort.settled:
        return []
    controls = _controls(cohort)
    most = max(_FEWEST, _FEW * int(controls.sum()))
    return [
        column
        for column in cohort.columns
        if column.role is Role.DOSE
        and int((given := _given(cohort, column))[controls].sum()) <= most
        and given[controls].mean() < 0.5
        and 2 * given[controls].mean() <= given[~controls].mean()
    ]


def _controls(cohort: Cohort) -> Mask:
    arms = dict(by_arm(cohort))
    return arms[cohort.reference]


def _given(cohort: Cohort, column: Column) -> Mask:
    """Who has a dose; 0 is none."""
    values = cohort.table[column.name]
    given: Mask = values.notna().to_numpy()
    if column.kind is Kind.NUMBER:
        given = given & (np.nan_to_num(values.to_numpy(np.float64)) > 0)
    return given
