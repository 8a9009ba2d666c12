"""Centres: the response and responders compared within centres, pooled, and arm x centre."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.stratified import cmh, mantel_haenszel_or, mantel_haenszel_rd
from aci_core.summaries import EFFECTIVE, Arms, Data, Responder, Stratified, Variable

CENTRE = "centre"
ESTIMATES = ("mantel_haenszel_or", "mantel_haenszel_rd")
STRATIFIED = ("cmh", *ESTIMATES)


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


def in_both_arms(arms: Arms[str], tables: Ints) -> Mapping[str, int]:
    """Patients by arm of the centres that have both; `tables` of shape (k, 2, columns)."""
    kept = tables[tables.sum(axis=2).all(axis=1)]
    return by_arm(arms, kept.sum(axis=(0, 2)).tolist())


def event_within_centres(
    data: Data, settings: Settings, analysis: str, variable: str, event: Responder
) -> Iterator[Row]:
    """A rule's responders pooled over centres by Mantel-Haenszel: estimates and no test.

    Parameters
    ----------
    data : Data
    settings : Settings
    analysis, variable : str
        Of the rows.
    event : Responder
    """
    column = centre_column(data, settings)
    if column is None:
        return
    tables, reasons = try_query(partial(_event_tables, data, column, event))
    none = not_computed(*reasons)
    pooled = (
        _pooled(tables, settings.level) if tables is not None else ((x, none) for x in ESTIMATES)
    )
    for method, estimate in pooled:
        yield row_of(
            analysis,
            variable,
            method,
            estimate,
            None if tables is None else in_both_arms(data.arms, tables),
            visit=event.visit,
            level=event.rule,
            versus=column.name,
        )


def _event_tables(data: Data, column: Column, event: Variable) -> Ints:
    """As `response_tables`, of an event that is 1 or 0."""
    patients = data.patients
    if patients is not None:
        codes = level_codes(patients, column)
        return tables_of(patients.values(event), patients.treated, codes, len(column.levels))
    parts = data.by_level(column.name)
    # Nobody of a centre without the event's columns.
    strata = [Stratified(column.name, {name: part}).counts(event) for name, part in parts.items()]
    cells = [
        [[arm[c.values == x].sum() for x in (1, 0)] for arm in (c.treatment, c.control)]
        for c in strata
    ]
    return np.array(cells, dtype=np.int64)


def _pooled(tables: Ints, conf_level: float) -> Iterator[tuple[str, Estimate]]:
    """Each of `ESTIMATES`."""
    makers = (mantel_haenszel_or, mantel_haenszel_rd)
    for method, make in zip(ESTIMATES, makers, strict=True):
        yield method, make(tables, conf_level)


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
    n = in_both_arms(data.arms, tables)
    yield row_of(analysis, EFFECTIVE, "cmh", cmh(tables), n, visit=visit, versus=column.name)
    for method, estimate in _pooled(tables, settings.level):
        yield row_of(analysis, EFFECTIVE, method, estimate, n, visit=visit, versus=column.name)
    known = int(data.levels(EFFECTIVE).sum())
    of = (analysis, EFFECTIVE, visit)
    yield from rates_by_level(data.arms, settings, of, column, tables, known)
