"""Detect the modified Barthel index (Shah 1989), which moves in ones, from the whole file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from aci_core.domain.schema import Column, Kind, Measure, Role
from aci_core.domain.schema.aliases import compact, words
from aci_core.ingest.cells import Floats, Mask
from aci_core.ingest.issues import Issues
from aci_core.ingest.values.numbers.units import BARTHEL

# From a quarter of the values and three of them on, it is the scale; fewer are errors.
_SHARE, _FEWEST = 0.25, 3
_OFF = "not_in_fives"
_OF_TWENTY = frozenset({"barthel_20", "barthel_20_arm"})


def apply_modified_barthel(
    columns: Mapping[str, Column],
    data: Mapping[str, Any],
    reductions: Collection[str],
    declared: Collection[str],
    measures: Mapping[str, Measure],
    issues: Issues,
) -> dict[str, Measure]:
    """The file's measures, with steps of one for the Barthel index if its values need them.

    Parameters
    ----------
    columns : dict of str to Column
        By canonical name.
    data : mapping of str to values
    reductions : collection of str
        Columns that were converted from a reduction.
    declared : collection of str
        Measures declared by the mapping.
    measures : mapping of str to Measure
    issues : Issues
    """
    measures_in_ones = dict(measures)
    codes = _codes_by_header(issues)
    ours = [
        c
        for c in columns.values()
        if (c.role, c.kind, c.stem) == (Role.MEASURE, Kind.NUMBER, BARTHEL)
        and c.name not in reductions
        and not _OF_TWENTY & codes.get(c.header, set())
    ]
    values = {c.name: np.asarray(data[c.name], dtype=float) for c in ours}
    named = any(_names_modified(c.header) for c in ours)
    if BARTHEL not in declared and _moves_in_ones(list(values.values()), named=named):
        measures_in_ones[BARTHEL] = replace(measures_in_ones[BARTHEL], step=1)
        for column in ours:
            if _OFF in codes.get(column.header, set()):
                _read_in_ones(column, values[column.name], named, issues)
    return measures_in_ones


def _codes_by_header(issues: Issues) -> dict[str, set[str]]:
    """Header to the codes of its issues."""
    declared: dict[str, set[str]] = {}
    for issue in issues.entries:
        if issue.column is not None:
            declared.setdefault(issue.column, set()).add(issue.code)
    return declared


def _is_off_fives(values: Floats) -> Mask:
    on_scale: Mask = (values >= 0) & (values <= 100)
    off: Mask = on_scale & (values % 5 != 0)
    return off


def _moves_in_ones(columns: list[Floats], *, named: bool) -> bool:
    """Whether enough whole scores are no multiples of five; any, if the header names the index."""
    filled = sum(int((~np.isnan(v)).sum()) for v in columns)
    off = sum(int((_is_off_fives(v) & (v == np.floor(v))).sum()) for v in columns)
    return off > 0 and (named or (off >= _FEWEST and off >= _SHARE * filled))


def _names_modified(header: str) -> bool:
    key = compact(header)
    return any(word in key for word in words().modified_barthel)


def _read_in_ones(column: Column, values: Floats, named: bool, issues: Issues) -> None:
    """Replace the cells' errors by one issue; fractions of a point stay impossible."""
    issues.remove(_OFF, column.header)
    off = _is_off_fives(values)
    code = "modified_barthel_named" if named else "modified_barthel"
    severity = "info" if named else "warning"
    issues.add(code, severity, column.header, n=int(off.sum()))  # type: ignore[arg-type]
    halves = np.flatnonzero(off & (values != np.floor(values)))
    issues.add_cells("not_whole", "error", column.header, halves, lambda at: f"{values[at]:g}")
