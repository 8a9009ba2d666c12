"""Columns that tell in words who died or was lost: 患者状态, vital status, a reason for leaving."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from aci_core.domain.schema import Role
from aci_core.domain.schema.aliases import canonical_value, clean, compact, fold, words
from aci_core.ingest.cells import Cells, Floats, format_level, is_missing
from aci_core.ingest.columns.headers import code_legends
from aci_core.ingest.columns.recognise import Source
from aci_core.ingest.values.events.remarks import Fate, fate_in_header

# More distinct texts are no list of fates.
MOST = 30
_MOST_REASONS = 10_000
_BRACKET = re.compile(r"\s*\([^()]*\)$")
# Attributes of an adverse event that may say that it was fatal; the grade of CTCAE that says so.
_ENDS = ("outcome", "severity", "grade")
_FATAL, _FATAL_GRADE = "fatal", 5
# A drug may be discontinued, and anybody withdraw from something.
_PLAIN_LOSS = re.compile(r"失访|脱落|失联|失去联系|退组|follow|drop")
_FATES = {"died": Role.DIED, "lost": Role.LOST}
Certainty = Literal["sure", "by_cells", "asked"]
Telling = Literal["fate", "cause", "reason", "event", "remark"]
_Said = Literal["died", "alive", "lost", "stayed", "other", "nothing"]


@dataclass(frozen=True, eq=False)
class FateColumn:
    """What a column tells of deaths and losses.

    Parameters
    ----------
    header : str
    certainty : {"sure", "by_cells", "asked"}
        By header and cells, by its cells alone, or only perhaps: then it is not used.
    whole : bool
        It tells nothing else: no characteristic, and no outcome of its own.
    telling : {"fate", "cause", "reason", "event", "remark"}
        It tells of each patient, or gives the cause of death of those who died, the reasons of
        those who left, the outcome of adverse events; or it is what remarks spoke of.
    died, lost : ndarray of float64 or None
        1, 0 or NaN of each patient; None where it does not tell.
    words : tuple of str
        Cells that tell a death or a loss.
    """

    header: str
    certainty: Certainty = "sure"
    whole: bool = True
    telling: Telling = "fate"
    died: Floats | None = None
    lost: Floats | None = None
    words: tuple[str, ...] = ()


def fate_column(cells: Cells, source: Source, *, blank_is_no: bool = False) -> FateColumn | None:
    """What a column tells of deaths and losses; None if nothing, or nothing but its own yes and no.

    Parameters
    ----------
    cells : Cells
    source : Source
    blank_is_no : bool
        The file's standard writes Y where something holds, and nothing where it does not.
    """
    meaning, header = source.meaning, source.header
    stated = meaning.role in _FATES.values()
    if meaning.recognised == "mapping" and not stated and meaning.role is not Role.LOST_REASON:
        return None
    if (fate := fate_in_header(header)) is not None and meaning.recognised != "mapping":
        return _of_remarks(cells, header, fate)
    if meaning.role is Role.LOST_REASON:
        return _of_reasons(cells, header)
    if meaning.role is Role.EVENT_DETAIL:
        return _of_events(cells, source)
    if meaning.role is Role.COVARIATE and _key(header) in words().death_causes:
        return _of_causes(cells, header)
    may_tell = meaning.role in (Role.COVARIATE, Role.ENDPOINT)
    if not (stated or may_tell) or len(cells.distinct) > MOST:
        return None
    said = _said(cells, header)
    kinds = set(said) - {"nothing"}
    if stated:
        return _of_stated(cells, said, source, blank_is_no=blank_is_no)
    if not kinds & {"died", "lost"}:
        return _told(cells, said, header) if kinds == {"alive"} and meaning.outcome else None
    if meaning.outcome:
        return _told(cells, said, header)
    if _speaks_of_others(header) or not ("died" in kinds or _plainly_lost(cells, said)):
        return None
    sure = "other" not in kinds and "died" in kinds
    return _told(cells, said, header, "by_cells" if sure else "asked")


def fate_ranks(cells: Cells, header: str) -> Floats | None:
    """How bad each distinct text is: dead before lost before anything else, -1 for nothing.

    None where none of them tells a death or a loss.
    """
    if len(cells.distinct) > MOST:
        return None
    said = _said(cells, header)
    ranks = {"died": 2.0, "lost": 1.0, "nothing": -1.0}
    told = {"died", "lost"} & {*said}
    return np.array([ranks.get(one, 0.0) for one in said]) if told else None


def _plainly_lost(cells: Cells, said: Sequence[_Said]) -> bool:
    """Whether a cell says in words for nothing else that a patient was lost."""
    pairs = zip(cells.texts, said, strict=True)
    return any(one == "lost" and _PLAIN_LOSS.search(fold(text)) for text, one in pairs)


def _said(cells: Cells, header: str) -> list[_Said]:
    """What each distinct text says; nothing where it does not occur."""
    yes_no: tuple[_Said, _Said] = ("other", "other")
    if _key(header) in words().asks_alive:
        yes_no = ("alive", "died")
    elif _key(header) in words().asks_stayed:
        yes_no = ("stayed", "lost")
    pairs = list(zip(cells.texts, cells.counts.tolist(), strict=True))
    said = [_fate(text, *yes_no) if n else "nothing" for text, n in pairs]
    told = {"died", "lost"} & {*said}
    if len(told) == 1 and "other" in said:
        # Beside the one thing that the column tells a bare "no" denies it: 死亡 and 否, dead and 0.
        denied: _Said = "alive" if told == {"died"} else "stayed"
        return [
            denied if one == "other" and canonical_value("yes_no", text) == "no" else one
            for one, (text, _) in zip(said, pairs, strict=True)
        ]
    return said


def asks_who_stayed(header: str) -> bool:
    """Whether yes in a column means that nothing happened: 是否存活, alive."""
    return _key(header) in words().asks_alive | words().asks_stayed


def _key(header: str) -> str:
    return compact(code_legends.without_legend(header))


def _fate(text: str, yes: _Said = "other", no: _Said = "other") -> _Said:
    if is_missing(text):
        return "nothing"
    answer = canonical_value("yes_no", text)
    if answer is not None:
        return yes if answer == "yes" else no
    died, lost = canonical_value("died", text), canonical_value("lost", text)
    if died is not None:
        return "died" if died == "yes" else "alive"
    if lost is not None:
        return "lost" if lost == "yes" else "stayed"
    return "other"


def _told(
    cells: Cells, said: Sequence[_Said], header: str, certainty: Certainty = "sure"
) -> FateColumn:
    kinds = set(said)
    lives, stays = kinds & {"died", "alive"}, kinds & {"lost", "stayed"}
    pairs = zip(cells.texts, said, strict=True)
    return FateColumn(
        header,
        certainty,
        whole="other" not in kinds,
        died=_flags(cells, said, "died") if lives else None,
        lost=_flags(cells, said, "lost") if stays else None,
        words=tuple(text for text, one in pairs if one in ("died", "lost")),
    )


def _flags(cells: Cells, said: Sequence[_Said], fate: _Said) -> Floats:
    """1 where a cell says so, 0 where it says something else, NaN where it says nothing."""
    values = [np.nan if one == "nothing" else float(one == fate) for one in said]
    return cells.spread(np.array(values, dtype=np.float64))


def _of_stated(
    cells: Cells, said: Sequence[_Said], source: Source, *, blank_is_no: bool
) -> FateColumn | None:
    """A column named as deaths or as losses, where its cells tell the other too."""
    name, kinds = source.meaning.name, set(said) - {"nothing"}
    if kinds & ({"lost", "stayed"} if name == "died" else {"died", "alive"}):
        return None if "other" in kinds else _told(cells, said, source.header)
    answers = [
        canonical_value("yes_no", t)
        for t, one in zip(cells.texts, said, strict=True)
        if one == "other"
    ]
    if not (blank_is_no and answers and set(answers) == {"yes"}):
        return None
    flags = np.nan_to_num(cells.spread(np.array([float(one == "other") for one in said])))
    return FateColumn(
        source.header,
        died=flags if name == "died" else None,
        lost=flags if name == "lost" else None,
    )


def _of_reasons(cells: Cells, header: str) -> FateColumn | None:
    """Who has a reason for leaving left; who left by death died."""
    if len(cells.distinct) > _MOST_REASONS:
        return None
    pairs = zip(cells.texts, cells.counts.tolist(), strict=True)
    said = [_fate(text, yes="lost", no="stayed") if n else "nothing" for text, n in pairs]
    said = ["lost" if one == "other" else one for one in said]
    died = np.append([one == "died" for one in said], False)[cells.codes].astype(np.float64)
    lost = np.append([one == "lost" for one in said], False)[cells.codes].astype(np.float64)
    if not (died.any() or lost.any()):
        return None
    # Where everybody has one, it is no reason for leaving.
    certainty: Certainty = "asked" if (died + lost).all() else "sure"
    told = tuple(t for t, one in zip(cells.texts, said, strict=True) if one in ("died", "lost"))
    return FateColumn(
        header, certainty, False, "reason", died if died.any() else None, lost, told[:MOST]
    )


def _of_remarks(cells: Cells, header: str, fate: Fate) -> FateColumn | None:
    """Of whom remarks speak so: that is asked."""
    flags = _flags(cells, [_fate(text, yes=fate) for text in cells.texts], fate)
    if not (flags == 1).any():
        return None
    died, lost = (flags, None) if fate == "died" else (None, flags)
    return FateColumn(header, "asked", telling="remark", died=died, lost=lost)


def _of_causes(cells: Cells, header: str) -> FateColumn | None:
    """Who has a cause of death died; where everybody has one, that is asked."""
    if len(cells.distinct) > _MOST_REASONS:
        return None
    pairs = zip(cells.texts, cells.counts.tolist(), strict=True)
    said = [_fate(text, yes="died", no="alive") if n else "nothing" for text, n in pairs]
    dead = [one in ("died", "other") for one in said]
    died = np.append(dead, False)[cells.codes].astype(np.float64)
    if not died.any():
        return None
    told = tuple(text for text, one in zip(cells.texts, dead, strict=True) if one)
    certainty: Certainty = "asked" if died.all() else "sure"
    return FateColumn(header, certainty, telling="cause", died=died, words=told[:MOST])


def _of_events(cells: Cells, source: Source) -> FateColumn | None:
    """Who had an adverse event that was fatal, by its outcome, severity or grade."""
    if not any(f"_{end}" in source.meaning.name for end in _ENDS) or len(cells.texts) > MOST:
        return None
    grades = "_grade" in source.meaning.name and _are_grades(cells)
    fatal = [is_fatal(text) or (grades and _grade(text) == _FATAL_GRADE) for text in cells.texts]
    died = np.append(fatal, False)[cells.codes].astype(np.float64)
    if not died.any():
        return None
    told = tuple(text for text, one in zip(cells.texts, fatal, strict=True) if one)
    certainty: Certainty = "sure" if any(map(is_fatal, told)) else "by_cells"
    return FateColumn(source.header, certainty, False, "event", died, words=told)


def is_fatal(text: str) -> bool:
    """Whether a cell says of an event that the patient died of it.

    Examples
    --------
    >>> [is_fatal(text) for text in ("死亡", "FATAL", "致死(第9天)", "好转", "是")]
    [True, True, True, False, False]
    """
    bare = _BRACKET.sub("", clean(text))
    if canonical_value("yes_no", bare) is not None:
        return False
    return canonical_value("died", bare) == "yes" or canonical_value("severity", bare) == _FATAL


def _grade(text: str) -> int | None:
    """The grade that a cell tells, of CTCAE; None if it tells none."""
    word = canonical_value("severity", format_level(text)) or ""
    return int(word) if word.isdecimal() else None


def _are_grades(cells: Cells) -> bool:
    """Whether cells are grades of CTCAE, of which the fifth is death."""
    texts = [t for t, n in zip(cells.texts, cells.counts.tolist(), strict=True) if n]
    return all(
        is_missing(text) or _grade(text) is not None or canonical_value("severity", text)
        for text in texts
    )


def _speaks_of_others(header: str) -> bool:
    """Whether a header speaks of a relative: 父亲是否健在, mother alive."""
    return any(word in compact(header) for word in words().relatives)
