"""Headline numbers of a report a second way, by scipy and statsmodels: part of reproduce.py."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import minimize
from statsmodels.discrete.discrete_model import Logit
from statsmodels.miscmodels.ordinal_model import OrderedModel
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from aci_core.analyses import Row
from aci_core.domain.study.settings import Settings
from aci_core.report.reproduce.second_tobit import tobit_ratio

# What an ordinal outcome and the response are adjusted for where the plan names nothing.
OF_ORDINAL, OF_EFFECTIVE = ("nihss_pre", "age"), ("nihss_pre",)
Numbers = dict[str, float]
KEYS = ("analysis", "variable", "visit", "arm", "level", "versus", "method")


def tests_of_means(
    post: pd.Series, treated: pd.Series, conf_level: float
) -> Iterator[tuple[str, Numbers]]:
    """Welch's t and Mann-Whitney's U between the arms."""
    t, c = (post[side].dropna() for side in (treated, ~treated))
    if min(len(t), len(c)) < 2 or t.var() + c.var() == 0:
        return
    test = stats.ttest_ind(t, c, equal_var=False)
    low, high = test.confidence_interval(conf_level)
    yield (
        "welch_t",
        {
            "estimate": t.mean() - c.mean(), "ci_low": low, "ci_high": high,
            "statistic": test.statistic, "df": test.df, "p": test.pvalue,
        },
    )  # fmt: skip
    ranks = stats.mannwhitneyu(t, c, use_continuity=True, method="asymptotic")
    yield "mann_whitney", {"statistic": ranks.statistic, "p": ranks.pvalue}


def ancova(
    table: pd.DataFrame,
    post: str,
    pre: str,
    treated: pd.Series,
    covariates: list[str],
    conf_level: float,
) -> Numbers | None:
    """Analysis of covariance by least squares: the coefficient of the arm."""
    others = [name for name in covariates if name in table and name not in (post, pre)]
    known = table[[post, pre, *others]].notna().all(axis=1)
    design = pd.DataFrame({"one": 1.0, "arm": treated.astype(float), pre: table[pre]})
    design = design.join(columns_of(table, others, known))
    X = design[known].to_numpy(float)
    if len(X) <= X.shape[1] or np.linalg.matrix_rank(X) < X.shape[1]:
        return None
    fit = OLS(table.loc[known, post].to_numpy(float), X).fit()
    low, high = fit.conf_int(1 - conf_level)[1]
    return {
        "estimate": fit.params[1], "ci_low": low, "ci_high": high,
        "statistic": fit.tvalues[1], "df": fit.df_resid, "p": fit.pvalues[1],
    }  # fmt: skip


def columns_of(table: pd.DataFrame, names: list[str], known: pd.Series) -> pd.DataFrame:
    """Covariates as columns of a model, a category by its levels but the first."""
    columns = pd.DataFrame(index=table.index)
    for name in names:
        if isinstance(table[name].dtype, pd.CategoricalDtype):
            levels = table.loc[known, name].cat.remove_unused_categories()
            dummies = pd.get_dummies(levels, prefix=name, drop_first=True, dtype=float)
            columns = columns.join(dummies)
        else:
            columns[name] = table[name]
    return columns


def imputed(table: pd.DataFrame, names: list[str], randomised: bool | None) -> pd.DataFrame:
    """Covariates of a randomised trial without missing values: the mean, or a level of its own."""
    if randomised is not True:
        return table
    filled = table.copy()
    for name in (name for name in names if name in table):
        if isinstance(table[name].dtype, pd.CategoricalDtype):
            filled[name] = table[name].cat.add_categories("(none)").fillna("(none)")
        else:
            filled[name] = table[name].fillna(table[name].mean())
    return filled


def given(
    table: pd.DataFrame, outcome: pd.Series, treated: pd.Series, names: list[str]
) -> tuple[pd.Series, pd.DataFrame] | None:
    """Outcome and design of the cases, the arm first; None where the model has no solution."""
    others = [name for name in names if name in table]
    known = outcome.notna() & table[others].notna().all(axis=1)
    design = pd.DataFrame({"arm": treated.astype(float)}).join(columns_of(table, others, known))
    design, y = design[known].astype(float), outcome[known]
    # Of the covariates no scale is asked: that of their SD is the easiest to search.
    for name in design.columns[1:]:
        design[name] = (design[name] - design[name].mean()) / (design[name].std() or 1.0)
    return (y, design) if len(y) and (design.std() > 0).all() else None


def common_odds(cases: tuple[pd.Series, pd.DataFrame] | None, conf_level: float) -> Numbers | None:
    """Common odds ratio of a better score by proportional odds."""
    if cases is None:
        return None
    y, design = cases
    grades = pd.Series(pd.Categorical(y, categories=sorted(y.unique()), ordered=True))
    model = OrderedModel(
        grades.reset_index(drop=True), design.reset_index(drop=True), distr="logit"
    )
    fit = model.fit(method="bfgs", gtol=1e-7, maxiter=500, disp=False)
    beta, error = fit.params.iloc[0], fit.bse.iloc[0]
    z = stats.norm.ppf((1 + conf_level) / 2)
    return {
        "estimate": math.exp(beta), "ci_low": math.exp(beta - z * error),
        "ci_high": math.exp(beta + z * error),
    }  # fmt: skip


def adjusted_risk(
    cases: tuple[pd.Series, pd.DataFrame] | None, conf_level: float
) -> Numbers | None:
    """Standardised risk difference of a logistic model (Ye 2023)."""
    if cases is None:
        return None
    y, design = cases[0].astype(float), cases[1]
    design = design.assign(one=1.0)
    if y.min() == y.max() or np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    fit = Logit(y, design).fit(method="newton", tol=1e-12, maxiter=100, disp=False)
    m = {a: fit.predict(design.assign(arm=float(a))) for a in (0, 1)}
    side = {a: design["arm"] == a for a in (0, 1)}
    v = {
        a: (y - m[a])[side[a]].var() / side[a].mean()
        + 2 * y[side[a]].cov(m[a][side[a]])
        - m[a].var()
        for a in (0, 1)
    }
    both = y[side[1]].cov(m[0][side[1]]) + y[side[0]].cov(m[1][side[0]]) - m[1].cov(m[0])
    error = math.sqrt((v[1] + v[0] - 2 * both) / len(y))
    value, z = m[1].mean() - m[0].mean(), stats.norm.ppf((1 + conf_level) / 2)
    return {
        "estimate": value, "ci_low": value - z * error, "ci_high": value + z * error,
        "statistic": value / error, "p": 2 * stats.norm.sf(abs(value / error)),
    }  # fmt: skip


def ancova_log(
    table: pd.DataFrame,
    post: str,
    pre: str,
    treated: pd.Series,
    covariates: list[str],
    conf_level: float,
) -> Numbers | None:
    """Ratio of adjusted geometric means: analysis of covariance of logarithms."""
    scores = table[[post, pre]].astype(float)
    if not (scores.isna() | (scores > 0)).all(axis=None):
        return None  # a logarithm of nothing
    logs = table.assign(**{name: np.log(scores[name]) for name in (post, pre)})
    numbers = ancova(logs, post, pre, treated, covariates, conf_level)
    if numbers is None:
        return None
    ends = ("estimate", "ci_low", "ci_high")
    return {key: math.exp(x) if key in ends else x for key, x in numbers.items()}


def paired_t(post: pd.Series, pre: pd.Series, conf_level: float) -> Numbers | None:
    """The paired t test of one arm; the mean alone where changes do not differ."""
    change: Any = (post - pre).dropna()
    mean = change.mean()
    if len(change) < 2 or change.sem() <= 10 * sys.float_info.epsilon * abs(mean):
        return {"estimate": mean} if len(change) else None
    test: Any = stats.ttest_1samp(change, 0.0)
    low, high = test.confidence_interval(conf_level)
    return {
        "estimate": mean, "ci_low": low, "ci_high": high,
        "statistic": test.statistic, "df": test.df, "p": test.pvalue,
    }  # fmt: skip


def correlation(x: pd.Series, y: pd.Series, conf_level: float) -> Numbers | None:
    """Pearson's r with Fisher's interval."""
    both = pd.DataFrame({"x": x, "y": y}).dropna()
    if len(both) < 4 or both.std().min() == 0:
        return None
    test = stats.pearsonr(both.x, both.y)
    low, high = test.confidence_interval(conf_level)
    return {"estimate": test.statistic, "ci_low": low, "ci_high": high, "p": test.pvalue}


def two_rates(
    treatment: tuple[int, int], control: tuple[int, int], conf_level: float
) -> Iterator[tuple[str, Numbers]]:
    """Two proportions compared: difference, ratios and tests."""
    (x1, n1), (x2, n2) = treatment, control
    low, high = confint_proportions_2indep(
        x1, n1, x2, n2, method="newcomb", compare="diff", alpha=1 - conf_level
    )
    yield "risk_difference", {"estimate": x1 / n1 - x2 / n2, "ci_low": low, "ci_high": high}
    table = np.array([[x1, n1 - x1], [x2, n2 - x2]])
    yield "fisher_exact", {"p": stats.fisher_exact(table).pvalue}
    if table.min() > 0:
        chi2 = stats.chi2_contingency(table, correction=False)
        yield "pearson_chi2", {"statistic": chi2.statistic, "df": chi2.dof, "p": chi2.pvalue}
        both = Table2x2(table)
        for method, value, ends in (
            ("risk_ratio", both.riskratio, both.riskratio_confint(1 - conf_level)),
            ("odds_ratio", both.oddsratio, both.oddsratio_confint(1 - conf_level)),
        ):
            yield method, {"estimate": value, "ci_low": ends[0], "ci_high": ends[1]}


KeyedNumbers = Iterator[tuple[tuple[str | None, ...], Numbers | None]]
Solved = set[tuple[str | None, ...]]


def fragility(counts: list[tuple[int, int]], alpha: float) -> Numbers | None:
    """The fragility index, one patient of the arm with the lower rate after another."""
    (x1, n1), (x2, n2) = counts
    first = x1 * n2 < x2 * n1

    def p(k: int) -> float:
        a, b = (x1 + k, x2) if first else (x1, x2 + k)
        return float(stats.fisher_exact(np.array([[a, n1 - a], [b, n2 - b]])).pvalue)

    step = 1 if p(0) < alpha else -1
    most = (n1 - x1 if first else n2 - x2) if step > 0 else (x1 if first else x2)
    turned = (step * k for k in range(1, most + 1))
    index = next((k for k in turned if (p(k) < alpha) != (step > 0)), None)
    return None if index is None else {"estimate": index, "p": p(index)}


def flag_numbers(data: Any, treated: pd.Series, settings: Settings) -> KeyedNumbers:
    """Response, adverse events, deaths, losses and follow-up: rates and their comparison."""
    table, arms, conf_level = data.cohort.table, data.cohort.two_arms(), settings.level
    flags: list[tuple[str, str, str | None, pd.Series]] = []
    if data.grades is not None:
        flags.append(("response", "effective", data.grades.visit, pd.Series(data.grades.effective)))
    for column in data.cohort.columns:
        if column.role.value in ("event", "died", "lost", "followup") and not column.stopped:
            role = column.role.value
            counted = data.allocated.cohort.table if role in ("died", "lost") else table
            count = counted[column.name].astype(float)
            flags.append(("safety", column.stem, column.visit, (count >= 1).where(count.notna())))
    for analysis, name, visit, values in flags:
        known = values.astype(float)
        counts = [
            (int(known[side].sum()), int(known[side].count())) for side in (treated, ~treated)
        ]
        for arm, (x, n) in zip(arms, counts, strict=True):
            if n:
                low, high = proportion_confint(x, n, 1 - conf_level, method="wilson")
                numbers = {"estimate": x / n, "ci_low": low, "ci_high": high}
                yield (analysis, name, visit, arm, None, None, "wilson"), numbers
        if all(n for _, n in counts):
            for method, numbers in two_rates(counts[0], counts[1], conf_level):
                yield (analysis, name, visit, None, None, None, method), numbers
            if name == "effective":
                key = (analysis, name, visit, None, None, None, "fragility_index")
                yield key, fragility(counts, settings.alpha)


def measure_numbers(data: Any, treated: pd.Series, settings: Settings) -> KeyedNumbers:
    """Each measure at each visit: described, compared, and against NIHSS."""
    table, level = data.cohort.table, settings.level
    sides = dict(zip(data.cohort.two_arms(), (treated, ~treated), strict=True))
    columns = [c for c in data.cohort.columns if c.role.value == "measure" and not c.stopped]
    names = {(c.stem, c.visit): c.name for c in columns}
    for (stem, visit), column in names.items():
        post, pre = table[column], names.get((stem, "pre")) if visit != "pre" else None
        score = names.get(("nihss", visit)) if stem != "nihss" else None
        for arm, side in sides.items():
            if post[side].count() > 1:
                numbers = {"estimate": post[side].mean(), "sd": post[side].std()}
                yield ("outcomes", stem, visit, arm, None, None, "mean_sd"), numbers
            if pre:
                key = ("outcomes", stem, visit, arm, None, None, "paired_t")
                yield key, paired_t(post[side], table.loc[side, pre], level)
        for method, numbers in tests_of_means(post, treated, level):
            yield ("outcomes", stem, visit, None, None, None, method), numbers
        chosen = list(settings.covariates)
        filled = imputed(table, [c for c in chosen if c not in (column, pre)], settings.randomised)
        if pre:
            for method, adjusted in (("ancova", ancova), ("ancova_log", ancova_log)):
                key = ("outcomes", stem, visit, None, None, None, method)
                yield key, adjusted(filled, column, pre, treated, chosen, level)
            others = [c for c in chosen if c in filled and c not in (column, pre)]
            given_also = columns_of(filled, others, filled[others].notna().all(axis=1))
            ratio = tobit_ratio(filled[[pre, column]], data.cohort.censored, treated, given_also)
            yield ("outcomes", stem, visit, None, None, None, "tobit_ratio"), ratio
        for who, side in {None: treated | ~treated, **sides}.items() if score else ():
            pair = ("factors", stem, visit, who, None, "nihss", "pearson")
            yield pair, correlation(post[side], table.loc[side, score], level)


def ordinal_numbers(
    data: Any, treated: pd.Series, settings: Settings, solved: Solved
) -> KeyedNumbers:
    """The common odds ratio of each ordinal outcome, given its covariates and not."""
    table, chosen = data.cohort.table, list(settings.covariates or OF_ORDINAL)
    filled = imputed(table, chosen, settings.randomised)
    for column in data.cohort.columns:
        measure = data.measures.get(column.stem)
        if measure is None or not measure.ordinal or column.stopped:
            continue
        score = -table[column.name] if measure.better == "lower" else table[column.name]
        for method, names in (("proportional_odds", []), ("proportional_odds_adjusted", chosen)):
            key = ("outcomes", column.stem, column.visit, None, None, None, method)
            if key in solved:
                yield key, common_odds(given(filled, score, treated, names), settings.level)


def response_given(
    data: Any, treated: pd.Series, settings: Settings, solved: Solved
) -> KeyedNumbers:
    """The risk difference of the response given its covariates."""
    visit = data.grades.visit if data.grades is not None else None
    key = ("response", "effective", visit, None, None, None, "adjusted_risk_difference")
    if key not in solved:
        return
    table, chosen = data.cohort.table, list(settings.covariates or OF_EFFECTIVE)
    filled = imputed(table, chosen, settings.randomised)
    outcome = pd.Series(data.grades.effective, index=table.index)
    yield key, adjusted_risk(given(filled, outcome, treated, chosen), settings.level)


def mixed_model(scores: pd.DataFrame, design: pd.DataFrame) -> np.ndarray:
    """Coefficients of a model of all visits with an unstructured covariance; (visits, columns).

    The covariance is that of the largest restricted likelihood (REML), by its Cholesky factor.
    """
    y, x = scores.to_numpy(float), design.to_numpy(float)
    unit = float(np.nanstd(y))
    y = y / unit
    (_, v), q = y.shape, x.shape[1]
    seen, lower = ~np.isnan(y), np.tril_indices(v)
    products = []
    for pattern in np.unique(seen, axis=0):
        who, at = (seen == pattern).all(axis=1), np.flatnonzero(pattern)
        mine, there = x[who], y[np.ix_(who, at)]
        places = (at[:, None] * q + np.arange(q)).ravel()
        products.append((at, places, mine.T @ mine, there.T @ mine, there.T @ there, who.sum()))

    def fit(root: Any) -> tuple[float, Any]:
        factor = np.zeros((v, v))
        factor[lower] = root
        whole = factor @ factor.T
        information, weighed, deviance = np.zeros((v * q, v * q)), np.zeros(v * q), 0.0
        for at, places, xx, yx, yy, n in products:
            inverse = np.linalg.inv(whole[np.ix_(at, at)])
            information[np.ix_(places, places)] += np.kron(inverse, xx)
            weighed[places] += (inverse @ yx).ravel()
            deviance += (inverse * yy).sum() - n * np.linalg.slogdet(inverse)[1]
        beta = np.linalg.solve(information, weighed)
        return float(deviance - weighed @ beta + np.linalg.slogdet(information)[1]), beta

    search: Any = minimize
    found = search(lambda root: fit(root)[0], np.eye(v)[lower], method="BFGS", tol=1e-6)
    made: np.ndarray = fit(found.x)[1].reshape(v, q) * unit
    return made


def course_numbers(
    rows: list[Row], data: Any, treated: pd.Series, settings: Settings
) -> KeyedNumbers:
    """The difference at each visit by one model of all of them."""
    table, chosen = data.cohort.table, list(settings.covariates)
    of = [r for r in rows if r.method == "mmrm" and r.estimate is not None]
    for measure in dict.fromkeys(row.variable for row in of if "cov_cs" not in (row.note or "")):
        pre, mine = f"{measure}_pre", [row for row in of if row.variable == measure]
        scores = table[[f"{measure}_{row.visit}" for row in mine]].astype(float)
        others = [name for name in chosen if name != pre]
        filled = imputed(table, others, settings.randomised)
        cases = given(filled, scores.mean(axis=1), treated, [pre, *others])
        if cases is None:
            continue
        design = cases[1].assign(one=1.0)
        differences = mixed_model(scores.loc[design.index], design)[:, 0]
        for row, value in zip(mine, differences, strict=True):
            yield tuple(getattr(row, name) for name in KEYS), {"estimate": float(value)}


def group_numbers(
    rows: list[Row], data: Any, treated: pd.Series, settings: Settings
) -> KeyedNumbers:
    """Interactions of a score with subgroups by least squares; rates within centres."""
    table = data.cohort.table
    for row in rows:
        key = tuple(getattr(row, name) for name in KEYS)
        if row.method == "cmh" and row.p is not None:
            effective = pd.Series(data.grades.effective, index=table.index)
            frame = pd.DataFrame({"x": effective, "a": treated, "g": table[row.versus]}).dropna()
            of = frame.groupby("g", observed=True)
            n, m, n1 = of["x"].count(), of["x"].sum(), of["a"].sum()
            apart = (frame["x"] * frame["a"]).sum() - (n1 * m / n).sum()
            weight = (n1 * (n - n1) * m * (n - m) / (n * n * (n - 1).clip(lower=1))).sum()
            chi2 = apart * apart / weight
            yield key, {"statistic": chi2, "p": stats.chi2.sf(chi2, 1)}
        of_means = row.method == "interaction" and "df2:" in (row.note or "")
        if not of_means or settings.covariates or f"{row.variable}_pre" not in table:
            continue
        names = list(dict.fromkeys((f"{row.variable}_pre", str(row.versus))))
        post = table[f"{row.variable}_{row.visit}"]
        known = post.notna() & table[names].notna().all(axis=1)
        arm = pd.DataFrame({"one": 1.0, "arm": treated.astype(float)})
        small = arm.join(columns_of(table, names, known))[known].astype(float)
        by = columns_of(table, names[-1:], known)[known].mul(small["arm"], axis=0)
        whole = np.column_stack([small, by.astype(float)])
        if np.linalg.matrix_rank(whole) == whole.shape[1]:  # no empty cell
            fits = [OLS(post[known].to_numpy(float), X).fit() for X in (whole, small.to_numpy())]
            f, p, df = fits[0].compare_f_test(fits[1])
            yield key, {"statistic": f, "df": df, "p": p}


def recompute(rows: list[Row], data: Any, settings: Settings) -> Iterator[tuple[Row, Numbers]]:
    """Headline rows with the same number made without `aci_core.stats`."""
    treated = data.cohort.table["arm"] == data.cohort.treatment
    by_key = {tuple(getattr(row, key) for key in KEYS): row for row in rows}
    # A model that has no solution is not searched for one.
    solved = {key for key, row in by_key.items() if row.estimate is not None}
    second = chain(
        flag_numbers(data, treated, settings),
        measure_numbers(data, treated, settings),
        ordinal_numbers(data, treated, settings, solved),
        response_given(data, treated, settings, solved),
        course_numbers(rows, data, treated, settings),
        group_numbers(rows, data, treated, settings),
    )
    for key, numbers in second:
        row = by_key.get(key)
        # A model without what does not vary in it has other terms than this one.
        if row is not None and numbers is not None and "covariates_" not in (row.note or ""):
            yield row, numbers
