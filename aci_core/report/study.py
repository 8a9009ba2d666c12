"""Study of a report: its patients, and the Results of every analysis."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import version
from typing import cast

from aci_core import __version__
from aci_core.analyses import Result, analyse, doses, flow, selected_data
from aci_core.analyses.centre_effects import CentreEffects
from aci_core.analyses.course import Course
from aci_core.analyses.doses import Doses
from aci_core.analyses.factors import Factors
from aci_core.analyses.flow import Flow
from aci_core.analyses.objection import Objection
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.response import Response
from aci_core.analyses.review import review
from aci_core.analyses.sensitivity import Sensitivity
from aci_core.analyses.subgroups import Subgroups
from aci_core.checks import (
    OpenQuestion,
    UnreadColumn,
    deaths_without_mrs,
    open_questions,
    unread_cells,
)
from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.study.plan import answered
from aci_core.domain.study.settings import Settings
from aci_core.federation.pooled_study import PooledStudy
from aci_core.ingest import Project
from aci_core.presentation import sentences
from aci_core.presentation.i18n import Translator, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.selection import Selected, select
from aci_core.summaries import EFFECTIVE, GRADE, Data, PatientLevelData

_LIBRARIES = ("numpy", "scipy", "pandas")


@dataclass(frozen=True)
class Study:
    """Cohort, the patients selected from it, and the Results of every analysis.

    Parameters
    ----------
    whole : Cohort
        Of the file.
    selected : Selected
        Patients left by the filters.
    settings : Settings
        As asked.
    data : Data
        Of the selected patients.
    results : dict of str to Result
        By analysis, all of them.
    project : Project
        How the file was read, so that the script can repeat it.
    pooled : PooledStudy or None
        The centres whose summaries were pooled: the cohorts then know of no patient but the arm.
    """

    whole: Cohort = field(repr=False)
    selected: Selected = field(repr=False)
    settings: Settings
    data: Data = field(repr=False)
    results: Mapping[str, Result] = field(repr=False)
    project: Project = field(default_factory=Project, repr=False)
    pooled: PooledStudy | None = field(default=None, repr=False)

    @classmethod
    def of(cls, cohort: Cohort, settings: Settings, project: Project | None = None) -> Study:
        """Select the patients and run every analysis.

        Raises
        ------
        AciError
            As `analyses.prepare`.
        """
        settings = answered(cohort, settings)
        selected = select(cohort, settings.filters, settings.criterion)
        data = selected_data(cohort, selected, settings)
        results = {result.analysis: result for result in analyse(data, settings)}
        return cls(cohort, selected, settings, data, results, project or Project())

    @classmethod
    def of_centres(cls, pooled: PooledStudy) -> Study:
        """The trial of several centres, from their summaries; no patient is in it."""
        cohort, results = pooled.cohort, pooled.results
        return cls(cohort, Selected(cohort), pooled.settings, pooled.data, results, pooled=pooled)

    @property
    def patients(self) -> PatientLevelData:
        """The data patient by patient.

        Raises
        ------
        AciError
            ``report_of_summaries``: of a pooled trial there are none.
        """
        patients = self.data.patients
        if patients is None:
            raise AciError("report_of_summaries")
        return patients

    @property
    def cohort(self) -> Cohort:
        """The selected patients."""
        return self.selected.cohort

    @cached_property
    def used(self) -> Settings:
        """Settings with the rule in use: a file without scores is graded by its recorded grades."""
        grading = self.data.grading
        return replace(self.settings, rule=grading.rule) if grading else self.settings

    @cached_property
    def flow(self) -> Flow:
        """Flow of the patients; AciError as `patients`."""
        return flow(self.patients, self.settings, before=self.whole.n)

    @cached_property
    def doses(self) -> Doses:
        """Planned and received treatment."""
        return doses(self.data, self.settings)

    @cached_property
    def unread(self) -> tuple[UnreadColumn, ...]:
        """Columns with cells that were not read, of the selected patients."""
        return () if self.pooled else unread_cells(self.cohort)

    @cached_property
    def questions(self) -> tuple[OpenQuestion, ...]:
        """What is asked of the file and not answered."""
        return () if self.pooled else open_questions(self.cohort)

    @cached_property
    def deaths_without_mrs(self) -> int:
        """Patients recorded as dead whose mRS is blank, and missing."""
        return 0 if self.pooled else deaths_without_mrs(self.cohort)

    @cached_property
    def review(self) -> tuple[Objection, ...]:
        """What a reviewer will ask; nothing of a pooled trial, since it is asked of patients."""
        if self.pooled:
            return ()
        return review(self.patients, self.settings, self.results, before=self.whole.n)

    def notice(self, t: Translator) -> str:
        """What was not read and what is not answered, as one text."""
        return sentences.unread.notice(
            self.unread, t, deaths=self.deaths_without_mrs, questions=self.questions
        )

    def order(self, names: Sequence[str]) -> tuple[str, ...]:
        """The names of sections or analyses, the primary outcome's before the other efficacy."""
        primary = self.settings.judged.primary
        pair = ("outcomes", "response")
        if primary in (None, EFFECTIVE, GRADE) or not set(pair) <= set(names):
            return tuple(names)
        later = iter(pair)
        return tuple(next(later) if name in pair else name for name in names)

    @property
    def baseline(self) -> Result:
        """Baseline characteristics."""
        return self.results["baseline"]

    @property
    def response(self) -> Response:
        """Grades and rates."""
        return cast(Response, self.results["response"])

    @property
    def outcomes(self) -> Outcomes:
        """Outcomes before and after treatment."""
        return cast(Outcomes, self.results["outcomes"])

    @property
    def course(self) -> Course:
        """Outcomes over all visits."""
        return cast(Course, self.results["course"])

    @property
    def sensitivity(self) -> Sensitivity:
        """The primary comparison under other assumptions about its missing scores."""
        return cast(Sensitivity, self.results["sensitivity"])

    @property
    def factors(self) -> Factors:
        """Factors against NIHSS."""
        return cast(Factors, self.results["factors"])

    @property
    def subgroups(self) -> Subgroups:
        """Declared subgroups."""
        return cast(Subgroups, self.results["subgroups"])

    @property
    def centres(self) -> CentreEffects:
        """The primary outcome by centre."""
        return cast(CentreEffects, self.results["centres"])

    @property
    def safety(self) -> Result:
        """Harms."""
        return self.results["safety"]


def arms(study: Study, t: Translator) -> tuple[str, str]:
    """Names of treatment and control inside a sentence, as Markdown."""
    treatment, control = study.cohort.two_arms()
    return literal(labels.in_arm(t, treatment)), literal(labels.in_arm(t, control))


def primary(study: Study, t: Translator) -> str:
    """Name of the primary outcome, with its visit where the setting names one."""
    named = study.settings.judged.primary
    if named is None:
        return t("primary.none")
    stem, _, visit = named.rpartition("_")
    if named == EFFECTIVE:
        return labels.rate(t, total=study.response.total)
    if stem in study.cohort.measures:
        at = labels.visit(t, visit)
        return t("primary.at", measure=labels.measure(t, stem), visit=at)
    return labels.measure(t, named)


def versions() -> dict[str, str]:
    """Versions of this package, Python and the numerical libraries."""
    libraries = {name: version(name) for name in _LIBRARIES}
    return {"aci_core": __version__, "python": platform.python_version(), **libraries}
