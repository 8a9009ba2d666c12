"""Headers of a scale before the stroke: a characteristic of the patient, no baseline of a trial."""

from __future__ import annotations

from collections.abc import Container

from aci_core.domain.schema import PRE, Role
from aci_core.domain.schema.aliases import words
from aci_core.ingest.columns.headers import header_parts
from aci_core.ingest.columns.headers.column_meaning import Meaning


def is_premorbid(key: str) -> bool:
    """Whether a compact header speaks of the time before the stroke.

    Examples
    --------
    >>> [is_premorbid(key) for key in ("发病前mrs", "mrsbeforetreatment")]
    [True, False]
    """
    return any(word in key for word in words().premorbid)


def premorbid(key: str, known: Container[str]) -> Meaning | None:
    """A known scale before the stroke, from a compact header; None if it is none.

    Examples
    --------
    >>> premorbid("脑出血前mrs评分", {"mrs"}).name, premorbid("mrs3months", {"mrs"})
    ('premorbid_mrs', None)
    """
    for word in words().premorbid:
        if word not in key:
            continue
        stem = _scale(key.replace(word, "", 1), known)
        if stem:
            name = f"premorbid_{stem}"
            return Meaning(name, Role.COVARIATE, stem=name, recognised="alias")
    return None


def _scale(rest: str, known: Container[str]) -> str | None:
    table = words()
    fillers = table.premorbid_filler
    for text in header_parts.without_fillers(rest):
        bare = text
        for filler in fillers:
            bare = bare.removeprefix(filler).removesuffix(filler)
        timed = [part for visit, part in header_parts.split_times(bare) if visit == PRE]
        for one in (text, bare, *timed):
            stem = table.measures.get(one) or (one if one in known else None)
            if stem:
                return stem
    return None
