"""The ratio of geometric means with limits of detection, a second time: its likelihood by scipy."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import minimize


def tobit_ratio(
    scores: pd.DataFrame, censored: Iterable[Any], treated: pd.Series, covariates: pd.DataFrame
) -> dict[str, float] | None:
    """Ratio of the second score given the first; None where no value of them is beyond a limit."""
    pre, post = scores.columns
    values = scores.astype(float)
    side = {name: pd.Series("", index=values.index, dtype=object) for name in values}
    for one in censored:
        if one.column in side:
            places = list(one.places)
            values.loc[places, one.column] = one.limits
            side[one.column].loc[places] = one.sides
    known = values.notna().all(axis=1) & covariates.notna().all(axis=1)
    if not any((one != "").any() for one in side.values()) or (values <= 0).any(axis=None):
        return None
    low, high = ((side[pre] == which).astype(float) for which in ("below", "above"))
    own = {"own": np.log(values[pre]) - low * math.log(2) / 2, "low": low, "high": high}
    design = pd.DataFrame(own).join(covariates)[known].astype(float)
    design = design.loc[:, design.std() > 0]
    arm = treated[known].to_numpy(float)
    x = np.column_stack([np.ones(len(design)), arm, (design - design.mean()) / design.std()])
    y, at = np.log(values.loc[known, post].to_numpy()), side[post][known].to_numpy()

    def minus_log_likelihood(theta: Any) -> float:
        e = (y - x @ theta[:-1]) / math.exp(theta[-1])
        beyond = [at == "below", at == "above"]
        each = np.select(beyond, [stats.norm.logcdf(e), stats.norm.logsf(e)], stats.norm.logpdf(e))
        return float(theta[-1] * (at == "").sum() - each.sum())

    start = np.append(np.linalg.lstsq(x, y, rcond=None)[0], math.log(y.std()))
    fit = minimize(minus_log_likelihood, start, method="BFGS", options={"gtol": 1e-6})
    return {"estimate": math.exp(fit.x[1])}
