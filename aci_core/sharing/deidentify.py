"""De-identification of a cohort that is shared: no identifier, no age above 90, no raw cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from aci_core.domain.cohort import ID, Cohort, Issue
from aci_core.domain.schema import Column, Kind, Role
from aci_core.domain.steps import OmitRow, Step
from aci_core.ingest import ColumnMapping
from aci_core.ingest.columns.header_meaning import meaning
from aci_core.ingest.digest import digest
from aci_core.ingest.subjects.privacy import top_code_ages

AGE = "age"
_HIDDEN = "…"
# Facts of an issue that are words of the app, or headers and labels of the cohort; not cells.
_PUBLIC_FACTS = frozenset({"arm", "arms", "kind", "name", "other", "part", "unit"})


def deidentify(cohort: Cohort, name: str = "") -> Cohort:
    """Copy a cohort without what could identify a patient.

    Patients are numbered in their order, ages above 89 become 90, remarks and cells quoted by
    issues are removed, the owner's label replaces the file's name. Synthetic patients keep
    their identifiers, which say that they are synthetic. The digest is of the copy: the old one
    could be tested against guesses of what was removed.

    Parameters
    ----------
    cohort : Cohort
    name : str
        Name of the copy.

    Returns
    -------
    Cohort
    """
    table = cohort.table.copy(deep=False)
    columns = tuple(c for c in cohort.columns if c.role is not Role.LOST_REASON)
    table = table[[c.name for c in columns]]
    if not cohort.synthetic:
        table[ID] = pd.array(np.arange(1, cohort.n + 1).astype(str), dtype="str")
        columns = tuple(replace(c, header=ID) if c.name == ID else c for c in columns)
    for column in columns:
        if column.kind is Kind.NUMBER and is_age(column):
            table[column.name] = top_code_ages(table[column.name].to_numpy(np.float64))
    names = {column.name for column in columns}
    unread = tuple(replace(one, texts=()) for one in cohort.unread if one.column in names)
    return replace(
        cohort,
        table=table,
        columns=columns,
        issues=tuple(_without_cell(issue) for issue in cohort.issues),
        steps=tuple(step for step in cohort.steps if _is_shared(step, columns)),
        unread=unread,
        corrections=tuple(
            replace(one, cells=())
            for one in cohort.corrections
            if not one.header or _is_shared_header(one.header, columns)
        ),
        name=cohort.name if cohort.synthetic and not name else name,
        digest=digest(
            table,
            columns,
            cohort.arms,
            settled=cohort.settled,
            grade_scale=cohort.grade_scale,
            measures=cohort.measures,
            unread=unread,
        ),
    )


def is_age(column: Column) -> bool:
    """Whether a column is an age, whatever its name."""
    return column.stem == AGE or AGE in (column.name, meaning(column.header).name)


def mapping_for(mapping: ColumnMapping, cohort: Cohort) -> ColumnMapping:
    """The part of the mapping that is about the columns of the shared cohort."""
    headers = {c.header for c in cohort.columns}
    names = {c.name for c in cohort.columns}
    return replace(
        mapping,
        columns={h: name for h, name in mapping.columns.items() if h in headers},
        values={
            name: meanings for name, meanings in mapping.values.items() if name in names - {ID}
        },
        kinds={key: kind for key, kind in mapping.kinds.items() if key in names | headers},
        units={name: unit for name, unit in mapping.units.items() if name in names},
        ignore=(),
    )


def _is_shared(step: Step, columns: Iterable[Column]) -> bool:
    """Whether a correction is about a column that is shared."""
    if isinstance(step, OmitRow):
        return True
    return _is_shared_header(getattr(step, "header", None), columns)


def _is_shared_header(header: str | None, columns: Iterable[Column]) -> bool:
    column = next((c for c in columns if c.header == header), None)
    return column is not None and column.kind is not Kind.TEXT and not is_age(column)


def _without_cell(issue: Issue) -> Issue:
    """Copy an issue without the cell that it quotes."""
    facts: tuple[tuple[str, Any], ...] = tuple(
        (key, _HIDDEN if isinstance(fact, str) and key not in _PUBLIC_FACTS else fact)
        for key, fact in issue.facts
    )
    return replace(issue, value=None if issue.value is None else _HIDDEN, facts=facts)
