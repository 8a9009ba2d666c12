"""Patient identifiers: the file's own, or row numbers; duplicates are reported."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from aci_core.domain.cohort import ID
from aci_core.domain.schema import Column, Kind, Role
from aci_core.ingest.cells import Cells, Codes
from aci_core.ingest.columns.recognise import Source
from aci_core.ingest.issues import MAX_PER_COLUMN, Issues
from aci_core.ingest.subjects.arms.arms import Arms
from aci_core.ingest.subjects.patients import numbering
from aci_core.ingest.subjects.patients.repeated_rows import earlier_rows
from aci_core.ingest.values.typed_column import as_text

_FEWEST_AGAIN = 3


def identify_patients(
    cells: Cells | None,
    source: Source | None,
    arms: Arms,
    issues: Issues,
    *,
    within_arms: bool = False,
) -> tuple[Column, Any]:
    """Make the column `patient_id` and its values.

    Parameters
    ----------
    cells : Cells or None
        Of the patients that stay; None without identifiers: then they are numbered.
    source : Source or None
        The column of the file.
    arms : Arms
    issues : Issues
    within_arms : bool
        The identifiers begin anew in each arm: nobody need find out.
    """
    if cells is None or source is None:
        issues.add("no_id_column", "info")
        numbers = np.arange(1, len(issues.rows) + 1).astype(str)
        return Column(ID, Role.ID, Kind.TEXT, "", stem=ID), pd.array(numbers, dtype="str")
    issues.add_cells("missing_id", "warning", source.header, np.flatnonzero(cells.codes < 0), None)
    in_arm = arms.codes if arms.keep is None else arms.codes[arms.keep]
    if within_arms or _is_numbered_by_arm(cells, in_arm):
        issues.add("numbered_by_arm", "info", source.header)
        cells = _with_arm(cells, in_arm, arms.labels)
    repeated = earlier_rows(cells)
    facts = repeated
    if _has_row_per_visit(cells, repeated, in_arm):
        n = len(repeated)
        if not any(issue.code == "long_visits_unknown" for issue in issues.entries):
            issues.add("ids_not_unique", "error", source.header, n=n, patients=cells.filled - n)
        facts = []
    each = [{"first": int(issues.rows[first])} for _, first in facts[:MAX_PER_COLUMN]]
    places = np.array([place for place, _ in facts], dtype=np.int64)
    issues.add_cells("duplicate_patient", "error", source.header, places, cells.text_at, each)
    column = Column(
        ID,
        Role.ID,
        Kind.TEXT,
        source.header,
        stem=ID,
        recognised=source.recognised,
        stopped=bool(repeated),
    )
    return column, _fill_missing(as_text(cells).values, issues.rows)


def _is_numbered_by_arm(cells: Cells, in_arm: Codes) -> bool:
    """Whether the numbers restart in each arm: unique within, mostly shared between arms."""
    if cells.filled == len(cells.distinct):
        return False
    own = numbering.combined(in_arm.astype(np.int32), cells.codes)
    return not numbering.n_repeated(own) and numbering.restarts(cells.codes, in_arm)


def _has_row_per_visit(cells: Cells, repeated: list[tuple[int, int]], in_arm: Codes) -> bool:
    """Whether identifiers repeat so often that the file has a row for each visit."""
    repeated_patients = len({first for place, first in repeated if in_arm[place] == in_arm[first]})
    return repeated_patients >= _FEWEST_AGAIN and 2 * repeated_patients >= cells.filled - len(
        repeated
    )


def _with_arm(cells: Cells, in_arm: Codes, labels: tuple[str, ...]) -> Cells:
    """Prefix each identifier with the name of its arm."""
    texts = [
        None if code < 0 else f"{labels[arm]} {cells.texts[code]}"
        for code, arm in zip(cells.codes.tolist(), in_arm.tolist(), strict=True)
    ]
    return Cells.from_column(pa.chunked_array([pa.array(texts, pa.string())]))


def _fill_missing(texts: Any, rows: npt.NDArray[np.int64]) -> Any:
    """Identify patients without an identifier by their row."""
    series = pd.Series(texts)
    empty = series.isna().to_numpy()
    if empty.any():
        series = series.copy()
        series[empty] = [f"#{row}" for row in rows[empty]]
    return series.array
