"""Columns of which nothing tells whether they are of before or after treatment, and the answer."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import ENDPOINT, Column, Kind
from aci_core.domain.schema.aliases import fold
from aci_core.domain.schema.visits import POST
from aci_core.ingest.columns.headers.column_meaning import MAX_NAME
from aci_core.ingest.columns.mapping import ColumnMapping

CODE = "later_columns"
_SIGNS = re.compile(r"[^\w%+]+")
_GRADES = 2  # more levels than yes and no


def undated(cohort: Cohort) -> tuple[Column, ...]:
    """The columns that are asked about, in the file's order.

    Parameters
    ----------
    cohort : Cohort
    """
    listed = ", ".join(str(dict(i.facts)["headers"]) for i in cohort.issues if i.code == CODE)
    return tuple(c for c in cohort.columns if c.stopped and f", {c.header}, " in f", {listed}, ")


def dated(cohort: Cohort, mapping: ColumnMapping, before: Collection[str]) -> ColumnMapping:
    """The mapping with the answer: characteristics, and scores and outcomes after treatment.

    What was told after treatment in words, or as yes and no, is an outcome that the page Explore
    compares; of more words than can be compared it is left out.

    Parameters
    ----------
    cohort : Cohort
    mapping : ColumnMapping
    before : collection of str
        Headers of the columns of before treatment; the others are of after it.
    """
    columns, ignore = dict(mapping.columns), list(mapping.ignore)
    taken = {column.name for column in cohort.columns}
    for column in undated(cohort):
        score = f"{_SIGNS.sub('_', fold(column.name)).strip('_')[: MAX_NAME - 6]}_{POST}"
        if column.header in before:
            columns[column.header] = column.name
        elif is_score(column) and score not in taken:
            columns[column.header] = score
            taken.add(score)
        elif column.kind is Kind.CATEGORY:
            columns[column.header] = f"{ENDPOINT}{column.name}"[:MAX_NAME].strip()
        else:
            ignore.append(column.header)
    return replace(mapping, columns=columns, ignore=tuple(ignore))


def is_score(column: Column) -> bool:
    """Whether it holds numbers that can be compared: no words, and more than yes and no."""
    if column.kind is Kind.NUMBER:
        return True
    return len(column.levels) > _GRADES and all(level.isdecimal() for level in column.levels)
