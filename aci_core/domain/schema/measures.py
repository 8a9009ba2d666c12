"""Measures and their scale, direction and unit, read from measures.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from aci_core.domain.toml_file import load_toml

Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured scale.

    Parameters
    ----------
    name : str
        Stem of its columns: ``nihss`` of ``nihss_pre``.
    better : {"higher", "lower"} or None
        None where neither direction is good by itself (VEGF, bFGF).
    low, high : float or None
        Limits of the scale.
    step : float or None
        1 for whole numbers, 5 for the Barthel index.
    unit : str
        Key of the unit in the catalogue.
    log : bool
        Also analysed as a ratio of geometric means.
    factor : bool
        A factor of the paper's Figure 1, set against NIHSS first.
    responder : str or None
        A usual good outcome, ``>=95`` or ``<=2``.
    ordinal : bool
        A few ordered grades: a rate and win odds are shown before any mean.
    """

    name: str
    better: Better | None = None
    low: float | None = None
    high: float | None = None
    step: float | None = None
    unit: str = "score"
    log: bool = False
    factor: bool = False
    responder: str | None = None
    ordinal: bool = False


# What lasts from an onset is skewed in every trial; the rest of what is measured once is not.
_WAITS = frozenset({"onset_hours", "onset_days"})


def by_median(name: str, measure: Measure | None = None) -> bool:
    """Whether the median describes a column: by its declared kind, never by its values.

    A scale of points, a concentration that is compared by its ratio, a time from the onset.

    Examples
    --------
    >>> by_median("nihss_pre", MEASURES["nihss"]), by_median("age")
    (True, False)
    """
    if measure is None:
        return name in _WAITS
    return measure.log or measure.ordinal or measure.step is not None


_TABLES: dict[str, dict[str, Any]] = load_toml("aci_core.domain.schema", "measures.toml")
# How people write each in a header, beside its own name.
HEADERS: dict[str, list[str]] = {
    name: fields.pop("headers", []) for name, fields in _TABLES.items()
}
MEASURES = {name: Measure(name, **fields) for name, fields in _TABLES.items()}
FACTORS = tuple(name for name, measure in MEASURES.items() if measure.factor)
