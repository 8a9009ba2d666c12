"""From the unit that a file writes to the measure's own, and what looks as if it had another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from aci_core.cohort import ARM
from aci_core.errors import AciError
from aci_core.ingest import legend
from aci_core.ingest.cells import Floats
from aci_core.ingest.issues import Issues
from aci_core.ingest.validate import scale
from aci_core.ingest.written import Rule
from aci_core.schema import PRE, Column, Kind, Measure, Role
from aci_core.schema.aliases import clean, value_key, words
from aci_core.schema.writing import writing

FALL = "fall"
_BARTHEL = "bi"
_OLD_TOP, _TIMES = 20, 5.0
# A thousand, give or take what two groups or visits may differ.
_SUSPECT = (300.0, 3000.0)
_FEWEST = 3
_TIME = frozenset({"onset_hours", "onset_days"})
_BARE = frozenset({"age", "onset_hours", "onset_days"})


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a measure's column becomes the measure.

    Parameters
    ----------
    factor : float
    fall : bool
        It holds the score before minus the score at this visit.
    twenty : bool
        The header says that the Barthel index has 20 points; nobody declared it.
    known : bool
        Somebody said the unit.
    """

    factor: float = 1.0
    fall: bool = False
    twenty: bool = False
    known: bool = False


def conversion(
    measure: Measure,
    visit: str | None,
    declared: str | None,
    told: str | None,
    header: str,
    issues: Issues,
) -> Conversion:
    """What is done with a measure's column: by the mapping, else by its header.

    Parameters
    ----------
    measure : Measure
    visit : str or None
    declared : str or None
        The mapping's unit; ``fall`` where the column holds the fall of the score.
    told : str or None
        The header's unit.
    header : str
    issues : Issues

    Raises
    ------
    AciError
        ``mapping_unit``.
    """
    table = {**words().units.get(measure.unit, {}), **words().units.get(measure.name, {})}
    if declared and value_key(declared) == FALL:
        if visit in (None, PRE):
            raise AciError("mapping_unit", unit=FALL, known=", ".join(table))
        return Conversion(fall=True, known=True)
    written = declared or told or _top_told(measure, header)
    if written is None:
        return Conversion()
    key = value_key(written)
    factor = table.get(key, table.get(f"/{key}"))
    if factor is None:
        if declared:
            raise AciError("mapping_unit", unit=clean(written)[:30], known=", ".join(table))
        issues.note("unit_unknown", "warning", header, unit=written)
        return Conversion()
    if measure.name == _BARTHEL and factor == _TIMES and not declared:
        return Conversion(twenty=True)
    if factor != 1.0:
        issues.note("unit_converted", "info", header, unit=written, factor=f"{factor:g}")
    return Conversion(factor, known=True)


def _top_told(measure: Measure, header: str) -> str | None:
    """The top of the scale in a header's brackets: BI(20分)."""
    table = words().units.get(measure.name, {})
    found = (match[1] for match in legend.BRACKETS.finditer(clean(header[: legend.MAX_HEADER])))
    return next((text for text in found if value_key(text) in table), None)


def twenty(values: Floats, measure: Measure) -> bool:
    """Whether these are Barthel points of 20: whole, none above 20, not all in fives.

    Examples
    --------
    >>> from aci_core.schema import MEASURES
    >>> twenty(np.array([3.0, 20, 11]), MEASURES["bi"]), twenty(np.array([5.0, 20]), MEASURES["bi"])
    (True, False)
    """
    held = values[~np.isnan(values)]
    if measure.name != _BARTHEL or not held.size:
        return False
    whole = bool(((held >= 0) & (held <= _OLD_TOP) & (held == np.floor(held))).all())
    return whole and bool((held % 5 != 0).any())


def of_measure(measure: Measure, factor: float = 1.0) -> Rule:
    """How the cells of a measure's column may be written."""
    table = {**words().units.get(measure.unit, {}), **writing().units.get(measure.name, {})}
    if measure.name == _BARTHEL:  # points are points of the scale that was declared
        table = dict.fromkeys(table, factor)
    return Rule(
        table,
        factor,
        None if measure.high is None else measure.high / factor,
        limits=measure.step is None and measure.name not in _TIME,
        time=measure.name in _TIME,
    )


def of_other(name: str, role: Role = Role.COVARIATE) -> Rule:
    """How the cells of a numeric column without a scale may be written."""
    told = writing()
    if role is Role.EVENT_DAY or name.partition("_day_")[0] in ("nsc", "msc"):
        return Rule(told.days)
    if role is Role.DOSE:
        return Rule(told.counts)
    table = told.units.get(name)
    if table is None:
        return Rule(told.common, limits=True, single=True)
    return Rule(table, limits=name not in _BARE, time=name in _TIME, settled=name in _BARE)


def falls(
    columns: dict[str, Column],
    data: dict[str, Any],
    declared: Mapping[str, str],
    measures: Mapping[str, Measure],
    issues: Issues,
) -> None:
    """Columns that hold the fall of a score become the score: before minus fall."""
    for name, unit in declared.items():
        column = columns.get(name)
        if column is None or column.role is not Role.MEASURE or value_key(unit) != FALL:
            continue
        before = columns.get(f"{column.stem}_{PRE}")
        if before is None or before.kind is not Kind.NUMBER or column.kind is not Kind.NUMBER:
            issues.note("fall_without_pre", "error", column.header, name=f"{column.stem}_{PRE}")
            columns[name] = replace(column, stopped=True)
            continue
        fall = np.asarray(data[name], dtype=float)
        score = np.asarray(data[before.name], dtype=float) - fall
        measure = measures.get(column.stem, Measure(column.stem))
        low = "-∞" if measure.low is None else f"{measure.low:g}"
        high = "∞" if measure.high is None else f"{measure.high:g}"
        stopped = column.stopped or before.stopped
        broken = [f for f in scale(score, measure) if f.code.endswith("_range")]
        for finding in broken:
            places = np.flatnonzero(finding.broken)
            issues.cells(
                "fall_impossible",
                "error",
                column.header,
                places,
                lambda place, fall=fall: f"{fall[place]:g}",  # type: ignore[misc]
                low=low,
                high=high,
            )
        data[name] = score
        columns[name] = replace(column, stopped=stopped or bool(broken))
        issues.note("fall_converted", "info", column.header, other=before.header)


def suspects(columns: Mapping[str, Column], data: Mapping[str, Any], issues: Issues) -> None:
    """A warning where an arm, or a visit, of one measure looks a thousand times another."""
    by_measure: dict[str, list[tuple[Column, float]]] = {}
    arm = data[ARM]
    for column in columns.values():
        if column.role is not Role.MEASURE or column.kind is not Kind.NUMBER:
            continue
        values = np.asarray(data[column.name], dtype=float)
        found = list(_medians(values, arm))
        if found:
            small, large = min(found, key=_second), max(found, key=_second)
            if _thousandfold(small[1], large[1]):
                ratio = f"{large[1] / small[1]:.0f}"
                issues.note(
                    "unit_suspect_arm",
                    "warning",
                    column.header,
                    arm=small[0],
                    other=large[0],
                    ratio=ratio,
                )
                continue  # its median says nothing about the visit
        if (middle := _median(values)) is not None:
            by_measure.setdefault(column.stem, []).append((column, middle))
    for visits in by_measure.values():
        largest = max(visits, key=_second)
        for column, middle in visits:
            if _thousandfold(middle, largest[1]):
                ratio = f"{largest[1] / middle:.0f}"
                other = largest[0].header
                issues.note("unit_suspect", "warning", column.header, other=other, ratio=ratio)


def _second(pair: tuple[Any, float]) -> float:
    return pair[1]


def _medians(values: Floats, arm: pd.Categorical[Any]) -> Iterator[tuple[str, float]]:
    for i, label in enumerate(arm.categories):
        middle = _median(values[arm.codes == i])
        if middle is not None:
            yield str(label)[:60], middle


def _median(values: Floats) -> float | None:
    """Of what is above 0; None where that is too little to tell."""
    held = values[values > 0]
    return float(np.median(held)) if held.size >= _FEWEST else None


def _thousandfold(small: float, large: float) -> bool:
    return _SUSPECT[0] <= large / small <= _SUSPECT[1]
