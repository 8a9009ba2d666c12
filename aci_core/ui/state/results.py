"""Results of this session, cached by cohort, analysis and settings."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings
from aci_core.ui.state.choices import view
from aci_core.ui.state.cohort import open_share
from aci_core.ui.state.session import session

if TYPE_CHECKING:
    from aci_core.analyses.centre_effects import CentreEffects as CentreEffects  # noqa: PLC0414 - for pages
    from aci_core.analyses.course import Course as Course  # noqa: PLC0414 - for pages
    from aci_core.analyses.factors import Factors as Factors  # noqa: PLC0414 - for pages
    from aci_core.analyses.outcomes import Outcomes as Outcomes  # noqa: PLC0414 - for pages
    from aci_core.analyses.response import Response as Response  # noqa: PLC0414 - for pages
    from aci_core.analyses.result import Result as Result  # noqa: PLC0414 - for pages
    from aci_core.analyses.sensitivity import Sensitivity as Sensitivity  # noqa: PLC0414 - for pages
    from aci_core.analyses.subgroups import Subgroups as Subgroups  # noqa: PLC0414 - for pages
    from aci_core.domain.cohort import Cohort
    from aci_core.selection import Selected
    from aci_core.sharing import Results as Shared
    from aci_core.summaries import PatientLevelData

T = TypeVar("T")
R = TypeVar("R", bound="Result")

_KEY = "_results"
FAMILY = ("outcomes", "response")  # whose tests share one error rate
LARGE = 20_000  # patients from which the slow methods take over a second
MAX_RESULTS = 48


def cached(
    key: tuple[object, ...], make: Callable[[], T], *, store: str = _KEY, most: int = MAX_RESULTS
) -> T:
    """Return what `make` returns, from the session's cache where it is there.

    In the session and not in a global cache: patients' rows are nobody else's.

    Parameters
    ----------
    key : tuple
        Hashable; names what is made, so that one key is of one type. Of a Result, it starts
        with the cohort's digest.
    make : callable
    store : str
        Key of the session under which the newest are kept.
    most : int
        How many are kept.
    """
    newest: OrderedDict[tuple[object, ...], T] = st.session_state.setdefault(store, OrderedDict())
    if key not in newest:
        newest[key] = make()
        while len(newest) > most:
            newest.popitem(last=False)
    newest.move_to_end(key)
    return newest[key]


def cohort() -> Cohort:
    """The session's cohort, filtered.

    Raises
    ------
    AciError
        ``no_cohort``; the frame shows the way to one.
    """
    whole = session.cohort()
    if shared_results() is not None and whole is not None:  # of the patients of then
        return whole
    return selected().cohort


def shared_results() -> Mapping[str, Result] | None:
    """Results of a share without patients; None where there are patients."""
    content = shared_results_only()
    return None if content is None else content.results


def shared_results_only() -> Shared | None:
    """Content of a share of results only; None where there are patients."""
    opened = open_share.current()
    if opened is None or opened.entry.kind != "results":
        return None
    return cast("Shared", opened.content)  # not by its class: that would bring the database


def selected() -> Selected:
    """The patients after filters, and the numbers before and after each filter."""
    return _selected(view.analysed())


def _selected(chosen: Settings) -> Selected:
    """The patients after the filters of the visitor's settings."""
    whole = session.cohort()
    if whole is None:
        raise AciError("no_cohort")
    if shared_results() is not None:
        raise AciError("share_results_only")

    def make() -> Selected:
        from aci_core.selection import select

        return select(whole, chosen.filters, chosen.criterion)

    return cached((whole.digest, "selected", chosen.filters, chosen.criterion), make)


def large(patients: Cohort) -> bool:
    """Whether slow methods, which sort every difference, are drawn after the page."""
    return patients.n > LARGE


def data(settings: Settings | None = None) -> PatientLevelData:
    """The session's patients, graded and ready for every analysis.

    Raises
    ------
    AciError
        ``share_results_only``; ``one_arm``, ``choose_arms`` or ``choose_reference``; those of
        `select`: the filters leave nobody.
    """
    if shared_results() is not None:
        raise AciError("share_results_only")
    visitors = view.analysed()
    chosen = settings or visitors
    whole, chosen_patients = session.cohort(), _selected(visitors)
    if whole is None:
        raise AciError("no_cohort")

    def make() -> PatientLevelData:
        from aci_core import analyses  # not before a page needs numbers

        return analyses.selected_data(whole, chosen_patients, chosen)

    return cached((chosen_patients.cohort.digest, "data", chosen), make)


# -------------------------------------------------------------------- Results of the study


def baseline() -> Result:
    """Baseline characteristics by arm."""
    from aci_core import analyses

    return _study_result("baseline", analyses.baseline)


def response(settings: Settings | None = None) -> Response:
    """Response to treatment; by the visitor's settings if left out."""
    from aci_core import analyses

    return _study_result("response", analyses.response, settings)


def outcomes(*, slow: bool = True) -> Outcomes:
    """Outcomes after treatment; not `slow` leaves out what takes long on a large cohort."""
    from aci_core import analyses

    return _study_result("outcomes", partial(analyses.outcomes, slow=slow), None, slow)


def course() -> Course | None:
    """Course of the measures over their visits; None of shared results, which hold none."""
    if shared_results_only() is not None:
        return None
    from aci_core import analyses

    return cached_analysis("course", analyses.course, view.analysed())


def sensitivity() -> Sensitivity:
    """The primary comparison under other assumptions, without what is resampled.

    Raises
    ------
    AciError
        ``share_results_only``: it is not shared without patients.
    """
    from aci_core import analyses

    return cached_analysis("sensitivity", analyses.sensitivity, view.analysed())


def sensitivity_key() -> tuple[object, ...]:
    """The key of what is resampled of the page's patients."""
    return (cohort().digest, "resampled", view.analysed())


def resampled_before() -> Sensitivity | None:
    """The same with what is resampled, where that was made before."""
    newest = st.session_state.get(_KEY, {})
    return cast("Sensitivity | None", newest.get(sensitivity_key()))


def resampled_sensitivity(made: Sensitivity, progress: Callable[[float], None]) -> Sensitivity:
    """Resample; the progress is told, and what it raises ends the work."""
    chosen = view.analysed()

    def make() -> Sensitivity:
        from aci_core.analyses.sensitivity import resampled

        return resampled(made, data(chosen), chosen, progress)

    return cached(sensitivity_key(), make)


def factors() -> Factors:
    """Correlations of each factor with the score of the same visit."""
    from aci_core import analyses

    return _study_result("factors", analyses.factors)


def subgroups(others: Sequence[str] = ()) -> Subgroups:
    """The effect by the declared columns, and by others that are looked at.

    Raises
    ------
    AciError
        ``share_results_only``: subgroups are not shared without patients.
    """
    from aci_core import analyses

    make = partial(analyses.subgroups, others=tuple(others))
    return cached_analysis("subgroups", make, view.analysed(), tuple(others))


def possible_subgroups() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Columns that may be a subgroup, and those that are looked at where none is declared."""

    def make(
        patients: PatientLevelData, chosen: Settings
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        from aci_core.analyses.subgroups import possible, usual

        return tuple(c.name for c in possible(patients)), usual(patients, chosen)

    return cached_analysis("possible_subgroups", make, view.analysed())


def centres() -> Subgroups | None:
    """The response by centre; None where the file has one centre, or without patients."""
    if shared_results_only() is not None:
        return None
    of_response = response()

    def make() -> Subgroups | None:
        from aci_core.analyses.subgroups import by_centre

        return by_centre(of_response)

    return cached((cohort().digest, "centres", view.analysed()), make)


def primary_by_centre() -> CentreEffects | None:
    """The primary outcome by centre; None of shared results, which hold none."""
    if shared_results_only() is not None:
        return None
    from aci_core import analyses

    return cached_analysis("centre_effects", analyses.centre_effects, view.analysed())


def safety() -> Result:
    """Harms by arm."""
    from aci_core import analyses

    return _study_result("safety", analyses.safety)


def overview() -> tuple[Response, Outcomes, Result]:
    """Results of the overview page."""
    return response(), outcomes(slow=not large(cohort())), safety()


def study() -> dict[str, Result]:
    """Every analysis of the study by its name."""
    return {
        "baseline": baseline(),
        "response": response(),
        "outcomes": outcomes(),
        **({} if (over_visits := course()) is None else {"course": over_visits}),
        **({} if shared_results_only() is not None else {"sensitivity": sensitivity()}),
        "factors": factors(),
        "subgroups": subgroups(),
        **({} if (by_centre := primary_by_centre()) is None else {"centres": by_centre}),
        "safety": safety(),
    }


def _study_result(
    name: str,
    make: Callable[[PatientLevelData, Settings], R],
    settings: Settings | None = None,
    *options: object,
) -> R:
    """A Result of the study: the share's, where it has no patients, else computed."""
    only = shared_results_only()
    if only is not None:
        # Nothing is worked out anew, so no other settings can be asked for.
        if name not in only.results or settings not in (None, view.settings(), view.analysed()):
            raise AciError("share_results_only")
        return cast("R", only.results[name])  # read as the class of its analysis
    chosen = settings or view.analysed()
    return (_family_result if name in FAMILY else cached_analysis)(name, make, chosen, *options)


def cached_analysis(
    name: str,
    make: Callable[[PatientLevelData, Settings], T],
    chosen: Settings,
    *options: object,
) -> T:
    """Cache what `make` returns of the page's patients, by name, settings and options."""
    return cached((cohort().digest, name, chosen, *options), lambda: make(data(chosen), chosen))


def _family_result(
    name: str, make: Callable[[PatientLevelData, Settings], R], chosen: Settings, *options: object
) -> R:
    """A Result with P values adjusted over the family of analyses."""

    def adjust() -> R:
        from aci_core import analyses
        from aci_core.analyses.multiplicity import adjusted

        # None of the family's tests is a slow one: a large cohort is not made to wait for them.
        quick = not large(cohort())
        of_outcomes = partial(analyses.outcomes, slow=quick)
        family = (
            cached_analysis("outcomes", of_outcomes, chosen, quick),
            cached_analysis("response", analyses.response, chosen),
        )
        own = (row for row in adjusted(family, chosen) if row.analysis == name)
        return cached_analysis(name, make, chosen, *options).with_rows(own)

    return cached((cohort().digest, name, "family", chosen, *options), adjust)
