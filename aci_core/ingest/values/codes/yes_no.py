"""Ambiguous codes, gaps and slips in columns of yes and no."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from aci_core.domain.schema.aliases import canonical_value
from aci_core.ingest.cells import Cells, Floats, Mask, is_missing
from aci_core.ingest.values.codes.code_labels import canonical_of_cell

_CODES = frozenset({1.0, 2.0})
_MOST = 0.8
_MOST_WORDS = 1000
_MOST_TICKS = 12


def ambiguity(
    cells: Cells, numbers: Floats, missing: Mask, *, counts: bool, fate: bool
) -> str | None:
    """Why numbers cannot be read as yes and no; None if they can.

    Parameters
    ----------
    cells : Cells
    numbers : ndarray of float64
        Of each distinct text; NaN if it is no number.
    missing : ndarray of bool
        Texts for a missing value.
    counts : bool
        It may hold counts of events: 1 and 2 are codes only if no cell is empty.
    fate : bool
        Death or loss: not plausible for every patient.

    Returns
    -------
    str or None
        ``coded_one_two`` or ``all_yes``.
    """
    present = cells.used(missing)
    if not present.any() or np.isnan(numbers[present]).any():
        return None
    used = set(numbers[present].tolist())
    everybody = not _has_gaps(cells, missing)
    if 2.0 in used and used <= _CODES and (everybody or not counts):
        return "coded_one_two"
    return "all_yes" if fate and everybody and used == {1.0} else None


def by_severity(text: str) -> str | None:
    """Whether a cell of an adverse event says by its severity that there was one.

    Examples
    --------
    >>> [by_severity(text) for text in ("轻度", "Grade 2", "无", "2", "脱发")]
    ['yes', 'yes', 'no', None, None]
    """
    word = None if text.strip().isdecimal() else canonical_value("severity", text)
    return None if word is None else "no" if word == "none" else "yes"


def ticks(cells: Cells) -> npt.NDArray[np.int8] | None:
    """1 of each row that says yes, 0 where it says no or nothing; None of any other column."""
    if not 1 <= len(cells.distinct) <= _MOST_TICKS:
        return None
    words = [canonical_value("yes_no", text) for text in cells.texts]
    unknown = [w is None and not is_missing(t) for w, t in zip(words, cells.texts, strict=True)]
    if any(unknown) or "yes" not in words:
        return None
    return np.array([*(word == "yes" for word in words), False], dtype=np.int8)[cells.codes]


def only_yes(cells: Cells, values: Floats, missing: Mask) -> bool:
    """Whether filled cells all say yes and others are empty: no cell says no."""
    present = cells.used(missing)
    return bool(present.any() and (values[present] >= 1).all() and _has_gaps(cells, missing))


def separate_slips(
    cells: Cells, levels: list[str | None], missing: Mask, vocabulary: str
) -> tuple[list[str | None], Mask]:
    """Separate unknown words in a column of known words: slips, not further levels.

    Parameters
    ----------
    cells : Cells
    levels : list of str or None
        As they would be without slips.
    missing : ndarray of bool
    vocabulary : {"sex", "yes_no"}

    Returns
    -------
    list of str or None
        The levels without the slips.
    ndarray of bool
        Which distinct texts are slips: none if less than four of five cells are words.
    """
    present = cells.used(missing)
    none = np.zeros(len(present), dtype=bool)
    if int(present.sum()) > _MOST_WORDS:
        return levels, none
    known = [canonical_of_cell(vocabulary, text) for text in cells.texts]
    # A bare number is a code whose other values are not known.
    worded = np.array(
        [k is not None and not t.isdecimal() for k, t in zip(known, cells.texts, strict=True)],
        dtype=bool,
    )
    other = present & np.array([k is None for k in known], dtype=bool)
    filled = int(cells.counts[present].sum())
    if not other.any() or int(cells.counts[present & worded].sum()) < _MOST * filled:
        return levels, none
    return [k if t else None for k, t in zip(known, present, strict=True)], other


def _has_gaps(cells: Cells, missing: Mask) -> bool:
    return bool((cells.codes < 0).any() or cells.counts[missing].any())
