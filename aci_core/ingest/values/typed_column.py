"""The typed column, and the reports that every kind of column shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from aci_core.domain.censored import CensoredCells
from aci_core.domain.cohort import Severity
from aci_core.domain.schema import Kind
from aci_core.ingest.cells import Cells, Floats, Mask
from aci_core.ingest.issues import Issues

_SHOWN = 5
_ERROR = ("#", "＃")  # #DIV/0!, #N/A


@dataclass(frozen=True, eq=False)
class Typed:
    """A typed column.

    Parameters
    ----------
    values : ndarray, Categorical or ExtensionArray
    kind : Kind
    levels : tuple of str
    stopped : bool
    censored : CensoredCells or None
        Cells that tell a limit alone.
    """

    values: Floats | pd.Categorical[Any] | pd.api.extensions.ExtensionArray
    kind: Kind
    levels: tuple[str, ...] = ()
    stopped: bool = False
    censored: CensoredCells | None = None


def as_text(cells: Cells) -> Typed:
    """A typed column of text as written."""
    return Typed(strings(cells), Kind.TEXT)


def strings(cells: Cells) -> pd.api.extensions.ExtensionArray:
    """The cells as text."""
    chosen = pa.array(cells.codes, mask=cells.codes < 0)
    texts: pd.api.extensions.ExtensionArray = pd.array(cells.distinct.take(chosen), dtype="str")
    return texts


def report_other(cells: Cells, other: Mask, code: str, header: str, issues: Issues) -> bool:
    """Add an issue for each cell whose text is in `other`; whether there is any."""
    places = cells.places_of(other)
    if places.size:
        issues.add_cells(code, "error", header, places, cells.text_at)
    return bool(places.size)


def report_missing(cells: Cells, missing: Mask, header: str, issues: Issues) -> None:
    """Report the words that were read as missing, and the errors of formulas, with their number."""
    used = np.flatnonzero(missing & (cells.counts > 0))
    errors = [i for i in used.tolist() if cells.distinct[i].as_py().startswith(_ERROR)]
    words = [i for i in used.tolist() if i not in errors]
    severity: Severity
    for code, severity, places in (
        ("missing_words", "info", words),
        ("formula_errors", "warning", errors),
    ):
        if places:
            shown = ", ".join(cells.distinct[i].as_py() for i in places[:_SHOWN])
            count = int(cells.counts[places].sum())
            issues.add(code, severity, header, value=shown, count=count)


def all_missing(column: Floats, header: str, issues: Issues) -> bool:
    """Whether a column has no value, which is reported."""
    empty = bool(np.isnan(column).all())
    if empty:
        issues.add("all_missing", "warning", header)
    return empty
