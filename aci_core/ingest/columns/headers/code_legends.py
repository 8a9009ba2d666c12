"""Code legends in headers: 性别(男=1,女=2), Group (1=treatment, 2=control)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from aci_core.domain.schema import Role
from aci_core.domain.schema.aliases import clean, compact, value_key, words
from aci_core.ingest.cells import Cells, is_missing

BRACKETS = re.compile(r"[(\[{<【「](.*?)[)\]}>】」]")
# Longer headers have no meaning, and the rules are slow on them.
MAX_HEADER = 200
_WORD = r"(?:[^\d=:,;、/|]*[^\d=:,;、/|\s])"
_BETWEEN = r"[\s,;、/|]*"
# The code before the word, and after it: 1=男 2=女, 男1女2.
_CODE_FIRST = re.compile(rf"(?P<code>\d{{1,2}})\s*(?P<is>[=:]?)\s*(?P<word>{_WORD}){_BETWEEN}")
_WORD_FIRST = re.compile(rf"(?P<word>{_WORD})\s*(?P<is>[=:]?)\s*(?P<code>\d{{1,2}}){_BETWEEN}")
_SEPARATORS = " ,;、/|"
# Codes in a circle or brackets, which become plain digits when a text is cleaned: ①男②女.
CIRCLED = re.compile(r"[⓪①-⑳⑴-⒇⒈-⒛❶-❿]")
_DIGITS = re.compile(r"\d+")
# The first code of a legend that no bracket begins, and codes with a sign of a list: 1.男 2.女.
_FIRST = re.compile(r"(?<![\d第.])\(?[01](?![\d%])")
_NUMBERED = re.compile(r"(?<![\d.])\(?(\d{1,2})\s*[.、)]\s*(?=[^\d\s])")
# With a sign at each code words may hold signs of a list: 颌、面部=11、口底=12.
_SIGNED = re.compile(r"(?P<first>\d{1,2})\s*[=:]|[=:]\s*(?P<last>\d{1,2})(?!\d)")
_REMARK = re.compile(r"[,;].*")  # behind the last word: 0=未测,其他具体写出
_PARTS = re.compile(r"\s*[、,;/+]\s*")
_FEWEST_LISTED = 3  # codes of which a cell may list several
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Roles whose cells are words. A score or an amount is a number, whatever its header explains.
_ROLES = frozenset(
    {
        Role.ARM, Role.EVENT, Role.EVENT_RESOLVED, Role.FOLLOWUP, Role.DIED, Role.LOST,
        Role.GRADE, Role.COVARIATE, Role.ENDPOINT,
    }
)  # fmt: skip


def parse_legend(bracket: str) -> dict[str, str]:
    """Parse a legend in brackets to code -> word; empty if the text is none.

    Examples
    --------
    >>> [parse_legend(text) for text in ("男=1,女=2", "1治疗 2对照", "m3/w2", "pg/mL")]
    [{'1': '男', '2': '女'}, {'1': '治疗', '2': '对照'}, {}, {}]
    >>> parse_legend("喉=1、颌、面部=2"), parse_legend("不详=0，其他具体写出")
    ({'1': '喉', '2': '颌、面部'}, {'0': '不详'})
    >>> parse_legend("①male ②female"), parse_legend("1.男 2.女")
    ({'1': 'male', '2': 'female'}, {'1': '男', '2': '女'})
    """
    text = _marked(bracket).strip(_SEPARATORS)
    return _parsed(text) or _parsed(_NUMBERED.sub(r" \1=", text).strip())


def _marked(text: str) -> str:
    """A text as `clean` has it, each code in a circle with the sign of a legend: 1=."""

    def sign(match: re.Match[str]) -> str:
        number = _DIGITS.search(clean(match[0]))
        return f" {number[0]}=" if number else match[0]

    return clean(CIRCLED.sub(sign, text))


def _parsed(text: str) -> dict[str, str]:
    for pattern in (_CODE_FIRST, _WORD_FIRST):
        pairs = [m.groupdict() for m in pattern.finditer(text)]
        if not pairs or "".join(m[0] for m in pattern.finditer(text)) != text:
            continue
        codes = {p["code"]: p["word"].strip(" .()") for p in pairs}
        distinct = len(set(codes.values())) == len(codes) == len(pairs)
        return codes if distinct and _is_unambiguous(pairs) else {}
    return _signed_legend(text)


def _signed_legend(text: str) -> dict[str, str]:
    """A legend with a sign at each code, whatever stands between; empty if the text is none."""
    marks = list(_SIGNED.finditer(text))
    first = [match["first"] for match in marks if match["first"]]
    if not marks or 0 < len(first) < len(marks):
        return {}
    if first:
        codes, ends = first, [*(m.start() for m in marks[1:]), len(text)]
        found = [text[m.end() : end] for m, end in zip(marks, ends, strict=True)]
        found[-1] = _REMARK.sub("", found[-1])
        before = text[: marks[0].start()]
    else:
        codes, starts = [m["last"] for m in marks], [0, *(m.end() for m in marks[:-1])]
        found = [text[start : m.start()] for m, start in zip(marks, starts, strict=True)]
        before = _REMARK.sub("", text[marks[-1].end() :])
    named = [word.strip(_SEPARATORS) for word in found]
    distinct = len(set(codes)) == len(codes) and len(set(named)) == len(named)
    plain = all(named) and not any(sign in word for word in named for sign in "=:")
    known = len(codes) > 1 or is_missing(named[0])  # one code among numbers: 0=未测
    return (
        dict(zip(codes, named, strict=True)) if distinct and plain and known and not before else {}
    )


def _is_unambiguous(pairs: Sequence[Mapping[str, str]]) -> bool:
    """Whether codes and words belong together: joined by signs, or Chinese and no amounts.

    90天结局 is a time, 10分制 and 2次 are amounts: one code without a sign is 0 or 1.
    """
    unsigned = [pair for pair in pairs if not pair["is"]]
    lone = len(pairs) == 1 and any(int(pair["code"]) > 1 for pair in unsigned)
    named = [compact(pair["word"]) for pair in unsigned]
    units = tuple(words().visit_units)
    amounts = bool(named) and all(word.startswith(units) for word in named)
    return not lone and not amounts and all(map(_CHINESE.search, named))


def legend_in_header(header: str) -> dict[str, str]:
    """The legend in a header, in brackets or at its end; empty if it has none.

    Examples
    --------
    >>> [legend_in_header(h) for h in ("性别(男=1,女=2)", "性别①男②女", "V1周2周")]
    [{'1': '男', '2': '女'}, {'1': '男', '2': '女'}, {}]
    """
    text = _marked(header[:MAX_HEADER])
    for match in BRACKETS.finditer(text):
        if legend := parse_legend(match[1]):
            return legend
    return _at_end(text)[1]


def _at_end(text: str) -> tuple[int, dict[str, str]]:
    """Where a legend without brackets begins in a marked text, and the legend; empty if none."""
    for match in _FIRST.finditer(text):
        start, rest = match.start(), text[match.start() :]
        legend = parse_legend(rest) if compact(text[:start]) else {}
        codes = [int(code) for code in legend]
        if len(codes) > 1 and codes == [*range(codes[0], codes[0] + len(codes))]:
            signed = any(sign in rest for sign in "=:") or bool(_NUMBERED.search(rest))
            if signed or not any(_begins_with_time(word) for word in legend.values()):
                return start, legend
    return len(text), {}


def _begins_with_time(word: str) -> bool:
    """Whether a word behind a number may make a time of it: 1周, 2次."""
    key = compact(word)
    return key.startswith(("次", "级", *words().visit_units))


def without_legend(text: str) -> str:
    """A header as `clean` has it, without its legend.

    Examples
    --------
    >>> without_legend("性别（男=1）"), without_legend("既往史①高血压②糖尿病")
    ('性别 ', '既往史')
    """
    marked = _marked(text)
    bare = BRACKETS.sub(lambda match: " " if parse_legend(match[1]) else match[0], marked)
    start, legend = _at_end(bare[:MAX_HEADER])
    if legend:
        return bare[:start].rstrip(_SEPARATORS + ":")
    return bare if bare != marked else clean(text)


def legend_for_column(header: str, role: Role, name: str) -> dict[str, str]:
    """The legend for decoding a column's cells; empty if they are numbers."""
    return legend_in_header(header) if takes_legend(role, name) else {}


def takes_legend(role: Role, name: str) -> bool:
    """Whether the cells of a column with this meaning are words, for which codes may stand."""
    return role in _ROLES and name not in words().numbers


def decode_cells(cells: Cells, legend: dict[str, str]) -> Cells:
    """Replace the codes in cells by the legend's words; where a cell lists several, each."""
    by_key = {key: word for code, word in legend.items() for key in (code, f"{code}.0")}
    texts = [by_key.get(value_key(text)) or _listed(text, by_key) for text in cells.texts]
    return replace(cells, distinct=pa.array(texts, pa.string()))


def _listed(text: str, by_key: Mapping[str, str]) -> str:
    """The words of a cell of several codes, 1、8; else the text as it stands."""
    codes = [value_key(part) for part in _PARTS.split(text) if part]
    listed = len(codes) > 1 and len(by_key) >= 2 * _FEWEST_LISTED
    if not listed or not all(code in by_key for code in codes):
        return text
    return " + ".join(by_key[code] for code in dict.fromkeys(codes))


def format_for_header(legend: dict[str, str]) -> str:
    """Format a legend as it stands in a header."""
    return " ".join(f"{code}={word}" for code, word in legend.items())


def format_for_message(legend: dict[str, str]) -> str:
    """Format a legend for a message."""
    return ", ".join(f"{code} = {word}" for code, word in legend.items())
