"""Deaths and losses that stand in the cells of scores: recorded, or said where they are not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from aci_core.domain.schema import Column, Kind, Role
from aci_core.domain.schema.aliases import canonical_value, clean
from aci_core.ingest.cells import Floats
from aci_core.ingest.issues import Issues

Fate = Literal["died", "lost"]
FATES: tuple[Fate, ...] = ("died", "lost")
_ROLES = {"died": Role.DIED, "lost": Role.LOST}
_BY_CELLS = {"died": "died_by_cells", "lost": "lost_by_cells"}
_NOT_RECORDED = {"died": "died_not_recorded", "lost": "lost_not_recorded"}
_BRACKET = re.compile(r"\s*\([^()]*\)$")
# Inside a short remark: 已死亡, 患者失访, 因肺炎死亡; not where it is denied or counted.
_INSIDE: dict[Fate, re.Pattern[str]] = {
    "died": re.compile(r"死亡|病故|去世"),
    "lost": re.compile(r"失访|脱落|退出(?:研究|试验)?|lost to follow"),
}
_DENIED = re.compile(r"[未无否非不]|no[nt]? |[0-9]")
_LONGEST = 24
_SHOWN = 5


def fate_of(text: str) -> Fate | None:
    """Whether a score's cell says that the patient died or was lost.

    Examples
    --------
    >>> [fate_of(t) for t in ("失访", "死亡(第10天)", "患者已失访", "未失访", "溶血")]
    ['lost', 'died', 'lost', None, None]
    """
    shown = _BRACKET.sub("", clean(text))
    for fate in FATES:
        if canonical_value(fate, shown) == "yes" and canonical_value("yes_no", shown) is None:
            return fate
    if len(shown) > _LONGEST or _DENIED.search(shown):
        return None
    named = [fate for fate in FATES if _INSIDE[fate].search(shown.lower())]
    return named[0] if named else None


def settle_fates(columns: dict[str, Column], data: dict[str, Any], issues: Issues) -> None:
    """Count who died or was lost by the cells of scores, where the file has no column of it.

    Where it has one, it is believed; a cell that says otherwise is named.

    Parameters
    ----------
    columns, data
        By canonical name; a column that the file lacks is added.
    issues : Issues
        With the cells' words.
    """
    for fate in FATES:
        by_header = {
            header: {place: text for place, (said, text) in cells.items() if said == fate}
            for header, cells in issues.fates.items()
        }
        by_header = {header: texts for header, texts in by_header.items() if texts}
        if not by_header:
            continue
        places = sorted({place for texts in by_header.values() for place in texts})
        if fate not in columns:
            _add(fate, places, by_header, columns, data, issues)
            continue
        recorded = _recorded(columns, data, fate, len(issues.rows))
        for header, texts in by_header.items():
            _report(fate, header, texts, recorded, columns[fate].header, issues)


def _add(
    fate: Fate,
    places: list[int],
    by_header: Mapping[str, Mapping[int, str]],
    columns: dict[str, Column],
    data: dict[str, Any],
    issues: Issues,
) -> None:
    flags = np.zeros(len(issues.rows))
    flags[places] = 1
    columns[fate] = Column(fate, _ROLES[fate], Kind.NUMBER, "", stem=fate, recognised="alias")
    data[fate] = flags
    words = dict.fromkeys(text for texts in by_header.values() for text in texts.values())
    shown = ", ".join([*words][:_SHOWN])
    headers = ", ".join([*by_header][:_SHOWN])
    issues.add(_BY_CELLS[fate], "warning", None, value=shown, n=len(places), headers=headers)


def _recorded(
    columns: Mapping[str, Column], data: Mapping[str, Any], fate: Fate, n: int
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Who is recorded so; who died need not be recorded as lost too."""
    names = (fate,) if fate == "died" else FATES
    known = np.zeros(n, dtype=bool)
    for name in names:
        if name in columns and columns[name].kind is Kind.NUMBER:
            flags: Floats = np.asarray(data[name], dtype=float)
            known |= flags == 1
    return known


def _report(
    fate: Fate,
    header: str,
    texts: Mapping[int, str],
    recorded: np.ndarray[Any, np.dtype[np.bool_]],
    column: str,
    issues: Issues,
) -> None:
    told = [text for place, text in texts.items() if recorded[place]]
    if told:
        shown = ", ".join([*dict.fromkeys(told)][:_SHOWN])
        issues.add("fate_in_cell", "info", header, value=shown, count=len(told))
    other = np.array([place for place in texts if not recorded[place]], dtype=np.int64)
    issues.add_cells(
        _NOT_RECORDED[fate], "warning", header, other, lambda place: texts[place], other=column
    )
