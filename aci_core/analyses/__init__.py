"""Analyses, one module each: Data and settings in, one frozen Result out."""

from __future__ import annotations

from aci_core.analyses.baseline import baseline
from aci_core.analyses.centre_effects import centre_effects
from aci_core.analyses.course import course
from aci_core.analyses.cutpoints import cutpoints
from aci_core.analyses.doses import doses
from aci_core.analyses.factors import factors
from aci_core.analyses.flow import flow
from aci_core.analyses.influence import influence
from aci_core.analyses.matrix import matrix
from aci_core.analyses.mechanism import mechanism
from aci_core.analyses.missing import missing
from aci_core.analyses.nihss_reduction import nihss_reduction
from aci_core.analyses.outcomes import outcomes
from aci_core.analyses.response import response
from aci_core.analyses.result import Result, Row
from aci_core.analyses.safety import safety
from aci_core.analyses.sensitivity import sensitivity
from aci_core.analyses.study import ANALYSES, analyse, prepare, questions, selected_data, summarise
from aci_core.analyses.subgroups import subgroups

__all__ = [
    "ANALYSES",
    "Result",
    "Row",
    "analyse",
    "baseline",
    "centre_effects",
    "course",
    "cutpoints",
    "doses",
    "factors",
    "flow",
    "influence",
    "matrix",
    "mechanism",
    "missing",
    "nihss_reduction",
    "outcomes",
    "prepare",
    "questions",
    "response",
    "safety",
    "selected_data",
    "sensitivity",
    "subgroups",
    "summarise",
]
