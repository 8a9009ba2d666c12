"""Fragility index: how many patients' outcomes hold a *P* of two rates on its side of alpha.

Note codes: ``no_patients`` (an arm is empty), ``not_turned`` (no number of patients turns it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from aci_core.domain.notes import note
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.fisher import fisher_p


def lower_is_treatment(
    events_treatment: int, n_treatment: int, events_control: int, n_control: int
) -> bool:
    """Whether the treatment arm has the lower rate; not where the rates are equal.

    Parameters
    ----------
    events_treatment, n_treatment, events_control, n_control : int
        Patients with the event and patients of each arm.

    Returns
    -------
    bool

    Examples
    --------
    >>> lower_is_treatment(67, 78, 54, 78), lower_is_treatment(1, 2, 2, 4)
    (False, False)
    """
    return events_treatment * n_control < events_control * n_treatment


def fragility_index(
    events_treatment: int,
    n_treatment: int,
    events_control: int,
    n_control: int,
    alpha: float = 0.05,
) -> Estimate:
    """The fewest patients of the arm with the lower rate whose other outcome turns Fisher's *P*.

    Parameters
    ----------
    events_treatment, n_treatment, events_control, n_control : int
        Patients with the event and patients of each arm.
    alpha : float

    Returns
    -------
    Estimate
        With P < alpha the fewest patients without the event who, had they had it, bring P to
        alpha or above. Else, negative, the fewest with the event who, had they not had it, bring
        P below alpha: the reverse index. P is that after the turn. Of equal rates the control
        arm is changed.

    Notes
    -----
    A statement about how many patients a *P* rests on, not about what is true: it grows with the
    trial, and a small one is no sign of error.

    References
    ----------
    .. [1] Walsh M, Srinathan SK, McAuley DF, et al. The statistical significance of randomized
       controlled trial results is frequently fragile: a case for a Fragility Index. Journal of
       Clinical Epidemiology 2014;67:622-628.

    Examples
    --------
    >>> e = fragility_index(67, 78, 54, 78)
    >>> e.value, round(e.p, 4)
    (3.0, 0.0733)
    >>> e = fragility_index(45, 78, 37, 78)
    >>> e.value, round(e.p, 4)
    (-6.0, 0.037)
    """
    if not n_treatment or not n_control:
        return not_computed("no_patients")
    four = (events_treatment, n_treatment, events_control, n_control)
    first = lower_is_treatment(*four)

    def p_with(turned: int) -> float:
        """*P* with so many events more in the arm with the lower rate."""
        events = events_treatment + events_control + turned
        at = events_treatment + (turned if first else 0)
        return fisher_p(at, n_treatment, n_control, events)

    (events, n), (x, m) = (four[:2], four[2:]) if first else (four[2:], four[:2])
    if p_with(0) >= alpha:
        steps = range(-1, -events - 1, -1)
        return next(_turned(steps, p_with, lambda p: p < alpha), _NEVER)
    until_equal = x * n // m - events
    steps = range(_far(until_equal, p_with, alpha) + 1, n - events + 1)
    return next(_turned(steps, p_with, lambda p: p >= alpha), _NEVER)


_NEVER = Estimate(notes=(note("not_turned"),))


def _turned(
    steps: range, p_with: Callable[[int], float], turns: Callable[[float], bool]
) -> Iterator[Estimate]:
    tried = ((k, p_with(k)) for k in steps)
    return (Estimate(value=float(k), p=p) for k, p in tried if turns(p))


def _far(until_equal: int, p_with: Callable[[int], float], alpha: float) -> int:
    """Events up to which *P* stays below alpha for certain, by halving: arms may be large.

    P is no more than three times its nearer tail, which rises with each event until the rates are
    equal: where P is below a hundredth of alpha it was below alpha all the way.
    """
    low, high = 0, until_equal
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if p_with(middle) < alpha / 100 else (low, middle)
    return low
