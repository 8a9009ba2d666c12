"""Results as JSON and back: the numbers of a results-only share, without any patient's point."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from aci_core.analyses import Result, Row
from aci_core.analyses.factors import Factors, Line
from aci_core.analyses.outcomes import Mean, Outcomes
from aci_core.analyses.response import Response
from aci_core.cohort import GradeScale
from aci_core.schema import Measure
from aci_core.settings import Settings
from aci_core.stats.line import RegressionLine
from aci_core.summaries import Arms

Json = dict[str, Any]
_KINDS: dict[str, type[Result]] = {
    "result": Result,
    "response": Response,
    "outcomes": Outcomes,
    "factors": Factors,
}


def written(found: Result) -> Json:
    """A Result as a JSON object; points, skewness and the audit of single patients stay behind."""
    kind = next(name for name, cls in _KINDS.items() if type(found) is cls)
    document: Json = {
        "kind": kind,
        "analysis": found.analysis,
        "arms": list(found.arms),
        "rows": [row.to_json() for row in found.rows],
    }
    if isinstance(found, Response):
        document["rule"] = found.rule
        document["scale"] = dataclasses.asdict(found.scale) if found.scale else None
        document["visit"] = found.visit
        document["ungradable"] = [list(part) for part in found.ungradable]
    if isinstance(found, Outcomes):
        document["means"] = [dataclasses.asdict(mean) for mean in found.means]
        document["survivors"] = sorted(map(list, found.survivors))
    if isinstance(found, Factors):
        document["lines"] = [dataclasses.asdict(line) for line in found.lines]
    return document


def can_write(found: object) -> bool:
    """Whether this kind of result can be shared alone."""
    return type(found) in _KINDS.values()


def read(document: Json, settings: Settings, measures: Mapping[str, Measure]) -> Result:
    """The Result that a JSON object holds."""
    treatment, control = document["arms"]
    base: Json = {
        "analysis": document["analysis"],
        "arms": Arms(treatment, control),
        "settings": settings,
        "rows": tuple(Row(**row) for row in document["rows"]),
        "measures": measures,
    }
    match document["kind"]:
        case "response":
            scale = document["scale"]
            return Response(
                **base,
                rule=document["rule"],
                scale=GradeScale(tuple(scale["best_first"]), tuple(scale["effective"]))
                if scale
                else None,
                visit=document["visit"],
                ungradable=tuple((why, arm, n) for why, arm, n in document["ungradable"]),
            )
        case "outcomes":
            return Outcomes(
                **base,
                means=tuple(Mean(**mean) for mean in document["means"]),
                survivors=frozenset((m, at) for m, at in document.get("survivors", ())),
            )
        case "factors":
            lines = (
                Line(**{**line, "fit": RegressionLine(**line["fit"])}) for line in document["lines"]
            )
            return Factors(**base, lines=tuple(lines))
        case _:
            return Result(**base)
