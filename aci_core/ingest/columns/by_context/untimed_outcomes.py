"""Columns that may be outcomes though their header has no time: ease, opioid_total, 住院天数."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby

from aci_core.domain.schema import PRE, Role
from aci_core.domain.schema.aliases import clean, fold
from aci_core.domain.toml_file import load_toml
from aci_core.ingest.columns.by_context.unknown_scores import Content
from aci_core.ingest.columns.headers import code_legends
from aci_core.ingest.columns.recognise import Source

_SIGNS = re.compile(r"[\s_\-./\\:;,|#()\[\]（）]+|(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BASELINE = frozenset({Role.ID, Role.ARM, Role.COVARIATE})


def with_untimed_outcomes(
    sources: Sequence[Source], content: Callable[[int], Content], labels: Sequence[str] = ()
) -> list[Source]:
    """The columns, those that may be outcomes as no characteristics: they are asked about.

    Parameters
    ----------
    sources : sequence of Source
        In the file's order.
    content : callable
        What the cells at a place are.
    labels : sequence of str
        Of the columns, from a statistics package.

    Notes
    -----
    Asked about is a column whose header names what is known only once treatment has begun. In a
    sheet that names an outcome without its time a name that says nothing proves nothing: so are
    the columns of no known meaning behind it, and the numbers directly before it, each up to one
    that is known to be of the time before treatment.
    """

    def names(source: Source) -> list[str]:
        label = labels[source.place] if source.place < len(labels) else ""
        return [name for name in (source.header, label) if name]

    scored = max((s.place for s in sources if s.meaning.visit == PRE), default=-1)

    def names_one(source: Source) -> bool:
        symptoms = source.place > scored
        return source.meaning.later or any(
            names_outcome(name, symptoms=symptoms) for name in names(source)
        )

    asked: set[int] = set()
    for splits, group in groupby(sources, lambda source: _is_baseline(source, names(source))):
        run = [] if splits else [s for s in group if s.meaning.recognised == "covariate"]
        start = next((i for i, source in enumerate(run) if names_one(source)), None)
        if start is None:
            continue
        while start and _is_number(run[start - 1], content, names(run[start - 1])):
            start -= 1
        asked |= {source.place for source in run[start:] if _is_unknown(source)}
    return [
        replace(s, meaning=replace(s.meaning, unclear=True, later=True)) if s.place in asked else s
        for s in sources
    ]


def names_outcome(header: str, *, symptoms: bool = True) -> bool:
    """Whether a header names what is known only once treatment has begun, and not when.

    Parameters
    ----------
    header : str
    symptoms : bool
        What a patient also complains of before treatment counts.

    Examples
    --------
    >>> [names_outcome(h) for h in ("attempt1_time", "opioid_total", "住院天数", "easePlacement")]
    [True, True, True, True]
    >>> [names_outcome(h) for h in ("priorAttempts", "chest pain type", "disease", "并发症史")]
    [False, False, False, False]
    """
    text = _text(header)
    if names_baseline(header) or _pattern("outcome", "never").search(text):
        return False
    return _has("outcome", text) or (symptoms and _has("symptom", text))


def names_baseline(header: str) -> bool:
    """Whether a header names what is of the patient, or of the time before treatment.

    Examples
    --------
    >>> [names_baseline(h) for h in ("priorAttempts", "病变部位", "BL.Cig.Day", "celltype")]
    [True, True, True, False]
    """
    return _has("baseline", _text(header))


def _text(header: str) -> str:
    """A header as words with single blanks between."""
    shown = _CAMEL.sub(" ", clean(header[: code_legends.MAX_HEADER]))
    return _SIGNS.sub(" ", fold(shown)).strip()


def _is_baseline(source: Source, names: Sequence[str]) -> bool:
    """Whether it is known to be of the time before treatment."""
    meaning = source.meaning
    if meaning.recognised != "covariate":
        return meaning.role in _BASELINE or meaning.visit == PRE
    return not meaning.unclear and any(map(names_baseline, names))


def _is_unknown(source: Source) -> bool:
    return source.meaning.recognised == "covariate" and not source.meaning.unclear


def _is_number(source: Source, content: Callable[[int], Content], names: Sequence[str]) -> bool:
    """Whether it holds numbers of no known meaning; a laboratory value has one."""
    laboratory = any(_has("laboratory", name) for name in map(_text, names))
    return _is_unknown(source) and not laboratory and content(source.place) == "numbers"


def _has(kind: str, text: str) -> bool:
    return _pattern(kind, "words").search(text) is not None


@cache
def _pattern(kind: str, part: str) -> re.Pattern[str]:
    words = load_toml("aci_core.ingest.columns.by_context", "untimed_outcomes.toml")[kind][part]
    latin = "|".join(re.escape(word) for word in words if word[0].isascii())
    other = "|".join(re.escape(word) for word in words if not word[0].isascii())
    return re.compile(rf"(?<![a-z])(?:{latin})(?![a-z])|{other}")
