"""Levels of a characteristic that look like one level written in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aci_core.checks.column_access import header
from aci_core.checks.repair.step_targets import is_one_slip
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import Kind, Role
from aci_core.domain.schema.aliases import compact

# Of the rarer writing at most so many, and of the other at least.
_RARE, _USUAL = 2, 5
_SHORTEST = 3
_PARTS = re.compile(r"[\s_./-]+")
# What a level may end in or lack without being another.
_ENDINGS = frozenset(
    {"型", "类", "性", "组", "者", "区", "病", "症", "型脑梗死", "s", "type", "group"}
)
# One sign of these for another is another level, not a slip.
_OPPOSITE = frozenset(
    "左右上下前后大小高低中内外男女有无轻重阴阳正负是否不非未一二三四五六七八九十甲乙丙丁"
)


def similar_levels(cohort: Cohort) -> Iterator[Issue]:
    """`levels_alike`: a rare level that is a usual one but for an ending or one slip."""
    for column in cohort.columns:
        if column.role is not Role.COVARIATE or column.kind is not Kind.CATEGORY or column.stopped:
            continue
        counts = {str(k): int(n) for k, n in cohort.table[column.name].value_counts().items()}
        usual = [level for level, n in counts.items() if n >= _USUAL]
        for rare, n in counts.items():
            if not 0 < n <= _RARE:
                continue
            meant = [level for level in usual if is_one_level(rare, level)]
            if len(meant) == 1:
                facts = (("n", n), ("meant", meant[0]), ("of", counts[meant[0]]))
                yield Issue("levels_alike", "warning", None, header(column), rare, facts)


def is_one_level(rare: str, usual: str) -> bool:
    """Whether two levels are one but for an ending or a slip.

    Examples
    --------
    >>> is_one_level("大动脉粥样硬化", "大动脉粥样硬化型"), is_one_level("左侧基底节", "右侧基底节")
    (True, False)
    >>> is_one_level("cardioembolsm", "cardioembolism"), is_one_level("type 1", "type 2")
    (True, False)
    >>> is_one_level("ward A", "ward B")
    False
    """
    short, long = sorted((compact(rare), compact(usual)), key=len)
    if short == long:
        return True
    if len(short) < _SHORTEST:
        return False
    if long.startswith(short):
        return long[len(short) :] in _ENDINGS
    if _lettered(rare) != _lettered(usual):
        return False
    touched = set(short) ^ set(long)
    return not touched & _OPPOSITE and is_one_slip(short, long)


def _lettered(level: str) -> list[str]:
    """The single letters that a level is told by: ward A."""
    return [part for part in _PARTS.split(level.casefold()) if len(part) == 1]
