"""Compute a golden case: its JSON inputs handed to the function behind its method.

| keys | meaning |
|---|---|
| ``rates`` | events and patients: xT, nT, xC, nC |
| ``rate`` | events and patients of one group; ``one_sided``: the upper bound alone |
| ``best_first`` | patients by grade, treatment and control, best grade first |
| ``means`` | n, mean, SD of treatment and of control |
| ``treatment``, ``control`` | values of each arm; ``better``: the good end; ``deaths`` of each |
| ``differences`` | post - pre of one arm |
| ``sample``, ``times`` | values of one group, and how often each |
| ``pairs_treatment``, ``pairs_control`` | ``pre`` and ``post`` of each arm |
| ``limits_treatment``, ``limits_control`` | the same, ``post`` in words: ``"<220"``, ``">500"`` |
| ``given_treatment``, ``given_control`` | ``grade`` (0 best), ``covariate``; ``event``: up to |
| ``visits_treatment``, ``visits_control`` | ``pre``, ``scores`` by visit; ``visit``: from 1 |
| ``delta``, ``span`` | beside these, of missing scores |
| ``x``, ``y``, ``times`` | pairs of values, and how often each |
| ``difference`` | a published difference of rates with its limits |
| ``r``, ``n`` | a published correlation |
| ``d``, ``n``, ``levels`` | a standardised difference, patients of each arm, levels |
| ``p``, ``at`` | a family of P values, and which of them, counted from 1 |
| ``strata`` | events and patients of each stratum: xT, nT, xC, nC |
| ``by_level``, ``at`` | values of treatment and control by level, and which level |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from aci_core.domain.arrays import Floats, Ints
from aci_core.domain.study.settings import SEED
from aci_core.methods.registry import METHODS
from aci_core.stats.ancova import log_columns
from aci_core.stats.delta_adjusted import fit_delta
from aci_core.stats.estimate import Estimate
from aci_core.stats.heterogeneity import i_squared
from aci_core.stats.paired import paired_t
from aci_core.stats.proportion import one_sided_upper
from aci_core.stats.ranks import win_odds, win_odds_death_worst
from aci_core.stats.risk_difference import nnt, risk_difference
from aci_core.stats.smd_levels import smd_levels
from aci_core.stats.subgroup_means import level_differences
from aci_core.stats.subgroup_odds import cochran_q, level_odds_ratios, rate_interaction
from aci_core.summaries.counts import Counts, Joint
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.quantiles import quantiles_type7

Inputs = Mapping[str, Any]

# Tests on tables take a table also where the case names rates.
_ON_TABLES = ("pearson_chi2", "yates_chi2", "n1_chi2", "fisher_exact", "smd")
_ON_COUNTS = ("mann_whitney", "hodges_lehmann")


def compute(method: str, inputs: Inputs) -> dict[str, float | None]:
    """The app's result for the inputs, by the fields of a row.

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
    return _fields(_estimate(method, inputs))


def _fields(estimate: Estimate) -> dict[str, float | None]:
    """An estimate by the names of a row."""
    unbounded = [note for note in estimate.notes if note.startswith("unbounded")]
    return {
        "estimate": estimate.value,
        "ci_low": estimate.low,
        "ci_high": estimate.high,
        "statistic": estimate.statistic,
        "df": estimate.df,
        "p": estimate.p,
        "unbounded": 1.0 if unbounded else None,
    }


def _estimate(method: str, inputs: Inputs) -> Estimate:
    # The first key names the shape.
    estimate = _SHAPES[next(iter(inputs))](method, inputs)
    if not isinstance(estimate, Estimate):
        raise TypeError("a method returns an Estimate")
    return estimate


def _function(method: str) -> Callable[..., Any]:
    return METHODS[method].resolve()[0]


def _on_rates(method: str, inputs: Inputs) -> Any:
    events_treatment, n_treatment, events_control, n_control = inputs["rates"]
    if method in _ON_TABLES:
        function = smd_levels if method == "smd" else _function(method)
        return function(
            [
                [events_treatment, n_treatment - events_treatment],
                [events_control, n_control - events_control],
            ]
        )
    if method == "nnt":
        return nnt(risk_difference(events_treatment, n_treatment, events_control, n_control))
    return _function(method)(events_treatment, n_treatment, events_control, n_control)


def _on_difference(method: str, inputs: Inputs) -> Any:
    value, low, high = inputs["difference"]
    return _function(method)(Estimate(value=value, low=low, high=high, level=0.95))


def _on_rate(method: str, inputs: Inputs) -> Any:
    function = one_sided_upper if inputs.get("one_sided") else _function(method)
    return function(*inputs["rate"])


def _on_grades(method: str, inputs: Inputs) -> Any:
    table = np.asarray(inputs["best_first"], dtype=np.int64)
    # Ordinal methods count from the worst grade up.
    rising = np.ascontiguousarray(table[:, ::-1])
    if method == "win_odds":
        ranks = np.arange(rising.shape[1], dtype=np.float64)
        return win_odds(Counts(ranks, rising[0], rising[1]), "higher")
    if method in ("proportional_odds", "linear_by_linear"):
        return _function(method)(rising)
    # The last function is the one for any number of columns.
    return METHODS[method].resolve()[-1](table)


def _on_means(method: str, inputs: Inputs) -> Any:
    return _function(method)(*(Moments.from_sd(*arm) for arm in inputs["means"]))


def _on_values(method: str, inputs: Inputs) -> Any:
    t, c = inputs["treatment"], inputs["control"]
    if method == "win_odds":
        return win_odds(_counts(t, c), inputs["better"])
    if method == "win_odds_death_worst":
        return win_odds_death_worst(_counts(t, c), tuple(inputs["deaths"]), inputs["better"])
    if method in _ON_COUNTS:
        return _function(method)(_counts(t, c))
    return _function(method)(Moments.of(t), Moments.of(c))


def _on_differences(method: str, inputs: Inputs) -> Any:
    d = inputs["differences"]
    return paired_t(Moments.of(d)) if method == "paired_t" else _function(method)(*_tally(d))


def _on_pairs_by_arm(method: str, inputs: Inputs) -> Any:
    arms = [
        [np.asarray(inputs[f"pairs_{arm}"][k], dtype=np.float64) for k in ("post", "pre")]
        for arm in ("treatment", "control")
    ]
    function = _function(method)
    if method == "ancova_hc3":
        y, pre = (np.concatenate(column) for column in zip(*arms, strict=True))
        return function(y, np.repeat([1.0, 0.0], [len(a[0]) for a in arms]), pre)
    if method == "ancova_log":
        logs = [log_columns(*columns) for columns in arms]
        return function(*(Cross.of(columns) for columns in logs if columns))
    if method == "slope_difference":  # the factor first
        arms = [columns[::-1] for columns in arms]
    return function(*(Cross.of(columns) for columns in arms))


def _on_limits(method: str, inputs: Inputs) -> Any:
    arms = [inputs["limits_treatment"], inputs["limits_control"]]
    pre = np.concatenate([np.asarray(arm["pre"], dtype=np.float64) for arm in arms])
    post = [text for arm in arms for text in arm["post"]]
    below, above = (np.array([text.startswith(sign) for text in post]) for sign in "<>")
    values = np.array([float(text.lstrip("<>")) for text in post])
    treated = np.arange(len(post)) < len(arms[0]["pre"])
    return _function(method)(np.log(values), below, above, treated, [np.log(pre)])


def _on_grades_given_covariate(method: str, inputs: Inputs) -> Any:
    arms = [inputs["given_treatment"], inputs["given_control"]]
    grade, covariate = (
        np.concatenate([np.asarray(arm[k], dtype=np.float64) for arm in arms])
        for k in ("grade", "covariate")
    )
    treated = np.arange(len(grade)) < len(arms[0]["grade"])
    outcome = grade <= inputs["event"] if "event" in inputs else -grade
    return _function(method)(outcome, treated, [covariate])


def _on_visits(method: str, inputs: Inputs) -> Any:
    arms = [inputs["visits_treatment"], inputs["visits_control"]]
    before = np.concatenate([np.asarray(arm["pre"], dtype=np.float64) for arm in arms])
    scores = np.concatenate([np.asarray(arm["scores"], dtype=np.float64).T for arm in arms])
    treated, at = np.arange(len(before)) < len(arms[0]["pre"]), inputs["visit"] - 1
    if method == "multiple_imputation":
        return _function(method)(scores, at, treated, [before], SEED)
    if method == "tipping_point":
        model = fit_delta(scores[:, at], treated, [before])
        return model if isinstance(model, str) else _function(method)(model, span=inputs["span"])
    if method in ("delta_adjusted", "jump_to_reference"):
        added = [inputs["delta"]] if "delta" in inputs else []
        return _function(method)(scores[:, at], treated, [before], *added)
    fit = _function(method)(scores, treated, [before])
    return fit.differences[at] if method == "mmrm" else fit.means[at][0]


def _on_pairs(method: str, inputs: Inputs) -> Any:
    x, y = (np.asarray(inputs[k], dtype=np.float64) for k in ("x", "y"))
    if method == "pearson":
        return _function(method)(Cross.of([x, y]))
    times = np.asarray(inputs.get("times") or [1] * len(x), dtype=np.int64)
    return _function(method)(Joint(x, y, times))


def _on_coefficient(method: str, inputs: Inputs) -> Any:
    r = inputs["r"]
    return _function(method)(Cross(inputs["n"], np.zeros(2), np.array([[1.0, r], [r, 1.0]])))


def _on_difference_in_sd(method: str, inputs: Inputs) -> Any:
    return _function(method)(inputs["d"], *inputs["n"], inputs["levels"])


def _on_family(method: str, inputs: Inputs) -> Any:
    return Estimate(p=_function(method)(inputs["p"])[inputs["at"] - 1])


def _on_strata(method: str, inputs: Inputs) -> Any:
    rows = np.asarray(inputs["strata"], dtype=np.int64)
    events, n = rows[:, [0, 2]], rows[:, [1, 3]]
    tables = np.stack([events, n - events], axis=2)
    if method == "i_squared":
        return i_squared(cochran_q(tables))
    if method == "leave_one_out":  # the first stratum
        return _function(method)(tables[1:])
    return (rate_interaction if method == "interaction" else _function(method))(tables)


def _on_levels(method: str, inputs: Inputs) -> Any:
    levels = inputs["by_level"]
    cells = [np.asarray(cell, dtype=np.float64) for level in levels for cell in level]
    sizes, k = [len(cell) for cell in cells], len(levels)
    treated = np.repeat(np.tile([True, False], k), sizes)
    make = level_odds_ratios if method == "subgroup_odds_ratio" else level_differences
    of_cells = treated, np.repeat(np.repeat(np.arange(k), 2), sizes), k
    within, test = make(np.concatenate(cells), *of_cells, [])
    return within[inputs["at"] - 1] if "at" in inputs else test


_SHAPES: Mapping[str, Callable[[str, Inputs], Any]] = {
    "rates": _on_rates,
    "rate": _on_rate,
    "difference": _on_difference,
    "best_first": _on_grades,
    "means": _on_means,
    "treatment": _on_values,
    "differences": _on_differences,
    "pairs_treatment": _on_pairs_by_arm,
    "limits_treatment": _on_limits,
    "given_treatment": _on_grades_given_covariate,
    "visits_treatment": _on_visits,
    "x": _on_pairs,
    "r": _on_coefficient,
    "d": _on_difference_in_sd,
    "p": _on_family,
    "strata": _on_strata,
    "by_level": _on_levels,
}


def _tally(values: list[float]) -> tuple[Floats, Ints]:
    """Distinct values, ascending, and how often each."""
    distinct, n = np.unique(np.asarray(values, dtype=np.float64), return_counts=True)
    return distinct, n.astype(np.int64)


def _counts(treatment: list[float], control: list[float]) -> Counts:
    (t, n_treatment), (c, n_control) = _tally(treatment), _tally(control)
    none = Counts(t, n_treatment, np.zeros_like(n_treatment))
    return none + Counts(c, np.zeros_like(n_control), n_control)


def _mean_sd(inputs: Inputs) -> dict[str, float | None]:
    values = np.repeat(
        np.asarray(inputs["sample"], dtype=np.float64),
        inputs.get("times") or [1] * len(inputs["sample"]),
    )
    moments = Moments.of(values)
    return {"estimate": moments.mean, "sd": moments.sd}


def _median_iqr(inputs: Inputs) -> dict[str, float | None]:
    quartiles = quantiles_type7(*_tally(inputs["sample"]), (0.25, 0.5, 0.75))
    q1, median, q3 = (None, None, None) if quartiles is None else quartiles.tolist()
    return {"estimate": median, "q1": q1, "q3": q3}


def _count(inputs: Inputs) -> dict[str, float | None]:
    x, n = inputs["rate"]
    return {"estimate": float(x), "pct": 100 * x / n}


_DESCRIBE: Mapping[str, Callable[[Inputs], dict[str, float | None]]] = {
    "mean_sd": _mean_sd,
    "median_iqr": _median_iqr,
    "count": _count,
}
