"""Presenters of a Result: tables, figures and sentences, as typed functions.

The three packages import a module when it is first used, so that a page of a fresh server waits
for what it draws and no more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from aci_core.presentation import comparisons, figures, lookup, sentences, tables
from aci_core.presentation.i18n import Translator, labels
from aci_core.ui.state.results import cached

__all__ = [
    "Translator",
    "comparisons",
    "drawing",
    "figures",
    "labels",
    "lookup",
    "sentences",
    "tables",
    "written",
]

P = ParamSpec("P")
T = TypeVar("T")

_MOST_DRAWN = 24  # of the largest cohorts a figure is up to a megabyte
_MOST_WRITTEN = 48  # tables, their HTML, findings


def drawing(make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Cache what a figure's function returns: ``drawing(figures.qq.normal, result, ..., t)``.

    The newest are kept with what they were made of: a figure is a pure function of it, and on
    most runs of a page most figures are those of the run before.
    """
    return _kept("_drawn", _MOST_DRAWN, make, *args, **kwargs)


def written(make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Cache, likewise, a table or a finding: ``written(tables.safety.events, result, t)``."""
    return _kept("_written", _MOST_WRITTEN, make, *args, **kwargs)


def _kept(store: str, most: int, make: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    # A Result, or the language's translator, by which one it is: equal ones would have to be
    # compared value by value. Kept beside what was made, each is live, and its identity its own.
    key = (make, *map(_identity, args), *sorted(kwargs.items()))
    return cached(key, lambda: (args, make(*args, **kwargs)), store=store, most=most)[1]


def _identity(of: object) -> object:
    if isinstance(of, tuple):  # several Results
        return tuple(map(_identity, of))
    return of if isinstance(of, str | int | float | None) else id(of)
