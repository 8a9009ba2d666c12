"""Headers with a time that may be after treatment, beside no other: extubation_cough, 出院时CRP."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from aci_core.domain.schema.aliases import clean, fold
from aci_core.domain.toml_file import load_toml
from aci_core.ingest.columns.headers import code_legends
from aci_core.ingest.columns.recognise import Source

_SIGNS = re.compile(r"[\s_\-./\\:;,|#()\[\]（）]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAME = re.compile(r"[a-z\u4e00-\u9fff]")


def with_later_times(sources: Sequence[Source]) -> list[Source]:
    """The columns, those that may have been told after treatment as no characteristics.

    Of a drug given after an operation 术后 is before treatment, of an operation it is after: a
    person says which, once for all such columns.
    """
    return [
        replace(s, meaning=replace(s.meaning, unclear=True, later=True)) if _is_asked(s) else s
        for s in sources
    ]


def _is_asked(source: Source) -> bool:
    meaning = source.meaning
    unknown = meaning.recognised == "covariate" and not (meaning.outcome or meaning.numbered)
    return unknown and names_later_time(source.header)


def names_later_time(header: str) -> bool:
    """Whether a header begins or ends with a time that may be after treatment.

    Examples
    --------
    >>> [names_later_time(h) for h in ("extubation_cough", "postOp4hour_pain", "出院时CRP")]
    [True, True, True]
    >>> [names_later_time(h) for h in ("end_diastolic_volume", "endurance", "discharge", "age")]
    [False, False, False, False]
    """
    shown = clean(header[: code_legends.MAX_HEADER])
    texts = {_SIGNS.sub(" ", fold(text)).strip() for text in (shown, _CAMEL.sub(" ", shown))}
    begin, end, never = _patterns()
    for text in texts:
        rests = [text[m.end() :] for m in begin.finditer(text)]
        rests += [text[: m.start()] for m in end.finditer(text)]
        if any(_NAME.search(rest) and not never.search(rest.strip()) for rest in rests):
            return True
    return False


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = load_toml("aci_core.ingest.columns.by_context", "later_times.toml")["words"]

    def one_of(kind: str, *, latin: bool) -> str:
        listed = sorted(table[kind], key=len, reverse=True)
        return "|".join(re.escape(word) for word in listed if word.isascii() is latin)

    begin = rf"^(?:(?:{one_of('begin', latin=True)})(?![a-z])|{one_of('begin', latin=False)})"
    end = rf"(?:(?<![a-z])(?:{one_of('end', latin=True)})|{one_of('end', latin=False)})$"
    never = "|".join((*table["never"], *(f"^{word}$" for word in table["dates"])))
    return re.compile(begin), re.compile(end), re.compile(never)
