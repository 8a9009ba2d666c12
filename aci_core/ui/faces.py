"""Faces of a Result for a page: tables, figures and words, imported when first drawn."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from importlib import import_module
from typing import Any

import streamlit as st

from aci_core.i18n import labels
from aci_core.schema.visits import POST, PRE
from aci_core.summaries import GRADE
from aci_core.ui import view

_DRAWN = "_drawn"
_MOST_DRAWN = 24  # of the largest cohorts a figure is up to a megabyte


def table(name: str, *args: Any, **options: Any) -> Any:
    """A Table: ``table("response.grades", result)``.

    Parameters
    ----------
    name : str
        Module and function under ``aci_core.tables``; called with the page's translator last.
    """
    return _call("tables", name, *args, **options)


def later(name: str, *args: Any) -> Callable[[], Any]:
    """A table made when it is asked for, in the language of now."""
    t = view.words()
    return lambda: _function("tables", name)(*args, t)


def text(name: str, *args: Any) -> str:
    """A piece of a table in words: ``text("fixes.words", step)``."""
    return str(_call("tables", name, *args))


def figure(name: str, *args: Any, **options: Any) -> Any:
    """A Drawing: ``figure("response.grades", result)``.

    The newest are kept with what they were made of: a figure is a pure function of it, and on
    most runs of a page most figures are those of the run before.
    """
    kept: OrderedDict[tuple[object, ...], tuple[tuple[Any, ...], Any]]
    kept = st.session_state.setdefault(_DRAWN, OrderedDict())
    # A Result by which one it is: equal ones would have to be compared value by value.
    of = tuple(a if isinstance(a, str | int | float | None) else id(a) for a in args)
    key = (name, view.lang(), *of, *sorted(options.items()))
    if key not in kept:
        # Kept beside the drawing, its arguments live, and their identity is nobody else's.
        kept[key] = (args, _call("figures", name, *args, **options))
        while len(kept) > _MOST_DRAWN:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return kept[key][1]


def grades(result: Any) -> Any:
    """The grades of each arm; where these are withheld, the total effective rates."""
    told = any(row.estimate is not None for row in result.where("count", variable=GRADE))
    return figure("grades.grades" if told else "rates.effective", result)


def sentence(name: str, *args: Any, **options: Any) -> str:
    """A sentence in Markdown: ``sentence("response.finding", result)``."""
    return str(_call("words", name, *args, **options))


def sentences(name: str, *args: Any, **options: Any) -> tuple[str, ...]:
    """Several findings in Markdown: ``sentences("safety.findings", result)``."""
    return tuple(_call("words", name, *args, **options))


def paragraphs(name: str, **options: Any) -> tuple[str, ...]:
    """The "why these methods" notes of a page."""
    from aci_core.words import why

    return why.notes(name, view.words(), **options)


def measure(name: str) -> str:
    """A measure by its name."""
    return labels.measure(view.words(), name)


def outcome_visits(result: Any) -> tuple[str, ...]:
    """Visits after treatment, in the order of time."""
    from aci_core.tables.outcomes import visits

    return tuple(visit for visit in visits(result) if visit != PRE)


def main_visit(result: Any) -> str | None:
    """The visit that speaks for the study: the primary one."""
    from aci_core.tables.outcomes import chosen_visit

    return chosen_visit(result, None)


def measured_at(result: Any, visit: str) -> tuple[str, ...]:
    """Measures with a value at a visit; all where none has."""
    found = tuple(
        name
        for name in result.variables
        if any(result.mean(name, visit, arm) is not None for arm in result.arms)
    )
    return found or tuple(result.variables)


def has_course(result: Any, name: str) -> bool:
    """Whether a measure has more visits than before and after."""
    from aci_core.tables.outcomes import visits

    return len(visits(result, name)) > len((PRE, POST))


def safety_tables(result: Any) -> tuple[str, ...]:
    """Tables of the harms; events per injection only where doses are known."""
    always = ("events", "upper_bounds", "fate", "followup")
    return (*always, "injections") if dosed(result) else always


def dosed(result: Any) -> bool:
    """Whether events are told per injection."""
    return any(row.level == "per_injection" for row in result.rows)


def factor_visits(result: Any) -> tuple[str, ...]:
    """Visits with a correlation, before treatment first."""
    from aci_core.tables.factors import visits

    return visits(result)


def factors_at(result: Any, visit: str) -> tuple[str, ...]:
    """Factors measured at a visit, the paper's first."""
    return tuple(dict.fromkeys(row.variable for row in result.where("pearson", visit=visit)))


def _call(package: str, name: str, *args: Any, **options: Any) -> Any:
    return _function(package, name)(*args, view.words(), **options)


def _function(package: str, name: str) -> Any:
    module, _, function = name.rpartition(".")
    # Plotly and the like cost a fresh server most of a second: not on a page without figures.
    home = import_module(f"aci_core.{package}.{module}" if module else f"aci_core.{package}")
    return getattr(home, function)
