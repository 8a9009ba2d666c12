"""Convert written units to the measure's own, and reductions to scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from aci_core.domain.cohort import Severity
from aci_core.domain.errors import AciError
from aci_core.domain.schema import PRE, Column, Kind, Measure, Role
from aci_core.domain.schema.aliases import clean, value_key, words
from aci_core.domain.schema.number_formats import number_formats
from aci_core.ingest.cells import Floats
from aci_core.ingest.columns.headers import code_legends
from aci_core.ingest.columns.headers.header_meaning import REDUCTION
from aci_core.ingest.issues import Issues
from aci_core.ingest.values.numbers.impossible import possible
from aci_core.ingest.values.numbers.number_parsing import NumberRule
from aci_core.ingest.values.numbers.plausibility import check_scale

BARTHEL = "bi"
OLD_TOP, _TIMES = 20, 5.0
_TIME = frozenset({"onset_hours", "onset_days"})
_AGE = "age"
_BARE = frozenset({_AGE, *_TIME})


@dataclass(frozen=True, slots=True)
class Conversion:
    """Conversion of a column to the measure's unit or score.

    Parameters
    ----------
    factor : float
    reduction : bool
        The column holds the score before minus the score at this visit.
    twenty : bool
        By its header the Barthel index has 20 points, which is not declared.
    known : bool
        The unit is declared or in the header.
    """

    factor: float = 1.0
    reduction: bool = False
    is_barthel_20: bool = False
    known: bool = False


def conversion(
    measure: Measure,
    visit: str | None,
    declared: str | None,
    unit_given: str | None,
    header: str,
    issues: Issues,
) -> Conversion:
    """The conversion of a measure's column: by the mapping, else by its header.

    Parameters
    ----------
    measure : Measure
    visit : str or None
    declared : str or None
        The mapping's unit; ``fall`` if the column holds the reduction of the score.
    unit_given : str or None
        The header's unit, or ``fall``.
    header : str
    issues : Issues

    Raises
    ------
    AciError
        ``mapping_unit``.
    """
    table = {**words().units.get(measure.unit, {}), **words().units.get(measure.name, {})}
    written = declared or unit_given or _top_in_header(measure, header)
    if written and value_key(written) == REDUCTION:
        if visit in (None, PRE):
            raise AciError("mapping_unit", unit=REDUCTION, known=", ".join(table))
        return Conversion(reduction=True, known=True)
    if written is None:
        return Conversion()
    key = value_key(written)
    factor = table.get(key, table.get(f"/{key}"))
    if factor is None:
        if declared:
            raise AciError("mapping_unit", unit=clean(written)[:30], known=", ".join(table))
        issues.add("unit_unknown", "warning", header, unit=written)
        return Conversion()
    if measure.name == BARTHEL and factor == _TIMES and not declared:
        return Conversion(is_barthel_20=True)
    if factor != 1.0:
        issues.add("unit_converted", "info", header, unit=written, factor=f"{factor:g}")
    return Conversion(factor, known=True)


def declarable_units(measure: Measure, visit: str | None) -> tuple[str, ...]:
    """Units that a mapping may declare for a measure, one for each factor, its own first.

    A score after treatment may also be given as its reduction.

    Parameters
    ----------
    measure : Measure
    visit : str or None

    Examples
    --------
    >>> from aci_core.domain.schema import MEASURES
    >>> declarable_units(MEASURES["vegf"], "pre"), declarable_units(MEASURES["nihss"], "post")
    (('pg/ml', 'ng/ml'), ('points', 'fall'))
    """
    table = {**words().units.get(measure.name, {}), **words().units.get(measure.unit, {})}
    first: dict[float, str] = {}
    for unit, factor in table.items():
        first.setdefault(factor, unit)
    units = tuple(first[factor] for factor in sorted(first))
    return (*units, REDUCTION) if measure.step and visit not in (None, PRE) else units


def _top_in_header(measure: Measure, header: str) -> str | None:
    """The maximum of the scale in a header's brackets: BI(20分)."""
    table = words().units.get(measure.name, {})
    tops = (
        match[1]
        for match in code_legends.BRACKETS.finditer(clean(header[: code_legends.MAX_HEADER]))
    )
    return next((text for text in tops if value_key(text) in table), None)


def is_barthel_20(values: Floats, measure: Measure) -> bool:
    """Whether these are Barthel scores out of 20: whole, at most 20, not all multiples of five.

    Examples
    --------
    >>> from aci_core.domain.schema import MEASURES
    >>> [is_barthel_20(np.array(v), MEASURES["bi"]) for v in ([3.0, 20, 11], [5.0, 20])]
    [True, False]
    """
    known = values[~np.isnan(values)]
    if measure.name != BARTHEL or not known.size:
        return False
    whole = bool(((known >= 0) & (known <= OLD_TOP) & (known == np.floor(known))).all())
    return whole and bool((known % 5 != 0).any())


def measure_rule(measure: Measure, factor: float = 1.0) -> NumberRule:
    """How numbers may be written in a measure's column."""
    table = {**words().units.get(measure.unit, {}), **number_formats().units.get(measure.name, {})}
    if measure.name == BARTHEL:  # points are points of the scale that was declared
        table = dict.fromkeys(table, factor)
    return NumberRule(
        table,
        factor,
        None if measure.high is None else measure.high / factor,
        limits=measure.step is None and measure.name not in _TIME,
        time=measure.name in _TIME,
        names=_scale_names(measure.name),
        labels=True,
    )


@cache
def _scale_names(name: str) -> tuple[str, ...]:
    """How a measure is called, the longest name first."""
    known = {word for word, meant in words().measures.items() if meant == name}
    return tuple(sorted({value_key(name), *known}, key=lambda word: (-len(word), word)))


def unscaled_rule(name: str, role: Role = Role.COVARIATE) -> NumberRule:
    """How numbers may be written in a numeric column without a scale."""
    words = number_formats()
    if role is Role.EVENT_DAY or name.partition("_day_")[0] in ("nsc", "msc"):
        return NumberRule(words.days)
    if role is Role.DOSE:
        return NumberRule(words.counts)
    table = words.units.get(name)
    if table is None:
        return NumberRule(words.common, limits=True, single=True)
    return NumberRule(table, limits=name != _AGE, time=name in _TIME, settled=name in _BARE)


def exposure_rule() -> NumberRule:
    """How numbers may be written in a column that tells what was given, and how much."""
    formats = number_formats()
    return NumberRule({**formats.common, **formats.counts}, single=True)


def scores_from_reductions(
    columns: dict[str, Column],
    data: dict[str, Any],
    severities: Mapping[str, Severity],
    measures: Mapping[str, Measure],
    issues: Issues,
) -> None:
    """Convert columns of reductions to scores: score before minus reduction.

    Parameters
    ----------
    columns, data
        By canonical name; changed.
    severities : dict of str to str
        Columns that hold a reduction, and the severity of the issue.
    measures : dict of str to Measure
    issues : Issues
    """
    for name, severity in severities.items():
        column = columns[name]
        before = columns.get(f"{column.stem}_{PRE}")
        if before is None or before.kind is not Kind.NUMBER or column.kind is not Kind.NUMBER:
            issues.add("fall_without_pre", "error", column.header, name=f"{column.stem}_{PRE}")
            columns[name] = replace(column, stopped=True)
            continue
        reduction = np.asarray(data[name], dtype=float)
        reduction = possible(reduction, column.header, issues)
        score = possible(data[before.name], before.header, issues) - reduction
        measure = measures.get(column.stem, Measure(column.stem))
        low = "-∞" if measure.low is None else f"{measure.low:g}"
        high = "∞" if measure.high is None else f"{measure.high:g}"
        stopped = column.stopped or before.stopped
        for finding in check_scale(score, measure):
            if not finding.code.endswith("_range"):
                continue
            places = np.flatnonzero(finding.broken)
            issues.add_cells(
                "fall_impossible",
                "error",
                column.header,
                places,
                lambda place, values=reduction: f"{values[place]:g}",  # type: ignore[misc]
                low=low,
                high=high,
            )
        data[name] = score
        columns[name] = replace(column, stopped=stopped)
        issues.add("fall_converted", severity, column.header, other=before.header)
