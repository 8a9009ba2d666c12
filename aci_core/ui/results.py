"""Results of this session, made once: the newest few, by cohort, question and settings."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from aci_core.errors import AciError
from aci_core.settings import Settings
from aci_core.ui import opened, session, view

if TYPE_CHECKING:
    from aci_core.cohort import Cohort
    from aci_core.selection import Selected, Widening
    from aci_core.share import Results as Shared

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
    """The patients that the page is about: the session's cohort, filtered.

    Raises
    ------
    AciError
        ``no_cohort``; the frame shows the way to one.
    """
    found = session.cohort()
    if stored() is not None and found is not None:  # of the patients of then
        return found
    return selected().cohort


def stored() -> Mapping[str, Any] | None:
    """The results of a share that has no patients; None where there are patients."""
    found = alone()
    return None if found is None else found.results


def alone() -> Shared | None:
    """What a share of results alone holds; None where there are patients."""
    found = opened.now()
    if found is None or found.entry.kind != "results":
        return None
    return cast("Shared", found.content)  # not by its class: that would bring the database


def selected() -> Selected:
    """The patients that the visitor's filters leave, and what each filter took."""
    found = session.cohort()
    if found is None:
        raise AciError("no_cohort")
    chosen = view.analysed()
    if stored() is not None:
        raise AciError("share_results_only")

    def make() -> Any:
        from aci_core.selection import select

        return select(found, chosen.filters, chosen.rule)

    answer: Selected = once((found.digest, "selected", chosen.filters, chosen.rule), make)
    return answer


def left() -> Mapping[str, int] | None:
    """Who of each arm the filters leave; None without filters, and where none can be asked."""
    if not view.filters() or session.cohort() is None:
        return None
    try:
        return selected().cohort.n_by_arm
    except AciError:  # nobody left, an unknown column: the page says so itself
        return None


def grade_names() -> tuple[str, ...]:
    """Grades of the rule in use, best first; of the whole cohort, whatever is filtered."""
    found = session.cohort()
    if found is None:
        return ()
    rule = view.analysed().rule

    def make() -> tuple[str, ...]:
        from aci_core.efficacy import grade

        grades = grade(found, rule)
        return grades.scale.best_first if grades is not None else ()

    names: tuple[str, ...] = once((found.digest, "grade names", rule), make)
    return names


def widenings() -> tuple[Widening, ...]:
    """Each filter: who is left by it alone, and who without it."""
    found, chosen = session.cohort(), view.analysed()
    if found is None:
        return ()

    def make() -> Any:
        from aci_core.selection import widenings

        return widenings(found, chosen.filters, chosen.rule)

    answer: tuple[Widening, ...] = once(
        (found.digest, "widened", chosen.filters, chosen.rule), make
    )
    return answer


def large(patients: Cohort) -> bool:
    """Whether methods that sort every difference come after the page."""
    return patients.n > LARGE


def data(settings: Settings | None = None) -> Any:
    """The session's patients, graded and ready for every analysis."""
    if stored() is not None:
        raise AciError("share_results_only")
    chosen = settings or view.analysed()
    patients = cohort()

    def make() -> Any:
        from aci_core import analyses  # not before a page needs numbers

        # Filtered already.
        return analyses.prepare(patients, replace(chosen, filters=()))

    return once((patients.digest, "data", chosen), make)


def result(name: str, *, settings: Settings | None = None, slow: bool = True) -> Any:
    """The Result of one question.

    Parameters
    ----------
    name : str
        A function of ``aci_core.analyses``: ``"response"``.
    settings : Settings, optional
        The visitor's own if left out.
    slow : bool
        False leaves out what takes long on a large cohort.
    """
    only = alone()
    if only is not None:
        kept = {**only.results, "missing": only.beside.holds}
        # Nothing is worked out anew, so no other settings can be asked for.
        if name not in kept or settings not in (None, view.settings(), view.analysed()):
            raise AciError("share_results_only")
        return kept[name]
    chosen = settings or view.analysed()
    found = _plain(name, chosen, slow)
    if name not in FAMILY:
        return found

    def adjust() -> Any:
        from aci_core.analyses.multiplicity import adjusted

        # None of the family's tests is a slow one: a large cohort is not made to wait for them.
        quick = not large(cohort())
        tests = adjusted([_plain(other, chosen, quick) for other in FAMILY], chosen)
        return found.with_rows(row for row in tests if row.analysis == name)

    return once((cohort().digest, name, "family", chosen, slow), adjust)


def _plain(name: str, chosen: Settings, slow: bool) -> Any:
    options = {"slow": slow} if name == "outcomes" else {}

    def make() -> Any:
        from aci_core import analyses

        return getattr(analyses, name)(data(chosen), chosen, **options)

    return once((cohort().digest, name, chosen, *options.values()), make)


def flow() -> Any:
    """The flow of the patients, with how many the visitor's filters leave out."""
    only = alone()
    if only is not None:
        return only.beside.flow
    every, chosen = session.cohort(), view.analysed()

    def make() -> Any:
        from aci_core import analyses

        return analyses.flow(data(chosen), chosen, before=every.n if every else None)

    return once((cohort().digest, "flow", chosen), make)


def doses() -> Any:
    """Doses planned and received, by the visitor's protocol."""
    only = alone()
    if only is not None:
        return only.beside.doses
    chosen = view.settings()

    def make() -> Any:
        from aci_core import analyses

        return analyses.doses(data(view.analysed()), chosen)

    return once((cohort().digest, "doses", chosen), make)


def mechanism() -> Any:
    """What the file measures of the proposed mechanism."""
    chosen, quick = view.analysed(), large(cohort())

    def make() -> Any:
        from aci_core import analyses

        return analyses.mechanism(result("outcomes", slow=not quick), result("factors"))

    return once((cohort().digest, "mechanism", chosen), make)


def influence(found: Any, factor: str, visit: str, arm: str | None) -> Any:
    """One factor's correlation with each patient left out."""

    def make() -> Any:
        from aci_core import analyses

        return analyses.influence(found, factor, visit, arm)

    return once((cohort().digest, "influence", view.analysed(), factor, visit, arm), make)


def matrix(visit: str, arm: str | None) -> Any:
    """Correlations of every pair of measures of a visit."""
    only = alone()
    if only is not None:
        return only.beside.matrix(visit, arm)
    chosen = view.analysed()

    def make() -> Any:
        from aci_core import analyses

        return analyses.matrix(data(chosen), chosen, visit, arm)

    return once((cohort().digest, "matrix", chosen, visit, arm), make)


def patient(number: int) -> Any:
    """One patient among those of the page."""
    chosen = view.analysed()

    def make() -> Any:
        from aci_core.analyses.patient import patient as one

        return one(cohort(), data(chosen).grades, number)

    return once((cohort().digest, "patient", chosen, number), make)


def all_results() -> tuple[Any, ...]:
    """Every result that the overview sums up."""
    return tuple(result(name, slow=not large(cohort())) for name in OVERVIEW)
