"""Deaths and losses by whatever tells them: recorded, or said where they are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from aci_core.domain.cohort import Severity
from aci_core.domain.schema import PRE, Column, Kind, Role
from aci_core.domain.schema.aliases import canonical_value, clean
from aci_core.ingest.cells import Floats, Mask
from aci_core.ingest.issues import Issues
from aci_core.ingest.values.events.fate_columns import FateColumn
from aci_core.ingest.values.events.remarks import FATES, Fate

_ROLES = {"died": Role.DIED, "lost": Role.LOST}
_BY_CELLS = {"died": "died_by_cells", "lost": "lost_by_cells"}
_NOT_RECORDED = {"died": "died_not_recorded", "lost": "lost_not_recorded"}
# Of columns that tell something else too, or what events ended in.
_TAKEN = {
    "fate": "deaths_taken",
    "cause": "deaths_taken",
    "reason": "read_as_reasons",
    "event": "fatal_events",
}
_BRACKET = re.compile(r"\s*\([^()]*\)$")
# Inside a short remark: 已死亡, 患者失访, 因肺炎死亡; not where it is denied or counted.
_INSIDE: dict[Fate, re.Pattern[str]] = {
    "died": re.compile(r"死亡|病故|去世"),
    "lost": re.compile(r"失访|脱落|退出(?:研究|试验)?|lost to follow"),
}
_DENIED = re.compile(r"[未无否非不]|no[nt]? |[0-9]")
_LONGEST = 24
_MADE = "ae_"
_DAY = "died_day"
_MRS, _MRS_DEAD = "mrs", 6
_SHOWN, _ROWS = 5, 20


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


def settle_fates(
    columns: dict[str, Column],
    data: dict[str, Any],
    told: Sequence[FateColumn],
    issues: Issues,
) -> None:
    """Count who died or was lost by all that tells it, where no column states it.

    Where one does, it is believed; what says otherwise is named.

    Parameters
    ----------
    columns, data
        By canonical name; a column that the file lacks is added.
    told : sequence of FateColumn
        Columns that tell it in words.
    issues : Issues
        With the cells of scores that say it.
    """
    stated = {fate for fate in FATES if fate in columns}
    told = _each_death_once(told)
    for fate in FATES:
        by_header = {
            header: {place: text for place, (said, text) in cells.items() if said == fate}
            for header, cells in issues.fates.items()
        }
        by_header = {header: texts for header, texts in by_header.items() if texts}
        sources = _in_words(fate, told)
        if fate in stated:
            recorded = _recorded(columns, data, fate, len(issues.rows))
            for header, texts in by_header.items():
                _report(fate, header, texts, recorded, columns[fate].header, issues)
            for one, flags in sources:
                _report_differing(
                    fate, one.header, flags == 1, recorded, columns[fate].header, issues
                )
            continue
        if fate == "died":
            _report_contradicting(sources, issues)
        flags_by = [(one.header if one.whole else "", flags) for one, flags in sources]
        if by_header:
            flags = np.zeros(len(issues.rows))
            flags[[place for texts in by_header.values() for place in texts]] = 1
            _report_cells(fate, by_header, int(flags.sum()), issues)
            flags_by.append(("", flags))
        for code, others in _OTHERS if fate == "died" else ():
            for header, flags in others(columns, data):
                known = [values == 1 for _, values in flags_by]
                if not known or ((flags == 1) & ~np.any(known, axis=0)).any():
                    issues.add(code, "info", None, headers=header, n=int((flags == 1).sum()))
                flags_by.append(("", flags))
        if flags_by:
            _add(fate, flags_by, columns, data)
    # Where a column of losses stands beside their reasons, it is the one that counts.
    _report_told(
        [one for one in told if not (one.telling == "reason" and "lost" in stated)], issues
    )


def _each_death_once(told: Sequence[FateColumn]) -> list[FateColumn]:
    """The columns, of those of events only what says of somebody that no other of them does.

    The surest goes first, and a column of the file before one made of a list of events.
    """
    events = [one for one in told if one.telling == "event"]
    events.sort(key=lambda one: (one.certainty != "sure", one.header.startswith(_MADE)))
    kept = [one for one in told if one.telling != "event"]
    known: Floats | None = None
    for one in events:
        died = one.died
        if died is not None and (known is None or (died > known).any()):
            kept.append(one)
            known = died if known is None else np.fmax(known, died)
    return kept


def _in_words(fate: Fate, told: Sequence[FateColumn]) -> list[tuple[FateColumn, Floats]]:
    """What columns tell of the fate in words."""
    return [
        (one, flags)
        for one in told
        if one.certainty != "asked"
        and (flags := one.died if fate == "died" else one.lost) is not None
    ]


def _by_day(columns: Mapping[str, Column], data: Mapping[str, Any]) -> Iterator[tuple[str, Floats]]:
    """Who has a day of death died; unless everybody has one."""
    column = columns.get(_DAY)
    if column is not None and column.kind is Kind.NUMBER:
        given = ~np.isnan(np.asarray(data[_DAY], dtype=np.float64))
        if given.any() and not given.all():
            yield column.header, given.astype(np.float64)


def _by_mrs(columns: Mapping[str, Column], data: Mapping[str, Any]) -> Iterator[tuple[str, Floats]]:
    """Whose mRS is 6 after treatment died."""
    later = [
        c for c in columns.values()
        if c.role is Role.MEASURE and c.stem == _MRS and c.visit != PRE
        and c.kind is Kind.NUMBER and not c.stopped
    ]  # fmt: skip
    if not later:
        return
    grades = np.array([np.asarray(data[c.name], dtype=np.float64) for c in later])
    died = (grades == _MRS_DEAD).any(axis=0)
    if died.any():
        known = ~np.isnan(grades).all(axis=0)
        headers = ", ".join(
            c.header for c, at in zip(later, grades, strict=True) if (at == _MRS_DEAD).any()
        )
        yield headers, np.where(known, died.astype(np.float64), np.nan)


_OTHERS = (("died_by_day", _by_day), ("died_by_mrs", _by_mrs))


def _add(
    fate: Fate,
    sources: Sequence[tuple[str, Floats]],
    columns: dict[str, Column],
    data: dict[str, Any],
) -> None:
    """A column of who is told so by any source; unknown where none tells. The dead are not lost."""
    flags: Floats = np.fmax.reduce([values for _, values in sources])
    if fate == "lost" and "died" in columns:
        flags = np.where(np.asarray(data["died"], dtype=np.float64) == 1, 0.0, flags)
    # Where one column of the file tells it alone, a user finds it under its header.
    header = sources[0][0] if len(sources) == 1 else ""
    header = "" if any(c.header == header for c in columns.values()) else header
    columns[fate] = Column(fate, _ROLES[fate], Kind.NUMBER, header, stem=fate, recognised="alias")
    data[fate] = flags


def _report_cells(
    fate: Fate, by_header: Mapping[str, Mapping[int, str]], n: int, issues: Issues
) -> None:
    words = dict.fromkeys(text for texts in by_header.values() for text in texts.values())
    shown = ", ".join([*words][:_SHOWN])
    headers = ", ".join([*by_header][:_SHOWN])
    issues.add(_BY_CELLS[fate], "warning", None, value=shown, n=n, headers=headers)


def _report_told(told: Sequence[FateColumn], issues: Issues) -> None:
    """Say which columns were read as deaths and losses, and how many they tell."""
    for one in told:
        if one.telling == "remark":
            fate: Fate = "lost" if one.died is None else "died"
            says = np.flatnonzero((one.lost if one.died is None else one.died) == 1)
            rows = ", ".join(str(issues.row(at, one.header)) for at in says[:_ROWS].tolist())
            more = ", …" if len(says) > _ROWS else ""
            issues.add(f"remarks_{fate}", "warning", one.header, n=len(says), rows=f"{rows}{more}")
            continue
        if one.certainty == "asked":
            issues.add("may_tell_fate", "warning", one.header, value=", ".join(one.words[:_SHOWN]))
            continue
        code = "read_as_died" if one.lost is None else "read_as_fates"
        code = "read_as_lost" if one.died is None else code
        died, lost = (0 if f is None else int((f == 1).sum()) for f in (one.died, one.lost))
        severity: Severity = "info" if one.certainty == "sure" else "warning"
        if not one.whole:
            code = _TAKEN[one.telling]
        issues.add(code, severity, one.header, died=died, lost=lost)


def _report_differing(
    fate: Fate, header: str, says: Mask, recorded: Mask, column: str, issues: Issues
) -> None:
    """Name the patients of whom another column says what the stated one does not."""
    places = np.flatnonzero(says & ~recorded)
    issues.add_cells(_NOT_RECORDED[fate], "warning", header, places, None, other=column)


def _report_contradicting(sources: Sequence[tuple[FateColumn, Floats]], issues: Issues) -> None:
    """Name the patients of whom one column says that they died, and another something else."""
    for status, flags in sources:
        if status.telling != "fate":
            continue
        lives = (flags == 0) if status.lost is None else (flags == 0) & (status.lost != 1)
        for other, died in sources:
            places = np.flatnonzero(lives & (died == 1))
            issues.add_cells(
                "died_differs", "warning", other.header, places, None, other=status.header
            )


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
