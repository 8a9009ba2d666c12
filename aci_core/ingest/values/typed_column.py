"""The typed column, and the reports that every kind of column shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from aci_core.domain.schema import Kind
from aci_core.ingest.cells import Cells, Floats, Mask
from aci_core.ingest.issues import Issues


@dataclass(frozen=True, eq=False)
class Typed:
    """A typed column.

    Parameters
    ----------
    values : ndarray, Categorical or ExtensionArray
    kind : Kind
    levels : tuple of str
    stopped : bool
    """

    values: Floats | pd.Categorical[Any] | pd.api.extensions.ExtensionArray
    kind: Kind
    levels: tuple[str, ...] = ()
    stopped: bool = False


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
    """Report the words that were read as missing, and their number."""
    used = np.flatnonzero(missing & (cells.counts > 0))
    if used.size:
        shown = ", ".join(cells.distinct[int(i)].as_py() for i in used[:5])
        count = int(cells.counts[used].sum())
        issues.add("missing_words", "info", header, value=shown, count=count)


def all_missing(column: Floats, header: str, issues: Issues) -> bool:
    """Whether a column has no value, which is reported."""
    empty = bool(np.isnan(column).all())
    if empty:
        issues.add("all_missing", "warning", header)
    return empty
