"""JSON of the Results of a results-only share, without points of patients."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from aci_core.analyses import Result, Row
from aci_core.analyses.factors import Factors
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.response import Response
from aci_core.domain.codec import decode, encode
from aci_core.domain.schema import Measure
from aci_core.domain.study.settings import Settings

Json = dict[str, Any]
_KINDS: dict[str, type[Result]] = {
    "result": Result,
    "response": Response,
    "outcomes": Outcomes,
    "factors": Factors,
}

# Fields of single patients, or the same for every Result of a share.
_LEFT_OUT = ("settings", "points", "measures", "skewness", "audit")


def to_json(result: Result) -> Json:
    """Encode a Result, without points, skewness and the audit of single patients."""
    document: Json = {"kind": next(name for name, cls in _KINDS.items() if type(result) is cls)}
    for field in dataclasses.fields(result):
        if field.name not in _LEFT_OUT:
            document[field.name] = encode(getattr(result, field.name))
    if isinstance(result, Outcomes):
        document["survivors"] = sorted(document["survivors"])
    return document


def can_write(result: object) -> bool:
    """Whether this kind of Result can be shared without patients."""
    return type(result) in _KINDS.values()


def from_json(document: Json, settings: Settings, measures: Mapping[str, Measure]) -> Result:
    """Decode a Result."""
    parts = dict(document)
    kind = _KINDS.get(parts.pop("kind"), Result)
    # By hand: the codec would read a whole number as 67.0 where a row holds 67.
    rows = tuple(Row(**row) for row in parts.pop("rows"))
    result = decode(kind, {**parts, "settings": settings, "rows": ()}, "share")
    return dataclasses.replace(result, rows=rows, measures=measures)
