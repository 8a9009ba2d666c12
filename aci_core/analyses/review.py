"""What a reviewer will ask: the objections that a file and its plan invite, most serious first.

Each is computed from the settings, the data and the results, and is gone when its cause is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from aci_core.analyses import review_design, review_patients, review_results
from aci_core.analyses.multiplicity import place
from aci_core.analyses.objection import (
    CODES,
    SEVERITIES,
    Objection,
    Results,
    Reviewed,
)
from aci_core.analyses.plan import GRADED, Endpoint, main_measure, own_visit
from aci_core.domain.study.settings import Settings
from aci_core.summaries import EFFECTIVE, PatientLevelData

Ask = Callable[[Reviewed], Iterator[Objection]]


def review(
    data: PatientLevelData, settings: Settings, results: Results, *, before: int | None = None
) -> tuple[Objection, ...]:
    """The objections to a study, most serious first.

    Parameters
    ----------
    data : PatientLevelData
        Of the patients analysed.
    settings : Settings
        As `plan.settled` gives them.
    results : dict of str to Result
        By analysis, all of `study.ANALYSES`.
    before : int, optional
        Patients before any filter; those of `data` if left out.
    """
    n = sum(data.n)
    study = Reviewed(data, settings, results, n if before is None else before, None)
    study = Reviewed(data, settings, results, study.before, _endpoint(study))
    raised = [objection for ask in _ASKED for objection in ask(study)]
    return tuple(sorted(raised, key=lambda o: (SEVERITIES.index(o.severity), CODES.index(o.code))))


def _endpoint(study: Reviewed) -> Endpoint | None:
    primary, settings = study.settings.judged.primary, study.settings
    if primary in GRADED:
        at = place(study.response, primary)
        computed = study.response.visit is not None
        elsewhere = computed and settings.response_visit not in (None, study.response.visit)
        return None if elsewhere else at
    if primary:
        return place(study.outcomes, primary)
    visits = study.visits
    main = main_measure(study.settings, visits)
    if main is not None:
        return Endpoint(main, own_visit(study.settings, main, visits[main]))
    return place(study.response, EFFECTIVE)


_ASKED: Sequence[Ask] = (
    review_design.randomisation,
    review_design.plan,
    review_design.primary,
    review_design.visit,
    review_design.response_visit,
    review_design.rule,
    review_patients.filters,
    review_patients.losses,
    review_patients.completers,
    review_patients.unread,
    review_patients.codes,
    review_patients.dosed,
    review_patients.covariates,
    review_results.followup,
    review_results.baseline_p,
    review_results.ordinal,
    review_results.expected,
    review_results.hangs,
    review_results.limits,
    review_results.methods,
    review_results.mechanism,
    review_results.harms,
    review_patients.fates,
)
