"""Results of this session, made once: the newest few, by cohort, question and settings."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from aci_core.errors import AciError
from aci_core.settings import Settings
from aci_core.ui import session, view

if TYPE_CHECKING:
    from aci_core.cohort import Cohort

_KEY = "_results"
LARGE = 20_000  # patients from which the slow methods take over a second
FAMILY = ("outcomes", "response")  # whose tests share one error rate
OVERVIEW = ("response", "outcomes", "safety")
MAX_RESULTS = 48


def once(key: tuple[object, ...], make: Callable[[], Any]) -> Any:
    """What `make` returns, made only if this session has not kept it under that key.

    In the session and not in a global cache: patients' rows are nobody else's.

    Parameters
    ----------
    key : tuple
        Hashable; starts with the cohort's digest.
    make : callable
    """
    kept: OrderedDict[tuple[object, ...], Any] = st.session_state.setdefault(_KEY, OrderedDict())
    if key not in kept:
        kept[key] = make()
        while len(kept) > MAX_RESULTS:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return kept[key]


def cohort() -> Cohort:
    """The session's cohort.

    Raises
    ------
    AciError
        ``no_cohort``; the frame shows the way to one.
    """
    found = session.cohort()
    if found is None:
        raise AciError("no_cohort")
    return found


def large(patients: Cohort) -> bool:
    """Whether methods that sort every difference come after the page."""
    return patients.n > LARGE


def data(settings: Settings | None = None) -> Any:
    """The session's patients, graded and ready for every analysis."""
    chosen = settings or view.settings()
    patients = cohort()

    def make() -> Any:
        from aci_core import analyses  # not before a page needs numbers

        return analyses.prepare(patients, chosen)

    return once((patients.digest, "data", chosen), make)


def result(name: str, *, settings: Settings | None = None, **params: Any) -> Any:
    """The Result of one question.

    Parameters
    ----------
    name : str
        A function of ``aci_core.analyses``: ``"response"``.
    settings : Settings, optional
        The visitor's own if left out.
    **params
        Further arguments of the function; hashable.
    """
    chosen = settings or view.settings()
    found = _plain(name, chosen, **params)
    if name not in FAMILY:
        return found
    key = (cohort().digest, name, "family", chosen, tuple(sorted(params.items())))

    def adjust() -> Any:
        from aci_core.analyses.multiplicity import adjusted

        others = [_plain(other, chosen, **_fast(other, params)) for other in FAMILY]
        return found.with_rows(r for r in adjusted(others, chosen) if r.analysis == name)

    return once(key, adjust)


def _fast(name: str, params: dict[str, Any]) -> dict[str, Any]:
    """The tests of the family are none of the slow ones."""
    return params if name == "outcomes" and params else {}


def _plain(name: str, chosen: Settings, **params: Any) -> Any:
    key = (cohort().digest, name, chosen, tuple(sorted(params.items())))

    def make() -> Any:
        from aci_core import analyses

        return getattr(analyses, name)(data(chosen), chosen, **params)

    return once(key, make)


def all_results() -> tuple[Any, ...]:
    """Every result that the overview sums up."""
    slow = {"slow": not large(cohort())}
    return tuple(result(name, **(slow if name == "outcomes" else {})) for name in OVERVIEW)
