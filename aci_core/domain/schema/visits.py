"""Visits and their order in time."""

from __future__ import annotations

import re

PRE = "pre"
POST = "post"
_UNITS = {"d": 1, "w": 7, "m": 30, "y": 365}
_VISIT = re.compile(r"^([dwmy])(\d{1,4})$")


def is_visit(token: str) -> bool:
    """Whether a token is the name of a visit.

    Examples
    --------
    >>> [is_visit(t) for t in ("pre", "m3", "d14", "old")]
    [True, True, True, False]
    """
    return token in (PRE, POST) or _VISIT.match(token) is not None


def visit_order(visit: str) -> tuple[int, int, str]:
    """Sort key of visits: pre, post, then by day.

    Examples
    --------
    >>> sorted(["m6", "m3", "post", "w2", "pre"], key=visit_order)
    ['pre', 'post', 'w2', 'm3', 'm6']
    """
    if visit == PRE:
        return (0, 0, visit)
    if visit == POST:
        return (1, 0, visit)
    match = _VISIT.match(visit)
    days = _UNITS[match[1]] * int(match[2]) if match else 0
    return (2, days, visit)


def day_of(visit: str) -> float | None:
    """The day of a visit, a month as 30 and a year as 365; None for pre and post.

    Examples
    --------
    >>> day_of("w2"), day_of("post")
    (14.0, None)
    """
    match = _VISIT.match(visit)
    return float(_UNITS[match[1]] * int(match[2])) if match else None
