"""An objection to a study: its code, severity and numbers, and what every one may ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from aci_core.analyses.plan import GRADED, Endpoint
from aci_core.analyses.response import Response
from aci_core.analyses.result import Result
from aci_core.domain.schema import PRE
from aci_core.domain.study.settings import Settings
from aci_core.summaries import PatientLevelData

Severity = Literal["major", "moderate", "minor"]
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
# In the order in which a reviewer raises them, within a severity.
Code = Literal[
    "randomisation_unstated",
    "plan_changed",
    "primary_unnamed",
    "plan_locked_after_results",
    "primary_not_analysed",
    "not_randomised",
    "chosen_after_allocation",
    "plan_not_locked",
    "not_registered",
    "visit_chosen",
    "response_visit_changed",
    "rule_chosen",
    "losses",
    "followup_short",
    "completers_only",
    "cells_not_read",
    "codes_counted",
    "covariates_lose",
    "ordinal_as_mean",
    "hangs_on_missing",
    "hangs_on_patient",
    "hangs_on_centre",
    "hangs_on_cut",
    "one_subgroup",
    "harms_not_recorded",
    "harms_blank",
    "fates_blank",
    "control_dosed",
    "limit_decides",
    "methods_disagree",
    "harms_none_seen",
    "baseline_p",
    "small_expected",
    "mechanism",
    "harms_rare",
    "not_examined",
]
CODES: Final[tuple[Code, ...]] = get_args(Code)

Number = float | int | str | None
Results = Mapping[str, Result]


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection to the study.

    Parameters
    ----------
    code : str
        Of `CODES`; its words stand in the catalogue under ``review.<code>``.
    severity : {"major", "moderate", "minor"}
    numbers : dict of str to number or str
        What it rests on, by name.
    page : str
        The page that answers it.
    """

    code: Code
    severity: Severity
    numbers: Mapping[str, Number]
    page: str

    def to_json(self) -> dict[str, object]:
        """The objection as a JSON object, without its sentence."""
        return {
            "code": self.code,
            "severity": self.severity,
            "numbers": dict(self.numbers),
            "page": self.page,
        }


@dataclass(frozen=True, eq=False, slots=True)
class Reviewed:
    """What every objection may ask.

    Parameters
    ----------
    endpoint : Endpoint or None
        The primary outcome, None where it is not in the results: nothing takes its place. Where
        none is named, the main measure at its own visit.
    """

    data: PatientLevelData
    settings: Settings
    results: Results
    before: int
    endpoint: Endpoint | None

    @property
    def outcomes(self) -> Result:
        """Every outcome compared."""
        return self.results["outcomes"]

    @property
    def response(self) -> Response:
        """The response by grade."""
        return cast("Response", self.results["response"])

    @property
    def visits(self) -> dict[str, tuple[str, ...]]:
        """Visits of each measure after treatment began."""
        by_measure: dict[str, dict[str, None]] = {}
        for row in self.outcomes.where("mean_sd"):
            if row.visit and row.visit != PRE and "-" not in row.visit:
                by_measure.setdefault(row.variable, {})[row.visit] = None
        return {name: tuple(visits) for name, visits in by_measure.items()}


def result_of(study: Reviewed, at: Endpoint) -> Result:
    """The result that holds an outcome."""
    return study.response if at.variable in GRADED else study.outcomes


def share_of(part: float, whole: float) -> float:
    """The share of a part, 0 of nothing."""
    return part / whole if whole else 0.0
