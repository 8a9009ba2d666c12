"""Where the random cohorts come from, and the truth of each: by formula or summed exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from aci_core.domain.arrays import Floats, Mask

Generator = np.random.Generator

# NIHSS before treatment is 4 + Binomial(20, 0.4). After it a share of the patients is at 0,
# the others at Binomial(score before, q): floor, ties and spreads that differ.
_PRE = 4 + np.arange(21)
_PRE_SHARE = stats.binom.pmf(np.arange(21), 20, 0.4)
_AT_ZERO, _Q = (0.25, 0.10), (0.4, 0.5)
_VEGF = (260.0, 200.0)  # geometric means
_SKEW = 0.8  # standard deviation of the logarithm
_TRIAL = np.array([20, 25, 22, 11]) / 78, np.array([10, 20, 24, 24]) / 78
_FAR = np.array([0.55, 0.3, 0.1, 0.05]), np.array([0.05, 0.1, 0.25, 0.6])


def nihss(rng: Generator, n: int, arm: int) -> tuple[Floats, Floats]:
    """Scores before and after, n patients of an arm (0 the treatment)."""
    pre = 4 + rng.binomial(20, 0.4, n)
    post = rng.binomial(pre, _Q[arm])
    post[rng.random(n) < _AT_ZERO[arm]] = 0
    return pre.astype(np.float64), post.astype(np.float64)


def nihss_share(arm: int) -> Floats:
    """Exact probabilities of the scores 0 to 24 after treatment."""
    score = np.arange(25)
    given = stats.binom.pmf(score, _PRE[:, None], _Q[arm])
    share: Floats = (1.0 - _AT_ZERO[arm]) * (_PRE_SHARE @ given)
    share[0] += _AT_ZERO[arm]
    return share


def _superiority(t: Floats, c: Floats) -> float:
    """P(T > C) + P(T = C)/2 of two distributions over the same ascending values."""
    return float(t @ (np.cumsum(c) - 0.5 * c))


def _median_difference(t: Floats, c: Floats) -> float:
    share = np.convolve(t, c[::-1])
    return float(np.searchsorted(np.cumsum(share), 0.5) - (len(c) - 1))


@dataclass(frozen=True)
class TwoArms:
    """Random values of two arms.

    Parameters
    ----------
    draw : callable
        Of a generator and n: values of treatment and of control.
    truth : dict of str to float
        By method.
    """

    draw: Callable[[Generator, int], tuple[Floats, Floats]]
    truth: Mapping[str, float]


def _odds(theta: float) -> float:
    return theta / (1.0 - theta)


def _grades(t: Floats, c: Floats) -> TwoArms:
    """Grades, best first in `t` and `c`, as ranks from worst to best."""

    def draw(rng: Generator, n: int) -> tuple[Floats, Floats]:
        made = (rng.choice(4, n, p=share[::-1]).astype(np.float64) for share in (t, c))
        return next(made), next(made)

    return TwoArms(draw, {"win_odds": _odds(_superiority(t[::-1], c[::-1]))})


def _normal(sd: tuple[float, float], shift: float, part: float = 1.0) -> TwoArms:
    """Normal values; the control arm has a `part` of the n patients."""

    def draw(rng: Generator, n: int) -> tuple[Floats, Floats]:
        return rng.normal(shift, sd[0], n), rng.normal(0.0, sd[1], int(n * part))

    theta = stats.norm.cdf(shift / math.hypot(*sd))
    truth = dict.fromkeys(("welch_t", "student_t", "hodges_lehmann"), shift)
    return TwoArms(draw, {**truth, "win_odds": _odds(float(theta))})


def _nihss() -> TwoArms:
    def draw(rng: Generator, n: int) -> tuple[Floats, Floats]:
        return nihss(rng, n, 0)[1], nihss(rng, n, 1)[1]

    t, c = nihss_share(0), nihss_share(1)
    mean = float(np.arange(25) @ (t - c))
    return TwoArms(
        draw,
        {
            "welch_t": mean,
            "student_t": mean,
            "hodges_lehmann": _median_difference(t, c),
            # Of the raw score: what is better does not matter for the coverage.
            "win_odds": _odds(_superiority(t, c)),
        },
    )


def _shifted() -> TwoArms:
    """The control arm's scores, two points lower with treatment: a true shift with ties."""

    def draw(rng: Generator, n: int) -> tuple[Floats, Floats]:
        return nihss(rng, n, 1)[1] - 2.0, nihss(rng, n, 1)[1]

    return TwoArms(draw, {"hodges_lehmann": -2.0})


def _skewed() -> TwoArms:
    def draw(rng: Generator, n: int) -> tuple[Floats, Floats]:
        made = (np.exp(rng.normal(math.log(g), _SKEW, n)) for g in _VEGF)
        return next(made), next(made)

    mean = (_VEGF[0] - _VEGF[1]) * math.exp(_SKEW**2 / 2)
    theta = stats.norm.cdf(math.log(_VEGF[0] / _VEGF[1]) / (_SKEW * math.sqrt(2)))
    truth = {"welch_t": mean, "student_t": mean, "win_odds": _odds(float(theta))}
    return TwoArms(draw, truth)


TWO_ARMS: Mapping[str, TwoArms] = {
    "normal": _normal((3.1, 3.5), -2.2),
    "unequal": _normal((1.0, 3.0), -1.0, 0.5),
    "nihss": _nihss(),
    "shifted": _shifted(),
    "skewed": _skewed(),
    "grades": _grades(*_TRIAL),
    "grades_null": _grades(_TRIAL[1], _TRIAL[1]),
    "grades_far": _grades(*_FAR),
}


@dataclass(frozen=True)
class PrePost:
    """Random scores before and after of two arms.

    Parameters
    ----------
    draw : callable
        Of a generator and n: pre and post of treatment, pre and post of control.
    truth : float
        The difference of the means after treatment: patients are randomised, so that the
        adjusted difference has the same expectation.
    """

    draw: Callable[[Generator, int], tuple[Floats, Floats, Floats, Floats]]
    truth: float


def _linear(sd: tuple[float, float], part: float = 1.0, rising: float = 0.0) -> PrePost:
    """post = 2 + 0.6 pre - 2 with treatment, and noise; it may grow with a skewed pre."""

    def draw(rng: Generator, n: int) -> tuple[Floats, Floats, Floats, Floats]:
        made: list[Floats] = []
        for size, shift, spread in ((n, -2.0, sd[0]), (int(n * part), 0.0, sd[1])):
            pre = rng.gamma(4.0, 3.0, size) if rising else rng.normal(12.0, 4.0, size)
            noise = rng.normal(0.0, 1.0, size) * (spread + rising * pre)
            made += [pre, 2.0 + 0.6 * pre + shift + noise]
        return made[0], made[1], made[2], made[3]

    return PrePost(draw, -2.0)


def _nihss_pre_post() -> PrePost:
    def draw(rng: Generator, n: int) -> tuple[Floats, Floats, Floats, Floats]:
        return *nihss(rng, n, 0), *nihss(rng, n, 1)

    return PrePost(draw, float(np.arange(25) @ (nihss_share(0) - nihss_share(1))))


PRE_POST: Mapping[str, PrePost] = {
    "normal": _linear((3.0, 3.0)),
    "unequal": _linear((1.5, 4.5), 0.5),
    "rising": _linear((0.0, 0.0), rising=0.3),
    "nihss": _nihss_pre_post(),
}


@dataclass(frozen=True)
class Events:
    """Random events of two arms with a covariate, or in centres.

    Parameters
    ----------
    draw : callable
        Of a generator and n an arm: event, arm, and covariate or centre (0, 1, ...).
    truth : dict of str to float
        By method.
    """

    draw: Callable[[Generator, int], tuple[Floats, Floats, Floats]]
    truth: Mapping[str, float]


def _given_covariate(risk: Callable[[Floats, float], Floats]) -> Events:
    """Events by a risk of a standard normal covariate and the arm; truth by quadrature."""

    def draw(rng: Generator, n: int) -> tuple[Floats, Floats, Floats]:
        x, arm = rng.normal(size=2 * n), np.repeat([1.0, 0.0], n)
        p = np.where(arm == 1.0, risk(x, 1.0), risk(x, 0.0))
        return (rng.random(2 * n) < p).astype(np.float64), arm, x

    x = np.linspace(-9.0, 9.0, 20_001)
    weight = stats.norm.pdf(x) / stats.norm.pdf(x).sum()
    difference = float(weight @ (risk(x, 1.0) - risk(x, 0.0)))
    return Events(draw, {"adjusted_risk_difference": difference})


def _logit(at: float, effect: float, slope: float) -> Events:
    """A logistic risk."""

    def risk(x: Floats, arm: float) -> Floats:
        made: Floats = special.expit(at + effect * arm + slope * x)
        return made

    return _given_covariate(risk)


def _centres(method: str) -> Events:
    """Twelve centres whose rates differ; one difference, or one odds ratio, in all of them."""
    rates = np.linspace(0.25, 0.7, 12)
    odds, points = 2.0, 0.15
    ratio = method == "mantel_haenszel_or"
    raised = special.expit(special.logit(rates) + math.log(odds)) if ratio else rates + points

    def draw(rng: Generator, n: int) -> tuple[Floats, Floats, Floats]:
        centre, arm = rng.integers(0, len(rates), 2 * n), np.repeat([1.0, 0.0], n)
        p = np.where(arm == 1.0, raised[centre], rates[centre])
        return (rng.random(2 * n) < p).astype(np.float64), arm, centre.astype(np.float64)

    return Events(draw, {method: odds if ratio else points})


EVENTS: Mapping[str, Events] = {
    "logistic": _logit(-0.3, 0.7, 0.8),
    "centres": _centres("mantel_haenszel_rd"),
    "centres_odds": _centres("mantel_haenszel_or"),
}


@dataclass(frozen=True)
class Visits:
    """Random scores before treatment and at several visits after it.

    Parameters
    ----------
    draw : callable
        Of a generator and n an arm: scores (NaN missing), arms, scores before treatment.
    truth : float
        The difference at the last visit if nobody had left.
    """

    draw: Callable[[Generator, int], tuple[Floats, Mask, Floats]]
    truth: float


_EFFECTS = np.array([-1.0, -1.5, -2.0])  # at each visit
_SPREADS = np.array([2.5, 3.0, 3.5])
_SLOPE = 0.3  # of the log-odds of leaving, a point of the last score


def _dropout(leaving: float, part: float = 1.0, wider: float = 1.0) -> Visits:
    """Three visits that patients leave: missing at random given the scores seen.

    The control arm has a `part` of the n patients and spreads `wider`; `leaving` is the log-odds
    of leaving before the next visit after a score of 8.
    """
    correlations = 0.7 ** np.abs(np.subtract.outer(range(3), range(3)))
    root = np.linalg.cholesky(correlations)

    def draw(rng: Generator, n: int) -> tuple[Floats, Mask, Floats]:
        treated = np.arange(n + int(n * part)) < n
        pre = rng.normal(12.0, 4.0, len(treated))
        noise = rng.normal(size=(len(treated), 3)) @ root.T * _SPREADS
        noise[~treated] *= wider
        scores = 2.0 + 0.5 * pre[:, None] + treated[:, None] * _EFFECTS + noise
        gone = np.zeros(len(treated), dtype=bool)
        for visit in (1, 2):
            risk = special.expit(leaving + _SLOPE * (scores[:, visit - 1] - 8.0))
            gone |= rng.random(len(treated)) < risk
            scores[gone, visit:] = np.nan
        return scores, treated, pre

    return Visits(draw, float(_EFFECTS[-1]))


VISITS: Mapping[str, Visits] = {
    "dropout": _dropout(-1.5),
    "dropout_unequal": _dropout(-4.0, 0.5, 3.0),
}


@dataclass(frozen=True)
class MissingScores:
    """Random scores before and after of two arms, about a quarter of those after missing.

    Parameters
    ----------
    draw : callable
        Of a generator and n an arm: scores after (NaN missing), arms, scores before treatment.
    truth : float
        The difference if no score were missing.
    delta : float
        By how much the missing scores of treatment are worse than those seen let expect.
    """

    draw: Callable[[Generator, int], tuple[Floats, Mask, Floats]]
    truth: float
    delta: float


_LOST_AT, _LOST_SLOPE, _LOST_ARM = -1.3, 0.1, 0.3  # log-odds of a missing score: at 12 before, ...


def _lost(pre: Floats, arm: float) -> Floats:
    """Probability that the score is missing, given the score before treatment and the arm."""
    made: Floats = special.expit(_LOST_AT + _LOST_SLOPE * (pre - 12.0) + _LOST_ARM * arm)
    return made


def _missing(delta: float) -> MissingScores:
    """post = 2 + 0.6 pre - 2 with treatment, and noise; missing at random but for `delta`."""

    def draw(rng: Generator, n: int) -> tuple[Floats, Mask, Floats]:
        treated = np.arange(2 * n) < n
        pre = rng.normal(12.0, 4.0, 2 * n)
        post = 2.0 + 0.6 * pre - 2.0 * treated + rng.normal(0.0, 3.0, 2 * n)
        lost = rng.random(2 * n) < _lost(pre, treated.astype(np.float64))
        return np.where(lost, np.nan, post), treated, pre

    # What is missing is never seen: its delta moves the truth alone, by the share that it is of T.
    x = np.linspace(-24.0, 48.0, 20_001)
    weight = stats.norm.pdf(x, 12.0, 4.0) / stats.norm.pdf(x, 12.0, 4.0).sum()
    return MissingScores(draw, -2.0 + delta * float(weight @ _lost(x, 1.0)), delta)


MISSING: Mapping[str, MissingScores] = {
    "missing": _missing(0.0),
    "missing_worse": _missing(2.0),
}


@dataclass(frozen=True)
class Pairs:
    """Random pairs of one group.

    Parameters
    ----------
    draw : callable
        Of a generator and n: x and y.
    truth : dict of str to float
        By method.
    """

    draw: Callable[[Generator, int], tuple[Floats, Floats]]
    truth: Mapping[str, float]


def _bivariate(rho: float) -> Pairs:
    def draw(rng: Generator, n: int) -> tuple[Floats, Floats]:
        x, e = rng.normal(size=n), rng.normal(size=n)
        return x, rho * x + math.sqrt(1.0 - rho * rho) * e

    # Pearson's formula for the rank correlation of a bivariate normal.
    return Pairs(draw, {"pearson": rho, "spearman": 6.0 / math.pi * math.asin(rho / 2.0)})


def _skewed_pairs(rho: float) -> Pairs:
    plain = _bivariate(rho)

    def draw(rng: Generator, n: int) -> tuple[Floats, Floats]:
        x, y = plain.draw(rng, n)
        return np.exp(_SKEW * x), np.exp(_SKEW * y)

    # Of two log-normal variables.
    r = math.expm1(rho * _SKEW**2) / math.expm1(_SKEW**2)
    return Pairs(draw, {"pearson": r})


def _ordinal() -> Pairs:
    """Two scores of five levels, with a floor and many ties."""
    i, j = np.indices((5, 5))
    share = np.exp(-0.5 * (i - j) ** 2) * np.array([5.0, 2, 1, 1, 1])[:, None]
    share /= share.sum()

    def draw(rng: Generator, n: int) -> tuple[Floats, Floats]:
        at = rng.choice(25, n, p=share.ravel())
        return (at // 5).astype(np.float64), (at % 5).astype(np.float64)

    a, b = share.sum(axis=1), share.sum(axis=0)
    u, v = (np.cumsum(m) - 0.5 * m - 0.5 for m in (a, b))
    rho = float(u @ share @ v / math.sqrt((a @ u**2) * (b @ v**2)))
    return Pairs(draw, {"spearman": rho})


PAIRS: Mapping[str, Pairs] = {
    "rho_0": _bivariate(0.0),
    "rho_388": _bivariate(-0.388),
    "rho_800": _bivariate(-0.8),
    "skewed": _skewed_pairs(-0.388),
    "skewed_up": _skewed_pairs(0.7),
    "ordinal": _ordinal(),
}
