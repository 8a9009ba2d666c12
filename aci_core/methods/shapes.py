"""Inputs of a golden case, as JSON, handed to the function behind its method.

| keys | meaning |
|---|---|
| ``rates`` | events and patients: xT, nT, xC, nC |
| ``rate`` | events and patients of one group; ``one_sided``: the upper bound alone |
| ``best_first`` | patients by grade, treatment and control, best grade first |
| ``means`` | n, mean, SD of treatment and of control |
| ``treatment``, ``control`` | values of each arm; ``better``: the good end of the scale |
| ``differences`` | post - pre of one arm |
| ``sample``, ``times`` | values of one group, and how often each |
| ``pairs_treatment``, ``pairs_control`` | ``pre`` and ``post`` of each arm |
| ``x``, ``y``, ``times`` | pairs of values, and how often each |
| ``r``, ``n`` | a published correlation |
| ``p``, ``at`` | a family of P values, and which of them, counted from 1 |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from aci_core.methods.golden import fields
from aci_core.methods.registry import METHODS
from aci_core.stats.ancova import log_columns
from aci_core.summaries.quantiles import quantiles_type7
from aci_core.stats.estimate import Estimate
from aci_core.stats.proportion import one_sided_upper
from aci_core.stats.risk_difference import risk_difference
from aci_core.summaries.counts import Counts, Joint
from aci_core.summaries.moments import Cross, Moments

Inputs = Mapping[str, Any]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Tests on tables take a table also where the case names rates.
_ON_TABLES = ("pearson_chi2", "yates_chi2", "n1_chi2", "fisher_exact", "smd")
_RAW = ("mann_whitney", "hodges_lehmann", "win_odds")


def compute(method: str, inputs: Inputs) -> dict[str, float | None]:
    """What the app makes of the inputs, by the fields of a row.

    Parameters
    ----------
    method : str
    inputs : mapping
        Keys as in the table above.

    Examples
    --------
    >>> round(compute("risk_ratio", {"rates": [67, 78, 54, 78]})["estimate"], 6)
    1.240741
    """
    if method in _DESCRIBE:
        return _DESCRIBE[method](inputs)
    return fields(_estimate(method, inputs))


def _estimate(method: str, inputs: Inputs) -> Estimate:
    first, *others = METHODS[method].resolve()
    match inputs:
        case {"rates": [x_t, n_t, x_c, n_c]} if method in _ON_TABLES:
            function = others[0] if method == "smd" else first
            return _made(function([[x_t, n_t - x_t], [x_c, n_c - x_c]]))
        case {"rates": four} if method == "nnt":
            return _made(first(risk_difference(*four)))
        case {"rates": four}:
            return _made(first(*four))
        case {"rate": [x, n], "one_sided": True}:
            return one_sided_upper(x, n)
        case {"rate": [x, n]}:
            return _made(first(x, n))
        case {"best_first": table}:
            return _on_grades(method, (*others, first)[0], table)
        case {"means": arms}:
            return _made(first(*(Moments.from_sd(*arm) for arm in arms)))
        case {"treatment": t, "control": c} if method in _RAW:
            better = [inputs["better"]] if method == "win_odds" else []
            return _made(first(_counts(t, c), *better))
        case {"treatment": t, "control": c}:
            return _made(first(Moments.of(t), Moments.of(c)))
        case {"differences": d} if method == "paired_t":
            return _made(first(Moments.of(d)))
        case {"differences": d}:
            return _made(first(*_tally(d)))
        case {"pairs_treatment": t, "pairs_control": c}:
            return _on_pairs(method, first, t, c)
        case {"r": r, "n": n}:
            return _made(first(Cross(n, np.zeros(2), np.array([[1.0, r], [r, 1.0]]))))
        case {"x": x, "y": y} if method == "pearson":
            return _made(first(Cross.of([np.asarray(x, float), np.asarray(y, float)])))
        case {"x": x, "y": y}:
            times = np.asarray(inputs.get("times") or [1] * len(x), dtype=np.int64)
            return _made(first(Joint(np.asarray(x, float), np.asarray(y, float), times)))
        case {"p": family, "at": at}:
            return Estimate(p=first(family)[at - 1])
    raise ValueError(f"no shape of inputs for {method}: {sorted(inputs)}")


def _made(found: Any) -> Estimate:
    if not isinstance(found, Estimate):
        raise TypeError("a method returns an Estimate")
    return found


def _tally(values: list[float]) -> tuple[Floats, Ints]:
    """Distinct values, ascending, and how often each."""
    distinct, n = np.unique(np.asarray(values, dtype=np.float64), return_counts=True)
    return distinct, n.astype(np.int64)


def _counts(treatment: list[float], control: list[float]) -> Counts:
    (t, n_t), (c, n_c) = _tally(treatment), _tally(control)
    none = Counts(t, n_t, np.zeros_like(n_t))
    return none + Counts(c, np.zeros_like(n_c), n_c)


def _on_grades(method: str, function: Callable[..., Any], best_first: list[list[int]]) -> Estimate:
    table = np.asarray(best_first, dtype=np.int64)
    # Ordinal methods count from the worst grade up.
    rising = np.ascontiguousarray(table[:, ::-1])
    if method == "win_odds":
        ranks = np.arange(rising.shape[1], dtype=np.float64)
        return _made(function(Counts(ranks, rising[0], rising[1]), "higher"))
    ordinal = method in ("proportional_odds", "linear_by_linear")
    return _made(function(rising if ordinal else table))


def _on_pairs(method: str, function: Callable[..., Any], t: Inputs, c: Inputs) -> Estimate:
    arms = [[np.asarray(a[k], dtype=np.float64) for k in ("post", "pre")] for a in (t, c)]
    if method == "ancova_hc3":
        y, pre = (np.concatenate(column) for column in zip(*arms, strict=True))
        return _made(function(y, np.repeat([1.0, 0.0], [len(a[0]) for a in arms]), pre))
    if method == "ancova_log":
        logs = [log_columns(*columns) for columns in arms]
        return _made(function(*(Cross.of(columns) for columns in logs if columns)))
    if method == "slope_difference":
        arms = [columns[::-1] for columns in arms]
    return _made(function(*(Cross.of(columns) for columns in arms)))


def _mean_sd(inputs: Inputs) -> dict[str, float | None]:
    values = np.repeat(
        np.asarray(inputs["sample"], dtype=np.float64),
        inputs.get("times") or [1] * len(inputs["sample"]),
    )
    found = Moments.of(values)
    return {"estimate": found.mean, "sd": found.sd}


def _median_iqr(inputs: Inputs) -> dict[str, float | None]:
    found = quantiles_type7(*_tally(inputs["sample"]), (0.25, 0.5, 0.75))
    q1, median, q3 = (None, None, None) if found is None else found.tolist()
    return {"estimate": median, "q1": q1, "q3": q3}


def _count(inputs: Inputs) -> dict[str, float | None]:
    x, n = inputs["rate"]
    return {"estimate": float(x), "pct": 100 * x / n}


_DESCRIBE: Mapping[str, Callable[[Inputs], dict[str, float | None]]] = {
    "mean_sd": _mean_sd,
    "median_iqr": _median_iqr,
    "count": _count,
}
