"""The arm where no header names it: the one column whose values say treatment and control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from aci_core.domain.cohort import ARM, ID
from aci_core.domain.schema import Role
from aci_core.domain.schema.aliases import arm_kind, compact, value_key, without_count
from aci_core.domain.toml_file import load_toml
from aci_core.ingest.cells import is_missing
from aci_core.ingest.columns.by_values import role_values
from aci_core.ingest.columns.by_values.distinct_values import DistinctValues
from aci_core.ingest.columns.headers.column_meaning import Meaning
from aci_core.ingest.columns.recognise import Source

_ARMS = 2
_MOST_TEXTS = 12  # spellings of two arms and of missing values


def with_arm_by_values(
    sources: Sequence[Source], distinct: DistinctValues
) -> tuple[list[Source], Source | None]:
    """The columns, and the one that was taken as the arm by its values; None if none was.

    Parameters
    ----------
    sources : sequence of Source
    distinct : DistinctValues
        Of the table.

    Notes
    -----
    Of two such columns a person says which. Where identifiers repeat, a row may be a visit or
    a period of a cross-over, and values alone do not tell who was given what.
    """
    identifiers = role_values.identifiers([s for s in sources if s.meaning.name == ID], distinct)
    repeats = identifiers and not role_values.tells_apart(identifiers[0], distinct)
    if repeats or any(s.meaning.name == ARM for s in sources):
        return list(sources), None
    found = [
        s for s in sources
        if s.meaning.recognised == "covariate" and not s.meaning.unclear and _says_arms(s, distinct)
    ]  # fmt: skip
    if len(found) != 1:
        return list(sources), None
    arm = replace(found[0], meaning=Meaning(ARM, Role.ARM, stem=ARM, recognised="alias"))
    return [arm if s is found[0] else s for s in sources], arm


def _says_arms(source: Source, distinct: DistinctValues) -> bool:
    """Whether a column's values are one treatment and one control, in words that mean only that."""
    if not _ARMS <= distinct.n(source.place) <= _MOST_TEXTS:
        return False
    texts = [t for t in distinct.cells(source.place).texts if not is_missing(t)]
    arms = {value_key(without_count(text)): text for text in texts}
    kinds = sorted(arm_kind(text) or "" for text in arms.values())
    controls = [text for text in arms.values() if arm_kind(text) == "control"]
    return kinds == ["control", "treatment"] and all(map(_is_control, controls))


def _is_control(text: str) -> bool:
    words, endings = _control_words()
    key = compact(without_count(text))
    return key in words or any(key.removesuffix(ending) in words for ending in endings)


@cache
def _control_words() -> tuple[frozenset[str], tuple[str, ...]]:
    table = load_toml("aci_core.ingest.columns.by_values", "arm_by_values.toml")["control"]
    return frozenset(table["words"]), tuple(table["endings"])
