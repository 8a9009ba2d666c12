"""Results of this session beside those of the study: what stands behind them, and one patient."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from aci_core.domain.study.settings import Settings
from aci_core.ui.state import results
from aci_core.ui.state.choices import view
from aci_core.ui.state.session import session

if TYPE_CHECKING:
    from aci_core.analyses.cutpoints import CutPoints
    from aci_core.analyses.doses import Doses
    from aci_core.analyses.explore import Exploration as Exploration  # noqa: PLC0414 - for pages
    from aci_core.analyses.factors import Factors
    from aci_core.analyses.fields import Field as Field  # noqa: PLC0414 - for pages
    from aci_core.analyses.flow import Flow
    from aci_core.analyses.influence import Influence
    from aci_core.analyses.matrix import Matrix
    from aci_core.analyses.mechanism import Mechanism
    from aci_core.analyses.missing import Missing, MissingScores
    from aci_core.analyses.nihss_reduction import NihssReduction
    from aci_core.analyses.patient import Patient as Patient  # noqa: PLC0414 - for pages
    from aci_core.analyses.proposal import Proposal
    from aci_core.analyses.ready_questions import ReadyQuestion
    from aci_core.analyses.result import Result
    from aci_core.analyses.robustness import Swing
    from aci_core.domain.study.question import Question
    from aci_core.ingest.source_rows import SourceRows


def proposals() -> tuple[Proposal, ...]:
    """What the file proposes for the trial's plan."""
    whole = session.require_cohort()

    def make() -> tuple[Proposal, ...]:
        from aci_core.analyses.proposal import proposals as of_cohort

        return of_cohort(whole)

    return results.cached((whole.digest, "proposals"), make)


def usual_visit() -> str | None:
    """The visit at which the response is graded unless the plan names another."""
    from aci_core.efficacy import graded_visit

    return graded_visit(session.require_cohort(), view.analysed().usual_criterion)


def missing() -> Missing:
    """Variables of the file and their missing values; without a map in a share of results."""
    only = results.shared_results_only()
    if only is not None:
        return only.supplementary.holds
    from aci_core import analyses

    return results.cached_analysis("missing", analyses.missing, view.analysed())


def missing_scores() -> MissingScores | None:
    """Who has a score of the primary outcome at each visit; None where none was measured."""
    chosen = view.analysed()
    patients = results.data(chosen)

    def make() -> MissingScores | None:
        from aci_core.analyses.missing import missing_scores as of_measure
        from aci_core.analyses.outcomes import visits_after
        from aci_core.analyses.plan import main_measure

        measure = main_measure(chosen, visits_after(patients))
        return None if measure is None else of_measure(patients, measure)

    return results.cached((results.cohort().digest, "missing_scores", chosen), make)


def nihss_reduction() -> NihssReduction | None:
    """Reduction of NIHSS by patient; None without two scores or without patients."""
    if results.shared_results_only() is not None:
        return None
    from aci_core import analyses

    return results.cached_analysis("nihss_reduction", analyses.nihss_reduction, view.analysed())


def cutpoints(settings: Settings) -> CutPoints | None:
    """Rate difference at every cut-point; None for recorded grades."""
    from aci_core import analyses

    return results.cached_analysis("cutpoints", analyses.cutpoints, settings)


def flow() -> Flow:
    """Flow of the patients, with the number that the filters exclude."""
    only = results.shared_results_only()
    if only is not None:
        return only.supplementary.flow
    from aci_core import analyses

    every = session.cohort()
    before = every.n if every else None
    return results.cached_analysis("flow", partial(analyses.flow, before=before), view.analysed())


def doses() -> Doses:
    """Doses planned and received, by the visitor's protocol."""
    only = results.shared_results_only()
    if only is not None:
        return only.supplementary.doses
    chosen = view.settings()

    def make() -> Doses:
        from aci_core import analyses

        return analyses.doses(results.data(view.analysed()), chosen)

    return results.cached((results.cohort().digest, "doses", chosen), make)


def mechanism() -> Mechanism:
    """Links of the proposed mechanism, and which of them the file measures."""
    chosen, quick = view.analysed(), results.large(results.cohort())

    def make() -> Mechanism:
        from aci_core import analyses

        return analyses.mechanism(results.outcomes(slow=not quick), results.factors())

    return results.cached((results.cohort().digest, "mechanism", chosen), make)


def influence(result: Factors, factor: str, visit: str, arm: str | None) -> Influence | None:
    """Correlation of one factor with each patient left out."""

    def make() -> Influence | None:
        from aci_core import analyses

        return analyses.influence(result, factor, visit, arm)

    return results.cached(
        (results.cohort().digest, "influence", view.analysed(), factor, visit, arm), make
    )


def swings(result: Result, variable: str, visit: str | None) -> tuple[Swing, ...]:
    """What turns the verdict on the primary outcome; nothing of any other, or without patients."""
    chosen = view.analysed()
    if results.shared_results_only() is not None:
        return ()

    def make() -> tuple[Swing, ...]:
        from aci_core.analyses.leading import lead
        from aci_core.analyses.multiplicity import standing
        from aci_core.analyses.robustness import robustness

        led = lead(result, variable, visit)
        if led is None or standing(result, variable, visit).role != "primary":
            return ()
        return robustness(results.data(chosen), chosen, led).swings

    return results.cached((results.cohort().digest, "swings", chosen, variable, visit), make)


def matrix(visit: str, arm: str | None) -> Matrix | None:
    """Correlations of every pair of measures of a visit."""
    only = results.shared_results_only()
    if only is not None:
        return only.supplementary.matrix(visit, arm)
    chosen = view.analysed()

    def make() -> Matrix:
        from aci_core import analyses

        return analyses.matrix(results.data(chosen), chosen, visit, arm)

    return results.cached((results.cohort().digest, "matrix", chosen, visit, arm), make)


def fields() -> Mapping[str, Field]:
    """What may be asked of the page's patients."""
    from aci_core.analyses.fields import fields as of_data

    return results.cached_analysis("fields", lambda data, _: of_data(data), view.analysed())


def ready_questions() -> tuple[ReadyQuestion, ...]:
    """Questions that the page's patients can answer, ready to be asked."""
    from aci_core.analyses.ready_questions import ready_questions as of_data

    return results.cached_analysis("ready_questions", of_data, view.analysed())


def exploration(question: Question) -> Exploration:
    """Answer to an exploratory question.

    Raises
    ------
    AciError
        As `analyses.explore.explore`.
    """
    from aci_core.analyses.explore import explore

    make = partial(explore, question=question)
    return results.cached_analysis("exploration", make, view.analysed(), question)


def patient(number: int) -> Patient:
    """One patient, compared with those of the page."""
    chosen = view.analysed()

    def make() -> Patient:
        from aci_core.analyses.patient import patient as one

        return one(results.cohort(), results.data(chosen).grades, number)

    return results.cached((results.cohort().digest, "patient", chosen, number), make)


def source_rows(number: int) -> SourceRows | None:
    """The rows of the file that a patient was read from; None behind a link, which has no file."""
    current = session.loaded()
    if current is None or current.opened is not None:
        return None
    from aci_core.ingest.source_rows import source_rows as rows_of

    return rows_of(current.raw, current.cohort, number)
