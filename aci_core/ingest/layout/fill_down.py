"""Fill down arms written once for a block of patients, and ditto marks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.schema.aliases import value_key, words
from aci_core.ingest.cells import Cells, Mask

_MOST = 20
_MAX_SLOW = 2000
_SHORTEST = 2  # patients of a block


def block_lengths(cells: Cells) -> npt.NDArray[np.int64] | None:
    """Lengths of blocks of patients under an arm that is written once.

    Parameters
    ----------
    cells : Cells
        Of the arm's column.

    Returns
    -------
    ndarray of int64 or None
        None unless the first patient has an arm, no two patients in succession have one, and
        there are at least two arms: unlike among patients whose arm is missing.

    Examples
    --------
    >>> arms = pa.chunked_array([["观察组", None, None, "对照组", None]])
    >>> block_lengths(Cells.from_column(arms)).tolist()
    [3, 2]
    >>> arms = pa.chunked_array([["观察组", "对照组", None, None, "对照组"]])
    >>> block_lengths(Cells.from_column(arms))
    """
    written = np.flatnonzero(cells.codes >= 0)
    if written.size < 2 or written[0] != 0 or np.unique(cells.codes[written]).size < 2:
        return None
    runs: npt.NDArray[np.int64] = np.diff(np.append(written, cells.codes.size))
    return None if runs.min() < _SHORTEST else runs


def fill_arm_blocks(cells: Cells) -> Cells | None:
    """Fill arms down that are written for the first patient of a block only.

    Only if each arm is written once: a repeated arm may as well be the only one that was
    filled in.

    Parameters
    ----------
    cells : Cells
        Of the arm's column.

    Returns
    -------
    Cells or None
        None if the arms are not written in this way.

    Examples
    --------
    >>> arms = Cells.from_column(pa.chunked_array([["观察组", None, None, "对照组", None]]))
    >>> fill_arm_blocks(arms).codes.tolist()
    [0, 0, 0, 1, 1]
    """
    runs = block_lengths(cells)
    if runs is None or cells.counts.max(initial=0) > 1 or runs.size > _MOST:
        return None
    return Cells(np.repeat(cells.codes[cells.codes >= 0], runs), cells.distinct)


def _is_ditto(cells: Cells) -> Mask:
    """Which distinct texts are ditto marks; among very many, only in the usual spelling."""
    if len(cells.distinct) > _MAX_SLOW:
        usual = pa.array(sorted(words().ditto), pa.string())
        mask: Mask = pc.is_in(cells.distinct, usual).to_numpy(zero_copy_only=False)
        return mask
    return np.array([value_key(text) in words().ditto for text in cells.texts], dtype=bool)


def resolve_dittos(cells: Cells) -> tuple[Cells, int]:
    """Replace ``同上`` or ``ditto`` by the text above, and count them.

    Parameters
    ----------
    cells : Cells
        Of a whole column, in the order of the file.

    Examples
    --------
    >>> arms = pa.chunked_array([["观察组", "同上", "〃", None]])
    >>> cells, n = resolve_dittos(Cells.from_column(arms))
    >>> cells.codes.tolist(), n
    ([0, 0, 0, -1], 2)
    """
    places = cells.places_of(_is_ditto(cells))
    if not places.size:
        return cells, 0
    sources = np.arange(cells.codes.size)
    sources[places] = -1
    # The last row above that is not a ditto mark, which may be empty.
    sources = np.maximum.accumulate(sources)
    codes = np.where(sources < 0, -1, cells.codes[np.maximum(sources, 0)]).astype(np.int32)
    return Cells(codes, cells.distinct), int(places.size)
