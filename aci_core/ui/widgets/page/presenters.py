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
]

P = ParamSpec("P")
T = TypeVar("T")

_STORE = "_drawn"
_MOST_DRAWN = 24  # of the largest cohorts a figure is up to a megabyte


def drawing(make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Cache what a figure's function returns: ``drawing(figures.qq.normal, result, ..., t)``.

    The newest are kept with what they were made of: a figure is a pure function of it, and on
    most runs of a page most figures are those of the run before.
    """
    # A Result, or the language's translator, by which one it is: equal ones would have to be
    # compared value by value. Kept beside the drawing, each is live, and its identity its own.
    identities = (a if isinstance(a, str | int | float | None) else id(a) for a in args)
    key = (make, *identities, *sorted(kwargs.items()))
    return cached(key, lambda: (args, make(*args, **kwargs)), store=_STORE, most=_MOST_DRAWN)[1]
