"""Detect units or scales that differ between arms or visits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import log
from typing import Any

import numpy as np
import pandas as pd

from aci_core.domain.cohort import ARM
from aci_core.domain.schema import MEASURES, Column, Kind, Role
from aci_core.ingest.cells import Floats, Mask
from aci_core.ingest.issues import Issues
from aci_core.ingest.values.numbers.units import BARTHEL, OLD_TOP

# About a thousand, allowing for the difference of two groups or visits.
_SUSPECT = (300.0, 3000.0)
_FEWEST = 3
_Arm = tuple[str, float]


def report_unit_suspects(
    columns: dict[str, Column],
    data: Mapping[str, Any],
    written: Mapping[str, str],
    issues: Issues,
) -> None:
    """Report arms or visits of a measure that differ a thousandfold.

    Parameters
    ----------
    columns : dict of str to Column
        A column with such an arm is stopped; a difference between visits is only a warning.
    data : mapping of str to values
    written : mapping of str to str
        The file's spelling of each arm that has only one.
    issues : Issues
    """
    by_measure: dict[str, list[tuple[Column, float]]] = {}
    between: list[tuple[Column, _Arm, _Arm]] = []
    arm = data[ARM]
    for column in _measures(columns):
        values = np.asarray(data[column.name], dtype=float)
        medians = list(_medians(values, arm))
        if medians:
            small, large = min(medians, key=_second), max(medians, key=_second)
            if _thousandfold(small[1], large[1]):
                between.append((column, small, large))
                continue  # its median does not characterise the visit
        if (middle := _median(values)) is not None:
            by_measure.setdefault(column.stem, []).append((column, middle))
    for column, small, large in between:
        known = [middle for _, middle in by_measure.get(column.stem, ())]
        wrong, factor = (
            (large, "0.001") if _is_like_smaller(known, small, large) else (small, "1000")
        )
        issues.add(
            "unit_suspect_arm",
            "error",
            column.header,
            arm=small[0][:60],
            other=large[0][:60],
            ratio=f"{large[1] / small[1]:.0f}",
            factor=factor,
            cell=written.get(wrong[0], ""),
        )
        columns[column.name] = replace(column, stopped=True)
    for stem, visits in by_measure.items():
        _between_visits(stem, visits, issues)


def _between_visits(stem: str, visits: Sequence[tuple[Column, float]], issues: Issues) -> None:
    """Report the visits that differ a thousandfold, with the factor for correction."""
    largest, smallest = max(visits, key=_second), min(visits, key=_second)
    low = [each for each in visits if _thousandfold(each[1], largest[1])]
    high = [each for each in visits if _thousandfold(smallest[1], each[1])]
    # For seconds the larger values are milliseconds, for pg/mL the smaller are ng/mL.
    unit = MEASURES[stem].unit if stem in MEASURES else ""
    down = len(high) < len(low) or (len(high) == len(low) and unit == "s")
    known = len(high) != len(low) or unit in ("s", "pg_ml")
    wrong, other = (high, smallest) if down else (low, largest)
    for column, middle in wrong:
        ratio = middle / other[1] if down else other[1] / middle
        facts: dict[str, str] = {"other": other[0].header, "ratio": f"{ratio:.0f}"}
        if known:
            facts["factor"] = "0.001" if down else "1000"
        code = "unit_suspect_high" if down else "unit_suspect"
        issues.add(code, "warning", column.header, row=None, value=None, **facts)


def report_barthel_20(
    columns: dict[str, Column],
    data: Mapping[str, Any],
    written: Mapping[str, str],
    declared: Mapping[str, str],
    issues: Issues,
) -> None:
    """Report an arm's Barthel index of 20 points if the other's has 100.

    Parameters
    ----------
    columns : dict of str to Column
        Such a column is stopped.
    data, written, issues
        As in `report_unit_suspects`.
    declared : mapping of str to str
        Units of the mapping: columns it names are not checked.
    """
    arm = data[ARM]
    for column in _measures(columns):
        if column.stem != BARTHEL or column.name in declared:
            continue
        values = np.asarray(data[column.name], dtype=float)
        groups = [
            (str(label), values[(arm.codes == i) & ~np.isnan(values)])
            for i, label in enumerate(arm.categories)
        ]
        low = [label for label, scores in groups if _of_twenty(scores)]
        high = [label for label, scores in groups if scores.size and scores.max() > OLD_TOP]
        if not low or not high:
            continue
        _restrict_to_other_arm(issues, column.header, values, arm.isin(low))
        for label in low:
            issues.add(
                "barthel_20_arm",
                "error",
                column.header,
                arm=label[:60],
                other=high[0][:60],
                cell=written.get(label, ""),
            )
        columns[column.name] = replace(column, stopped=True)


def _measures(columns: Mapping[str, Column]) -> list[Column]:
    candidates = columns.values()
    return [c for c in candidates if c.role is Role.MEASURE and c.kind is Kind.NUMBER]


def _of_twenty(scores: Floats) -> bool:
    """Whether scores are out of 20 points: a third are no multiples of five."""
    if (
        scores.size < _FEWEST
        or not ((scores >= 0) & (scores <= OLD_TOP) & (scores == np.floor(scores))).all()
    ):
        return False
    return bool(3 * (scores % 5 != 0).sum() >= scores.size)


def _restrict_to_other_arm(issues: Issues, header: str, values: Floats, inside: Mask) -> None:
    """Restrict issues about multiples of five to the other arm."""
    code = "not_in_fives"
    issues.remove(code, header)
    places = np.flatnonzero(~np.isnan(values) & (values % 5 != 0) & ~inside)
    issues.add_cells(code, "error", header, places, lambda place: f"{values[place]:g}")


def _is_like_smaller(known: Sequence[float], small: _Arm, large: _Arm) -> bool:
    """Whether the other visits are like the smaller arm; else the smaller one is wrong."""
    if not known:
        return False
    middle = log(float(np.median(known)))
    return abs(middle - log(small[1])) < abs(middle - log(large[1]))


def _second(pair: tuple[Any, float]) -> float:
    return pair[1]


def _medians(values: Floats, arm: pd.Categorical[Any]) -> Iterator[tuple[str, float]]:
    for i, label in enumerate(arm.categories):
        middle = _median(values[arm.codes == i])
        if middle is not None:
            yield str(label), middle


def _median(values: Floats) -> float | None:
    """Median of the positive values; None if there are too few."""
    positive = values[values > 0]
    return float(np.median(positive)) if positive.size >= _FEWEST else None


def _thousandfold(small: float, large: float) -> bool:
    return _SUSPECT[0] <= large / small <= _SUSPECT[1]
