"""Arms written as title rows above their patients, and other arrangements without an arm column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.cohort import ARM
from aci_core.domain.errors import AciError
from aci_core.domain.schema.aliases import arm_kind, fold, without_count
from aci_core.domain.schema.standards import Standard
from aci_core.ingest.columns.headers.header_meaning import meaning

_ENDINGS = re.compile(r"(?:组|組|\bgroup|\barm)$", re.IGNORECASE)
_LONGEST = 40
_MOST = 20
_FEWEST_KNOWN = 3


def arm_in_title(text: str) -> str | None:
    """The arm that a title names, None if it names none.

    Examples
    --------
    >>> [arm_in_title(t) for t in ("试验组(n=12)", "Control", "A组 共40例", "P001", "组")]
    ['试验组', 'Control', 'A组', None, None]
    """
    label = without_count(text)
    if not 1 < len(label) <= _LONGEST:
        return None
    return label if arm_kind(label) or _ENDINGS.search(label) else None


def find_sections(table: pa.Table) -> dict[int, str]:
    """Find rows that hold only the name of an arm, for a table without an arm column.

    Parameters
    ----------
    table : pyarrow.Table
        Text under the header, empty cells null.

    Returns
    -------
    dict of int to str
        Place of the row to the arm. Empty unless two arms are named, the first above all
        patients.
    """
    filled = np.zeros(table.num_rows, dtype=np.int32)
    for column in table.columns:
        filled += pc.is_valid(column).to_numpy()
    rows = np.flatnonzero(filled == 1)
    begins = np.flatnonzero(filled > 1)
    if not 2 <= rows.size <= _MOST or not begins.size or rows[0] > begins[0]:
        return {}
    titles: dict[int, str] = {}
    for place in rows.tolist():
        texts = (column[place].as_py() for column in table.columns)
        arm = arm_in_title(next(text for text in texts if text is not None))
        if arm:
            titles[place] = arm
    above = titles and min(titles) < begins[0]
    return titles if above and len({fold(arm) for arm in titles.values()}) > 1 else {}


def arm_column(table: pa.Table, titles: Mapping[int, str]) -> pa.ChunkedArray:
    """The arm of each row, from the title above it."""
    places = np.array(sorted(titles), dtype=np.int64)
    which = np.searchsorted(places, np.arange(table.num_rows), side="right") - 1
    names = pa.array([titles[int(place)] for place in places], pa.string())
    return pa.chunked_array([names.take(pa.array(np.maximum(which, 0)))])


def detect_arrangement(
    headers: Sequence[str], first: Sequence[str], sheets: Sequence[str]
) -> str | None:
    """Detect arms by sheet, side by side, or a transposed table, without an arm column.

    Parameters
    ----------
    headers : sequence of str
    first : sequence of str
        First cells of the first column.
    sheets : sequence of str
        Names of the workbook's sheets.

    Returns
    -------
    str or None
        ``arm_a_sheet``, ``arms_side_by_side`` or ``lies_on_its_side``.
    """
    if sum(arm_in_title(name) is not None for name in sheets) > 1:
        return "arm_a_sheet"
    known = [fold(h) for h in headers if meaning(h).recognised != "covariate"]
    if len(known) >= _FEWEST_KNOWN and len(set(known)) * 2 <= len(known):
        return "arms_side_by_side"
    named = [meaning(text) for text in (*headers[:1], *first)]
    on_side = sum(of.recognised != "covariate" for of in named) >= _FEWEST_KNOWN
    if on_side and any(of.name == ARM for of in named):
        return "lies_on_its_side"
    return None


def no_arm_error(
    headers: Sequence[str],
    texts: Mapping[int, pa.ChunkedArray],
    sheets: Sequence[str],
    standard: Standard | None = None,
) -> AciError:
    """The error for a file without an arm column.

    Parameters
    ----------
    headers : sequence of str
    texts : dict of int to pyarrow string array
        The cells of each column.
    sheets : sequence of str
        Names of the workbook's sheets.
    standard : Standard, optional
        That the file follows.
    """
    if standard is not None and standard.arms is not None:
        where, column = standard.arms
        return AciError("no_arm_standard", standard=standard.title, where=where, column=column)
    first = [text for text in texts[0].slice(0, 60).to_pylist() if text] if texts else []
    code = detect_arrangement(headers, first, sheets)
    if code == "arm_a_sheet":
        arms = [name[:40] for name in sheets if arm_in_title(name)]
        return AciError("arm_a_sheet", sheets=", ".join(arms[:_MOST]))
    return AciError(code or "no_arm_column")
