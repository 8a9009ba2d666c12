"""Fisher's exact test of a 2 x 2 table, and that of Freeman and Halton of a 2 x k table.

Note codes: ``no_patients`` (an arm is empty), ``not_two_by_two``, ``no_events``,
``all_events``, ``constant`` (all patients in one column), ``unbounded_high`` (no upper
limit), ``monte_carlo`` with ``seed:<number>``.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from aci_core.domain.arrays import Floats
from aci_core.domain.notes import note
from aci_core.stats.counts import whole_array
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.freeman_halton import SEED, margin_p
from aci_core.stats.two_by_two import TIE, logs_from_ratios, occupied

# Beyond this many possible tables the odds ratio looks only where they have weight.
_WIDE = 20_000


def _hypergeometric(n_treatment: int, n_control: int, events: int, span: range, at: int) -> Floats:
    """Log probabilities of `span` events in the treatment arm, 0 at `at`.

    Ratios of neighbours, summed outwards: differences of log-factorials would leave few
    digits where the arms are large.
    """
    x = np.arange(span[0], span[-1], dtype=np.float64)
    up = (n_treatment - x) * (events - x)
    down = (x + 1.0) * (n_control - events + x + 1.0)
    return logs_from_ratios(np.log(up / down), at - span[0])


def fisher_p(a: int, n_treatment: int, n_control: int, events: int) -> float:
    """Fisher's two-sided *P* of `a` of the `events` in the treatment arm.

    Parameters
    ----------
    a, n_treatment, n_control, events : int
        Events with treatment, patients of each arm, events of both.

    Returns
    -------
    float

    Examples
    --------
    >>> round(fisher_p(67, 78, 78, 121), 6), fisher_p(0, 5, 5, 0)
    (0.020442, 1.0)
    """
    low, high = max(0, events - n_control), min(events, n_treatment)
    mode = (n_treatment + 1) * (events + 1) // (n_treatment + n_control + 2)
    mode = min(max(mode, low), high)
    logs = _hypergeometric(n_treatment, n_control, events, range(low, high + 1), mode)
    weights = np.exp(logs)
    extreme = weights[weights <= weights[a - low] * (1.0 + TIE)]
    return min(1.0, float(extreme.sum() / weights.sum()))


def _solve(f: Callable[[float], tuple[float, float]], x: float) -> float:
    """Root of an increasing function of which `f` gives value and slope, from `x`."""
    low, high = -math.inf, math.inf
    for _ in range(200):
        value, slope = f(x)
        if value < 0.0:
            low = x
        elif value > 0.0:
            high = x
        else:
            return x
        step = -value / slope if slope > 0.0 else math.copysign(1.0, -value)
        # The cap keeps a nearly flat stretch from throwing the next point away.
        after = x + max(-4.0, min(4.0, step))
        if abs(after - x) <= 1e-14 * (1.0 + abs(x)):
            return after
        if not low < after < high:
            after = 0.5 * (low + high)
        x = after
    return x


def _odds_ratio(
    a: int, n_treatment: int, n_control: int, events: int, tail: float
) -> tuple[float | None, float, float | None]:
    """Conditional maximum likelihood odds ratio and its exact limits; None is infinite."""
    low, high = max(0, events - n_control), min(events, n_treatment)
    b, c, d = n_treatment - a, events - a, n_control - events + a
    spread = 1.0 / (a + 0.5) + 1.0 / (b + 0.5) + 1.0 / (c + 0.5) + 1.0 / (d + 0.5)
    first, last = low, high
    if high - low > _WIDE:
        # At each of the three roots the distribution lies around `a`: 60 standard
        # deviations leave out less than one part in 1e300.
        window = 1000 + int(60.0 / math.sqrt(spread))
        first, last = max(low, a - window), min(high, a + window)
    logs = _hypergeometric(n_treatment, n_control, events, range(first, last + 1), a)
    steps = np.arange(first - a, last - a + 1, dtype=np.float64)
    at = a - first

    def mean(beta: float) -> tuple[float, float]:
        tilted = logs + beta * steps
        weights = np.exp(tilted - tilted.max())
        weights /= weights.sum()
        mu = float(weights @ steps)
        return mu, float(weights @ np.square(steps - mu))

    def lower(beta: float) -> tuple[float, float]:
        return excess(beta, slice(at, None), 1.0)

    def upper(beta: float) -> tuple[float, float]:
        return excess(beta, slice(0, at + 1), -1.0)

    def excess(beta: float, part: slice, sign: float) -> tuple[float, float]:
        # ln P(tail) - ln(tail wanted): concave in beta, so that Newton cannot cycle.
        tilted = logs + beta * steps
        weights = np.exp(tilted - tilted.max())
        total, mu = float(weights.sum()), float(weights @ steps) / float(weights.sum())
        here = weights[part]
        tail_weight = float(here.sum())
        if tail_weight == 0.0:
            return -sign * math.inf, 0.0
        slope = float(here @ steps[part]) / tail_weight - mu
        return sign * (math.log(tail_weight / total) - math.log(tail)), sign * slope

    start = math.log((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5)))
    reach = 2.0 * math.sqrt(spread)
    value: float | None
    if a == low:
        value = 0.0
    elif a == high:
        value = None
    else:
        value = math.exp(_solve(mean, start))
    at_low = 0.0 if a == low else math.exp(_solve(lower, start - reach))
    at_high = None if a == high else math.exp(_solve(upper, start + reach))
    return value, at_low, at_high


def fisher_2x2(table: npt.ArrayLike, conf_level: float = 0.95) -> Estimate:
    r"""Fisher's exact test and the conditional odds ratio with its exact interval.

    Parameters
    ----------
    table : array_like of int, shape (2, 2)
        Patients with the event and without, treatment first.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        Odds ratio, its equal-tailed interval and two-sided P. With no event at all, or all
        events, P is 1 and there is no odds ratio.

    Notes
    -----
    Given the margins, the events of the treatment arm have the noncentral hypergeometric
    distribution. The estimate is the odds ratio whose mean is the observed count; each
    limit puts :math:`\alpha/2` on that count and beyond. P sums the central probabilities
    up to the observed one times 1 + 1e-7.

    References
    ----------
    .. [1] Fisher RA. The logic of inductive inference. Journal of the Royal Statistical
       Society 1935;98:39-82.
    .. [2] Cornfield J. A statistical problem arising from retrospective studies.
       Proceedings of the Third Berkeley Symposium 1956;4:135-148.

    Examples
    --------
    >>> e = fisher_2x2([[67, 11], [54, 24]])
    >>> round(e.value, 6), round(e.low, 6), round(e.high, 6), round(e.p, 6)
    (2.689825, 1.147158, 6.660789, 0.020442)
    """
    cells = whole_array(table)
    if cells.shape != (2, 2):
        return not_computed("not_two_by_two")
    (a, b), (c, d) = cells.tolist()
    if not a + b or not c + d:
        return not_computed("no_patients")
    if not a + c:
        return Estimate(p=1.0, notes=(note("no_events"),))
    if not b + d:
        return Estimate(p=1.0, notes=(note("all_events"),))
    value, low, high = _odds_ratio(a, a + b, c + d, a + c, 0.5 * (1.0 - conf_level))
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=conf_level,
        p=fisher_p(a, a + b, c + d, a + c),
        notes=() if high is not None else (note("unbounded_high"),),
    )


def fisher_2xk(table: npt.ArrayLike, seed: int = SEED) -> Estimate:
    r"""The exact test of Freeman and Halton.

    Exact where half of the columns has at most 5e6 combinations, or the margins admit at
    most 1e8 tables; beyond that from 1e6 seeded random tables (notes ``monte_carlo`` and
    ``seed:<number>``).

    Parameters
    ----------
    table : array_like of int, shape (2, k)
        Patients, treatment first. A column empty in both arms changes nothing.
    seed : int
        For the random tables.

    Returns
    -------
    Estimate
        P alone: the probabilities, given the margins, of the tables no more probable than
        the observed one times 1 + 1e-7.

    Notes
    -----
    .. math:: P = \sum_{p(X) \le p(x)(1 + 10^{-7})} p(X), \quad
              p(X) = \prod_j \binom{n_j}{X_j} \Big/ \binom{N}{n_T}

    References
    ----------
    .. [1] Freeman GH, Halton JH. Note on an exact treatment of contingency, goodness of
       fit and other problems of significance. Biometrika 1951;38:141-149.

    Examples
    --------
    >>> round(fisher_2xk([[20, 25, 22, 11], [10, 20, 24, 24]]).p, 8)
    0.03193837
    """
    treatment, control = occupied(table)
    n_treatment, n_control = sum(treatment), sum(control)
    if not n_treatment or not n_control:
        return not_computed("no_patients")
    if len(treatment) == 1:
        return Estimate(p=1.0, notes=(note("constant"),))
    columns = [a + b for a, b in zip(treatment, control, strict=True)]
    if len(columns) == 2:
        return Estimate(p=fisher_p(treatment[0], n_treatment, n_control, columns[0]))
    # The test is the same for either arm; the smaller one has the shorter lists.
    row, cells = (n_treatment, treatment) if n_treatment <= n_control else (n_control, control)
    p, exact = margin_p(columns, row, cells, seed)
    return Estimate(p=p, notes=() if exact else (note("monte_carlo"), note("seed", seed)))
