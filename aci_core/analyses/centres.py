"""Centres: the response compared within centres, pooled over them, and arm x centre."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from aci_core.analyses.describe import by_arm
from aci_core.analyses.result import Row, row_of, try_query
from aci_core.analyses.subgroup_rows import (
    DIFFERENCE,
    level_codes,
    not_available,
    rates_by_level,
    tables_of,
)
from aci_core.domain.arrays import Ints
from aci_core.domain.schema import Column, Kind, Role
from aci_core.domain.study.settings import Settings
from aci_core.stats.estimate import not_computed
from aci_core.stats.stratified import cmh, mantel_haenszel_or, mantel_haenszel_rd
from aci_core.summaries import EFFECTIVE, Data

CENTRE = "centre"
STRATIFIED = ("cmh", "mantel_haenszel_or", "mantel_haenszel_rd")


def centre_column(data: Data, settings: Settings) -> Column | None:
    """The column of the centres: the plan's, else the file's ``centre``; None for one centre."""
    name = settings.centre or CENTRE
    column = next((c for c in data.columns if c.name == name), None)
    if column is None or column.role is not Role.COVARIATE or column.kind is not Kind.CATEGORY:
        return None
    return column if len(column.levels) > 1 else None


def response_tables(data: Data, column: Column) -> Ints:
    """Patients with a response and without it by centre, treatment first; shape (k, 2, 2).

    Raises
    ------
    NotAvailable
        Where the Data does not tell the centres apart.
    """
    patients = data.patients
    if patients is None or patients.grades is None:
        parts = data.by_level(column.name)
        return np.stack([part.levels(EFFECTIVE) for part in parts.values()])
    codes, effective = level_codes(patients, column), patients.grades.effective
    return tables_of(effective, patients.treated, codes, len(column.levels))


def centres(data: Data, settings: Settings, analysis: str, visit: str | None) -> Iterator[Row]:
    """Each centre's rates and their difference, pooled by Mantel-Haenszel, and arm x centre.

    Parameters
    ----------
    data : Data
    settings : Settings
    analysis : str
        Of the rows.
    visit : str or None
        That was graded.
    """
    column = centre_column(data, settings)
    if column is None:
        return
    tables, reasons = try_query(partial(response_tables, data, column))
    if tables is None:
        for method in STRATIFIED:
            estimate = not_computed(*reasons)
            yield row_of(
                analysis, EFFECTIVE, method, estimate, None, visit=visit, versus=column.name
            )
        yield from not_available(analysis, EFFECTIVE, visit, column, DIFFERENCE, reasons[0])
        return
    # Of the centres with patients of both arms.
    n = by_arm(data.arms, tables[tables.sum(axis=2).all(axis=1)].sum(axis=(0, 2)).tolist())
    for method, estimate in zip(
        STRATIFIED,
        (
            cmh(tables),
            mantel_haenszel_or(tables, settings.level),
            mantel_haenszel_rd(tables, settings.level),
        ),
        strict=True,
    ):
        yield row_of(analysis, EFFECTIVE, method, estimate, n, visit=visit, versus=column.name)
    known = int(data.levels(EFFECTIVE).sum())
    of = (analysis, EFFECTIVE, visit)
    yield from rates_by_level(data.arms, settings, of, column, tables, known)
