"""Columns of yes and no whose numbers may mean something else."""

from __future__ import annotations

import numpy as np

from aci_core.ingest.cells import Cells, Floats, Mask

_CODES = frozenset({1.0, 2.0})


def doubt(cells: Cells, numbers: Floats, missing: Mask, *, counts: bool, fate: bool) -> str | None:
    """Why bare numbers cannot be taken for yes and no; None where they can.

    Parameters
    ----------
    cells : Cells
    numbers : ndarray of float64
        Of each distinct text; NaN where it is none. A word is a word, whatever it means.
    missing : ndarray of bool
        Texts that stand for a missing value.
    counts : bool
        It may hold counts of events: 1 and 2 are codes only where nobody has none.
    fate : bool
        Death, or loss: not what every patient of a trial comes to.

    Returns
    -------
    str or None
        ``coded_one_two`` or ``all_yes``.
    """
    told = _told(cells, missing)
    if not told.any() or np.isnan(numbers[told]).any():
        return None
    held = set(numbers[told].tolist())
    everybody = not _gaps(cells, missing)
    if 2.0 in held and held <= _CODES and (everybody or not counts):
        return "coded_one_two"
    return "all_yes" if fate and everybody and held == {1.0} else None


def only_yes(cells: Cells, values: Floats, missing: Mask) -> bool:
    """Whether some cells say yes and the others nothing: no cell says no."""
    told = _told(cells, missing)
    return bool(told.any() and (values[told] >= 1).all() and _gaps(cells, missing))


def _told(cells: Cells, missing: Mask) -> Mask:
    told: Mask = (cells.counts > 0) & ~missing
    return told


def _gaps(cells: Cells, missing: Mask) -> bool:
    return bool((cells.codes < 0).any() or cells.counts[missing].any())
